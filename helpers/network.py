"""The course's network of L layers: ReLU inside, a sigmoid (one output) or softmax (several) at the end.

All parameters lie in one flat vector. Layer l is a block of it, the matrix [W_l | b_l] of shape (n_l, n_{l−1} + 1), row
by row; the dict holds views of these blocks. So one update of the flat vector serves the whole net, and one matrix
product a whole layer: [W | b] times [A; 1] is WA + b.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from helpers.arguments import Parameters, require_count
from helpers.shapes import require_layer_dims, require_layers, require_samples, require_targets

Arrays = dict[str, np.ndarray]


def count_parameters(layer_dims: Sequence[int]) -> int:
    """Return how many weights and biases the net has: Σ n_l · (n_{l−1} + 1).

    Example
    -------
    >>> count_parameters([2, 5, 2, 1])
    30
    """
    return sum(units * (inputs + 1) for inputs, units in pairwise(layer_dims))


def layer_matrices(flat: np.ndarray, layer_dims: Sequence[int]) -> list[np.ndarray]:
    """Views of the flat vector, one for each layer: [W_l | b_l] of shape (n_l, n_{l−1} + 1).

    Several nets can be stacked: a flat array of shape (…, count) gives matrices of shape (…, n_l, n_{l−1} + 1).

    Example
    -------
    >>> layer_matrices(np.arange(5.0), [1, 1, 1])[1]
    Traceback (most recent call last):
    ...
    ValueError: flat must end in an axis of 4, the number of parameters; got shape (5,)
    >>> [matrix.tolist() for matrix in layer_matrices(np.arange(4.0), [1, 1, 1])]
    [[[0.0, 1.0]], [[2.0, 3.0]]]
    """
    count = count_parameters(layer_dims)
    if flat.shape[-1] != count:
        raise ValueError(f"flat must end in an axis of {count}, the number of parameters; got shape {flat.shape}")
    matrices, start = [], 0
    for inputs, units in pairwise(layer_dims):
        end = start + units * (inputs + 1)
        matrices.append(flat[..., start:end].reshape(*flat.shape[:-1], units, inputs + 1))
        start = end
    return matrices


def layer_views(flat: np.ndarray, layer_dims: Sequence[int], prefix: str = "") -> Arrays:
    """Return the course's dict W1, b1, …, WL, bL (or dW1, … with prefix "d"), each a view of the flat vector.

    Example
    -------
    >>> flat = np.zeros(3)
    >>> layer_views(flat, [2, 1])["b1"][:] = 7.0
    >>> flat
    array([0., 0., 7.])
    """
    views = {}
    for layer, matrix in enumerate(layer_matrices(flat, layer_dims), start=1):
        views[f"{prefix}W{layer}"], views[f"{prefix}b{layer}"] = matrix[..., :-1], matrix[..., -1:]
    return views


def flat_view(parameters: Parameters) -> np.ndarray:
    """Return the flat vector behind a dict of views: changing one changes the other.

    Parameters
    ----------
    parameters : dict of arrays
        What `initialize_parameters` or `backward_propagation` returned.

    Returns
    -------
    array, shape (count,)
        All parameters (or gradients), in the order of the rows of [W1 | b1], …, [WL | bL].

    Raises
    ------
    ValueError
        If the arrays are not views of one flat vector.

    Example
    -------
    >>> parameters = initialize_parameters([2, 1])
    >>> flat_view(parameters)[:] = [1.0, 2.0, 3.0]
    >>> parameters["W1"], parameters["b1"]
    (array([[1., 2.]]), array([[3.]]))
    """
    flat = next((value.base for value in parameters.values()), None)
    one_base = flat is not None and flat.ndim == 1 and all(value.base is flat for value in parameters.values())
    if flat is None or not one_base or flat.size != sum(value.size for value in parameters.values()):
        raise ValueError("parameters must be views into one flat vector, as initialize_parameters makes them")
    return flat


def initialize_parameters(layer_dims: Sequence[int], seed: int = 0) -> Arrays:
    """Random weights of He's size, zero biases, as views into one flat vector.

    W_l ~ N(0, 2 / n_{l−1}),   b_l = 0.

    Parameters
    ----------
    layer_dims : list of int
        n_0 (inputs), n_1, …, n_L (outputs), each at least 1.
    seed : int, at least 0
        Of a generator of its own; the global one is left alone.

    Returns
    -------
    dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.

    Raises
    ------
    TypeError, ValueError
        If layer_dims is not a list of at least two counts, or seed not a whole number of at least 0.

    Example
    -------
    >>> {name: array.shape for name, array in initialize_parameters([2, 5, 1]).items()}
    {'W1': (5, 2), 'b1': (5, 1), 'W2': (1, 5), 'b2': (1, 1)}

    Reference
    ---------
    K. He et al., Delving deep into rectifiers, ICCV 2015.
    """
    layer_dims = require_layer_dims(layer_dims)
    rng = np.random.default_rng(require_count("seed", seed, low=0))
    parameters = layer_views(np.zeros(count_parameters(layer_dims)), layer_dims)
    for layer, inputs in enumerate(layer_dims[:-1], start=1):
        W = parameters[f"W{layer}"]
        W[:] = rng.normal(scale=np.sqrt(2 / inputs), size=W.shape)
    return parameters


def forward_propagation(X: np.ndarray, parameters: Parameters) -> tuple[np.ndarray, Arrays]:
    """Outputs of the net, before the last activation, and what was computed on the way.

    Z_l = W_l · A_{l−1} + b_l,   A_l = max(Z_l, 0) in hidden layers,   with A_0 = X; the logits are Z_L.

    Parameters
    ----------
    X : array, shape (n_0, m)
        One sample a column.
    parameters : dict of arrays
        W1 of shape (n_1, n_0), b1 of shape (n_1, 1), …, WL, bL.

    Returns
    -------
    (array of shape (n_L, m), dict of arrays)
        The logits, and the cache A0, Z1, A1, …, ZL.

    Raises
    ------
    TypeError, ValueError
        If X does not have a row for each column of W1, or two layers do not fit.

    Example
    -------
    >>> logits, cache = forward_propagation([[2.0]], {"W1": np.array([[3.0]]), "b1": np.array([[1.0]])})
    >>> logits, list(cache)
    (array([[7.]]), ['A0', 'Z1'])
    """
    layers = require_layers(parameters)
    A = require_samples(X, inputs=layers[0][0].shape[1])
    cache = {"A0": A}
    for layer, (W, b) in enumerate(layers, start=1):
        Z = W @ A + b
        cache[f"Z{layer}"] = Z
        if layer < len(layers):
            A = cache[f"A{layer}"] = np.maximum(Z, 0)
    return Z, cache


def compute_cost(logits: np.ndarray, Y: np.ndarray) -> float:
    """Mean cross-entropy of the net's outputs; finite for every finite logit.

    One output (sigmoid):   log(1 + e^z) − y·z = max(z, 0) − y·z + log(1 + e^{−|z|}).
    More outputs (softmax): log Σ_k e^{z_k} − z_y = log Σ_k e^{z_k − max z} + max z − z_y.
    No probability is formed, so log(0) cannot happen and e^{…} cannot overflow.

    Parameters
    ----------
    logits : array, shape (n_L, m)
        What `forward_propagation` returns.
    Y : array, shape (n_L, m)
        0 or 1 for one output; one-hot columns for more.

    Returns
    -------
    float
        The mean over the samples, in nats.

    Raises
    ------
    TypeError, ValueError
        If Y does not have the shape of the logits, or is not made of 0 and 1 in this way.

    Example
    -------
    >>> round(compute_cost(np.array([[0.0, -1e4]]), np.array([[1.0, 1.0]])), 6)
    5000.346574
    """
    logits = np.atleast_2d(logits)
    return float(cross_entropy(logits, require_targets(Y, *logits.shape)))


def cross_entropy(logits: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """The formulas of `compute_cost` on one net's logits (n_L, m) or on those of many, (…, n_L, m); unchecked."""
    if logits.shape[-2] == 1:
        costs = np.maximum(logits, 0) - Y * logits + np.log1p(np.exp(-np.abs(logits)))
    else:
        highest = logits.max(axis=-2, keepdims=True)
        log_sum = np.log(np.exp(logits - highest).sum(axis=-2, keepdims=True)) + highest
        costs = log_sum - (Y * logits).sum(axis=-2, keepdims=True)
    return costs.mean(axis=(-2, -1))


