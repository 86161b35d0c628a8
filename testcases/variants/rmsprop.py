"""Right answers to the exercises of lesson 05."""

from collections import OrderedDict

import numpy as np

from testcases.variants import variant_of

# --- initialize_rmsprop ----------------------------------------------------------------------------------------------


@variant_of("initialize_rmsprop")
def rmsprop_start_of_the_notes(parameters):
    L = len(parameters) // 2
    s = {}
    for l in range(L):  # noqa: E741 - the notes write it so
        s["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        s["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return s


@variant_of("initialize_rmsprop")
def rmsprop_start_by_comprehension(parameters):
    return {f"d{key}": np.zeros_like(value) for key, value in parameters.items()}


@variant_of("initialize_rmsprop")
def rmsprop_start_by_difference(parameters):
    return {"d" + key: value - value for key, value in parameters.items()}


@variant_of("initialize_rmsprop")
def rmsprop_start_biases_first(parameters, dtype=float):
    s = OrderedDict()
    for kind in "bW":
        for layer in range(1, len(parameters) // 2 + 1):
            s[f"d{kind}{layer}"] = np.full(np.shape(parameters[f"{kind}{layer}"]), 0, dtype)
    return s


@variant_of("initialize_rmsprop")
def rmsprop_start_as_lists(parameters):
    return {"d" + key: np.zeros(value.shape).tolist() for key, value in parameters.items()}


# --- update_parameters_with_rmsprop ----------------------------------------------------------------------------------


@variant_of("update_parameters_with_rmsprop")
def rmsprop_of_the_notes(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741 - the notes write it so
        s["dW" + str(l + 1)] = beta * s["dW" + str(l + 1)] + (1 - beta) * np.power(grads["dW" + str(l + 1)], 2)
        s["db" + str(l + 1)] = beta * s["db" + str(l + 1)] + (1 - beta) * np.power(grads["db" + str(l + 1)], 2)
        parameters["W" + str(l + 1)] -= (
            learning_rate * grads["dW" + str(l + 1)] / (np.sqrt(s["dW" + str(l + 1)]) + epsilon)
        )
        parameters["b" + str(l + 1)] -= (
            learning_rate * grads["db" + str(l + 1)] / (np.sqrt(s["db" + str(l + 1)]) + epsilon)
        )
    return parameters, s


@variant_of("update_parameters_with_rmsprop")
def rmsprop_in_place_throughout(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    for key, w in parameters.items():
        average, gradient = s["d" + key], grads["d" + key]
        average *= beta
        average += (1 - beta) * gradient * gradient
        w -= learning_rate * (gradient / (average**0.5 + epsilon))
    return parameters, s


@variant_of("update_parameters_with_rmsprop")
def rmsprop_in_new_dicts(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    new_s = {key: beta * s[key] + (1 - beta) * np.square(grads[key]) for key in s}
    steps = {key: learning_rate * grads[key] / (np.sqrt(new_s[key]) + epsilon) for key in s}
    return {key: w - steps["d" + key] for key, w in parameters.items()}, new_s


@variant_of("update_parameters_with_rmsprop")
def rmsprop_by_effective_rates(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8, centered=False):
    parameters, s = dict(parameters), s.copy()
    for i in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            g = grads[f"d{kind}{i}"]
            s[f"d{kind}{i}"] = s[f"d{kind}{i}"] + (1 - beta) * (g * g - s[f"d{kind}{i}"])
            rate = learning_rate / np.add(np.sqrt(s[f"d{kind}{i}"]), epsilon)
            parameters[f"{kind}{i}"] = parameters[f"{kind}{i}"] - rate * g
    return [parameters, s]


@variant_of("update_parameters_with_rmsprop")
def rmsprop_as_lists(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    results = rmsprop_in_new_dicts(parameters, grads, s, beta, learning_rate, epsilon)
    return tuple({key: value.tolist() for key, value in arrays.items()} for arrays in results)


@variant_of("update_parameters_with_rmsprop")
def rmsprop_on_one_flat_vector(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    g, average, w = (
        np.concatenate([np.ravel(arrays[prefix + key]) for key in parameters])
        for arrays, prefix in ((grads, "d"), (s, "d"), (parameters, ""))
    )
    average = beta * average + (1 - beta) * g**2
    w = w - learning_rate * g / (np.sqrt(average) + epsilon)
    ends = np.cumsum([value.size for value in parameters.values()])[:-1]
    parts = zip(parameters.items(), np.split(w, ends), np.split(average, ends), strict=True)
    new = [(key, part.reshape(old.shape), squares.reshape(old.shape)) for (key, old), part, squares in parts]
    return {key: part for key, part, _ in new}, {"d" + key: squares for key, _, squares in new}


@variant_of("update_parameters_with_rmsprop")
def rmsprop_entry_by_entry(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8, verbose=False):
    for key, gradient in grads.items():
        for place in np.ndindex(gradient.shape):
            s[key][place] = beta * s[key][place] + (1 - beta) * float(gradient[place]) ** 2
            parameters[key[1:]][place] -= learning_rate * gradient[place] / (s[key][place] ** 0.5 + epsilon)
    return parameters, s
