"""Hold Chinese to English, cell by cell, and to the rules of CONTRIBUTING.md: what is kept, how and in which words."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from ci.source import Cell, LessonSource

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
TARGET = re.compile(r"(?<=\])\([^)\s]*\)")  # of a link, behind its words
TAG = re.compile(r"</?[a-z][^<>]*>")
TITLE = re.compile(r"(?<![*\w])\*[^*\n]+\*(?!\*)")  # of a book or paper, which keeps its language
HAN = "\u4e00-\u9fff"
LATIN = r"A-Za-z0-9α-ωΑ-Ω∂∇√"
WORD = re.compile(r"[A-Za-z]{2}")
FULL = "，。：；？（）“”、"

# What to look for in a line without its marks of bold, which hide neighbours from each other …
WITHOUT_BOLD = (
    (rf"[{HAN}][{LATIN}]|[{LATIN}][{HAN}]", "a space is missing between Chinese and Latin"),
    (rf"[{HAN}] *[,;:?()\"]|[,;:?()\"] *[{HAN}]|[{HAN}]\.(?!\w)", "half-width punctuation in Chinese"),
    (r"！|[\w）”]!(?!=)", "an exclamation mark"),
    (rf"\d %(?=[{HAN}{FULL}]|$)", "a space before %"),
)
# … and with them, because a space behind bold may be what ends it.
WITH_BOLD = ((rf"[^\s|*-] +[{FULL}]|[{FULL}] +[^\s|*]", "a space beside full-width punctuation"),)


@dataclass(frozen=True)
class Term:
    """An idea's English and Chinese word, words not used for it, and whether everybody knows it without the English."""

    en: str
    zh: str
    others: tuple[str, ...]
    everyday: bool


def _read_terms() -> tuple[Term, ...]:
    rows = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))["term"]
    return tuple(Term(row["en"], row["zh"], tuple(row["not"]), row.get("everyday", False)) for row in rows)


TERMS = _read_terms()


def fingerprint(cell: Cell) -> str:
    """Return eight hexadecimal digits that change with the text of a cell."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:8]


def pairs(source: LessonSource) -> list[tuple[Cell, Cell]]:
    """Return the lesson's cells that are in two languages: the English one and the Chinese one."""
    return [(before, cell) for before, cell in pairwise(source.cells) if cell.language == "zh"]


def unreviewed(source: LessonSource) -> list[str]:
    """Say of each Chinese cell that was not read since its English changed, or never."""
    return [
        f"{source.lesson.name}, cell {chinese.name}: read the Chinese against the English, then run: "
        f"descent build --reviewed {source.lesson.number}"
        for english, chinese in pairs(source)
        if chinese.of != fingerprint(english)
    ]


def translation_problems(source: LessonSource) -> list[str]:
    """Say what of a lesson's Chinese is not as it should be: lost in translation, badly set, or another word."""
    problems = [
        f"{source.lesson.name}, cell {chinese.name}: {problem}"
        for english, chinese in pairs(source)
        for problem in (
            *(lost(english.source, chinese.source) if english.kind == "markdown" else ()),
            *badly_written(chinese.source if chinese.kind == "markdown" else _words_of_code(chinese.source)),
        )
    ]
    prose = "\n".join(chinese.source for _, chinese in pairs(source) if chinese.kind == "markdown")
    return problems + [f"{source.lesson.name}: {problem}" for problem in without_english(prose)]


def lost(english: str, chinese: str) -> Iterator[str]:
    """Say which formulas, numbers, links, claims, code and Greek letters two Markdown texts do not share.

    Example
    -------
    >>> list(lost("See `ema` with $\\\\beta$ = 0.9.", "用 $\\\\beta$ = 0.8 调用 `ema`。"))
    ["the number '0.9' is lost", "the number '0.8' is not in the English"]
    """
    for kind, before, after in zip(KINDS, _kept(english), _kept(chinese), strict=True):
        yield from (f"the {kind} {what!r} is lost" for what in (before - after))
        yield from (f"the {kind} {what!r} is not in the English" for what in (after - before))


KINDS = ("code", "formula", "link", "claim", "number", "letter")


def _kept(text: str) -> list[Counter[str]]:
    codes, text = CODE.findall(text), CODE.sub(" ", text)
    formulas, text = FORMULA.findall(text), FORMULA.sub(" ", text)
    links, text = TARGET.findall(text), TARGET.sub(" ", text)
    claims, text = re.findall(r"\b[A-Z]{2}-\d+\b", text), re.sub(r"\b[A-Z]{2}-\d+\b", " ", text)
    text = TAG.sub(" ", text)
    numbers = re.findall(r"\d+(?:[.,]\d+)*(?:e[-−]?\d+)?", text)
    letters = re.findall(r"[α-ωΑ-Ω]", text)
    squeezed = [re.sub(r"\\text\{[^}]*\}|\s", "", formula) for formula in formulas]
    return [Counter(found) for found in (codes, squeezed, links, claims, numbers, letters)]


