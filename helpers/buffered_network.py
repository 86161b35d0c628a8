"""The network of `helpers.network` with every array made once, before training: what makes a small net fast.

The formulas are the same; only where results are written differs. Arrays may have leading axes of runs, so that many
nets train at once: flat parameters (runs, count), activations (runs, n_l, m). Tests hold both to 1e-12.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from helpers.network import cross_entropy, labels_of, layer_matrices

Batch = tuple[np.ndarray, np.ndarray]
HALF, ONE = np.array(0.5), np.array(1.0)  # arrays already: a plain number would be made into one in every call


class Workspace:
    """Arrays for mini-batches of one size, and the gradient computed in them.

    Activations carry a last row of ones, so [W | b] · [A; 1] is WA + b, and dZ · [A; 1]ᵀ is [dW | db].
    """

    def __init__(self, layer_dims: Sequence[int], size: int, flat: np.ndarray, flat_grads: np.ndarray) -> None:
        runs = flat.shape[:-1]
        self._product = np.matmul if runs else np.ndarray.dot  # of one small net, the one with the least overhead
        *self._hidden_matrices, self._top_matrix = layer_matrices(flat, layer_dims)
        self._first_grads, *upper_grads = layer_matrices(flat_grads, layer_dims)
        activations = [np.ones((*runs, units + 1, size)) for units in layer_dims[1:-1]]
        zs = [A[..., :-1, :] for A in activations]  # max(Z, 0) is written where Z was
        zeros = [np.zeros(z.shape) for z in zs]  # NumPy compares two whole arrays faster than one with a number
        self._hidden = list(zip(self._hidden_matrices, zs, zeros, activations, strict=True))
        self.logits = np.empty((*runs, layer_dims[-1], size))
        errors = [np.empty_like(z) for z in (*zs, self.logits)]
        self._first_error, self._output_error, self._share = errors[0], errors[-1], np.array(1 / size)
        upper_weights = [M[..., :-1].swapaxes(-1, -2) for M in (*self._hidden_matrices, self._top_matrix)[1:]]
        inputs = [A.swapaxes(-1, -2) for A in activations]
        slopes = [(z, zero, np.empty(z.shape, bool), np.empty(z.shape)) for z, zero in zip(zs, zeros, strict=True)]
        self._downward = list(zip(upper_grads, errors[1:], inputs, upper_weights, errors[:-1], slopes, strict=True))[
            ::-1
        ]

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Return the logits for X with its row of ones; the next call overwrites them."""
        product, A = self._product, X
        for matrix, Z, zeros, next_A in self._hidden:
            product(matrix, A, Z)
            np.maximum(Z, zeros, out=Z)
            A = next_A
        return product(self._top_matrix, A, self.logits)

    def gradients(self, X: np.ndarray, Y: np.ndarray) -> None:
        """Write the gradients of the mean cost of X (with its row of ones) and Y into the flat gradient."""
        self.forward(X)
        self._write_output_error(Y)
        product = self._product
        for grads, dZ, A_transposed, W_transposed, dZ_below, (Z_below, zeros, active, slope) in self._downward:
            product(dZ, A_transposed, grads)
            product(W_transposed, dZ, dZ_below)
            np.greater(Z_below, zeros, out=active)
            np.copyto(slope, active)  # 1 where Z > 0, else 0: a product of floats is faster than one with a bool
            np.multiply(dZ_below, slope, out=dZ_below)
        product(self._first_error, X.swapaxes(-1, -2), self._first_grads)

    def _write_output_error(self, Y: np.ndarray) -> None:
        """(A_L − Y) / m, with A_L the sigmoid (1 + tanh(z/2)) / 2 or softmax of the logits."""
        A = self._output_error
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
