"""Show the course's messages: HTML in Jupyter, plain text in a terminal."""

import html
import sys
from collections.abc import Sequence
from typing import Any

from helpers.language import Text
from testcases.verdict import Status

# Readable on a light and on a dark page: the text keeps the page's own colour, only the edge is coloured.
COLOURS = {Status.PASSED: "#009E73", Status.NOT_YET: "#0072B2", Status.WRONG: "#D55E00"}


class Message:
    """Lines of text that a notebook shows as a box with a coloured edge, and a terminal as they are."""

    def __init__(self, lines: Sequence[Text], status: Status = Status.NOT_YET, code: str = "") -> None:
        self.lines, self.status, self.code = [line.get() for line in lines], status, code

    def __str__(self) -> str:
        return "\n".join([*self.lines, *([self.code] if self.code else [])])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        headline, *rest = (html.escape(line) for line in self.lines)
        body = f"<strong>{headline}</strong>"
        if rest:
            body += '<pre style="white-space:pre-wrap;margin:4px 0 0;background:none">' + "\n".join(rest) + "</pre>"
        if self.code:
            body += f"<pre><code>{html.escape(self.code)}</code></pre>"
        style = f"border-left:4px solid {COLOURS[self.status]};padding:4px 12px"
        return {"text/plain": str(self), "text/html": f'<div role="status" style="{style}">{body}</div>'}


def show(message: Message) -> None:
    """Show a message where the learner is."""
    ipython = sys.modules.get("IPython")  # who runs in Jupyter has loaded it; nobody else needs to
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(message)
    else:
        print(message)
