import math

import numpy as np
import pytest

from helpers.claims import all_claims
from helpers.claims import decay as claims
from helpers.noisy_bowl import Attended, wander

IDS = ["LD-1", "LD-2", "LD-3", "LD-4"]


def found(claim_id, seed=0, quick=True):
    return all_claims()[claim_id].run(seed, quick)


def failed(claim_id):
    return [label.en for label, holds in found(claim_id).conditions.items() if not holds]


def test_the_lesson_shows_every_claim_of_the_curriculum():
    assert [known for known in all_claims() if known.startswith("LD")] == IDS


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("claim_id", IDS)
def test_claim_holds(claim_id, quick, seed):
    finding = found(claim_id, seed, quick)
    assert finding.holds, [label.en for label, holds in finding.conditions.items() if not holds]


@pytest.mark.parametrize("claim_id", IDS)
def test_claim_is_the_same_when_it_is_run_again(claim_id):
    assert found(claim_id) == found(claim_id)


# ── the numbers are those of theory ──


@pytest.mark.parametrize(
    ("bowl", "rate", "label"),
    [(claims.STEEP, 0.01, "1…100, α₀ = 0.01"), (claims.ROUND, 0.1, "all 1, α₀ = 0.1")],
)
def test_ld1_the_constant_rate_ends_on_its_floor_and_a_falling_one_on_that_of_its_last_rate(bowl, rate, label):
    finding = found("LD-1", quick=False)
    # A mean distance is a little below the root mean square that the floor is.
    assert finding[f"eigenvalues {label}: mean final distance, constant"] == pytest.approx(bowl.floor(rate), rel=0.1)
    last = rate / (1 + 0.1 * 49)
    falling = finding[f"eigenvalues {label}: mean final distance, α₀/(1 + 0.1·epoch)"]
    assert falling == pytest.approx(bowl.floor(last), rel=0.1)


def test_ld1_without_noise_the_distance_is_the_product_of_the_steps():
    finding = found("LD-1")
    left = 5 * np.abs(1 - 0.01 * claims.STEEP.eigenvalues) ** 5000
    assert finding["eigenvalues 1…100, without noise: final distance, constant"] == pytest.approx(
        np.linalg.norm(left), rel=1e-9
    )


def test_ld2_all_rates_together_are_a_geometric_sum():
    finding = found("LD-2")
    assert finding["0.5^epoch·α₀: all learning rates together, 100 steps an epoch"] == pytest.approx(100 * 0.1 / 0.5)
    left = finding["the same: share of the start that this leaves along the flattest direction, e^(−λΣα)"]
    assert left == pytest.approx(math.exp(-0.01 * 20))


def test_ld3_the_rates_of_the_last_epoch():
    finding = found("LD-3")
    expected = {
        "constant": 0.1,
        "α₀/(1 + 0.1·epoch)": 0.1 / 5.9,
        "0.95^epoch·α₀": 0.1 * 0.95**49,
        "α₀/√t, t = epoch + 1": 0.1 / math.sqrt(50),
        "α₀/(1 + ⌊epoch/10⌋)": 0.1 / 5,
        "0.5^⌊epoch/10⌋·α₀": 0.1 / 16,
    }
    assert list(expected) == list(claims.SCHEDULES)
    for name, rate in expected.items():
        assert finding[f"rate in epoch 49 from α₀ = 0.1, {name}"] == pytest.approx(rate)


def test_ld4_counts_a_look_for_each_epoch_of_each_run():
    finding = found("LD-4", quick=False)
    assert finding["looks in each run"] == 50
    assert finding["looks in all runs"] == 5000
    fewest, most = finding["changes in a run, fewest"], finding["changes in a run, most"]
    assert 1 <= fewest < finding["changes of the rate in a run, mean"] < most <= 25


def test_wins_are_counted_against_the_first_schedule():
    distances = np.array([[[9.0, 9.0, 9.0, 9.0], [1.0, 1.0, 1.0, 1.0]], [[0.0, 0.0, 0.0, 0.0], [0.5, 1.0, 2.0, 0.9]]])
    assert claims.wins(distances).tolist() == [0.5]  # a tie is no win


def test_a_share_of_the_labels_is_wrong_and_every_sample_keeps_one():
    Y = np.eye(10)[:, np.arange(200) % 10]
    wrong = claims.mislabelled(Y, 0.2, np.random.default_rng(0))
    assert np.sum(np.argmax(wrong, axis=0) != np.argmax(Y, axis=0)) == 40
    np.testing.assert_array_equal(wrong.sum(axis=0), 1)
    np.testing.assert_array_equal(claims.mislabelled(Y, 0.0, np.random.default_rng(0)), Y)


# ── what would refute them ──


def test_schedules_that_do_not_fall_refute_ld1_and_ld3(monkeypatch):
    monkeypatch.setattr(claims, "SCHEDULES", dict.fromkeys(claims.SCHEDULES, lambda rate, epoch: rate))
    assert any("1…100: both decays" in label for label in failed("LD-1"))
    assert any("staircase" in label for label in failed("LD-3"))
    assert any("on the bowl" in label for label in failed("LD-3"))


def test_bowls_with_next_to_no_noise_refute_ld1(monkeypatch):
    monkeypatch.setattr(claims, "STEEP", claims.NoisyBowl(claims.STEEP.eigenvalues, noise=1e-12))
    assert any("1…100: both decays" in label for label in failed("LD-1"))


def test_a_gentle_decay_in_place_of_the_fast_one_refutes_ld2(monkeypatch):
    monkeypatch.setattr(claims, "exponential_decay", lambda rate, epoch, base: rate * 0.95**epoch)
    assert any("0.5^epoch·α₀ ends farther" in label for label in failed("LD-2"))


def test_labels_that_are_right_throughout_refute_ld3(monkeypatch):
    monkeypatch.setattr(claims, "mislabelled", lambda Y, share, rng: Y)
    assert any("digits with wrong labels" in label for label in failed("LD-3"))


def test_a_hand_that_never_moves_refutes_ld4(monkeypatch):
    def asleep(bowl, rate, epochs, runs, seed):
        distances = wander(bowl, [lambda epoch: rate], epochs, runs, seed)[0]
        return Attended(distances, np.full((epochs, runs), rate), epochs, np.zeros(runs, int))

    monkeypatch.setattr(claims, "lower_by_hand", asleep)
    assert any("by hand ends closer" in label for label in failed("LD-4"))
