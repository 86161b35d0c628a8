"""Run notebooks in real kernels: through nbclient, or with parameters through papermill."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
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
from papermill.execute import remove_error_markers

from ci import CELL_SECONDS
from ci.diagnosis import broken, raised
from ci.problem import Problem, cell_name
from ci.warm_kernel import KernelParent, manager_class

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# What a kernel does before the first cell; no name of it stays behind for the cells to lean on. What the machinery
# around the cells warns of is no notebook's fault, and a file left open is what Python itself keeps quiet about.
STARTUP = """
import os, warnings
os.environ["DESCENT_PROGRESS"] = os.path.join(os.environ["IPYTHONDIR"], f"progress-{os.getpid()}.json")
warnings.simplefilter("error")
warnings.filterwarnings("ignore", module=r"(asyncio|comm|ipykernel|IPython|jupyter_client|tornado|traitlets|zmq)\\b")
warnings.filterwarnings("ignore", category=ResourceWarning)
del os, warnings
"""
# Several processes run at a time: with more threads than cores, each of them can take many times as long.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
EXPECTED_TO_RAISE = "raises-exception"

if "transport_encryption" in AsyncKernelManager.class_traits():  # not in older jupyter_client
    AsyncKernelManager.transport_encryption.default_value = "auto"  # else ipykernel 7 remarks on TCP at each start


@contextlib.contextmanager
def kernels() -> Iterator[type[AsyncKernelManager]]:
    """Give a kernel manager for notebooks of the course: warm, warnings are errors, progress is kept apart.

    An IPython profile of their own makes each warning an error from the first cell on, and gives every kernel its own
    progress file: a notebook runs in the folder where it lies, and a learner's progress may lie there, too.
    """
    with tempfile.TemporaryDirectory(prefix="descent-ipython-") as folder:
        startup = Path(folder, "profile_default", "startup")
        startup.mkdir(parents=True)
        (startup / "startup.py").write_text(STARTUP, encoding="utf-8")
        environment = {**os.environ, **ONE_THREAD, "IPYTHONDIR": folder}
        if sys.platform != "linux":  # elsewhere a process that has loaded the libraries may not be forked
            yield manager_class(environment, None)
            return
        with KernelParent(environment) as parent:
            yield manager_class(environment, parent)


def run_in_place(
    notebook: NotebookNode,
    folder: Path,
    name: str,
    manager: type[AsyncKernelManager],
    cell_seconds: float = CELL_SECONDS,
) -> list[Problem]:
    """Run every cell of a notebook in a folder, store the outputs in it, and return what went wrong.

    A cell that raises ends the run. A warning on stderr is a problem, too.
    """
    started: list[int] = []
    with _event_loop():
        client = NotebookClient(
            notebook,
            timeout=cell_seconds,
            on_cell_start=lambda cell, cell_index: started.append(cell_index),
            kernel_manager_class=manager,
            store_widget_state=False,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
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

    It runs in the folder where it lies, so that it finds what lies beside it. A cell with the tag `raises-exception`
    may raise. The notebook that is returned is None where there is no result to look at: a file that is no notebook, or
    a kernel that is missing.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        return None, [Problem(name, "there is no such file")]
    except Exception as error:  # nbformat lets many kinds of error out of a damaged file
        return None, [Problem(name, f"is not a readable notebook: {error}")]
    # Jupyter takes a notebook that names no kernel for Python; papermill wants to be told.
    named = notebook.metadata.get("kernelspec", {}).get("name")
    language = {} if named else {"kernel_name": "python3", "language": "python"}
    started: list[int] = []

    def in_file(index: int) -> int:
        return _index_in_file(notebook, parameters, index)

    try:
        with _event_loop():
            executed = papermill.execute_notebook(
                _literal(path),
                _literal(output),
                parameters,
                **language,
                # papermill's own `cwd` would move this whole process, and with it the runs beside this one.
                resources={"metadata": {"path": str(path.parent)}},
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=cell_seconds,
                on_cell_start=lambda cell, cell_index: started.append(in_file(cell_index)),
                kernel_manager_class=manager,
                store_widget_state=False,
            )
    except PapermillExecutionError as error:
        executed = remove_error_markers(nbformat.read(output, as_version=4))
        # It names the last cell that raised. Had an earlier one raised that may not, that one would have been the last.
        failed = in_file(error.cell_index)
        if EXPECTED_TO_RAISE not in notebook.cells[failed].metadata.get("tags", []):
            return executed, [raised(notebook, name, failed, error.ename, error.evalue)]
    except Exception as error:
        return None, [broken(notebook, name, started, error, cell_seconds)]
    return executed, warnings_in(executed, name, in_file)


def warnings_in(notebook: NotebookNode, name: str, place: Callable[[int], int] = int) -> list[Problem]:
    """Return a problem for each cell that left a warning on stderr; `place` gives a cell's index in its file."""
    problems = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr" and "warning" in output.text.lower():
                where = cell_name(name, place(index), cell.get("id"))
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
    """The place in the file of the cell that papermill, which adds a cell with the parameters, runs at `index`.

    A file that papermill has written before holds such a cell already, which is replaced.
    """
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    if not parameters or any("injected-parameters" in names for names in tags):
        return index
    injected = next((i for i, names in enumerate(tags, start=1) if "parameters" in names), 0)
    return index - 1 if index >= injected else index


def _literal(path: Path) -> str:
    """A path in which papermill finds no {place} to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")
