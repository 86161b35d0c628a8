"""Pictures of lesson 06: the first steps, four optimizers racing on four surfaces, and over many seeds on networks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text as Words
from matplotlib.ticker import MaxNLocator

from helpers.adam import update_parameters_with_adam
from helpers.four_optimizers import NAMES, PROBLEMS, compare
from helpers.language import Text
from helpers.objectives import Objective, plateau, ravine, saddle
from helpers.optimizers import adam, gradient_descent, momentum, rmsprop
from helpers.paths import descend_with
from helpers.plots import BELOW, COLOURS, LINE_STYLES, OVER_LINES, label, new_figure, whose
from helpers.widgets import Choice, Explorer, Seen, Slider

STEP = Text("step t", "步 t")
FAR = 10.0  # the upper edge of the picture of distances
FLOWN = Text("flies away", "发散")
COUNT, MORE = Text("{n:.0f} steps", "{n:.0f} 步"), Text("over {n} steps", "超过 {n} 步")
NAMED = Text("{name}: {what}", "{name}：{what}")  # how the parts of an enumeration are put together
COMMA, JOIN = Text(", ", "，"), Text("; ", "；")


def _joined(parts: Iterable[Text], between: Text) -> Text:
    both = list(parts)
    return Text(between.en.join(part.en for part in both), between.zh.join(part.zh for part in both))


# --- the first steps --------------------------------------------------------------------------------------------------

CORRECTED = {
    "both corrected": Text("both corrected", "都修正"),
    "neither": Text("neither", "都不修正"),
    "only v": Text("only v", "只修正 v"),
    "only s": Text("only s", "只修正 s"),
}


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
        left.plot(np.arange(1, len(sizes) + 1), sizes, color=colour, linestyle=style, label=label(CORRECTED[name]))
        if name != "only s":
            path = compute_bowl(sizes)
            right.plot(np.arange(len(path)), path, color=colour, linestyle=style, label=label(CORRECTED[name]))
    left.set(
        xscale="log",
        yscale="log",
        xlabel=label(STEP),
        ylabel=label(Text("length of the step (in α)", "步长（以 α 为单位）")),
        title=label(Text("Steady gradient", "梯度保持不变")),
    )
    right.set(
        xlabel=label(STEP),
        ylabel="w",
        title=label(Text("In the bowl ½w², from w = 1, α = 0.1", "碗形曲线 ½w²，从 w = 1 出发，α = 0.1")),
    )
    left.legend(fontsize=8, loc="lower right")
    right.legend(fontsize=8)
    alt = Text(
        "Left: the first step under a steady gradient is {both:.3g} α with both corrections, {neither:.3g} α with "
        "neither, rising to {most:.2g} α at step {when}, and {only_v:.3g} α if only v is corrected. Right: in a bowl, "
        "from w = 1 at α = 0.1, the walk with both goes down in small steps; with neither it gets as far as "
        "{low_neither:.2g} on the other side, with only v corrected as far as {low_only_v:.2g}.",
        "左图：梯度保持不变时，两者都修正，第一步是 {both:.3g} α；都不修正，是 {neither:.3g} α，到第 {when} 步升至 "
        "{most:.2g} α；只修正 v，是 {only_v:.3g} α。右图：在碗形曲线上，从 w = 1 出发，α = 0.1。两者都修正时，一小步"
        "一小步往下走；都不修正时，会冲到对面的 {low_neither:.2g}；只修正 v 时，会冲到 {low_only_v:.2g}。",
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


# --- the race ---------------------------------------------------------------------------------------------------------

STEPS, NEAR = 80, 0.1  # how long the race is, and the distance from a minimum that counts as there
GOAL_STEPS = 60  # the explorer's goal: all four arrive in so many steps, and stay for the others
OPTIMIZERS = {"gradient_descent": gradient_descent(), "momentum": momentum(), "rmsprop": rmsprop(), "adam": adam()}
TITLES = NAMES
MARKERS = "os^D"
EXPONENTS = [round(-2 + 0.1 * i, 1) for i in range(31)]  # the sliders' values of log₁₀ α


@dataclass(frozen=True)
class Surface:
    """Where they race: a cost, the start, the minima (n, 2), lines of equal cost to draw, and the part that is seen."""

    name: Text
    cost: Objective
    start: np.ndarray
    minima: np.ndarray
    levels: tuple[float, ...]
    view: tuple[float, float, float, float]  # x from, to; y from, to


# In most turned ravines the last digit of a rounding decides when RMSprop arrives. In this one it does not.
KAPPA, CENTRE = 15.0, np.zeros((1, 2))
ALONG, ACROSS = np.array([1.0, 1.0]) / np.sqrt(2), np.array([-1.0, 1.0]) / np.sqrt(2)  # of the turned ravine
SURFACES = {
    "ravine": Surface(
        Text("ravine along the axes", "沿坐标轴的峡谷"), ravine(1.0, KAPPA), np.array([-1.0, 0.3]), CENTRE,
        (0.02, 0.1, 0.3, 0.8, 1.6, 3, 5, 8), (-1.3, 0.7, -0.9, 0.9),
    ),
    "turned": Surface(
        Text("ravine turned by 45°", "转了 45° 的峡谷"), ravine(1.0, KAPPA, np.pi / 4), 0.3 * ACROSS - ALONG, CENTRE,
        (0.02, 0.1, 0.3, 0.8, 1.6, 3, 5, 8), (-1.4, 0.6, -1.0, 0.8),
    ),
    "saddle": Surface(
        Text("saddle", "鞍点"), saddle(), np.array([1.0, 0.1]), np.sqrt(2) * np.array([[0.0, 1.0], [0.0, -1.0]]),
        (-0.9, -0.6, -0.3, -0.05, 0.3, 0.8, 1.5, 2.5), (-1.3, 1.5, -1.9, 2.1),
    ),
    "plateau": Surface(
        Text("plateau", "平台区"), plateau(), np.array([2.5, 1.0]), CENTRE,
        (0.05, 0.2, 0.5, 0.8, 1.1, 1.35, 1.5, 1.6), (-2.2, 3.2, -2.3, 2.3),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One optimizer's way: points (STEPS + 1, 2) and distances from the nearest minimum, NaN once it has left for good.

    `arrival` counts the steps until it stays within NEAR; inf if it does not.
    """

    path: np.ndarray
    distance: np.ndarray
    arrival: float

    @property
    def has_flown(self) -> bool:
        """Whether it ends beyond the edge of the picture of distances, FAR."""
        return not self.distance[-1] <= FAR


