"""Derive a notebook from a lesson's source: one language, with the solutions or without."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ci.source import BEGIN, END, Cell, LessonSource, SourceError
from helpers.language import Text
from testcases.course import LESSONS, Lesson

KEPT_TAGS = ("parameters", "setup", "check", "exercise")
TITLE = Text("# {number} · {title}\n\n*{minutes} minutes*", "# {number} · {title}\n\n*{minutes} 分钟*")
YOUR_CODE = Text("# Your code here (about {n} lines).", "# 在这里写你的代码（约 {n} 行）。")
YOUR_LINE = Text("# Your code here (about one line).", "# 在这里写你的代码（约一行）。")
PREVIOUS = Text("← {number} {title}", "← {number} {title}")
NEXT = Text("{number} {title} →", "{number} {title} →")
CONTENTS = Text("contents", "目录")


def derive(source: LessonSource, language: str, solved: bool) -> NotebookNode:
    """Return the notebook of a lesson in one language, without outputs.

    Parameters
    ----------
    source : LessonSource
        The lesson.
    language : str
        "en" or "zh".
    solved : bool
        Whether the solutions are in it. If not, each is replaced by `raise NotImplementedError`.

    Raises
    ------
    SourceError
        If a line of a solution also stands somewhere else in the code, where a learner would see it.
    """
    cells = [new_markdown_cell(_title(source.lesson).get(language), id="title")]
    for cell in source.cells:
        if cell.language in (None, language):
            cells.append(_notebook_cell(cell, language, solved))
    cells.append(new_markdown_cell(_navigation(source.lesson, language), id="navigation"))
    notebook = new_notebook(
        cells=cells,
        metadata={
            "descent": {
                "lesson": source.lesson.number,
                "language": language,
                "edition": "solution" if solved else "learner",
            },
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(notebook)
    if not solved:
        leaked = leaked_lines(source, notebook)
        if leaked:
            raise SourceError(
                f"{source.lesson.name}: a learner edition would show this line of a solution: {leaked[0]}"
            )
    return notebook


def notebook_path(lesson: Lesson, language: str, solved: bool) -> Path:
    """Return where an edition lives, relative to the `notebooks` folder."""
    folder = Path("solutions", language) if solved else Path(language)
    return folder / f"{lesson.name}.ipynb"


def leaked_lines(source: LessonSource, notebook: NotebookNode) -> list[str]:
    """Return the solution lines that stand in the code of a notebook.

    Lines that the stub or the prose of the source show on purpose do not count.
    """
    prose = " ".join(_squeezed(cell.source) for cell in source.cells if cell.kind == "markdown")
    stub: set[str] = set()
    secret: set[str] = set()
    for cell in source.cells:
        if cell.exercise:
            before, inside, after = split_at_markers(cell)
            stub.update(map(_squeezed, before + after))
            secret.update(map(_squeezed, inside))
    secret = {line for line in secret - stub if any(map(str.isalnum, line)) and line not in prose}
    code = [_squeezed(line) for cell in notebook.cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    return [line for line in code if line.removeprefix("# ") in secret]


def _squeezed(line: str) -> str:
    return " ".join(line.split())


def split_at_markers(cell: Cell) -> tuple[list[str], list[str], list[str]]:
    """Return the lines before, between and after the markers of an exercise's solution."""
    lines = cell.source.splitlines()
    stripped = [line.strip() for line in lines]
    begin, end = stripped.index(BEGIN), stripped.index(END)
    return lines[:begin], lines[begin + 1 : end], lines[end + 1 :]


def _notebook_cell(cell: Cell, language: str, solved: bool) -> NotebookNode:
    if cell.kind == "markdown":
        return new_markdown_cell(cell.source, id=cell.name)
    text = cell.source
    if "parameters" in cell.tags:
        text = text.replace('language = "en"', f'language = "{language}"')
    if cell.exercise is not None:
        before, inside, after = split_at_markers(cell)
        text = "\n".join([*before, *(inside if solved else _stub(inside, language)), *after])
    tags = [tag for tag in cell.tags if tag.partition(":")[0] in KEPT_TAGS]
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    return new_code_cell(text, id=cell.name, metadata=metadata)


def _stub(solution: list[str], language: str) -> list[str]:
    written = [line for line in solution if line.strip() and not line.strip().startswith("#")]
    indent = written[0][: len(written[0]) - len(written[0].lstrip())]
    invitation = YOUR_LINE if len(written) == 1 else YOUR_CODE.format(n=len(written))
    return [indent + invitation.get(language), indent + "raise NotImplementedError"]


def _title(lesson: Lesson) -> Text:
    return TITLE.format(number=lesson.number, title=lesson.title, minutes=lesson.minutes)


def _navigation(lesson: Lesson, language: str) -> str:
    def link(text: Text, to: Lesson) -> str:
        return f"[{text.format(number=to.number, title=to.title).get(language)}]({to.name}.ipynb)"

    parts = [link(PREVIOUS, before) for before, here in pairwise(LESSONS) if here == lesson]
    parts.append(link(CONTENTS, LESSONS[0]))
    parts += [link(NEXT, after) for here, after in pairwise(LESSONS) if here == lesson]
    return "---\n" + " | ".join(parts)
