"""Steps from beyond the course, against optax over many steps, against torch, and against closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers import beyond
from helpers.adam import adam_step
from helpers.beyond import (
    adamw,
    adamw_step,
    lion,
    lion_step,
    muon,
    muon_step,
    nesterov,
    nesterov_step,
    newton_schulz,
    warmup_cosine,
)
from helpers.data import two_moons
from helpers.experiments import train_many
from helpers.momentum import momentum_step
from helpers.network import backward_propagation, forward_propagation, initialize_parameters
from helpers.training import train
from tests.helpers.oracles import largest_difference

in_float64 = pytest.mark.usefixtures("jax_float64")

TOLERANCE = 1e-10
MATRIX_STEPS = 300
SHAPES = [(3, 2), (2, 5), (4, 4), (1, 6), (6, 1)]


def walk(step, averages, start, gradients):
    """All positions of a walk along the given gradients; `step(w, g, *state, t)` gives w and the state."""
    w, *state = start, *(np.zeros_like(start) for _ in range(averages))
    positions = []
    for t, gradient in enumerate(gradients, start=1):
        w, *state = step(w, gradient, *state, t)
        positions.append(w)
    return np.array(positions)


def optax_walk(transformation, start, gradients):
    """The positions of an optax optimizer along the same gradients."""
    import jax
    import jax.numpy as jnp
    import optax

    def step(carry, gradient):
        w, state = carry
        change, state = transformation.update(gradient, state, w)
        w = optax.apply_updates(w, change)
        return (w, state), w

    tree = jax.tree.map(jnp.asarray, start)
    _, positions = jax.lax.scan(step, (tree, transformation.init(tree)), jax.tree.map(jnp.asarray, gradients))
    return jax.tree.map(np.asarray, positions)


def torch_walk(make, start, gradients):
    import torch

    w = torch.nn.Parameter(torch.tensor(start))
    optimizer = make([w])
    positions = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient)
        optimizer.step()
        positions.append(w.detach().numpy().copy())
    return np.array(positions)


@pytest.fixture
def start(random_numbers):
    return random_numbers.normal(size=6)


# --- Nesterov ---------------------------------------------------------------------------------------------------------


@in_float64
@pytest.mark.parametrize(("beta", "rate"), [(0.0, 0.01), (0.5, 0.3), (0.9, 0.01), (0.99, 0.3)])
def test_nesterov_is_optax_sgd_and_torch_sgd_at_the_matching_rate(start, gradients, beta, rate):
    import optax
    import torch

    ours = walk(lambda w, g, v, t: nesterov_step(w, g, v, beta, rate), 1, start, gradients)
    accumulated = rate * (1 - beta)
    theirs = optax_walk(optax.sgd(accumulated, momentum=beta, nesterov=True), start, gradients)
    assert largest_difference(ours, theirs) <= TOLERANCE
    if beta > 0:
        make = lambda w: torch.optim.SGD(w, lr=accumulated, momentum=beta, nesterov=True)  # noqa: E731
        assert largest_difference(ours, torch_walk(make, start, gradients)) <= TOLERANCE


def test_nesterov_steps_where_momentum_would_stand_after_the_same_gradient_again(start, gradients):
    v = gradients[1]
    looked_ahead, new_v = nesterov_step(start, gradients[0], v, 0.9, 0.1)
    _, once = momentum_step(start, gradients[0], v, 0.9, 0.1)
    twice, _ = momentum_step(start, gradients[0], once, 0.9, 0.1)
    np.testing.assert_array_equal(looked_ahead, twice)
    np.testing.assert_array_equal(new_v, once)


# --- AdamW ------------------------------------------------------------------------------------------------------------


@in_float64
@pytest.mark.parametrize("decay", [0.0, 0.01, 0.3])
@pytest.mark.parametrize(("rate", "beta1", "beta2", "epsilon"), [(0.01, 0.9, 0.999, 1e-8), (0.05, 0.5, 0.9, 1e-3)])
def test_adamw_is_that_of_optax_and_torch(start, gradients, rate, beta1, beta2, epsilon, decay):
    import optax
    import torch

    ours = walk(
        lambda w, g, v, s, t: adamw_step(w, g, v, s, t, rate, beta1, beta2, epsilon, decay), 2, start, gradients
    )
    theirs = optax_walk(optax.adamw(rate, beta1, beta2, epsilon, weight_decay=decay), start, gradients)
    assert largest_difference(ours, theirs) <= TOLERANCE
    make = lambda w: torch.optim.AdamW(w, rate, (beta1, beta2), epsilon, decay)  # noqa: E731
    assert largest_difference(ours, torch_walk(make, start, gradients)) <= TOLERANCE


def test_the_decay_of_adamw_is_not_divided_by_the_root(start, gradients):
    v, s = np.zeros((2, 6))
    w, _, _ = adamw_step(start, gradients[0], v, s, 1, 0.1, weight_decay=0.2)
    without, *_ = adam_step(start, gradients[0], v, s, 1, 0.1)
    np.testing.assert_allclose(without - w, 0.1 * 0.2 * start, rtol=1e-12, atol=1e-16)


# --- Lion -------------------------------------------------------------------------------------------------------------


@in_float64
@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.99), (0.5, 0.9), (0.95, 0.98)])
def test_lion_is_that_of_optax(start, gradients, beta1, beta2, decay):
    import optax

    ours = walk(lambda w, g, v, t: lion_step(w, g, v, 0.01, beta1, beta2, decay), 1, start, gradients)
    theirs = optax_walk(optax.lion(0.01, beta1, beta2, weight_decay=decay), start, gradients)
    assert largest_difference(ours, theirs) <= TOLERANCE


def test_lion_moves_every_entry_by_the_learning_rate(start, gradients):
    positions = walk(lambda w, g, v, t: lion_step(w, g, v, 0.01), 1, start, gradients)
    np.testing.assert_allclose(np.abs(np.diff(positions, axis=0)), 0.01, rtol=1e-9)


# --- Muon -------------------------------------------------------------------------------------------------------------


def our_layout():
    """How optax is told that rows are outputs and columns inputs, as in this course."""
    from optax.contrib import MuonDimensionNumbers

    return MuonDimensionNumbers(reduction_axis=1, output_axis=0)


@in_float64
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize(("beta", "decay"), [(0.95, 0.0), (0.5, 0.1)])
def test_muon_is_that_of_optax(random_numbers, shape, ahead, beta, decay):
    import optax

    start, gradients = random_numbers.normal(size=shape), random_numbers.normal(size=(MATRIX_STEPS, *shape))
    ours = walk(lambda w, g, v, t: muon_step(w, g, v, t, 0.02, beta, ahead, decay), 1, start, gradients)
    transformation = optax.contrib.muon(
        0.02, beta=beta, nesterov=ahead, weight_decay=decay, muon_weight_dimension_numbers=our_layout()
    )
    assert largest_difference(ours, optax_walk(transformation, start, gradients)) <= TOLERANCE


@in_float64
def test_muon_reads_a_transposed_matrix_as_optax_does_untold(random_numbers):
    import optax

    start, gradients = random_numbers.normal(size=(5, 3)), random_numbers.normal(size=(MATRIX_STEPS, 5, 3))
    ours = walk(lambda w, g, v, t: muon_step(w, g, v, t, 0.02), 1, start.T, gradients.swapaxes(1, 2))
    theirs = optax_walk(optax.contrib.muon(0.02), start, gradients)
    assert largest_difference(ours.swapaxes(1, 2), theirs) <= TOLERANCE


@in_float64
@pytest.mark.parametrize("shape", SHAPES)
def test_newton_schulz_is_that_of_optax_and_acts_on_singular_values_alone(random_numbers, shape):
    import jax.numpy as jnp
    from optax.contrib._muon import orthogonalize_via_newton_schulz

    matrix = random_numbers.normal(size=shape)
    ours = newton_schulz(matrix)
    theirs = orthogonalize_via_newton_schulz(jnp.asarray(matrix), jnp.asarray(beyond.NEWTON_SCHULZ))
    assert largest_difference(ours, np.asarray(theirs)) <= TOLERANCE
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    values = values / (np.linalg.norm(matrix) + 1e-8)
    a, b, c = beyond.NEWTON_SCHULZ
    for _ in range(5):
        values = a * values + b * values**3 + c * values**5
    np.testing.assert_allclose(ours, left @ np.diag(values) @ right, atol=1e-12)
    assert np.all((values > 0.6) & (values < 1.3)) or min(shape) > 1


def test_newton_schulz_with_convergent_coefficients_ends_at_the_nearest_orthogonal_matrix(random_numbers):
    matrix = random_numbers.normal(size=(3, 5))
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    ours = newton_schulz(matrix, steps=40, coefficients=(15 / 8, -10 / 8, 3 / 8))
    np.testing.assert_allclose(ours, left @ right, atol=1e-12)


@given(arrays(np.float64, (3, 4), elements=st.floats(-10, 10)), st.floats(1e-2, 1e3))
def test_muons_direction_does_not_change_with_the_unit_of_the_gradient(matrix, factor):
    if np.linalg.norm(matrix) > 0.1:
        np.testing.assert_allclose(newton_schulz(matrix), newton_schulz(factor * matrix), atol=1e-4)


def test_a_matrix_of_zeros_stays_where_it_is():
    assert not newton_schulz(np.zeros((3, 2))).any()


# --- warm-up and cosine -----------------------------------------------------------------------------------------------


@in_float64
@pytest.mark.parametrize(("warmup", "total"), [(0, 10), (3, 10), (100, 1000), (5, 6)])
@pytest.mark.parametrize(("start", "end"), [(0.0, 0.0), (0.02, 0.001)])
def test_the_schedule_is_that_of_optax(warmup, total, start, end):
    import optax

    theirs = optax.warmup_cosine_decay_schedule(start, 0.3, warmup, total, end)
    for epoch in range(0, total + 20, max(1, total // 50)):
        ours = warmup_cosine(0.3, epoch, warmup, total, start, end)
        assert ours == pytest.approx(float(theirs(np.float64(epoch))), abs=TOLERANCE)


def test_the_schedule_rises_to_its_peak_falls_and_stays():
    rates = [warmup_cosine(0.3, epoch, warmup=5, total=20, start=0.01, end=0.02) for epoch in range(30)]
    assert rates[0] == 0.01
    assert np.all(np.diff(rates[:6]) > 0)
    assert rates[5] == max(rates) == 0.3
    assert np.all(np.diff(rates[5:21]) < 0)
    assert rates[20:] == [0.02] * 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, 0, 1, 5), "learning_rate0 must be above 0"),
        ((0.1, -1, 1, 5), "epoch_num must be at least 0"),
        ((0.1, 0, -1, 5), "warmup must be at least 0"),
        ((0.1, 0, 5, 5), "total must be at least 6"),
        ((0.1, 0, 1, 5, -0.1), "start must be at least 0"),
        ((0.1, 0, 1, 5, 0.0, -0.1), "end must be at least 0"),
    ],
)
def test_the_schedule_refuses_what_makes_no_sense(arguments, message):
    with pytest.raises(ValueError, match=message):
        warmup_cosine(*arguments)


# --- as optimizers of a network ---------------------------------------------------------------------------------------


def train_by_hand(optimizer, steps, rate):
    """Parameters after some steps on the whole of two moons, and the gradients met on the way."""
    X, Y = two_moons(m=40)
    start = parameters = initialize_parameters([2, 4, 3, 1])
    state, met = optimizer.init(parameters), []
    for t in range(1, steps + 1):
        grads = backward_propagation(Y, forward_propagation(X, parameters)[1], parameters)
        met.append({key[1:]: value.copy() for key, value in grads.items()})
        parameters, state = optimizer.update(parameters, grads, state, t, rate)
    return start, parameters, met


@in_float64
@pytest.mark.parametrize("name", ["nesterov", "adamw", "lion", "muon"])
def test_a_network_trained_with_the_pair_is_the_one_optax_trains(name):
    import optax

    pairs = {
        "nesterov": (nesterov(0.8), optax.sgd(0.05 * (1 - 0.8), momentum=0.8, nesterov=True)),
        "adamw": (adamw(0.8, 0.99, 1e-6, 0.1), optax.adamw(0.05, 0.8, 0.99, 1e-6, weight_decay=0.1)),
        "lion": (lion(0.8, 0.9, 0.1), optax.lion(0.05, 0.8, 0.9, weight_decay=0.1)),
        "muon": (
            # Where it looks ahead, optax moves the biases by an Adam that looks ahead as well.
            muon(0.9, nesterov=False),
            optax.contrib.muon(
                0.05,
                beta=0.9,
                nesterov=False,
                muon_weight_dimension_numbers=lambda tree: {
                    key: our_layout() if key[0] == "W" else None for key in tree
                },
            ),
        ),
    }
    ours, theirs = pairs[name]
    start, trained, met = train_by_hand(ours, 60, 0.05)
    gradients = {key: np.stack([grads[key] for grads in met]) for key in start}
    positions = optax_walk(theirs, {key: value.copy() for key, value in start.items()}, gradients)
    for key, value in trained.items():
        assert largest_difference(value, positions[key][-1]) <= TOLERANCE


@pytest.mark.parametrize("optimizer", [nesterov(), adamw(), lion(weight_decay=0.1)], ids=lambda o: o.name)
def test_the_flat_form_trains_the_same_network_as_the_one_on_dicts_alone_or_in_a_stack(optimizer):
    X, Y = two_moons()
    on_dicts = type(optimizer)(optimizer.name, optimizer.init, optimizer.update)
    flat, slow = (train(X, Y, [2, 5, 1], pair, 0.02, num_epochs=4, seed=1) for pair in (optimizer, on_dicts))
    np.testing.assert_allclose(flat.costs, slow.costs, rtol=1e-12)
    runs = train_many(X, Y, [2, 5, 1], optimizer, [0.01, 0.02], [0, 1], 4)
    np.testing.assert_allclose(runs.costs[1, 1], slow.costs, rtol=1e-10)


@pytest.mark.parametrize("optimizer", [nesterov(), adamw(), lion(), muon()], ids=lambda o: o.name)
def test_an_update_leaves_its_arguments_as_they_were(optimizer):
    parameters = initialize_parameters([2, 3, 1])
    grads = {"d" + key: np.ones_like(value) for key, value in parameters.items()}
    before, state = {key: value.copy() for key, value in parameters.items()}, optimizer.init(parameters)
    optimizer.update(parameters, grads, state, 1, 0.1)
    for key, value in parameters.items():
        np.testing.assert_array_equal(value, before[key])
        np.testing.assert_array_equal(grads["d" + key], 1)
        assert not any(average.any() for average in state["d" + key])


@pytest.mark.parametrize("optimizer", [nesterov(), adamw(), lion(), muon()], ids=lambda o: o.name)
def test_each_of_them_learns_two_moons(optimizer):
    rate = {"Nesterov": 1.0, "AdamW": 0.03, "Lion": 0.03, "Muon": 0.03}[optimizer.name]
    history = train(*two_moons(), [2, 8, 1], optimizer, rate, num_epochs=60)
    assert history.accuracies[-1] > 0.9


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nesterov(beta=1.0), "beta must be"),
        (lambda: adamw(weight_decay=-0.1), "weight_decay must be"),
        (lambda: adamw(beta2=1.0), "beta2 must be"),
        (lambda: lion(beta1=-0.1), "beta1 must be"),
        (lambda: muon(beta=1.0), "beta must be"),
    ],
)
def test_settings_out_of_range_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
