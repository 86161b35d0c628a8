"""The results of a class in one SQLite file: written as they come, resumed after any interruption.

What a notebook earned is kept by student, lesson, hash of the file and version of the rubric; what a run found in
SUBMISSIONS points to it. So an unchanged notebook is not graded again, and a run that was killed goes on where it was.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from grader.intake import Refusal, Submission
from grader.marks import Correction, Mark, Result, pair, read_result, texts, write_result
from helpers.language import Text
from testcases.course import LESSONS, Lesson

FILE_NAME = "results.sqlite"
VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    student TEXT, lesson TEXT, digest TEXT, rubric TEXT, result TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (student, lesson, digest, rubric)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, complete INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS students (run INTEGER, student TEXT, "group" TEXT, PRIMARY KEY (student, run)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS handed_in (
    run INTEGER, student TEXT, lesson TEXT, name TEXT, digest TEXT, rubric TEXT, late INTEGER, notes TEXT,
    PRIMARY KEY (student, lesson, run)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (run INTEGER, student TEXT, name TEXT, reason TEXT);
CREATE INDEX IF NOT EXISTS refused_by_student ON refused (student);
CREATE TABLE IF NOT EXISTS corrections (
    number INTEGER PRIMARY KEY, student TEXT, lesson TEXT, exercise TEXT, points TEXT, why TEXT, "when" TEXT);
"""

TAKEN = Text(
    "another `descent` is writing to {folder}; wait until it has ended",
    "另一个 `descent` 正在写入 {folder}；请等它结束",
)
NOT_OURS = Text(
    "RESULTS must be a new or empty folder, or one of an earlier run; {folder} holds {name}",
    "RESULTS 必须是新的或空的文件夹，或是以前运行的结果；{folder} 中有 {name}",
)
NOT_A_STORE = Text(
    "RESULTS cannot be used: {file}: {reason}",
    "无法使用 RESULTS：{file}：{reason}",
)
NO_RESULTS = Text("{folder} holds no results of `descent grade`", "{folder} 中没有 `descent grade` 的结果")


class StoreError(ValueError):
    """RESULTS cannot be used."""


@dataclass(frozen=True)
class Grade:
    """What a student has for one lesson; `name` and `result` are None if only an instructor's marks are there."""

    lesson: Lesson
    marks: tuple[Mark, ...]
    name: str | None = None
    late: bool | None = None
    notes: tuple[Text, ...] = ()
    seconds: float = 0.0

    @property
    def points(self) -> Fraction:
        """The points that count."""
        return sum((mark.points for mark in self.marks), Fraction(0))

    @property
    def possible(self) -> int:
        """The points that there are."""
        return sum(self.lesson.exercises.values())


@dataclass(frozen=True)
class Student:
    """All that RESULTS hold about a student: grades in the order of the lessons, and what was not graded and why."""

    name: str
    group: str = ""
    grades: tuple[Grade, ...] = ()
    refused: tuple[tuple[str, Text], ...] = ()

    @property
    def points(self) -> Fraction:
        """The points that count, of all lessons."""
        return sum((grade.points for grade in self.grades), Fraction(0))


