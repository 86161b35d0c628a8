"""Many runs at once: the same training for many seeds and learning rates, stacked into one set of arrays.

A small net leaves NumPy waiting for Python. A hundred of them, stacked, take the same calls, each on a hundred times as
many numbers. Every run is the one that `train` makes with the same seed and learning rate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.arguments import require_count, require_positive
from helpers.batches import ShuffledBatches, epoch_seeds, logged_epochs
from helpers.buffered_network import BufferedNetwork
from helpers.in_place import Step
from helpers.mini_batch import Batch
from helpers.network import count_parameters, flat_view, initialize_parameters
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from helpers.shapes import require_data, require_layer_dims, require_test_data

OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "gradient_descent": gradient_descent,
    "momentum": momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}
CACHE = 1_000_000  # bytes: what a core keeps close by; larger stacks train more slowly, not faster


@dataclass(frozen=True)
class Runs:
    """Results of `train_many`, of shape (learning rates, seeds, logged epochs); NaN once a run has diverged.

    `costs`, `accuracies` over the training samples and `test_costs`, `test_accuracies` (NaN without test samples), each
    after an epoch · `epochs`: which ones, 1 for the first · `flat`: the trained nets, (learning rates, seeds, count).
    """

    learning_rates: np.ndarray
    seeds: np.ndarray
    epochs: np.ndarray
    costs: np.ndarray
    accuracies: np.ndarray
    test_costs: np.ndarray
    test_accuracies: np.ndarray
    flat: np.ndarray


def train_many(
    X: np.ndarray,
    Y: np.ndarray,
    layer_dims: Sequence[int],
    optimizer_name: str | Optimizer,
    learning_rates: Sequence[float],
    seeds: Iterable[int],
    num_epochs: int,
    mini_batch_size: int = 64,
    schedule: Callable[[float, int], float] | None = None,
    *,
    X_test: np.ndarray | None = None,
    Y_test: np.ndarray | None = None,
    log_every: int = 1,
) -> Runs:
    """Train a network from each seed at each learning rate, all at once.

    Run (i, j) is `train(X, Y, layer_dims, optimizer, learning_rates[i], num_epochs, mini_batch_size, seeds[j])`.

    Parameters
    ----------
    X, Y : arrays, shapes (n_0, m) and (n_L, m)
        Samples and targets, as for `train`.
    layer_dims : list of int
        n_0, n_1, …, n_L.
    optimizer_name : str or Optimizer
        "gradient_descent", "momentum", "rmsprop", "adam" with the course's settings, or one of `helpers.optimizers`
        with others. It must have an in-place form.
    learning_rates : list of float, above 0
        α of each group of runs.
    seeds : iterable of int, at least 0
        Each decides the first weights and the shuffles of its runs.
    num_epochs, mini_batch_size : int, at least 1
        As for `train`.
    schedule : function of a learning rate and the epoch (from 0), or None
        Gives α for that epoch, as `update_lr(learning_rate0, epoch_num, …)` does.
    X_test, Y_test : arrays or None
        Samples held back.
    log_every : int, at least 1
        Results are computed after every so many epochs, and after the last.

    Returns
    -------
    Runs
        Costs and accuracies of every run and logged epoch.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range, or the shapes do not fit. A run that diverges raises nothing.

    Example
    -------
    >>> from helpers.data import two_moons
    >>> runs = train_many(*two_moons(), [2, 5, 1], "adam", learning_rates=[0.001, 0.03], seeds=range(10), num_epochs=20)
    >>> runs.costs.shape, bool(np.median(runs.costs[1, :, -1]) < np.median(runs.costs[0, :, -1]))
    ((2, 10, 20), True)

    Reference
    ---------
    The stacking is that of `numpy.matmul`, and of `jax.vmap`.
    """
    in_place = _in_place(optimizer_name)
    layer_dims, size = require_layer_dims(layer_dims), require_count("mini_batch_size", mini_batch_size)
    X, Y = require_data(X, Y, layer_dims)
    held_back = require_test_data(X_test, Y_test, layer_dims)
    num_epochs, seeds = require_count("num_epochs", num_epochs), list(seeds)
    base_rates = [require_positive("learning_rates", rate) for rate in learning_rates]
    if not base_rates or not seeds:
        raise ValueError("learning_rates and seeds must hold at least one value each; got none")
    epochs = logged_epochs(num_epochs, log_every)
    task = _Task(layer_dims, in_place, X, Y, held_back, size, num_epochs, schedule or _constant, epochs)
    pairs = [(rate, seed) for rate in base_rates for seed in seeds]
    group = _group_size(layer_dims, size)
    done = [task.train(pairs[start : start + group]) for start in range(0, len(pairs), group)]
    grid = (len(base_rates), len(seeds), -1)
    costs, accuracies, test_costs, test_accuracies = (
        np.concatenate([results[part] for results, _ in done]).reshape(grid) for part in range(4)
    )
    return Runs(
        learning_rates=np.array(base_rates),
        seeds=np.array(seeds),
        epochs=np.array(epochs),
        costs=costs,
        accuracies=accuracies,
        test_costs=test_costs,
        test_accuracies=test_accuracies,
        flat=np.concatenate([flat for _, flat in done]).reshape(grid),
    )


def _group_size(layer_dims: Sequence[int], size: int) -> int:
    """How many runs fit the cache: parameters, gradients, two averages, activations, errors, slopes."""
    numbers = 5 * count_parameters(layer_dims) + 3 * size * sum(layer_dims[1:])
    return max(1, CACHE // (8 * numbers))


def _constant(learning_rate: float, epoch: int) -> float:
    return learning_rate


@dataclass(frozen=True)
class _Task:
    """What all runs of an experiment have in common."""

    layer_dims: Sequence[int]
    in_place: Callable[[np.ndarray, np.ndarray], Step]
    X: np.ndarray
    Y: np.ndarray
    held_back: Batch | None
    size: int
    num_epochs: int
    schedule: Callable[[float, int], float]
    epochs: list[int]

    def train(self, pairs: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
        """Train one stack, a run for each (learning rate, seed); return results (4, runs, epochs) and flat nets."""
        base_rates, seeds = zip(*pairs, strict=True)
        net = BufferedNetwork(
            self.layer_dims, np.stack([flat_view(initialize_parameters(self.layer_dims, seed)) for seed in seeds])
        )
        step = self.in_place(net.flat, net.flat_grads)
        shuffles = np.stack([epoch_seeds(seed, self.num_epochs) for seed in seeds], axis=1).tolist()
        shuffled = ShuffledBatches(self.X, self.Y, self.size, runs=len(seeds))
        parts = [shuffled.in_order]
        if self.held_back:
            parts.append(ShuffledBatches(*self.held_back, self.size).in_order)
        results = np.full((4, len(pairs), len(self.epochs)), np.nan)
        t = 0
        with np.errstate(all="ignore"):  # a run that diverges becomes NaN, beside the others
            for epoch in range(self.num_epochs):
                rates = [require_positive("schedule(…)", self.schedule(rate, epoch)) for rate in base_rates]
                column = np.array(rates)[:, np.newaxis]
                for X_t, Y_t in shuffled.epoch(*shuffles[epoch]):
                    t += 1
                    net.workspace(X_t.shape[-1]).gradients(X_t, Y_t)
                    step(t, column)
                if epoch + 1 in self.epochs:
                    logged = [array for part in parts for array in net.evaluate(part)]
                    results[: len(logged), :, self.epochs.index(epoch + 1)] = logged
        results[1::2][np.isnan(results[::2])] = np.nan  # without numbers there is no label that could be right
        return results, net.flat


def _in_place(optimizer: str | Optimizer) -> Callable[[np.ndarray, np.ndarray], Step]:
    if isinstance(optimizer, str) and optimizer in OPTIMIZERS:
        optimizer = OPTIMIZERS[optimizer]()
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer_name must be an Optimizer or one of {list(OPTIMIZERS)}; got {optimizer!r}")
    if optimizer.in_place is None:
        raise ValueError(f"optimizer_name must have an in-place form; {optimizer.name} has none: use train")
    return optimizer.in_place
