import numpy as np
import pandas as pd
import pytest

from helpers.data import load_temperatures
from helpers.ema import ema, ema_weights
from helpers.pictures import ema as pictures
from helpers.plots import digest, png

SERIES = load_temperatures().fahrenheit


def curve(ax, label):
    return next(line.get_ydata() for line in ax.get_lines() if str(line.get_label()).startswith(label))


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("helpers.language._chosen", "en")


def test_smoothing_measures_what_its_slider_says():
    smoothing = pictures.compute_smoothing(SERIES, 0.9)
    np.testing.assert_allclose(smoothing.averages, ema(SERIES, 0.9))
    assert (smoothing.window, smoothing.lag) == (pytest.approx(10), pytest.approx(9))
    assert smoothing.roughness == pytest.approx(np.mean(np.abs(np.diff(smoothing.averages))))
    assert smoothing.weights[:3] == pytest.approx([0.1, 0.09, 0.081])


def test_without_memory_the_average_is_the_series():
    smoothing = pictures.compute_smoothing(SERIES, 0.0)
    np.testing.assert_array_equal(smoothing.averages, SERIES)
    assert (smoothing.window, smoothing.lag) == (1, 0)


def test_the_weights_under_a_day_give_its_average():
    weights, average, share = pictures.compute_window_under_day(SERIES[:100], 0.9, 100)
    assert average == pytest.approx(ema(SERIES, 0.9)[99])
    assert weights[-1] == pytest.approx(0.1)
    assert weights[0] == pytest.approx(0.1 * 0.9**99)
    assert share == pytest.approx(1 - 0.9**10)


def test_rivals_are_an_ema_and_two_moving_averages():
    average, equal, rule = pictures.compute_rivals(SERIES, 0.9)
    np.testing.assert_allclose(average.curve, ema(SERIES, 0.9))
    for rival, days in ((equal, 19), (rule, 10)):
        np.testing.assert_allclose(rival.curve, pd.Series(SERIES).rolling(days).mean(), rtol=1e-12)
        assert rival.weights.sum() == pytest.approx(1)
        assert np.count_nonzero(rival.weights) == days
    assert rule.lag < average.lag <= equal.lag
    assert equal.roughness < average.roughness < rule.roughness


def test_the_explorer_starts_off_its_goal_and_its_best_reaches_it():
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached


def test_the_goal_of_the_slider_is_reached_between_082_and_085_and_nowhere_else():
    steps = np.round(np.arange(0, 0.985, 0.01), 2)
    reached = [beta for beta in steps if pictures.compute_smoothing(SERIES, beta).reaches_goal]
    assert reached == pytest.approx([0.82, 0.83, 0.84, 0.85])


@pytest.mark.parametrize(
    ("beta", "day", "words"),
    [
        (0.5, 100, "window of 2.0 days, rounded to 2 d, holds 75% of the weight. The curve is 1.0 days late"),
        (0.6, 100, "window of 2.5 days, rounded to 3 d, holds 78% of the weight. The"),
        (0.84, 182, "Smooth and soon enough."),
        (0.95, 100, "Too late"),
        (0.9, 1, "the average of day 1 is 3.4 °F"),
        (0.98, 10, "rounded to 50 d, holds 18% of the weight, the start v₀ = 0 still 82%. The"),
        (0.0, 50, "Too rough"),
    ],
)
def test_the_figure_and_the_caption_follow_the_sliders(beta, day, words):
    explorer = pictures.explorer()
    explorer.move(beta=beta, day=day)
    assert words in explorer.caption
    upper, choice, lower = explorer.figure.axes
    np.testing.assert_allclose(curve(upper, "average"), ema(SERIES, beta))
    np.testing.assert_allclose(curve(upper, "today"), [ema(SERIES, beta)[day - 1]])
    older, recent = (patch.get_data().values for patch in lower.patches)
    np.testing.assert_allclose((older + recent)[:day], ema_weights(beta, day)[::-1])
    np.testing.assert_array_equal((older + recent)[day:], 0)
    assert np.count_nonzero(recent) == min(day, int(0.5 + 1 / (1 - beta)))
    assert explorer.reached == pictures.compute_smoothing(SERIES, beta).reaches_goal
    lag = beta / (1 - beta)
    np.testing.assert_allclose(choice.get_lines()[-1].get_xdata(), [lag])


def test_the_averages_drawn_are_those_of_the_betas_asked_for():
    fig, alt = pictures.averages(0.5, 0.98)
    np.testing.assert_array_equal(curve(fig.axes[0], "each day"), SERIES)
    for beta in (0.5, 0.98):
        np.testing.assert_allclose(curve(fig.axes[0], f"average, β = {beta:g}"), ema(SERIES, beta))
    assert f"β = 0.5: {SERIES[0] / 2:.1f} °F" in alt.en


def test_the_learners_curve_is_drawn_even_if_it_is_wrong():
    fig, alt = pictures.yours_beside_ours(lambda theta, beta: ema(theta, beta) + 2, 0.9)
    np.testing.assert_allclose(curve(fig.axes[0], "yours"), ema(SERIES, 0.9) + 2)
    assert "up to 2 °F" in alt.en


def test_the_reference_is_not_called_the_learners():
    fig, _ = pictures.yours_beside_ours(ema)
    labels = [line.get_label() for line in fig.axes[0].get_lines()]
    assert "ours until yours passes" in labels
    assert "yours" not in labels


def test_the_static_window_is_the_explorers():
    fig, alt = pictures.window_under_day(0.9, day=100)
    explorer = pictures.explorer(0.9, 100)
    assert digest(fig) == digest(explorer.figure)
    assert str(alt) == explorer.caption


@pytest.mark.parametrize(
    "picture",
    [
        lambda: pictures.averages(0.5, 0.9, 0.98),
        lambda: pictures.yours_beside_ours(ema),
        pictures.window_under_day,
        pictures.beside_moving_average,
    ],
)
def test_every_picture_names_its_units_and_has_a_text_in_both_languages(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert alt.en
    assert alt.zh
    assert "{" not in alt.en + alt.zh
    assert any("°F" in ax.get_ylabel() for ax in fig.axes)
    assert any("day" in ax.get_xlabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8


def test_an_answer_of_another_length_is_refused_in_plain_words():
    with pytest.raises(
        ValueError, match=r"^yours must return one average for each day, shape \(182,\); got shape \(181,\)$"
    ):
        pictures.yours_beside_ours(lambda series, beta: ema(series, beta)[1:])
