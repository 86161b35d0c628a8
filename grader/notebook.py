"""Reads a notebook that a stranger has handed in: strict JSON, with limits, without Jupyter's libraries."""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from grader.cells import Cell
from grader.visible import visible
from helpers.language import Text

MAX_BYTES = 20 * 2**20  # of a file; a notebook with a dozen large pictures has 5 MB
MAX_VALUES = 2_000_000  # brackets and commas: each value costs memory, whatever the size of the file
MAX_CODE_CELLS = 1_000
MAX_CODE = 2**20  # characters in all code cells together

TOO_LARGE = Text(
    "the file is larger than {limit} MB: clear the outputs and save it again",
    "文件超过 {limit} MB：请清除输出后重新保存",
)
TOO_MANY = Text(
    "the file holds more than {limit} values: clear the outputs and save it again",
    "文件中的值超过 {limit} 个：请清除输出后重新保存",
)
EMPTY = Text("the file is empty", "文件是空的")
NOT_UTF8 = Text(
    "the file is not UTF-8 text (byte {place}): save it again from Jupyter",
    "文件不是 UTF-8 文本（第 {place} 字节）：请在 Jupyter 中重新保存",
)
UTF16 = Text(
    "the file is UTF-16 text; a notebook is UTF-8: save it again from Jupyter",
    "文件是 UTF-16 文本，而笔记本应为 UTF-8：请在 Jupyter 中重新保存",
)
CUT_OFF = Text("the file is cut off: it ends before the notebook does", "文件不完整：内容在笔记本结束之前就中断了")
NOT_JSON = Text(
    "the file is not a notebook: no JSON at line {line}, column {column}",
    "文件不是笔记本：第 {line} 行第 {column} 列不是 JSON",
)
BAD_NUMBER = Text("the file holds a number with thousands of digits", "文件中有一个长达数千位的数字")
TOO_DEEP = Text("the file is nested too deeply to be a notebook", "文件的嵌套层数太多，不是正常的笔记本")
TWICE = Text(
    "the entry {key} stands twice in one place: which one counts?", "同一处出现了两个 {key}，无法确定以哪个为准"
)
NO_NOTEBOOK = Text(
    "the file is JSON but not a notebook: it has no list of cells", "文件是 JSON，但不是笔记本：没有单元格列表"
)
OLD_FORMAT = Text(
    "the notebook has format {version}, not 4: open it in Jupyter and save it once",
    "笔记本的格式是 {version}，不是 4：请在 Jupyter 中打开并保存一次",
)
TOO_MANY_CELLS = Text("more than {limit} code cells", "代码单元格超过 {limit} 个")
TOO_MUCH_CODE = Text("more than {limit} characters of code", "代码超过 {limit} 个字符")

BOM = Text("the file starts with a byte-order mark, which was passed over", "文件以字节顺序标记（BOM）开头，已忽略")
CONSTANTS = Text("{names} in the file is no JSON; it was passed over", "文件中的 {names} 不是合法的 JSON，已忽略")
SAME_ID = Text("{count} cells share the id {id}", "有 {count} 个单元格的 id 同为 {id}")
NO_CELL = Text(
    "item {number} in the list of cells is no cell and was left out", "列表中的第 {number} 项不是单元格，已略过"
)
HALF_CHARACTER = Text(
    "code cell {number} holds half of a character, which was replaced by \ufffd",
    "代码单元格 {number} 含有不完整的字符，已替换为 \ufffd",
)

# Definitions at a cell's left margin; a line such as `%matplotlib` beside them keeps a real parser from reading it.
DEFINITION = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)

HALF = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """A file cannot be read as a notebook; the only argument is a Text that says why."""

    @property
    def reason(self) -> Text:
        """Why, in both languages."""
        return self.args[0]


@dataclass(frozen=True)
class Notebook:
    """What grading needs of a notebook: the lesson that its metadata names ("": none), code cells, what was odd."""

    lesson: str
    cells: tuple[Cell, ...]
    notes: tuple[Text, ...]


