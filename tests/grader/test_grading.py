import contextlib
import io
import json
import re

import pytest

from grader.cells import Cell
from grader.grading import grade
from grader.intake import Submission
from grader.marks import read_result, write_result
from grader.notebook import read_notebook
from testcases import EXERCISES, judge
from testcases.course import LESSONS, lesson_of
from tests.grader.classroom import SLIPS, notebook, slipped, solved_cells, unwritten
from tests.grader.conftest import SEEDS


def submission(lesson, answers=None, extra=()):
    made = notebook(lesson, answers)
    cells = [*read_notebook(json.dumps(made).encode()).cells, *(Cell("extra", source) for source in extra)]
    (found,) = (known for known in LESSONS if known.name == lesson)
    return Submission("alice", found, "x.ipynb", "digest", tuple(cells))


def graded(server, *arguments, **named):
    result = grade(submission(*arguments, **named), server, SEEDS)
    assert read_result(write_result(result)) == result
    for mark in result.marks:
        for text in mark.message:
            assert text.en
            assert text.zh
    return {mark.exercise: mark for mark in result.marks}, [note.en for note in result.notes]


def said(mark):
    return "\n".join(text.en for text in mark.message)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_solved_notebooks_earn_everything_and_unsolved_ones_nothing(server, lesson):
    marks, notes = graded(server, lesson.name)
    assert {name: mark.points for name, mark in marks.items()} == lesson.exercises
    assert {mark.standing for mark in marks.values()} == {"right"}
    assert notes == []
    marks, _ = graded(server, lesson.name, {name: unwritten(name) for name in lesson.exercises})
    assert {mark.standing for mark in marks.values()} == {"not yet"}
    assert {mark.points for mark in marks.values()} == {0}


@pytest.mark.parametrize("exercise", SLIPS)
def test_slips_are_judged_and_named_as_in_the_notebook(server, exercise):
    lesson = lesson_of(exercise).name
    for number in range(len(SLIPS[exercise])):
        marks, _ = graded(server, lesson, {exercise: slipped(exercise, number)})
        here = in_the_notebook(lesson, exercise, slipped(exercise, number))
        mark = marks.pop(exercise)
        assert mark.standing == ("partly" if any(here.groups.values()) else "wrong")
        assert mark.groups == here.groups
        assert mark.mistake == (here.mistake and here.mistake.name)
        assert mark.points == here.share * mark.possible
        assert {other.standing for other in marks.values()} <= {"right"}


def in_the_notebook(lesson, exercise, source):
    """What `check` finds about a function of a notebook."""
    setup = next(cell.source for cell in submission(lesson).cells if cell.id == "setup")
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(setup.replace("set_language(language)", ""), names)
    exec(source, names)
    return judge(EXERCISES[exercise], names[exercise])


def test_what_is_right_in_the_notebooks_cases_only_fails_in_the_hidden_ones(server):
    seen = {}

    def noting(beta):
        seen[beta] = EXERCISES["effective_window"].reference(beta)
        return seen[beta]

    for case in EXERCISES["effective_window"].cases(0):
        case.run(noting)
    source = f"SEEN = {seen!r}\ndef effective_window(beta):\n    return SEEN.get(beta, 10.0)\n"
    marks, _ = graded(server, "02_ema", {"effective_window": source})
    mark = marks["effective_window"]
    assert mark.standing in ("partly", "wrong")
    assert "basics" in [group for group, right in mark.groups.items() if not right]
    assert said(mark).startswith("Every case of the notebook passes. On other numbers, it is not right in: basics")
    assert not re.search(r"\d\.\d", said(mark))


