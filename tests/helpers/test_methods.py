import numpy as np
import pytest
import torch

from helpers.methods import METHODS, adam, plain, walk
from helpers.objectives import saddle
from helpers.paths import descend

SADDLE = saddle()
START = np.array([1.0, 0.1])
TORCH = {
    "plain descent": lambda w: torch.optim.SGD([w], lr=0.01),
    "momentum, averaged": lambda w: torch.optim.SGD([w], lr=0.01 * (1 - 0.9), momentum=0.9),
    "momentum, accumulated": lambda w: torch.optim.SGD([w], lr=0.01, momentum=0.9),
    "RMSprop": lambda w: torch.optim.RMSprop([w], lr=0.01, alpha=0.9, eps=1e-8),
    "Adam": lambda w: torch.optim.Adam([w], lr=0.01),
}


@pytest.mark.parametrize("name", METHODS, ids=lambda name: name.en)
def test_each_method_walks_as_torch_does(name):
    w = torch.tensor(START, requires_grad=True)
    optimizer, path = TORCH[name.en](w), [START]
    for _ in range(300):
        w.grad = torch.tensor(SADDLE.gradient(w.detach().numpy()))
        optimizer.step()
        path.append(w.detach().numpy().copy())
    np.testing.assert_allclose(walk(METHODS[name], SADDLE.gradient, START, 300, 0.01), path, rtol=1e-10, atol=1e-12)


def test_plain_walks_as_descend_does():
    np.testing.assert_array_equal(
        walk(plain, SADDLE.gradient, START, 50, 0.1), descend(SADDLE.gradient, START, 50, 0.1)
    )


def test_a_walk_ends_with_the_first_point_that_is_done():
    whole = walk(adam, SADDLE.gradient, START, 200, 0.01)
    until = walk(adam, SADDLE.gradient, START, 200, 0.01, done=lambda w: w[1] >= 0.5)
    assert until[-1, 1] >= 0.5 > until[-2, 1]
    np.testing.assert_array_equal(until, whole[: len(until)])


def test_a_start_that_is_done_makes_no_step():
    assert len(walk(plain, SADDLE.gradient, START, 5, 0.1, done=lambda w: True)) == 1


@pytest.mark.parametrize(
    ("start", "steps", "rate", "words"),
    [
        (1.0, 5, 0.1, "start must have at least 1"),
        ([1.0], 0, 0.1, "steps must be at least 1"),
        ([1.0], 5, 0.0, "learning_rate must be above 0"),
    ],
)
def test_bad_arguments_are_named(start, steps, rate, words):
    with pytest.raises((TypeError, ValueError), match=words):
        walk(plain, lambda w: w, start, steps, rate)
