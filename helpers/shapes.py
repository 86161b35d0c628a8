"""Shapes of the course's network: what fits what, and a clear error where something does not."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.arguments import Parameters, require_array, require_count, require_parameters


def require_layer_dims(layer_dims: Any) -> tuple[int, ...]:
    """Return the numbers of units n_0 (inputs), n_1, …, n_L (outputs) as a tuple of at least two counts."""
    if not isinstance(layer_dims, Sequence) or isinstance(layer_dims, str) or len(layer_dims) < 2:
        raise ValueError(f"layer_dims must list at least the inputs and the outputs, as [2, 1]; got {layer_dims!r}")
    return tuple(require_count(f"layer_dims[{layer}]", units) for layer, units in enumerate(layer_dims))


def require_layers(parameters: Parameters) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return [(W1, b1), …, (WL, bL)] after checking that each layer takes what the one below it gives."""
    require_parameters(parameters)
    count = len(parameters) // 2
    names = {f"{kind}{layer}" for layer in range(1, count + 1) for kind in "Wb"}
    if count == 0 or set(parameters) != names:
        raise ValueError(f"parameters must hold W1, b1, …, WL, bL; got the keys {list(parameters)}")
    layers = [(parameters[f"W{layer}"], parameters[f"b{layer}"]) for layer in range(1, count + 1)]
    for layer, (W, b) in enumerate(layers, start=1):
        if W.ndim != 2:
            raise ValueError(f"W{layer} must have 2 dimensions, (units, inputs); got shape {W.shape}")
        if layer > 1 and W.shape[1] != len(layers[layer - 2][0]):
            units = len(layers[layer - 2][0])
            raise ValueError(
                f"W{layer} must have {units} columns, one for each unit of layer {layer - 1}; got shape {W.shape}"
            )
        if b.shape != (len(W), 1):
            raise ValueError(
                f"b{layer} must have shape {(len(W), 1)}, one bias for each row of W{layer}; got {b.shape}"
            )
    return layers


def require_samples(X: Any, inputs: int) -> np.ndarray:
    """Return X as an array of floats of shape (inputs, m): one column for each sample."""
    X = require_array("X", X)
    if X.ndim != 2 or X.shape[0] != inputs or X.shape[1] == 0:
        hint = "; its transpose would fit: samples are columns" if X.ndim == 2 and X.shape[1] == inputs else ""
        raise ValueError(f"X must have shape ({inputs}, m), a row for each input of the net; got {X.shape}{hint}")
    return X


def require_targets(Y: Any, outputs: int, m: int) -> np.ndarray:
    """Return Y as an array of floats of shape (outputs, m): 0 or 1 for one output, one-hot columns for more."""
    Y = require_array("Y", Y)
    if Y.shape != (outputs, m):
        raise ValueError(
            f"Y must have shape {(outputs, m)}, a row for each output, a column for each sample; got {Y.shape}"
        )
    if not np.all((Y == 0) | (Y == 1)):
        raise ValueError("Y must hold only 0 and 1; got other values")
    if outputs > 1 and not np.all(Y.sum(axis=0) == 1):
        raise ValueError("Y must be one-hot: exactly one 1 in each column; got columns with none or several")
    return Y


def require_data(X: Any, Y: Any, layer_dims: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return X and Y as arrays of floats that fit the first and the last layer; X must be finite."""
    X = require_samples(X, inputs=layer_dims[0])
    if not np.all(np.isfinite(X)):
        raise ValueError(f"X must hold finite numbers; got {np.sum(~np.isfinite(X))} that are not")
    return X, require_targets(Y, layer_dims[-1], X.shape[1])


def require_test_data(X_test: Any, Y_test: Any, layer_dims: Sequence[int]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the samples held back, checked like the others, or None if there are none."""
    if (X_test is None) != (Y_test is None):
        raise ValueError("X_test and Y_test must be given together; got only one of them")
    return None if X_test is None else require_data(X_test, Y_test, layer_dims)
