"""What learners call in a notebook: check, hint, progress, yours_or_ours. (For solution and reset: `answers`.)"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpers.language import Text
from testcases.course import lesson_of
from testcases.exercise import Exercise
from testcases.guard import INTERRUPTED, guarded
from testcases.judging import judge
from testcases.nbgrader_marks import mark, nbgrader_runs
from testcases.overview import Overview
from testcases.render import Message, show
from testcases.session import change_standing, exercise_named, known_standings
from testcases.verdict import Status, Verdict

OURS = Text(
    "{name}: this one is ours. Write your own in the cell above and check that.",
    "{name}：这是参考实现。请在上面的单元格中写出你自己的，再检查它。",
)
HINT = Text("Hint {level} of {levels} for {name}: {hint}", "{name} 的提示 {level}/{levels}：{hint}")
LAST_HINT = Text("That was the last hint.", "这是最后一条提示。")
MORE_HINTS = Text("Run this cell again for the next one.", "再次运行这个单元格可看下一条。")
USING_YOURS = Text("Below, {name} is yours.", "下面使用的 {name} 是你写的。")
USING_OURS = Text("Below, {name} is ours until yours passes.", "在你的 {name} 通过检查之前，下面使用参考实现。")


def check(function: Callable[..., Any]) -> float | None:
    """Judge a learner's function and show what was found: right, not written yet, or which mistake it is.

    Parameters
    ----------
    function : callable
        The learner's function; its name says which exercise it answers.

    Returns
    -------
    float or None
        None, except while nbgrader runs the notebook: see `testcases.nbgrader_marks`.

    Raises
    ------
    TypeError, ValueError
        If it is not a function, or no exercise has its name.
    """
    if nbgrader_runs():
        return _marked(function)
    show(assess(function))
    return None


def _marked(function: Callable[..., Any]) -> float | None:
    """Judge for nbgrader, which keeps the marks itself."""
    exercise = _exercise_answered_by(function)
    if function is exercise.reference:
        raise AssertionError(OURS.format(name=exercise.name))
    return mark(quiet_judge(exercise, function)[0], lesson_of(exercise.name).exercises[exercise.name])


def assess(function: Callable[..., Any]) -> Message:
    """Judge a learner's function, record its points, and return what `check` shows."""
    exercise = _exercise_answered_by(function)
    if function is exercise.reference:
        return Message([OURS.format(name=exercise.name)])
    verdict, remarks = quiet_judge(exercise, function)
    points = float(verdict.share * lesson_of(exercise.name).exercises[exercise.name])
    tried = verdict.status is not Status.NOT_YET  # to run an unwritten exercise's check is no attempt
    _, notes = change_standing(
        exercise.name,
        lambda old: replace(
            old, points=max(old.points, points), passed=old.passed or verdict.passed, attempts=old.attempts + tried
        ),
    )
    return Message([*verdict.lines(), *remarks, *notes], verdict.status)


class CheckInterruptedError(KeyboardInterrupt):
    """The learner stopped a check. In a notebook it ends *Run All*, too, and shows its message alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def quiet_judge(exercise: Exercise, function: Callable[..., Any]) -> tuple[Verdict, list[Text]]:
    """Judge a function that may do anything, and return what was found and what had to be put right."""
    try:
        with guarded() as remarks:
            verdict = judge(exercise, function)
    except KeyboardInterrupt:
        raise CheckInterruptedError(INTERRUPTED.format(name=exercise.name)) from None
    return verdict, remarks


def hint(exercise: Callable[..., Any] | str) -> None:
    """Show the next hint for an exercise, given by its function or its name."""
    found = exercise_named(exercise)
    levels = len(found.hints)
    standing, notes = change_standing(found.name, lambda old: replace(old, hints=min(old.hints + 1, levels)))
    text = HINT.format(level=standing.hints, levels=levels, name=found.name, hint=found.hints[standing.hints - 1])
    show(Message([text, LAST_HINT if standing.hints == levels else MORE_HINTS, *notes]))


def progress(lesson: str | None = None) -> None:
    """Show a bar and a table of the points earned so far; `lesson` "04" shows that lesson only."""
    standings, notes = known_standings()
    show(Message([Overview(standings, lesson), *notes], Status.PASSED))


def yours_or_ours(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the learner's function if it is right, else the reference, and say which.

    The pictures after an exercise use this, so that a notebook runs to its end whatever is written so far.
    """
    exercise = _exercise_answered_by(function)
    yours = function is not exercise.reference and quiet_judge(exercise, function)[0].passed
    show(Message([(USING_YOURS if yours else USING_OURS).format(name=exercise.name)]))
    return function if yours else exercise.reference


def _exercise_answered_by(function: Callable[..., Any]) -> Exercise:
    if not callable(function) or not isinstance(getattr(function, "__name__", None), str):
        raise TypeError(f"function must be the function that you wrote, such as ema, without quotes; got {function!r}")
    return exercise_named(function)
