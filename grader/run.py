"""One run of `descent grade`: intake, grading, results, reports; what was graded before is not graded again."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from grader.class_page import Class
from grader.intake import Refusal, Submission, take_in
from grader.reports import write_reports
from grader.running import Runner
from grader.sources import open_source
from grader.store import Store
from grader.students import ClassList
from helpers.language import Text
from testcases.course import Lesson

GRADING = Text("Grading", "批改")
STUDENTS = Text(" students", " 名学生")
NOTHING = Text("nothing was handed in", "没有交作业")


@dataclass
class Summary:
    """What a run did: notebooks graded now and before, lines about others, faults of ours, who is not on the list."""

    graded: int = 0
    before: int = 0
    refused: list[Refusal] = field(default_factory=list)
    failed: list[Refusal] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    found: Class | None = None


def grade_class(
    submissions: Path,
    results: Path,
    lessons: Sequence[Lesson],
    class_list: ClassList,
    rubric: str,
    runner: Runner,
    show: bool = True,
) -> Summary:
    """Grade what is new in SUBMISSIONS and write all of RESULTS.

    Parameters
    ----------
    submissions, results : Path
        Where they are handed in, and where the results go.
    lessons : sequence of Lesson
        The lessons to grade. What is in RESULTS about others stays.
    class_list : ClassList
        Groups and lateness; students on it who handed in nothing are in the results, too.
    rubric : str
        The rubric's version.
    runner : Runner
        What grades.
    show : bool
        Whether to show a bar with the time that is left.

    Raises
    ------
    SubmissionsError, StoreError
        If SUBMISSIONS or RESULTS cannot be used.
    """
    with closing(open_source(submissions)) as source, Store(results, new=True) as store:
        run, summary, handed_in = store.begin(), Summary(), set(source.students())
        names = sorted(handed_in | class_list.groups.keys())
        bar = _bar(names, GRADING, show)

        def new() -> Iterator[Submission]:
            """Take in one student after the other; give out what has not been graded before."""
            for student in bar:
                store.student(run, student, class_list.groups.get(student, ""))
                if class_list.groups and student not in class_list.groups:
                    summary.unlisted.append(student)
                items = take_in(source, student, lessons) if student in handed_in else [Refusal(student, "", NOTHING)]
                for item in items:
                    if isinstance(item, Refusal):
                        store.refuse(run, item)
                        summary.refused.append(item)
                    elif store.hand_in(run, item, rubric, _late(class_list, item)):
                        summary.before += 1
                    else:
                        yield item

        for graded in runner(new()):
            if graded.result is not None:
                store.put(graded.submission, rubric, graded.result, graded.seconds)
                summary.graded += 1
            elif graded.failure is not None:
                refusal = Refusal(graded.submission.student, graded.submission.name, graded.failure)
                store.refuse(run, refusal)
                summary.failed.append(refusal)
        store.finish(run, lessons)
        summary.found = write_reports(store, results)
    return summary


def _bar(names: Iterable[str], what: Text, show: bool) -> Iterable[str]:
    """Show how far it is, and the time left, on a terminal."""
    return tqdm(names, desc=str(what), unit=str(STUDENTS), disable=None if show else True, dynamic_ncols=True)


def _late(class_list: ClassList, submission: Submission) -> bool | None:
    listed = class_list.late(submission.student, submission.lesson.number)
    return submission.late or None if listed is None else listed
