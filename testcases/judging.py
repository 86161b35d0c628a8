"""The judge: runs an answer and the reference side by side and names the mistake. Prints nothing, keeps no state."""


from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from testcases.compare import Difference, first_difference
from testcases.exercise import Case, Exercise, Function, Mistake
from testcases.verdict import Status, Verdict


@dataclass(frozen=True)
class Call:
    """One call of an answer: copies of what went in and what came out, and what it did on the side."""

    arguments: tuple[Any, ...]
    returned: Any = None
    error: Exception | None = None
    changed: tuple[str, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether this looks like a function that nobody has written yet."""
        if self.error is not None:
            return isinstance(self.error, NotImplementedError)
        return (self.returned is None or self.returned is Ellipsis) and not self.changed


@dataclass(frozen=True)
class Outcome:
    """How a case ended: `step` is the first call that went wrong (from 1), or None where all were right."""

    case: Case
    step: int | None = None
    steps: int = 0
    call: Call | None = None
    difference: Difference | None = None


class _Stop(Exception):  # noqa: N818 - not an error: it ends a case at its first wrong call
    pass


@dataclass
class _Observer:
    """Stands between a case and an answer: copies what passes and stops at the first call that is not as expected."""

    exercise: Exercise
    answer: Function
    expected: tuple[Call, ...] | None = None
    strict: bool = False
    calls: list[Call] = field(default_factory=list)
    difference: Difference | None = None

    def __call__(self, *arguments: Any) -> Any:
        before = deepcopy(arguments)
        random_state = _random_state()
        result, error = None, None
        try:
            result = self.answer(*arguments)
        except Exception as raised:
            error = raised
        changed = [
            name
            for name, old, new in zip(self.exercise.argument_names, before, arguments, strict=False)
            if first_difference(old, new) is not None
        ]
        if _random_state() != random_state:
            changed.append("np.random")
        call = Call(before, _copied(result), error, tuple(changed))
        self.calls.append(call)
        if self.expected is not None and self._is_wrong(call):
            raise _Stop
        if error is not None:
            raise error
        return result

    def _is_wrong(self, call: Call) -> bool:
        assert self.expected is not None
        if call.error is not None:
            return True
        self.difference = self.exercise.differs(self.expected[len(self.calls) - 1].returned, call.returned)
        return self.difference is not None or (self.strict and bool(forbidden_changes(self.exercise, call)))


def forbidden_changes(exercise: Exercise, call: Call) -> tuple[str, ...]:
    """Names of what the call changed although an answer must leave it alone."""
    return tuple(name for name in call.changed if name not in exercise.may_change)


def judge(exercise: Exercise, call: Function, seed: int = 0) -> Verdict:
    """Judge an answer on every case of an exercise.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    call : callable
        The answer: a learner's function, or a stand-in that runs it elsewhere. It is called like the reference.
    seed : int
        Which cases to draw; 0 are the public ones.

    Returns
    -------
    Verdict
        Whether it passed, which groups of cases it got right, the first failing case, and the named mistake if
        the answer does the same as a known one on every case.
    """
    outcomes = _outcomes(exercise, call, seed)
    wrong = next((outcome for outcome in outcomes if outcome.step is not None), None)
    if wrong is None:
        return Verdict(exercise, Status.PASSED, _groups(outcomes))
    assert wrong.call is not None
    if wrong is outcomes[0] and wrong.step == 1 and wrong.call.unwritten:
        return Verdict(exercise, Status.NOT_YET, dict.fromkeys(_groups(outcomes), False))
    return Verdict(exercise, Status.WRONG, _groups(outcomes), wrong, _named_mistake(exercise, outcomes, seed))


def _outcomes(exercise: Exercise, answer: Function, seed: int) -> tuple[Outcome, ...]:
    outcomes = []
    for case, expected in _expectations(exercise, seed):
        observer = _Observer(exercise, answer, expected, strict=case.group == "inputs")
        try:
            case.run(observer)
        except _Stop:
            last = observer.calls[-1]
            outcomes.append(Outcome(case, len(observer.calls), len(expected), last, observer.difference))
        else:
            outcomes.append(Outcome(case))
    return tuple(outcomes)


@lru_cache(maxsize=256)
def _expectations(exercise: Exercise, seed: int) -> tuple[tuple[Case, tuple[Call, ...]], ...]:
    """The cases of a seed, each with the calls that the reference makes of it."""
    pairs = []
    for case in exercise.cases(seed):
        observer = _Observer(exercise, exercise.reference)
        case.run(observer)
        pairs.append((case, tuple(observer.calls)))
    return tuple(pairs)


@lru_cache(maxsize=256)
def _mistaken_outcomes(exercise: Exercise, seed: int) -> tuple[tuple[Mistake, tuple[Outcome, ...]], ...]:
    with np.errstate(all="ignore"):
        return tuple((mistake, _outcomes(exercise, mistake.function(), seed)) for mistake in exercise.mistakes)


def _named_mistake(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Mistake | None:
    for mistake, theirs in _mistaken_outcomes(exercise, seed):
        if all(_same(exercise, mine, known) for mine, known in zip(outcomes, theirs, strict=True)):
            return mistake
    return None


def _same(exercise: Exercise, mine: Outcome, known: Outcome) -> bool:
    if mine.step != known.step:
        return False
    if mine.call is None or known.call is None:
        return True
    if mine.call.error is not None or known.call.error is not None:
        return type(mine.call.error) is type(known.call.error)
    same_side_effects = forbidden_changes(exercise, mine.call) == forbidden_changes(exercise, known.call)
    return same_side_effects and first_difference(known.call.returned, mine.call.returned) is None


def _groups(outcomes: tuple[Outcome, ...]) -> dict[str, bool]:
    groups: dict[str, bool] = {}
    for outcome in outcomes:
        groups[outcome.case.group] = groups.get(outcome.case.group, True) and outcome.step is None
    return groups


def _random_state() -> tuple[Any, ...]:
    name, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)  # noqa: NPY002 - the state learners touch
    return name, keys.tobytes(), position, has_gauss, gauss


def _copied(result: Any) -> Any:
    """A copy that later in-place steps cannot reach; what cannot be copied is kept as it is."""
    try:
        return deepcopy(result)
    except Exception:  # generators, modules, hostile objects: none of them equals an expected value
        return result


