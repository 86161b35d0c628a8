"""A notebook that runs in a process of its own: what its cells did, and its functions, to be called from here."""

import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

from grader.cells import Cell
from grader.channel import Channel, ClosedError, DeadlineError
from grader.limits import Limits
from grader.protocol import ProtocolError
from grader.remote import Remote
from grader.wire import SHOWN
from helpers.language import Text
from testcases.course import LESSONS


class SubmissionDied(BaseException):
    """A learner's process has ended, or had to be ended; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


REFERENCES = frozenset(f"helpers.{lesson.stem}.{name}" for lesson in LESSONS for name in lesson.exercises)
LONGEST_CELL = 200_000
TOO_LONG = Text("it has more than {characters} characters", "它超过 {characters} 个字符")
CELL_TIME = Text("it was not done after {seconds:g} s", "{seconds:g} 秒后仍未完成")
ALL_TIME = Text("the notebook's time, {seconds:g} s, is used up", "整个笔记本的 {seconds:g} 秒已用完")
CPU_TIME = Text("the notebook's computing time, {seconds:g} s, is used up", "整个笔记本的 {seconds:g} 秒计算时间已用完")
ENDED = Text("the process ended itself, with exit code {code}", "进程自行退出，退出码 {code}")
CRASHED = Text("the process crashed, by {signal}", "进程崩溃，信号 {signal}")
NONSENSE = Text("the process answered with something that is not an answer", "进程的应答不合规范")
TOO_OFTEN = Text("the process has died too often", "进程终止的次数过多")
TOO_MANY_CALLS = Text(
    "it called a function that it was handed more than {calls} times", "它调用传入函数超过 {calls} 次"
)


@dataclass(frozen=True)
class CellReport:
    """How a cell ran: `error` as (class, message, line) if one ended it, `skipped` lines, how much it printed.

    `died` says why the process ended in it, or why it was not run; the others are run without it.
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


class Server(Protocol):
    """What starts and ends processes: a fork server."""

    limits: Limits

    def fork(self, cpu_seconds: int) -> tuple[int, socket.socket]:
        """Start a process that serves a submission; return its number and the connection to it."""

    def end(self, pid: int) -> tuple[int, float]:
        """End a process; return its exit code, negative for a signal, and the seconds that it computed."""


@dataclass
class Answer:
    """A notebook that runs in a process of its own.

    `report` says what each of its cells did, `functions` names what they defined, `died` says why no process can be
    started for it any more (None as long as one can), `stand_ins_used` which of the course's own answers each function
    called.
    """

    server: Server
    cells: Sequence[Cell]
    report: list[CellReport] = field(default_factory=list)
    functions: frozenset[str] = frozenset()
    died: Text | None = None
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
        try:
            while not self._started_and_ran():
                pass
        except SubmissionDied as died:
            self.died = died.reason
            self.report += [CellReport(cell.id, died=died.reason) for cell in self.cells[len(self.report) :]]
            raise

    def _started_and_ran(self) -> bool:
        self._start()
        try:
            self._run_cells()
        except _DiedInCellError:
            return False
        return True

    def _start(self) -> None:
        limits = self.server.limits
        self.end()
        if self._starts > limits.restarts:
            raise SubmissionDied(TOO_OFTEN)
        if time.monotonic() >= self._deadline:
            raise SubmissionDied(ALL_TIME.format(seconds=limits.submission_seconds))
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
            try:
                self.report.append(self._run_cell(i, cell))
            except SubmissionDied as died:
                self._lost[i] = CellReport(cell.id, died=died.reason)
                self.report.append(self._lost[i])
                raise _DiedInCellError from None
        self.send(("functions",), self.server.limits.cell_seconds)
        match self._receive():
            case ("functions", list() as names) if all(isinstance(name, str) and name.isidentifier() for name in names):
                self.functions = frozenset(names)
            case _:
                self._die(NONSENSE)

    def _run_cell(self, i: int, cell: Cell) -> CellReport:
        if len(cell.source) > LONGEST_CELL:
            return CellReport(cell.id, died=TOO_LONG.format(characters=LONGEST_CELL))
        self.send(("cell", str(i), cell.source), self.server.limits.cell_seconds)
        match self._receive():
            case ("cell", None, tuple() as skipped, int() as printed):
                error = None
            case ("cell", (str() as kind, _, _, str() as said, place), tuple() as skipped, int() as printed):
                error = (kind[:80], said[:SHOWN], place[0] if _is_place(place) and place else None)
            case _:
                self._die(NONSENSE)
        return CellReport(cell.id, error, tuple(line for line in skipped if type(line) is int), printed)

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
                  list() as used) if _is_place(place) and name.isidentifier() and len(name) <= 80:  # fmt: skip
                pass
            case _:
                self._die(NONSENSE)
        pairs = all(isinstance(pair, tuple) and len(pair) == 2 and type(pair[0]) is int for pair in changed + earlier)
        if not pairs or not all(isinstance(name, str) and len(name) <= SHOWN for name in used) or len(used) > 10:
            self._die(NONSENSE)
        return reply

    def give_up_calls(self) -> NoReturn:
        """End a process that keeps calling a function it was handed."""
        self._die(TOO_MANY_CALLS.format(calls=self.server.limits.callbacks))

    def note_stand_ins(self, function: str, names: Sequence[str]) -> None:
        """Keep which of the course's own answers a learner's function has called in vain."""
        known = REFERENCES.intersection(names)  # other names could tell what only the grader is to know
        if known:
            self.stand_ins_used[function] = self.stand_ins_used.get(function, frozenset()) | known

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
        except ProtocolError:
            self._die(NONSENSE)

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
            return place is None or len(place[1]) <= SHOWN
    return False
