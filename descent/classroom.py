"""The commands of an instructor: hand out, grade, correct, and keep the secret behind the hidden cases."""

import argparse
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from descent.errors import CommandError, UsageError
from descent.words import said
from helpers import environment
from helpers.language import Text, current_language

BAD_LESSON = Text("--lesson must be one of {allowed}; got {found}", "--lesson 必须是 {allowed} 之一；收到 {found}")
BAD_JOBS = Text("--jobs must be a whole number above 0; got {jobs}", "--jobs 必须是大于 0 的整数；收到 {jobs}")
INSIDE = Text(
    "--out must lie outside SUBMISSIONS; got {results} in {submissions}",
    "--out 必须在 SUBMISSIONS 之外；收到 {submissions} 中的 {results}",
)
MADE = Text(
    "A new secret for the hidden cases is in {path}. Keep it: with another one the hidden cases are others.",
    "已在 {path} 新建隐藏用例的密钥。请保管好：换了密钥，隐藏用例也会不同。",
)
KEPT = Text(
    "The new secret is in {path}; the old one stays in {kept}. The next run grades everything anew.",
    "新密钥在 {path}；旧密钥保留在 {kept}。下次运行会重新批改全部作业。",
)
SUMMARY = Text(
    "{students} students: {graded} notebooks graded, {before} graded before and unchanged, {refused} lines about other "
    "files.",
    "{students} 名学生：批改了 {graded} 份笔记本，{before} 份此前已批改且未变，另有 {refused} 条其他文件的说明。",
)
LINE = Text("  {student}: {name} {reason}", "  {student}：{name} {reason}")
MORE = Text("  and {count} more: see {page}", "  另有 {count} 条：见 {page}")
UNLISTED = Text("Not on the list of --students: {names}", "不在 --students 名单中：{names}")
REPORT = Text("Report: {page}    marks: {table}", "报告：{page}    成绩：{table}")
INTERRUPTED = Text(
    "interrupted; what is graded is kept: run the same command again to go on",
    "已中断；批改过的结果已保存：再次运行同一命令即可继续",
)
NO_STUDENT = Text("there is no student {student!r} in {folder}{close}", "{folder} 中没有学生 {student!r}{close}")
CLOSE = Text("; there is {names}", "；有 {names}")
BAD_EXERCISE = Text(
    "EXERCISE must be one of {allowed}; got {found!r}", "EXERCISE 必须是 {allowed} 之一；收到 {found!r}"
)
BAD_POINTS = Text(
    'POINTS must be a number from 0 to {possible}, or "graded" to take a correction back; got {found!r}',
    "POINTS 必须是 0 到 {possible} 之间的数，或用“graded”撤回更正；收到 {found!r}",
)
CORRECTED = Text(
    "{student}, {exercise}: {points} of {possible} points by hand.",
    "{student}，{exercise}：人工更正为 {points} / {possible} 分。",
)
TAKEN_BACK = Text("{student}, {exercise}: as graded again.", "{student}，{exercise}：恢复为批改所得的分数。")
NEEDS_EXTRA = Text(
    "--scheduler needs {missing}, which the extra `cluster` brings: {command}",
    "--scheduler 需要 {missing}，它属于附加依赖 `cluster`：{command}",
)
SHOWN = 10  # lines about other files; the report has them all


class StoppedError(CommandError):
    """The instructor has stopped the run."""

    exit_code = 130


