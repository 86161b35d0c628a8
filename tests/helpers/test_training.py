import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from helpers.batches import ShuffledBatches, epoch_seeds, with_ones
from helpers.data import load_digits, two_moons
from helpers.mini_batch import random_mini_batches
from helpers.network import (
    accuracy,
    backward_propagation,
    compute_cost,
    flat_view,
    forward_propagation,
    initialize_parameters,
    predict,
)
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from helpers.training import TrainingDivergedError, train

MOONS, DIMS = two_moons(m=150), [2, 5, 2, 1]
OPTIMIZERS = [gradient_descent(), momentum(), rmsprop(), adam()]


def without_in_place(optimizer):
    return Optimizer(optimizer.name, optimizer.init, optimizer.update)


def classic(X, Y, layer_dims, optimizer, num_epochs, size, seed, schedule):
    """The loop as it stands in a textbook, of the readable functions only."""
    parameters = {key: value.copy() for key, value in initialize_parameters(layer_dims, seed).items()}
    state, t, costs, step_costs = optimizer.init(parameters), 0, [], []
    for epoch, epoch_seed in enumerate(epoch_seeds(seed, num_epochs)):
        for X_t, Y_t in random_mini_batches(X, Y, size, int(epoch_seed)):
            logits, cache = forward_propagation(X_t, parameters)
            step_costs.append(compute_cost(logits, Y_t))
            t += 1
            grads = backward_propagation(Y_t, cache, parameters)
            parameters, state = optimizer.update(parameters, grads, state, t, schedule(epoch))
        costs.append(compute_cost(forward_propagation(X, parameters)[0], Y))
    return parameters, costs, step_costs