def read_notebook(data: bytes) -> Notebook:
    r"""Read a notebook from the bytes of its file.

    Parameters
    ----------
    data : bytes
        All of the file.

    Raises
    ------
    UnreadableError
        If it is not a notebook of format 4, or above a limit.

    Example
    -------
    >>> read_notebook(b"{}")
    Traceback (most recent call last):
    ...
    grader.notebook.UnreadableError: the file is JSON but not a notebook: it has no list of cells
    """
    notes: list[Text] = []
    notebook = _json(_text(data, notes), notes)
    if not isinstance(notebook, dict):
        raise UnreadableError(NO_NOTEBOOK)
    version = notebook.get("nbformat")
    if "worksheets" in notebook or (isinstance(version, int) and version != 4):
        raise UnreadableError(OLD_FORMAT.format(version=visible(str(version))[:20]))
    if not isinstance(notebook.get("cells"), list):
        raise UnreadableError(NO_NOTEBOOK)
    return Notebook(_lesson(notebook), _code_cells(notebook["cells"], notes), tuple(notes))


def _text(data: bytes, notes: list[Text]) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadableError(TOO_LARGE.format(limit=MAX_BYTES // 2**20))
    if not data.strip():
        raise UnreadableError(EMPTY)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        raise UnreadableError(UTF16)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        notes.append(BOM)
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MAX_VALUES:
        raise UnreadableError(TOO_MANY.format(limit=MAX_VALUES))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(NOT_UTF8.format(place=error.start + 1)) from None


def _json(text: str, notes: list[Text]) -> Any:
    constants: set[str] = set()

    def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for key, value in pairs:
            if key in entries:
                raise UnreadableError(TWICE.format(key=visible(repr(key[:40]))))
            entries[key] = value
        return entries

    try:
        found = json.loads(text, object_pairs_hook=without_duplicates, parse_constant=constants.add)
    except json.JSONDecodeError as error:
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            raise UnreadableError(CUT_OFF) from None
        raise UnreadableError(NOT_JSON.format(line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise UnreadableError(TOO_DEEP) from None
    except ValueError:  # Python refuses to convert it, because that takes quadratic time
        raise UnreadableError(BAD_NUMBER) from None
    if constants:
        notes.append(CONSTANTS.format(names=", ".join(sorted(constants))))
    return found


def _lesson(notebook: dict[str, Any]) -> str:
    place: Any = notebook
    for step in ("metadata", "descent", "lesson"):
        place = place.get(step) if isinstance(place, dict) else None
    return place if isinstance(place, str) else ""


def _code_cells(listed: list[Any], notes: list[Text]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    ids: dict[str, int] = {}
    strange: list[int] = []
    halved: list[int] = []
    for position, item in enumerate(listed, start=1):
        source = item.get("source") if isinstance(item, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str) or not isinstance(item.get("cell_type"), str):
            strange.append(position)
            continue
        cell_id = item["id"] if isinstance(item.get("id"), str) else ""
        if cell_id:
            ids[cell_id] = ids.get(cell_id, 0) + 1
        if item["cell_type"] == "code":
            whole = source if source.isascii() else HALF.sub("\ufffd", source)
            cells.append(Cell(cell_id, whole, _exercise(item.get("metadata"))))
            if whole != source:
                halved.append(len(cells))
    if len(cells) > MAX_CODE_CELLS:
        raise UnreadableError(TOO_MANY_CELLS.format(limit=MAX_CODE_CELLS))
    if sum(len(cell.source) for cell in cells) > MAX_CODE:
        raise UnreadableError(TOO_MUCH_CODE.format(limit=MAX_CODE))
    notes += [NO_CELL.format(number=number) for number in strange[:3]]
    notes += [HALF_CHARACTER.format(number=number) for number in halved[:3]]
    shared = [(cell_id, count) for cell_id, count in ids.items() if count > 1]
    notes += [SAME_ID.format(count=count, id=visible(repr(cell_id[:64]))) for cell_id, count in shared[:3]]
    return tuple(cells)


def _exercise(metadata: Any) -> str | None:
    """The function that a cell's tag `exercise:<function>` names."""
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    texts = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    return next((tag.removeprefix("exercise:") for tag in texts if tag.startswith("exercise:")), None)


def defined_in(cell: Cell) -> frozenset[str]:
    """Return the names that a cell defines or assigns at its left margin."""
    names = (found[1] or found[2] for found in DEFINITION.finditer(cell.source))
    return frozenset(unicodedata.normalize("NFKC", name) for name in names)
