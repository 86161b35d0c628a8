"""Lesson 06: the experiments that decide its claims, AD-1 to AD-4."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from helpers.adam import adam_step
from helpers.bias_correction import bias_correct
from helpers.claims import Finding, claim
from helpers.experiments import train_many
from helpers.four_optimizers import PROBLEMS, Compared, compare, samples
from helpers.in_place import Step
from helpers.language import Text
from helpers.momentum import momentum_step
from helpers.optimizers import Optimizer, adam
from helpers.rmsprop import rmsprop_step

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
DEAD = 0.6  # on two moons, a net that is right on fewer than so many points has learnt nothing

# What each correction makes of step t, as a factor on the corrected step; ε, far below √s here, is left alone.
SHARES: dict[str, Callable[[int], float]] = {
    "both corrected": lambda t: 1.0,
    "only s corrected": lambda t: 1 - BETA1**t,
    "only v corrected": lambda t: (1 - BETA2**t) ** -0.5,
    "neither corrected": lambda t: (1 - BETA1**t) * (1 - BETA2**t) ** -0.5,
}


def _finding(numbers: dict[str, float], conditions: dict[str, bool]) -> Finding:
    return Finding(
        {Text(label): number if isinstance(number, int) else float(number) for label, number in numbers.items()},
        {Text(label): bool(condition) for label, condition in conditions.items()},
    )


@claim(
    "AD-1",
    Text(
        "Adam is momentum divided by RMSprop's root, both corrected: with β1 = 0 it is corrected RMSprop, and its "
        "first step is α·g/(|g| + ε), so α in the direction of the sign"
    ),
)
def adam_is_made_of_the_lessons_before(seed: int, quick: bool) -> Finding:
    """Walk along random gradients of sizes 1e-4 to 1e1 with Adam, and with its parts put together by hand."""
    rng = np.random.default_rng(seed)
    gradients = rng.normal(size=(100 if quick else 1000, 6)) * np.logspace(-4, 1, 6)
    walked, without_v = _walk(gradients, BETA1), _walk(gradients, 0.0)
    v, s, by_hand, rmsprop, corrected_rmsprop = np.zeros((5, 6))
    path_by_hand, path_of_rmsprop = [], []
    for t, g in enumerate(gradients, start=1):
        _, v = momentum_step(v, g, v, BETA1, 1.0)
        rmsprop, s = rmsprop_step(rmsprop, g, s, BETA2, 0.01)
        root = np.sqrt(bias_correct(s, BETA2, t)) + EPSILON
        by_hand = by_hand - 0.01 * bias_correct(v, BETA1, t) / root
        corrected_rmsprop = corrected_rmsprop - 0.01 * g / root
        path_by_hand.append(by_hand)
        path_of_rmsprop.append(corrected_rmsprop)
    apart = float(np.max(np.abs(without_v[-1] - rmsprop)))
    sizes = np.array([1e-10, 1e-8, 1e-6, 1e-3, 1.0, 1e4])
    first, *_ = adam_step(np.zeros(6), -sizes, np.zeros(6), np.zeros(6), 1, learning_rate=1.0)
    return _finding(
        {
            "first step for |g| = 1e4, in α": first[5],
            "for |g| = 1e-3": first[3],
            "for |g| = 1e-8 = ε": first[1],
            "for |g| = 1e-10": first[0],
            "with β1 = 0, how far from uncorrected RMSprop the walk ends": apart,
        },
        {
            "momentum over RMSprop's root, both corrected, walks Adam's path to 1e-10": _near(walked, path_by_hand),
            "with β1 = 0 it is corrected RMSprop's path to 1e-10": _near(without_v, path_of_rmsprop),
            "… and not that of RMSprop as in lesson 05": apart > 0.01,
            "every first step is α·g/(|g| + ε)": np.allclose(first, sizes / (sizes + EPSILON), rtol=1e-9, atol=0),
            "from |g| = 1e-3 on it is α to 0.01 %": bool(np.all(np.abs(first[3:] - 1) < 1e-4)),
        },
    )


def _walk(gradients: np.ndarray, beta1: float) -> np.ndarray:
    w, v, s = np.zeros((3, gradients.shape[1]))
    path = []
    for t, g in enumerate(gradients, start=1):
        w, v, s, _, _ = adam_step(w, g, v, s, t, 0.01, beta1, BETA2, EPSILON)
        path.append(w)
    return np.array(path)


def _near(one: np.ndarray, other: Sequence[np.ndarray]) -> bool:
    return bool(np.max(np.abs(one - np.array(other))) < 1e-10)


@claim(
    "AD-2",
    Text(
        "without the correction of s the first step is 31.6 α, without both 3.16 α and soon 6.6 α: the first ruins "
        "training at a good α, the second acts like a larger α, and leaving out v's alone does little"
    ),
)
def correction_keeps_the_first_steps_short(seed: int, quick: bool) -> Finding:
    """Take the first steps under a steady gradient, then train the digits net with each correction left out."""
    steady = {name: np.array([share(t) for t in range(1, 3001)]) for name, share in SHARES.items()}
    first = -_uncorrected_first_step()
    low, high = 0.01, 0.03
    reached = {name: _test_accuracies(_left_out(name), (low, high), seed, 8 if quick else 20) for name in SHARES}
    mean = {name: values.mean(axis=1) for name, values in reached.items()}
    both, only_v, only_s, neither = (mean[f"{name} corrected"] for name in ("both", "only v", "only s", "neither"))
    return _finding(
        {
            "first step, both corrected, in α": steady["both corrected"][0],
            "only s corrected": steady["only s corrected"][0],
            "only v corrected": steady["only v corrected"][0],
            "neither corrected": steady["neither corrected"][0],
            "longest step of a steady gradient, neither corrected": steady["neither corrected"].max(),
            "which step that is": int(steady["neither corrected"].argmax()) + 1,
            "steps until v lacks less than 1 %": int(np.ceil(np.log(0.01) / np.log(BETA1))),
            "steps until s lacks less than 1 %": int(np.ceil(np.log(0.01) / np.log(BETA2))),
            f"digits, test accuracy, α = {high}, both corrected": both[1],
            f"α = {high}, only s": only_s[1],
            f"α = {high}, only v": only_v[1],
            f"α = {high}, neither": neither[1],
            f"α = {low}, both": both[0],
            f"α = {low}, neither": neither[0],
        },
        {
            "the step without either, computed by itself, is the one of the table": np.isclose(
                first, steady["neither corrected"][0], rtol=1e-6
            ),
            "without the correction of s, training fails at α = 0.03": only_v[1] < 0.6 < 0.9 < both[1],
            "without that of v, it ends within 2 points": abs(only_s[1] - both[1]) < 0.02,
            "without both, it ends lower at α = 0.03": neither[1] < both[1] - 0.01,
            "… and higher at α = 0.01, which is too small": neither[0] > both[0],
        },
    )


def _uncorrected_first_step() -> float:
    """The first step at α = 1 for a gradient of 1, made with v and s as they are."""
    _, v, s, _, _ = adam_step(np.zeros(1), np.ones(1), np.zeros(1), np.zeros(1), 1)
    return float((-v / (np.sqrt(s) + EPSILON))[0])


def _left_out(name: str) -> Optimizer:
    """Adam whose steps are as long as with these corrections left out."""
    corrected, share = adam(), SHARES[name]
    assert corrected.in_place is not None

    def in_place(w: np.ndarray, g: np.ndarray) -> Step:
        step = corrected.in_place(w, g)  # type: ignore[misc]
        return lambda t, learning_rate: step(t, learning_rate * share(t))

    return replace(corrected, name=name, in_place=in_place)


def _test_accuracies(optimizer: Optimizer, rates: Sequence[float], seed: int, seeds: int) -> np.ndarray:
    """Accuracy on digits held back at the end of a run, for each rate and seed."""
    X, Y, X_test, Y_test = samples("digits", seed)
    setup = PROBLEMS["digits"]
    first = 1000 * seed
    runs = train_many(
        X, Y, setup.layer_dims, optimizer, rates, range(first, first + seeds), setup.epochs,
        X_test=X_test, Y_test=Y_test, log_every=setup.epochs,
    )  # fmt: skip
    return np.nan_to_num(runs.test_accuracies[:, :, -1], nan=0.1)  # a run that diverged guesses


@claim(
    "AD-3",
    Text(
        "at one small α that all share, Adam and RMSprop lead by far; at its own best α each learns two moons as well "
        "as the others, and on the digits, after four epochs, Adam's lead over momentum is a few points at most"
    ),
)
def each_optimizer_has_its_own_rate(seed: int, quick: bool) -> Finding:
    """Train nets from 20 seeds with all four, at one shared rate and at the best of three for each."""
    numbers: dict[str, float] = {}
    conditions: dict[str, bool] = {}
    for problem, setup in PROBLEMS.items():
        results = compare(problem, seed, 8 if quick else 20)
        shared, tuned = ({name: _median(r, which) for name, r in results.items()} for which in ("shared", "tuned"))
        for name, result in results.items():
            numbers[f"{problem}, {name}: accuracy at the shared α = {setup.shared:g}"] = shared[name]
            numbers[f"{problem}, {name}: accuracy at its own α = {result.tuned:g}"] = tuned[name]
            low, high = np.quantile(result.accuracies["tuned"][:, -1], (0.25, 0.75))
            numbers[f"{problem}, {name}: middle half of the seeds, from"] = low
            numbers[f"{problem}, {name}: to"] = high
            numbers[f"{problem}, {name}: cost at its own α"] = float(np.median(result.costs["tuned"][:, -1]))
            if problem == "two moons":
                numbers[f"{name}: seeds that learnt nothing"] = int(np.sum(result.accuracies["tuned"][:, -1] < DEAD))
        lead = min(shared["RMSprop"], shared["Adam"]) - max(shared["gradient descent"], shared["momentum"])
        spread = max(tuned.values()) - min(tuned.values())
        conditions[f"{problem}: at the shared α, RMSprop and Adam are ahead by over 10 points"] = lead > 0.1
        conditions[f"{problem}: tuned, everyone is better than at the shared α"] = all(
            tuned[name] > shared[name] for name in tuned
        )
        conditions[f"{problem}: tuned, the differences are less than half as large"] = spread < lead / 2
        if problem == "two moons":
            conditions["two moons: tuned, all four are within 3 points"] = spread < 0.03
        else:
            conditions["digits: tuned, Adam is within 3 points of momentum"] = (
                abs(tuned["Adam"] - tuned["momentum"]) < 0.03
            )
            conditions["digits: tuned, plain descent is still behind after four epochs"] = (
                tuned["gradient descent"] < tuned["Adam"] - 0.01
            )
    return _finding(numbers, conditions)


def _median(result: Compared, which: str) -> float:
    return float(np.median(result.accuracies[which][:, -1]))


@claim(
    "AD-4",
    Text(
        "α decides most: ten times more or less costs more accuracy than any usual β1, β2 or ε; β2 from 0.9 to 0.9999 "
        "and ε from 1e-10 to 1e-4 hardly matter, so it is α that needs tuning, then β1"
    ),
)
def the_rate_needs_tuning_most(seed: int, quick: bool) -> Finding:
    """Change one setting of Adam at a time, and train the digits net."""
    seeds, rate = (5 if quick else 10), 0.03
    rates = (rate / 100, rate / 10, rate, 10 * rate)
    by_rate = dict(zip(rates, _test_accuracies(adam(), rates, seed, seeds).mean(axis=1), strict=True))
    base = by_rate[rate]

    def changed(optimizer: Optimizer) -> float:
        return float(_test_accuracies(optimizer, (rate,), seed, seeds).mean())

    beta1 = {value: changed(adam(beta1=value)) for value in (0.0, 0.5, 0.95)}
    beta2 = {value: changed(adam(beta2=value)) for value in (0.9, 0.99, 0.9999)}
    epsilon = {value: changed(adam(epsilon=value)) for value in (1e-10, 1e-4, 0.1)}
    worst = {name: base - min(d.values()) for name, d in (("α", by_rate), ("β1", beta1), ("β2", beta2))}
    return _finding(
        {
            "test accuracy on the digits, α = 0.03, β1 = 0.9, β2 = 0.999, ε = 1e-8": base,
            **{f"α = {value:g}": by_rate[value] for value in rates if value != rate},
            **{f"β1 = {value:g}": accuracy for value, accuracy in beta1.items()},
            **{f"β2 = {value:g}": accuracy for value, accuracy in beta2.items()},
            **{f"ε = {value:g}": accuracy for value, accuracy in epsilon.items()},
        },
        {
            "ten times more or less of α costs over 5 points each": max(by_rate[rates[1]], by_rate[rates[3]])
            < base - 0.05,
            "no β1 from 0 to 0.95 costs as much as the worst α": worst["β1"] < worst["α"] / 2,
            "no β2 from 0.9 to 0.9999 costs 3 points": worst["β2"] < 0.03,
            "ε from 1e-10 to 1e-4 changes less than 1 point": max(abs(epsilon[e] - base) for e in (1e-10, 1e-4)) < 0.01,
            "a large ε (0.1) costs: it makes steps short where gradients are small": epsilon[0.1] < base - 0.01,
        },
    )
