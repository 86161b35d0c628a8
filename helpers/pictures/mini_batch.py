"""Pictures of lesson 01: cost curves, paths on a contour, who settles and who wanders, and which size is first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.claims.mini_batch import NAMES, RATE, SIZE, M, batch_variance, expected_variance, rising_share
from helpers.language import Text
from helpers.mini_batch import Batch, count_mini_batches, random_mini_batches, update_parameters_with_gd
from helpers.paths import steps_to_stay_within
from helpers.plots import BELOW, COLOURS, LINE_STYLES, label, new_figure
from helpers.regression import gradient, make_regression, walk
from helpers.widgets import Choice, Explorer, Seen, Slider

PROBLEM = make_regression(M)
FLOOR = 1e-7  # the lower edge of the picture of distances
SIZES = {"batch": M, "mini-batch": SIZE, "stochastic": 1}
W1, W2 = Text("weight $w_1$", "权重 w₁"), Text("weight $w_2$", "权重 w₂")
EXCESS = Text("cost above the least", "超出最低值的代价")

# --- cost curves ------------------------------------------------------------------------------------------------------


def curves(epochs: int = 20) -> tuple[Figure, Text]:
    """Draw the cost that each method sees: after each epoch of batch descent, after each mini-batch."""
    runs = {name: walk(PROBLEM, SIZES[name], RATE, epochs) for name in ("batch", "mini-batch")}
    fig, axes = new_figure(columns=2)
    for ax, (name, run), colour in zip(axes, runs.items(), COLOURS, strict=False):
        steps = np.arange(1, len(run.batch_costs) + 1)
        ax.plot(steps, run.batch_costs, "o-" if name == "batch" else "-", color=colour, markersize=3, linewidth=1.2)
        title = Text("{name}, {epochs} epochs: {steps} steps", "{name}，{epochs} 个轮次：{steps} 步")
        ax.set_title(label(title, name=NAMES[name], epochs=epochs, steps=len(steps)))
        ax.set_xlabel(label(Text("step t", "步 t")))
        ax.set_ylabel(label(Text("cost J on the batch", "这一批上的代价 J")))
        ax.set_ylim(0, 1.1 * max(float(np.max(run.batch_costs)) for run in runs.values()))
    alt = Text(
        "Two cost curves over {epochs} epochs. The whole batch makes {few} steps and falls in each of them, to "
        "{batch:.3g}. Mini-batches of {size} make {many} steps: the curve rises in {share:.0%} of them, yet falls "
        "far sooner; its last epoch averages {mini:.3g}.",
        "两条代价曲线，各 {epochs} 个轮次。全批量走 {few} 步，每一步都下降，降到 {batch:.3g}。每批 {size} 个样本的"
        "小批量走 {many} 步：曲线在 {share:.0%} 的步中上升，却下降得快得多；最后一个轮次平均为 {mini:.3g}。",
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
    ax.set(xlabel=label(W1), ylabel=label(W2), xlim=(-0.2, 1.5), ylim=(-1.6, 0.4))


def paths(epochs: int = 24) -> tuple[Figure, Text]:
    """Draw the three walks from one start, for the same number of epochs at the same learning rate."""
    runs = {name: walk(PROBLEM, size, RATE, epochs) for name, size in SIZES.items()}
    fig, axes = new_figure(columns=3, height=3.2)
    for ax, (name, run), colour in zip(axes, runs.items(), COLOURS, strict=False):
        draw_bowl(ax)
        many = len(run.path) > 1000
        ax.plot(*run.path.T, "-" if many else ".-", color=colour, markersize=4, linewidth=0.4 if many else 1.0)
        ax.set_title(label(Text("{name}\n{n} steps", "{name}\n{n} 步"), name=NAMES[name], n=len(run.path) - 1))
    alt = Text(
        "Three walks of {epochs} epochs on the lines of equal cost, all with α = {rate:g}. The whole batch makes {few} "
        "smooth steps and is {batch:.2f} away from the best weights. Mini-batches make {some} steps, a little crooked, "
        "and end {mini:.3f} away. Single samples make {many}, are there within the first epoch, and wander around it: "
        "they end {one:.3f} away.",
        "等代价线上的三条路径，各走 {epochs} 个轮次，α 都是 {rate:g}。全批量走 {few} 步，路径平滑，最后离最优权重还有 "
        "{batch:.2f}。小批量走 {some} 步，略有曲折，最后相距 {mini:.3f}。逐个样本走 {many} 步，第一个轮次之内就已到达，"
        "之后在附近徘徊，最后相距 {one:.3f}。",
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


def compute_settling(noise: float, epochs: int = 80) -> dict[str, np.ndarray]:
    """Return each method's distance from the best weights after 0, 1, … epochs, shape (epochs + 1,)."""
    problem = make_regression(M, noise)
    return {
        name: problem.distance(walk(problem, size, RATE, epochs).path)[:: count_mini_batches(M, size)]
        for name, size in SIZES.items()
    }


