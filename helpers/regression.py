"""A small regression with two weights: where the walk of mini-batch gradient descent can be drawn and measured."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from helpers.arguments import require_count, require_number, require_positive
from helpers.mini_batch import Batch, gd_step, random_mini_batches

Batches = Callable[[np.ndarray, np.ndarray, int, int], Iterable[Batch]]


@dataclass(frozen=True)
class Regression:
    """Samples X (2, m) with labels Y (1, m), and the weights w (2,) that fit them best."""

    X: np.ndarray
    Y: np.ndarray
    best: np.ndarray

    @property
    def m(self) -> int:
        """How many samples there are."""
        return self.X.shape[1]

    def excess(self, path: np.ndarray) -> np.ndarray:
        """Return by how much the cost over all samples is above the least, at points of shape (…, 2)."""
        away = path - self.best
        return np.sum(away * (away @ (self.X @ self.X.T)), axis=-1) / (2 * self.m)

    def distance(self, path: np.ndarray) -> np.ndarray:
        """Return the distance of points of shape (…, 2) from the best weights."""
        return np.linalg.norm(path - self.best, axis=-1)


def make_regression(m: int, noise: float = 0.5, seed: int = 0) -> Regression:
    """Draw samples for a regression with two weights.

    y = w_1 x_1 + w_2 x_2 + noise · N(0, 1), where x_1 is N(0, 1), x_2 is N(0, 0.4²), w_1 = 1 and w_2 = −1.

    Parameters
    ----------
    m : int, at least 3
        How many samples.
    noise : float, at least 0
        How far the labels scatter. Without noise, one pair of weights fits every sample.
    seed : int, at least 0
        Decides the samples.

    Returns
    -------
    Regression
        The samples, and the weights of least squares.

    Example
    -------
    >>> problem = make_regression(100, noise=0.0)
    >>> problem.X.shape, problem.Y.shape, problem.best.round(6)
    ((2, 100), (1, 100), array([ 1., -1.]))
    """
    rng = np.random.default_rng(require_count("seed", seed, 0))
    X = rng.normal(size=(2, require_count("m", m, 3))) * np.array([[1.0], [0.4]])
    Y = np.array([[1.0, -1.0]]) @ X + require_number("noise", noise, 0.0) * rng.normal(size=(1, m))
    return Regression(X, Y, np.linalg.lstsq(X.T, Y[0], rcond=None)[0])


def gradient(w: np.ndarray, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return the gradient (2,) of the cost J(w) = 1/(2m) Σ (w·x − y)² over the samples given."""
    return X @ (w @ X - Y[0]) / X.shape[1]


def cost(w: np.ndarray, X: np.ndarray, Y: np.ndarray) -> float:
    """Return J(w) = 1/(2m) Σ (w·x − y)² over the samples given."""
    residual = w @ X - Y[0]
    return float(residual @ residual) / (2 * X.shape[1])


@dataclass(frozen=True)
class Walk:
    """A run of gradient descent: its points (steps + 1, 2), and the cost (steps,) on each batch before its step."""

    path: np.ndarray
    batch_costs: np.ndarray


def walk(
    problem: Regression,
    mini_batch_size: int,
    learning_rate: float,
    epochs: int,
    seed: int = 0,
    mini_batches: Batches = random_mini_batches,
) -> Walk:
    """Fit the regression by mini-batch gradient descent, from w = (0, 0), and keep every point of the way.

    In each epoch the samples are shuffled and cut anew; for each batch, w := w − α · gradient on the batch.

    Parameters
    ----------
    problem : Regression
        The samples.
    mini_batch_size : int, at least 1
        m or more is batch gradient descent, 1 is stochastic gradient descent.
    learning_rate : float, above 0
        The step size α.
    epochs : int, at least 1
        How many times every sample is used.
    seed : int, at least 0
        Decides the shuffles.
    mini_batches : function (X, Y, size, seed) -> batches
        How the batches are made.

    Returns
    -------
    Walk
        The points and the batches' costs.

    Example
    -------
    >>> problem = make_regression(100)
    >>> [len(walk(problem, size, 0.1, epochs=2).batch_costs) for size in (100, 32, 1)]
    [2, 8, 200]
    """
    learning_rate, w = require_positive("learning_rate", learning_rate), np.zeros(2)
    path, costs = [w], []
    for epoch in range(require_count("epochs", epochs)):
        for X_t, Y_t in mini_batches(problem.X, problem.Y, mini_batch_size, 1000 * seed + epoch):
            costs.append(cost(w, X_t, Y_t))
            w = gd_step(w, gradient(w, X_t, Y_t), learning_rate)
            path.append(w)
    return Walk(np.array(path), np.array(costs))
