"""How long `descent validate` takes beside the tools it builds on, on the same notebooks in one run.

The peer is what an author would type: the papermill command line for each solved notebook (at the defaults, then with
seed 1), then `pytest --nbval` on all of them. It runs and compares; `descent validate` does that and also runs the
unsolved notebooks and checks editions, exercises and claims.

The floor of the papermill step is what no scheduling can beat: the time of all cells, shared by the cores, and the
start of one kernel.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel

from ci import CELL_SECONDS
from ci.build import NOTEBOOKS
from ci.execute import kernels
from ci.replay import SANITIZE
from ci.validate import OTHER_SEED, Workshop, validate

CORES = os.cpu_count() or 1
SOLVED = sorted(NOTEBOOKS.glob("solutions/*/*.ipynb"))
LIMIT_OF_PEER, LIMIT_OF_FLOOR = 0.6, 1.5


def seconds(work: Callable[[], object]) -> float:
    """The wall time of some work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command_lines(folder: Path) -> None:
    """Run the peer."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    environment = {**os.environ, "DESCENT_PROGRESS": str(folder / "progress.json")}
    for parameters in ([], ["-p", "seed", str(OTHER_SEED)]):
        for path in SOLVED:
            command = [sys.executable, "-m", "papermill", str(path), str(folder / path.name), *parameters]
            subprocess.run(command, env=environment, **quiet)  # type: ignore[call-overload]
    command = [sys.executable, "-m", "pytest", "-o", "addopts=", "--nbval", f"--nbval-sanitize-with={SANITIZE}"]
    subprocess.run([*command, *map(str, SOLVED)], env=environment, **quiet)  # type: ignore[call-overload]


def papermill_step(folder: Path) -> tuple[float, float]:
    """The wall time of the papermill step alone, and the sum of its cells' times."""
    with kernels() as manager, ThreadPoolExecutor(CORES) as threads, ProcessPoolExecutor(1) as unused:
        shop = Workshop(manager, unused, NOTEBOOKS, folder, CELL_SECONDS)
        tasks = [
            shop.solved(path, f"{path.parent.name}-{path.stem}", parameters)
            for path in SOLVED
            for parameters in ({}, {"seed": OTHER_SEED})
        ]
        start = time.perf_counter()
        results = [result for found in threads.map(lambda task: task.work(), tasks) for result in found]
        wall = time.perf_counter() - start
    executed = [nbformat.read(result.executed, as_version=4) for result in results if result.executed]
    cells = sum(cell.metadata.papermill.duration or 0.0 for notebook in executed for cell in notebook.cells)
    return wall, cells


def start_a_kernel() -> None:
    """Start one kernel the ordinary way, and stop it."""
    manager, client = start_new_kernel()
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def main() -> None:
    """Print the times and both ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = seconds(lambda: validate([], folder / "report", CORES, CELL_SECONDS))
        peer = seconds(lambda: command_lines(folder))
        wall, cells = papermill_step(folder)
        kernel = seconds(start_a_kernel)
    floor = cells / CORES + kernel
    print(f"\n{len(SOLVED)} solved notebooks, {CORES} cores; one kernel starts in {kernel:.2f} s")
    print(f"papermill and nbval by their command lines {peer:6.1f} s")
    print(f"descent validate, all six steps            {ours:6.1f} s, ratio {ours / peer:.2f}, at most {LIMIT_OF_PEER}")
    print(f"floor of the papermill step                {floor:6.1f} s, from {cells:.1f} s of cells")
    print(
        f"the papermill step                         {wall:6.1f} s, ratio {wall / floor:.2f}, at most {LIMIT_OF_FLOOR}"
    )


if __name__ == "__main__":
    main()
