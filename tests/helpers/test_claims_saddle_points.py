import math

import numpy as np
import pytest
from scipy.stats import norm

from helpers.claims import all_claims
from helpers.claims import saddle_points as claims

IDS = ["SP-1", "SP-2", "SP-3", "SP-4", "SP-5", "SP-6"]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    assert found(claim_id, seed, quick).holds


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again(claim_id):
    assert found(claim_id) == found(claim_id)


def test_sp2_minima_among_random_hessians_are_as_rare_as_the_density_of_their_entries_says():
    # For n = 2 the matrix [[a, b], [b, c]] has positive eigenvalues where a > 0 and ac > b²: integrate over a and c.
    a, c = np.meshgrid(*2 * [np.linspace(0.005, 9.995, 1000)])
    b = norm.cdf(np.sqrt(a * c))
    density = norm.pdf(a, scale=2**0.5) * norm.pdf(c, scale=2**0.5)
    exact = np.sum((2 * b - 1) * density) * 0.01**2
    assert exact == pytest.approx((2 - math.sqrt(2)) / 4, abs=1e-4)
    assert found("SP-2", quick=False)["n = 2: share of minima"] == pytest.approx(exact, abs=0.01)


def test_sp2_random_hessians_have_the_variances_stated():
    drawn = claims.random_hessians(np.random.default_rng(0), 20_000, 3)
    np.testing.assert_array_equal(drawn, np.swapaxes(drawn, 1, 2))
    np.testing.assert_allclose(drawn.var(axis=0), 1 + np.eye(3), rtol=0.05)


def test_sp3_the_numbers_of_the_lesson():
    finding = found("SP-3")
    counts = {"plain descent": 715, "momentum, averaged": 825, "momentum, accumulated": 141, "RMSprop": 76, "Adam": 80}
    assert {name: finding[f"steps from y = 1e-6: {name}"] for name in counts} == counts


def test_sp4_the_numbers_of_the_lesson():
    finding = found("SP-4", quick=False)
    counts = {"plain descent": 13026, "momentum, averaged": 13080, "momentum, accumulated": 1359}
    assert {name: finding[f"plateau from x = 10, steps: {name}"] for name in counts} == counts


def test_counts_say_so_when_the_steps_do_not_suffice():
    assert claims.steps_to_leave("plain descent", 1e-6, most=10) == math.inf
    assert claims.steps_to_cross("plain descent", 10.0, most=10) == math.inf


def test_sp5_a_full_batch_is_plain_descent():
    result = claims.descend_in_batches(claims.SAMPLES, 0, runs=3, off=1e-6, steps=800)
    assert result.left.tolist() == [715] * 3
    assert result.share(714) == 0
    assert result.share(715) == 1


def test_a_test_that_reads_the_diagonal_refutes_sp1(monkeypatch):
    monkeypatch.setattr(claims, "classify_critical_point", lambda h: "minimum" if np.diag(h).min() > 0 else "saddle")
    assert not found("SP-1").holds


def test_hessians_that_are_squares_refute_sp2(monkeypatch):
    draw = claims.random_hessians
    monkeypatch.setattr(claims, "random_hessians", lambda *given: draw(*given) @ draw(*given).swapaxes(1, 2))
    assert not found("SP-2").holds


def test_an_escape_without_noise_refutes_sp3(monkeypatch):
    escape = claims.escape_saddle
    monkeypatch.setattr(claims, "escape_saddle", lambda g, x, a, steps, noise, seed: escape(g, x, a, steps, 0.0, seed))
    assert not found("SP-3").holds


def test_methods_that_are_all_plain_descent_refute_sp4(monkeypatch):
    plain = claims._method("plain descent")
    monkeypatch.setattr(claims, "_method", lambda name: plain)
    assert not found("SP-4").holds


def test_samples_without_slopes_of_their_own_refute_sp5(monkeypatch):
    run = claims.descend_in_batches
    monkeypatch.setattr(claims, "descend_in_batches", lambda size, seed, runs, **given: run(claims.SAMPLES, seed, runs))
    assert not found("SP-5").holds


def test_runs_that_all_fit_refute_sp6(monkeypatch):
    train = claims.train_many
    monkeypatch.setattr(claims, "train_many", lambda X, Y, dims, *rest, **more: train(X, Y, [2, 20, 1], *rest, **more))
    assert not found("SP-6").holds
