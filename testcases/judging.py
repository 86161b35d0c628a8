"""The judge: runs an answer beside the reference and names the mistake. Prints nothing, keeps nothing."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from helpers.language import Text
from testcases.compare import KIND, LENGTH, SHAPE, Difference, alike, first_difference, identical
from testcases.exercise import Case, Exercise, Function, Mistake
from testcases.outcome import Call, Outcome
from testcases.verdict import Status, Verdict

EARLIER_RESULT = Text("{where} of an earlier call, looked at again: {value}", "再看之前一次调用的 {where}：{value}")


def judge(exercise: Exercise, call: Function, seed: int = 0) -> Verdict:
    """Judge an answer on every case of an exercise.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    call : callable
        The answer: a learner's function, or a stand-in that runs it elsewhere. It is called with the reference's
        arguments, by position.
    seed : int
        Which cases to draw; 0 are the public ones.

    Returns
    -------
    Verdict
        Whether it passed, which groups of cases it got right, the first failing case, and the known mistake that
        does the same on every case.

    Example
    -------
    >>> from testcases import EXERCISES
    >>> verdict = judge(EXERCISES["effective_window"], lambda beta: 1 / beta)
    >>> verdict.passed, verdict.mistake.name.en
    (False, '1 / β instead of 1 / (1 − β)')
    """
    with np.errstate(all="ignore"):
        outcomes = tuple(try_cases(exercise, call, seed))
        groups = {outcome.case.group: True for outcome in outcomes}
        for outcome in outcomes:
            groups[outcome.case.group] &= outcome.right
        wrong = next((outcome for outcome in outcomes if not outcome.right), None)
        if wrong is None:
            return Verdict(exercise, Status.PASSED, groups)
        if wrong is outcomes[0] and wrong.call is not None and wrong.call.unwritten:
            return Verdict(exercise, Status.NOT_YET, dict.fromkeys(groups, False), wrong)
        mistake = _known_mistake(exercise, outcomes, seed)
        steady = mistake is not None or same_throughout(exercise, outcomes, try_cases(exercise, call, seed))
        return Verdict(exercise, Status.WRONG, groups, wrong, mistake, steady)


class _CaseEndedError(Exception):
    """Leaves a case at its first wrong call."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def try_cases(exercise: Exercise, answer: Function, seed: int) -> Iterator[Outcome]:
    """Run the cases of a seed with an answer, one after the other."""
    return (_try(exercise, answer, case, expected) for case, expected in expectations(exercise, seed))


def _try(exercise: Exercise, answer: Function, case: Case, expected: tuple[Call, ...]) -> Outcome:
    """Run a case with an answer, up to the first call that is not as expected."""
    results: list[Any] = []
    calls: list[Call] = []

    def watched(*arguments: Any) -> Any:
        result, call = _make_call(exercise, answer, arguments)
        wrong = call.error is not None
        difference = None if wrong else _difference(exercise, expected[len(calls)].returned, call.returned)
        if not wrong and difference is None:
            difference = exercise.rule([*calls, call])
        if difference is None:
            difference = _overwritten(results, calls)
        if difference is None and case.group == "state":
            difference = _shared(result)
        results.append(result)
        calls.append(call)
        if wrong or difference is not None or (case.group == "inputs" and call.forbidden):
            raise _CaseEndedError(Outcome(case, len(calls), len(expected), call, difference))
        return result

    try:
        case.run(watched)
    except _CaseEndedError as ended:
        return ended.outcome
    return Outcome(case)


def _overwritten(results: list[Any], calls: list[Call]) -> Difference | None:
    """Where a result that an earlier call gave back has been changed since: answers only ever see copies of it."""
    for result, call in zip(results, calls, strict=True):
        difference = first_difference(call.returned, _plain(result), identical)
        if difference is not None:
            return replace(difference, aspect=EARLIER_RESULT)
    return None


