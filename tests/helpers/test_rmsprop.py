import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.ema import ema
from helpers.rmsprop import initialize_rmsprop, rmsprop_step, update_parameters_with_rmsprop
from tests.helpers.oracles import BETAS, TOLERANCE, largest_difference, optax_outputs

LEARNING_RATE = 0.05
EPSILONS = (1e-8, 1e-3)
SHAPES = {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}

# Far from the smallest numbers, whose squares would be rounded to 0.
sizes = st.one_of(st.floats(1e-6, 1e6), st.floats(-1e6, -1e-6))
vectors = arrays(np.float64, 5, elements=sizes)
squares = arrays(np.float64, 5, elements=st.floats(0, 1e6))
betas = st.floats(0, 0.999)
rates = st.floats(1e-6, 10)
epsilons = st.floats(1e-12, 1)


def random_dict(rng, prefix="", dtype=np.float64):
    return {prefix + key: rng.normal(size=shape).astype(dtype) for key, shape in SHAPES.items()}


def random_squares(rng, dtype=np.float64):
    return {key: value * value for key, value in random_dict(rng, "d", dtype).items()}


def course_walk(gradients, beta, learning_rate, epsilon):
    """All positions of a walk with the function that learners write, its coordinates shared out over two arrays."""
    parameters = {"W1": np.zeros((2, 2)), "b1": np.zeros((2, 1))}
    s = initialize_rmsprop(parameters)
    positions = []
    for gradient in gradients:
        grads = {"dW1": gradient[:4].reshape(2, 2), "db1": gradient[4:].reshape(2, 1)}
        parameters, s = update_parameters_with_rmsprop(parameters, grads, s, beta, learning_rate, epsilon)
        positions.append(np.concatenate([array.ravel() for array in parameters.values()]))
    return np.array(positions)


# ── closed forms ──


@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("beta", BETAS)
def test_each_step_is_the_gradient_over_the_root_of_the_average_of_its_squares(gradients, beta, epsilon):
    steps = LEARNING_RATE * gradients / (np.sqrt(ema(gradients**2, beta)) + epsilon)
    ours = course_walk(gradients, beta, LEARNING_RATE, epsilon)
    assert largest_difference(ours, -np.cumsum(steps, axis=0)) <= TOLERANCE


def test_without_memory_is_the_sign_of_the_gradient(gradients):
    ours = course_walk(gradients, 0.0, LEARNING_RATE, 0.0)
    assert largest_difference(ours, -LEARNING_RATE * np.cumsum(np.sign(gradients), axis=0)) <= TOLERANCE


def test_on_dicts_is_the_step_of_one_array_for_each(random_numbers):
    parameters, s = random_dict(random_numbers), random_squares(random_numbers)
    for _ in range(5):
        grads = random_dict(random_numbers, "d")
        new_parameters, new_s = update_parameters_with_rmsprop(parameters, grads, s, 0.9, LEARNING_RATE, 1e-3)
        assert list(new_parameters) == list(parameters)
        assert list(new_s) == list(s)
        for key, w in parameters.items():
            expected = rmsprop_step(w, grads["d" + key], s["d" + key], 0.9, LEARNING_RATE, 1e-3)
            np.testing.assert_array_equal((new_parameters[key], new_s["d" + key]), expected)
        parameters, s = new_parameters, new_s


def test_defaults_are_the_course_s(random_numbers):
    arguments = random_dict(random_numbers), random_dict(random_numbers, "d"), random_squares(random_numbers)
    left_out, said = (
        update_parameters_with_rmsprop(*arguments),
        update_parameters_with_rmsprop(*arguments, beta=0.9, learning_rate=0.01, epsilon=1e-8),
    )
    for one, other in zip(left_out, said, strict=True):
        for key, value in one.items():
            np.testing.assert_array_equal(value, other[key])


# ── independent libraries ──


