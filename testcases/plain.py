"""What an answer gave back, read once into plain values, so that nothing of the learner's runs when it is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType, NoneType
from typing import Any

import numpy as np

from testcases.guard import TimeIsUpError

# Far above what any exercise asks for, far below what would fill the memory.
VALUES = 100_000  # in dicts and lists, all together
NUMBERS = 10_000_000  # in one array
DEPTH = 20  # of dicts and lists in one another

NAME_OF_TYPE = type.__dict__["__name__"]  # a class can pretend to have another name, but not to this


@dataclass(frozen=True)
class Unreadable:
    """Stands for something without plain values (a generator, a module, an endless list), and says what it was."""

    kind: str


class _TooLargeError(Exception):
    """Ends the reading of a result that has no end."""


def plain(value: Any) -> Any:
    """Return a copy made of plain numbers, strings, arrays, dicts, lists and tuples; anything else is Unreadable.

    Example
    -------
    >>> plain({"W1": (number for number in range(3)), "b1": 0.5})
    {'W1': Unreadable(kind='generator'), 'b1': 0.5}
    """
    try:
        return _Reader().read(value, DEPTH)
    except _TooLargeError:
        return Unreadable(name_of(type(value)))


class _Reader:
    def __init__(self) -> None:
        self.left = VALUES

    def read(self, value: Any, depth: int) -> Any:
        kind = type(value)  # what a value says of its own class is not asked
        if kind in (float, int, bool, complex, str, NoneType, EllipsisType, Unreadable):
            return value
        self.left -= 1
        if self.left < 0 or depth < 0:
            raise _TooLargeError
        try:
            if issubclass(kind, str):
                return str.__str__(value)
            if issubclass(kind, np.ndarray | np.generic):
                return _array(value)
            if issubclass(kind, float | int):
                return (float if issubclass(kind, float) else int).__pos__(value)
            if issubclass(kind, Mapping):
                return {self.item(key, depth): self.item(item, depth) for key, item in value.items()}
            if issubclass(kind, Sequence) and not issubclass(kind, bytes | bytearray):
                items = [self.item(item, depth) for item in value]
                return tuple(items) if issubclass(kind, tuple) else items
            if hasattr(kind, "__array__"):  # of pandas, torch, …
                return _array(np.array(value))
        except (_TooLargeError, KeyboardInterrupt, TimeIsUpError):
            raise
        except BaseException:  # whatever an object does when it is read, it holds no values then
            return Unreadable(name_of(kind))
        return Unreadable(name_of(kind))

    def item(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise _TooLargeError
        return self.read(value, depth - 1)


def _array(value: np.ndarray | np.generic) -> Any:
    if value.dtype.kind not in "fiubcSU" or value.size > NUMBERS:
        return Unreadable(f"array of {value.dtype}, shape {tuple(value.shape)}")
    copy = np.array(value, subok=False)
    return copy if isinstance(value, np.ndarray) else copy[()]


def name_of(kind: type) -> str:
    """Return the name of a type, whatever it says of itself."""
    return str(NAME_OF_TYPE.__get__(kind))[:80]
