import numpy as np
import pandas as pd
import pytest

from helpers.bias_correction import ema_corrected
from helpers.data import load_temperatures
from helpers.ema import ema
from helpers.pictures import bias_correction as pictures
from helpers.plots import png

SERIES = load_temperatures().fahrenheit


def curve(ax, label):
    return next(line.get_ydata() for line in ax.get_lines() if str(line.get_label()).startswith(label))


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr("helpers.language._chosen", "en")


def test_a_correction_holds_both_averages_and_their_gap():
    found = pictures.compute_correction(SERIES, 0.9)
    expected = pd.Series(SERIES).ewm(alpha=0.1, adjust=True).mean()
    np.testing.assert_allclose(found.corrected, expected, rtol=1e-12)
    np.testing.assert_allclose(found.plain, ema(SERIES, 0.9), rtol=1e-12)
    np.testing.assert_allclose(found.gap, 0.9 ** np.arange(1, 183) * expected, rtol=1e-6)


def test_the_gap_is_settled_on_the_first_day_that_it_stays_below_a_degree():
    found = pictures.compute_correction(SERIES, 0.9)
    assert found.settled == 36
    assert found.gap[34] >= 1 > found.gap[35]
    assert pictures.compute_correction(SERIES, 0.98).settled == len(SERIES) + 1


def test_the_share_that_is_missing_is_that_of_an_average_of_ones():
    steps = np.arange(1, 51)
    np.testing.assert_allclose(pictures.compute_bias_left(0.9, steps), 1 - ema(np.ones(50), 0.9))


def test_the_goal_of_the_slider_is_reached_between_075_and_077_and_nowhere_else():
    steps = np.round(np.arange(0, 0.985, 0.01), 2)
    reached = [beta for beta in steps if pictures.compute_correction(SERIES, beta).reaches_goal]
    assert reached == pytest.approx([0.75, 0.76, 0.77])


@pytest.mark.parametrize(
    ("beta", "words"),
    [(0.5, "too short"), (0.76, "Goal reached."), (0.9, "from day 36"), (0.98, "still above 1 °F after 182 days")],
)
def test_the_caption_follows_the_slider(beta, words):
    explorer = pictures.explorer()
    explorer.move(beta=beta)
    assert words in explorer.caption
    upper, lower = explorer.figure.axes
    np.testing.assert_allclose(curve(upper, "corrected"), ema_corrected(SERIES, beta))
    np.testing.assert_allclose(curve(upper, "plain"), ema(SERIES, beta))
    np.testing.assert_allclose(lower.get_lines()[0].get_ydata(), ema_corrected(SERIES, beta) - ema(SERIES, beta))


def test_the_low_start_is_said_in_numbers():
    fig, alt = pictures.low_start(0.9)
    np.testing.assert_allclose(curve(fig.axes[0], "average"), ema(SERIES[:60], 0.9))
    below = int(np.argmax(ema(SERIES, 0.9) > SERIES))
    assert f"For {below} days" in alt.en
    assert "34.0 °F and the average 3.4 °F" in alt.en


def test_the_learners_curve_is_drawn_even_if_it_is_wrong():
    fig, alt = pictures.yours_beside_ours(ema, 0.9)
    np.testing.assert_allclose(curve(fig.axes[0], "yours"), ema(SERIES[:60], 0.9))
    assert f"up to {0.9 * SERIES[0]:.3g} °F" in alt.en


def test_the_reference_is_not_called_the_learners():
    fig, alt = pictures.yours_beside_ours(ema_corrected)
    assert "ours until yours passes, corrected" in [line.get_label() for line in fig.axes[0].get_lines()]
    assert "start at 34.0 °F" in alt.en


def test_discarding_draws_nothing_on_the_days_that_it_loses():
    fig, alt = pictures.discard_or_correct(0.9)
    left, right = fig.axes
    kept, corrected = left.get_lines()[1].get_ydata(), right.get_lines()[1].get_ydata()
    assert np.all(np.isnan(kept[:35]))
    np.testing.assert_allclose(kept[35:], ema(SERIES, 0.9)[35:])
    np.testing.assert_allclose(corrected, ema_corrected(SERIES, 0.9))
    assert "first 35 of 182 days" in alt.en


def test_the_marks_stand_where_one_per_cent_is_left():
    fig, alt = pictures.bias_left(0.9, 0.999)
    marks = [line.get_xdata()[0] for line in fig.axes[0].get_lines() if line.get_marker() == "o"]
    assert marks == [44, 4603]
    assert "4,603" in alt.en


@pytest.mark.parametrize(
    "picture",
    [
        pictures.low_start,
        lambda: pictures.yours_beside_ours(ema_corrected),
        pictures.corrected_beside_plain,
        pictures.discard_or_correct,
        lambda: pictures.bias_left(0.9),
    ],
)
def test_every_picture_names_its_axes_and_has_a_text_in_both_languages(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert alt.en
    assert alt.zh
    assert "{" not in alt.en + alt.zh
    assert any("°F" in ax.get_ylabel() or "%" in ax.get_ylabel() for ax in fig.axes)
    assert any("day" in ax.get_xlabel() or "steps" in ax.get_xlabel() for ax in fig.axes)
    assert fig.get_figwidth() <= 8


def test_an_answer_of_another_length_is_refused_in_plain_words():
    with pytest.raises(
        ValueError, match=r"^yours must return one average for each day, shape \(60,\); got shape \(59,\)$"
    ):
        pictures.yours_beside_ours(lambda series, beta: ema_corrected(series, beta)[1:])
