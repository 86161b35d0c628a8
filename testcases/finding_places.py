"""Findings on where an answer is right: which outputs, weights or biases, layers, places of an array."""

from collections.abc import Iterator

import numpy as np

from helpers.language import Text
from testcases.compare import close
from testcases.evidence import Evidence, Leaf

OUTPUTS = Text(
    "Every call gets {right} right; the mistake is in {wrong}.", "每次调用的 {right} 都正确；错误在 {wrong}。"
)
KINDS = Text(
    "In {output}, {right} is right in every layer, and {wrong} is not.",
    "在 {output} 中，每一层的 {right} 都正确，{wrong} 不正确。",
)
FIRST_WRONG = Text("Only the first layer is wrong.", "只有第一层是错的。")
LAST_WRONG = Text("Only the last layer is wrong.", "只有最后一层是错的。")
FIRST_RIGHT = Text("Only the first layer is right.", "只有第一层是对的。")
LAST_RIGHT = Text("Only the last layer is right.", "只有最后一层是对的。")
FIRST_NUMBER_WRONG = Text("Only the first number of {output} is wrong.", "{output} 中只有第一个数是错的。")
FIRST_NUMBER_RIGHT = Text(
    "Only the first number of {output} is right; all after it are wrong.", "{output} 中只有第一个数是对的，后面的都错。"
)
SINGLE_NUMBERS = Text(
    "Arrays with a single number come out right, larger ones do not. Is a sum or a mean taken, or one entry for all?",
    "只含一个数的数组结果正确，更大的数组不正确。是不是求了和或平均，或者用一个元素代替了全部？",
)
LAST_NUMBER_WRONG = Text("Only the last number of {output} is wrong.", "{output} 中只有最后一个数是错的。")


def which_are_right(evidence: Evidence) -> Iterator[Text]:
    """Say which parts of the results are right in every call."""
    wrong = evidence.wrong_outputs
    right = [name for name in dict.fromkeys(leaf.output for leaf in evidence.leaves) if name not in wrong]
    if right and wrong:
        yield OUTPUTS.format(right=", ".join(right), wrong=", ".join(wrong))
    wrong_leaves = [leaf for leaf in evidence.leaves if leaf.output in wrong]
    yield from _kinds(wrong_leaves)
    yield from _layers(wrong_leaves)
    yield from _places(wrong_leaves)


def _kinds(wrong: list[Leaf]) -> Iterator[Text]:
    for output in dict.fromkeys(leaf.output for leaf in wrong):
        state: dict[str, bool] = {}
        for leaf in wrong:
            if leaf.output == output and leaf.slot:
                state[leaf.slot[0]] = state.get(leaf.slot[0], True) and leaf.right
        if len(state) == 2 and any(state.values()):
            right, not_right = sorted(state, key=lambda kind: not state[kind])
            yield KINDS.format(output=output, right=right, wrong=not_right)


def _layers(leaves: list[Leaf]) -> Iterator[Text]:
    calls: dict[int, dict[int, bool]] = {}
    for leaf in leaves:
        if leaf.slot:
            layers = calls.setdefault(id(leaf.step), {})
            layers[leaf.slot[1]] = layers.get(leaf.slot[1], True) and leaf.right
    # One layer is the first and the last; a call that is right altogether tells nothing of layers.
    deep = [
        [layers[i] for i in sorted(layers)] for layers in calls.values() if len(layers) > 1 and not all(layers.values())
    ]
    for text, wrong in (
        (LAST_WRONG, lambda i, n: i == n - 1),
        (FIRST_WRONG, lambda i, n: i == 0),
        (FIRST_RIGHT, lambda i, n: i > 0),
        (LAST_RIGHT, lambda i, n: i < n - 1),
    ):
        if any(len(layers) > 2 for layers in deep) and all(
            right is not wrong(i, len(layers)) for layers in deep for i, right in enumerate(layers)
        ):
            yield text


def single_numbers(evidence: Evidence) -> Iterator[Text]:
    """Say that only arrays with a single number come out right, for dicts of arrays of several sizes."""
    slots = [leaf for leaf in evidence.leaves if leaf.output in evidence.wrong_outputs and leaf.slot]
    single, several = ([leaf for leaf in slots if (leaf.expected.size == 1) is wanted] for wanted in (True, False))
    # Where the right step is smaller than rounding, a wrong one is right as well: so not all have to be wrong.
    if single and all(leaf.right for leaf in single) and sum(not leaf.right for leaf in several) > len(several) / 2:
        yield SINGLE_NUMBERS


def _places(wrong: list[Leaf]) -> Iterator[Text]:
    """For results that are one row of numbers."""
    rows = [leaf for leaf in wrong if not leaf.right and not leaf.path]
    if not rows or any(leaf.returned is None or leaf.returned.shape != leaf.expected.shape for leaf in rows):
        return
    right = [np.ravel(close(leaf.returned, leaf.expected)) for leaf in rows if leaf.returned is not None]
    if min(map(len, right)) < 3:
        right = [row for row in right if len(row) > 2]
    if not right:
        return
    if all(not row[0] and row[1:].all() for row in right):
        yield FIRST_NUMBER_WRONG.format(output=rows[0].output)
    elif all(not row[-1] and row[:-1].all() for row in right):
        yield LAST_NUMBER_WRONG.format(output=rows[0].output)
    elif all(row[0] and not row[1:].any() for row in right):
        yield FIRST_NUMBER_RIGHT.format(output=rows[0].output)
