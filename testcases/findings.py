"""What the results of an answer tell when no known mistake matches: computed from all calls, said in plain sentences.

Every finding is one function over the evidence, true of all calls or silent, and knows nothing of a single exercise.
"""

from helpers.language import Text
from testcases.evidence import Evidence
from testcases.exercise import Exercise, Function
from testcases.finding_places import single_numbers, which_are_right
from testcases.finding_relations import how_it_is_wrong
from testcases.finding_times import unused_argument, when_it_is_wrong
from testcases.outcome import Outcome

SENTENCES = 3


def find(exercise: Exercise, outcomes: tuple[Outcome, ...], answer: Function) -> tuple[Text, ...]:
    """Return what is known of an answer without a name: which results are right, how others are wrong, and when."""
    evidence = Evidence(exercise, outcomes, answer)
    if all(step.call.error is not None for step in evidence.steps):
        return ()
    findings = (which_are_right, how_it_is_wrong, unused_argument, when_it_is_wrong, single_numbers)
    found = [text for finding in findings for text in finding(evidence)]
    return tuple(found)
