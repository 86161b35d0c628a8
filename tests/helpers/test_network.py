import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.batches import with_ones
from helpers.buffered_network import BufferedNetwork
from helpers.network import (
    accuracy,
    backward_propagation,
    compute_cost,
    count_parameters,
    cross_entropy,
    flat_view,
    forward_propagation,
    initialize_parameters,
    layer_views,
    output_probabilities,
    predict,
)

NETS = [[2, 1], [2, 5, 2, 1], [3, 1, 1], [4, 3], [4, 7, 6, 3], [1, 1, 2]]


def samples(rng, layer_dims, m=9):
    X = rng.normal(size=(layer_dims[0], m))
    outputs = layer_dims[-1]
    Y = (
        rng.integers(2, size=(1, m)).astype(float)
        if outputs == 1
        else np.eye(outputs)[:, rng.integers(outputs, size=m)]
    )
    return X, Y


def net(rng, layer_dims):
    """Parameters without zeros, so that every gradient matters."""
    parameters = initialize_parameters(layer_dims, seed=1)
    flat_view(parameters)[:] += 0.3 * rng.normal(size=count_parameters(layer_dims))
    return parameters


def cost_of(X, Y, parameters):
    return compute_cost(forward_propagation(X, parameters)[0], Y)


# ── parameters and their flat vector ──


def test_parameters_have_the_shapes_of_the_course():
    parameters = initialize_parameters([2, 5, 1], seed=3)
    assert {key: value.shape for key, value in parameters.items()} == {
        "W1": (5, 2), "b1": (5, 1), "W2": (1, 5), "b2": (1, 1)
    }  # fmt: skip


def test_weights_have_hes_size_and_biases_are_zero():
    parameters = initialize_parameters([200, 300, 10])
    assert np.std(parameters["W1"]) == pytest.approx(np.sqrt(2 / 200), rel=0.02)
    assert np.std(parameters["W2"]) == pytest.approx(np.sqrt(2 / 300), rel=0.05)
    assert not parameters["b1"].any()
    assert not parameters["b2"].any()


