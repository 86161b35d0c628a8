"""Right answers to the exercises of lesson 01."""

import math
import random
from collections import OrderedDict

import numpy as np

from testcases.variants import variant_of

# --- update_parameters_with_gd ---------------------------------------------------------------------------------------


@variant_of("update_parameters_with_gd")
def gd_of_the_notes(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741 - the notes write it so
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters


@variant_of("update_parameters_with_gd")
def gd_in_place(parameters, grads, learning_rate):
    for key, w in parameters.items():
        w -= learning_rate * grads["d" + key]
    return parameters


@variant_of("update_parameters_with_gd")
def gd_by_comprehension(parameters, grads, learning_rate=0.01):
    return {key: w - learning_rate * grads[f"d{key}"] for key, w in parameters.items()}


@variant_of("update_parameters_with_gd")
def gd_from_the_gradients(parameters, grads, learning_rate):
    stepped = OrderedDict()
    for key, g in reversed(grads.items()):
        stepped[key[1:]] = np.add(parameters[key[1:]], np.multiply(-learning_rate, g))
    return stepped


@variant_of("update_parameters_with_gd")
def gd_as_lists(parameters, grads, learning_rate):
    return {key: w.tolist() for key, w in gd_by_comprehension(parameters, grads, learning_rate).items()}


# --- random_mini_batches ---------------------------------------------------------------------------------------------


@variant_of("random_mini_batches")
def batches_of_the_notes(X, Y, mini_batch_size=64, seed=0):
    m = X.shape[1]
    permutation = list(np.random.RandomState(seed).permutation(m))
    shuffled_X, shuffled_Y = X[:, permutation], Y[:, permutation].reshape((Y.shape[0], m))
    mini_batches = []
    whole = math.floor(m / mini_batch_size)
    for k in range(whole):
        part = slice(k * mini_batch_size, (k + 1) * mini_batch_size)
        mini_batches.append((shuffled_X[:, part], shuffled_Y[:, part]))
    if m % mini_batch_size != 0:
        mini_batches.append((shuffled_X[:, whole * mini_batch_size :], shuffled_Y[:, whole * mini_batch_size :]))
    return mini_batches


@variant_of("random_mini_batches")
def batches_by_a_new_generator(X, Y, mini_batch_size=64, seed=0):
    order = np.random.default_rng(seed).permutation(X.shape[1])
    pieces = [order[start : start + mini_batch_size] for start in range(0, len(order), mini_batch_size)]
    return [(X[:, piece], Y[:, piece]) for piece in pieces]


@variant_of("random_mini_batches")
def batches_by_sorting_random_numbers(X, Y, mini_batch_size=64, seed=0):
    order = np.argsort(np.random.default_rng([seed, 17]).random(X.shape[1]))
    cuts = range(mini_batch_size, X.shape[1], mini_batch_size)
    return tuple(zip(np.split(X[:, order], cuts, axis=1), np.split(Y[:, order], cuts, axis=1), strict=True))


@variant_of("random_mini_batches")
def batches_by_python_random(X, Y, mini_batch_size=64, seed=0):
    order = random.Random(seed).sample(range(X.shape[1]), X.shape[1])
    mini_batches = []
    while order:
        mini_batches.append([X[:, order[:mini_batch_size]], Y[:, order[:mini_batch_size]]])
        order = order[mini_batch_size:]
    return mini_batches


@variant_of("random_mini_batches")
def batches_of_stacked_samples(X, Y, mini_batch_size=64, seed=0):
    both = np.random.default_rng(seed).permutation(np.vstack([X, Y]), axis=1)
    batches = (both[:, start : start + mini_batch_size] for start in range(0, both.shape[1], mini_batch_size))
    return [(batch[: len(X)], batch[len(X) :]) for batch in batches]


@variant_of("random_mini_batches")
def batches_as_lists(X, Y, mini_batch_size=64, seed=0):
    return [(X_t.tolist(), Y_t.tolist()) for X_t, Y_t in batches_of_the_notes(X, Y, mini_batch_size, seed)]
