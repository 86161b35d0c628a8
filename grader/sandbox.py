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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from grader import seccomp
from grader.cells import Cell, plain_python
from grader.limits import Limits
from grader.channel import Channel, ClosedError, DeadlineError
from grader.protocol import ProtocolError, decode, encode, unreadable
from grader.remote import Remote, handles_of
from helpers.language import Text
from testcases.registry import EXERCISES

ROOT = Path(__file__).resolve().parents[1]
START = "import sys; sys.path[:] = sys.argv[2:]; from grader.fork_server import main; main(int(sys.argv[1]))"
START_SECONDS = 60
MESSAGE = 2**18
KEPT = ("HOME", "MPLCONFIGDIR", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")  # what Python and matplotlib need to load

CANNOT = Text(
    "this machine cannot shut in code that nobody has read: grading needs Linux on x86_64 or aarch64, with seccomp. If you "
    "trust every submission as you trust your own code, say so with --trusted",
    "这台机器无法隔离未经审查的代码：批改需要 x86_64 或 aarch64 上带 seccomp 的 Linux。如果你像信任自己的代码一样信任所有提交，请加上 --trusted",
)
NO_FORK = Text(
    "grading needs a system that can fork processes, such as Linux, in a virtual machine or WSL if need be",
    "批改需要能够 fork 进程的系统，例如 Linux，必要时可用虚拟机或 WSL",
)


class CannotIsolate(Exception):  # noqa: N818 - says what is so
    """This machine cannot run a learner's code safely."""


class SubmissionDied(BaseException):  # noqa: N818 - no Exception: the judge takes those for the learner's own
    """A learner's process has ended, or had to be ended; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


CELL_TIME = Text("it was not done after {seconds:g} s", "{seconds:g} 秒后仍未完成")
ALL_TIME = Text("the notebook's time, {seconds:g} s, is used up", "整个笔记本的 {seconds:g} 秒已用完")
CPU_TIME = Text("the notebook's computing time, {seconds:g} s, is used up", "整个笔记本的 {seconds:g} 秒计算时间已用完")
ENDED = Text("the process ended itself, with exit code {code}", "进程自行退出，退出码 {code}")
CRASHED = Text("the process crashed, by {signal}", "进程崩溃，信号 {signal}")
NONSENSE = Text("the process answered with something that is not an answer: {what}", "进程的应答不合规范：{what}")
TOO_OFTEN = Text("the process has died too often", "进程终止的次数过多")
TOO_MANY_CALLS = Text(
    "it called a function that it was handed more than {calls} times", "它调用传入函数超过 {calls} 次"
)


@dataclass(frozen=True)
class CellReport:
    """How a cell ran: `error` as (class, message, line) if one ended it, `skipped` lines, how much it printed.

    `died` says why the process ended in it; the cell is then left out, and the others are run again without it.
    """

    id: str
    error: tuple[str, str, int | None] | None = None
    skipped: tuple[int, ...] = ()
    printed: int = 0
    died: Text | None = None

    @property
    def ok(self) -> bool:
        """Whether it ran to its end."""
        return self.error is None and self.died is None


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
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
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
        self._control.send(encode({name: _test_case(exercise) for name, exercise in EXERCISES.items()}))
        try:
            said = self._control.recv(MESSAGE)
        except TimeoutError:
            said = b""
        if not said:
            self.close()
            raise CannotIsolate("the fork server did not start: what it wrote on stderr says why")
        self.layers: tuple[str, ...] = tuple(decode(said))
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
        """Run a notebook's code cells in a process of their own, one after the other; errors in them are noted."""
        answer = Answer(self, cells)
        try:
            answer.restart()
            yield answer
        finally:
            answer.end()

    def fork(self, cpu_seconds: int) -> tuple[int, socket.socket]:
        """Start a process for a submission; return its number, for `end`, and the connection to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [encode(("fork", cpu_seconds, self.limits.memory))], [theirs.fileno()])
                pid = decode(self._control.recv(MESSAGE) or b"")
            except (OSError, ProtocolError):  # the server is gone, which no submission can bring about: begin anew
                self.close()
                self._start()
                ours.close()
                return self.fork(cpu_seconds)
        ours.setblocking(False)
        return pid, ours

    def end(self, pid: int) -> tuple[int, float]:
        """End a process; return its exit code, negative for a signal, and the seconds that it computed."""
        try:
            self._control.send(encode(("end", pid)))
            return decode(self._control.recv(MESSAGE))
        except (OSError, ProtocolError):
            return -signal.SIGKILL, 0.0


def layers() -> tuple[str, ...]:
    """Return the layers of isolation that this machine gives, by starting a fork server; none where it cannot isolate."""
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


@dataclass
class Answer:
    """A notebook that runs in a process of its own: what its cells did, and its functions."""

    server: ForkServer
    cells: Sequence[Cell]
    report: list[CellReport] = field(default_factory=list)
    functions: frozenset[str] = frozenset()
    stand_ins_used: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        limits = self.server.limits
        self._deadline = time.monotonic() + limits.submission_seconds
        self._cpu = 0.0
        self._starts = 0
        self._calls = 0
        self._lost: dict[int, CellReport] = {}  # cells in which a process died, by their place
        self._pid: int | None = None
        self._connection: socket.socket | None = None
        self._channel: Channel | None = None
        self._reason = ENDED.format(code=0)

    def function(self, name: str) -> Callable[..., Any]:
        """Return a stand-in for a function of the notebook's, to be judged. A process that has died is started anew.

        Raises
        ------
        SubmissionDied
            Also from the stand-in: if the process dies, or the submission has used what it may take.
        """
        if self._channel is None:
            self.restart()
        return Remote(name, self)

    def restart(self) -> None:
        """Start the process anew and run the cells again, without those in which it died before."""
        while True:
            self._start()
            try:
                self._run_cells()
            except _DiedInCellError:
                continue
            return

    def _start(self) -> None:
        limits = self.server.limits
        self.end()
        if self._starts > limits.restarts:
            raise SubmissionDied(TOO_OFTEN)
        if self._cpu >= limits.cpu_seconds:
            raise SubmissionDied(CPU_TIME.format(seconds=limits.cpu_seconds))
        self._starts += 1
        self._pid, self._connection = self.server.fork(int(limits.cpu_seconds - self._cpu) + 1)
        self._channel = Channel(self._connection.fileno())

    def _run_cells(self) -> None:
        self.report = []
        for i, cell in enumerate(self.cells):
            if i in self._lost:
                self.report.append(self._lost[i])
                continue
            source, skipped = plain_python(cell.source)
            try:
                self.send(("cell", str(i), source), self.server.limits.cell_seconds)
                match self._receive():
                    case ("cell", None, int() as printed):
                        error = None
                    case ("cell", (str() as kind, _, _, str() as said, place), int() as printed):
                        error = (kind, said, place[0] if _is_place(place) and place else None)
                    case reply:
                        self._die(_nonsense(reply))
            except SubmissionDied as died:
                if time.monotonic() >= self._deadline:
                    raise
                self._lost[i] = CellReport(cell.id, skipped=skipped, died=died.reason)
                raise _DiedInCellError from None
            self.report.append(CellReport(cell.id, error, skipped, printed))
        self.send(("functions",), self.server.limits.cell_seconds)
        match self._receive():
            case ("functions", list() as names) if all(isinstance(name, str) for name in names):
                self.functions = frozenset(names)
            case reply:
                self._die(_nonsense(reply))

    # --- the conversation, for `Remote` ---------------------------------------------------------------------------

    def next_call(self) -> int:
        """Return a number for one more call."""
        self._calls += 1
        return self._calls

    def send(self, message: tuple[Any, ...], seconds: float | None = None) -> None:
        """Send a message that begins an exchange, or goes on with one; `seconds` are for the whole exchange."""
        if self._channel is None:
            raise SubmissionDied(self._reason)
        if seconds is not None:
            self._seconds, self._until = seconds, time.monotonic() + seconds
        self._guarded(self._channel.send, message)

    def receive_reply(self) -> tuple[Any, ...]:
        """Return what the process answers to a call: one of the messages that `harness` describes."""
        reply = self._receive()
        match reply:
            case ("callback", int(), str(), tuple(), dict() as named) if all(isinstance(key, str) for key in named):
                return reply
            case ("returned", _, list() as changed, list() as earlier, bool(), list() as used):
                pass
            case ("raised", str() as name, bool(), tuple(), str(), place, list() as changed, list() as earlier, bool(),
                  list() as used) if _is_place(place) and name.isidentifier():  # fmt: skip
                pass
            case _:
                self._die(_nonsense(reply))
        pairs = all(isinstance(pair, tuple) and len(pair) == 2 and type(pair[0]) is int for pair in changed + earlier)
        if not pairs or not all(isinstance(name, str) for name in used):
            self._die(_nonsense(reply))
        return reply

    def give_up_calls(self) -> NoReturn:
        """End a process that keeps calling a function it was handed."""
        self._die(TOO_MANY_CALLS.format(calls=self.server.limits.callbacks))

    def note_stand_ins(self, function: str, names: Sequence[str]) -> None:
        """Keep which of the course's own functions a learner's function has called in vain."""
        if names:
            self.stand_ins_used[function] = self.stand_ins_used.get(function, frozenset()) | set(names)

    def _receive(self) -> Any:
        assert self._channel is not None
        return self._guarded(self._channel.receive)

    def _guarded(self, step: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return step(*arguments, min(self._until, self._deadline))
        except ClosedError:
            self._die(None)
        except DeadlineError:
            used_up = time.monotonic() >= self._deadline
            seconds = self.server.limits.submission_seconds if used_up else self._seconds
            self._die((ALL_TIME if used_up else CELL_TIME).format(seconds=seconds))
        except ProtocolError as error:
            self._die(NONSENSE.format(what=error))

    def _die(self, reason: Text | None) -> NoReturn:
        """End the process; without a reason, its exit code gives it."""
        code = self.end()
        if reason is None and self._cpu >= self.server.limits.cpu_seconds:
            reason = CPU_TIME.format(seconds=self.server.limits.cpu_seconds)
        elif reason is None and code is not None and code < 0:
            reason = CRASHED.format(signal=signal.Signals(-code).name)
        self._reason = reason or ENDED.format(code=code)
        raise SubmissionDied(self._reason) from None

    def end(self) -> int | None:
        """End the process, if there is one; return its exit code."""
        if self._connection is None or self._pid is None:
            return None
        self._connection.close()
        code, seconds = self.server.end(self._pid)
        self._cpu += seconds
        self._pid = self._connection = self._channel = None
        return code


class _DiedInCellError(Exception):
    """A cell has ended the process: begin again without it."""


def _is_place(place: Any) -> bool:
    match place:
        case None | (int(), str()):
            return True
    return False


def _nonsense(reply: Any) -> Text:
    return NONSENSE.format(what=type(reply).__name__)
