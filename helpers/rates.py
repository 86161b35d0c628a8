"""What theory says about gradient descent with momentum on a quadratic bowl: regimes, rates, best settings.

Along an eigenvector of curvature λ each step multiplies the pair (w, v) by a 2 × 2 matrix; its eigenvalues tell all.
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_fraction, require_positive

SMOOTH, RIPPLES, DIVERGES = 0, 1, 2  # ordered: a bowl does what the worst of its directions does
ROUNDING = 1e-6  # eigenvalues that coincide are found to the root of the machine's precision only


def iteration_matrix(beta: ArrayLike, learning_rate: ArrayLike, curvature: ArrayLike) -> np.ndarray:
    """Matrix that takes (w, v) to the next (w, v) along a direction of one curvature.

    v' = βv + (1 − β)λw and w' = w − αv', so the matrix is [[1 − α(1 − β)λ, −αβ], [(1 − β)λ, β]].

    Parameters
    ----------
    beta, learning_rate, curvature : float or arrays that broadcast
        β, α and λ.

    Returns
    -------
    array, shape (…, 2, 2)
        One matrix for each setting.

    Example
    -------
    >>> iteration_matrix(0.5, 0.1, 2.0)
    array([[ 0.9 , -0.05],
           [ 1.  ,  0.5 ]])

    Reference
    ---------
    G. Goh, Why momentum really works, Distill, 2017.
    """
    b, a, c = np.broadcast_arrays(*(np.asarray(x, float) for x in (beta, learning_rate, curvature)))
    return np.stack([np.stack([1 - a * (1 - b) * c, -a * b], -1), np.stack([(1 - b) * c, b], -1)], -2)


def convergence_rate(beta: ArrayLike, learning_rate: ArrayLike, curvatures: ArrayLike) -> np.ndarray:
    """Factor by which the distance to the minimum shrinks in a step, in the long run.

    The largest |z| over the eigenvalues z of the iteration matrices of all curvatures; above 1 the walk diverges.

    Parameters
    ----------
    beta, learning_rate : float or arrays that broadcast
        β and α.
    curvatures : array, shape (n,)
        The eigenvalues of the bowl's Hessian.

    Returns
    -------
    array
        One rate for each setting.

    Example
    -------
    >>> print(convergence_rate(0.0, 2 / 101, [1.0, 100.0]).round(6))
    0.980198

    Reference
    ---------
    B. T. Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """
    return np.max(np.abs(_eigenvalues(beta, learning_rate, curvatures)), axis=(-2, -1))


def regime(beta: ArrayLike, learning_rate: ArrayLike, curvatures: ArrayLike) -> np.ndarray:
    """How a walk from rest behaves: SMOOTH (no sign changes), RIPPLES (swings about the minimum) or DIVERGES.

    Eigenvalues z: all real and not negative → smooth; any |z| ≥ 1 → diverges; else the walk swings.

    Parameters
    ----------
    beta, learning_rate : float or arrays that broadcast
        β and α.
    curvatures : array, shape (n,)
        The eigenvalues of the bowl's Hessian; the worst of them decides.

    Returns
    -------
    array of int
        0, 1 or 2 for each setting.

    Example
    -------
    >>> [int(regime(0.9, rate, [1.0, 100.0])) for rate in (0.0001, 0.1, 0.4)]
    [0, 1, 2]

    Reference
    ---------
    G. Goh, Why momentum really works, Distill, 2017.
    """
    z = _eigenvalues(beta, learning_rate, curvatures)
    swings = np.any((np.abs(z.imag) > ROUNDING) | (z.real < -ROUNDING), axis=(-2, -1))
    diverges = np.any(np.abs(z) >= 1, axis=(-2, -1))
    return np.where(diverges, DIVERGES, np.where(swings, RIPPLES, SMOOTH))


def _eigenvalues(beta: ArrayLike, learning_rate: ArrayLike, curvatures: ArrayLike) -> np.ndarray:
    """Both eigenvalues for each curvature, of shape (…, n, 2)."""
    b, a = np.asarray(beta, float)[..., None], np.asarray(learning_rate, float)[..., None]
    return np.linalg.eigvals(iteration_matrix(b, a, curvatures)).astype(complex)


def stability_limit(beta: float, L: float) -> float:
    """Learning rate at which momentum starts to diverge: 2(1 + β) / ((1 − β)L), with L the largest curvature.

    Example
    -------
    >>> round(stability_limit(0.9, 100.0), 6), stability_limit(0.0, 100.0)
    (0.38, 0.02)
    """
    beta = require_fraction("beta", beta)
    return 2 * (1 + beta) / ((1 - beta) * require_positive("L", L))


def best_plain(mu: float, L: float) -> tuple[float, float]:
    """The best learning rate of plain gradient descent, 2/(μ + L), and its rate (κ − 1)/(κ + 1), with κ = L/μ.

    Example
    -------
    >>> best_plain(1.0, 3.0)
    (0.5, 0.5)
    """
    mu, L = require_positive("mu", mu), require_positive("L", L)
    return 2 / (mu + L), (L - mu) / (L + mu)


def best_momentum(mu: float, L: float) -> tuple[float, float, float]:
    """The best β = ((√κ − 1)/(√κ + 1))² of averaged momentum, its best α = 1/√(μL), and their rate √β.

    Example
    -------
    >>> beta, learning_rate, rate = best_momentum(1.0, 100.0)
    >>> round(beta, 4), learning_rate, round(rate, 4)
    (0.6694, 0.1, 0.8182)
    """
    mu, L = require_positive("mu", mu), require_positive("L", L)
    rate = (np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu))
    return float(rate**2), float(1 / np.sqrt(mu * L)), float(rate)
