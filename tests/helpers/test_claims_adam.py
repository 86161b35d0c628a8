from dataclasses import replace

import numpy as np
import pytest

from helpers import four_optimizers
from helpers.adam import adam_step
from helpers.claims import adam as claims
from helpers.claims import all_claims
from helpers.experiments import train_many
from helpers.optimizers import adam

IDS = ["AD-1", "AD-2", "AD-3", "AD-4"]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    yield
    four_optimizers.compare.cache_clear()


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


def failed(claim_id):
    return [label.en for label, holds in found(claim_id).conditions.items() if not holds]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    assert found(claim_id, seed, quick).holds


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again(claim_id):
    first = found(claim_id)
    four_optimizers.compare.cache_clear()
    assert found(claim_id) == first


@pytest.mark.parametrize("claim_id", IDS)
def test_no_label_stands_for_two_numbers(claim_id):
    finding = found(claim_id)
    for labels in (finding.numbers, finding.conditions):
        assert len({label.en for label in labels}) == len(labels)


# --- the numbers, against closed forms --------------------------------------------------------------------------------


def test_ad1_the_first_step_is_half_the_rate_where_the_gradient_is_epsilon():
    finding = found("AD-1")
    assert finding["for |g| = 1e-8 = ε"] == pytest.approx(0.5)
    assert finding["for |g| = 1e-10"] == pytest.approx(1 / 101)


def test_ad2_the_lengths_of_the_first_steps():
    finding = found("AD-2")
    assert finding["only v corrected"] == pytest.approx(1000**0.5)
    assert finding["neither corrected"] == pytest.approx(10**0.5)
    assert finding["only s corrected"] == pytest.approx(0.1)
    t = np.arange(1, 100)
    lengths = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert finding["longest step of a steady gradient, neither corrected"] == pytest.approx(lengths.max())
    assert finding["which step that is"] == 12
    assert [finding[f"steps until {x} lacks less than 1 %"] for x in "vs"] == [44, 4603]


@pytest.mark.parametrize("name", list(claims.SHARES))
def test_ad2_a_correction_left_out_is_the_step_made_without_it(name):
    """The optimizer that the claim trains with, against v and s put into the formula as they are."""
    rng = np.random.default_rng(0)
    w, g = np.zeros(4), np.empty(4)
    step = claims._left_out(name).in_place(w, g)
    by_hand, v, s = np.zeros((3, 4))
    for t in range(1, 30):
        g[:] = rng.normal(size=4)
        step(t, 0.1)
        _, v, s, v_corrected, s_corrected = adam_step(by_hand, g, v, s, t)
        first = v_corrected if name in ("both corrected", "only v corrected") else v
        second = s_corrected if name in ("both corrected", "only s corrected") else s
        by_hand = by_hand - 0.1 * first / (np.sqrt(second) + 1e-8)
    np.testing.assert_allclose(w, by_hand, rtol=1e-5)


def test_ad3_runs_are_those_of_the_stacked_training():
    X, Y, X_test, Y_test = four_optimizers.samples("digits", 1)
    assert X.shape[1] + X_test.shape[1] == 1797
    result = four_optimizers.compare("digits", seed=1, seeds=3)["Adam"]
    setup = four_optimizers.PROBLEMS["digits"]
    alone = train_many(
        X, Y, setup.layer_dims, "adam", [result.tuned], [1001], setup.epochs, X_test=X_test, Y_test=Y_test
    )
    np.testing.assert_allclose(result.costs["tuned"][1], alone.costs[0, 0], rtol=1e-9)
    np.testing.assert_allclose(result.accuracies["tuned"][1], alone.test_accuracies[0, 0])


@pytest.mark.parametrize("problem", list(four_optimizers.PROBLEMS))
def test_ad3_the_own_rate_has_the_lowest_cost_of_its_grid(problem):
    setup = four_optimizers.PROBLEMS[problem]
    X, Y, *_ = four_optimizers.samples(problem, 0)
    result = four_optimizers.compare(problem, seeds=3)["momentum"]
    runs = train_many(X, Y, setup.layer_dims, "momentum", setup.rates["momentum"], range(3), setup.epochs)
    mean = np.nan_to_num(runs.costs[:, :, -1].mean(axis=1), nan=np.inf)
    assert result.tuned == setup.rates["momentum"][int(np.argmin(mean))]
    assert result.costs["tuned"][:, -1].mean() == pytest.approx(mean.min())


def test_ad3_a_run_that_diverges_is_never_the_tuned_one(monkeypatch):
    setup = four_optimizers.PROBLEMS["digits"]
    wild = replace(setup, rates={"gradient_descent": (0.3, 1e200)})
    monkeypatch.setitem(four_optimizers.PROBLEMS, "digits", wild)
    four_optimizers.compare.cache_clear()
    assert four_optimizers.compare("digits", seeds=2)["gradient descent"].tuned == 0.3


def test_ad3_samples_held_back_are_not_trained_with():
    for problem in four_optimizers.PROBLEMS:
        X, _, X_test, _ = four_optimizers.samples(problem, 0)
        trained = {column.tobytes() for column in X.T}
        held_back = [column.tobytes() for column in X_test.T]
        assert sum(column in trained for column in held_back) <= 3  # the digits hold a few that are alike


# --- a broken method makes a claim fail -------------------------------------------------------------------------------


def without_correction(w, gradient, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    v, s = beta1 * v + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    return w - learning_rate * v / (np.sqrt(s) + epsilon), v, s, v, s


def test_adam_without_correction_refutes_ad1(monkeypatch):
    monkeypatch.setattr(claims, "adam_step", without_correction)
    assert "every first step is α·g/(|g| + ε)" in failed("AD-1")
    assert "with β1 = 0 it is corrected RMSprop's path to 1e-10" in failed("AD-1")


def test_a_correction_that_does_nothing_refutes_ad2(monkeypatch):
    monkeypatch.setattr(claims, "_left_out", lambda name: adam())
    assert "without the correction of s, training fails at α = 0.03" in failed("AD-2")


def test_four_times_the_same_method_refutes_ad3(monkeypatch):
    def always_adam(X, Y, layer_dims, optimizer, *arguments, **options):
        return train_many(X, Y, layer_dims, "adam", *arguments, **options)

    monkeypatch.setattr(four_optimizers, "train_many", always_adam)
    four_optimizers.compare.cache_clear()
    assert "two moons: at the shared α, RMSprop and Adam are ahead by over 10 points" in failed("AD-3")


def test_a_method_that_any_rate_suits_refutes_ad4(monkeypatch):
    def at_one_rate(X, Y, layer_dims, optimizer, rates, *arguments, **options):
        return train_many(X, Y, layer_dims, optimizer, [0.03] * len(rates), *arguments, **options)

    monkeypatch.setattr(claims, "train_many", at_one_rate)
    assert "ten times more or less of α costs over 5 points each" in failed("AD-4")