def optax_walk(gradients, **settings):
    import optax

    return np.cumsum(optax_outputs(optax.rmsprop(LEARNING_RATE, **settings), gradients), axis=0)


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("beta", BETAS)
def test_equals_optax_with_epsilon_outside_the_root(gradients, beta, epsilon):
    theirs = optax_walk(gradients, decay=beta, eps=epsilon, eps_in_sqrt=False)
    assert largest_difference(course_walk(gradients, beta, LEARNING_RATE, epsilon), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@pytest.mark.parametrize(
    "settings",
    [{}, {"eps_in_sqrt": False, "initial_scale": 1.0}, {"eps_in_sqrt": False, "bias_correction": True}],
    ids=["ε inside, the default", "starting at 1", "bias corrected"],
)
def test_differs_from_optax_with_other_conventions(gradients, settings):
    ours = course_walk(gradients, 0.9, LEARNING_RATE, 1e-8)
    assert largest_difference(ours, optax_walk(gradients, decay=0.9, eps=1e-8, **settings)) > 0.01


def torch_walk(gradients, **settings):
    import torch

    w = torch.zeros(gradients.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.RMSprop([w], lr=LEARNING_RATE, **settings)
    positions = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient)
        optimizer.step()
        positions.append(w.detach().numpy().copy())
    return np.array(positions)


@pytest.mark.oracle
@pytest.mark.parametrize("epsilon", EPSILONS)
@pytest.mark.parametrize("beta", BETAS)
def test_equals_torch_rmsprop(gradients, beta, epsilon):
    theirs = torch_walk(gradients, alpha=beta, eps=epsilon)
    assert largest_difference(course_walk(gradients, beta, LEARNING_RATE, epsilon), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.parametrize("settings", [{}, {"alpha": 0.9, "centered": True}, {"alpha": 0.9, "momentum": 0.9}])
def test_differs_from_torch_rmsprop_with_other_settings(gradients, settings):
    ours = course_walk(gradients, 0.9, LEARNING_RATE, 1e-8)
    assert largest_difference(ours, torch_walk(gradients, eps=1e-8, **settings)) > 0.1


# ── properties ──


@given(vectors, vectors, squares, betas, rates, epsilons)
def test_no_step_is_longer_than_that_of_a_first_gradient(w, g, s, beta, rate, epsilon):
    """√s is at least √(1 − β)|g| after the step, so a step is at most α/√(1 − β) long, however large g is."""
    stepped, _ = rmsprop_step(w, g, s, beta, rate, epsilon)
    limit = rate / np.sqrt(1 - beta)
    assert np.all(np.abs(stepped - w) <= limit * (1 + 1e-9) + 1e-9 * np.abs(w))


@given(vectors, vectors, squares, betas, rates, st.floats(1e-3, 1e3))
def test_the_unit_of_the_gradients_drops_out_without_epsilon(w, g, s, beta, rate, factor):
    once, average = rmsprop_step(w, g, s, beta, rate, 0.0)
    scaled, scaled_average = rmsprop_step(w, factor * g, factor**2 * s, beta, rate, 0.0)
    np.testing.assert_allclose(scaled, once, rtol=1e-12, atol=1e-9 * rate / np.sqrt(1 - beta))
    np.testing.assert_allclose(scaled_average, factor**2 * average, rtol=1e-12)


@given(vectors, vectors, squares, betas, rates, epsilons)
def test_the_sign_of_a_gradient_turns_the_step_and_leaves_the_average(w, g, s, beta, rate, epsilon):
    there, average = rmsprop_step(np.zeros(5), g, s, beta, rate, epsilon)
    back, same = rmsprop_step(np.zeros(5), -g, s, beta, rate, epsilon)
    np.testing.assert_array_equal(back, -there)
    np.testing.assert_array_equal(same, average)


@given(vectors, betas, rates)
def test_a_gradient_of_zero_moves_nothing(w, beta, rate):
    stepped, s = rmsprop_step(w, np.zeros(5), np.zeros(5), beta, rate)
    np.testing.assert_array_equal(stepped, w)
    assert not s.any()


def test_without_epsilon_a_gradient_of_zero_gives_nan():
    parameters = {"W1": np.ones((1, 1))}
    with np.errstate(invalid="ignore"):
        stepped, _ = update_parameters_with_rmsprop(
            parameters, {"dW1": np.zeros((1, 1))}, initialize_rmsprop(parameters), epsilon=0.0
        )
    assert np.isnan(stepped["W1"]).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_keeps_the_dtype_of_the_parameters(random_numbers, dtype):
    parameters, grads = random_dict(random_numbers, "", dtype), random_dict(random_numbers, "d", dtype)
    s = initialize_rmsprop(parameters)
    settings = np.float64(0.9), np.float64(0.01), np.float64(1e-3)
    for _ in range(2):
        parameters, s = update_parameters_with_rmsprop(parameters, grads, s, *settings)
    assert {array.dtype for array in (*parameters.values(), *s.values())} == {np.dtype(dtype)}


def test_averages_start_at_zero_in_the_shape_and_dtype_of_each_parameter(random_numbers):
    parameters = random_dict(random_numbers, dtype=np.float32)
    s = initialize_rmsprop(parameters)
    assert list(s) == ["dW1", "db1", "dW2", "db2"]
    for key, w in parameters.items():
        assert s["d" + key].shape == w.shape
        assert s["d" + key].dtype == np.float32
        assert not s["d" + key].any()
        assert not np.shares_memory(s["d" + key], w)


@pytest.mark.usefixtures("global_random_state_untouched")
def test_leaves_its_inputs_and_the_random_state_alone(random_numbers):
    arguments = random_dict(random_numbers), random_dict(random_numbers, "d"), random_squares(random_numbers)
    before = [{key: array.copy() for key, array in slots.items()} for slots in arguments]
    for slots in arguments:
        for array in slots.values():
            array.flags.writeable = False
    results = update_parameters_with_rmsprop(*arguments)
    for slots, copies in zip(arguments, before, strict=True):
        assert list(slots) == list(copies)
        for key, array in slots.items():
            np.testing.assert_array_equal(array, copies[key])
            assert not any(np.shares_memory(array, new) for result in results for new in result.values())


def test_ignores_other_entries_of_grads(random_numbers):
    parameters, s = random_dict(random_numbers), random_squares(random_numbers)
    grads = random_dict(random_numbers, "d") | {"dZ1": np.ones((3, 7)), "dA0": None}
    new_parameters, new_s = update_parameters_with_rmsprop(parameters, grads, s)
    assert list(new_parameters) == list(parameters)
    assert list(new_s) == list(s)


def test_no_layers_no_parameters():
    assert initialize_rmsprop({}) == {}
    assert update_parameters_with_rmsprop({}, {}, {}) == ({}, {})


# ── bad arguments ──


def update_with(**changes):
    arguments = {
        "parameters": {"W1": np.ones((2, 3)), "b1": np.ones((2, 1))},
        "grads": {"dW1": np.ones((2, 3)), "db1": np.ones((2, 1))},
        "s": {"dW1": np.zeros((2, 3)), "db1": np.zeros((2, 1))},
    }
    return update_parameters_with_rmsprop(**(arguments | changes))


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"beta": 1}, ValueError, "beta must be at least 0 and below 1; got 1"),
        ({"beta": np.nan}, ValueError, "beta must be at least 0 and below 1; got nan"),
        ({"beta": "0.9"}, TypeError, "beta must be a number; got '0.9'"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0 and finite; got 0"),
        ({"learning_rate": True}, TypeError, "learning_rate must be a number; got True"),
        ({"epsilon": -1e-8}, ValueError, "epsilon must be at least 0 and finite; got -1e-08"),
        ({"epsilon": np.inf}, ValueError, "epsilon must be at least 0 and finite; got inf"),
        ({"epsilon": None}, TypeError, "epsilon must be a number; got None"),
        ({"parameters": {"W1": [[1.0]]}}, TypeError, 'parameters["W1"] must be an array; got [[1.0]]'),
        ({"grads": None}, TypeError, "grads must be a dict of arrays dW1, db1, …; got None"),
        (
            {"grads": {"dW1": np.ones((3, 2)), "db1": np.ones((2, 1))}},
            ValueError,
            'grads["dW1"] must have the shape of W1, (2, 3); got shape (3, 2)',
        ),
        ({"s": {"dW1": np.ones((2, 3))}}, ValueError, 's must hold "db1" for parameter "b1"; got the keys [\'dW1\']'),
        (
            {"s": {"dW1": np.zeros((2, 3)), "db1": np.zeros((1, 2))}},
            ValueError,
            's["db1"] must have the shape of b1, (2, 1); got shape (1, 2)',
        ),
    ],
)
def test_refuses_bad_arguments_by_name(changes, error, message):
    with pytest.raises(error) as caught:
        update_with(**changes)
    assert str(caught.value) == message


@pytest.mark.parametrize("parameters", [None, 3.0, [np.ones(2)], {"W1": 1.0}, {"W1": np.array(["a"])}])
def test_averages_need_a_dict_of_arrays(parameters):
    with pytest.raises(TypeError, match=r"^parameters.* must .*; got"):
        initialize_rmsprop(parameters)
