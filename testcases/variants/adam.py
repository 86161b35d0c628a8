"""Right answers to the exercises of lesson 06."""

import math
from collections import OrderedDict

import numpy as np

from testcases.variants import variant_of
from testcases.variants.bias_correction import corrected_by_power, corrected_by_reciprocal
from testcases.variants.momentum import velocity_as_lists, velocity_by_comprehension, velocity_weights_first

# --- initialize_adam -------------------------------------------------------------------------------------------------


@variant_of("initialize_adam")
def adam_start_of_the_notes(parameters):
    L = len(parameters) // 2
    v, s = {}, {}
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        v["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
        s["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        s["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return v, s


@variant_of("initialize_adam")
def adam_start_in_two_loops(parameters):
    return tuple({"d" + key: np.zeros_like(value) for key, value in parameters.items()} for _ in range(2))


@variant_of("initialize_adam")
def adam_start_by_product_in_a_list(parameters):
    return [{"d" + key: 0.0 * value for key, value in parameters.items()} for _ in range(2)]


@variant_of("initialize_adam")
def adam_start_by_momentum(parameters):
    return velocity_by_comprehension(parameters), velocity_weights_first(parameters)


@variant_of("initialize_adam")
def adam_start_as_lists(parameters, dtype=float):
    return velocity_as_lists(parameters), velocity_as_lists(parameters)


# --- update_parameters_with_adam -------------------------------------------------------------------------------------


@variant_of("update_parameters_with_adam")
def adam_of_the_notes(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    L = len(parameters) // 2
    v_corrected, s_corrected = {}, {}
    for l in range(1, L + 1):  # noqa: E741 - the notes write it so
        for name in (f"dW{l}", f"db{l}"):
            v[name] = beta1 * v[name] + (1 - beta1) * grads[name]
            v_corrected[name] = v[name] / (1 - beta1**t)
            s[name] = beta2 * s[name] + (1 - beta2) * np.power(grads[name], 2)
            s_corrected[name] = s[name] / (1 - beta2**t)
            step = v_corrected[name] / (np.sqrt(s_corrected[name]) + epsilon)
            parameters[name[1:]] = parameters[name[1:]] - learning_rate * step
    return parameters, v, s, v_corrected, s_corrected


@variant_of("update_parameters_with_adam")
def adam_with_three_results(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return adam_of_the_notes(parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon)[:3]


@variant_of("update_parameters_with_adam")
def adam_in_place_throughout(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for key, w in parameters.items():
        velocity, squares, g = v["d" + key], s["d" + key], grads["d" + key]
        velocity *= beta1
        velocity += (1 - beta1) * g
        squares *= beta2
        squares += (1 - beta2) * g * g
        w -= learning_rate * (velocity / (1 - beta1**t)) / ((squares / (1 - beta2**t)) ** 0.5 + epsilon)
    return [parameters, v, s]


@variant_of("update_parameters_with_adam")
def adam_with_the_corrections_in_the_rate(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    root = math.sqrt(1 - beta2**t)
    rate = learning_rate * root / (1 - beta1**t)
    v = {key: value + (1 - beta1) * (grads[key] - value) for key, value in v.items()}
    s = {key: value + (1 - beta2) * (grads[key] ** 2 - value) for key, value in s.items()}
    parameters = {
        key: w - rate * v["d" + key] / (np.sqrt(s["d" + key]) + epsilon * root) for key, w in parameters.items()
    }
    return parameters, v, s


@variant_of("update_parameters_with_adam")
def adam_as_lists(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    results = adam_of_the_notes(dict(parameters), grads, dict(v), dict(s), t, learning_rate, beta1, beta2, epsilon)
    return tuple({key: value.tolist() for key, value in slots.items()} for slots in results)


@variant_of("update_parameters_with_adam")
def adam_from_the_lessons_before(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, amsgrad=False
):
    new_v = {key: beta1 * v[key] + (1 - beta1) * grads[key] for key in v}
    new_s = {key: beta2 * s[key] + (1 - beta2) * np.square(grads[key]) for key in s}
    v_corrected = {key: corrected_by_reciprocal(value, beta1, t) for key, value in new_v.items()}
    s_corrected = {key: corrected_by_power(value, beta2, t) for key, value in new_s.items()}
    stepped = OrderedDict()
    for key, w in parameters.items():
        stepped[key] = w - learning_rate * v_corrected["d" + key] / (epsilon + np.sqrt(s_corrected["d" + key]))
    return stepped, new_v, new_s, v_corrected, s_corrected


@variant_of("update_parameters_with_adam")
def adam_with_powers_multiplied_up(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, amsgrad=False
):
    power1 = power2 = 1.0
    for _ in range(t):
        power1, power2 = power1 * beta1, power2 * beta2
    new_v = {key: v[key] + (1 - beta1) * (gradient - v[key]) for key, gradient in grads.items()}
    new_s = {key: s[key] + (1 - beta2) * (gradient * gradient - s[key]) for key, gradient in grads.items()}
    v_corrected = {key: average / (1 - power1) for key, average in new_v.items()}
    s_corrected = {key: average / (1 - power2) for key, average in new_s.items()}
    for key in parameters:
        parameters[key] -= learning_rate * v_corrected["d" + key] / (epsilon + s_corrected["d" + key] ** 0.5)
    return [parameters, new_v, new_s, v_corrected, s_corrected]
