"""RMSprop: divide each gradient by the root of an exponentially weighted average of its squares."""

import numpy as np

from helpers.arguments import (
    Parameters,
    require_fraction,
    require_number,
    require_parameters,
    require_positive,
    require_slots,
)
from helpers.ema import ema_step

Arrays = dict[str, np.ndarray]


def rmsprop_step(
    w: np.ndarray, gradient: np.ndarray, s: np.ndarray, beta: float, learning_rate: float, epsilon: float = 1e-8
) -> tuple[np.ndarray, np.ndarray]:
    """One step on one array: s := βs + (1 − β)g², w := w − αg/(√s + ε), all of it elementwise. Returns (w, s)."""
    s = ema_step(s, gradient * gradient, beta)
    return w - learning_rate * gradient / (np.sqrt(s) + epsilon), s


def initialize_rmsprop(parameters: Parameters) -> Arrays:
    """Averages of squared gradients before the first step: an array of zeros for each parameter.

    s["dW1"] = 0, s["db1"] = 0, …

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
    >>> initialize_rmsprop({"W1": np.ones((1, 2)), "b1": np.ones((1, 1))})
    {'dW1': array([[0., 0.]]), 'db1': array([[0.]])}

    Reference
    ---------
    T. Tieleman and G. Hinton, Lecture 6.5, Neural networks for machine learning, Coursera, 2012.
    """
    return {"d" + key: np.zeros_like(value) for key, value in require_parameters(parameters).items()}


def update_parameters_with_rmsprop(
    parameters: Parameters,
    grads: Parameters,
    s: Parameters,
    beta: float = 0.9,
    learning_rate: float = 0.01,
    epsilon: float = 1e-8,
) -> tuple[Arrays, Arrays]:
    """One step of RMSprop on every layer.

    s_dW := β · s_dW + (1 − β) · dW²,   W := W − α · dW / (√s_dW + ε),   elementwise, and the same for every b.

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.
    grads : dict of arrays
        "dW1", "db1", …: the gradients of the cost, each in the shape of its parameter.
    s : dict of arrays
        "dW1", "db1", …: the averages of squared gradients after the step before; zeros at the start.
    beta : float, 0 ≤ β < 1
        How much of the old average is kept.
    learning_rate : float, above 0
        The step size α, in the unit of the parameters: gradients only give the direction and relative size.
    epsilon : float, at least 0
        Added to the root, in the unit of the gradients. With 0, a gradient that has always been 0 gives NaN (0/0).

    Returns
    -------
    (dict of arrays, dict of arrays)
        New parameters and new averages; the arguments stay as they were.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or an array is missing or of another shape than its parameter.

    Example
    -------
    >>> parameters, s = update_parameters_with_rmsprop(
    ...     {"W1": np.array([[1.0]])}, {"dW1": np.array([[4.0]])}, {"dW1": np.array([[0.0]])}, beta=0.75)
    >>> print(parameters["W1"].round(6), s["dW1"])
    [[0.98]] [[4.]]

    Reference
    ---------
    Tieleman and Hinton, 2012. Equals `torch.optim.RMSprop(alpha=β)` and `optax.rmsprop(eps_in_sqrt=False)`;
    differs from Keras and from optax's default, which add ε inside the root.
    """
    beta, learning_rate = require_fraction("beta", beta), require_positive("learning_rate", learning_rate)
    epsilon = require_number("epsilon", epsilon, low=0.0)
    require_slots(parameters, grads, "grads")
    require_slots(parameters, s, "s")
    stepped = {
        key: rmsprop_step(w, grads["d" + key], s["d" + key], beta, learning_rate, epsilon)
        for key, w in parameters.items()
    }
    return {key: w for key, (w, _) in stepped.items()}, {"d" + key: average for key, (_, average) in stepped.items()}
