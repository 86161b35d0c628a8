"""`descent watch`: each notebook is checked when it is saved, and the next thing to do is said."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from descent.errors import CommandError
from descent.own_notebooks import OwnNotebook, digest

POLL_SECONDS = 0.5


def saves(
    find: Callable[[], Sequence[OwnNotebook]], wait: Callable[[float], None] = time.sleep
) -> Iterator[OwnNotebook]:
    """Yield a notebook each time that other code has been saved in it from now on, for ever.

    Editors save in many ways: in place, or by a new file that takes the name. So what is looked at is what can be read
    under the name: a file that is away or half written is looked at again a moment later, and one that is saved without
    a change of code, as JupyterLab does every two minutes, is no news.

    Parameters
    ----------
    find : () -> notebooks
        Looks for the notebooks; it is asked again and again, because new ones may come.
    wait : seconds -> None
        What to do between two looks.
    """
    known = {notebook.file: _code(notebook) for notebook in find()}  # now, before anything is waited for
    return _news(find, wait, known)


def _news(
    find: Callable[[], Sequence[OwnNotebook]], wait: Callable[[float], None], known: dict[Path, str | None]
) -> Iterator[OwnNotebook]:
    seen: dict[Path, tuple[int, int, int]] = {}
    while True:
        for notebook in find():
            stamp = _stamp(notebook.file)
            if stamp is None or stamp == seen.get(notebook.file):
                continue
            code = _code(notebook)
            if code is None:
                continue
            seen[notebook.file] = stamp
            if known.get(notebook.file) != code:
                known[notebook.file] = code
                yield notebook
        wait(POLL_SECONDS)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _code(notebook: OwnNotebook) -> str | None:
    """A fingerprint of all code; None while the file cannot be read."""
    try:
        return digest("\n".join(cell.source for cell in notebook.cells() if cell.type == "code"))
    except CommandError:
        return None
