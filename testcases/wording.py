"""How one failing case is told: what was called, what came back, what was expected."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.compare import Difference, as_numbers, close
from testcases.exercise import Exercise
from testcases.outcome import Outcome

NUMBERS_SHOWN = 12  # of an array with more numbers, the first wrong one is shown
ARGUMENT_WIDTH = 90  # a dict that takes more characters is shown by the sizes of its first and last array

CASE = Text("The first case that fails: {case}.", "第一个未通过的用例：{case}。")
STEP = Text("{case}, call {step} of {steps}", "{case}，第 {step} 次调用（共 {steps} 次）")
CALLED = Text("Called: {call}", "调用：{call}")
RETURNED = Text("Returned: {what}", "返回：{what}")
EXPECTED = Text("Expected: {what}", "应为：{what}")
CHANGED = Text(
    "The result is right, but {names} was changed, which has to stay as it was.",
    "结果正确，但改动了本应保持不变的 {names}。",
)


def describe(exercise: Exercise, outcome: Outcome) -> list[Text]:
    """Tell how a case failed, line by line."""
    call, case = outcome.call, outcome.case.name
    assert call is not None
    if outcome.steps > 1:
        case = STEP.format(case=case, step=outcome.step, steps=outcome.steps)
    arguments = zip(exercise.argument_names, call.arguments, strict=False)
    shown = ", ".join(f"{name}={show_argument(value)}" for name, value in arguments)
    lines = [CASE.format(case=case), CALLED.format(call=f"{exercise.name}({shown})")]
    if call.error is not None:
        return lines + list(call.raised)
    if outcome.difference is not None:
        return lines + _describe_difference(exercise, outcome.difference)
    return [*lines, CHANGED.format(names=", ".join(call.forbidden))]


def _describe_difference(exercise: Exercise, difference: Difference) -> list[Text]:
    where, returned, expected = _named(exercise.returns, difference.path), difference.returned, difference.expected
    if isinstance(returned, np.ndarray) and isinstance(expected, np.ndarray):
        if expected.size > NUMBERS_SHOWN and returned.shape == expected.shape:
            for first in np.argwhere(~close(returned, expected))[:1].tolist():
                where, returned, expected = where + str(first), returned[*first], expected[*first]
        # Two numbers that look the same part after the digits that are shown otherwise.
        digits = 15 if show_numbers(returned) == show_numbers(expected) else 6
        returned, expected = show_numbers(returned, digits), show_numbers(expected, digits)
    return [
        RETURNED.format(what=difference.aspect.format(where=where, value=returned)),
        EXPECTED.format(what=difference.aspect.format(where=where, value=expected)),
    ]


def _named(returns: str | tuple[str, ...], path: str) -> str:
    """Turn a path into a result such as `[1]["dW1"]` into the names that learners know: `v["dW1"]`."""
    if isinstance(returns, str):
        return returns + path
    for i, name in enumerate(returns):
        if path.startswith(f"[{i}]"):
            return name + path.removeprefix(f"[{i}]")
    return ", ".join(returns)


def show_numbers(value: Any, digits: int = 6) -> str:
    """Write numbers on one line with so many significant digits; of many numbers, the first and last two."""
    written = np.array2string(
        np.asarray(value) + 0.0,  # turns −0 into 0 and whole numbers into floats, which are written alike
        formatter={"float_kind": lambda number: f"{number:.{digits}g}"},
        separator=", ",
        threshold=NUMBERS_SHOWN,
        edgeitems=2,
    )
    return " ".join(written.split())


def show_argument(value: Any) -> str:
    """Write one argument of a call: its numbers if they are few, else sizes such as 3×2."""
    if isinstance(value, Mapping):
        written = ", ".join(f'"{key}": {show_argument(item)}' for key, item in value.items())
        if len(written) > ARGUMENT_WIDTH:
            sizes = [f'"{key}": {"×".join(map(str, np.shape(item)))}' for key, item in value.items()]
            written = f"{sizes[0]}, …, {sizes[-1]}"
        return "{" + written + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(show_argument, value)) + ")"
    return repr(value) if as_numbers(value) is None else show_numbers(value)
