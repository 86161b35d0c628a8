"""Trying an answer: every case of an exercise, call by call, beside the reference."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from helpers.language import Text
from helpers.random_state import RandomState
from testcases.compare import KIND, Difference, first_difference, identical
from testcases.exercise import Case, Exercise, Function
from testcases.guard import TimeIsUpError, put_back
from testcases.outcome import Call, Outcome, Step
from testcases.plain import plain
from testcases.raised import describe_error

EARLIER_RESULT = Text("{where} of an earlier call, looked at again: {value}", "再看之前一次调用的 {where}：{value}")
SHARES = Text("shares memory with {other}", "与 {other} 共用内存")
OF_ITS_OWN = Text("an array of its own", "独立的数组")

Region = AbstractContextManager[Any]


class _CaseEndedError(Exception):
    """Leaves a case whose time is over."""


def try_cases(exercise: Exercise, answer: Function, seed: int, region: Region | None = None) -> Iterator[Outcome]:
    """Run the cases of a seed with an answer, one after the other, until the time is over.

    `region` is entered wherever code of the answer's may run.
    """
    for i in range(len(expectations(exercise, seed))):
        outcome = try_case(exercise, answer, seed, i, region)
        yield outcome
        if outcome.timed_out:
            return


def try_case(exercise: Exercise, answer: Function, seed: int, i: int, region: Region | None = None) -> Outcome:
    """Run case number i with an answer, call by call."""
    (case, expected), region = expectations(exercise, seed)[i], region or nullcontext()
    results: list[Any] = []
    tried: list[Step] = []
    wrong: Outcome | None = None

    def watched(*arguments: Any) -> Any:
        nonlocal wrong
        result, call = make_call(exercise, answer, arguments, region)
        calls, due = [step.call for step in tried], expected[len(tried)].returned
        difference = None if call.error is not None else _difference(exercise, due, [*calls, call], wrong is None)
        if difference is None and not call.timed_out:
            try:
                with region:
                    difference = _overwritten(results, calls) or (_shared(result) if case.group == "state" else None)
            except TimeIsUpError as stopped:
                call = replace(call, error=stopped, raised=describe_error(stopped, stopped.__traceback__))
        results.append(result)
        tried.append(Step(call, due, difference))
        harmed = case.group == "inputs" and call.forbidden
        if wrong is None and (harmed or not tried[-1].right):
            wrong = Outcome(case, len(tried), len(expected), call, difference)
        if call.timed_out:
            raise _CaseEndedError
        return deepcopy(call.returned if tried[-1].right else due)

    with suppress(_CaseEndedError):
        case.run(watched)
    return replace(wrong or Outcome(case), tried=tuple(tried))


def make_call(exercise: Exercise, answer: Function, arguments: tuple[Any, ...], region: Region) -> tuple[Any, Call]:
    """Call an answer with copies of the arguments; return its result as it is, and the record of the call."""
    before, given = copied(arguments), copied(arguments)
    # The global random state is what an answer must not touch; where it does, it is put back.
    random_state = RandomState.now()
    deepest = sys.getrecursionlimit()
    result, call, after, replaced = None, Call(before), before, list[str]()
    try:
        with np.errstate(all="ignore"), region:
            try:
                try:
                    result = answer(*given)
                finally:
                    replaced = put_back()
                call, after = replace(call, returned=plain(result)), plain(given)
            except (KeyboardInterrupt, TimeIsUpError):
                raise
            except BaseException as error:
                call = replace(call, error=error)
                call = replace(call, raised=describe_error(error, sys.exc_info()[2]))
    except TimeIsUpError as stopped:  # told here, where the alarm rings no more
        call = Call(before, error=stopped, raised=describe_error(stopped, stopped.__traceback__))
    finally:
        sys.setrecursionlimit(deepest)
    changed = []
    if call.error is None:
        pairs = zip(exercise.argument_names, plain(before), after, strict=False)
        changed = [name for name, old, new in pairs if first_difference(old, new, identical) is not None]
    if random_state.touched():
        changed.append("np.random")
    changed += replaced
    forbidden = tuple(name for name in changed if name not in exercise.may_change)
    return result, replace(call, changed=tuple(changed), forbidden=forbidden)


def copied(value: Any) -> Any:
    """Return a copy of what an answer is given: plain dicts, lists and tuples of copies."""
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return (list if isinstance(value, list) else tuple)(map(copied, value))
    return deepcopy(value)


def _difference(exercise: Exercise, due: Any, calls: list[Call], still_right: bool) -> Difference | None:
    returned = calls[-1].returned
    try:
        difference = exercise.differs(asked(exercise, due, returned), returned)
        # What must hold from one call to the next says nothing any more once one of them was wrong.
        return exercise.rule(calls) if difference is None and still_right else difference
    except Exception:  # what a comparison cannot digest is not right
        return Difference("", KIND, type(returned).__name__, type(due).__name__)


def asked(exercise: Exercise, expected: Any, returned: Any) -> Any:
    """Return what an answer has to return: all, or that without the optional results if it left them out."""
    if exercise.optional and isinstance(expected, tuple | list) and isinstance(returned, tuple | list):
        needed = expected[: -exercise.optional]
        return needed if len(returned) == len(needed) else expected
    return expected


def _overwritten(results: list[Any], calls: list[Call]) -> Difference | None:
    """Where a result that an earlier call gave back has been changed since: cases only ever see copies of it."""
    for result, call in zip(results, calls, strict=True):
        if type(result) in (float, int):  # nothing can change these
            continue
        difference = first_difference(call.returned, plain(result), identical)
        if difference is not None:
            return replace(difference, aspect=EARLIER_RESULT)
    return None


def _shared(result: Any) -> Difference | None:
    """Where an array of a result shares memory with one before it: updated in place later, one would change both."""
    arrays = list(_arrays(result))
    for i, (path, array) in enumerate(arrays):
        for other_path, other in arrays[:i]:
            if np.shares_memory(array, other):
                return Difference(path, KIND, SHARES.format(other=other_path), OF_ITS_OWN)
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


@lru_cache(maxsize=256)
def expectations(exercise: Exercise, seed: int) -> tuple[tuple[Case, tuple[Call, ...]], ...]:
    """Return the cases of a seed, each with what the reference made of its calls."""
    expected = []
    for case in exercise.cases(seed):
        calls: list[Call] = []

        def noted(*arguments: Any, calls: list[Call] = calls) -> Any:
            result, call = make_call(exercise, exercise.reference, arguments, nullcontext())
            calls.append(call)
            return result

        case.run(noted)
        expected.append((case, tuple(calls)))
    return tuple(expected)