def settling(epochs: int = 80) -> tuple[Figure, Text]:
    """Draw the distance from the best weights, with noisy labels and with labels that one pair of weights fits."""
    fig, axes = new_figure(columns=2)
    titles = Text("Noisy labels", "标签有噪声"), Text("Exact labels (interpolation)", "标签精确（能完全拟合）")
    ends = []
    for ax, noise, title in zip(axes, (0.5, 0.0), titles, strict=True):
        found = compute_settling(noise, epochs)
        for (name, away), colour, style in zip(found.items(), COLOURS, LINE_STYLES, strict=False):
            ax.plot(np.maximum(away, 1e-12), color=colour, linestyle=style, label=label(NAMES[name]))
        ax.set(title=label(title), yscale="log", ylim=(FLOOR, 3), xlabel=label(Text("epoch", "轮次")))
        ax.set_ylabel(label(Text("distance from the best weights", "与最优权重的距离")))
        ends.append({name: float(away[-1]) for name, away in found.items()})
    axes[0].legend(loc="lower left")
    alt = Text(
        "The distance from the best weights over {epochs} epochs. With noisy labels single samples come down at once "
        "and then hover: {noisy_one:.2g} at the end; mini-batches {noisy_mini:.2g}; the whole batch, still on its way, "
        "{noisy_batch:.2g}. With exact labels single samples fall below {floor:g} after {epoch} epochs. Mini-batches "
        "reach {mini:.2g}, the whole batch {batch:.2g}.",
        "{epochs} 个轮次中与最优权重的距离。标签有噪声时，逐个样本走的距离一下子就降下来，之后上下浮动，最后为 "
        "{noisy_one:.2g}；小批量为 {noisy_mini:.2g}；全批量还在途中，为 {noisy_batch:.2g}。标签精确时，逐个样本走在 "
        "{epoch} 个轮次后降到 {floor:g} 以下，小批量到 {mini:.2g}，全批量到 {batch:.2g}。",
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
OURS, YOURS = Text("ours until yours pass", "参考实现（通过检查后换成你的）"), Text("yours", "你的")


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
    ax.plot(*ours.T, "-", color="0.6", linewidth=3, label=label(Text("reference", "参考实现")))
    ax.plot(*yours.T, ".-", color=COLOURS[1], markersize=4, linewidth=1, label=label(YOURS if own else OURS))
    ax.legend(loc="lower left")
    alt = Text(
        "Two walks with mini-batches, the reference's and the one of the functions given. They end {apart:.2g} apart; "
        "the one given is {away:.2g} away from the best weights.",
        "小批量的两条路径，一条用参考实现，一条用给定的函数。两者的终点相距 {apart:.2g}；"
        "给定函数的终点离最优权重 {away:.2g}。",
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
    ax.loglog(sizes, theory[0] / sizes, "--", color="0.5", label=label(Text("σ²/B alone", "只有 σ²/B")))
    ax.loglog(sizes, theory, "-", color=COLOURS[0], label="σ²/B · (m − B)/(m − 1)")
    ax.loglog(sizes, measured, "o", color=COLOURS[1], linestyle="none", label=label(Text("measured", "实测")))
    ax.set_xlabel(label(Text("batch size B, samples", "批量大小 B（样本数）")))
    ax.set_ylabel(label(Text("variance of the gradient", "梯度的方差")))
    ax.legend()
    alt = Text(
        "The variance of a batch's gradient falls from {first:.3g} for single samples to {middle:.3g} at 32, in "
        "proportion to 1/B, and faster near all {m} samples: {last:.3g} at 240.",
        "一批的梯度的方差：单个样本时为 {first:.3g}，32 个时降到 {middle:.3g}，与 1/B 成正比；接近全部 {m} 个样本时"
        "降得更快：240 个时为 {last:.3g}。",
    )
    return fig, alt.format(first=measured[0], middle=measured[5], last=measured[-1], m=M)


# --- the explorer: which size is there first? -----------------------------------------------------------------------

STEPS, STAY = 400, 100  # a walk has arrived if it comes near within STEPS - STAY steps, and stays near until the end
LOG_SIZES = range(9)  # batches of 1, 2, 4, …, 256 samples
NEAR = {near: near for near in ("0.01", "0.003", "0.001")}
EXTRA = {"128": Text("128 samples", "128 个样本"), "0": Text("nothing", "不花时间")}


@dataclass(frozen=True)
class Race:
    """For each of the sizes 2^LOG_SIZES: the path (STEPS + 1, 2), its cost above the least, and the time of a step.

    `arrivals` are the steps after which each size stays near, inf where it does not within STEPS - STAY.
    """

    paths: list[np.ndarray]
    costs: list[np.ndarray]
    step_times: np.ndarray
    arrivals: np.ndarray

    @property
    def times(self) -> np.ndarray:
        """When each size arrives: its steps times the time of one."""
        return self.arrivals * self.step_times

    @property
    def fastest(self) -> int:
        """The doublings of the size that arrives first."""
        return int(np.argmin(self.times))


@cache
def compute_walks() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Walk STEPS steps with each size; return the paths, and their costs above the least."""
    epochs = [-(-STEPS // count_mini_batches(M, 2**k)) for k in LOG_SIZES]
    paths = [walk(PROBLEM, 2**k, RATE, n).path[: STEPS + 1] for k, n in zip(LOG_SIZES, epochs, strict=True)]
    return paths, [PROBLEM.excess(path) for path in paths]


def compute_race(near: float, extra: float) -> Race:
    """Find when each size arrives, if a step takes the time of its samples and of `extra` more for the call."""
    paths, costs = compute_walks()
    arrivals = np.array([float(steps_to_stay_within(cost[:, None], near)) for cost in costs])
    arrivals[arrivals > STEPS - STAY] = np.inf
    return Race(paths, costs, 2.0 ** np.array(LOG_SIZES) + extra, arrivals)


GOAL = Text(
    "Choose the batch size that is near the minimum first, and stays near.",
    "选出最先到达最小值附近、并一直留在附近的批量大小。",
)
ARRIVES = Text(
    "Batches of {size} stay within {near:g} after {steps:.0f} steps. A step takes {each:.0f}, so that is a time of "
    "{time:,.0f}; batches of {best}, the first, take {least:,.0f}. {verdict}",
    "每批 {size} 个样本：{steps:.0f} 步之后，一直留在 {near:g} 以内。每一步用时 {each:.0f}，共用时 {time:,.0f}；"
    "最先到达的是每批 {best} 个，用时 {least:,.0f}。{verdict}",
)
NEVER = Text(
    "Batches of {size} do not settle within {near:g} in {most} steps: at α = {rate:g} they wander too wide. "
    "Take larger ones, which tremble less.",
    "每批 {size} 个样本：{most} 步之内没能稳定在 {near:g} 以内，α = {rate:g} 时徘徊的范围太大。"
    "换大一些的批量，抖动会小一些。",
)
FIRST = Text(
    "Smaller ones need more steps or never settle; larger ones pay more for each.",
    "批量再小，要走更多步，或者稳定不下来；再大，每一步更费时。",
)
LARGER = Text(
    "These pay more for each step than they save in steps.",
    "现在的批量每一步更费时，省下的步数抵不上。",
)
SMALLER = Text(
    "These pay less for a step, but their noise costs more steps.",
    "现在的批量每一步省时，但噪声使步数变多。",
)
SETTLES = Text("near after {steps:.0f} steps", "{steps:.0f} 步到达附近")
UNSETTLED = Text("never settles", "稳定不下来")
AT_TIME = Text("at time {time:,.0f}", "用时 {time:,.0f}")
NOT_AT_ALL = Text("never", "到不了")
TIME = Text("time (1 = one sample's work)", "时间（1 = 一个样本的计算）")
TIMES_FROM = {"128": 5e3, "0": 200}  # the lower end of the axis of times, by what a call costs
NEVER_AT = 1.5e5  # where the sizes that never arrive are marked


def describe_race(race: Race, doublings: int, near: float) -> Seen:
    """Say how the size of 2^doublings does, and what to change."""
    if np.isinf(race.arrivals[doublings]):
        return Seen(NEVER.format(size=2**doublings, near=near, most=STEPS - STAY, rate=RATE), reached=False)
    verdict = FIRST if doublings == race.fastest else LARGER if doublings > race.fastest else SMALLER
    caption = ARRIVES.format(
        size=2**doublings,
        near=near,
        steps=race.arrivals[doublings],
        each=race.step_times[doublings],
        time=race.times[doublings],
        best=2**race.fastest,
        least=race.times[race.fastest],
        verdict=verdict,
    )
    return Seen(caption, reached=doublings == race.fastest)


def explorer(size: int = 256) -> Explorer:
    """Return the walk, its cost in time, and the time that every size takes, from a size that is a power of 2.

    Raises
    ------
    ValueError
        If `size` is not one of the sizes 1, 2, 4, …, 256.
    """
    sizes = [2**k for k in LOG_SIZES]
    if size not in sizes:
        raise ValueError(f"size must be one of {', '.join(map(str, sizes))}; got {size!r}")
    fig, (left, middle, right) = new_figure(columns=3, height=3.4)
    draw_bowl(left)
    (track,) = left.plot([], [], ".-", color=COLOURS[0], markersize=3, linewidth=0.8)
    (curve,) = middle.plot([], [], "-", color=COLOURS[0], linewidth=1.0)
    goal = middle.axhline(1, color=COLOURS[1], linestyle="--")
    (arrival,) = middle.plot([], [], "o", color=COLOURS[1], markersize=8)
    middle.set(xscale="log", yscale="log", xlim=(3, 3e5), ylim=(1e-5, 1), xlabel=label(TIME), ylabel=label(EXCESS))
    (times,) = right.plot([], [], "s--", color="0.4", markersize=4, linewidth=1)
    (here,) = right.plot([], [], "o", color=COLOURS[1], markersize=8, zorder=5)
    (lost,) = right.plot([], [], "x", color="0.4", linestyle="none", markersize=6)
    right.set(xscale="log", yscale="log", xlim=(0.7, 360))
    right.set_xlabel(label(Text("batch size", "批量大小")))
    right.set_ylabel(label(Text("time to be near", "到达附近的用时")))
    right.text(1, 2.2e5, label(Text("× never", "× 到不了")), color="0.3", zorder=BELOW)
    right.set_xticks([1, 4, 16, 64, 256], ["1", "4", "16", "64", "256"])
    right.minorticks_off()

    def draw(doublings: float, near: str, extra: str) -> Seen:
        k, level, race = round(doublings), float(near), compute_race(float(near), float(extra))
        track.set_data(*race.paths[k].T)
        left.set_title(label(Text("batches of {size}", "每批 {size} 个样本"), size=2**k))
        curve.set_data(np.arange(1, STEPS + 1) * race.step_times[k], race.costs[k][1:])
        goal.set_ydata([level, level])
        arrival.set_data([race.times[k]], [level])
        arrived = np.isfinite(race.times)
        times.set_data(np.array(sizes)[arrived], race.times[arrived])
        lost.set_data(np.array(sizes)[~arrived], np.full(np.sum(~arrived), NEVER_AT))
        here.set_data([sizes[k]], [race.times[k] if arrived[k] else NEVER_AT])
        middle.set_title(label(SETTLES if arrived[k] else UNSETTLED, steps=race.arrivals[k]))
        right.set_ylim(TIMES_FROM[extra], 3e5)
        right.set_title(label(AT_TIME if arrived[k] else NOT_AT_ALL, time=race.times[k]))
        return describe_race(race, k, level)

    def best() -> dict[str, int]:
        return {"doublings": compute_race(float(shown.state["near"]), float(shown.state["extra"])).fastest}

    shown = Explorer(
        fig,
        draw,
        Slider("doublings", Text("batch size 2ᵏ, with k =", "批量大小 2ᵏ，k ="), 0, 8, 1, float(np.log2(size))),
        Choice("near", Text("stay within", "留在多少以内"), NEAR, "0.01"),
        Choice("extra", Text("a call costs", "每次调用的开销"), EXTRA, "128"),
        goal=GOAL,
        best=best,
    )
    return shown
