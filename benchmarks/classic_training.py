"""Training as courses usually write it: the peer of `training_speed.py`.

Dicts of layers, new arrays in every step, permuted copies of the data in every epoch, the cost of every mini-batch.
"""

import math

import numpy as np

from helpers.batches import epoch_seeds
from helpers.network import initialize_parameters

Arrays = dict[str, np.ndarray]


def random_mini_batches(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Permuted copies, cut into a list."""
    np.random.seed(seed)  # noqa: NPY002 - as it is taught; making a RandomState would cost ten times as much
    permutation = np.random.permutation(X.shape[1])  # noqa: NPY002
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation]
    batches = []
    for k in range(math.ceil(X.shape[1] / size)):
        batches.append((shuffled_X[:, k * size : (k + 1) * size], shuffled_Y[:, k * size : (k + 1) * size]))
    return batches


def forward(X: np.ndarray, parameters: Arrays) -> tuple[np.ndarray, Arrays]:
    """ReLU layers, then a sigmoid or softmax."""
    layers, cache = len(parameters) // 2, {"A0": X}
    for layer in range(1, layers):
        Z = np.dot(parameters[f"W{layer}"], cache[f"A{layer - 1}"]) + parameters[f"b{layer}"]
        cache[f"A{layer}"] = np.maximum(0, Z)
        cache[f"Z{layer}"] = Z
    Z = np.dot(parameters[f"W{layers}"], cache[f"A{layers - 1}"]) + parameters[f"b{layers}"]
    if Z.shape[0] == 1:
        return 1 / (1 + np.exp(-Z)), cache
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True), cache


def cost_of(A: np.ndarray, Y: np.ndarray) -> float:
    """Mean cross-entropy."""
    if Y.shape[0] == 1:
        return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1])
    return float(-np.sum(Y * np.log(A)) / Y.shape[1])


def backward(A: np.ndarray, Y: np.ndarray, cache: Arrays, parameters: Arrays) -> Arrays:
    """Gradients, layer by layer."""
    layers, m, grads = len(parameters) // 2, Y.shape[1], {}
    dZ = A - Y
    for layer in range(layers, 0, -1):
        grads[f"dW{layer}"] = np.dot(dZ, cache[f"A{layer - 1}"].T) / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dA = np.dot(parameters[f"W{layer}"].T, dZ)
            dZ = np.array(dA, copy=True)
            dZ[cache[f"Z{layer - 1}"] <= 0] = 0
    return grads


def adam_update(
    parameters: Arrays, grads: Arrays, v: Arrays, s: Arrays, t: int, learning_rate: float
) -> tuple[Arrays, Arrays, Arrays]:
    """Adam with β1 = 0.9, β2 = 0.999, ε = 1e-8, an array at a time."""
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    v_corrected, s_corrected = {}, {}
    for layer in range(1, len(parameters) // 2 + 1):
        for name in (f"W{layer}", f"b{layer}"):
            d = "d" + name
            v[d] = beta1 * v[d] + (1 - beta1) * grads[d]
            v_corrected[d] = v[d] / (1 - beta1**t)
            s[d] = beta2 * s[d] + (1 - beta2) * np.power(grads[d], 2)
            s_corrected[d] = s[d] / (1 - beta2**t)
            step = learning_rate * v_corrected[d] / (np.sqrt(s_corrected[d]) + epsilon)
            parameters[name] = parameters[name] - step
    return parameters, v, s


def train(
    X: np.ndarray, Y: np.ndarray, layer_dims: list[int], learning_rate: float, num_epochs: int, size: int, seed: int
) -> Arrays:
    """Train from the weights, and with the shuffles, of `helpers.training.train`; print nothing."""
    parameters = {name: array.copy() for name, array in initialize_parameters(layer_dims, seed).items()}
    v = {"d" + name: np.zeros(array.shape) for name, array in parameters.items()}
    s = {"d" + name: np.zeros(array.shape) for name, array in parameters.items()}
    t, costs = 0, []
    for epoch_seed in epoch_seeds(seed, num_epochs):
        total = 0.0
        for X_t, Y_t in random_mini_batches(X, Y, size, int(epoch_seed)):
            A, cache = forward(X_t, parameters)
            total += cost_of(A, Y_t)
            grads = backward(A, Y_t, cache, parameters)
            t += 1
            parameters, v, s = adam_update(parameters, grads, v, s, t, learning_rate)
        costs.append(total)
    return parameters
