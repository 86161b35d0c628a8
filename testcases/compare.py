"""Where two results differ first, in words that a learner can use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.language import Text

RELATIVE_TOLERANCE = 1e-9  # far above rounding of another order of operations, far below any mistake


@dataclass(frozen=True)
class Difference:
    """`path` says where (`["dW1"]`, `[1]`), `reason` what is different there, then what came back and what should."""

    path: str
    reason: Text
    returned: Any
    expected: Any


SHAPE = Text("has shape {returned}, expected shape {expected}", "的形状是 {returned}，应为 {expected}")
VALUE = Text("has another value", "的值不对")
KEYS = Text("has the keys {returned}, expected {expected}", "的键是 {returned}，应为 {expected}")
LENGTH = Text("has {returned} item(s), expected {expected}", "有 {returned} 项，应为 {expected} 项")
KIND = Text("is of type {returned}, expected {expected}", "的类型是 {returned}，应为 {expected}")


def first_difference(expected: Any, returned: Any, path: str = "") -> Difference | None:
    """Return where `returned` first differs from `expected`, or None if it is right.

    Numbers may be Python numbers, 0-d arrays or arrays; tuples may be lists; a list of numbers may stand for an array.
    """

    def different(reason: Text, seen: Any, wanted: Any) -> Difference:
        return Difference(path, reason.format(returned=seen, expected=wanted), returned, expected)

    if isinstance(expected, str) or expected is None:
        same = type(returned) is type(expected) and returned == expected
        return None if same else different(VALUE, returned, expected)
    if isinstance(expected, Mapping):
        if not isinstance(returned, Mapping):
            return different(KIND, type(returned).__name__, "dict")
        if set(map(str, returned)) != set(expected):
            return different(KEYS, _listed(returned), _listed(expected))
        items = [(f'["{key}"]', expected[key], returned[key]) for key in expected]
    elif isinstance(expected, tuple | list):
        if not isinstance(returned, tuple | list):
            return different(KIND, type(returned).__name__, f"{type(expected).__name__} of {len(expected)}")
        if len(returned) != len(expected):
            return different(LENGTH, len(returned), len(expected))
        items = [(f"[{i}]", wanted, seen) for i, (wanted, seen) in enumerate(zip(expected, returned, strict=True))]
    else:
        return _array_difference(np.asarray(expected), returned, different)
    for step, wanted, seen in items:
        found = first_difference(wanted, seen, path + step)
        if found is not None:
            return found
    return None


def _array_difference(expected: np.ndarray, returned: Any, different: Any) -> Difference | None:
    array = as_numbers(returned)
    if array is None:
        return different(KIND, type(returned).__name__, "array" if expected.ndim else "number")
    if array.shape != expected.shape:
        return different(SHAPE, array.shape, expected.shape)
    # The absolute part lets rounding pass where large terms cancel; it is tied to the size of the numbers at hand.
    scale = np.max(np.abs(expected), initial=0.0)
    if np.allclose(array, expected, rtol=RELATIVE_TOLERANCE, atol=1e-13 * scale):
        return None
    return different(VALUE, array, expected)


def as_numbers(value: Any) -> np.ndarray | None:
    """Return `value` as an array of numbers, or None if it is not one."""
    try:
        array = np.asarray(value)
    except Exception:  # whatever a learner's object does when it is asked for its numbers, it is not an array
        return None
    return array if array.dtype.kind in "fiub" else None


def _listed(keys: Any) -> str:
    return ", ".join(sorted(map(str, keys))) or "-"
