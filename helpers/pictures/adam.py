"""Pictures of lesson 06: the first steps, four paths on two ravines, four optimizers over many seeds, an explorer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.adam import update_parameters_with_adam
from helpers.four_optimizers import PROBLEMS, compare
from helpers.language import Text
from helpers.objectives import ravine
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from helpers.paths import descend_with, steps_to_stay_within
from helpers.plots import COLOURS, LINE_STYLES, new_figure, whose
from helpers.rates import best_plain
from helpers.widgets import Explorer, Slider

MU, L = 1.0, 100.0
START = np.array([-1.0, 0.3])  # along the ravine, across it
GOAL, GOAL_STEPS = 1e-4, 30  # the explorer's goal: the cost that counts as "at the minimum", and in fewer than so many
STEPS = 150
COST = "cost J(w)"
SIDES = (("aligned", 0.0), ("turned by 45°", np.pi / 4))

# --- the first steps --------------------------------------------------------------------------------------------------


def compute_first_steps(beta1: float = 0.9, beta2: float = 0.999, steps: int = 200) -> dict[str, np.ndarray]:
    """Return the lengths of the first steps under a steady gradient, in α, by what is corrected."""
    t = np.arange(1, steps + 1)
    v, root_s = 1 - beta1**t, np.sqrt(1 - beta2**t)
    return {"both corrected": np.ones(steps), "neither": v / root_s, "only v": 1 / root_s, "only s": v}


def first_steps() -> tuple[Figure, Text]:
    """Draw how long the first steps are, and where they lead in a bowl, with the corrections and without."""
    lengths = compute_first_steps()
    fig, (left, right) = new_figure(columns=2)
    for (name, sizes), colour, style in zip(lengths.items(), COLOURS, LINE_STYLES, strict=False):
        left.plot(np.arange(1, len(sizes) + 1), sizes, color=colour, linestyle=style, label=name)
        if name != "only s":
            path = compute_bowl(sizes)
            right.plot(np.arange(len(path)), path, color=colour, linestyle=style, label=name)
    left.set(xscale="log", yscale="log", xlabel="step t", ylabel="length of the step (in α)", title="Steady gradient")
    right.set(xlabel="step t", ylabel="w", title="In the bowl ½w², from w = 1, α = 0.1")
    left.legend(fontsize=8, loc="lower right")
    right.legend(fontsize=8)
    alt = Text(
        "Left: the first step under a steady gradient is {both:.3g} α with both corrections, {neither:.3g} α with "
        "neither, rising to {most:.2g} α at step {when}, and {only_v:.3g} α if only v is corrected. Right: in a bowl, "
        "from w = 1 at α = 0.1, the walk with both goes down in small steps; with neither it gets as far as "
        "{low_neither:.2g} on the other side, with only v corrected as far as {low_only_v:.2g}."
    )
    said = {
        "both": lengths["both corrected"][0],
        "neither": lengths["neither"][0],
        "most": lengths["neither"].max(),
        "when": int(lengths["neither"].argmax()) + 1,
        "only_v": lengths["only v"][0],
        "low_neither": compute_bowl(lengths["neither"]).min(),
        "low_only_v": compute_bowl(lengths["only v"]).min(),
    }
    return fig, alt.format(**said)


def compute_bowl(lengths: np.ndarray, learning_rate: float = 0.1, steps: int = 60) -> np.ndarray:
    """Walk down ½w² from 1 with Adam whose step t is lengths[t − 1] times as long; (steps + 1,)."""
    return descend_with(adam(), lambda w: w, np.ones(1), steps, lambda t: learning_rate * lengths[t - 1])[:, 0]


# --- four paths -------------------------------------------------------------------------------------------------------


def compute_paths(angle: float, steps: int = 100) -> dict[str, np.ndarray]:
    """Walk down the ravine with the four optimizers, (steps + 1, 2) each."""
    turned = _turn(angle) @ START
    plain, _ = best_plain(MU, L)
    settings: dict[str, tuple[Optimizer, float]] = {
        "gradient descent": (gradient_descent(), plain),
        "momentum": (momentum(0.8), 0.05),
        "RMSprop": (rmsprop(), 0.03),
        "Adam": (adam(), 0.1),
    }
    gradient = ravine(MU, L, angle).gradient
    return {name: descend_with(o, gradient, turned, steps, rate) for name, (o, rate) in settings.items()}


def _turn(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def draw_ravine(ax: Axes, angle: float) -> None:
    """Draw the lines of equal cost of the ravine, turned by an angle, its minimum and its start."""
    side = np.linspace(-1.3, 0.7, 121)
    x, y = np.meshgrid(side, side)
    cost = ravine(MU, L, angle).value(np.stack([x, y], axis=-1))
    ax.contour(x, y, cost, levels=[0.1, 0.5, 1, 2, 4, 8, 14], colors="0.78", linewidths=0.8)
    ax.plot(0, 0, "*", color=COLOURS[4], markersize=13, zorder=3)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-1.3, 0.7))
    ax.set_ylim((-0.6, 0.6) if angle == 0 else (-1.2, 0.6))


def paths() -> tuple[Figure, Text]:
    """Draw the paths of four optimizers in a ravine along the axes, and in the same ravine turned."""
    fig, axes = new_figure(columns=2, height=3.8)
    costs = {}
    for ax, (side, angle) in zip(axes, SIDES, strict=True):
        draw_ravine(ax, angle)
        walks = compute_paths(angle)
        for (name, path), colour, marker in zip(walks.items(), COLOURS, "os^D", strict=False):
            ax.plot(*path[:41].T, marker + "-", color=colour, markersize=2.5, linewidth=1, label=name)
            costs[f"{side}, {name}"] = float(ravine(MU, L, angle).value(path[-1]))
        ax.set_title(f"The ravine {side}, 40 steps")
    axes[0].legend(fontsize=8, loc="upper right")
    told = "; ".join(f"{name} {cost:.2g}" for name, cost in costs.items())
    alt = Text(
        "Paths of gradient descent, momentum, RMSprop and Adam in a ravine along the axes and in the same one turned. "
        "Cost after 100 steps: {costs}. Turning changes nothing for the first two; it slows RMSprop and Adam down."
    )
    return fig, alt.format(costs=told)


# --- four optimizers over many seeds ----------------------------------------------------------------------------------


def comparison(problem: str, seed: int = 0, quick: bool = False) -> tuple[Figure, Text]:
    """Draw accuracy on samples held back, epoch by epoch: medians over the seeds, and the middle half of the seeds."""
    setup, seeds = PROBLEMS[problem], 8 if quick else 20
    results = compare(problem, seed, seeds)
    fig, axes = new_figure(columns=2)
    titles = f"All at α = {setup.shared:g}", "Each at its own α"
    told: dict[str, list[str]] = {}
    for ax, which, title in zip(axes, ("shared", "tuned"), titles, strict=True):
        for (name, result), colour, style in zip(results.items(), COLOURS, LINE_STYLES, strict=False):
            low, middle, high = np.quantile(result.accuracies[which], (0.25, 0.5, 0.75), axis=0)
            label = name if which == "shared" else f"{name}, α = {result.tuned:g}"
            ax.plot(result.epochs, middle, color=colour, linestyle=style, label=label)
            ax.fill_between(result.epochs, low, high, color=colour, alpha=0.13, linewidth=0)
            told.setdefault(which, []).append(f"{label} {middle[-1]:.3f}")
        ax.set(title=title, xlabel="epoch", ylabel="accuracy, held back", ylim=(0, 1.02))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].legend(fontsize=8, loc="lower right")  # colours and lines are the same on the left
    alt = Text(
        "Accuracy on {problem} against epochs, median and middle half of {seeds} seeds. At the end, all at α = "
        "{shared:g}: {at_shared}. Each at its own: {at_own}."
    )
    said = {"problem": problem, "seeds": seeds, "shared": setup.shared}
    return fig, alt.format(**said, at_shared=", ".join(told["shared"]), at_own="; ".join(told["tuned"]))


# --- yours beside ours ------------------------------------------------------------------------------------------------

Update = Callable[..., Any]


def yours_beside_ours(update: Update, learning_rate: float = 0.1, steps: int = 60) -> tuple[Figure, Text]:
    """Draw the path that a learner's update function walks on top of the reference's."""
    gradient = ravine(MU, L).gradient
    mine, ours = (
        descend_with(optimizer, gradient, START, steps, learning_rate)
        for optimizer in (adam(update_parameters=update), adam())
    )
    fig, ax = new_figure(width=6.0)
    draw_ravine(ax, 0.0)
    ax.plot(*ours.T, color=COLOURS[4], linestyle="-", linewidth=7, alpha=0.5, label="reference")
    label = whose(update, update_parameters_with_adam)
    ax.plot(*mine.T, "o-", color=COLOURS[0], markersize=3, linewidth=1.2, label=label)
    ax.set_title(f"{steps} steps of Adam, α = {learning_rate:g}")
    ax.legend()
    gap = float(np.max(np.abs(mine - ours)))
    if gap < 1e-9:
        alt = Text("The path lies on the reference's: {steps} steps, to a distance of {left:.2g} from the minimum.")
        return fig, alt.format(steps=steps, left=float(np.linalg.norm(mine[-1])))
    return fig, Text("Your path leaves the reference's by up to {gap:.3g}.").format(gap=gap)


# --- the explorer -----------------------------------------------------------------------------------------------------

REACHED = Text("α = {rate:.2f}, β1 = {beta1:.2f}: the cost stays below {goal:g} after {steps:.0f} steps. {verdict}")
NOT_REACHED = Text("α = {rate:.2f}, β1 = {beta1:.2f}: the cost is not below {goal:g} for good after {steps:.0f} steps.")
FAST, SLOW = Text("Goal reached."), Text("The goal: fewer than {most}.").format(most=GOAL_STEPS)


@dataclass(frozen=True)
class Walk:
    """A walk of Adam from START: its points (STEPS + 1, 2), their cost, the steps until the cost stays below GOAL."""

    path: np.ndarray
    cost: np.ndarray
    steps: float


def compute_walk(learning_rate: float, beta1: float) -> Walk:
    """Walk down the ravine with Adam."""
    path = descend_with(adam(beta1), ravine(MU, L).gradient, START, STEPS, learning_rate)
    cost = ravine(MU, L).value(path)
    return Walk(path, cost, float(steps_to_stay_within(cost[:, None], GOAL)))


def describe_walk(walk: Walk, learning_rate: float, beta1: float) -> Text:
    """Say how many steps a walk took to the goal, and whether that is fast enough."""
    said = {"rate": learning_rate, "beta1": beta1, "goal": GOAL}
    if np.isinf(walk.steps):
        return NOT_REACHED.format(**said, steps=STEPS)
    return REACHED.format(**said, steps=walk.steps, verdict=FAST if walk.steps < GOAL_STEPS else SLOW)


def _walk_figure(learning_rate: float, beta1: float) -> tuple[Figure, Callable[..., Text], Text]:
    """A walk and its cost, the function that redraws both for other settings, and what they show now."""
    fig, (left, right) = new_figure(columns=2)
    draw_ravine(left, 0.0)
    (track,) = left.plot([], [], "o-", color=COLOURS[0], markersize=3, linewidth=1.2)
    (curve,) = right.plot([], [], color=COLOURS[0])
    right.axhline(GOAL, color=COLOURS[1], linestyle="--", label="goal")
    right.set(yscale="log", xlim=(0, STEPS), ylim=(1e-8, 1e3), xlabel="step t", ylabel=COST)
    right.legend(loc="upper right")

    def draw(learning_rate: float, beta1: float) -> Text:
        walk = compute_walk(learning_rate, beta1)
        track.set_data(*walk.path.T)
        curve.set_data(np.arange(len(walk.cost)), walk.cost)
        return describe_walk(walk, learning_rate, beta1)

    return fig, draw, draw(learning_rate, beta1)


def walk(learning_rate: float, beta1: float) -> tuple[Figure, Text]:
    """Draw one walk of Adam down the ravine and its cost, as the explorer does, for readers without a kernel."""
    fig, _, caption = _walk_figure(learning_rate, beta1)
    return fig, caption


def explorer() -> Explorer:
    """Return the ravine with sliders for α and β1; the caption counts the steps to the goal."""
    fig, draw, _ = _walk_figure(0.01, 0.9)
    return Explorer(
        fig,
        draw,
        Slider("learning_rate", "α", 0.01, 0.5, 0.01, 0.01),
        Slider("beta1", "β1", 0.0, 0.95, 0.05, 0.9),
    )
