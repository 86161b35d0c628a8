"""Costs to descend on, each with its value, gradient and Hessian: places where all about a method can be known."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.arguments import require_number, require_positive

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Objective:
    """A cost with its derivatives.

    `value`, `gradient` and `hessian` take one point of shape (dim,) or many of shape (…, dim) and give shapes (…),
    (…, dim) and (…, dim, dim). `minimum` is the lowest point, where there is one.

    Example
    -------
    >>> bowl = ravine(1.0, 1.0)
    >>> float(bowl.value(np.array([3.0, 4.0]))), bowl.minimum
    (12.5, array([0., 0.]))
    """

    name: str
    value: Function
    gradient: Function
    hessian: Function
    minimum: np.ndarray | None = None


def ravine(mu: float = 1.0, L: float = 100.0, angle: float = 0.0) -> Objective:
    """A long narrow valley: gentle along it, steep across.

    f(w) = ½ wᵀHw, where H has the eigenvalues μ and L; its condition number is κ = L/μ.

    Parameters
    ----------
    mu, L : float, above 0
        The curvature along the first axis and across it.
    angle : float
        By how much the valley is turned, in radians; at 0 it lies along the axes.

    Returns
    -------
    Objective
        Two-dimensional, with its minimum 0 at the origin.

    Raises
    ------
    TypeError, ValueError
        If a curvature is not a positive number, or angle not a number.

    Example
    -------
    >>> ravine(1.0, 100.0).gradient(np.array([1.0, 0.1]))
    array([ 1., 10.])

    Reference
    ---------
    The bowl on which B. T. Polyak (1964) and G. Goh, Why momentum really works (2017), study momentum.
    """
    mu, L, angle = require_positive("mu", mu), require_positive("L", L), require_number("angle", angle)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    H = rotation @ np.diag([mu, L]) @ rotation.T
    return Objective(
        name="ravine",
        value=lambda w: 0.5 * np.sum(w * (w @ H), axis=-1),
        gradient=lambda w: w @ H,
        hessian=lambda w: np.broadcast_to(H, (*np.shape(w)[:-1], 2, 2)),
        minimum=np.zeros(2),
    )


def bumpy_bowl(height: float = 0.3, period: float = 0.9) -> Objective:
    """A bowl with a ripple on it: one lowest point, and shallow local minima on the way there.

    f(w) = Σ ½ w² + height · (1 − cos(2π w / period)), summed over the coordinates.

    Parameters
    ----------
    height : float, above 0
        Half the height of a bump from trough to crest.
    period : float, above 0
        The distance from one bump to the next, in the unit of w.

    Returns
    -------
    Objective
        Of any dimension; the lowest point is 0 at the origin. Local minima lie where |w| < 2π · height / period.

    Raises
    ------
    TypeError, ValueError
        If height or period is not a positive number.

    Example
    -------
    >>> bowl = bumpy_bowl(height=0.2, period=0.8)
    >>> print(bowl.value(np.array([0.0])), bowl.value(np.array([0.8])).round(2))
    0.0 0.32

    Reference
    ---------
    The Rastrigin function, scaled: L. A. Rastrigin, Systems of extremal control, 1974.
    """
    height, period = require_positive("height", height), require_positive("period", period)
    k = 2 * np.pi / period
    return Objective(
        name="bumpy bowl",
        value=lambda w: np.sum(0.5 * w * w + height * (1 - np.cos(k * w)), axis=-1),
        gradient=lambda w: w + height * k * np.sin(k * w),
        hessian=lambda w: (1 + height * k * k * np.cos(k * w))[..., None] * np.eye(np.shape(w)[-1]),
        minimum=np.zeros(1),
    )


def saddle() -> Objective:
    """A saddle between two valleys: up along x, down along y until y⁴ catches the walk.

    f(x, y) = x² − y² + y⁴/4. Its gradient is zero at the saddle (0, 0) and at the minima (0, ±√2), where f = −1.

    Returns
    -------
    Objective
        Two-dimensional; `minimum` is the one with y > 0.

    Example
    -------
    >>> cost = saddle()
    >>> cost.gradient(np.zeros(2)), cost.hessian(np.zeros(2)).diagonal()
    (array([0., 0.]), array([ 2., -2.]))

    Reference
    ---------
    Made for claim SP-3 of the course.
    """
    return Objective(
        name="saddle",
        value=lambda w: w[..., 0] ** 2 - w[..., 1] ** 2 + w[..., 1] ** 4 / 4,
        gradient=lambda w: np.array([2.0, -2.0]) * w + np.array([0.0, 1.0]) * w**3,
        hessian=lambda w: _matrix(np.full(np.shape(w)[:-1], 2.0), np.zeros(np.shape(w)[:-1]), 3 * w[..., 1] ** 2 - 2),
        minimum=np.array([0.0, np.sqrt(2)]),
    )


def monkey_saddle() -> Objective:
    """A saddle with three ways down, two for a monkey's legs and one for its tail, which its Hessian does not see.

    f(x, y) = x³ − 3xy². At (0, 0) both the gradient and the Hessian are zero.

    Returns
    -------
    Objective
        Two-dimensional, without a minimum.

    Example
    -------
    >>> monkey_saddle().hessian(np.zeros(2)).any()
    np.False_

    Reference
    ---------
    D. Hilbert and S. Cohn-Vossen, Geometry and the imagination, 1952.
    """
    return Objective(
        name="monkey saddle",
        value=lambda w: w[..., 0] ** 3 - 3 * w[..., 0] * w[..., 1] ** 2,
        gradient=lambda w: np.stack([3 * w[..., 0] ** 2 - 3 * w[..., 1] ** 2, -6 * w[..., 0] * w[..., 1]], axis=-1),
        hessian=lambda w: _matrix(6 * w[..., 0], -6 * w[..., 1], -6 * w[..., 0]),
    )


def plateau() -> Objective:
    """A dip in a wide plain: the farther from it, the flatter.

    f(w) = Σ w² / (1 + w²), summed over the coordinates; far out the slope is about 2/w³.

    Returns
    -------
    Objective
        Of any dimension; the lowest point is 0 at the origin.

    Example
    -------
    >>> plateau().gradient(np.array([10.0])).round(5)
    array([0.00196])

    Reference
    ---------
    Geman and McClure's error function, Statistical methods for tomographic image reconstruction, 1987.
    """
    return Objective(
        name="plateau",
        value=lambda w: np.sum(w * w / (1 + w * w), axis=-1),
        gradient=lambda w: 2 * w / (1 + w * w) ** 2,
        hessian=lambda w: ((2 - 6 * w * w) / (1 + w * w) ** 3)[..., None] * np.eye(np.shape(w)[-1]),
        minimum=np.zeros(1),
    )


def _matrix(xx: np.ndarray, xy: np.ndarray, yy: np.ndarray) -> np.ndarray:
    """Symmetric 2 × 2 matrices, of shape (…, 2, 2), from their entries."""
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)
