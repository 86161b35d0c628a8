"""Two half moons that reach into each other: the smallest task that needs a hidden layer."""

import numpy as np

from helpers.arguments import require_count, require_number


def two_moons(m: int = 300, noise: float = 0.2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points on two half circles, with noise.

    Label 0: (cos a, sin a);   label 1: (1 − cos a, ½ − sin a);   a evenly from 0 to π;   plus noise · N(0, 1).

    Parameters
    ----------
    m : int, at least 2
        How many points; the first ⌈m/2⌉ have label 0.
    noise : float, at least 0
        Standard deviation of the noise, where the circles' radius is 1.
    seed : int, at least 0
        Of a generator of its own; the global one is left alone.

    Returns
    -------
    (array of shape (2, m), array of shape (1, m))
        X, one point a column, and Y, the labels 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Example
    -------
    >>> X, Y = two_moons(m=4, noise=0.0)
    >>> X.round(6), Y
    (array([[ 1. , -1. ,  0. ,  2. ],
           [ 0. ,  0. ,  0.5,  0.5]]), array([[0., 0., 1., 1.]]))

    Reference
    ---------
    The shape of scikit-learn's `make_moons`, without its shuffling: training shuffles anyway.
    """
    m, noise = require_count("m", m, low=2), require_number("noise", noise, low=0.0)
    rng = np.random.default_rng(require_count("seed", seed, low=0))
    outer, inner = np.linspace(0, np.pi, m - m // 2), np.linspace(0, np.pi, m // 2)
    x = np.concatenate([np.cos(outer), 1 - np.cos(inner)])
    y = np.concatenate([np.sin(outer), 0.5 - np.sin(inner)])
    labels = np.concatenate([np.zeros(len(outer)), np.ones(len(inner))])
    return np.stack([x, y]) + rng.normal(scale=noise, size=(2, m)), labels[np.newaxis]
