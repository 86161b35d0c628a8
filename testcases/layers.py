"""Networks drawn at random, and what wrong answers about their layers share."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from testcases.exercise import Function

Arrays = dict[str, np.ndarray]


def random_network(rng: np.random.Generator, *units: int) -> Arrays:
    """Draw parameters of a network with so many units in each layer, the input first."""
    parameters = {}
    for layer, (before, here) in enumerate(pairwise(units), start=1):
        parameters[f"W{layer}"] = rng.normal(0, 1, (here, before))
        parameters[f"b{layer}"] = rng.normal(0, 1, (here, 1))
    return parameters


def random_slots(rng: np.random.Generator, parameters: Arrays, sizes: Sequence[float] = (1.0,)) -> Arrays:
    """Draw gradients or velocities for these parameters; the sizes are taken in turn, one for each array."""
    return {
        "d" + key: sizes[i % len(sizes)] * rng.normal(0, 1, value.shape)
        for i, (key, value) in enumerate(parameters.items())
    }


def as_arrays(slots: Mapping[str, object]) -> Arrays:
    """Return the slots as arrays, also where an implementation made them of something else."""
    return {key: np.asarray(value) for key, value in slots.items()}


def wrong_start(
    slot: Callable[[np.ndarray], object] = np.zeros_like,
    name: Callable[[str], str] = lambda key: "d" + key,
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
) -> Function:
    """Return a wrong initialization: other contents, other names, or keys left out.

    `skipped` is told a key and how many layers there are.
    """

    def wrong(parameters: Arrays) -> dict[str, object]:
        layers = len(parameters) // 2
        return {name(key): slot(value) for key, value in parameters.items() if not skipped(key, layers)}

    return wrong
