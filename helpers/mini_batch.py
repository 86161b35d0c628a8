"""Mini-batches: shuffle the samples, cut them into batches, and step downhill after each batch."""

from collections.abc import Iterator

import numpy as np

from helpers.arguments import Parameters, require_count, require_positive, require_slots

Arrays = dict[str, np.ndarray]
Batch = tuple[np.ndarray, np.ndarray]
PIECE = 8_192  # random numbers drawn at a time


def gd_step(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    """One step on one array: w := w − αg."""
    return w - learning_rate * gradient


def update_parameters_with_gd(parameters: Parameters, grads: Parameters, learning_rate: float) -> Arrays:
    """One step of gradient descent on every layer.

    W := W − α · dW,   b := b − α · db.

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.
    grads : dict of arrays
        "dW1", "db1", …: the gradients of the cost, each in the shape of its parameter.
    learning_rate : float, above 0
        The step size α.

    Returns
    -------
    dict of arrays
        New parameters; the arguments stay as they were.

    Raises
    ------
    TypeError, ValueError
        If learning_rate is out of range, or a gradient is missing or of another shape than its parameter.

    Example
    -------
    >>> update_parameters_with_gd({"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}, 0.1)
    {'W1': array([[0.8]])}

    Reference
    ---------
    A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.
    Equals `torch.optim.SGD(lr=α)`.
    """
    learning_rate = require_positive("learning_rate", learning_rate)
    require_slots(parameters, grads, "grads")
    return {key: gd_step(w, grads["d" + key], learning_rate) for key, w in parameters.items()}


def count_mini_batches(m: int, mini_batch_size: int) -> int:
    """Count the mini-batches of one epoch: T = ⌈m / size⌉; the last one may be smaller.

    Example
    -------
    >>> count_mini_batches(5_000_000, 1_000), count_mini_batches(148, 64)
    (5000, 3)
    """
    return -(-require_count("m", m) // require_count("mini_batch_size", mini_batch_size))


def random_mini_batches(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> list[Batch]:
    """Shuffle the samples and cut them into a list of mini-batches.

    π = a random order of 0 … m − 1;   X^{t} = columns π[(t−1)·size] … π[t·size − 1] of X, and Y^{t} the same of Y.

    Parameters
    ----------
    X : array, shape (n_x, m)
        The inputs, a sample a column.
    Y : array, shape (n_y, m)
        The labels, in the same order.
    mini_batch_size : int, at least 1
        Samples in a batch; the last batch holds what is left.
    seed : int, 0 … 2³² − 1
        The shuffle's seed: take another one in each epoch.

    Returns
    -------
    list of (array, array)
        The pairs (X^{t}, Y^{t}), T = ⌈m / size⌉ of them; X and Y stay as they were.

    Raises
    ------
    TypeError, ValueError
        If X and Y are not tables of numbers with a column for each sample, or size or seed is not a whole number
        in its range.

    Example
    -------
    >>> X, Y = np.array([[1, 2, 3]]), np.array([[10, 20, 30]])
    >>> for X_t, Y_t in random_mini_batches(X, Y, mini_batch_size=2):
    ...     print(X_t, Y_t)
    [[3 2]] [[30 20]]
    [[1]] [[10]]

    Reference
    ---------
    L. Bottou, Stochastic gradient descent tricks, 2012. The order is that of `numpy.random.RandomState(seed)`, so that
    the batches are the ones of `np.random.seed(seed)` with `np.random.permutation(m)`; the global state is not touched.
    """
    X, Y, size = _require_samples(X, Y, mini_batch_size)
    m = X.shape[1]
    order = np.random.RandomState(require_count("seed", seed, 0)).permutation(m)
    X, Y = X[:, order], Y[:, order]
    return [(X[:, start : start + size], Y[:, start : start + size]) for start in range(0, m, size)]


def iter_mini_batches(
    X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0, block_size: int | None = None
) -> Iterator[Batch]:
    """Shuffle and cut as `random_mini_batches` does, but make each mini-batch when it is asked for.

    Only the order (8 bytes a sample) and the batch at hand take memory: X and Y may be larger than memory
    (`np.memmap`). Columns are gathered fastest where each lies in one piece: store X Fortran-ordered. With the same
    seed, `random_mini_batches` has another order.

    Parameters
    ----------
    X, Y : array, shapes (n_x, m) and (n_y, m)
        The inputs and the labels, a sample a column, in memory or in a file.
    mini_batch_size : int, at least 1
        Samples in a batch; the last batch holds what is left.
    seed : int, at least 0
        The shuffle's seed: take another one in each epoch.
    block_size : int, at least 1, or None
        None shuffles exactly: every order is as likely. A number shuffles within blocks of so many neighbours, and the
        blocks among each other: a disk then reads one block at a time, but neighbours stay together, so do not use
        it on sorted data.

    Returns
    -------
    iterator of (array, array)
        The pairs (X^{t}, Y^{t}), each a new array.

    Raises
    ------
    TypeError, ValueError
        As `random_mini_batches`, at the call and not at the first batch.

    Example
    -------
    >>> X, Y = np.arange(10).reshape(2, 5), np.arange(5).reshape(1, 5)
    >>> [X_t.shape for X_t, _ in iter_mini_batches(X, Y, mini_batch_size=2)]
    [(2, 2), (2, 2), (2, 1)]

    Reference
    ---------
    `torch.utils.data.DataLoader(shuffle=True)` draws its batches likewise; `tf.data.Dataset.shuffle` shuffles a buffer.
    """
    X, Y, size = _require_samples(X, Y, mini_batch_size)
    order = _shuffled_order(X.shape[1], require_count("seed", seed, 0), block_size)
    batches = (order[start : start + size] for start in range(0, len(order), size))
    return ((_columns(X, batch), _columns(Y, batch)) for batch in batches)


def _columns(table: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return table[:, columns], and never copy more of the table than that."""
    if table.flags.f_contiguous and table.flags.aligned and table.dtype.isnative:
        return table.T.take(columns, axis=0).T  # each column lies in one piece: several times faster
    return table[:, columns]


def _shuffled_order(m: int, seed: int, block_size: int | None) -> np.ndarray:
    """Return 0 … m − 1 in random order, or block by block."""
    rng = np.random.default_rng(seed)
    if block_size is None:
        return _shuffled(m, rng)
    order, done = np.empty(m, int), 0
    for block in _shuffled(-(-m // require_count("block_size", block_size)), rng).tolist():
        start, end = block * block_size, min((block + 1) * block_size, m)
        order[done : done + end - start] = start + _shuffled(end - start, rng)
        done += end - start
    return order


def _shuffled(m: int, rng: np.random.Generator) -> np.ndarray:
    """Return 0 … m − 1 in random order: sort random numbers that carry 0 … m − 1 in their low bits.

    Shuffling by swaps waits for memory at every swap; sorting runs through it, three times as fast. Of 5,000,000
    samples, about ten pairs draw the same number and so keep their order, too few to notice.
    """
    bits = m.bit_length()
    numbers = np.arange(m)
    for start in range(0, m, PIECE):
        piece = numbers[start : start + PIECE]
        piece |= rng.integers(1 << (63 - bits), size=len(piece)) << bits
    numbers.sort()
    numbers &= (1 << bits) - 1
    return numbers


def _require_samples(X: np.ndarray, Y: np.ndarray, mini_batch_size: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return X and Y as arrays of two dimensions with equally many columns (without a copy), and the size."""
    tables = {"X": np.asarray(X), "Y": np.asarray(Y)}
    for name, table in tables.items():
        if table.dtype.kind not in "fiub":
            raise TypeError(f"{name} must hold real numbers; got dtype {table.dtype}")
        if table.ndim != 2 or table.shape[1] == 0:
            raise ValueError(f"{name} must have the shape (rows, m) with a sample a column; got shape {table.shape}")
    X, Y = tables.values()
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"Y must have as many columns as X, {X.shape[1]}; got shape {Y.shape}")
    return X, Y, require_count("mini_batch_size", mini_batch_size)
