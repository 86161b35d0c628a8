import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.ema import ema
from helpers.momentum import (
    accumulated_momentum_step,
    beta_warmup,
    initialize_velocity,
    momentum_step,
    update_parameters_with_momentum,
)
from tests.helpers.oracles import BETAS, STEPS, TOLERANCE, largest_difference, optax_outputs

LEARNING_RATE = 0.05
SHAPES = {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}

betas = st.floats(0, 0.999)
rates = st.floats(1e-6, 10)
values = st.floats(-1e6, 1e6)
vectors = arrays(np.float64, 5, elements=values)


def random_dict(rng, prefix="", dtype=np.float64):
    return {prefix + key: rng.normal(size=shape).astype(dtype) for key, shape in SHAPES.items()}


def walk(step, gradients, beta, learning_rate):
    """All positions and velocities of a walk from the origin, at rest, along the given gradients."""
    w, v = np.zeros(gradients.shape[1:]), np.zeros(gradients.shape[1:])
    positions, velocities = [], []
    for gradient in gradients:
        w, v = step(w, gradient, v, beta, learning_rate)
        positions.append(w)
        velocities.append(v)
    return np.array(positions), np.array(velocities)


# ── closed forms ──


@pytest.mark.parametrize("beta", BETAS)
def test_velocity_is_the_average_of_the_gradients(gradients, beta):
    _, velocities = walk(momentum_step, gradients, beta, LEARNING_RATE)
    assert largest_difference(velocities, ema(gradients, beta)) == 0


@pytest.mark.parametrize("beta", BETAS)
def test_position_is_the_weighted_sum_of_the_gradients(gradients, beta):
    """w_T = w_0 − α Σ_t (1 − β^(T − t + 1)) g_t: each gradient counts by how much of it has arrived by step T."""
    positions, _ = walk(momentum_step, gradients, beta, LEARNING_RATE)
    ages = np.arange(STEPS)[:, None] - np.arange(STEPS)
    arrived = np.where(ages >= 0, 1 - beta ** (np.abs(ages) + 1.0), 0.0)
    assert largest_difference(positions, -LEARNING_RATE * arrived @ gradients) <= TOLERANCE


@pytest.mark.parametrize("beta", BETAS)
def test_both_forms_walk_the_same_path(gradients, beta):
    averaged, slow = walk(momentum_step, gradients, beta, LEARNING_RATE)
    accumulated, fast = walk(accumulated_momentum_step, gradients, beta, LEARNING_RATE * (1 - beta))
    assert largest_difference(averaged, accumulated) <= TOLERANCE
    np.testing.assert_allclose(slow, (1 - beta) * fast, rtol=1e-9, atol=TOLERANCE)


def test_forms_differ_at_one_learning_rate(gradients):
    averaged, _ = walk(momentum_step, gradients, 0.9, LEARNING_RATE)
    accumulated, _ = walk(accumulated_momentum_step, gradients, 0.9, LEARNING_RATE)
    assert largest_difference(averaged, accumulated) > 1


@pytest.mark.parametrize("step", [momentum_step, accumulated_momentum_step])
def test_without_memory_is_gradient_descent(gradients, step):
    positions, _ = walk(step, gradients, 0.0, LEARNING_RATE)
    assert largest_difference(positions, -LEARNING_RATE * np.cumsum(gradients, axis=0)) <= TOLERANCE


def test_on_dicts_is_the_step_of_one_array_for_each(random_numbers):
    parameters, v = random_dict(random_numbers), random_dict(random_numbers, "d")
    for _ in range(5):
        grads = random_dict(random_numbers, "d")
        new_parameters, new_v = update_parameters_with_momentum(parameters, grads, v, 0.9, LEARNING_RATE)
        assert list(new_parameters) == list(parameters)
        assert list(new_v) == list(v)
        for key, w in parameters.items():
            expected_w, expected_v = momentum_step(w, grads["d" + key], v["d" + key], 0.9, LEARNING_RATE)
            np.testing.assert_array_equal(new_parameters[key], expected_w)
            np.testing.assert_array_equal(new_v["d" + key], expected_v)
        parameters, v = new_parameters, new_v


