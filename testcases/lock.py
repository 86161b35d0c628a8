"""A lock between processes: two notebooks that save at the same instant take turns."""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

WAIT_SECONDS = 10.0  # others hold it for milliseconds; one that is stopped in a debugger must not stop us for good

# Some network drives know no locks: saving without one is better there than not saving.
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def locked(file: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Keep every other process, and every other thread, out of a `with` block on the same file.

    The lock belongs to an empty hidden file beside it, which stays. The system itself ends it with the process that
    holds it, so a crash leaves nothing locked.

    Raises
    ------
    OSError
        If the hidden file cannot be opened; a TimeoutError if another process does not let go.
    """
    descriptor = os.open(file.with_name(f".{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait_for(descriptor, file, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)  # which also unlocks


def _wait_for(descriptor: int, file: Path, deadline: float) -> None:
    while True:
        try:
            return _take(descriptor)
        except OSError as error:
            if error.errno in NO_LOCKS:
                return None
            if error.errno not in (errno.EAGAIN, errno.EACCES):  # the second is what Windows says
                raise
            if time.monotonic() > deadline:
                raise TimeoutError(f"{file} is held by another process") from error
            time.sleep(0.005)
