import numpy as np
import pytest
import torch

from helpers.methods import METHODS
from helpers.objectives import saddle
from helpers.paths import descend_with

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
    walked = descend_with(METHODS[name], SADDLE.gradient, START, 300, 0.01)
    np.testing.assert_allclose(walked, path, rtol=1e-10, atol=1e-12)
