import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.environment import show_environment
from helpers.start_here import gradient_step


@pytest.mark.oracle
def test_a_walk_equals_torch_sgd():
    rng = np.random.default_rng(0)
    w = rng.normal(size=(3, 2))
    theirs = torch.tensor(w, requires_grad=True)
    optimizer = torch.optim.SGD([theirs], lr=0.07)
    for gradient in rng.normal(size=(1000, 3, 2)) * 10.0 ** rng.integers(-4, 2, (1000, 1, 1)):
        w = gradient_step(w, gradient, 0.07)
        theirs.grad = torch.tensor(gradient)
        optimizer.step()
        assert np.max(np.abs(w - theirs.detach().numpy())) < 1e-12


@given(st.floats(0.01, 1.9))
def test_on_a_bowl_the_distance_shrinks_by_one_minus_alpha(learning_rate):
    w = np.array([3.0, -4.0])
    assert np.allclose(gradient_step(w, w, learning_rate), (1 - learning_rate) * w, rtol=1e-12, atol=1e-12)


def test_the_arguments_stay_as_they_were():
    w, gradient = np.ones(2), np.ones(2)
    gradient_step(w, gradient, 0.5)
    assert (w == 1).all()
    assert (gradient == 1).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0], [1.0, 2.0], 0.1), r"gradient must have the shape of w, \(1,\); got shape \(2,\)"),
        (([1.0], [1.0], 0.0), "learning_rate must be above 0"),
        ((["one"], [1.0], 0.1), "w must"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        gradient_step(*arguments)


def test_the_environment_is_shown_without_what_differs_from_machine_to_machine(capsys):
    show_environment()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "OK    Python >=3.11"
    assert all(line.startswith("OK    ") for line in lines)
    assert not any("/" in line for line in lines)
