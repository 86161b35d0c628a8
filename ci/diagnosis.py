"""Say what stopped a notebook, so that its author knows what to do."""

import ast

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from ci.problem import Problem, cell_name

STALL = "; it shows an Output widget, with which nbclient can miss the kernel's answer: a stall, not a wrong output"


def raised(notebook: NotebookNode, name: str, index: int, kind: str, message: str) -> Problem:
    """Describe an exception of class `kind` in the cell at `index`."""
    where, got = cell_name(name, index, notebook.cells[index].get("id")), f"{kind}: {message}"
    if kind.endswith("Warning"):
        return Problem(where, "gives a warning, which counts as an error here", got=got)
    if kind == "NameError":
        missing = message.split("'")[1] if "'" in message else ""
        for later, cell in enumerate(notebook.cells[index + 1 :], start=index + 1):
            if cell.cell_type == "code" and missing in _bound_names(cell.source):
                definition = cell_name(name, later, cell.get("id"))
                return Problem(where, f"works out of order only: {missing!r} is first defined in {definition}", got=got)
    return Problem(where, "raises an exception", got=got)


def broken(notebook: NotebookNode, name: str, started: list[int], error: Exception, cell_seconds: float) -> Problem:
    """Describe what ended a run other than an exception; `started` are the indices of the cells that ran, in order."""
    where = cell_name(name, started[-1], notebook.cells[started[-1]].get("id")) if started else name
    if isinstance(error, CellTimeoutError):
        source = notebook.cells[started[-1]].source
        stall = STALL if "interact" in source or "Output(" in source else ""
        return Problem(where, f"did not end within {cell_seconds:g} s and was stopped{stall}")
    if isinstance(error, DeadKernelError):
        return Problem(where, "the kernel died in this cell", got=str(error))
    if isinstance(error, NoSuchKernel):
        return Problem(
            name, f"asks for the kernel {error.name!r}, which is not installed; see: jupyter kernelspec list"
        )
    return Problem(where, "could not be run", got=f"{type(error).__name__}: {error}")


def _bound_names(source: str) -> set[str]:
    """The names that a cell gives a value: by assignment, definition or import."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magics
        return set()
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.partition(".")[0])
    return bound
