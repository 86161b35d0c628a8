"""The calls of an unnamed answer, taken apart for the findings: which arrays of which results are right."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from testcases.compare import first_difference
from testcases.exercise import Exercise, Function
from testcases.leaves import Path, is_right, leaves
from testcases.outcome import Outcome, Step
from testcases.trying import asked

SLOT = re.compile(r"(d?[Wb])(\d+)")  # W1, db2: a kind and a layer


@dataclass(frozen=True)
class Leaf:
    """One array of a result: the call it belongs to, the output and the key there, what was due and what came."""

    step: Step
    output: str
    path: Path
    expected: np.ndarray
    returned: np.ndarray | None
    given: np.ndarray | None  # what the argument of the output's name held in its place

    @cached_property
    def right(self) -> bool:
        """Whether the right numbers came back."""
        return is_right(self.expected, self.returned)

    @property
    def slot(self) -> tuple[str, int] | None:
        """The kind and the layer that the key names, such as ("dW", 2)."""
        match = SLOT.fullmatch(str(self.path[-1])) if self.path else None
        return (match[1], int(match[2])) if match else None


@dataclass(frozen=True)
class Evidence:
    """All calls of all cases, and the answer itself."""

    exercise: Exercise
    outcomes: tuple[Outcome, ...]
    answer: Function

    @cached_property
    def steps(self) -> list[Step]:
        """The calls one after the other; each was given right arguments, whatever came back before."""
        return [step for outcome in self.outcomes for step in outcome.tried]

    @cached_property
    def comparable(self) -> bool:
        """Whether there is one right result, to which every call gave one to compare."""
        return self.exercise.differs is first_difference and all(step.call.error is None for step in self.steps)

    @cached_property
    def well_formed(self) -> bool:
        """Whether what came back was made as it should be, so that only numbers or words are wrong."""
        results = [(step.expected, step.call.returned) for step in self.steps if step.call.error is None]
        return all(
            isinstance(returned, str) if isinstance(due, str) else leaves(returned).keys() == leaves(due).keys()
            for due, returned in ((asked(self.exercise, due, returned), returned) for due, returned in results)
        )

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The arrays of all results."""
        return [leaf for step in self.steps for leaf in self._of(step)] if self.comparable else []

    def _of(self, step: Step) -> Iterator[Leaf]:
        returns = self.exercise.returns
        names = self.exercise.argument_names
        returned = leaves(step.call.returned)
        for path, expected in leaves(asked(self.exercise, step.expected, step.call.returned)).items():
            output, inside = (returns, path) if isinstance(returns, str) else (returns[path[0]], path[1:])
            given = leaves(step.call.arguments[names.index(output)]).get(inside) if output in names else None
            yield Leaf(step, output, inside, expected, returned.get(path), given)

    @cached_property
    def wrong_outputs(self) -> list[str]:
        """The outputs that are wrong somewhere, in their order."""
        return list(dict.fromkeys(leaf.output for leaf in self.leaves if not leaf.right))

    @cached_property
    def largest_calls(self) -> list[Step]:
        """The calls that ended without an error, those with the most arrays first: there most is to be seen."""
        ended_well = [step for step in self.steps if step.call.error is None]
        return sorted(ended_well, key=lambda step: -len(leaves(step.expected)))

    def scalars(self, step: Step) -> dict[str, float]:
        """The arguments of a call that are numbers."""
        values = self._defaults | dict(zip(self.exercise.argument_names, step.call.arguments, strict=False))
        return {
            name: value
            for name, value in values.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        parameters = inspect.signature(self.exercise.reference).parameters
        return {name: parameter.default for name, parameter in parameters.items()}

    def by_call(self, output: str) -> list[list[Leaf]]:
        """The arrays of an output, call by call."""
        found: dict[int, list[Leaf]] = {}
        for leaf in self.leaves:
            if leaf.output == output:
                found.setdefault(id(leaf.step), []).append(leaf)
        return list(found.values())


def together(arrays: list[Any]) -> np.ndarray:
    """All numbers of several arrays, one after the other."""
    return np.concatenate([np.ravel(array).astype(float) for array in arrays] or [np.zeros(0)])
