from functools import partial

import numpy as np
import pytest

from helpers.claims import all_claims, report
from helpers.claims import rmsprop as claims
from helpers.momentum import momentum_step
from helpers.objectives import ravine
from helpers.paths import descend, random_starts
from helpers.rmsprop import rmsprop_step

IDS = ["RM-1", "RM-2", "RM-3"]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


def failed(claim_id):
    with np.errstate(all="ignore"):
        return [label.en for label, holds in found(claim_id).conditions.items() if not holds]


def test_the_claims_of_the_curriculum_are_there():
    assert [known for known in all_claims() if known.startswith("RM")] == IDS


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("seed", [0, 1, 2, 3])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    finding = found(claim_id, seed, quick)
    assert finding.holds
    assert finding.numbers


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again(claim_id):
    assert found(claim_id) == found(claim_id)


# --- the numbers, against closed forms and independent ways to them ---------------------------------------------------


def test_rm1_plain_descent_takes_the_steps_of_its_rate():
    finding = found("RM-1", quick=False)
    rate = 99 / 101
    label = "steps until the distance stays below 0.1, plain descent at its best α"
    assert finding[label] == np.ceil(np.log(0.1) / np.log(rate)) == 116
    assert finding["steps to 1e-6, plain descent at its best α"] == 691


def test_rm1_the_end_is_a_cycle_between_plus_and_minus_half_a_rate():
    """At ±α/2 with √s = λα/2 a step is α long: the cycle is left unchanged by the atom, at any curvature."""
    for curvature in (1.0, 100.0):
        w, s = 0.03 / 2, (curvature * 0.03 / 2) ** 2
        stepped, average = rmsprop_step(w, curvature * w, s, 0.9, 0.03, 0.0)
        assert (stepped, average) == (pytest.approx(-w), pytest.approx(s))
    assert found("RM-1")["amplitude at the end, in units of α"] == pytest.approx(0.5, rel=1e-4)


def test_rm1_turned_starts_are_turned_with_the_ravine():
    starts = random_starts(np.random.default_rng(0), 50)
    np.testing.assert_allclose(claims.ROTATED.value(starts @ claims.TURN), claims.ALIGNED.value(starts))


def test_the_rounding_of_another_machine_is_not_seen_in_a_number(monkeypatch):
    here = report("RM-1", found("RM-1", quick=False))
    monkeypatch.setattr(claims, "random_starts", lambda *given: random_starts(*given) * (1 + 1e-15))
    assert report("RM-1", found("RM-1", quick=False)) == here


def test_rm2_steps_of_a_steady_gradient_are_those_of_its_own_size():
    finding = found("RM-2")
    sizes = np.array([1e-2, 1e-5, 1e-8])
    outside = [finding["ε outside: step in units of α, steady gradient of 1e-2"]]
    outside += [finding[f"ε outside: gradient of {size}"] for size in ("1e-5", "1e-8")]
    inside = [finding[f"ε inside: gradient of {size}"] for size in ("1e-2", "1e-5", "1e-8")]
    assert outside == pytest.approx(sizes / (sizes + 1e-8))
    assert inside == pytest.approx(sizes / np.sqrt(sizes**2 + 1e-8))


def test_rm2_one_nan_is_kept_for_good_and_the_guarded_walk_is_a_short_sum():
    finding = found("RM-2")
    assert finding["the same without ε: steps that give NaN"] == 6
    way = 0.01 * sum((1 - 0.9**t) ** -0.5 for t in (1, 2, 3))
    assert finding["gradients 0, 0, 0, 1, 1, 1: way with ε"] == pytest.approx(way, rel=1e-6)


def test_rm3_first_steps_are_the_bias_of_the_average():
    finding = found("RM-3")
    first = [finding["first step in units of α, 1/√(1 − β), β = 0.9"], finding["β = 0.99"], finding["β = 0.999"]]
    assert first == pytest.approx(np.sqrt([10, 100, 1000]), rel=1e-6)


# --- a broken method makes a claim fail -------------------------------------------------------------------------------


def one_scale_for_all(w, gradient, s, beta, learning_rate, epsilon=1e-8):
    s = beta * s + (1 - beta) * np.mean(np.square(gradient), axis=-1, keepdims=True)
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


def without_root(w, gradient, s, beta, learning_rate, epsilon=1e-8):
    s = beta * s + (1 - beta) * gradient**2
    return w - learning_rate * gradient / (s + epsilon), s


def average_of_gradients(w, gradient, s, beta, learning_rate, epsilon=1e-8):
    return momentum_step(w, gradient, s, beta, learning_rate)


@pytest.mark.parametrize(
    ("claim_id", "step", "condition"),
    [
        ("RM-1", one_scale_for_all, "a larger α than plain descent bears brings RMSprop near sooner"),
        ("RM-1", average_of_gradients, "steady and alternating gradients of one size make steps of one size"),
        ("RM-2", without_root, "without ε every size makes a step of α"),
        ("RM-3", one_scale_for_all, "the other coordinates' steps do not change at all"),
        ("RM-3", without_root, "no step of that coordinate changes by more than a millionth of α"),
        ("RM-3", average_of_gradients, "the first step is α/√(1 − β), whatever the gradient"),
    ],
)
def test_another_method_fails(claim_id, step, condition, monkeypatch):
    monkeypatch.setattr(claims, "rmsprop_step", step)
    assert condition in failed(claim_id)


def test_epsilon_inside_fails_where_outside_is_claimed(monkeypatch):
    monkeypatch.setattr(claims, "rmsprop_step", claims._step_with_epsilon_inside)
    assert "ε outside: a gradient far above ε makes a step of α" in failed("RM-2")
    assert "ε inside walks another path" in failed("RM-2")


def test_a_ravine_that_is_not_turned_fails(monkeypatch):
    monkeypatch.setattr(claims, "ROTATED", ravine(1.0, 100.0))
    broken = failed("RM-1")
    assert "rotated, both end with 2/L, plain descent's limit" in broken
    assert "rotated, it saves less than a tenth of them" in broken


def test_a_rate_that_falls_by_itself_fails(monkeypatch):
    def falling(gradient, start, steps, rate, beta=0.0, step=momentum_step):
        at = rate if callable(rate) else lambda t: rate * 0.99**t
        return descend(gradient, start, steps, at, beta, step)

    monkeypatch.setattr(claims, "descend", falling)
    assert "at constant α every coordinate swings by α/2 in the end" in failed("RM-1")


def test_an_epsilon_that_is_large_fails(monkeypatch):
    monkeypatch.setattr(claims, "_moves", partial(claims._moves, epsilon=0.1))
    assert "no step of that coordinate changes by more than a millionth of α" in failed("RM-3")
