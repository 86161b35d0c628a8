"""Findings on when an answer is right: in which calls, for which arguments, and which arguments it does not use."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.compare import alike, first_difference
from testcases.evidence import Evidence
from testcases.guard import learners_code
from testcases.outcome import Step
from testcases.trying import make_call

UNUSED = Text(
    "The argument {name} seems to be unused: with {value} instead of {old}, the same came back.",
    "参数 {name} 似乎没有用到：把 {old} 换成 {value}，返回的结果不变。",
)
DOUBLED = Text(
    "The argument {name} seems to be unused: with all its numbers doubled, the same came back.",
    "参数 {name} 似乎没有用到：把其中的数都加倍，返回的结果不变。",
)
SEVERAL_UNUSED = Text(
    "The arguments {names} seem to be unused: with other values for each of them, the same came back.",
    "参数 {names} 似乎都没有用到：分别换成别的值，返回的结果不变。",
)
LATER_CALLS = Text(
    "Where there are several calls, the first one is right and the later ones are wrong. Does something remain from "
    "the call before?",
    "多次调用时，第一次正确，后面的都错。是不是保留了上一次调用的什么？",
)
ONLY_RIGHT = Text("It is right only where {what}.", "只有当 {what} 时才正确。")
ONLY_WRONG = Text("It is wrong only where {what}.", "只有当 {what} 时才错。")
VALUE = Text("{name} is {value}", "{name} 为 {value}")
UP_TO = Text("{name} is {value} or less", "{name} 不超过 {value}")
FROM = Text("{name} is {value} or more", "{name} 不小于 {value}")
LAYERS = Text("there are {count} layers", "层数为 {count}")
DIVIDES = Text("{divisor} divides the number of columns of {name}", "{divisor} 能整除 {name} 的列数")
DIVIDES_NOT = Text("{divisor} does not divide the number of columns of {name}", "{divisor} 不能整除 {name} 的列数")

CALLS_TRIED = 3  # with another argument
ENOUGH = 2  # calls that have something in common


def unused_argument(evidence: Evidence) -> Iterator[Text]:
    """Say which arguments change nothing, though they should: the answer is called again with other values."""
    if not evidence.well_formed:
        return
    names = evidence.exercise.argument_names
    unused = [(name, old, new) for i, name in enumerate(names) for old, new in _no_effect(evidence, i)]
    if len(unused) > 1:
        yield SEVERAL_UNUSED.format(names=", ".join(name for name, _, _ in unused))
    for name, old, new in unused if len(unused) == 1 else ():
        if isinstance(new, int | float):
            yield UNUSED.format(name=name, value=f"{new:g}", old=f"{old:g}")
        else:
            yield DOUBLED.format(name=name)


def _no_effect(evidence: Evidence, i: int) -> list[tuple[Any, Any]]:
    """The old and a new value of an argument, if that made no difference in any of the calls that were tried."""
    tried: list[tuple[Any, Any]] = []
    for step in evidence.largest_calls:
        if i < len(step.call.arguments) and len(tried) < CALLS_TRIED:
            old = step.call.arguments[i]
            new = _varied(old)
            arguments = (*step.call.arguments[:i], new, *step.call.arguments[i + 1 :])
            if new is not None and _matters(evidence, arguments, step):
                _, call = make_call(evidence.exercise, evidence.answer, arguments, learners_code)
                if call.error is not None or not _as_before(call.returned, step.call.returned):
                    return []
                tried.append((old, new))
    return tried[:1]


def _varied(value: Any) -> Any:
    """Another value of the same sort, or None for what is not made of numbers."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        return value / 2 or 0.5
    if isinstance(value, dict):
        items = {key: _varied(item) for key, item in value.items()}
        return None if any(item is None for item in items.values()) else items
    return 2 * value if isinstance(value, np.ndarray) and value.dtype.kind == "f" else None


