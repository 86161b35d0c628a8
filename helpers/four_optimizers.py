"""Gradient descent, momentum, RMSprop and Adam on two problems: at one shared learning rate, and each at its own."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.data import load_digits, split, two_moons
from helpers.experiments import Runs, train_many
from helpers.language import Text

NAMES = {
    "gradient_descent": Text("gradient descent", "梯度下降"),
    "momentum": Text("momentum", "动量"),
    "rmsprop": Text("RMSprop", "RMSprop"),
    "adam": Text("Adam", "Adam"),
}


@dataclass(frozen=True)
class Problem:
    """What a net learns, how long, the learning rate that all share, and the ones each optimizer is tuned over."""

    name: Text
    layer_dims: tuple[int, ...]
    epochs: int
    shared: float
    rates: dict[str, tuple[float, ...]]


PROBLEMS = {
    "two moons": Problem(
        name=Text("two moons", "双月"),
        layer_dims=(2, 5, 2, 1),
        epochs=150,
        shared=0.0007,
        rates={
            "gradient_descent": (0.3, 1.0, 3.0),
            # At 3.0 runs are at the edge of stability: one differs in its end between processors, by rounding alone.
            "momentum": (0.1, 0.3, 1.0),
            "rmsprop": (0.01, 0.03, 0.1),
            "adam": (0.01, 0.03, 0.1),
        },
    ),
    "digits": Problem(
        name=Text("digits", "手写数字"),
        layer_dims=(64, 16, 10),
        epochs=4,
        shared=0.001,
        rates={
            "gradient_descent": (0.3, 1.0, 3.0),
            "momentum": (1.0, 3.0, 10.0),
            "rmsprop": (0.003, 0.01, 0.03),
            "adam": (0.01, 0.03, 0.1),
        },
    ),
}


@dataclass(frozen=True)
class Compared:
    """What one optimizer made of one problem: its own best rate, and results of every seed at that and at the shared.

    `epochs` are the ones after which results were noted. `costs` and `accuracies` map "shared" and "tuned" to arrays of
    shape (seeds, epochs): the cost of the training samples, and the accuracy on samples held back.
    """

    name: Text
    tuned: float
    epochs: np.ndarray
    costs: dict[str, np.ndarray]
    accuracies: dict[str, np.ndarray]


@lru_cache(maxsize=8)
def compare(problem: str, seed: int = 0, seeds: int = 20) -> dict[str, Compared]:
    """Train all four, from so many seeds, at every rate; the own rate is that of the lowest mean cost at the end.

    Results stand under the methods' English names.

    Example
    -------
    >>> list(compare("digits", seeds=1))
    ['gradient descent', 'momentum', 'RMSprop', 'Adam']
    """
    X, Y, X_test, Y_test = samples(problem, seed)
    setup = PROBLEMS[problem]
    first = 1000 * seed
    results = {}
    for optimizer, rates in setup.rates.items():
        runs = train_many(
            X, Y, setup.layer_dims, optimizer, (setup.shared, *rates), range(first, first + seeds), setup.epochs,
            X_test=X_test, Y_test=Y_test, log_every=max(1, setup.epochs // 20),
        )  # fmt: skip
        results[NAMES[optimizer].en] = _pick(NAMES[optimizer], runs)
    return results


def samples(problem: str, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return X, Y to train with and X_test, Y_test that are held back."""
    if problem == "two moons":
        return (*two_moons(seed=seed), *two_moons(seed=seed + 500))
    digits = load_digits()
    parts = split(digits.X, digits.Y, seed=seed)
    return parts.X_train, parts.Y_train, parts.X_test, parts.Y_test


def _pick(name: Text, runs: Runs) -> Compared:
    """Of runs at the shared rate and then at the others, keep the shared one and the best of the others."""
    end = np.nan_to_num(runs.costs[1:, :, -1], nan=np.inf)
    rows = {"shared": 0, "tuned": 1 + int(np.argmin(end.mean(axis=1)))}
    return Compared(
        name=name,
        tuned=float(runs.learning_rates[rows["tuned"]]),
        epochs=runs.epochs,
        costs={name: runs.costs[row] for name, row in rows.items()},
        accuracies={name: runs.test_accuracies[row] for name, row in rows.items()},
    )
