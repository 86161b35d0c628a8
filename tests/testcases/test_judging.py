import copy
import sys
from collections import UserDict
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testcases import EXERCISES, judge
from testcases.exercise import Case, Text
from testcases.verdict import Status
from tests.testcases.toys import DOUBLE, GIVES_NAN, HALVED, LOSES_ONE, RAISES, SHUFFLED, double

EMA = EXERCISES["ema"]
MOMENTUM = EXERCISES["update_parameters_with_momentum"]


def reference_momentum(parameters, grads, v, beta, learning_rate):
    return MOMENTUM.reference(parameters, grads, v, beta, learning_rate)


def test_a_right_answer_passes_in_every_group():
    verdict = judge(DOUBLE, lambda x: x + x)
    assert verdict.passed
    assert verdict.groups == {"basics": True, "state": True, "edges": True, "inputs": True}
    assert (verdict.wrong, verdict.mistake, verdict.share) == (None, None, 1)


@given(st.floats(-1e-12, 1e-12))
def test_rounding_passes(error):
    assert judge(EMA, lambda theta, beta: EMA.reference(theta, beta) * (1 + error)).passed


@given(st.floats(1e-6, 1e6), st.sampled_from([-1, 1]), st.integers(0, 11))
def test_a_relative_error_of_a_millionth_in_one_number_does_not(error, sign, place):
    def answer(theta, beta):
        v = EMA.reference(theta, beta)
        v[place % len(v)] *= 1 + sign * error
        return v

    assert not judge(EMA, answer).passed


@given(st.sampled_from(["parameters", "v"]), st.sampled_from("Wb"), st.floats(1e-6, 1.0))
def test_a_small_error_in_one_array_of_the_last_layer_is_seen(part, kind, error):
    def answer(*arguments):
        parameters, v = MOMENTUM.reference(*arguments)
        key = f"{kind}{len(parameters) // 2}"
        slots, key = (parameters, key) if part == "parameters" else (v, "d" + key)
        slots[key] = slots[key] * (1 + error)
        return parameters, v

    assert not judge(MOMENTUM, answer).passed


def test_points_are_shared_among_the_groups():
    verdict = judge(DOUBLE, lambda x: x + x if len(x) else None)
    assert verdict.groups == {"basics": True, "state": True, "edges": False, "inputs": True}
    assert verdict.share == Fraction(3, 4)
    assert judge(EMA, lambda theta, beta: theta).share == 0


def test_the_first_failing_case_is_kept_with_its_call():
    verdict = judge(DOUBLE, lambda x: 2 * x if x[:1] != 1.0 else x)
    assert verdict.wrong.case.name.en == "three numbers"
    assert verdict.wrong.step == 1
    np.testing.assert_array_equal(verdict.wrong.call.arguments[0], [1, 2, 3])
    np.testing.assert_array_equal(verdict.wrong.difference.expected, [2, 4, 6])


def test_the_call_that_fails_in_a_row_of_calls_is_counted():
    calls = []

    def third_call_is_wrong(x):
        calls.append(1)
        return 2 * x if len(calls) != 3 else x

    wrong = judge(DOUBLE, third_call_is_wrong).wrong
    assert (wrong.case.name.en, wrong.step, wrong.steps) == ("two doublings", 2, 2)


@pytest.mark.parametrize("mistake", [HALVED, RAISES, GIVES_NAN], ids=lambda mistake: mistake.name.en)
def test_mistakes_are_named_by_wrong_numbers_errors_and_nan(mistake):
    assert judge(DOUBLE, mistake.function()).mistake is mistake


def test_an_answer_that_is_wrong_in_its_own_way_has_no_name():
    verdict = judge(DOUBLE, lambda x: 3 * x)
    assert verdict.status is Status.WRONG
    assert verdict.mistake is None
    assert verdict.steady


def test_the_same_error_for_another_reason_has_no_name():
    def raises_everywhere(x):
        return x["a"]

    def index_error_everywhere(x):
        raise IndexError("mine")

    assert judge(DOUBLE, raises_everywhere).mistake is None
    assert judge(DOUBLE, index_error_everywhere).mistake is None


def test_another_error_in_the_same_case_has_no_name():
    def key_error_for_the_empty_array(x):
        return 2 * x if len(x) else {}["x"]

    assert judge(DOUBLE, key_error_for_the_empty_array).mistake is None


