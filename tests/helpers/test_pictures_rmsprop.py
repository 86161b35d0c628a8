import re

import numpy as np
import pytest

from helpers.objectives import ravine
from helpers.paths import descend, steps_to_stay_within
from helpers.pictures import rmsprop as pictures
from helpers.plots import digest, png
from helpers.rmsprop import rmsprop_step, update_parameters_with_rmsprop


def line(ax, label):
    return next(line for line in ax.get_lines() if str(line.get_label()).startswith(label))


def tracks(fig):
    return [next(drawn for drawn in ax.get_lines() if drawn.get_marker() == "o").get_xydata() for ax in fig.axes]


# --- what is computed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [0, 20, 45, 90])
def test_a_walk_starts_at_the_same_place_of_the_ravine_however_it_is_turned(degrees):
    walk = pictures.compute_walk(0.02, degrees=degrees)
    place = ravine(1.0, 100.0, np.deg2rad(degrees))
    assert place.value(walk.path[0]) == pytest.approx(0.5 + 50 * 0.09)
    np.testing.assert_array_equal(walk.path, descend(place.gradient, walk.path[0], 300, 0.02, 0.9, rmsprop_step))
    rings = pictures.compute_rings(degrees).reshape(len(pictures.LEVELS), -1, 2)[:, :-1]
    np.testing.assert_allclose(place.value(rings), np.tile(np.c_[list(pictures.LEVELS)], rings.shape[1]))
    assert walk.steps == steps_to_stay_within(walk.path, pictures.GOAL)


def test_the_rates_are_those_that_the_steps_were_made_with():
    place = ravine(1.0, 100.0, np.deg2rad(30))
    for rate in (0.02, lambda t: 0.05 * 0.9**t):
        walk = pictures.compute_walk(rate, beta=0.8, degrees=30, steps=50)
        np.testing.assert_allclose(-np.diff(walk.path, axis=0), walk.rates * place.gradient(walk.path[:-1]))


def test_the_goal_of_the_sliders_is_reached_where_the_lesson_says_and_rarely():
    rates = np.round(np.arange(0.005, 0.2001, 0.005), 3)
    betas = np.round(np.arange(0, 0.981, 0.02), 2)

    def steps(degrees):
        place, start = ravine(1.0, 100.0, np.deg2rad(degrees)), pictures.compute_walk(0.01, 0.9, degrees, 1).path[0]
        path = descend(place.gradient, start, 300, rates[:, None, None], betas[:, None], rmsprop_step)
        return steps_to_stay_within(path, pictures.GOAL)

    straight, turned = steps(0), steps(20)
    reached = np.argwhere(straight < pictures.GOAL_STEPS)
    assert 10 < len(reached) < 0.05 * straight.size
    assert rates[reached[:, 0]].max() < pictures.GOAL * np.sqrt(2)
    best = pictures.explorer().best
    assert pictures.compute_walk(**best).steps == straight.min()
    assert 85 < turned.min() < 125


def test_the_cycle_ends_half_a_rate_from_the_minimum_in_each_coordinate():
    constant, falling = pictures.compute_ends(0.03).values()
    np.testing.assert_allclose(np.abs(constant.path[-1]), 0.015, rtol=1e-3)
    assert constant.distance.min() < 1e-6
    assert falling.distance[-1] < constant.distance[-1] / 1000


def test_each_epsilon_bends_the_curve_at_its_own_border():
    sizes = np.array([1e-8, 1e-4])
    none, outside, inside = pictures.compute_epsilons(sizes).values()
    np.testing.assert_array_equal(none, 1)
    np.testing.assert_allclose(outside, [0.5, 1], rtol=1e-3)
    np.testing.assert_allclose(inside, [1e-4, np.sqrt(0.5)], rtol=1e-3)
    w, s = 0.0, 0.0
    for _ in range(300):
        before = w
        w, s = rmsprop_step(before, 1e-8, s, 0.9, 1.0)
    assert before - w == pytest.approx(outside[0])


# --- yours beside ours ------------------------------------------------------------------------------------------------


def in_place(parameters, grads, s, beta, learning_rate):
    """The course notes' way: the arrays that came in are the arrays that go out."""
    for key, w in parameters.items():
        s["d" + key][:] = beta * s["d" + key] + (1 - beta) * grads["d" + key] ** 2
        w -= learning_rate * grads["d" + key] / (np.sqrt(s["d" + key]) + 1e-8)
    return parameters, s


@pytest.mark.parametrize("update", [update_parameters_with_rmsprop, in_place])
def test_a_right_function_walks_the_same_path_in_place_or_not(update):
    path = pictures.compute_path_of(update, 0.04, 0.9, 40)
    np.testing.assert_allclose(path, pictures.compute_walk(0.04, steps=40).path, rtol=1e-9, atol=1e-12)
    _, alt = pictures.yours_beside_ours(update)
    assert "lies on the reference's" in alt.en


