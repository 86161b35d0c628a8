"""Whether NumPy's global random state has been touched, told without copying it twice for every call."""

import numpy as np
from numpy.random.mtrand import get_bit_generator, set_bit_generator


class RandomState:
    """Watches the global generator of this process from the moment that it is made.

    Example
    -------
    >>> before = np.random.get_state()
    >>> watch = RandomState()
    >>> watch.touched(), np.random.rand() < 1, watch.touched(), watch.touched()
    (False, True, True, False)
    >>> np.random.set_state(before)
    """

    def __init__(self) -> None:
        state = np.random.get_state(legacy=False)  # noqa: NPY002
        # A normal number that is kept for the next draw would be drawn without leaving a trace in the generator.
        self._state = {**state, "has_gauss": 0, "gauss": 0.0}
        np.random.set_state(self._state)  # noqa: NPY002
        self._generator = get_bit_generator()
        self._memory = np.asarray(_GeneratorMemory(self._generator.ctypes.state_address))
        self._before = self._memory.tobytes()

    def touched(self) -> bool:
        """Whether it has been touched since this was asked last; if so, it is put back."""
        if get_bit_generator() is self._generator and self._memory.tobytes() == self._before:
            return False
        set_bit_generator(self._generator)
        np.random.set_state(self._state)  # noqa: NPY002
        return True


class _GeneratorMemory:
    """Where the generator MT19937 has its 624 words and its position."""

    def __init__(self, address: int) -> None:
        self.__array_interface__ = {"data": (address, True), "shape": (4 * 625,), "typestr": "|u1", "version": 3}
