"""Lesson 07: what is claimed of learning-rate decay, and how each claim is tried."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from helpers.claims import Finding, claim
from helpers.data import load_digits, split
from helpers.decay import exponential_decay, schedule_lr_decay, sqrt_decay, staircase_decay, update_lr
from helpers.experiments import train_many
from helpers.language import Text
from helpers.noisy_bowl import NoisyBowl, Schedule, lower_by_hand, wander

DIM, EPOCHS = 10, 50
STEEP = NoisyBowl(np.geomspace(1.0, 100.0, DIM))  # at 0.01 every direction arrives within the run
FLAT = NoisyBowl(np.geomspace(0.01, 1.0, DIM))  # at 0.01 the flattest direction is still on its way
ROUND = NoisyBowl(np.ones(DIM))

# The schedules that the lesson compares: the rate of an epoch, which counts from 0.
SCHEDULES: dict[str, Callable[[float, int], float]] = {
    "constant": lambda learning_rate0, epoch: learning_rate0,
    "α₀/(1 + 0.1·epoch)": lambda learning_rate0, epoch: update_lr(learning_rate0, epoch, 0.1),
    "0.95^epoch·α₀": lambda learning_rate0, epoch: exponential_decay(learning_rate0, epoch, 0.95),
    "α₀/√t, t = epoch + 1": lambda learning_rate0, epoch: sqrt_decay(learning_rate0, epoch + 1),
    "α₀/(1 + ⌊epoch/10⌋)": lambda learning_rate0, epoch: schedule_lr_decay(learning_rate0, epoch, 1.0, 10),
    "0.5^⌊epoch/10⌋·α₀": lambda learning_rate0, epoch: staircase_decay(learning_rate0, epoch, 0.5, 10),
}

# The digits network of the lesson: gradient descent, mini-batches of 64.
LAYERS, DIGITS_RATE, DIGITS_EPOCHS, WRONG = [64, 32, 10], 1.0, 24, 0.2

Row = tuple[str, Any]  # a label, a number or the truth of a condition


def _finding(numbers: list[Row], conditions: list[Row]) -> Finding:
    return Finding(
        {Text(label): number for label, number in numbers}, {Text(label): bool(true) for label, true in conditions}
    )


def named(name: str, learning_rate0: float) -> Schedule:
    """Return a schedule of the lesson as a function of the epoch alone."""
    return lambda epoch: SCHEDULES[name](learning_rate0, epoch)


def wins(distances: np.ndarray) -> np.ndarray:
    """Return, for each schedule but the first, the share of runs that end closer than under the first."""
    return np.mean(distances[1:, -1] < distances[0, -1], axis=-1)


def root_mean_square(distances: np.ndarray) -> float:
    """Return √ of the mean of the squares."""
    return float(np.sqrt(np.mean(distances**2)))


def mislabelled(Y: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Return one-hot labels (classes, m), a share of which has been moved to another class at random."""
    classes, m = Y.shape
    wrong, labels = rng.choice(m, round(share * m), replace=False), np.argmax(Y, axis=0)
    labels[wrong] = (labels[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return np.eye(classes)[:, labels]


def train_digits(name: str, wrong: float, seed: int, nets: int, log_every: int = 1) -> np.ndarray:
    """Train networks on digits under a schedule of the lesson, with a share of wrong training labels.

    Returns the test accuracy in % of each network after each logged epoch, shape (nets, logged epochs).
    """
    digits = load_digits()
    parts = split(digits.X, digits.Y, seed=seed)
    runs = train_many(
        parts.X_train,
        mislabelled(parts.Y_train, wrong, np.random.default_rng(seed)),
        LAYERS,
        "gradient_descent",
        [DIGITS_RATE],
        range(nets * seed, nets * (seed + 1)),
        DIGITS_EPOCHS,
        schedule=SCHEDULES[name],
        X_test=parts.X_test,
        Y_test=parts.Y_test,
        log_every=log_every,
    )
    return 100 * runs.test_accuracies[0]


@claim(
    "LD-1",
    Text(
        "at a constant rate a noisy run ends up wandering in a ball around the minimum; a falling rate closes in, "
        "if the constant one would have arrived at all"
    ),
)
def decay_closes_in(seed: int, quick: bool) -> Finding:
    """Measure the final distance on bowls where α₀ is large enough to arrive, on one where it is not, and noiseless.

    The setup of each: 10 dimensions, start at 5 in each, noise of standard deviation 1 on each slope, 50 epochs of 100
    steps; all schedules of a bowl see the same noise.
    """
    runs = 40 if quick else 100
    names = ["constant", "α₀/(1 + 0.1·epoch)", "0.95^epoch·α₀"]
    numbers: list[Row] = [("runs on each bowl; 10 dimensions, start 5, noise 1, 50 epochs of 100 steps", runs)]
    share, near_floor = {}, []
    settings = [(STEEP, 0.01, "1…100, α₀ = 0.01"), (ROUND, 0.1, "all 1, α₀ = 0.1"), (FLAT, 0.01, "0.01…1, α₀ = 0.01")]
    for bowl, learning_rate0, label in settings:
        distances = wander(bowl, [named(name, learning_rate0) for name in names], EPOCHS, runs, seed)
        share[label] = wins(distances)
        near_floor.append(root_mean_square(distances[0, -1]) / bowl.floor(learning_rate0))
        for name, ends in zip(names, distances[:, -1], strict=True):
            numbers.append((f"eigenvalues {label}: mean final distance, {name}", float(ends.mean())))
        for name, won in zip(names[1:], share[label], strict=True):
            numbers.append((f"eigenvalues {label}: runs out of 100 that end closer with {name}", float(100 * won)))
    steep, round_, flat = share.values()
    quiet = wander(NoisyBowl(STEEP.eigenvalues, noise=0.0), [named(name, 0.01) for name in names], EPOCHS, 1, seed)
    for name, end in zip(names, quiet[:, -1, 0], strict=True):
        numbers.append((f"eigenvalues 1…100, without noise: final distance, {name}", float(end)))
    return _finding(
        numbers,
        [
            ("eigenvalues 1…100: both decays end closer in at least 85 of 100 runs", np.all(steep >= 0.85)),
            ("all eigenvalues 1: both decays end closer in at least 85 of 100 runs", np.all(round_ >= 0.85)),
            ("0.01…1, where α₀ is too small to arrive: decay ends closer in at most 5 of 100", np.all(flat <= 0.05)),
            (
                "where it arrives, the constant rate wanders at the distance √Σ ασ²/(λ(2 − αλ)), to 15 %",
                np.allclose(near_floor[:2], 1, rtol=0, atol=0.15),
            ),
            ("without noise the constant rate ends a million times closer", quiet[1:, -1].min() > 1e6 * quiet[0, -1]),
        ],
    )


@claim(
    "LD-2",
    Text("a decay that is too fast stops short: its steps together are too short to arrive"),
)
def too_fast_stops_short(seed: int, quick: bool) -> Finding:
    """Compare gentle and fast decays on the flat bowl, α₀ = 0.1, after 50 epochs and after twice as many."""
    runs, learning_rate0, longer = 40 if quick else 100, 0.1, 2 * EPOCHS
    schedules: dict[str, Schedule] = {
        "constant": named("constant", learning_rate0),
        "0.95^epoch·α₀": named("0.95^epoch·α₀", learning_rate0),
        "0.5^epoch·α₀": lambda epoch: exponential_decay(learning_rate0, epoch, 0.5),
        "α₀/(1 + epoch)": lambda epoch: update_lr(learning_rate0, epoch, 1.0),
    }
    distances = wander(FLAT, list(schedules.values()), longer, runs, seed)
    _, gentle, fast, slow_end = distances[:, EPOCHS].mean(axis=-1)
    fast_later, slow_end_later = distances[2:, longer].mean(axis=-1)
    quiet = wander(NoisyBowl(FLAT.eigenvalues, noise=0.0), [schedules["0.5^epoch·α₀"]], EPOCHS, 1, seed)[0, -1, 0]
    way = sum(FLAT.steps * schedules["0.5^epoch·α₀"](epoch) for epoch in range(EPOCHS))
    left = float(np.exp(-way * FLAT.eigenvalues[0]))
    numbers: list[Row] = [("eigenvalues 0.01…1, α₀ = 0.1, other settings as in LD-1: runs", runs)]
    for name, at in zip(schedules, distances, strict=True):
        numbers.append((f"mean distance after 50 epochs, {name}", float(at[EPOCHS].mean())))
    return _finding(
        [
            *numbers,
            (f"mean distance after {longer} epochs, 0.5^epoch·α₀", float(fast_later)),
            (f"mean distance after {longer} epochs, α₀/(1 + epoch)", float(slow_end_later)),
            ("0.5^epoch·α₀: all learning rates together, 100 steps an epoch", way),
            ("the same: share of the start that this leaves along the flattest direction, e^(−λΣα)", left),
        ],
        [
            ("0.95^epoch·α₀ ends closer than the constant rate, on average", gentle < distances[0, EPOCHS].mean()),
            (
                "0.5^epoch·α₀ ends farther than the constant rate in at least 90 of 100 runs",
                np.mean(distances[2, EPOCHS] > distances[0, EPOCHS]) >= 0.9,
            ),
            ("more epochs move 0.5^epoch·α₀ by less than 0.1 %", abs(fast_later - fast) < 1e-3 * fast),
            (
                "it is not the noise: without it this run ends at the same distance, to 10 %",
                abs(fast / quiet - 1) < 0.1,
            ),
            ("α₀/(1 + epoch) is too fast as well, yet still gets nearer", gentle < slow_end_later < 0.95 * slow_end),
        ],
    )


@claim(
    "LD-3",
    Text(
        "every schedule starts at α₀ and falls, each in its own way; it helps where the gradient stays noisy, "
        "and changes little where the noise dies out by itself"
    ),
)
def each_schedule(seed: int, quick: bool) -> Finding:
    """Take the rates of each schedule, then its effect on a noisy bowl and on digits with wrong and right labels."""
    bowl_runs, nets = (20, 2) if quick else (50, 3)
    names, decays = list(SCHEDULES), list(SCHEDULES)[1:]
    rates = np.array([[SCHEDULES[name](0.1, epoch) for epoch in range(EPOCHS)] for name in names])
    bowl = wander(STEEP, [named(name, 0.01) for name in names], EPOCHS, bowl_runs, seed)[:, -1].mean(axis=-1)
    # The mean after epochs 18, 20, 22 and 24: a constant rate jumps about, and one epoch would be a matter of luck.
    wrong, right = (
        {name: float(np.mean(train_digits(name, share, seed, nets, log_every=2)[:, -4:])) for name in names}
        for share in (WRONG, 0.0)
    )
    gains_wrong = [wrong[name] - wrong["constant"] for name in decays]
    gains_right = [right[name] - right["constant"] for name in decays]
    stairs = rates[names.index("0.5^⌊epoch/10⌋·α₀")].reshape(-1, 10)
    numbers: list[Row] = []
    for name, rate in zip(names, rates, strict=True):
        numbers.append((f"rate in epoch {EPOCHS - 1} from α₀ = 0.1, {name}", float(rate[-1])))
    for name, end in zip(names, bowl, strict=True):
        numbers.append((f"bowl 1…100, α₀ = 0.01: mean final distance, {name}", float(end)))
    numbers.append((f"digits: networks 64-32-10, α₀ = 1, {DIGITS_EPOCHS} epochs, for each schedule", nets))
    for kind, accuracies in ((f"{WRONG:.0%} wrong labels", wrong), ("right labels", right)):
        for name, accuracy in accuracies.items():
            numbers.append((f"digits, {kind}: test accuracy at the end in %, {name}", accuracy))
    return _finding(
        numbers,
        [
            (
                "each schedule has the rate α₀ in epoch 0 and never rises",
                np.all(np.diff(rates) <= 0) and np.all(rates[:, 0] == 0.1),
            ),
            (
                "the staircase stays the same within 10 epochs, and halves",
                np.all(stairs == stairs[:, :1]) and np.allclose(stairs[1:] / stairs[:-1], 0.5),
            ),
            ("on the bowl each decay ends closer than the constant rate, on average", np.all(bowl[1:] < bowl[0])),
            ("digits with wrong labels: each decay gains at least 1 point of test accuracy", min(gains_wrong) >= 1),
            (
                "digits with right labels: no decay changes it by more than 1.5 points",
                np.max(np.abs(gains_right)) <= 1.5,
            ),
            (
                "the least gain with wrong labels is above the largest with right ones",
                min(gains_wrong) > max(gains_right),
            ),
        ],
    )


@claim(
    "LD-4",
    Text(
        "lowering the rate by hand whenever progress stalls needs no formula, and does as well as a tuned schedule; "
        "it costs a look after every epoch of every run"
    ),
)
def by_hand(seed: int, quick: bool) -> Finding:
    """Let a rule do what a person does who watches the cost, and count the looks and the changes."""
    runs, learning_rate0 = 40 if quick else 100, 0.1
    fixed: dict[str, Schedule] = {
        "constant": named("constant", learning_rate0),
        "0.95^epoch·α₀": named("0.95^epoch·α₀", learning_rate0),
    }
    for base in (0.9, 0.8, 0.7, 0.6):
        fixed[f"{base:g}^epoch·α₀"] = partial(exponential_decay, learning_rate0, base=base)
    distances = wander(ROUND, list(fixed.values()), EPOCHS, runs, seed)
    means = dict(zip(fixed, distances[:, -1].mean(axis=-1), strict=True))
    best = min(means, key=lambda name: means[name])
    attended = lower_by_hand(ROUND, learning_rate0, EPOCHS, runs, seed)
    mean = float(attended.distances[-1].mean())
    impatient = lower_by_hand(FLAT, 0.01, EPOCHS, runs, seed)
    flat_constant = wander(FLAT, [named("constant", 0.01)], EPOCHS, runs, seed)[0, -1]
    return _finding(
        [
            ("runs; all eigenvalues 1, α₀ = 0.1, other settings as in LD-1", runs),
            ("mean final distance, constant", float(means["constant"])),
            ("mean final distance, 0.95^epoch·α₀, untuned", float(means["0.95^epoch·α₀"])),
            (f"mean final distance, best of {len(fixed)} schedules, {best}", float(means[best])),
            ("mean final distance, halved by hand after 2 epochs without progress", mean),
            ("looks in each run", attended.looks),
            ("looks in all runs", attended.looks * runs),
            ("changes of the rate in a run, mean", float(attended.changes.mean())),
            ("changes in a run, fewest", int(attended.changes.min())),
            ("changes in a run, most", int(attended.changes.max())),
            ("eigenvalues 0.01…1, α₀ = 0.01: mean final distance, constant", float(flat_constant.mean())),
            ("the same, by hand", float(impatient.distances[-1].mean())),
        ],
        [
            (
                "by hand ends closer than the constant rate in at least 95 of 100 runs",
                np.mean(attended.distances[-1] < distances[0, -1]) >= 0.95,
            ),
            ("and closer than the untuned schedule, on average", mean < means["0.95^epoch·α₀"]),
            ("a tuned schedule does as well, within 25 %, without a look", means[best] < 1.25 * mean),
            (
                "each run asks for a look at every epoch, and what one run needs is no guide to the next",
                attended.looks == EPOCHS and np.ptp(attended.changes) > 0,
            ),
            (
                "noise looks like a stall: on the flat bowl the hand lowers too soon and loses to the constant rate",
                impatient.distances[-1].mean() > flat_constant.mean(),
            ),
        ],
    )
