import numpy as np
import pytest

from helpers.objectives import bumpy_bowl, monkey_saddle, plateau, ravine, saddle

OBJECTIVES = {
    "ravine": (ravine(), 2),
    "turned ravine": (ravine(0.5, 20.0, angle=0.7), 2),
    "bumpy bowl": (bumpy_bowl(), 1),
    "bumpy bowl in three dimensions": (bumpy_bowl(0.1, 0.5), 3),
    "saddle": (saddle(), 2),
    "monkey saddle": (monkey_saddle(), 2),
    "plateau": (plateau(), 1),
    "plateau in three dimensions": (plateau(), 3),
}


def central_difference(function, w, h=1e-6):
    """The derivative of `function` at w along each coordinate, as the last axis."""
    sides = [(function(w + h * e) - function(w - h * e)) / (2 * h) for e in np.eye(w.size)]
    return np.stack(sides, axis=-1)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_gradient_and_hessian_are_the_derivatives(name):
    objective, dim = OBJECTIVES[name]
    for w in np.random.default_rng(0).normal(size=(20, dim)):
        np.testing.assert_allclose(objective.gradient(w), central_difference(objective.value, w), rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(
            objective.hessian(w), central_difference(objective.gradient, w), rtol=1e-6, atol=1e-6
        )


@pytest.mark.parametrize("name", OBJECTIVES)
def test_many_points_at_once_give_what_each_gives_alone(name):
    objective, dim = OBJECTIVES[name]
    points = np.random.default_rng(1).normal(size=(4, 3, dim))
    for function, shape in ((objective.value, ()), (objective.gradient, (dim,)), (objective.hessian, (dim, dim))):
        together = function(points)
        assert together.shape == (4, 3, *shape)
        np.testing.assert_allclose(together[2, 1], function(points[2, 1]), rtol=1e-14)


@pytest.mark.parametrize("name", ["ravine", "turned ravine", "bumpy bowl", "plateau"])
def test_the_minimum_is_the_lowest_point(name):
    objective, dim = OBJECTIVES[name]
    assert objective.value(objective.minimum) == 0
    np.testing.assert_array_equal(objective.gradient(objective.minimum), np.zeros(dim))
    assert np.all(objective.value(np.random.default_rng(2).normal(size=(1000, dim))) > 0)


@pytest.mark.parametrize("angle", [0.0, 0.7, np.pi / 4])
def test_a_ravine_has_the_curvatures_asked_for_however_it_lies(angle):
    bowl = ravine(0.5, 20.0, angle)
    values, vectors = np.linalg.eigh(bowl.hessian(np.zeros(2)))
    np.testing.assert_allclose(values, [0.5, 20.0], rtol=1e-12)
    assert abs(vectors[:, 0] @ [np.cos(angle), np.sin(angle)]) == pytest.approx(1)


def test_the_bumpy_bowl_has_local_minima_only_where_its_docstring_says():
    bowl = bumpy_bowl(height=0.3, period=0.9)
    w = np.linspace(-4, 4, 8001)[:, None]
    slope = bowl.gradient(w)[:, 0]
    valleys = w[:-1, 0][(slope[:-1] < 0) & (slope[1:] >= 0)]
    assert len(valleys) == 5  # the lowest point, and two on each side
    assert np.all(np.abs(valleys) < 2 * np.pi * 0.3 / 0.9)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: ravine(mu=0.0), "mu"),
        (lambda: ravine(L=-1.0), "L"),
        (lambda: ravine(angle="steep"), "angle"),
        (lambda: bumpy_bowl(height=0.0), "height"),
        (lambda: bumpy_bowl(period=-1.0), "period"),
    ],
)
def test_bad_arguments_are_named(make, name):
    with pytest.raises((ValueError, TypeError), match=f"{name} must be"):
        make()


def test_the_saddle_lies_between_two_minima():
    cost = saddle()
    below = cost.minimum * [1, -1]
    for point, kind in ((np.zeros(2), [-2, 2]), (cost.minimum, [2, 4]), (below, [2, 4])):
        np.testing.assert_allclose(cost.gradient(point), 0, atol=1e-15)
        np.testing.assert_allclose(np.linalg.eigvalsh(cost.hessian(point)), kind, rtol=1e-14)
    assert cost.value(cost.minimum) == pytest.approx(-1)
    assert np.all(cost.value(np.random.default_rng(3).normal(size=(1000, 2))) > -1)


def test_the_monkey_saddle_has_three_ways_down():
    angles = np.linspace(0, 2 * np.pi, 600, endpoint=False)
    below = monkey_saddle().value(np.stack([np.cos(angles), np.sin(angles)], axis=-1)) < 0
    assert np.sum(below & ~np.roll(below, 1)) == 3
