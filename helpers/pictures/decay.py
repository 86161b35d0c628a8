"""Pictures of lesson 07: the schedules, the ball in which a constant rate wanders, and how decay shrinks it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers import decay
from helpers.claims.decay import EPOCHS, FLAT, ROUND, SCHEDULES, STEEP, WRONG, named, train_digits
from helpers.language import Text
from helpers.noisy_bowl import NoisyBowl, distance, lower_by_hand, wander
from helpers.paths import descend
from helpers.plots import BELOW, COLOURS, LINE_STYLES, new_figure, whose
from helpers.widgets import Choice, Explorer, Seen, Slider

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
    axes[1].set_yticks([4, 8, 16], labels=["4", "8", "16"])
    axes[1].minorticks_off()
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

BOWL = NoisyBowl(np.array([0.2, 1.0]))  # two directions, so that all there is can be drawn
PLACE, RUNS = np.array([2.4, 1.5]), 100  # where all runs start, and how many there are
NEAR, GOAL_RUNS = 0.1, 80  # the goal: so many of the runs end so close to the minimum
INTERVAL = 10  # of the stairs, in epochs


@dataclass(frozen=True)
class Way:
    """A way to fall: its formula, the symbol of its setting, the setting for a fall by powers of ten, and the rate."""

    formula: str
    symbol: str
    setting: Callable[[float], float]
    rate: Callable[[float, int, float], float]

    def rates(self, learning_rate0: float, fall: float) -> np.ndarray:
        """Return the learning rates of all epochs."""
        return np.array([self.rate(learning_rate0, epoch, self.setting(fall)) for epoch in range(EPOCHS)])


WAYS = {
    "classic": Way("α₀ / (1 + d·epoch)", "d", lambda fall: (10**fall - 1) / (EPOCHS - 1), decay.update_lr),
    "powers": Way("b^epoch · α₀", "b", lambda fall: 10 ** (-fall / (EPOCHS - 1)), decay.exponential_decay),
    "stairs": Way(
        "f^⌊epoch/10⌋ · α₀", "f", lambda fall: 10 ** (-fall * INTERVAL / (EPOCHS - INTERVAL)),
        lambda learning_rate0, epoch, f: decay.staircase_decay(learning_rate0, epoch, f, INTERVAL),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """What a schedule gives: rates (EPOCHS,), places of the runs after each epoch (EPOCHS + 1, RUNS, 2).

    `way_left` is the distance that the runs would still be away at the end without any noise.
    """

    rates: np.ndarray
    places: np.ndarray
    way_left: float

    @property
    def near(self) -> np.ndarray:
        """How many runs are within NEAR of the minimum after each epoch."""
        return np.sum(distance(self.places) <= NEAR, axis=-1)

    @property
    def reach(self) -> np.ndarray:
        """The distance that GOAL_RUNS of the runs are within, after each epoch."""
        return np.sort(distance(self.places), axis=-1)[:, GOAL_RUNS - 1]


@lru_cache(maxsize=1)
def _noise(seed: int) -> np.ndarray:
    """The noise on each reading of a slope, (EPOCHS, steps, RUNS, 2): the same for every setting."""
    return BOWL.noise * np.random.default_rng(seed).normal(size=(EPOCHS, BOWL.steps, RUNS, 2))


@lru_cache(maxsize=4)  # moving the epoch computes nothing
def compute_trial(schedule: str, learning_rate0: float, fall: float, seed: int = 0) -> Trial:
    """Run the bowl under a schedule; fall = 0 is a constant rate.

    An epoch is done at a stroke: after n steps at the rate α, w is (1 − αλ)ⁿ w₀ − Σ_k α (1 − αλ)ⁿ⁻ᵏ noise_k.
    """
    rates = WAYS[schedule].rates(learning_rate0, fall)
    shrink = 1 - rates[:, None] * BOWL.eigenvalues
    weights = rates[:, None, None] * shrink[:, None] ** np.arange(BOWL.steps)[::-1, None]
    pushes = np.einsum("end,enrd->erd", weights, _noise(seed))
    places = np.empty((EPOCHS + 1, RUNS, 2))
    places[0] = PLACE
    for epoch, push in enumerate(pushes):
        places[epoch + 1] = shrink[epoch] ** BOWL.steps * places[epoch] - push
    return Trial(rates, places, float(distance(np.prod(shrink**BOWL.steps, axis=0) * PLACE)))


GOAL_TEXT = Text(
    "at least {runs} of {all} runs end within {near:g} of the minimum",
    "{all} 次运行中至少 {runs} 次最终停在距最小值 {near:g} 以内",
).format(runs=GOAL_RUNS, all=RUNS, near=NEAR)
CAPTION = Text(
    "After {epoch:.0f} epochs {now} of {all} runs are within {near:g} of the minimum. At the end, with α = {last:.2g}, "
    "it is {end} (at constant α₀: {constant}). {verdict}",
    "{epoch:.0f} 轮之后，{all} 次运行中有 {now} 次在距最小值 {near:g} 以内。结束时 α = {last:.2g}，有 {end} 次"
    "（α₀ 不变时：{constant} 次）。{verdict}",
)
CLOSED_IN = Text("The ball has shrunk into the goal.", "小球已经缩进目标之内。")
NOISY = Text(
    "The runs wander as widely as this last rate makes them: it is too large.",
    "各次运行的游走范围正是最后的学习率决定的：它太大了。",
)
SHORT = Text("The rates fell before the runs had arrived.", "还没有走到，学习率就已经降下来了。")
FROZEN = Text(
    "The rates fell faster than the ball could shrink: the noise of earlier, longer steps is still in it.",
    "学习率降得比小球缩得快：先前较长的步子留下的噪声还在里面。",
)


def describe_end(trial: Trial) -> Text:
    """Say what keeps the runs away at the end: the last rate's own noise, way still to go, or noise of long before."""
    if trial.near[-1] >= GOAL_RUNS:
        return CLOSED_IN
    mean_square = float(np.mean(distance(trial.places[-1]) ** 2))
    if trial.way_left**2 > mean_square / 2:
        return SHORT
    return NOISY if mean_square < 1.5 * BOWL.floor(trial.rates[-1]) ** 2 else FROZEN


