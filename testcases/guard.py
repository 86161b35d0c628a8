"""What keeps a notebook alive while a learner's function runs: quiet, a time limit, everything put back afterwards.

This protects from accidents. Code that is written to deceive can reach anything in its own process, the expected
values too, by way of the stack or of our modules; answers that count are run by the grader, in a process without them.
"""

import builtins
import contextlib
import math
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from itertools import cycle
from operator import is_
from types import BuiltinFunctionType, FrameType, ModuleType
from typing import Any, NoReturn

import numpy as np

from helpers.language import Text

SECONDS = 10.0  # a right answer takes hundredths of one
RETRY = 0.001  # seconds between alarms once the time is up

INTERRUPTED = Text(
    "{name}: the check was interrupted, so nothing was decided. Does a loop in {name} never end?",
    "{name}：检查被中断，没有得出结论。{name} 里是否有不会结束的循环？",
)
HOW_TO_INTERRUPT = Text(
    "This check has been running for {seconds} seconds. To stop it, choose Interrupt in the Kernel menu (the button "
    "with the square), or press Ctrl+C in a terminal. Then look for a loop in your function that never ends.",
    "检查已经运行了 {seconds} 秒。要停止它，请在 Kernel 菜单中选择 Interrupt（方块按钮），在终端中则按 Ctrl+C。"
    "然后看看函数里是否有不会结束的循环。",
)
PUT_BACK = Text(
    "Your notebook has replaced {names}. The check has put back the original; take the line that replaces it away.",
    "你的 notebook 替换了 {names}。检查已恢复原来的定义；请删去替换它的那一行。",
)
NO_INPUT = "input() gives nothing while a function is checked: all it needs is in its arguments"


class TimeIsUpError(BaseException):
    """The time limit of so many seconds is over. Not an Exception, so that `except Exception` lets it through."""


class _LearnersCode(threading.local):
    """Marks where code of the learner's may run: the alarm rings there and nowhere else."""

    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1


learners_code = _LearnersCode()


@contextlib.contextmanager
def guarded(seconds: float = SECONDS) -> Iterator[list[Text]]:
    """Run a learner's function without output, warnings, a need for input, endless loops or traces left behind.

    Gives a list of remarks for the learner, which is complete when the block has ended.

    Example
    -------
    >>> with guarded() as remarks:
    ...     print("nobody sees this")
    >>> remarks
    []
    """
    remarks: list[Text] = []
    replaced = put_back()
    try:
        with _quiet(), _restored(), time_limit(seconds):
            yield remarks
    finally:
        replaced += put_back()
        if replaced:
            remarks.append(PUT_BACK.format(names=", ".join(dict.fromkeys(replaced))))


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUpError in the learner's code when the seconds are over.

    The alarm rings again and again: code that catches everything in a loop is hit once more where it does not. This
    needs the main thread of a system with SIGALRM; elsewhere a message says how to interrupt. One long call inside a
    compiled library is not stopped before it comes back.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        with _told_how_to_interrupt(seconds):
            yield
        return
    start = time.monotonic()

    def ring(signum: int, frame: FrameType | None) -> None:
        # Our own frames are passed over: what they do after the learner's code has ended must not be torn.
        if learners_code.depth and frame is not None and not _ours(frame):
            signal.setitimer(signal.ITIMER_REAL, next(_pauses), RETRY)
            raise TimeIsUpError(seconds)

    handler = signal.signal(signal.SIGALRM, ring)
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds, RETRY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if remaining:
            left = remaining - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(left, RETRY), interval)


_pauses = cycle(1e-6 * k for k in range(1, 21))  # seconds: one of them hits what lies between two try blocks


def _ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("testcases.")


@contextlib.contextmanager
def _told_how_to_interrupt(seconds: float) -> Iterator[None]:
    screen = sys.__stdout__  # sys.stdout is turned off while a function is checked
    teller = threading.Timer(seconds, lambda: print(HOW_TO_INTERRUPT.format(seconds=round(seconds)).get(), file=screen))
    teller.daemon = True
    teller.start()
    try:
        yield
    finally:
        teller.cancel()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Swallow what is printed, and answer at once where input is asked for."""

    def no_input(*_: Any) -> NoReturn:
        raise EOFError(NO_INPUT)

    original, stdin = builtins.input, sys.stdin
    with (
        open(os.devnull, "w", encoding="utf-8", errors="replace") as nowhere,
        open(os.devnull, encoding="utf-8") as nothing,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        builtins.input, sys.stdin = no_input, nothing
        try:
            yield
        finally:
            builtins.input, sys.stdin = original, stdin


@contextlib.contextmanager
def _restored() -> Iterator[None]:
    """Put back the settings of the process that a function could change."""
    folder, environment = "", dict(os.environ)
    with contextlib.suppress(OSError):  # it may have been removed
        folder = os.getcwd()
    limit, tracer, profiler = sys.getrecursionlimit(), sys.gettrace(), sys.getprofile()
    with np.errstate(), np.printoptions():
        try:
            yield
        finally:
            sys.setrecursionlimit(limit)
            sys.settrace(tracer)
            sys.setprofile(profiler)
            if environment != os.environ:
                os.environ.clear()
                os.environ.update(environment)
            if folder:
                os.chdir(folder)


def _functions(module: ModuleType) -> dict[str, Any]:
    """The functions and types of a module; `input` is left out, because Jupyter has its own."""
    return {
        name: value
        for name, value in vars(module).items()
        if callable(value) and not name.startswith("__") and not isinstance(value, ModuleType) and name != "input"
    }


_PYTHONS = {
    name: value for name, value in _functions(builtins).items() if isinstance(value, BuiltinFunctionType | type)
}
_ORIGINALS = {builtins: _PYTHONS} | {module: _functions(module) for module in (np, np.linalg, np.random, math)}
_every, _each = all, map  # what put_back() calls could itself have been replaced


def put_back() -> list[str]:
    """Restore the functions of NumPy, math and Python that somebody has replaced; return their names."""
    names = []
    for module, originals in _ORIGINALS.items():
        now = module.__dict__
        if _every(_each(is_, _each(now.get, originals), originals.values())):
            continue
        for name, original in originals.items():
            if now.get(name) is not original:
                now[name] = original
                names.append(f"{module.__name__}.{name}".replace("numpy.", "np.").removeprefix("builtins."))
    return names
