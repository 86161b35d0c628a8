import numpy as np
import pytest

from helpers import decay
from helpers.noisy_bowl import NoisyBowl
from helpers.pictures import decay as pictures
from helpers.plots import png

OURS = [getattr(decay, name) for name in pictures.CALLS]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("helpers.language._chosen", "en")


def lines(ax):
    return {line.get_label(): np.asarray(line.get_ydata(), float) for line in ax.get_lines()}


def test_both_walks_start_alike_and_the_falling_rate_ends_closer():
    constant, falling = pictures.compute_balls(seed=0).values()
    np.testing.assert_allclose(constant[:2], falling[:2])  # the first step is made at the full rate by both
    ends = [np.mean(np.linalg.norm(path[-pictures.LAST :], axis=-1)) for path in (constant, falling)]
    assert ends[1] < ends[0] / 2


def test_the_ball_has_the_size_that_theory_gives():
    path = next(iter(pictures.compute_balls(seed=1).values()))
    reach = np.sqrt(np.mean(np.sum(path[200:] ** 2, axis=-1)))
    assert reach == pytest.approx(NoisyBowl(np.ones(2)).floor(pictures.FULL_RATE), rel=0.15)


def test_learners_schedules_are_drawn_as_they_are():
    fig, alt = pictures.yours_beside_ours(lambda *arguments: 2 * decay.update_lr(*arguments), *OURS[1:])
    drawn = lines(fig.axes[0])
    np.testing.assert_allclose(drawn["update_lr, yours"], [0.2 / (1 + 0.1 * epoch) for epoch in range(50)])
    np.testing.assert_allclose(drawn["sqrt_decay, ours until yours passes"], [0.1 / np.sqrt(t) for t in range(1, 51)])
    assert "by up to 0.1" in alt.en


def test_right_schedules_lie_on_the_references():
    _, alt = pictures.yours_beside_ours(*OURS)
    assert "lie on the reference's" in alt.en


def test_the_picture_asks_for_all_five_schedules():
    with pytest.raises(ValueError, match="zip"):
        pictures.yours_beside_ours(*OURS[:4])


def test_a_trial_is_the_runs_of_its_setting():
    trial = pictures.compute_trial(0.2, 0.5)
    np.testing.assert_allclose(trial.rates, [decay.update_lr(0.2, epoch, 0.5) for epoch in range(50)])
    assert trial.falling[0] == trial.constant[0] == pytest.approx(5 * np.sqrt(10))
    still = pictures.compute_trial(0.2, 0.5, bowl=NoisyBowl(pictures.FLAT.eigenvalues, noise=0.0))
    assert still.falling[-1] == pytest.approx(still.way_left)


def test_without_decay_both_curves_are_one():
    trial = pictures.compute_trial(0.3, 0.0)
    np.testing.assert_array_equal(trial.falling, trial.constant)


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2, 0.4, 1.0])
def test_no_constant_rate_reaches_the_goal(rate):
    assert not pictures.compute_trial(rate, 0.0).reaches_goal


@pytest.mark.parametrize(("rate", "decay_rate"), [(0.2, 0.2), (0.4, 0.5)])
def test_the_answers_of_the_lesson_reach_the_goal(rate, decay_rate):
    assert pictures.compute_trial(rate, decay_rate).reaches_goal


@pytest.mark.parametrize(
    ("rate", "decay_rate", "words"),
    [(0.4, 0.0, "Most of that is noise"), (0.1, 2.0, "Most of that is way"), (0.4, 0.5, "Goal reached.")],
)
def test_the_caption_follows_the_sliders(rate, decay_rate, words):
    explorer = pictures.explorer()
    explorer.move(learning_rate0=rate, decay_rate=decay_rate)
    assert words in explorer.caption
    left, right = explorer.figure.axes
    trial = pictures.compute_trial(rate, decay_rate)
    np.testing.assert_allclose(left.get_lines()[0].get_ydata(), trial.rates)
    np.testing.assert_allclose(lines(right)["falling"], trial.falling)


def test_the_hand_is_marked_where_it_lowers():
    fig, alt = pictures.attended(seed=0)
    drawn = lines(fig.axes[0])
    assert len(drawn["lowered"]) == np.sum(np.diff(drawn["by hand"]) < 0)
    assert f"lowered {len(drawn['lowered'])} times" in alt.en


def test_the_curves_that_close_in_end_where_their_text_says():
    fig, alt = pictures.closing_in(seed=0, runs=10)
    steep, flat = (lines(ax) for ax in fig.axes)
    assert list(steep) == list(pictures.SCHEDULES)
    assert min(steep, key=lambda name: steep[name][-1]) != "constant"
    assert min(flat, key=lambda name: flat[name][-1]) == "constant"
    assert f"constant {steep['constant'][-1]:.2g}" in alt.en


@pytest.mark.parametrize(
    "picture",
    [
        pictures.balls,
        lambda: pictures.yours_beside_ours(*OURS),
        lambda: pictures.closing_in(runs=3),
        pictures.digits,
        pictures.attended,
        lambda: pictures.trial(0.4, 0.0),
    ],
)
def test_every_picture_names_its_axes_and_has_a_text(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert alt.en
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8
