"""Lesson 08: the experiments that decide its claims, SP-1 to SP-6."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.claims import Finding, claim
from helpers.data import two_moons
from helpers.experiments import train_many
from helpers.language import Text
from helpers.methods import METHODS
from helpers.objectives import monkey_saddle, plateau, saddle
from helpers.optimizers import Optimizer
from helpers.paths import descend_with
from helpers.saddle_points import classify_critical_point, escape_saddle

SADDLE, PLATEAU = saddle(), plateau()
RATE, PLATEAU_RATE = 0.01, 0.1
OUT = 1.0  # a walk has left the saddle when |y| is at least this; the valleys lie at ±√2
NEAR = 0.1  # a walk has crossed the plateau when |x| is below this


def steps_to_leave(name: str, off: float, angle: float = 0.0, most: int = 2000) -> float:
    """Count the steps from (1, off) until |y| ≥ 1 on the saddle, turned by an angle; inf if `most` are not enough."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def gradient(w: np.ndarray) -> np.ndarray:
        return turn @ SADDLE.gradient(turn.T @ w)

    def left(w: np.ndarray) -> bool:
        return bool(abs(turn[:, 1] @ w) >= OUT)

    path = descend_with(_method(name), gradient, turn @ np.array([1.0, off]), most, RATE, left)
    return len(path) - 1 if left(path[-1]) else math.inf


def steps_to_cross(name: str, start: float, most: int = 15_000) -> float:
    """Count the steps from x = start until |x| < 0.1 on the plateau; inf if `most` are not enough."""

    def crossed(w: np.ndarray) -> bool:
        return bool(abs(w[0]) < NEAR)

    path = descend_with(_method(name), PLATEAU.gradient, np.array([start]), most, PLATEAU_RATE, crossed)
    return len(path) - 1 if crossed(path[-1]) else math.inf


def _method(name: str) -> Optimizer:
    return METHODS[next(known for known in METHODS if known.en == name)]


# --- kinds of critical points -----------------------------------------------------------------------------------------


@claim("SP-1", Text("where the gradient is zero may be a minimum, a maximum or a saddle: the eigenvalues tell"))
def eigenvalues_tell(seed: int, quick: bool) -> Finding:
    """Put points where the gradient is zero to the test of their surroundings, and compare with the Hessian's word."""
    rng = np.random.default_rng(seed)
    trials = 100 if quick else 400
    agree, kinds = 0, {"minimum": 0, "maximum": 0, "saddle": 0}
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    circle = 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    for _ in range(trials):
        a = rng.normal(size=(2, 2))
        hessian = a + a.T
        heights = 0.5 * np.sum(circle * (circle @ hessian), axis=-1)
        seen = "minimum" if heights.min() > 0 else "maximum" if heights.max() < 0 else "saddle"
        told = classify_critical_point(hessian)
        kinds[told] += 1
        agree += told == seen
    at_saddle, at_minimum = SADDLE.hessian(np.zeros(2)), SADDLE.hessian(np.array([0.0, np.sqrt(2)]))
    monkey = monkey_saddle()
    return Finding(
        numbers={
            **{Text(f"quadratic surfaces of this kind: {kind}"): count for kind, count in kinds.items()},
            Text("share that the eigenvalues told rightly"): agree / trials,
            Text("x² − y² + y⁴/4 at (0, 0): smallest eigenvalue"): float(np.linalg.eigvalsh(at_saddle)[0]),
            Text("the same at (0, √2)"): float(np.linalg.eigvalsh(at_minimum)[0]),
        },
        conditions={
            Text("all three kinds came up"): min(kinds.values()) > 0,
            Text("the eigenvalues told each kind that going round the point showed"): agree == trials,
            Text("x² − y² + y⁴/4 has a saddle at (0, 0), a minimum at (0, √2)"): (
                classify_critical_point(at_saddle) == "saddle" and classify_critical_point(at_minimum) == "minimum"
            ),
            Text("the monkey saddle goes down in places, and its Hessian does not see it: degenerate"): (
                bool(np.min(monkey.value(circle)) < 0)
                and classify_critical_point(monkey.hessian(np.zeros(2))) == "degenerate"
            ),
        },
    )


def random_hessians(rng: np.random.Generator, count: int, n: int) -> np.ndarray:
    """Draw symmetric matrices of the Gaussian orthogonal ensemble, (count, n, n): variance 1 off the diagonal, 2 on."""
    a = rng.normal(size=(count, n, n))
    return (a + np.swapaxes(a, -1, -2)) / np.sqrt(2)


