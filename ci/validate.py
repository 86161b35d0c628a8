"""`descent validate`: run every notebook, compare every output, check every exercise and claim."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager

from ci.build import NOTEBOOKS
from ci.contract import contract_holds
from ci.editions import notebook_path
from ci.execute import ONE_THREAD, kernels, run_with_papermill
from ci.problem import Problem
from ci.progress import Progress
from ci.replay import compare
from ci.report import ReportError, Result, make_room, summary, write_report
from ci.source import LessonSource, SourceError, read_lesson
from ci.steps import claims_hold, editions_are_fresh, unsolved
from helpers.language import LANGUAGES
from testcases.course import LESSONS

OTHER_SEED = 1


@dataclass(frozen=True)
class Task:
    """One piece of work, named by what it looks at ("04_momentum en") and its step; it returns a result or more."""

    subject: str
    step: str
    work: Callable[[], list[Result]]


@dataclass(frozen=True)
class Workshop:
    """What tasks work with: kernels, processes for plain Python, seconds for a cell, and two folders.

    Notebooks lie below `folder` and are named by their path in it; what they become when executed goes to `executed`.
    """

    manager: type[AsyncKernelManager]
    processes: ProcessPoolExecutor
    folder: Path
    executed: Path
    cell_seconds: float

    def solved(self, path: Path, subject: str, *runs: dict[str, Any]) -> Task:
        """Execute a notebook with papermill, once with the parameters of each run, one after the other."""
        return Task(subject, _step(runs[0]), lambda: [found for run in runs for found in self._run(path, subject, run)])

    def _run(self, path: Path, subject: str, parameters: dict[str, Any]) -> list[Result]:
        """Execute a notebook; at the default parameters, compare it with its stored outputs, too."""
        name, step = self._name(path), _step(parameters)
        output = self.executed / f"{subject} {step}.ipynb"
        output.parent.mkdir(parents=True, exist_ok=True)
        start = time.perf_counter()
        executed, problems = run_with_papermill(path, name, output, parameters, self.manager, self.cell_seconds)
        ran = Result(subject, step, time.perf_counter() - start, tuple(problems), output if executed else None)
        if parameters or problems or executed is None:
            return [ran]
        start = time.perf_counter()
        differences = compare(name, nbformat.read(path, as_version=4), executed)
        return [ran, Result(subject, "nbval", time.perf_counter() - start, tuple(differences))]

    def learner(self, path: Path, subject: str, source: LessonSource | None) -> Task:
        """Run a learner edition as it is handed out."""
        return self._timed(
            subject, "unsolved", lambda: unsolved(path, self._name(path), source, self.manager, self.cell_seconds)
        )

    def in_a_process(self, subject: str, step: str, function: Callable[..., list[Problem]], *arguments: Any) -> Task:
        """Call a function of plain Python in a process of its own."""
        return self._timed(subject, step, lambda: self.processes.submit(function, *arguments).result())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _timed(self, subject: str, step: str, find_problems: Callable[[], list[Problem]]) -> Task:
        def work() -> list[Result]:
            start = time.perf_counter()
            problems = find_problems()
            return [Result(subject, step, time.perf_counter() - start, tuple(problems))]

        return Task(subject, step, work)


def _step(parameters: dict[str, Any]) -> str:
    """Name a run, such as "papermill seed=1"."""
    return " ".join(["papermill", *(f"{name}={value}" for name, value in parameters.items())])


def course_tasks(shop: Workshop) -> Iterator[Task]:
    """Yield all six steps for every lesson: the long ones first, so that no core waits at the end."""
    sources = [read_lesson(shop.folder / "source" / f"{lesson.name}.py", lesson) for lesson in LESSONS]
    for source in sources:
        for language in LANGUAGES:
            path = shop.folder / notebook_path(source.lesson, language, solved=True)
            # The builder proves that the code is the same in all languages, so one of them runs at another seed, and
            # unsolved. The texts differ: at the defaults each edition runs, and is compared with what it stores.
            for parameters in ({}, {"seed": OTHER_SEED}) if language == LANGUAGES[0] else ({},):
                yield shop.solved(path, f"{source.lesson.name} {language}", parameters)
    for source in sources:
        path = shop.folder / notebook_path(source.lesson, LANGUAGES[0], solved=False)
        yield shop.learner(path, f"{source.lesson.name} {LANGUAGES[0]}", source)
    for source in sources:
        lesson = source.lesson
        for seed in (0, OTHER_SEED):
            yield shop.in_a_process(lesson.name, f"claims seed={seed}", claims_hold, lesson.stem, source.claims, seed)
        yield shop.in_a_process(lesson.name, "exercises", contract_holds, source)
    yield shop.in_a_process("all lessons", "editions", editions_are_fresh, shop.folder)


def notebook_tasks(shop: Workshop, paths: Sequence[Path]) -> Iterator[Task]:
    """Yield the steps that make sense for notebooks of anybody's."""
    for path in paths:
        subject = path.relative_to(shop.folder).with_suffix("").as_posix()
        is_learners, takes_a_seed = _look_into(path)
        if is_learners:
            yield shop.learner(path, subject, source=None)
        elif takes_a_seed:
            # Not at the same time: both may write the same file beside the notebook.
            yield shop.solved(path, subject, {}, {"seed": OTHER_SEED})
        else:
            yield shop.solved(path, subject, {})


