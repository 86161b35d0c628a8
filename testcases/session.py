"""What is known of the learner in this session: the progress file, and what could not be saved to it."""

from collections.abc import Callable
from typing import Any

from helpers.language import Text
from testcases.course import lesson_of
from testcases.exercise import Exercise
from testcases.registry import EXERCISES
from testcases.standings import Standing, progress_file, read_standings, record

NOT_SAVED = Text("Your progress is not saved: {error}", "你的进度没有保存：{error}")

_unsaved: dict[str, Standing] = {}  # what a full disk or a damaged file has kept from being saved, for this session


def exercise_named(exercise: Callable[..., Any] | str) -> Exercise:
    """Return the exercise that a function's name, or a name, stands for."""
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if not isinstance(name, str):
        raise TypeError(f"exercise must be a function of the course or its name; got {exercise!r}")
    lesson_of(name)  # raises with the names that are known
    return EXERCISES[name]


def change_standing(name: str, change: Callable[[Standing], Standing]) -> tuple[Standing, list[Text]]:
    """Change a standing in the progress file; where that fails, keep it for this session and say why."""
    unsaved = _unsaved.pop(name, Standing())
    try:
        return record(progress_file(), name, lambda saved: change(saved.or_better(unsaved))), []
    except (OSError, ValueError) as error:
        _unsaved[name] = change(unsaved)
        return _unsaved[name], [NOT_SAVED.format(error=error)]


def known_standings() -> tuple[dict[str, Standing], list[Text]]:
    """Return all standings, those that are not saved with them, and remarks on the file if it cannot be read."""
    saved, notes = {}, []
    try:
        saved = read_standings(progress_file())
    except (OSError, ValueError) as error:
        notes = [NOT_SAVED.format(error=error)]
    unsaved = {name: standing.or_better(saved.get(name, Standing())) for name, standing in _unsaved.items()}
    return saved | unsaved, notes
