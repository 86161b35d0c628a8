"""After an update of the course: a learner's answers, put into the new edition of a lesson, as a new file."""

import copy
import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from descent.own_notebooks import Cell, cells_of, digest, editions_of, read_notebook
from descent.workspace import Edition, add
from helpers.language import Text

KEPT = Text(
    "## Kept from your earlier edition\n\n"
    "The new edition has no place for these cells of yours, so they are kept here. They do not run.",
    "## 来自你之前的版本\n\n新版本中没有下列单元格的位置，因此保留在这里。它们不会运行。",
)


def carry_over(folder: Path, edition: Edition) -> tuple[str, str]:
    """Write the new edition of a lesson with the learner's answers in it, as a new file.

    Returns the names of the file that was read and of the file that was written.
    """
    old = editions_of(folder, Path(edition.name).stem)[-1]
    content, new = carried_over(old, edition.content, edition.language), _next_file(old)
    while not add(folder, {new.name: content}):  # something else has the name
        new = _next_file(new)
    return old.name, new.name


def _next_file(file: Path) -> Path:
    """The name for the edition after a file's: `04_momentum-edition-2.ipynb`, then 3, and so on."""
    name = re.fullmatch(r"(?P<lesson>.*?)(-edition-(?P<number>\d+))?", file.stem, re.DOTALL)
    assert name is not None
    return file.with_name(f"{name['lesson']}-edition-{int(name['number'] or 1) + 1}.ipynb")


def carried_over(file: Path, edition: bytes, language: str) -> bytes:
    """Return a new edition of a lesson with the learner's cells of an earlier one in it.

    Which cells are the learner's tells the record of fingerprints that each edition carries. An exercise goes to its
    place, by its tag; any other changed cell to the place of its id, if the course has not changed that cell, too. A
    cell that the learner has added follows the cell that it followed. What has no place is kept at the end, as text.

    Parameters
    ----------
    file : Path
        The learner's notebook; it is only read.
    edition : bytes
        The new edition's notebook file.
    language : "en" or "zh"
        Of the line above what is kept at the end.

    Raises
    ------
    CommandError
        If the learner's file cannot be read.
    """
    old, new = read_notebook(file), json.loads(edition)
    given = old.get("metadata", {}).get("descent", {}).get("cells", {})
    fresh = {_key(cell): position for position, cell in enumerate(cells_of(new))}
    unchanged = {digest(cell.source) for cell in cells_of(new)}
    cells: list[list[dict[str, Any]]] = [[cell] for cell in new["cells"]]
    kept: list[str] = []
    filled: set[int] = set()
    last = 0  # the place in the new edition of the cell that we have come to in the old one
    for cell, raw in zip(cells_of(old), old["cells"], strict=True):
        place = fresh.get(_key(cell))
        last = last if place is None else place
        if not cell.source.strip() or digest(cell.source) in (given.get(cell.id), *unchanged):
            continue
        if place is None and cell.id in given:
            kept.append(_as_text(cell))  # the course has taken its place away
        elif place is None or place in filled:
            cells[last].append(_own(raw))
        elif _is_exercise(cell) or _course_left_it(cells[place][0], given):
            cells[place][0] = {**_own(raw), "id": cells[place][0]["id"], "metadata": cells[place][0]["metadata"]}
            filled.add(place)
        else:
            kept.append(_as_text(cell))
    new["cells"] = [cell for place in cells for cell in place]
    if kept:
        text = "\n\n".join([KEPT.get(language), *kept])
        new["cells"].append({"cell_type": "markdown", "id": "kept", "metadata": {}, "source": text})
    return (json.dumps(new, ensure_ascii=False, indent=1) + "\n").encode()


def _key(cell: Cell) -> str:
    """What a cell is known by in every edition: its exercise, else its id."""
    return next((tag for tag in cell.tags if tag.startswith("exercise:")), cell.id)


def _is_exercise(cell: Cell) -> bool:
    return _key(cell).startswith("exercise:")


def _course_left_it(raw: Mapping[str, Any], given: Mapping[str, str]) -> bool:
    (cell,) = cells_of({"cells": [raw]})
    return given.get(cell.id) == digest(cell.source)


def _own(raw: dict[str, Any]) -> dict[str, Any]:
    """A cell of the learner's without what it has put out."""
    cell = copy.deepcopy(raw)
    cell.setdefault("id", f"own-{uuid.uuid4().hex[:8]}")
    if cell.get("cell_type") == "code":
        cell.update(outputs=[], execution_count=None)
    return cell


def _as_text(cell: Cell) -> str:
    """A cell as part of a Markdown cell; code in a fence that is longer than any in it."""
    if cell.type != "code":
        return cell.source
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", cell.source)), default=0))
    return f"{fence}python\n{cell.source}\n{fence}"
