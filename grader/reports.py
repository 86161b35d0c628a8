"""Writes what came of a run: a table of marks, all of it as JSON, a page for each student, one for the instructor."""

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from grader.class_page import Class, class_page
from grader.marks import Mark, pair
from grader.pages import number
from grader.store import Grade, Store, Student
from grader.student_page import student_page
from grader.visible import visible
from testcases.course import Lesson

PAGE, TABLE, DATA, STUDENTS = "index.html", "grades.csv", "results.json", "students"
NBGRADER = "nbgrader-grades.csv"  # what `nbgrader export` writes, for tools that read that
NBGRADER_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def write_reports(store: Store, folder: Path) -> Class:
    """Write every report into RESULTS; each file is whole or as it was before, whenever the writing is stopped.

    Parameters
    ----------
    store : Store
        What there is to say.
    folder : Path
        RESULTS.
    """
    lessons = store.lessons()
    pages = folder / STUDENTS
    pages.mkdir(exist_ok=True)
    gathered, written = Class(lessons), set()
    with (
        _replacing(folder / TABLE) as table,
        _replacing(folder / NBGRADER) as exported,
        _replacing(folder / DATA) as data,
    ):
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(_columns(lessons))
        assignments = csv.writer(exported, lineterminator="\n")
        assignments.writerow(NBGRADER_COLUMNS)
        data.write('{"version": 1, "students": [')
        for i, student in enumerate(store.students()):
            name = page_name(student.name)
            written.add(name)
            _write(pages / name, student_page(student))
            gathered.add(student, f"{STUDENTS}/{name}")
            rows.writerow(_row(student, lessons))
            assignments.writerows(_assignment(student, grade) for grade in student.grades)
            data.write(("," if i else "") + "\n" + json.dumps(_data(student)))
        data.write("\n]}\n")
    _write(folder / PAGE, class_page(gathered, {"csv": TABLE, "json": DATA}))
    for old in set(os.listdir(pages)) - written:
        if old.endswith(".html"):
            (pages / old).unlink()
    return gathered


def page_name(student: str) -> str:
    """Return the file name of a student's report: plain, short, and another one for every other name.

    Example
    -------
    >>> page_name("Zoë / ../etc")
    'Zo-etc-f5deda7a6ad4ff86.html'
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "-", student).strip("-")[:40]
    return f"{plain or 'student'}-{hashlib.sha256(student.encode()).hexdigest()[:16]}.html"


def safe_cell(text: str) -> str:
    r"""Return a text that no spreadsheet takes for a formula.

    Example
    -------
    >>> safe_cell("=1+1"), safe_cell("Ada")
    ("'=1+1", 'Ada')
    """
    shown = visible(text)
    return (
        "'" + shown if shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\\t", "\\r")) else shown
    )


def _columns(lessons: list[Lesson]) -> list[str]:
    return ["student", "group", *(lesson.name for lesson in lessons), "total", "of", "late", "remarks"]


def _row(student: Student, lessons: list[Lesson]) -> Iterable[str]:
    grades = {grade.lesson.number: grade for grade in student.grades}
    points = [number(grades[lesson.number].points) if lesson.number in grades else "" for lesson in lessons]
    of = sum(sum(lesson.exercises.values()) for lesson in lessons)
    late = " ".join(grade.lesson.number for grade in student.grades if grade.late)
    remarks = "; ".join(f"{name}: {reason.get()}" if name else reason.get() for name, reason in student.refused)
    texts = [safe_cell(student.name), safe_cell(student.group)]
    return [*texts, *points, number(student.points), str(of), late, safe_cell(remarks)]


def _assignment(student: Student, grade: Grade) -> Iterable[str]:
    points = number(grade.points)
    return [grade.lesson.name, "", "", safe_cell(student.name), "", "", "", points, "0", points, str(grade.possible)]


def _data(student: Student) -> dict[str, Any]:
    return {
        "student": student.name,
        "group": student.group,
        "points": str(student.points),
        "lessons": [_grade(grade) for grade in student.grades],
        "not_graded": [{"file": name, "reason": pair(reason)} for name, reason in student.refused],
    }


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "lesson": grade.lesson.name,
        "file": grade.name,
        "late": grade.late,
        "points": str(grade.points),
        "possible": grade.possible,
        "exercises": list(map(_mark, grade.marks)),
        "notes": list(map(pair, grade.notes)),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    made = mark.correction
    return {
        "exercise": mark.exercise,
        "standing": mark.standing,
        "points": str(mark.points),
        "earned": str(mark.earned),
        "possible": mark.possible,
        "groups": dict(mark.groups),
        "mistake": mark.mistake and pair(mark.mistake),
        "message": list(map(pair, mark.message)),
        "correction": made and {"points": str(made.points), "why": made.why, "when": made.when},
    }


@contextmanager
def _replacing(file: Path) -> Iterator[IO[str]]:
    """Write a file aside and put it in its place when it is whole."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    with open(unfinished, "w", encoding="utf-8", newline="") as stream:
        yield stream
    os.replace(unfinished, file)


def _write(file: Path, text: str) -> None:
    with _replacing(file) as stream:
        stream.write(text)
