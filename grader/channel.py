"""Frames over a file descriptor: four bytes of length, then a value; nothing waits longer than its deadline."""

import os
import select
import struct
import time
from typing import Any

from grader.protocol import ProtocolError, decode, encode
from grader.wire import MAX_BYTES

_LENGTH = struct.Struct("<I")
_PIECE = 2**20  # bytes that are read at a time


class ClosedError(Exception):
    """The other side has closed the connection: its process has ended."""


class DeadlineError(Exception):
    """The other side did not answer in time."""


class Channel:
    """Frames over one end of a socket pair, given by its file descriptor: four bytes of length, then the value."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, value: Any, deadline: float | None = None) -> None:
        """Send a value; a deadline, in seconds of `time.monotonic`, holds for a descriptor that does not block."""
        data = encode(value)
        left = memoryview(_LENGTH.pack(len(data)) + data)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except (BrokenPipeError, ConnectionResetError):
                raise ClosedError from None

    def receive(self, deadline: float | None = None) -> Any:
        """Return the next value that was sent; wait until the deadline, if there is one."""
        size = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))[0]
        if size > MAX_BYTES:
            raise ProtocolError(f"a frame may take {MAX_BYTES} bytes; {size} are announced")
        return decode(self._exactly(size, deadline))

    def _exactly(self, size: int, deadline: float | None) -> bytes:
        pieces: list[bytes] = []
        while size:
            try:
                piece = os.read(self._descriptor, min(size, _PIECE))
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionResetError:
                raise ClosedError from None
            if not piece:
                raise ClosedError
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _wait(self, event: int, deadline: float | None) -> None:
        if deadline is None:
            return
        poll = select.poll()
        poll.register(self._descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise DeadlineError
