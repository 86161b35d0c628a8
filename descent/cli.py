"""The command `descent`: what can be typed. What is then done stands in `descent.commands`.

Exit codes: 0 all is well, 1 something was found wrong, 2 the command line asks for what cannot be done.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from descent import classroom, commands
from descent.errors import CommandError, UsageError
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
        help=f"your folder of notebooks (default: {commands.FOLDER_NAME}, in the folder where you are)",
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
        help=f"with --check: how long one cell may take (default: {commands.CELL_SECONDS:g})",
    )
    lab.set_defaults(run=commands.lab)

    start = rooms.add_parser(
        "start",
        parents=[folder, language],
        help="put the notebooks into your folder",
        description="Put the notebooks into your folder. What is there is never changed: after an update, run this "
        "again to add what is new.",
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
    progress.set_defaults(run=commands.progress)

    build = rooms.add_parser(
        "build",
        parents=[language],
        help="for authors: make the notebooks from their sources",
        description="For authors, in a clone of the course: write every edition from notebooks/source.",
    )
    how = build.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="write nothing: show what is stale, and how it differs")
    how.add_argument("--execute", action="store_true", help="also run the solved notebooks and store their outputs")
    build.set_defaults(run=commands.build)

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
        default=commands.CELL_SECONDS,
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
