"""One epoch of training: everything of the course in one loop."""

from typing import Any

import numpy as np

from helpers.arguments import Parameters, require_count, require_positive
from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation
from helpers.optimizers import Optimizer


def train_one_epoch(
    parameters: Parameters,
    state: Any,
    X: np.ndarray,
    Y: np.ndarray,
    optimizer: Optimizer,
    learning_rate: float,
    mini_batch_size: int,
    seed: int,
    t: int,
) -> tuple[Parameters, Any, int]:
    """One pass over all samples: an update for each mini-batch.

    For each mini-batch of `random_mini_batches(X, Y, mini_batch_size, seed)`:
    t := t + 1;   gradients of the mini-batch's cost, at the parameters of now;
    (parameters, state) := update(parameters, gradients, state, t, α).

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.
    state : whatever `optimizer.init` gave, or the epoch before
        The optimizer's memory.
    X, Y : arrays, shapes (n_0, m) and (n_L, m)
        Samples and targets, a column each.
    optimizer : Optimizer
        A pair as in `helpers.optimizers`; only its `update` is called here.
    learning_rate : float, above 0
        α in this epoch.
    mini_batch_size : int, at least 1
        Samples in a mini-batch; the last one holds what is left.
    seed : int, at least 0
        Decides the shuffle; take another one in each epoch.
    t : int, at least 0
        How many updates were made before: 0 at the start of a training.

    Returns
    -------
    (dict of arrays, state, int)
        Parameters, state and t after the epoch. The arguments stay as they were, unless the optimizer changes them.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range, or the shapes do not fit.

    Example
    -------
    >>> from helpers.optimizers import adam
    >>> parameters, optimizer = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}, adam()
    >>> X, Y = np.eye(2), np.array([[0.0, 1.0]])
    >>> state, t = optimizer.init(parameters), 0
    >>> for epoch in range(50):
    ...     parameters, state, t = train_one_epoch(parameters, state, X, Y, optimizer, 0.1, 1, seed=epoch, t=t)
    >>> t, np.sign(parameters["W1"])
    (100, array([[-1.,  1.]]))

    Reference
    ---------
    The inner loop of L. Bottou, Stochastic gradient descent tricks, 2012. `helpers.training.train` is this loop with a
    history, and faster.
    """
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer must be an Optimizer, as adam() makes one; got {optimizer!r}")
    learning_rate, t = require_positive("learning_rate", learning_rate), require_count("t", t, low=0)
    for X_t, Y_t in random_mini_batches(X, Y, mini_batch_size, seed):
        t += 1
        _, cache = forward_propagation(X_t, parameters)
        grads = backward_propagation(Y_t, cache, parameters)
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t
