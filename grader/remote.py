"""A function that lives in a learner's process, called from here as if it were at hand.

What it changes in its arguments, in earlier results and in NumPy's global random state is changed here too, so that the
judge finds what it would find beside the function.
"""

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.protocol import encode
from helpers.mini_batch import random_mini_batches
from testcases.plain import Unreadable

if TYPE_CHECKING:
    from grader.sandbox import Answer

# Functions of earlier lessons that a lesson's text hands to its learners: by exercise, and by their place in `helpers`.
LIBRARY: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    "train_one_epoch": {"helpers.mini_batch.random_mini_batches": random_mini_batches}
}
IN_LIBRARY = -1  # stands where a callback names the argument that it calls
CALLBACK_NUMBERS = 2**12  # in a callback's arguments: a lesson's have some hundreds, and broadcasting can square this


@dataclass(frozen=True)
class Handle:
    """An argument that stays here: what it is called, and its functions by name ("" for itself)."""

    label: str
    methods: Mapping[str, Callable[..., Any]]


def handles_of(arguments: Sequence[Any]) -> dict[int, Handle]:
    """Return the arguments that cannot be sent, functions and records of functions, by position."""
    handles = {}
    for i, value in enumerate(arguments):
        if callable(value):
            handles[i] = Handle(type(value).__name__, {"": value})
        elif is_dataclass(value):
            functions = {one.name: getattr(value, one.name) for one in fields(value)}
            label = str(getattr(value, "name", type(value).__name__))
            handles[i] = Handle(label, {name: function for name, function in functions.items() if callable(function)})
    return handles


class Remote:
    """Call it with the reference's arguments, by position."""

    def __init__(self, name: str, answer: "Answer") -> None:
        self.__name__ = name
        self._answer = answer
        self._library = LIBRARY.get(name, {})
        self._results: dict[int, Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Return what the learner's function returns; raise what it raises, if that is an exception of Python's."""
        handles = handles_of(arguments)
        number = self._answer.next_call()
        # A result that nobody looks at any more need not be watched for changes.
        self._results = {one: self._results[one] for one in self._results if _holders(self._results, one) > _NOBODY}
        plain = tuple(None if i in handles else value for i, value in enumerate(arguments))
        named = {i: (handle.label, tuple(handle.methods)) for i, handle in handles.items()}
        self._answer.send(
            ("call", number, self.__name__, plain, named, list(self._library), list(self._results)),
            self._answer.server.limits.call_seconds,
        )
        reply = self._answer.receive_reply()
        for _ in range(self._answer.server.limits.callbacks):
            if reply[0] != "callback":
                break
            self._answer.send(self._call_back(handles, *reply[1:]))
            reply = self._answer.receive_reply()
        else:
            self._answer.give_up_calls()
        kind, *found, changed, earlier, touched, used = reply
        for position, value in changed:
            if position not in handles and 0 <= position < len(arguments):
                take_over(arguments[position], value)
        for call, value in earlier:
            take_over(self._results.get(call), value)
        if touched:
            np.random.random_sample()  # noqa: NPY002 - the judge puts it back
        self._answer.note_stand_ins(self.__name__, used)
        if kind == "raised":
            raise _exception(*found)
        result = _read(found[0])
        if isinstance(result, np.ndarray | dict | list | tuple):  # what can be changed later
            self._results[number] = result
        return result

    def _call_back(
        self,
        handles: Mapping[int, Handle],
        position: int,
        method: str,
        arguments: tuple[Any, ...],
        named: dict[str, Any],
    ) -> tuple[Any, ...]:
        methods = self._library if position == IN_LIBRARY else handles[position].methods if position in handles else {}
        try:
            if method not in methods:
                raise AttributeError(f"there is no {method!r}")
            if _numbers((arguments, named)) > CALLBACK_NUMBERS:
                raise ValueError("these arguments are too large")
            reply = ("result", methods[method](*arguments, **named))
            encode(reply)
            return reply
        except Exception as error:
            return "error", type(error).__name__ if _is_builtin(type(error)) else "RuntimeError", str(error)[:500]


def _read(value: Any) -> Any:
    """The value, with what the judge cannot read, sent as a class, as the judge itself would have read it."""
    if isinstance(value, type):
        return Unreadable(value.__name__)
    if isinstance(value, dict):
        return {key: _read(item) for key, item in value.items()}
    return type(value)(map(_read, value)) if isinstance(value, list | tuple) else value


def take_over(old: Any, new: Any) -> None:
    """Change `old` in place so that it is as `new`, as far as its type lets that happen."""
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.dtype != new.dtype:
            return
        if old.shape != new.shape:
            try:
                old.resize(new.shape, refcheck=False)
            except ValueError:  # not its own memory
                return
        old[...] = new
    elif isinstance(old, dict) and isinstance(new, dict):
        items = {key: _updated(old[key], value) if key in old else value for key, value in new.items()}
        old.clear()
        old.update(items)
    elif isinstance(old, list) and isinstance(new, list):
        old[:] = [_updated(*pair) for pair in zip(old, new, strict=False)] + new[len(old) :]
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for one, other in zip(old, new, strict=False):
            take_over(one, other)


def _holders(results: Mapping[int, Any], number: int) -> int:
    return sys.getrefcount(results[number])


_NOBODY = _holders({0: []}, 0)


def _updated(old: Any, new: Any) -> Any:
    """`old`, changed to be as `new`, or `new` itself where `old` cannot be changed."""
    if type(old) is not type(new) or not isinstance(old, np.ndarray | dict | list | tuple):
        return new
    if isinstance(old, np.ndarray) and (old.shape, old.dtype) != (new.shape, new.dtype):
        return new
    if isinstance(old, tuple):
        return tuple(_updated(*pair) for pair in zip(old, new, strict=False)) + new[len(old) :]
    take_over(old, new)
    return old


def _numbers(value: Any) -> int:
    """How much work a value can make: an axis of length 0 hides how long the others are."""
    if isinstance(value, np.ndarray):
        return int(np.prod([max(length, 1) for length in value.shape], dtype=float))
    if isinstance(value, dict):
        return sum(1 + _numbers(item) for item in value.values())
    return sum(1 + _numbers(item) for item in value) if isinstance(value, list | tuple) else 1


@lru_cache(maxsize=64)
def _own_exception(name: str) -> type[Exception]:
    """The same class for the same name, so that an error that comes again is seen to be the same."""
    return type(name, (Exception,), {"__module__": "__main__"})


def _is_builtin(kind: type) -> bool:
    return getattr(builtins, kind.__name__, None) is kind


def _exception(
    name: str, own: bool, arguments: tuple[Any, ...], text: str, place: tuple[int, str] | None
) -> BaseException:
    """The learner's exception: of the same class if that is Python's or NumPy's, else of a class of that name."""
    kind = None
    if own:
        places = (builtins, np.linalg, np.exceptions)
        kind = next((found for where in places if (found := getattr(where, name, None)) is not None), None)
    # An interrupt would end the grader, not the case: it is one more exception here.
    if not isinstance(kind, type) or not issubclass(kind, Exception | SystemExit):
        kind = _own_exception(name)
    try:
        error = kind(*arguments)
    except Exception:  # a class that wants other arguments
        error = _own_exception(name)(text)
    error.learner_line = place  # type: ignore[union-attr]
    return error
