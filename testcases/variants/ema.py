"""Right answers to the exercises of lesson 02."""

import math

import numpy as np

from testcases.variants import variant_of

# --- ema -------------------------------------------------------------------------------------------------------------


@variant_of("ema")
def ema_into_zeros(theta, beta):
    v = np.zeros(len(theta))
    for t in range(len(theta)):
        v[t] = (1 - beta) * theta[t] if t == 0 else beta * v[t - 1] + (1 - beta) * theta[t]
    return v


@variant_of("ema")
def ema_as_a_list(theta, beta):
    v, averages = 0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return averages


@variant_of("ema")
def ema_as_a_convolution(theta, beta):
    return np.convolve(theta, (1 - beta) * beta ** np.arange(len(theta)))[: len(theta)]


@variant_of("ema")
def ema_as_a_matrix(theta, beta):
    age = np.subtract.outer(np.arange(len(theta)), np.arange(len(theta)))
    return np.where(age >= 0, (1 - beta) * beta ** np.maximum(age, 0), 0) @ theta


@variant_of("ema")
def ema_in_error_form(theta, beta):
    averages = []
    v = np.float64(0)
    for value in theta:
        v = v + (1 - beta) * (value - v)
        averages.append(float(v))
    return tuple(averages)


@variant_of("ema")
def ema_with_more_arguments(theta, beta, v0=0.0, *, verbose=False):
    v = [v0]
    for value in theta:
        v += [beta * v[-1] + (1 - beta) * value]
        print("v =", v[-1])
    return np.array(v[1:])


@variant_of("ema")
def ema_on_zeros_like(theta, beta):
    averages = np.zeros_like(theta)
    for t in range(len(theta)):
        averages[t] = beta * averages[t - 1] * (t > 0) + (1 - beta) * theta[t]
    return averages


# --- ema_weights -----------------------------------------------------------------------------------------------------


@variant_of("ema_weights")
def weights_by_a_comprehension(beta, t):
    return [(1 - beta) * beta**k for k in range(t)]


@variant_of("ema_weights")
def weights_by_a_product(beta, t):
    weights = np.full(t, 1 - beta)
    for k in range(1, t):
        weights[k] = weights[k - 1] * beta
    return weights


@variant_of("ema_weights")
def weights_by_cumprod(beta, t):
    return (1 - beta) * np.concatenate([[1.0], np.cumprod(np.full(t - 1, beta))])


@variant_of("ema_weights")
def weights_by_power(beta, t):
    return np.power(beta, np.arange(t, dtype=float)) * (1.0 - beta)


@variant_of("ema_weights")
def weights_of_an_impulse(beta, t):
    return ema_into_zeros(np.eye(1, t)[0], beta)


# --- effective_window ------------------------------------------------------------------------------------------------


@variant_of("effective_window")
def window_as_a_power(beta):
    return (1 - beta) ** -1


@variant_of("effective_window")
def window_as_a_0d_array(beta):
    return np.divide(np.array(1.0), 1 - beta)


@variant_of("effective_window")
def window_as_a_numpy_number(beta):
    return np.float64(1) / (1 - np.float64(beta))


@variant_of("effective_window")
def window_with_steps(beta, rounded=False):
    share = 1 - beta
    return math.pow(share, -1)


@variant_of("effective_window")
def window_as_whole_number_where_it_is_one(beta):
    return 1 if beta == 0 else 1 / (1 - beta)