@claim("SP-2", Text("in high dimension a random critical point is nearly always a saddle"))
def saddles_everywhere(seed: int, quick: bool) -> Finding:
    """Draw random symmetric matrices and count how many have positive eigenvalues only."""
    rng = np.random.default_rng(seed)
    count = 5000 if quick else 20_000
    exact = {1: 1 / 2, 2: (2 - math.sqrt(2)) / 4, 3: 1 / 4 - math.sqrt(2) / (2 * math.pi)}
    share = {n: float(np.mean(np.linalg.eigvalsh(random_hessians(rng, count, n))[:, 0] > 0)) for n in range(1, 6)}
    margin = {n: 4 * math.sqrt(p * (1 - p) / count) for n, p in exact.items()}
    eigenvalues = np.linalg.eigvalsh(random_hessians(rng, 1000, 10))
    low = np.mean(eigenvalues[:, 0] > 0)
    saddles = np.mean((eigenvalues[:, 0] < 0) & (eigenvalues[:, -1] > 0))
    lifted = np.mean(eigenvalues[:, 0] + 2 * math.sqrt(10) > 0)
    return Finding(
        numbers={
            **{Text(f"n = {n}: share of minima"): p for n, p in share.items()},
            Text("n = 3: share of minima in theory, 1/4 − √2/(2π)"): exact[3],
            Text("n = 10: share of saddles"): float(saddles),
            Text("n = 10, all eigenvalues raised by 2√10: share of minima"): float(lifted),
        },
        conditions={
            Text("n = 1, 2, 3: as in theory, within 4 standard errors"): all(
                abs(share[n] - p) < margin[n] for n, p in exact.items()
            ),
            Text("each further dimension makes minima rarer"): all(share[n + 1] < share[n] / 2 for n in range(1, 4)),
            Text("n = 4: fewer than 1 in 100"): share[4] < 0.01,
            Text("n = 10: no minimum in 1,000, nothing but saddles"): bool(low == 0 and saddles == 1),
            Text("but it depends on the height: with eigenvalues raised by 2√n most are minima"): bool(lifted > 0.8),
        },
    )


# --- leaving saddles, crossing plateaus -------------------------------------------------------------------------------


@claim("SP-3", Text("started a hair off the ridge all leave the saddle, some slowly; on the ridge only noise helps"))
def leaving_a_saddle(seed: int, quick: bool) -> Finding:
    """Count each method's steps off the ridge from two starts, then put it on the ridge, with and without noise."""
    names = [name.en for name in METHODS]
    hair = {name: steps_to_leave(name, 1e-6) for name in names}
    finer = {name: steps_to_leave(name, 1e-12) for name in names}
    ridge = {name: steps_to_leave(name, 0.0) for name in names}
    runs = 20 if quick else 50
    noisy = []
    for run in range(runs):
        y = np.abs(escape_saddle(SADDLE.gradient, [1.0, 0.0], 0.1, 150, 1e-3, 1000 * seed + run)[:, 1])
        noisy.append(int(np.argmax(y >= OUT)) or math.inf)
    never = np.abs(escape_saddle(SADDLE.gradient, [1.0, 0.0], 0.1, 150, 0.0, seed)[:, 1]).max()
    grown = math.log(1 / 1e-6) / math.log(1 + 2 * RATE)  # y is multiplied by 1 + 2α while it is small
    return Finding(
        numbers={
            **{Text(f"steps from y = 1e-6: {name}"): steps for name, steps in hair.items()},
            **{Text(f"steps from y = 1e-12: {name}"): steps for name, steps in finer.items()},
            Text("ln(1e6) / ln(1 + 2α), what theory says of plain descent"): grown,
            Text("plain descent from y = 0, α = 0.1, noise 0.001: median steps"): float(np.median(noisy)),
        },
        conditions={
            Text("plain descent takes what theory says, within 5 %"): abs(hair["plain descent"] / grown - 1) < 0.05,
            Text("twice as many from 1e-12 as from 1e-6"): 1.9 < finer["plain descent"] / hair["plain descent"] < 2.1,
            Text("averaged momentum is slower than plain descent here"): (
                hair["momentum, averaged"] > hair["plain descent"]
            ),
            Text("accumulated momentum needs less than a quarter, RMSprop and Adam less than an eighth"): (
                hair["momentum, accumulated"] < hair["plain descent"] / 4
                and max(hair["RMSprop"], hair["Adam"]) < hair["plain descent"] / 8
            ),
            Text("RMSprop and Adam hardly notice how near to the ridge they start"): all(
                finer[name] - hair[name] <= 2 for name in ("RMSprop", "Adam")
            ),
            Text("exactly on the ridge, none of them leaves in 2,000 steps"): all(map(math.isinf, ridge.values())),
            Text("without noise y stays at 0; with noise every run leaves"): never == 0 and max(noisy) < math.inf,
        },
    )