class Store:
    """The one who writes to RESULTS.

    Parameters
    ----------
    folder : Path
        RESULTS.
    new : bool
        Whether to make it if it is not there.

    Raises
    ------
    StoreError
        If somebody else is writing to it, or it is not a folder of results.
    """

    def __init__(self, folder: Path, new: bool = False) -> None:
        file = folder / FILE_NAME
        if new:
            _make(folder)
        elif not file.is_file():
            raise StoreError(NO_RESULTS.format(folder=folder))
        self._database = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:
            # The lock lasts until the process ends, however it ends.
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute("BEGIN IMMEDIATE")
            self._lay_out(file)
            self._forget_unfinished()
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._database.close()
            reason = TAKEN.format(folder=folder) if "locked" in str(error) else None
            raise StoreError(reason or NOT_A_STORE.format(file=file, reason=error)) from error
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise StoreError(NOT_A_STORE.format(file=file, reason=error)) from error

    def _lay_out(self, file: Path) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreError(NOT_A_STORE.format(file=file, reason=f"version {version}, not {VERSION}"))
        for statement in SCHEMA.split(";"):
            self._database.execute(statement)
        self._database.execute(f"PRAGMA user_version = {VERSION}")

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    # --- a run --------------------------------------------------------------------------------------------------------

    def begin(self) -> int:
        """Begin a run and return its number."""
        run = self._database.execute("INSERT INTO runs DEFAULT VALUES").lastrowid
        assert run is not None
        return run

    def _forget_unfinished(self) -> None:
        """Forget what runs have found that were killed; what they have graded stays."""
        for table in ("students", "handed_in", "refused"):
            self._database.execute(f"DELETE FROM {table} WHERE run IN (SELECT run FROM runs WHERE NOT complete)")
        self._database.execute("DELETE FROM runs WHERE NOT complete")

    def student(self, run: int, name: str, group: str = "") -> None:
        """Note a student of the class."""
        self._database.execute("INSERT OR REPLACE INTO students VALUES (?, ?, ?)", (run, name, group))

    def hand_in(self, run: int, submission: Submission, rubric: str, late: bool | None) -> bool:
        """Note what was handed in; return whether it has been graded before, by this rubric."""
        key = (submission.student, submission.lesson.number, submission.digest, rubric)
        notes = json.dumps(list(map(pair, submission.notes)))
        row = (run, key[0], key[1], submission.name, key[2], rubric, late, notes)
        self._database.execute("INSERT OR REPLACE INTO handed_in VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        found = "SELECT 1 FROM results WHERE student = ? AND lesson = ? AND digest = ? AND rubric = ?"
        return self._database.execute(found, key).fetchone() is not None

    def refuse(self, run: int, refusal: Refusal) -> None:
        """Note what is not graded, and why."""
        row = (run, refusal.student, refusal.name, json.dumps(pair(refusal.reason)))
        self._database.execute("INSERT INTO refused VALUES (?, ?, ?, ?)", row)

    def put(self, submission: Submission, rubric: str, result: Result, seconds: float) -> None:
        """Keep what a submission earned; once written, it stays."""
        key = (submission.student, submission.lesson.number, submission.digest, rubric)
        row = (*key, write_result(result), seconds)
        self._database.execute("INSERT OR IGNORE INTO results VALUES (?, ?, ?, ?, ?, ?)", row)

    def finish(self, run: int, lessons: Sequence[Lesson]) -> None:
        """End a run: what it found takes the place of what earlier ones had found about these lessons."""
        graded = [lesson.number for lesson in lessons]
        with self._transaction():
            places = ", ".join("?" * len(graded))
            self._database.execute(
                f"DELETE FROM handed_in WHERE run < ? AND lesson IN ({places})",
                (run, *graded),
            )
            self._database.execute("DELETE FROM refused WHERE run < ?", (run,))
            self._database.execute(
                "DELETE FROM students WHERE run < ? AND (student IN (SELECT student FROM students WHERE run = ?) "
                "OR student NOT IN (SELECT student FROM handed_in))",
                (run, run),
            )
            self._database.execute("UPDATE runs SET complete = 1 WHERE run = ?", (run,))

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._database)

    # --- by hand ------------------------------------------------------------------------------------------------------

    def correct(self, student: str, lesson: Lesson, exercise: str, points: Fraction | None, why: str) -> None:
        """Note a mark given by hand; None takes an earlier one back. Earlier ones stay in the table, for the record."""
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        row = (student, lesson.number, exercise, None if points is None else str(points), why, when)
        self._database.execute(
            'INSERT INTO corrections (student, lesson, exercise, points, why, "when") VALUES (?, ?, ?, ?, ?, ?)', row
        )

    # --- what came of it ----------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Every student, in order."""
        return [name for (name,) in self._database.execute("SELECT DISTINCT student FROM students ORDER BY student")]

    def lessons(self) -> list[Lesson]:
        """The lessons for which there is a grade, in order."""
        rows = self._database.execute("SELECT lesson FROM handed_in UNION SELECT lesson FROM corrections")
        numbers = {number for (number,) in rows}
        return [lesson for lesson in LESSONS if lesson.number in numbers]

    def students(self) -> Iterator[Student]:
        """Everything about one student after the other, in order."""
        for name in self.names():
            yield self.read_student(name)

    def read_student(self, name: str) -> Student:
        """Everything about one student."""
        (group,) = self._database.execute(
            'SELECT "group" FROM students WHERE student = ? ORDER BY run DESC', (name,)
        ).fetchone()
        refused = self._database.execute(
            "SELECT name, reason FROM refused WHERE student = ? ORDER BY name, reason", (name,)
        )
        reasons = tuple((file, Text(*json.loads(reason))) for file, reason in refused)
        return Student(name, group, self._grades(name), reasons)

    def _grades(self, student: str) -> tuple[Grade, ...]:
        rows = self._database.execute(
            "SELECT h.lesson, h.name, h.late, h.notes, r.result, r.seconds FROM handed_in h JOIN results r ON "
            "r.student = h.student AND r.lesson = h.lesson AND r.digest = h.digest AND r.rubric = h.rubric "
            "WHERE h.student = ? ORDER BY h.run",
            (student,),
        )
        found = {row[0]: row for row in rows}
        by_hand = self._corrections(student)
        grades = []
        for lesson in LESSONS:
            corrections = {exercise: made for (number, exercise), made in by_hand.items() if number == lesson.number}
            if lesson.number in found:
                _, name, late, notes, written, seconds = found[lesson.number]
                result = read_result(written)
                marks = tuple(mark.corrected(corrections.get(mark.exercise)) for mark in result.marks)
                late = None if late is None else bool(late)
                grades.append(Grade(lesson, marks, name, late, texts(json.loads(notes)) + result.notes, seconds))
            elif corrections:
                marks = tuple(
                    Mark(exercise, possible, "missing", {}, correction=corrections.get(exercise))
                    for exercise, possible in lesson.exercises.items()
                )
                grades.append(Grade(lesson, marks))
        return tuple(grades)

    def _corrections(self, student: str) -> dict[tuple[str, str], Correction]:
        rows = self._database.execute(
            'SELECT lesson, exercise, points, why, "when" FROM corrections WHERE student = ? ORDER BY number',
            (student,),
        )
        newest = {(lesson, exercise): (points, why, when) for lesson, exercise, points, why, when in rows}
        return {
            key: Correction(Fraction(points), why, when)
            for key, (points, why, when) in newest.items()
            if points is not None
        }


class _Transaction:
    """Statements that take effect together or not at all."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN")

    def __exit__(self, kind: type | None, *_: object) -> None:
        self._database.execute("ROLLBACK" if kind else "COMMIT")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise StoreError(NOT_A_STORE.format(file=folder, reason=error.strerror)) from error
    if names and FILE_NAME not in names:
        raise StoreError(NOT_OURS.format(folder=folder, name=names[0]))
