"""Every claim of the course is a function with a verdict: run in its lesson, asserted in the tests."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from numbers import Integral
from pkgutil import iter_modules

import numpy as np

from helpers.language import Text

Number = float | int


@dataclass(frozen=True)
class Finding:
    """What an experiment found: measured numbers and the conditions that make the claim true.

    Labels are `Text`s; `finding["label"]` looks a number up by its English label.
    """

    numbers: Mapping[Text, Number]
    conditions: Mapping[Text, bool]

    def __post_init__(self) -> None:
        if not self.conditions:
            raise ValueError("conditions must hold at least one condition: a claim that nothing can refute is none")
        for label, condition in self.conditions.items():
            if not isinstance(condition, bool | np.bool_):
                raise TypeError(f'conditions["{label.en}"] must be True or False; got {condition!r}')

    @property
    def holds(self) -> bool:
        """Whether every condition came out true."""
        return all(self.conditions.values())

    def __getitem__(self, english_label: str) -> Number:
        for label, number in self.numbers.items():
            if label.en == english_label:
                return number
        raise KeyError(f"{english_label!r} is none of {[label.en for label in self.numbers]}")


Experiment = Callable[[int, bool], Finding]


@dataclass(frozen=True)
class Claim:
    """A statement of the curriculum, by its id ("MO-3"), and the experiment `run(seed, quick)` that decides it."""

    id: str
    statement: Text
    run: Experiment


_claims: dict[str, Claim] = {}


def claim(claim_id: str, statement: Text) -> Callable[[Experiment], Experiment]:
    """Register the decorated experiment as the one that decides a claim."""

    def register(experiment: Experiment) -> Experiment:
        if claim_id in _claims:
            raise ValueError(f"claim_id must be new; {claim_id!r} is taken by {_claims[claim_id].run.__name__}")
        _claims[claim_id] = Claim(claim_id, statement, experiment)
        return experiment

    return register


def all_claims() -> dict[str, Claim]:
    """Return every claim of the course by its id, MO-2 before MO-10."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return {known: _claims[known] for known in sorted(_claims, key=_order)}


def _order(claim_id: str) -> tuple[str, int]:
    lesson, number = claim_id.split("-")
    return lesson, int(number)


HOLDS = Text("✓ {id} holds: {statement}", "✓ {id} 成立：{statement}")
FAILS = Text("✗ {id} does not hold here: {statement}", "✗ {id} 在这里不成立：{statement}")
NUMBER = Text("{label}: {number}", "{label}：{number}")
MEASURED = Text("What was measured", "测得的数值")


class Report:
    """A finding in words: plain text in a terminal, and in a notebook the same with the numbers folded.

    Counts are written whole, other numbers to four digits.
    """

    def __init__(self, claim_id: str, finding: Finding) -> None:
        statement = all_claims()[claim_id].statement
        self.verdict = (HOLDS if finding.holds else FAILS).format(id=claim_id, statement=statement).get()
        self.numbers = [(str(label), _written(number)) for label, number in finding.numbers.items()]
        self.conditions = [f"{'✓' if true else '✗'} {label}" for label, true in finding.conditions.items()]

    def __repr__(self) -> str:
        numbers = [f"    {NUMBER.format(label=label, number=number)}" for label, number in self.numbers]
        return "\n".join([self.verdict, *numbers, *(f"  {condition}" for condition in self.conditions)])

    def _repr_html_(self) -> str:
        rows = (f"<tr><td>{html.escape(label)}</td><td>{number}</td></tr>" for label, number in self.numbers)
        return (
            f"<strong>{html.escape(self.verdict)}</strong><br>"
            f"{'<br>'.join(map(html.escape, self.conditions))}"
            f"<details><summary>{MEASURED}</summary><table>{''.join(rows)}</table></details>"
        )


def _written(number: Number) -> str:
    return str(number) if isinstance(number, Integral) else f"{number:.4g}".replace("inf", "∞")


def show_claim(claim_id: str, seed: int = 0, quick: bool = False) -> None:
    """Run the experiment of a claim and show what it found.

    Parameters
    ----------
    claim_id : str
        An id of the curriculum, such as "MO-3".
    seed : int
        Where the experiment's random numbers start.
    quick : bool
        Whether a smaller experiment will do.

    Raises
    ------
    ValueError
        If no claim has this id.
    """
    from IPython.display import display

    claims = all_claims()
    if claim_id not in claims:
        raise ValueError(f"claim_id must be one of {', '.join(claims)}; got {claim_id!r}")
    display(Report(claim_id, claims[claim_id].run(seed, quick)))
