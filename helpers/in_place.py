"""The steps of the optimizers on flat vectors, in place: no array is made while training.

Each function binds the parameters w and the gradient g and returns step(t, learning_rate), which changes w. Averages
are kept undivided, V = v / (1 − β) = βV + g, which saves two passes; the factors go into the scalars. Results equal
those of the readable atoms (`adam_step` …) to rounding. Long vectors are walked in pieces that fit a cache.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Step = Callable[[int, Any], None]  # the rate is a number, or a column with one for each of stacked runs
PIECE = 32_768  # numbers, 256 kB in each of five arrays


def _pieces(*arrays: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield views of the same part of each array; stacked runs stay whole."""
    if arrays[0].ndim > 1:
        yield arrays
    else:
        for start in range(0, arrays[0].size, PIECE):
            yield tuple(array[start : start + PIECE] for array in arrays)


def gradient_descent_in_place(w: np.ndarray, g: np.ndarray) -> Step:
    """w := w − αg."""
    pieces = [(*piece, np.empty_like(piece[0])) for piece in _pieces(w, g)]

    def step(t: int, learning_rate: Any) -> None:
        for w, g, change in pieces:
            np.multiply(g, learning_rate, out=change)
            np.subtract(w, change, out=w)

    return step


def momentum_in_place(w: np.ndarray, g: np.ndarray, beta: float) -> Step:
    """V := βV + g,   w := w − α(1 − β)V."""
    pieces = [(*piece, np.empty_like(piece[0])) for piece in _pieces(w, g, np.zeros_like(w))]
    keep_V = np.array(beta)

    def step(t: int, learning_rate: Any) -> None:
        rate = learning_rate * (1 - beta)
        for w, g, V, change in pieces:
            np.multiply(V, keep_V, out=V)
            np.add(V, g, out=V)
            np.multiply(V, rate, out=change)
            np.subtract(w, change, out=w)

    return step


def rmsprop_in_place(w: np.ndarray, g: np.ndarray, beta: float, epsilon: float) -> Step:
    """S := βS + g²,   w := w − (α/√(1 − β)) · g / (√S + ε/√(1 − β))."""
    pieces = [(*piece, np.empty_like(piece[0])) for piece in _pieces(w, g, np.zeros_like(w))]
    keep_S = np.array(beta)
    root = (1 - beta) ** 0.5

    def step(t: int, learning_rate: Any) -> None:
        for w, g, S, change in pieces:
            np.multiply(S, keep_S, out=S)
            np.multiply(g, g, out=change)
            np.add(S, change, out=S)
            np.sqrt(S, out=change)
            np.add(change, epsilon / root, out=change)
            np.divide(g, change, out=change)
            np.multiply(change, learning_rate / root, out=change)
            np.subtract(w, change, out=w)

    return step


def adam_in_place(w: np.ndarray, g: np.ndarray, beta1: float, beta2: float, epsilon: float) -> Step:
    """V := β1·V + g,   S := β2·S + g²,   w := w − α · c1·V / (√S·c2 + ε),   with the corrections in c1 and c2.

    c1 = (1 − β1) / (1 − β1^t),   c2 = √((1 − β2) / (1 − β2^t)).
    """
    pieces = [(*piece, np.empty_like(piece[0])) for piece in _pieces(w, g, np.zeros_like(w), np.zeros_like(w))]
    keep_V, keep_S = np.array(beta1), np.array(beta2)

    def step(t: int, learning_rate: Any) -> None:
        c1, c2 = (1 - beta1) / (1 - beta1**t), ((1 - beta2) / (1 - beta2**t)) ** 0.5
        rate, floor = learning_rate * (c1 / c2), epsilon / c2
        for w, g, V, S, change in pieces:
            np.multiply(V, keep_V, out=V)
            np.add(V, g, out=V)
            np.multiply(S, keep_S, out=S)
            np.multiply(g, g, out=change)
            np.add(S, change, out=S)
            np.sqrt(S, out=change)
            np.add(change, floor, out=change)
            np.divide(V, change, out=change)
            np.multiply(change, rate, out=change)
            np.subtract(w, change, out=w)

    return step
