"""Whether NumPy's global random state has been touched, told without copying it for every call."""

from typing import Any

import numpy as np
from numpy.random import MT19937
from numpy.random.mtrand import get_bit_generator, set_bit_generator

_latest: "RandomState | None" = None


class RandomState:
    """NumPy's global random state as it was when this was made.

    Example
    -------
    >>> state = RandomState()
    >>> state.touched(), np.random.rand() < 1, state.touched(), state.touched()
    (False, True, True, False)
    """

    def __init__(self) -> None:
        self._state = np.random.get_state(legacy=False)  # noqa: NPY002
        self._generator = get_bit_generator()
        # To look at the memory of the usual generator takes a hundredth of the time of asking for its state.
        usual = type(self._generator) is MT19937
        self._memory = np.asarray(_GeneratorMemory(self._generator.ctypes.state_address)) if usual else None
        self._before = b"" if self._memory is None else self._memory.tobytes()

    @classmethod
    def now(cls) -> "RandomState":
        """Return the state of now: the one that was returned last if nothing has touched it since."""
        global _latest
        if _latest is None or not _latest._holds():
            _latest = cls()
        return _latest

    def touched(self) -> bool:
        """Whether it has been touched since; if so, it is put back."""
        if self._holds():
            return False
        set_bit_generator(self._generator)
        np.random.set_state(self._state)  # noqa: NPY002
        return True

    def _holds(self) -> bool:
        if get_bit_generator() is not self._generator:
            return False
        # A normal number that is kept for the next draw is drawn without leaving a trace in the generator.
        if self._memory is None or self._state["has_gauss"]:
            return _frozen(np.random.get_state(legacy=False)) == _frozen(self._state)  # noqa: NPY002
        return self._memory.tobytes() == self._before


class _GeneratorMemory:
    """Where the generator MT19937 has its 624 words and its position."""

    def __init__(self, address: int) -> None:
        self.__array_interface__ = {"data": (address, True), "shape": (4 * 625,), "typestr": "|u1", "version": 3}


def _frozen(state: Any) -> Any:
    """A random state as bytes and tuples, which are compared at once."""
    if isinstance(state, dict):
        return tuple((key, _frozen(value)) for key, value in state.items())
    return state.tobytes() if isinstance(state, np.ndarray) else state
