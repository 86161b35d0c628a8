"""From what was handed in to what is graded: one notebook for each student and lesson, and a line for all the rest."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.cells import Cell
from grader.notebook import Notebook, UnreadableError, defined_in, read_notebook
from grader.sources import File, HandIn, Source
from helpers.language import Text
from testcases.course import LESSONS, Lesson

NO_LESSON = Text(
    "no exercise of the course is in it, so that it answers no lesson",
    "其中没有本课程的任何习题，因此不属于任何一课",
)
NO_NOTEBOOK = Text("no notebook (.ipynb) was handed in", "没有交笔记本（.ipynb）")
ONLY_OTHERS = Text("no notebook (.ipynb) was handed in, only {names}", "没有交笔记本（.ipynb），只有 {names}")
OLDER = Text(
    "another notebook of lesson {lesson} by the same student counts, {newest}, which was saved later",
    "这名学生的第 {lesson} 课以保存时间更晚的 {newest} 为准",
)
NAMED_OTHERWISE = Text(
    "the file is called {name}; by its content it answers lesson {lesson}",
    "文件名是 {name}；从内容看，它属于第 {lesson} 课",
)


@dataclass(frozen=True)
class Submission:
    """One student's notebook of one lesson: the file's name and SHA-256, its code cells, what was odd about it."""

    student: str
    lesson: Lesson
    name: str
    digest: str
    cells: tuple[Cell, ...]
    notes: tuple[Text, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Refusal:
    """Something that is not graded, or only half: whose it is, its name, and why."""

    student: str
    name: str
    reason: Text


def take_in(source: Source, student: str, lessons: Sequence[Lesson]) -> Iterator[Submission | Refusal]:
    """Read what one student handed in.

    Of several notebooks of one lesson, the one saved last counts (of two saved at the same time, the last by name).

    Parameters
    ----------
    source : Source
        Where the submissions lie.
    student : str
        One of `source.students()`.
    lessons : sequence of Lesson
        The lessons to grade; notebooks of others are passed over.
    """
    found: HandIn = source.hand_in(student)
    for name, reason in found.refused:
        yield Refusal(student, name, reason)
    if not found.files and not found.refused:
        names = ", ".join(found.others[:5])
        yield Refusal(student, "", ONLY_OTHERS.format(names=names) if names else NO_NOTEBOOK)
    newest: dict[str, Submission] = {}
    for file in sorted(found.files, key=lambda file: (file.modified, file.name)):
        try:
            submission = _read(student, file)
        except UnreadableError as error:
            yield Refusal(student, file.name, error.reason)
            continue
        number = submission.lesson.number
        if submission.lesson not in lessons:
            continue
        if number in newest:
            yield Refusal(student, newest[number].name, OLDER.format(lesson=number, newest=submission.name))
        newest[number] = submission
    yield from (newest[number] for number in sorted(newest))


def _read(student: str, file: File) -> Submission:
    data = file.read()
    notebook = read_notebook(data)
    lesson = lesson_answered(notebook, file.name)
    if lesson is None:
        raise UnreadableError(NO_LESSON)
    notes = notebook.notes
    named = _named(file.name)
    if named is not None and named != lesson:
        notes += (NAMED_OTHERWISE.format(name=file.name, lesson=lesson.number),)
    return Submission(student, lesson, file.name, hashlib.sha256(data).hexdigest(), notebook.cells, notes, file.late)


def lesson_answered(notebook: Notebook, name: str) -> Lesson | None:
    """Say which lesson a notebook answers, whatever its file is called now.

    The lesson that the notebook's own metadata names, if one of that lesson's functions is in it; else the one with the
    most exercise cells; else the one of which the largest share of functions is defined; in a tie the one that the
    file's name names. None if there is no function of the course in it.
    """
    tagged = [cell.exercise for cell in notebook.cells]
    defined = frozenset[str]().union(*(defined_in(cell) for cell in notebook.cells))

    def evidence(lesson: Lesson) -> tuple[bool, int, float, bool]:
        tags = sum(exercise in lesson.exercises for exercise in tagged)
        share = len(defined & lesson.exercises.keys()) / len(lesson.exercises)
        own = lesson.number == notebook.lesson and (tags > 0 or share > 0)
        return own, tags, share, lesson == _named(name)

    best = max(LESSONS, key=evidence)
    _, tags, share, _ = evidence(best)
    return best if tags or share else None


def _named(name: str) -> Lesson | None:
    """The lesson whose name stands in a file's name."""
    last = name.rsplit("/", 1)[-1].lower()
    return next((lesson for lesson in LESSONS if lesson.name in last), None)