def course_walk(gradients, beta, learning_rate):
    """All positions of a walk with the function that learners write, its coordinates shared out over two arrays."""
    parameters = {"W1": np.zeros((2, 2)), "b1": np.zeros((2, 1))}
    v = initialize_velocity(parameters)
    positions = []
    for gradient in gradients:
        grads = {"dW1": gradient[:4].reshape(2, 2), "db1": gradient[4:].reshape(2, 1)}
        parameters, v = update_parameters_with_momentum(parameters, grads, v, beta, learning_rate)
        positions.append(np.concatenate([array.ravel() for array in parameters.values()]))
    return np.array(positions)


# ── independent libraries ──


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@pytest.mark.parametrize("beta", BETAS)
def test_equals_optax(gradients, beta):
    import optax

    ours = course_walk(gradients, beta, LEARNING_RATE)
    averaged = optax.chain(optax.ema(beta, debias=False), optax.scale(-LEARNING_RATE))
    accumulated = optax.sgd(LEARNING_RATE * (1 - beta), momentum=beta)
    for theirs in (averaged, accumulated):
        assert largest_difference(ours, np.cumsum(optax_outputs(theirs, gradients), axis=0)) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
def test_differs_from_optax_ema_by_default(gradients):
    import optax

    corrected = optax.chain(optax.ema(0.9), optax.scale(-LEARNING_RATE))
    theirs = np.cumsum(optax_outputs(corrected, gradients), axis=0)
    assert largest_difference(course_walk(gradients, 0.9, LEARNING_RATE), theirs) > 0.1


def torch_walk(gradients, **settings):
    import torch

    w = torch.zeros(gradients.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], **settings)
    positions = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient)
        optimizer.step()
        positions.append(w.detach().numpy().copy())
    return np.array(positions)


@pytest.mark.oracle
@pytest.mark.parametrize("beta", BETAS)
def test_equals_torch_sgd(gradients, beta):
    theirs = torch_walk(gradients, lr=LEARNING_RATE * (1 - beta), momentum=beta)
    assert largest_difference(course_walk(gradients, beta, LEARNING_RATE), theirs) <= TOLERANCE


@pytest.mark.oracle
def test_differs_from_torch_sgd_with_dampening_whose_first_buffer_is_a_whole_gradient(gradients):
    theirs = torch_walk(gradients, lr=LEARNING_RATE, momentum=0.9, dampening=0.9)
    assert largest_difference(course_walk(gradients, 0.9, LEARNING_RATE), theirs) > 0.1


# ── properties ──


@given(vectors, vectors, vectors, betas, rates, st.floats(-100, 100))
def test_step_is_linear_in_position_gradient_and_velocity_together(w, g, v, beta, rate, factor):
    once = momentum_step(w, g, v, beta, rate)
    scaled = momentum_step(factor * w, factor * g, factor * v, beta, rate)
    atol = 1e-12 * (1 + abs(factor)) * (1 + np.abs([w, g, v]).max()) * (1 + rate)
    for one, many in zip(once, scaled, strict=True):
        np.testing.assert_allclose(many, factor * one, rtol=0, atol=atol)


@given(vectors, vectors, betas, rates)
def test_velocity_of_the_averaged_form_never_exceeds_the_largest_gradient(g, h, beta, rate):
    _, velocities = walk(momentum_step, np.array([g, h] * 10), beta, rate)
    assert np.all(np.abs(velocities) <= np.maximum(np.abs(g), np.abs(h)) * (1 + 1e-12))


