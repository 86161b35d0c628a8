"""What an exercise is: its reference, its cases, its known mistakes, its hints. Declared once, read by everybody."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.language import Text
from testcases.compare import Difference, first_difference

if TYPE_CHECKING:
    from testcases.outcome import Call

Function = Callable[..., Any]

# A case belongs to one of these groups; an exercise's points are shared equally among the groups it uses.
GROUPS = {
    "basics": Text("basics", "基本"),
    "state": Text("several calls", "多次调用"),
    "edges": Text("edge cases", "边界情形"),
    "inputs": Text("inputs left alone", "不改动输入"),
}


class Work(IntEnum):
    """How much there is to write in an exercise; the value is how many mistakes it has to know by name at least."""

    FORMULA = 4  # a line or two, no loop
    LOOP = 10  # over layers, steps or batches
    METHOD = 15  # mini-batches, momentum, RMSprop, Adam


@dataclass(frozen=True)
class Case:
    """One situation in which an answer is tried.

    `run(call)` calls the answer once or more (several steps feed results back in), changes nothing that it gives or
    gets, and is the same for the reference, the learner's function, a known mistake and a function in another process.
    """

    name: Text
    group: str
    run: Callable[[Function], object]

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"group must be one of {', '.join(GROUPS)}; got {self.group!r}")


def once(*arguments: Any) -> Callable[[Function], object]:
    """Return the `run` of a case that is a single call with these arguments."""
    return lambda call: call(*arguments)


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer: a small implementation, a name, advice, and the section of the lesson to read again.

    With `fresh=True`, `implementation` is a factory: it is called for a new function before each run, for mistakes
    that keep state between calls.
    """

    name: Text
    implementation: Function
    advice: Text
    where: Text
    fresh: bool = False

    def function(self) -> Function:
        """Return the wrong implementation, ready to be called."""
        return self.implementation() if self.fresh else self.implementation


@dataclass(frozen=True)
class Equivalent:
    """A wrong answer that does on every case what a known mistake does, and so gets its name; `reason` says why.

    `same_as` is that mistake's English name.
    """

    implementation: Function
    same_as: str
    reason: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """One function that learners write, and all that is known about it.

    Parameters
    ----------
    reference : the right answer; its name is the exercise's name, its signature the learner's
    draw : rng -> cases; public cases come from a fixed seed, hidden ones from an instructor's
    mistakes : the known mistakes, each of which the cases must reject
    hints : from a nudge to nearly the line
    why : one sentence on why the solution is as it is
    test_case : the public `<function>_test_case()`, inputs to play with
    returns : what is returned: one name, or the names of a tuple's items in order
    work : how much there is to write, which says how many mistakes there have to be
    equivalents : further wrong answers, which no case can tell from a known mistake
    optional : how many of the last of these an answer may leave out
    may_change : arguments that an answer may update in place, because they are what it returns
    differs : (expected, returned) -> Difference or None; give your own where many answers are right
    rule : calls of a case so far, the newest last -> Difference or None; for what depends on the arguments or must hold
        from one call to the next, such as that a seed gives the same result again
    """

    reference: Function
    draw: Callable[[np.random.Generator], Sequence[Case]]
    mistakes: tuple[Mistake, ...]
    hints: tuple[Text, ...]
    why: Text
    test_case: Callable[[], Any]
    returns: str | tuple[str, ...]
    work: Work = Work.LOOP
    equivalents: tuple[Equivalent, ...] = ()
    optional: int = 0
    may_change: tuple[str, ...] = ()
    differs: Callable[[Any, Any], Difference | None] = first_difference
    rule: "Callable[[Sequence[Call]], Difference | None]" = lambda calls: None

    @property
    def name(self) -> str:
        """The name of the function that learners write."""
        return self.reference.__name__

    @cached_property
    def argument_names(self) -> tuple[str, ...]:
        """The reference's argument names, in order."""
        return tuple(inspect.signature(self.reference).parameters)

    def cases(self, seed: int = 0) -> tuple[Case, ...]:
        """Draw the cases of a seed; the same seed gives the same cases."""
        return tuple(self.draw(np.random.default_rng(seed)))
