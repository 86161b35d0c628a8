"""The learner's own folder: notebooks are handed out to it, and nothing that is there is ever changed."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from descent.errors import CommandError, UsageError
from descent.own_notebooks import cells_of, digest, editions_of
from helpers.language import Text, require_language
from testcases.course import LESSONS, learner_edition

MISSING = Text(
    "{file} is missing: install the course again, or in a clone run `descent build`",
    "缺少 {file}：请重新安装本课程；在克隆的仓库中可运行 `descent build`",
)
BAD_FOLDER = Text(
    "DIR must be a folder that you can write to; got {folder}: {reason}",
    "DIR 必须是可写入的文件夹；收到 {folder}：{reason}",
)
NOT_A_FOLDER = Text("it is not a folder", "它不是文件夹")


class FolderError(UsageError):
    """The learner's folder cannot be used."""


class MissingNotebookError(CommandError):
    """The installation lacks a notebook."""


@dataclass(frozen=True)
class Edition:
    """The newest notebook of a lesson: its file's name, its language, what goes into the learner's folder."""

    name: str
    language: str
    fingerprint: str
    content: bytes


class Outcome(Enum):
    """What became of a notebook: added, or left because something of its name was there, and what that is."""

    ADDED = auto()
    SAME_EDITION = auto()
    OLDER_EDITION = auto()
    OTHER_LANGUAGE = auto()
    NOT_OURS = auto()


def newest_editions(language: str) -> list[Edition]:
    """Read the learner edition of every lesson in `language`, in order.

    Raises
    ------
    ValueError
        If the course does not speak this language.
    MissingNotebookError
        If a lesson has no notebook: the course is not built, or only half installed.
    """
    require_language(language)
    editions = []
    for lesson in LESSONS:
        file = learner_edition(lesson, language)
        if file is None:
            raise MissingNotebookError(MISSING.format(file=f"{language}/{lesson.name}.ipynb"))
        editions.append(_read_edition(file, language))
    return editions


def _read_edition(file: Path, language: str) -> Edition:
    notebook = json.loads(file.read_text(encoding="utf-8"))
    canonical = json.dumps(notebook, sort_keys=True).encode()
    fingerprint = hashlib.sha256(canonical).hexdigest()[:16]
    # The copy carries the fingerprint of its edition, and Jupyter keeps it: that tells later, without any record
    # beside the notebooks, "the course has changed" from "you have written your answers into it".
    # The fingerprints of its cells tell which of them are the learner's.
    cells = {cell.id: digest(cell.source) for cell in cells_of(notebook)}
    notebook["metadata"].setdefault("descent", {}).update(language=language, fingerprint=fingerprint, cells=cells)
    content = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    return Edition(file.name, language, fingerprint, content.encode())


def start(folder: Path, language: str) -> dict[Edition, Outcome]:
    """Put into `folder` the notebooks that it does not have yet.

    Files, links and folders that are there are left as they are. All notebooks are first written to a folder aside and
    then appear whole, so that neither a full disk nor a crash leaves half of one.

    Parameters
    ----------
    folder : Path
        The learner's folder; it is made if need be.
    language : "en" or "zh"
        The language of the notebooks.

    Returns
    -------
    dict of Edition to Outcome
        What was added and what was left, in the order of the lessons.

    Raises
    ------
    FolderError
        If the folder cannot be made or written to.
    """
    editions = newest_editions(language)
    made = [path for path in (folder.absolute(), *folder.absolute().parents) if not os.path.lexists(path)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        added = add(
            folder,
            {edition.name: edition.content for edition in editions if not os.path.lexists(folder / edition.name)},
        )
    except OSError as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.rmdir()
        reason = NOT_A_FOLDER if isinstance(error, FileExistsError) else error.strerror
        raise FolderError(BAD_FOLDER.format(folder=folder, reason=reason)) from error
    return {
        edition: Outcome.ADDED if edition.name in added else _compare(_latest(folder, edition), edition)
        for edition in editions
    }


def _latest(folder: Path, edition: Edition) -> Path:
    files = editions_of(folder, Path(edition.name).stem)
    return files[-1] if files else folder / edition.name


def add(folder: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Write files into a folder, each whole and only where nothing has its name; return the names that were free."""
    if not contents:
        return []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".descent-") as aside:
        for name, content in contents.items():
            (Path(aside) / name).write_bytes(content)
        return [name for name in contents if _appear(Path(aside) / name, folder / name)]


def _appear(written: Path, target: Path) -> bool:
    """Give a written file its place, unless something is there: a hard link does both in one step. Say which it was."""
    try:
        os.link(written, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links, as on a USB stick
        return _copy_new(written, target)
    return True


def _copy_new(written: Path, target: Path) -> bool:
    try:
        stream = target.open("xb")
    except FileExistsError:
        return False
    try:
        with stream:
            stream.write(written.read_bytes())
    except BaseException:
        target.unlink()
        raise
    return True


def _compare(file: Path, edition: Edition) -> Outcome:
    """Say which edition a file in the learner's folder came from, whatever has been written into it since."""
    try:
        origin = json.loads(file.read_text(encoding="utf-8"))["metadata"]["descent"] if file.is_file() else {}
        language, fingerprint = origin["language"], origin["fingerprint"]
    except (OSError, ValueError, LookupError, TypeError):
        return Outcome.NOT_OURS
    if language != edition.language:
        return Outcome.OTHER_LANGUAGE
    return Outcome.SAME_EDITION if fingerprint == edition.fingerprint else Outcome.OLDER_EDITION
