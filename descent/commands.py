"""What each command does. NumPy and Jupyter are imported late, so that `descent doctor` runs where they are missing."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ci import CELL_SECONDS
from descent.errors import CommandError, UsageError
from descent.folder import default_folder
from helpers import environment
from helpers.language import Text, current_language

READY = Text(
    "OK    your system has what the course needs ({count} checks)", "OK    系统具备课程所需的一切（共 {count} 项检查）"
)
NOT_READY = Text("{failed} of {count} checks failed", "{count} 项检查中有 {failed} 项未通过")
ISOLATION = Text(
    "For instructors: `descent grade` shuts submissions in by {layers}",
    "供教师参考：`descent grade` 用以下方式隔离学生的程序：{layers}",
)
LAYERS = {  # in Chinese; the names of namespaces are the kernel's
    "empty root": "空的根目录",
    "own uid": "独立的用户 ID",
    "no capabilities": "没有特权",
    "no new privileges": "不能取得新特权",
    "limits": "资源限制",
    "system calls": "系统调用过滤",
}
NO_ISOLATION = Text(
    "For instructors: nothing here can shut in a submission, so `descent grade` refuses unless told --trusted",
    "供教师参考：这台机器无法隔离学生的程序，除非加上 --trusted，否则 `descent grade` 会拒绝运行",
)
FOLDER = Text("Your folder is {folder}", "你的文件夹是 {folder}")
ADDED = Text("  added  {name}", "  新增  {name}")
LEFT = {
    "SAME_EDITION": Text("  left   {name}: it is yours", "  保留  {name}：这是你的文件"),
    "OLDER_EDITION": Text(
        "  left   {name}: it is yours; the course has a newer edition", "  保留  {name}：这是你的文件；课程有更新的版本"
    ),
    "OTHER_LANGUAGE": Text(
        "  left   {name}: it is yours, in the other language", "  保留  {name}：这是你的文件，用的是另一种语言"
    ),
    "NOT_OURS": Text(
        "  left   {name}: something of that name is there, not from the course",
        "  保留  {name}：已有同名的文件或文件夹，并非来自课程",
    ),
}
CARRIED = Text(
    "  added  {new}: the newer edition of {old}, with your answers in it",
    "  新增  {new}：{old} 的新版本，其中已有你的答案",
)
CARRY_OVER = Text(
    "To get newer editions as new files, with your answers in them: descent start --carry-over {folder}",
    "想把新版本另存为新文件并带上你的答案：descent start --carry-over {folder}",
)
READ_NEWEST = Text(
    "To read the course's editions beside yours: descent start --language {language} {folder}",
    "想对照阅读课程的版本：descent start --language {language} {folder}",
)
NO_PROGRESS = Text(
    "{file} is not there yet: check(...) in a notebook makes it.",
    "{file} 尚不存在：在笔记本中运行 check(...) 就会生成。",
)
NOTHING_BEGUN = Text(
    "You have not changed any notebook yet. Begin with 00_start_here.ipynb: descent lab",
    "你还没有改动任何笔记本。请从 00_start_here.ipynb 开始：descent lab",
)
CHECK_TAKES_NO_FOLDER = Text(
    "--check runs copies in a temporary folder and takes no DIR; got {folder}",
    "--check 在临时文件夹中运行副本，不接受 DIR；收到 {folder}",
)
ONLY_WITH_CHECK = Text("--limit is for --check only", "--limit 只能与 --check 一起使用")
NEEDS_EXTRA = Text(
    "this command needs {missing}, which the extra `validate` brings: {command}",
    "这个命令需要 {missing}，它属于附加依赖 `validate`：{command}",
)


def doctor(arguments: argparse.Namespace) -> int:
    """Print every fact, with the mend of each that fails."""
    facts = environment.facts(_folder(arguments))
    failed = sum(not fact.ok for fact in facts)
    print(*facts, sep="\n")
    print(NOT_READY.format(failed=failed, count=len(facts)) if failed else READY.format(count=len(facts)))
    print(_isolation())
    return 1 if failed else 0


def _isolation() -> Text:
    """Say how far this machine shuts in what `descent grade` runs; learners need none of it."""
    try:
        from grader.sandbox import layers
    except ImportError:  # without NumPy, or where there is nothing to isolate with
        return NO_ISOLATION
    found = layers()
    chinese = [LAYERS.get(layer, layer.replace(" namespace", " 命名空间")) for layer in found]
    return ISOLATION.format(layers=Text(", ".join(found), "、".join(chinese))) if found else NO_ISOLATION


def start(arguments: argparse.Namespace) -> int:
    """Put the notebooks that are new into the learner's folder, and say what was left."""
    _hand_out(_folder(arguments), arguments.carry_over)
    return 0


