"""Which known mistake an answer makes, or which two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from threading import Lock
from typing import Any

from helpers.language import Text
from testcases.compare import LENGTH, NUMBERS, SHAPE, alike, first_difference
from testcases.exercise import Exercise, Mistake
from testcases.leaves import Path, leaves, same
from testcases.outcome import Outcome, Step
from testcases.trying import asked, expectations, try_case, try_cases

MOST_LIKE = Text(
    "In {count} of {wrong} wrong calls it does the same as this mistake: {name}. {advice}",
    "在 {wrong} 次出错的调用中，有 {count} 次与这个错误的结果相同：{name}。{advice}",
)
IN_ALL = Text(
    "Wherever it is wrong, it does the same as this mistake: {name}. {advice}",
    "凡是出错的地方，结果都与这个错误相同：{name}。{advice}",
)
ALIKE, SHARE = 3, 2 / 3  # so many wrong calls at least, and such a share of them, to be called alike


@dataclass(frozen=True)
class Diagnosis:
    """The known mistake that an answer makes, another one beside it, or remarks on the most similar one."""

    mistake: Mistake | None = None
    second: Mistake | None = None
    remarks: tuple[Text, ...] = ()


def diagnose(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Diagnosis:
    """Look for the mistake that does the same in every case, for two that do so together, then for a similar one."""
    records = known(exercise, seed)
    for record in records:
        if same_throughout(exercise, outcomes, record.outcomes()):
            return Diagnosis(record.mistake)
    ours = [step for outcome in outcomes for step in outcome.tried]
    if exercise.differs is not first_difference or any(step.call.error is not None for step in ours):
        return Diagnosis()  # several results are right, or some have nothing to compare
    candidates = [
        (record.mistake, [step for outcome in record.outcomes() for step in outcome.tried])
        for record in _candidates(outcomes, records)
    ]
    return _two_at_once(ours, candidates) or Diagnosis(remarks=tuple(_most_like(ours, candidates)))


class _Record:
    """What a known mistake does in the cases of a seed; a case is run when it is first asked for.

    It is the same for every answer, so that a wrong answer costs comparisons and no runs after the first one. Only a
    mistake that keeps state needs all cases before the one that is asked for.
    """

    def __init__(self, exercise: Exercise, mistake: Mistake, seed: int) -> None:
        self.exercise, self.mistake, self.seed, self.lock = exercise, mistake, seed, Lock()
        self.done: dict[int, Outcome] = {}

    def outcomes(self) -> Iterator[Outcome]:
        """Run through the outcomes, from the first case to the last."""
        return map(self.outcome, range(len(expectations(self.exercise, self.seed))))

    def outcome(self, i: int) -> Outcome:
        """Return what happens in case number i."""
        with self.lock:
            if i not in self.done and self.mistake.fresh:
                self.done = dict(enumerate(try_cases(self.exercise, self.mistake.function(), self.seed)))
            elif i not in self.done:
                self.done[i] = try_case(self.exercise, self.mistake.implementation, self.seed, i)
            return self.done[i]


@lru_cache(maxsize=32)  # a seed of all exercises takes about 40 MB
def known(exercise: Exercise, seed: int) -> tuple[_Record, ...]:
    """Return the records of an exercise's mistakes, shared by all answers that are judged with a seed."""
    return tuple(_Record(exercise, mistake, seed) for mistake in exercise.mistakes)


def same_throughout(exercise: Exercise, ours: Iterable[Outcome], theirs: Iterable[Outcome]) -> bool:
    """Whether two answers did the same in every case; looks no further than the first case where they did not."""
    return all(_same(exercise, one, other) for one, other in zip(ours, theirs, strict=True))


def _same(exercise: Exercise, one: Outcome, other: Outcome) -> bool:
    """Whether two answers did the same in a case: both right, or wrong at the same call in the same way."""
    if one.call is None or other.call is None:
        return one.right and other.right
    if one.step != other.step or type(one.call.error) is not type(other.call.error):
        return False
    if one.call.error is not None:
        return True
    if one.call.forbidden != other.call.forbidden or _broken_rule(one) != _broken_rule(other):
        return False
    # Where many results are right, wrong ones are the same if they break the same rule at the same place.
    theirs = asked(exercise, other.call.returned, one.call.returned)
    several_right = exercise.differs is not first_difference and not (one.difference and one.difference.exact)
    return several_right or first_difference(theirs, one.call.returned, alike) is None


