"""What the results of an answer tell when no known mistake matches: computed from all calls, said in plain sentences.

Every finding is one function over the evidence, true of all calls or silent, and knows nothing of a single exercise.
"""

from contextlib import suppress

from helpers.language import Text
from testcases.evidence import Evidence
from testcases.exercise import Exercise, Function
from testcases.finding_places import single_numbers, which_are_right
from testcases.finding_relations import how_it_is_wrong
from testcases.finding_times import unused_argument, when_it_is_wrong
from testcases.outcome import Outcome

FINDINGS = (which_are_right, how_it_is_wrong, unused_argument, when_it_is_wrong, single_numbers)
SENTENCES = 3


def find(exercise: Exercise, outcomes: tuple[Outcome, ...], answer: Function) -> tuple[Text, ...]:
    """Return what is known of an answer without a name: which results are right, how others are wrong, and when."""
    evidence = Evidence(exercise, outcomes, answer)
    found: list[Text] = []
    for finding in FINDINGS if any(step.call.error is None for step in evidence.steps) else ():
        if len(found) < SENTENCES:
            with suppress(Exception):  # these are remarks: none of them is worth losing the verdict
                found += finding(evidence)
    return tuple(found[:SENTENCES])
