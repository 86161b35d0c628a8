"""What each exercise asks, how an answer is judged, what is said about it.

Every exercise's `<function>_test_case()` can be imported from here.
"""

from helpers.language import set_language
from testcases.answers import reset, solution
from testcases.exercise import Case, Exercise, Mistake
from testcases.judging import judge
from testcases.learner import check, hint, progress, yours_or_ours
from testcases.registry import EXERCISES
from testcases.verdict import Verdict

globals().update({f"{name}_test_case": exercise.test_case for name, exercise in EXERCISES.items()})

__all__ = [
    "EXERCISES",
    "Case",
    "Exercise",
    "Mistake",
    "Verdict",
    "check",
    "hint",
    "judge",
    "progress",
    "reset",
    "set_language",
    "solution",
    "yours_or_ours",
    *(f"{name}_test_case" for name in EXERCISES),
]
