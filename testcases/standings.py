"""The learner's progress: a plain JSON file beside the notebooks, and its picture as a bar and a table."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from helpers.language import Text
from testcases.course import LESSONS, lesson_of
from testcases.verdict import Verdict

FILE_NAME = "descent-progress.json"
BAR_LENGTH = 20


@dataclass(frozen=True)
class Standing:
    """How far a learner is with one exercise: the best points so far, whether it passed, attempts, hints opened."""

    points: float = 0.0
    passed: bool = False
    attempts: int = 0
    hints: int = 0


def progress_file() -> Path:
    """Return the progress file: DESCENT_PROGRESS, else the nearest one in this folder or a parent, else one here."""
    named = os.environ.get("DESCENT_PROGRESS")
    if named:
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return here / FILE_NAME


def read_standings(file: Path) -> dict[str, Standing]:
    """Read the standings; a file that is missing is an empty one, a damaged one raises a ValueError that names it."""
    if not file.exists():
        return {}
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["exercises"]
        return {name: Standing(**row) for name, row in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} is not a progress file of Descent ({error}); move it away to start anew") from error


def write_standings(file: Path, standings: dict[str, Standing]) -> None:
    """Write the standings so that a crash leaves either the old file or the new one, never half of one."""
    rows = {name: asdict(standing) for name, standing in sorted(standings.items())}
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"version": 1, "exercises": rows}, stream, indent=1)
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def record_verdict(file: Path, verdict: Verdict) -> None:
    """Count an attempt; points only ever rise."""
    standings = read_standings(file)
    name = verdict.exercise.name
    old = standings.get(name, Standing())
    points = float(verdict.share * lesson_of(name).exercises[name])
    standings[name] = Standing(max(old.points, points), old.passed or verdict.passed, old.attempts + 1, old.hints)
    write_standings(file, standings)


def record_hint(file: Path, name: str, level: int) -> None:
    """Remember how many hints of an exercise have been opened."""
    standings = read_standings(file)
    old = standings.get(name, Standing())
    standings[name] = Standing(old.points, old.passed, old.attempts, max(old.hints, level))
    write_standings(file, standings)


TOTAL = Text("{bar} {points:g} of {possible} points", "{bar} {points:g} / {possible} 分")
LESSON_LINE = Text("{number} {title}: {points:g} of {possible} points", "{number} {title}：{points:g} / {possible} 分")
EXERCISE_LINE = Text("   {mark} {name}: {points:g} of {possible}", "   {mark} {name}：{points:g} / {possible}")


def progress_lines(standings: dict[str, Standing], lesson: str | None = None) -> list[Text]:
    """Say how far a learner is: a bar, then each lesson with its exercises; `lesson` "04" shows only that one."""
    numbers = [row.number for row in LESSONS]
    if lesson is not None and lesson not in numbers:
        raise ValueError(f"lesson must be one of {', '.join(numbers)}; got {lesson!r}")
    shown = [row for row in LESSONS if lesson in (None, row.number)]
    possible = sum(sum(row.exercises.values()) for row in shown)
    earned = sum(standings.get(name, Standing()).points for row in shown for name in row.exercises)
    filled = int(BAR_LENGTH * earned / possible) if possible else 0
    lines = [TOTAL.format(bar="█" * filled + "░" * (BAR_LENGTH - filled), points=round(earned, 2), possible=possible)]
    for row in shown:
        points = sum(standings.get(name, Standing()).points for name in row.exercises)
        lines.append(
            LESSON_LINE.format(
                number=row.number, title=row.title, points=round(points, 2), possible=sum(row.exercises.values())
            )
        )
        for name, most in row.exercises.items():
            standing = standings.get(name, Standing())
            mark = "✓" if standing.passed else "✗" if standing.attempts else "○"
            lines.append(EXERCISE_LINE.format(mark=mark, name=name, points=round(standing.points, 2), possible=most))
    return lines
