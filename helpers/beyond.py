"""Beyond the course: Nesterov, AdamW, Lion, Muon, and a learning rate that warms up, then falls along a cosine.

Each is a step on arrays, as `momentum_step` and `adam_step` are, and a pair `Optimizer` made of it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.adam import adam_step
from helpers.arguments import Parameters, require_count, require_fraction, require_number, require_positive
from helpers.bias_correction import bias_correct
from helpers.ema import ema_step
from helpers.in_place import Step
from helpers.optimizers import Optimizer

# f(x) = ax + bx³ + cx⁵ lifts small singular values quickly; K. Jordan chose the numbers by trying.
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)

Arrays = tuple[np.ndarray, ...]
ArrayStep = Callable[[np.ndarray, np.ndarray, Arrays, int, Any], Arrays]


def nesterov_step(
    w: np.ndarray, gradient: np.ndarray, v: np.ndarray, beta: float, learning_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """Momentum that looks one step ahead: v := βv + (1 − β)g, w := w − α(βv + (1 − β)g). Returns (w, v).

    Equals `optax.sgd(α(1 − β), momentum=β, nesterov=True)` and `torch.optim.SGD` with the same settings.
    """
    v = ema_step(v, gradient, beta)
    return w - learning_rate * ema_step(v, gradient, beta), v


def adamw_step(
    w: np.ndarray,
    gradient: np.ndarray,
    v: np.ndarray,
    s: np.ndarray,
    t: int,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Adam, and every weight shrinks a little: w := w − α(v^c / (√s^c + ε) + λw). Returns (w, v, s).

    λw does not pass through the averages, so it is not divided by √s. Equals `optax.adamw` and `torch.optim.AdamW`.
    """
    stepped, v, s, *_ = adam_step(w, gradient, v, s, t, learning_rate, beta1, beta2, epsilon)
    return stepped - learning_rate * weight_decay * w, v, s