def compute_ball(learning_rate: float) -> np.ndarray:
    """Return the ellipse, (n, 2), that holds nine of ten runs which have long been at a constant rate."""
    spread = np.sqrt(learning_rate / (BOWL.eigenvalues * (2 - learning_rate * BOWL.eigenvalues)))
    phi = np.linspace(0, 2 * np.pi, 91)
    return BOWL.noise * np.sqrt(2 * np.log(10)) * spread * np.stack([np.cos(phi), np.sin(phi)], axis=-1)


def _draw_ball(ax: Axes, size: float) -> list[Line2D]:
    """Draw the runs and the ball of their rate, both still to be placed, and the goal; return all three."""
    (runs,) = ax.plot([], [], "o", color=COLOURS[0], markersize=3.5, alpha=0.6, linestyle="none", label=f"{RUNS} runs")
    (ball,) = ax.plot([], [], color=COLOURS[1], linestyle="--", label="holds 9 of 10 runs, if long at this rate")
    phi = np.linspace(0, 2 * np.pi, 61)
    (goal,) = ax.plot(NEAR * np.cos(phi), NEAR * np.sin(phi), color=COLOURS[2], linestyle="-", label=f"within {NEAR:g}")
    ax.set(
        xlabel="w₁ (gentle)", ylabel="w₂ (steep)", xlim=(-size, size), ylim=(-0.5 * size, 0.65 * size), aspect="equal"
    )
    return [runs, ball, goal]