@given(vectors, betas, rates)
def test_steady_step_does_not_depend_on_beta(g, beta, rate):
    w, v = momentum_step(np.zeros(5), g, g, beta, rate)
    np.testing.assert_allclose(v, g, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(w, -rate * g, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_keeps_the_dtype_of_the_parameters(random_numbers, dtype):
    parameters, grads = random_dict(random_numbers, "", dtype), random_dict(random_numbers, "d", dtype)
    v = initialize_velocity(parameters)
    for _ in range(2):
        parameters, v = update_parameters_with_momentum(parameters, grads, v, np.float64(0.9), np.float64(0.01))
    assert {array.dtype for array in (*parameters.values(), *v.values())} == {np.dtype(dtype)}


def test_velocity_starts_at_rest_in_the_shape_and_dtype_of_each_parameter(random_numbers):
    parameters = random_dict(random_numbers, dtype=np.float32)
    v = initialize_velocity(parameters)
    assert list(v) == ["dW1", "db1", "dW2", "db2"]
    for key, w in parameters.items():
        assert v["d" + key].shape == w.shape
        assert v["d" + key].dtype == np.float32
        assert not v["d" + key].any()
        assert not np.shares_memory(v["d" + key], w)


@pytest.mark.usefixtures("global_random_state_untouched")
def test_leaves_its_inputs_and_the_random_state_alone(random_numbers):
    arguments = random_dict(random_numbers), random_dict(random_numbers, "d"), random_dict(random_numbers, "d")
    before = [{key: array.copy() for key, array in slots.items()} for slots in arguments]
    for slots in arguments:
        for array in slots.values():
            array.flags.writeable = False
    results = update_parameters_with_momentum(*arguments, 0.9, 0.1)
    for slots, copies in zip(arguments, before, strict=True):
        assert list(slots) == list(copies)
        for key, array in slots.items():
            np.testing.assert_array_equal(array, copies[key])
            assert not any(np.shares_memory(array, new) for result in results for new in result.values())


def test_reads_views_that_are_not_contiguous(random_numbers):
    wide = random_numbers.normal(size=(4, 6))
    views, copies = wide.T[::2], wide.T[::2].copy()
    for beta in (0.0, 0.9):
        seen = update_parameters_with_momentum({"W1": views}, {"dW1": views}, {"dW1": views}, beta, 0.1)
        copied = update_parameters_with_momentum({"W1": copies}, {"dW1": copies}, {"dW1": copies}, beta, 0.1)
        np.testing.assert_array_equal(seen[0]["W1"], copied[0]["W1"])


def test_ignores_other_entries_of_grads(random_numbers):
    parameters, v = random_dict(random_numbers), random_dict(random_numbers, "d")
    grads = random_dict(random_numbers, "d") | {"dZ1": np.ones((3, 7)), "dA0": None}
    new_parameters, new_v = update_parameters_with_momentum(parameters, grads, v, 0.9, 0.1)
    assert list(new_parameters) == list(parameters)
    assert list(new_v) == list(v)


def test_no_layers_no_parameters():
    assert initialize_velocity({}) == {}
    assert update_parameters_with_momentum({}, {}, {}, 0.9, 0.1) == ({}, {})


# ── bad arguments ──


def update_with(**changes):
    arguments = {
        "parameters": {"W1": np.ones((2, 3)), "b1": np.ones((2, 1))},
        "grads": {"dW1": np.ones((2, 3)), "db1": np.ones((2, 1))},
        "v": {"dW1": np.zeros((2, 3)), "db1": np.zeros((2, 1))},
        "beta": 0.9,
        "learning_rate": 0.1,
    }
    return update_parameters_with_momentum(**(arguments | changes))


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"beta": 1}, ValueError, "beta must be at least 0 and below 1; got 1"),
        ({"beta": -0.1}, ValueError, "beta must be at least 0 and below 1; got -0.1"),
        ({"beta": np.nan}, ValueError, "beta must be at least 0 and below 1; got nan"),
        ({"beta": "0.9"}, TypeError, "beta must be a number; got '0.9'"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0 and finite; got 0"),
        ({"learning_rate": -0.1}, ValueError, "learning_rate must be above 0 and finite; got -0.1"),
        ({"learning_rate": np.inf}, ValueError, "learning_rate must be above 0 and finite; got inf"),
        ({"learning_rate": True}, TypeError, "learning_rate must be a number; got True"),
        (
            {"parameters": [np.ones(2)]},
            TypeError,
            "parameters must be a dict of arrays W1, b1, …; got [array([1., 1.])]",
        ),
        ({"parameters": {"W1": [[1.0]]}}, TypeError, 'parameters["W1"] must be an array; got [[1.0]]'),
        (
            {"parameters": {"W1": np.ones((2, 3), complex)}},
            TypeError,
            'parameters["W1"] must hold real numbers; got dtype complex128',
        ),
        ({"grads": None}, TypeError, "grads must be a dict of arrays dW1, db1, …; got None"),
        (
            {"grads": {"dW1": np.ones((2, 3)), "b1": np.ones((2, 1))}},
            ValueError,
            "grads must hold \"db1\" for parameter \"b1\"; got the keys ['dW1', 'b1']",
        ),
        (
            {"grads": {"dW1": np.ones((3, 2)), "db1": np.ones((2, 1))}},
            ValueError,
            'grads["dW1"] must have the shape of W1, (2, 3); got shape (3, 2)',
        ),
        (
            {"grads": {"dW1": [[1.0] * 3] * 2}},
            TypeError,
            'grads["dW1"] must be an array; got [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]',
        ),
        ({"v": {"dW1": np.ones((2, 3))}}, ValueError, 'v must hold "db1" for parameter "b1"; got the keys [\'dW1\']'),
        (
            {"v": {"dW1": np.zeros((2, 3)), "db1": np.zeros((1, 2))}},
            ValueError,
            'v["db1"] must have the shape of b1, (2, 1); got shape (1, 2)',
        ),
        (
            {"v": {"dW1": np.full((2, 3), "0"), "db1": np.zeros((2, 1))}},
            TypeError,
            'v["dW1"] must hold real numbers; got dtype <U1',
        ),
    ],
)
def test_refuses_bad_arguments_by_name(changes, error, message):
    with pytest.raises(error) as caught:
        update_with(**changes)
    assert str(caught.value) == message


