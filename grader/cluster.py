"""Grades on many machines, through dask.distributed; the results are the same to the last bit."""

import re
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from distributed import Client, Future, as_completed

from grader.intake import Submission
from grader.rubric import code_version
from grader.running import ClusterError, Graded, Runner, Settings, grade_timed
from grader.sandbox import ForkServer
from helpers.language import Text

CHUNK = 10  # submissions in one task: a task costs about a millisecond
CHUNKS_AHEAD = 3  # for each thread of the cluster

FAILED = Text("not graded: the cluster failed: {error}", "未评分：集群出错：{error}")
ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://[^/\s]+:\d+")
NO_ADDRESS = Text(
    "--scheduler must be an address such as tcp://10.0.0.1:8786; got {address}",
    "--scheduler 必须是 tcp://10.0.0.1:8786 这样的地址；收到 {address}",
)
NO_CLUSTER = Text("no scheduler answers at {address}: {error}", "{address} 没有调度器应答：{error}")
OTHER_COURSE = Text(
    "a worker of the cluster has another edition of the course: install this one there",
    "集群中有工作节点装的是另一个版本的课程：请在那里安装当前版本",
)


_here = threading.local()  # each thread of a worker keeps a fork server of its own


def grade_chunk(chunk: list[Submission], settings: Settings) -> list[Graded]:
    """Grade some submissions in a thread of a worker."""
    if getattr(_here, "settings", None) != settings:
        if hasattr(_here, "server"):
            _here.server.close()
        _here.server, _here.settings = settings.server(), settings
    server: ForkServer = _here.server
    return [grade_timed(submission, server, settings) for submission in chunk]


def on_cluster(address: str, settings: Settings) -> Runner:
    """Return a runner that gives the work to the scheduler at an address such as tcp://10.0.0.1:8786.

    Parameters
    ----------
    address : str
        Where the scheduler listens.
    settings : Settings
        What workers have to know.

    Raises
    ------
    ClusterError
        If that is no address; from the runner, if nobody listens there or a worker has another edition of the course.
    """

    if not ADDRESS.fullmatch(address):  # dask would try for a long time
        raise ClusterError(NO_ADDRESS.format(address=address))

    def run(submissions: Iterable[Submission]) -> Iterator[Graded]:
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(NO_CLUSTER.format(address=address, error=error)) from error
        with client:
            if set(client.run(code_version).values()) - {code_version()}:
                raise ClusterError(OTHER_COURSE)
            yield from _run(client, iter(submissions), settings)

    return run


def _run(client: Client, todo: Iterator[Submission], settings: Settings) -> Iterator[Graded]:
    def give(chunk: list[Submission]) -> Future:
        future = client.submit(grade_chunk, chunk, settings, pure=False)
        chunks[future.key] = chunk
        return future

    chunks: dict[Any, list[Submission]] = {}
    running = as_completed(loop=client.loop)
    threads = max(1, sum(client.nthreads().values()))
    for _ in range(CHUNKS_AHEAD * threads):
        if chunk := list(islice(todo, CHUNK)):
            running.add(give(chunk))
    for future in running:
        chunk = chunks.pop(future.key)
        if future.status == "finished":
            yield from future.result()
        elif len(chunk) > 1:  # one of them may have brought a worker down: find out which
            for submission in chunk:
                running.add(give([submission]))
        else:
            error = str(future.exception())[:300]
            yield Graded(chunk[0], None, 0.0, FAILED.format(error=error))
        if more := list(islice(todo, CHUNK)):
            running.add(give(more))
