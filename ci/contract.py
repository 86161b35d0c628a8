"""What every exercise of the course has to keep: `descent check-course`, and a step of `descent validate`."""

import argparse
import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

import testcases
from ci.build import NOTEBOOKS
from ci.contract_texts import texts_hold
from ci.editions import derive
from ci.problem import Problem
from ci.report import aligned
from ci.source import LessonSource, SourceError, read_lesson
from helpers.language import LANGUAGES
from testcases import EXERCISES
from testcases.course import LESSONS
from testcases.exercise import Exercise, Function
from testcases.guard import guarded
from testcases.judging import judge
from testcases.trying import expectations
from testcases.variants import all_variants
from testcases.verdict import Status, Verdict

VARIANTS = 5  # so many right answers at least that look unlike the reference


def contract_holds(
    source: LessonSource,
    exercises: Mapping[str, Exercise] = EXERCISES,
    variants: Mapping[str, Sequence[Function]] | None = None,
) -> list[Problem]:
    """Find what the exercises of a lesson do not keep of the contract.

    Parameters
    ----------
    source : LessonSource
        The lesson, which has the stubs, the solutions and the sections.
    exercises : mapping of str to Exercise
        All exercises by name (default: the course's).
    variants : mapping of str to functions
        Right answers by exercise (default: those in `testcases/variants`).
    """
    right = all_variants() if variants is None else variants
    parts: tuple[Callable[[Exercise], Iterator[str]], ...] = (
        lambda exercise: _answers(exercise, right.get(exercise.name, ())),
        _mistakes,
        _test_case,
        lambda exercise: texts_hold(exercise, source),
        lambda exercise: _cells(exercise, source),
    )
    return [
        Problem(name, what)
        for name in source.lesson.exercises
        for part in parts
        for what in _told(part(exercises[name]))
    ]


def _told(findings: Iterator[str]) -> Iterator[str]:
    """Pass findings on, each on one line; where a declaration is so broken that looking at it fails, that is one."""
    try:
        for finding in findings:
            yield " ".join(finding.split())
    except Exception as error:
        yield f"cannot be looked at: {type(error).__name__}: {error}"


def _answers(exercise: Exercise, variants: Sequence[Function]) -> Iterator[str]:
    """The reference passes, and so does every right answer, of which there are enough."""
    if not exercise.cases():
        yield "has no cases"
    if not _judged(exercise, exercise.reference).passed:
        yield "the reference does not pass"
    if len(variants) < VARIANTS:
        yield f"has {len(variants)} right variants, needs {VARIANTS} in testcases/variants"
    for variant in variants:
        verdict = _judged(exercise, variant)
        if not verdict.passed:
            yield f"the right variant {variant.__name__!r} is rejected: {verdict.message('en')}"


def _mistakes(exercise: Exercise) -> Iterator[str]:
    """Every mistake is rejected and gets its own name, or that of the mistake it is listed as equivalent to."""
    if len(exercise.mistakes) < exercise.work:
        yield f"names {len(exercise.mistakes)} mistakes, needs {exercise.work.value} (Work.{exercise.work.name})"
    names = [mistake.name.en for mistake in exercise.mistakes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two mistakes have the name {name!r}"
    for mistake in exercise.mistakes:
        verdict = _judged(exercise, mistake.function())
        if verdict.passed:
            yield f"the mistake {mistake.name.en!r} passes"
        elif verdict.mistake is None:
            yield f"the mistake {mistake.name.en!r} is rejected, but gets no name"
        elif verdict.mistake is not mistake:
            yield f"{verdict.mistake.name.en!r} and {mistake.name.en!r} are two names for one behaviour"
    for other in exercise.equivalents:
        found = _judged(exercise, other.implementation).mistake
        if found is None or found.name.en != other.same_as:
            said = repr(found.name.en) if found else "no mistake's name"
            yield f"a wrong answer is listed as equivalent to {other.same_as!r}, but gets {said}"
        if not other.reason:
            yield f"a wrong answer is listed as equivalent to {other.same_as!r} without a reason"


def _test_case(exercise: Exercise) -> Iterator[str]:
    """`<function>_test_case()` can be imported, and gives the function's first arguments, new ones at each call."""
    name = f"{exercise.name}_test_case"
    if exercise.test_case.__name__ != name or not exercise.test_case.__doc__:
        yield f"its test case has to be a function {name} with a docstring; got {exercise.test_case.__name__}"
    elif getattr(testcases, name, exercise.test_case) is not exercise.test_case:
        yield f"testcases.{name} is another function"
    first, second = (_as_arguments(exercise.test_case()) for _ in range(2))
    arrays = list(_arrays(first))
    if any(np.shares_memory(one, other) for one in arrays for other in _arrays(second)):
        yield f"{name}() gives the same array twice, so that playing with it changes it for good"
    arguments = (*first, *_example(exercise)[len(first) :])
    try:
        exercise.reference(*arguments)
    except Exception as error:
        yield f"the reference cannot take what {name}() gives: {type(error).__name__}: {error}"


def _as_arguments(given: Any) -> tuple[Any, ...]:
    return given if isinstance(given, tuple) else (given,)


def _judged(exercise: Exercise, answer: Function) -> Verdict:
    """The verdict on one of our own answers, some of which print, warn or never end on purpose."""
    with guarded():
        return judge(exercise, answer)


def _example(exercise: Exercise) -> tuple[Any, ...]:
    """The arguments of the first call of the first case."""
    return next((calls[0].arguments for _, calls in expectations(exercise, 0)), ())


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | tuple | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _arrays(item)


def _cells(exercise: Exercise, source: LessonSource) -> Iterator[str]:
    """In each edition the stub has a docstring and is "not yet", and the solution passes."""
    for language in LANGUAGES:
        stub, solution = (_defined(exercise.name, source, language, solved) for solved in (False, True))
        if not inspect.getdoc(stub):
            yield f"the stub has no docstring ({language})"
        verdict = _judged(exercise, stub)
        if verdict.status is not Status.NOT_YET:
            yield f"the unsolved stub is not 'not yet' ({language}): {verdict.message('en')}"
        verdict = _judged(exercise, solution)
        if not verdict.passed:
            yield f"the solution in the lesson does not pass ({language}): {verdict.message('en')}"


def _defined(name: str, source: LessonSource, language: str, solved: bool) -> Function:
    """The function as an edition defines it, after the imports of the setup cell and the exercises before it."""
    namespace: dict[str, Any] = {}
    for cell in derive(source, language, solved).cells:
        tags = cell.metadata.get("tags", [])
        if "setup" in tags:
            imports = [node for node in ast.parse(cell.source).body if isinstance(node, ast.Import | ast.ImportFrom)]
            exec(compile(ast.Module(list(imports), []), "setup", "exec"), namespace)
        elif any(tag.startswith("exercise:") for tag in tags):
            exec(cell.source, namespace)
    return namespace[name]


def main(arguments: argparse.Namespace) -> int:
    """Hold every exercise of the course to its contract; print each problem on a line, or a table; return the code."""
    problems: list[Problem] = []
    rows = [["", "cases", "mistakes", "right variants"]]
    try:
        for lesson in LESSONS:
            problems += contract_holds(read_lesson(NOTEBOOKS / "source" / f"{lesson.name}.py", lesson))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    variants = all_variants()
    for name, exercise in EXERCISES.items():
        rows.append([name, *map(str, map(len, (exercise.cases(), exercise.mistakes, variants[name])))])
    print(*(problems or aligned(rows)), sep="\n")
    return 1 if problems else 0