def test_a_wrong_function_is_seen_to_leave_the_path():
    def swapped(parameters, grads, s, beta, learning_rate):
        return update_parameters_with_rmsprop(parameters, grads, s, 1 - beta, learning_rate)

    fig, alt = pictures.yours_beside_ours(swapped)
    gap = np.max(np.abs(line(fig.axes[0], "yours").get_xydata() - line(fig.axes[0], "reference").get_xydata()))
    assert gap > 0.01
    assert f"up to {gap:.3g}" in alt.en


# --- what is drawn ----------------------------------------------------------------------------------------------------


def test_both_walks_of_the_first_picture_take_the_same_steps():
    fig, alt = pictures.straight(steps=40)
    plain, rmsprop = tracks(fig)
    assert len(plain) == len(rmsprop) == 41
    assert np.all(plain[1:, 1] * plain[:-1, 1] < 0)
    lengths = [np.linalg.norm(np.diff(path, axis=0), axis=1).sum() for path in (plain, rmsprop)]
    assert lengths[1] < 1.2 < 10 < lengths[0]
    assert all(f"{np.linalg.norm(path[-1]):.3g}" in alt.en for path in (plain, rmsprop))


def test_in_the_end_a_coordinate_gets_two_over_its_curvature():
    rates = pictures.compute_walk(0.03, 0.5).rates[-1]
    np.testing.assert_allclose(rates, [2 / 1.0, 2 / 100.0], rtol=1e-3)


def test_along_the_axes_the_rates_are_far_apart_and_turned_by_45_degrees_they_are_the_same():
    aligned, turned, across = (pictures.compute_ratio(pictures.compute_walk(0.04, degrees=d)) for d in (0, 45, 90))
    assert aligned > 10
    assert turned == pytest.approx(1, rel=0.1)
    assert across == pytest.approx(1 / aligned, rel=1e-3)


@pytest.mark.parametrize("picture", [pictures.straight, lambda: (pictures.explorer().figure,), pictures.cycle])
def test_the_rounding_of_another_machine_is_not_seen_in_a_picture(picture, monkeypatch):
    here = digest(picture()[0])
    monkeypatch.setattr(pictures, "START", pictures.START * (1 + 1e-15))
    assert digest(picture()[0]) == here


def test_the_cycle_drawn_is_the_cycle_computed():
    fig, alt = pictures.cycle(0.03)
    for name, walk in pictures.compute_ends(0.03).items():
        np.testing.assert_array_equal(line(fig.axes[0], name).get_ydata(), walk.distance)
    assert f"stays at {0.03 / np.sqrt(2):.3g}" in alt.en


def test_the_borders_of_epsilon_are_told():
    fig, alt = pictures.epsilons()
    outside, inside = (float(x) for x in re.findall(r"gradient of (\S+?),.*already at (\S+)\.", alt.en)[0])
    assert outside == pytest.approx(1e-8, rel=0.2)
    assert inside == pytest.approx(1e-4 / np.sqrt(3), rel=0.2)
    assert len(fig.axes[0].get_lines()) == 3


@pytest.mark.parametrize(
    ("rate", "beta", "degrees", "words"),
    [
        (0.04, 0.12, 45, "stays within 0.03 of the minimum after 25 steps."),
        (0.04, 0.9, 45, "after 31 steps, but leaves again, perhaps later than drawn. Turned by 45°, w₁ gets 0.91"),
        (0.03, 0.88, 0, "Turned by 0°, w₁ gets 9.4 ×"),
        (0.2, 0.0, 90, "about α = 0.2 long, lead past it"),
    ],
)
def test_the_picture_and_its_words_follow_the_sliders(rate, beta, degrees, words):
    explorer = pictures.explorer()
    explorer.move(learning_rate=rate, beta=beta, degrees=degrees)
    assert words in explorer.caption
    _, turned, rates, distances = explorer.figure.axes
    walk = pictures.compute_walk(rate, beta, degrees, pictures.SHOWN)
    track, curve = (next(drawn for drawn in ax.get_lines() if drawn.get_marker() == "s") for ax in (turned, distances))
    np.testing.assert_array_equal(track.get_xydata(), walk.path)
    np.testing.assert_array_equal(curve.get_ydata(), walk.distance)
    for drawn, rate_of_one in zip(rates.get_lines()[2:4], walk.rates.T, strict=True):
        np.testing.assert_array_equal(drawn.get_ydata(), rate_of_one)
    assert turned.get_title("left").startswith(f"Turned by {degrees}°")


def test_the_best_settings_reach_the_goal_and_the_start_does_not():
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached


@pytest.mark.parametrize(
    "picture",
    [
        pictures.straight,
        pictures.cycle,
        pictures.epsilons,
        lambda: pictures.yours_beside_ours(update_parameters_with_rmsprop),
    ],
)
def test_every_picture_can_be_drawn_and_is_told(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert fig.get_figwidth() <= 8
    assert alt.en
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
