import numpy as np
import pytest

from helpers.batches import epoch_seeds
from helpers.beyond import muon
from helpers.choosing_an_optimizer import train_one_epoch
from helpers.data import two_moons
from helpers.network import initialize_parameters
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from helpers.training import train

X, Y = two_moons(m=50)


@pytest.mark.parametrize("optimizer", [gradient_descent(), momentum(), rmsprop(), adam(), muon()], ids=lambda o: o.name)
def test_epochs_in_a_row_are_the_training_of_the_course(optimizer):
    layer_dims, seed = [2, 4, 3, 1], 3
    parameters = initialize_parameters(layer_dims, seed)
    state, t = optimizer.init(parameters), 0
    for epoch_seed in epoch_seeds(seed, 4).tolist():
        parameters, state, t = train_one_epoch(parameters, state, X, Y, optimizer, 0.05, 16, epoch_seed, t)
    history = train(X, Y, layer_dims, optimizer, 0.05, num_epochs=4, mini_batch_size=16, seed=seed)
    assert t == history.steps == 4 * 4
    for key, value in parameters.items():
        np.testing.assert_allclose(value, history.parameters[key], rtol=1e-9, atol=1e-12)


def test_every_sample_is_used_once_and_t_counts_on():
    seen = []

    def update(parameters, grads, state, t, learning_rate):
        seen.append(t)
        return parameters, [*state, t]

    optimizer = Optimizer("watching", lambda parameters: [], update)
    parameters = initialize_parameters([2, 1])
    _, state, t = train_one_epoch(parameters, [], X, Y, optimizer, 0.1, 16, seed=0, t=7)
    assert (t, seen, state) == (11, [8, 9, 10, 11], [8, 9, 10, 11])


def test_the_arguments_stay_as_they_were(global_random_state_untouched):
    parameters, optimizer = initialize_parameters([2, 3, 1]), adam()
    state, kept = optimizer.init(parameters), {key: value.copy() for key, value in parameters.items()}
    samples = X.copy(), Y.copy()
    train_one_epoch(parameters, state, *samples, optimizer, 0.1, 16, 0, 0)
    np.testing.assert_array_equal(samples[0], X)
    np.testing.assert_array_equal(samples[1], Y)
    for key, value in parameters.items():
        np.testing.assert_array_equal(value, kept[key])
        assert not state[0]["d" + key].any()


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"optimizer": "adam"}, TypeError, "optimizer must be an Optimizer"),
        ({"learning_rate": 0.0}, ValueError, "learning_rate must be above 0"),
        ({"mini_batch_size": 0}, ValueError, "mini_batch_size must be at least 1"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"t": -1}, ValueError, "t must be at least 0"),
        ({"t": 0.5}, TypeError, "t must be a whole number"),
        ({"Y": Y[:, 1:]}, ValueError, "Y must have as many columns as X"),
    ],
)
def test_arguments_out_of_range_are_named(changed, error, message):
    parameters = initialize_parameters([2, 1])
    arguments = {
        "parameters": parameters, "state": None, "X": X, "Y": Y, "optimizer": gradient_descent(),
        "learning_rate": 0.1, "mini_batch_size": 16, "seed": 0, "t": 0,
    }  # fmt: skip
    with pytest.raises(error, match=message):
        train_one_epoch(**arguments | changed)


def test_an_optimizer_is_written_by_its_name():
    assert repr(adam()) == "Optimizer(name='Adam')"
