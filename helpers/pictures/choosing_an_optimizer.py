"""Pictures of lesson 09: races at one rate and at everyone's own, the learner's loop, a rate to set, what is new."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import choosing_an_optimizer
from helpers.batches import epoch_seeds
from helpers.beyond import warmup_cosine
from helpers.decay import update_lr
from helpers.fair_comparison import EPOCHS, FOUR, LAYER_DIMS, SHARED, compare_beyond, compare_four, final, three_parts
from helpers.language import Text
from helpers.network import accuracy, compute_cost, forward_propagation, initialize_parameters
from helpers.optimizers import Optimizer, adam
from helpers.plots import COLOURS, LINE_STYLES, new_figure, whose
from helpers.training import TrainingDivergedError, train
from helpers.widgets import Explorer, Slider

GOAL, GOAL_EPOCHS = 0.94, 4  # the explorer's goal: a practice accuracy, after so few epochs
EPOCH, ACCURACY = "epoch", "accuracy, held back"


# --- races ------------------------------------------------------------------------------------------------------------


def _band(ax: Axes, curves: np.ndarray, label: str, number: int) -> None:
    """Draw the mean of the nets, and the range from the worst to the best."""
    epochs, colour = np.arange(1, curves.shape[1] + 1), COLOURS[number]
    ax.fill_between(epochs, curves.min(axis=0), curves.max(axis=0), color=colour, alpha=0.15, linewidth=0)
    ax.plot(epochs, curves.mean(axis=0), color=colour, linestyle=LINE_STYLES[number], label=label)


def _named(results: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1%}" for name, value in results.items())


def shared_rate(seed: int = 0, nets: int = 6) -> tuple[Figure, Text]:
    """Draw the race of the four at one learning rate."""
    results = {name: compare_four(seed, nets)[name, "constant"].at_shared for name in FOUR}
    fig, ax = new_figure(width=6.4, height=3.6)
    for number, (name, curves) in enumerate(results.items()):
        _band(ax, curves, name, number)
    ax.set(xlabel=EPOCH, ylabel=ACCURACY, ylim=(0, 1), title=f"One learning rate for all: α = {SHARED:g}")
    ax.legend(loc="center right")
    alt = Text(
        "Accuracy on held-back digits against the epoch, the mean of {nets} nets for each optimizer, all at "
        "α = {rate:g}. After {epochs} epochs: {ends}."
    )
    return fig, alt.format(
        nets=nets, rate=SHARED, epochs=EPOCHS, ends=_named({name: final(curves) for name, curves in results.items()})
    )


def own_rates(seed: int = 0, nets: int = 6) -> tuple[Figure, Text]:
    """Draw the race of the four, each at its own learning rate: constant, and with decay."""
    results = compare_four(seed, nets)
    fig, axes = new_figure(columns=2, height=3.8)
    for ax, kind, title in zip(axes, ("constant", "decay"), ("Own rate, constant", "Own rate, decay"), strict=True):
        for number, name in enumerate(FOUR):
            result = results[name, kind]
            _band(ax, result.at_tuned, f"{name}, α = {result.tuned:g}", number)
        ax.set(xlabel=EPOCH, ylabel=ACCURACY, ylim=(0.5, 1), title=title)
        ax.legend(loc="lower right", fontsize=9)
    ends = [_named({name: final(results[name, kind].at_tuned) for name in FOUR}) for kind in ("constant", "decay")]
    alt = Text(
        "The same race, each optimizer at the learning rate that practice samples chose; bands reach from the worst to "
        "the best of {nets} nets. After {epochs} epochs, constant rates: {constant}. With decay: {decay}."
    )
    return fig, alt.format(nets=nets, epochs=EPOCHS, constant=ends[0], decay=ends[1])


# --- yours ------------------------------------------------------------------------------------------------------------


def compute_run_of(
    train_one_epoch: Callable[..., Any], optimizer: Optimizer, learning_rate: float, epochs: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Train on the digits with a loop of one epoch; return cost and practice accuracy after each epoch."""
    parts = three_parts(seed)
    X, Y = parts.training
    parameters: Any = initialize_parameters(LAYER_DIMS, seed)
    state, t, rows = optimizer.init(parameters), 0, []
    for epoch_seed in epoch_seeds(seed, epochs).tolist():
        parameters, state, t = train_one_epoch(parameters, state, X, Y, optimizer, learning_rate, 64, epoch_seed, t)
        rows.append((compute_cost(forward_propagation(X, parameters)[0], Y), accuracy(*parts.practice, parameters)))
    costs, accuracies = np.array(rows).T
    return costs, accuracies