def _broken_rule(outcome: Outcome) -> tuple[str, Text, Any] | None:
    """Which rule a result breaks, and where; each wrong shape, length or type of numbers is told from others."""
    difference = outcome.difference
    if difference is None:
        return None
    return (
        difference.path,
        difference.aspect,
        difference.returned if difference.aspect in (SHAPE, LENGTH, NUMBERS) else None,
    )


# --- what comes near --------------------------------------------------------------------------------------------------


Candidates = list[tuple[Mistake, list[Step]]]


def _candidates(outcomes: tuple[Outcome, ...], records: tuple[_Record, ...]) -> list[_Record]:
    """The mistakes that share a wrong array with an answer in the wrong case with the most arrays.

    One case of each mistake tells: to run all cases of all mistakes would take longer than anybody waits.
    """
    wrong = [i for i, outcome in enumerate(outcomes) if not outcome.right]
    case = max(wrong, key=lambda i: len(_paths(outcomes[i].tried[0])))
    call = outcomes[case].step - 1
    ours = outcomes[case].tried[call]
    arrays = {path: leaves(ours.call.returned)[path] for path in _paths(ours) - _right_paths(ours)}
    found = []
    for record in records:
        theirs = leaves(record.outcome(case).tried[call].call.returned)
        if any(same(array, theirs.get(path)) for path, array in arrays.items()):
            found.append(record)
    return found


def _two_at_once(ours: list[Step], candidates: Candidates) -> Diagnosis | None:
    """Return the two mistakes that explain an answer together, each of them a wrong part that the other does not.

    In every call every array has to be what the one mistake gives or what the other gives. That finds mistakes that
    show in different arrays or in different cases: a wrong sign together with biases that stay, a wrong formula
    together with a last layer left out. It does not find two mistakes in the same array, such as swapped factors and a
    wrong sign of the same step, and it is not for exercises where many results are right.
    """
    if any(step.call.forbidden for step in ours):
        return None
    every, right = (
        {(i, path) for i, step in enumerate(ours) for path in paths(step)} for paths in (_paths, _right_paths)
    )
    explained = [
        (mistake, {(i, path) for i, pair in enumerate(zip(ours, theirs, strict=True)) for path in _paths_alike(*pair)})
        for mistake, theirs in candidates
        if not any(step.call.error is not None or step.call.forbidden for step in theirs)
    ]
    pairs = [
        (len(parts) + len(more), Diagnosis(one, other))
        for (one, parts), (other, more) in combinations(explained, 2)
        if parts | more == every and parts - more - right and more - parts - right
    ]
    # The closest ones: "the biases do not move" rather than "only the weights are updated" where v is right.
    return max(pairs, key=lambda pair: pair[0], default=(0, None))[1]


def _paths(step: Step) -> set[Path]:
    return set(leaves(step.call.returned))


def _right_paths(step: Step) -> set[Path]:
    expected = leaves(step.expected)
    return {path for path, array in leaves(step.call.returned).items() if same(array, expected.get(path))}


def _paths_alike(one: Step, other: Step) -> set[Path]:
    theirs = leaves(other.call.returned)
    return {path for path, array in leaves(one.call.returned).items() if same(array, theirs.get(path))}


def _most_like(ours: list[Step], candidates: Candidates) -> Iterator[Text]:
    """Name the mistake whose results most of the wrong calls have, if there is one and it is one alone."""
    wrong = [i for i, step in enumerate(ours) if not step.right]
    counts = [sum(_same_call(ours[i], theirs[i]) for i in wrong) for _, theirs in candidates]
    most = max(counts, default=0)
    if most >= max(ALIKE, SHARE * len(wrong)) and counts.count(most) == 1:
        mistake, _ = candidates[counts.index(most)]
        text = IN_ALL if most == len(wrong) else MOST_LIKE
        yield text.format(count=most, wrong=len(wrong), name=mistake.name, advice=mistake.advice)


def _same_call(one: Step, other: Step) -> bool:
    if other.right or other.call.error is not None:
        return False
    return first_difference(other.call.returned, one.call.returned, alike) is None
