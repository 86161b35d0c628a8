"""The manifest, the rooms and the exercises tell the same story."""

import re
from pathlib import Path

import pytest

import helpers
import testcases
from testcases import EXERCISES
from testcases.course import LESSONS, lesson_of

ROOT = Path(testcases.__file__).parents[1]
SOURCE = ROOT / "notebooks" / "source"

lessons = pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.name) for lesson in LESSONS])


def test_lessons_are_numbered_upwards_and_named_once():
    numbers = [lesson.number for lesson in LESSONS]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"\d\d", number) for number in numbers)
    assert len({lesson.stem for lesson in LESSONS}) == len(LESSONS)


def test_every_lesson_has_its_source_and_every_source_its_lesson():
    assert sorted(file.stem for file in SOURCE.glob("[0-9][0-9]_*.py")) == [lesson.name for lesson in LESSONS]


@lessons
def test_a_lesson_has_a_room_of_its_stem_in_helpers_and_testcases(lesson):
    for room in (helpers, testcases):
        assert (Path(room.__file__).parent / f"{lesson.stem}.py").is_file()


@lessons
def test_a_lesson_has_titles_minutes_and_points(lesson):
    assert lesson.title.en
    assert re.search(r"[\u4e00-\u9fff]", lesson.title.zh)
    assert 10 <= lesson.minutes <= 35
    assert all(points in (5, 10, 15, 20) for points in lesson.exercises.values())


@lessons
def test_a_lesson_sets_the_exercises_of_the_manifest(lesson):
    source = (SOURCE / f"{lesson.name}.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"exercise:(\w+)"', source)) == set(lesson.exercises)
    for name in lesson.exercises:
        assert lesson_of(name) is lesson
        assert EXERCISES[name].reference.__module__ == f"helpers.{lesson.stem}"


@lessons
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_mistake_points_to_a_section_that_the_lesson_has(lesson, language):
    source = (SOURCE / f"{lesson.name}.py").read_text(encoding="utf-8")
    headings = set(re.findall(r"^# ## (.+)$", source, re.MULTILINE))
    for name in lesson.exercises:
        for mistake in EXERCISES[name].mistakes:
            (section,) = re.findall(r'["“](.+)["”]', mistake.where.get(language))
            if language == "en" or "lang:zh" in source:
                assert section in headings, (name, mistake.name.en)


def test_exercises_come_in_the_manifests_order():
    assert list(EXERCISES) == [name for lesson in LESSONS for name in lesson.exercises]


def test_an_unknown_exercise_is_told_what_there_is():
    with pytest.raises(ValueError, match=r"exercise must be one of gradient_step, .*; got 'my_ema'"):
        lesson_of("my_ema")