def explorer() -> Explorer:
    """Return a hundred runs in a noisy bowl under a schedule to choose, epoch by epoch."""
    fig, ((cloud, rates), (lens, reach)) = new_figure(columns=2, rows=2, height=5.6)
    views = [_draw_ball(ax, size) for ax, size in ((cloud, 2.6), (lens, 0.4))]
    lens.set_title("The same, enlarged")
    fig.legend(handles=views[0], loc="outside lower center", ncols=3, fontsize=9)
    epochs = np.arange(EPOCHS + 1)
    others = [
        rates.plot(epochs[:-1], np.ones(EPOCHS), color="0.75", linestyle="-", linewidth=1, drawstyle="steps-post")[0]
        for _ in WAYS
    ]
    (chosen,) = rates.plot(epochs[:-1], np.ones(EPOCHS), color=COLOURS[0], linestyle="-", drawstyle="steps-post")
    rates.set(yscale="log", ylim=(1e-6, 1), xlim=(0, EPOCHS), xlabel=EPOCH, ylabel=RATE)
    (falling,) = reach.plot(epochs, np.ones(EPOCHS + 1), color=COLOURS[0], linestyle="-", label="this schedule")
    (constant,) = reach.plot(epochs, np.ones(EPOCHS + 1), color=COLOURS[1], linestyle="--", label="constant α₀")
    reach.axhline(NEAR, color=COLOURS[2], linestyle="-", linewidth=1.2, label="goal")
    reach.set(yscale="log", ylim=(0.03, 5), xlim=(0, EPOCHS), xlabel=AFTER, ylabel="distance")
    reach.set_title(f"{GOAL_RUNS} of {RUNS} runs are within")
    reach.legend(loc="upper right", fontsize=8, ncols=3, handlelength=1.5, columnspacing=1).set_zorder(BELOW)
    cursors = [ax.axvline(0, color="0.3", linestyle=":", linewidth=1.2) for ax in (rates, reach)]

    def draw(schedule: str, learning_rate0: float, fall: float, epoch: float) -> Seen:
        trial, still = (compute_trial(schedule, learning_rate0, by) for by in (fall, 0.0))
        for other, way in zip(others, WAYS.values(), strict=True):
            other.set_ydata(way.rates(learning_rate0, fall))
        rate = trial.rates[min(int(epoch), EPOCHS - 1)]
        for runs, ball, _ in views:
            runs.set_data(*trial.places[int(epoch)].T)
            ball.set_data(*compute_ball(rate).T)
        chosen.set_ydata(trial.rates)
        falling.set_ydata(trial.reach)
        constant.set_ydata(still.reach)
        for cursor in cursors:
            cursor.set_xdata([epoch, epoch])
        cloud.set_title(f"After {epoch:.0f} epochs: {trial.near[int(epoch)]} of {RUNS} runs within {NEAR:g}")
        way = WAYS[schedule]
        rates.set_title(
            f"{way.formula}, {way.symbol} = {way.setting(fall):.3g}: {learning_rate0:g} → {trial.rates[-1]:.2g}",
            fontsize=10,
        )
        said = {"epoch": epoch, "now": trial.near[int(epoch)], "all": RUNS, "near": NEAR, "last": trial.rates[-1]}
        caption = CAPTION.format(**said, end=trial.near[-1], constant=still.near[-1], verdict=describe_end(trial))
        return Seen(caption, reached=trial.near[-1] >= GOAL_RUNS)

    return Explorer(
        fig,
        draw,
        Choice("schedule", Text("schedule", "衰减方式"), {name: way.formula for name, way in WAYS.items()}, "classic"),
        Slider("learning_rate0", "α₀", 0.02, 0.4, 0.02, 0.2),
        Slider("fall", Text("fall (powers of 10)", "下降（数量级）"), 0, 4, 0.25, 0),
        Slider("epoch", Text("after epoch", "轮次之后"), 0, EPOCHS, 1, EPOCHS),
        goal=GOAL_TEXT,
        best={"schedule": "classic", "learning_rate0": 0.04, "fall": 1.5},
    )