@cache  # at most one run for each surface, optimizer and place of its slider
def compute_run(surface: str, optimizer: str, exponent: float) -> Run:
    """Run an optimizer at the learning rate 10^exponent."""
    place = SURFACES[surface]
    with np.errstate(over="ignore", invalid="ignore"):
        path = descend_with(OPTIMIZERS[optimizer], place.cost.gradient, place.start, STEPS, 10.0**exponent)
        path[np.maximum.accumulate(~(np.max(np.abs(path), axis=1) < 100))] = np.nan
    distance = np.min(np.linalg.norm(path[:, None] - place.minima, axis=-1), axis=-1)
    outside = np.flatnonzero(~(distance <= NEAR))
    return Run(path, distance, np.inf if outside[-1] == STEPS else float(outside[-1] + 1))


def find_best_rates(surface: str) -> dict[str, float]:
    """Return, for each optimizer, the first exponent of a learning rate with which it arrives soonest."""
    return {name: min(EXPONENTS, key=lambda x: compute_run(surface, name, x).arrival) for name in OPTIMIZERS}


def find_shared_rate(surface: str) -> float | None:
    """Return the exponent of a learning rate at which all four arrive in time, the soonest, or None."""
    last = {x: max(compute_run(surface, name, x).arrival for name in OPTIMIZERS) for x in EXPONENTS}
    soonest = min(last, key=last.__getitem__)
    return soonest if last[soonest] <= GOAL_STEPS else None


def draw_surface(ax: Axes, surface: str) -> tuple[QuadContourSet, Line2D]:
    """Draw a surface's lines of equal cost and its minima, and name the axes; return both."""
    place = SURFACES[surface]
    left, right, low, high = place.view
    x, y = np.meshgrid(np.linspace(left, right, 121), np.linspace(low, high, 121))
    cost = place.cost.value(np.stack([x, y], axis=-1))
    lines = ax.contour(x, y, cost, levels=place.levels, colors="0.78", linestyles="-", linewidths=0.8)
    (minima,) = ax.plot(*place.minima.T, "*", color=COLOURS[4], markersize=13, zorder=5)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(left, right), ylim=(low, high))
    return lines, minima


def _draw_path(ax: Axes, path: np.ndarray, number: int, words: str = "") -> Line2D:
    mark = MARKERS[number] + "-"
    return ax.plot(*path.T, mark, color=COLOURS[number], markersize=2.5, linewidth=1, label=words, zorder=4)[0]


