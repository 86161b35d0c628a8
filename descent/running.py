"""Runs a notebook as a learner's *Run All* does: through the server, in a kernel, every code cell in order."""

import json
import time
import uuid
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import websocket

from descent.server import LabServer, ServerError
from helpers.language import Text

STALLED = Text("no answer within {limit:g} s", "{limit:g} 秒内没有回应")
DIED = Text("the kernel died", "内核已终止")
CELL = Text("cell [{number}] {id}: {what}", "单元格 [{number}] {id}：{what}")


@dataclass(frozen=True)
class Run:
    """How a notebook ran: seconds, how many code cells were run, what went wrong (None: nothing), what was warned."""

    name: str
    seconds: float
    cells: int
    failure: Text | None
    warnings: tuple[Text, ...]


def run_notebook(server: LabServer, name: str, cell_seconds: float) -> Run:
    """Open a notebook of the server in a kernel of its own and run its code cells up to the first that fails.

    Parameters
    ----------
    server : LabServer
        A running server.
    name : str
        The notebook's path below the server's folder.
    cell_seconds : float
        The longest time that one cell may take.
    """
    started = time.monotonic()
    warnings: list[Text] = []
    number, failure = 0, None
    try:
        notebook = json.loads(server.fetch("GET", f"api/contents/{quote(name)}?content=1"))["content"]
        kernel = notebook["metadata"].get("kernelspec", {}).get("name", "python3")
        wish = {"path": name, "name": name, "type": "notebook", "kernel": {"name": kernel}}
        session = json.loads(server.fetch("POST", "api/sessions", wish))
        try:
            with closing(Kernel(server, session["kernel"]["id"])) as running:
                for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
                    number += 1
                    problem, stderr = running.run(cell["source"], cell_seconds)
                    if stderr:
                        warnings.append(CELL.format(number=number, id=cell.get("id", ""), what=_first_warning(stderr)))
                    if problem is not None:
                        failure = CELL.format(number=number, id=cell.get("id", ""), what=problem)
                        break
        finally:
            server.fetch("DELETE", f"api/sessions/{session['id']}")
    except ServerError as error:
        failure = failure or Text(str(error))
    return Run(name, time.monotonic() - started, number, failure, tuple(warnings))


class Kernel:
    """A kernel behind a websocket of the server, asked to run one piece of code after the other."""

    def __init__(self, server: LabServer, kernel_id: str) -> None:
        self._session = uuid.uuid4().hex
        self._socket = server.connect(f"api/kernels/{kernel_id}/channels?session_id={self._session}")

    def run(self, code: str, seconds: float) -> tuple[Text | None, str]:
        """Run code; return what went wrong (None: nothing) and what was written to stderr."""
        request = self._send(code)
        deadline = time.monotonic() + seconds
        problem, stderr, awaited = None, "", {"execute_reply", "idle"}
        try:
            while awaited:
                self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
                message = self._receive()
                kind, content = message.get("msg_type"), message.get("content", {})
                if content.get("execution_state") in {"restarting", "dead"}:
                    return DIED, stderr
                if message.get("parent_header", {}).get("msg_id") == request:
                    awaited -= {kind, content.get("execution_state")}
                    if kind == "error" or (kind == "execute_reply" and content["status"] == "error"):
                        problem = Text(f"{content['ename']}: {content['evalue']}".splitlines()[0])
                    elif kind == "stream" and content["name"] == "stderr":
                        stderr += content["text"]
                if time.monotonic() > deadline:
                    raise websocket.WebSocketTimeoutException
        except websocket.WebSocketTimeoutException:
            return STALLED.format(limit=seconds), stderr
        except (OSError, websocket.WebSocketException) as error:
            raise ServerError(f"the connection to the kernel broke: {error}") from error
        return problem, stderr

    def close(self) -> None:
        """Hang up; the kernel itself ends with its session."""
        self._socket.close()

    def _send(self, code: str) -> str:
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": self._session}
        header |= {"username": "descent", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content | {"user_expressions": {}}}
        self._socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))
        return header["msg_id"]

    def _receive(self) -> dict[str, Any]:
        data = self._socket.recv()
        if not data:
            raise websocket.WebSocketConnectionClosedException("closed by the server")
        # What comes as bytes is a widget's picture: no reply, no error, no text.
        return json.loads(data) if isinstance(data, str) else {}


def _first_warning(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    return next((line for line in lines if "Warning" in line), lines[0] if lines else "")
