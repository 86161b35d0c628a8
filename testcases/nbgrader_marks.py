"""What `check` does while nbgrader runs a notebook: nbgrader takes marks from how a cell ends.

A cell that raises earns nothing, one whose value is a number earns that many points, any other earns all of its points
(https://nbgrader.readthedocs.io: "Autograded tests" and "Partial credit").
"""

import os

from testcases.verdict import Verdict


def nbgrader_runs() -> bool:
    """Whether nbgrader executes this notebook, to grade it or to validate it before it is handed in."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def mark(verdict: Verdict, points: int) -> float | None:
    """Turn a verdict into what nbgrader understands.

    Parameters
    ----------
    verdict : Verdict
        What the judge found.
    points : int
        The exercise's points.

    Returns
    -------
    float or None
        The points of a partly right answer while nbgrader grades; None if everything is right.

    Raises
    ------
    AssertionError
        With the verdict's message, if nothing is right, and while a learner validates if not everything is.
    """
    if verdict.passed:
        return None
    if verdict.share == 0 or os.environ["NBGRADER_EXECUTION"] == "validate":
        raise AssertionError(verdict.message())
    return float(verdict.share * points)
