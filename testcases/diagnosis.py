"""Which known mistake an answer makes, or which two."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from threading import Lock
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.compare import LENGTH, NUMBERS, SHAPE, alike, first_difference
from testcases.exercise import Exercise, Mistake
from testcases.leaves import Path, leaves, same
from testcases.outcome import Outcome, Step
from testcases.trying import asked, try_cases

Pair = tuple[Mistake | None, Mistake | None]

MOST_LIKE = Text(
    "In {count} of {wrong} wrong calls it does the same as this mistake: {name}. {advice}",
    "在 {wrong} 次出错的调用中，有 {count} 次与这个错误的结果相同：{name}。{advice}",
)
IN_ALL = Text(
    "Wherever it is wrong, it does the same as this mistake: {name}. {advice}",
    "凡是出错的地方，结果都与这个错误相同：{name}。{advice}",
)
ALIKE, SHARE = 3, 2 / 3  # so many wrong calls at least, and such a share of them, to be called alike


def known_mistakes(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Pair:
    """Return the mistake that does the same in every case, or the two that do so together, or none."""
    records = _records(exercise, seed)
    for record in records:
        if same_throughout(exercise, outcomes, record.outcomes()):
            return record.mistake, None
    return _two_at_once(exercise, outcomes, records)


class _Record:
    """What a known mistake does in the cases of a seed; a case is run when it is first asked for.

    It is the same for every answer, so that a wrong answer costs comparisons and no runs after the first one.
    """

    def __init__(self, exercise: Exercise, mistake: Mistake, seed: int) -> None:
        self.exercise, self.mistake, self.seed, self.lock = exercise, mistake, seed, Lock()
        self._begin()

    def _begin(self) -> None:
        self.done: list[Outcome] = []
        self.rest = try_cases(self.exercise, self.mistake.function(), self.seed)

    def outcomes(self) -> Iterator[Outcome]:
        """Run through the outcomes, from the first case to the last."""
        i = 0
        while (outcome := self._outcome(i)) is not None:
            yield outcome
            i += 1

    def _outcome(self, i: int) -> Outcome | None:
        with self.lock:
            try:
                while len(self.done) <= i:
                    self.done.append(next(self.rest))
            except StopIteration:
                return None
            except BaseException:  # an interrupt in the middle of a case: some mistakes keep state, so from the start
                self._begin()
                raise
            return self.done[i]


@lru_cache(maxsize=64)
def _records(exercise: Exercise, seed: int) -> tuple[_Record, ...]:
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


# --- two at once ------------------------------------------------------------------------------------------------------


def _two_at_once(exercise: Exercise, outcomes: tuple[Outcome, ...], records: tuple[_Record, ...]) -> Pair:
    """Return the two mistakes that explain an answer together, each of them a wrong part that the other does not.

    In every call every array has to be what the one mistake gives or what the other gives. That finds mistakes that
    show in different arrays or in different cases: a wrong sign together with biases that stay, a wrong formula
    together with a last layer left out. It does not find two mistakes in the same array, such as swapped factors and a
    wrong sign of the same step, and it is not for exercises where many results are right. The cost is one comparison of
    each array with each mistake.
    """
    ours = [step for outcome in outcomes for step in outcome.tried]
    if exercise.differs is not first_difference or any(step.call.error or step.call.forbidden for step in ours):
        return None, None
    taken_apart = [leaves(step.call.returned) for step in ours]
    every = {(i, path) for i, found in enumerate(taken_apart) for path in found}
    right = _parts_alike(taken_apart, [step.expected for step in ours])
    explained = []
    for record in records:
        theirs = [step for outcome in record.outcomes() for step in outcome.tried]
        parts = _parts_alike(taken_apart, [step.call.returned for step in theirs])
        if parts and not any(step.call.error or step.call.forbidden for step in theirs):
            explained.append((record.mistake, parts))
    pairs = [
        (len(parts) + len(more), one, other)
        for (one, parts), (other, more) in combinations(explained, 2)
        if parts | more == every and parts - more - right and more - parts - right
    ]
    # The closest ones: "the biases do not move" rather than "only the weights are updated" where v is right.
    _, *two = max(pairs, key=lambda pair: pair[0], default=(0, None, None))
    return two[0], two[1]


def _parts_alike(ours: list[dict[Path, np.ndarray]], theirs: list[Any]) -> set[tuple[int, Path]]:
    """Which arrays of which calls are those of a mistake; none at all where its results are made otherwise."""
    parts = set()
    for i, (mine, result) in enumerate(zip(ours, theirs, strict=True)):
        other = leaves(result)
        if other.keys() - mine.keys() and len(other) <= len(mine):
            return set()
        parts |= {(i, path) for path, array in mine.items() if same(array, other.get(path))}
    return parts


# --- the most similar one ---------------------------------------------------------------------------------------------


def most_like(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Iterator[Text]:
    """Name the mistake whose results most of the wrong calls have, if there is one and it is one alone."""
    ours = [step for outcome in outcomes for step in outcome.tried]
    wrong = [i for i, step in enumerate(ours) if not step.right]
    if exercise.differs is not first_difference or any(ours[i].call.error for i in wrong):
        return
    counts = []
    for record in _records(exercise, seed):
        theirs = [step for outcome in record.outcomes() for step in outcome.tried]
        counts.append(sum(_same_call(ours[i], theirs[i]) for i in wrong))
    count = max(counts)
    if count >= max(ALIKE, SHARE * len(wrong)) and counts.count(count) == 1:
        mistake = exercise.mistakes[counts.index(count)]
        text = IN_ALL if count == len(wrong) else MOST_LIKE
        yield text.format(count=count, wrong=len(wrong), name=mistake.name, advice=mistake.advice)


def _same_call(one: Step, other: Step) -> bool:
    if other.right or other.call.error is not None:
        return False
    return first_difference(other.call.returned, one.call.returned, alike) is None
