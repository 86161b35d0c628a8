import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.adam import adam_step, initialize_adam, update_parameters_with_adam
from helpers.bias_correction import bias_correct, ema_corrected
from helpers.ema import ema
from helpers.in_place import PIECE, adam_in_place
from helpers.rmsprop import rmsprop_step
from tests.helpers.oracles import largest_difference, optax_outputs

TOLERANCE = 1e-10
SHAPES = {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}
SETTINGS = [(0.01, 0.9, 0.999, 1e-8), (0.05, 0.5, 0.9, 1e-3), (0.002, 0.0, 0.99, 0.1), (0.1, 0.95, 0.0, 1e-5)]
settings = pytest.mark.parametrize(("rate", "beta1", "beta2", "epsilon"), SETTINGS)

vectors = arrays(np.float64, 5, elements=st.floats(-1e6, 1e6))
betas = st.floats(0, 0.999)


def random_dict(rng, prefix="", dtype=np.float64):
    return {prefix + key: rng.normal(size=shape).astype(dtype) for key, shape in SHAPES.items()}


def walk(gradients, *settings):
    """All positions of a walk from the origin along the given gradients."""
    w, v, s = np.zeros((3, *gradients.shape[1:]))
    positions = []
    for t, gradient in enumerate(gradients, start=1):
        w, v, s, _, _ = adam_step(w, gradient, v, s, t, *settings)
        positions.append(w)
    return np.array(positions)


# ── closed forms ──


@settings
def test_steps_are_the_ratio_of_two_corrected_averages(gradients, rate, beta1, beta2, epsilon):
    ratio = ema_corrected(gradients, beta1) / (np.sqrt(ema_corrected(gradients**2, beta2)) + epsilon)
    ours = walk(gradients, rate, beta1, beta2, epsilon)
    assert largest_difference(ours, -rate * np.cumsum(ratio, axis=0)) <= TOLERANCE


def test_results_are_the_averages_of_the_lessons_before(gradients):
    v, s = np.zeros((2, 6))
    averages, squares = ema(gradients, 0.9), ema(gradients**2, 0.999)
    for t in range(1, 50):
        _, v, s, v_corrected, s_corrected = adam_step(np.zeros(6), gradients[t - 1], v, s, t)
        np.testing.assert_array_equal(v, averages[t - 1])
        np.testing.assert_array_equal(s, squares[t - 1])
        np.testing.assert_array_equal(v_corrected, bias_correct(v, 0.9, t))
        np.testing.assert_array_equal(s_corrected, bias_correct(s, 0.999, t))


@settings
def test_the_first_step_is_the_rate_times_g_over_size_of_g_plus_epsilon(gradients, rate, beta1, beta2, epsilon):
    for g in gradients[:10]:
        first = walk(g[None], rate, beta1, beta2, epsilon)[0]
        np.testing.assert_allclose(first, -rate * g / (np.abs(g) + epsilon), rtol=1e-12)


@given(arrays(np.float64, 5, elements=st.floats(1e-3, 1e6)), st.floats(1e-3, 1e3), betas, betas)
def test_without_epsilon_steps_do_not_change_with_the_unit_of_the_gradient(size, factor, beta1, beta2):
    gradients = size * np.array([[1.0], [-2.0], [0.5], [3.0]])
    once, scaled = (walk(g, 0.1, beta1, beta2, 0.0) for g in (gradients, factor * gradients))
    np.testing.assert_allclose(once, scaled, rtol=1e-9, atol=1e-9)


def test_a_gradient_that_is_always_zero_moves_nothing():
    assert not walk(np.zeros((5, 3))).any()


def test_on_dicts_is_the_step_of_one_array_for_each(random_numbers):
    parameters = random_dict(random_numbers)
    v, s = initialize_adam(parameters)
    for t in range(1, 4):
        grads = random_dict(random_numbers, "d")
        results = update_parameters_with_adam(parameters, grads, v, s, t, 0.05, 0.8, 0.95, 1e-3)
        for key, w in parameters.items():
            d = "d" + key
            expected = adam_step(w, grads[d], v[d], s[d], t, 0.05, 0.8, 0.95, 1e-3)
            for name, slots, array in zip((key, d, d, d, d), results, expected, strict=True):
                np.testing.assert_array_equal(slots[name], array)
        parameters, v, s, _, _ = results


