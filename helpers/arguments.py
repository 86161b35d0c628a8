"""Clear errors for bad arguments: each names the argument, what it was and what is allowed."""

import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

Parameters = Mapping[str, np.ndarray]


def require_number(name: str, value: Any, low: float = -math.inf, high: float = math.inf, closed: str = "[)") -> float:
    """Return `value` as a float in the interval from `low` to `high`; `closed` is "[]", "[)", "(]" or "()"."""
    if not isinstance(value, Real) and not (isinstance(value, np.ndarray) and value.ndim == 0):
        raise TypeError(f"{name} must be a number; got {value!r}")
    number = float(value)
    above = number >= low if closed[0] == "[" else number > low
    below = number <= high if closed[1] == "]" else number < high
    if not (above and below and math.isfinite(number)):
        raise ValueError(f"{name} must be {_interval(low, high, closed)}; got {value!r}")
    return number


def _interval(low: float, high: float, closed: str) -> str:
    lower = f"{'at least' if closed[0] == '[' else 'above'} {low:g}" if math.isfinite(low) else ""
    upper = f"{'at most' if closed[1] == ']' else 'below'} {high:g}" if math.isfinite(high) else ""
    return " and ".join(part for part in (lower, upper) if part) or "a finite number"


def require_fraction(name: str, value: Any) -> float:
    """Return `value` as a float with 0 <= value < 1, as every decay factor β has to be."""
    return require_number(name, value, 0.0, 1.0, "[)")


def require_positive(name: str, value: Any) -> float:
    """Return `value` as a float above 0, as a learning rate has to be."""
    return require_number(name, value, 0.0, closed="()")


def require_count(name: str, value: Any, low: int = 1) -> int:
    """Return `value` as an int of at least `low`, as a step number or a number of samples has to be."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number; got {value!r}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}; got {value!r}")
    return int(value)


def require_array(name: str, value: Any, min_ndim: int = 0) -> np.ndarray:
    """Return `value` as an array of floats: float32 and float64 stay what they are, integers become float64."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be an array of numbers with one length along each axis; got {value!r}") from error
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers; got dtype {array.dtype}")
    if array.ndim < min_ndim:
        raise ValueError(f"{name} must have at least {min_ndim} dimension(s); got shape {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def require_parameters(parameters: Parameters) -> Parameters:
    """Return `parameters` if it is a dict of arrays."""
    if not isinstance(parameters, Mapping) or not all(isinstance(value, np.ndarray) for value in parameters.values()):
        raise TypeError(f"parameters must be a dict of arrays W1, b1, …; got {parameters!r}")
    return parameters


def require_slots(parameters: Parameters, slots: Mapping[str, np.ndarray], name: str) -> None:
    """Check that `slots` (gradients, velocities …) has one array "d" + key of the right shape for each parameter."""
    require_parameters(parameters)
    if not isinstance(slots, Mapping):
        raise TypeError(f"{name} must be a dict of arrays dW1, db1, …; got {type(slots).__name__}")
    for key, value in parameters.items():
        slot = slots.get("d" + key)
        if slot is None:
            raise ValueError(f'{name} must hold "d{key}" for parameter "{key}"; got the keys {sorted(slots)}')
        if np.shape(slot) != np.shape(value):
            raise ValueError(
                f'{name}["d{key}"] must have the shape of {key}, {np.shape(value)}; got shape {np.shape(slot)}'
            )
