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


BETAS = np.round(np.arange(0, 0.985, 0.01), 2)


def test_no_beta_reaches_the_goal_alone_and_every_long_window_does_when_corrected():
    every = {beta: pictures.compute_correction(SERIES, beta) for beta in BETAS}
    assert not any(found.reaches_goal(corrected=False) for found in every.values())
    reached = [beta for beta, found in every.items() if found.reaches_goal(corrected=True)]
    assert reached == [beta for beta in BETAS if beta >= 0.9]


def test_the_longest_window_with_14_low_days_is_the_one_that_the_lesson_says():
    low = [beta for beta in BETAS if pictures.compute_correction(SERIES, beta).settled - 1 <= pictures.DAYS_ALLOWED]
    assert max(low) == 0.78
    assert 1 / (1 - max(low)) == pytest.approx(4.5, abs=0.05)


def test_the_explorer_starts_off_its_goal_and_its_best_reaches_it():
    explorer = pictures.explorer()
    assert not explorer.reached
    explorer.press()
    assert explorer.reached


@pytest.mark.parametrize(
    ("beta", "corrected", "words"),
    [
        (0.5, False, "The window is too short"),
        (0.9, False, "shows 3.4 °F, 30.6 °F too low, and it is over 1 °F too low on 35 of 182 days. The start"),
        (0.98, False, "on 182 of 182 days"),
        (0.85, False, "The window is too short, and even so the start is forgotten too late."),
        (0.5, True, "shows 34.0 °F, 0.0 °F too low, and it is over 1 °F too low on 0 of 182 days. The window"),
        (0.95, True, "A long window and a good start."),
    ],
)
def test_the_figure_and_the_caption_follow_the_controls(beta, corrected, words):
    explorer = pictures.explorer()
    explorer.move(beta=beta, corrected=corrected)
    assert words in explorer.caption
    upper, choice, lower = explorer.figure.axes
    np.testing.assert_allclose(curve(upper, "corrected"), ema_corrected(SERIES, beta))
    np.testing.assert_allclose(curve(upper, "uncorrected"), ema(SERIES, beta))
    gap = ema_corrected(SERIES, beta) - ema(SERIES, beta)
    np.testing.assert_allclose(lower.get_lines()[1].get_ydata(), gap)
    wrong = 0 if corrected else np.sum(gap >= 1)
    assert lower.patches[0].get_width() == upper.patches[0].get_width() == wrong
    np.testing.assert_allclose(choice.get_lines()[-1].get_xydata(), [[1 / (1 - beta), wrong]])


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
