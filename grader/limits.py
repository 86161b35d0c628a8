"""How much a submission may take, and how its process is held to that."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one submission may take.

    `call_seconds` for one call of a learner's function, `cell_seconds` for one cell, `submission_seconds` for all,
    by the wall clock; `cpu_seconds` of its processes together; `memory` in bytes above what the process starts with;
    `restarts` after a process has died; `callbacks` that one call may make to a function it was handed.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 15.0
    submission_seconds: float = 60.0
    cpu_seconds: int = 60
    memory: int = 256 * 2**20
    restarts: int = 12
    callbacks: int = 20_000


def hold_to(cpu_seconds: int, address_space: int) -> None:
    """Limit this process, for good: soft and hard limits are the same, so that no signal comes before the end."""
    import resource  # which Windows has not

    for kind, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 4),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def address_space() -> int:
    """Return how many bytes of address space this process has."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
