"""Right answers to the exercises of lesson 03."""

import math

import numpy as np

from testcases.variants import variant_of
from testcases.variants.ema import ema_as_a_convolution

# --- bias_correct ----------------------------------------------------------------------------------------------------


@variant_of("bias_correct")
def corrected_by_power(v, beta, t):
    return np.divide(v, 1 - np.power(beta, t))


@variant_of("bias_correct")
def corrected_by_reciprocal(v, beta, t):
    return v * (1 / (1 - math.pow(beta, t)))


@variant_of("bias_correct")
def corrected_by_the_sum_of_weights(v, beta, t):
    return v / sum((1 - beta) * beta**k for k in range(t))


@variant_of("bias_correct")
def corrected_on_a_copy(v, beta, t):
    v = np.array(v, dtype=float)
    v /= 1 - beta**t
    return v


@variant_of("bias_correct")
def corrected_as_a_list(v, beta, t, epsilon=0.0):
    return (np.asarray(v) / (1 - beta**t + epsilon)).tolist()


@variant_of("bias_correct")
def corrected_under_the_same_name(v, beta, t):
    v = np.asarray(v)
    v = v / (1 - beta**t)
    return v[()]


# --- ema_corrected ---------------------------------------------------------------------------------------------------


@variant_of("ema_corrected")
def ema_corrected_step_by_step(theta, beta):
    v, corrected = 0, []
    for t, value in enumerate(theta, start=1):
        v = beta * v + (1 - beta) * value
        corrected.append(v / (1 - beta**t))
    return corrected


@variant_of("ema_corrected")
def ema_corrected_at_the_end(theta, beta):
    return ema_as_a_convolution(theta, beta) / (1 - beta ** np.arange(1, len(theta) + 1))


@variant_of("ema_corrected")
def ema_corrected_counting_from_zero(theta, beta):
    corrected = np.zeros_like(theta)
    v = 0.0
    for t in range(len(theta)):
        v = beta * v + (1 - beta) * theta[t]
        corrected[t] = v / (1 - beta ** (t + 1))
    return corrected


@variant_of("ema_corrected")
def ema_corrected_as_a_weighted_mean(theta, beta):
    weights = beta ** np.arange(len(theta))
    return np.array([np.average(theta[: t + 1], weights=weights[t::-1]) for t in range(len(theta))])


@variant_of("ema_corrected")
def ema_corrected_with_running_power(theta, beta, power=1.0):
    v, corrected = 0.0, ()
    for value in theta:
        v, power = beta * v + (1 - beta) * value, power * beta
        corrected += (v / (1 - power),)
    return corrected
