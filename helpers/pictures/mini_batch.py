"""Pictures of lesson 01: cost curves, paths on a contour, who settles and who wanders, and a slider for the size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.claims.mini_batch import RATE, SIZE, M, batch_variance, expected_variance, rising_share
from helpers.language import Text
from helpers.mini_batch import Batch, count_mini_batches, random_mini_batches, update_parameters_with_gd
from helpers.plots import COLOURS, LINE_STYLES, new_figure
from helpers.regression import Walk, gradient, make_regression, walk
from helpers.widgets import Explorer, Slider

PROBLEM = make_regression(M)
FLOOR = 1e-7  # the lower edge of the picture of distances
SIZES = {"batch": M, "mini-batch": SIZE, "stochastic": 1}
W1, W2 = "weight $w_1$", "weight $w_2$"

# --- cost curves ------------------------------------------------------------------------------------------------------


def curves(epochs: int = 20) -> tuple[Figure, Text]:
    """Draw the cost that each method sees: after each epoch of batch descent, after each mini-batch."""
    runs = {name: walk(PROBLEM, SIZES[name], RATE, epochs) for name in ("batch", "mini-batch")}
    fig, axes = new_figure(columns=2)
    for ax, (name, run), colour in zip(axes, runs.items(), COLOURS, strict=False):
        steps = np.arange(1, len(run.batch_costs) + 1)
        ax.plot(steps, run.batch_costs, "o-" if name == "batch" else "-", color=colour, markersize=3, linewidth=1.2)
        ax.set(title=f"{name}, {epochs} epochs: {len(steps)} steps", xlabel="step t", ylabel="cost J on the batch")
        ax.set_ylim(0, 1.1 * float(np.max(runs["mini-batch"].batch_costs)))
    alt = Text(
        "Two cost curves over {epochs} epochs. The whole batch makes {few} steps and falls in each of them, to "
        "{batch:.3g}. Mini-batches of {size} make {many} steps: the curve rises in {share:.0%} of them, yet falls "
        "far sooner; its last epoch averages {mini:.3g}."
    )
    batch, mini = (run.batch_costs for run in runs.values())
    return fig, alt.format(
        epochs=epochs,
        few=len(batch),
        batch=float(batch[-1]),
        size=SIZE,
        many=len(mini),
        share=rising_share(mini),
        mini=float(np.mean(mini[-count_mini_batches(M, SIZE) :])),
    )


# --- paths ------------------------------------------------------------------------------------------------------------


def draw_bowl(ax: Axes) -> None:
    """Draw lines of equal cost over all samples, the best weights and the start, and name the axes."""
    x, y = np.meshgrid(np.linspace(-0.2, 1.5, 86), np.linspace(-1.6, 0.4, 101))
    levels = [0.003, 0.01, 0.03, 0.08, 0.16, 0.3, 0.5]
    ax.contour(x, y, PROBLEM.excess(np.stack([x, y], axis=-1)), levels=levels, colors="0.75", linewidths=0.8)
    ax.plot(*PROBLEM.best, "*", color=COLOURS[4], markersize=13, zorder=4)
    ax.plot(0, 0, "s", color="0.3", markersize=5, zorder=4)
    ax.set(xlabel=W1, ylabel=W2, xlim=(-0.2, 1.5), ylim=(-1.6, 0.4))


def paths(epochs: int = 24) -> tuple[Figure, Text]:
    """Draw the three walks from one start, for the same number of epochs at the same learning rate."""
    runs = {name: walk(PROBLEM, size, RATE, epochs) for name, size in SIZES.items()}
    fig, axes = new_figure(columns=3, height=3.2)
    for ax, (name, run), colour in zip(axes, runs.items(), COLOURS, strict=False):
        draw_bowl(ax)
        many = len(run.path) > 1000
        ax.plot(*run.path.T, "-" if many else ".-", color=colour, markersize=4, linewidth=0.4 if many else 1.0)
        ax.set_title(f"{name}\n{len(run.path) - 1} steps")
    alt = Text(
        "Three walks of {epochs} epochs on the lines of equal cost, all with α = {rate:g}. The whole batch makes {few} "
        "smooth steps and is {batch:.2f} away from the best weights. Mini-batches make {some} steps, a little crooked, "
        "and end {mini:.3f} away. Single samples make {many}, are there within the first epoch, and wander around it: "
        "they end {one:.3f} away."
    )
    away = {name: float(PROBLEM.distance(run.path[-1])) for name, run in runs.items()}
    few, some, many_steps = (len(run.path) - 1 for run in runs.values())
    return fig, alt.format(
        epochs=epochs,
        rate=RATE,
        few=few,
        some=some,
        many=many_steps,
        batch=away["batch"],
        mini=away["mini-batch"],
        one=away["stochastic"],
    )


def compute_settling(noise: float, epochs: int = 30) -> dict[str, np.ndarray]:
    """Return each method's distance from the best weights after 0, 1, … epochs, shape (epochs + 1,)."""
    problem = make_regression(M, noise)
    return {
        name: problem.distance(walk(problem, size, RATE, epochs).path)[:: count_mini_batches(M, size)]
        for name, size in SIZES.items()
    }