def add_commands(commands: Any, language: argparse.ArgumentParser) -> None:
    """Describe the commands on the command line."""
    graded = commands.add_parser(
        "grade",
        parents=[language],
        help=said("for instructors: grade a class", "供教师使用：批改全班的作业"),
        description=said(
            "Grade SUBMISSIONS: a folder for each student, a flat folder or a ZIP as "
            "learning-management systems export it, or nbgrader's tree. Run the same command again "
            "to go on after an interruption, or when notebooks have changed: what is graded and unchanged is left.",
            "批改 SUBMISSIONS：可以是每名学生一个文件夹、教学平台导出的单层文件夹或 ZIP，或 nbgrader "
            "的目录。中断之后，或笔记本有变动时，再次运行同一命令即可继续：只批改尚未批改或有变动的笔记本。",
        ),
    )
    graded.add_argument("submissions", metavar="SUBMISSIONS", type=Path)
    graded.add_argument(
        "--out",
        metavar="RESULTS",
        type=Path,
        required=True,
        help=said("folder for marks and reports", "存放成绩和报告的文件夹"),
    )
    _lesson_option(
        graded, Text("grade only this lesson, such as 04 (repeat for more)", "只批改这一课，例如 04（可重复使用）")
    )
    graded.add_argument(
        "--students",
        metavar="CSV",
        type=Path,
        help=said(
            "class list: student, group, late or due, submitted", "学生名单：student、group、late 或 due、submitted"
        ),
    )
    graded.add_argument(
        "--jobs", metavar="N", type=int, help=said("processes (default: all cores)", "进程数（默认：所有核心）")
    )
    graded.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=said(
            "grade on a dask cluster, such as tcp://10.0.0.1:8786", "在 dask 集群上批改，例如 tcp://10.0.0.1:8786"
        ),
    )
    _secret_option(graded)
    graded.add_argument(
        "--trusted",
        action="store_true",
        help=said(
            "grade where nothing isolates: only if you trust every submission",
            "在无法隔离的机器上批改：仅当你信任每一份作业时使用",
        ),
    )
    graded.set_defaults(run=_cleanly(grade))

    released = commands.add_parser(
        "release",
        parents=[language],
        help=said("for instructors: make a ZIP to hand out", "供教师使用：制作发给学生的 ZIP"),
        description=said(
            "Write a ZIP with learner notebooks and all that is needed to open them into DIR.",
            "在 DIR 中写出一个 ZIP，其中有学生用的笔记本，以及打开它们所需的一切。",
        ),
    )
    released.add_argument("folder", metavar="DIR", type=Path)
    _lesson_option(
        released,
        Text(
            "hand out this lesson, such as 04 (repeat for more; default: all)",
            "发放这一课，例如 04（可重复使用；默认：全部）",
        ),
    )
    released.set_defaults(run=_cleanly(release))

    corrected = commands.add_parser(
        "correct",
        parents=[language],
        help=said("for instructors: give a mark by hand", "供教师使用：人工更正分数"),
        description=said(
            "Give a mark by hand. It is kept apart from what is graded, and no later run changes it.",
            "人工更正分数。更正与自动批改的分数分开保存，以后的批改不会改动它。",
        ),
    )
    corrected.add_argument("results", metavar="RESULTS", type=Path)
    corrected.add_argument("student", metavar="STUDENT", help=said("as in grades.csv", "与 grades.csv 中的写法相同"))
    corrected.add_argument("lesson", metavar="LESSON", help=said("such as 04", "例如 04"))
    corrected.add_argument("exercise", metavar="EXERCISE", help=said("the function's name", "函数名"))
    corrected.add_argument(
        "points",
        metavar="POINTS",
        help=said('such as 7.5; "graded" takes a correction back', "例如 7.5；graded 表示撤回更正"),
    )
    corrected.add_argument(
        "--why",
        required=True,
        metavar="TEXT",
        help=said("the student reads it in the report", "学生会在报告中看到"),
    )
    corrected.set_defaults(run=_cleanly(correct))

    kept = commands.add_parser(
        "secret",
        parents=[language],
        help=said(
            "for instructors: the secret from which hidden cases are drawn", "供教师使用：用来生成隐藏用例的密钥"
        ),
        description=said(
            "create: make it, unless it is there. show-path: print where it is kept. rotate: put a "
            "new one in its place and keep the old one beside it.",
            "create：没有密钥时新建。show-path：显示保存位置。rotate：换用新密钥，旧密钥保留在旁边。",
        ),
    )
    kept.add_argument("action", choices=("create", "show-path", "rotate"))
    _secret_option(kept)
    kept.set_defaults(run=_cleanly(secret))


def _lesson_option(parser: argparse.ArgumentParser, help_: Text) -> None:
    parser.add_argument("--lesson", metavar="NUMBER", action="append", default=[], help=str(help_))


def _secret_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--secret",
        metavar="FILE",
        type=Path,
        help=said(
            "the key of the hidden cases (default: in your folder for settings)", "密钥文件（默认：在你的设置文件夹中）"
        ),
    )


def _cleanly(run: Any) -> Any:
    """Let a command say in one line what went wrong."""

    def command(arguments: argparse.Namespace) -> int:
        with _clean_errors():
            return run(arguments)

    return command


@contextmanager
def _clean_errors() -> Iterator[None]:
    from grader.running import ClusterError
    from grader.sandbox import CannotIsolate
    from grader.secret import SecretError
    from grader.sources import SubmissionsError
    from grader.store import StoreError
    from grader.students import StudentsError

    try:
        yield
    except (SecretError, SubmissionsError, StoreError, StudentsError, ClusterError, CannotIsolate) as error:
        raise UsageError(error) from error
    except (OSError, sqlite3.Error) as error:
        raise CommandError(error) from error


