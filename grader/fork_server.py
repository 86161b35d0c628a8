"""The program that learners' processes are forked from: started by exec, it never held an answer.

Read from the top, this is the order in which a process is shut in: see `namespaces`.
"""

import gc
import os
import platform
import random
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from grader import limits, namespaces, seccomp, stand_ins
from grader.channel import Channel, ClosedError
from grader.harness import Harness
from grader.protocol import decode, encode


def main(descriptor: int) -> None:
    """Load, shut this process in, tell the grader what that gave, and fork on demand until the grader is gone."""
    control = socket.socket(fileno=descriptor)
    channel = Channel(descriptor)
    null = os.open(os.devnull, os.O_RDWR)
    test_cases = channel.receive()
    stand_ins.preload()
    room = limits.address_space() if seccomp.available() else 0
    layers = _shut_in(descriptor, null) if seccomp.available() else []
    stand_ins.install({name: _copy_of(case) for name, case in test_cases.items()})
    os.environ.clear()
    np.random.seed(0)  # noqa: NPY002 - equal code gets equal marks, also where it draws without a seed
    gc.collect()
    gc.freeze()
    gc.disable()
    for standard in (0, 1, 2):  # what went wrong so far was said on stderr
        os.dup2(null, standard)
    if layers and _filter_holds():
        layers.append("system calls")
    channel.send(layers)
    serve(control, channel, room, filtered="system calls" in layers)


def _copy_of(test_case: Any) -> Callable[[], Any]:
    data = encode(test_case)
    return lambda: _with_stand_ins(decode(data))


def _with_stand_ins(value: Any) -> Any:
    """Put a stand-in in the place of what could not be sent, such as an optimizer."""
    if isinstance(value, tuple):
        return tuple(map(_with_stand_ins, value))
    return stand_ins.StandIn(value.__name__, frozenset()) if isinstance(value, type) else value


def _shut_in(descriptor: int, null: int) -> list[str]:
    """Go behind every layer that the kernel offers; the process that returns from here is a child of the first."""
    machine = platform.machine()
    namespaces.close_other_files({0, 1, 2, descriptor, null})
    layers = [f"{name} namespace" for name in namespaces.separate()]
    first = os.getpid()
    if "pid namespace" in layers:
        child = os.fork()
        if child:
            os.close(descriptor)
            _, status = os.waitpid(child, 0)
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
        first = 0  # how a parent beyond the namespace looks from inside
    if "mount namespace" in layers and namespaces.empty_root(machine):
        layers.append("empty root")
    if namespaces.drop_user() is not None:
        layers.append("own uid")
        if namespaces.enter_own_user_namespace():
            layers.append("user namespace")
    if namespaces.drop_capabilities():
        layers.append("no capabilities")
    namespaces.hide_from_peers()
    seccomp.forbid_new_privileges()
    layers.append("no new privileges")
    if first == 0:
        namespaces.die_with_parent(0)
    return [*layers, "limits"]


def _filter_holds() -> bool:
    """Try in a process of its own whether the filter can be put on, and refuses to open a file."""
    pid = os.fork()
    if pid == 0:
        try:
            seccomp.allow_only_computing()
        except OSError:
            os._exit(1)
        try:
            os.open("/", os.O_RDONLY)
        except PermissionError:
            os._exit(0)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def serve(control: socket.socket, channel: Channel, room: int, filtered: bool) -> None:
    """Fork and end processes as the grader asks, until it closes the connection; never returns."""
    running: set[int] = set()
    while True:
        try:
            kind, *details = channel.receive()
        except ClosedError:
            for pid in running:  # ended here, it leaves no trace among the children of process 1
                _end(pid)
            os._exit(0)
        if kind == "fork":
            cpu_seconds, memory = details
            _, (descriptor,), _, _ = socket.recv_fds(control, 1, 1)
            pid = os.fork()
            if pid == 0:
                _become_a_submission(descriptor, cpu_seconds, room + memory if room else 0, filtered)
            os.close(descriptor)
            running.add(pid)
            channel.send(pid)
        elif kind == "end":
            running.remove(details[0])
            channel.send(_end(*details))


def _end(pid: int) -> tuple[int, float]:
    """End a process for good; return its exit code (or minus the signal) and the seconds that it computed."""
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def _become_a_submission(descriptor: int, cpu_seconds: int, address_space: int, filtered: bool) -> None:
    """Go through the last door, then serve one submission; never returns."""
    try:
        parent = os.getppid()
        os.setsid()
        os.dup2(descriptor, 3)
        namespaces.close_other_files({0, 1, 2, 3})
        if address_space:
            namespaces.die_with_parent(parent)
            limits.hold_to(cpu_seconds, address_space)
        if filtered:
            seccomp.allow_only_computing()
        nothing = stand_ins.StandIn("IPython", frozenset())
        gc.enable()
        random.seed(0)  # Python's generator is seeded anew in every child
        Harness(Channel(3), {"display": nothing, "get_ipython": nothing}).serve()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
