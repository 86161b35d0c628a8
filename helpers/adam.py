"""Adam: step along the average gradient over the root of the average squared gradient, both averages corrected."""

import numpy as np

from helpers.arguments import (
    Parameters,
    require_count,
    require_fraction,
    require_number,
    require_parameters,
    require_positive,
    require_slots,
)
from helpers.bias_correction import bias_correct
from helpers.ema import ema_step

Arrays = dict[str, np.ndarray]


def adam_step(
    w: np.ndarray,
    gradient: np.ndarray,
    v: np.ndarray,
    s: np.ndarray,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One step on one array: w := w − α · v^c / (√s^c + ε). Returns (w, v, s, v_corrected, s_corrected)."""
    v = ema_step(v, gradient, beta1)
    s = ema_step(s, gradient**2, beta2)
    v_corrected = bias_correct(v, beta1, t)
    s_corrected = bias_correct(s, beta2, t)
    return w - learning_rate * v_corrected / (np.sqrt(s_corrected) + epsilon), v, s, v_corrected, s_corrected


def initialize_adam(parameters: Parameters) -> tuple[Arrays, Arrays]:
    """Both averages before the first step: arrays of zeros for each parameter, twice.

    v["dW1"] = 0, v["db1"] = 0, … and s["dW1"] = 0, s["db1"] = 0, …

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.

    Returns
    -------
    (dict of arrays, dict of arrays)
        v, the average gradients, and s, the average squared gradients: each has "dW1", "db1", …, zeros of the shape
        and dtype of their parameter.

    Raises
    ------
    TypeError
        If parameters is not a dict of arrays.

    Example
    -------
    >>> v, s = initialize_adam({"W1": np.ones((1, 2))})
    >>> v, s
    ({'dW1': array([[0., 0.]])}, {'dW1': array([[0., 0.]])})

    Reference
    ---------
    D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1 (m_0 and v_0 there).
    """
    require_parameters(parameters)
    v = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    s = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    return v, s


def update_parameters_with_adam(
    parameters: Parameters,
    grads: Parameters,
    v: Parameters,
    s: Parameters,
    t: int,
    learning_rate: float = 0.01,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Arrays, Arrays, Arrays, Arrays, Arrays]:
    """One step of Adam on every layer.

    v := β1 · v + (1 − β1) · dW,   s := β2 · s + (1 − β2) · dW²,   v^c = v / (1 − β1^t),   s^c = s / (1 − β2^t),
    W := W − α · v^c / (√s^c + ε),   and the same for every b.

    Parameters
    ----------
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.
    grads : dict of arrays
        "dW1", "db1", …: the gradients of the cost, each in the shape of its parameter.
    v, s : dicts of arrays
        "dW1", "db1", …: the average gradients and the average squared gradients, uncorrected, after the step before;
        zeros at the start.
    t : int, at least 1
        The number of this step: 1 for the first one after `initialize_adam`.
    learning_rate : float, above 0
        The step size α.
    beta1, beta2 : float, 0 ≤ β < 1
        How much of the old v and of the old s is kept.
    epsilon : float, at least 0
        Added to the root, so that nothing is divided by zero; in the unit of a gradient.

    Returns
    -------
    five dicts of arrays
        New parameters, v, s, and the corrected averages v_corrected and s_corrected that made this step; the
        arguments stay as they were.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or an array is missing or of another shape than its parameter.

    Example
    -------
    >>> zeros = {"dW1": np.array([[0.0]])}
    >>> parameters, v, s, v_corrected, s_corrected = update_parameters_with_adam(
    ...     {"W1": np.array([[1.0]])}, {"dW1": np.array([[3.0]])}, zeros, zeros, t=1, learning_rate=0.1, epsilon=0.0)
    >>> parameters["W1"].round(12), v_corrected["dW1"].round(12), s_corrected["dW1"].round(12)
    (array([[0.9]]), array([[3.]]), array([[9.]]))

    Reference
    ---------
    Kingma and Ba, ICLR 2015, algorithm 1, where v is called m and s is called v. Equals `torch.optim.Adam` and
    `optax.adam`. Differs from Keras, whose ε is added to the uncorrected root, so that it weighs more in early steps.
    """
    t, learning_rate = require_count("t", t), require_positive("learning_rate", learning_rate)
    beta1, beta2 = require_fraction("beta1", beta1), require_fraction("beta2", beta2)
    epsilon = require_number("epsilon", epsilon, low=0.0)
    for name, slots in (("grads", grads), ("v", v), ("s", s)):
        require_slots(parameters, slots, name)
    new_parameters: Arrays = {}
    new_v: Arrays = {}
    new_s: Arrays = {}
    v_corrected: Arrays = {}
    s_corrected: Arrays = {}
    for key, w in parameters.items():
        d = "d" + key
        new_parameters[key], new_v[d], new_s[d], v_corrected[d], s_corrected[d] = adam_step(
            w, grads[d], v[d], s[d], t, learning_rate, beta1, beta2, epsilon
        )
    return new_parameters, new_v, new_s, v_corrected, s_corrected