# ── the trajectory ──


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.name)
@pytest.mark.parametrize("task", ["moons", "digits"])
def test_the_fast_run_is_the_classic_one(optimizer, task):
    if task == "moons":
        (X, Y), dims, epochs, size = MOONS, DIMS, 40, 32
    else:
        digits = load_digits()
        X, Y, dims, epochs, size = digits.X[:, :300], digits.Y[:, :300], [64, 16, 10], 4, 64

    def schedule(epoch):
        return 0.02 / (1 + 0.1 * epoch)

    parameters, costs, step_costs = classic(X, Y, dims, optimizer, epochs, size, 2, schedule)
    for form in (optimizer, without_in_place(optimizer)):
        history = train(X, Y, dims, form, 1.0, epochs, size, seed=2, schedule=schedule, log_steps=True)
        for key, value in parameters.items():
            np.testing.assert_allclose(history.parameters[key], value, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(history.costs, costs, rtol=1e-11)
        np.testing.assert_allclose(history.step_costs, step_costs, rtol=1e-11)
        assert history.learning_rates.tolist() == [schedule(epoch) for epoch in range(epochs)]
        assert history.steps == len(step_costs)
        assert history.accuracies[-1] == accuracy(X, Y, parameters)


def test_a_long_run_stays_on_the_classic_path():
    _, costs, _ = classic(*MOONS, DIMS, adam(), 300, 64, 0, lambda epoch: 0.001)
    history = train(*MOONS, DIMS, adam(), 0.001, 300)
    np.testing.assert_allclose(history.costs, costs, rtol=1e-12)
    assert history.steps == 900


def test_a_run_of_full_batches_makes_one_step_an_epoch():
    history = train(*MOONS, DIMS, gradient_descent(), 0.1, 30, mini_batch_size=150)
    assert history.steps == 30
    assert np.all(np.diff(history.costs) < 0)


def test_it_learns():
    digits = load_digits()
    history = train(digits.X, digits.Y, [64, 32, 10], adam(), 0.003, 12, log_every=12)
    assert history.accuracies[-1] > 0.96
    assert predict(digits.X[:, :10], history.parameters).shape == (10,)


# ── the mini-batches ──


def test_batches_are_those_of_the_lesson_with_a_row_of_ones():
    X, Y = MOONS
    shuffled = ShuffledBatches(X, Y, 64)
    for seed in (0, 5, 2**32 - 1, 5):
        expected = random_mini_batches(X, Y, 64, seed)
        batches = shuffled.epoch(seed)
        assert len(batches) == len(expected) == 3
        for (X_t, Y_t), (X_expected, Y_expected) in zip(batches, expected, strict=True):
            np.testing.assert_array_equal(X_t, with_ones(X_expected))
            np.testing.assert_array_equal(Y_t, Y_expected)


def test_every_epoch_is_shuffled_anew_and_differently_for_each_seed():
    seeds = np.concatenate([epoch_seeds(seed, 50) for seed in range(20)])
    assert len(set(seeds.tolist())) == len(seeds)
    assert seeds.min() >= 0
    assert seeds.max() < 2**32


def test_your_own_mini_batches_fit_in():
    calls = []

    def mine(X, Y, mini_batch_size, seed):
        calls.append(seed)
        return random_mini_batches(X, Y, mini_batch_size, seed)

    ours, yours = (train(*MOONS, DIMS, adam(), 0.01, 5, mini_batches=batches) for batches in (None, mine))
    np.testing.assert_allclose(yours.costs, ours.costs, rtol=1e-12)
    assert calls == epoch_seeds(0, 5).tolist()
    with pytest.raises(ValueError, match=re.escape("mini_batches must give X_t of shape (3, size)")):
        train(*MOONS, DIMS, adam(), 0.01, 1, mini_batches=lambda X, Y, size, seed: [(X[:2], Y)])


# ── the history ──


def test_samples_held_back_are_looked_at_but_not_trained_on():
    X, Y = MOONS
    history = train(X[:, ::2], Y[:, ::2], DIMS, adam(), 0.01, 10, X_test=X[:, 1::2], Y_test=Y[:, 1::2], log_every=4)
    assert history.epochs.tolist() == [4, 8, 10]
    alone = train(X[:, ::2], Y[:, ::2], DIMS, adam(), 0.01, 10)
    np.testing.assert_array_equal(flat_view(history.parameters), flat_view(alone.parameters))
    assert history.test_accuracies[-1] == accuracy(X[:, 1::2], Y[:, 1::2], history.parameters)
    logits, _ = forward_propagation(X[:, 1::2], history.parameters)
    assert history.test_costs[-1] == pytest.approx(compute_cost(logits, Y[:, 1::2]), rel=1e-12)
    assert np.all(np.isnan(alone.test_costs))
    assert alone.epochs.tolist() == list(range(1, 11))
    assert alone.step_costs.size == 0


# ── a learner's optimizer ──


def test_an_optimizer_may_change_its_arguments_or_keep_them():
    kept = []

    def in_place(parameters, grads, state, t, learning_rate):
        kept.append(grads)
        for key in parameters:
            grads["d" + key] *= learning_rate
            parameters[key] -= grads["d" + key]
        return parameters, state

    harmless = train(*MOONS, DIMS, gradient_descent(), 0.1, 5)
    history = train(*MOONS, DIMS, Optimizer("mine", lambda parameters: None, in_place), 0.1, 5)
    np.testing.assert_allclose(history.costs, harmless.costs, rtol=1e-12)
    assert np.any(kept[0]["dW1"] != kept[-1]["dW1"])  # each call has gradients of its own


def test_an_update_of_the_wrong_shape_is_named():
    def wrong(parameters, grads, state, t, learning_rate):
        return parameters | {"b1": parameters["b1"].ravel()}, state

    with pytest.raises(ValueError, match=re.escape('mine must return "b1" in shape (5, 1); got shape (5,)')):
        train(*MOONS, DIMS, Optimizer("mine", lambda parameters: None, wrong), 0.1, 1)


# ── runs that break off ──


def interrupting(after):
    """Gradient descent whose user presses Ctrl+C in the update number after + 1."""
    plain = gradient_descent()

    def update(parameters, grads, state, t, learning_rate):
        if t > after:
            raise KeyboardInterrupt
        return plain.update(parameters, grads, state, t, learning_rate)

    return Optimizer("interrupted", plain.init, update)


@pytest.mark.parametrize(("after", "epochs"), [(0, 0), (3, 1), (4, 1), (9, 3), (14, 4)])
def test_an_interrupt_returns_what_there_is(after, epochs):
    history = train(*MOONS, DIMS, interrupting(after), 0.1, 5, log_steps=True)
    whole = train(*MOONS, DIMS, gradient_descent(), 0.1, 5, log_steps=True)
    assert history.interrupted
    assert not whole.interrupted
    assert history.steps == after
    assert history.epochs.tolist() == list(range(1, epochs + 1))
    np.testing.assert_allclose(history.costs, whole.costs[:epochs], rtol=1e-12)
    np.testing.assert_allclose(history.step_costs[:after], whole.step_costs[:after], rtol=1e-12)
    if after == 3:  # one whole epoch: its parameters
        expected = train(*MOONS, DIMS, gradient_descent(), 0.1, 1).parameters
        np.testing.assert_allclose(flat_view(history.parameters), flat_view(expected), rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "what"),
    [(1e100, r"the gradient dW\d \(layer [123]\) reaches \de\+\d+"), (1e200, r"Z\d \(layer [23]\) holds")],
)
def test_a_diverging_run_says_when_and_in_which_layer(rate, what):
    with pytest.raises(TrainingDivergedError) as caught:
        train(*MOONS, DIMS, gradient_descent(), rate, 50)
    message = str(caught.value)
    assert re.match(rf"training diverged in epoch \d+, step \d+: {what}", message)
    assert f"learning rate {rate:g}" in message
    history = caught.value.history
    assert len(history.costs) == int(re.search(r"epoch (\d+)", message).group(1)) - 1


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_nan_from_an_update_is_traced_to_its_layer(layer):
    def update(parameters, grads, state, t, learning_rate):
        if t == 5:
            parameters[f"b{layer}"][0] = np.nan
        return parameters, state

    broken = Optimizer("broken", lambda parameters: None, update)
    with pytest.raises(TrainingDivergedError, match=rf"epoch 2, step [56]: b{layer} \(layer {layer}\) holds") as caught:
        train(*MOONS, DIMS, broken, 0.1, 5)
    assert caught.value.history.epochs.tolist() == [1]