def _matters(evidence: Evidence, arguments: tuple[Any, ...], step: Step) -> bool:
    """Whether the right result depends on what was varied."""
    _, call = make_call(evidence.exercise, evidence.exercise.reference, arguments, nullcontext())
    return call.error is None and not _as_before(call.returned, step.expected)


def _as_before(now: Any, before: Any) -> bool:
    return first_difference(before, now, alike) is None


def when_it_is_wrong(evidence: Evidence) -> Iterator[Text]:
    """Say what the right calls have in common, or the wrong ones, that the others have not."""
    right = [step for step in evidence.steps if step.right]
    wrong = [step for step in evidence.steps if not step.right]
    if not right or not wrong:
        return
    if _only_later_calls(evidence):
        yield LATER_CALLS
        return
    for text, ones, others in ((ONLY_RIGHT, right, wrong), (ONLY_WRONG, wrong, right)):
        common = next(_in_common(evidence, ones, others), None)
        if common is not None:
            yield text.format(what=common)
            return


def _only_later_calls(evidence: Evidence) -> bool:
    rows = [[step.right for step in outcome.tried] for outcome in evidence.outcomes]
    several = [row for row in rows if len(row) > 1]
    wrong_later = [row for row in several if row[0] and not any(row[1:])]
    return bool(wrong_later) and all(row[0] for row in rows) and len(wrong_later) == len(several)


def _in_common(evidence: Evidence, ones: list[Step], others: list[Step]) -> Iterator[Text]:
    """What is true of all these calls and of none of the others."""
    layers = [[_layers(step) for step in steps] for steps in (ones, others)]
    if len(ones) >= ENOUGH and len(set(layers[0])) == 1 and layers[0][0] and layers[0][0] not in layers[1]:
        yield LAYERS.format(count=layers[0][0])
    here, there = ([evidence.scalars(step) for step in steps] for steps in (ones, others))
    names = [name for name in evidence.exercise.argument_names if all(name in values for values in (*here, *there))]
    for name in names:
        inside, outside = ({values[name] for values in group} for group in (here, there))
        # A single call has many values of its own; only 0, or a count of 1, is likely to be the reason.
        if len(inside) == 1 and not inside & outside and (len(ones) >= ENOUGH or inside <= {0, 1}):
            yield VALUE.format(name=name, value=f"{inside.pop():g}")
    for name in names:
        inside, outside = ({values[name] for values in group} for group in (here, there))
        if len(inside) > ENOUGH and len(outside) > ENOUGH:
            if max(inside) < min(outside):
                yield UP_TO.format(name=name, value=f"{max(inside):g}")
            elif min(inside) > max(outside):
                yield FROM.format(name=name, value=f"{min(inside):g}")
    if len(ones) >= ENOUGH:
        yield from _divisible(evidence, names, ones, others)


def _layers(step: Step) -> int:
    """How many layers the network of a call has; 0 where there is none."""
    dicts = [value for value in step.call.arguments if isinstance(value, dict)]
    return sum(str(key).lstrip("d").startswith("W") for key in dicts[0]) if dicts else 0


def _divisible(evidence: Evidence, names: list[str], ones: list[Step], others: list[Step]) -> Iterator[Text]:
    for i, array in enumerate(evidence.exercise.argument_names):
        for divisor in names:
            remainders = [
                {_columns(step, i) % max(1, int(evidence.scalars(step)[divisor])) for step in steps}
                for steps in (ones, others)
            ]
            if remainders[0] == {0} and 0 not in remainders[1]:
                yield DIVIDES.format(name=array, divisor=divisor)
            if remainders[1] == {0} and 0 not in remainders[0]:
                yield DIVIDES_NOT.format(name=array, divisor=divisor)


def _columns(step: Step, i: int) -> int:
    value = step.call.arguments[i] if i < len(step.call.arguments) else None
    return value.shape[1] if isinstance(value, np.ndarray) and value.ndim == 2 else 1
