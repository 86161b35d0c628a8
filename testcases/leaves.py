"""A result taken apart into its arrays, so that each can be looked at on its own."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from testcases.compare import alike, as_numbers, close

Path = tuple[Any, ...]


def leaves(value: Any, path: Path = ()) -> dict[Path, np.ndarray]:
    """Return the arrays of a result by their paths: indices into tuples, keys into dicts.

    Example
    -------
    >>> leaves(({"W1": 2.0}, {"dW1": [0.5, 1.5]}))
    {(0, 'W1'): array(2.), (1, 'dW1'): array([0.5, 1.5])}
    """
    array = as_numbers(value)
    if array is not None:
        return {path: array}
    found: dict[Path, np.ndarray] = {}
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, tuple | list) else ()
    for key, item in items:
        found |= leaves(item, (*path, key))
    return found


def is_right(expected: np.ndarray, returned: np.ndarray | None) -> bool:
    """Whether a leaf is there, has the right shape and agrees up to rounding."""
    return returned is not None and returned.shape == expected.shape and bool(np.all(close(returned, expected)))


def same(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    """Whether two answers gave the same leaf, or both none."""
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and bool(np.all(alike(one, other)))
