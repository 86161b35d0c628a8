import re
from functools import cache

import numpy as np
import pytest

from helpers.ema import ema
from helpers.momentum import update_parameters_with_momentum
from helpers.paths import descend, steps_to_stay_within
from helpers.pictures import momentum as pictures
from helpers.plots import png
from helpers.rates import DIVERGES, RIPPLES, SMOOTH, regime


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("helpers.language._chosen", "en")


def line(ax, label):
    return next(line for line in ax.get_lines() if str(line.get_label()).startswith(label))


# --- what is computed -------------------------------------------------------------------------------------------------


def test_a_walk_counts_the_steps_until_its_cost_stays_low():
    walk = pictures.compute_walk(0.08, 0.8)
    np.testing.assert_array_equal(walk.path, descend(pictures.RAVINE.gradient, pictures.START, 300, 0.08, 0.8))
    np.testing.assert_allclose(walk.cost, 0.5 * walk.path[:, 0] ** 2 + 50 * walk.path[:, 1] ** 2)
    steps = int(walk.steps)
    assert walk.cost[steps - 1] > pictures.GOAL
    assert np.all(walk.cost[steps:] <= pictures.GOAL)
    assert walk.regime == RIPPLES


def test_a_walk_that_has_left_is_not_drawn_further():
    walk = pictures.compute_walk(0.4, 0.0)
    assert walk.regime == DIVERGES
    assert walk.steps == np.inf
    assert np.nanmax(np.abs(walk.path)) < pictures.GONE
    gone = np.isnan(walk.path[:, 0])
    assert gone[-1]
    assert np.all(np.diff(gone.astype(int)) >= 0)


RATES, BETAS = np.round(np.arange(0.001, 0.2501, 0.001), 3), np.round(np.arange(0, 0.981, 0.01), 2)


@cache
def steps_of_all_settings():
    """Steps to the goal for each pair of the sliders' values, of shape (rates, betas); inf after 60 steps."""
    rate, beta = (setting[..., None] for setting in np.meshgrid(RATES, BETAS, indexing="ij"))
    start = np.broadcast_to(pictures.START, (len(RATES), len(BETAS), 2))
    cost = np.minimum(pictures.RAVINE.value(descend(pictures.RAVINE.gradient, start, 60, rate, beta)), 1e9)
    return steps_to_stay_within(cost[..., None], pictures.GOAL)


def test_the_goal_of_the_sliders_is_reached_where_the_lesson_says_and_rarely():
    reached = steps_of_all_settings() < pictures.GOAL_STEPS
    assert reached[RATES == 0.1, BETAS == 0.7]
    assert 0 < reached.mean() < 0.01
    rates, betas = RATES[reached.any(axis=1)], BETAS[reached.any(axis=0)]
    assert (rates[0], rates[-1], betas[0], betas[-1]) == (0.079, 0.118, 0.64, 0.76)


def test_the_gradients_are_those_of_plain_descent_and_the_averages_theirs():
    gradients, averages = pictures.compute_components(steps=40)
    np.testing.assert_allclose(averages, ema(gradients, 0.9))
    assert np.all(gradients[1:, 1] * gradients[:-1, 1] < 0)
    assert np.all(gradients[:, 0] < 0)
    assert abs(averages[-1, 1]) < 0.1 * abs(gradients[-1, 1])


def test_velocities_rise_to_the_gradient_and_coast():
    curves = pictures.compute_velocities(beta=0.9, push=80, steps=100)
    t = np.arange(1, 81)
    np.testing.assert_allclose(curves["averaged"][:80], 1 - 0.9**t)
    np.testing.assert_allclose(curves["accumulated"], 10 * curves["averaged"])
    np.testing.assert_allclose(curves["bias-corrected"][:80], 1)
    np.testing.assert_allclose(curves["averaged"][81:] / curves["averaged"][80:-1], 0.9)


def test_the_borders_drawn_are_those_of_the_eigenvalues():
    betas = np.array([0.01, 0.3, 0.7, 0.95])
    ripples, diverges = pictures.compute_edges(betas)
    for below, border, above in ((SMOOTH, ripples, RIPPLES), (RIPPLES, diverges, DIVERGES)):
        assert [int(regime(b, 0.99 * x, [1.0])) for b, x in zip(betas, border, strict=True)] == [below] * 4
        assert [int(regime(b, 1.01 * x, [1.0])) for b, x in zip(betas, border, strict=True)] == [above] * 4


