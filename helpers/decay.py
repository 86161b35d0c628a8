"""Learning-rate decay: large steps at the start, small ones near the minimum. A schedule gives the rate of an epoch.

Epochs count from 0, so that epoch 0 runs at the full rate α₀; only `sqrt_decay` counts from 1, because it divides by t.
"""

import math

from helpers.arguments import require_count, require_number, require_positive


def update_lr(learning_rate0: float, epoch_num: int, decay_rate: float) -> float:
    """Learning rate that falls like one over the epoch.

    α = α₀ / (1 + decay_rate · epoch_num).

    Parameters
    ----------
    learning_rate0 : float, above 0
        The rate α₀ of epoch 0.
    epoch_num : int, at least 0
        The number of the epoch, counted from 0.
    decay_rate : float, at least 0
        How fast the rate falls: it is halved at epoch 1 / decay_rate. 0 keeps it constant.

    Returns
    -------
    float
        The rate α of this epoch.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or epoch_num is not a whole number.

    Example
    -------
    >>> [update_lr(0.2, epoch, decay_rate=1.0) for epoch in (0, 1, 3)]
    [0.2, 0.1, 0.05]

    Reference
    ---------
    H. Robbins and S. Monro, A stochastic approximation method, 1951: rates whose sum diverges while the sum of their
    squares does not. The same as `keras.optimizers.schedules.InverseTimeDecay` with decay_steps=1.
    """
    learning_rate0 = require_positive("learning_rate0", learning_rate0)
    epoch_num, decay_rate = require_count("epoch_num", epoch_num, 0), require_number("decay_rate", decay_rate, 0.0)
    return learning_rate0 / (1 + decay_rate * epoch_num)


def schedule_lr_decay(learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000) -> float:
    """Learning rate of `update_lr` that changes only once in every time_interval epochs.

    α = α₀ / (1 + decay_rate · ⌊epoch_num / time_interval⌋).

    Parameters
    ----------
    learning_rate0 : float, above 0
        The rate α₀ of the first interval.
    epoch_num : int, at least 0
        The number of the epoch, counted from 0.
    decay_rate : float, at least 0
        How far the rate falls from one interval to the next; 0 keeps it constant.
    time_interval : int, at least 1
        For how many epochs the rate stays the same.

    Returns
    -------
    float
        The rate α of this epoch.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or epoch_num or time_interval is not a whole number.

    Example
    -------
    >>> [schedule_lr_decay(0.2, epoch, decay_rate=1.0) for epoch in (0, 999, 1000, 3000)]
    [0.2, 0.2, 0.1, 0.05]

    Reference
    ---------
    The same as `keras.optimizers.schedules.InverseTimeDecay` with decay_steps=time_interval and staircase=True.
    """
    epoch_num, time_interval = require_count("epoch_num", epoch_num, 0), require_count("time_interval", time_interval)
    return update_lr(learning_rate0, epoch_num // time_interval, decay_rate)


def exponential_decay(learning_rate0: float, epoch_num: int, base: float = 0.95) -> float:
    """Learning rate that is multiplied by the same factor after every epoch.

    α = base^epoch_num · α₀.

    Parameters
    ----------
    learning_rate0 : float, above 0
        The rate α₀ of epoch 0.
    epoch_num : int, at least 0
        The number of the epoch, counted from 0.
    base : float, 0 < base ≤ 1
        The factor; 0.95 halves the rate about every 13.5 epochs, 1 keeps it constant.

    Returns
    -------
    float
        The rate α of this epoch.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or epoch_num is not a whole number.

    Example
    -------
    >>> [exponential_decay(0.2, epoch, base=0.5) for epoch in (0, 1, 2)]
    [0.2, 0.1, 0.05]

    Reference
    ---------
    The same as `optax.exponential_decay` with transition_steps=1 and `torch.optim.lr_scheduler.ExponentialLR`.
    """
    learning_rate0 = require_positive("learning_rate0", learning_rate0)
    epoch_num, base = require_count("epoch_num", epoch_num, 0), require_number("base", base, 0.0, 1.0, "(]")
    return base**epoch_num * learning_rate0


def sqrt_decay(learning_rate0: float, t: int, k: float = 1.0) -> float:
    """Learning rate that falls like one over the square root of t.

    α = k / √t · α₀.

    Parameters
    ----------
    learning_rate0 : float, above 0
        The rate α₀ that k scales.
    t : int, at least 1
        The number of the mini-batch, or of the epoch. It counts from 1, because it is divided by.
    k : float, above 0
        A constant; with 1 the first rate is α₀.

    Returns
    -------
    float
        The rate α of this mini-batch or epoch.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or t is not a whole number of at least 1.

    Example
    -------
    >>> [sqrt_decay(0.2, t) for t in (1, 4, 16)]
    [0.2, 0.1, 0.05]

    Reference
    ---------
    M. Zinkevich, Online convex programming and generalized infinitesimal gradient ascent, ICML 2003.
    """
    learning_rate0, k = require_positive("learning_rate0", learning_rate0), require_positive("k", k)
    return k / math.sqrt(require_count("t", t)) * learning_rate0


def staircase_decay(learning_rate0: float, epoch_num: int, factor: float, interval: int) -> float:
    """Learning rate that is constant within an interval of epochs and drops by a factor after each.

    α = factor^⌊epoch_num / interval⌋ · α₀.

    Parameters
    ----------
    learning_rate0 : float, above 0
        The rate α₀ of the first interval.
    epoch_num : int, at least 0
        The number of the epoch, counted from 0.
    factor : float, 0 < factor ≤ 1
        What the rate is multiplied by at the end of each interval.
    interval : int, at least 1
        The length of an interval, in epochs.

    Returns
    -------
    float
        The rate α of this epoch.

    Raises
    ------
    TypeError, ValueError
        If a number is out of range, or epoch_num or interval is not a whole number.

    Example
    -------
    >>> [staircase_decay(0.2, epoch, factor=0.5, interval=10) for epoch in (0, 9, 10, 20)]
    [0.2, 0.2, 0.1, 0.05]

    Reference
    ---------
    The same as `torch.optim.lr_scheduler.StepLR` and `optax.exponential_decay` with staircase=True.
    """
    epoch_num, interval = require_count("epoch_num", epoch_num, 0), require_count("interval", interval)
    return exponential_decay(learning_rate0, epoch_num // interval, require_number("factor", factor, 0.0, 1.0, "(]"))