def output_probabilities(logits: np.ndarray) -> np.ndarray:
    """Sigmoid of one output, (1 + tanh(z/2)) / 2, or softmax e^{z_k} / Σ e^{z_j} of several; safe at every logit.

    Example
    -------
    >>> output_probabilities(np.array([[-1e4, 0.0, 1e4]]))
    array([[0. , 0.5, 1. ]])
    """
    if len(logits) == 1:
        return (1 + np.tanh(logits / 2)) / 2
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def backward_propagation(Y: np.ndarray, cache: Parameters, parameters: Parameters) -> Arrays:
    """Gradients of the cost with respect to every parameter.

    dZ_L = (A_L − Y) / m,   dW_l = dZ_l · A_{l−1}ᵀ,   db_l = Σ_samples dZ_l,
    dZ_{l−1} = W_lᵀ · dZ_l where Z_{l−1} > 0, else 0.

    Parameters
    ----------
    Y : array, shape (n_L, m)
        The targets of the samples in the cache.
    cache : dict of arrays
        From `forward_propagation`.
    parameters : dict of arrays
        The ones that made the cache.

    Returns
    -------
    dict of arrays
        dW1, db1, …, dWL, dbL in the shapes of the parameters, as views into one flat vector.

    Raises
    ------
    TypeError, ValueError
        If Y does not fit the outputs in the cache.

    Example
    -------
    >>> parameters = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> logits, cache = forward_propagation([[4.0]], parameters)
    >>> backward_propagation([[1.0]], cache, parameters)
    {'dW1': array([[-2.]]), 'db1': array([[-0.5]])}
    """
    layers = require_layers(parameters)
    logits = cache[f"Z{len(layers)}"]
    Y = require_targets(Y, *logits.shape)
    layer_dims = [layers[0][0].shape[1]] + [len(W) for W, _ in layers]
    grads = layer_views(np.empty(count_parameters(layer_dims)), layer_dims, prefix="d")
    dZ = (output_probabilities(logits) - Y) / Y.shape[1]
    for layer in range(len(layers), 0, -1):
        grads[f"dW{layer}"][:] = dZ @ cache[f"A{layer - 1}"].T
        grads[f"db{layer}"][:] = dZ.sum(axis=1, keepdims=True)
        if layer > 1:
            dZ = (parameters[f"W{layer}"].T @ dZ) * (cache[f"Z{layer - 1}"] > 0)
    return grads


def predict(X: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Labels the net gives to samples: 0 or 1 for one output, else the number of the largest output; shape (m,).

    Example
    -------
    >>> predict([[-1.0, 2.0]], {"W1": np.array([[3.0]]), "b1": np.array([[1.0]])})
    array([0, 1])
    """
    return labels_of(forward_propagation(X, parameters)[0], boundary=0.0)


def labels_of(outputs: np.ndarray, boundary: float = 0.5) -> np.ndarray:
    """Turn columns (…, n_L, m) into labels (…, m): above the boundary for one row, the largest row for more."""
    if outputs.shape[-2] == 1:
        return (outputs[..., 0, :] > boundary).astype(int)
    return outputs.argmax(axis=-2)


def accuracy(X: np.ndarray, Y: np.ndarray, parameters: Parameters) -> float:
    """Share of samples whose label the net gets right, from 0 to 1.

    Example
    -------
    >>> accuracy([[-1.0, 2.0]], [[1.0, 1.0]], {"W1": np.array([[3.0]]), "b1": np.array([[1.0]])})
    0.5
    """
    logits: Any = forward_propagation(X, parameters)[0]
    return float(np.mean(labels_of(logits, boundary=0.0) == labels_of(require_targets(Y, *logits.shape))))
