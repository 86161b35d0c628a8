"""Findings on how wrong results are related to the right ones: a factor, a sign, another order, an argument."""

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.evidence import Evidence, Leaf, together
from testcases.leaves import leaves, same

UNCHANGED = Text(
    "What comes back as {output} is what came in: nothing has changed.", "返回的 {output} 就是传入的值，没有任何变化。"
)
ARGUMENT = Text("What comes back as {output} is the argument {name}.", "返回的 {output} 就是参数 {name}。")
ORDER = Text(
    "The results come back in another order: {names} is asked for.", "返回结果的顺序不对：要求的顺序是 {names}。"
)
WRONG_WAY = Text(
    "In {output}, everything moves the wrong way: each step has the right length and the opposite sign.",
    "{output} 移动的方向反了：每一步长度正确，符号相反。",
)
STEP = Text(
    "In {output}, each step is the right one times {factor}.", "{output} 的每一步都等于正确的一步乘以 {factor}。"
)
SIGN = Text(
    "In {output}, every number has the right size and the opposite sign.", "{output} 的每个数大小正确，符号相反。"
)
FACTOR = Text(
    "What comes back as {output} is the right result times {factor}.", "返回的 {output} 等于正确结果乘以 {factor}。"
)
OFFSET = Text(
    "What comes back as {output} is the right result plus {offset}.", "返回的 {output} 等于正确结果加上 {offset}。"
)
TRANSPOSED = Text("In {output}, rows and columns are exchanged.", "{output} 的行与列互换了。")
REVERSED = Text("The numbers of {output} are right, but in reverse order.", "{output} 的数都对，但顺序颠倒了。")
SORTED = Text("The numbers of {output} are right, but in another order.", "{output} 的数都对，但顺序不同。")
LATE = Text("The numbers of {output} stand one place too late.", "{output} 的每个数都晚了一位。")
EARLY = Text("The numbers of {output} stand one place too early.", "{output} 的每个数都早了一位。")
DIGITS = Text(
    "The numbers of {output} are right to about {digits} digits only. Is something rounded, or computed in float32?",
    "{output} 只有大约前 {digits} 位正确。是不是做了舍入，或用 float32 计算？",
)
NOT_A_NUMBER = Text(
    "In {count} of {calls} calls, nan or inf stands in {output} where numbers should. Is something divided by zero?",
    "在应为普通数值的地方，{output} 在 {calls} 次调用中有 {count} 次出现 nan 或 inf。是不是除以了零？",
)
NEAR = 1e-6  # relative: a factor is found after a subtraction, which costs digits


def how_it_is_wrong(evidence: Evidence) -> Iterator[Text]:
    """Say how each wrong output is related to the right one."""
    with np.errstate(all="ignore"):  # a wild answer overflows here and there, and has no relation then
        reordered = _another_order(evidence)
    if reordered:
        yield reordered
        return
    for output in evidence.wrong_outputs:
        relations = (_unchanged, _step, _factor, _offset, _argument, _arranged, _digits, _not_a_number)
        found = (relation(evidence, output) for relation in relations)
        with np.errstate(all="ignore"):
            text = next((text for text in found if text is not None), None)
        if text is not None:
            yield text


def _another_order(evidence: Evidence) -> Text | None:
    names = evidence.exercise.returns
    if not evidence.comparable or isinstance(names, str):
        return None
    pairs = [(step.expected, step.call.returned) for step in evidence.steps]
    if not all(isinstance(came, tuple | list) and len(came) in (len(due), len(names)) for due, came in pairs):
        return None
    count = min(len(came) for _, came in pairs)
    for order in permutations(range(count)):
        places = [(i, j) for i, j in enumerate(order) if i != j]
        if places and all(
            _same_result(came[i], due[j]) or (_same_keys(came[i], due[j]) and not _same_keys(due[i], due[j]))
            for due, came in pairs
            for i, j in places
        ):
            return ORDER.format(names=", ".join(names[:count]))
    return None


def _same_result(one: Any, other: Any) -> bool:
    ours, theirs = leaves(one), leaves(other)
    return ours.keys() == theirs.keys() and bool(ours) and all(same(ours[path], theirs[path]) for path in ours)


