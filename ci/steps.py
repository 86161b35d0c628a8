"""What is proved besides running and comparing: fresh editions, unsolved notebooks, claims."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode

from ci import CELL_SECONDS
from ci.build import sources, stale
from ci.chinese import translation_problems, unreviewed
from ci.editions import leaked_lines
from ci.execute import run_in_place
from ci.problem import Problem, cell_name
from ci.source import LessonSource
from helpers.claims import Claim, Report, all_claims
from testcases.verdict import Status


def editions_are_fresh(folder: Path) -> list[Problem]:
    """Find derived files that differ from what the sources give or come from no source, and Chinese to look at."""
    problems = [
        Problem(f"{path.relative_to(folder)}", "is stale; mend with: descent build", got=difference)
        for path, difference in stale(folder)
    ]
    for source in sources(folder):
        for problem in translation_problems(source) + unreviewed(source):
            where, _, what = problem.partition(": ")
            problems.append(Problem(where, what))
    return problems


def unsolved(
    path: Path,
    name: str,
    source: LessonSource | None,
    manager: type[AsyncKernelManager],
    cell_seconds: float = CELL_SECONDS,
) -> list[Problem]:
    """Run a learner edition as it is handed out: every check answers "not yet", nothing else raises, nothing leaks.

    Parameters
    ----------
    path : Path
        The learner edition.
    name : str
        What to call it in messages.
    source : LessonSource or None
        The lesson's source, which knows the solutions; without it, leaks are not looked for.
    manager : kernel manager class
        From `ci.execute.kernels`.
    cell_seconds : float
        How long a cell may take.
    """
    notebook = nbformat.read(path, as_version=4)
    problems = []
    if source is not None:
        leaks = leaked_lines(source, notebook)
        problems += [Problem(name, "shows a line of a solution to learners", got=line) for line in leaks]
    broken = run_in_place(notebook, path.parent, name, manager, cell_seconds)
    return problems + (broken or _checks_say_not_yet(notebook, name))


def _checks_say_not_yet(notebook: NotebookNode, name: str) -> list[Problem]:
    exercises = [
        tag.removeprefix("exercise:")
        for cell in notebook.cells
        for tag in cell.metadata.get("tags", [])
        if tag.startswith("exercise:")
    ]
    answers = [
        (index, output.get("data", {}).get("text/plain", ""))
        for index, cell in enumerate(notebook.cells)
        if "check" in cell.metadata.get("tags", [])
        for output in cell.get("outputs", [])
    ]
    problems = []
    for exercise in exercises:
        said = [(index, text) for index, text in answers if re.match(rf". {exercise}\b", text)]
        if not said:
            problems.append(Problem(name, f"no cell tagged 'check' answers for {exercise}"))
        for index, text in said:
            if not text.startswith(Status.NOT_YET.value):
                where = cell_name(name, index, notebook.cells[index].get("id"))
                problems.append(Problem(where, f"the unsolved {exercise} is not 'not yet'", Status.NOT_YET.value, text))
    return problems


def claims_hold(
    stem: str, shown: Collection[str], seed: int, claims: Mapping[str, Claim] | None = None
) -> list[Problem]:
    """Find claims of a lesson ("momentum") that its experiment does not bear out, or that the lesson does not show.

    Parameters
    ----------
    stem : str
        The lesson's stem, which is the name of its module in `helpers/claims`.
    shown : collection of str
        The ids of the claims that the lesson shows.
    seed : int
        Where the experiments' random numbers start.
    claims : mapping of str to Claim
        All claims by id (default: the course's).
    """
    known = (all_claims() if claims is None else claims).values()
    of_lesson = {claim.id: claim for claim in known if claim.run.__module__.endswith(f".{stem}")}
    problems = [
        Problem(name, f"no cell of the lesson {stem} shows this claim") for name in of_lesson.keys() - set(shown)
    ]
    problems += [
        Problem(name, f"the lesson {stem} shows a claim that its module does not have")
        for name in set(shown) - of_lesson.keys()
    ]
    for claim in of_lesson.values():
        finding = claim.run(seed, False)
        if not finding.holds:
            what = f"the claim does not hold at seed {seed}: {claim.statement.en}"
            problems.append(Problem(claim.id, what, got=repr(Report(claim.id, finding))))
    return problems
