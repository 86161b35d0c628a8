"""Mini-batches for training: the shuffles of `helpers.mini_batch`, written into arrays that are made once."""

from collections.abc import Sequence

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


class ShuffledBatches:
    """The samples (with their row of ones) and targets, shuffled anew by one permutation in each epoch.

    Tables hold a sample in a row, in one piece, so that shuffling copies rows of memory; batches are views of them.
    With several runs, each has an order of its own and the batches have a leading axis of runs.
    """

    def __init__(self, X: np.ndarray, Y: np.ndarray, mini_batch_size: int, runs: int | None = None) -> None:
        self._tables = with_ones(X).T.copy(), Y.T.copy()
        self.in_order = _cut(self._tables, mini_batch_size)  # unshuffled, to evaluate the net on
        leading = () if runs is None else (runs,)
        shuffled = [np.empty(leading + table.shape) for table in self._tables]
        self._batches = _cut(shuffled, mini_batch_size)
        self._runs = [shuffled] if runs is None else list(zip(*shuffled, strict=True))
        self._random = np.random.RandomState(0)  # seeding it again is faster than making a new one

    def epoch(self, *seeds: int) -> list[Batch]:
        """Shuffle with a seed for each run, as `random_mini_batches` does; the next call overwrites the batches."""
        orders: dict[int, np.ndarray] = {}
        for seed, shuffled in zip(seeds, self._runs, strict=True):
            if seed not in orders:
                self._random.seed(seed)
                orders[seed] = self._random.permutation(len(self._tables[0]))
            for table, target in zip(self._tables, shuffled, strict=True):
                table.take(orders[seed], axis=0, out=target, mode="clip")  # without mode, take fills a buffer first
        return self._batches


def _cut(tables: Sequence[np.ndarray], size: int) -> list[Batch]:
    """Mini-batches of the tables, a sample a column."""
    X, Y = (table.swapaxes(-1, -2) for table in tables)
    return [(X[..., k : k + size], Y[..., k : k + size]) for k in range(0, X.shape[-1], size)]
