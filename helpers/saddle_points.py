"""Where the gradient is zero: telling minimum, maximum and saddle apart, and leaving a saddle with a little noise."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_array, require_count, require_number, require_positive


def classify_critical_point(hessian: ArrayLike, tol: float = 1e-8) -> str:
    """Say what kind of point it is where the gradient is zero, from the Hessian there.

    Eigenvalues of both signs: 'saddle', whatever the others are. Else a zero among them: 'degenerate', for the second
    derivatives do not decide. All positive: 'minimum'. All negative: 'maximum'.

    Parameters
    ----------
    hessian : array, shape (n, n)
        The second derivatives of the cost at the point; symmetric.
    tol : float, at least 0
        An eigenvalue of size up to tol counts as zero; in the unit of the Hessian.

    Returns
    -------
    str
        'minimum', 'maximum', 'saddle' or 'degenerate'.

    Raises
    ------
    TypeError, ValueError
        If hessian is not a symmetric matrix of finite numbers, or tol is negative or not a number.

    Example
    -------
    >>> classify_critical_point([[2.0, 0.0], [0.0, -2.0]])
    'saddle'
    >>> classify_critical_point([[2.0, 0.0], [0.0, 0.0]])
    'degenerate'

    Reference
    ---------
    The second-derivative test; J. Nocedal and S. J. Wright, Numerical Optimization, 2006, section 2.1.
    """
    hessian, tol = require_array("hessian", hessian, min_ndim=2), require_number("tol", tol, 0.0)
    if hessian.ndim != 2 or hessian.shape[0] != hessian.shape[1] or hessian.size == 0:
        raise ValueError(f"hessian must be a square matrix; got shape {hessian.shape}")
    if not np.all(np.isfinite(hessian)):
        raise ValueError("hessian must hold finite numbers; got NaN or infinity")
    if not np.allclose(hessian, hessian.T, rtol=1e-5, atol=1e-8 * float(np.max(np.abs(hessian)))):
        raise ValueError("hessian must be symmetric; it differs from its transpose")
    eigenvalues = np.linalg.eigvalsh(hessian)
    positive, negative = eigenvalues > tol, eigenvalues < -tol
    if positive.any() and negative.any():
        return "saddle"
    if positive.all():
        return "minimum"
    return "maximum" if negative.all() else "degenerate"


def escape_saddle(
    grad: Callable[[np.ndarray], np.ndarray],
    x0: ArrayLike,
    learning_rate: float = 0.1,
    steps: int = 100,
    noise: float = 1e-3,
    seed: int = 0,
) -> np.ndarray:
    """Descend with a little noise on every gradient, so that no walk rests on a saddle.

    x_{t+1} = x_t − α · (∇f(x_t) + noise · ξ_t), with ξ_t drawn from N(0, I) anew in each step.

    Parameters
    ----------
    grad : callable
        Gives the gradient, of shape (dim,), at a point of shape (dim,).
    x0 : array, shape (dim,)
        Where the walk starts.
    learning_rate : float, above 0
        The step size α.
    steps : int, at least 0
        How many steps are made.
    noise : float, at least 0
        The standard deviation of the noise on each component of the gradient; 0 is plain descent.
    seed : int, at least 0
        Where the random numbers start; the same seed walks the same path.

    Returns
    -------
    array, shape (steps + 1, dim)
        The points x_0 … x_steps.

    Raises
    ------
    TypeError, ValueError
        If grad is not a function or gives another shape than x0's, x0 is not one point, or a number is out of range.

    Example
    -------
    >>> def saddle(x):
    ...     return np.array([2.0, -2.0]) * x
    >>> escape_saddle(saddle, [1.0, 0.0], steps=2, noise=0.0)
    array([[1.  , 0.  ],
           [0.8 , 0.  ],
           [0.64, 0.  ]])
    >>> bool(abs(escape_saddle(saddle, [1.0, 0.0], steps=60)[-1, 1]) > 1)
    True

    Reference
    ---------
    R. Ge et al., Escaping from saddle points: online stochastic gradient for tensor decomposition, COLT 2015.
    """
    if not callable(grad):
        raise TypeError(f"grad must be a function of a point; got {grad!r}")
    x = require_array("x0", x0, min_ndim=1).astype(np.float64)
    if x.ndim != 1:
        raise ValueError(f"x0 must be one point, of shape (dim,); got shape {x.shape}")
    learning_rate, noise = require_positive("learning_rate", learning_rate), require_number("noise", noise, 0.0)
    rng = np.random.default_rng(require_count("seed", seed, low=0))
    path = np.empty((require_count("steps", steps, low=0) + 1, x.size))
    path[0] = x
    for t, xi in enumerate(rng.standard_normal((len(path) - 1, x.size))):
        gradient = np.asarray(grad(path[t].copy()))  # a copy, so that no grad can change the way behind it
        if gradient.shape != x.shape:
            raise ValueError(f"grad must return the shape of x0, {x.shape}; got shape {gradient.shape}")
        path[t + 1] = path[t] - learning_rate * (gradient + noise * xi)
    return path