def test_nan_in_the_very_last_step_does_not_slip_through():
    def update(parameters, grads, state, t, learning_rate):
        if t == 6:
            parameters["W2"][0, 0] = np.inf
        return parameters, state

    with pytest.raises(TrainingDivergedError, match=r"epoch 2, step 6: W2 \(layer 2\)"):
        train(*MOONS, DIMS, Optimizer("broken", lambda parameters: None, update), 0.1, 2)


# ── the progress bar ──


def test_without_a_terminal_nothing_is_printed(capfd):
    train(*MOONS, DIMS, adam(), 0.01, 2)
    assert capfd.readouterr() == ("", "")


def test_a_progress_bar_on_request(capfd):
    train(*MOONS, DIMS, adam(), 0.01, 2, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "training" in err


# ── clear errors ──


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": MOONS[0].T}, "X must have shape (2, m), a row for each input of the net; got (150, 2); its transpose"),
        ({"X": MOONS[0] * np.nan}, "X must hold finite numbers; got 300 that are not"),
        ({"Y": MOONS[1][0]}, "Y must have shape (1, 150)"),
        ({"Y": MOONS[1] + 1}, "Y must hold only 0 and 1"),
        ({"layer_dims": [2, 3]}, "Y must have shape (3, 150)"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0"),
        ({"num_epochs": 0}, "num_epochs must be at least 1"),
        ({"mini_batch_size": 0}, "mini_batch_size must be at least 1"),
        ({"seed": -1}, "seed must be at least 0"),
        ({"schedule": lambda epoch: -1.0}, "schedule(epoch) must be above 0"),
        ({"X_test": MOONS[0]}, "X_test and Y_test must be given together"),
        ({"log_every": 0}, "log_every must be at least 1"),
    ],
)
def test_what_does_not_fit_is_named(changes, message):
    settings = {
        "X": MOONS[0], "Y": MOONS[1], "layer_dims": DIMS, "optimizer": adam(), "learning_rate": 0.1, "num_epochs": 1
    }  # fmt: skip
    with pytest.raises(ValueError, match=re.escape(message)):
        train(**(settings | changes))


def test_a_progress_bar_in_a_notebook_leaves_stderr_empty():
    source = (
        "from helpers.data import two_moons\nfrom helpers.optimizers import adam\nfrom helpers.training import train\n"
        "history = train(*two_moons(), [2, 5, 1], adam(), 0.01, 3, progress=True)\nprint(history.steps)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    streams = {output.name: output.text for output in notebook.cells[0].outputs if output.output_type == "stream"}
    assert streams == {"stdout": "15\n"}