@pytest.mark.parametrize("parameters", [None, 3.0, [np.ones(2)], {"W1": 1.0}, {"W1": np.array(["a"])}])
def test_velocity_needs_a_dict_of_arrays(parameters):
    with pytest.raises(TypeError, match=r"^parameters.* must .*; got"):
        initialize_velocity(parameters)


# ── β warmed up ──


def test_warmup_goes_from_start_to_end():
    assert beta_warmup(1, 100) == 0.5
    assert beta_warmup(51, 100) == pytest.approx(0.7)
    assert beta_warmup(101, 100) == 0.9
    assert beta_warmup(10**9, 100) == 0.9


@given(st.integers(1, 50), st.floats(0, 0.999), st.floats(0, 0.999))
def test_warmup_is_monotone_between_exact_ends(warmup_steps, start, end):
    path = np.array([beta_warmup(t, warmup_steps, start, end) for t in range(1, warmup_steps + 5)])
    assert path[0] == start
    assert np.all(path[warmup_steps:] == end)
    assert np.all(np.diff(path) * np.sign(end - start) >= -1e-15)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 10), ValueError, "t must be at least 1; got 0"),
        ((1.5, 10), TypeError, "t must be a whole number; got 1.5"),
        ((True, 10), TypeError, "t must be a whole number; got True"),
        ((1, 0), ValueError, "warmup_steps must be at least 1; got 0"),
        ((1, 2.5), TypeError, "warmup_steps must be a whole number; got 2.5"),
        ((1, 10, -0.1), ValueError, "beta_start must be at least 0 and below 1; got -0.1"),
        ((1, 10, 0.5, 1.0), ValueError, "beta_end must be at least 0 and below 1; got 1.0"),
    ],
)
def test_warmup_refuses_bad_arguments_by_name(arguments, error, message):
    with pytest.raises(error) as caught:
        beta_warmup(*arguments)
    assert str(caught.value) == message
