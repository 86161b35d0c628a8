"""Read a lesson's source file: cells with names and tags, every slip an error that says where it is."""

import ast
import difflib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import ValidationError

from testcases.course import Lesson

PLAIN_TAGS = ("lang:en", "lang:zh", "check", "setup", "parameters")
PARAMETERS = {"language": "en", "seed": 0, "quick": False}
BEGIN, END = "# solution", "# end solution"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
# What an author may have meant as one of the two markers, however it is spelt.
MARKER_LIKE = re.compile(r"#+\s*(?:end|begin|start)?[\s_-]*solution\s*:?", re.IGNORECASE)


class SourceError(ValueError):
    """A lesson's source file breaks a rule; the message names the file, the cell and the tag or line."""


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson's source: `kind` is "markdown" or "code", `tags` as written there.

    `of` is, in a Chinese cell, the fingerprint of the English one that it was read against.
    """

    name: str
    kind: str
    tags: tuple[str, ...]
    source: str
    of: str | None = None

    @property
    def language(self) -> str | None:
        """The only language of the cell, or None if it is in every edition."""
        return next((tag.removeprefix("lang:") for tag in self.tags if tag.startswith("lang:")), None)

    @property
    def exercise(self) -> str | None:
        """The function that learners write in this cell, or None."""
        return next((tag.removeprefix("exercise:") for tag in self.tags if tag.startswith("exercise:")), None)


@dataclass(frozen=True)
class LessonSource:
    """A lesson's cells in order, checked against the rules of the course."""

    lesson: Lesson
    cells: tuple[Cell, ...]

    @property
    def claims(self) -> frozenset[str]:
        """The ids of the claims that the lesson shows."""
        code = "\n".join(cell.source for cell in self.cells if cell.kind == "code")
        return frozenset(re.findall(r'show_claim\("([A-Z]+-\d+)"', code))


def read_lesson(file: Path, lesson: Lesson) -> LessonSource:
    """Read and check the source file of a lesson.

    Parameters
    ----------
    file : Path
        A file in jupytext's percent format, its cells named: `# %% the-idea [markdown] tags=["lang:en"]`.
    lesson : Lesson
        The manifest's entry, which says what exercises there have to be.

    Raises
    ------
    SourceError
        If there is no such file, and at the first cell that breaks a rule.
    """
    if not file.is_file():
        raise SourceError(
            f"there is no source {file.name} in {file.parent}; lessons are built and validated in a clone of the course"
        )
    try:
        notebook = jupytext.read(file, fmt="py:percent")
    except ValidationError as error:  # raised before there are cells, so the cell is found by its header line
        wrong = json.dumps(error.instance)
        headers = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# %%")]
        cell = next((header for header in headers if wrong in header), "(unknown)")
        raise _error(file, cell, f"tags must be a list of different texts; got {wrong}") from error
    cells = tuple(_read_cell(file, number, cell) for number, cell in enumerate(notebook.cells, start=1))
    _check_names_and_languages(file, cells)
    _check_roles(file, lesson, cells)
    return LessonSource(lesson, cells)


def _error(file: Path, cell: str, problem: str) -> SourceError:
    return SourceError(f"{file.name}, cell {cell}: {problem}")


def _read_cell(file: Path, number: int, raw: Any) -> Cell:
    metadata = dict(raw.metadata)
    metadata.pop("lines_to_next_cell", None)
    name, tags = metadata.pop("title", ""), metadata.pop("tags", [])
    if not NAME.fullmatch(name):
        start = raw.source.strip().splitlines()[0] if raw.source.strip() else "(empty)"
        raise _error(file, f"{number} ({start!r})", f"needs a name of a-z, 0-9, - or _ after the %%; got {name!r}")
    of = metadata.pop("of", None) if "lang:zh" in tags else None
    if metadata:
        raise _error(
            file, name, f"only tags=[…] may stand beside the name (of=… in Chinese, too); got {sorted(metadata)}"
        )
    cell = Cell(name, raw.cell_type, tuple(tags), raw.source, of)
    _check_tags(file, cell)
    if cell.kind == "code":
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            raise _error(file, name, f"is not Python: {error.msg} in line {error.lineno}") from error
    _check_markers(file, cell)
    return cell


