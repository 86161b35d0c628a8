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
        ["minimum", "eigenvalues +1, +1"],
        ["maximum", "eigenvalues −1, −1"],
        ["saddle", "eigenvalues −1, +1"],
    ]
    assert "A minimum: a bowl" in alt.en


def test_of_the_two_walks_one_stays_on_the_ridge():
    on, off = (pictures.compute_plain(y, 60) for y in (0.0, -0.01))
    assert np.all(on[:, 1] == 0)
    assert off[-1] == pytest.approx([0, -np.sqrt(2)], abs=1e-3)
    _, alt = pictures.two_views()
    assert "stays there, at y = 0;" in alt.en
    assert "at y = −1.414, in a valley, after 60 steps" in alt.en


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


def test_the_page_shows_lengths_across_the_view_as_they_are_and_heights_squeezed():
    across = np.array([np.cos(pictures.AZIMUTH + np.pi / 2), np.sin(pictures.AZIMUTH + np.pi / 2)])
    np.testing.assert_allclose(pictures.seen(across, np.array(0.0)), [1, 0], atol=1e-12)
    away, up = pictures.seen(-np.array([across[1], -across[0]]), 0.0), pictures.seen(np.zeros(2), 1.0)
    assert away == pytest.approx([0, np.sin(pictures.ELEVATION)])
    assert up == pytest.approx([0, pictures.SQUEEZE * np.cos(pictures.ELEVATION)])


def test_what_is_nearer_is_painted_later():
    grid = pictures._grid(pictures.REACH)
    toward_the_eye = grid @ np.array([np.cos(pictures.AZIMUTH), np.sin(pictures.AZIMUTH)])
    assert np.all(np.diff(toward_the_eye, axis=0) > 0)
    assert np.all(np.diff(toward_the_eye, axis=1) > 0)


def test_a_walk_follows_its_closed_forms():
    walk = pictures.compute_escape(-1.2, 1e-9, 0.0)
    t = np.arange(101)
    np.testing.assert_allclose(walk.path[:101, 0], -1.2 * (1 - 2 * pictures.RATE) ** t)
    np.testing.assert_allclose(walk.path[:81, 1], 1e-9 * pictures.GROWTH ** t[:81], rtol=1e-5)
    assert walk.path[int(walk.steps), 1] >= pictures.OUT > walk.path[int(walk.steps) - 1, 1]


def test_a_tenth_of_the_push_takes_the_steps_that_the_caption_says():
    later = np.log(10) / np.log(pictures.GROWTH)
    for y, noise in ((0.0, 1e-3), (0.0, 1e-6), (0.05, 0.0), (0.05, 1e-2)):
        whole, tenth = pictures.compute_escape(1.0, y, noise), pictures.compute_escape(1.0, y / 10, noise / 10)
        assert abs(tenth.steps - whole.steps - later) <= 1


def test_the_goal_is_reached_from_the_ridge_with_a_noise_between_003_and_01_and_nowhere_else():
    powers = np.arange(-6, 0.1, 0.25)
    reached = [power for power in powers if pictures.compute_escape(1.0, 0.0, 10**power).reached]
    assert reached == [-1.5, -1.25, -1.0]
    assert not pictures.compute_escape(1.0, 0.9, 0.0).reached
    assert not pictures.compute_escape(1.0, 0.0, 0.0).reached


def test_the_goal_is_open_at_the_start_and_the_best_is_the_least_noise_that_reaches_it():
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached
    assert explorer.state == {"x": 1.0, "y": 0.0, "noise": True, "log_noise": -1.5}


@pytest.mark.parametrize(
    ("values", "words", "title"),
    [
        ({}, "From y = 0 with noise 0.001: out at step 59;", "out at step 59"),
        ({"noise": False}, "after 200 steps y is still 0.", "never out in 200 steps"),
        ({"noise": False, "y": -0.5}, "From y = −0.5 with noise 0: out at step 5;", "out at step 5"),
        ({"log_noise": 0.0, "x": -1.2}, "y wobbles by 0.12.", "out at step 21"),
        ({"log_noise": -6.0}, "With a tenth of that push, at step 109 (dashed)", "out at step 97"),
    ],
)
def test_caption_titles_and_walks_follow_the_controls(values, words, title):
    explorer = pictures.explorer()
    explorer.move(**values)
    state = explorer.state
    walk = pictures.compute_escape(state["x"], state["y"], 10 ** state["log_noise"] if state["noise"] else 0.0)
    surface, distance, plane = explorer.figure.axes
    assert words in explorer.caption
    assert distance.get_title("left") == title
    drawn = {ax: [line.get_xydata() for line in ax.get_lines()] for ax in (surface, plane, distance)}
    assert any(np.array_equal(data, walk.path) for data in drawn[plane])
    assert any(np.array_equal(data, pictures.on_the_surface(walk.path)) for data in drawn[surface])
    assert any(np.array_equal(data[:, 1], np.abs(walk.path[:, 1])) for data in drawn[distance])


@pytest.mark.parametrize(
    "picture",
    [
        pictures.kinds,
        pictures.two_views,
        pictures.methods,
        lambda: pictures.yours_on_the_ridge(escape_saddle),
    ],
)
def test_every_picture_names_its_axes_and_comes_out_the_same_again(picture):
    fig, alt = picture()
    assert digest(fig) == digest(picture()[0])
    assert png(fig).startswith(b"\x89PNG")
    assert "{" not in alt.en
    for ax in fig.axes:  # a surface has no frame, but the names of its axes at a corner
        assert (ax.get_xlabel() and ax.get_ylabel()) or {"x", "y"} <= {text.get_text() for text in ax.texts}
    assert fig.get_figwidth() <= 8
