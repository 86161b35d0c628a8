"""`descent validate`: run every notebook, compare every output, check every exercise and claim."""

import argparse
import os
import shutil
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
from ci.editions import notebook_path
from ci.execute import kernels, run_with_papermill
from ci.problem import Problem
from ci.progress import Progress
from ci.replay import compare
from ci.report import Result, summary, write_report
from ci.source import LessonSource, SourceError, read_lesson
from ci.steps import claims_hold, editions_are_fresh, exercises_hold, unsolved
from testcases.course import LESSONS

OTHER_SEED = 1


@dataclass(frozen=True)
class Task:
    """One piece of work, named by what it looks at ("04_momentum en") and its step; it returns one or two results."""

    subject: str
    step: str
    work: Callable[[], list[Result]]


@dataclass(frozen=True)
class Workshop:
    """What tasks work with: kernels, processes for plain Python, a folder for what they write, seconds for a cell."""

    manager: type[AsyncKernelManager]
    processes: ProcessPoolExecutor
    executed: Path
    cell_seconds: float

    def solved(self, path: Path, subject: str, parameters: dict[str, Any]) -> Task:
        """Execute a notebook with papermill; at the default parameters, compare it with its stored outputs, too."""
        step = " ".join(["papermill", *(f"{name}={value}" for name, value in parameters.items())])
        output = self.executed / f"{subject} {step}.ipynb".replace(" ", "-")

        def work() -> list[Result]:
            start = time.perf_counter()
            executed, problems = run_with_papermill(
                path, path.name, output, parameters, self.manager, self.cell_seconds
            )
            ran = Result(subject, step, time.perf_counter() - start, tuple(problems), output if executed else None)
            if parameters or problems or executed is None:
                return [ran]
            start = time.perf_counter()
            differences = compare(path.name, nbformat.read(path, as_version=4), executed)
            return [ran, Result(subject, "nbval", time.perf_counter() - start, tuple(differences))]

        return Task(subject, step, work)

    def learner(self, path: Path, subject: str, source: LessonSource | None) -> Task:
        """Run a learner edition as it is handed out."""
        return self._timed(
            subject, "unsolved", lambda: unsolved(path, path.name, source, self.manager, self.cell_seconds)
        )

    def in_a_process(self, subject: str, step: str, function: Callable[..., list[Problem]], *arguments: Any) -> Task:
        """Call a function of plain Python in a process of its own."""
        return self._timed(subject, step, lambda: self.processes.submit(function, *arguments).result())

    def _timed(self, subject: str, step: str, find_problems: Callable[[], list[Problem]]) -> Task:
        def work() -> list[Result]:
            start = time.perf_counter()
            problems = find_problems()
            return [Result(subject, step, time.perf_counter() - start, tuple(problems))]

        return Task(subject, step, work)


def course_tasks(shop: Workshop, folder: Path) -> Iterator[Task]:
    """Yield all six steps for every lesson: the long ones first, so that no core waits at the end."""
    sources = [read_lesson(folder / "source" / f"{lesson.name}.py", lesson) for lesson in LESSONS]
    pairs = [(source, language) for source in sources for language in source.languages]
    for source, language in pairs:
        path = folder / notebook_path(source.lesson, language, solved=True)
        for parameters in ({}, {"seed": OTHER_SEED}):
            yield shop.solved(path, f"{source.lesson.name} {language}", parameters)
    for source, language in pairs:
        path = folder / notebook_path(source.lesson, language, solved=False)
        yield shop.learner(path, f"{source.lesson.name} {language}", source)
    for lesson in LESSONS:
        for seed in (0, OTHER_SEED):
            yield shop.in_a_process(lesson.name, f"claims seed={seed}", claims_hold, lesson.stem, seed)
        yield shop.in_a_process(lesson.name, "exercises", exercises_hold, list(lesson.exercises))
        yield shop.in_a_process(lesson.name, "editions", editions_are_fresh, folder, lesson.name)


def notebook_tasks(shop: Workshop, paths: Sequence[Path]) -> Iterator[Task]:
    """Yield the steps that make sense for notebooks of anybody's."""
    for path in paths:
        metadata, has_parameters = _look_into(path)
        if metadata.get("descent", {}).get("edition") == "learner":
            yield shop.learner(path, path.stem, source=None)
            continue
        yield shop.solved(path, path.stem, {})
        if has_parameters:
            yield shop.solved(path, path.stem, {"seed": OTHER_SEED})


def _look_into(path: Path) -> tuple[dict[str, Any], bool]:
    """A notebook's metadata and whether it has a cell of parameters with a seed; a damaged file is left to its task."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:
        return {}, False
    tagged = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    return notebook.metadata, any("seed" in source for source in tagged)


def validate(
    paths: Sequence[Path], report: Path, jobs: int, cell_seconds: float, folder: Path = NOTEBOOKS
) -> list[Result]:
    """Validate the course, or the notebooks given, and write a report.

    Parameters
    ----------
    paths : sequence of Path
        Notebooks to validate; none of them means the whole course.
    report : Path
        A folder for index.html, junit.xml and the executed notebooks; what an earlier report left there is replaced.
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
    """
    executed = report / "executed"
    shutil.rmtree(executed, ignore_errors=True)
    executed.mkdir(parents=True)
    # Started before there are threads; each process imports the course once.
    processes = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    with processes, kernels() as manager, ThreadPoolExecutor(jobs) as threads:
        shop = Workshop(manager, processes, executed, cell_seconds)
        tasks = list(notebook_tasks(shop, paths) if paths else course_tasks(shop, folder))
        progress = Progress(len(tasks))
        futures = [threads.submit(progress.follow, task.subject, task.step, task.work) for task in tasks]
        results = [result for future in futures for result in future.result()]
        progress.close()
    write_report(results, report)
    return results


def main(arguments: argparse.Namespace) -> int:
    """Validate as the command line says; print what broke and a table; return the exit code."""
    try:
        results = validate(
            [Path(path) for path in arguments.notebooks],
            Path(arguments.report),
            arguments.jobs or os.cpu_count() or 1,
            arguments.cell_seconds,
        )
    except (SourceError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    print(summary(results, Path(arguments.report)))
    return 0 if all(result.ok for result in results) else 1