def lion_step(
    w: np.ndarray,
    gradient: np.ndarray,
    v: np.ndarray,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.99,
    weight_decay: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Only the sign of an average: w := w − α(sign(β1·v + (1 − β1)g) + λw), v := β2·v + (1 − β2)g. Returns (w, v).

    One average where Adam keeps two; every entry moves by α. Equals `optax.lion`.
    """
    direction = np.sign(ema_step(v, gradient, beta1))
    return w - learning_rate * (direction + weight_decay * w), ema_step(v, gradient, beta2)


def newton_schulz(
    matrix: np.ndarray,
    steps: int = 5,
    epsilon: float = 1e-8,
    coefficients: tuple[float, float, float] = NEWTON_SCHULZ,
) -> np.ndarray:
    """Bring all singular values of a matrix near 1 and keep its singular vectors, by products alone.

    X := M / (‖M‖ + ε), then `steps` times X := aX + b(XXᵀ)X + c(XXᵀ)²X.

    Example
    -------
    >>> values = np.linalg.svd(newton_schulz(np.diag([1.0, 0.1])), compute_uv=False)
    >>> bool(np.all((0.6 < values) & (values < 1.3)))
    True
    """
    a, b, c = coefficients
    X = matrix / (np.linalg.norm(matrix) + epsilon)
    if X.shape[0] > X.shape[1]:  # the product XXᵀ of the flat side is the smaller one
        return newton_schulz(matrix.T, steps, epsilon, coefficients).T
    for _ in range(steps):
        A = X @ X.T
        X = a * X + (b * A + c * A @ A) @ X
    return X


def muon_step(
    W: np.ndarray,
    gradient: np.ndarray,
    v: np.ndarray,
    t: int,
    learning_rate: float,
    beta: float = 0.95,
    nesterov: bool = True,
    weight_decay: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Momentum whose step moves a matrix equally far in all directions, W := W − α(√max(1, rows/columns)·O + λW).

    v := βv + (1 − β)g;   O = `newton_schulz` of v, corrected, or of β·v/(1 − β^{t+1}) + (1 − β)·g/(1 − β^t) where it
    looks ahead (nesterov). Returns (W, v). For weights of shape (units, inputs). Equals `optax.contrib.muon`, which
    reads matrices as (inputs, units) unless told otherwise; `torch.optim.Muon` leaves the corrections out and computes
    O in bfloat16.
    """
    v = ema_step(v, gradient, beta)
    ahead = bias_correct(v, beta, t)
    if nesterov:
        ahead = ema_step(bias_correct(v, beta, t + 1), bias_correct(gradient, beta, t), beta)
    units, inputs = W.shape
    direction = max(1.0, units / inputs) ** 0.5 * newton_schulz(ahead)
    return W - learning_rate * (direction + weight_decay * W), v


def warmup_cosine(
    learning_rate0: float, epoch_num: int, warmup: int, total: int, start: float = 0.0, end: float = 0.0
) -> float:
    """Learning rate that rises along a line for `warmup` epochs, then falls along half a cosine until epoch `total`.

    e < warmup: α = start + (α0 − start)·e/warmup;
    else: α = end + (α0 − end)·(1 + cos(π·(e − warmup)/(total − warmup)))/2, and `end` from e = total on.

    Parameters
    ----------
    learning_rate0 : float, above 0
        α0, the rate at the peak.
    epoch_num : int, at least 0
        e, the epoch (or the step), from 0.
    warmup : int, at least 0
        How long the rate rises.
    total : int, above warmup
        When it has fallen to `end`.
    start, end : float, at least 0
        The rates of epoch 0 and of epoch `total`.

    Returns
    -------
    float
        α.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Example
    -------
    >>> [round(warmup_cosine(0.4, epoch, warmup=2, total=10), 3) for epoch in (0, 1, 2, 6, 10)]
    [0.0, 0.2, 0.4, 0.2, 0.0]

    Reference
    ---------
    I. Loshchilov and F. Hutter, SGDR, ICLR 2017. Equals `optax.warmup_cosine_decay_schedule`.
    """
    peak, epoch_num = require_positive("learning_rate0", learning_rate0), require_count("epoch_num", epoch_num, low=0)
    warmup = require_count("warmup", warmup, low=0)
    total = require_count("total", total, low=warmup + 1)
    start, end = require_number("start", start, low=0.0), require_number("end", end, low=0.0)
    if epoch_num < warmup:
        return start + (peak - start) * epoch_num / warmup
    share = min(1.0, (epoch_num - warmup) / (total - warmup))
    return end + (peak - end) * (1 + float(np.cos(np.pi * share))) / 2


def nesterov(beta: float = 0.9) -> Optimizer:
    """Nesterov's momentum, in the averaged form of the course.

    Example
    -------
    >>> nesterov().name
    'Nesterov'
    """
    beta = require_fraction("beta", beta)
    return _on_every_array("Nesterov", 1, lambda w, g, state, t, rate: nesterov_step(w, g, state[0], beta, rate))


def adamw(beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8, weight_decay: float = 0.01) -> Optimizer:
    """Adam with decoupled weight decay λ, on weights and biases.

    Example
    -------
    >>> adamw(weight_decay=0.1).name
    'AdamW'
    """
    settings = (
        require_fraction("beta1", beta1),
        require_fraction("beta2", beta2),
        require_number("epsilon", epsilon, low=0.0),
        require_number("weight_decay", weight_decay, low=0.0),
    )
    return _on_every_array(
        "AdamW", 2, lambda w, g, state, t, rate: adamw_step(w, g, state[0], state[1], t, rate, *settings)
    )


def lion(beta1: float = 0.9, beta2: float = 0.99, weight_decay: float = 0.0) -> Optimizer:
    """Lion: steps of size α in every entry.

    Example
    -------
    >>> lion().name
    'Lion'
    """
    settings = (
        require_fraction("beta1", beta1),
        require_fraction("beta2", beta2),
        require_number("weight_decay", weight_decay, low=0.0),
    )
    return _on_every_array("Lion", 1, lambda w, g, state, t, rate: lion_step(w, g, state[0], rate, *settings))


def muon(beta: float = 0.95, nesterov: bool = True, weight_decay: float = 0.0) -> Optimizer:
    """Muon for the weights W1, W2, …, and Adam for the biases, which are no matrices, at the same learning rate.

    It has no form on one flat vector: a step needs to know where the matrices are. Equals `optax.contrib.muon` with
    nesterov=False; with True, optax moves the biases by an Adam that looks ahead as well.

    Example
    -------
    >>> muon().name
    'Muon'
    """
    beta, weight_decay = require_fraction("beta", beta), require_number("weight_decay", weight_decay, low=0.0)

    def init(parameters: Parameters) -> dict[str, Arrays]:
        # Muon keeps one average of a weight matrix, Adam two of a bias.
        return {"d" + key: tuple(np.zeros((1 if key[0] == "W" else 2, *w.shape))) for key, w in parameters.items()}

    def update(
        parameters: Parameters, grads: Parameters, state: dict[str, Arrays], t: int, learning_rate: float
    ) -> tuple[Parameters, dict[str, Arrays]]:
        new_parameters: dict[str, np.ndarray] = {}
        new_state: dict[str, Arrays] = {}
        for key, w in parameters.items():
            g, averages = grads["d" + key], state["d" + key]
            stepped: Arrays
            if key[0] == "W":
                stepped = muon_step(w, g, averages[0], t, learning_rate, beta, nesterov, weight_decay)
            else:
                stepped = adam_step(w, g, averages[0], averages[1], t, learning_rate)[:3]
            new_parameters[key], new_state["d" + key] = stepped[0], stepped[1:]
        return new_parameters, new_state

    return Optimizer("Muon", init, update)


def _on_every_array(name: str, averages: int, step: ArrayStep) -> Optimizer:
    """Make a pair of a step that treats every entry alike: on dicts, and on flat vectors."""

    def zeros(w: np.ndarray) -> Arrays:
        return tuple(np.zeros_like(w) for _ in range(averages))

    def init(parameters: Parameters) -> dict[str, Arrays]:
        return {"d" + key: zeros(w) for key, w in parameters.items()}

    def update(
        parameters: Parameters, grads: Parameters, state: dict[str, Arrays], t: int, learning_rate: float
    ) -> tuple[Parameters, dict[str, Arrays]]:
        new_parameters, new_state = {}, {}
        for key, w in parameters.items():
            new_parameters[key], *new = step(w, grads["d" + key], state["d" + key], t, learning_rate)
            new_state["d" + key] = tuple(new)
        return new_parameters, new_state

    def in_place(w: np.ndarray, g: np.ndarray) -> Step:
        state = zeros(w)

        def flat_step(t: int, learning_rate: Any) -> None:
            nonlocal state
            w[...], *new = step(w, g, state, t, learning_rate)
            state = tuple(new)

        return flat_step

    return Optimizer(name, init, update, in_place)
