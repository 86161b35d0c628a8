"""Right answers that look unlike the reference: the checks must accept every one of them."""

import math
import random
from collections import OrderedDict

import numpy as np
from scipy.signal import lfilter

RIGHT = {}


def answers(exercise):
    def register(function):
        RIGHT.setdefault(exercise, []).append(function)
        return function

    return register


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
