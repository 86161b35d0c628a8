"""Right answers to the exercises of lesson 07."""

import math

import numpy as np

from testcases.variants import variant_of

# --- update_lr -------------------------------------------------------------------------------------------------------


@variant_of("update_lr")
def rate_of_the_notes(learning_rate0, epoch_num, decay_rate):
    return 1 / (1 + decay_rate * epoch_num) * learning_rate0


@variant_of("update_lr")
def rate_as_a_power(learning_rate0, epoch_num, decay_rate):
    return learning_rate0 * (1 + decay_rate * epoch_num) ** -1


@variant_of("update_lr")
def rate_as_a_numpy_number(learning_rate0, epoch_num, decay_rate):
    return np.divide(np.float64(learning_rate0), 1 + np.multiply(decay_rate, epoch_num))


@variant_of("update_lr")
def rate_by_adding_up(learning_rate0, epoch_num, decay_rate):
    below = 1
    for _ in range(epoch_num):
        below += decay_rate
    return learning_rate0 / below


@variant_of("update_lr")
def rate_as_a_0d_array(learning_rate0, epoch_num, decay_rate, verbose=False):
    return np.array(learning_rate0) / (1 + decay_rate * epoch_num)


# --- exponential_decay -----------------------------------------------------------------------------------------------


@variant_of("exponential_decay")
def powers_of_the_notes(learning_rate0, epoch_num, base=0.95):
    return (base**epoch_num) * learning_rate0


@variant_of("exponential_decay")
def powers_by_a_loop(learning_rate0, epoch_num, base=0.95):
    for _ in range(epoch_num):
        learning_rate0 *= base
    return learning_rate0


@variant_of("exponential_decay")
def powers_by_logarithms(learning_rate0, epoch_num, base=0.95):
    return learning_rate0 * math.exp(epoch_num * math.log(base))


@variant_of("exponential_decay")
def powers_by_recursion(learning_rate0, epoch_num, base=0.95):
    return learning_rate0 if epoch_num == 0 else base * powers_by_recursion(learning_rate0, epoch_num - 1, base)


@variant_of("exponential_decay")
def powers_by_numpy(learning_rate0, epoch_num, base=0.95):
    return np.power(base, epoch_num) * learning_rate0


# --- sqrt_decay ------------------------------------------------------------------------------------------------------


@variant_of("sqrt_decay")
def root_of_the_notes(learning_rate0, t, k=1.0):
    return k / np.sqrt(t) * learning_rate0


@variant_of("sqrt_decay")
def root_as_a_power(learning_rate0, t, k=1):
    return k * learning_rate0 * t**-0.5


@variant_of("sqrt_decay")
def root_of_the_reciprocal(learning_rate0, t, k=1.0):
    return learning_rate0 * k * math.sqrt(1 / t)


@variant_of("sqrt_decay")
def root_under_one_sign(learning_rate0, t, k=1.0):
    return math.sqrt((k * learning_rate0) ** 2 / t)


@variant_of("sqrt_decay")
def root_as_a_numpy_number(learning_rate0, t, k=1.0):
    return np.float64(k * learning_rate0) / np.power(t, 0.5)


# --- schedule_lr_decay -----------------------------------------------------------------------------------------------


@variant_of("schedule_lr_decay")
def interval_of_the_notes(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return 1 / (1 + decay_rate * np.floor(epoch_num / time_interval)) * learning_rate0


@variant_of("schedule_lr_decay")
def interval_by_division(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))


@variant_of("schedule_lr_decay")
def interval_by_int(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + decay_rate * int(epoch_num / time_interval))


@variant_of("schedule_lr_decay")
def interval_by_the_rest(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    whole = (epoch_num - epoch_num % time_interval) / time_interval
    return rate_of_the_notes(learning_rate0, whole, decay_rate)


@variant_of("schedule_lr_decay")
def interval_by_counting(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    drops = sum(1 for epoch in range(1, epoch_num + 1) if epoch % time_interval == 0)
    return learning_rate0 / (1 + decay_rate * drops)


# --- staircase_decay -------------------------------------------------------------------------------------------------


@variant_of("staircase_decay")
def stairs_by_division(learning_rate0, epoch_num, factor, interval):
    return factor ** (epoch_num // interval) * learning_rate0


@variant_of("staircase_decay")
def stairs_by_floor(learning_rate0, epoch_num, factor, interval):
    return learning_rate0 * factor ** np.floor(epoch_num / interval)


@variant_of("staircase_decay")
def stairs_by_a_loop(learning_rate0, epoch_num, factor, interval):
    rate = learning_rate0
    while epoch_num >= interval:
        rate, epoch_num = rate * factor, epoch_num - interval
    return rate


@variant_of("staircase_decay")
def stairs_by_divmod(learning_rate0, epoch_num, factor, interval):
    drops, _ = divmod(epoch_num, interval)
    return learning_rate0 * np.power(factor, drops)


@variant_of("staircase_decay")
def stairs_by_a_running_product(learning_rate0, epoch_num, factor, interval):
    drops = [factor if epoch % interval == 0 else 1.0 for epoch in range(1, epoch_num + 1)]
    return learning_rate0 * math.prod(drops)


@variant_of("staircase_decay")
def stairs_as_a_0d_array(learning_rate0, epoch_num, factor, interval, verbose=False):
    return np.asarray(learning_rate0 * np.power(factor, np.floor_divide(epoch_num, interval)))
