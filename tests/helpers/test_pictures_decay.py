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


# --- the explorer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(pictures.WAYS))
def test_an_epoch_at_a_stroke_is_the_walk_of_its_steps(way):
    trial = pictures.compute_trial(way, 0.3, 2.0, seed=3)
    rng, w = np.random.default_rng(3), np.tile(pictures.PLACE, (pictures.RUNS, 1))
    for epoch in range(3):
        w, _ = pictures.BOWL.epoch(w, np.array([trial.rates[epoch]]), rng)
        np.testing.assert_allclose(trial.places[epoch + 1], w, atol=1e-12)


@pytest.mark.parametrize("fall", [0.0, 1.0, 2.5])
def test_every_way_falls_from_the_first_rate_by_as_many_powers_of_ten(fall):
    for way in pictures.WAYS.values():
        rates = way.rates(0.2, fall)
        assert rates[0] == 0.2
        assert rates[-1] == pytest.approx(0.2 / 10**fall)
        assert np.all(np.diff(rates) <= 0)


def test_the_ball_of_a_rate_holds_nine_of_ten_runs_that_are_long_at_it():
    places = pictures.compute_trial("classic", 0.2, 0.0).places[10:]
    ball = pictures.compute_ball(0.2).max(axis=0)
    assert np.mean(np.sum((places / ball) ** 2, axis=-1) <= 1) == pytest.approx(0.9, abs=0.02)


def test_the_numbers_of_a_trial_count_its_runs():
    trial = pictures.compute_trial("powers", 0.1, 1.5)
    lengths = np.linalg.norm(trial.places, axis=-1)
    assert trial.near[-1] == np.sum(lengths[-1] <= pictures.NEAR)
    np.testing.assert_array_equal(
        np.sum(trial.reach[1:] >= lengths[1:].T, axis=0), pictures.GOAL_RUNS
    )  # all start alike
    shrink = np.prod((1 - trial.rates[:, None] * pictures.BOWL.eigenvalues) ** pictures.BOWL.steps, axis=0)
    assert trial.way_left == pytest.approx(np.linalg.norm(shrink * pictures.PLACE))


def test_no_constant_rate_reaches_the_goal_and_the_best_is_the_best_of_the_sliders():
    ends = {
        (way, rate, fall): pictures.compute_trial(way, rate, fall).near[-1]
        for way in pictures.WAYS
        for rate in (0.02, 0.04, 0.06, 0.1, 0.2, 0.4)
        for fall in np.arange(0, 4.1, 0.5)
    }
    assert max(end for (_, _, fall), end in ends.items() if fall == 0) < pictures.GOAL_RUNS / 2
    reached = [setting for setting, end in ends.items() if end >= pictures.GOAL_RUNS]
    assert 3 <= len(reached) < 0.1 * len(ends)
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached
    assert f"it is {max(ends.values())} " in explorer.caption


@pytest.mark.parametrize(
    ("way", "rate", "fall", "words"),
    [
        ("classic", 0.2, 0.0, "it is too large"),
        ("powers", 0.02, 4.0, "before the runs had arrived"),
        ("powers", 0.06, 4.0, "not shrunk to what the last rate allows"),
        ("classic", 0.2, 2.0, "not shrunk to what the last rate allows"),  # long at 0.002, 8 of 10 runs would be there
        ("classic", 0.1, 2.0, "The ball has shrunk into the goal."),
    ],
)
def test_the_caption_says_what_keeps_the_runs_away(way, rate, fall, words):
    explorer = pictures.explorer()
    explorer.move(schedule=way, learning_rate0=rate, fall=fall)
    assert words in explorer.caption
    assert explorer.reached == (words == "The ball has shrunk into the goal.")


def test_the_figure_follows_the_controls():
    explorer = pictures.explorer()
    explorer.move(schedule="stairs", learning_rate0=0.1, fall=1.0, epoch=7)
    trial = pictures.compute_trial("stairs", 0.1, 1.0)
    cloud, rates, lens, reach = explorer.figure.axes
    for ax in (cloud, lens):
        np.testing.assert_array_equal(ax.get_lines()[0].get_xydata(), trial.places[7])
    np.testing.assert_array_equal(lines(reach)["this schedule"], trial.reach)
    np.testing.assert_array_equal(rates.get_lines()[3].get_ydata(), trial.rates)
    assert cloud.get_title("left") == f"After epoch 7: {trial.near[7]} of 100 runs within 0.1"
    assert rates.get_title("left").endswith(f"f = {10 ** (-1 / 4):.3g}: 0.1 → {trial.rates[-1]:.2g}")


@pytest.mark.parametrize("learning_rate", [0.002, 0.01, 0.2])
def test_the_ball_holds_nine_of_ten_and_the_goal_the_share_that_is_told(learning_rate):
    rng = np.random.default_rng(0)
    w = np.zeros((10_000, 2))
    for _ in range(int(10 / learning_rate / pictures.BOWL.steps) + 1):
        w, _ = pictures.BOWL.epoch(w, learning_rate, rng)
    half_axes = np.max(pictures.compute_ball(learning_rate), axis=0)
    assert np.mean(np.sum((w / half_axes) ** 2, axis=-1) <= 1) == pytest.approx(0.9, abs=0.01)
    near = np.mean(np.linalg.norm(w, axis=-1) <= pictures.NEAR)
    assert pictures.compute_share(learning_rate) == pytest.approx(near, abs=0.01)


@pytest.mark.parametrize("epoch", [0, 1, 10, 20, 50])
def test_the_ellipse_is_the_ball_of_the_rate_of_the_steps_just_done(epoch):
    explorer = pictures.explorer()
    explorer.move(schedule="stairs", learning_rate0=0.2, fall=2.0, epoch=epoch)
    rates = pictures.compute_trial("stairs", 0.2, 2.0).rates
    ball = explorer.figure.axes[0].get_lines()[1].get_xydata()
    np.testing.assert_array_equal(ball, pictures.compute_ball(rates[max(epoch - 1, 0)]))


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
    ],
)
def test_every_picture_names_its_axes_and_has_a_text(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert alt.en
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8
