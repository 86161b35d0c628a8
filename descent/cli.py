"""The command `descent`: what can be typed. What is then done stands in `descent.commands`.

Exit codes: 0 all is well, 1 something was found wrong, 2 the command line asks for what cannot be done.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from ci import CELL_SECONDS
from descent import classroom, commands
from descent.errors import CommandError, UsageError
from descent.folder import FOLDER_NAME
from helpers.language import LANGUAGES, current_language, set_language


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ or Chinese shows "?" rather than a traceback
    arguments = command_line().parse_args(argv)
    try:
        _choose_language(arguments.language)
        return arguments.run(arguments)
    except CommandError as error:
        print(f"descent: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _choose_language(language: str | None) -> None:
    try:
        set_language(language or current_language())
    except ValueError as error:
        raise UsageError(error) from error


def command_line() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="descent",
        description="A course on the optimization algorithms of deep learning, in Jupyter. Begin with: descent lab",
    )
    rooms = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    language = argparse.ArgumentParser(add_help=False)
    language.add_argument(
        "--language",
        choices=LANGUAGES,
        help="of the notebooks and of what is printed (default: DESCENT_LANGUAGE, else your system's)",
    )
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        type=Path,
        help=f"your folder of notebooks (default: {FOLDER_NAME}, in the folder where you are)",
    )

    lab = rooms.add_parser(
        "lab",
        parents=[folder, language],
        help="open the course in JupyterLab",
        description="Look at your system, put the notebooks that are new into your folder, and open JupyterLab there.",
    )
    lab.add_argument("--no-browser", action="store_true", help="print JupyterLab's address, open no browser")
    lab.add_argument(
        "--check",
        action="store_true",
        help="open nothing: run a copy of every notebook in a real JupyterLab server and say OK or FAIL for each",
    )
    lab.add_argument(
        "--limit",
        metavar="SECONDS",
        type=_seconds,
        help=f"with --check: how long one cell may take (default: {CELL_SECONDS:g})",
    )
    lab.set_defaults(run=commands.lab)

    start = rooms.add_parser(
        "start",
        parents=[folder, language],
        help="put the notebooks into your folder",
        description="Put the notebooks into your folder. What is there is never changed: after an update, run this "
        "again to add what is new.",
    )
    start.add_argument(
        "--carry-over",
        action="store_true",
        help="where the course has a newer edition of a lesson, add it as a new file with your answers in it",
    )
    start.set_defaults(run=commands.start)

    doctor = rooms.add_parser(
        "doctor",
        parents=[folder, language],
        help="say what works, what does not, and how to mend it",
        description="Look at Python, each package, what notebooks import, your folder and the kernel: OK or FAIL, and "
        "how to mend it.",
    )
    doctor.set_defaults(run=commands.doctor)

    progress = rooms.add_parser(
        "progress",
        parents=[folder, language],
        help="show your points, lesson by lesson",
        description="Show your points, lesson by lesson, from the file that check(...) keeps beside your notebooks.",
    )
    progress.add_argument("--lesson", metavar="NUMBER", help="only this lesson, such as 04")
    progress.set_defaults(run=commands.progress)

    lessons = argparse.ArgumentParser(add_help=False)
    lessons.add_argument("lessons", metavar="LESSON", nargs="*", help="such as 04, momentum or 04_momentum.ipynb")
    lessons.add_argument(
        "--folder", metavar="DIR", type=Path, help="your folder of notebooks (default: the nearest one, here or above)"
    )
    lessons.add_argument(
        "--limit",
        metavar="SECONDS",
        type=_seconds,
        default=CELL_SECONDS,
        help="how long one cell may take (default: %(default)g)",
    )

    check = rooms.add_parser(
        "check",
        parents=[lessons, language],
        help="check the exercises in your notebooks, as check(...) does in them",
        description="Run your notebooks, as they are saved, in a Python of their own, and say what check(...) says of "
        "each exercise. Without LESSON: all that you have begun. The notebooks themselves are only read.",
        epilog="Exit code: 0 if all exercises are right, 1 if not, 2 if the command line cannot be followed.",
    )
    check.set_defaults(run=commands.check)

    watch = rooms.add_parser(
        "watch",
        parents=[lessons, language],
        help="check a notebook each time you save it, and say what to do next",
        description="Wait, check a notebook each time you save it, and say what to do next. Ctrl+C ends it.",
    )
    watch.set_defaults(run=commands.watch)

    build = rooms.add_parser(
        "build",
        parents=[language],
        help="for authors: make the notebooks from their sources",
        description="For authors, in a clone of the course: write every edition from notebooks/source.",
    )
    how = build.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="write nothing: show what is stale, and how it differs")
    how.add_argument("--execute", action="store_true", help="also run the solved notebooks and store their outputs")
    how.add_argument(
        "--nbgrader",
        metavar="DIR",
        type=Path,
        help="write an nbgrader course there, from which nbgrader releases and autogrades",
    )
    how.add_argument("--gallery", action="store_true", help="only draw the README's small pictures of the lessons")
    how.add_argument(
        "--reviewed",
        metavar="NN",
        help="only note that the Chinese of this lesson was read against its English as it is now",
    )
    build.set_defaults(run=commands.build)

    check_course = rooms.add_parser(
        "check-course",
        parents=[language],
        help="for authors: prove that every exercise keeps its contract",
        description="For authors, in a clone of the course: hold every exercise to what all of them must keep. Its "
        "reference, solution and right variants pass, its stub is 'not yet', each of its mistakes is rejected and gets "
        "its own name, and its texts are there in both languages. Prints one line for each problem, else a table.",
    )
    check_course.set_defaults(run=commands.check_course)

    validate = rooms.add_parser(
        "validate",
        parents=[language],
        help="for instructors and authors: prove that every notebook runs and still gives what it stores",
        description="Run every notebook with papermill, compare it with its stored outputs as nbval does, run it "
        "unsolved, and check every exercise and claim. With NOTEBOOKs, run and compare these.",
    )
    validate.add_argument("notebooks", metavar="NOTEBOOK", nargs="*", help="(default: the whole course, in a clone)")
    validate.add_argument(
        "--report",
        metavar="DIR",
        default="validation-report",
        help="where to write index.html, junit.xml and the executed notebooks (default: %(default)s)",
    )
    validate.add_argument("--jobs", metavar="N", type=_count, help="how many tasks run at a time (default: all cores)")
    validate.add_argument(
        "--cell-seconds",
        metavar="SECONDS",
        type=_seconds,
        default=CELL_SECONDS,
        help="how long one cell may take (default: %(default)g)",
    )
    validate.set_defaults(run=commands.validate)
    classroom.add_commands(rooms, language)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError
    return seconds


_seconds.__name__ = "number of seconds above 0"  # argparse writes: invalid number of seconds above 0 value: '-1'


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


_count.__name__ = "whole number above 0"
