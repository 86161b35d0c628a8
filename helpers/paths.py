"""Paths of a method downhill: many starts or settings at once, and how many steps each takes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import Parameters, require_count, require_positive
from helpers.momentum import momentum_step
from helpers.optimizers import Optimizer

Setting = ArrayLike | Callable[[int], ArrayLike]
Step = Callable[..., tuple[np.ndarray, np.ndarray]]


def descend(
    gradient: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    steps: int,
    learning_rate: Setting,
    beta: Setting = 0.0,
    step: Step = momentum_step,
) -> np.ndarray:
    """Walk downhill and keep every point of the way.

    (w_t, v_t) = step(w_{t−1}, gradient(w_{t−1}), v_{t−1}, β, α) for t = 1 … steps, from rest: v_0 = 0.

    Parameters
    ----------
    gradient : callable
        Gives the gradient at points of the shape of start.
    start : array, shape (…, dim)
        Where the walks begin: one point or many.
    steps : int, at least 1
        How many steps each walk makes.
    learning_rate, beta : float, array, or function of t
        The settings: for all walks, one for each walk (an array that broadcasts with start), or changing with t.
    step : callable
        An atom of `helpers.momentum`; with β = 0 both are plain gradient descent.

    Returns
    -------
    array, shape (steps + 1, …, dim)
        The points w_0 … w_steps.

    Raises
    ------
    TypeError, ValueError
        If steps is not a whole number of at least 1.

    Example
    -------
    >>> descend(lambda w: w, np.array([1.0]), 3, learning_rate=0.5).ravel()
    array([1.   , 0.5  , 0.25 , 0.125])

    Reference
    ---------
    The loop that every lesson of the course runs.
    """

    def at(setting: Setting, t: int) -> ArrayLike:
        return setting(t) if callable(setting) else setting

    shapes = [np.shape(at(setting, 1)) for setting in (learning_rate, beta)]
    path = np.empty((require_count("steps", steps) + 1, *np.broadcast_shapes(np.shape(start), *shapes)))
    path[0], v = start, np.zeros(path.shape[1:])
    for t in range(1, steps + 1):
        path[t], v = step(path[t - 1], gradient(path[t - 1]), v, at(beta, t), at(learning_rate, t))
    return path


def descend_with(
    optimizer: Optimizer,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    steps: int,
    learning_rate: float | Callable[[int], float],
    done: Callable[[np.ndarray], bool] = lambda w: False,
) -> np.ndarray:
    """Walk downhill with any optimizer on dicts until it is done, and keep every point of the way.

    The first coordinate is the optimizer's parameter W1, the others are b1.

    Parameters
    ----------
    optimizer : Optimizer
        As `helpers.optimizers` makes them, of the course's functions or of yours.
    gradient : callable
        Gives the gradient at points of the shape of start.
    start : array, shape (…, dim)
        Where the walks begin: one point or many.
    steps : int, at least 1
        How many steps each walk makes at most.
    learning_rate : float, or function of t
        The step size α.
    done : callable
        Says of the points whether the walk ends there; by default none does.

    Returns
    -------
    array, shape (steps made + 1, …, dim)
        The points from the start to the first that is done, or to the last.

    Raises
    ------
    TypeError, ValueError
        If steps is not a whole number of at least 1.

    Example
    -------
    >>> from helpers.optimizers import adam
    >>> descend_with(adam(), lambda w: w, np.array([1.0, -9.0]), 2, learning_rate=0.5).round(3)
    array([[ 1.   , -9.   ],
           [ 0.5  , -8.5  ],
           [ 0.034, -8.001]])

    Reference
    ---------
    The loop of `helpers.training.train`, without a network.
    """
    path = [np.array(start, dtype=float)]
    parameters: Parameters = {"W1": path[0][..., :1].copy(), "b1": path[0][..., 1:].copy()}
    state = optimizer.init(parameters)
    for t in range(1, require_count("steps", steps) + 1):
        if done(path[-1]):
            break
        g = gradient(path[-1])
        rate = learning_rate(t) if callable(learning_rate) else learning_rate
        parameters, state = optimizer.update(parameters, {"dW1": g[..., :1], "db1": g[..., 1:]}, state, t, rate)
        path.append(np.concatenate([parameters["W1"], parameters["b1"]], axis=-1))
    return np.array(path)


def steps_to_stay_within(path: np.ndarray, distance: float) -> np.ndarray:
    """Count the steps after which a path stays within a distance of the origin.

    Touching the goal and swinging out again does not count.

    Parameters
    ----------
    path : array, shape (steps + 1, …, dim)
        The points of `descend`.
    distance : float, above 0
        The radius of the goal.

    Returns
    -------
    array, shape (…)
        A number of steps for each walk; inf for a walk whose last point is outside.

    Raises
    ------
    TypeError, ValueError
        If distance is not a positive number.

    Example
    -------
    >>> print(steps_to_stay_within(np.array([[1.0], [0.05], [-0.5], [0.02], [0.01]]), 0.1))
    3.0

    Reference
    ---------
    The measure of claims MO-2, MO-7 and MO-10 of the course.
    """
    # Put this way round, a walk that has diverged to NaN is outside.
    outside = ~(np.linalg.norm(path, axis=-1) <= require_positive("distance", distance))
    steps = len(path) - np.argmax(outside[::-1], axis=0)
    return np.where(outside.any(axis=0), np.where(outside[-1], np.inf, steps), 0.0)


def random_starts(rng: np.random.Generator, count: int, dim: int = 2) -> np.ndarray:
    """Return `count` points at distance 1 from the origin, in random directions, of shape (count, dim)."""
    starts = rng.normal(size=(count, dim))
    return starts / np.linalg.norm(starts, axis=-1, keepdims=True)