@claim(
    "SP-4", Text("accumulated momentum, RMSprop and Adam cross flat ground faster; averaged momentum at one α does not")
)
def crossing_a_plateau(seed: int, quick: bool) -> Finding:
    """Count steps across a plateau at one α, then turn the saddle, where scaling each coordinate helps less."""
    start = 5.0 if quick else 10.0
    steps = {name.en: steps_to_cross(name.en, start) for name in METHODS}
    theory = start**4 / (8 * PLATEAU_RATE)
    straight = {name: steps_to_leave(name, 1e-6) for name in ("plain descent", "RMSprop", "Adam")}
    turned = {name: steps_to_leave(name, 1e-6, np.pi / 4) for name in straight}
    plain, averaged = steps["plain descent"], steps["momentum, averaged"]
    return Finding(
        numbers={
            **{Text(f"plateau from x = {start:g}, steps: {name}"): count for name, count in steps.items()},
            Text("x⁴ / (8α), what theory says of plain descent"): theory,
            **{Text(f"saddle along the axes, steps: {name}"): count for name, count in straight.items()},
            **{Text(f"saddle turned by 45°, steps: {name}"): count for name, count in turned.items()},
        },
        conditions={
            Text("plain descent takes what theory says, within a quarter"): 1 < plain / theory < 1.25,
            Text("averaged momentum at the same α is no faster"): plain <= averaged < 1.1 * plain,
            Text("accumulated momentum takes about a tenth: its α is in effect ten times larger"): (
                0.08 < steps["momentum, accumulated"] / plain < 0.15
            ),
            Text("RMSprop and Adam take less than a twentieth"): max(steps["RMSprop"], steps["Adam"]) < plain / 20,
            Text("turning the saddle leaves plain descent as it is"): (
                abs(turned["plain descent"] - straight["plain descent"]) <= 1
            ),
            Text("it costs RMSprop twice the steps, Adam five times"): (
                turned["RMSprop"] > 2 * straight["RMSprop"] and turned["Adam"] > 5 * straight["Adam"]
            ),
        },
    )


# --- batches at a saddle ----------------------------------------------------------------------------------------------

SAMPLES, BUDGET = 256, 300  # of the constructed example: how many samples it has, and how many steps a run may take


@dataclass(frozen=True)
class BatchRuns:
    """Runs of one batch size: the step at which each left the saddle (inf: never), and its wobble at the end."""

    left: np.ndarray
    wobble: float

    def share(self, steps: int) -> float:
        """Return the share of runs that have left within so many steps."""
        return float(np.mean(self.left <= steps))


def descend_in_batches(
    size: int, seed: int, runs: int, steps: int = 600, off: float = 0.0, across: float = 1.0
) -> BatchRuns:
    """Mini-batch descent on the saddle, where each of 256 samples adds a slope of its own; over all, they cancel.

    f_i(w) = saddle(w) + c_i · w with Σ c_i = 0: c_i is drawn from N(0, 1), its y-part multiplied by `across`. The start
    is (1, off); batches are shuffled anew in each epoch.
    """
    rng = np.random.default_rng(seed)
    slopes = rng.normal(size=(SAMPLES, 2)) * [1.0, across]
    slopes -= slopes.mean(axis=0)
    batches = SAMPLES // size
    w, left, last = np.tile([1.0, off], (runs, 1)), np.full(runs, np.inf), []
    for t in range(steps):
        if t % batches == 0:
            order = rng.permuted(np.tile(np.arange(SAMPLES), (runs, 1)), axis=1)
        batch = order[:, t % batches * size :][:, :size]
        # The slopes of the full batch cancel but for rounding, which must not push anybody off the ridge.
        tilt = slopes[batch].mean(axis=1) if batches > 1 else 0.0
        w = w - RATE * (SADDLE.gradient(w) + tilt)
        left[np.isinf(left) & (np.abs(w[:, 1]) >= OUT)] = t + 1
        last.append(np.abs(w[:, 1]))
    return BatchRuns(left, float(np.std(last[-100:])))


