"""Right answers that look unlike the reference: the checks must accept every one of them."""

import math
import random
from collections import OrderedDict

import numpy as np
from scipy.signal import lfilter

from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation

RIGHT = {}


def answers(exercise):
    def register(function):
        RIGHT.setdefault(exercise, []).append(function)
        return function

    return register


# --- gradient_step ----------------------------------------------------------------------------------------------------


@answers("gradient_step")
def step_in_one_line(w, gradient, learning_rate):
    return w - learning_rate * gradient


@answers("gradient_step")
def step_on_a_copy(w, gradient, learning_rate):
    w = w.copy()
    w -= gradient * learning_rate
    return w


@answers("gradient_step")
def step_with_numpy_functions(w, gradient, learning_rate):
    return np.add(w, np.multiply(-learning_rate, gradient))


@answers("gradient_step")
def step_number_by_number(w, gradient, learning_rate):
    new = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        new[place] = w[place] - learning_rate * gradient[place]
    return new


@answers("gradient_step")
def step_as_lists(w, gradient, learning_rate, verbose=False):
    return (np.array(w) - np.float64(learning_rate) * np.array(gradient)).tolist()


# --- update_parameters_with_gd ----------------------------------------------------------------------------------------


@answers("update_parameters_with_gd")
def gd_of_the_notes(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741 - the notes write it so
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters


@answers("update_parameters_with_gd")
def gd_in_place(parameters, grads, learning_rate):
    for key, w in parameters.items():
        w -= learning_rate * grads["d" + key]
    return parameters


@answers("update_parameters_with_gd")
def gd_by_comprehension(parameters, grads, learning_rate=0.01):
    return {key: w - learning_rate * grads[f"d{key}"] for key, w in parameters.items()}


@answers("update_parameters_with_gd")
def gd_from_the_gradients(parameters, grads, learning_rate):
    stepped = OrderedDict()
    for key, g in reversed(grads.items()):
        stepped[key[1:]] = np.add(parameters[key[1:]], np.multiply(-learning_rate, g))
    return stepped


@answers("update_parameters_with_gd")
def gd_as_lists(parameters, grads, learning_rate):
    return {key: w.tolist() for key, w in gd_by_comprehension(parameters, grads, learning_rate).items()}


# --- random_mini_batches ----------------------------------------------------------------------------------------------


@answers("random_mini_batches")
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


@answers("random_mini_batches")
def batches_by_a_new_generator(X, Y, mini_batch_size=64, seed=0):
    order = np.random.default_rng(seed).permutation(X.shape[1])
    pieces = [order[start : start + mini_batch_size] for start in range(0, len(order), mini_batch_size)]
    return [(X[:, piece], Y[:, piece]) for piece in pieces]


@answers("random_mini_batches")
def batches_by_sorting_random_numbers(X, Y, mini_batch_size=64, seed=0):
    order = np.argsort(np.random.default_rng([seed, 17]).random(X.shape[1]))
    cuts = range(mini_batch_size, X.shape[1], mini_batch_size)
    return tuple(zip(np.split(X[:, order], cuts, axis=1), np.split(Y[:, order], cuts, axis=1), strict=True))


@answers("random_mini_batches")
def batches_by_python_random(X, Y, mini_batch_size=64, seed=0):
    order = random.Random(seed).sample(range(X.shape[1]), X.shape[1])
    mini_batches = []
    while order:
        mini_batches.append([X[:, order[:mini_batch_size]], Y[:, order[:mini_batch_size]]])
        order = order[mini_batch_size:]
    return mini_batches


@answers("random_mini_batches")
def batches_of_stacked_samples(X, Y, mini_batch_size=64, seed=0):
    both = np.random.default_rng(seed).permutation(np.vstack([X, Y]), axis=1)
    batches = (both[:, start : start + mini_batch_size] for start in range(0, both.shape[1], mini_batch_size))
    return [(batch[: len(X)], batch[len(X) :]) for batch in batches]


@answers("random_mini_batches")
def batches_as_lists(X, Y, mini_batch_size=64, seed=0):
    return [(X_t.tolist(), Y_t.tolist()) for X_t, Y_t in batches_of_the_notes(X, Y, mini_batch_size, seed)]


# --- ema --------------------------------------------------------------------------------------------------------------


@answers("ema")
def ema_into_zeros(theta, beta):
    v = np.zeros(len(theta))
    for t in range(len(theta)):
        v[t] = (1 - beta) * theta[t] if t == 0 else beta * v[t - 1] + (1 - beta) * theta[t]
    return v


@answers("ema")
def ema_as_a_list(theta, beta):
    v, averages = 0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return averages


@answers("ema")
def ema_as_a_filter(theta, beta):
    return lfilter([1 - beta], [1, -beta], theta)


@answers("ema")
def ema_as_a_matrix(theta, beta):
    age = np.subtract.outer(np.arange(len(theta)), np.arange(len(theta)))
    return np.where(age >= 0, (1 - beta) * beta ** np.maximum(age, 0), 0) @ theta


@answers("ema")
def ema_in_error_form(theta, beta):
    averages = []
    v = np.float64(0)
    for value in theta:
        v = v + (1 - beta) * (value - v)
        averages.append(float(v))
    return tuple(averages)


@answers("ema")
def ema_with_more_arguments(theta, beta, v0=0.0, *, verbose=False):
    v = [v0]
    for value in theta:
        v += [beta * v[-1] + (1 - beta) * value]
        print("v =", v[-1])
    return np.array(v[1:])


@answers("ema")
def ema_on_zeros_like(theta, beta):
    averages = np.zeros_like(theta)
    for t in range(len(theta)):
        averages[t] = beta * averages[t - 1] * (t > 0) + (1 - beta) * theta[t]
    return averages


# --- ema_weights ------------------------------------------------------------------------------------------------------


@answers("ema_weights")
def weights_by_a_comprehension(beta, t):
    return [(1 - beta) * beta**k for k in range(t)]


@answers("ema_weights")
def weights_by_a_product(beta, t):
    weights = np.full(t, 1 - beta)
    for k in range(1, t):
        weights[k] = weights[k - 1] * beta
    return weights


@answers("ema_weights")
def weights_by_cumprod(beta, t):
    return (1 - beta) * np.concatenate([[1.0], np.cumprod(np.full(t - 1, beta))])


@answers("ema_weights")
def weights_by_power(beta, t):
    return np.power(beta, np.arange(t, dtype=float)) * (1.0 - beta)


@answers("ema_weights")
def weights_of_an_impulse(beta, t):
    return ema_into_zeros(np.eye(1, t)[0], beta)


# --- effective_window -------------------------------------------------------------------------------------------------


@answers("effective_window")
def window_as_a_power(beta):
    return (1 - beta) ** -1


@answers("effective_window")
def window_as_a_0d_array(beta):
    return np.divide(np.array(1.0), 1 - beta)


@answers("effective_window")
def window_as_a_numpy_number(beta):
    return np.float64(1) / (1 - np.float64(beta))


@answers("effective_window")
def window_with_steps(beta, rounded=False):
    share = 1 - beta
    return math.pow(share, -1)


@answers("effective_window")
def window_as_whole_number_where_it_is_one(beta):
    return 1 if beta == 0 else 1 / (1 - beta)


# --- bias_correct -----------------------------------------------------------------------------------------------------


@answers("bias_correct")
def corrected_by_power(v, beta, t):
    return np.divide(v, 1 - np.power(beta, t))


@answers("bias_correct")
def corrected_by_reciprocal(v, beta, t):
    return v * (1 / (1 - math.pow(beta, t)))


@answers("bias_correct")
def corrected_by_the_sum_of_weights(v, beta, t):
    return v / sum((1 - beta) * beta**k for k in range(t))


@answers("bias_correct")
def corrected_on_a_copy(v, beta, t):
    v = np.array(v, dtype=float)
    v /= 1 - beta**t
    return v


@answers("bias_correct")
def corrected_as_a_list(v, beta, t, epsilon=0.0):
    return (np.asarray(v) / (1 - beta**t + epsilon)).tolist()


@answers("bias_correct")
def corrected_under_the_same_name(v, beta, t):
    v = np.asarray(v)
    v = v / (1 - beta**t)
    return v[()]


# --- ema_corrected ----------------------------------------------------------------------------------------------------


@answers("ema_corrected")
def ema_corrected_step_by_step(theta, beta):
    v, corrected = 0, []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        corrected.append(v / (1 - beta**t))
    return corrected


@answers("ema_corrected")
def ema_corrected_at_the_end(theta, beta):
    return ema_as_a_filter(theta, beta) / (1 - beta ** np.arange(1, len(theta) + 1))


@answers("ema_corrected")
def ema_corrected_counting_from_zero(theta, beta):
    corrected = np.zeros_like(theta)
    v = 0.0
    for t in range(len(theta)):
        v = beta * v + (1 - beta) * theta[t]
        corrected[t] = v / (1 - beta ** (t + 1))
    return corrected


@answers("ema_corrected")
def ema_corrected_as_a_weighted_mean(theta, beta):
    weights = beta ** np.arange(len(theta))
    return np.array([np.average(theta[: t + 1], weights=weights[t::-1]) for t in range(len(theta))])


@answers("ema_corrected")
def ema_corrected_with_running_power(theta, beta, power=1.0):
    v, corrected = 0.0, ()
    for value in theta:
        v, power = beta * v + (1 - beta) * value, power * beta
        corrected += (v / (1 - power),)
    return corrected


# --- initialize_velocity ----------------------------------------------------------------------------------------------


@answers("initialize_velocity")
def velocity_of_the_notes(parameters):
    L = len(parameters) // 2
    v = {}
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        v["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return v


@answers("initialize_velocity")
def velocity_by_comprehension(parameters):
    return {f"d{key}": np.zeros_like(value) for key, value in parameters.items()}


@answers("initialize_velocity")
def velocity_by_product(parameters):
    return {"d" + key: 0.0 * value for key, value in parameters.items()}


@answers("initialize_velocity")
def velocity_weights_first(parameters, dtype=float):
    layers = range(1, len(parameters) // 2 + 1)
    v = OrderedDict((f"dW{i}", np.zeros(parameters[f"W{i}"].shape, dtype)) for i in layers)
    v.update((f"db{i}", np.zeros((parameters[f"W{i}"].shape[0], 1))) for i in layers)
    return v


@answers("initialize_velocity")
def velocity_as_lists(parameters):
    return {"d" + key: [[0] * value.shape[1] for _ in range(value.shape[0])] for key, value in parameters.items()}


@answers("initialize_velocity")
def velocity_on_one_flat_vector(parameters):
    flat, v, start = np.zeros(sum(value.size for value in parameters.values())), {}, 0
    for key, value in parameters.items():
        v["d" + key] = flat[start : start + value.size].reshape(value.shape)  # neighbours that do not overlap
        start += value.size
    return v


# --- update_parameters_with_momentum ----------------------------------------------------------------------------------


@answers("update_parameters_with_momentum")
def momentum_of_the_notes(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = beta * v["dW" + str(l + 1)] + (1 - beta) * grads["dW" + str(l + 1)]
        v["db" + str(l + 1)] = beta * v["db" + str(l + 1)] + (1 - beta) * grads["db" + str(l + 1)]
        parameters["W" + str(l + 1)] -= learning_rate * v["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] -= learning_rate * v["db" + str(l + 1)]
    return parameters, v


@answers("update_parameters_with_momentum")
def momentum_in_place_throughout(parameters, grads, v, beta, learning_rate):
    for key, w in parameters.items():
        velocity = v["d" + key]
        velocity *= beta
        velocity += (1 - beta) * grads["d" + key]
        w -= learning_rate * velocity
    return parameters, v


@answers("update_parameters_with_momentum")
def momentum_in_new_dicts(parameters, grads, v, beta, learning_rate):
    new_v = {key: beta * v[key] + (1 - beta) * grads[key] for key in v}
    return {key: w - learning_rate * new_v["d" + key] for key, w in parameters.items()}, new_v


@answers("update_parameters_with_momentum")
def momentum_on_copies_returned_as_a_list(parameters, grads, v, beta=0.9, learning_rate=0.01, nesterov=False):
    parameters, v = dict(parameters), v.copy()
    for i in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            v[f"d{kind}{i}"] = v[f"d{kind}{i}"] + (1 - beta) * (grads[f"d{kind}{i}"] - v[f"d{kind}{i}"])
            parameters[f"{kind}{i}"] = np.subtract(parameters[f"{kind}{i}"], learning_rate * v[f"d{kind}{i}"])
    return [parameters, v]


@answers("update_parameters_with_momentum")
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


@answers("update_parameters_with_momentum")
def momentum_as_lists(parameters, grads, v, beta, learning_rate):
    new_parameters, new_v = momentum_in_new_dicts(parameters, grads, v, beta, learning_rate)
    return (
        {key: value.tolist() for key, value in new_parameters.items()},
        {key: value.tolist() for key, value in new_v.items()},
    )


@answers("update_parameters_with_momentum")
def momentum_by_the_accumulated_form(parameters, grads, v, beta, learning_rate):
    for key in parameters:
        total = beta * (v["d" + key] / (1 - beta)) + grads["d" + key]
        parameters[key] = parameters[key] - learning_rate * (1 - beta) * total
        v["d" + key] = (1 - beta) * total
    return parameters, v


# --- initialize_rmsprop -----------------------------------------------------------------------------------------------


@answers("initialize_rmsprop")
def rmsprop_start_of_the_notes(parameters):
    L = len(parameters) // 2
    s = {}
    for l in range(L):  # noqa: E741 - the notes write it so
        s["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        s["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return s


@answers("initialize_rmsprop")
def rmsprop_start_by_comprehension(parameters):
    return {f"d{key}": np.zeros_like(value) for key, value in parameters.items()}


@answers("initialize_rmsprop")
def rmsprop_start_by_difference(parameters):
    return {"d" + key: value - value for key, value in parameters.items()}


@answers("initialize_rmsprop")
def rmsprop_start_biases_first(parameters, dtype=float):
    s = OrderedDict()
    for kind in "bW":
        for layer in range(1, len(parameters) // 2 + 1):
            s[f"d{kind}{layer}"] = np.full(np.shape(parameters[f"{kind}{layer}"]), 0, dtype)
    return s


@answers("initialize_rmsprop")
def rmsprop_start_as_lists(parameters):
    return {"d" + key: np.zeros(value.shape).tolist() for key, value in parameters.items()}


# --- update_parameters_with_rmsprop -----------------------------------------------------------------------------------


@answers("update_parameters_with_rmsprop")
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


@answers("update_parameters_with_rmsprop")
def rmsprop_in_place_throughout(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    for key, w in parameters.items():
        average, gradient = s["d" + key], grads["d" + key]
        average *= beta
        average += (1 - beta) * gradient * gradient
        w -= learning_rate * (gradient / (average**0.5 + epsilon))
    return parameters, s


@answers("update_parameters_with_rmsprop")
def rmsprop_in_new_dicts(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    new_s = {key: beta * s[key] + (1 - beta) * np.square(grads[key]) for key in s}
    steps = {key: learning_rate * grads[key] / (np.sqrt(new_s[key]) + epsilon) for key in s}
    return {key: w - steps["d" + key] for key, w in parameters.items()}, new_s


@answers("update_parameters_with_rmsprop")
def rmsprop_by_effective_rates(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8, centered=False):
    parameters, s = dict(parameters), s.copy()
    for i in range(1, len(parameters) // 2 + 1):
        for kind in ("W", "b"):
            g = grads[f"d{kind}{i}"]
            s[f"d{kind}{i}"] = s[f"d{kind}{i}"] + (1 - beta) * (g * g - s[f"d{kind}{i}"])
            rate = learning_rate / np.add(np.sqrt(s[f"d{kind}{i}"]), epsilon)
            parameters[f"{kind}{i}"] = parameters[f"{kind}{i}"] - rate * g
    return [parameters, s]


@answers("update_parameters_with_rmsprop")
def rmsprop_as_lists(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    results = rmsprop_in_new_dicts(parameters, grads, s, beta, learning_rate, epsilon)
    return tuple({key: value.tolist() for key, value in arrays.items()} for arrays in results)


@answers("update_parameters_with_rmsprop")
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


# --- initialize_adam --------------------------------------------------------------------------------------------------


@answers("initialize_adam")
def adam_start_of_the_notes(parameters):
    L = len(parameters) // 2
    v, s = {}, {}
    for l in range(L):  # noqa: E741 - the notes write it so
        v["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        v["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
        s["dW" + str(l + 1)] = np.zeros(parameters["W" + str(l + 1)].shape)
        s["db" + str(l + 1)] = np.zeros(parameters["b" + str(l + 1)].shape)
    return v, s


@answers("initialize_adam")
def adam_start_in_two_loops(parameters):
    return tuple({"d" + key: np.zeros_like(value) for key, value in parameters.items()} for _ in range(2))


@answers("initialize_adam")
def adam_start_by_product_in_a_list(parameters):
    return [{"d" + key: 0.0 * value for key, value in parameters.items()} for _ in range(2)]


@answers("initialize_adam")
def adam_start_by_momentum(parameters):
    return velocity_by_comprehension(parameters), velocity_weights_first(parameters)


@answers("initialize_adam")
def adam_start_as_lists(parameters, dtype=float):
    return velocity_as_lists(parameters), velocity_as_lists(parameters)


# --- update_parameters_with_adam --------------------------------------------------------------------------------------


@answers("update_parameters_with_adam")
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


@answers("update_parameters_with_adam")
def adam_with_three_results(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return adam_of_the_notes(parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon)[:3]


@answers("update_parameters_with_adam")
def adam_in_place_throughout(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for key, w in parameters.items():
        velocity, squares, g = v["d" + key], s["d" + key], grads["d" + key]
        velocity *= beta1
        velocity += (1 - beta1) * g
        squares *= beta2
        squares += (1 - beta2) * g * g
        w -= learning_rate * (velocity / (1 - beta1**t)) / ((squares / (1 - beta2**t)) ** 0.5 + epsilon)
    return [parameters, v, s]


@answers("update_parameters_with_adam")
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


@answers("update_parameters_with_adam")
def adam_as_lists(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    results = adam_of_the_notes(dict(parameters), grads, dict(v), dict(s), t, learning_rate, beta1, beta2, epsilon)
    return tuple({key: value.tolist() for key, value in slots.items()} for slots in results)


@answers("update_parameters_with_adam")
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


# --- update_lr --------------------------------------------------------------------------------------------------------


@answers("update_lr")
def rate_of_the_notes(learning_rate0, epoch_num, decay_rate):
    return 1 / (1 + decay_rate * epoch_num) * learning_rate0


@answers("update_lr")
def rate_as_a_power(learning_rate0, epoch_num, decay_rate):
    return learning_rate0 * (1 + decay_rate * epoch_num) ** -1


@answers("update_lr")
def rate_as_a_numpy_number(learning_rate0, epoch_num, decay_rate):
    return np.divide(np.float64(learning_rate0), 1 + np.multiply(decay_rate, epoch_num))


@answers("update_lr")
def rate_by_adding_up(learning_rate0, epoch_num, decay_rate):
    below = 1
    for _ in range(epoch_num):
        below += decay_rate
    return learning_rate0 / below


@answers("update_lr")
def rate_as_a_0d_array(learning_rate0, epoch_num, decay_rate, verbose=False):
    return np.array(learning_rate0) / (1 + decay_rate * epoch_num)


# --- exponential_decay ------------------------------------------------------------------------------------------------


@answers("exponential_decay")
def powers_of_the_notes(learning_rate0, epoch_num, base=0.95):
    return (base**epoch_num) * learning_rate0


@answers("exponential_decay")
def powers_by_a_loop(learning_rate0, epoch_num, base=0.95):
    for _ in range(epoch_num):
        learning_rate0 *= base
    return learning_rate0


@answers("exponential_decay")
def powers_by_logarithms(learning_rate0, epoch_num, base=0.95):
    return learning_rate0 * math.exp(epoch_num * math.log(base))


@answers("exponential_decay")
def powers_by_recursion(learning_rate0, epoch_num, base=0.95):
    return learning_rate0 if epoch_num == 0 else base * powers_by_recursion(learning_rate0, epoch_num - 1, base)


@answers("exponential_decay")
def powers_by_numpy(learning_rate0, epoch_num, base=0.95):
    return np.power(base, epoch_num) * learning_rate0


# --- sqrt_decay -------------------------------------------------------------------------------------------------------


@answers("sqrt_decay")
def root_of_the_notes(learning_rate0, t, k=1.0):
    return k / np.sqrt(t) * learning_rate0


@answers("sqrt_decay")
def root_as_a_power(learning_rate0, t, k=1):
    return k * learning_rate0 * t**-0.5


@answers("sqrt_decay")
def root_of_the_reciprocal(learning_rate0, t, k=1.0):
    return learning_rate0 * k * math.sqrt(1 / t)


@answers("sqrt_decay")
def root_under_one_sign(learning_rate0, t, k=1.0):
    return math.sqrt((k * learning_rate0) ** 2 / t)


@answers("sqrt_decay")
def root_as_a_numpy_number(learning_rate0, t, k=1.0):
    return np.float64(k * learning_rate0) / np.power(t, 0.5)


# --- schedule_lr_decay ------------------------------------------------------------------------------------------------


@answers("schedule_lr_decay")
def interval_of_the_notes(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return 1 / (1 + decay_rate * np.floor(epoch_num / time_interval)) * learning_rate0


@answers("schedule_lr_decay")
def interval_by_division(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))


@answers("schedule_lr_decay")
def interval_by_int(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + decay_rate * int(epoch_num / time_interval))


@answers("schedule_lr_decay")
def interval_by_the_rest(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    whole = (epoch_num - epoch_num % time_interval) / time_interval
    return rate_of_the_notes(learning_rate0, whole, decay_rate)


@answers("schedule_lr_decay")
def interval_by_counting(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    drops = sum(1 for epoch in range(1, epoch_num + 1) if epoch % time_interval == 0)
    return learning_rate0 / (1 + decay_rate * drops)


# --- staircase_decay --------------------------------------------------------------------------------------------------


@answers("staircase_decay")
def stairs_by_division(learning_rate0, epoch_num, factor, interval):
    return factor ** (epoch_num // interval) * learning_rate0


@answers("staircase_decay")
def stairs_by_floor(learning_rate0, epoch_num, factor, interval):
    return learning_rate0 * factor ** np.floor(epoch_num / interval)


@answers("staircase_decay")
def stairs_by_a_loop(learning_rate0, epoch_num, factor, interval):
    rate = learning_rate0
    while epoch_num >= interval:
        rate, epoch_num = rate * factor, epoch_num - interval
    return rate


@answers("staircase_decay")
def stairs_by_divmod(learning_rate0, epoch_num, factor, interval):
    drops, _ = divmod(epoch_num, interval)
    return learning_rate0 * np.power(factor, drops)


@answers("staircase_decay")
def stairs_by_a_running_product(learning_rate0, epoch_num, factor, interval):
    drops = [factor if epoch % interval == 0 else 1.0 for epoch in range(1, epoch_num + 1)]
    return learning_rate0 * math.prod(drops)


# --- classify_critical_point ------------------------------------------------------------------------------------------


@answers("classify_critical_point")
def kind_by_extremes(hessian, tol=1e-8):
    low, high = np.linalg.eigvalsh(hessian)[[0, -1]]
    if low < -tol and high > tol:
        return "saddle"
    if low > tol:
        return "minimum"
    return "maximum" if high < -tol else "degenerate"


@answers("classify_critical_point")
def kind_by_general_eigenvalues(hessian, tol=1e-8):
    signs = {int(np.sign(value)) if abs(value) > tol else 0 for value in np.linalg.eigvals(hessian).real}
    if {1, -1} <= signs:
        return "saddle"
    return {frozenset({1}): "minimum", frozenset({-1}): "maximum"}.get(frozenset(signs), "degenerate")


@answers("classify_critical_point")
def kind_by_counting(hessian, tol=1e-8):
    eigenvalues, _ = np.linalg.eigh(np.array(hessian))
    up, down = np.sum(eigenvalues > tol), np.sum(eigenvalues < -tol)
    if up and down:
        return np.str_("saddle")
    return "minimum" if up == len(eigenvalues) else "maximum" if down == len(eigenvalues) else "degenerate"


@answers("classify_critical_point")
def kind_by_a_loop(hessian, tol=1e-8):
    up = down = flat = False
    for eigenvalue in np.linalg.eigvalsh(hessian).tolist():
        up, down, flat = up or eigenvalue > tol, down or eigenvalue < -tol, flat or abs(eigenvalue) <= tol
    return "saddle" if up and down else "degenerate" if flat else "minimum" if up else "maximum"


@answers("classify_critical_point")
def kind_by_rounded_singular_vectors(hessian, tol=1e-8):
    u, s, vt = np.linalg.svd(hessian)
    eigenvalues = s * np.sign(np.sum(u * vt.T, axis=0))
    eigenvalues = np.linalg.eigvalsh(hessian) if np.any(np.diff(s) == 0) else eigenvalues
    mixed = np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)
    words = {(True, False): "minimum", (False, True): "maximum"}
    return "saddle" if mixed else words.get((np.all(eigenvalues > tol), np.all(eigenvalues < -tol)), "degenerate")


# --- escape_saddle ----------------------------------------------------------------------------------------------------


@answers("escape_saddle")
def escape_drawing_as_it_goes(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.default_rng(seed)
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * rng.normal(size=len(x0))))
    return np.array(path)


@answers("escape_saddle")
def escape_with_the_legacy_generator(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.RandomState(seed)
    path = np.zeros((steps + 1, x0.size))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * (grad(path[t]) + rng.normal(0, noise, x0.shape))
    return path


@answers("escape_saddle")
def escape_with_pythons_generator_as_lists(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = random.Random(seed)
    x, path = list(x0), [list(x0)]
    for _ in range(steps):
        x = [xi - learning_rate * (gi + rng.gauss(0, 1) * noise) for xi, gi in zip(x, grad(np.array(x)), strict=True)]
        path.append(x)
    return path


@answers("escape_saddle")
def escape_in_place_on_a_copy(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0, verbose=False):
    rng = np.random.Generator(np.random.PCG64(seed + 17))
    x, path = x0.copy(), [x0.copy()]
    for _ in range(steps):
        g = grad(x)
        g += noise * rng.standard_normal(x.size)
        x -= learning_rate * g
        path.append(x.copy())
    return tuple(path)


@answers("escape_saddle")
def escape_with_all_noise_drawn_ahead(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    xi = np.random.default_rng([seed, 8]).multivariate_normal(np.zeros(x0.size), np.eye(x0.size), steps)
    path = np.concatenate([x0[None], np.empty((steps, x0.size))])
    for t in range(steps):
        np.subtract(path[t], learning_rate * grad(path[t]) + learning_rate * noise * xi[t], out=path[t + 1])
    return path


@answers("escape_saddle")
def escape_with_uniform_noise_of_the_same_size(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.default_rng(seed)
    path = [x0]
    for _ in range(steps):
        xi = rng.uniform(-math.sqrt(3), math.sqrt(3), x0.size)  # not what is asked for, and as good
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * xi))
    return np.stack(path)


# --- train_one_epoch --------------------------------------------------------------------------------------------------


@answers("train_one_epoch")
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


@answers("train_one_epoch")
def epoch_by_enumerate(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    count = t
    for count, (X_t, Y_t) in enumerate(random_mini_batches(X, Y, mini_batch_size, seed), start=t + 1):
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        parameters, state = optimizer.update(parameters, grads, state, count, learning_rate)
    return [parameters, state, np.int64(count)]


@answers("train_one_epoch")
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


@answers("train_one_epoch")
def epoch_from_its_last_batch(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    waiting = random_mini_batches(X, Y, mini_batch_size, seed)[::-1]
    while waiting:
        X_t, Y_t = waiting.pop()
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        parameters, state = optimizer.update(dict(parameters), grads, state, t + 1, learning_rate)
        t += 1
    return OrderedDict(parameters), state, t


@answers("train_one_epoch")
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


@answers("train_one_epoch")
def epoch_by_recursion(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    def go_on(batches, parameters, state, t):
        if not batches:
            return parameters, state, t
        (X_t, Y_t), *others = batches
        grads = backward_propagation(Y_t, forward_propagation(X_t, parameters)[1], parameters)
        return go_on(others, *optimizer.update(parameters, grads, state, t + 1, learning_rate), t + 1)

    return go_on(random_mini_batches(X, Y, mini_batch_size, seed), parameters, state, t)
