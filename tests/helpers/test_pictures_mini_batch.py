import numpy as np
import pytest

from helpers.mini_batch import random_mini_batches, update_parameters_with_gd
from helpers.pictures import mini_batch as pictures
from helpers.plots import png
from helpers.regression import walk


def curve(ax, label):
    return next(line for line in ax.get_lines() if line.get_label() == label)


def test_the_curves_drawn_are_those_of_the_walks():
    fig, alt = pictures.curves(epochs=3)
    for ax, size in zip(fig.axes, (256, 32), strict=True):
        np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), walk(pictures.PROBLEM, size, 0.1, 3).batch_costs)
    assert "makes 3 steps" in alt.en
    assert "make 24 steps" in alt.en


def test_the_paths_drawn_are_those_of_the_walks():
    fig, alt = pictures.paths(epochs=2)
    for ax, size in zip(fig.axes, (256, 32, 1), strict=True):
        drawn = ax.get_lines()[-1].get_xydata()
        np.testing.assert_array_equal(drawn, walk(pictures.PROBLEM, size, 0.1, 2).path)
    assert "Single samples make 512" in alt.en


def test_only_single_samples_with_exact_labels_settle_fast():
    noisy, exact = (pictures.compute_settling(noise, epochs=10) for noise in (0.5, 0.0))
    assert all(away.shape == (11,) for away in (*noisy.values(), *exact.values()))
    assert exact["stochastic"][-1] < 1e-7
    assert noisy["stochastic"][-1] > 1e-3
    assert exact["batch"][-1] > 0.1


def test_the_path_of_the_reference_is_its_walk():
    path = pictures.compute_path_of(update_parameters_with_gd, random_mini_batches, 3)
    np.testing.assert_allclose(path, walk(pictures.PROBLEM, 32, 0.1, 3).path, rtol=1e-12, atol=1e-15)


def test_the_learners_walk_is_drawn_even_if_it_is_wrong():
    def uphill(parameters, grads, learning_rate):
        return {key: w + learning_rate * grads["d" + key] for key, w in parameters.items()}

    fig, alt = pictures.yours_beside_ours(uphill, lambda *arguments: random_mini_batches(*arguments), epochs=1)
    np.testing.assert_array_equal(curve(fig.axes[0], "yours").get_xydata()[0], [0, 0])
    assert curve(fig.axes[0], "yours").get_xdata()[-1] < 0
    assert "end 0 apart" not in alt.en


def test_the_reference_is_not_called_the_learners():
    fig, _ = pictures.yours_beside_ours(update_parameters_with_gd, random_mini_batches, epochs=1)
    labels = [line.get_label() for line in fig.axes[0].get_lines()]
    assert "ours until yours pass" in labels
    assert "yours" not in labels


def test_measured_variances_lie_on_the_formula():
    fig, _ = pictures.variances()
    ax = fig.axes[0]
    measured, theory = curve(ax, "measured").get_ydata(), curve(ax, "σ²/B · (m − B)/(m − 1)").get_ydata()
    np.testing.assert_allclose(measured, theory, rtol=0.2)
    assert curve(ax, "σ²/B alone").get_ydata()[-1] > 10 * measured[-1]


@pytest.mark.parametrize(("near", "at_128", "free"), [(0.01, 8, 4), (0.003, 8, 8), (0.001, 32, 32)])
def test_the_fastest_sizes_are_those_that_the_lesson_says(near, at_128, free):
    assert 2 ** pictures.compute_race(near, 128).fastest == at_128
    assert 2 ** pictures.compute_race(near, 0).fastest == free


def test_a_size_arrives_where_its_cost_comes_near_and_stays():
    race = pictures.compute_race(0.01, 128)
    path = walk(pictures.PROBLEM, 32, 0.1, 50).path
    np.testing.assert_array_equal(race.paths[5], path[:401])
    excess, steps = pictures.PROBLEM.excess(path[:401]), int(race.arrivals[5])
    assert excess[steps - 1] > 0.01 >= np.max(excess[steps:])
    assert race.times[5] == steps * (32 + 128)
    assert race.arrivals[0] == np.inf


def test_the_whole_batch_arrives_when_its_closed_form_says():
    X, best = pictures.PROBLEM.X, pictures.PROBLEM.best
    H = X @ X.T / X.shape[1]
    step = np.eye(2) - 0.1 * H
    errors = (-np.linalg.matrix_power(step, t) @ best for t in range(401))
    first = next(t for t, error in enumerate(errors) if error @ H @ error / 2 <= 0.003)
    assert pictures.compute_race(0.003, 0).arrivals[8] == first


@pytest.mark.parametrize("near", pictures.NEAR)
@pytest.mark.parametrize("extra", pictures.EXTRA)
def test_the_explorer_starts_off_its_goal_and_its_best_reaches_it_for_every_list(near, extra):
    explorer = pictures.explorer()
    explorer.move(near=near, extra=extra)
    assert not explorer.reached
    explorer.press()
    assert explorer.reached
    assert (explorer.state["near"], explorer.state["extra"]) == (near, extra)


@pytest.mark.parametrize(
    ("doublings", "words"),
    [
        (0, "wander too wide"),
        (2, "their noise costs more steps"),
        (3, "after 66 steps. A step takes 136, so that is a time of 8,976;"),
        (8, "These pay more for each step"),
    ],
)
def test_the_figure_and_the_caption_follow_the_slider(doublings, words):
    explorer = pictures.explorer()
    explorer.move(doublings=doublings)
    assert words in explorer.caption
    assert f"Batches of {2**doublings} " in explorer.caption
    left, middle, right = explorer.figure.axes
    race = pictures.compute_race(0.01, 128)
    np.testing.assert_array_equal(left.get_lines()[-1].get_xydata(), race.paths[doublings])
    np.testing.assert_array_equal(middle.get_lines()[0].get_ydata(), race.costs[doublings][1:])
    np.testing.assert_array_equal(right.get_lines()[0].get_ydata(), race.times[2:])
    assert left.get_title("left") == f"batches of {2**doublings}"
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in explorer.figure.axes)


@pytest.mark.parametrize(
    "picture",
    [
        pictures.curves,
        pictures.paths,
        pictures.settling,
        lambda: pictures.yours_beside_ours(update_parameters_with_gd, random_mini_batches),
        pictures.variances,
    ],
)
def test_every_picture_names_its_axes_and_has_a_text(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert alt.en
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8


@pytest.mark.parametrize("size", [0, 100, 300, 8.5])
def test_a_size_that_the_slider_does_not_have_is_refused(size):
    with pytest.raises(ValueError, match=f"^size must be one of 1, 2, 4, 8, 16, 32, 64, 128, 256; got {size}$"):
        pictures.explorer(size)
