"""The learner's notebooks: where they are, which of them are begun, and which cells in them are the learner's."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from descent.errors import CommandError, UsageError
from descent.folder import FOLDER_NAME
from helpers.language import Text
from testcases.course import LESSONS, Lesson

NO_FOLDER = Text(
    "there are no notebooks of the course in {folder}, nor in a folder above it; `descent start` puts them there, and "
    "--folder names another folder",
    "{folder} 及其上级文件夹中没有本课程的笔记本；`descent start` 会放入笔记本，也可用 --folder 指定其他文件夹",
)
NO_LESSON = Text(
    "LESSON must be one of {known}, or a notebook of the course; got {word}",
    "LESSON 必须是 {known} 之一，或本课程的一个笔记本；收到 {word}",
)
NOT_THERE = Text("there is no {name} in {folder}", "{folder} 中没有 {name}")
UNREADABLE = Text("{file} is not a notebook that can be read: {reason}", "{file} 不是可读取的笔记本：{reason}")


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook file: its id, "code" or another type, its text, its tags."""

    id: str
    type: str
    source: str
    tags: tuple[str, ...]

    @property
    def first_line(self) -> str:
        """What a reader finds it by."""
        return next((line.strip() for line in self.source.splitlines() if line.strip()), "")

    def defines(self, name: str) -> bool:
        """Whether it is where a function of this name is written."""
        written = re.search(rf"^(def {name}\b|{name}\s*=[^=])", self.source, re.MULTILINE)
        return self.type == "code" and (f"exercise:{name}" in self.tags or written is not None)


@dataclass(frozen=True)
class OwnNotebook:
    """A notebook of a lesson in the learner's folder."""

    file: Path
    lesson: Lesson

    def cells(self) -> list[Cell]:
        """Read the cells as they are saved now."""
        return list(cells_of(read_notebook(self.file)))

    def is_begun(self) -> bool:
        """Whether the learner has changed any code in it."""
        notebook = read_notebook(self.file)
        given = notebook.get("metadata", {}).get("descent", {}).get("cells", {})
        return any(cell.type == "code" and given.get(cell.id) != digest(cell.source) for cell in cells_of(notebook))


def read_notebook(file: Path) -> dict[str, Any]:
    """Read a notebook file as it is; a CommandError names one that cannot be read."""
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(notebook, dict) or not all(isinstance(cell, dict) for cell in notebook["cells"]):
            raise ValueError("it has no cells")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CommandError(UNREADABLE.format(file=file, reason=str(error) or type(error).__name__)) from error
    return notebook


def cells_of(notebook: dict[str, Any]) -> Iterator[Cell]:
    """Read the cells of a notebook."""
    for cell in notebook["cells"]:
        source, tags = cell.get("source", ""), cell.get("metadata", {}).get("tags", [])
        yield Cell(
            str(cell.get("id", "")),
            str(cell.get("cell_type")),
            source if isinstance(source, str) else "".join(source),
            tuple(map(str, tags)),
        )


def digest(source: str) -> str:
    """Return a short fingerprint of a cell's text; blank space at its end does not count."""
    return hashlib.sha256(source.rstrip().encode()).hexdigest()[:8]


def find_workspace(folder: Path | None = None) -> Path:
    """Return a folder of notebooks: the one given, else the nearest one here, above, or in `my-descent` here.

    Raises
    ------
    UsageError
        If there is none.
    """
    here = Path.cwd()
    wanted = [folder.expanduser().absolute()] if folder else [here, *here.parents, here / FOLDER_NAME]
    for place in wanted:
        if any(editions_of(place, lesson.name) for lesson in LESSONS):
            return place
    raise UsageError(NO_FOLDER.format(folder=wanted[0]))


def editions_of(folder: Path, lesson: str) -> list[Path]:
    """Return the learner's files of a lesson such as "04_momentum", oldest edition first."""
    numbered: dict[int, Path] = {}
    for file in folder.glob(f"{lesson}*.ipynb"):
        name = re.fullmatch(rf"{lesson}(?:-edition-(\d+))?", file.stem)
        if name and file.is_file():
            numbered[int(name[1] or 1)] = file
    return [numbered[number] for number in sorted(numbered)]


def find_notebooks(words: Sequence[str], folder: Path | None = None) -> list[OwnNotebook]:
    """Return the notebooks that words such as "04", "momentum" or "04_momentum.ipynb" mean; without words, all.

    Of a lesson with several files the newest edition is meant.

    Raises
    ------
    UsageError
        If a word means no lesson, or there is no folder of notebooks, or the lesson is not in it.
    """
    if not words:
        return list(_newest(find_workspace(folder), LESSONS))
    meant = (_meant(word, folder) for word in words)
    return list({notebook.file: notebook for notebook in meant}.values())


def _meant(word: str, folder: Path | None) -> OwnNotebook:
    file = Path(word)
    if file.suffix == ".ipynb" and file.is_file():
        written = read_notebook(file).get("metadata", {}).get("descent", {}).get("lesson", "")
        return OwnNotebook(file.absolute(), _lesson_called(str(written), file.stem))
    lesson = _lesson_called(word, file.stem)
    place = find_workspace(folder)
    files = [place / file.name] if file.suffix == ".ipynb" else editions_of(place, lesson.name)[-1:]
    if not any(file.is_file() for file in files):
        raise UsageError(NOT_THERE.format(name=f"{lesson.name}.ipynb", folder=place))
    return OwnNotebook(files[0], lesson)


def _newest(folder: Path, lessons: Iterable[Lesson]) -> Iterator[OwnNotebook]:
    for lesson in lessons:
        for file in editions_of(folder, lesson.name)[-1:]:
            yield OwnNotebook(file, lesson)


def _lesson_called(*words: str) -> Lesson:
    for word in words:
        name = re.sub(r"-edition-\d+$", "", word)
        for lesson in LESSONS:
            if name in (lesson.number, lesson.number.lstrip("0"), lesson.stem, lesson.name):
                return lesson
    raise UsageError(NO_LESSON.format(known=", ".join(lesson.number for lesson in LESSONS), word=repr(words[0])))
