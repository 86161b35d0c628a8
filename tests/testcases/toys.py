"""Small exercises to try the judge on."""

import numpy as np

from helpers.language import Text
from testcases.compare import Difference
from testcases.exercise import Case, Exercise, Mistake, once


def double(x):
    """Twice x."""
    return 2 * np.asarray(x)


def _draw(rng):
    x = rng.normal(size=3)

    def twice(call):
        call(call(x))

    return (
        Case(Text("three numbers", "三个数"), "basics", once(np.array([1.0, 2.0, 3.0]))),
        Case(Text("two doublings", "加倍两次"), "state", twice),
        Case(Text("nothing"), "edges", once(np.zeros(0))),
        Case(Text("x afterwards"), "inputs", once(x)),
    )


HALVED = Mistake(
    Text("x is halved", "x 被减半了"), lambda x: x / 2, Text("Twice is more.", "两倍应该更大。"), Text("here", "此处")
)
RAISES = Mistake(
    Text("the empty array is forgotten"), lambda x: x * 2 + 0 * x[0], Text("There may be no x[0]."), Text("here")
)
GIVES_NAN = Mistake(Text("divided by zero"), lambda x: x / (0 * x), Text("0 / 0 is no number."), Text("here"))

DOUBLE = Exercise(
    reference=double,
    draw=_draw,
    mistakes=(HALVED, RAISES, GIVES_NAN),
    hints=(Text("Two of them."),),
    why=Text("Two is twice one."),
    test_case=lambda: np.ones(2),
    returns="y",
)


def shuffled(x, seed=0):
    """The numbers of x in another order."""
    return np.random.default_rng(seed).permutation(x)


COVERS = Text("{where}: {value}, sorted", "{where} 排序后为 {value}")


def _same_numbers(expected, returned):
    """Any order is right, as long as each number comes once."""
    one, other = sorted(np.asarray(expected)), sorted(np.asarray(returned))
    return None if one == other else Difference("", COVERS, np.array(other), np.array(one))


LOSES_ONE = Mistake(
    Text("one number is lost"),
    lambda x, seed=0: np.random.default_rng(seed).permutation(x)[1:],
    Text("Count them."),
    Text("here"),
)

SHUFFLED = Exercise(
    reference=shuffled,
    draw=lambda rng: (
        Case(Text("four numbers"), "basics", once(np.arange(4.0))),
        Case(Text("six numbers"), "edges", once(rng.normal(size=6), 3)),
    ),
    mistakes=(LOSES_ONE,),
    hints=(Text("Draw without putting back."),),
    why=Text("Every order is as good."),
    test_case=lambda: np.arange(4.0),
    returns="order",
    differs=_same_numbers,
)
