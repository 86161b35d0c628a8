import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, ortho_group

from helpers.objectives import monkey_saddle, saddle
from helpers.paths import descend
from helpers.saddle_points import classify_critical_point, escape_saddle

SADDLE = saddle()
RIDGE = np.array([1.0, 0.0])


# ── classify_critical_point ──


def by_counting(signs):
    if {1, -1} <= set(signs):
        return "saddle"
    return {frozenset({1}): "minimum", frozenset({-1}): "maximum"}.get(frozenset(signs), "degenerate")


@pytest.mark.parametrize("signs", list(itertools.product([-1, 0, 1], repeat=3)))
def test_every_combination_of_signs_in_three_dimensions_in_any_direction(signs):
    turn = ortho_group.rvs(3, random_state=np.random.default_rng(5))
    assert classify_critical_point(turn @ np.diag(np.array(signs) * [0.5, 2.0, 30.0]) @ turn.T) == by_counting(signs)


@given(st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_congruent_matrices_are_of_one_kind(signs, seed):
    # Sylvester's law of inertia: A D Aᵀ has the signs of D for every A that can be inverted.
    rng = np.random.default_rng(seed)
    a = np.tril(rng.uniform(-0.5, 0.5, (len(signs),) * 2), -1) + np.eye(len(signs))
    assert classify_critical_point(a @ np.diag(np.array(signs, float)) @ a.T) == by_counting(signs)


def test_the_opposite_of_a_cost_has_the_opposite_kind():
    rng = np.random.default_rng(0)
    opposite = {"minimum": "maximum", "maximum": "minimum", "saddle": "saddle", "degenerate": "degenerate"}
    for _ in range(200):
        a = rng.normal(size=(2, 2))
        assert classify_critical_point(-(a + a.T)) == opposite[classify_critical_point(a + a.T)]


@pytest.mark.parametrize(
    ("tol", "kind"), [(0.0, "saddle"), (1e-4, "saddle"), (1.1e-3, "degenerate"), (0.99, "degenerate")]
)
def test_tol_decides_what_counts_as_zero(tol, kind):
    assert classify_critical_point(np.diag([1.0, -1e-3]), tol) == kind


def test_an_eigenvalue_of_exactly_tol_counts_as_zero():
    assert classify_critical_point([[0.25]], tol=0.25) == classify_critical_point([[-0.25]], tol=0.25) == "degenerate"


def test_mixed_signs_are_a_saddle_even_beside_zeros():
    assert classify_critical_point(np.diag([1.0, 0.0, -1.0])) == "saddle"


def test_the_places_of_the_lesson():
    assert classify_critical_point(SADDLE.hessian(np.zeros(2))) == "saddle"
    assert classify_critical_point(SADDLE.hessian(SADDLE.minimum)) == "minimum"
    assert classify_critical_point(monkey_saddle().hessian(np.zeros(2))) == "degenerate"


def test_integers_lists_and_single_precision_are_read():
    assert classify_critical_point([[2, 1], [1, 2]]) == "minimum"
    assert classify_critical_point(np.diag([1, -1]).astype(np.float32)) == "saddle"


def test_the_hessian_stays_as_it_was():
    hessian = np.array([[1.0, 1e-12], [1e-12, -1.0]])
    before = hessian.copy()
    classify_critical_point(hessian)
    np.testing.assert_array_equal(hessian, before)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 2.0],), "hessian must have at least 2"),
        ((np.ones((2, 3)),), "hessian must be a square matrix"),
        ((np.ones((2, 2, 2)),), "hessian must be a square matrix"),
        ((np.ones((0, 0)),), "hessian must be a square matrix"),
        (([[1.0, 2.0], [0.0, 1.0]],), "hessian must be symmetric"),
        (([[1.0, np.nan], [np.nan, 1.0]],), "hessian must hold finite numbers"),
        (([["a"]],), "hessian must hold real numbers"),
        ((np.eye(2), -1e-8), "tol must be at least 0"),
        ((np.eye(2), "small"), "tol must be a number"),
    ],
)
def test_bad_arguments_of_classify_are_named(arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        classify_critical_point(*arguments)


# ── escape_saddle ──


def test_the_path_begins_at_x0_and_has_a_point_more_than_steps():
    path = escape_saddle(SADDLE.gradient, RIDGE, steps=30)
    assert path.shape == (31, 2)
    np.testing.assert_array_equal(path[0], RIDGE)
    assert escape_saddle(SADDLE.gradient, RIDGE, steps=0).shape == (1, 2)


def test_without_noise_it_is_plain_descent_to_the_last_bit():
    start = np.array([0.8, 0.3])
    path = escape_saddle(SADDLE.gradient, start, 0.07, 80, noise=0.0)
    np.testing.assert_array_equal(path, descend(SADDLE.gradient, start, 80, 0.07))


def test_the_seed_decides():
    first, again, other = (escape_saddle(SADDLE.gradient, RIDGE, seed=seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert np.all(first[1:] != other[1:])


def test_the_noise_on_the_gradients_is_normal_independent_and_of_the_size_asked_for():
    flat = np.zeros(3)
    path = escape_saddle(lambda x: flat, np.zeros(3), 0.1, 4000, noise=0.02, seed=1)
    xi = -np.diff(path, axis=0) / (0.1 * 0.02)
    assert kstest(xi.ravel(), "norm").pvalue > 0.001
    assert np.all(np.abs(np.corrcoef(xi.T) - np.eye(3)) < 0.07)
    assert np.all(np.abs(np.mean(xi[1:] * xi[:-1], axis=0)) < 0.07)


@pytest.mark.parametrize("seed", range(10))
def test_it_leaves_the_saddle_and_stays_near_plain_descent_until_then(seed):
    path = escape_saddle(SADDLE.gradient, RIDGE, seed=seed)
    plain = escape_saddle(SADDLE.gradient, RIDGE, noise=0.0)
    assert np.max(np.abs(path[:10] - plain[:10])) < 0.01
    assert np.abs(path[-1, 1]) == pytest.approx(np.sqrt(2), abs=0.01)
    assert plain[-1, 1] == 0


def test_the_global_random_state_and_x0_stay_as_they_were():
    before, start = np.random.get_state(), np.array([1, 0])  # noqa: NPY002
    escape_saddle(SADDLE.gradient, start)
    after = np.random.get_state()  # noqa: NPY002
    np.testing.assert_array_equal(before[1], after[1])
    assert start.tolist() == [1, 0]


def test_a_gradient_that_writes_into_its_argument_does_not_change_the_path():
    def careless(x):
        x *= 2
        return x

    np.testing.assert_array_equal(escape_saddle(careless, [1.0], 0.1, 3), escape_saddle(lambda x: 2 * x, [1.0], 0.1, 3))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"grad": 3.0}, "grad must be a function"),
        ({"grad": lambda x: 1.0}, "grad must return the shape of x0"),
        ({"x0": 1.0}, "x0 must have at least 1"),
        ({"x0": np.ones((2, 2))}, "x0 must be one point"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"steps": -1}, "steps must be at least 0"),
        ({"steps": 1.5}, "steps must be a whole number"),
        ({"noise": -1e-3}, "noise must be at least 0"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_bad_arguments_of_escape_are_named(arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        escape_saddle(**({"grad": SADDLE.gradient, "x0": RIDGE} | arguments))
