"""Times of a clock: taken in the lesson, shown in brackets (which nbval blanks out), never asserted."""

import time
from collections.abc import Callable

import numpy as np

from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation, initialize_parameters


def best_time(action: Callable[[], object], rounds: int = 5) -> float:
    """Return the seconds of the fastest of some runs: the one that the machine disturbed least."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def in_brackets(seconds: float) -> str:
    """Write a time the way that comparisons blank out.

    Example
    -------
    >>> in_brackets(0.01234), in_brackets(2.5), in_brackets(0.0000071)
    ('[12.34 ms]', '[2.50 s]', '[7.10 µs]')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"[{seconds / size:.2f} {unit}]"
    return f"[{seconds / 1e-6:.2f} µs]"


def epoch_time(X: np.ndarray, Y: np.ndarray, mini_batch_size: int, rounds: int = 3) -> float:
    """Return the seconds that an epoch's gradients take, on a network with one hidden layer of 32 units."""
    parameters = initialize_parameters([len(X), 32, len(Y)])

    def epoch() -> None:
        for X_t, Y_t in random_mini_batches(X, Y, mini_batch_size):
            _, cache = forward_propagation(X_t, parameters)
            backward_propagation(Y_t, cache, parameters)

    return best_time(epoch, rounds)


def step_time(X: np.ndarray, Y: np.ndarray, mini_batch_size: int, rounds: int = 50) -> float:
    """Return the seconds that one gradient of the same network takes, on a batch of the first samples."""
    parameters = initialize_parameters([len(X), 32, len(Y)])
    X_t, Y_t = X[:, :mini_batch_size].copy(), Y[:, :mini_batch_size].copy()

    def step() -> None:
        _, cache = forward_propagation(X_t, parameters)
        backward_propagation(Y_t, cache, parameters)

    return best_time(step, rounds)
