"""Optimizers as pairs of functions, made of the reference functions of lessons 01, 04, 05 and 06.

`init(parameters)` gives the state before the first step; `update(parameters, grads, state, t, learning_rate)` gives
new parameters and a new state, t = 1 for the first step. Your own functions fit in the same way:
`adam(update_parameters=mine)`, or `Optimizer("mine", my_init, my_update)`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from helpers.adam import initialize_adam, update_parameters_with_adam
from helpers.arguments import Parameters, require_fraction, require_number
from helpers.in_place import Step, adam_in_place, gradient_descent_in_place, momentum_in_place, rmsprop_in_place
from helpers.mini_batch import update_parameters_with_gd
from helpers.momentum import initialize_velocity, update_parameters_with_momentum
from helpers.rmsprop import initialize_rmsprop, update_parameters_with_rmsprop

State = Any
Init = Callable[[Parameters], State]
Update = Callable[[Parameters, Parameters, State, int, float], tuple[Parameters, State]]


@dataclass(frozen=True)
class Optimizer:
    """A way to step downhill.

    `init(parameters) -> state` and `update(parameters, grads, state, t, learning_rate) -> (parameters, state)`, on the
    course's dicts; `update` may change its arguments or leave them. `in_place(w, g) -> step(t, learning_rate)` is the
    same on flat vectors, for speed; an optimizer can do without it.

    Example
    -------
    >>> def update(parameters, grads, state, t, learning_rate):
    ...     return {key: w - learning_rate * np.sign(grads["d" + key]) for key, w in parameters.items()}, state
    >>> signs = Optimizer("signs", init=lambda parameters: None, update=update)
    >>> signs.update({"W1": np.array([1.0])}, {"dW1": np.array([5.0])}, None, t=1, learning_rate=0.1)
    ({'W1': array([0.9])}, None)
    """

    name: str
    # Functions are written with their address, another one in each run: the name says enough.
    init: Init = field(repr=False)
    update: Update = field(repr=False)
    in_place: Callable[[np.ndarray, np.ndarray], Step] | None = field(default=None, repr=False)


def gradient_descent(update_parameters: Callable[..., Any] | None = None) -> Optimizer:
    """Plain gradient descent, with the course's `update_parameters_with_gd` or your own.

    Example
    -------
    >>> gradient_descent().update({"W1": np.array([1.0])}, {"dW1": np.array([2.0])}, None, t=1, learning_rate=0.1)
    ({'W1': array([0.8])}, None)
    """
    step = update_parameters or update_parameters_with_gd

    def update(
        parameters: Parameters, grads: Parameters, state: State, t: int, learning_rate: float
    ) -> tuple[Parameters, State]:
        return step(parameters, grads, learning_rate), state

    in_place = None if update_parameters else gradient_descent_in_place
    return Optimizer("gradient descent", lambda parameters: None, update, in_place)


def momentum(beta: float = 0.9, update_parameters: Callable[..., Any] | None = None) -> Optimizer:
    """Averaged momentum, with the course's `update_parameters_with_momentum` or your own; the state is v.

    Example
    -------
    >>> momentum(beta=0.5).name
    'momentum'
    """
    beta = require_fraction("beta", beta)
    step = update_parameters or update_parameters_with_momentum

    def update(
        parameters: Parameters, grads: Parameters, state: State, t: int, learning_rate: float
    ) -> tuple[Parameters, State]:
        return step(parameters, grads, state, beta, learning_rate)

    in_place = None if update_parameters else partial(momentum_in_place, beta=beta)
    return Optimizer("momentum", initialize_velocity, update, in_place)


def rmsprop(beta: float = 0.9, epsilon: float = 1e-8, update_parameters: Callable[..., Any] | None = None) -> Optimizer:
    """RMSprop, with the course's `update_parameters_with_rmsprop` or your own; the state is s.

    Example
    -------
    >>> rmsprop().name
    'RMSprop'
    """
    beta, epsilon = require_fraction("beta", beta), require_number("epsilon", epsilon, low=0.0)
    step = update_parameters or update_parameters_with_rmsprop

    def update(
        parameters: Parameters, grads: Parameters, state: State, t: int, learning_rate: float
    ) -> tuple[Parameters, State]:
        return step(parameters, grads, state, beta, learning_rate, epsilon)

    in_place = None if update_parameters else partial(rmsprop_in_place, beta=beta, epsilon=epsilon)
    return Optimizer("RMSprop", initialize_rmsprop, update, in_place)


def adam(
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    update_parameters: Callable[..., Any] | None = None,
) -> Optimizer:
    """Adam, with the course's `update_parameters_with_adam` or your own; the state is (v, s).

    Example
    -------
    >>> adam(beta1=0.8).name
    'Adam'
    """
    beta1, beta2 = require_fraction("beta1", beta1), require_fraction("beta2", beta2)
    epsilon = require_number("epsilon", epsilon, low=0.0)
    step = update_parameters or update_parameters_with_adam

    def update(
        parameters: Parameters, grads: Parameters, state: State, t: int, learning_rate: float
    ) -> tuple[Parameters, State]:
        # Some write Adam with three results, some with five: the corrected averages are not needed here.
        v, s = state
        parameters, v, s, *_ = step(parameters, grads, v, s, t, learning_rate, beta1, beta2, epsilon)
        return parameters, (v, s)

    in_place = None if update_parameters else partial(adam_in_place, beta1=beta1, beta2=beta2, epsilon=epsilon)
    return Optimizer("Adam", initialize_adam, update, in_place)