@settings
def test_without_memory_of_gradients_is_rmsprop_corrected(gradients, rate, beta1, beta2, epsilon):
    """RMSprop with s/(1 − β^t) below the root is what is left of Adam at β1 = 0."""
    w, s, positions = np.zeros(6), np.zeros(6), []
    for t, g in enumerate(gradients, start=1):
        share = np.sqrt(1 - beta2**t)  # √s/share + ε = (√s + ε · share)/share
        w, s = rmsprop_step(w, g, s, beta2, rate * share, epsilon * share)
        positions.append(w)
    assert largest_difference(walk(gradients, rate, 0.0, beta2, epsilon), np.array(positions)) <= TOLERANCE


# ── in place ──


@settings
@pytest.mark.parametrize("size", [0, 1, 7, PIECE - 1, PIECE, 2 * PIECE + 5])
def test_in_place_equals_the_readable_form(random_numbers, size, rate, beta1, beta2, epsilon):
    w = random_numbers.normal(size=size)
    flat, gradient, v, s = w.copy(), np.empty(size), np.zeros(size), np.zeros(size)
    step = adam_in_place(flat, gradient, beta1, beta2, epsilon)
    for t in range(1, 6):
        gradient[:] = random_numbers.normal(size=size) * np.logspace(-6, 2, size)
        w, v, s, _, _ = adam_step(w, gradient, v, s, t, rate, beta1, beta2, epsilon)
        step(t, rate)
        np.testing.assert_allclose(flat, w, rtol=0, atol=1e-12)


@settings
def test_in_place_over_1000_steps_equals_the_readable_form(gradients, rate, beta1, beta2, epsilon):
    w, g, positions = np.zeros(6), np.empty(6), []
    step = adam_in_place(w, g, beta1, beta2, epsilon)
    for t, gradient in enumerate(gradients, start=1):
        g[:] = gradient
        step(t, rate)
        positions.append(w.copy())
    assert largest_difference(np.array(positions), walk(gradients, rate, beta1, beta2, epsilon)) <= 1e-12


# ── independent libraries ──


def torch_walk(gradients, **settings):
    import torch

    w = torch.zeros(gradients.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w], **settings)
    positions = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient)
        optimizer.step()
        positions.append(w.detach().numpy().copy())
    return np.array(positions)


def optax_walk(transformation, gradients):
    return np.cumsum(optax_outputs(transformation, gradients), axis=0)


