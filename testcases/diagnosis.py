"""Which known mistake an answer makes, or which two."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from threading import Lock

from helpers.language import Text
from testcases.compare import alike, first_difference
from testcases.exercise import Exercise, Mistake
from testcases.leaves import Path, leaves, same
from testcases.outcome import Outcome, Step
from testcases.trying import asked, expectations, try_case, try_cases

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
    records = known(exercise, seed)
    for record in records:
        if same_throughout(exercise, outcomes, record.outcomes()):
            return record.mistake, None
    return _two_at_once(exercise, outcomes, records)


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


@lru_cache(maxsize=64)
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


def _broken_rule(outcome: Outcome) -> tuple[str, Text] | None:
    difference = outcome.difference
    return None if difference is None else (difference.path, difference.aspect)


# --- two at once ------------------------------------------------------------------------------------------------------


def _two_at_once(exercise: Exercise, outcomes: tuple[Outcome, ...], records: tuple[_Record, ...]) -> Pair:
    """Return the two mistakes that explain an answer together, each of them a wrong part that the other does not.

    In every call every array has to be what the one mistake gives or what the other gives. That finds mistakes that
    show in different arrays or in different cases: a wrong sign together with biases that stay, a wrong formula
    together with a last layer left out. It does not find two mistakes in the same array, such as swapped factors and a
    wrong sign of the same step, and it is not for exercises where many results are right.
    """
    ours = [step for outcome in outcomes for step in outcome.tried]
    if exercise.differs is not first_difference or any(step.call.error or step.call.forbidden for step in ours):
        return None, None
    every, right = (
        {(i, path) for i, step in enumerate(ours) for path in paths(step)} for paths in (_paths, _right_paths)
    )
    explained = []
    for record in _candidates(outcomes, records):
        theirs = [step for outcome in record.outcomes() for step in outcome.tried]
        parts = {(i, path) for i, pair in enumerate(zip(ours, theirs, strict=True)) for path in _paths_alike(*pair)}
        if not any(step.call.error or step.call.forbidden for step in theirs):
            explained.append((record.mistake, parts))
    pairs = [
        (len(parts) + len(more), one, other)
        for (one, parts), (other, more) in combinations(explained, 2)
        if parts | more == every and parts - more - right and more - parts - right
    ]
    # The closest ones: "the biases do not move" rather than "only the weights are updated" where v is right.
    _, *two = max(pairs, key=lambda pair: pair[0], default=(0, None, None))
    return two[0], two[1]


def _candidates(outcomes: tuple[Outcome, ...], records: tuple[_Record, ...]) -> list[_Record]:
    """The mistakes that share a wrong array with an answer in the wrong case with the most arrays.

    One case of each mistake tells: to run all cases of all mistakes would take longer than anybody waits.
    """
    telling = max(
        (outcome for outcome in outcomes if not outcome.right), key=lambda outcome: len(_paths(outcome.tried[0]))
    )
    i = outcomes.index(telling)
    return [
        record
        for record in records
        if any(
            _paths_alike(mine, theirs) - _right_paths(mine)
            for mine, theirs in zip(telling.tried, record.outcome(i).tried, strict=True)
        )
    ]


def _paths(step: Step) -> set[Path]:
    return set(leaves(step.call.returned))


def _right_paths(step: Step) -> set[Path]:
    expected = leaves(step.expected)
    return {path for path, array in leaves(step.call.returned).items() if same(array, expected.get(path))}


def _paths_alike(one: Step, other: Step) -> set[Path]:
    theirs = leaves(other.call.returned)
    return {path for path, array in leaves(one.call.returned).items() if same(array, theirs.get(path))}


# --- the most similar one ---------------------------------------------------------------------------------------------


def most_like(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Iterator[Text]:
    """Name the mistake whose results most of the wrong calls have, if there is one and it is one alone."""
    ours = [step for outcome in outcomes for step in outcome.tried]
    wrong = [i for i, step in enumerate(ours) if not step.right]
    if exercise.differs is not first_difference or any(ours[i].call.error for i in wrong):
        return
    counts = {}
    for record in _candidates(outcomes, known(exercise, seed)):
        theirs = [step for outcome in record.outcomes() for step in outcome.tried]
        counts[record] = sum(_same_call(ours[i], theirs[i]) for i in wrong)
    most = max(counts.values(), default=0)
    best = [record.mistake for record, count in counts.items() if count == most]
    if most >= max(ALIKE, SHARE * len(wrong)) and len(best) == 1:
        text = IN_ALL if most == len(wrong) else MOST_LIKE
        yield text.format(count=most, wrong=len(wrong), name=best[0].name, advice=best[0].advice)


def _same_call(one: Step, other: Step) -> bool:
    if other.right or other.call.error is not None:
        return False
    return first_difference(other.call.returned, one.call.returned, alike) is None
