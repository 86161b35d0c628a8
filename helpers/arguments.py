"""Clear errors for bad arguments: each names the argument, what it was and what is allowed."""

import math
from collections.abc import Mapping
from numbers import Integral, Real
from reprlib import repr as short_repr
from typing import Any

import numpy as np

Parameters = Mapping[str, np.ndarray]


def require_number(name: str, value: Any, low: float = -math.inf, high: float = math.inf, closed: str = "[)") -> float:
    """Return `value` as a float in the interval from `low` to `high`; `closed` is "[]", "[)", "(]" or "()"."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} must be a number; got {short_repr(value)}")
    number = float(value)
    above = number >= low if closed[0] == "[" else number > low
    below = number <= high if closed[1] == "]" else number < high
    if not (above and below and math.isfinite(number)):
        raise ValueError(f"{name} must be {_interval(low, high, closed)}; got {value!r}")
    return number


def _interval(low: float, high: float, closed: str) -> str:
    bounds = []
    if math.isfinite(low):
        bounds.append(f"{'at least' if closed[0] == '[' else 'above'} {low:g}")
    if math.isfinite(high):
        bounds.append(f"{'at most' if closed[1] == ']' else 'below'} {high:g}")
    else:
        bounds.append("finite")
    return " and ".join(bounds)


def require_fraction(name: str, value: Any) -> float:
    """Return `value` as a float with 0 <= value < 1, as every decay factor β has to be."""
    return require_number(name, value, 0.0, 1.0, "[)")


def require_positive(name: str, value: Any) -> float:
    """Return `value` as a float above 0, as a learning rate has to be."""
    return require_number(name, value, 0.0, closed="()")


def require_count(name: str, value: Any, low: int = 1) -> int:
    """Return `value` as an int of at least `low`, as a step number or a number of samples has to be."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number; got {short_repr(value)}")
    if value < low:
        raise ValueError(f"{name} must be at least {low}; got {value!r}")
    return int(value)


def require_array(name: str, value: Any, min_ndim: int = 0) -> np.ndarray:
    """Return `value` as an array of floats: float32 and float64 stay what they are, integers become float64."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must have one length along each axis; got {short_repr(value)}") from error
    _require_real(name, array)
    if array.ndim < min_ndim:
        raise ValueError(f"{name} must have at least {min_ndim} dimension(s); got shape {array.shape}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _require_real(name: str, array: np.ndarray | np.generic) -> None:
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers; got dtype {array.dtype}")


def require_parameters(parameters: Parameters) -> Parameters:
    """Return `parameters` if it is a dict of arrays of real numbers."""
    if not isinstance(parameters, Mapping):
        raise TypeError(f"parameters must be a dict of arrays W1, b1, …; got {short_repr(parameters)}")
    for key, value in parameters.items():
        _require_real_array(f'parameters["{key}"]', value)
    return parameters


def require_slots(parameters: Parameters, slots: Mapping[str, np.ndarray], name: str) -> None:
    """Check that `slots` (gradients, velocities …) has one array "d" + key of the right shape for each parameter."""
    require_parameters(parameters)
    if not isinstance(slots, Mapping):
        raise TypeError(f"{name} must be a dict of arrays dW1, db1, …; got {short_repr(slots)}")
    for key, value in parameters.items():
        if "d" + key not in slots:
            raise ValueError(f'{name} must hold "d{key}" for parameter "{key}"; got the keys {list(slots)}')
        slot = slots["d" + key]
        _require_real_array(f'{name}["d{key}"]', slot)
        if slot.shape != value.shape:
            raise ValueError(f'{name}["d{key}"] must have the shape of {key}, {value.shape}; got shape {slot.shape}')


def _require_real_array(name: str, value: Any) -> None:
    if not isinstance(value, (np.ndarray, np.generic)):
        raise TypeError(f"{name} must be an array; got {short_repr(value)}")
    _require_real(name, value)
