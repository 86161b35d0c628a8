import numpy as np
import pytest

from helpers.objectives import ravine
from helpers.paths import descend
from helpers.rates import (
    DIVERGES,
    RIPPLES,
    SMOOTH,
    best_momentum,
    best_plain,
    convergence_rate,
    iteration_matrix,
    regime,
    stability_limit,
)

SETTINGS = [(0.0, 0.3), (0.5, 0.1), (0.9, 0.02), (0.9, 1.0)]


@pytest.mark.parametrize(("beta", "rate"), SETTINGS)
def test_the_matrix_takes_a_walk_one_step_on(beta, rate):
    curvature = 3.0
    path = descend(lambda w: curvature * w, np.array([1.0]), 6, rate, beta)[:, 0]
    state = np.array([1.0, 0.0])
    for w in path[1:]:
        state = iteration_matrix(beta, rate, curvature) @ state
        assert state[0] == pytest.approx(w, rel=1e-12)


@pytest.mark.parametrize(("beta", "rate"), SETTINGS)
def test_the_rate_is_the_larger_root_of_the_characteristic_polynomial(beta, rate):
    roots = np.roots([1, -(1 + beta - rate * (1 - beta) * 3.0), beta])
    assert convergence_rate(beta, rate, [3.0]) == pytest.approx(np.max(np.abs(roots)))


def test_the_worst_direction_decides():
    alone = [convergence_rate(0.5, 0.05, [curvature]) for curvature in (1.0, 30.0)]
    assert convergence_rate(0.5, 0.05, [1.0, 30.0]) == max(alone)


def test_the_best_settings_are_better_than_their_neighbours():
    beta, rate, factor = best_momentum(1.0, 100.0)
    # Where both eigenvalues coincide they are found to the root of the machine's precision.
    assert convergence_rate(beta, rate, [1.0, 100.0]) == pytest.approx(factor, abs=1e-6)
    for b, a in ((beta + 0.01, rate), (beta - 0.01, rate), (beta, 1.01 * rate), (beta, 0.99 * rate)):
        assert convergence_rate(b, a, [1.0, 100.0]) > factor + 1e-4
    plain, plain_factor = best_plain(1.0, 100.0)
    assert convergence_rate(0.0, plain, [1.0, 100.0]) == pytest.approx(plain_factor, rel=1e-12)
    for a in (1.01 * plain, 0.99 * plain):
        assert convergence_rate(0.0, a, [1.0, 100.0]) > plain_factor + 1e-5


def test_the_closed_forms_of_the_curriculum():
    beta, rate, factor = best_momentum(1.0, 100.0)
    assert (beta, rate, factor) == pytest.approx(((9 / 11) ** 2, 0.1, 9 / 11), rel=1e-12)
    assert best_plain(1.0, 100.0) == pytest.approx((2 / 101, 99 / 101), rel=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.98])
def test_beyond_the_stability_limit_a_walk_grows_and_below_it_shrinks(beta):
    bowl, limit = ravine(1.0, 100.0), stability_limit(beta, 100.0)
    assert limit == pytest.approx(2 * (1 + beta) / ((1 - beta) * 100))
    for factor, grows in ((0.98, False), (1.02, True)):
        path = descend(bowl.gradient, np.array([0.0, 1.0]), 2000 if not grows else 500, factor * limit, beta)
        early, late = np.max(np.abs(path[:100])), np.max(np.abs(path[-100:]))
        assert (late > early) == grows
        assert (regime(beta, factor * limit, [1.0, 100.0]) == DIVERGES) == grows


@pytest.mark.parametrize("beta", [0.04, 0.25, 0.81])
def test_a_direction_ripples_from_the_closed_form_on(beta):
    border = (1 - np.sqrt(beta)) / (1 + np.sqrt(beta))  # of α · λ
    assert regime(beta, 0.99 * border, [1.0]) == SMOOTH
    assert regime(beta, 1.01 * border, [1.0]) == RIPPLES


def test_plain_descent_zigzags_beyond_one_over_the_curvature():
    assert [int(regime(0.0, rate, [10.0])) for rate in (0.05, 0.1, 0.15, 0.25)] == [SMOOTH, SMOOTH, RIPPLES, DIVERGES]


def test_settings_may_be_a_grid():
    betas, rates = np.linspace(0, 0.9, 4)[:, None], np.linspace(0.01, 0.1, 5)
    rate, kind = convergence_rate(betas, rates, [1.0, 100.0]), regime(betas, rates, [1.0, 100.0])
    assert rate.shape == kind.shape == (4, 5)
    assert rate[2, 3] == pytest.approx(convergence_rate(betas[2, 0], rates[3], [1.0, 100.0]))


@pytest.mark.parametrize("call", [lambda: best_plain(0.0, 1.0), lambda: best_momentum(0.0, 1.0)])
def test_a_curvature_must_be_positive(call):
    with pytest.raises(ValueError, match="mu must be"):
        call()


def test_the_limit_names_a_bad_beta():
    with pytest.raises(ValueError, match="beta must be"):
        stability_limit(1.0, 100.0)
