"""Exponentially weighted averages: the one recursion that momentum, RMSprop and Adam are made of."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_array, require_count, require_fraction


def ema_step(average: np.ndarray, value: np.ndarray, beta: float) -> np.ndarray:
    """One step of the average, the atom of the course: β · average + (1 − β) · value."""
    return beta * average + (1 - beta) * value


def ema(theta: ArrayLike, beta: float) -> np.ndarray:
    """Exponentially weighted averages of a series.

    v_t = β · v_{t−1} + (1 − β) · θ_t, with v_0 = 0.

    Parameters
    ----------
    theta : array, shape (T, …)
        The series θ_1 … θ_T along the first axis, in any unit.
    beta : float, 0 ≤ β < 1
        How much of the old average is kept; it averages over about 1 / (1 − β) values.

    Returns
    -------
    array, shape (T, …)
        v_1 … v_T in the unit of theta; float32 stays float32.

    Raises
    ------
    TypeError, ValueError
        If beta is not a number from 0 to below 1, or theta is not a series of real numbers.

    Example
    -------
    >>> ema([10.0, 10.0, 20.0], beta=0.5)
    array([ 5.  ,  7.5 , 13.75])

    Reference
    ---------
    S. W. Roberts, Control chart tests based on geometric moving averages, Technometrics 1 (1959).
    Differs from `pandas.Series.ewm(adjust=False)`, which starts at v_1 = θ_1 instead of v_0 = 0.
    """
    theta = require_array("theta", theta, min_ndim=1)
    beta = require_fraction("beta", beta)
    averages = np.empty_like(theta)
    v = np.zeros(theta.shape[1:], theta.dtype)
    for t, value in enumerate(theta):
        v = ema_step(v, value, beta)
        averages[t] = v
    return averages


def ema_weights(beta: float, t: int) -> np.ndarray:
    """Weights of θ_t, θ_{t−1}, …, θ_1 in the average v_t: the weight of today first.

    (1 − β) · β^k for k = 0 … t − 1; they sum to 1 − β^t.

    Parameters
    ----------
    beta : float, 0 ≤ β < 1
        The decay factor of the average.
    t : int, at least 1
        How many values have been averaged.

    Returns
    -------
    array, shape (t,)
        The weights, without a unit.

    Raises
    ------
    TypeError, ValueError
        If beta is not a number from 0 to below 1, or t is not a whole number of at least 1.

    Example
    -------
    >>> ema_weights(0.5, 3)
    array([0.5  , 0.25 , 0.125])

    Reference
    ---------
    The recursion of `ema`, written out (claim EW-1 of the course).
    """
    beta, t = require_fraction("beta", beta), require_count("t", t)
    return (1 - beta) * beta ** np.arange(t)


def effective_window(beta: float) -> float:
    """Rule of thumb for how many values an average of decay β looks back on: 1 / (1 − β).

    After that many steps a weight has fallen to about 1/e of the newest one, because (1 − 1/N)^N → 1/e.

    Parameters
    ----------
    beta : float, 0 ≤ β < 1
        The decay factor of the average.

    Returns
    -------
    float
        A number of values (days, steps), at least 1.

    Raises
    ------
    TypeError, ValueError
        If beta is not a number from 0 to below 1.

    Example
    -------
    >>> round(effective_window(0.98), 6)
    50.0

    Reference
    ---------
    Claims EW-2 and EW-5 of the course, which also show where the rule stops.
    """
    return 1 / (1 - require_fraction("beta", beta))
