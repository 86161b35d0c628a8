import math

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

from helpers.bias_correction import ema_corrected
from helpers.claims import all_claims
from helpers.claims import ema as claims
from helpers.data import load_temperatures
from helpers.ema import ema

IDS = ["EW-1", "EW-2", "EW-3", "EW-4", "EW-5"]


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
    statement = all_claims()[claim_id].statement
    assert all(text.en for text in (statement, *first.numbers, *first.conditions))
    assert all(text.zh for text in (statement, *first.conditions))


def test_ew1_the_unrolled_sum_is_a_filter_that_starts_at_v0():
    finding = found("EW-1", seed=3)
    rng = np.random.default_rng(3)
    theta, start = rng.normal(50, 10, 30), rng.normal(50, 10)
    filtered, _ = lfilter([0.1], [1, -0.9], theta, zi=[0.9 * start])
    assert finding["v_30 by the recursion, °F"] == pytest.approx(filtered[-1], rel=1e-12)
    assert finding["sum of the 30 weights"] == pytest.approx(1 - 0.9**30, rel=1e-12)
    assert start != 0


def test_ew2_the_weights_of_the_window_are_a_geometric_sum():
    finding = found("EW-2")
    for beta, days in ((0.5, 2), (0.9, 10), (0.98, 50)):
        assert finding[f"β = {beta}: 1/(1 − β), days"] == pytest.approx(days)
        assert finding[f"β = {beta}: weight of these days together"] == pytest.approx(1 - beta**days)
        assert finding[f"β = {beta}: β^(1/(1−β))"] == pytest.approx((1 - 1 / days) ** days)
    assert finding["β = 0.5: how far below 1/e, %"] == pytest.approx(100 * (1 - math.e / 4))


def test_ew3_the_numbers_of_the_lesson():
    finding = found("EW-3")
    assert [finding[f"β = {beta}: lag on a ramp, days"] for beta in (0.5, 0.9, 0.98)] == pytest.approx([1, 9, 49])
    assert finding["β = 0.9: lag on the temperatures, days"] == 9
    assert finding["β = 0.9: the same, bias-corrected"] == 7
    assert finding["β = 0.9, from day 45 on: lag, days"] == 8
    assert finding["β = 0.9, from day 45 on: the same, bias-corrected"] == 8


def test_ew4_the_weights_of_the_lesson():
    finding = found("EW-4")
    weights = [finding[f"β = 0.3: weight of {day}"] for day in ("today", "yesterday", "the day before")]
    assert weights == pytest.approx([0.7, 0.21, 0.063])
    assert finding["numbers kept by the recursion"] == 1
    assert finding["numbers kept by a moving average of 50 days"] == 50


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.98])
def test_ew5_equal_lag_and_equal_variance_ask_for_the_same_length(beta):
    length = claims.equal_moving_average(beta)
    weights = (1 - beta) * beta ** np.arange(5000)
    assert (length - 1) / 2 == pytest.approx(weights @ np.arange(5000))  # mean age of either
    assert 1 / length == pytest.approx(weights @ weights)  # variance left of white noise


def test_moving_average_is_that_of_pandas():
    series = load_temperatures().fahrenheit
    expected = pd.Series(series).rolling(19).mean().dropna()
    np.testing.assert_allclose(claims.moving_average(series, 19), expected, rtol=1e-12)


def test_roughness_is_the_mean_step():
    assert claims.roughness(np.array([1.0, 3.0, 2.0])) == pytest.approx(1.5)


@pytest.mark.parametrize("shift", [0, 3, 8, 15])
def test_the_lag_of_a_series_that_is_shifted_by_hand_is_found(shift):
    series = load_temperatures().fahrenheit
    trend = pd.Series(series).rolling(21, center=True, min_periods=1).mean().to_numpy()
    late = np.concatenate([np.full(shift, trend[0]), trend])[: len(series)]
    assert claims.estimate_lag(series, late) == shift


def test_the_lag_on_a_ramp_is_estimated_as_the_formula_says():
    ramp = np.arange(300.0)
    assert claims.estimate_lag(ramp[100:], ema_corrected(ramp, 0.9)[100:]) == 9


@pytest.mark.parametrize("period", [30.0, 60.0, 200.0])
def test_the_lag_on_a_wave_is_the_shift_that_fits_the_averaged_wave_best(period):
    days = np.arange(4000)
    averaged = ema(np.sin(2 * math.pi * days / period), 0.9)[1000:]
    lags = np.linspace(0, 10, 1001)
    fits = [abs(np.corrcoef(averaged, np.sin(2 * math.pi * (days[1000:] - lag) / period))[0, 1]) for lag in lags]
    assert claims.wave_lag(period, 0.9) == pytest.approx(lags[int(np.argmax(fits))], abs=0.02)


def test_a_slow_wave_lags_as_much_as_a_ramp():
    assert claims.wave_lag(1e6, 0.9) == pytest.approx(9, rel=1e-6)


def test_streams_return_what_the_whole_series_gives():
    theta = np.random.default_rng(0).normal(size=40)
    average, kept = claims.stream_ema(theta, 0.8)
    mean, kept_for_mean = claims.stream_moving_average(theta, 7)
    assert (average, kept) == (pytest.approx(ema(theta, 0.8)[-1]), 1)
    assert (mean, kept_for_mean) == (pytest.approx(theta[-7:].mean()), 7)


def test_a_step_with_swapped_factors_refutes_ew1(monkeypatch):
    monkeypatch.setattr(claims, "ema_step", lambda v, value, beta: (1 - beta) * v + beta * value)
    assert not found("EW-1").holds


def test_a_window_of_one_over_beta_refutes_ew2(monkeypatch):
    monkeypatch.setattr(claims, "effective_window", lambda beta: 1 / beta)
    assert not found("EW-2").holds


def test_an_average_without_memory_refutes_ew3(monkeypatch):
    monkeypatch.setattr(claims, "ema", lambda theta, beta: theta)
    assert not found("EW-3").holds


def test_weights_in_reverse_order_refute_ew4(monkeypatch):
    monkeypatch.setattr(claims, "ema_weights", lambda beta, t: ((1 - beta) * beta ** np.arange(t))[::-1])
    assert not found("EW-4").holds


def test_the_rule_of_thumb_as_length_refutes_ew5(monkeypatch):
    monkeypatch.setattr(claims, "equal_moving_average", claims.effective_window)
    assert not found("EW-5").holds
