"""Where a result first differs from what it should be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.plain import Unreadable

# Far above the rounding of another order of operations, far below any mistake.
RELATIVE_TOLERANCE = 1e-9
# As a share of an array's largest number: lets rounding pass where larger terms have cancelled.
CANCELLATION_TOLERANCE = 1e-14
WIDTH = 300  # of what is shown of a long string


@dataclass(frozen=True)
class Difference:
    """The first place where a result is not as expected.

    `path` says where it is (`[1]["dW1"]`; empty for the whole result). `aspect` is a sentence with the places `{where}`
    and `{value}`: said once of `returned`, which came back, and once of `expected`, which should have. `exact` is for
    exercises where many results are right: it says that here only one was, so that wrong ones can be told apart.
    """

    path: str
    aspect: Text
    returned: Any
    expected: Any
    exact: bool = False


VALUE = Text("{where} = {value}", "{where} = {value}")
SHAPE = Text("{where}: shape {value}", "{where}：形状 {value}")
KEYS = Text("{where}: keys {value}", "{where}：键 {value}")
LENGTH = Text("{where}: {value} items", "{where}：{value} 项")
KIND = Text("{where}: {value}", "{where}：{value}")
NUMBERS = Text("{where}: numbers of type {value}", "{where}：元素类型 {value}")
NUMBER = Text("a number", "一个数")
ARRAY = Text("array of {numbers}, shape {shape}", "{numbers} 数组，形状 {shape}")

Agreement = Callable[[np.ndarray, np.ndarray], np.ndarray]


def close(returned: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return which numbers agree up to rounding; NaN agrees with nothing, infinity with itself only."""
    returned, expected = returned.astype(float), expected.astype(float)  # unsigned integers would wrap around
    size = np.where(np.isfinite(expected), np.abs(expected), 0.0)
    limit = RELATIVE_TOLERANCE * size + CANCELLATION_TOLERANCE * np.max(size, initial=0.0)
    with np.errstate(all="ignore"):
        return (returned == expected) | (np.abs(returned - expected) <= limit)


def alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which numbers of two results agree up to rounding, NaN with NaN as well."""
    return close(one, other) | (np.isnan(one) & np.isnan(other))


def identical(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which numbers are the same to the last bit, NaN as NaN."""
    return (one == other) | (np.isnan(one) & np.isnan(other))


def first_difference(expected: Any, returned: Any, agree: Agreement = close, path: str = "") -> Difference | None:
    """Return where `returned` first differs from `expected`, or None if it is right.

    Numbers may be Python numbers, 0-d arrays or arrays; tuples may be lists; a list of numbers may stand for an array.
    """
    if type(expected) in (float, int) and type(returned) is type(expected) and returned == expected:
        return None  # what most comparisons of most exercises come to, and the general way is 20 times as long
    if isinstance(expected, str):
        if not isinstance(returned, str):
            return Difference(path, VALUE, _kind(returned), _quoted(expected))
        return None if expected == returned else Difference(path, VALUE, _quoted(returned), _quoted(expected))
    if isinstance(expected, Unreadable):
        return None if expected == returned else Difference(path, KIND, _kind(returned), _kind(expected))
    if isinstance(expected, Mapping):
        if not isinstance(returned, Mapping):
            return Difference(path, KIND, _kind(returned), _kind(expected))
        if set(returned) != set(expected):
            return Difference(path, KEYS, _listed(returned), _listed(expected))
        items = [(f'["{key}"]', expected[key], returned[key]) for key in expected]
    elif isinstance(expected, tuple | list):
        if not isinstance(returned, tuple | list):
            return Difference(path, KIND, _kind(returned), _kind(expected))
        if len(returned) != len(expected):
            return Difference(path, LENGTH, len(returned), len(expected))
        items = [(f"[{i}]", wanted, seen) for i, (wanted, seen) in enumerate(zip(expected, returned, strict=True))]
    else:
        return _number_difference(expected, returned, agree, path)
    for step, wanted, seen in items:
        difference = first_difference(wanted, seen, agree, path + step)
        if difference is not None:
            return difference
    return None


def _number_difference(wanted: Any, returned: Any, agree: Agreement, path: str) -> Difference | None:
    expected, array = as_numbers(wanted), as_numbers(returned)
    if expected is None and type(returned) is type(wanted):
        return None  # None, or something else that has no numbers to compare
    if expected is None or array is None or (array.dtype.kind == "b") != (expected.dtype.kind == "b"):
        return Difference(path, KIND, _kind(returned), _kind(wanted))
    if array.shape != expected.shape:
        return Difference(path, SHAPE, array.shape, expected.shape)
    # Python's own numbers turn into floats when needed; an array of integers or float32 rounds what it is given later.
    narrow = expected.dtype.kind == "f" and not np.can_cast(expected.dtype, array.dtype)
    if narrow and isinstance(returned, np.ndarray):
        return Difference(path, NUMBERS, array.dtype, expected.dtype)
    if (array == expected).all() or agree(array, expected).all():
        return None
    return Difference(path, VALUE, array, expected)


def as_numbers(value: Any) -> np.ndarray | None:
    """Return `value` as an array of real numbers, or None if it is not one."""
    try:
        array = np.asarray(value)
    except Exception:  # whatever a learner's object does when it is asked for its numbers, it is not an array
        return None
    return array if array.dtype.kind in "fiub" else None


def _kind(value: Any) -> Text:
    """Say what sort of thing a value is."""
    if isinstance(value, np.ndarray) and value.ndim:
        return ARRAY.format(numbers=value.dtype, shape=value.shape)
    if isinstance(value, np.ndarray | float | int) and not isinstance(value, bool):
        return NUMBER
    if value is None:
        return Text("None")
    return Text(value.kind if isinstance(value, Unreadable) else type(value).__name__)


def _listed(keys: Any) -> str:
    return shortened(", ".join(sorted(map(str, keys)))) or "–"


def _quoted(value: str) -> str:
    return shortened(repr(value))


def shortened(text: str) -> str:
    """Cut a text that would fill the screen."""
    return text if len(text) <= WIDTH else text[:WIDTH] + "…"