def _look_into(path: Path) -> tuple[bool, bool]:
    """Whether a notebook is a learner edition, and whether its parameters hold a seed; no to both in a damaged file."""
    try:
        notebook = nbformat.read(path, as_version=4)
        tagged = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
        edition = notebook.metadata.get("descent", {}).get("edition")
    except Exception:  # its task will say what is wrong with it
        return False, False
    return edition == "learner", any("seed" in source for source in tagged)


def validate(
    paths: Sequence[Path], report: Path, jobs: int, cell_seconds: float, folder: Path = NOTEBOOKS
) -> list[Result]:
    """Validate the course, or the notebooks given, and write a report.

    Parameters
    ----------
    paths : sequence of Path
        Notebooks to validate; none of them means the whole course.
    report : Path
        A folder for index.html, junit.xml and the executed notebooks; an earlier report there is replaced.
    jobs : int
        How many tasks run at a time.
    cell_seconds : float
        How long a cell may take.
    folder : Path
        The course's folder of notebooks.

    Returns
    -------
    list of Result
        One for each subject and step, in the order of the tasks.

    Raises
    ------
    SourceError
        If a lesson's source is not there, or breaks a rule.
    ReportError
        If `report` cannot be written to, or holds anything but an earlier report.
    """
    executed = make_room(report)
    paths = list(dict.fromkeys(Path(os.path.abspath(path)) for path in paths))
    if paths:
        folder = Path(os.path.commonpath([path.parent for path in paths]))
    # Each process imports the course once. Ctrl-C is for this process, which then ends the others.
    processes = ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))
    with processes, ThreadPoolExecutor(jobs) as threads, kernels() as manager:
        shop = Workshop(manager, processes, folder, executed, cell_seconds)
        tasks = list(notebook_tasks(shop, paths) if paths else course_tasks(shop))
        progress = Progress(len(tasks))
        futures = [threads.submit(progress.follow, task.subject, task.step, task.work) for task in tasks]
        try:
            results = [result for future in futures for result in future.result()]
        finally:  # after Ctrl-C nothing more is begun, and what runs ends with its kernel, which ends with `kernels`
            progress.close()
            threads.shutdown(wait=False, cancel_futures=True)
            processes.shutdown(wait=False, cancel_futures=True)
    write_report(results, report)
    return results


def main(arguments: argparse.Namespace) -> int:
    """Validate as the command line says; print what broke and a table; return the exit code."""
    os.environ.update(ONE_THREAD)  # for the processes that are started from here
    try:
        results = validate(
            [Path(path) for path in arguments.notebooks],
            Path(arguments.report),
            arguments.jobs or os.cpu_count() or 1,
            arguments.cell_seconds,
        )
    except (SourceError, ReportError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ReportError) else 1  # 2 is for a wrong command line
    print(summary(results, Path(arguments.report)))
    return 0 if all(result.ok for result in results) else 1
