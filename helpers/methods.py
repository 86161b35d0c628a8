"""Five methods at their usual settings, walking on one cost side by side: what the lessons compare."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from helpers.adam import adam_step
from helpers.arguments import require_array, require_count, require_positive
from helpers.language import Text
from helpers.momentum import accumulated_momentum_step, momentum_step
from helpers.rmsprop import rmsprop_step

State = tuple[np.ndarray, ...]
# (point, gradient, state, number of the step, learning rate) -> (point, state); the state begins as two arrays of zeros
Method = Callable[[np.ndarray, np.ndarray, State, int, float], tuple[np.ndarray, State]]


def plain(w: np.ndarray, g: np.ndarray, state: State, t: int, learning_rate: float) -> tuple[np.ndarray, State]:
    """One step of plain gradient descent."""
    return w - learning_rate * g, state


def averaged(w: np.ndarray, g: np.ndarray, state: State, t: int, learning_rate: float) -> tuple[np.ndarray, State]:
    """One step of momentum in the course's form, β = 0.9."""
    w, v = momentum_step(w, g, state[0], 0.9, learning_rate)
    return w, (v,)


def accumulated(w: np.ndarray, g: np.ndarray, state: State, t: int, learning_rate: float) -> tuple[np.ndarray, State]:
    """One step of momentum in PyTorch's form, β = 0.9."""
    w, v = accumulated_momentum_step(w, g, state[0], 0.9, learning_rate)
    return w, (v,)


def rmsprop(w: np.ndarray, g: np.ndarray, state: State, t: int, learning_rate: float) -> tuple[np.ndarray, State]:
    """One step of RMSprop, β = 0.9, ε = 1e-8."""
    w, s = rmsprop_step(w, g, state[0], 0.9, learning_rate)
    return w, (s,)


def adam(w: np.ndarray, g: np.ndarray, state: State, t: int, learning_rate: float) -> tuple[np.ndarray, State]:
    """One step of Adam, β1 = 0.9, β2 = 0.999, ε = 1e-8."""
    v, s = state
    w, v, s, _, _ = adam_step(w, g, v, s, t, learning_rate)
    return w, (v, s)


METHODS: dict[Text, Method] = {
    Text("plain descent", "普通梯度下降"): plain,
    Text("momentum, averaged", "动量，平均形式"): averaged,
    Text("momentum, accumulated", "动量，累加形式"): accumulated,
    Text("RMSprop", "RMSprop"): rmsprop,
    Text("Adam", "Adam"): adam,
}


def walk(
    method: Method,
    gradient: Callable[[np.ndarray], np.ndarray],
    start: ArrayLike,
    steps: int,
    learning_rate: float,
    done: Callable[[np.ndarray], bool] = lambda w: False,
) -> np.ndarray:
    """Walk with one method until the goal is reached or the steps are used up, and keep every point.

    Parameters
    ----------
    method : Method
        One of `METHODS`.
    gradient : callable
        Gives the gradient at a point of shape (dim,).
    start : array, shape (dim,)
        Where the walk begins.
    steps : int, at least 1
        How many steps it makes at most.
    learning_rate : float, above 0
        The step size α.
    done : callable
        Says of a point whether it is the goal; by default none is.

    Returns
    -------
    array, shape (steps made + 1, dim)
        The points from the start to the first one that is done, or to the last.

    Raises
    ------
    TypeError, ValueError
        If start is no array of numbers, steps no whole number of at least 1, or learning_rate not positive.

    Example
    -------
    >>> walk(plain, lambda w: w, [1.0], 9, 0.5, done=lambda w: w[0] < 0.2).ravel()
    array([1.   , 0.5  , 0.25 , 0.125])

    Reference
    ---------
    The steps are the atoms of `helpers.momentum`, `helpers.rmsprop` and `helpers.adam`.
    """
    w, learning_rate = require_array("start", start, min_ndim=1), require_positive("learning_rate", learning_rate)
    state: State = (np.zeros_like(w), np.zeros_like(w))
    path = [w]
    for t in range(1, require_count("steps", steps) + 1):
        if done(w):
            break
        w, state = method(w, gradient(w), state, t, learning_rate)
        path.append(w)
    return np.array(path)
