"""What learners call in a notebook: check, hint, solution, progress, yours_or_ours."""

import ast
import contextlib
import inspect
import io
import textwrap
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.course import lesson_of
from testcases.exercise import Exercise
from testcases.judging import judge
from testcases.registry import EXERCISES
from testcases.render import Message, show
from testcases.standings import Standing, progress_file, progress_lines, read_standings, record_hint, record_verdict
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
    '{name} 的解答会在你通过检查后打开。现在就想看：solution("{name}", force=True)',
)
SOLUTION = Text("One solution of {name}. {why}", "{name} 的一种解答。{why}")
NOT_SAVED = Text("Your progress could not be saved: {error}", "你的进度没能保存：{error}")
USING_YOURS = Text("Below, {name} is yours.", "下面使用的 {name} 是你写的。")
USING_OURS = Text("Below, {name} is ours until yours passes.", "在你的 {name} 通过检查之前，下面使用课程自带的实现。")


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
    exercise = _exercise_of(function)
    if function is exercise.reference:
        show(Message([OURS.format(name=exercise.name).get()]))
        return
    verdict = quiet_judge(exercise, function)
    lines = [line.get() for line in verdict.lines()]
    try:
        record_verdict(progress_file(), verdict)
    except (OSError, ValueError) as error:  # a full disk or a damaged file must not cost the learner the answer
        lines.append(NOT_SAVED.format(error=error).get())
    show(Message(lines, verdict.status))


def quiet_judge(exercise: Exercise, function: Callable[..., Any]) -> Verdict:
    """Judge a function that may print or warn, without letting that out."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return judge(exercise, function)


def hint(exercise: Callable[..., Any] | str) -> None:
    """Show the next hint for an exercise, given by its function or its name."""
    found = _exercise_of(exercise)
    file = progress_file()
    opened = read_standings(file).get(found.name, Standing()).hints
    level = min(opened + 1, len(found.hints))
    record_hint(file, found.name, level)
    text = HINT.format(level=level, levels=len(found.hints), name=found.name, hint=found.hints[level - 1])
    after = LAST_HINT if level == len(found.hints) else MORE_HINTS
    show(Message([text.get(), after.get()]))


def solution(exercise: Callable[..., Any] | str, force: bool = False) -> None:
    """Show one way to write an exercise, after the learner's own has passed, or at once with `force=True`."""
    found = _exercise_of(exercise)
    standing = read_standings(progress_file()).get(found.name, Standing())
    if not (standing.passed or force):
        show(Message([SHUT.format(name=found.name).get()]))
        return
    why = SOLUTION.format(name=found.name, why=found.why).get()
    show(Message([why], Status.PASSED, code=source_without_docstring(found.reference)))


def progress(lesson: str | None = None) -> None:
    """Show a bar and a table of the points earned so far; `lesson` "04" shows that lesson only."""
    show(Message([line.get() for line in progress_lines(read_standings(progress_file()), lesson)]))


def yours_or_ours(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the learner's function if it is right, else the reference, and say which.

    The pictures after an exercise use this, so that a notebook runs to its end whatever is written so far.
    """
    exercise = _exercise_of(function)
    passed = quiet_judge(exercise, function).passed
    show(Message([(USING_YOURS if passed else USING_OURS).format(name=exercise.name).get()]))
    return function if passed else exercise.reference


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


def _exercise_of(function: Callable[..., Any] | str) -> Exercise:
    name = function if isinstance(function, str) else getattr(function, "__name__", None)
    if not isinstance(name, str) or not (isinstance(function, str) or callable(function)):
        raise TypeError(f"function must be the function that you wrote, such as ema; got {function!r}")
    lesson_of(name)  # raises, with the names that are known
    return EXERCISES[name]
