"""What happened when an answer was tried: one record for each call, one for each case."""

from dataclasses import dataclass
from typing import Any

from helpers.language import Text
from testcases.compare import Difference
from testcases.exercise import Case
from testcases.guard import TimeIsUpError


@dataclass(frozen=True)
class Call:
    """One call of an answer: copies of what went in and what came out, and what it did on the side.

    `returned` is made of plain values. `changed` names the arguments that are no longer as they were, `np.random` if
    its state was touched, and functions that were replaced; `forbidden` are those of them that an answer must leave
    alone. `raised` tells of the error.
    """

    arguments: tuple[Any, ...]
    returned: Any = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    raised: tuple[Text, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether this looks like a function that nobody has written yet."""
        if self.error is not None:
            return issubclass(type(self.error), NotImplementedError)
        return (self.returned is None or self.returned is Ellipsis) and not self.changed

    @property
    def timed_out(self) -> bool:
        """Whether it was stopped because its time was over."""
        return issubclass(type(self.error), TimeIsUpError)


@dataclass(frozen=True)
class Step:
    """One call of a case beside the reference's: what should have come back, and how it was wrong (None: it was not).

    Each call is made with the arguments that the reference was given: after a wrong call the case goes on with the
    right result, so that what is said of a later call is true of that call.
    """

    call: Call
    expected: Any
    difference: Difference | None = None

    @property
    def right(self) -> bool:
        """Whether the right thing came back."""
        return self.difference is None and self.call.error is None


@dataclass(frozen=True)
class Outcome:
    """How a case ended: all right, or wrong at call number `step` of `steps`, and how; `tried` are all its calls."""

    case: Case
    step: int = 0
    steps: int = 0
    call: Call | None = None
    difference: Difference | None = None
    tried: tuple[Step, ...] = ()

    @property
    def right(self) -> bool:
        """Whether every call of the case was right."""
        return self.call is None

    @property
    def timed_out(self) -> bool:
        """Whether the time was over before the case was."""
        return bool(self.tried) and self.tried[-1].call.timed_out
