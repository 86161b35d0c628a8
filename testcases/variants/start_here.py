"""Right answers to the exercise of lesson 00."""

import numpy as np

from testcases.variants import variant_of


@variant_of("gradient_step")
def step_in_one_line(w, gradient, learning_rate):
    return w - learning_rate * gradient


@variant_of("gradient_step")
def step_on_a_copy(w, gradient, learning_rate):
    w = w.copy()
    w -= gradient * learning_rate
    return w


@variant_of("gradient_step")
def step_with_numpy_functions(w, gradient, learning_rate):
    return np.add(w, np.multiply(-learning_rate, gradient))


@variant_of("gradient_step")
def step_number_by_number(w, gradient, learning_rate):
    new = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        new[place] = w[place] - learning_rate * gradient[place]
    return new


@variant_of("gradient_step")
def step_as_lists(w, gradient, learning_rate, verbose=False):
    return (np.array(w) - np.float64(learning_rate) * np.array(gradient)).tolist()