@pytest.mark.oracle
@settings
@pytest.mark.parametrize("form", [{}, {"foreach": True}, {"fused": True}])
def test_equals_torch(gradients, rate, beta1, beta2, epsilon, form):
    theirs = torch_walk(gradients, lr=rate, betas=(beta1, beta2), eps=epsilon, **form)
    assert largest_difference(walk(gradients, rate, beta1, beta2, epsilon), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@settings
def test_equals_optax(gradients, rate, beta1, beta2, epsilon):
    import optax

    theirs = optax_walk(optax.adam(rate, beta1, beta2, epsilon), gradients)
    assert largest_difference(walk(gradients, rate, beta1, beta2, epsilon), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
def test_rmsprop_corrected_of_optax_is_adam_without_memory_of_gradients(gradients):
    import optax

    corrected = optax.scale_by_rms(0.99, eps=1e-3, eps_in_sqrt=False, bias_correction=True)
    theirs = optax_walk(optax.chain(corrected, optax.scale(-0.01)), gradients)
    assert largest_difference(walk(gradients, 0.01, 0.0, 0.99, 1e-3), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
def test_differs_from_optax_with_epsilon_inside_the_root(gradients):
    import optax

    theirs = optax_walk(optax.adam(0.01, eps=0.0, eps_root=1e-3), gradients)
    assert largest_difference(walk(gradients, 0.01, 0.9, 0.999, 1e-3), theirs) > 1e-3


def test_differs_from_the_form_of_keras_whose_epsilon_is_not_corrected(gradients):
    w, v, s, positions = *np.zeros((3, 6)), []
    for t, g in enumerate(gradients, start=1):
        v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g * g
        w = w - 0.01 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * v / (np.sqrt(s) + 1e-3)
        positions.append(w)
    keras, ours = np.array(positions), walk(gradients, 0.01, 0.9, 0.999, 1e-3)
    assert largest_difference(ours, keras) > 1e-3
    no_epsilon = walk(gradients, 0.01, 0.9, 0.999, 0.0)
    assert largest_difference(no_epsilon[:1], keras[:1]) > largest_difference(no_epsilon[:1], ours[:1])


# ── what it leaves alone ──


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_keeps_the_dtype_of_the_parameters(random_numbers, dtype):
    parameters, grads = random_dict(random_numbers, "", dtype), random_dict(random_numbers, "d", dtype)
    v, s = initialize_adam(parameters)
    for t in (1, 2):
        parameters, v, s, *corrected = update_parameters_with_adam(
            parameters, grads, v, s, np.int64(t), np.float64(0.01), epsilon=np.float64(1e-3)
        )
    assert {a.dtype for slots in (parameters, v, s, *corrected) for a in slots.values()} == {np.dtype(dtype)}


def test_the_averages_start_at_zero_each_in_an_array_of_its_own(random_numbers):
    parameters = random_dict(random_numbers, dtype=np.float32)
    v, s = initialize_adam(parameters)
    assert v is not s
    for key, w in parameters.items():
        for slots in (v, s):
            assert slots["d" + key].shape == w.shape
            assert slots["d" + key].dtype == np.float32
            assert not slots["d" + key].any()
        assert not np.shares_memory(v["d" + key], s["d" + key])
    assert list(v) == list(s) == ["dW1", "db1", "dW2", "db2"]


@pytest.mark.usefixtures("global_random_state_untouched")
def test_leaves_its_inputs_and_the_random_state_alone(random_numbers):
    parameters, grads = random_dict(random_numbers), random_dict(random_numbers, "d")
    arguments = parameters, grads, *initialize_adam(parameters)
    before = [{key: array.copy() for key, array in slots.items()} for slots in arguments]
    for slots in arguments:
        for array in slots.values():
            array.flags.writeable = False
    results = update_parameters_with_adam(*arguments, 1)
    for slots, copies in zip(arguments, before, strict=True):
        for key, array in slots.items():
            np.testing.assert_array_equal(array, copies[key])
            assert not any(np.shares_memory(array, new) for result in results for new in result.values())


def test_no_layers_no_parameters():
    assert initialize_adam({}) == ({}, {})
    assert update_parameters_with_adam({}, {}, {}, {}, 1) == ({},) * 5


# ── bad arguments ──


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"t": 0}, ValueError, "t must be at least 1; got 0"),
        ({"t": 1.0}, TypeError, "t must be a whole number; got 1.0"),
        ({"beta1": 1}, ValueError, "beta1 must be at least 0 and below 1; got 1"),
        ({"beta2": -0.1}, ValueError, "beta2 must be at least 0 and below 1; got -0.1"),
        ({"beta2": "0.9"}, TypeError, "beta2 must be a number; got '0.9'"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0 and finite; got 0"),
        ({"epsilon": -1e-8}, ValueError, "epsilon must be at least 0 and finite; got -1e-08"),
        ({"epsilon": None}, TypeError, "epsilon must be a number; got None"),
        ({"parameters": [1]}, TypeError, "parameters must be a dict of arrays W1, b1, …; got [1]"),
        ({"grads": {"W1": np.ones(2)}}, ValueError, 'grads must hold "dW1" for parameter "W1"; got the keys [\'W1\']'),
        ({"v": {"dW1": np.ones(3)}}, ValueError, 'v["dW1"] must have the shape of W1, (2,); got shape (3,)'),
        ({"s": None}, TypeError, "s must be a dict of arrays dW1, db1, …; got None"),
    ],
)
def test_refuses_bad_arguments_by_name(changes, error, message):
    slots = {"dW1": np.zeros(2)}
    arguments = {"parameters": {"W1": np.ones(2)}, "grads": slots, "v": slots, "s": slots, "t": 1}
    with pytest.raises(error) as caught:
        update_parameters_with_adam(**(arguments | changes))
    assert str(caught.value) == message


@pytest.mark.parametrize("parameters", [None, 3.0, [np.ones(2)], {"W1": 1.0}, {"W1": np.array(["a"])}])
def test_the_start_needs_a_dict_of_arrays(parameters):
    with pytest.raises(TypeError, match=r"^parameters.* must .*; got"):
        initialize_adam(parameters)