def _same_keys(one: Any, other: Any) -> bool:
    return isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys()


def _unchanged(evidence: Evidence, output: str) -> Text | None:
    of = [leaf for leaf in evidence.leaves if leaf.output == output]
    if all(leaf.given is not None and same(leaf.returned, leaf.given) for leaf in of):
        return UNCHANGED.format(output=output)
    return None


def _argument(evidence: Evidence, output: str) -> Text | None:
    for i, name in enumerate(evidence.exercise.argument_names):
        if all(_equals(calls, calls[0].step.call.arguments[i : i + 1]) for calls in evidence.by_call(output)):
            return ARGUMENT.format(output=output, name=name)
    return None


def _equals(result: list[Leaf], argument: tuple[Any, ...]) -> bool:
    values = list(leaves(argument[0]).values()) if argument else []
    return len(values) == len(result) and all(
        same(leaf.returned, value) for leaf, value in zip(result, values, strict=True)
    )


def _fitting(evidence: Evidence, output: str) -> list[list[Leaf]]:
    """The calls of an output, or none if a shape is wrong somewhere."""
    calls = evidence.by_call(output)
    fits = all(
        leaf.returned is not None and leaf.returned.shape == leaf.expected.shape for call in calls for leaf in call
    )
    return calls if fits else []


def _step(evidence: Evidence, output: str) -> Text | None:
    calls = _fitting(evidence, output)
    if any(leaf.given is None or leaf.given.shape != leaf.expected.shape for call in calls for leaf in call):
        return None
    rows = []
    for call in calls:
        given = together([leaf.given for leaf in call])
        came, due = (together([getattr(leaf, which) for leaf in call]) - given for which in ("returned", "expected"))
        rows.append((call, came, due, 1e-13 * np.max(np.abs(given), initial=0.0)))
    factor = _common_factor(evidence, rows)
    if factor is None:
        return None
    return WRONG_WAY.format(output=output) if factor == "-1" else STEP.format(output=output, factor=factor)


def _factor(evidence: Evidence, output: str) -> Text | None:
    rows = [
        (call, together([leaf.returned for leaf in call]), together([leaf.expected for leaf in call]), 0.0)
        for call in _fitting(evidence, output)
    ]
    factor = _common_factor(evidence, rows)
    if factor is None:
        return None
    return SIGN.format(output=output) if factor == "-1" else FACTOR.format(output=output, factor=factor)


def _common_factor(evidence: Evidence, rows: list[tuple[list[Leaf], np.ndarray, np.ndarray, float]]) -> str | None:
    """Return the factor between what came and what was due: one number, or an expression in the arguments."""
    factors, arguments = [], []
    for call, came, due, slack in rows:
        if not np.all(np.isfinite(came)) or not np.any(np.abs(due) > slack):
            if np.all(np.abs(came - due) <= slack):
                continue  # nothing to see a factor by
            return None
        largest = np.argmax(np.abs(due))
        factor = float(came[largest]) / float(due[largest])
        if not np.isfinite(factor):
            return None
        if not np.all(np.abs(came - factor * due) <= NEAR * np.abs(factor * due) + slack * (1 + abs(factor))):
            return None
        factors.append(factor)
        arguments.append(evidence.scalars(call[0].step))
    if not factors or np.allclose(factors, 0, atol=NEAR):
        return None
    if np.allclose(factors, factors[0], rtol=NEAR, atol=0):
        enough = len(factors) > 1 or sum(len(came) for _, came, _, _ in rows) > 2
        return f"{factors[0]:.4g}" if enough and abs(factors[0] - 1) > NEAR else None
    for names, expression in _expressions(set.intersection(*map(set, arguments))):
        values = [_evaluated(expression, *(values[name] for name in names)) for values in arguments]
        if np.allclose(factors, values, rtol=NEAR, atol=0):
            return _FORMULAS[expression].format(*names)
    return None


