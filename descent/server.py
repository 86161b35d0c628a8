"""A real JupyterLab server of our own: started aside from the learner's settings, asked, and always stopped."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websocket

from descent.errors import CommandError

HOST = "127.0.0.1"
ANSWER_SECONDS = 60.0  # a kernel has to start in this time, too
STOP_SECONDS = 20.0
LOG_LINES = 8

# JupyterLab would ask the network for news and for a newer version of itself, and the learner whether it may. The page
# has settings of its own, which have to say no as well as the server's. They also keep the tab's icon as it is while
# the kernel is busy: at each move of a slider JupyterLab would fetch two icons, and the figure would come 10 ms later.
QUIET_OPTIONS = (
    f"--LabApp.app_settings_dir={Path(__file__).with_name('lab_settings')}",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


class ServerError(CommandError):
    """The JupyterLab server did not start, or did not answer as it should."""


@dataclass(frozen=True)
class LabServer:
    """A running server on this machine: its port and the token that opens it.

    It is spoken to directly: a proxy that the environment names would look for it elsewhere.
    """

    port: int
    token: str

    def fetch(self, method: str, path: str, body: Any = None, seconds: float = ANSWER_SECONDS) -> bytes:
        """Ask the server for a path and return the answer; an error or a silence is a ServerError."""
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        url = f"http://{HOST}:{self.port}/{path}"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=seconds) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise ServerError(f"{method} {path}: {error.code} {error.reason}; {_message(error.read())}") from error
        except OSError as error:
            raise ServerError(f"{method} {path}: {error}") from error

    def connect(self, path: str) -> websocket.WebSocket:
        """Open a websocket of the server."""
        try:
            return websocket.create_connection(
                f"ws://{HOST}:{self.port}/{path}",
                header={"Authorization": f"token {self.token}"},
                socket=socket.create_connection((HOST, self.port), ANSWER_SECONDS),
            )
        except (OSError, websocket.WebSocketException) as error:
            raise ServerError(f"websocket {path}: {error}") from error


@contextlib.contextmanager
def lab_server(notebooks: Path, aside: Path, seconds: float) -> Iterator[LabServer]:
    """Run JupyterLab on the folder `notebooks` as long as the `with` block lasts, and end it whatever happens.

    Parameters
    ----------
    notebooks : Path
        The folder that the server shows.
    aside : Path
        An empty folder for the server's own files: none of the learner's settings is read or written.
    seconds : float
        How long the server may take to start.

    Raises
    ------
    ServerError
        If it does not start in time; the message ends with the last lines of its log.
    """
    token, log = secrets.token_hex(24), aside / "server.log"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.ip={HOST}", "--ServerApp.port=0"]
    command += [f"--ServerApp.root_dir={notebooks}", *QUIET_OPTIONS, *root_option()]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            env=_own_environment(aside) | {"JUPYTER_TOKEN": token},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=notebooks,
            start_new_session=True,  # Ctrl-C is for us: we then stop the server in good order
        )
        server = None
        try:
            server = _wait_for(process, aside / "runtime", token, seconds)
            yield server
        except ServerError as error:
            raise ServerError(f"{error}\n{_tail(log)}") from error
        finally:
            _stop(process, server)


def root_option() -> list[str]:
    """Return the option without which JupyterLab refuses to run as root, where we are root, as in a container."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _own_environment(aside: Path) -> dict[str, str]:
    # The kernel of this environment is still found: its place is the environment, not the user's data folder.
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    own = {name: str(aside / folder) for name, folder in (folders | {"IPYTHONDIR": "ipython"}).items()}
    return dict(os.environ) | own | {"DESCENT_PROGRESS": str(aside / "descent-progress.json")}


def _wait_for(process: subprocess.Popen[bytes], runtime: Path, token: str, seconds: float) -> LabServer:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ServerError(f"JupyterLab ended with exit code {process.returncode} before it was up")
        for file in runtime.glob("jpserver-*.json"):
            # The file may be half written, and it appears a moment before the server listens.
            with contextlib.suppress(ValueError, OSError):
                port = json.loads(file.read_text(encoding="utf-8"))["port"]
                socket.create_connection((HOST, port), STOP_SECONDS).close()
                return LabServer(port, token)
        time.sleep(0.05)
    raise ServerError(f"JupyterLab was not up after {seconds:g} s")


def _stop(process: subprocess.Popen[bytes], server: LabServer | None) -> None:
    try:
        if server is not None:
            server.fetch("POST", "api/shutdown", body={}, seconds=STOP_SECONDS)
            process.wait(STOP_SECONDS)
    except (ServerError, subprocess.TimeoutExpired):
        pass  # it is ended the hard way; a kernel ends itself when its server is gone
    finally:
        process.kill()
        process.wait()


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, LookupError, TypeError):
        return ""


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])
