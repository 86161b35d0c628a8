import numpy as np
import pytest

from helpers import leaderboard
from helpers.data import load_digits, split
from helpers.leaderboard import Entry, board, score
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum
from helpers.training import train


def test_the_score_is_that_of_the_mean_curve_on_samples_held_back():
    digits, curves = load_digits(), []
    for seed in leaderboard.SEEDS:
        X, Y, X_test, Y_test = split(digits.X, digits.Y, seed=seed)
        history = train(X, Y, [64, 64, 10], adam(), 0.01, 20, seed=seed, X_test=X_test, Y_test=Y_test)
        curves.append(history.test_accuracies)
    mean = np.mean(curves, axis=0)
    entry = score("Adam", adam(), 0.01)
    assert mean[entry.epochs - 1] >= 0.97 > np.max(mean[: entry.epochs - 1])
    assert entry.accuracy == mean[-1]


def test_a_learners_own_function_scores_as_ours_does():
    def own(parameters, grads, v, beta, learning_rate):
        for key in parameters:
            v["d" + key] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
            parameters[key] = parameters[key] - learning_rate * v["d" + key]
        return parameters, v

    ours, theirs = score("m", momentum(), 1.0), score("m", momentum(update_parameters=own), 1.0)
    assert ours.epochs == theirs.epochs
    assert ours.accuracy == pytest.approx(theirs.accuracy, abs=0.003)


def test_a_lucky_epoch_of_one_net_does_not_count(monkeypatch):
    class History:
        def __init__(self, curve):
            self.test_accuracies = np.array(curve)

    runs = iter([[0.99, 0.5, 0.97], [0.5, 0.99, 0.97], [0.5, 0.5, 0.98]])
    monkeypatch.setattr(leaderboard, "EPOCHS", 3)
    monkeypatch.setattr(leaderboard, "train", lambda *arguments, **settings: History(next(runs)))
    assert score("lucky", adam(), 0.1).epochs == 3


def test_a_run_that_diverges_counts_as_nothing_and_raises_nothing():
    def explode(parameters, grads, state, t, learning_rate):
        return {key: value * np.inf for key, value in parameters.items()}, state

    assert score("boom", Optimizer("boom", lambda parameters: None, explode), 0.1) == Entry("boom", None, 0.0)


def test_too_small_a_rate_does_not_reach_the_goal():
    assert score("slow", gradient_descent(), 1e-3).epochs is None


def test_the_board_is_in_order():
    entries = [Entry("c", None, 0.96), Entry("b", 9, 0.975), Entry("a", 9, 0.98), Entry("d", None, 0.9)]
    assert [line.split()[1] for line in board(entries).splitlines()[1:]] == ["a", "b", "c", "d"]
    assert board([]).count("\n") == 0