def paths() -> tuple[Figure, Text]:
    """Draw the four in a ravine along the axes, at the rates that are best there, and in the same one turned."""
    fig, axes = new_figure(columns=2, height=4.2)
    rates, told = find_best_rates("ravine"), []
    for ax, surface in zip(axes, ("ravine", "turned"), strict=True):
        draw_surface(ax, surface)
        runs = {name: compute_run(surface, name, exponent) for name, exponent in rates.items()}
        arrivals = [NAMED.format(name=TITLES[name], what=_when(run)) for name, run in runs.items()]
        for number, (run, arrival) in enumerate(zip(runs.values(), arrivals, strict=True)):
            _draw_path(ax, run.path[:41], number, label(arrival))
        ax.set_title(label(Text("{name}, 40 steps", "{name}，前 40 步"), name=_as_title(surface)))
        ax.legend(
            fontsize=8,
            loc="upper right" if surface == "ravine" else "upper left",
            title=label(Text("within {near:g} after", "到达 {near:g} 以内所需步数"), near=NEAR),
        )
        told.append(_joined([SURFACES[surface].name, *arrivals], COMMA))
    alt = Text(
        "Paths of gradient descent, momentum, RMSprop and Adam in a ravine along the axes, each at its best learning "
        "rate, and at the same rates in the ravine turned. Steps until they stay within {near:g} of the minimum: "
        "{told}. Turning changes nothing for the first two; it slows RMSprop and Adam down.",
        "梯度下降、动量、RMSprop 和 Adam 的路径：先在沿坐标轴的峡谷里，各用自己的最优学习率；再以同样的学习率走转了方向"
        "的峡谷。走到离最小值不超过 {near:g} 的地方且不再离开，所用的步数如下。{told}。转动对前两种方法没有影响，却使 "
        "RMSprop 和 Adam 变慢。",
    )
    return fig, alt.format(near=NEAR, told=_joined(told, JOIN))


def _as_title(surface: str) -> Text:
    name = SURFACES[surface].name
    return Text(name.en.capitalize(), name.zh)


def _when(run: Run) -> Text:
    if np.isfinite(run.arrival):
        return COUNT.format(n=run.arrival)
    return FLOWN if run.has_flown else MORE.format(n=STEPS)


# --- four optimizers over many seeds ----------------------------------------------------------------------------------


def comparison(problem: str, seed: int = 0, quick: bool = False) -> tuple[Figure, Text]:
    """Draw accuracy on samples held back, epoch by epoch: medians over the seeds, and the middle half of the seeds."""
    setup, seeds = PROBLEMS[problem], 8 if quick else 20
    results = compare(problem, seed, seeds)
    fig, axes = new_figure(columns=2)
    titles = {
        "shared": label(Text("All at α = {rate:g}", "共用 α = {rate:g}"), rate=setup.shared),
        "tuned": label(Text("Each at its own α", "各用自己的 α")),
    }
    told: dict[str, list[Text]] = {}
    for ax, (which, title) in zip(axes, titles.items(), strict=True):
        for result, colour, style in zip(results.values(), COLOURS, LINE_STYLES, strict=False):
            low, middle, high = np.quantile(result.accuracies[which], (0.25, 0.5, 0.75), axis=0)
            at_rate = Text("{name}, α = {rate:g}", "{name}，α = {rate:g}").format(name=result.name, rate=result.tuned)
            name = result.name if which == "shared" else at_rate
            ax.plot(result.epochs, middle, color=colour, linestyle=style, label=label(name))
            ax.fill_between(result.epochs, low, high, color=colour, alpha=0.13, linewidth=0)
            told.setdefault(which, []).append(
                Text("{name} {reached:.3f}", "{name}：{reached:.3f}").format(name=name, reached=middle[-1])
            )
        ax.set(
            title=title,
            xlabel=label(Text("epoch", "轮次")),
            ylabel=label(Text("accuracy, held back", "准确率（留出的样本）")),
            ylim=(0, 1.02),
        )
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[1].legend(fontsize=8, loc="lower right")  # colours and lines are the same on the left
    alt = Text(
        "Accuracy on {problem} against epochs, median and middle half of {seeds} seeds. At the end, all at α = "
        "{shared:g}: {at_shared}. Each at its own: {at_own}.",
        "{problem}上的准确率随轮次的变化：{seeds} 个种子的中位数，以及居中一半种子的范围。训练结束时（共用 "
        "α = {shared:g}），{at_shared}。各用自己的 α 时，{at_own}。",
    )
    at_shared, at_own = _joined(told["shared"], COMMA), _joined(told["tuned"], JOIN)
    return fig, alt.format(problem=setup.name, seeds=seeds, shared=setup.shared, at_shared=at_shared, at_own=at_own)


