"""`descent build`: write every edition from the lessons' sources, or check that none is stale."""

import argparse
import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode

from ci.chinese import mark_reviewed, translation_problems, unreviewed
from ci.editions import derive, notebook_path
from ci.execute import kernels, run_in_place, storable
from ci.gallery import GALLERY, stale_pictures, write_gallery
from ci.nbgrader_course import write_course
from ci.source import LessonSource, SourceError, read_lesson
from helpers.language import LANGUAGES, current_language
from testcases.course import LESSONS

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def main(arguments: argparse.Namespace) -> int:
    """Build, check or execute as the command line says; return the exit code."""
    try:
        if arguments.gallery:
            write_gallery()
            return 0
        if arguments.check:
            return max(check(NOTEBOOKS), check_chinese(NOTEBOOKS), check_gallery())
        if arguments.reviewed is not None:
            return reviewed(NOTEBOOKS, arguments.reviewed)
        if arguments.execute:
            with kernels() as manager:
                build(NOTEBOOKS, manager)
        elif arguments.nbgrader is not None:
            written = write_course(NOTEBOOKS, arguments.nbgrader, current_language())
            print(f"wrote {len(written)} files to {arguments.nbgrader}; next, there: nbgrader generate_assignment NAME")
        else:
            build(NOTEBOOKS)
    except (SourceError, BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def sources(folder: Path) -> Iterator[LessonSource]:
    """Yield the lessons' sources in order."""
    return (read_lesson(folder / "source" / f"{lesson.name}.py", lesson) for lesson in LESSONS)


def editions(folder: Path) -> Iterator[tuple[Path, NotebookNode]]:
    """Yield the path and the notebook, without outputs, of every edition that the sources give."""
    for source in sources(folder):
        lesson = source.lesson
        for language in LANGUAGES:
            for solved in (False, True):
                yield folder / notebook_path(lesson, language, solved), derive(source, language, solved)


class BuildError(RuntimeError):
    """A solved notebook did not run through; nothing of it has been written."""


def build(folder: Path, manager: type[AsyncKernelManager] | None = None) -> None:
    """Write every edition below `folder`; with a kernel manager, run the solved ones and store what they give.

    Without one, a solved notebook keeps the stored outputs of the cells whose source is as it was.
    """
    for path, notebook in editions(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        if notebook.metadata.descent.edition == "solution":
            stored = _read(path)
            if manager is not None:
                print(f"running {path.relative_to(folder)}", flush=True)
                problems = run_in_place(notebook, path.parent, str(path.relative_to(folder)), manager)
                if problems:
                    raise BuildError("\n".join(map(str, problems)))
                storable(notebook)
            elif stored is not None:
                _keep_outputs(notebook, stored)
        nbformat.write(notebook, path)
    for problem in (problem for source in sources(folder) for problem in unreviewed(source)):
        print(problem)
    print(f"built {sum(1 for _ in _derived_files(folder))} notebooks in {folder.name}/")


def check(folder: Path) -> int:
    """Print a diff for every derived file that is missing, stale or superfluous; return 1 if there is one, else 0."""
    problems = stale(folder)
    for path, difference in problems:
        print(f"{path.relative_to(folder)} is stale:\n{difference}\n")
    if problems:
        print("Mend with: descent build")
        return 1
    print(f"all {sum(1 for _ in _derived_files(folder))} notebooks are what their sources give")
    return 0


def check_chinese(folder: Path) -> int:
    """Print what is wrong with the lessons' Chinese, and what was not reviewed; return 1 if there is any, else 0."""
    problems = [problem for source in sources(folder) for problem in translation_problems(source) + unreviewed(source)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def reviewed(folder: Path, number: str) -> int:
    """Note in a lesson's source that its Chinese was read against the English of now; return 2 if there is none."""
    for source in sources(folder):
        if source.lesson.number == number:
            changed = mark_reviewed(folder / "source" / f"{source.lesson.name}.py", source)
            print(f"{source.lesson.name}: {changed} Chinese cells marked as read against their English")
            return 0
    print(f"--reviewed must be one of {', '.join(row.number for row in LESSONS)}; got {number!r}", file=sys.stderr)
    return 2


def check_gallery() -> int:
    """Print every picture of the README's gallery that is stale; return 1 if there is one, else 0."""
    pictures = stale_pictures()
    for file in pictures:
        print(
            f"docs/gallery/{file.relative_to(GALLERY).as_posix()} is missing, or not what the lesson's figure shows now"
        )
    if pictures:
        print("Mend with: descent build --gallery")
    return 1 if pictures else 0


def stale(folder: Path) -> list[tuple[Path, str]]:
    """Return every derived file that is not what the sources give, with a diff or a reason."""
    expected = dict(editions(folder))
    found = []
    for path, notebook in expected.items():
        stored = _read(path)
        if stored is None:
            found.append((path, "it is missing, or not a readable notebook"))
            continue
        difference = difflib.unified_diff(_as_text(stored), _as_text(notebook), "stored", "from source", lineterm="")
        if text := "\n".join(difference):
            found.append((path, text))
        elif notebook.metadata.descent.edition == "learner" and any(cell.get("outputs") for cell in stored.cells):
            found.append((path, "it holds outputs; a learner edition has none"))
    superfluous = sorted(set(_derived_files(folder)) - set(expected))
    return found + [(path, "it comes from no source: remove it") for path in superfluous]


def _derived_files(folder: Path) -> Iterator[Path]:
    for edition in ("en", "zh", "solutions/en", "solutions/zh"):
        yield from (folder / edition).glob("*.ipynb")


def _read(path: Path) -> NotebookNode | None:
    """The notebook in a file, or None where there is none, as after a merge that left its marks in it."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # nbformat lets many kinds of error out of a damaged file
        return None


def _keep_outputs(notebook: NotebookNode, stored: NotebookNode) -> None:
    known = {cell.get("id"): cell for cell in stored.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        old = known.get(cell.id)
        if cell.cell_type == "code" and old is not None and old.source == cell.source:
            cell.outputs, cell.execution_count = old.outputs, old.execution_count


def _as_text(notebook: NotebookNode) -> list[str]:
    """Everything of a notebook that its source decides, line by line: metadata, ids, tags and sources, no outputs."""
    lines = [json.dumps(notebook.metadata, sort_keys=True)]
    for cell in notebook.cells:
        metadata = json.dumps(cell.metadata, sort_keys=True)
        lines += ["", f"[{cell.cell_type} {cell.get('id')} {metadata}]", *cell.source.split("\n")]
    return lines
