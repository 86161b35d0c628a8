"""What `descent check` and `descent watch` print: each verdict, then the next thing to do."""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from descent.checking import Finding, check_notebook
from descent.errors import CommandError
from descent.own_notebooks import OwnNotebook, editions_of, find_notebooks
from descent.watching import saves
from helpers.language import Text
from testcases.course import LESSONS, Lesson, lesson_of
from testcases.standings import progress_file, read_standings
from testcases.verdict import Status

WATCHING = Text(
    "Watching {count} notebooks in {folder}. Save one, and it is checked. Ctrl+C ends this.",
    "正在关注 {folder} 中的 {count} 个笔记本。保存任一笔记本，就会检查它。按 Ctrl+C 结束。",
)
NEXT = Text(
    "Next: {name} in {file}. For a hint, run there: hint({name})",
    "下一步：{file} 中的 {name}。需要提示时，在其中运行：hint({name})",
)
ALL_RIGHT = Text("All exercises are right.", "所有习题都已正确。")


def check_and_tell(notebook: OwnNotebook, seconds: float, language: str | None) -> list[Finding]:
    """Check a notebook and print each verdict as soon as it is there."""
    print(notebook.file.name, flush=True)
    findings = []
    for finding in check_notebook(notebook, seconds, language):
        findings.append(finding)
        print(f"{finding.text}\n", flush=True)
    return findings


def tell_next(folder: Path, begin: Lesson = LESSONS[0], findings: Sequence[Finding] = ()) -> None:
    """Print the first exercise that is not right: of the lesson `begin`, of those after it, then of those before it.

    `findings` are fresher than the progress file, where an exercise that was right once stays right.
    """
    standings = {}
    with contextlib.suppress(OSError, ValueError):  # each check has said so already
        standings = read_standings(progress_file(folder))
    right = {name: standing.passed for name, standing in standings.items()}
    right |= {finding.exercise: finding.status is Status.PASSED for finding in findings}
    first = LESSONS.index(begin)
    for lesson in (*LESSONS[first:], *LESSONS[:first]):
        for name in lesson.exercises:
            if not right.get(name, False):
                file = next(reversed(editions_of(folder, lesson.name)), Path(f"{lesson.name}.ipynb"))
                print(NEXT.format(name=name, file=file.name), flush=True)
                return
    print(ALL_RIGHT, flush=True)


def check(notebooks: Sequence[OwnNotebook], seconds: float, language: str | None) -> bool:
    """Check notebooks, print each verdict and what to do next; return whether all is right."""
    findings = [finding for notebook in notebooks for finding in check_and_tell(notebook, seconds, language)]
    wrong = [finding for finding in findings if finding.status is not Status.PASSED]
    begin = lesson_of(wrong[0].exercise) if wrong else notebooks[-1].lesson
    tell_next(notebooks[0].file.parent, begin, findings)
    return not wrong


def watch(words: Sequence[str], folder: Path, seconds: float, language: str | None) -> None:
    """Check each notebook when it is saved, until Ctrl+C."""

    def there_now() -> list[OwnNotebook]:
        with contextlib.suppress(CommandError):  # one that is named may be away, or half written, for a moment
            return find_notebooks(words, folder)
        return []

    news = saves(there_now)
    print(WATCHING.format(count=len(there_now()), folder=folder), flush=True)
    tell_next(folder)
    for notebook in news:
        print(f"\n{datetime.now():%H:%M:%S} ", end="")
        findings = check_and_tell(notebook, seconds, language)
        tell_next(notebook.file.parent, notebook.lesson, findings)
