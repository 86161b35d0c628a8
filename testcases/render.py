"""Show the course's messages: HTML in Jupyter, plain text in a terminal."""

import html
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from helpers.language import Text
from testcases.raised import RAISED, RAISED_AT
from testcases.verdict import DIAGNOSIS, KNOWN, SECOND, Status
from testcases.wording import CALLED, EXPECTED, RETURNED

# Readable on a light and on a dark page: the text keeps the page's own colour, only the edge and a tint are ours.
COLOURS = {Status.PASSED: "#009E73", Status.NOT_YET: "#0072B2", Status.WRONG: "#D55E00"}
TINT = "background:rgba(127,127,127,.12);border-radius:3px"
CODE_FONT = "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,.95em)"
OWN_WIDTH = "margin:0;width:auto;float:none"  # Jupyter's own style sheet floats a list's terms at a fifth of the width
# A line that begins with a label, such as "Returned: 3", is a row of a table; a label is no sentence.
LABELLED = re.compile(r"(?P<label>[^:：.。?？=(\[{\"'`]{1,40})[:：]\s*(?P<what>\S.*)", re.DOTALL)
CODE_LINES = (CALLED, RETURNED, EXPECTED, RAISED, RAISED_AT)
FINDINGS = (DIAGNOSIS, SECOND, KNOWN)


class Part(Protocol):
    """A piece of a message that is more than a line; `str(part)` is its plain text."""

    def html(self) -> str:
        """The same for a notebook, everything in it escaped."""


@dataclass(frozen=True)
class Codes:
    """Pieces of code, each with a title: side by side where the page is wide enough, else one below the other."""

    pieces: tuple[tuple[Text, str], ...]

    def __str__(self) -> str:
        return "\n\n".join(f"{title}:\n{code}" for title, code in self.pieces)

    def html(self) -> str:
        """Columns that wrap; a line too long for its column is scrolled."""
        columns = (
            f'<div style="flex:1 1 20em;min-width:0"><div style="opacity:.75">{html.escape(str(title))}</div>'
            f'<pre style="{TINT};margin:4px 0 0;padding:8px 10px;overflow-x:auto;white-space:pre">'
            f'<code style="background:none;padding:0;white-space:pre">{html.escape(code)}</code>'
            "</pre></div>"
            for title, code in self.pieces
        )
        return f'<div style="display:flex;flex-wrap:wrap;gap:8px 16px;margin-top:8px">{"".join(columns)}</div>'


class Message:
    """Lines and other parts that a notebook shows as a box with a coloured edge, and a terminal as plain text.

    A first part that is a line is the headline. The language is that of the moment when the message is made.
    """

    def __init__(self, parts: Sequence[Text | Part], status: Status = Status.NOT_YET) -> None:
        self.status = status
        self._text = "\n".join(map(str, parts))
        body, rest = "", parts
        if isinstance(parts[0], Text):
            body, rest = f"<strong>{html.escape(str(parts[0]))}</strong>", parts[1:]
        for is_text, run in groupby(rest, key=lambda part: isinstance(part, Text)):
            pieces = list(run)
            body += _table(pieces) if is_text else "".join(_html(piece) for piece in pieces)
        style = f"border-left:4px solid {COLOURS[status]};padding:4px 12px;line-height:1.5"
        self._html = f'<div role="status" style="{style}">{body}</div>'

    def __str__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self._text, "text/html": self._html}


def _html(part: Text | Part) -> str:
    return _row(str(part)) if isinstance(part, Text) else part.html()


def _table(lines: Sequence[Text | Part]) -> str:
    rows = "".join(map(_html, lines))
    style = "display:grid;grid-template-columns:fit-content(12em) minmax(0,1fr);gap:2px 12px;margin:6px 0 2px"
    return f'<dl style="{style}">{rows}</dl>'


def _row(line: str) -> str:
    labelled = LABELLED.fullmatch(line)
    if labelled is None:
        return f'<dd style="grid-column:1/-1;{OWN_WIDTH};white-space:pre-wrap">{html.escape(line)}</dd>'
    label, what = html.escape(labelled["label"]), html.escape(labelled["what"])
    term = f"{OWN_WIDTH};font-weight:normal;opacity:.75"
    definition = f"{OWN_WIDTH};white-space:pre-wrap;overflow-wrap:anywhere"
    if _begins_as(line, *CODE_LINES):
        definition += f";{CODE_FONT}"
    if _begins_as(line, *FINDINGS):
        term, definition = f"{term};font-weight:bold;opacity:1;padding:4px 0", f"{definition};{TINT};padding:4px 8px"
    return f'<dt style="{term}">{label}</dt><dd style="{definition}">{what}</dd>'


def _begins_as(line: str, *templates: Text) -> bool:
    return line.startswith(tuple(str(template).partition("{")[0] for template in templates))


def shell() -> Any:
    """Return the IPython shell that we run in, as every notebook does, or None."""
    ipython = sys.modules.get("IPython")  # who runs in it has loaded it; nobody else needs to
    return None if ipython is None else ipython.get_ipython()


def show(message: Message) -> None:
    """Show a message where the learner is."""
    if shell() is None:
        print(message)
    else:
        from IPython.display import display

        display(message)
