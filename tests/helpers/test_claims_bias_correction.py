import math

import numpy as np
import pytest

from helpers.claims import all_claims
from helpers.claims import bias_correction as claims
from helpers.data import load_temperatures
from helpers.ema import ema

IDS = ["BC-1", "BC-2", "BC-3"]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    assert found(claim_id, seed, quick).holds


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again_and_says_everything_in_both_languages(claim_id):
    first, again = found(claim_id), found(claim_id)
    assert first == again
    assert all(text.en and text.zh for text in (all_claims()[claim_id].statement, *first.numbers, *first.conditions))


def test_bc1_the_first_day_is_a_tenth_of_the_reading():
    finding, first = found("BC-1"), load_temperatures().fahrenheit[0]
    assert finding["day 1: plain average, °F"] == pytest.approx(0.1 * first)
    assert finding["day 1: corrected average, °F"] == pytest.approx(first)
    assert finding["gap below 1 °F from day"] == 36


def test_bc2_counts_runs_up_to_the_step_that_the_formula_gives():
    labels = [label.en for label in found("BC-2").numbers]
    for beta in (0.5, 0.9, 0.98):
        forgotten = math.ceil(math.log(0.01) / math.log(beta))
        assert any(f"β = {beta}, steps 1 to {forgotten}:" in label for label in labels)


def test_bc3_the_thresholds_are_those_of_the_formula():
    finding = found("BC-3")
    for label, share, beta in (
        ("β = 0.9: steps until the bias is under 35 %", 0.35, 0.9),
        ("β = 0.9: under 10 %", 0.10, 0.9),
        ("β = 0.9: under 1 %", 0.01, 0.9),
        ("β = 0.999: under 1 %", 0.01, 0.999),
    ):
        assert finding[label] == math.ceil(math.log(share) / math.log(beta))
    assert finding["β = 0.999: factor by which v_1 is too small"] == pytest.approx(1000)


def test_bc3_the_corrected_error_is_what_theory_expects():
    scatter = claims.typical_level(load_temperatures().fahrenheit)[1]
    t = np.arange(1, 44)
    variance = (0.1 / 1.9) * (1 + 0.9**t) / (1 - 0.9**t)  # of the corrected average of white noise
    expected = scatter * math.sqrt(np.mean(variance))
    measured = [found("BC-3", seed)["error in these days, corrected, °F"] for seed in range(5)]
    assert np.mean(measured) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("gap", "day"), [([3.0, 2.0, 0.5], 3), ([0.5, 0.1], 1), ([0.5, 2.0, 0.5], 3), ([3.0, -2.0], 3)]
)
def test_the_first_day_from_which_a_gap_stays_small(gap, day):
    assert claims.days_until_below(np.array(gap), 1.0) == day


def test_runs_are_won_by_what_is_nearer():
    series = np.full((20, 3), 50.0)
    series[:, 2] = 0.0  # both averages are 0 here and miss the truth alike: a tie is no win
    assert claims.runs_won(series, 50.0, 0.9, slice(20)) == 2


def test_root_mean_square_of_three_and_four():
    assert claims.root_mean_square(np.array([3.0, 4.0])) == pytest.approx(math.sqrt(12.5))


@pytest.mark.parametrize("claim_id", ["BC-1", "BC-2", "BC-3"])
def test_a_correction_that_does_nothing_refutes_each_claim(monkeypatch, claim_id):
    monkeypatch.setattr(claims, "ema_corrected", ema)
    assert not found(claim_id).holds


def test_a_correction_whose_count_starts_a_step_late_refutes_bc2(monkeypatch):
    def late(theta, beta):
        t = np.arange(2, len(theta) + 2).reshape(-1, *[1] * (np.ndim(theta) - 1))
        return ema(theta, beta) / (1 - beta**t)

    monkeypatch.setattr(claims, "ema_corrected", late)
    assert not found("BC-2").holds


def test_an_average_that_starts_at_its_first_value_refutes_bc1(monkeypatch):
    def warm(theta, beta):
        return ema(theta, beta) + theta[0] * beta ** np.arange(1, len(theta) + 1)

    monkeypatch.setattr(claims, "ema", warm)
    assert not found("BC-1").holds