def test_the_plane_is_best_at_the_star():
    rates, betas, plane = pictures.compute_plane(points=300)
    row, column = np.unravel_index(np.argmin(plane), plane.shape)
    assert betas[row] == pytest.approx((9 / 11) ** 2, abs=0.01)
    assert rates[column] == pytest.approx(0.1, rel=0.04)


def test_bumps_stop_two_of_three():
    plain, averaged, accumulated = (path[-1] for path in pictures.compute_bumps().values())
    assert plain == pytest.approx(averaged, abs=1e-6)
    assert plain > 1
    assert accumulated == pytest.approx(0, abs=1e-6)
    for end in (plain, averaged, accumulated):
        assert pictures.BUMPS.gradient(np.array([end])) == pytest.approx(0, abs=1e-6)


# --- yours beside ours ------------------------------------------------------------------------------------------------


def in_place(parameters, grads, v, beta, learning_rate):
    """The course notes' way: the arrays that came in are the arrays that go out."""
    for layer in range(1, len(parameters) // 2 + 1):
        for name in ("W", "b"):
            key = f"{name}{layer}"
            v["d" + key][:] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
            parameters[key] -= learning_rate * v["d" + key]
    return parameters, v


def swapped(parameters, grads, v, beta, learning_rate):
    return update_parameters_with_momentum(parameters, grads, v, 1 - beta, learning_rate)


@pytest.mark.parametrize("update", [update_parameters_with_momentum, in_place])
def test_a_right_function_walks_the_same_path_in_place_or_not(update):
    path = pictures.compute_path_of(update, 0.08, 0.8, 40)
    np.testing.assert_allclose(path, pictures.compute_walk(0.08, 0.8, 40).path, rtol=1e-12, atol=1e-15)
    _, alt = pictures.yours_beside_ours(update)
    assert "lies on the reference's" in alt.en
    assert "重合" in alt.zh


def test_a_wrong_function_is_seen_to_leave_the_path():
    fig, alt = pictures.yours_beside_ours(swapped)
    gap = np.max(np.abs(line(fig.axes[0], "yours").get_xydata() - line(fig.axes[0], "reference").get_xydata()))
    assert gap > 0.1
    assert f"up to {gap:.3g}" in alt.en


# --- what is drawn ----------------------------------------------------------------------------------------------------


def test_both_walks_of_the_first_picture_take_the_same_steps():
    fig, alt = pictures.zigzag(steps=40)
    plain, momentum = (next(drawn for drawn in ax.get_lines() if drawn.get_marker() == "o") for ax in fig.axes)
    assert len(plain.get_xydata()) == len(momentum.get_xydata()) == 41
    costs = [pictures.RAVINE.value(drawn.get_xydata()[-1]) for drawn in (plain, momentum)]
    assert costs[1] < costs[0] / 100
    assert all(f"{cost:.3g}" in alt.en for cost in costs)


def test_the_components_drawn_are_the_components_computed():
    fig, alt = pictures.components()
    gradients, averages = pictures.compute_components()
    for ax, i in ((fig.axes[0], 1), (fig.axes[1], 0)):
        np.testing.assert_array_equal(line(ax, "gradient").get_ydata(), gradients[:, i])
        np.testing.assert_array_equal(line(ax, "average").get_ydata(), averages[:, i])
    assert f"{abs(averages[-1, 1] / gradients[-1, 1]):.2g} times" in alt.en


def test_the_velocities_drawn_never_exceed_what_the_alt_text_says():
    fig, alt = pictures.velocities()
    assert line(fig.axes[0], "averaged").get_ydata().max() < 1
    assert line(fig.axes[1], "accumulated").get_ydata().max() == pytest.approx(10, rel=1e-3)
    assert "10%" in alt.en


def test_the_bumps_drawn_are_where_the_walks_rest():
    fig, alt = pictures.bumps()
    ends = [path[-1] for path in pictures.compute_bumps().values()]
    for name, end in zip(("plain descent", "momentum, averaged", "momentum, accumulated"), ends, strict=True):
        assert line(fig.axes[0], name).get_xdata()[0] == pytest.approx(end, abs=1e-5)
    assert f"{ends[0]:.2f}" in alt.en


@pytest.mark.parametrize(
    ("rate", "beta", "words"),
    [
        (0.1, 0.7, "83.7% of the distance. The cost stays below 0.0001 after 35 steps"),
        (0.08, 0.8, "stays below 0.0001 after 50 steps"),
        (0.005, 0.0, "99.5% of the distance. That is too much"),
        (0.25, 0.0, "by 24.00. At this β, α must stay below 0.020"),
        (0.005, 0.0, "converges smoothly"),
    ],
)
def test_the_caption_and_the_picture_follow_the_sliders(rate, beta, words):
    explorer = pictures.explorer()
    explorer.move(learning_rate=rate, beta=beta)
    assert words in explorer.caption
    walk = pictures.compute_walk(rate, beta)
    assert explorer.reached == (walk.steps < 40)
    plane, left, right = explorer.figure.axes
    np.testing.assert_array_equal(plane.get_lines()[-1].get_xydata(), [[rate, beta]])
    np.testing.assert_array_equal(left.get_lines()[-1].get_xydata(), walk.path)
    np.testing.assert_array_equal(right.get_lines()[0].get_ydata(), walk.cost)
    assert left.get_title("left") == pictures.REGIMES[walk.regime].en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in explorer.figure.axes)


