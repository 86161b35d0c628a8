"""`descent build --nbgrader DIR`: the lessons as an nbgrader course, which nbgrader itself releases and autogrades.

nbgrader knows a cell by its metadata (schema 3, as its documentation gives it): an exercise is a solution cell, the
`check(...)` after it an autograder test with the exercise's points. `testcases.nbgrader_marks` says what `check` does
there.
"""

import ast
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ci.editions import derive, split_at_markers
from ci.source import LessonSource, read_lesson
from testcases.course import LESSONS, Lesson

CONFIGURATION = '''"""nbgrader's configuration of this course: what an unwritten exercise looks like to a learner."""

c = get_config()
c.CourseDirectory.course_id = "descent"
c.ClearSolutions.code_stub = {"python": "# Your code here.\\nraise NotImplementedError"}
'''


def write_course(notebooks: Path, target: Path, language: str) -> list[Path]:
    """Write an assignment for each lesson that has exercises, and nbgrader's configuration.

    Parameters
    ----------
    notebooks : Path
        The folder that holds `source/`.
    target : Path
        The nbgrader course: a new folder, or one that has no `source/` and no configuration yet.
    language : str
        "en" or "zh"; a lesson without an edition in it is left out.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FileExistsError
        If one of the files is there already: an instructor's changes are never overwritten. Nothing is written then.
    """
    files = {target / "nbgrader_config.py": CONFIGURATION}
    for lesson in LESSONS:
        source = read_lesson(notebooks / "source" / f"{lesson.name}.py", lesson)
        if lesson.exercises:
            path = target / "source" / lesson.name / f"{lesson.name}.ipynb"
            files[path] = nbformat.writes(assignment(source, language)) + "\n"
    taken = [path for path in files if path.exists()]
    if taken:
        raise FileExistsError(f"{taken[0]} is there already and is not overwritten; give a new folder")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def assignment(source: LessonSource, language: str) -> NotebookNode:
    """Return a lesson as the instructor's version of an nbgrader assignment."""
    notebook = derive(source, language, solved=True)
    exercises = {cell.name: cell for cell in source.cells if cell.exercise and cell.language in (None, language)}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.id in exercises:
            before, inside, after = split_at_markers(exercises[cell.id])
            indent = inside[0][: len(inside[0]) - len(inside[0].lstrip())]
            marked = [f"{indent}### BEGIN SOLUTION", *inside, f"{indent}### END SOLUTION"]
            cell.source = "\n".join([*before, *marked, *after])
            cell.metadata["nbgrader"] = _role(cell.id, solution=True)
        elif "check" in tags:
            points = source.lesson.exercises[_checked_function(cell.source)]
            cell.metadata["nbgrader"] = _role(cell.id, grade=True, locked=True) | {"points": points}
        elif cell.id == "navigation":
            for lesson in LESSONS:
                cell.source = cell.source.replace(f"]({lesson.name}.ipynb)", f"]({_beside(lesson)})")
    return notebook


def _beside(lesson: Lesson) -> str:
    """Where a lesson lies as seen from another: each assignment has a folder of its own."""
    return f"../{lesson.name}/{lesson.name}.ipynb"


def _role(cell_id: str, grade: bool = False, solution: bool = False, locked: bool = False) -> dict[str, object]:
    return {
        "grade_id": cell_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
        "schema_version": 3,
    }


def _checked_function(code: str) -> str:
    """The function that a check cell names: `ema` of `check(ema)`."""
    call = ast.parse(code).body[-1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert isinstance(call.value.args[0], ast.Name)
    return call.value.args[0].id