def badly_written(text: str) -> Iterator[str]:
    """Say where a Chinese text, which may be Markdown, breaks the rules of spaces, punctuation, emphasis and terms.

    Example
    -------
    >>> list(badly_written("用β = 0.9 求平均, 然后比较。"))
    ["a space is missing between Chinese and Latin: '用β'", "half-width punctuation in Chinese: '均,'"]
    """
    plain = TITLE.sub("A", TAG.sub("", TARGET.sub("", FORMULA.sub("A", CODE.sub("A", text)))))
    plain = re.sub(r"\{[^{}]*\}", "□", plain)  # what fills a place may be of any kind
    for line in plain.splitlines():
        for rules, looked_at in ((WITHOUT_BOLD, line.replace("**", "")), (WITH_BOLD, line)):
            for pattern, problem in rules:
                yield from (f"{problem}: {found.group()!r}" for found in re.finditer(pattern, looked_at))
        if "**" in _rendered(line):
            yield f"Markdown does not see where this bold begins or ends: {line[:60]!r}"
    for term in TERMS:
        yield from (f"{other!r} is not our word; it is {term.zh!r}" for other in term.others if other in plain)


_markdown = MarkdownIt()


def _rendered(line: str) -> str:
    return TAG.sub("", _markdown.renderInline(line))


def _words_of_code(source: str) -> str:
    """The comments and texts of a code cell that hold Chinese."""
    return _without_code("\n".join(re.findall(rf"[^\n#\"]*[{HAN}][^\n\"]*", source)))


def _without_code(words: str) -> str:
    """Words that are not Markdown, without what is code in them: (X, Y), "dW1" or t ** 2."""
    before, words = "", re.sub(rf"\"[^\"{HAN}\n]*\"", "A", words).replace("**", "^")
    while words != before:  # brackets lie in brackets
        before, words = words, re.sub(rf"\([^(){HAN}\n]*\)", "A", words)
    return words


def message_problems(english: str, chinese: str) -> Iterator[str]:
    """Say what of a message's Chinese is not as it should be: missing, with other places to fill, or badly set.

    Example
    -------
    >>> list(message_problems("{n} steps, {cost:.2f}", "{n}步"))
    ["the place 'cost' is lost"]
    """
    if not chinese:
        if WORD.search(CODE.sub("", re.sub(r"\{[^{}]*\}", "", english))):
            yield "there is no Chinese"
        return
    before, after = _places(english), _places(chinese)
    yield from (f"the place {name!r} is lost" for name in sorted(before - after))
    yield from (f"the place {name!r} is not in the English" for name in sorted(after - before))
    yield from badly_written(_without_code(chinese))


def _places(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", template.replace("{{", "")))


def left_in_english(text: str) -> list[str]:
    """Return what reads like English in a text for readers of Chinese: three words or more in a row.

    Example
    -------
    >>> left_in_english("RMSprop：40 步后 the cost is lower")
    ['the cost is lower']
    """
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}", CODE.sub("", text))


def without_english(prose: str) -> Iterator[str]:
    """Say which terms a lesson uses without their English in brackets the first time."""
    text = "\n".join(line for line in prose.splitlines() if not line.startswith("#"))
    for term in TERMS:
        if term.everyday or term.zh not in text:
            continue
        first = text[text.index(term.zh) :]
        sentence = re.split(r"[。；？\n]", first, maxsplit=1)[0]
        bracket = re.match(r"[^（，：]*?（([^）]*)）", sentence)
        if not bracket or term.en.lower() not in bracket.group(1).lower():
            yield f"the first {term.zh!r} comes without its English: {sentence[:30]!r}"


def mark_reviewed(file: Path, source: LessonSource) -> int:
    """Write into a lesson's source file that its Chinese was read against the English as it is now; return how often.

    Only headers of Chinese cells change.
    """
    fingerprints = {chinese.name: fingerprint(english) for english, chinese in pairs(source)}
    lines, changed = file.read_text(encoding="utf-8").split("\n"), 0
    for i, line in enumerate(lines):
        header = re.match(r'# %% (?P<name>\S+) .*"lang:zh"', line)
        if header:
            bare = re.sub(r' of="[^"]*"', "", line)
            lines[i] = f'{bare} of="{fingerprints[header["name"]]}"'
            changed += lines[i] != line
    file.write_text("\n".join(lines), encoding="utf-8")
    return changed