def lab(arguments: argparse.Namespace) -> int:
    """Open JupyterLab on the learner's folder, or with --check run every notebook in a server without a screen."""
    if arguments.check and arguments.folder is not None:
        raise UsageError(CHECK_TAKES_NO_FOLDER.format(folder=arguments.folder))
    if arguments.limit is not None and not arguments.check:
        raise UsageError(ONLY_WITH_CHECK)
    folder = Path(tempfile.gettempdir()) if arguments.check else _folder(arguments)
    if not _ready(folder):
        return 1
    from descent.lab import check_lab, open_lab

    if arguments.check:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as after Ctrl-C: with the server stopped
        return 0 if check_lab(current_language(), arguments.limit or CELL_SECONDS) else 1
    first = _hand_out(folder)
    sys.stdout.flush()
    open_lab(folder / first, browser=not arguments.no_browser)
    return 0


def progress(arguments: argparse.Namespace) -> int:
    """Print the points so far from the progress file of a folder, or of the one that we are in."""
    from testcases.overview import Overview
    from testcases.standings import FILE_NAME, progress_file, read_standings

    file = arguments.folder / FILE_NAME if arguments.folder else progress_file()
    if arguments.folder is None and "DESCENT_PROGRESS" not in os.environ and not file.exists():
        file = default_folder() / FILE_NAME
    try:
        standings = read_standings(file)
    except (ValueError, OSError) as error:
        raise CommandError(error) from error
    try:
        print(Overview(standings, arguments.lesson))
    except ValueError as error:
        raise UsageError(error) from error
    if not file.exists():
        print(NO_PROGRESS.format(file=file))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Check the exercises in the learner's notebooks; without any named, in those that are begun."""
    from descent import feedback
    from descent.own_notebooks import find_notebooks

    notebooks = find_notebooks(arguments.lessons, arguments.folder)
    if not arguments.lessons:
        notebooks = [notebook for notebook in notebooks if notebook.is_begun()]
    if not notebooks:
        print(NOTHING_BEGUN)
        return 1
    return 0 if feedback.check(notebooks, arguments.limit, arguments.language) else 1


def watch(arguments: argparse.Namespace) -> int:
    """Check each notebook when it is saved, until Ctrl+C."""
    from descent import feedback
    from descent.own_notebooks import find_notebooks, find_workspace

    folder = arguments.folder or find_workspace()
    find_notebooks(arguments.lessons, folder)
    with contextlib.suppress(KeyboardInterrupt):
        feedback.watch(arguments.lessons, folder, arguments.limit, arguments.language)
    print()
    return 0


def build(arguments: argparse.Namespace) -> int:
    """Write every edition of the notebooks from the sources, or check them."""
    return _of_ci("build").main(arguments)


def check_course(arguments: argparse.Namespace) -> int:
    """Hold every exercise of the course to its contract."""
    return _of_ci("contract").main(arguments)


def validate(arguments: argparse.Namespace) -> int:
    """Run and compare the course's notebooks, or those named, and check exercises and claims."""
    return _of_ci("validate").main(arguments)


def _of_ci(module: str) -> ModuleType:
    """Import a module of `ci`, which needs the `validate` extra."""
    try:
        return import_module(f"ci.{module}")
    except ModuleNotFoundError as missing:
        command = environment.pip_command('install -e ".[validate]"')
        raise CommandError(NEEDS_EXTRA.format(missing=missing.name, command=command)) from missing


def _folder(arguments: argparse.Namespace) -> Path:
    return (arguments.folder or default_folder()).expanduser().absolute()


def _ready(folder: Path) -> bool:
    """Print the facts that fail, or that none does."""
    facts = environment.facts(folder)
    failed = [str(fact) for fact in facts if not fact.ok]
    print("\n".join(failed) or READY.format(count=len(facts)), flush=True)
    return not failed


def _hand_out(folder: Path, with_answers: bool = False) -> str:
    """Fill the learner's folder, say what was done, and return the name of the notebook to start with."""
    from descent import workspace
    from descent.carry_over import carry_over

    language = current_language()
    outcomes = workspace.start(folder, language)
    print(FOLDER.format(folder=folder))
    for edition, outcome in outcomes.items():
        if outcome is workspace.Outcome.ADDED:
            print(ADDED.format(name=edition.name))
        elif outcome is workspace.Outcome.OLDER_EDITION and with_answers:
            old, new = carry_over(folder, edition)
            print(CARRIED.format(old=old, new=new))
        else:
            print(LEFT[outcome.name].format(name=edition.name))
    if workspace.Outcome.OLDER_EDITION in outcomes.values() and not with_answers:
        print(CARRY_OVER.format(folder=environment.quoted(str(folder))))
    if workspace.Outcome.OTHER_LANGUAGE in outcomes.values() or workspace.Outcome.NOT_OURS in outcomes.values():
        beside = environment.quoted(f"{folder}-newest")
        print(READ_NEWEST.format(language=language, folder=beside))
    return next(iter(outcomes)).name