def test_another_harm_in_the_same_case_has_no_name():
    def changes_x(x):
        result = 2 * x
        x += 1
        return result

    def draws(x):
        np.random.rand()  # noqa: NPY002 - what the judge has to see
        return 2 * x

    mistake = replace(HALVED, implementation=changes_x)
    exercise = replace(DOUBLE, mistakes=(mistake,))
    assert judge(exercise, changes_x).mistake is mistake
    assert judge(exercise, draws).mistake is None


def test_the_same_result_at_another_call_has_no_name():
    def two_calls(call):
        call(np.ones(2))
        call(np.zeros(2))

    def nan_for(value):
        return lambda x: 2 * x if x[0] != value else x * np.nan

    mistake = replace(HALVED, implementation=nan_for(0))
    exercise = replace(DOUBLE, draw=lambda rng: (Case(Text("two"), "basics", two_calls),), mistakes=(mistake,))
    assert judge(exercise, nan_for(0)).mistake is mistake
    assert judge(exercise, nan_for(1)).mistake is None


def test_where_many_results_are_right_all_of_them_pass():
    assert judge(SHUFFLED, lambda x, seed=0: x[::-1]).passed
    assert judge(SHUFFLED, lambda x, seed=0: list(x)).passed
    assert not judge(SHUFFLED, lambda x, seed=0: np.zeros_like(x)).passed


def test_where_many_results_are_right_a_mistake_is_named_by_the_rule_it_breaks():
    assert judge(SHUFFLED, lambda x, seed=0: x[:-1]).mistake is LOSES_ONE
    assert judge(SHUFFLED, lambda x, seed=0: None).status is Status.NOT_YET


def test_none_without_a_trace_is_not_yet_and_none_after_work_in_place_is_a_mistake():
    def forgets_return(parameters, grads, v, beta, learning_rate):
        for key in parameters:
            v["d" + key] *= beta
            v["d" + key] += (1 - beta) * grads["d" + key]
            parameters[key] -= learning_rate * v["d" + key]

    assert judge(MOMENTUM, lambda *arguments: None).status is Status.NOT_YET
    verdict = judge(MOMENTUM, forgets_return)
    assert verdict.status is Status.WRONG
    assert verdict.mistake.name.en == "Nothing is returned"


def test_not_implemented_in_a_later_case_is_an_error_of_that_case():
    def half_written(x):
        if len(x) == 0:
            raise NotImplementedError
        return 2 * x

    verdict = judge(DOUBLE, half_written)
    assert verdict.status is Status.WRONG
    assert isinstance(verdict.wrong.call.error, NotImplementedError)


@pytest.mark.parametrize("give", ["new dicts", "the arguments", "views of the arguments"])
def test_results_may_be_or_share_memory_with_what_may_change(give):
    def answer(parameters, grads, v, beta, learning_rate):
        new_parameters, new_v = reference_momentum(parameters, grads, v, beta, learning_rate)
        if give == "new dicts":
            return new_parameters, new_v
        for key, w in new_parameters.items():
            parameters[key][:], v["d" + key][:] = w, new_v["d" + key]
        if give == "the arguments":
            return parameters, v
        return {key: w[:] for key, w in parameters.items()}, {key: w[:] for key, w in v.items()}

    assert judge(MOMENTUM, answer).passed


def test_a_result_that_is_an_argument_left_alone_passes():
    # At β = 0 nothing needs correcting: the value may come back as it is.
    exercise = EXERCISES["bias_correct"]
    assert judge(exercise, lambda v, beta, t: v if beta == 0 else exercise.reference(v, beta, t)).passed


@pytest.mark.parametrize(
    "harm",
    [
        lambda grads: grads["dW1"].__imul__(2.0),
        lambda grads: grads["dW1"].__setitem__((0, 0), np.nextafter(grads["dW1"][0, 0], 9.0)),
        lambda grads: grads["dW1"].fill(np.nan),
        lambda grads: grads.pop("dW1"),
        lambda grads: grads.update(extra=1.0),
        lambda grads: grads.update(dW1="gone"),
    ],
    ids=["scaled", "last bit", "nan", "removed", "added", "replaced"],
)
def test_changed_gradients_are_rejected_in_their_own_group(harm):
    def answer(parameters, grads, v, beta, learning_rate):
        results = reference_momentum(parameters, grads, v, beta, learning_rate)
        harm(grads)
        return results

    verdict = judge(MOMENTUM, answer)
    assert verdict.groups == {"basics": True, "state": True, "edges": True, "inputs": False}
    assert verdict.wrong.call.forbidden == ("grads",)


