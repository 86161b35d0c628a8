"""Mini-batches for training: the shuffles of `helpers.mini_batch`, written into arrays that are made once."""

import numpy as np

from helpers.arguments import require_count
from helpers.mini_batch import Batch


def epoch_seeds(seed: int, num_epochs: int) -> np.ndarray:
    """Return a shuffle's seed for each epoch; a longer run begins with those of a shorter one.

    Example
    -------
    >>> len(set(epoch_seeds(0, 100).tolist())), bool(np.all(epoch_seeds(0, 7) == epoch_seeds(0, 100)[:7]))
    (100, True)
    """
    return np.random.default_rng([seed, 1]).integers(2**32, size=num_epochs)


def with_ones(X: np.ndarray) -> np.ndarray:
    """Return X with a row of ones below, so that a bias is the weight of an input that is always 1."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


def logged_epochs(num_epochs: int, log_every: int) -> list[int]:
    """Return every so many epochs, counted from 1, and the last one.

    Example
    -------
    >>> logged_epochs(7, log_every=3)
    [3, 6, 7]
    """
    every = require_count("log_every", log_every)
    return [epoch for epoch in range(1, num_epochs + 1) if epoch % every == 0 or epoch == num_epochs]


def batches_in_order(X: np.ndarray, Y: np.ndarray, mini_batch_size: int) -> list[Batch]:
    """Return the samples (with their row of ones) and targets in pieces, unshuffled."""
    return _cut(_table(X, Y), mini_batch_size, inputs=len(X) + 1)


class ShuffledBatches:
    """The samples (with their row of ones) and targets, shuffled anew by one permutation in each epoch.

    A sample lies in one piece, so that shuffling copies rows of memory; the batches are views of the shuffled table.
    With several runs, each has an order of its own and the batches have a leading axis of runs.
    """

    def __init__(self, X: np.ndarray, Y: np.ndarray, mini_batch_size: int, runs: int | None = None) -> None:
        self._table = _table(X, Y)
        shuffled = np.empty(((runs,) if runs else ()) + self._table.shape)
        self._shuffled = shuffled if runs else [shuffled]
        self._batches = _cut(shuffled, mini_batch_size, inputs=len(X) + 1)
        self._random = np.random.RandomState(0)  # seeding it again is faster than making a new one

    def epoch(self, *seeds: int) -> list[Batch]:
        """Shuffle with a seed for each run, as `random_mini_batches` does; the next call overwrites the batches."""
        orders = {}
        for seed, shuffled in zip(seeds, self._shuffled, strict=True):
            if seed not in orders:
                self._random.seed(seed)
                orders[seed] = self._random.permutation(len(self._table))
            self._table.take(orders[seed], axis=0, out=shuffled, mode="clip")  # without mode, take fills a buffer first
        return self._batches


def _table(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """One row for each sample: its inputs, the 1, its targets."""
    return np.ascontiguousarray(np.vstack([with_ones(X), Y]).T)


def _cut(table: np.ndarray, size: int, inputs: int) -> list[Batch]:
    columns = table.swapaxes(-1, -2)
    pieces = [columns[..., start : start + size] for start in range(0, columns.shape[-1], size)]
    return [(piece[..., :inputs, :], piece[..., inputs:, :]) for piece in pieces]
