"""What a validation found wrong, in a form that a person can act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `where` (file and cell), `what` (one sentence), and what was expected and got."""

    where: str
    what: str
    expected: str = ""
    got: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}"]
        lines += [
            f"  {label}\n" + "\n".join(f"    {line}" for line in text.splitlines())
            for label, text in (("expected", self.expected), ("got", self.got))
            if text
        ]
        return "\n".join(lines)


def cell_name(path: str, index: int, cell_id: str | None) -> str:
    """Name a cell as a reader finds it: its place from 1 among all cells, and its id."""
    return f"{path}, cell {index + 1}" + (f" ({cell_id})" if cell_id else "")
