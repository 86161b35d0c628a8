"""Gradient descent with momentum: step along an exponentially weighted average of the gradients."""

import numpy as np

from helpers.arguments import (
    Parameters,
    require_count,
    require_fraction,
    require_parameters,
    require_positive,
    require_slots,
)
from helpers.ema import ema_step

Arrays = dict[str, np.ndarray]


def momentum_step(
    w: np.ndarray, gradient: np.ndarray, v: np.ndarray, beta: float, learning_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """One step on one array, the course's (averaged) form: v := βv + (1 − β)g, w := w − αv. Returns (w, v)."""
    v = ema_step(v, gradient, beta)
    return w - learning_rate * v, v


def accumulated_momentum_step(
    w: np.ndarray, gradient: np.ndarray, v: np.ndarray, beta: float, learning_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """One step of the other common form, which adds gradients up: v := βv + g, w := w − αv. Returns (w, v)."""
    v = beta * v + gradient
    return w - learning_rate * v, v


def initialize_velocity(parameters: Parameters) -> Arrays:
    """Velocities at rest: an array of zeros for each parameter.

    v["dW1"] = 0, v["db1"] = 0, …

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.

    Returns
    -------
    dict of arrays
        "dW1", "db1", …, "dWL", "dbL", each zeros of the shape and dtype of its parameter.

    Raises
    ------
    TypeError
        If parameters is not a dict of arrays.

    Example
    -------
    >>> initialize_velocity({"W1": np.ones((1, 2)), "b1": np.ones((1, 1))})
    {'dW1': array([[0., 0.]]), 'db1': array([[0.]])}

    Reference
    ---------
    B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """
    return {"d" + key: np.zeros_like(value) for key, value in require_parameters(parameters).items()}


def update_parameters_with_momentum(
    parameters: Parameters, grads: Parameters, v: Parameters, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    """One step of gradient descent with momentum on every layer.

    v_dW := β · v_dW + (1 − β) · dW,   W := W − α · v_dW,   and the same for every b.

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.
    grads : dict of arrays
        "dW1", "db1", …: the gradients of the cost, each in the shape of its parameter.
    v : dict of arrays
        "dW1", "db1", …: the velocities after the step before; zeros at the start.
    beta : float, 0 ≤ β < 1
        How much of the old velocity is kept. 0 is plain gradient descent.
    learning_rate : float, above 0
        The step size α.

    Returns
    -------
    (dict of arrays, dict of arrays)
        New parameters and new velocities; the arguments stay as they were.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or an array is missing or of another shape than its parameter.

    Example
    -------
    >>> parameters, v = update_parameters_with_momentum(
    ...     {"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}, {"dW1": np.array([[0.0]])}, 0.5, 0.1)
    >>> parameters, v
    ({'W1': array([[0.9]])}, {'dW1': array([[1.]])})

    Reference
    ---------
    Polyak, 1964. Differs from `torch.optim.SGD(momentum=β)` and Keras, which add gradients up (v := βv + g):
    these walk the same path at a learning rate of (1 − β) · α.
    """
    beta, learning_rate = require_fraction("beta", beta), require_positive("learning_rate", learning_rate)
    require_slots(parameters, grads, "grads")
    require_slots(parameters, v, "v")
    stepped = {
        key: momentum_step(w, grads["d" + key], v["d" + key], beta, learning_rate) for key, w in parameters.items()
    }
    return {key: w for key, (w, _) in stepped.items()}, {"d" + key: velocity for key, (_, velocity) in stepped.items()}


def beta_warmup(t: int, warmup_steps: int, beta_start: float = 0.5, beta_end: float = 0.9) -> float:
    """Decay factor for step t of a run that starts with little momentum and ends with much.

    β_t = (1 − s) · β_start + s · β_end, with the share s = min(t − 1, warmup_steps) / warmup_steps.

    Parameters
    ----------
    t : int, at least 1
        The number of the step.
    warmup_steps : int, at least 1
        After how many steps β_end is reached.
    beta_start, beta_end : float, 0 ≤ β < 1
        Decay factors of the first step and from step warmup_steps + 1 on.

    Returns
    -------
    float
        β for this step.

    Raises
    ------
    TypeError, ValueError
        If a step number is not a whole number of at least 1, or a β is not from 0 to below 1.

    Example
    -------
    >>> [round(beta_warmup(t, warmup_steps=4), 2) for t in (1, 3, 5, 9)]
    [0.5, 0.7, 0.9, 0.9]

    Reference
    ---------
    I. Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013, raise β likewise.
    """
    t, warmup_steps = require_count("t", t), require_count("warmup_steps", warmup_steps)
    start, end = require_fraction("beta_start", beta_start), require_fraction("beta_end", beta_end)
    share = min(t - 1, warmup_steps) / warmup_steps
    return (1 - share) * start + share * end