def yours_beside_ours(
    train_one_epoch: Callable[..., Any], optimizer: Optimizer, learning_rate: float, epochs: int = 10, seed: int = 0
) -> tuple[Figure, Text]:
    """Draw a run with the learner's loop and optimizer on top of the course's own training with Adam."""
    parts = three_parts(seed)
    costs, accuracies = compute_run_of(train_one_epoch, optimizer, learning_rate, epochs, seed)
    X, Y = parts.practice
    ours = train(*parts.training, LAYER_DIMS, adam(), 0.01, epochs, seed=seed, X_test=X, Y_test=Y)
    pairs = ((costs, ours.costs, "cost, training"), (accuracies, ours.test_accuracies, "accuracy, practice"))
    owner = f"{optimizer.name}, {whose(train_one_epoch, choosing_an_optimizer.train_one_epoch)}"
    fig, axes = new_figure(columns=2)
    for ax, (mine, reference, label) in zip(axes, pairs, strict=True):
        ax.plot(ours.epochs, reference, color="0.6", linewidth=5, linestyle="-", label="Adam, α = 0.01, reference")
        ax.plot(ours.epochs, mine, "o-", color=COLOURS[0], markersize=4, label=owner)
        ax.set(xlabel=EPOCH, ylabel=label)
    axes[0].legend()
    gap = float(np.max(np.abs(costs - ours.costs)))
    place = (
        Text("lies on the reference")
        if gap < 1e-9
        else Text("differs from the reference by up to {gap:.2g} in cost").format(gap=gap)
    )
    alt = Text(
        "Cost and practice accuracy of a run, {name} with α = {rate:g}: after {epochs} epochs a cost of {cost:.3g} "
        "and {accuracy:.1%}. It {place}, a run of Adam with α = 0.01."
    )
    return fig, alt.format(
        name=optimizer.name, rate=learning_rate, epochs=epochs, cost=costs[-1], accuracy=accuracies[-1], place=place
    )


# --- a rate to set ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def compute_short_run(exponent: float, size: int, decay_rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Train with Adam at α0 = 10^exponent for a few epochs; return costs and practice accuracies, NaN once diverged."""
    parts = three_parts(0)
    X, Y = parts.practice
    rate = float(10**exponent)
    try:
        history = train(
            *parts.training, LAYER_DIMS, adam(), rate, GOAL_EPOCHS, size,
            schedule=lambda epoch: update_lr(rate, epoch, decay_rate), X_test=X, Y_test=Y,
        )  # fmt: skip
    except TrainingDivergedError as error:
        history = error.history
    rows = np.full((2, GOAL_EPOCHS), np.nan)
    rows[:, : len(history.epochs)] = history.costs, history.test_accuracies
    return rows[0], rows[1]


def _caption(exponent: float, size: int, decay_rate: float, reached: float) -> Text:
    told = Text(
        "Adam, α = {rate:.3g}, batches of {size}, decay rate {decay:g}: practice accuracy {reached:.1%} after {epochs} "
        "epochs. {verdict}"
    )
    verdict = Text("Goal reached.") if reached >= GOAL else Text("The goal: {goal:.0%}.").format(goal=GOAL)
    return told.format(
        rate=10**exponent, size=size, decay=decay_rate, reached=reached, epochs=GOAL_EPOCHS, verdict=verdict
    )


def explorer() -> Explorer:
    """Sliders for Adam's rate, the batch size and the decay: reach the goal on practice samples."""
    fig, ax = new_figure(width=6.4, height=3.2)
    epochs = np.arange(1, GOAL_EPOCHS + 1)
    (line,) = ax.plot(epochs, np.zeros(GOAL_EPOCHS), "o-")
    ax.axhline(GOAL, color="0.3", linestyle=":", linewidth=1.2)
    ax.set(xlabel=EPOCH, ylabel="accuracy, practice", ylim=(0, 1), xticks=epochs)

    def draw(exponent: float, log_size: float, decay_rate: float) -> Text:
        size = round(2**log_size)
        _, accuracies = compute_short_run(round(exponent, 3), size, round(decay_rate, 3))
        line.set_ydata(accuracies)
        return _caption(exponent, size, decay_rate, float(accuracies[-1]))

    return Explorer(
        fig, draw,
        Slider("exponent", "log10 of α0", -4, 0, 0.25, -3),
        Slider("log_size", "log2 of the batch size", 4, 10, 1, 8),
        Slider("decay_rate", "decay rate", 0, 2, 0.25, 0),
    )  # fmt: skip


# --- beyond -----------------------------------------------------------------------------------------------------------


def beyond(seed: int = 0, nets: int = 4) -> tuple[Figure, Text]:
    """Draw the warm-up with its cosine, and the race of what came after Adam."""
    results = compare_beyond(seed, nets)
    fig, (left, right) = new_figure(columns=2, height=3.8)
    steps = np.arange(0, 101)
    left.plot(steps, [warmup_cosine(1.0, int(step), warmup=10, total=100) for step in steps], label="warm-up, cosine")
    left.plot(steps, [update_lr(1.0, int(step), decay_rate=0.05) for step in steps], label="1/(1 + 0.05 · epoch)")
    left.set(xlabel=EPOCH, ylabel="α / α0", title="Two schedules")
    left.legend(loc="upper right", fontsize=9)
    for number, (name, result) in enumerate(results.items()):
        _band(right, result.at_tuned, f"{name}, α0 = {result.tuned:g}", number)
    right.set(xlabel=EPOCH, ylabel=ACCURACY, ylim=(0.5, 1), title="Adam and after")
    right.legend(loc="lower right", fontsize=9)
    alt = Text(
        "Left: a learning rate that rises along a line for 10 epochs and falls along a cosine until epoch 100, beside "
        "one that decays from the start. Right: {nets} nets each, warmed up and cooled; after {epochs} epochs {ends}."
    )
    ends = _named({name: final(result.at_tuned) for name, result in results.items()})
    return fig, alt.format(nets=nets, epochs=EPOCHS, ends=ends)
