"""What a reader is likely to ask for next is drawn while the hand rests, and is there when it goes on."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from helpers.plots import DRAWING

State = Mapping[str, Any]
REST = 0.05  # seconds without a move: longer than between two moves of a drag, shorter than between two presses


class LookAhead:
    """Pictures of states that may come next, drawn in a thread of its own when no move has come for a moment.

    A move stops it: the reader waits for the picture that is being drawn, at most.

    Parameters
    ----------
    draw : callable
        Takes a state, returns its picture, and leaves all else as it was; called with `DRAWING` held.

    Example
    -------
    >>> import time
    >>> ahead = LookAhead(lambda state: f"a picture of {state['x']}".encode())
    >>> ahead.start({"x": 1}, b"a picture of 1", {"x": 0}, {"x": 2})
    >>> time.sleep(0.5)
    >>> ahead.picture({"x": 2}), ahead.picture({"x": 7})
    (b'a picture of 2', None)
    """

    def __init__(self, draw: Callable[[State], bytes]) -> None:
        self.draw = draw
        self._pictures: dict[tuple[Any, ...], bytes] = {}
        self._timer = threading.Timer(REST, lambda: None)

    def picture(self, state: State) -> bytes | None:
        """Return the picture of a state if it is there."""
        return self._pictures.get(tuple(state.values()))

    def stop(self) -> None:
        """Draw no more."""
        self._timer.cancel()

    def start(self, state: State, picture: bytes, *others: State) -> None:
        """Keep this picture and those of the others that are there, no more; after a moment, draw the missing ones."""
        wanted = {tuple(other.values()): other for other in others}
        with DRAWING:
            self.stop()
            kept = {key: picture for key, picture in self._pictures.items() if key in wanted}
            self._pictures = kept | {tuple(state.values()): picture}
            self._timer = threading.Timer(REST, self._work, [wanted, self._pictures])
            self._timer.daemon = True  # a kernel that ends does not wait for it
            self._timer.start()

    def _work(self, wanted: dict[tuple[Any, ...], State], pictures: dict[tuple[Any, ...], bytes]) -> None:
        timer: Any = threading.current_thread()
        for key, state in wanted.items():
            with DRAWING:
                if timer.finished.is_set():
                    return
                if key not in pictures:
                    with suppress(Exception):  # nobody has asked for it yet: the move itself will tell
                        pictures[key] = self.draw(state)
