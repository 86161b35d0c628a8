"""The nbgrader edition, with the real nbgrader: it releases, autogrades and exports what `descent build` wrote."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ci.build import NOTEBOOKS
from ci.nbgrader_course import write_course
from testcases.course import LESSONS

LESSON = "04_momentum"
POINTS = 15

# Right results, but the learner's gradients are emptied: all groups of cases but "inputs left alone" come out right.
SPOILS_ITS_INPUTS = """
right = update_parameters_with_momentum

def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    stepped = right(parameters, grads, v, beta, learning_rate)
    for gradient in grads.values():
        gradient *= 0
    return stepped
"""
COMPLAINS = "\nimport sys, warnings\nprint('a note', file=sys.stderr)\nwarnings.warn('a warning')"


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    bin_folder = Path(sys.executable).parent  # nbgrader starts alembic by its name
    environment = os.environ | {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, env=environment, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course whose momentum lesson was released and handed in by five learners, then graded."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    write_course(NOTEBOOKS, course, "en")
    released = nbgrader(course, "generate_assignment", LESSON, "--create")
    assert released.returncode == 0, released.stderr

    solved = (NOTEBOOKS / "solutions" / "en" / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    hand_in(course, "solved", solved)
    hand_in(course, "unsolved", (course / "release" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    hand_in(course, "partly", solved, exercise_update=SPOILS_ITS_INPUTS)
    hand_in(course, "wrong", solved, exercise_update="\nupdate_parameters_with_momentum = lambda *arguments: 1")
    hand_in(course, "noisy", solved, exercise_update=COMPLAINS)
    graded = nbgrader(course, "autograde", LESSON, "--create")
    assert graded.returncode == 0, graded.stderr
    return course


def hand_in(course: Path, student: str, notebook: str, exercise_update: str = "") -> None:
    """Hand in the released notebook with the answers of `notebook`, one of them with more code after it."""
    released = course / "release" / LESSON / f"{LESSON}.ipynb"
    answers = {cell["id"]: cell["source"] for cell in json.loads(notebook)["cells"]}
    submission = nbformat.read(released, as_version=4)
    for cell in submission.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = "".join(answers[cell.id])
            if cell.id == "exercise-update":
                cell.source += exercise_update
    folder = course / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    nbformat.write(submission, folder / f"{LESSON}.ipynb")


@pytest.fixture(scope="module")
def scores(course) -> dict[str, float]:
    exported = nbgrader(course, "export", "--to", "grades.csv")
    assert exported.returncode == 0, exported.stderr
    with open(course / "grades.csv", newline="", encoding="utf-8") as stream:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}


def test_solved_copy_earns_every_point_and_unsolved_none(scores):
    assert scores["solved"] == POINTS
    assert scores["unsolved"] == 0


def test_partly_right_answer_earns_part_of_its_points(scores):
    assert scores["partly"] == pytest.approx(5 + 10 * 3 / 4)
    assert scores["wrong"] == 5  # the other exercise's points stay


def test_output_on_stderr_beside_an_answer_costs_nothing(scores):
    assert scores["noisy"] == POINTS


def test_descent_grades_the_same_course_and_writes_the_same_columns(course, scores, tmp_path):
    results, secret = tmp_path / "results", ("--secret", str(tmp_path / "secret"))
    for command in (["secret", "create"], ["grade", str(course), "--out", str(results)]):
        subprocess.run([sys.executable, "-m", "descent", *command, *secret], check=True, capture_output=True)
    with (
        open(course / "grades.csv", newline="", encoding="utf-8") as theirs,
        open(results / "nbgrader-grades.csv", newline="", encoding="utf-8") as ours,
    ):
        expected, rows = csv.DictReader(theirs), csv.DictReader(ours)
        assert rows.fieldnames == expected.fieldnames
        assert {row["student_id"]: float(row["score"]) for row in rows} == scores


def test_release_shows_no_solution_and_keeps_the_points(course):
    released = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in released.cells)
    assert "SOLUTION" not in code
    assert "(1 - beta) * grads" not in code
    roles = [cell.metadata.nbgrader for cell in released.cells if "nbgrader" in cell.metadata]
    assert sum(role.get("points", 0) for role in roles) == POINTS
    assert sum(role["solution"] for role in roles) == 2


def test_checks_write_nothing_to_stderr(course):
    graded = nbformat.read(course / "autograded" / "partly" / LESSON / f"{LESSON}.ipynb", as_version=4)
    streams = [output for cell in graded.cells for output in cell.get("outputs", []) if output.output_type == "stream"]
    assert [stream.text for stream in streams if stream.name == "stderr"] == []


def test_a_learner_who_validates_reads_the_named_mistake(course, tmp_path):
    notebook = nbformat.read(course / "submitted" / "partly" / LESSON / f"{LESSON}.ipynb", as_version=4)
    nbformat.write(notebook, tmp_path / f"{LESSON}.ipynb")
    validated = nbgrader(tmp_path, "validate", f"{LESSON}.ipynb")
    assert "has to stay as it was" in validated.stdout + validated.stderr


def test_every_lesson_with_exercises_is_an_assignment_with_its_points(tmp_path):
    write_course(NOTEBOOKS, tmp_path, "en")
    for lesson in LESSONS:
        if lesson.exercises:
            notebook = nbformat.read(tmp_path / "source" / lesson.name / f"{lesson.name}.ipynb", as_version=4)
            roles = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
            assert sum(role.get("points", 0) for role in roles) == sum(lesson.exercises.values())
            assert notebook.cells[-1].source.count("](../") >= 2  # the links lead to the assignments beside


def test_files_that_are_there_are_never_overwritten(tmp_path):
    there = tmp_path / "nbgrader_config.py"
    there.write_text("mine")
    with pytest.raises(FileExistsError, match="is there already and is not overwritten"):
        write_course(NOTEBOOKS, tmp_path, "en")
    assert there.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [there]
