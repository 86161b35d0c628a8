"""Finds what each student handed in: in a folder or in a ZIP, as people and learning-management systems name it.

Nothing is followed that leads elsewhere (links, `..`, absolute names), and only regular files are opened.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from grader.notebook import MAX_BYTES, UnreadableError
from grader.visible import visible_name
from helpers.language import Text
from testcases.course import LESSONS

MAX_DEPTH = 8  # folders below a student's
MAX_FILES = 500  # of one student
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # some browsers add an ending
ARCHIVE = re.compile(r"\.(zip|rar|7z|tgz|gz|tar)$", re.IGNORECASE)
IGNORED = {"__MACOSX", "__pycache__", "timestamp.txt", ".DS_Store", ".git", ".ipynb_checkpoints"}

LINK = Text("a link: links are not followed", "这是一个链接：不会跟随链接")
NO_FILE = Text("neither a file nor a folder", "既不是文件也不是文件夹")
CLOSED = Text("it cannot be read: {reason}", "无法读取：{reason}")
DEEP = Text("more than {limit} folders deep: not looked at", "超过 {limit} 层文件夹：未查看")
MANY = Text("more than {limit} files: the rest was not looked at", "文件超过 {limit} 个：其余未查看")
ARCHIVED = Text("an archive in the place of a notebook: it is not opened", "交来的是压缩包而不是笔记本：不会打开压缩包")
LEADS_OUT = Text(
    "its name leads out of the ZIP (.., an absolute path or a drive)",
    "文件名指向 ZIP 之外（含 ..、绝对路径或盘符）",
)
LOCKED = Text("it is encrypted in the ZIP", "它在 ZIP 中被加密")
TWICE_IN_ZIP = Text("it stands in the ZIP more than once: the last one counts", "它在 ZIP 中出现多次：以最后一个为准")
DAMAGED = Text("it is damaged in the ZIP: {reason}", "它在 ZIP 中已损坏：{reason}")
NOT_A_ZIP = Text(
    "SUBMISSIONS must be a folder or a ZIP file; {path} is neither: {reason}",
    "SUBMISSIONS 必须是文件夹或 ZIP 文件；{path} 都不是：{reason}",
)


class SubmissionsError(ValueError):
    """SUBMISSIONS itself cannot be read."""


@dataclass(frozen=True)
class File:
    """A notebook's file: its name below SUBMISSIONS, when it was saved, whether its name says late, how to read it."""

    name: str
    modified: float
    late: bool
    read: Callable[[], bytes]


@dataclass
class HandIn:
    """What one student handed in: notebooks, what was passed over and why, names of files that are no notebooks."""

    student: str
    files: list[File] = field(default_factory=list)
    refused: list[tuple[str, Text]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class Source(Protocol):
    """SUBMISSIONS: who handed in, and what."""

    def students(self) -> list[str]:
        """Everybody who handed something in, in order."""

    def hand_in(self, student: str) -> HandIn:
        """What one of them handed in."""

    def close(self) -> None:
        """Let go of what is open."""


def open_source(path: Path) -> Source:
    """Open SUBMISSIONS: a folder, an nbgrader course (its folder `submitted` is taken) or a ZIP.

    Raises
    ------
    SubmissionsError
        If it is neither a folder nor a ZIP, or cannot be read.
    """
    try:
        if path.is_dir():
            submitted = path / "submitted"
            return Folder(submitted if submitted.is_dir() and not submitted.is_symlink() else path)
        return Zip(path)
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or error
        raise SubmissionsError(NOT_A_ZIP.format(path=path, reason=reason)) from error


# --- whose is it? -----------------------------------------------------------------------------------------------------

LESSON_NAMES = "|".join(lesson.name for lesson in LESSONS)
# Moodle: Jane Doe_1234_assignsubmission_file_(04_momentum.ipynb). Canvas: doejane_LATE_12_345_04_momentum-1.ipynb.
# Blackboard: Week 4_doejane_attempt_2025-03-01-12-00-00_04_momentum.ipynb. Anybody: Jane Doe - 04_momentum (1).ipynb.
NAMED = (
    re.compile(r"(?P<student>.+_\d+)_assignsubmission_file_?(?P<rest>.*)", re.DOTALL),
    re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)", re.DOTALL),
    re.compile(r".*?_(?P<student>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(_(?P<rest>.*))?", re.DOTALL),
    re.compile(rf"(?P<before>.*?)(?:{LESSON_NAMES})(?![A-Za-z0-9])(?P<after>.*)", re.IGNORECASE | re.DOTALL),
)
COPY = re.compile(r"\(\d+\)|[ _-]*copy[ _-]*\d*|-\d+$", re.IGNORECASE)  # what a browser or Jupyter adds to a second one


