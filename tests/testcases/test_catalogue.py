"""The catalogue with the cases of several seeds; that it is complete is the contract's affair (tests/ci)."""

import numpy as np
import pytest

import testcases
from testcases import EXERCISES, judge
from testcases.exercise import GROUPS
from testcases.judging import try_cases
from testcases.learner import quiet_judge
from testcases.variants import all_variants
from testcases.verdict import Status

RIGHT = all_variants()
SEEDS = (0, 1, 2)

exercises = pytest.mark.parametrize("exercise", [pytest.param(e, id=name) for name, e in EXERCISES.items()])
mistakes = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [
        pytest.param(exercise, mistake, id=f"{name}-{mistake.name.en}")
        for name, exercise in EXERCISES.items()
        for mistake in exercise.mistakes
    ],
)
right_answers = pytest.mark.parametrize(
    ("exercise", "answer"),
    [pytest.param(EXERCISES[name], answer, id=answer.__name__) for name, many in RIGHT.items() for answer in many],
)


def not_implemented(*arguments):
    raise NotImplementedError


def dots(*arguments): ...


def returns_dots(*arguments):
    return ...


def only_prints(*arguments):
    print("to do")


@exercises
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes(exercise, seed):
    verdict = judge(exercise, exercise.reference, seed)
    assert verdict.passed
    assert verdict.share == 1


@exercises
@pytest.mark.parametrize("stub", [not_implemented, dots, returns_dots, only_prints])
def test_a_stub_is_not_yet(exercise, stub):
    verdict, _ = quiet_judge(exercise, stub)
    assert verdict.status is Status.NOT_YET
    assert verdict.share == 0
    assert verdict.message().startswith(f"○ {exercise.name}: not written yet")


@mistakes
@pytest.mark.parametrize("seed", SEEDS)
def test_a_mistake_is_rejected_and_named(exercise, mistake, seed):
    verdict = judge(exercise, mistake.function(), seed)
    assert verdict.status is Status.WRONG
    assert verdict.mistake is mistake
    assert verdict.share < 1
    message = verdict.message("en")
    assert f"Diagnosis: {mistake.name.en}. {mistake.advice.en}" in message
    assert f"Read again: {mistake.where.en}." in message


@mistakes
def test_a_mistake_is_told_by_a_result_and_not_only_by_an_error(exercise, mistake):
    # An error is compared by its type alone: a mistake that did nothing but raise would lend its name to others.
    with np.errstate(all="ignore"):
        outcomes = tuple(try_cases(exercise, mistake.function(), seed=0))
    assert any(outcome.call is None or outcome.call.error is None for outcome in outcomes)


@right_answers
@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_answer_passes_however_it_is_written(exercise, answer, seed):
    verdict = judge(exercise, answer, seed)
    assert verdict.passed, verdict.message()


@exercises
def test_the_same_seed_draws_the_same_cases_and_another_seed_others(exercise):
    def arguments(seed):
        calls = []
        for case in exercise.cases(seed):
            case.run(lambda *given: (calls.append(repr(given)), exercise.reference(*given))[1])
        return calls

    assert arguments(0) == arguments(0) != arguments(1)


@exercises
def test_cases_come_in_two_to_four_groups_in_order(exercise):
    groups = list(dict.fromkeys(case.group for case in exercise.cases()))
    assert 2 <= len(groups) <= 4
    assert groups == [group for group in GROUPS if group in groups]
    assert len({case.name for case in exercise.cases()}) == len(exercise.cases())


def test_the_parts_of_the_test_case_of_momentum_have_the_shapes_that_lessons_state():
    parameters, grads, v = testcases.update_parameters_with_momentum_test_case()
    shapes = {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}
    assert {key: value.shape for key, value in parameters.items()} == shapes
    for slots in (grads, v):
        assert {key: value.shape for key, value in slots.items()} == {"d" + key: s for key, s in shapes.items()}
    assert not any(value.any() for value in v.values())


@pytest.mark.parametrize("answer", RIGHT["update_parameters_with_momentum"])
@pytest.mark.parametrize("rows", [False, True], ids=["b (n, 1)", "b (1, n)"])
def test_right_momentum_answers_work_on_the_test_case_with_either_shape_of_bias(answer, rows):
    parameters, grads, v = (
        {key: value.T if rows and "b" in key else value for key, value in slots.items()}
        for slots in testcases.update_parameters_with_momentum_test_case()
    )
    exercise = EXERCISES["update_parameters_with_momentum"]
    expected_parameters, expected_v = exercise.reference(parameters, grads, v, 0.9, 0.01)
    got_parameters, got_v = answer(parameters, grads, v, 0.9, 0.01)
    for key, expected in (expected_parameters | expected_v).items():
        np.testing.assert_allclose((dict(got_parameters) | dict(got_v))[key], expected, rtol=1e-12)