@pytest.mark.usefixtures("global_random_state_untouched")
def test_a_seed_decides_the_weights():
    one, same, other = (flat_view(initialize_parameters([2, 5, 1], seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.any(one[one != 0] == other[one != 0])


@pytest.mark.parametrize("layer_dims", NETS)
def test_the_flat_vector_and_the_dict_are_one_memory(layer_dims):
    parameters = initialize_parameters(layer_dims)
    flat = flat_view(parameters)
    assert flat.shape == (count_parameters(layer_dims),)
    flat[:] = 7
    assert all(np.all(value == 7) for value in parameters.values())
    for number, value in enumerate(parameters.values()):
        value[...] = number
    assert sorted(flat) == sorted(n for n, value in enumerate(parameters.values()) for _ in range(value.size))


def test_gradients_lie_in_the_order_of_the_parameters(random_numbers):
    X, Y = samples(random_numbers, [2, 5, 2, 1])
    parameters = net(random_numbers, [2, 5, 2, 1])
    grads = backward_propagation(Y, forward_propagation(X, parameters)[1], parameters)
    expected = {key: value - 0.1 * grads["d" + key] for key, value in parameters.items()}
    flat_view(parameters)[:] -= 0.1 * flat_view(grads)
    for key, value in parameters.items():
        np.testing.assert_array_equal(value, expected[key])


def test_arrays_of_their_own_have_no_flat_vector():
    parameters = initialize_parameters([2, 3, 1])
    some = {"W1": parameters["W1"], "b1": parameters["b1"]}
    for wrong in ({}, some, {key: value.copy() for key, value in parameters.items()}):
        with pytest.raises(ValueError, match="views into one flat vector"):
            flat_view(wrong)


# ── gradients ──


@pytest.mark.parametrize("layer_dims", NETS)
def test_gradients_equal_finite_differences(random_numbers, layer_dims):
    X, Y = samples(random_numbers, layer_dims)
    parameters = net(random_numbers, layer_dims)
    grads = flat_view(backward_propagation(Y, forward_propagation(X, parameters)[1], parameters))
    flat, h = flat_view(parameters), 1e-6
    for k, value in enumerate(flat.copy()):
        costs = []
        for flat[k] in (value + h, value - h):
            costs.append(cost_of(X, Y, parameters))
        flat[k] = value
        assert grads[k] == pytest.approx((costs[0] - costs[1]) / (2 * h), abs=1e-8)


@pytest.mark.oracle
@pytest.mark.parametrize("layer_dims", NETS)
def test_cost_and_gradients_equal_pytorchs(random_numbers, layer_dims):
    import torch

    X, Y = samples(random_numbers, layer_dims)
    parameters = net(random_numbers, layer_dims)
    tensors = {key: torch.tensor(value, requires_grad=True) for key, value in parameters.items()}
    A = torch.tensor(X)
    for layer in range(1, len(layer_dims)):
        Z = tensors[f"W{layer}"] @ A + tensors[f"b{layer}"]
        A = torch.relu(Z)
    functional = torch.nn.functional
    if len(Y) == 1:
        cost = functional.binary_cross_entropy_with_logits(Z, torch.tensor(Y))
    else:
        cost = functional.cross_entropy(Z.T, torch.tensor(Y.argmax(axis=0)))
    cost.backward()
    logits, cache = forward_propagation(X, parameters)
    assert compute_cost(logits, Y) == pytest.approx(cost.item(), rel=1e-12)
    for key, gradient in backward_propagation(Y, cache, parameters).items():
        np.testing.assert_allclose(gradient, tensors[key[1:]].grad.numpy(), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("layer_dims", NETS)
@pytest.mark.parametrize("runs", [(), (3,), (2, 3)])
def test_the_buffered_network_computes_the_same(random_numbers, layer_dims, runs):
    X, Y = samples(random_numbers, layer_dims)
    flat = random_numbers.normal(size=(*runs, count_parameters(layer_dims)))
    buffered = BufferedNetwork(layer_dims, flat)
    for _ in range(2):  # the second time, the buffers hold old numbers
        buffered.workspace(X.shape[1]).gradients(with_ones(X), Y)
    costs, shares = buffered.evaluate([(with_ones(X), Y)])
    assert costs.shape == shares.shape == runs
    for run in np.ndindex(runs):
        parameters = layer_views(flat[run], layer_dims)
        logits, cache = forward_propagation(X, parameters)
        expected = flat_view(backward_propagation(Y, cache, parameters))
        np.testing.assert_allclose(buffered.flat_grads[run], expected, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(buffered.workspace(X.shape[1]).logits[run], logits, rtol=1e-12, atol=1e-12)
        assert costs[run] == pytest.approx(compute_cost(logits, Y), rel=1e-12)
        assert shares[run] == accuracy(X, Y, parameters)


# ── costs at every logit ──


@given(st.floats(-1e4, 1e4), st.sampled_from([0.0, 1.0]))
def test_the_sigmoid_cost_is_safe_and_right(z, y):
    cost = compute_cost(np.array([[z]]), np.array([[y]]))
    margin = z if y == 1 else -z
    assert np.isfinite(cost)
    assert cost == pytest.approx(max(-margin, 0.0) + np.log1p(np.exp(-abs(z))), abs=1e-12)


@pytest.mark.parametrize("z", [1e4, 1e300])
def test_costs_of_extreme_logits_are_finite_and_gradients_too(z):
    for logits, Y in [
        (np.array([[z, -z, z, -z]]), np.array([[1.0, 1.0, 0.0, 0.0]])),
        (np.array([[z, -z], [-z, z], [0.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])),
    ]:
        assert np.isfinite(cross_entropy(logits, Y))
        assert np.all(np.isfinite(output_probabilities(logits)))
    assert compute_cost(np.array([[z], [-z]]), np.array([[1.0], [0.0]])) == 0
    assert compute_cost(np.array([[-1e4]]), np.array([[1.0]])) == 1e4


def test_one_sigmoid_is_a_softmax_of_two():
    z, y = np.linspace(-30, 30, 13)[np.newaxis], np.array([[0.0, 1.0] * 6 + [0.0]])
    two, targets = np.vstack([z, 0 * z]), np.vstack([y, 1 - y])
    assert compute_cost(z, y) == pytest.approx(compute_cost(two, targets), rel=1e-12)
    np.testing.assert_allclose(output_probabilities(two)[:1], output_probabilities(z), atol=1e-15)


def test_softmax_does_not_change_when_all_logits_are_shifted(random_numbers):
    logits, Y = random_numbers.normal(size=(3, 4)), np.eye(3)[:, [0, 1, 2, 0]]
    assert compute_cost(logits + 1e4, Y) == pytest.approx(compute_cost(logits, Y), abs=1e-10)


# ── labels ──


def test_predictions_are_labels(random_numbers):
    X, Y = samples(random_numbers, [4, 7, 3], m=50)
    parameters = net(random_numbers, [4, 7, 3])
    labels = predict(X, parameters)
    assert labels.shape == (50,)
    assert set(labels) <= {0, 1, 2}
    assert accuracy(X, Y, parameters) == np.mean(labels == Y.argmax(axis=0))
    assert accuracy(X, np.eye(3)[:, labels], parameters) == 1


# ── clear errors ──

PARAMETERS = initialize_parameters([2, 5, 1])
CACHE = forward_propagation(np.ones((2, 4)), PARAMETERS)[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: initialize_parameters([2]), "layer_dims must list at least the inputs and the outputs"),
        (lambda: initialize_parameters([2, 0, 1]), "layer_dims[1] must be at least 1; got 0"),
        (lambda: forward_propagation(np.ones((3, 4)), PARAMETERS), "X must have shape (2, m)"),
        (lambda: forward_propagation(np.ones((4, 2)), PARAMETERS), "got (4, 2); its transpose would fit"),
        (lambda: forward_propagation(np.ones(2), PARAMETERS), "X must have shape (2, m)"),
        (lambda: forward_propagation(np.ones((2, 4)), {"W1": np.ones((5, 2))}), "must hold W1, b1, …, WL, bL"),
        (
            lambda: forward_propagation(np.ones((2, 4)), PARAMETERS | {"W2": np.ones((1, 4))}),
            "W2 must have 5 columns, one for each unit of layer 1; got shape (1, 4)",
        ),
        (
            lambda: forward_propagation(np.ones((2, 4)), PARAMETERS | {"b1": np.ones(5)}),
            "b1 must have shape (5, 1), one bias for each row of W1; got (5,)",
        ),
        (lambda: forward_propagation(np.ones((2, 4)), PARAMETERS | {"W1": np.ones(5)}), "W1 must have 2 dimensions"),
        (lambda: compute_cost(np.ones((3, 4)), np.ones((1, 4))), "Y must have shape (3, 4)"),
        (lambda: compute_cost(np.ones((3, 4)), np.zeros((3, 4))), "Y must be one-hot"),
        (lambda: compute_cost(np.ones((3, 4)), np.ones((3, 4))), "Y must be one-hot"),
        (lambda: compute_cost(np.ones((1, 4)), np.full((1, 4), 2)), "Y must hold only 0 and 1"),
        (lambda: backward_propagation(np.ones(4), CACHE, PARAMETERS), "Y must have shape (1, 4)"),
        (lambda: accuracy(np.ones((2, 4)), np.ones((1, 3)), PARAMETERS), "Y must have shape (1, 4)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
