import numpy as np
import pytest

from helpers import fair_comparison
from helpers.claims import all_claims
from helpers.fair_comparison import FOUR, SHARED, compare_four, three_parts
from helpers.training import train

IDS = [f"CO-{i}" for i in range(1, 5)]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    assert found(claim_id, seed, quick).holds


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again_and_no_label_stands_for_two_numbers(claim_id):
    first = found(claim_id)
    fair_comparison.compare_four.cache_clear()
    fair_comparison.compare_beyond.cache_clear()
    assert first == found(claim_id)
    for labels in (first.numbers, first.conditions):
        assert len({label.en for label in labels}) == len(labels)


def test_no_sample_is_in_two_of_the_three_parts():
    parts = three_parts(0)
    columns = np.hstack([part[0] for part in (parts.training, parts.practice, parts.held_back)])
    assert columns.shape == (64, 1797)
    everything = three_parts(1)
    others = np.hstack([part[0] for part in (everything.training, everything.practice, everything.held_back)])
    np.testing.assert_array_equal(*(table[:, np.lexsort(table)] for table in (columns, others)))


def test_the_numbers_of_co1_are_those_of_single_runs_on_held_back_samples():
    parts = three_parts(0)
    X, Y = parts.held_back
    ends = [
        train(
            *parts.training, (64, 16, 10), FOUR["Adam"][0], SHARED, 10, seed=seed, X_test=X, Y_test=Y
        ).test_accuracies[-1]
        for seed in range(3, 7)
    ]
    assert found("CO-1")[f"Adam: accuracy at the shared α = {SHARED:g}"] == pytest.approx(np.mean(ends), abs=1e-3)


def test_the_rate_is_chosen_without_a_look_at_the_samples_held_back(monkeypatch):
    tuned = {key: result.tuned for key, result in compare_four(0, 1).items()}
    cut = three_parts

    def spoiled(seed):
        parts = cut(seed)
        X, Y = parts.held_back
        return fair_comparison.Parts(parts.training, parts.practice, (X[:, ::-1], Y))

    monkeypatch.setattr(fair_comparison, "three_parts", spoiled)
    again = {key: result.tuned for key, result in compare_four.__wrapped__(0, 1).items()}
    assert tuned == again


def test_a_race_of_equals_fails(monkeypatch):
    adam = FOUR["Adam"]
    for name in FOUR:
        monkeypatch.setitem(fair_comparison.FOUR, name, adam)
    compare_four.cache_clear()
    failed = [label.en for label, holds in found("CO-1").conditions.items() if not holds]
    compare_four.cache_clear()
    assert failed == ["shared α: RMSprop and Adam lead by over 50 points"]


def test_a_net_chosen_among_copies_of_itself_does_not_look_better_than_it_is(monkeypatch):
    from helpers.claims import choosing_an_optimizer as claims

    train_many = claims.train_many

    def copies(*arguments, **settings):
        *before, seeds, epochs = arguments
        return train_many(*before, [seeds[0]] * len(seeds), epochs, **settings)

    monkeypatch.setattr(claims, "train_many", copies)
    assert not found("CO-3").holds
