"""The course's manifest: lessons in order, their titles, exercises and points."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from helpers.language import Text

PACKAGED = Path(__file__).resolve().parents[1] / "descent" / "notebooks"  # in an installed wheel
BUILT = Path(__file__).resolve().parents[1] / "notebooks"  # in a clone


@dataclass(frozen=True)
class Lesson:
    """One lesson: `number` "04", `stem` "momentum", a title, minutes of reading, points of each exercise."""

    number: str
    stem: str
    title: Text
    minutes: int
    exercises: dict[str, int]

    @property
    def name(self) -> str:
        """The lesson's file name without an ending, such as "04_momentum"."""
        return f"{self.number}_{self.stem}"


def _read_lessons() -> tuple[Lesson, ...]:
    manifest = tomllib.loads(Path(__file__).with_name("course.toml").read_text(encoding="utf-8"))
    return tuple(
        Lesson(row["number"], row["stem"], Text(**row["title"]), row["minutes"], row["exercises"])
        for row in manifest["lesson"]
    )


LESSONS = _read_lessons()


def lesson_of(exercise: str) -> Lesson:
    """Return the lesson that sets the exercise of this name."""
    for lesson in LESSONS:
        if exercise in lesson.exercises:
            return lesson
    known = ", ".join(name for lesson in LESSONS for name in lesson.exercises)
    raise ValueError(f"exercise must be one of {known}; got {exercise!r}")


def learner_edition(lesson: Lesson, language: str) -> Path | None:
    """Return the notebook that learners get of a lesson in a language, or None where there is none."""
    file = (PACKAGED if PACKAGED.is_dir() else BUILT) / language / f"{lesson.name}.ipynb"
    return file if file.is_file() else None