# --- yours beside ours ------------------------------------------------------------------------------------------------

Update = Callable[..., Any]


def yours_beside_ours(update: Update, learning_rate: float = 0.1, steps: int = 60) -> tuple[Figure, Text]:
    """Draw the path that a learner's update function walks on top of the reference's."""
    place = SURFACES["ravine"]
    mine, ours = (
        descend_with(optimizer, place.cost.gradient, place.start, steps, learning_rate)
        for optimizer in (adam(update_parameters=update), adam())
    )
    fig, ax = new_figure(width=6.0)
    draw_surface(ax, "ravine")
    ax.plot(
        *ours.T, color=COLOURS[4], linestyle="-", linewidth=7, alpha=0.5, label=label(Text("reference", "参考实现"))
    )
    whose_it_is = whose(update, update_parameters_with_adam)
    ax.plot(*mine.T, "o-", color=COLOURS[0], markersize=3, linewidth=1.2, label=whose_it_is)
    title = Text("{steps} steps of Adam, α = {rate:g}", "Adam 的 {steps} 步，α = {rate:g}")
    ax.set_title(label(title, steps=steps, rate=learning_rate))
    ax.legend()
    gap = float(np.max(np.abs(mine - ours)))
    if gap < 1e-9:
        alt = Text(
            "The path lies on the reference's: {steps} steps, to a distance of {left:.2g} from the minimum.",
            "路径与参考实现的重合：走了 {steps} 步，到达距最小值 {left:.2g} 处。",
        )
        return fig, alt.format(steps=steps, left=float(np.linalg.norm(mine[-1])))
    alt = Text("Your path leaves the reference's by up to {gap:.3g}.", "你的路径偏离参考实现的路径，最多达 {gap:.3g}。")
    return fig, alt.format(gap=gap)


# --- the explorer -----------------------------------------------------------------------------------------------------

LABEL = Text("log₁₀ α, {name}", "log₁₀ α，{name}")
GOAL_TEXT = Text(
    "all four come within {near:g} of a minimum in at most {most} steps, and stay there to the end, step {steps}",
    "四种方法都在 {most} 步以内走到离最小值不超过 {near:g} 的地方，并一直留到最后的第 {steps} 步",
).format(near=NEAR, most=GOAL_STEPS, steps=STEPS)
CAPTION = Text(
    "{count} of 4 arrive in at most {most} steps ({surface}). Arrivals: {runs}. {conclusion}",
    "四种方法中有 {count} 种在 {most} 步以内到达（{surface}）。到达情况：{runs}。{conclusion}",
)
ARRIVES = Text("{name} (α = {rate:.2g}) after {steps:.0f} steps", "{name}（α = {rate:.2g}）用了 {steps:.0f} 步")
MISSES = Text("{name} (α = {rate:.2g}) not in {steps} steps", "{name}（α = {rate:.2g}）{steps} 步以内没有到达")
FLIES = Text("{name} (α = {rate:.2g}) flies away", "{name}（α = {rate:.2g}）发散")
SHARED = Text(
    "They share one rate: that compares units, not methods.",
    "四种方法共用一个学习率：比较的其实是学习率的单位，不是方法。",
)
NONE_YET = Text(
    "None arrives in time yet: move each rate until it does.", "还没有一种方法及时到达：逐个调整，直到到达为止。"
)
MOVE_ON = Text("Keep the rates that arrive in time, and move the others.", "保留能及时到达的学习率，再调整其他的。")
ONE_RATE = Text(
    "Here even one rate for all would do: α = {rate:.2g}.", "在这里，四种方法共用 α = {rate:.2g} 也能做到。"
)
NO_RATE = Text("No single rate would do that for all four here.", "在这里，没有哪一个学习率能让四种方法都做到。")


