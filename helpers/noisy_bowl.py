"""A bowl whose gradient is read with noise: where a constant learning rate wanders and a falling one closes in.

Many runs go side by side, (…, runs, dim), so that an experiment over a hundred seeds is one walk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

Schedule = Callable[[int], float]


@dataclass(frozen=True)
class NoisyBowl:
    """f(w) = ½ Σ λ_i w_i², started at w_i = start, with noise of this standard deviation on each reading of a slope.

    Example
    -------
    >>> bowl = NoisyBowl(np.array([1.0, 4.0]), noise=0.0)
    >>> w, cost = bowl.epoch(bowl.begin(1), 0.1, np.random.default_rng(0))
    >>> print(distance(bowl.begin(1)).round(3), distance(w).round(3))
    [7.071] [0.]
    """

    eigenvalues: np.ndarray
    start: float = 5.0
    noise: float = 1.0
    steps: int = 100  # in an epoch

    def begin(self, *runs: int) -> np.ndarray:
        """Return the start of so many runs, of shape (*runs, dim)."""
        return np.full((*runs, len(self.eigenvalues)), self.start)

    def epoch(self, w: np.ndarray, learning_rate: ArrayLike, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Walk the steps of one epoch; return where the runs are then, and the mean cost of each on the way.

        The last two axes of w share nothing; any axes before them (schedules to compare) see the same noise.
        """
        learning_rate, cost = np.asarray(learning_rate)[..., None], np.zeros(w.shape[:-1])
        for _ in range(self.steps):
            slope = w * self.eigenvalues
            cost += 0.5 * np.vecdot(w, slope)
            w = w - learning_rate * (slope + self.noise * rng.normal(size=w.shape[-2:]))
        return w, cost / self.steps

    def floor(self, learning_rate: float) -> float:
        """Distance from the minimum (root mean square) at which a constant rate ends: √Σ α σ² / (λ_i (2 − α λ_i))."""
        variance = learning_rate * self.noise**2 / (self.eigenvalues * (2 - learning_rate * self.eigenvalues))
        return float(np.sqrt(np.sum(variance)))


def distance(w: np.ndarray) -> np.ndarray:
    """Return how far points are from the minimum."""
    return np.linalg.norm(w, axis=-1)


def wander(bowl: NoisyBowl, schedules: Sequence[Schedule], epochs: int, runs: int, seed: int) -> np.ndarray:
    """Walk under several schedules, all with the same noise.

    Parameters
    ----------
    bowl : NoisyBowl
        Where to walk.
    schedules : sequence of functions
        Each gives the learning rate of an epoch, counted from 0.
    epochs, runs : int
        How long each run is, and how many there are.
    seed : int
        Where the noise starts.

    Returns
    -------
    array, shape (schedules, epochs + 1, runs)
        The distance from the minimum at the start and after each epoch.

    Example
    -------
    >>> still = NoisyBowl(np.array([1.0]), start=1.0, noise=0.0, steps=1)
    >>> wander(still, [lambda epoch: 0.5, lambda epoch: 0.5**epoch], 2, 1, 0)[..., 0]
    array([[1.  , 0.5 , 0.25],
           [1.  , 0.  , 0.  ]])
    """
    rng, w = np.random.default_rng(seed), bowl.begin(len(schedules), runs)
    distances = [distance(w)]
    for epoch in range(epochs):
        w, _ = bowl.epoch(w, np.array([[schedule(epoch)] for schedule in schedules]), rng)
        distances.append(distance(w))
    return np.stack(distances, axis=1)


@dataclass(frozen=True)
class Attended:
    """Runs whose rate was lowered by hand: distances and rates by epoch, and what it took in looks and changes."""

    distances: np.ndarray  # (epochs + 1, runs)
    learning_rates: np.ndarray  # (epochs, runs)
    looks: int  # at each run
    changes: np.ndarray  # (runs,)


def lower_by_hand(
    bowl: NoisyBowl, learning_rate0: float, epochs: int, runs: int, seed: int, factor: float = 0.5, patience: int = 2
) -> Attended:
    """Do as a person who watches the cost: after `patience` epochs without a new lowest cost, lower the rate.

    After each epoch, one look: is its mean cost at least 1 % below the lowest since the last change? If not so
    `patience` times running, α := factor · α, and the watch starts afresh.

    Parameters
    ----------
    bowl, learning_rate0, epochs, runs, seed
        As in `wander`, which sees the same noise at the same seed; learning_rate0 is the rate of epoch 0.
    factor : float, 0 < factor < 1
        What the rate is multiplied by.
    patience : int, at least 1
        How many epochs without progress are put up with.

    Returns
    -------
    Attended
        How it went, and what it cost in attention.

    Example
    -------
    >>> bowl = NoisyBowl(np.ones(10))
    >>> attended = lower_by_hand(bowl, 0.1, epochs=20, runs=1, seed=0)
    >>> attended.looks, bool(attended.learning_rates[-1] < 0.1)
    (20, True)
    """
    rng, w = np.random.default_rng(seed), bowl.begin(runs)
    rate, lowest, waited, changes = np.full(runs, learning_rate0), np.full(runs, np.inf), np.zeros(runs), np.zeros(runs)
    distances, rates = [distance(w)], []
    for _ in range(epochs):
        rates.append(rate)
        w, cost = bowl.epoch(w, rate, rng)
        progress = cost < 0.99 * lowest
        lowest, waited = np.where(progress, cost, lowest), np.where(progress, 0, waited + 1)
        stalled = waited == patience
        rate = np.where(stalled, factor * rate, rate)
        lowest, waited = np.where(stalled, np.inf, lowest), np.where(stalled, 0, waited)
        changes = changes + stalled
        distances.append(distance(w))
    return Attended(np.array(distances), np.array(rates), epochs, changes.astype(int))