def test_the_global_random_state_must_not_be_touched_and_is_put_back():
    def draws(x):
        np.random.rand()  # noqa: NPY002 - what the judge has to see
        return 2 * x

    before = np.random.get_state(legacy=False)  # noqa: NPY002
    verdict = judge(DOUBLE, draws)
    after = np.random.get_state(legacy=False)  # noqa: NPY002
    assert verdict.wrong.call.forbidden == ("np.random",)
    np.testing.assert_equal(after, before)


def test_state_kept_between_calls_is_rejected_even_at_the_second_check():
    kept = {}

    def answer(parameters, grads, v, beta, learning_rate):
        for key in grads:
            old = kept.get(key, np.zeros_like(v[key]))
            kept[key] = beta * (old if old.shape == grads[key].shape else 0) + (1 - beta) * grads[key]
        return {key: w - learning_rate * kept["d" + key] for key, w in parameters.items()}, dict(kept)

    for _ in range(2):
        verdict = judge(MOMENTUM, answer)
        assert verdict.status is Status.WRONG
        assert not verdict.steady


def test_a_result_that_the_next_call_writes_over_is_rejected():
    buffer = np.zeros(20)

    def answer(theta, beta):
        buffer[: len(theta)] = EMA.reference(theta, beta)
        return buffer[: len(theta)]

    verdict = judge(EMA, answer)
    assert verdict.groups == {"basics": True, "state": False, "edges": True, "inputs": True}
    assert (verdict.wrong.step, verdict.mistake) == (2, None)
    assert "Returned: v of an earlier call, looked at again: " in verdict.message("en")


def _one_buffer(parameters):
    zeros = np.zeros(100)
    return {"d" + key: zeros[: value.size].reshape(value.shape) for key, value in parameters.items()}


def _one_array_for_each_shape(parameters):
    zeros = {value.shape: np.zeros(value.shape) for value in parameters.values()}
    return {"d" + key: zeros[value.shape] for key, value in parameters.items()}


def _one_zero_for_all(parameters):
    zero = np.zeros(1)
    return {"d" + key: np.broadcast_to(zero, value.shape) for key, value in parameters.items()}


@pytest.mark.parametrize("answer", [_one_buffer, _one_array_for_each_shape, _one_zero_for_all])
def test_velocities_that_share_memory_are_rejected_though_every_number_is_right(answer):
    verdict = judge(EXERCISES["initialize_velocity"], answer)
    assert verdict.groups == {"basics": True, "state": False, "edges": True, "inputs": True}
    assert verdict.mistake.name.en == "Velocities share one array"
    message = verdict.message("en")
    assert 'Returned: v["db1"]: shares memory with ["dW1"]' in message
    assert 'Expected: v["db1"]: an array of its own' in message


