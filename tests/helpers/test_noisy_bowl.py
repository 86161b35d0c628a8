import numpy as np
import pytest

from helpers.decay import exponential_decay, update_lr
from helpers.noisy_bowl import NoisyBowl, distance, lower_by_hand, wander

BOWL = NoisyBowl(np.geomspace(0.1, 10.0, 4), start=2.0, noise=0.7, steps=30)


def moments(bowl, rates):
    """Mean and variance of each coordinate after these epochs, step by step, by theory."""
    mean, variance = np.full(len(bowl.eigenvalues), bowl.start), np.zeros(len(bowl.eigenvalues))
    for rate in np.repeat(rates, bowl.steps):
        kept = 1 - rate * bowl.eigenvalues
        mean, variance = kept * mean, kept**2 * variance + (rate * bowl.noise) ** 2
    return mean, variance


@pytest.mark.parametrize("schedule", [lambda e: 0.1, lambda e: update_lr(0.15, e, 0.5)], ids=["constant", "falling"])
def test_runs_spread_as_theory_says(schedule):
    mean, variance = moments(BOWL, [schedule(e) for e in range(8)])
    distances = wander(BOWL, [schedule], epochs=8, runs=4000, seed=0)[0, -1]
    assert np.mean(distances**2) == pytest.approx(np.sum(mean**2 + variance), rel=0.05)


def test_without_noise_a_run_is_the_product_of_its_steps():
    still = NoisyBowl(BOWL.eigenvalues, noise=0.0)
    rates = [exponential_decay(0.05, e) for e in range(5)]
    mean, _ = moments(still, rates)
    distances = wander(still, [lambda e: rates[e]], 5, 2, 0)
    np.testing.assert_allclose(distances[0, -1], np.linalg.norm(mean), rtol=1e-10)


def test_the_floor_is_where_theory_comes_to_rest():
    _, variance = moments(BOWL, [0.1] * 100)
    assert BOWL.floor(0.1) == pytest.approx(np.sqrt(np.sum(variance)), rel=1e-6)


def test_schedules_see_the_same_noise_and_runs_do_not():
    distances = wander(BOWL, [lambda e: 0.1, lambda e: 0.1], 3, 5, 1)
    np.testing.assert_array_equal(distances[0], distances[1])
    assert len(np.unique(distances[0, -1])) == 5
    np.testing.assert_array_equal(distances[:1], wander(BOWL, [lambda e: 0.1], 3, 5, 1))
    assert not np.array_equal(distances[:1], wander(BOWL, [lambda e: 0.1], 3, 5, 2))


def test_the_cost_of_an_epoch_is_the_mean_over_its_points():
    still = NoisyBowl(np.array([2.0]), start=3.0, noise=0.0, steps=2)
    w, cost = still.epoch(still.begin(1), 0.25, np.random.default_rng(0))
    assert cost[0] == pytest.approx((9.0 + 2.25) / 2)
    assert w[0, 0] == pytest.approx(0.75)
    assert distance(w)[0] == pytest.approx(0.75)


# ── by hand ──


def test_a_run_that_makes_progress_is_left_alone():
    still = NoisyBowl(np.array([1.0]), noise=0.0, steps=10)
    attended = lower_by_hand(still, 0.1, 20, 1, 0)
    assert attended.changes.tolist() == [0]
    assert np.all(attended.learning_rates == 0.1)
    np.testing.assert_allclose(attended.distances, wander(still, [lambda e: 0.1], 20, 1, 0)[0])


def test_a_run_that_stands_still_is_lowered_when_patience_ends():
    stuck = NoisyBowl(np.array([1.0]), start=0.0, noise=0.0)  # its cost is 0 throughout: never a new lowest
    attended = lower_by_hand(stuck, 0.8, 10, 1, 0, factor=0.5, patience=3)
    # The first look finds a lowest cost (anything is below infinity); each three more looks end the patience.
    assert attended.learning_rates[:, 0].tolist() == [0.8] * 4 + [0.4] * 4 + [0.2] * 2
    assert attended.changes.tolist() == [2]
    assert attended.looks == 10


def test_each_run_has_a_rate_of_its_own():
    attended = lower_by_hand(NoisyBowl(np.ones(3)), 0.1, 30, 8, 0)
    assert attended.learning_rates.shape == (30, 8)
    assert attended.distances.shape == (31, 8)
    assert len({tuple(rates) for rates in attended.learning_rates.T}) > 1
    halvings = np.sum(np.diff(attended.learning_rates, axis=0) < 0, axis=0)
    assert np.all((attended.changes == halvings) | (attended.changes == halvings + 1))  # the last look may lower, too
