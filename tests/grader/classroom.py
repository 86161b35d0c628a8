"""Makes a class: any number of notebooks, right, wrong in typical ways, or not written; the same seed, the same class.

python -m tests.grader.classroom FOLDER 10000
"""

import argparse
import json
import random
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path

from testcases.course import LESSONS, lesson_of

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

# What learners get wrong, as a change to the solved cell.
SLIPS = {
    "gradient_step": [("w - learning_rate", "w + learning_rate")],
    "update_parameters_with_gd": [("value - learning_rate", "value + learning_rate")],
    "random_mini_batches": [("permutation(X.shape[1])", "permutation(X.shape[1]) * 0")],
    "ema": [("(1 - beta) * value", "value"), ("v = 0.0", "v = theta[0]")],
    "ema_weights": [("(1 - beta) * ", "")],
    "effective_window": [("1 / (1 - beta)", "1 / beta"), ("1 / (1 - beta)", "10.0")],
    "bias_correct": [("(1 - beta**t)", "(1 - beta)")],
    "ema_corrected": [("v / (1 - beta**t)", "v")],
    "initialize_velocity": [('"d" + key', "key"), ("zeros_like", "ones_like")],
    "update_parameters_with_momentum": [
        ("(1 - beta) * grads", "grads"),
        ("value - learning_rate", "value + learning_rate"),
        ('learning_rate * velocity["d" + key]', 'learning_rate * grads["d" + key]'),
    ],
    "initialize_rmsprop": [("zeros_like", "ones_like")],
    "update_parameters_with_rmsprop": [("gradient**2", "gradient"), ("np.sqrt(averages", "(averages")],
    "initialize_adam": [("return v, s", "return s")],
    "update_parameters_with_adam": [
        (" ** 2", ""),
        ("np.sqrt(s_corrected[d])", "s_corrected[d]"),
        ("beta1**t", "beta1"),
    ],
    "update_lr": [("decay_rate * epoch_num", "decay_rate")],
    "exponential_decay": [("base**epoch_num", "base*epoch_num")],
    "sqrt_decay": [("np.sqrt(t)", "t")],
    "schedule_lr_decay": [("epoch_num // time_interval", "epoch_num / time_interval")],
    "staircase_decay": [("epoch_num // interval", "epoch_num / interval")],
    "classify_critical_point": [('"saddle"', '"minimum"')],
    "escape_saddle": [("noise * ", "")],
    "train_one_epoch": [("        t += 1\n", "")],
}


@cache
def solved_cells() -> dict[str, str]:
    """Return the source of each exercise's solved cell."""
    cells = {}
    for lesson in LESSONS:
        notebook = json.loads((NOTEBOOKS / "solutions" / "en" / f"{lesson.name}.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for tag in cell["metadata"].get("tags", []):
                if tag.startswith("exercise:"):
                    cells[tag.removeprefix("exercise:")] = "".join(cell["source"])
    return cells


@cache
def _learner_notebook(name: str) -> dict:
    return json.loads((NOTEBOOKS / "en" / f"{name}.ipynb").read_text(encoding="utf-8"))


def notebook(lesson: str, answers: dict[str, str] | None = None) -> dict:
    """Return the learner's notebook of a lesson, "04_momentum", with these sources in its exercise cells.

    Exercises that are not named are solved.
    """
    made = deepcopy(_learner_notebook(lesson))
    for cell in made["cells"]:
        for tag in cell["metadata"].get("tags", []):
            if tag.startswith("exercise:"):
                exercise = tag.removeprefix("exercise:")
                cell["source"] = (answers or {}).get(exercise, solved_cells()[exercise])
    return made


def slipped(exercise: str, number: int = 0) -> str:
    """Return the solved cell with one of its slips."""
    old, new = SLIPS[exercise][number]
    source = solved_cells()[exercise]
    assert old in source, f"the solved cell of {exercise} has no {old!r}"
    return source.replace(old, new)


def unwritten(exercise: str) -> str:
    """Return the cell as learners get it."""
    (cell,) = (
        cell
        for cell in _learner_notebook(lesson_of(exercise).name)["cells"]
        if f"exercise:{exercise}" in cell["metadata"].get("tags", [])
    )
    return "".join(cell["source"])


def make_class(folder: Path, students: int, seed: int = 0, lessons: Sequence[str] = ("04_momentum",)) -> None:
    """Write SUBMISSIONS: each student one notebook; of the answers 60 % are right, 25 % slips, 15 % not written."""
    chance = random.Random(seed)
    exercises = {lesson.name: list(lesson.exercises) for lesson in LESSONS}
    for i in range(students):
        lesson = chance.choice(lessons)
        answers = {}
        for exercise in exercises[lesson]:
            kind = chance.random()
            if kind > 0.85:
                answers[exercise] = unwritten(exercise)
            elif kind > 0.6:
                answers[exercise] = slipped(exercise, chance.randrange(len(SLIPS[exercise])))
        own = folder / f"student-{i:06}"
        own.mkdir(parents=True, exist_ok=True)
        (own / f"{lesson}.ipynb").write_text(json.dumps(notebook(lesson, answers), indent=1), encoding="utf-8")


if __name__ == "__main__":
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("folder", type=Path)
    command.add_argument("students", type=int)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--lesson", action="append", help="such as 04_momentum (default: every lesson)")
    chosen = command.parse_args()
    make_class(chosen.folder, chosen.students, chosen.seed, chosen.lesson or [lesson.name for lesson in LESSONS])
