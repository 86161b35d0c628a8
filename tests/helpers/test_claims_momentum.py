from functools import partial

import numpy as np
import pytest

from helpers.claims import all_claims
from helpers.claims import momentum as claims
from helpers.data import load_temperatures
from helpers.momentum import momentum_step
from helpers.paths import descend

IDS = [f"MO-{i}" for i in range(1, 11)]
KAPPA = 100.0


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


def failed(claim_id):
    return [label.en for label, holds in found(claim_id).conditions.items() if not holds]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    assert found(claim_id, seed, quick).holds


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again_and_says_everything_in_both_languages(claim_id):
    first, again = found(claim_id), found(claim_id)
    assert first == again
    texts = (all_claims()[claim_id].statement, *first.numbers, *first.conditions)
    assert all(text.en and text.zh for text in texts)


@pytest.mark.parametrize("claim_id", IDS)
def test_no_label_stands_for_two_numbers(claim_id):
    finding = found(claim_id)
    for labels in (finding.numbers, finding.conditions):
        for language in ("en", "zh"):
            assert len({label.get(language) for label in labels}) == len(labels)


# --- the numbers, against closed forms and independent ways to them ---------------------------------------------------


def test_mo1_averaging_leaves_what_the_geometric_sums_say():
    finding = found("MO-1", quick=False)
    shrink = 99 / 101  # of the gradient, from step to step
    across = 0.1 / (1 + 0.9 / shrink)
    along = 0.1 / (1 - 0.9 / shrink)
    kept = [finding[label] for label in finding_labels(finding, "size of the averaged gradient")]
    assert kept == pytest.approx([across, along], rel=0.01)
    assert finding["distance left after 100 steps, plain descent"] == pytest.approx(shrink**100, rel=1e-9)


def finding_labels(finding, start):
    return [label.en for label in finding.numbers if label.en.startswith(start)]


def test_mo2_plain_descent_takes_the_steps_of_its_rate():
    finding = found("MO-2", quick=False)
    rate = (KAPPA - 1) / (KAPPA + 1)
    assert finding["steps to 1e-6, plain descent at its best α"] == np.ceil(np.log(1e-6) / np.log(rate)) == 691
    assert finding["the same, measured"] == pytest.approx(rate, rel=1e-9)


def test_mo2_momentum_takes_the_steps_of_a_double_eigenvalue():
    """At the optimum (w, v) is multiplied by a matrix with one double eigenvalue: w_t = (a + bt) r^t."""
    finding = found("MO-2", quick=False)
    r = (np.sqrt(KAPPA) - 1) / (np.sqrt(KAPPA) + 1)
    beta = finding["best β in theory"]
    assert (beta, finding["best α in theory"]) == pytest.approx((r**2, 0.1))
    angles = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    t = np.arange(200)
    # Along, r is the double eigenvalue; across, −r. Step 1 multiplies w by 1 − α(1 − β)λ, which fixes b.
    distance_squared = 0.0
    for curvature, part, z in ((1.0, np.cos(angles), r), (KAPPA, np.sin(angles), -r)):
        b = (1 - 0.1 * (1 - beta) * curvature) / z - 1
        distance_squared = distance_squared + np.outer((1 + b * t) * z**t, part) ** 2
    outside = np.sqrt(distance_squared) > 1e-6
    steps = len(t) - np.argmax(outside[::-1], axis=0)
    assert finding["momentum at its best α and β"] == np.median(steps) == 93


def test_mo3_the_matched_learning_rates_and_the_steady_steps():
    finding = found("MO-3")
    assert finding["α of the accumulated form on the same path"] == pytest.approx(0.1 * (1 - 0.9))
    assert finding["accumulated, β = 0.9"] / finding["averaged, β = 0.9"] == pytest.approx(10)
    assert finding["accumulated, β = 0.5"] / finding["averaged, β = 0.9"] == pytest.approx(2)
    assert finding["best α of the averaged form at the best β, of a grid"] == pytest.approx(0.1, abs=0.005)


def test_mo4_velocity_is_a_geometric_series():
    finding = found("MO-4")
    assert finding["steps until it is within 1 % of that"] == np.ceil(np.log(0.01) / np.log(0.9)) == 44
    assert finding["no gradient: the way coasted, in steps of the first speed"] == pytest.approx(0.9 / 0.1)


def test_mo5_the_bias_left_is_a_power_of_beta():
    finding = found("MO-5", quick=False)
    left = [finding[label] for label in ("bias left at β = 0.9 after 10 steps", "after 22 steps", "after 44 steps")]
    assert left == pytest.approx([0.9**10, 0.9**22, 0.9**44])
    assert finding["α = 0.1: farthest from the minimum, without correction"] == pytest.approx(1)


