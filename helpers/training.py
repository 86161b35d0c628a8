"""The training loop: epochs of shuffled mini-batches, a history, and an honest word when a run breaks off."""

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.arguments import require_count, require_positive
from helpers.batches import ShuffledBatches, epoch_seeds, logged_epochs, with_ones
from helpers.buffered_network import BufferedNetwork
from helpers.in_place import Step
from helpers.mini_batch import Batch
from helpers.network import Arrays, cross_entropy, flat_view, forward_propagation, initialize_parameters, layer_views
from helpers.optimizers import Optimizer
from helpers.shapes import require_data, require_layer_dims, require_test_data

MiniBatches = Callable[[np.ndarray, np.ndarray, int, int], Iterable[Batch]]


@dataclass(frozen=True)
class History:
    """What a run of `train` leaves behind.

    `parameters`: the trained dict · one entry for each logged epoch in `epochs` (1 for the first), `costs`,
    `accuracies`, `test_costs`, `test_accuracies` (after the epoch, over all samples; NaN without test samples) and
    `learning_rates` · `step_costs`: each mini-batch's cost before its step, if asked for · `steps`: how many steps were
    made · `interrupted`: whether the run was stopped before its last epoch.
    """

    optimizer: str
    parameters: Arrays
    epochs: np.ndarray
    costs: np.ndarray
    accuracies: np.ndarray
    test_costs: np.ndarray
    test_accuracies: np.ndarray
    learning_rates: np.ndarray
    step_costs: np.ndarray
    steps: int
    interrupted: bool


