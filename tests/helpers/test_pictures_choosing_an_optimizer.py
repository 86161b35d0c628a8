import numpy as np
import pytest

from helpers.beyond import warmup_cosine
from helpers.choosing_an_optimizer import train_one_epoch
from helpers.fair_comparison import FOUR, LAYER_DIMS, compare_beyond, compare_four, final, three_parts
from helpers.optimizers import adam, momentum
from helpers.pictures import choosing_an_optimizer as pictures
from helpers.plots import png
from helpers.training import train


def lines(ax):
    return {str(line.get_label()).partition(",")[0]: line.get_ydata() for line in ax.get_lines()}


def test_the_first_race_is_at_one_rate_and_the_second_at_everyones_own():
    results = compare_four(0, 3)
    fig, alt = pictures.shared_rate(nets=3)
    own, own_alt = pictures.own_rates(nets=3)
    for name in FOUR:
        constant, decay = results[name, "constant"], results[name, "decay"]
        np.testing.assert_array_equal(lines(fig.axes[0])[name], constant.at_shared.mean(axis=0))
        np.testing.assert_array_equal(lines(own.axes[0])[name], constant.at_tuned.mean(axis=0))
        np.testing.assert_array_equal(lines(own.axes[1])[name], decay.at_tuned.mean(axis=0))
        assert f"{name} {final(constant.at_shared):.1%}" in alt.en
        assert f"{name} {final(decay.at_tuned):.1%}" in own_alt.en


def test_the_loop_of_one_epoch_makes_the_run_of_the_course():
    costs, accuracies = pictures.compute_run_of(train_one_epoch, adam(), 0.01, 3)
    parts = three_parts(0)
    X, Y = parts.practice
    history = train(*parts.training, LAYER_DIMS, adam(), 0.01, 3, X_test=X, Y_test=Y)
    np.testing.assert_allclose(costs, history.costs, rtol=1e-9)
    np.testing.assert_allclose(accuracies, history.test_accuracies)
    _, alt = pictures.yours_beside_ours(train_one_epoch, adam(), 0.01, epochs=3)
    assert "It lies on the reference" in alt.en


def test_another_optimizer_is_seen_to_leave_the_course_run():
    fig, alt = pictures.yours_beside_ours(train_one_epoch, momentum(), 1.0, epochs=3)
    reference, mine = (line.get_ydata() for line in fig.axes[0].get_lines())
    assert f"up to {np.max(np.abs(mine - reference)):.2g} in cost" in alt.en


def test_the_goal_of_the_sliders_is_reached_where_the_lesson_says_and_rarely():
    tried = [(e, size, 0.0) for e in (-2.5, -2, -1.75, -1.5, -1) for size in (16, 32, 64, 128)]
    reached = [setting for setting in tried if pictures.compute_short_run(*setting)[1][-1] >= pictures.GOAL]
    assert (-1.75, 32, 0.0) in reached
    assert len(reached) < len(tried) / 4


@pytest.mark.parametrize(
    ("exponent", "log_size", "decay", "words"),
    [(-1.75, 5, 0.0, "Goal reached."), (-3, 8, 0.0, "The goal: 94%."), (-2, 6, 1.0, "decay rate 1:")],
)
def test_the_caption_and_the_picture_follow_the_sliders(exponent, log_size, decay, words):
    explorer = pictures.explorer()
    explorer.move(exponent=exponent, log_size=log_size, decay_rate=decay)
    assert words in explorer.caption
    _, accuracies = pictures.compute_short_run(exponent, 2**log_size, decay)
    np.testing.assert_array_equal(explorer.figure.axes[0].get_lines()[0].get_ydata(), accuracies)
    assert f"practice accuracy {accuracies[-1]:.1%}" in explorer.caption


def test_what_is_new_is_drawn_as_computed():
    fig, alt = pictures.beyond(nets=3)
    schedule = lines(fig.axes[0])["warm-up"]
    np.testing.assert_allclose(schedule[[0, 10, 55, 100]], [0, 1, warmup_cosine(1.0, 55, 10, 100), 0], atol=1e-12)
    for name, result in compare_beyond(0, 3).items():
        np.testing.assert_array_equal(lines(fig.axes[1])[name], result.at_tuned.mean(axis=0))
        assert f"{name} {final(result.at_tuned):.1%}" in alt.en


@pytest.mark.parametrize(
    "picture",
    [
        lambda: pictures.shared_rate(nets=3),
        lambda: pictures.own_rates(nets=3),
        lambda: pictures.beyond(nets=3),
        lambda: pictures.yours_beside_ours(train_one_epoch, adam(), 0.01, epochs=3),
    ],
)
def test_every_picture_can_be_drawn_and_is_told(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert fig.get_figwidth() <= 8
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
