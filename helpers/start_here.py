"""The first exercise of the course: one step of gradient descent on one array."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_array, require_positive


def gradient_step(w: ArrayLike, gradient: ArrayLike, learning_rate: float) -> np.ndarray:
    """One step of gradient descent: against the gradient, as far as the learning rate says.

    w − α · g.

    Parameters
    ----------
    w : array of any shape
        Where you are.
    gradient : array of the shape of w
        The gradient g of the cost at w: it points uphill.
    learning_rate : float, above 0
        The step size α.

    Returns
    -------
    array
        Where you are after the step, in the shape of w; w itself stays as it was.

    Raises
    ------
    TypeError, ValueError
        If w or gradient is not of real numbers, their shapes differ, or learning_rate is not above 0.

    Example
    -------
    >>> gradient_step([3.0, 1.0], gradient=[2.0, -1.0], learning_rate=0.5)
    array([2. , 1.5])

    Reference
    ---------
    A.-L. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.
    """
    w, gradient = require_array("w", w), require_array("gradient", gradient)
    learning_rate = require_positive("learning_rate", learning_rate)
    if gradient.shape != w.shape:
        raise ValueError(f"gradient must have the shape of w, {w.shape}; got shape {gradient.shape}")
    return w - learning_rate * gradient
