"""Optimizers compared on the digits without luck: several nets each, rates tuned on samples that do not judge.

The digits are cut in three: samples to train on, samples to practise on (for choosing a learning rate), and samples
held back, which nothing is chosen by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from helpers.beyond import adamw, lion, muon, nesterov, warmup_cosine
from helpers.data import load_digits, split
from helpers.decay import update_lr
from helpers.experiments import train_many
from helpers.language import Text
from helpers.mini_batch import Batch
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from helpers.training import train

LAYER_DIMS = (64, 16, 10)
EPOCHS = 10
SHARED = 0.003  # the one learning rate for all
DECAY_RATE = 0.5
TUNING = 3  # nets that a learning rate is chosen by

Schedule = Callable[[float, int], float]
SCHEDULES: dict[str, Schedule | None] = {"constant": None, "decay": partial(update_lr, decay_rate=DECAY_RATE)}
FOUR: dict[str, tuple[Optimizer, tuple[float, ...]]] = {
    "gradient descent": (gradient_descent(), (0.1, 0.3, 1.0)),
    "momentum": (momentum(), (0.3, 1.0, 3.0)),
    "RMSprop": (rmsprop(), (0.003, 0.01, 0.03)),
    "Adam": (adam(), (0.01, 0.03, 0.1)),
}
BEYOND: dict[str, tuple[Optimizer, tuple[float, ...]]] = {
    "Adam": (adam(), (0.01, 0.03, 0.1)),
    "Nesterov": (nesterov(), (0.3, 1.0, 3.0)),
    "AdamW": (adamw(), (0.01, 0.03, 0.1)),
    "Lion": (lion(), (0.003, 0.01, 0.03)),
    "Muon": (muon(), (0.01, 0.03, 0.1)),
}
TRANSLATED = {"gradient descent": "梯度下降", "momentum": "动量"}  # other names are the same in both languages
WARM_UP: Schedule = partial(warmup_cosine, warmup=2, total=EPOCHS + 1, start=0.001)


@dataclass(frozen=True)
class Parts:
    """Three parts of the digits, each (X, Y)."""

    training: Batch
    practice: Batch
    held_back: Batch


@dataclass(frozen=True)
class Tuned:
    """An optimizer's own learning rate, and its accuracy on held-back samples with it, of shape (nets, epochs)."""

    tuned: float
    at_tuned: np.ndarray


@dataclass(frozen=True)
class Compared(Tuned):
    """The accuracy at the shared learning rate as well."""

    at_shared: np.ndarray


@lru_cache(maxsize=8)
def three_parts(seed: int) -> Parts:
    """Cut the digits in three, at random: about 64 %, 16 % and 20 % of them.

    Example
    -------
    >>> parts = three_parts(seed=0)
    >>> [part[0].shape[1] for part in (parts.training, parts.practice, parts.held_back)]
    [1150, 288, 359]
    """
    digits = load_digits()
    X, Y, X_back, Y_back = split(digits.X, digits.Y, seed=seed)
    X_train, Y_train, X_practice, Y_practice = split(X, Y, seed=seed)
    return Parts((X_train, Y_train), (X_practice, Y_practice), (X_back, Y_back))


def accuracies(
    optimizer: Optimizer,
    rates: tuple[float, ...],
    seeds: range,
    training: Batch,
    judged_on: Batch,
    schedule: Schedule | None = None,
    log_every: int = 1,
) -> np.ndarray:
    """Train a net for each rate and seed; return its accuracy on other samples, of shape (rates, seeds, epochs)."""
    X, Y = judged_on
    if optimizer.in_place is not None:
        return train_many(
            *training, LAYER_DIMS, optimizer, rates, seeds, EPOCHS, 64, schedule,
            X_test=X, Y_test=Y, log_every=log_every,
        ).test_accuracies  # fmt: skip
    return np.array(
        [
            [
                train(
                    *training, LAYER_DIMS, optimizer, rate, EPOCHS, 64, seed,
                    schedule and partial(schedule, rate), X_test=X, Y_test=Y, log_every=log_every,
                ).test_accuracies
                for seed in seeds
            ]
            for rate in rates
        ]
    )  # fmt: skip


def tune(optimizer: Optimizer, rates: tuple[float, ...], schedule: Schedule | None, seed: int) -> float:
    """Return the rate with which three nets do best on the practice samples."""
    parts, nets = three_parts(seed), range(1000 * seed, 1000 * seed + TUNING)
    tuning = accuracies(optimizer, rates, nets, parts.training, parts.practice, schedule, EPOCHS)
    return rates[int(np.argmax(np.nan_to_num(tuning[..., -1]).mean(axis=1)))]


def judge(
    optimizer: Optimizer, rates: tuple[float, ...], schedule: Schedule | None, seed: int, nets: int
) -> np.ndarray:
    """Train other nets; return their accuracies on the samples held back, of shape (rates, nets, epochs)."""
    parts, first = three_parts(seed), 1000 * seed + TUNING
    return accuracies(optimizer, rates, range(first, first + nets), parts.training, parts.held_back, schedule)


@lru_cache(maxsize=8)
def compare_four(seed: int = 0, nets: int = 6) -> dict[tuple[str, str], Compared]:
    """Compare the course's four, each with a constant rate and with decay; keys such as ("Adam", "decay")."""
    results = {}
    for name, (optimizer, rates) in FOUR.items():
        for kind, schedule in SCHEDULES.items():
            tuned = tune(optimizer, rates, schedule, seed)
            at_shared, at_tuned = judge(optimizer, (SHARED, tuned), schedule, seed, nets)
            results[name, kind] = Compared(tuned, at_tuned, at_shared)
    return results


@lru_cache(maxsize=8)
def compare_beyond(seed: int = 0, nets: int = 4) -> dict[str, Tuned]:
    """Compare Adam with what came after the course, each warmed up and cooled along a cosine."""
    results = {}
    for name, (optimizer, rates) in BEYOND.items():
        tuned = tune(optimizer, rates, WARM_UP, seed)
        results[name] = Tuned(tuned, judge(optimizer, (tuned,), WARM_UP, seed, nets)[0])
    return results


def final(curves: np.ndarray) -> float:
    """Return the mean accuracy of the nets after the last epoch."""
    return float(np.mean(curves[:, -1]))


def shown(name: str) -> Text:
    """Return an optimizer's name as a reader sees it.

    Example
    -------
    >>> shown("momentum").get("zh"), shown("Adam").get("zh")
    ('动量', 'Adam')
    """
    return Text(name, TRANSLATED.get(name, name))
