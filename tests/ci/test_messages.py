"""Nothing untranslated shows: every text in the code, every verdict and every stored output is looked at."""

import ast
import re

import nbformat
import pytest

from ci.build import NOTEBOOKS
from ci.chinese import HAN, left_in_english, message_problems
from helpers.language import LANGUAGES
from testcases import EXERCISES
from testcases.course import LESSONS
from testcases.judging import judge

ROOT = NOTEBOOKS.parent
PACKAGES = ("helpers", "testcases", "grader", "descent", "ci")
# What both languages share: names of programs and types, and a command.
SHARED = {"Adam", "RMSprop", "None", "ndarray", "−1 / ln β", "Python {}", "{} -m jupyter kernelspec remove python3"}


def texts(module):
    """The English and Chinese of each `Text(…)` and `said(…)` that a module writes out, with its line."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in ("Text", "said"):
            english, chinese = (*map(written, node.args), "", "")[:2]
            if english:
                yield node.lineno, english, chinese


def written(node):
    """A text in code, `{}` for what is computed in it; None where all of it is computed."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) else None


MODULES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")) if any(texts(file))]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_every_text_is_in_both_languages(module):
    problems = []
    for line, english, chinese in texts(module):
        if chinese is None:
            continue  # the Chinese is computed from texts of its own
        if english not in SHARED:
            problems += [f"line {line}: {problem}" for problem in message_problems(english, chinese)]
        if re.search(f"[{HAN}]", english):
            problems.append(f"line {line}: Chinese in {english!r}")
    assert problems == []


def test_the_texts_of_the_course_are_found():
    assert sum(1 for module in MODULES for _ in texts(module)) > 2000


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_verdict_speaks_one_language(exercise):
    for answer in (exercise.reference, *(mistake.function() for mistake in exercise.mistakes)):
        verdict = judge(exercise, answer)
        assert re.findall(f"[{HAN}]+", verdict.message("en")) == []
        raised = f"{verdict.wrong.call.error}" if verdict.wrong and verdict.wrong.call else ""  # is quoted as it is
        assert left_in_english(verdict.message("zh").replace(raised, "")) == []


@pytest.mark.parametrize(
    "path", sorted((NOTEBOOKS / "solutions").rglob("*.ipynb")), ids=lambda path: "/".join(path.parts[-2:])
)
def test_every_stored_output_speaks_the_language_of_its_edition(path):
    said = list(outputs(path))
    assert said
    for text in said:
        assert (left_in_english(text) if path.parent.name == "zh" else re.findall(f"[{HAN}]+", text)) == []


def outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            yield output.get("text") or output.get("data", {}).get("text/plain", "")


@pytest.mark.parametrize("lesson", [lesson.name for lesson in LESSONS])
def test_figures_are_the_same_in_both_languages(lesson):
    """A figure's digest takes labels in English, so equal digests say that only the words differ."""
    shown = {}
    for language in LANGUAGES:
        text = "\n".join(outputs(NOTEBOOKS / "solutions" / language / f"{lesson}.ipynb"))
        shown[language] = re.findall(r"\[figure \w+\]", text)
    assert shown["en"]
    assert shown["en"] == shown["zh"]