def _shared(result: Any) -> Difference | None:
    """Where an array of a result shares memory with one before it: updated in place later, one would change both."""
    arrays = list(_arrays(result))
    for i, (path, array) in enumerate(arrays):
        for other_path, other in arrays[:i]:
            if np.shares_memory(array, other):
                return Difference(
                    path,
                    KIND,
                    Text(f"shares memory with {other_path}", f"与 {other_path} 共用内存"),
                    Text("an array of its own", "独立的数组"),
                )
    return None


def _arrays(value: Any, path: str = "") -> Iterator[tuple[str, np.ndarray]]:
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _arrays(item, f'{path}["{key}"]')
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _arrays(item, f"{path}[{i}]")


def _make_call(exercise: Exercise, answer: Function, arguments: tuple[Any, ...]) -> tuple[Any, Call]:
    """Call an answer with copies of the arguments; return its result and the record of the call."""
    before, given = _plain(arguments), _plain(arguments)
    # The global random state is what an answer must not touch; where it does, it is put back.
    random_state = np.random.get_state(legacy=False)  # noqa: NPY002
    result, error = None, None
    try:
        result = answer(*given)
    except (Exception, SystemExit) as raised:
        error = raised
    pairs = zip(exercise.argument_names, before, given, strict=False)
    changed = [name for name, old, new in pairs if first_difference(old, new, identical) is not None]
    if first_difference(random_state, np.random.get_state(legacy=False), identical) is not None:  # noqa: NPY002
        changed.append("np.random")
        np.random.set_state(random_state)  # noqa: NPY002
    forbidden = tuple(name for name in changed if name not in exercise.may_change)
    return result, Call(before, _plain(result), error, tuple(changed), forbidden)


def _plain(value: Any) -> Any:
    """A copy made of plain dicts, lists and tuples; what cannot be read or copied is kept as its type."""
    try:
        if isinstance(value, Mapping):
            return {key: _plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return (list if isinstance(value, list) else tuple)(map(_plain, value))
        return deepcopy(value)
    except Exception:  # a generator, a module, an object that refuses: none of them equals an expected value
        return type(value)


def _difference(exercise: Exercise, expected: Any, returned: Any) -> Difference | None:
    try:
        return exercise.differs(_asked(exercise, expected, returned), returned)
    except Exception:  # what a comparison cannot digest is not right
        return Difference("", KIND, type(returned).__name__, type(expected).__name__)


def _asked(exercise: Exercise, expected: Any, returned: Any) -> Any:
    """What an answer has to return: all that is expected, or that without the optional results if it left them out."""
    if exercise.optional and isinstance(expected, tuple | list) and isinstance(returned, tuple | list):
        asked = expected[: -exercise.optional]
        return asked if len(returned) == len(asked) else expected
    return expected


@lru_cache(maxsize=256)
def expectations(exercise: Exercise, seed: int) -> tuple[tuple[Case, tuple[Call, ...]], ...]:
    """Return the cases of a seed, each with what the reference made of its calls."""
    expected = []
    for case in exercise.cases(seed):
        calls: list[Call] = []

        def noted(*arguments: Any, calls: list[Call] = calls) -> Any:
            result, call = _make_call(exercise, exercise.reference, arguments)
            calls.append(call)
            return result

        case.run(noted)
        expected.append((case, tuple(calls)))
    return tuple(expected)


def _known_mistake(exercise: Exercise, outcomes: tuple[Outcome, ...], seed: int) -> Mistake | None:
    for mistake in exercise.mistakes:
        if same_throughout(exercise, outcomes, try_cases(exercise, mistake.function(), seed)):
            return mistake
    return None


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
    theirs = _asked(exercise, other.call.returned, one.call.returned)
    several_right = exercise.differs is not first_difference and not (one.difference and one.difference.exact)
    return several_right or first_difference(theirs, one.call.returned, alike) is None


def _broken_rule(outcome: Outcome) -> tuple[str, Text, Any] | None:
    """Which rule a result breaks, and where; each wrong shape or length is told from others."""
    difference = outcome.difference
    if difference is None:
        return None
    return difference.path, difference.aspect, difference.returned if difference.aspect in (SHAPE, LENGTH) else None