@pytest.mark.parametrize(
    "formula",
    [lambda beta: 1.0, lambda beta: 1 - beta, lambda beta: (1 + beta) / (1 - beta), lambda beta: -(-1 // (1 - beta))],
)
def test_a_wrong_window_that_is_right_for_no_memory_earns_nothing(formula):
    assert judge(EXERCISES["effective_window"], formula).share == 0


@pytest.mark.parametrize("least", [0.1, 0.01, 0.002])
def test_a_sum_of_weights_that_is_held_above_a_bound_is_rejected(least):
    verdict = judge(EXERCISES["bias_correct"], lambda v, beta, t: v / max(1 - beta**t, least))
    assert verdict.groups == {"basics": True, "edges": False, "inputs": True}


def test_an_answer_that_works_only_the_first_time_is_rejected():
    calls = []

    def answer(x):
        calls.append(x)
        return 2 * x if len(calls) < 2 else 5 * x

    assert judge(DOUBLE, answer).status is Status.WRONG


def test_judging_leaves_no_trace_from_one_answer_to_the_next():
    def destroys(parameters, grads, v, beta, learning_rate):
        for slots in (parameters, grads, v):
            for array in slots.values():
                array.fill(np.nan)
            slots.clear()

    assert not judge(MOMENTUM, destroys).passed
    assert judge(MOMENTUM, reference_momentum).passed


def test_the_same_answer_gets_the_same_verdict_again():
    one, other = (judge(EMA, lambda theta, beta: theta) for _ in range(2))
    assert one.message() == other.message()
    assert one.groups == other.groups


class Hostile:
    def __eq__(self, other):
        raise RuntimeError("eq")

    __hash__ = None

    def __bool__(self):
        raise RuntimeError("bool")

    def __len__(self):
        raise RuntimeError("len")

    def __array__(self, *args, **kwargs):
        raise RuntimeError("array")

    def __deepcopy__(self, memo):
        raise RuntimeError("copy")

    def __repr__(self):
        raise RuntimeError("repr")


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


class HostileDict(UserDict):
    def __getitem__(self, key):
        raise RuntimeError("item")


@pytest.mark.parametrize(
    "result",
    [
        Hostile(),
        AlwaysEqual(),
        HostileDict(W1=1),
        (HostileDict(W1=1, b1=1), HostileDict(dW1=1, db1=1)),
        (x for x in range(3)),
        sys,
        [],
        (),
        {},
        "✓",
        1j,
        np.nan,
        np.array([None, 1.0]),
        np.array(["a"]),
        lambda: 3,
        (None, None),
        True,
    ],
    ids=lambda result: type(result).__name__,
)
@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_whatever_comes_back_the_judge_stays_calm(exercise, result):
    verdict = judge(exercise, lambda *arguments: result)
    assert verdict.status is Status.WRONG
    assert verdict.mistake is None
    assert verdict.steady
    for language in ("en", "zh"):
        assert verdict.message(language)


class HostileError(Exception):
    def __str__(self):
        raise RuntimeError("str")

    def __bool__(self):
        return False


@pytest.mark.parametrize(
    "error",
    [HostileError(), SystemExit(3), RecursionError(), MemoryError("x" * 10_000), KeyError("W0"), StopIteration()],
)
def test_whatever_is_raised_is_told(error):
    def answer(*arguments):
        raise error

    verdict = judge(DOUBLE, answer)
    assert verdict.status is Status.WRONG
    assert f"Raised: {type(error).__name__}" in verdict.message().replace("tests.testcases.test_judging.", "")
    assert len(verdict.message()) < 1000


def test_an_interrupt_stops_the_judge():
    def answer(*arguments):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(DOUBLE, answer)


def test_another_seed_asks_with_other_numbers():
    known = []
    judge(EMA, lambda theta, beta: known.append(copy.deepcopy(theta)) or EMA.reference(theta, beta))

    def learnt_by_heart(theta, beta):
        if not any(np.array_equal(theta, seen) for seen in known):
            return theta
        return EMA.reference(theta, beta)

    assert judge(EMA, learnt_by_heart, seed=0).passed
    assert not judge(EMA, learnt_by_heart, seed=1).passed


def test_a_case_must_be_in_a_known_group():
    with pytest.raises(ValueError, match="group must be one of basics, state, edges, inputs; got 'magic'"):
        Case(Text("x"), "magic", double)


# --- results that may be left out -------------------------------------------------------------------------------------


def adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return EXERCISES["update_parameters_with_adam"].reference(
        parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon
    )


@pytest.mark.parametrize(("length", "passed"), [(2, False), (3, True), (4, False), (5, True)])
def test_only_all_or_none_of_the_optional_results_may_be_left_out(length, passed):
    verdict = judge(EXERCISES["update_parameters_with_adam"], lambda *arguments: adam(*arguments)[:length])
    assert verdict.passed is passed


@pytest.mark.parametrize("kind", [tuple, list])
def test_a_mistake_is_named_with_the_optional_results_left_out(kind):
    exercise = EXERCISES["update_parameters_with_adam"]
    mistake = next(m for m in exercise.mistakes if m.name.en == "Only v is corrected")
    assert judge(exercise, lambda *arguments: kind(mistake.function()(*arguments)[:3])).mistake is mistake


def test_an_array_of_one_number_where_a_number_is_asked_for_is_told_by_its_shape():
    verdict = judge(EXERCISES["update_lr"], lambda *arguments: np.array([EXERCISES["update_lr"].reference(*arguments)]))
    assert "Returned: learning_rate: shape (1,)" in verdict.message("en")


def test_zeros_of_another_type_do_not_get_the_name_of_whole_numbers():
    def starts(dtype):
        return lambda parameters: {"d" + key: np.zeros(value.shape, dtype) for key, value in parameters.items()}

    verdicts = [judge(EXERCISES["initialize_rmsprop"], starts(dtype)) for dtype in (int, np.float32)]
    assert [verdict.passed for verdict in verdicts] == [False, False]
    assert [verdict.mistake and verdict.mistake.name.en for verdict in verdicts] == [
        "The zeros are whole numbers",
        None,
    ]