def test_mo6_the_variance_factor_and_the_floors_of_theory():
    """For curvature 1 the stationary variance is α(1 + β)/(2(1 + β) − α(1 − β)) of the gradient's, β = 0 included."""
    finding = found("MO-6", quick=False)
    assert finding["variance factor in theory, (1 − β)/(1 + β)"] == pytest.approx(1 / 19)
    assert finding["measured, batches of 4 drawn independently"] == pytest.approx(1 / 19, rel=0.05)
    days = load_temperatures().fahrenheit
    x, y = ((part - part.mean()) / part.std() for part in (days[:-1], days[1:]))
    error = y - np.mean(x * y) * x
    variance = (np.mean((error * x) ** 2) + np.mean(error**2)) / 4  # of W's and b's gradient, at the optimum
    plain = finding["noise floor of the parameters (mean squared distance), plain descent"]
    assert plain == pytest.approx(variance * 0.1 / 1.9, rel=0.1)
    expected = (0.1 * 1.9 / (2 * 1.9 - 0.1 * 0.1)) / (0.1 / 1.9)
    assert finding["momentum's floor against plain descent's"] == pytest.approx(expected, rel=0.1)
    assert finding["plain descent's floor against that of the large batch"] == pytest.approx(19, rel=0.1)


def test_mo6_descends_on_the_real_temperatures(monkeypatch):
    class Calm:
        fahrenheit = np.linspace(40.0, 60.0, 182)  # a straight line: every day predicts the next without error

    monkeypatch.setattr(claims, "load_temperatures", Calm)
    assert found("MO-6")["noise floor, momentum at equal α"] < 1e-20


def test_mo7_the_numbers_follow_from_the_closed_forms():
    finding = found("MO-7")
    t = np.arange(1, 31)
    for beta in (0.9, 0.95):
        way = 0.01 * np.sum(1 - beta**t)
        assert finding[f"averaged, β = {beta}"] == pytest.approx(way)
        label = "accumulated, β = 0.95" if beta == 0.95 else finding_labels(finding, "slow start")[0]
        assert finding[label] == pytest.approx(way / (1 - beta))
    assert finding["stability limit of α at β = 0.8"] == pytest.approx(2 * 1.8 / (0.2 * 100))
    # Ten times the curvature at a tenth of α is the same walk.
    assert finding["steps at α = 0.1, curvatures 1 and 100"] == finding["steps at α = 0.01, curvatures 10 and 1000"]


def test_mo8_a_raised_rate_is_the_accumulated_form_in_disguise():
    finding = found("MO-8", quick=False)
    assert finding["averaged, β = 0.9, α = 0.1"] == finding["accumulated, β = 0.9, α = 0.01"] == 1
    assert finding[finding_labels(finding, "share that reaches")[0]] == 0


def test_mo9_the_map_agrees_with_theory():
    finding = found("MO-9")
    assert finding["walks that behave as the map says"] == finding["walks tried"]
    assert finding["best rate in theory"] == pytest.approx(9 / 11)
    assert finding["largest stable α at β = 0.9"] == pytest.approx(0.38)


def test_mo10_half_the_rate_takes_the_steps_of_the_gentle_direction():
    finding = found("MO-10", quick=False)
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    expected = np.median(np.log(1e-6 / np.abs(np.cos(angles + 1e-9))) / np.log(1 - 1 / 101))
    assert finding["at half of it"] == pytest.approx(expected, rel=0.01)
    assert finding["steps to 1e-6 at the best α"] == 691


# --- a broken method makes a claim fail -------------------------------------------------------------------------------


def without_averaging(w, gradient, v, beta, learning_rate):
    return w - learning_rate * gradient, gradient


def never_forgetting(w, gradient, v, beta, learning_rate):
    v = v + (1 - beta) * gradient
    return w - learning_rate * v, v


@pytest.mark.parametrize(
    ("claim_id", "condition"),
    [
        ("MO-1", "momentum gets closer in the same steps"),
        ("MO-2", "at its own best, momentum needs less than a fifth"),
        ("MO-9", "every walk's rate is within 3 % of the map's"),
        ("MO-10", "momentum needs less than a fifth"),
    ],
)
def test_momentum_without_averaging_fails(claim_id, condition, monkeypatch):
    monkeypatch.setattr(claims, "descend", partial(descend, step=without_averaging))
    with np.errstate(all="ignore"):
        assert condition in failed(claim_id)


@pytest.mark.parametrize(
    ("step", "condition"),
    [
        (without_averaging, "without a gradient a step leaves β of the velocity"),
        (never_forgetting, "no averaged velocity exceeds the largest gradient so far"),
    ],
)
def test_a_velocity_that_is_no_average_fails(step, condition, monkeypatch):
    monkeypatch.setattr(claims, "momentum_step", step)
    with np.errstate(all="ignore"):
        assert condition in failed("MO-4")


def test_forms_that_differ_fail(monkeypatch):
    monkeypatch.setattr(claims, "accumulated_momentum_step", momentum_step)
    assert "the paths agree to 1e-12" in failed("MO-3")
    assert "the accumulated form at equal α arrives" in failed("MO-8")


def test_an_average_that_keeps_the_gradient_as_it_is_fails(monkeypatch):
    monkeypatch.setattr(claims, "ema", lambda gradients, beta: np.asarray(gradients))
    assert "averaging leaves less than a tenth across" in failed("MO-1")
    assert "velocity: the variance is 19 times smaller, within 15 %" in failed("MO-6")


def test_a_warm_up_that_goes_the_wrong_way_fails(monkeypatch):
    monkeypatch.setattr(claims, "beta_warmup", lambda t, warmup_steps: 0.9)
    assert "warming β up helps while α is stable at 0.5 too (α = 0.05)" in failed("MO-7")
