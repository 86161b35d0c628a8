"""How far a learner is: a bar over the lessons and their exercises, as text and as HTML."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.language import Text
from testcases.course import LESSONS, Lesson
from testcases.standings import Standing

BAR_LENGTH = 20

TOTAL = Text("{bar} {points:g} of {possible} points", "{bar} {points:g} / {possible} 分")
POINTS = Text("{points:g} of {possible} points", "{points:g} / {possible} 分")
LESSON = Text("{number} {title}: {points:g} of {possible} points", "{number} {title}：{points:g} / {possible} 分")
EXERCISE = Text("   {state} {name}: {points:g} of {possible}", "   {state} {name}：{points:g} / {possible}")
RIGHT = Text("✓ right  ", "✓ 正确")
TRIED = Text("✗ not yet", "✗ 未完")
UNTRIED = Text("○ to do  ", "○ 待做")

SMALL = 'style="font-size:.9em"'
FILLED, EMPTY = "#009E73", "rgba(127,127,127,.25)"


@dataclass(frozen=True)
class Overview:
    """The points of all lessons, or of the lesson with the number `lesson`.

    Raises
    ------
    ValueError
        If no lesson has this number.
    """

    standings: Mapping[str, Standing]
    lesson: str | None = None

    def __post_init__(self) -> None:
        numbers = [row.number for row in LESSONS]
        if self.lesson is not None and self.lesson not in numbers:
            raise ValueError(f"lesson must be one of {', '.join(numbers)}; got {self.lesson!r}")

    @property
    def lessons(self) -> list[Lesson]:
        """The lessons that are shown."""
        return [row for row in LESSONS if self.lesson in (None, row.number)]

    def lines(self) -> list[Text]:
        """A bar, then each lesson with its exercises."""
        total = self._sums({name: points for row in self.lessons for name, points in row.exercises.items()})
        filled = int(BAR_LENGTH * _share(total))
        lines = [TOTAL.format(bar="█" * filled + "░" * (BAR_LENGTH - filled), **total)]
        for row in self.lessons:
            lines.append(LESSON.format(number=row.number, title=row.title, **self._sums(row.exercises)))
            for name, most in row.exercises.items():
                points = round(self._standing(name).points, 2)
                lines.append(EXERCISE.format(state=self._state(name), name=name, points=points, possible=most))
        return lines

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines()))

    def html(self) -> str:
        """A bar over everything, then a table: each lesson with a small bar, its exercises with mark and word."""
        total = self._sums({name: points for row in self.lessons for name, points in row.exercises.items()})
        rows = []
        for row in self.lessons:
            exercises = " ".join(
                f'<span style="white-space:nowrap;margin-right:1em">{self._state(name).get().strip()} '
                f"<code>{html.escape(name)}</code></span>"
                for name in row.exercises
            )
            rows.append(f"<div>{html.escape(f'{row.number} {row.title}')}<div {SMALL}>{exercises}</div></div>")
            rows.append(_bar(self._sums(row.exercises), "6px"))
        style = "display:grid;grid-template-columns:minmax(0,1fr) minmax(9em,30%);gap:6px 16px;align-items:center"
        return f'{_bar(total, "12px")}<div style="{style};margin-top:10px">{"".join(rows)}</div>'

    def _standing(self, name: str) -> Standing:
        return self.standings.get(name, Standing())

    def _state(self, name: str) -> Text:
        standing = self._standing(name)
        return RIGHT if standing.passed else TRIED if standing.attempts else UNTRIED

    def _sums(self, exercises: Mapping[str, int]) -> dict[str, float]:
        earned = sum(self._standing(name).points for name in exercises)
        return {"points": round(earned, 2), "possible": sum(exercises.values())}


def _share(sums: Mapping[str, float]) -> float:
    return min(1.0, sums["points"] / sums["possible"])


def _bar(sums: Mapping[str, float], height: str) -> str:
    percent = int(100 * _share(sums))
    said = html.escape(f"{POINTS.format(**sums)} · {percent} %")
    groove = f"background:{EMPTY};border-radius:6px;overflow:hidden;height:{height}"
    return (
        f'<div><div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" '
        f'aria-label="{said}" style="{groove}">'
        f'<div style="background:{FILLED};height:100%;width:{percent}%"></div></div>'
        f"<div {SMALL}>{said}</div></div>"
    )
