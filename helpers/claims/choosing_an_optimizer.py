"""Lesson 09: the experiments that decide its claims, CO-1 to CO-4."""

from collections.abc import Mapping

import numpy as np

from helpers.claims import Finding, claim
from helpers.experiments import train_many
from helpers.fair_comparison import (
    BEYOND,
    EPOCHS,
    FOUR,
    LAYER_DIMS,
    SHARED,
    compare_beyond,
    compare_four,
    final,
    three_parts,
)
from helpers.language import Text
from helpers.network import forward_propagation, labels_of, layer_views


def _finding(numbers: Mapping[str, float | np.floating], conditions: Mapping[str, bool | np.bool_]) -> Finding:
    return Finding(
        {Text(label): number if isinstance(number, int) else float(number) for label, number in numbers.items()},
        {Text(label): bool(condition) for label, condition in conditions.items()},
    )


@claim(
    "CO-1",
    Text(
        "on the digits, at one small α for all, RMSprop and Adam lead by over 50 points; each at an α of its own, "
        "the four end within 6 points of each other"
    ),
)
def a_shared_rate_decides_the_race(seed: int, quick: bool) -> Finding:
    """Compare the four at a shared rate and at rates tuned on other samples than those that judge."""
    results = {name: compare_four(seed, 4 if quick else 6)[name, "constant"] for name in FOUR}
    shared = {name: final(result.at_shared) for name, result in results.items()}
    tuned = {name: final(result.at_tuned) for name, result in results.items()}
    lead = min(shared["RMSprop"], shared["Adam"]) - max(shared["gradient descent"], shared["momentum"])
    spread = max(tuned.values()) - min(tuned.values())
    numbers = {f"{name}: accuracy at the shared α = {SHARED:g}": shared[name] for name in FOUR}
    for name, result in results.items():
        numbers[f"{name}: accuracy at its own α = {result.tuned:g}"] = tuned[name]
        numbers[f"{name}: standard deviation of its nets"] = float(result.at_tuned[:, -1].std(ddof=1))
    return _finding(
        numbers | {"lead at the shared α": lead, "best to worst, each at its own α": spread},
        {
            "shared α: RMSprop and Adam lead by over 50 points": lead > 0.5,
            "own α: the four are within 6 points": spread < 0.06,
            "everyone gains by an α of its own": all(tuned[name] > shared[name] for name in FOUR),
        },
    )


@claim(
    "CO-2",
    Text(
        "decay is no gain by itself: at a small shared α it makes each of the four worse; with α tuned for it, it "
        "changes their ends by less than 3 points on average"
    ),
)
def decay_is_no_gain_by_itself(seed: int, quick: bool) -> Finding:
    """Compare constant rates with α0/(1 + e/2)."""
    results = compare_four(seed, 4 if quick else 6)
    numbers: dict[str, float] = {}
    at_shared, at_tuned = [], []
    for name in FOUR:
        constant, decay = results[name, "constant"], results[name, "decay"]
        at_shared.append(_gain(decay.at_shared, constant.at_shared))
        at_tuned.append(_gain(decay.at_tuned, constant.at_tuned))
        numbers[f"{name}: gain by decay at the shared α"] = at_shared[-1]
        numbers[f"{name}: gain by decay, from α0 = {decay.tuned:g} where α = {constant.tuned:g}"] = at_tuned[-1]
    return _finding(
        numbers | {"mean gain of the four, α tuned": float(np.mean(at_tuned))},
        {
            "at the shared α decay makes each of them worse": max(at_shared) < 0,
            "with α tuned, the mean gain is below 3 points, up or down": abs(np.mean(at_tuned)) < 0.03,
        },
    )


def _gain(one: np.ndarray, other: np.ndarray) -> float:
    """How much more accurate one is in the end; where both are right equally often, exactly 0."""
    return round(final(one) - final(other), 9) + 0.0


@claim(
    "CO-3",
    Text(
        "the best of many equal runs looks better than it is: chosen by its accuracy on some samples, it does worse "
        "on others"
    ),
)
def choosing_flatters(seed: int, quick: bool) -> Finding:
    """Train 20 nets with the same settings; choose one by half of the held-back samples, judge it by the other half."""
    parts = three_parts(seed)
    X, Y = (np.hstack(pair) for pair in zip(parts.practice, parts.held_back, strict=True))
    optimizer, rates = FOUR["Adam"]
    runs = train_many(
        *parts.training, LAYER_DIMS, optimizer, rates[:1], range(1000 * seed, 1000 * seed + 20), 4, log_every=4
    )
    nets = [layer_views(flat, LAYER_DIMS) for flat in runs.flat[0]]
    right = np.array([labels_of(forward_propagation(X, net)[0]) == Y.argmax(axis=0) for net in nets])
    rng = np.random.default_rng(seed)
    chosen, fresh, mean = [], [], []
    for _ in range(100 if quick else 400):
        order = rng.permutation(X.shape[1])
        looked_at, others = (right[:, half].mean(axis=1) for half in np.array_split(order, 2))
        best = int(np.argmax(looked_at))
        chosen.append(looked_at[best])
        fresh.append(others[best])
        mean.append(others.mean())
    return _finding(
        {
            "nets with the same settings": len(nets),
            "accuracy of the best, on the samples it was chosen by": np.mean(chosen),
            "its accuracy on other samples": np.mean(fresh),
            "mean accuracy of all nets": np.mean(mean),
            "share of choices that looked better than they were": np.mean(np.array(chosen) > np.array(fresh)),
        },
        {
            "on average the choice looks better than it is": np.mean(chosen) > np.mean(fresh) + 0.003,
            "… in most choices": np.mean(np.array(chosen) > np.array(fresh)) > 0.6,
        },
    )


@claim(
    "CO-4",
    Text(
        "on the digits, each at its own α and warmed up alike, Nesterov, AdamW, Lion and Muon end within 5 points of "
        "Adam: no leap on a net as small as this one"
    ),
)
def beyond_adam_is_no_leap_here(seed: int, quick: bool) -> Finding:
    """Train with what came after Adam, each tuned in the same way."""
    results = compare_beyond(seed, 3 if quick else 4)
    ends = {name: final(result.at_tuned) for name, result in results.items()}
    return _finding(
        {f"{name}: accuracy at its own α = {results[name].tuned:g}": ends[name] for name in BEYOND}
        | {"epochs": EPOCHS},
        {
            f"{name} ends within 5 points of Adam": abs(ends[name] - ends["Adam"]) < 0.05
            for name in BEYOND
            if name != "Adam"
        },
    )
