"""The network of `helpers.network` with every array made once, before training: what makes a small net fast.

The formulas are the same; only where results are written differs. Arrays may have leading axes of runs, so that many
nets train at once: flat parameters (runs, count), activations (runs, n_l, m). Tests hold both to 1e-12.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from helpers.network import cross_entropy, labels_of, layer_matrices

Batch = tuple[np.ndarray, np.ndarray]
HALF, ONE = np.array(0.5), np.array(1.0)  # arrays already: a plain number would be made into one in every call


class _Layer:
    """A layer's parameters and gradients, [W | b] and [dW | db], and its arrays for mini-batches of one size."""

    def __init__(self, matrix: np.ndarray, grads: np.ndarray, size: int) -> None:
        *runs, units, _ = matrix.shape
        self.matrix, self.grads = matrix, grads
        self.W_transposed = matrix[..., :-1].swapaxes(-1, -2)
        self.A = np.ones((*runs, units + 1, size))  # the row of ones stays
        self.A_transposed = self.A.swapaxes(-1, -2)
        self.Z = self.A[..., :-1, :]  # max(Z, 0) is written where Z was
        self.zeros = np.zeros(self.Z.shape)  # NumPy compares two whole arrays faster than one with a number
        self.active, self.slope = np.empty(self.Z.shape, bool), np.empty(self.Z.shape)
        self.dZ: np.ndarray = np.empty(self.Z.shape)


class Workspace:
    """Arrays for mini-batches of one size, and the gradient computed in them.

    Activations carry a last row of ones, so [W | b] · [A; 1] is WA + b, and dZ · [A; 1]ᵀ is [dW | db].
    """

    def __init__(self, layer_dims: Sequence[int], size: int, flat: np.ndarray, flat_grads: np.ndarray) -> None:
        self._product = np.matmul if flat.ndim > 1 else np.ndarray.dot  # of one small net, the one with less overhead
        views = zip(layer_matrices(flat, layer_dims), layer_matrices(flat_grads, layer_dims), strict=True)
        layers = [_Layer(matrix, grads, size) for matrix, grads in views]
        self._first, self._hidden, self._top = layers[0], layers[:-1], layers[-1]
        self._downward = list(pairwise(reversed(layers)))
        self.logits, self._share = self._top.Z, np.array(1 / size)

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Return the logits for X with its row of ones; the next call overwrites them."""
        product, A = self._product, X
        for layer in self._hidden:
            product(layer.matrix, A, layer.Z)
            np.maximum(layer.Z, layer.zeros, out=layer.Z)
            A = layer.A
        return product(self._top.matrix, A, self.logits)

    def gradients(self, X: np.ndarray, Y: np.ndarray) -> None:
        """Write the gradients of the mean cost of X (with its row of ones) and Y into the flat gradient."""
        self.forward(X)
        self._write_output_error(Y)
        product = self._product
        for layer, below in self._downward:
            product(layer.dZ, below.A_transposed, layer.grads)
            product(layer.W_transposed, layer.dZ, below.dZ)
            np.greater(below.Z, below.zeros, out=below.active)
            np.copyto(below.slope, below.active)  # 1 or 0: a product of floats is faster than one with a bool
            np.multiply(below.dZ, below.slope, out=below.dZ)
        product(self._first.dZ, X.swapaxes(-1, -2), self._first.grads)

    def _write_output_error(self, Y: np.ndarray) -> None:
        """(A_L − Y) / m, with A_L the sigmoid (1 + tanh(z/2)) / 2 or softmax of the logits."""
        A = self._top.dZ
        if A.shape[-2] == 1:
            np.multiply(self.logits, HALF, out=A)
            np.tanh(A, out=A)
            np.add(A, ONE, out=A)
            np.multiply(A, HALF, out=A)
        else:
            np.subtract(self.logits, self.logits.max(axis=-2, keepdims=True), out=A)
            np.exp(A, out=A)
            np.divide(A, A.sum(axis=-2, keepdims=True), out=A)
        np.subtract(A, Y, out=A)
        np.multiply(A, self._share, out=A)


class BufferedNetwork:
    """A net, or many, with a flat parameter vector, a flat gradient and a workspace for each size of mini-batch."""

    def __init__(self, layer_dims: Sequence[int], flat: np.ndarray) -> None:
        self.layer_dims, self.flat, self.flat_grads = layer_dims, flat, np.zeros_like(flat)
        self._workspaces: dict[int, Workspace] = {}

    def workspace(self, size: int) -> Workspace:
        """Return the workspace for mini-batches of this size."""
        if size not in self._workspaces:
            self._workspaces[size] = Workspace(self.layer_dims, size, self.flat, self.flat_grads)
        return self._workspaces[size]

    def evaluate(self, batches: Iterable[Batch]) -> tuple[np.ndarray, np.ndarray]:
        """Return cost and accuracy over all samples of the batches, of shape (runs)."""
        costs, hits, m = 0.0, 0.0, 0
        for X, Y in batches:
            size = X.shape[-1]
            logits = self.workspace(size).forward(X)
            costs = costs + size * cross_entropy(logits, Y)
            hits = hits + np.sum(labels_of(logits, boundary=0.0) == labels_of(Y), axis=-1)
            m += size
        return np.asarray(costs / m), np.asarray(hits / m)
