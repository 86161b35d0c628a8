"""Show what a validation is doing: a bar on a terminal, a line for each finished task in a log."""

import sys
import threading
import time
from collections.abc import Callable

from tqdm import tqdm

from ci.report import Result


class Progress:
    """A bar that names what runs now; threads may share it."""

    def __init__(self, total: int) -> None:
        self._lock = threading.Lock()
        self._running: list[str] = []
        self._closed = False
        self._on_terminal = sys.stderr.isatty()
        self._bar = tqdm(total=total, disable=not self._on_terminal, leave=False, unit="task")

    def follow(self, subject: str, step: str, work: Callable[[], list[Result]]) -> list[Result]:
        """Do a piece of work, shown while it runs; an error in our own code becomes a failed result."""
        name = f"{subject} {step}"
        self._change(self._running.append, name)
        start = time.perf_counter()
        try:
            results = work()
        except Exception as error:
            results = [Result.of_error(subject, step, time.perf_counter() - start, error)]
        self._change(self._running.remove, name)
        with self._lock:
            self._bar.update()
            if not (self._on_terminal or self._closed):
                for result in results:
                    print(f"{result.mark} {result.subject} {result.step} {result.seconds:.1f} s", flush=True)
        return results

    def close(self) -> None:
        """Take the bar away and say no more."""
        with self._lock:
            self._closed = True
            self._bar.close()

    def _change(self, change: Callable[[str], None], name: str) -> None:
        with self._lock:
            change(name)
            self._bar.set_description_str(", ".join(self._running))
