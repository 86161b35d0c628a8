"""`descent check`: the learner's notebook is run in a kernel of its own, and its exercises are checked there."""

import contextlib
import os
import queue
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from descent.errors import CommandError
from descent.own_notebooks import Cell, OwnNotebook
from helpers.language import Text, set_language
from testcases.learner import assess
from testcases.standings import progress_file
from testcases.verdict import Status

REPORT = "application/vnd.descent.report+json"
STOP_SECONDS = 5.0  # what an interrupt may take to work

MISSING = Text("{mark} {name}: no cell defines it.", "{mark} {name}：没有单元格定义它。")
NOT_MADE = Text(
    "{mark} {name}: its cell did not run: {problem}. The cell begins with: {cell}",
    "{mark} {name}：它的单元格没有运行成功：{problem}。单元格开头为：{cell}",
)
NOT_CHECKED = Text("{mark} {name}: not checked: {problem}", "{mark} {name}：没有检查：{problem}")
STOPPED = Text("it was stopped after {seconds:g} s", "运行了 {seconds:g} 秒后被停止")
NO_KERNEL = Text(
    "the notebook's Python does not start; `descent doctor` looks for the reason",
    "笔记本的 Python 无法启动；`descent doctor` 会查找原因",
)
KERNEL_LOST = Text(
    "the notebook's Python ended, or could not be stopped, in: {cell}",
    "笔记本的 Python 终止或无法停止，位于：{cell}",
)


@dataclass(frozen=True)
class Finding:
    """What was found on one exercise: `text` is what `check` says in the notebook."""

    exercise: str
    status: Status
    text: str


class KernelLostError(Exception):
    """The kernel died, or went on after an interrupt."""


class Kernel:
    """A kernel that runs one piece of code after the other, whatever each of them does.

    Parameters
    ----------
    folder : Path
        The working folder, that of the notebook.
    seconds : float
        How long one piece may take before it is interrupted.
    """

    def __init__(self, folder: Path, seconds: float, environment: dict[str, str]) -> None:
        from jupyter_client.kernelspec import NoSuchKernel
        from jupyter_client.manager import start_new_kernel

        self._seconds = seconds
        try:
            self._manager, self._client = start_new_kernel(
                kernel_name="python3",
                cwd=str(folder),
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (RuntimeError, NoSuchKernel) as error:  # it ended at once, or did not answer
            raise CommandError(NO_KERNEL) from error

    def run(self, code: str) -> tuple[Text | None, Any]:
        """Run code; return what went wrong (None: nothing), and the report that it displayed, if it did.

        Raises
        ------
        KernelLostError
            If the kernel dies, or goes on after it was interrupted.
        """
        request = self._client.execute(code, store_history=False, allow_stdin=False)
        deadline = time.monotonic() + self._seconds
        problem, report, stopped = None, None, False
        while True:
            with contextlib.suppress(queue.Empty):
                message = self._client.get_iopub_msg(timeout=0.2)
                kind, content = message["msg_type"], message["content"]
                if message["parent_header"].get("msg_id") == request:
                    if kind == "error" and not stopped:
                        said = f"{content['ename']}: {content['evalue']}".splitlines()[0]
                        problem = Text(
                            re.sub(r"\(\d+\.py, line", "(line", said)
                        )  # a cell's file has no name for readers
                    elif kind == "display_data":
                        report = content["data"].get(REPORT, report)
                    elif content.get("execution_state") == "idle":
                        return problem, report
            if not self._manager.is_alive() or (stopped and time.monotonic() > deadline):
                raise KernelLostError
            if time.monotonic() > deadline:
                problem, stopped = STOPPED.format(seconds=self._seconds), True
                deadline = time.monotonic() + STOP_SECONDS
                self._manager.interrupt_kernel()

    def close(self) -> None:
        """End the kernel."""
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


def check_notebook(notebook: OwnNotebook, seconds: float, language: str | None = None) -> Iterator[Finding]:
    """Run a learner's notebook up to its last exercise and check each exercise; the file itself is only read.

    Cells that raise do not end the run. What the notebook itself checks is not counted as an attempt; what is checked
    here is, in the learner's progress file, just as in the notebook.

    Parameters
    ----------
    notebook : OwnNotebook
        The notebook as it is saved.
    seconds : float
        How long one cell, and the check of one exercise, may take.
    language : "en", "zh" or None
        The language of the messages; None: that of the notebook.
    """
    code = [cell for cell in notebook.cells() if cell.type == "code"]
    names = list(notebook.lesson.exercises)
    places = {name: [i for i, cell in enumerate(code) if cell.defines(name)] for name in names}
    needed = code[: 1 + max((place[-1] for place in places.values() if place), default=-1)]
    folder = notebook.file.parent
    progress = str(progress_file(folder).absolute())
    with tempfile.TemporaryDirectory(prefix="descent-check-") as aside:
        environment = os.environ | {"DESCENT_PROGRESS": str(Path(aside) / "progress.json")}
        with contextlib.closing(Kernel(folder, seconds, environment)) as kernel:
            at, problems = "", {}
            try:
                for cell in needed:
                    at = cell.first_line
                    problems[cell.id], _ = kernel.run(cell.source)
                for name in names:
                    at = f"check({name})"
                    problem, found = kernel.run(
                        f"from descent.checking import report\nreport({name!r}, {progress!r}, {language!r})"
                    )
                    yield _finding(name, [code[i] for i in places[name]], problems, problem, found)
                    names = names[1:]
            except KernelLostError:
                for name in names:
                    yield Finding(name, Status.WRONG, _said(NOT_CHECKED, name, problem=KERNEL_LOST.format(cell=at)))


def _finding(
    name: str, cells: list[Cell], problems: dict[str, Text | None], problem: Text | None, found: dict[str, str] | None
) -> Finding:
    """Say what came of one exercise, which `cells` define."""
    if problem is not None:
        return Finding(name, Status.WRONG, _said(NOT_CHECKED, name, problem=problem))
    if found is not None:
        return Finding(name, Status[found["status"]], found["text"])
    for cell in cells[-1:]:
        if problems[cell.id] is not None:
            return Finding(name, Status.WRONG, _said(NOT_MADE, name, cell=cell.first_line, problem=problems[cell.id]))
    return Finding(name, Status.WRONG, _said(MISSING, name))


def _said(sentence: Text, name: str, **values: Any) -> str:
    return sentence.format(mark=Status.WRONG.value, name=name, **values).get()


def report(name: str, progress: str, language: str | None) -> None:
    """Check the function of this name, in the kernel that has defined it, and display what was found as data."""
    from IPython import get_ipython
    from IPython.display import display

    os.environ["DESCENT_PROGRESS"] = progress
    if language is not None:
        set_language(language)
    function = get_ipython().user_ns.get(name)
    if function is not None:
        message = assess(function)
        display({REPORT: {"status": message.status.name, "text": str(message)}}, raw=True)
