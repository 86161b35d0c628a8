import re

import numpy as np
import pytest

from helpers import experiments
from helpers.data import load_digits, two_moons
from helpers.decay import update_lr
from helpers.experiments import OPTIMIZERS, train_many
from helpers.network import flat_view
from helpers.optimizers import Optimizer, adam
from helpers.training import train

MOONS, DIMS = two_moons(m=150), [2, 5, 2, 1]
RATES, SEEDS = [0.003, 0.03], [0, 7, 3]
ENTRIES = ("costs", "accuracies", "test_costs", "test_accuracies")


def assert_equal_to_single_runs(runs, single):
    """Every run of the stack is what `single(rate, seed)` gives."""
    assert runs.costs.shape == (len(runs.learning_rates), len(runs.seeds), len(runs.epochs))
    for i, rate in enumerate(runs.learning_rates):
        for j, seed in enumerate(runs.seeds):
            history = single(float(rate), int(seed))
            for entry in ENTRIES:
                np.testing.assert_allclose(getattr(runs, entry)[i, j], getattr(history, entry), rtol=1e-10, atol=1e-10)
            np.testing.assert_allclose(runs.flat[i, j], flat_view(history.parameters), rtol=1e-10, atol=1e-10)


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_run_is_the_run_of_train(name):
    runs = train_many(*MOONS, DIMS, name, RATES, SEEDS, num_epochs=30, mini_batch_size=64, log_every=10)
    assert runs.epochs.tolist() == [10, 20, 30]
    assert_equal_to_single_runs(
        runs, lambda rate, seed: train(*MOONS, DIMS, OPTIMIZERS[name](), rate, 30, 64, seed, log_every=10)
    )


def test_with_a_schedule_and_samples_held_back_too():
    digits = load_digits()
    X, Y, X_test, Y_test = digits.X[:, :200], digits.Y[:, :200], digits.X[:, 200:300], digits.Y[:, 200:300]
    optimizer = adam(beta2=0.99)
    runs = train_many(
        X, Y, [64, 8, 10], optimizer, RATES, SEEDS, 4, 32, lambda rate, epoch: update_lr(rate, epoch, 1.0),
        X_test=X_test, Y_test=Y_test,
    )  # fmt: skip
    assert_equal_to_single_runs(
        runs,
        lambda rate, seed: train(
            X, Y, [64, 8, 10], optimizer, rate, 4, 32, seed, lambda epoch: update_lr(rate, epoch, 1.0),
            X_test=X_test, Y_test=Y_test,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("cache", [1, 100_000])
def test_the_size_of_the_stacks_does_not_change_the_runs(cache, monkeypatch):
    whole = train_many(*MOONS, DIMS, "adam", RATES, SEEDS, 5)
    monkeypatch.setattr(experiments, "CACHE", cache)
    parts = train_many(*MOONS, DIMS, "adam", RATES, SEEDS, 5)
    np.testing.assert_allclose(parts.flat, whole.flat, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(parts.costs, whole.costs, rtol=1e-12)


def test_a_run_that_diverges_is_nan_and_leaves_the_others_alone():
    runs = train_many(*MOONS, DIMS, "gradient_descent", [0.1, 1e200], [0, 1], 5)
    alone = train_many(*MOONS, DIMS, "gradient_descent", [0.1], [0, 1], 5)
    assert np.all(np.isnan(runs.costs[1, :, -1]))
    assert np.all(np.isnan(runs.accuracies[1, :, -1]))
    np.testing.assert_array_equal(runs.costs[:1], alone.costs)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer_name": "Adam"}, "optimizer_name must be an Optimizer or one of ['gradient_descent',"),
        ({"optimizer_name": Optimizer("mine", dict, dict)}, "in-place form; mine has none: use train"),
        ({"learning_rates": [0.1, 0.0]}, "learning_rates must be above 0"),
        ({"learning_rates": []}, "learning_rates and seeds must hold at least one value"),
        ({"seeds": []}, "learning_rates and seeds must hold at least one value"),
        ({"seeds": [-1]}, "seed must be at least 0"),
        ({"X": MOONS[0].T}, "X must have shape (2, m)"),
    ],
)
def test_what_does_not_fit_is_named(changes, message):
    settings = {
        "X": MOONS[0], "Y": MOONS[1], "layer_dims": DIMS, "optimizer_name": "adam", "learning_rates": RATES,
        "seeds": SEEDS, "num_epochs": 1,
    }  # fmt: skip
    with pytest.raises(ValueError, match=re.escape(message)):
        train_many(**(settings | changes))
