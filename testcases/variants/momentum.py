"""Right answers to the exercises of lesson 04."""

from collections import OrderedDict

import numpy as np

from testcases.variants import variant_of

# --- initialize_velocity ---------------------------------------------------------------------------------------------


@variant_of("initialize_velocity")
def velocity_of_the_notes(parameters):
    L = len(parameters) // 2
    v = {}
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        v["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return v


@variant_of("initialize_velocity")
def velocity_by_comprehension(parameters):
    return {f"d{key}": np.zeros_like(value) for key, value in parameters.items()}


@variant_of("initialize_velocity")
def velocity_by_product(parameters):
    return {"d" + key: 0.0 * value for key, value in parameters.items()}


@variant_of("initialize_velocity")
def velocity_weights_first(parameters, dtype=float):
    layers = range(1, len(parameters) // 2 + 1)
    v = OrderedDict((f"dW{i}", np.zeros(parameters[f"W{i}"].shape, dtype)) for i in layers)
    v.update((f"db{i}", np.zeros((parameters[f"W{i}"].shape[0], 1))) for i in layers)
    return v


@variant_of("initialize_velocity")
def velocity_as_lists(parameters):
    return {"d" + key: [[0] * value.shape[1] for _ in range(value.shape[0])] for key, value in parameters.items()}


@variant_of("initialize_velocity")
def velocity_on_one_flat_vector(parameters):
    flat, v, start = np.zeros(sum(value.size for value in parameters.values())), {}, 0
    for key, value in parameters.items():
        v["d" + key] = flat[start : start + value.size].reshape(value.shape)  # neighbours that do not overlap
        start += value.size
    return v


# --- update_parameters_with_momentum ---------------------------------------------------------------------------------


@variant_of("update_parameters_with_momentum")
def momentum_of_the_notes(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = beta * v["dW" + str(l + 1)] + (1 - beta) * grads["dW" + str(l + 1)]
        v["db" + str(l + 1)] = beta * v["db" + str(l + 1)] + (1 - beta) * grads["db" + str(l + 1)]
        parameters["W" + str(l + 1)] -= learning_rate * v["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * v["db" + str(l + 1)]
    return parameters, v


@variant_of("update_parameters_with_momentum")
def momentum_in_place_throughout(parameters, grads, v, beta, learning_rate):
    for key, w in parameters.items():
        velocity = v["d" + key]
        velocity *= beta
        velocity += (1 - beta) * grads["d" + key]
        w -= learning_rate * velocity
    return parameters, v


@variant_of("update_parameters_with_momentum")
def momentum_in_new_dicts(parameters, grads, v, beta, learning_rate):
    new_v = {key: beta * v[key] + (1 - beta) * grads[key] for key in v}
    return {key: w - learning_rate * new_v["d" + key] for key, w in parameters.items()}, new_v


@variant_of("update_parameters_with_momentum")
def momentum_on_copies_returned_as_a_list(parameters, grads, v, beta=0.9, learning_rate=0.01, nesterov=False):
    parameters, v = dict(parameters), v.copy()
    for i in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            v[f"d{kind}{i}"] = v[f"d{kind}{i}"] + (1 - beta) * (grads[f"d{kind}{i}"] - v[f"d{kind}{i}"])
            parameters[f"{kind}{i}"] = np.subtract(parameters[f"{kind}{i}"], learning_rate * v[f"d{kind}{i}"])
    return [parameters, v]


@variant_of("update_parameters_with_momentum")
def momentum_on_one_flat_vector(parameters, grads, v, beta, learning_rate):
    def flat(slots):
        return np.concatenate([np.ravel(slots["d" + key]) for key in parameters])

    velocity = beta * flat(v) + (1 - beta) * flat(grads)
    new_parameters, new_v, start = {}, {}, 0
    for key, w in parameters.items():
        part = velocity[start : start + w.size].reshape(w.shape)  # a view of one array that all layers share
        start += w.size
        new_parameters[key], new_v["d" + key] = w - learning_rate * part, part
    return new_parameters, new_v


@variant_of("update_parameters_with_momentum")
def momentum_as_lists(parameters, grads, v, beta, learning_rate):
    new_parameters, new_v = momentum_in_new_dicts(parameters, grads, v, beta, learning_rate)
    return (
        {key: value.tolist() for key, value in new_parameters.items()},
        {key: value.tolist() for key, value in new_v.items()},
    )


@variant_of("update_parameters_with_momentum")
def momentum_by_the_accumulated_form(parameters, grads, v, beta, learning_rate):
    for key in parameters:
        total = beta * (v["d" + key] / (1 - beta)) + grads["d" + key]
        parameters[key] = parameters[key] - learning_rate * (1 - beta) * total
        v["d" + key] = (1 - beta) * total
    return parameters, v
