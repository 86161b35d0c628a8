"""What learners call in a notebook: check, hint, solution, progress, yours_or_ours."""

import ast
import contextlib
import inspect
import os
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpers.language import Text
from testcases.course import lesson_of
from testcases.exercise import Exercise
from testcases.judging import judge
from testcases.registry import EXERCISES
from testcases.render import Message, show
from testcases.standings import Standing, progress_file, progress_lines, read_standings, record
from testcases.verdict import Status, Verdict

OURS = Text(
    "{name}: this one is ours. Write your own in the cell above and check that.",
    "{name}：这是课程自带的实现。请在上面的单元格中写出你自己的，再检查它。",
)
HINT = Text("Hint {level} of {levels} for {name}: {hint}", "{name} 的提示 {level}/{levels}：{hint}")
LAST_HINT = Text("That was the last hint.", "这是最后一条提示。")
MORE_HINTS = Text("Run this cell again for the next one.", "再次运行这个单元格可看下一条。")
SHUT = Text(
    'The solution of {name} opens when yours passes. To read it now: solution("{name}", force=True)',
    '{name} 的解答会在你的实现通过检查后打开。现在就想看：solution("{name}", force=True)',
)
SOLUTION = Text("One solution of {name}. {why}", "{name} 的一种解答。{why}")
NOT_SAVED = Text("Your progress is not saved: {error}", "你的进度没有保存：{error}")
USING_YOURS = Text("Below, {name} is yours.", "下面使用的 {name} 是你写的。")
USING_OURS = Text("Below, {name} is ours until yours passes.", "在你的 {name} 通过检查之前，下面使用课程自带的实现。")

_unsaved: dict[str, Standing] = {}  # what a full disk or a damaged file has kept from being saved, for this session


def check(function: Callable[..., Any]) -> None:
    """Judge a learner's function and show what was found: right, not written yet, or which mistake it is.

    Parameters
    ----------
    function : callable
        The learner's function; its name says which exercise it answers.

    Raises
    ------
    TypeError, ValueError
        If it is not a function, or no exercise has its name.
    """
    exercise = _exercise_answered_by(function)
    if function is exercise.reference:
        show(Message([OURS.format(name=exercise.name)]))
        return
    verdict = quiet_judge(exercise, function)
    points = float(verdict.share * lesson_of(exercise.name).exercises[exercise.name])
    _, notes = _record(
        exercise.name,
        lambda old: replace(
            old, points=max(old.points, points), passed=old.passed or verdict.passed, attempts=old.attempts + 1
        ),
    )
    show(Message([*verdict.lines(), *notes], verdict.status))


def quiet_judge(exercise: Exercise, function: Callable[..., Any]) -> Verdict:
    """Judge a function that may print or warn, without letting that out."""
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        return judge(exercise, function)


def hint(exercise: Callable[..., Any] | str) -> None:
    """Show the next hint for an exercise, given by its function or its name."""
    found = _exercise_named(exercise)
    levels = len(found.hints)
    standing, notes = _record(found.name, lambda old: replace(old, hints=min(old.hints + 1, levels)))
    text = HINT.format(level=standing.hints, levels=levels, name=found.name, hint=found.hints[standing.hints - 1])
    show(Message([text, LAST_HINT if standing.hints == levels else MORE_HINTS, *notes]))


def solution(exercise: Callable[..., Any] | str, force: bool = False) -> None:
    """Show one way to write an exercise, after the learner's own has passed, or at once with `force=True`."""
    found = _exercise_named(exercise)
    standings, notes = _standings()
    if force or standings.get(found.name, Standing()).passed:
        why = SOLUTION.format(name=found.name, why=found.why)
        show(Message([why], Status.PASSED, code=source_without_docstring(found.reference)))
    else:
        show(Message([SHUT.format(name=found.name), *notes]))


def progress(lesson: str | None = None) -> None:
    """Show a bar and a table of the points earned so far; `lesson` "04" shows that lesson only."""
    standings, notes = _standings()
    show(Message([*progress_lines(standings, lesson), *notes]))


def yours_or_ours(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the learner's function if it is right, else the reference, and say which.

    The pictures after an exercise use this, so that a notebook runs to its end whatever is written so far.
    """
    exercise = _exercise_answered_by(function)
    yours = function is not exercise.reference and quiet_judge(exercise, function).passed
    show(Message([(USING_YOURS if yours else USING_OURS).format(name=exercise.name)]))
    return function if yours else exercise.reference


def source_without_docstring(function: Callable[..., Any]) -> str:
    """Return a function's source, comments kept, without its docstring."""
    source = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines = source.splitlines()
    if ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)


def _record(name: str, change: Callable[[Standing], Standing]) -> tuple[Standing, list[Text]]:
    """Change a standing in the progress file; where that fails, keep it for this session and say why."""
    unsaved = _unsaved.pop(name, Standing())
    try:
        return record(progress_file(), name, lambda saved: change(saved.or_better(unsaved))), []
    except (OSError, ValueError) as error:
        _unsaved[name] = change(unsaved)
        return _unsaved[name], [NOT_SAVED.format(error=error)]


def _standings() -> tuple[dict[str, Standing], list[Text]]:
    saved, notes = {}, []
    try:
        saved = read_standings(progress_file())
    except (OSError, ValueError) as error:
        notes = [NOT_SAVED.format(error=error)]
    unsaved = {name: standing.or_better(saved.get(name, Standing())) for name, standing in _unsaved.items()}
    return saved | unsaved, notes


def _exercise_answered_by(function: Callable[..., Any]) -> Exercise:
    if not callable(function) or not isinstance(getattr(function, "__name__", None), str):
        raise TypeError(f"function must be the function that you wrote, such as ema, without quotes; got {function!r}")
    return _exercise_named(function)


def _exercise_named(exercise: Callable[..., Any] | str) -> Exercise:
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if not isinstance(name, str):
        raise TypeError(f"exercise must be a function of the course or its name; got {exercise!r}")
    lesson_of(name)  # raises with the names that are known
    return EXERCISES[name]
