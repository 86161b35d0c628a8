"""Grades many submissions at a time: in processes of this machine. `grader.cluster` does it on many machines."""

import contextlib
import multiprocessing
import signal
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from grader.grading import grade
from grader.intake import Submission
from grader.limits import Limits
from grader.marks import Result
from grader.sandbox import ForkServer
from helpers.language import Text

AHEAD = 4  # submissions that a worker is sent before it has answered, so that it never waits
ATTEMPTS = 2

WORKER_DIED = Text(
    "not graded: the grader's own process died {times} times with it; run the same command again",
    "未评分：批改进程在处理它时终止了 {times} 次；请再次运行同一命令",
)
FAILED = Text("not graded: the grader failed: {error}", "未评分：批改程序出错：{error}")


class ClusterError(ValueError):
    """The cluster cannot be used."""


@dataclass(frozen=True)
class Settings:
    """What each worker has to know: the hidden seeds by exercise, the limits, whether submissions are trusted."""

    hidden_seeds: Mapping[str, int]
    limits: Limits
    trusted: bool = False

    def server(self) -> ForkServer:
        """Start what runs submissions."""
        return ForkServer(self.limits, self.trusted)


@dataclass(frozen=True)
class Graded:
    """What came of a submission: a result, or the reason why the grader itself has failed; and the seconds it took."""

    submission: Submission
    result: Result | None
    seconds: float
    failure: Text | None = None


# Grades submissions in any order, taking a few at a time from what it is given.
Runner = Callable[[Iterable[Submission]], Iterator[Graded]]


def grade_timed(submission: Submission, server: ForkServer, settings: Settings) -> Graded:
    """Grade a submission; a fault of ours is kept as its outcome, so that it stops no other."""
    started = time.perf_counter()
    try:
        result = grade(submission, server, settings.hidden_seeds)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
        return Graded(submission, None, time.perf_counter() - started, FAILED.format(error=said[:300]))
    return Graded(submission, result, time.perf_counter() - started)


def in_processes(jobs: int, settings: Settings) -> Runner:
    """Return a runner that keeps `jobs` processes of this machine busy and replaces those that die."""

    def run(submissions: Iterable[Submission]) -> Iterator[Graded]:
        todo, again = iter(submissions), deque[Submission]()
        deaths: Counter[tuple[str, str]] = Counter()

        def next_one() -> Submission | None:
            return again.popleft() if again else next(todo, None)

        workers = [_Worker(settings) for _ in range(jobs)]
        try:
            while True:
                for worker in workers:
                    worker.fill(next_one)
                busy = [worker for worker in workers if worker.sent]
                if not busy:
                    return
                ready = wait([worker.connection for worker in busy])
                for worker in [worker for worker in busy if worker.connection in ready]:
                    graded = worker.answer()
                    if graded is not None:
                        yield graded
                        continue
                    suspect, *others = worker.sent
                    workers[workers.index(worker)] = _Worker(settings)
                    worker.close()
                    again.extend(others)
                    key = (suspect.student, suspect.name)
                    deaths[key] += 1
                    if deaths[key] < ATTEMPTS:
                        again.append(suspect)
                    else:
                        yield Graded(suspect, None, 0.0, WORKER_DIED.format(times=ATTEMPTS))
        finally:
            for worker in workers:
                worker.close()

    return run


class _Worker:
    """A process that grades what it is sent, in order; it ends when the connection does, so also when we are killed."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, settings), daemon=True)
        self._process.start()
        theirs.close()
        self.sent: deque[Submission] = deque()

    def fill(self, next_one: Callable[[], Submission | None]) -> None:
        """Send the next submissions, until there are enough for a while."""
        while len(self.sent) < AHEAD and (submission := next_one()) is not None:
            self.sent.append(submission)
            with contextlib.suppress(OSError):  # it has died: `answer` sees that
                self.connection.send(submission)

    def answer(self) -> Graded | None:
        """Return what came of the first submission sent, or None if the process has died."""
        try:
            graded: Graded = self.connection.recv()
        except (EOFError, OSError):
            return None
        self.sent.popleft()
        return graded

    def close(self) -> None:
        """Let the process end."""
        self.connection.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _work(connection: Connection, settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the driver, which then hangs up
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError), settings.server() as server:
        while True:
            connection.send(grade_timed(connection.recv(), server, settings))
