"""`descent lab`: JupyterLab on the learner's notebooks, and its headless form that runs every one of them."""

import tempfile
import time
from pathlib import Path

from descent.running import Run, run_notebook
from descent.server import QUIET_OPTIONS, ServerError, lab_server, root_option
from descent.workspace import newest_editions
from helpers.language import Text

START_SECONDS = 120.0

SERVER_OK = Text("OK    JupyterLab server ({seconds:.1f} s)", "OK    JupyterLab 服务器（{seconds:.1f} 秒）")
OK = Text(
    "OK    {name}: {cells} code cells ({seconds:.1f} s)", "OK    {name}：{cells} 个代码单元格（{seconds:.1f} 秒）"
)
FAIL = Text("FAIL  {name}: {failure} ({seconds:.1f} s)", "FAIL  {name}：{failure}（{seconds:.1f} 秒）")
WARNED = Text("      wrote to stderr: {what}", "      写到了 stderr：{what}")
SUMMARY = Text("{right} of {all} notebooks are OK", "{all} 个笔记本中有 {right} 个正常")


def open_lab(notebook: Path, browser: bool = True) -> None:
    """Become JupyterLab, opened at a notebook; the folder that holds it is the learner's."""
    from jupyterlab.labapp import main

    place = [f"--ServerApp.root_dir={notebook.parent}", f"--LabApp.default_url=/lab/tree/{notebook.name}"]
    main([*place, *QUIET_OPTIONS, *root_option(), *([] if browser else ["--no-browser"])])


def check_lab(language: str, cell_seconds: float, start_seconds: float = START_SECONDS) -> bool:
    """Run every notebook of a language through a real JupyterLab server and print OK or FAIL for each.

    The notebooks are copies in a temporary folder: the learner's own, and their progress, are not touched.

    Parameters
    ----------
    language : "en" or "zh"
        The language of the notebooks.
    cell_seconds, start_seconds : float
        The longest time that a cell, and the start of the server, may take.

    Returns
    -------
    bool
        Whether all is well.

    Raises
    ------
    ServerError
        If the server does not start, or does not answer.
    """
    editions = newest_editions(language)
    with tempfile.TemporaryDirectory(prefix="descent-check-", ignore_cleanup_errors=True) as temporary:
        notebooks, aside = Path(temporary) / "notebooks", Path(temporary) / "aside"
        notebooks.mkdir()
        aside.mkdir()
        for edition in editions:
            (notebooks / edition.name).write_bytes(edition.content)
        started = time.monotonic()
        with lab_server(notebooks, aside, start_seconds) as server:
            if b"jupyter-config-data" not in server.fetch("GET", f"lab/tree/{editions[0].name}"):
                raise ServerError("JupyterLab answers, but not with its page")
            print(SERVER_OK.format(seconds=time.monotonic() - started), flush=True)
            right = 0
            for edition in editions:
                run = run_notebook(server, edition.name, cell_seconds)
                right += run.failure is None
                print("\n".join(_lines(run)), flush=True)
    print(SUMMARY.format(right=right, all=len(editions)))
    return right == len(editions)


def _lines(run: Run) -> list[str]:
    line = (OK if run.failure is None else FAIL).format(
        name=run.name, failure=run.failure, cells=run.cells, seconds=run.seconds
    )
    return [str(line), *(str(WARNED.format(what=warning)) for warning in run.warnings)]
