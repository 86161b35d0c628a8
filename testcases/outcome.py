"""What happened when an answer was tried: one record for each call, one for each case."""

from dataclasses import dataclass
from typing import Any

from testcases.compare import Difference
from testcases.exercise import Case


@dataclass(frozen=True)
class Call:
    """One call of an answer: copies of what went in and what came out, and what it did on the side.

    `changed` names the arguments that are no longer as they were, and `np.random` if its state was touched;
    `forbidden` are those of them that an answer must leave alone.
    """

    arguments: tuple[Any, ...]
    returned: Any = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether this looks like a function that nobody has written yet."""
        if self.error is not None:
            return isinstance(self.error, NotImplementedError)
        return (self.returned is None or self.returned is Ellipsis) and not self.changed


@dataclass(frozen=True)
class Outcome:
    """How a case ended: all right, or wrong at call number `step` of `steps`, and how."""

    case: Case
    step: int = 0
    steps: int = 0
    call: Call | None = None
    difference: Difference | None = None

    @property
    def right(self) -> bool:
        """Whether every call of the case was right."""
        return self.call is None
