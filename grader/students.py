"""The class list: a CSV that says who is in which group and who was late."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.visible import visible, visible_name
from helpers.language import Text
from testcases.course import LESSONS

COLUMNS = ("student", "group", "lesson", "late", "due", "submitted")
YES, NO = {"yes", "true", "1", "late", "y", "是"}, {"no", "false", "0", "", "n", "否"}

UNREADABLE = Text(
    "--students must be a CSV file in UTF-8; {path} cannot be read: {reason}",
    "--students 必须是 UTF-8 编码的 CSV 文件；无法读取 {path}：{reason}",
)
NO_COLUMN = Text(
    "--students needs a first line that names the columns, one of them `student`; got {found}",
    "--students 的第一行必须列出列名，其中要有 `student`；收到 {found}",
)
NOBODY = Text("--students line {line}: `student` is empty", "--students 第 {line} 行：`student` 为空")
TWICE = Text(
    "--students line {line}: {student} already stands in line {first}",
    "--students 第 {line} 行：{student} 已出现在第 {first} 行",
)
BAD_LESSON = Text(
    "--students line {line}: lesson must be one of {allowed}, or empty; got {found}",
    "--students 第 {line} 行：lesson 必须是 {allowed} 之一，或留空；收到 {found}",
)
BAD_LATE = Text(
    "--students line {line}: late must be yes, no or empty; got {found}",
    "--students 第 {line} 行：late 必须是 yes、no 或留空；收到 {found}",
)
BAD_DATE = Text(
    "--students line {line}: {column} must be a time such as 2025-03-01 or 2025-03-01T23:59; got {found}",
    "--students 第 {line} 行：{column} 必须是 2025-03-01 或 2025-03-01T23:59 这样的时间；收到 {found}",
)
MIXED_ZONES = Text(
    "--students line {line}: due and submitted must both have a time zone, or neither",
    "--students 第 {line} 行：due 和 submitted 要么都带时区，要么都不带",
)


class StudentsError(ValueError):
    """The class list cannot be used."""


@dataclass(frozen=True)
class ClassList:
    """Groups by student, and lateness by student and lesson number ("": every lesson)."""

    groups: Mapping[str, str]
    lates: Mapping[tuple[str, str], bool]

    def late(self, student: str, lesson: str) -> bool | None:
        """Whether a student's notebook of a lesson is late; None if the list does not say."""
        return self.lates.get((student, lesson), self.lates.get((student, "")))


def read_students(path: Path) -> ClassList:
    """Read a class list.

    One column is `student`: the name as it stands in the results. All others are optional: `group`; `lesson` ("04";
    empty: every lesson); `late` (yes or no), or `due` and `submitted`, two times in ISO form. Others are passed over.

    Raises
    ------
    StudentsError
        If the file cannot be read, or a line of it means nothing; the message names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True, restval="")
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if "student" not in names:
            raise StudentsError(NO_COLUMN.format(found=visible(", ".join(names))[:100] or "–"))
        rows.fieldnames = names
        return _gather([(rows.line_num, {key: row[key].strip() for key in COLUMNS if key in row}) for row in rows])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise StudentsError(UNREADABLE.format(path=path, reason=reason)) from error


def _gather(rows: list[tuple[int, dict[str, str]]]) -> ClassList:
    groups: dict[str, str] = {}
    lates: dict[tuple[str, str], bool] = {}
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        student, lesson = visible_name(row["student"]), row.get("lesson", "")
        if not student:
            raise StudentsError(NOBODY.format(line=line))
        numbers = [known.number for known in LESSONS]
        if lesson and lesson.zfill(2) not in numbers:
            raise StudentsError(BAD_LESSON.format(line=line, allowed=", ".join(numbers), found=visible(repr(lesson))))
        key = (student, lesson and lesson.zfill(2))
        if key in seen:
            raise StudentsError(TWICE.format(line=line, student=student, first=seen[key]))
        seen[key] = line
        groups[student] = row.get("group", "") or groups.get(student, "")
        late = _late(line, row)
        if late is not None:
            lates[key] = late
    return ClassList(groups, lates)


def _late(line: int, row: dict[str, str]) -> bool | None:
    written = row.get("late", "").lower()
    if written not in YES | NO:
        raise StudentsError(BAD_LATE.format(line=line, found=visible(repr(row["late"]))))
    if written:
        return written in YES
    due, submitted = _time(line, "due", row), _time(line, "submitted", row)
    if due is None or submitted is None:
        return None
    if (due.tzinfo is None) != (submitted.tzinfo is None):
        raise StudentsError(MIXED_ZONES.format(line=line))
    return submitted > due


def _time(line: int, column: str, row: dict[str, str]) -> datetime | None:
    written = row.get(column, "")
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise StudentsError(BAD_DATE.format(line=line, column=column, found=visible(repr(written)))) from None
    # A day that something is due lasts until midnight.
    whole_day = column == "due" and len(written) <= 10
    return moment.replace(hour=23, minute=59, second=59) if whole_day else moment
