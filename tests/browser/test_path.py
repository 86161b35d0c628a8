"""A learner's path, end to end: start, solve lesson 04 by typing, see the bar turn, leave, come back."""

import json
import re
from pathlib import Path

import pytest

from testcases.course import LESSONS

pytestmark = pytest.mark.browser
LESSON = next(lesson for lesson in LESSONS if lesson.number == "04")
SOLVED = Path(__file__).parents[2] / "notebooks" / "solutions" / "en" / f"{LESSON.name}.ipynb"


def test_what_a_learner_solved_is_still_there_after_coming_back(open_notebook, server, screenshots):
    cells = json.loads(SOLVED.read_text(encoding="utf-8"))["cells"]
    answers = {cell["id"]: "".join(cell["source"]) for cell in cells}
    exercises = [name for name in answers if name.startswith("exercise-")]
    assert len(exercises) == len(LESSON.exercises)

    notebook, sins = open_notebook(f"{LESSON.name}.ipynb")
    notebook.run_all()
    for name in exercises:
        notebook.write(name, answers[name])
        check = name.replace("exercise-", "check-")
        notebook.run(check)
        assert "✓" in notebook.output(check)
    bar = _progress(notebook)
    if screenshots:
        notebook.page.screenshot(path=screenshots / "path-solved.png")
    notebook.save()
    assert sins == []
    notebook.page.context.close()
    for session in json.loads(server.fetch("GET", "api/sessions")):  # the kernel of then is gone the next day
        if session["path"] == f"{LESSON.name}.ipynb":
            server.fetch("DELETE", f"api/sessions/{session['id']}")

    notebook, sins = open_notebook(f"{LESSON.name}.ipynb")
    written = {cell["id"]: cell["source"] for cell in notebook.cells()}
    assert [written[name] for name in exercises] == [answers[name] for name in exercises]
    for name in ("parameters", "setup"):
        notebook.run(name)
    assert _progress(notebook) == bar
    done, of = re.search(r"([\d.]+) of ([\d.]+) points", bar).groups()
    assert done == of
    assert sins == []
    notebook.page.context.close()


def _progress(notebook):
    """What the bar of lesson 04 says, asked for in a cell of its own at the end of the notebook."""
    last = notebook.add_cell()
    notebook.write(last, 'progress("04")')
    return notebook.output(last)
