"""Run notebooks in real kernels: through nbclient, or with parameters through papermill."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from ci.diagnosis import broken, raised
from ci.problem import Problem, cell_name
from ci.warm_kernel import KernelParent, manager_class

CELL_SECONDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# What the machinery around the cells warns of is no notebook's fault.
WARNINGS_ARE_ERRORS = """
import warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", module=r"(asyncio|comm|ipykernel|IPython|jupyter_client|tornado|traitlets|zmq)\\b")
"""

AsyncKernelManager.transport_encryption.default_value = "auto"  # else ipykernel 7 remarks on TCP at each start


@contextlib.contextmanager
def kernels() -> Iterator[type[AsyncKernelManager]]:
    """Give a kernel manager for notebooks of the course: warm, warnings are errors, progress is kept apart.

    Every kernel's progress file is in its own working folder, and an IPython profile of its own makes each warning an
    error from the first cell on.
    """
    with tempfile.TemporaryDirectory(prefix="descent-ipython-") as folder:
        startup = Path(folder, "profile_default", "startup")
        startup.mkdir(parents=True)
        (startup / "warnings.py").write_text(WARNINGS_ARE_ERRORS, encoding="utf-8")
        environment = {**os.environ, "IPYTHONDIR": folder, "DESCENT_PROGRESS": "descent-progress.json"}
        if sys.platform != "linux":  # elsewhere a process that has loaded the libraries may not be forked
            yield manager_class(environment, None)
            return
        with KernelParent(environment) as parent:
            yield manager_class(environment, parent)


def run_in_place(
    notebook: NotebookNode, name: str, manager: type[AsyncKernelManager], cell_seconds: float = CELL_SECONDS
) -> list[Problem]:
    """Run every cell of a notebook, store the outputs in it, and return what went wrong.

    A cell that raises ends the run. A warning on stderr is a problem, too.
    """
    started: list[int] = []
    with tempfile.TemporaryDirectory(prefix="descent-run-") as folder, _event_loop():
        client = NotebookClient(
            notebook,
            timeout=cell_seconds,
            on_cell_start=lambda cell, cell_index: started.append(cell_index),
            kernel_manager_class=manager,
            store_widget_state=False,
            record_timing=False,
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute()
        except CellExecutionError as error:
            return [raised(notebook, name, started[-1], error.ename, error.evalue)]
        except Exception as error:
            return [broken(notebook, name, started, error, cell_seconds)]
    return warnings_in(notebook, name)


def run_with_papermill(
    path: Path,
    name: str,
    output: Path,
    parameters: dict[str, Any],
    manager: type[AsyncKernelManager],
    cell_seconds: float = CELL_SECONDS,
) -> tuple[NotebookNode | None, list[Problem]]:
    """Execute a notebook file with parameters, write the result to `output`, and return it with what went wrong.

    The notebook is None where there is no result to look at: a file that is no notebook, or a kernel that is missing.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        return None, [Problem(name, "there is no such file")]
    except Exception as error:  # nbformat lets many kinds of error out of a damaged file
        return None, [Problem(name, f"is not a readable notebook: {error}")]
    started: list[int] = []
    try:
        with tempfile.TemporaryDirectory(prefix="descent-run-") as folder, _event_loop():
            executed = papermill.execute_notebook(
                path,
                output,
                parameters,
                # papermill's own `cwd` would move this whole process, and with it the runs beside this one.
                resources={"metadata": {"path": folder}},
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=cell_seconds,
                on_cell_start=lambda cell, cell_index: started.append(_index_in_file(notebook, parameters, cell_index)),
                kernel_manager_class=manager,
                store_widget_state=False,
            )
    except PapermillExecutionError as error:
        return nbformat.read(output, as_version=4), [raised(notebook, name, started[-1], error.ename, error.evalue)]
    except Exception as error:
        return None, [broken(notebook, name, started, error, cell_seconds)]
    return executed, warnings_in(executed, name)


def warnings_in(notebook: NotebookNode, name: str) -> list[Problem]:
    """Return a problem for each cell that left a warning on stderr."""
    problems = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr" and "warning" in output.text.lower():
                where = cell_name(name, index, cell.get("id"))
                problems.append(Problem(where, "leaves a warning on stderr", got=output.text.strip()))
    return problems


def storable(notebook: NotebookNode) -> NotebookNode:
    """Drop what changes from run to run from an executed notebook: Python's version, names of widgets in the kernel."""
    notebook.metadata.language_info = {"name": "python"}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return notebook


@contextlib.contextmanager
def _event_loop() -> Iterator[None]:
    """Close the event loop that Jupyter's libraries open for a thread and would leave open."""
    loop = ensure_event_loop()
    try:
        yield
    finally:
        loop.close()


def _index_in_file(notebook: NotebookNode, parameters: dict[str, Any], index: int) -> int:
    """The place in the file of the cell that papermill, which adds a cell with the parameters, runs at `index`."""
    tagged = [i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    injected = tagged[0] + 1 if tagged else 0
    return index - 1 if parameters and index >= injected else index