_FORMULAS: dict[Callable[..., float], str] = {
    lambda a: a: "{0}",
    lambda a: -a: "−{0}",
    lambda a: 1 / a: "1/{0}",
    lambda a: 1 - a: "(1 − {0})",
    lambda a: 1 / (1 - a): "1/(1 − {0})",
    lambda a: a / (1 - a): "{0}/(1 − {0})",
    lambda a: (1 - a) / a: "(1 − {0})/{0}",
    lambda a: a**2: "{0}²",
    lambda a: a**0.5: "√{0}",
    lambda a: 1 / a**0.5: "1/√{0}",
    lambda a: (1 - a) ** 0.5: "√(1 − {0})",
    lambda a: 1 / (1 - a) ** 0.5: "1/√(1 − {0})",
    lambda a, t: 1 - a**t: "(1 − {0}^{1})",
    lambda a, t: 1 / (1 - a**t): "1/(1 − {0}^{1})",
    lambda a, t: a**t: "{0}^{1}",
    lambda a, t: 1 - a ** (t + 1): "(1 − {0}^({1} + 1))",
    lambda a, b: a * b: "{0} · {1}",
    lambda a, b: a / b: "{0}/{1}",
}


def _expressions(names: set[str]) -> Iterator[tuple[tuple[str, ...], Callable[..., float]]]:
    for expression in _FORMULAS:
        for chosen in permutations(sorted(names), expression.__code__.co_argcount):
            yield chosen, expression


def _evaluated(expression: Callable[..., float], *values: float) -> float:
    try:
        value = expression(*values)
        return float(value) if isinstance(value, int | float) else np.nan
    except (ArithmeticError, ValueError):
        return np.nan


def _offset(evidence: Evidence, output: str) -> Text | None:
    calls = [leaf for call in _fitting(evidence, output) for leaf in call]
    if not calls:
        return None
    off = together([leaf.returned - leaf.expected for leaf in calls if leaf.returned is not None])
    if len(off) > 2 and abs(off[0]) > NEAR and np.allclose(off, off[0], rtol=NEAR, atol=0):
        return OFFSET.format(output=output, offset=f"{off[0]:.4g}")
    return None


def _arranged(evidence: Evidence, output: str) -> Text | None:
    """The right numbers at wrong places."""
    wrong = [leaf for leaf in evidence.leaves if leaf.output == output and not leaf.right]
    arrays = [(leaf.returned, leaf.expected) for leaf in wrong if leaf.returned is not None]
    if len(arrays) < len(wrong) or any(0 in (came.ndim, due.ndim) or came.size != due.size for came, due in arrays):
        return None
    for text, arrange in (
        (TRANSPOSED, lambda due: due.T),
        (REVERSED, lambda due: due[::-1]),
    ):
        if all(same(came, arrange(due)) for came, due in arrays):
            return text.format(output=output)
    if any(came.ndim != 1 for came, _ in arrays) or max(came.size for came, _ in arrays) < 3:
        return None
    if all(same(came[1:], due[:-1]) for came, due in arrays):
        return LATE.format(output=output)
    if all(same(came[:-1], due[1:]) for came, due in arrays):
        return EARLY.format(output=output)
    if all(same(np.sort(came), np.sort(due)) for came, due in arrays):
        return SORTED.format(output=output)
    return None


def _digits(evidence: Evidence, output: str) -> Text | None:
    calls = [leaf for call in _fitting(evidence, output) for leaf in call]
    errors = [
        np.max(
            np.abs(leaf.returned - leaf.expected) / np.where(leaf.expected == 0, 1, np.abs(leaf.expected)), initial=0
        )
        for leaf in calls
        if leaf.returned is not None
    ]
    if errors and 0 < max(errors) < 1e-3:
        return DIGITS.format(output=output, digits=int(-np.log10(max(errors))))
    return None


def _not_a_number(evidence: Evidence, output: str) -> Text | None:
    calls = _fitting(evidence, output)
    count = sum(
        any(
            np.any(np.isfinite(leaf.expected) & ~np.isfinite(leaf.returned))
            for leaf in call
            if leaf.returned is not None
        )
        for call in calls
    )
    return NOT_A_NUMBER.format(output=output, count=count, calls=len(calls)) if count else None
