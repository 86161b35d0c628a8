"""How fast a class is graded: `descent grade` beside nbgrader and otter, on the same submissions in one run.

Lesson 07 has five exercises. Of each three submissions one is solved, one has a wrong answer and one is not written.
`descent grade` judges public and hidden cases in the sandbox with every layer that this machine gives; nbgrader runs
the edition that `descent build --nbgrader` writes, otter an autograder whose tests call the same judge. All use one
process at a time. Our start (Python, the fork server) is counted where the number of submissions is the peers', and
hardly matters where the same submissions are handed in by more students.

    python -m benchmarks.grading                    # 30 submissions
    python -m benchmarks.grading --many 10000       # also: so many submissions on all cores
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from ci.build import NOTEBOOKS
from ci.nbgrader_course import write_course
from grader.sandbox import layers
from testcases.course import LESSONS

LESSON = next(lesson for lesson in LESSONS if lesson.number == "07")
AT_LEAST = 40.0
SCRIPTS = Path(sys.executable).parent
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}

OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case(points={points}, hidden=False)
def test({name}):
    from testcases import EXERCISES, judge

    assert judge(EXERCISES["{name}"], {name}).passed
"""


def run(folder: Path, *command: str) -> float:
    """Run a command in a folder and return its wall time in seconds."""
    environment = os.environ | {
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
        "DESCENT_PROGRESS": str(folder / "progress.json"),
        "OPENBLAS_NUM_THREADS": "1",
    }
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, **QUIET)  # type: ignore[call-overload]
    return time.perf_counter() - start


def hand_in(course: Path, count: int, target: Path) -> None:
    """Write `count` different submissions of the released notebook into nbgrader's tree."""
    solved = nbformat.read(NOTEBOOKS / "solutions" / "en" / f"{LESSON.name}.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in solved.cells}
    released = nbformat.read(course / "release" / LESSON.name / f"{LESSON.name}.ipynb", as_version=4)
    exercises = [cell for cell in released.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    stubs = {cell.id: cell.source for cell in exercises}
    for number in range(count):
        written = [answers, answers, stubs][number % 3]
        for cell in exercises:
            cell.source = f"# Student {number}.\n{written[cell.id]}"
        if number % 3 == 1:
            exercises[0].source += "\n    return learning_rate0"
            exercises[0].source = exercises[0].source.replace("return learning_rate0 /", "learning_rate0 /")
        folder = target / f"student-{number:05}" / LESSON.name
        folder.mkdir(parents=True)
        nbformat.write(released, folder / f"{LESSON.name}.ipynb")


def descent(folder: Path, submitted: Path, jobs: int) -> float:
    """The wall time of `descent grade` on a folder of submissions."""
    secret = folder / "secret"
    if not secret.exists():
        run(folder, sys.executable, "-m", "descent", "secret", "create", "--secret", str(secret))
    results = folder / f"results-of-{submitted.name}"
    arguments = [str(submitted), "--out", str(results), "--jobs", str(jobs), "--secret", str(secret)]
    return run(folder, sys.executable, "-m", "descent", "grade", *arguments)


def otter(folder: Path, submitted: Path) -> float | None:
    """The wall time of otter's own command for each submission, or None where otter is not installed."""
    command = shutil.which("otter", path=f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
    if command is None:
        return None
    (folder / "tests").mkdir(parents=True)
    for name, points in LESSON.exercises.items():
        (folder / "tests" / f"{name}.py").write_text(OTTER_TEST.format(name=name, points=points))
    (folder / "requirements.txt").write_text("")
    run(folder, command, "generate", "-t", "tests", "--no-environment")
    (folder / "out").mkdir()
    return sum(
        run(folder, command, "run", "-a", "autograder.zip", "-o", "out", str(notebook))
        for notebook in sorted(submitted.glob("*/*/*.ipynb"))
    )


def main() -> int:
    """Print seconds a submission for each tool, and the ratios; return 1 if ours is not fast enough."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--submissions", type=int, default=30, help="graded by every tool (default: %(default)s)")
    parser.add_argument("--many", type=int, default=0, help="also grade so many with descent alone, on all cores")
    arguments = parser.parse_args()
    few, more = arguments.submissions, 20 * arguments.submissions
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        course = folder / "course"
        write_course(NOTEBOOKS, course, "en")
        run(course, sys.executable, "-m", "nbgrader", "generate_assignment", LESSON.name, "--create")
        hand_in(course, few, course / "submitted")
        hand_in(course, more, folder / "more")

        print(f"layers: {', '.join(layers())}")
        ours_few = descent(folder, course / "submitted", jobs=1) / few
        ours = descent(folder, folder / "more", jobs=1) / more
        peer = run(course, sys.executable, "-m", "nbgrader", "autograde", LESSON.name, "--create") / few
        other = otter(folder / "otter", course / "submitted")
        print(f"descent grade: {1e3 * ours:8.1f} ms a submission of five exercises ({more} submissions, one process)")
        print(f"               {1e3 * ours_few:8.1f} ms with its start, on the peers' {few}")
        print(f"nbgrader:      {1e3 * peer:8.1f} ms: {peer / ours:.1f} times ours (at least {AT_LEAST:g})")
        if other is None:
            print("otter:         not installed (pip install otter-grader)")
        else:
            print(f"otter:         {1e3 * other / few:8.1f} ms: {other / few / ours:.1f} times ours")
        if arguments.many:
            hand_in(course, arguments.many, folder / "many")
            cores = os.cpu_count() or 1
            seconds = descent(folder, folder / "many", jobs=cores)
            marks = json.loads((folder / "results-of-many" / "results.json").read_text(encoding="utf-8"))
            print(
                f"{arguments.many} submissions on {cores} cores: {seconds:.0f} s ({len(marks)} entries in results.json)"
            )
            hours = 1e6 / arguments.many * seconds * cores / 3600
            print(
                f"1,000,000 submissions at this rate: {hours:.1f} core-hours; on 64 cores {60 * hours / 64:.0f} minutes"
            )
    return 0 if peer / ours >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
