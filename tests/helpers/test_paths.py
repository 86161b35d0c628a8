import numpy as np
import pytest

from helpers.momentum import accumulated_momentum_step
from helpers.objectives import ravine
from helpers.optimizers import gradient_descent, momentum
from helpers.paths import descend, descend_with, random_starts, steps_to_stay_within

BOWL = ravine(1.0, 10.0)
START = np.array([1.0, 0.5])


def test_plain_descent_multiplies_each_direction_by_one_minus_rate_times_curvature():
    path = descend(BOWL.gradient, START, 20, learning_rate=0.15)
    expected = START * np.array([1 - 0.15, 1 - 1.5]) ** np.arange(21)[:, None]
    np.testing.assert_allclose(path, expected, rtol=1e-12)


def test_momentum_is_the_recursion_written_out():
    w, v, path = START, np.zeros(2), [START]
    for _ in range(10):
        v = 0.8 * v + 0.2 * BOWL.gradient(w)
        w = w - 0.1 * v
        path.append(w)
    np.testing.assert_allclose(descend(BOWL.gradient, START, 10, 0.1, 0.8), path, rtol=1e-12)


def test_walks_side_by_side_are_the_walks_alone():
    rates, betas = np.array([[0.05], [0.1]]), np.array([[0.5], [0.9]])
    together = descend(BOWL.gradient, START, 30, rates, betas)
    assert together.shape == (31, 2, 2)
    for i in range(2):
        alone = descend(BOWL.gradient, START, 30, rates[i, 0], betas[i, 0])
        np.testing.assert_allclose(together[:, i], alone, rtol=1e-12)


def test_settings_may_change_from_step_to_step():
    path = descend(lambda w: np.ones(1), np.zeros(1), 3, learning_rate=lambda t: float(t))
    np.testing.assert_array_equal(path[:, 0], [0, -1, -3, -6])
    path = descend(lambda w: np.ones(1), np.zeros(1), 2, 1.0, lambda t: 0.5 if t == 1 else 0.0)
    np.testing.assert_array_equal(path[:, 0], [0, -0.5, -1.5])


def test_the_accumulated_step_can_be_walked_too():
    path = descend(lambda w: np.ones(1), np.zeros(1), 3, 1.0, 0.5, accumulated_momentum_step)
    np.testing.assert_array_equal(path[:, 0], [0, -1, -2.5, -4.25])


def test_the_start_is_left_alone():
    start = START.copy()
    descend(BOWL.gradient, start, 5, 0.1, 0.9)
    np.testing.assert_array_equal(start, START)


def test_touching_the_goal_and_swinging_out_again_does_not_count():
    inside, outside = [0.0, 0.05], [3.0, 4.0]
    path = np.array([outside, inside, outside, inside, inside])
    assert steps_to_stay_within(path, 0.1) == 3
    assert steps_to_stay_within(path, 4.9) == 3
    assert steps_to_stay_within(path, 5.0) == 0
    assert steps_to_stay_within(path[:3], 0.1) == np.inf


def test_each_walk_has_its_own_count():
    path = np.array([[[1.0], [1.0]], [[0.1], [1.0]], [[0.0], [0.2]]])
    np.testing.assert_array_equal(steps_to_stay_within(path, 0.5), [1, 2])


def test_a_walk_that_has_left_for_infinity_is_outside():
    path = np.array([[1.0], [np.inf], [np.nan]])
    assert steps_to_stay_within(path, 0.5) == np.inf


def test_random_starts_lie_on_the_unit_sphere_in_all_directions():
    starts = random_starts(np.random.default_rng(0), 2000, dim=3)
    np.testing.assert_allclose(np.linalg.norm(starts, axis=1), 1)
    np.testing.assert_allclose(starts.mean(axis=0), 0, atol=0.05)


@pytest.mark.parametrize("steps", [0, -1, 2.5])
def test_bad_steps_are_named(steps):
    with pytest.raises((ValueError, TypeError), match="steps must be"):
        descend(BOWL.gradient, START, steps, 0.1)


def test_a_goal_must_have_a_size():
    with pytest.raises(ValueError, match="distance must be"):
        steps_to_stay_within(np.zeros((2, 1)), 0.0)


def test_any_optimizer_walks_from_one_point_or_from_many():
    starts = np.array([[1.0, 0.5], [-0.3, 2.0]])
    together = descend_with(momentum(0.8), BOWL.gradient, starts, 30, 0.1)
    np.testing.assert_allclose(together, descend(BOWL.gradient, starts, 30, 0.1, 0.8), rtol=1e-12, atol=1e-15)
    for i, start in enumerate(starts):
        np.testing.assert_allclose(together[:, i], descend_with(momentum(0.8), BOWL.gradient, start, 30, 0.1))


def test_the_rate_may_change_from_step_to_step():
    path = descend_with(gradient_descent(), BOWL.gradient, START, 2, lambda t: 0.1 / t)
    first = START - 0.1 * BOWL.gradient(START)
    np.testing.assert_allclose(path, [START, first, first - 0.05 * BOWL.gradient(first)])


def test_an_optimizer_on_one_coordinate_leaves_its_start_alone():
    start = np.ones(1)
    path = descend_with(gradient_descent(), lambda w: w, start, 1, 0.5)
    np.testing.assert_array_equal(path, [[1.0], [0.5]])
    np.testing.assert_array_equal(start, [1.0])


def test_any_optimizer_needs_a_step():
    with pytest.raises(ValueError, match="steps must be at least 1; got 0"):
        descend_with(gradient_descent(), BOWL.gradient, START, 0, 0.1)


def test_a_walk_ends_with_the_first_point_that_is_done():
    whole = descend_with(momentum(), BOWL.gradient, START, 200, 0.1)
    until = descend_with(momentum(), BOWL.gradient, START, 200, 0.1, done=lambda w: abs(w[0]) <= 0.5)
    assert abs(until[-1, 0]) <= 0.5 < abs(until[-2, 0])
    np.testing.assert_array_equal(until, whole[: len(until)])


def test_a_start_that_is_done_makes_no_step():
    np.testing.assert_array_equal(descend_with(momentum(), BOWL.gradient, START, 5, 0.1, done=lambda w: True), [START])
