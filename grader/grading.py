"""Judges one submission: every exercise of its lesson, on the public cases and on hidden ones."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from grader.intake import Submission
from grader.marks import Mark, Result
from grader.notebook import defined_in
from grader.sandbox import Answer, CellReport, ForkServer, SubmissionDied
from grader.visible import visible
from helpers.language import Text
from testcases import EXERCISES, judge
from testcases.exercise import GROUPS
from testcases.verdict import DIAGNOSIS, WHERE, Status, Verdict

RIGHT = Text(
    "Right: every case passes, those of the notebook and the hidden ones.", "正确：笔记本中的用例和隐藏用例全部通过。"
)
NOT_YET = Text("Not written yet.", "还没有写。")
SEEN = Text("On the cases of the notebook:", "在笔记本的用例上：")
HIDDEN = Text(
    "On other numbers than those of the notebook, it is not right in: {groups}.",
    "换成笔记本之外的数值后，以下部分不正确：{groups}。",
)
ONLY_HIDDEN = Text(
    "Every case of the notebook passes. On other numbers, it is not right in: {groups}.",
    "笔记本中的用例全部通过。换成其他数值后，以下部分不正确：{groups}。",
)
DIED = Text(
    "While this was tried, {reason}. It earns nothing; the other exercises are not affected.",
    "检查这一题时，{reason}。这一题不得分，其他习题不受影响。",
)
DIED_HIDDEN = Text(
    "While this was tried on other numbers than those of the notebook, its process ended or took too long. It earns "
    "nothing; the other exercises are not affected.",
    "换成笔记本之外的数值检查这一题时，进程结束了或用时过长。这一题不得分，其他习题不受影响。",
)
MISSING = Text(
    "No function called {name} was found when all cells had been run.",
    "运行所有单元格之后，没有找到名为 {name} 的函数。",
)
RENAMED = Text("Its cell defines {names} in its place.", "它的单元格中定义的是 {names}。")
CLOSE = Text("There is one called {name}.", "有一个名为 {name} 的函数。")
CELL_FAILED = Text("Its cell, code cell {number}, stopped: {what}.", "它所在的代码单元格 {number} 中止了：{what}。")
ERROR_NOTE = Text("Code cell {number} stopped: {what}.", "代码单元格 {number} 中止了：{what}。")
ERROR_IN_LINE = Text("{kind}: {said} (line {line})", "{kind}：{said}（第 {line} 行）")
ERROR = Text("{kind}: {said}", "{kind}：{said}")
DEFINED_AGAIN = Text(
    "{name} is defined in code cells {numbers}; the last one counts, as in Jupyter.",
    "{name} 在代码单元格 {numbers} 中都有定义；与 Jupyter 一样，以最后一个为准。",
)
SKIPPED = Text(
    "Code cell {number}: lines that begin with ! or % are not run while grading (line {lines}).",
    "代码单元格 {number}：批改时不运行以 ! 或 % 开头的行（第 {lines} 行）。",
)
OURS_USED = Text(
    "It calls the course's own {names}, which is not there while grading: write it yourself.",
    "它调用了课程自带的 {names}，批改时没有这个函数：请自己写出来。",
)
STOPPED_ALL = Text("The notebook could not be run: {reason}.", "无法运行这份笔记本：{reason}。")
NOTES_SHOWN = 12
ERROR_WIDTH = 300


def grade(submission: Submission, server: ForkServer, hidden_seeds: Mapping[str, int]) -> Result:
    """Run a submission and judge its exercises.

    A group of cases counts only if it comes out right on the public cases and on the hidden ones. All exercises meet
    the public cases before any meets a hidden one, and nothing that the learner's code says after that is shown: so
    what is hidden cannot be told through the report.

    Parameters
    ----------
    submission : Submission
        What was handed in.
    server : ForkServer
        Where it is run.
    hidden_seeds : mapping
        The seed of the hidden cases of each exercise.
    """
    exercises = submission.lesson.exercises
    try:
        with server.run(submission.cells) as answer:
            missing = {name for name in exercises if name not in answer.functions}
            public = {name: _judge(answer, name, 0) for name in exercises if name not in missing}
            notes = tuple(_notes(submission, answer))
            used = dict(answer.stand_ins_used)  # as all else that is shown, from before a hidden case is met
            marks = {name: _missing(submission, answer, name) for name in missing}
            for name, found in public.items():
                alive = isinstance(found, Verdict) and any(found.groups.values())
                hidden = _judge(answer, name, hidden_seeds[name]) if alive else None
                marks[name] = _mark(name, exercises[name], found, hidden, used.get(name, frozenset()))
    except SubmissionDied as died:  # not even its cells could be run
        reason = STOPPED_ALL.format(reason=died.reason)
        return Result(tuple(Mark(name, exercises[name], "ended", {}, None, (reason,)) for name in exercises))
    return Result(tuple(marks[name] for name in exercises), notes)


def _judge(answer: Answer, name: str, seed: int) -> Verdict | SubmissionDied:
    """Judge an exercise; if its process dies, that is the outcome, whatever the judge makes of it."""
    deaths: list[SubmissionDied] = []

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except SubmissionDied as died:
            deaths.append(died)
            raise

    try:
        function = answer.function(name)
        verdict = judge(EXERCISES[name], call, seed)
    except SubmissionDied as died:
        return died
    return deaths[0] if deaths else verdict


def _mark(
    name: str,
    possible: int,
    public: Verdict | SubmissionDied,
    hidden: Verdict | SubmissionDied | None,
    used: frozenset[str],
) -> Mark:
    """Put together what the two trials of an exercise have shown."""
    ours = (OURS_USED.format(names=", ".join(sorted(used))),) if used else ()
    if isinstance(public, SubmissionDied):
        return Mark(name, possible, "ended", {}, None, (DIED.format(reason=public.reason), *ours))
    if isinstance(hidden, SubmissionDied):
        return Mark(name, possible, "ended", {}, None, (DIED_HIDDEN,))
    if public.status is Status.NOT_YET:
        return Mark(name, possible, "not yet", dict(public.groups), None, (NOT_YET, *ours))
    also_wrong = (
        [] if hidden is None else [g for g, right in public.groups.items() if right and not hidden.groups.get(g, True)]
    )
    groups = {group: right and group not in also_wrong for group, right in public.groups.items()}
    if all(groups.values()):
        return Mark(name, possible, "right", groups, None, (RIGHT,))
    standing = "partly" if any(groups.values()) else "wrong"
    wrong = Text(
        ", ".join(GROUPS[group].get("en") for group in also_wrong),
        "、".join(GROUPS[group].get("zh") for group in also_wrong),
    )
    if not public.passed:
        message = [SEEN, *_seen(public), *ours]
        if also_wrong:
            message.append(HIDDEN.format(groups=wrong))
        return Mark(name, possible, standing, groups, public.mistake.name if public.mistake else None, tuple(message))
    mistake = hidden.mistake if hidden is not None else None
    message = [ONLY_HIDDEN.format(groups=wrong), *ours]
    if mistake is not None:  # its words are the same whatever the numbers were
        message += [DIAGNOSIS.format(name=mistake.name, advice=mistake.advice), WHERE.format(where=mistake.where)]
    return Mark(name, possible, standing, groups, mistake.name if mistake else None, tuple(message))


def _seen(verdict: Verdict) -> list[Text]:
    """What the check in the notebook says as well, without its headline."""
    return verdict.lines()[1:]


# --- what was odd -----------------------------------------------------------------------------------------------------


def _missing(submission: Submission, answer: Answer, name: str) -> Mark:
    """Say where a function may have gone."""
    message = [MISSING.format(name=name)]
    for number, (cell, ran) in enumerate(zip(submission.cells, answer.report, strict=True), start=1):
        own = cell.exercise == name
        others = sorted(defined_in(cell) - {name}) if own else []
        if (own or name in defined_in(cell)) and not ran.ok:
            message.append(CELL_FAILED.format(number=number, what=_what(ran)))
        elif others:
            message.append(RENAMED.format(names=", ".join(map(visible, others[:3]))))
    if len(message) == 1:
        close = get_close_matches(name, sorted(answer.functions - submission.lesson.exercises.keys()), n=1, cutoff=0.8)
        message += [CLOSE.format(name=visible(found)) for found in close]
    return Mark(name, submission.lesson.exercises[name], "missing", {}, None, tuple(message))


def _notes(submission: Submission, answer: Answer) -> Iterator[Text]:
    for name in submission.lesson.exercises:
        numbers = [str(i) for i, cell in enumerate(submission.cells, start=1) if name in defined_in(cell)]
        if len(numbers) > 1:
            yield DEFINED_AGAIN.format(name=name, numbers=", ".join(numbers[:5]))
    odd = [(number, ran) for number, ran in enumerate(answer.report, start=1) if ran.skipped or not ran.ok]
    for number, ran in odd[:NOTES_SHOWN]:
        if ran.skipped:
            yield SKIPPED.format(number=number, lines=", ".join(map(str, ran.skipped[:5])))
        if not ran.ok:
            yield ERROR_NOTE.format(number=number, what=_what(ran))


def _what(ran: CellReport) -> Text:
    """How a cell ended, in one line."""
    if ran.died is not None:
        return ran.died
    assert ran.error is not None
    kind, said, line = ran.error
    said = " ".join(str(said).split())
    said = said if len(said) <= ERROR_WIDTH else said[:ERROR_WIDTH] + "…"
    return (ERROR if line is None else ERROR_IN_LINE).format(kind=kind, said=said, line=line)
