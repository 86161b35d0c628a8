import re

import pytest

from testcases.course import LESSONS
from testcases.overview import Overview
from testcases.standings import Standing

POSSIBLE = sum(sum(lesson.exercises.values()) for lesson in LESSONS)


def test_progress_of_a_beginner():
    told = [line.get("en") for line in Overview({}).lines()]
    assert told[0] == f"{'░' * 20} 0 of {POSSIBLE} points"
    start = told.index("02 Exponentially weighted averages: 0 of 20 points")
    assert told[start + 1] == "   ○ to do   ema: 0 of 10"
    assert len(told) == 1 + len(LESSONS) + sum(len(lesson.exercises) for lesson in LESSONS)


def test_progress_halfway():
    standings = {"ema": Standing(10, True, 3), "ema_weights": Standing(5 / 3, False, 1), "unknown": Standing(99.0)}
    told = [line.get("en") for line in Overview(standings, "02").lines()]
    assert told == [
        "███████████░░░░░░░░░ 11.67 of 20 points",
        "02 Exponentially weighted averages: 11.67 of 20 points",
        "   ✓ right   ema: 10 of 10",
        "   ✗ not yet ema_weights: 1.67 of 5",
        "   ○ to do   effective_window: 0 of 5",
    ]
    assert Overview(standings, "02").lines()[2].get("zh") == "   ✓ 正确 ema：10 / 10"


def test_progress_of_everything():
    everything = {name: Standing(most, True) for lesson in LESSONS for name, most in lesson.exercises.items()}
    assert Overview(everything).lines()[0].get("en") == f"{'█' * 20} {POSSIBLE} of {POSSIBLE} points"


def test_progress_of_an_unknown_lesson():
    with pytest.raises(ValueError, match=r"lesson must be one of .*02, 03, 04.*; got '99'"):
        Overview({}, "99")


def test_a_notebook_shows_a_bar_for_everything_and_one_for_each_lesson_with_words_beside_the_marks():
    standings = {"ema": Standing(10, True, 3), "ema_weights": Standing(5 / 3, False, 1)}
    page = Overview(standings, "02").html()
    assert re.findall(r'aria-valuenow="(\d+)"', page) == ["58", "58"]
    assert page.count("width:58%") == 2
    assert "11.67 of 20 points · 58 %" in page
    shown = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "✓ right ema ✗ not yet ema_weights ○ to do effective_window" in shown
    assert Overview(standings).html().count('role="progressbar"') == 1 + len(LESSONS)
