import numpy as np
import pytest

from helpers.mini_batch import random_mini_batches
from helpers.regression import cost, gradient, make_regression, walk

PROBLEM = make_regression(64, seed=3)


def test_the_best_weights_are_where_the_gradient_vanishes():
    np.testing.assert_allclose(gradient(PROBLEM.best, PROBLEM.X, PROBLEM.Y), 0, atol=1e-14)


def test_the_gradient_is_the_slope_of_the_cost():
    w, h = np.array([0.3, -0.2]), 1e-6
    slopes = [
        (cost(w + h * axis, PROBLEM.X, PROBLEM.Y) - cost(w - h * axis, PROBLEM.X, PROBLEM.Y)) / (2 * h)
        for axis in np.eye(2)
    ]
    np.testing.assert_allclose(gradient(w, PROBLEM.X, PROBLEM.Y), slopes, rtol=1e-8)


def test_the_excess_is_the_cost_above_the_least():
    points = np.random.default_rng(0).normal(size=(5, 2))
    least = cost(PROBLEM.best, PROBLEM.X, PROBLEM.Y)
    costs = [cost(w, PROBLEM.X, PROBLEM.Y) - least for w in points]
    np.testing.assert_allclose(PROBLEM.excess(points), costs, rtol=1e-10)
    np.testing.assert_allclose(PROBLEM.distance(points), [np.hypot(*(w - PROBLEM.best)) for w in points])


def test_without_noise_one_pair_of_weights_fits_every_sample():
    exact = make_regression(64, noise=0.0, seed=3)
    np.testing.assert_allclose(exact.best @ exact.X, exact.Y[0], atol=1e-12)


def test_batch_descent_follows_its_closed_form():
    H = PROBLEM.X @ PROBLEM.X.T / PROBLEM.m
    expected = PROBLEM.best - np.linalg.matrix_power(np.eye(2) - 0.1 * H, 30) @ PROBLEM.best
    np.testing.assert_allclose(walk(PROBLEM, 64, 0.1, 30).path[-1], expected, rtol=1e-10)


def test_a_walk_steps_once_for_each_batch_and_shuffles_anew():
    seeds = []

    def noted(X, Y, size, seed):
        seeds.append(seed)
        return random_mini_batches(X, Y, size, seed)

    run = walk(PROBLEM, 10, 0.1, epochs=3, seed=2, mini_batches=noted)
    assert run.path.shape == (22, 2)
    assert run.batch_costs.shape == (21,)
    assert len(set(seeds)) == 3
    np.testing.assert_array_equal(run.path, walk(PROBLEM, 10, 0.1, 3, 2).path)
    assert not np.array_equal(run.path, walk(PROBLEM, 10, 0.1, 3, 1).path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"m": 2}, "m must be at least 3"), ({"noise": -1}, "noise must be"), ({"seed": -1}, "seed must be")],
)
def test_a_regression_refuses_bad_arguments_by_name(changes, message):
    with pytest.raises(ValueError, match=message):
        make_regression(**({"m": 10} | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mini_batch_size": 0}, "mini_batch_size must be"),
        ({"learning_rate": 0}, "learning_rate must be"),
        ({"epochs": 0}, "epochs must be"),
    ],
)
def test_a_walk_refuses_bad_arguments_by_name(changes, message):
    with pytest.raises(ValueError, match=message):
        walk(PROBLEM, **({"mini_batch_size": 8, "learning_rate": 0.1, "epochs": 1} | changes))