def describe_race(surface: str, exponents: dict[str, float], runs: dict[str, Run]) -> Seen:
    """Say who arrives when, and what that says of the rates."""
    arrivals, rates = [run.arrival for run in runs.values()], [10**x for x in exponents.values()]
    in_time = sum(arrival <= GOAL_STEPS for arrival in arrivals)
    reached = in_time == len(arrivals)
    if reached:
        shared = find_shared_rate(surface)
        conclusion = NO_RATE if shared is None else ONE_RATE.format(rate=10**shared)
    else:
        conclusion = SHARED if len(set(rates)) == 1 else MOVE_ON if in_time else NONE_YET
    told = [
        (ARRIVES if np.isfinite(run.arrival) else FLIES if run.has_flown else MISSES).format(
            name=TITLES[name], rate=rate, steps=run.arrival if np.isfinite(run.arrival) else STEPS
        )
        for (name, run), rate in zip(runs.items(), rates, strict=True)
    ]
    caption = CAPTION.format(
        surface=SURFACES[surface].name,
        count=in_time,
        most=GOAL_STEPS,
        runs=_joined(told, JOIN),
        conclusion=conclusion,
    )
    return Seen(caption, reached)


def _draw_names(fig: Figure, curves: list[Line2D]) -> list[Words]:
    """Draw a line and a name for each optimizer below the axes, and return the texts for what changes, below the names.

    A legend would be drawn anew, whole, for each of these texts.
    """
    fig.set_layout_engine("constrained", rect=(0, 0.1, 1, 0.9))
    states = []
    for number, (curve, name) in enumerate(zip(curves, OPTIMIZERS, strict=True)):
        x = 0.01 + number / 4
        sample = Line2D([x, x + 0.03], [0.07, 0.07], color=curve.get_color(), linestyle=curve.get_linestyle())
        sample.set(marker=curve.get_marker(), markersize=4, zorder=BELOW)
        fig.add_artist(sample)
        fig.text(x + 0.04, 0.07, label(TITLES[name]), va="center", fontsize=9, zorder=BELOW)
        states.append(fig.text(x + 0.04, 0.03, "", va="center", fontsize=9))
    return states


def explorer() -> Explorer:
    """Return four optimizers that race on a surface to choose, with a slider for the rate of each."""
    fig, (left, right) = new_figure(columns=2, height=4.6)
    places = {surface: draw_surface(left, surface) for surface in SURFACES}
    tracks = [_draw_path(left, SURFACES["ravine"].minima, number) for number in range(4)]
    curves = [
        right.plot(
            np.ones(STEPS + 1), color=colour, linestyle=style, marker=mark, markevery=5, markersize=4, label=name
        )[0]
        for colour, style, mark, name in zip(COLOURS, LINE_STYLES, MARKERS, OPTIMIZERS, strict=False)
    ]
    right.axhspan(1e-4, NEAR, color=COLOURS[2], alpha=0.1, linewidth=0)
    right.axvline(GOAL_STEPS, color="0.3", linestyle=":", linewidth=1.2)
    there = label(Text("there: within {near:g}", "到达：{near:g} 以内"), near=NEAR)
    right.text(1.5, 1.2e-3, there, fontsize=9, bbox=OVER_LINES, zorder=6)
    right.set(
        yscale="log",
        ylim=(1e-3, FAR),
        xlim=(0, STEPS),
        xlabel=label(STEP),
        ylabel=label(Text("distance from the nearest minimum", "与最近的最小值的距离")),
    )
    states, title = _draw_names(fig, curves), left.set_title("")

    def draw(surface: str, **exponents: float) -> Seen:
        for name, artists in places.items():
            for artist in artists:
                artist.set_visible(name == surface)
        left.axis(SURFACES[surface].view)
        title.set_text(label(_as_title(surface)))
        runs = {name: compute_run(surface, name, exponent) for name, exponent in exponents.items()}
        for (name, run), track, curve, state in zip(runs.items(), tracks, curves, states, strict=True):
            track.set_data(*run.path.T)
            curve.set_ydata(run.distance)
            at_rate = Text("α = {rate:.2g}: {when}", "α = {rate:.2g}：{when}")
            state.set_text(label(at_rate, rate=10 ** exponents[name], when=_when(run)))
        count = sum(run.arrival <= GOAL_STEPS for run in runs.values())
        in_time = Text("{count} of 4 arrive by step {most}", "四种中有 {count} 种在 {most} 步以内到达")
        right.set_title(label(in_time, count=count, most=GOAL_STEPS))
        return describe_race(surface, exponents, runs)

    race = Explorer(
        fig,
        draw,
        Choice("surface", Text("surface", "曲面"), {key: surface.name for key, surface in SURFACES.items()}, "ravine"),
        *(
            Slider(key, LABEL.format(name=name), EXPONENTS[0], EXPONENTS[-1], 0.1, EXPONENTS[0])
            for key, name in TITLES.items()
        ),
        goal=GOAL_TEXT,
        best=lambda: find_best_rates(race.state["surface"]),
    )
    return race
