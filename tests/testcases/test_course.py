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


def test_test_cases_give_what_lessons_and_other_courses_expect():
    given = {
        name: 1 if not isinstance(case := exercise.test_case(), tuple) else len(case)
        for name, exercise in EXERCISES.items()
    }
    assert {name: EXERCISES[name].argument_names[:count] for name, count in given.items()} == {
        "gradient_step": ("w", "gradient", "learning_rate"),
        "update_parameters_with_gd": ("parameters", "grads", "learning_rate"),
        "random_mini_batches": ("X", "Y", "mini_batch_size"),
        "ema": ("theta", "beta"),
        "ema_weights": ("beta", "t"),
        "effective_window": ("beta",),
        "bias_correct": ("v", "beta", "t"),
        "ema_corrected": ("theta", "beta"),
        "initialize_velocity": ("parameters",),
        "update_parameters_with_momentum": ("parameters", "grads", "v"),
        "initialize_rmsprop": ("parameters",),
        "update_parameters_with_rmsprop": ("parameters", "grads", "s"),
        "initialize_adam": ("parameters",),
        "update_parameters_with_adam": ("parameters", "grads", "v", "s"),
        "update_lr": ("learning_rate0", "epoch_num", "decay_rate"),
        "exponential_decay": ("learning_rate0", "epoch_num", "base"),
        "sqrt_decay": ("learning_rate0", "t", "k"),
        "schedule_lr_decay": ("learning_rate0", "epoch_num", "decay_rate", "time_interval"),
        "staircase_decay": ("learning_rate0", "epoch_num", "factor", "interval"),
        "classify_critical_point": ("hessian",),
        "escape_saddle": ("grad", "x0"),
        "train_one_epoch": (
            *("parameters", "state", "X", "Y", "optimizer"),
            *("learning_rate", "mini_batch_size", "seed", "t"),
        ),
    }


def test_exercises_come_in_the_manifests_order():
    assert list(EXERCISES) == [name for lesson in LESSONS for name in lesson.exercises]


def test_an_unknown_exercise_is_told_what_there_is():
    with pytest.raises(ValueError, match=r"exercise must be one of .*\bema, .*; got 'my_ema'"):
        lesson_of("my_ema")
