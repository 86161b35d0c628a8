"""The learner's answer as text: shown beside the reference, or kept aside while the stub comes back."""

import ast
import inspect
import json
import os
import sys
import textwrap
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from helpers.language import Text, current_language
from testcases.course import learner_edition, lesson_of
from testcases.exercise import Exercise
from testcases.render import Codes, Message, shell, show
from testcases.session import exercise_named, known_standings
from testcases.standings import Standing, progress_file
from testcases.verdict import Status

KEPT_IN = "descent-answers"  # beside the progress file

SHUT = Text(
    'The solution of {name} opens when yours passes. To read it now: solution("{name}", force=True)',
    '{name} 的解答会在你的实现通过检查后打开。现在就想看：solution("{name}", force=True)',
)
SOLUTION = Text("One solution of {name}. {why}", "{name} 的一种解答。{why}")
OURS = Text("Ours", "课程的")
YOURS = Text("Yours", "你的")
RESET = Text(
    "{name}: the empty function is in the new cell below. Write in that one from now on.",
    "{name}：空白的函数在下方的新单元格中。从现在起请在那里书写。",
)
RESET_HERE = Text(
    "{name}: here is the empty function. Write in that one from now on.",
    "{name}：这是空白的函数。从现在起请在其中书写。",
)
KEPT = Text("Your answer so far is kept in {file}. Your points stay.", "你之前的答案保存在 {file}。得分不变。")
NOTHING_KEPT = Text(
    "There was no answer of yours to keep: {name} has not been run in this session. Your cells are as they were.",
    "没有需要保存的答案：本次会话中没有运行过 {name}。你的单元格保持原样。",
)
NOT_KEPT = Text(
    "{name} was not reset, because your answer could not be kept: {error}",
    "没有重置 {name}，因为你的答案无法保存：{error}",
)
NO_STUB = Text("The lesson of {name} is missing: install the course again.", "缺少 {name} 所在的课：请重新安装本课程。")


def solution(exercise: Callable[..., Any] | str, force: bool = False) -> None:
    """Show one way to write an exercise beside the learner's own: after a pass, or at once with `force=True`."""
    found = exercise_named(exercise)
    standings, notes = known_standings()
    if not force and not standings.get(found.name, Standing()).passed:
        show(Message([SHUT.format(name=found.name), *notes]))
        return
    own = _own_function(found, exercise)
    source = None if own is None else source_without_docstring(own)
    pieces = [] if source is None else [(YOURS, source)]
    pieces.append((OURS, source_without_docstring(found.reference) or ""))
    show(Message([SOLUTION.format(name=found.name, why=found.why), Codes(tuple(pieces))], Status.PASSED))


def reset(exercise: Callable[..., Any] | str) -> None:
    """Put the empty function into a new cell below this one, and keep the answer so far in a file.

    The notebook's file and its other cells are left alone; in a terminal the empty function is printed.
    """
    found = exercise_named(exercise)
    stub = stub_of(found.name, current_language())
    own = _own_function(found, exercise)
    answer = None if own is None else _whole_source(own)
    notes = []
    if answer is None:
        notes.append(NOTHING_KEPT.format(name=found.name))
    elif answer.strip() != stub.strip():
        try:
            notes.append(KEPT.format(file=keep(found.name, answer)))
        except OSError as error:
            show(Message([NOT_KEPT.format(name=found.name, error=error)], Status.WRONG))
            return
    ipython = shell()
    show(Message([(RESET_HERE if ipython is None else RESET).format(name=found.name), *notes]))
    if ipython is None:
        print(f"\n{stub}")
    else:
        ipython.set_next_input(stub, replace=False)


def keep(name: str, answer: str) -> Path:
    """Write an answer to a new numbered file in the folder `descent-answers` beside the progress file."""
    folder = progress_file().absolute().parent / KEPT_IN
    folder.mkdir(exist_ok=True)
    for number in count(1):
        try:
            with open(folder / f"{name}-{number}.py", "x", encoding="utf-8") as stream:
                stream.write(answer)
                return Path(stream.name)
        except FileExistsError:
            continue
    raise AssertionError("count() has no end")


def stub_of(name: str, language: str) -> str:
    """Return the cell in which learners write an exercise, as the lesson hands it out.

    Raises
    ------
    FileNotFoundError
        If the installation lacks the lesson's notebook.

    Example
    -------
    >>> stub_of("effective_window", "en").splitlines()[0]
    'def effective_window(beta):'
    """
    file = learner_edition(lesson_of(name), language)
    if file is None:
        raise FileNotFoundError(NO_STUB.format(name=name).get())
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    source = next(cell["source"] for cell in cells if f"exercise:{name}" in cell["metadata"].get("tags", []))
    return source if isinstance(source, str) else "".join(source)


def source_without_docstring(function: Callable[..., Any]) -> str | None:
    """Return a function's source, comments kept, without its docstring; None where Python does not know it."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        definition = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError):  # a lambda may be the middle of an expression
        return None
    lines = source.splitlines()
    if isinstance(definition, ast.FunctionDef) and ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)


def _whole_source(function: Callable[..., Any]) -> str | None:
    """The cell that defines a function, helpers beside it and all; in a file, the function alone."""
    try:
        lines, _ = inspect.findsource(function)
        in_a_file = os.path.exists(inspect.getsourcefile(function) or "")
        return inspect.getsource(function) if in_a_file else "".join(lines)
    except (OSError, TypeError):
        return None


def _own_function(exercise: Exercise, given: Callable[..., Any] | str) -> Callable[..., Any] | None:
    """The learner's function: the one given, or the one of this name in the notebook; None where that is ours."""
    ipython = shell()
    names = vars(sys.modules["__main__"]) if ipython is None else ipython.user_ns
    function = names.get(given) if isinstance(given, str) else given
    return function if callable(function) and function is not exercise.reference else None