def grade(arguments: argparse.Namespace) -> int:
    """Grade what is new in SUBMISSIONS, write RESULTS, and say what happened."""
    from grader.limits import Limits
    from grader.reports import PAGE, TABLE
    from grader.rubric import rubric_version
    from grader.run import grade_class
    from grader.running import Settings
    from grader.secret import default_path, hidden_seed, read
    from grader.sources import open_source
    from grader.students import ClassList, read_students
    from grader.visible import visible
    from testcases.course import LESSONS

    submissions, results = arguments.submissions, arguments.out
    if submissions.resolve() == results.resolve() or submissions.resolve() in results.resolve().parents:
        raise UsageError(INSIDE.format(results=results, submissions=submissions))
    lessons = _lessons(arguments.lesson) or list(LESSONS)
    class_list = read_students(arguments.students) if arguments.students else ClassList({}, {})
    open_source(submissions).close()  # said before anything is made
    if arguments.secret is None:
        _make_first_secret(default_path())
    secret_bytes = read(arguments.secret or default_path(), outside=(submissions, results))
    limits = Limits()
    seeds = {name: hidden_seed(secret_bytes, name) for lesson in LESSONS for name in lesson.exercises}
    settings = Settings(seeds, limits, arguments.trusted)
    try:
        summary = grade_class(
            submissions,
            results,
            lessons,
            class_list,
            rubric_version(secret_bytes, limits),
            _runner(arguments, settings),
        )
    except KeyboardInterrupt:
        raise StoppedError(INTERRUPTED) from None
    assert summary.found is not None
    counts = {"students": summary.found.students, "graded": summary.graded, "before": summary.before}
    print(SUMMARY.format(refused=len(summary.refused), **counts))
    for refusal in [*summary.failed, *summary.refused][:SHOWN]:
        print(visible(str(LINE.format(student=refusal.student, name=refusal.name, reason=refusal.reason))))
    if len(summary.refused) > SHOWN:
        print(MORE.format(count=len(summary.refused) - SHOWN, page=results / PAGE))
    if summary.unlisted:
        print(UNLISTED.format(names=", ".join(summary.unlisted[:SHOWN])))
    print(REPORT.format(page=results / PAGE, table=results / TABLE))
    return 1 if summary.failed else 0


def _runner(arguments: argparse.Namespace, settings: Any) -> Any:
    from grader.running import in_processes

    if arguments.scheduler is None:
        if arguments.jobs is not None and arguments.jobs < 1:
            raise UsageError(BAD_JOBS.format(jobs=arguments.jobs))
        with settings.server():  # says what it cannot do before anything is begun
            pass
        return in_processes(arguments.jobs or os.cpu_count() or 1, settings)
    try:
        from grader.cluster import on_cluster
    except ModuleNotFoundError as missing:
        command = environment.pip_command('install -e ".[cluster]"')
        raise CommandError(NEEDS_EXTRA.format(missing=missing.name, command=command)) from missing
    return on_cluster(arguments.scheduler, settings)


def _make_first_secret(path: Path) -> None:
    from grader.secret import create

    if not os.path.lexists(path):
        create(path)
        print(MADE.format(path=path))


def _lessons(numbers: list[str]) -> list[Any]:
    from testcases.course import LESSONS

    known = {lesson.number: lesson for lesson in LESSONS}
    for number in numbers:
        if number.zfill(2) not in known:
            raise UsageError(BAD_LESSON.format(allowed=", ".join(known), found=number))
    chosen = {number.zfill(2) for number in numbers}
    return [lesson for lesson in LESSONS if lesson.number in chosen]


def correct(arguments: argparse.Namespace) -> int:
    """Give a mark by hand and write the reports anew."""
    from grader.pages import number
    from grader.reports import write_reports
    from grader.store import Store

    (lesson,) = _lessons([arguments.lesson])
    exercise, student = arguments.exercise, arguments.student
    if exercise not in lesson.exercises:
        raise UsageError(BAD_EXERCISE.format(allowed=", ".join(lesson.exercises), found=exercise))
    possible = lesson.exercises[exercise]
    points = None if arguments.points == "graded" else _points(arguments.points, possible)
    with Store(arguments.results) as store:
        names = store.names()
        if student not in names:
            near = get_close_matches(student, names, n=3)
            close = CLOSE.format(names=", ".join(near)) if near else Text("")
            raise UsageError(NO_STUDENT.format(student=student, folder=arguments.results, close=close))
        store.correct(student, lesson, exercise, points, arguments.why)
        write_reports(store, arguments.results)
    if points is None:
        print(TAKEN_BACK.format(student=student, exercise=exercise))
    else:
        print(CORRECTED.format(student=student, exercise=exercise, points=number(points), possible=possible))
    return 0


def _points(written: str, possible: int) -> Fraction:
    try:
        points = Fraction(written)
    except (ValueError, ZeroDivisionError):
        points = Fraction(-1)
    if not 0 <= points <= possible:
        raise UsageError(BAD_POINTS.format(possible=possible, found=written))
    return points


def secret(arguments: argparse.Namespace) -> int:
    """Make the secret, say where it is, or put a new one in its place."""
    from grader.secret import create, default_path, read, rotate

    path = arguments.secret or default_path()
    if arguments.action == "create":
        create(path)
        print(MADE.format(path=path))
    elif arguments.action == "rotate":
        kept = rotate(path)
        print(KEPT.format(path=path, kept=kept))
    else:
        read(path)
        print(path)
    return 0


def release(arguments: argparse.Namespace) -> int:
    """Write a ZIP to hand out."""
    from descent.release import write_release

    print(write_release(arguments.folder, _lessons(arguments.lesson), current_language()))
    return 0
