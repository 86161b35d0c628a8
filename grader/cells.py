"""A notebook's code cells, and what of them is plain Python."""

import ast
import re
import tokenize
from dataclasses import dataclass
from io import StringIO


@dataclass(frozen=True)
class Cell:
    """A code cell: its id, its source, and the exercise that it is marked as the answer to, if any."""

    id: str
    source: str
    exercise: str | None = None


# Of these cell magics the rest of the cell is Python that runs; of all others it is something else.
TRANSPARENT = re.compile(r"%%(time|timeit|capture|prun)\b")
SHELL = re.compile(r"\s*(?:[!%?]|[\w.]+\?{1,2}\s*$|[\w, .\[\]]+=\s*[!%])")


def plain_python(source: str) -> tuple[str, tuple[int, ...]]:
    """Take IPython's own lines (`!`, `%`, `?`) out of a cell; the other lines keep their numbers.

    Returns
    -------
    (str, tuple of int)
        The source with `pass` in the place of such lines, and their numbers, from 1.

    Example
    -------
    >>> plain_python("%matplotlib inline\\nx = 5 % 3")
    ('pass\\nx = 5 % 3', (1,))
    """
    if _parses(source):
        return source, ()
    lines = source.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines and lines[first].startswith("%%") and not TRANSPARENT.match(lines[first]):
        return "pass", tuple(range(1, len(lines) + 1))
    skipped = []
    for i, line in enumerate(lines):
        if SHELL.match(line) and not _parses(line.strip()) and not _is_open("\n".join(lines[:i])):
            lines[i] = line[: len(line) - len(line.lstrip())] + "pass"
            skipped.append(i + 1)
    return "\n".join(lines), tuple(skipped)


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # ValueError: a null character
        return False
    return True


def _is_open(source: str) -> bool:
    """Whether a bracket or a string goes on beyond these lines: what follows is then no line of its own."""
    if source.endswith("\\"):
        return True
    try:
        for _ in tokenize.generate_tokens(StringIO(source + "\n").readline):
            pass
    except tokenize.TokenError as error:
        return "EOF" in str(error)
    except (SyntaxError, ValueError):
        return False
    return False
