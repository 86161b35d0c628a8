import numpy as np
import pytest

from helpers import in_place
from helpers.adam import adam_step, update_parameters_with_adam
from helpers.mini_batch import gd_step, update_parameters_with_gd
from helpers.momentum import momentum_step, update_parameters_with_momentum
from helpers.network import count_parameters, flat_view, initialize_parameters, layer_views
from helpers.optimizers import adam, gradient_descent, momentum, rmsprop
from helpers.rmsprop import rmsprop_step, update_parameters_with_rmsprop

LAYER_DIMS, STEPS, TOLERANCE = [3, 4, 2], 300, 1e-12
COUNT = count_parameters(LAYER_DIMS)


def rate(t):
    """A learning rate that changes, as under a schedule."""
    return 0.01 / (1 + 0.01 * t)


def rmsprop_walk(w, g, s, t):
    return rmsprop_step(w, g, 0 * w if s is None else s, 0.8, rate(t), 1e-3)


def adam_walk(w, g, state, t):
    w, v, s, _, _ = adam_step(w, g, *(state or (0 * w, 0 * w)), t, rate(t), 0.8, 0.95, 1e-3)
    return w, (v, s)


# name: the optimizer, and its atom's step on flat vectors
OPTIMIZERS = {
    "gradient descent": (gradient_descent(), lambda w, g, state, t: (gd_step(w, g, rate(t)), None)),
    "momentum": (momentum(0.8), lambda w, g, v, t: momentum_step(w, g, 0 * w if v is None else v, 0.8, rate(t))),
    "RMSprop": (
        rmsprop(0.8, 1e-3),
        rmsprop_walk,
    ),
    "Adam": (adam(0.8, 0.95, 1e-3), adam_walk),
}
NAMES = list(OPTIMIZERS)


@pytest.fixture
def flat_gradients(random_numbers):
    """Gradients of every size from 1e-4 to 1e2."""
    return random_numbers.normal(size=(STEPS, COUNT)) * np.logspace(-4, 2, COUNT)


def walk_flat(atom, flat_gradients):
    w, state, path = flat_view(initialize_parameters(LAYER_DIMS)).copy(), None, []
    for t, g in enumerate(flat_gradients, start=1):
        w, state = atom(w, g, state, t)
        path.append(w)
    return np.array(path)


def walk_dict(optimizer, flat_gradients):
    parameters = initialize_parameters(LAYER_DIMS)
    state, path = optimizer.init(parameters), []
    for t, g in enumerate(flat_gradients, start=1):
        parameters, state = optimizer.update(parameters, layer_views(g, LAYER_DIMS, "d"), state, t, rate(t))
        flat = np.empty(COUNT)
        for key, view in layer_views(flat, LAYER_DIMS).items():
            view[:] = parameters[key]
        path.append(flat)
    return np.array(path)


def walk_in_place(optimizer, flat_gradients, runs=()):
    w = np.broadcast_to(flat_view(initialize_parameters(LAYER_DIMS)), (*runs, COUNT)).copy()
    g, path = np.empty_like(w), []
    step = optimizer.in_place(w, g)
    for t, gradient in enumerate(flat_gradients, start=1):
        g[:] = gradient
        step(t, rate(t) if not runs else np.full((*runs, 1), rate(t)))
        path.append(w.copy())
    return np.array(path)


@pytest.mark.parametrize("name", NAMES)
def test_dict_flat_and_in_place_walk_one_path(flat_gradients, name):
    optimizer, atom = OPTIMIZERS[name]
    assert optimizer.name == name
    flat = walk_flat(atom, flat_gradients)
    assert np.ptp(flat, axis=0).min() > 0  # every coordinate moved
    for path in (walk_dict(optimizer, flat_gradients), walk_in_place(optimizer, flat_gradients)):
        np.testing.assert_allclose(path, flat, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("name", NAMES)
def test_in_pieces_and_in_stacked_runs_the_path_is_the_same(flat_gradients, name, monkeypatch):
    optimizer, _ = OPTIMIZERS[name]
    whole = walk_in_place(optimizer, flat_gradients)
    stacked = walk_in_place(optimizer, flat_gradients, runs=(3,))
    monkeypatch.setattr(in_place, "PIECE", 7)
    np.testing.assert_array_equal(walk_in_place(optimizer, flat_gradients), whole)
    for run in range(3):
        np.testing.assert_allclose(stacked[:, run], whole, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("beta", [0.0, 0.9])
def test_in_place_forms_need_no_memory_of_the_past(flat_gradients, beta):
    for optimizer in (momentum(beta), rmsprop(beta), adam(beta, beta)):
        np.testing.assert_allclose(
            walk_in_place(optimizer, flat_gradients), walk_dict(optimizer, flat_gradients), rtol=1e-10, atol=1e-11
        )


@pytest.mark.oracle
@pytest.mark.parametrize("name", NAMES)
def test_the_walk_is_pytorchs(flat_gradients, name):
    import torch

    w = torch.nn.Parameter(torch.tensor(flat_view(initialize_parameters(LAYER_DIMS)).copy()))
    theirs = {
        "gradient descent": lambda: torch.optim.SGD([w], lr=1.0),
        "momentum": lambda: torch.optim.SGD([w], lr=1.0, momentum=0.8),
        "RMSprop": lambda: torch.optim.RMSprop([w], lr=1.0, alpha=0.8, eps=1e-3),
        "Adam": lambda: torch.optim.Adam([w], lr=1.0, betas=(0.8, 0.95), eps=1e-3),
    }[name]()
    path = []
    for t, g in enumerate(flat_gradients, start=1):
        # Averaged momentum is the accumulated one at (1 − β) α.
        theirs.param_groups[0]["lr"] = rate(t) * (0.2 if name == "momentum" else 1.0)
        w.grad = torch.tensor(g)
        theirs.step()
        path.append(w.detach().numpy().copy())
    np.testing.assert_allclose(walk_in_place(OPTIMIZERS[name][0], flat_gradients), path, rtol=1e-10, atol=1e-10)


# ── a learner's own functions ──


def adam_with_three_results(*arguments):
    return update_parameters_with_adam(*arguments)[:3]


@pytest.mark.parametrize(
    ("mine", "ours"),
    [
        (gradient_descent(lambda *arguments: update_parameters_with_gd(*arguments)), gradient_descent()),
        (momentum(0.8, lambda *arguments: update_parameters_with_momentum(*arguments)), momentum(0.8)),
        (rmsprop(0.8, 1e-3, lambda *arguments: update_parameters_with_rmsprop(*arguments)), rmsprop(0.8, 1e-3)),
        (adam(0.8, 0.95, 1e-3, adam_with_three_results), adam(0.8, 0.95, 1e-3)),
    ],
)
def test_an_update_of_your_own_takes_the_place_of_ours(flat_gradients, mine, ours):
    assert mine.in_place is None  # the fast form is of our function, not of yours
    assert mine.name == ours.name
    np.testing.assert_array_equal(walk_dict(mine, flat_gradients), walk_dict(ours, flat_gradients))


@pytest.mark.parametrize(
    ("make", "name", "value"),
    [(momentum, "beta", 1.0), (rmsprop, "beta", -0.1), (rmsprop, "epsilon", -1.0), (adam, "beta2", 1.0)],
)
def test_settings_out_of_range_are_refused_at_once(make, name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        make(**{name: value})
