"""The judge: runs an answer beside the reference and names the mistake. Prints nothing, keeps nothing of an answer."""

import numpy as np

from testcases.diagnosis import diagnose, same_throughout
from testcases.exercise import Exercise, Function
from testcases.findings import find
from testcases.guard import learners_code
from testcases.trying import expectations, try_cases
from testcases.verdict import Status, Verdict


def judge(exercise: Exercise, call: Function, seed: int = 0) -> Verdict:
    """Judge an answer on every case of an exercise.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    call : callable
        The answer: a learner's function, or a stand-in that runs it elsewhere. It is called with the reference's
        arguments, by position.
    seed : int
        Which cases to draw; 0 are the public ones.

    Returns
    -------
    Verdict
        Whether it passed, which groups of cases it got right, the first failing case, and the known mistake that
        does the same on every case, or what else the results tell.

    Example
    -------
    >>> from testcases import EXERCISES
    >>> verdict = judge(EXERCISES["effective_window"], lambda beta: 1 / beta)
    >>> verdict.passed, verdict.mistake.name.en
    (False, '1 / β instead of 1 / (1 − β)')
    """
    with np.errstate(all="ignore"):
        cases = [case for case, _ in expectations(exercise, seed)]
        outcomes = tuple(try_cases(exercise, call, seed, learners_code))
        groups = {case.group: True for case in cases}
        for i, case in enumerate(cases):  # without an outcome where the time was over before
            groups[case.group] &= i < len(outcomes) and outcomes[i].right
        wrong = next((outcome for outcome in outcomes if not outcome.right), None)
        if wrong is None:
            return Verdict(exercise, Status.PASSED, groups)
        assert wrong.call is not None
        if wrong is outcomes[0] and wrong.call.unwritten:
            return Verdict(exercise, Status.NOT_YET, dict.fromkeys(groups, False), wrong)
        if outcomes[-1].timed_out:
            return Verdict(exercise, Status.WRONG, groups, wrong)
        diagnosis = diagnose(exercise, outcomes, seed)
        if diagnosis.mistake is not None:
            return Verdict(exercise, Status.WRONG, groups, wrong, diagnosis.mistake, diagnosis.second)
        again = tuple(try_cases(exercise, call, seed, learners_code))
        if again[-1].timed_out:
            return Verdict(exercise, Status.WRONG, groups, wrong)
        if not same_throughout(exercise, outcomes, again):
            return Verdict(exercise, Status.WRONG, groups, wrong, steady=False)
        findings = diagnosis.remarks or find(exercise, outcomes, call)
        return Verdict(exercise, Status.WRONG, groups, wrong, findings=findings)
