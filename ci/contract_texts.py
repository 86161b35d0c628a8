"""What the texts of an exercise have to keep: both languages, hints that leave something to do, sections that exist."""

import ast
import re
from collections.abc import Iterator

from ci.source import LessonSource
from helpers.language import LANGUAGES, Text
from testcases.exercise import Exercise

HINTS = 3


def texts_hold(exercise: Exercise, source: LessonSource) -> Iterator[str]:
    """Yield, sentence by sentence, what is wrong with the texts of an exercise of a lesson."""
    yield from _languages(exercise)
    yield from _hints(exercise, source)
    for mistake in exercise.mistakes:
        for language in LANGUAGES:
            where = mistake.where.get(language)
            named = re.findall(r'["“](.+)["”]', where)
            if len(named) != 1 or named[0] not in _sections(source, language):
                yield f"the mistake {mistake.name.en!r} points to no section of the lesson ({language}): {where}"


def _languages(exercise: Exercise) -> Iterator[str]:
    texts = {"why": exercise.why}
    texts |= {f"hint {i}": hint for i, hint in enumerate(exercise.hints, start=1)}
    texts |= {f"the name of the case {case.name.en!r}": case.name for case in exercise.cases()}
    for mistake in exercise.mistakes:
        texts |= {
            f"the {part} of the mistake {mistake.name.en!r}": getattr(mistake, part)
            for part in ("name", "advice", "where")
        }
    for what, text in texts.items():
        if not text.en.strip():
            yield f"{what} is empty"
        elif _lacks_chinese(text):
            yield f"{what} has no Chinese text"


def _lacks_chinese(text: Text) -> bool:
    """Whether there are words to translate but no Chinese ones; `β = 0.9` and `−1 / ln β` are the same in both."""
    return re.search("[A-Za-z]{3}", text.en) is not None and re.search("[一-鿿]", text.zh) is None


def _hints(exercise: Exercise, source: LessonSource) -> Iterator[str]:
    if len(exercise.hints) != HINTS:
        yield f"has {len(exercise.hints)} hints, needs {HINTS}"
    for language in LANGUAGES:
        hints = [hint.get(language) for hint in exercise.hints]
        if len(set(hints)) < len(hints):
            yield f"two hints are the same ({language})"
        for i, hint in enumerate(hints, start=1):
            for line in _solution(exercise, source):
                if _squeezed(line) in _squeezed(hint):
                    yield f"hint {i} gives a line of the solution away ({language}): {line}"


def _solution(exercise: Exercise, source: LessonSource) -> list[str]:
    """The solution's formulas of two operators or more, and the calls and comprehensions that it stores or returns."""
    code = next(cell.source for cell in source.cells if cell.exercise == exercise.name)
    nodes = list(ast.walk(ast.parse(code)))
    inner = {id(part) for node in nodes if isinstance(node, ast.BinOp) for part in ast.walk(node) if part is not node}
    formulas = [node for node in nodes if isinstance(node, ast.BinOp) and id(node) not in inner]
    formulas = [node for node in formulas if sum(isinstance(part, ast.BinOp) for part in ast.walk(node)) > 1]
    values = [node.value for node in nodes if isinstance(node, ast.Return | ast.Assign)]
    wholes = [value for value in values if isinstance(value, ast.Call | ast.ListComp | ast.DictComp | ast.Dict)]
    lines = [*formulas, *(value for value in wholes if any(isinstance(part, ast.BinOp) for part in ast.walk(value)))]
    return [ast.get_source_segment(code, line) or "" for line in lines]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _sections(source: LessonSource, language: str) -> set[str]:
    prose = [cell.source for cell in source.cells if cell.kind == "markdown" and cell.language == language]
    return {heading for text in prose for heading in re.findall(r"^##+ (.+)$", text, re.MULTILINE)}