def _check_tags(file: Path, cell: Cell) -> None:
    if cell.kind not in ("code", "markdown"):
        raise _error(file, cell.name, f"must be a code or a markdown cell; got {cell.kind}")
    for tag in cell.tags:
        if tag in PLAIN_TAGS or re.fullmatch(r"exercise:\w+", tag):
            continue
        near = difflib.get_close_matches(tag, [*PLAIN_TAGS, "exercise:<function>"], n=1, cutoff=0.5)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise _error(file, cell.name, f"unknown tag {tag!r}{meant}")
    for what, count in Counter(tag.partition(":")[0] for tag in cell.tags).items():
        if count > 1:
            raise _error(file, cell.name, f"has {count} tags {what!r}, at most one is allowed")
    if cell.kind == "markdown":
        if cell.language is None:
            raise _error(file, cell.name, "a markdown cell needs the tag 'lang:en' or 'lang:zh'")
        if len(cell.tags) > 1:
            raise _error(file, cell.name, f"a markdown cell has no tag but its language; got {list(cell.tags)}")
    elif cell.exercise and cell.language is None:
        raise _error(file, cell.name, "an exercise, which has a docstring, needs the tag 'lang:en' or 'lang:zh'")


def _check_markers(file: Path, cell: Cell) -> None:
    lines = [line.strip() for line in cell.source.splitlines()]
    for line in lines:
        if cell.kind == "code" and MARKER_LIKE.fullmatch(line) and line not in (BEGIN, END):
            raise _error(file, cell.name, f"misspelt marker {line!r}; allowed are {BEGIN!r} and {END!r}")
    markers = [line for line in lines if line in (BEGIN, END)]
    if cell.exercise is None and markers:
        raise _error(file, cell.name, f"{markers[0]!r} stands in a cell without an exercise:<function> tag")
    if cell.exercise is not None and markers != [BEGIN, END]:
        raise _error(file, cell.name, f"needs {BEGIN!r} and then {END!r}, once each; got {markers}")


def _check_names_and_languages(file: Path, cells: tuple[Cell, ...]) -> None:
    seen: set[str] = set()
    for i, cell in enumerate(cells):
        before = cells[i - 1] if i else None
        if cell.language == "zh":
            if before is None or before.language != "en" or before.name != cell.name:
                raise _error(file, cell.name, "the 'lang:zh' cell must follow its 'lang:en' cell of the same name")
            if cell.tags[1:] != before.tags[1:] or cell.kind != before.kind:
                raise _error(file, cell.name, f"tags differ between languages: {before.tags} and {cell.tags}")
            if cell.kind == "code" and not _same_but_for_texts(before.source, cell.source):
                raise _error(file, cell.name, "the code differs between 'lang:en' and 'lang:zh' by more than texts")
            continue
        if cell.name in seen:
            raise _error(file, cell.name, "the name is taken by an earlier cell")
        seen.add(cell.name)
        after = cells[i + 1] if i + 1 < len(cells) else None
        if cell.language == "en" and (after is None or after.language != "zh"):
            raise _error(file, cell.name, "has no 'lang:zh' cell after it")


def _same_but_for_texts(english: str, chinese: str) -> bool:
    """Whether two syntax trees are equal but for Chinese texts and empty ones: a key such as "dW1" has to stay."""
    trees = ast.parse(english), ast.parse(chinese)
    for ours, theirs in zip(*map(ast.walk, trees), strict=False):
        both = isinstance(ours, ast.Constant) and isinstance(theirs, ast.Constant)
        if both and isinstance(theirs.value, str) and re.search("^$|[一-鿿，：]", theirs.value):
            ours.value = theirs.value
    return ast.dump(trees[0]) == ast.dump(trees[1])


def _check_roles(file: Path, lesson: Lesson, cells: tuple[Cell, ...]) -> None:
    english = [cell for cell in cells if cell.language != "zh"]
    for role in ("parameters", "setup"):
        found = [cell.name for cell in english if role in cell.tags]
        if len(found) != 1:
            raise _error(file, ", ".join(found) or "(none)", f"exactly one cell must have the tag {role!r}")
    parameters = next(cell for cell in english if "parameters" in cell.tags)
    assigned = {
        node.targets[0].id: node.value.value
        for node in ast.parse(parameters.source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    if assigned != PARAMETERS:
        raise _error(file, parameters.name, f"the tag 'parameters' asks for exactly {PARAMETERS}; got {assigned}")
    named = sorted(cell.exercise for cell in english if cell.exercise)
    if named != sorted(lesson.exercises):
        raise _error(
            file, "(all)", f"exercise:<function> tags must name {sorted(lesson.exercises)} once each; got {named}"
        )
    for cell in english:
        if cell.exercise is not None:
            functions = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
            if cell.exercise not in functions:
                raise _error(file, cell.name, f"its tag asks for a function {cell.exercise}; it defines {functions}")