class TrainingDivergedError(ArithmeticError):
    """A run came to numbers that are not finite; `history` holds it up to there."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def train(
    X: np.ndarray,
    Y: np.ndarray,
    layer_dims: Sequence[int],
    optimizer: Optimizer,
    learning_rate: float,
    num_epochs: int,
    mini_batch_size: int = 64,
    seed: int = 0,
    schedule: Callable[[int], float] | None = None,
    *,
    X_test: np.ndarray | None = None,
    Y_test: np.ndarray | None = None,
    mini_batches: MiniBatches | None = None,
    log_every: int = 1,
    log_steps: bool = False,
    progress: bool | None = None,
) -> History:
    """Train a network on mini-batches, shuffled anew in each epoch.

    For each epoch: α = schedule(epoch); for each mini-batch, t = 1, 2, …: gradients by back-propagation, then
    (parameters, state) := update(parameters, gradients, state, t, α).

    Parameters
    ----------
    X : array, shape (n_0, m)
        One sample a column.
    Y : array, shape (n_L, m)
        0 or 1 for one output; one-hot columns for more.
    layer_dims : list of int
        n_0, n_1, …, n_L.
    optimizer : Optimizer
        As `helpers.optimizers` makes them, or your own.
    learning_rate : float, above 0
        α in every epoch, unless there is a schedule.
    num_epochs : int, at least 1
        How often every sample is used.
    mini_batch_size : int, at least 1
        Samples in a mini-batch; m or more is (full) batch gradient descent.
    seed : int, at least 0
        Decides the first weights and, apart from them, every shuffle.
    schedule : function of the epoch, or None
        Gives α for the epochs 0, 1, …, in place of learning_rate.
    X_test, Y_test : arrays or None
        Samples held back: only looked at for the history.
    mini_batches : function, or None
        Your own `random_mini_batches(X, Y, mini_batch_size, seed)`. It is given X with a row of ones added.
    log_every : int, at least 1
        Costs and accuracies are computed after every so many epochs, and after the last.
    log_steps : bool
        Whether to keep the cost of every mini-batch, too.
    progress : bool or None
        Whether to show a progress bar; None: only at a terminal, so that a notebook's stored output stays the same.

    Returns
    -------
    History
        Also when you interrupt (Ctrl+C, or Jupyter's stop button): then with what was reached, and `interrupted` set.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range, or the shapes do not fit.
    TrainingDivergedError
        If numbers stop being finite; it names the epoch, the step and the layer, and holds the history so far.

    Example
    -------
    >>> from helpers.data import two_moons
    >>> from helpers.optimizers import adam
    >>> history = train(*two_moons(), [2, 5, 1], adam(), learning_rate=0.03, num_epochs=40)
    >>> bool(history.costs[-1] < history.costs[0]), history.steps
    (True, 200)

    Reference
    ---------
    The loop of L. Bottou, Stochastic gradient descent tricks, 2012.
    """
    layer_dims, size = require_layer_dims(layer_dims), require_count("mini_batch_size", mini_batch_size)
    X, Y = require_data(X, Y, layer_dims)
    held_back = require_test_data(X_test, Y_test, layer_dims)
    learning_rate = require_positive("learning_rate", learning_rate)
    num_epochs = require_count("num_epochs", num_epochs)
    net = BufferedNetwork(layer_dims, flat_view(initialize_parameters(layer_dims, seed)))
    step = optimizer.in_place(net.flat, net.flat_grads) if optimizer.in_place else _stepper(optimizer, net)
    shuffled, logged = ShuffledBatches(X, Y, size), set(logged_epochs(num_epochs, log_every))
    tested = ShuffledBatches(*held_back, size).in_order if held_back else []
    log = _Log(optimizer.name, net, shuffled.in_order, tested)
    samples = with_ones(X) if mini_batches else X
    with np.errstate(all="ignore"):  # a number that is not finite ends the run with a better message than numpy's
        try:
            for epoch, epoch_seed in enumerate(_bar(epoch_seeds(seed, num_epochs).tolist(), progress)):
                rate = learning_rate if schedule is None else require_positive("schedule(epoch)", schedule(epoch))
                batches: Iterable[Batch] = (
                    shuffled.epoch(epoch_seed)
                    if mini_batches is None
                    else _checked(mini_batches(samples, Y, size, epoch_seed), len(samples), len(Y))
                )
                log.steps = _run_epoch(net, batches, step, rate, epoch, log, log_steps)
                if epoch + 1 in logged:
                    log.write(epoch + 1, rate)
        except KeyboardInterrupt:
            log.interrupted = True
    return log.history()


def _run_epoch(
    net: BufferedNetwork,
    batches: Iterable[Batch],
    step: Step,
    rate: float,
    epoch: int,
    log: "_Log",
    log_steps: bool,
) -> int:
    """Make a step for each mini-batch; return the number of steps made in the whole run."""
    t, grads, finite = log.steps, net.flat_grads, math.isfinite
    for X_t, Y_t in batches:
        workspace = net.workspace(X_t.shape[1])
        workspace.gradients(X_t, Y_t)
        if log_steps:
            log.step_costs.append(float(cross_entropy(workspace.logits, Y_t)))
        if not finite(grads.dot(grads)):
            raise _diverged(net, X_t, epoch, t + 1, rate, log)
        t += 1
        step(t, rate)
        log.steps = t
    if not finite(net.flat.dot(net.flat)):
        raise _diverged(net, X_t, epoch, t, rate, log)
    return t


def _stepper(optimizer: Optimizer, net: BufferedNetwork) -> Step:
    """Wrap an update on dicts as a step on the flat vector: it gets copies, and what it returns is copied back."""

    def copies(views: Arrays) -> Arrays:
        return {key: view.copy() for key, view in views.items()}

    parameters = layer_views(net.flat, net.layer_dims)
    grads = layer_views(net.flat_grads, net.layer_dims, prefix="d")
    state = optimizer.init(copies(parameters))

    def step(t: int, learning_rate: float) -> None:
        nonlocal state
        updated, state = optimizer.update(copies(parameters), copies(grads), state, t, learning_rate)
        for key, view in parameters.items():
            if np.shape(updated[key]) != view.shape:
                raise ValueError(
                    f'{optimizer.name} must return "{key}" in shape {view.shape}; got shape {np.shape(updated[key])}'
                )
            view[:] = updated[key]

    return step


def _checked(batches: Iterable[Batch], inputs: int, outputs: int) -> Iterable[Batch]:
    for X_t, Y_t in batches:
        if X_t.shape[0] != inputs or Y_t.shape != (outputs, X_t.shape[1]):
            raise ValueError(
                f"mini_batches must give X_t of shape ({inputs}, size) and Y_t of shape ({outputs}, size); "
                f"got {X_t.shape} and {Y_t.shape}"
            )
        yield X_t, Y_t


def _diverged(
    net: BufferedNetwork, X_t: np.ndarray, epoch: int, t: int, rate: float, log: "_Log"
) -> TrainingDivergedError:
    """Say where the first number that is not finite stands: in the parameters, on the way up, or on the way down."""
    parameters = layer_views(net.flat, net.layer_dims)
    grads = layer_views(net.flat_grads, net.layer_dims, prefix="d")
    _, cache = forward_propagation(X_t[:-1], parameters)
    arrays = [*parameters.items(), *cache.items(), *reversed(list(grads.items()))]
    found = [name for name, array in arrays if not np.all(np.isfinite(array))]
    if found:
        what = f"{found[0]} (layer {found[0].lstrip('dWbZA')}) holds numbers that are not finite (NaN or inf)"
    else:  # finite still, but their squares are not
        name = max(grads, key=lambda key: np.max(np.abs(grads[key])))
        what = f"the gradient {name} (layer {name.lstrip('dWb')}) reaches {np.max(np.abs(grads[name])):.0e}"
    message = (
        f"training diverged in epoch {epoch + 1}, step {t}: {what}, at learning rate {rate:g}. "
        "A smaller learning rate often helps; history holds the run so far."
    )
    return TrainingDivergedError(message, log.history())


def _bar(seeds: list[int], progress: bool | None) -> Iterable[int]:
    if not (sys.stderr.isatty() if progress is None else progress):
        return seeds
    from tqdm.auto import tqdm  # it looks for the running kernel when it is imported

    return tqdm(seeds, desc="training", unit="epoch", leave=False)


class _Log:
    """Rows of the history, each appended whole, so that an interrupt leaves none half written."""

    def __init__(self, optimizer: str, net: BufferedNetwork, trained: list[Batch], tested: list[Batch]) -> None:
        self._optimizer, self._net, self._trained, self._tested = optimizer, net, trained, tested
        self._rows: list[tuple[float, ...]] = []
        self.step_costs: list[float] = []
        self.steps, self.interrupted = 0, False

    def write(self, epoch: int, rate: float) -> None:
        """Evaluate the net as it is now."""
        tested = self._net.evaluate(self._tested) if self._tested else (math.nan, math.nan)
        self._rows.append((epoch, *map(float, (*self._net.evaluate(self._trained), *tested, rate))))

    def history(self) -> History:
        """Return what was written so far."""
        epochs, costs, accuracies, test_costs, test_accuracies, rates = np.array(self._rows).reshape(-1, 6).T
        return History(
            optimizer=self._optimizer,
            parameters=layer_views(self._net.flat.copy(), self._net.layer_dims),
            epochs=epochs.astype(int),
            costs=costs,
            accuracies=accuracies,
            test_costs=test_costs,
            test_accuracies=test_accuracies,
            learning_rates=rates,
            step_costs=np.array(self.step_costs),
            steps=self.steps,
            interrupted=self.interrupted,
        )
