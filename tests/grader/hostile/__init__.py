"""Notebooks that attack: each answers right only where its attack worked, unless its `share` says otherwise."""

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """A notebook, its cells parted by lines of `# %%`; what it earns of the exercise; what the grader says of it.

    `{right}` stands for the right answer. `share` is what is earned; `says` stands in an error, a reason or a message.
    """

    source: str
    says: str = ""
    share: float = 0.0

    @property
    def cells(self) -> list[str]:
        """The sources of its cells."""
        return textwrap.dedent(self.source).replace("{right}", RIGHT).strip("\n").split("# %%\n")


# No definition: below an error in the same cell, it is not made.
RIGHT = "effective_window = lambda beta: 1 / (1 - beta)\n"
EPERM = "Operation not permitted"