def owner(name: str) -> tuple[str, bool, float]:
    """Say whose a file in a flat folder is, whether its name says that it is late, and when it was handed in (or 0).

    Example
    -------
    >>> owner("doejane_LATE_12_345_04_momentum-1.ipynb")
    ('doejane_12', True, 0.0)
    >>> owner("Jane Doe - 04_momentum (1).ipynb")
    ('Jane Doe', False, 0.0)
    """
    for pattern in NAMED:
        found = pattern.fullmatch(name)
        if found is not None:
            parts = found.groupdict()
            if "name" in parts:
                student = f"{parts['name']}_{parts['number']}"
            elif "before" in parts:
                after = COPY.sub("", NOTEBOOK.sub("", parts["after"]))
                student = parts["before"].rstrip(" _.-") or after.strip(" _.-")
            else:
                student = parts["student"]
            return student, bool(parts.get("late")), _moment(parts.get("when"))
    return NOTEBOOK.sub("", name), False, 0.0


def _moment(written: str | None) -> float:
    try:
        return datetime.strptime(written, "%Y-%m-%d-%H-%M-%S").timestamp() if written else 0.0
    except ValueError:
        return 0.0


def _folder_owner(name: str) -> str:
    """Whose a folder is: Moodle adds to the name."""
    found = NAMED[0].fullmatch(name)
    return found["student"] if found else name


def _group(tops: Iterator[tuple[str, bool]], whole: str) -> dict[str, list[str]]:
    """Gather the names at the top by student; `tops` says of each whether it is a folder, or a link or the like.

    A notebook named after its lesson alone is nobody's: it counts as that of `whole`, the name of SUBMISSIONS itself.
    """
    by_student: dict[str, list[str]] = {}
    for name, is_folder in sorted(tops):
        if name in IGNORED:
            continue
        if not is_folder and not NOTEBOOK.search(name) and owner(name)[0] == name and not ARCHIVE.search(name):
            continue  # a list of marks or a README beside the notebooks
        as_folder = is_folder and not NOTEBOOK.search(name)
        student = (_folder_owner(name) if as_folder else owner(name)[0]) or whole
        by_student.setdefault(visible_name(student), []).append(name)
    return dict(sorted(by_student.items()))


# --- a folder ---------------------------------------------------------------------------------------------------------

OPENED_BENEATH = os.open in os.supports_dir_fd
CAREFULLY = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


