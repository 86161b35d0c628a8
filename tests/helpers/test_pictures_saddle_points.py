import numpy as np
import pytest

from helpers.pictures import saddle_points as pictures
from helpers.plots import digest, png
from helpers.saddle_points import escape_saddle


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("helpers.language._chosen", "en")


def test_the_three_kinds_are_drawn_as_what_they_are():
    fig, alt = pictures.kinds()
    titles = [ax.get_title().splitlines() for ax in fig.axes]
    assert titles == [
        ["minimum", "eigenvalues +2, +2"],
        ["maximum", "eigenvalues -2, -2"],
        ["saddle", "eigenvalues -2, +2"],
    ]
    assert "A minimum: a bowl" in alt.en


def test_of_the_two_walks_one_stays_on_the_ridge():
    on, off = (pictures.compute_plain(y, 60) for y in (0.0, -0.01))
    assert np.all(on[:, 1] == 0)
    assert off[-1] == pytest.approx([0, -np.sqrt(2)], abs=1e-3)
    _, alt = pictures.two_views()
    assert "stays there, at y = 0;" in alt.en
    assert "at y = -1.414, in a valley, after 60 steps" in alt.en


def test_the_walks_of_the_methods_end_where_the_goal_is():
    for curve in pictures.compute_escapes().values():
        assert curve[0] == 1e-6
        assert curve[-1] >= 1 > curve[-2]
    for curve in pictures.compute_crossings(start=3.0).values():
        assert curve[0] == 3.0
        assert abs(curve[-1]) < 0.1 <= abs(curve[-2])


def test_the_picture_of_the_methods_states_their_steps():
    fig, alt = pictures.methods()
    left, right = ([text.get_text() for text in ax.get_legend().get_texts()] for ax in fig.axes)
    assert left[0] == "plain descent: 715"
    assert right[0] == "13026"
    assert "Adam 80 and 73" in alt.en


def test_the_learners_walks_are_drawn():
    fig, alt = pictures.yours_on_the_ridge(escape_saddle, seeds=3)
    assert len([line for line in fig.axes[1].get_lines() if line.get_color() == pictures.COLOURS[0]]) == 3
    assert "With noise, 3 of 3 leave the saddle, after " in alt.en


def test_a_learner_who_forgets_the_noise_is_told_that_no_walk_leaves():
    _, alt = pictures.yours_on_the_ridge(
        lambda grad, x0, a, steps, noise, seed: escape_saddle(grad, x0, a, steps, 0.0, seed)
    )
    assert "With noise, 0 of 5 leave the saddle." in alt.en


def test_the_goal_is_reached_with_a_noise_between_003_and_01_and_nowhere_else():
    powers = np.arange(-6, 0.1, 0.25)
    told = [pictures.describe_escape(pictures.compute_escape(0.0, 10**p), 0.0, 10**p).en for p in powers]
    assert powers[["Goal reached." in words for words in told]].tolist() == [-1.5, -1.25, -1.0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "The goal: at most 40 steps."),
        ({"log_noise": -1.25}, "Goal reached."),
        ({"log_noise": 0.0}, "the wobble should be at most 0.02"),
        ({"off": 0.5, "log_noise": -6.0}, "start on the ridge"),
    ],
)
def test_the_caption_follows_the_sliders(values, words):
    explorer = pictures.explorer()
    explorer.move(**values)
    assert words in explorer.caption
    track = explorer.figure.axes[0].get_lines()[-1]
    assert track.get_ydata()[0] == values.get("off", 0.0)


def test_a_walk_that_never_leaves_is_told_so():
    assert (
        "still on the saddle after 200 steps"
        in pictures.describe_escape(pictures.compute_escape(0.0, 0.0), 0.0, 0.0).en
    )


@pytest.mark.parametrize(
    "picture",
    [
        pictures.kinds,
        pictures.two_views,
        pictures.methods,
        lambda: pictures.yours_on_the_ridge(escape_saddle),
        lambda: pictures.escape(0.0, -3.0),
    ],
)
def test_every_picture_names_its_axes_and_comes_out_the_same_again(picture):
    fig, alt = picture()
    assert digest(fig) == digest(picture()[0])
    assert png(fig).startswith(b"\x89PNG")
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8
