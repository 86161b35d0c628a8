"""What the walls around one submission cost: six functions, five calls each, beside a fresh Python that loads NumPy.

The peer is what one process a submission costs before any of a learner's code has run: `python -c "import numpy"`.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from grader.sandbox import Answer, Cell, ForkServer

ROUNDS = 50
FUNCTIONS, CALLS = 6, 5
MEMORY = 5.0  # MB that a running submission may have for itself

SOURCE = """
import numpy as np
def average_{i}(theta, beta):
    v, averages = 0.0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return np.array(averages)
"""
CELLS = [Cell(f"cell-{i}", SOURCE.format(i=i)) for i in range(FUNCTIONS)]
SERIES = np.random.default_rng(0).random(20)


def call_all(answer: Answer) -> None:
    """Make every call of a submission."""
    for i in range(FUNCTIONS):
        function = answer.function(f"average_{i}")
        for _ in range(CALLS):
            function(SERIES, 0.9)


def submission_seconds(server: ForkServer) -> float:
    """Return the median time from a notebook's cells to its last result and the end of its process."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with server.run(CELLS) as answer:
            call_all(answer)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def fresh_seconds() -> float:
    """Return the median time of a fresh Python that loads NumPy and ends."""
    seconds = []
    for _ in range(ROUNDS // 5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def private_memory(server: ForkServer) -> float:
    """Return the MB that a submission's process shares with nobody, when it has answered everything."""
    with server.run(CELLS) as answer:
        call_all(answer)
        pages = (Path("/proc") / str(youngest_below(server.pid)) / "smaps_rollup").read_text(encoding="ascii")
        return sum(int(line.split()[1]) for line in pages.splitlines() if line.startswith("Private_")) / 1024


def youngest_below(pid: int) -> int:
    """Return the last process in a line of only children."""
    children = (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text(encoding="ascii").split()
    return youngest_below(int(children[-1])) if children else pid


def main() -> None:
    """Measure and print."""
    with ForkServer() as server:
        print("layers:", ", ".join(server.layers))
        ours, memory, peer = submission_seconds(server), private_memory(server), fresh_seconds()
    print(f"a submission of {FUNCTIONS} functions, {CALLS} calls each: {1e3 * ours:.1f} ms")
    print(f"a fresh Python with NumPy, nothing run: {1e3 * peer:.1f} ms, {peer / ours:.1f} times as long")
    print(f"memory of its own: {memory:.1f} MB")
    print(f"{'OK' if memory <= MEMORY else 'FAIL'}: at most {MEMORY:g} MB")


if __name__ == "__main__":
    main()