@claim("SP-5", Text("on a flat saddle large batches settle where small noisy ones move on: a constructed example"))
def batches_at_a_saddle(seed: int, quick: bool) -> Finding:
    """Run batch sizes from 1 to all on the constructed cost; then change what the effect hangs on."""
    runs = 30 if quick else 60
    by_size = {size: descend_in_batches(size, seed, runs) for size in (1, 16, 64, SAMPLES)}
    off = {size: descend_in_batches(size, seed, runs, off=0.1) for size in (1, SAMPLES)}
    along = descend_in_batches(1, seed, runs, across=0.0)
    medians = {size: float(np.median(result.left)) for size, result in by_size.items()}
    off_ridge = {size: float(np.median(result.left)) for size, result in off.items()}
    return Finding(
        numbers={
            **{Text(f"batch {size}: median steps to leave"): median for size, median in medians.items()},
            **{
                Text(f"batch {size}: share that has left after {BUDGET} steps"): result.share(BUDGET)
                for size, result in by_size.items()
            },
            Text("batch 1: wobble at the end"): by_size[1].wobble,
            **{Text(f"start at y = 0.1, batch {size}: median steps"): median for size, median in off_ridge.items()},
        },
        conditions={
            Text("the larger the batch, the later it leaves; the full batch never does"): (
                medians[1] < medians[16] < medians[64] < medians[SAMPLES] == math.inf
            ),
            Text(f"after {BUDGET} steps most runs of batch 1 have left, and none of batch 64"): (
                by_size[1].share(BUDGET) > 0.7 and by_size[64].share(BUDGET) == 0
            ),
            Text("limit: 64 times the batch costs less than 4 times the steps"): medians[64] < 4 * medians[1],
            Text("limit: from y = 0.1 the full batch leaves as soon as batch 1, within a tenth"): (
                abs(off_ridge[SAMPLES] / off_ridge[1] - 1) < 0.1
            ),
            Text("limit: noise that never points across the ridge helps nobody"): along.share(600) == 0,
            Text("the price: batch 1 keeps wobbling in the valley"): by_size[1].wobble > 0.01 > off[SAMPLES].wobble,
        },
    )


# --- width ------------------------------------------------------------------------------------------------------------

FITTED = 0.95  # a net that gets fewer of its training samples right, where others of its size get more, is stuck


@claim("SP-6", Text("a strong enough network rarely sticks in a bad local optimum: on two moons, the wider the rarer"))
def stuck_against_width(seed: int, quick: bool) -> Finding:
    """Train many seeds of each width with Adam on two moons; count those that get less than 95 % of them right."""
    X, Y = two_moons(seed=seed)
    count, epochs = (20 if quick else 40), 150
    stuck, halfway, best = {}, {}, {}
    for width in (2, 3, 5, 10, 20):
        runs = train_many(
            X, Y, [2, width, 1], "adam", [0.03], range(count * seed, count * (seed + 1)), epochs, log_every=epochs // 2
        )
        halfway[width], stuck[width] = np.mean(runs.accuracies[0] < FITTED, axis=0).tolist()
        best[width] = float(runs.accuracies[0, :, -1].max())
    return Finding(
        numbers={
            **{Text(f"width {width}: share of seeds below 95 %"): share for width, share in stuck.items()},
            Text(f"width 3: the same after {epochs // 2} epochs"): halfway[3],
            Text("width 2: best seed"): best[2],
            Text("width 3: best seed"): best[3],
        },
        conditions={
            Text("width 2 is too weak: no seed gets there"): stuck[2] == 1,
            Text("width 3 is strong enough for some seeds, and more than half stick"): (
                best[3] >= FITTED and 0.5 < stuck[3] < 1
            ),
            Text("the wider, the fewer stick"): stuck[3] > stuck[5] > stuck[10] >= stuck[20],
            Text("width 20: none sticks"): stuck[20] == 0,
            Text("they are stuck, not slow: half the time gives nearly the same share"): (
                stuck[3] >= 0.75 * halfway[3]
            ),
        },
    )
