"""Right answers to the exercise of lesson 09."""

from collections import OrderedDict

import numpy as np

from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation
from testcases.variants import variant_of


@variant_of("train_one_epoch")
def epoch_with_a_shuffle_of_its_own(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    m = X.shape[1]
    order = np.random.RandomState(seed).permutation(m)
    for start in range(0, m, mini_batch_size):
        columns = order[start : start + mini_batch_size]
        t = t + 1
        cache = forward_propagation(X[:, columns], parameters)[1]
        grads = backward_propagation(Y[:, columns], cache, parameters)
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t


@variant_of("train_one_epoch")
def epoch_by_enumerate(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    count = t
    for count, (X_t, Y_t) in enumerate(random_mini_batches(X, Y, mini_batch_size, seed), start=t + 1):
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        parameters, state = optimizer.update(parameters, grads, state, count, learning_rate)
    return [parameters, state, np.int64(count)]


@variant_of("train_one_epoch")
def epoch_into_the_arrays_that_came_in(
    parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t, verbose=False
):
    for X_t, Y_t in random_mini_batches(X, Y, mini_batch_size, seed):
        t += 1
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        new, state = optimizer.update(parameters, grads, state, t, learning_rate)
        for key, value in new.items():
            parameters[key][...] = value
    return parameters, state, t


@variant_of("train_one_epoch")
def epoch_from_its_last_batch(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    waiting = random_mini_batches(X, Y, mini_batch_size, seed)[::-1]
    while waiting:
        X_t, Y_t = waiting.pop()
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        parameters, state = optimizer.update(dict(parameters), grads, state, t + 1, learning_rate)
        t += 1
    return OrderedDict(parameters), state, t


@variant_of("train_one_epoch")
def epoch_with_its_own_backpropagation(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    layers = len(parameters) // 2
    for X_t, Y_t in random_mini_batches(X, Y, mini_batch_size, seed):
        A = [X_t]
        for layer in range(1, layers + 1):
            Z = parameters[f"W{layer}"] @ A[-1] + parameters[f"b{layer}"]
            A.append(np.where(Z > 0, Z, 0.0) if layer < layers else Z)
        powers = np.exp(A[-1])
        outputs = powers / (1 + powers) if len(Y) == 1 else powers / powers.sum(axis=0)
        dZ, grads = outputs - Y_t, {}
        for layer in range(layers, 0, -1):
            grads[f"dW{layer}"] = dZ @ A[layer - 1].T / X_t.shape[1]
            grads[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
            dZ = parameters[f"W{layer}"].T @ dZ * (A[layer - 1] > 0)
        t += 1
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t


@variant_of("train_one_epoch")
def epoch_by_recursion(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    def go_on(batches, parameters, state, t):
        if not batches:
            return parameters, state, t
        (X_t, Y_t), *others = batches
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        return go_on(others, *optimizer.update(parameters, grads, state, t + 1, learning_rate), t + 1)

    return go_on(random_mini_batches(X, Y, mini_batch_size, seed), parameters, state, t)


@variant_of("train_one_epoch")
def epoch_with_everything_by_name(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    batches = random_mini_batches(X=X, Y=Y, mini_batch_size=mini_batch_size, seed=seed)
    for step, (X_t, Y_t) in enumerate(batches, start=1):
        _, cache = forward_propagation(X_t, parameters)
        grads = backward_propagation(Y_t, cache, parameters)
        parameters, state = optimizer.update(
            parameters=parameters, grads=grads, state=state, t=t + step, learning_rate=learning_rate
        )
    return parameters, state, np.array(t + len(batches))
