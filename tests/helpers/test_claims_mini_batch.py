import numpy as np
import pytest

from helpers.claims import Report, all_claims
from helpers.claims import mini_batch as claims
from helpers.regression import gradient, make_regression, walk

IDS = [f"MB-{n}" for n in range(1, 10)]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


def test_the_lesson_shows_every_claim_of_the_curriculum():
    assert [known for known in all_claims() if known.startswith("MB")] == IDS


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    finding = found(claim_id, seed, quick)
    assert finding.holds, Report(claim_id, finding)
    assert finding.numbers


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again(claim_id):
    assert found(claim_id) == found(claim_id)


def test_mb1_the_numbers_of_the_lesson():
    finding = found("MB-1")
    assert finding["mini-batches"] == 5000
    assert finding["148 samples in batches of 64: samples in the last one"] == 20


def test_mb2_counts_and_the_closed_form_of_the_whole_batch():
    finding = found("MB-2", seed=1)
    problem = make_regression(2000, seed=1)
    H = problem.X @ problem.X.T / problem.m
    rate = 2 / np.trace(H)
    left = np.linalg.matrix_power(np.eye(2) - rate * H, 3) @ problem.best
    assert finding["batch: cost above the least after 3 epochs"] == pytest.approx(left @ H @ left / 2, rel=1e-9)
    assert [finding[f"{name}: updates an epoch"] for name in ("batch", "mini-batch", "stochastic")] == [1, 32, 2000]


def test_mb9_the_formula_is_the_variance_over_every_possible_batch():
    problem, w = make_regression(6, seed=2), np.array([0.2, 0.1])
    whole = gradient(w, problem.X, problem.Y)
    pairs = [(i, j) for i in range(6) for j in range(i)]
    off = [gradient(w, problem.X[:, pair], problem.Y[:, pair]) - whole for pair in map(list, pairs)]
    assert claims.expected_variance(problem, w, 2) == pytest.approx(np.mean(np.sum(np.square(off), axis=1)))
    assert claims.batch_variance(problem, w, 1, 3, seed=0) == pytest.approx(claims.expected_variance(problem, w, 1))


def test_the_work_of_an_epoch_is_counted_operation_by_operation():
    # For each batch: w·X, minus Y, X times that, divided by the size; the first two give a number for each sample.
    assert claims.count_work(make_regression(10), 10) == (4, 10 + 10 + 2 + 2)
    assert claims.count_work(make_regression(10), 4) == (12, 10 + 10 + 3 * 4)


def test_shares_and_wandering():
    assert claims.rising_share(np.array([3.0, 2.0, 4.0, 1.0, 0.0])) == 0.25
    problem = make_regression(16, seed=0)
    run = walk(problem, 16, 0.1, 3)
    away = problem.distance(run.path[2:])
    assert claims.wander(problem, run) == pytest.approx(np.sqrt(np.mean(away**2)))


def patch_batches(monkeypatch, make):
    monkeypatch.setattr(claims, "random_mini_batches", make)


def test_a_lost_last_batch_refutes_mb1(monkeypatch):
    original = claims.random_mini_batches
    patch_batches(monkeypatch, lambda *arguments: original(*arguments)[:-1])
    assert not found("MB-1").holds


@pytest.mark.parametrize(("claim_id", "rate"), [("MB-2", 1e-5), ("MB-3", 2.5), ("MB-4", 1e-5), ("MB-8", 1.4)])
def test_a_learning_rate_that_does_not_fit_refutes(monkeypatch, claim_id, rate):
    monkeypatch.setattr(claims, "RATE", rate)
    with np.errstate(all="ignore"):
        assert not found(claim_id).holds


def test_a_gradient_taken_sample_by_sample_refutes_mb5(monkeypatch):
    def one_by_one(w, X, Y):
        return sum(gradient(w, X[:, [i]], Y[:, [i]]) for i in range(X.shape[1])) / X.shape[1]

    monkeypatch.setattr(claims, "gradient", one_by_one)
    assert not found("MB-5").holds


def test_batches_that_are_never_shuffled_refute_mb7(monkeypatch):
    patch_batches(monkeypatch, claims._sorted_batches)
    assert not found("MB-7").holds


def test_drawing_with_replacement_refutes_mb9(monkeypatch):
    def with_replacement(X, Y, size, seed=0):
        columns = np.random.default_rng(seed).integers(0, X.shape[1], (max(1, X.shape[1] // size), size))
        return [(X[:, piece], Y[:, piece]) for piece in columns]

    patch_batches(monkeypatch, with_replacement)
    assert not found("MB-9").holds


def test_a_network_that_learns_nothing_refutes_mb6(monkeypatch):
    original = claims.train
    monkeypatch.setattr(
        claims,
        "train",
        lambda X, Y, dims, optimizer, rate, *rest, **more: original(X, Y, dims, optimizer, 1e-6, *rest, **more),
    )
    assert not found("MB-6").holds
