"""The command `descent`: what can be typed. What is then done stands in `descent.commands`.

The language is chosen before the command line is read, because errors and help are in it.

Exit codes: 0 all is well, 1 something was found wrong, 2 the command line asks for what cannot be done.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from ci import CELL_SECONDS
from descent import classroom, commands
from descent.errors import CommandError, UsageError
from descent.folder import FOLDER_NAME
from descent.words import Parser, said
from helpers.language import LANGUAGES, current_language, set_language


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ✓ or Chinese shows "?" rather than a traceback
    try:
        words = sys.argv[1:] if argv is None else argv
        _choose_language(words)
        arguments = command_line().parse_args(words)
        return arguments.run(arguments)
    except CommandError as error:
        print(f"descent: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _choose_language(words: Sequence[str]) -> None:
    """Choose that of --language, wherever it stands, else the one in use."""
    pieces = [piece for word in words for piece in word.split("=", 1)]
    asked = [value for option, value in pairwise(pieces) if option > "--" and "--language".startswith(option)]
    try:
        # Of another language, the whole command line will say that it is not spoken.
        set_language(asked[-1] if asked and asked[-1] in LANGUAGES else current_language())
    except ValueError as error:
        raise UsageError(error) from error


def command_line() -> argparse.ArgumentParser:
    """Describe the command line, in the language in use."""
    # argparse writes: invalid number of seconds above 0 value: '-1'
    _seconds.__name__ = said("number of seconds above 0", "大于 0 的秒数")
    _count.__name__ = said("whole number above 0", "大于 0 的整数")
    parser = Parser(
        prog="descent",
        description=said(
            "A course on the optimization algorithms of deep learning, in Jupyter. Begin with: descent lab",
            "一门在 Jupyter 中学习深度学习优化算法的课程。从这里开始：descent lab",
        ),
    )
    parser.add_argument("--language", choices=LANGUAGES, help=argparse.SUPPRESS)  # before the command is fine as well
    rooms = parser.add_subparsers(title=said("commands", "命令"), metavar="COMMAND", required=True)

    language = Parser(add_help=False)
    language.add_argument(
        "--language",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,  # it would hide what stands before the command
        help=said(
            "of the notebooks and of what is printed (default: DESCENT_LANGUAGE, else your system's)",
            "笔记本和输出所用的语言（默认：DESCENT_LANGUAGE，否则为系统语言）",
        ),
    )
    folder = Parser(add_help=False)
    folder.add_argument(
        "folder",
        metavar="DIR",
        nargs="?",
        type=Path,
        help=said(
            "your folder of notebooks (default: {folder}, in the folder where you are)",
            "放笔记本的文件夹（默认：当前文件夹中的 {folder}）",
            folder=FOLDER_NAME,
        ),
    )

    lab = rooms.add_parser(
        "lab",
        parents=[folder, language],
        help=said("open the course in JupyterLab", "在 JupyterLab 中打开课程"),
        description=said(
            "Look at your system, put the notebooks that are new into your folder, and open JupyterLab there.",
            "检查系统，把新的笔记本放进你的文件夹，并在那里打开 JupyterLab。",
        ),
    )
    lab.add_argument(
        "--no-browser",
        action="store_true",
        help=said("print JupyterLab's address, open no browser", "只显示 JupyterLab 的地址，不打开浏览器"),
    )
    lab.add_argument(
        "--check",
        action="store_true",
        help=said(
            "open nothing: run a copy of every notebook in a real JupyterLab server and say OK or FAIL for each",
            "不打开任何窗口：在真实的 JupyterLab 服务器中运行每个笔记本的副本，并逐一报告 OK 或 FAIL",
        ),
    )
    lab.add_argument(
        "--limit",
        metavar="SECONDS",
        type=_seconds,
        help=said(
            "with --check: how long one cell may take (default: {limit:g})",
            "与 --check 一起使用：一个单元格最多可以运行多少秒（默认：{limit:g}）",
            limit=CELL_SECONDS,
        ),
    )
    lab.set_defaults(run=commands.lab)

    start = rooms.add_parser(
        "start",
        parents=[folder, language],
        help=said("put the notebooks into your folder", "把笔记本放进你的文件夹"),
        description=said(
            "Put the notebooks into your folder. What is there is never changed: after an update, "
            "run this again to add what is new.",
            "把笔记本放进你的文件夹。已有的文件永远不会被改动：课程更新之后，再运行一次，就会加入新的内容。",
        ),
    )
    start.add_argument(
        "--carry-over",
        action="store_true",
        help=said(
            "where the course has a newer edition of a lesson, add it as a new file with your answers in it",
            "如果某一课有更新的版本，就把它另存为新文件，并带上你的答案",
        ),
    )
    start.set_defaults(run=commands.start)

    doctor = rooms.add_parser(
        "doctor",
        parents=[folder, language],
        help=said("say what works, what does not, and how to mend it", "说明哪些正常、哪些有问题、如何修复"),
        description=said(
            "Look at Python, each package, what notebooks import, your folder and the kernel: OK or "
            "FAIL, and how to mend it.",
            "检查 Python、各个软件包、笔记本导入的模块、你的文件夹和内核：报告 OK 或 FAIL，并说明如何修复。",
        ),
    )
    doctor.set_defaults(run=commands.doctor)

    progress = rooms.add_parser(
        "progress",
        parents=[folder, language],
        help=said("show your points, lesson by lesson", "逐课显示你的得分"),
        description=said(
            "Show your points, lesson by lesson, from the file that check(...) keeps beside your notebooks.",
            "逐课显示你的得分，得分来自 check(...) 保存在笔记本旁边的文件。",
        ),
    )
    progress.add_argument(
        "--lesson", metavar="NUMBER", help=said("only this lesson, such as 04", "只看这一课，例如 04")
    )
    progress.set_defaults(run=commands.progress)

    lessons = Parser(add_help=False)
    lessons.add_argument(
        "lessons",
        metavar="LESSON",
        nargs="*",
        help=said("such as 04, momentum or 04_momentum.ipynb", "例如 04、momentum 或 04_momentum.ipynb"),
    )
    lessons.add_argument(
        "--folder",
        metavar="DIR",
        type=Path,
        help=said(
            "your folder of notebooks (default: the nearest one: here, above, or in my-descent here)",
            "放笔记本的文件夹（默认：最近的一个，依次在当前文件夹、上级文件夹和当前的 my-descent 中找）",
        ),
    )
    lessons.add_argument(
        "--limit",
        metavar="SECONDS",
        type=_seconds,
        default=CELL_SECONDS,
        help=said(
            "how long one cell may take (default: %(default)g)", "一个单元格最多可以运行多少秒（默认：%(default)g）"
        ),
    )

    check = rooms.add_parser(
        "check",
        parents=[lessons, language],
        help=said(
            "check the exercises in your notebooks, as check(...) does in them",
            "检查笔记本中的习题，与其中的 check(...) 一样",
        ),
        description=said(
            "Run your notebooks, as they are saved, in a Python of their own, and say what "
            "check(...) says of each exercise. Without LESSON: all that you have begun. The "
            "notebooks themselves are only read.",
            "在单独的 Python 中运行你保存的笔记本，对每道习题给出与 check(...) 相同的结论。不写 LESSON 时，"
            "检查所有已开始的课。笔记本本身只会被读取。",
        ),
        epilog=said(
            "Exit code: 0 if all exercises are right, 1 if not, 2 if the command line cannot be followed.",
            "退出码：习题全部正确为 0，否则为 1；命令行无法执行为 2。",
        ),
    )
    check.set_defaults(run=commands.check)

    watch = rooms.add_parser(
        "watch",
        parents=[lessons, language],
        help=said(
            "check a notebook each time you save it, and say what to do next", "每次保存笔记本时检查它，并提示下一步"
        ),
        description=said(
            "Wait, check a notebook each time you save it, and say what to do next. Ctrl+C ends it.",
            "保持运行，每次保存笔记本时检查它，并提示下一步。按 Ctrl+C 结束。",
        ),
    )
    watch.set_defaults(run=commands.watch)

    build = rooms.add_parser(
        "build",
        parents=[language],
        help=said("for authors: make the notebooks from their sources", "供作者使用：由源文件生成笔记本"),
        description=said(
            "For authors, in a clone of the course: write every edition from notebooks/source.",
            "供作者使用，在课程的克隆仓库中运行：由 notebooks/source 写出所有版本。",
        ),
    )
    how = build.add_mutually_exclusive_group()
    how.add_argument(
        "--check",
        action="store_true",
        help=said(
            "write nothing: show what is stale, and how it differs", "不写入任何文件：显示哪些已过时、差别在哪里"
        ),
    )
    how.add_argument(
        "--execute",
        action="store_true",
        help=said("also run the solved notebooks and store their outputs", "同时运行带解答的笔记本，并保存输出"),
    )
    how.add_argument(
        "--nbgrader",
        metavar="DIR",
        type=Path,
        help=said(
            "write an nbgrader course there, from which nbgrader releases and autogrades",
            "在那里写出一个 nbgrader 课程，供 nbgrader 发放和自动批改",
        ),
    )
    how.add_argument(
        "--gallery",
        action="store_true",
        help=said("only draw the README's small pictures of the lessons", "只绘制 README 中各课的小图"),
    )
    how.add_argument(
        "--reviewed",
        metavar="NN",
        help=said(
            "only note that the Chinese of this lesson was read against its English as it is now",
            "只记下：这一课的中文已与当前的英文核对过",
        ),
    )
    build.set_defaults(run=commands.build)

    check_course = rooms.add_parser(
        "check-course",
        parents=[language],
        help=said("for authors: prove that every exercise keeps its contract", "供作者使用：证明每道习题都符合约定"),
        description=said(
            "For authors, in a clone of the course: hold every exercise to what all of them must "
            "keep. Its reference, solution and right variants pass, its stub is 'not yet', each of "
            "its mistakes is rejected and gets its own name, and its texts are there in both "
            "languages. Prints one line for each problem, else a table.",
            "供作者使用，在课程的克隆仓库中运行：检查每道习题是否符合共同的约定。参考实现、解答和各种"
            "正确写法都能通过，空白函数得到的结论是“还没有写”，每种错误都不被接受并得到自己的名称，"
            "各段文字两种语言俱全。每个问题显示一行；没有问题则显示一张表。",
        ),
    )
    check_course.set_defaults(run=commands.check_course)

    validate = rooms.add_parser(
        "validate",
        parents=[language],
        help=said(
            "for instructors and authors: prove that every notebook runs and still gives what it stores",
            "供教师和作者使用：证明每个笔记本都能运行，且输出与保存的一致",
        ),
        description=said(
            "Run every notebook with papermill, compare it with its stored outputs as nbval does, "
            "run it unsolved, and check every exercise and claim. With NOTEBOOKs, run and compare "
            "these.",
            "用 papermill 运行每个笔记本，像 nbval 那样与保存的输出比较，再运行不带解答的版本，并检查"
            "每道习题和每条论断。给出 NOTEBOOK 时，只运行和比较这些笔记本。",
        ),
    )
    validate.add_argument(
        "notebooks",
        metavar="NOTEBOOK",
        nargs="*",
        help=said("(default: the whole course, in a clone)", "（默认：整门课程，在克隆的仓库中）"),
    )
    validate.add_argument(
        "--report",
        metavar="DIR",
        default="validation-report",
        help=said(
            "where to write index.html, junit.xml and the executed notebooks (default: %(default)s)",
            "index.html、junit.xml 和运行过的笔记本写到哪里（默认：%(default)s）",
        ),
    )
    validate.add_argument(
        "--jobs",
        metavar="N",
        type=_count,
        help=said("how many tasks run at a time (default: all cores)", "同时运行多少个任务（默认：所有核心）"),
    )
    validate.add_argument(
        "--cell-seconds",
        metavar="SECONDS",
        type=_seconds,
        default=CELL_SECONDS,
        help=said(
            "how long one cell may take (default: %(default)g)", "一个单元格最多可以运行多少秒（默认：%(default)g）"
        ),
    )
    validate.set_defaults(run=commands.validate)
    classroom.add_commands(rooms, language)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count