def settling(epochs: int = 30) -> tuple[Figure, Text]:
    """Draw the distance from the best weights, with noisy labels and with labels that one pair of weights fits."""
    fig, axes = new_figure(columns=2)
    ends = []
    for ax, noise, title in zip(axes, (0.5, 0.0), ("Noisy labels", "Exact labels (interpolation)"), strict=True):
        found = compute_settling(noise, epochs)
        for (name, away), colour, style in zip(found.items(), COLOURS, LINE_STYLES, strict=False):
            ax.plot(np.maximum(away, 1e-12), color=colour, linestyle=style, label=name)
        ax.set(title=title, yscale="log", ylim=(FLOOR, 3), xlabel="epoch", ylabel="distance from the best weights")
        ends.append({name: float(away[-1]) for name, away in found.items()})
    axes[0].legend(loc="lower left")
    alt = Text(
        "The distance from the best weights over {epochs} epochs. With noisy labels single samples come down at once "
        "and then hover: {noisy_one:.2g} at the end; mini-batches {noisy_mini:.2g}; the whole batch, still on its way, "
        "{noisy_batch:.2g}. With exact labels single samples fall below {floor:g} after {epoch} epochs. Mini-batches "
        "reach {mini:.2g}, the whole batch {batch:.2g}."
    )
    return fig, alt.format(
        epochs=epochs,
        noisy_one=ends[0]["stochastic"],
        noisy_mini=ends[0]["mini-batch"],
        noisy_batch=ends[0]["batch"],
        floor=FLOOR,
        epoch=int(np.argmax(found["stochastic"] < FLOOR)),
        mini=ends[1]["mini-batch"],
        batch=ends[1]["batch"],
    )


# --- your functions ---------------------------------------------------------------------------------------------------

Update = Callable[[dict[str, np.ndarray], dict[str, np.ndarray], float], dict[str, np.ndarray]]
Batches = Callable[[np.ndarray, np.ndarray, int, int], Iterable[Batch]]


def compute_path_of(update: Update, mini_batches: Batches, epochs: int) -> np.ndarray:
    """Fit the regression with these two functions; return the points, shape (steps + 1, 2)."""
    parameters, path = {"W1": np.zeros((1, 2))}, [np.zeros(2)]
    for epoch in range(epochs):
        for X_t, Y_t in mini_batches(PROBLEM.X, PROBLEM.Y, SIZE, epoch):
            grads = {"dW1": gradient(np.ravel(parameters["W1"]), np.asarray(X_t), np.asarray(Y_t))[None]}
            parameters = update(parameters, grads, RATE)
            path.append(np.ravel(parameters["W1"]).copy())
    return np.array(path)


def yours_beside_ours(update: Update, mini_batches: Batches, epochs: int = 24) -> tuple[Figure, Text]:
    """Draw the walk that two functions make, on top of that of the reference; shuffles may differ."""
    own = update is not update_parameters_with_gd and mini_batches is not random_mini_batches
    ours = compute_path_of(update_parameters_with_gd, random_mini_batches, epochs)
    yours = compute_path_of(update, mini_batches, epochs)
    fig, ax = new_figure(width=5.0)
    draw_bowl(ax)
    ax.plot(*ours.T, "-", color="0.6", linewidth=3, label="reference")
    ax.plot(
        *yours.T, ".-", color=COLOURS[1], markersize=4, linewidth=1, label="yours" if own else "ours until yours pass"
    )
    ax.legend(loc="lower left")
    alt = Text(
        "Two walks with mini-batches, the reference's and the one of the functions given. They end {apart:.2g} apart; "
        "the one given is {away:.2g} away from the best weights."
    )
    apart = float(np.linalg.norm(ours[-1] - yours[-1]))
    return fig, alt.format(apart=apart, away=float(PROBLEM.distance(yours[-1])))


# --- variance ---------------------------------------------------------------------------------------------------------