class Folder:
    """A folder of submissions."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with os.scandir(path) as entries:
            tops = [(entry.name, not entry.is_file(follow_symlinks=False)) for entry in entries]
        self._tops = _group(iter(tops), path.resolve().name)

    def students(self) -> list[str]:
        """Everybody who handed something in, in order."""
        return list(self._tops)

    def hand_in(self, student: str) -> HandIn:
        """What one of them handed in."""
        found = HandIn(student)
        for name in self._tops[student]:
            self._look(found, (name,))
        return found

    def close(self) -> None:
        """Nothing stays open."""

    def _look(self, found: HandIn, parts: tuple[str, ...]) -> None:
        """Note what lies at a place; look into it if it is a folder."""
        shown = "/".join(map(visible_name, parts))
        try:
            status = os.stat(self._path.joinpath(*parts), follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                found.refused.append((shown, LINK))
            elif stat.S_ISDIR(status.st_mode):
                self._look_into(found, parts, shown)
            elif not stat.S_ISREG(status.st_mode):
                found.refused.append((shown, NO_FILE))
            elif _is_notebook(found, parts[-1], shown):
                _, late, moment = owner(parts[-1])
                found.files.append(File(shown, moment or status.st_mtime, late, lambda: self._read(parts)))
        except OSError as error:
            found.refused.append((shown, CLOSED.format(reason=error.strerror)))

    def _look_into(self, found: HandIn, parts: tuple[str, ...], shown: str) -> None:
        if len(parts) > MAX_DEPTH:
            found.refused.append((shown, DEEP.format(limit=MAX_DEPTH)))
            return
        for name in self._names(parts):
            if _too_many(found, shown):
                return
            if not name.startswith(".") and name not in IGNORED:
                self._look(found, (*parts, name))

    def _names(self, parts: tuple[str, ...]) -> list[str]:
        if not OPENED_BENEATH:
            return sorted(os.listdir(self._path.joinpath(*parts)))
        with _opened(self._path, parts) as opened:
            return sorted(os.listdir(opened))

    def _read(self, parts: tuple[str, ...]) -> bytes:
        try:
            with _opened(self._path, parts) as opened:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise UnreadableError(NO_FILE)
                with open(opened, "rb", closefd=False) as stream:
                    return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise UnreadableError(CLOSED.format(reason=error.strerror)) from error


@contextmanager
def _opened(folder: Path, parts: tuple[str, ...]) -> Iterator[int]:
    """Open a place below a folder without following a link at any step, also one that has just been put there."""
    if not OPENED_BENEATH:  # Windows, where nothing isolates either
        opened = os.open(folder.joinpath(*parts), CAREFULLY)
    else:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts:
            outer = opened
            try:
                opened = os.open(part, CAREFULLY, dir_fd=outer)
            finally:
                os.close(outer)
    try:
        yield opened
    finally:
        os.close(opened)


# --- a ZIP ------------------------------------------------------------------------------------------------------------


class Zip:
    """A ZIP of submissions, as a learning-management system exports it. Nothing of it is unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._entries: dict[str, dict[tuple[str, ...], list[zipfile.ZipInfo]]] = {}
        self._leading_out: list[str] = []
        tops = set()
        for entry in self._zip.infolist():
            parts = _parts(entry.filename)
            if parts is None:
                self._leading_out.append(visible_name(entry.filename))
            elif parts and not entry.is_dir():
                tops.add((parts[0], len(parts) > 1))
                self._entries.setdefault(parts[0], {}).setdefault(parts, []).append(entry)
        self._tops = _group(iter(tops), path.stem)
        if self._leading_out:
            self._tops = {"?": [], **self._tops}  # whose these are, nobody can say

    def students(self) -> list[str]:
        """Everybody who handed something in, in order."""
        return list(self._tops)

    def hand_in(self, student: str) -> HandIn:
        """What one of them handed in."""
        found = HandIn(student)
        if student == "?":
            found.refused += [(name, LEADS_OUT) for name in self._leading_out[:MAX_FILES]]
        for top in dict.fromkeys(self._tops[student]):
            for parts, entries in sorted(self._entries[top].items()):
                hidden = any(part in IGNORED or part.startswith(".") for part in parts[1:])
                if not hidden:
                    if _too_many(found, visible_name(top)):
                        break
                    self._note(found, parts, entries)
        return found

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _note(self, found: HandIn, parts: tuple[str, ...], entries: list[zipfile.ZipInfo]) -> None:
        shown, entry = "/".join(map(visible_name, parts)), entries[-1]
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if stat.S_ISLNK(kind):
            found.refused.append((shown, LINK))
        elif kind and not stat.S_ISREG(kind):
            found.refused.append((shown, NO_FILE))
        elif _is_notebook(found, parts[-1], shown):
            if len(entries) > 1:
                found.refused.append((shown, TWICE_IN_ZIP))
            _, late, moment = owner(parts[0])
            found.files.append(File(shown, moment or _zip_time(entry), late, lambda: self._read(entry)))

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & 0x1:
            raise UnreadableError(LOCKED)
        try:
            with closing(self._zip.open(entry)) as stream:
                return _read_at_most(stream, MAX_BYTES + 1)
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            EOFError,
            RuntimeError,
            ValueError,
        ) as bad:
            raise UnreadableError(DAMAGED.format(reason=bad)) from bad


def _read_at_most(stream: IO[bytes], limit: int) -> bytes:
    """Read so many bytes at most, whatever size the ZIP claims."""
    return stream.read(limit)


def _parts(name: str) -> tuple[str, ...] | None:
    r"""The steps of a name in a ZIP, without nbgrader's leading `submitted`; None if it leads out.

    Example
    -------
    >>> _parts("submitted/alice/04/04_momentum.ipynb"), _parts("../etc/passwd"), _parts("C:\\x.ipynb")
    (('alice', '04', '04_momentum.ipynb'), None, None)
    """
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name):
        return None
    parts = PurePosixPath(name).parts
    if ".." in parts:
        return None
    return parts[1:] if len(parts) > 2 and parts[0] == "submitted" else parts


def _zip_time(entry: zipfile.ZipInfo) -> float:
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError):
        return 0.0


# --- both -------------------------------------------------------------------------------------------------------------


def _is_notebook(found: HandIn, name: str, shown: str) -> bool:
    if NOTEBOOK.search(name):
        return True
    if ARCHIVE.search(name):
        found.refused.append((shown, ARCHIVED))
    else:
        found.others.append(shown)
    return False


def _too_many(found: HandIn, shown: str) -> bool:
    if len(found.files) + len(found.refused) + len(found.others) < MAX_FILES:
        return False
    if found.refused[-1:] != [(shown, MANY.format(limit=MAX_FILES))]:
        found.refused.append((shown, MANY.format(limit=MAX_FILES)))
    return True
