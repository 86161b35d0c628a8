"""Start real Jupyter kernels quickly: each is forked from a process that has imported the libraries already.

A forked kernel is the same ipykernel process that a kernel specification starts; only its imports are done. What could
behave otherwise after a fork is left to each kernel: pyplot and ipywidgets, which look for the running kernel when they
are imported, our own packages, which are what is being tested, and the seed of NumPy's global generator.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

PRELOADED = ("ipykernel.kernelapp", "matplotlib.figure", "matplotlib.backends.backend_agg", "numpy.random")
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"  # what ipykernel sets before a notebook imports matplotlib


# The folder where we happen to be is no place to import from, as ipykernel's own launcher has it. (The option -P would
# also keep each kernel from importing what lies beside its notebook.)
SERVE = "import sys; sys.path[:] = filter(None, sys.path); from ci.warm_kernel import _serve; _serve()"


class ForkedProcess:
    """A kernel that is another process's child, with what `jupyter_client` asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None while the process lives, else 0: its parent has reaped it and knows the exit code."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Return when the process has ended; `jupyter_client` calls this once `poll` has said so."""
        while self.poll() is None:
            time.sleep(0.01)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal; a process that has ended is left in peace."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


class KernelParent:
    """The process that kernels are forked from, on Linux. Use it as a context manager; threads may share it.

    Parameters
    ----------
    environment : dict
        The kernels' environment variables, which hold from the start of the parent.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment, "MPLBACKEND": INLINE_BACKEND},
            text=True,
            start_new_session=True,  # Ctrl-C is for us: we then end it in good order
        )

    def fork(self, arguments: list[str], folder: str) -> ForkedProcess:
        """Start a kernel with ipykernel's command-line arguments in a working folder."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        answer = ""
        with self._lock, contextlib.suppress(BrokenPipeError, ValueError):  # it has ended, or was closed
            print(json.dumps({"arguments": arguments, "folder": folder}), file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that kernels are forked from has ended")
        return ForkedProcess(int(answer))

    def __enter__(self) -> "KernelParent":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._process.communicate()  # closes its input, at whose end it ends, and its kernels with it


def manager_class(environment: dict[str, str], parent: KernelParent | None) -> type[AsyncKernelManager]:
    """Return a kernel manager that forks this Python's kernels from `parent` and starts all others as usual.

    Without a parent, and where a kernel specification sets variables of its own, kernels are started as usual. All of
    them get the environment.
    """

    class WarmKernelManager(AsyncKernelManager):
        async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
            arguments = _ipykernel_arguments(kernel_cmd)
            if parent is None or arguments is None or (self.kernel_spec and self.kernel_spec.env):
                await super()._async_launch_kernel(kernel_cmd, **{**kw, "env": {**kw.get("env", {}), **environment}})
                return
            provisioner: Any = self.provisioner
            provisioner.process = parent.fork(arguments, str(kw.get("cwd") or Path.cwd()))
            provisioner.pid = provisioner.pgid = provisioner.process.pid
            self._reconcile_connection_info(provisioner.connection_info)

        _launch_kernel = _async_launch_kernel

    return WarmKernelManager


def _ipykernel_arguments(command: list[str]) -> list[str] | None:
    """The arguments for ipykernel in a command that starts it with this Python, or None for any other kernel."""
    executable, *arguments = command
    if os.path.realpath(executable) != os.path.realpath(sys.executable) or "-m" not in arguments:
        return None
    launcher = arguments.index("-m")
    return arguments[launcher + 2 :] if arguments[launcher + 1] == "ipykernel_launcher" else None


def _serve() -> None:
    """Fork a kernel for each line of input and answer with its process number."""
    for name in PRELOADED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that end are reaped by the system
    for line in sys.stdin:
        request = json.loads(line)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _become_kernel(request["arguments"], request["folder"], parent)
        print(pid, flush=True)


def _become_kernel(arguments: list[str], folder: str, parent: int) -> None:
    from ipykernel.kernelapp import IPKernelApp
    from numpy.random import seed

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # 1 is the pipe for the parent's answers; what cells write goes through messages
        os.dup2(nothing, descriptor)
    seed()  # noqa: NPY002 - kernels share no random stream just because they share a parent
    try:
        # ipykernel ends itself when its parent is gone; that is this fork's parent.
        IPKernelApp.launch_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={parent}"])
    finally:
        os._exit(0)
