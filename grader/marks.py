"""What a submission earned: a mark for each exercise of its lesson, and how it is written down."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from helpers.language import Text
from testcases.exercise import GROUPS

# How an exercise stands, in the order in which reports list them.
STANDINGS = {
    "right": Text("right", "正确"),
    "partly": Text("partly right", "部分正确"),
    "wrong": Text("not right", "不正确"),
    "not yet": Text("not written", "未完成"),
    "missing": Text("not found", "未找到"),
    "ended": Text("stopped", "被中止"),
}


@dataclass(frozen=True)
class Correction:
    """A mark given by hand: the points, why, and when (ISO time)."""

    points: Fraction
    why: str
    when: str


@dataclass(frozen=True)
class Mark:
    """The mark of one exercise.

    `possible` are its points, `groups` says which groups of cases came out right, `mistake` is the name of the known
    mistake (None: it has no name), `message` what the learner is told, `correction` what an instructor made of it.
    """

    exercise: str
    possible: int
    standing: str
    groups: Mapping[str, bool]
    mistake: Text | None = None
    message: tuple[Text, ...] = ()
    correction: Correction | None = None

    def __post_init__(self) -> None:
        if self.standing not in STANDINGS or set(self.groups) - set(GROUPS):
            raise ValueError(f"no mark has standing {self.standing!r} and groups {sorted(self.groups)}")

    @property
    def earned(self) -> Fraction:
        """The points by the rule: each group of cases counts the same."""
        return Fraction(self.possible * sum(self.groups.values()), len(self.groups) or 1)

    @property
    def points(self) -> Fraction:
        """The points that count: those given by hand, if there are any."""
        return self.earned if self.correction is None else self.correction.points

    def corrected(self, correction: Correction | None) -> "Mark":
        """Return this mark with a correction."""
        return replace(self, correction=correction)


@dataclass(frozen=True)
class Result:
    """The marks of one notebook in the order of the lesson's exercises, and what is to be said about the rest of it."""

    marks: tuple[Mark, ...]
    notes: tuple[Text, ...] = ()


def write_result(result: Result) -> str:
    """Write a result as JSON; equal results give equal text."""
    marks = [
        {
            "exercise": mark.exercise,
            "possible": mark.possible,
            "standing": mark.standing,
            "groups": dict(mark.groups),
            "mistake": mark.mistake and pair(mark.mistake),
            "message": list(map(pair, mark.message)),
        }
        for mark in result.marks
    ]
    return json.dumps({"marks": marks, "notes": list(map(pair, result.notes))})


def read_result(written: str) -> Result:
    """Read what `write_result` wrote."""
    row = json.loads(written)
    return Result(tuple(map(_mark, row["marks"])), texts(row["notes"]))


def _mark(row: dict[str, Any]) -> Mark:
    mistake = Text(*row["mistake"]) if row["mistake"] else None
    return Mark(row["exercise"], row["possible"], row["standing"], row["groups"], mistake, texts(row["message"]))


def pair(text: Text) -> list[str]:
    """Return a text as a list that JSON can hold."""
    return [text.en, text.zh]


def texts(rows: list[list[str]]) -> tuple[Text, ...]:
    """Return texts from such lists."""
    return tuple(Text(*row) for row in rows)
