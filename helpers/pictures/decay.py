"""Pictures of lesson 07: the schedules, the ball in which a constant rate wanders, and how decay shrinks it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from helpers import decay
from helpers.claims.decay import EPOCHS, FLAT, ROUND, SCHEDULES, STEEP, WRONG, named, train_digits
from helpers.language import Text
from helpers.noisy_bowl import NoisyBowl, distance, lower_by_hand, wander
from helpers.paths import descend
from helpers.plots import COLOURS, LINE_STYLES, new_figure, whose
from helpers.widgets import Explorer, Slider

DISTANCE = "distance from the minimum"
EPOCH = "epoch (from 0)"
AFTER = "epochs done"
RATE = "learning rate α"

# --- the ball ---------------------------------------------------------------------------------------------------------

STEPS, LAST = 1000, 200
FULL_RATE, DECAY_RATE = 0.1, 0.02  # of the two walks: α₀, and the decay in each step


def compute_balls(seed: int = 0) -> dict[str, np.ndarray]:
    """Walk down a round bowl in two dimensions at a constant and at a falling rate, (STEPS + 1, 2), with one noise."""
    rates = {
        f"constant, α = {FULL_RATE:g}": lambda t: FULL_RATE,
        f"falling, α = {FULL_RATE:g}/(1 + {DECAY_RATE:g}·t)": lambda t: decay.update_lr(FULL_RATE, t - 1, DECAY_RATE),
    }
    walks = {}
    for name, rate in rates.items():
        rng = np.random.default_rng(seed)
        walks[name] = descend(lambda w, rng=rng: w + rng.normal(size=2), np.array([3.0, 2.0]), STEPS, rate)  # type: ignore[misc]
    return walks


def balls(seed: int = 0) -> tuple[Figure, Text]:
    """Draw both walks, the last steps in another colour."""
    fig, axes = new_figure(columns=2, height=4.0)
    reach = []
    for ax, (name, path) in zip(axes, compute_balls(seed).items(), strict=True):
        reach.append(float(np.sqrt(np.mean(distance(path[-LAST:]) ** 2))))
        ax.plot(*path[:-LAST].T, color="0.65", linestyle="-", linewidth=0.8, label=f"first {STEPS - LAST} steps")
        ax.plot(*path[-LAST:].T, color=COLOURS[0], linestyle="-", linewidth=1.0, label=f"last {LAST} steps")
        ax.plot(0, 0, "+", color=COLOURS[1], markersize=12, markeredgewidth=2, label="minimum")
        ax.set(title=name, xlabel="w₁", ylabel="w₂", xlim=(-1.2, 3.2), ylim=(-1.2, 2.4))
    axes[0].legend(loc="upper left")
    alt = Text(
        "Two walks of {steps} noisy steps down a round bowl. In the last {last} steps the one at a constant rate keeps "
        "wandering at a distance of about {reach[0]:.2f} from the minimum, the one at a falling rate at {reach[1]:.2f}."
    )
    return fig, alt.format(steps=STEPS, last=LAST, reach=reach)


# --- the schedules ----------------------------------------------------------------------------------------------------


Learner = Callable[..., float]

# How each exercise is called for the picture: its first epoch, and what follows the epoch.
CALLS: dict[str, tuple[int, tuple[float, ...]]] = {
    "update_lr": (0, (0.1,)),
    "exponential_decay": (0, (0.95,)),
    "sqrt_decay": (1, (1.0,)),
    "schedule_lr_decay": (0, (1.0, 10)),
    "staircase_decay": (0, (0.5, 10)),
}


def compute_rates_of(function: Learner, name: str, epochs: int = EPOCHS) -> np.ndarray:
    """Return the rates that a function gives for the exercise of this name, from α₀ = 0.1."""
    first, rest = CALLS[name]
    return np.array([function(0.1, epoch + first, *rest) for epoch in range(epochs)], float)


def yours_beside_ours(*functions: Learner) -> tuple[Figure, Text]:
    """Draw the learner's five schedules, in the order of the exercises, as lines on top of the reference's dots."""
    fig, ax = new_figure(height=3.8)
    gap = 0.0
    for index, (name, function) in enumerate(zip(CALLS, functions, strict=True)):
        reference = getattr(decay, name)
        mine, ours = (compute_rates_of(f, name) for f in (function, reference))
        ax.plot(ours, "o", color=COLOURS[index], markersize=5, alpha=0.35, linestyle="none")
        label = f"{name}, {whose(function, reference)}"
        ax.plot(mine, color=COLOURS[index], linestyle=LINE_STYLES[index], label=label)
        gap = max(gap, float(np.max(np.abs(mine - ours))))
    ax.set(yscale="log", xlabel=EPOCH, ylabel=RATE, title="dots: the reference")
    ax.legend(loc="lower left", fontsize=9)
    if gap < 1e-12:
        alt = Text("The {count} schedules lie on the reference's in all {epochs} epochs.")
        return fig, alt.format(count=len(CALLS), epochs=EPOCHS)
    return fig, Text("Your schedules leave the reference's by up to {gap:.3g}.").format(gap=gap)


# --- how decay closes in ----------------------------------------------------------------------------------------------


def closing_in(seed: int = 0, runs: int = 30) -> tuple[Figure, Text]:
    """Draw the mean distance after each epoch, on a bowl where α₀ arrives and on one where it is too small."""
    fig, axes = new_figure(columns=2, height=3.8)
    said = []
    for ax, bowl, title in zip(axes, (STEEP, FLAT), ("eigenvalues 1…100", "eigenvalues 0.01…1"), strict=True):
        means = wander(bowl, [named(name, 0.01) for name in SCHEDULES], EPOCHS, runs, seed).mean(axis=-1)
        for index, (name, mean) in enumerate(zip(SCHEDULES, means, strict=True)):
            ax.plot(mean, color=COLOURS[index], linestyle=LINE_STYLES[index], label=name)
        ax.set(yscale="log", title=f"{title}, α₀ = 0.01", xlabel=AFTER, ylabel=DISTANCE)
        best = list(SCHEDULES)[int(np.argmin(means[:, -1]))]
        said.append(f"{title}: constant {means[0, -1]:.2g}, closest {means[:, -1].min():.2g} ({best})")
    axes[0].legend(fontsize=8)
    alt = Text("Mean distance from the minimum over {runs} noisy runs. After {epochs} epochs, {said}.")
    return fig, alt.format(runs=runs, epochs=EPOCHS, said="; ".join(said))


def digits(seed: int = 0, name: str = "0.95^epoch·α₀") -> tuple[Figure, Text]:
    """Draw the test accuracy of the digits network by epoch, with wrong and with right training labels."""
    fig, axes = new_figure(columns=2)
    ends = []
    for ax, wrong in zip(axes, (WRONG, 0.0), strict=True):
        for schedule in ("constant", name):
            accuracies = train_digits(schedule, wrong, seed, nets=1)[0]
            ax.plot(np.arange(1, len(accuracies) + 1), accuracies, label=schedule)
            ends.append(f"{accuracies[-1]:.1f} %")
        ax.set(xlabel=AFTER, ylabel="test accuracy (%)", ylim=(70, 100), title=f"{wrong:.0%} of training labels wrong")
    axes[0].legend(loc="lower right")
    alt = Text(
        "Test accuracy of a digits network. With wrong labels the constant rate ends at {ends[0]}, the falling one at "
        "{ends[1]}; with right labels they end at {ends[2]} and {ends[3]}."
    )
    return fig, alt.format(ends=ends)


def attended(seed: int = 0) -> tuple[Figure, Text]:
    """Draw one run whose rate is halved by hand, beside the same run at a constant rate."""
    run = lower_by_hand(ROUND, 0.1, EPOCHS, 1, seed)
    constant = wander(ROUND, [named("constant", 0.1)], EPOCHS, 1, seed)[0, :, 0]
    changed = np.flatnonzero(np.diff(run.learning_rates[:, 0])) + 1
    fig, (left, right) = new_figure(columns=2)
    left.step(np.arange(EPOCHS), run.learning_rates[:, 0], where="post", label="by hand", linestyle="-")
    left.plot(changed, run.learning_rates[changed, 0], "v", color=COLOURS[1], linestyle="none", label="lowered")
    left.set(yscale="log", xlabel=EPOCH, ylabel=RATE)
    left.legend()
    right.plot(run.distances[:, 0], color=COLOURS[0], label="by hand")
    right.plot(constant, color=COLOURS[1], linestyle="--", label="constant")
    right.set(yscale="log", xlabel=AFTER, ylabel=DISTANCE)
    right.legend()
    alt = Text(
        "One run of {looks} epochs: the learning rate is lowered {changes} times, from 0.1 to {rate:.2g}. It ends "
        "{mine:.2g} from the minimum, the same run at a constant rate {constant:.2g}."
    )
    return fig, alt.format(
        looks=run.looks,
        changes=len(changed),
        rate=run.learning_rates[-1, 0],
        mine=run.distances[-1, 0],
        constant=constant[-1],
    )


# --- the explorer -----------------------------------------------------------------------------------------------------

GOAL, EXPLORER_RUNS = 1.9, 20


@dataclass(frozen=True)
class Trial:
    """What a setting gives on the flat bowl: the rates by epoch, and the mean distances under it and at constant α₀.

    `way_left` is the distance that the run would still be away without any noise.
    """

    rates: np.ndarray
    falling: np.ndarray
    constant: np.ndarray
    way_left: float

    @property
    def reaches_goal(self) -> bool:
        """Whether the runs end as close as the explorer asks for."""
        return bool(self.falling[-1] < GOAL)


def compute_trial(learning_rate0: float, decay_rate: float, bowl: NoisyBowl = FLAT, seed: int = 0) -> Trial:
    """Run the flat bowl under α₀/(1 + decay_rate · epoch) and at constant α₀, with the same noise."""
    schedule = lambda epoch: decay.update_lr(learning_rate0, epoch, decay_rate)  # noqa: E731
    distances = wander(bowl, [schedule, lambda epoch: learning_rate0], EPOCHS, EXPLORER_RUNS, seed)
    falling, constant = distances.mean(axis=-1)
    rates = np.array([schedule(epoch) for epoch in range(EPOCHS)])
    way_left = bowl.start * np.prod((1 - rates[:, None] * bowl.eigenvalues) ** bowl.steps, axis=0)
    return Trial(rates, falling, constant, float(distance(way_left)))


CAPTION = Text(
    "α₀ = {rate:g}, decay_rate = {decay:g}: the mean distance after {epochs} epochs is {falling:.2f} "
    "(at constant α₀: {constant:.2f}). {verdict}"
)
REACHED = Text("Goal reached.")
NOISY = Text("Most of that is noise: the last steps are too large.")
SHORT = Text("Most of that is way still to go: the steps are too short.")


def describe_trial(trial: Trial, learning_rate0: float, decay_rate: float) -> Text:
    """Say how close a setting came, and whether noise or short steps keep it from the goal."""
    too_short = trial.way_left**2 > trial.falling[-1] ** 2 / 2  # the rest of the squared distance is noise
    verdict = REACHED if trial.reaches_goal else (SHORT if too_short else NOISY)
    return CAPTION.format(
        rate=learning_rate0,
        decay=decay_rate,
        epochs=EPOCHS,
        falling=trial.falling[-1],
        constant=trial.constant[-1],
        verdict=verdict,
    )


def _trial_figure(learning_rate0: float, decay_rate: float) -> tuple[Figure, Callable[..., Text], Text]:
    """A schedule and its runs, the function that redraws both for other settings, and what they show now."""
    fig, (left, right) = new_figure(columns=2)
    (stairs,) = left.step(np.arange(EPOCHS), np.ones(EPOCHS), where="post", color=COLOURS[0], linestyle="-")
    left.set(yscale="log", ylim=(3e-4, 2), xlabel=EPOCH, ylabel=RATE)
    (falling,) = right.plot(np.ones(EPOCHS + 1), color=COLOURS[0], linestyle="-", label="falling")
    (constant,) = right.plot(np.ones(EPOCHS + 1), color=COLOURS[1], linestyle="--", label="constant")
    right.axhline(GOAL, color=COLOURS[2], linestyle=":", label="goal")
    right.set(yscale="log", ylim=(1, 20), xlabel=AFTER, ylabel=DISTANCE)
    right.legend(loc="upper right")

    def draw(learning_rate0: float, decay_rate: float) -> Text:
        trial = compute_trial(learning_rate0, decay_rate)
        stairs.set_ydata(trial.rates)
        falling.set_ydata(trial.falling)
        constant.set_ydata(trial.constant)
        return describe_trial(trial, learning_rate0, decay_rate)

    return fig, draw, draw(learning_rate0, decay_rate)


def trial(learning_rate0: float, decay_rate: float) -> tuple[Figure, Text]:
    """Draw one setting, as the explorer does, for readers without a kernel."""
    fig, _, caption = _trial_figure(learning_rate0, decay_rate)
    return fig, caption


def explorer() -> Explorer:
    """Return the flat bowl with sliders for α₀ and decay_rate; the caption says how close the runs come."""
    fig, draw, _ = _trial_figure(0.4, 0.0)
    return Explorer(
        fig,
        draw,
        Slider("learning_rate0", "α₀", 0.05, 1.0, 0.05, 0.4),
        Slider("decay_rate", "decay_rate", 0.0, 2.0, 0.05, 0.0),
    )
