"""Runs a learner's notebook where it can do no harm, and lets the grader call its functions.

with ForkServer() as server, server.run(cells) as answer:
    verdict = judge(EXERCISES["ema"], answer.function("ema"), seed)
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader import seccomp
from grader.answer import Answer, CellReport, SubmissionDied
from grader.cells import Cell
from grader.channel import Channel, ClosedError, DeadlineError
from grader.limits import Limits
from grader.protocol import unreadable
from grader.remote import handles_of
from helpers.language import Text
from testcases.registry import EXERCISES

__all__ = ["Answer", "CannotIsolate", "Cell", "CellReport", "ForkServer", "Limits", "SubmissionDied", "layers"]

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; sys.path[:] = sys.argv[2:]; from grader.fork_server import main; main(int(sys.argv[1]))"
START_SECONDS, ANSWER_SECONDS = 60.0, 20.0
KEPT = ("HOME", "MPLCONFIGDIR", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")  # what Python and matplotlib need to load

CANNOT = Text(
    "this machine cannot shut in code that nobody has read: grading needs Linux on x86_64 or aarch64, with seccomp. "
    "If you trust every submission as you trust your own code, say so with --trusted",
    "这台机器无法隔离未经审查的代码：批改需要带 seccomp 的 Linux（x86_64 或 aarch64）。"
    "如果你像信任自己的代码一样信任所有作业，请加上 --trusted",
)
NO_FORK = Text(
    "grading needs a system that can fork processes, such as Linux, in a virtual machine or WSL if need be",
    "批改需要能够 fork 进程的系统，例如 Linux，必要时可用虚拟机或 WSL",
)
NOT_STARTED = Text(
    "the fork server did not start; what it wrote on stderr says why",
    "fork 服务器没有启动；原因见它写到 stderr 的内容",
)


class CannotIsolate(Exception):  # noqa: N818
    """This machine cannot run a learner's code safely."""


class ForkServer:
    """One for each grading process; use it as a context manager.

    Parameters
    ----------
    limits : Limits
        What each submission may take.
    trusted : bool
        Whether to go on where the machine cannot isolate.

    Raises
    ------
    CannotIsolate
        If it cannot, and that was not allowed.
    """

    def __init__(self, limits: Limits | None = None, trusted: bool = False) -> None:
        if not hasattr(os, "fork"):
            raise CannotIsolate(str(NO_FORK))
        if not seccomp.available() and not trusted:
            raise CannotIsolate(str(CANNOT))
        self.limits = limits or Limits()
        self.trusted = trusted
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)  # so that deadlines hold
        self._channel = Channel(self._control.fileno())
        path = [str(ROOT), *(entry for entry in sys.path if os.path.isabs(entry))]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-c", START, str(theirs.fileno()), *path],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        try:
            self._channel.send({name: _test_case(exercise) for name, exercise in EXERCISES.items()})
            self.layers: tuple[str, ...] = tuple(self._channel.receive(time.monotonic() + START_SECONDS))
        except (ClosedError, DeadlineError):
            self.close()
            raise CannotIsolate(str(NOT_STARTED)) from None
        if "system calls" not in self.layers and not self.trusted:
            self.close()
            raise CannotIsolate(str(CANNOT))

    @property
    def pid(self) -> int:
        """The process number of the fork server: all that it starts is below it."""
        return self._process.pid

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the server and whatever still runs in it."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextlib.contextmanager
    def run(self, cells: Sequence[Cell]) -> Iterator["Answer"]:
        """Run a notebook's code cells in a process of their own, one after the other; what goes wrong is noted.

        A notebook that uses up what it may take raises nothing here: its functions then raise SubmissionDied.
        """
        answer = Answer(self, cells)
        try:
            with contextlib.suppress(SubmissionDied):
                answer.restart()
            yield answer
        finally:
            answer.end()

    def fork(self, cpu_seconds: int) -> tuple[int, socket.socket]:
        """Start a process for a submission; return its number, for `end`, and the connection to it."""
        try:
            return self._fork(cpu_seconds)
        except ClosedError:  # the server is gone, which no submission can bring about: begin anew
            self.close()
            self._start()
            return self._fork(cpu_seconds)

    def _fork(self, cpu_seconds: int) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._channel.send(("fork", cpu_seconds, self.limits.memory))
                socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
                pid = self._channel.receive(time.monotonic() + ANSWER_SECONDS)
            except (ClosedError, DeadlineError, OSError) as gone:
                ours.close()
                raise ClosedError from gone
        ours.setblocking(False)
        return pid, ours

    def end(self, pid: int) -> tuple[int, float]:
        """End a process; return its exit code, negative for a signal, and the seconds that it computed."""
        try:
            self._channel.send(("end", pid))
            return self._channel.receive(time.monotonic() + ANSWER_SECONDS)
        except (ClosedError, DeadlineError):  # the server is gone, and so is all that it started
            return -signal.SIGKILL, 0.0


def layers() -> tuple[str, ...]:
    """Return the layers of isolation that this machine gives, none where it cannot isolate; starts a fork server."""
    try:
        with ForkServer() as server:
            return server.layers
    except CannotIsolate:
        return ()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def _test_case(exercise: Any) -> Any:
    """The public inputs to play with; what cannot be sent, such as an optimizer, is named by its class."""
    case = exercise.test_case()
    if not isinstance(case, tuple):
        return case
    kept = handles_of(case)
    return tuple(unreadable(type(value).__name__) if i in kept else value for i, value in enumerate(case))
