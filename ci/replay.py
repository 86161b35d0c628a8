"""nbval's comparison of a notebook with its stored outputs, on outputs that an execution has just produced."""

from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbval.plugin import (
    IPyNbCell,
    coalesce_streams,
    find_comment_markers,
    find_metadata_tags,
    get_sanitize_patterns,
    nocolors,
)

from ci.problem import Problem, cell_name

SANITIZE = Path(__file__).with_name("sanitize.cfg")
# What nbval itself leaves out: pictures (their text form is compared) and what names a place in the running kernel.
NOT_COMPARED = (
    "metadata",
    "traceback",
    "prompt_number",
    "output_type",
    "name",
    "execution_count",
    "application/vnd.jupyter.widget-view+json",
    "image/png",
    "image/jpeg",
)


class _Comparer(IPyNbCell):
    """nbval's comparer of one cell, without the test session that nbval builds around it."""

    mismatch: tuple[str, str] | None = None

    def format_output_compare(self, key: str, left: Any, right: Any) -> None:
        self.mismatch = (f"{left}", f"{right}")


def _comparer() -> _Comparer:
    comparer = _Comparer.__new__(_Comparer)  # pytest builds its items itself; this one is in no session
    patterns = dict(get_sanitize_patterns(SANITIZE.read_text(encoding="utf-8")))
    comparer.parent = SimpleNamespace(skip_compare=NOT_COMPARED, sanitize_patterns=patterns)
    comparer.colors = nocolors
    return comparer


def compare(path: str, stored: NotebookNode, executed: NotebookNode) -> list[Problem]:
    """Compare stored outputs with new ones, cell by cell, by nbval's rules and the course's sanitize rules.

    Parameters
    ----------
    path : str
        What to call the notebook in messages.
    stored, executed : NotebookNode
        The notebook as it is stored, and the same cells after an execution.

    Returns
    -------
    list of Problem
        One for each cell whose outputs differ, and one for each that was never run before it was stored.
    """
    problems = []
    for index, (cell, new) in enumerate(zip(stored.cells, executed.cells, strict=True)):
        if cell.cell_type != "code":
            continue
        where = cell_name(path, index, cell.get("id"))
        options = defaultdict(bool, find_metadata_tags(cell.metadata)) | dict(find_comment_markers(cell.source))
        if options.get("skip") or not options.get("check", True):
            continue
        if cell.execution_count is None and new.execution_count is not None:  # an empty cell is never run
            problems.append(Problem(where, "has no stored outputs to compare with: run the notebook and save it"))
        else:
            problems += _compare_cell(where, cell.outputs, new.outputs)
    return problems


def _compare_cell(where: str, stored: list[NotebookNode], new: list[NotebookNode]) -> list[Problem]:
    comparer = _comparer()
    if comparer.compare_outputs(coalesce_streams(new), coalesce_streams(stored)):
        return []
    if comparer.mismatch is None:
        return [Problem(where, "the output is of another kind than the stored one", _kinds(stored), _kinds(new))]
    expected, got = comparer.mismatch
    return [Problem(where, "the output differs from the stored one", *_first_lines_that_differ(expected, got))]


def _kinds(outputs: list[NotebookNode]) -> str:
    kinds = [output.get("name") or ", ".join(output.get("data", {})) or output.output_type for output in outputs]
    return "; ".join(kinds) or "no output"


def _first_lines_that_differ(expected: str, got: str) -> tuple[str, str]:
    """The first line that differs, on both sides, with the one before it for context."""
    left, right = expected.splitlines(), got.splitlines()
    if left == right:  # they differ in what cannot be seen, such as the ends of lines
        return repr(expected), repr(got)
    pairs = zip(left, right, strict=False)
    first = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    context = slice(max(0, first - 1), first + 1)
    return "\n".join(left[context]) or "(nothing)", "\n".join(right[context]) or "(nothing)"