def variances() -> tuple[Figure, Text]:
    """Draw the variance of a batch's gradient against the size of the batch, measured and by the formula."""
    w, sizes = np.zeros(2), np.array([1, 2, 4, 8, 16, 32, 64, 128, 192, 240])
    measured = np.array([batch_variance(PROBLEM, w, int(size), 4 + int(size), seed=0) for size in sizes])
    theory = np.array([expected_variance(PROBLEM, w, int(size)) for size in sizes])
    fig, ax = new_figure(width=5.5)
    ax.loglog(sizes, theory[0] / sizes, "--", color="0.5", label="σ²/B alone")
    ax.loglog(sizes, theory, "-", color=COLOURS[0], label="σ²/B · (m − B)/(m − 1)")
    ax.loglog(sizes, measured, "o", color=COLOURS[1], linestyle="none", label="measured")
    ax.set(xlabel="batch size B, samples", ylabel="variance of the gradient")
    ax.legend()
    alt = Text(
        "The variance of a batch's gradient falls from {first:.3g} for single samples to {middle:.3g} at 32, in "
        "proportion to 1/B, and faster near all {m} samples: {last:.3g} at 240."
    )
    return fig, alt.format(first=measured[0], middle=measured[5], last=measured[-1], m=M)


# --- the explorer -----------------------------------------------------------------------------------------------------

EXPLORED_EPOCHS, GOAL = 4, 0.003  # the goal: a cost so little above the least, on average over the last epoch


@dataclass(frozen=True)
class Trial:
    """A walk of EXPLORED_EPOCHS epochs: its points, steps an epoch, and the last epoch's mean excess cost."""

    run: Walk
    steps: int
    excess: float

    @property
    def reaches_goal(self) -> bool:
        """Whether the last epoch's average is below GOAL."""
        return self.excess < GOAL


def compute_trial(doublings: float) -> Trial:
    """Walk with batches of 2^doublings samples."""
    size = 2 ** round(doublings)
    run, steps = walk(PROBLEM, size, RATE, EXPLORED_EPOCHS), count_mini_batches(M, size)
    return Trial(run, steps, float(np.mean(PROBLEM.excess(run.path[-steps:]))))


DONE = Text("Goal reached.")
WANDERS = Text("It is there, but wanders too wide: take larger batches.")
CRAWLS = Text("It is still on its way: take smaller batches.")
CAPTION = Text(
    "Batches of {size}: {steps} in an epoch. Cost above the least, averaged over the last of {epochs} epochs: "
    "{excess:.2g}. The goal: below {goal:g}. {verdict}"
)


def describe_trial(trial: Trial, doublings: float) -> Text:
    """Say how a walk went, and what to change."""
    still_falling = rising_share(PROBLEM.excess(trial.run.path[-trial.steps - 1 :])) < 0.4
    verdict = DONE if trial.reaches_goal else CRAWLS if still_falling else WANDERS
    return CAPTION.format(
        size=2 ** round(doublings),
        steps=trial.steps,
        epochs=EXPLORED_EPOCHS,
        excess=trial.excess,
        goal=GOAL,
        verdict=verdict,
    )


def _trial_figure(doublings: float) -> tuple[Figure, Callable[..., Text], Text]:
    """A walk and its cost, the function that redraws both for another size, and what they show now."""
    fig, (left, right) = new_figure(columns=2)
    draw_bowl(left)
    (track,) = left.plot([], [], ".-", color=COLOURS[0], markersize=3, linewidth=0.8)
    (curve,) = right.plot([], [], "-", color=COLOURS[0], linewidth=1.0)
    right.axhline(GOAL, color=COLOURS[1], linestyle="--", label="goal")
    right.set(yscale="log", ylim=(1e-6, 1), xlim=(0, EXPLORED_EPOCHS), xlabel="epoch", ylabel="cost above the least")
    right.legend(loc="lower left")

    def draw(doublings: float) -> Text:
        trial = compute_trial(doublings)
        track.set_data(*trial.run.path.T)
        curve.set_data(np.arange(len(trial.run.path)) / trial.steps, PROBLEM.excess(trial.run.path))
        return describe_trial(trial, doublings)

    return fig, draw, draw(doublings)


def trial(size: int) -> tuple[Figure, Text]:
    """Draw one walk with batches of `size`, a power of two, as the explorer does, for readers without a kernel."""
    fig, _, caption = _trial_figure(float(np.log2(size)))
    return fig, caption


def explorer() -> Explorer:
    """Return the walk with a slider for the batch size; the caption says whether the goal is reached."""
    fig, draw, _ = _trial_figure(8.0)
    return Explorer(fig, draw, Slider("doublings", Text("batch size, as a power of 2"), 0, 8, 1, 8))
