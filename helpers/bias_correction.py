"""Bias correction: what an average that starts at zero lacks, and how to give it back."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_array, require_count, require_fraction
from helpers.ema import ema


def bias_correct(v: ArrayLike, beta: float, t: int) -> np.ndarray:
    """Correct an exponentially weighted average for its start at zero.

    v_t / (1 − β^t): the weights of v_t sum to 1 − β^t, those of the corrected average to 1.

    Parameters
    ----------
    v : array of any shape
        The average after t steps, started at v_0 = 0.
    beta : float, 0 ≤ β < 1
        The decay factor of the average.
    t : int, at least 1
        How many values have been averaged.

    Returns
    -------
    array
        The corrected average, in the shape and unit of v.

    Raises
    ------
    TypeError, ValueError
        If beta is not a number from 0 to below 1, t not a whole number of at least 1, v not of real numbers.

    Example
    -------
    >>> print(bias_correct(5.0, beta=0.5, t=1))
    10.0

    Reference
    ---------
    D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, section 3.
    """
    v, beta, t = require_array("v", v), require_fraction("beta", beta), require_count("t", t)
    return v / (1 - beta**t)


def ema_corrected(theta: ArrayLike, beta: float) -> np.ndarray:
    """Exponentially weighted averages of a series, each corrected for the start at zero.

    v_t / (1 − β^t) for t = 1 … T, with v_t = β · v_{t−1} + (1 − β) · θ_t and v_0 = 0.

    Parameters
    ----------
    theta : array, shape (T, …)
        The series θ_1 … θ_T along the first axis, in any unit.
    beta : float, 0 ≤ β < 1
        The decay factor of the average.

    Returns
    -------
    array, shape (T, …)
        The corrected averages in the unit of theta; float32 stays float32.

    Raises
    ------
    TypeError, ValueError
        If beta is not a number from 0 to below 1, or theta is not a series of real numbers.

    Example
    -------
    >>> ema_corrected([10.0, 10.0, 10.0], beta=0.5)
    array([10., 10., 10.])

    Reference
    ---------
    D. P. Kingma and J. Ba, Adam, ICLR 2015, section 3. Equals pandas `ewm(alpha=1 - beta, adjust=True).mean()`.
    """
    averages = ema(theta, beta)
    for t, v in enumerate(averages, start=1):
        averages[t - 1] = bias_correct(v, beta, t)
    return averages