LEAKS = {
    "in the exception of a later exercise": """
SEEN = []
def ema_weights(beta, t):
    raise ValueError(SEEN)
def effective_window(beta):
    SEEN.append(beta)
    return 1 / (1 - beta) if len(SEEN) % 2 else 3.0
def ema(theta, beta):
    raise ValueError(SEEN)
""",
    "in its own exception": """
def effective_window(beta):
    raise ValueError(f"it was {beta}")
""",
    "after the notebook's cases": """
COUNT = []
def effective_window(beta):
    COUNT.append(beta)
    if len(COUNT) > 5:
        raise ValueError(f"it was {beta}")
    return 1 / (1 - beta)
""",
    "in a name of the course's own": """
import importlib
COUNT = []
def effective_window(beta):
    COUNT.append(beta)
    if len(COUNT) > 5:
        getattr(importlib.import_module("helpers.ema"), "ema")(beta)
        getattr(importlib.import_module("helpers.ema"), f"x{beta}")(beta)
        raise TypeError(beta)
    return 1 / (1 - beta)
""",
    "in the exit code": """
import os
COUNT = []
def effective_window(beta):
    COUNT.append(beta)
    if len(COUNT) > 5:
        os._exit(int(100 * beta))
    return 1 / (1 - beta)
""",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_nothing_hidden_gets_into_a_report(server, leak):
    hidden = []
    for case in EXERCISES["effective_window"].cases(SEEDS["effective_window"]):
        case.run(lambda beta: hidden.append(beta) or 1 / (1 - beta))
    public = []
    for case in EXERCISES["effective_window"].cases(0):
        case.run(lambda beta: public.append(beta) or 1 / (1 - beta))
    secret = [number for beta in set(hidden) - set(public) for number in (beta, 1 / (1 - beta))]
    assert secret
    made = submission("02_ema", {"ema": LEAKS[leak], "ema_weights": "", "effective_window": ""})
    written = write_result(grade(made, server, SEEDS))
    for number in secret:
        assert f"{number:.4g}" not in written
    assert "exit code" not in written


def test_a_missing_a_renamed_and_a_double_exercise_are_said(server):
    solved = solved_cells()
    marks, notes = graded(server, "02_ema", {"ema": "", "ema_weights": solved["ema_weights"].replace("ema_w", "my_w")})
    assert said(marks["ema"]) == "No function called ema was found when all cells had been run."
    assert said(marks["ema_weights"]).endswith("Its cell defines my_weights in its place.")
    assert [mark.standing for mark in marks.values()] == ["missing", "missing", "right"]
    assert marks["ema"].points == 0
    assert len(notes) == 3  # the cells that check or use them stop

    marks, notes = graded(server, "02_ema", extra=["def effective_window(beta):\n    return 10.0\n"])
    assert marks["effective_window"].mistake.en == "The window is always 10"
    assert re.fullmatch(
        r"effective_window is defined in code cells \d+, \d+; the last one counts, as in Jupyter.", notes[0]
    )

    marks, _ = graded(server, "02_ema", {"effective_window": ""}, extra=["def efective_window(beta):\n    return 1\n"])
    assert said(marks["effective_window"]).endswith("There is one called efective_window.")


def test_a_cell_that_stops_is_said_and_costs_its_own_exercise(server):
    marks, notes = graded(server, "02_ema", {"ema": "1 / 0\n" + solved_cells()["ema"]})
    assert marks["ema"].standing == "missing"
    assert "stopped: ZeroDivisionError: division by zero (line 1)" in said(marks["ema"])
    assert [mark.standing for mark in marks.values()] == ["missing", "right", "right"]
    assert "stopped: ZeroDivisionError" in notes[0]


def test_a_process_that_ends_costs_the_exercise_it_ended_in(server):
    killer = "import os\ndef ema_weights(beta, t):\n    os._exit(3)\n"
    marks, _ = graded(server, "02_ema", {"ema_weights": killer})
    assert [(mark.standing, mark.points) for mark in marks.values()] == [("right", 10), ("ended", 0), ("right", 5)]
    assert "It earns nothing; the other exercises are not affected." in said(marks["ema_weights"])

    marks, notes = graded(server, "02_ema", {"ema_weights": "import os\nos._exit(3)\n"})
    assert [mark.standing for mark in marks.values()] == ["right", "missing", "right"]
    assert "stopped: the process ended itself, with exit code 3." in notes[0]


def test_magics_and_shell_lines_are_noted_and_cost_nothing(server):
    source = "%matplotlib inline\n!pip install numpy\n" + solved_cells()["ema"]
    marks, notes = graded(server, "02_ema", {"ema": source})
    assert {mark.standing for mark in marks.values()} == {"right"}
    assert re.fullmatch(
        r"Code cell \d+: lines that begin with ! or % are not run while grading \(line 1, 2\).", notes[0]
    )


def test_the_courses_own_function_earns_nothing_and_the_report_says_why(server):
    source = "import helpers.ema\ndef ema(theta, beta):\n    return helpers.ema.ema(theta, beta)\n"
    marks, _ = graded(server, "02_ema", {"ema": source})
    assert marks["ema"].points == 0
    assert "not there while grading" in said(marks["ema"]) or "is not here while" in said(marks["ema"])
    assert [mark.standing for mark in marks.values()] == ["wrong", "right", "right"]


def test_equal_code_earns_equal_marks(server):
    answers = {"ema": slipped("ema"), "effective_window": slipped("effective_window")}
    first, second = (write_result(grade(submission("02_ema", answers), server, SEEDS)) for _ in range(2))
    assert first == second
