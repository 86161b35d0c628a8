"""All exercises by name, gathered from the lessons' modules in the manifest's order."""

from importlib import import_module

from testcases.course import LESSONS
from testcases.exercise import Exercise


def _gather() -> dict[str, Exercise]:
    exercises: dict[str, Exercise] = {}
    for lesson in LESSONS:
        module = import_module(f"testcases.{lesson.stem}")
        by_name = {exercise.name: exercise for exercise in module.EXERCISES}
        if set(by_name) != set(lesson.exercises):
            raise RuntimeError(
                f"testcases/{lesson.stem}.py declares {sorted(by_name)}, course.toml lists {sorted(lesson.exercises)}"
            )
        exercises |= {name: by_name[name] for name in lesson.exercises}
    return exercises


EXERCISES = _gather()
