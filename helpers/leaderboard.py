"""The leaderboard: who reaches 97 % on digits never seen before, in the fewest epochs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np

from helpers.data import load_digits, split
from helpers.language import Text
from helpers.optimizers import Optimizer
from helpers.training import TrainingDivergedError, train

GOAL = 0.97
EPOCHS = 20
LAYER_DIMS = (64, 64, 10)
SEEDS = (9001, 9002, 9003)  # of the split, the first weights and the shuffles; used for nothing else

NOT_REACHED = Text("not reached", "未达到")
COLUMNS = (Text("entry", "方案"), Text("epochs", "轮次"), Text("accuracy at the end", "最终准确率"))


@dataclass(frozen=True)
class Entry:
    """One entry: the first epoch whose mean held-back accuracy is 97 % (None: not within 20), and that at the end."""

    name: str
    epochs: int | None
    accuracy: float


def score(
    name: str,
    optimizer: Optimizer,
    learning_rate: float,
    mini_batch_size: int = 64,
    schedule: Callable[[int], float] | None = None,
) -> Entry:
    """Train three nets of layers 64, 64, 10 on three splits of the digits, and look at what was held back.

    The mean over the nets counts, so that one lucky epoch of one net does not. A run that diverges counts as 0.

    Parameters
    ----------
    name : str
        What stands on the board.
    optimizer : Optimizer
        Made of your functions or of ours.
    learning_rate : float, above 0
        α, unless there is a schedule.
    mini_batch_size : int, at least 1
        Samples in a mini-batch.
    schedule : function of the epoch, or None
        Gives α for the epochs 0, 1, …

    Returns
    -------
    Entry
        For `board`.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Example
    -------
    >>> from helpers.optimizers import gradient_descent
    >>> print(score("far too small", gradient_descent(), learning_rate=1e-5).epochs)
    None
    """
    digits = load_digits()
    curves = np.zeros((len(SEEDS), EPOCHS))
    for curve, seed in zip(curves, SEEDS, strict=True):
        X, Y, X_test, Y_test = split(digits.X, digits.Y, seed=seed)
        try:
            curve[:] = train(
                X, Y, LAYER_DIMS, optimizer, learning_rate, EPOCHS, mini_batch_size, seed, schedule,
                X_test=X_test, Y_test=Y_test,
            ).test_accuracies  # fmt: skip
        except TrainingDivergedError:
            continue
    mean = curves.mean(axis=0)
    reached = np.flatnonzero(mean >= GOAL)
    return Entry(name, int(reached[0]) + 1 if len(reached) else None, float(mean[-1]))


def board(entries: Sequence[Entry]) -> str:
    """Write the entries as a table, the fewest epochs first; accuracy at the end decides between equals.

    Example
    -------
    >>> print(board([Entry("slow", None, 0.91), Entry("quick", 7, 0.975)]))
        entry                             epochs  accuracy at the end
     1  quick                                  7  97.50%
     2  slow                         not reached  91.00%
    """
    ranked = sorted(entries, key=lambda entry: (entry.epochs or EPOCHS + 1, -entry.accuracy))
    lines = [_line("", *map(str, COLUMNS))]
    for place, entry in enumerate(ranked, start=1):
        reached = str(NOT_REACHED if entry.epochs is None else entry.epochs)
        lines.append(_line(str(place), entry.name, reached, f"{entry.accuracy:.2%}"))
    return "\n".join(lines)


def _line(place: str, name: str, epochs: str, accuracy: str) -> str:
    return f"{place:>2}  {name}{_space(name, 28)} {_space(epochs, 11)}{epochs}  {accuracy}"


def _space(words: str, columns: int) -> str:
    """The spaces that fill so many columns up beside the words; a Chinese character takes two columns."""
    return " " * (columns - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words))