@pytest.mark.parametrize(("rate", "beta"), [(0.02, 0.0), (0.06, 0.5)])
def test_on_the_edge_of_stability_a_walk_neither_comes_nor_goes_and_is_not_called_divergent(rate, beta):
    explorer = pictures.explorer()
    explorer.move(learning_rate=rate, beta=beta)
    assert (
        f"is just where divergence begins: in the long run the walk comes neither closer nor away. At this β, α must \
stay below {rate:.3f}."
        in explorer.caption
    )
    assert explorer.figure.axes[1].get_title("left") == "neither closer nor away"
    cost = pictures.compute_walk(rate, beta).cost
    assert cost[-1] == pytest.approx(cost[-2], rel=1e-3)
    assert pictures.compute_walk(rate + 0.001, beta).cost[-1] > 1e6 or np.isnan(
        pictures.compute_walk(rate + 0.001, beta).cost[-1]
    )


def test_the_best_walk_stays_inside_its_picture():
    explorer = pictures.explorer()
    explorer.press()
    left = explorer.figure.axes[1]
    x, y = left.get_lines()[-1].get_xydata().T
    assert left.get_xlim()[0] <= x.min() <= x.max() <= left.get_xlim()[1]
    assert left.get_ylim()[0] <= y.min() <= y.max() <= left.get_ylim()[1]


def test_the_explorer_starts_off_its_goal_and_its_best_is_the_fastest_setting_of_the_sliders():
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached
    best = pictures.compute_walk(**explorer.state).steps
    assert best == np.min(steps_of_all_settings())


@pytest.mark.parametrize(("rate", "beta"), [(0.005, 0.3), (0.015, 0.0), (0.05, 0.9), (0.025, 0.0)])
def test_in_the_long_run_a_walk_goes_as_theory_says(rate, beta):
    walk = pictures.compute_walk(rate, beta, steps=1000)
    cost = walk.cost[np.isfinite(walk.cost)]
    half = len(cost) // 2
    measured = np.log(np.max(cost[half : half + half // 2]) / np.max(cost[:half][-half // 2 :])) / (half // 2)
    assert np.exp(measured / 2) == pytest.approx(walk.factor, rel=0.01)
    np.testing.assert_allclose(walk.expected[:9] / walk.cost[0], walk.factor ** np.arange(0, 18, 2))


def test_both_languages_say_the_same_numbers():
    for settings in ((0.1, 0.7), (0.005, 0.0), (0.25, 0.0)):
        caption = pictures.describe_walk(pictures.compute_walk(*settings), *settings).caption
        assert sorted(re.findall(r"\d+\.?\d*", caption.en)) == sorted(re.findall(r"\d+\.?\d*", caption.zh))


@pytest.mark.parametrize(
    "picture",
    [
        pictures.zigzag,
        pictures.components,
        pictures.velocities,
        pictures.bumps,
        lambda: pictures.yours_beside_ours(update_parameters_with_momentum),
    ],
)
def test_every_picture_can_be_drawn_and_is_told_in_both_languages(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert fig.get_figwidth() <= 8
    assert alt.en
    assert alt.zh
    assert "{" not in alt.en + alt.zh
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
