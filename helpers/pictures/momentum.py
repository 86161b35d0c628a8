"""Pictures of lesson 04: paths down a ravine, what averaging does to gradients, the α × β plane, bumps on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.bias_correction import ema_corrected
from helpers.ema import ema
from helpers.language import Text
from helpers.momentum import (
    accumulated_momentum_step,
    initialize_velocity,
    momentum_step,
    update_parameters_with_momentum,
)
from helpers.objectives import bumpy_bowl, ravine
from helpers.paths import descend, steps_to_stay_within
from helpers.plots import COLOURS, OVER_LINES, label, mark_goal, new_figure, new_mosaic, whose
from helpers.rates import (
    DIVERGES,
    RIPPLES,
    SMOOTH,
    best_plain,
    convergence_rate,
    regime,
    stability_limit,
)
from helpers.widgets import Explorer, Seen, Slider

MU, L = 1.0, 100.0
RAVINE = ravine(MU, L)
START = np.array([-1.0, 0.3])  # along the ravine, across it
GOAL, GOAL_STEPS = 1e-4, 40  # the explorer's goal: the cost that counts as "at the minimum", and within how many steps
STEPS = 300
FLOOR = 1e-8  # the lower edge of the picture of costs
SOON = 60  # its right edge, where a walk arrives or leaves before; only two, because a new axis takes long to draw
GONE = 1e3  # a walk that is this far out has left for good: it is not drawn further
ALONG, ACROSS = Text("$w_1$, along the ravine", "w₁，峡谷纵向"), Text("$w_2$, across", "w₂，横向")
COST, STEP, GRADIENT = Text("cost J(w)", "代价 J(w)"), Text("step t", "步 t"), Text("gradient", "梯度")

# --- walks on the ravine ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """A walk from START: its points (steps + 1, 2), their cost, and the steps until the cost stays below GOAL.

    Its regime and the factor by which, in the long run, a step multiplies the distance are those of theory.
    """

    path: np.ndarray
    cost: np.ndarray
    steps: float
    regime: int
    factor: float

    @property
    def on_the_edge(self) -> bool:
        """Whether the walk neither comes closer in the long run nor leaves: α is exactly where divergence begins."""
        return abs(self.factor - 1) < 1e-9

    @property
    def expected(self) -> np.ndarray:
        """The cost that would shrink by the same factor in every step."""
        with np.errstate(over="ignore"):
            return self.cost[0] * self.factor ** (2 * np.arange(len(self.cost)))


@lru_cache(maxsize=16)  # a step that was drawn ahead is computed already
def compute_walk(learning_rate: float, beta: float, steps: int = STEPS) -> Walk:
    """Walk down the ravine with averaged momentum; points farther out than GONE are NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        path = descend(RAVINE.gradient, START, steps, learning_rate, beta)
        gone = np.maximum.accumulate(~(np.max(np.abs(path), axis=1) < GONE))
    path[gone] = np.nan
    cost = RAVINE.value(path)
    reached = np.inf if gone[-1] else float(steps_to_stay_within(cost[:, None], GOAL))
    at = beta, learning_rate, [MU, L]
    return Walk(path, cost, reached, int(regime(*at)), float(convergence_rate(*at)))


def draw_ravine(ax: Axes) -> None:
    """Draw the ravine's lines of equal cost and its minimum, and name the axes."""
    x, y = np.meshgrid(np.linspace(-1.2, 0.6, 91), np.linspace(-0.6, 0.6, 61))
    cost = RAVINE.value(np.stack([x, y], axis=-1))
    ax.contour(x, y, cost, levels=[0.1, 0.5, 1, 2, 4, 8, 14], colors="0.75", linewidths=0.8)
    ax.plot(0, 0, "*", color=COLOURS[4], markersize=13, zorder=3)
    ax.set(xlabel=label(ALONG), ylabel=label(ACROSS), xlim=(-1.2, 0.6), ylim=(-0.6, 0.6))


def zigzag(steps: int = 40) -> tuple[Figure, Text]:
    """Draw plain descent at its best learning rate beside momentum, for the same number of steps."""
    learning_rate, _ = best_plain(MU, L)
    plain, momentum = compute_walk(learning_rate, 0.0, steps), compute_walk(0.08, 0.8, steps)
    fig, axes = new_figure(columns=2)
    titles = (
        Text("Plain descent, α = {rate:.4f}", "普通梯度下降，α = {rate:.4f}").format(rate=learning_rate),
        Text("Momentum, α = 0.08, β = 0.8", "动量，α = 0.08，β = 0.8"),
    )
    below = Text("{title}\ncost after {steps} steps: {cost:.3g}", "{title}\n{steps} 步后的代价：{cost:.3g}")
    for ax, walk, title, colour in zip(axes, (plain, momentum), titles, COLOURS, strict=False):
        draw_ravine(ax)
        ax.plot(*walk.path.T, "o-", color=colour, markersize=3, linewidth=1.2)
        ax.set_title(label(below, title=title, steps=steps, cost=walk.cost[-1]))
    alt = Text(
        "Two walks of {steps} steps from one start in a long narrow valley. Plain descent jumps from side to side and "
        "creeps along, to a cost of {plain:.3g}; momentum runs down the floor while its swings shrink, "
        "to {momentum:.3g}.",
        "峡谷中，从同一起点出发各走 {steps} 步。普通梯度下降横向来回跳动，纵向缓慢爬行，代价降到 {plain:.3g}；"
        "动量沿谷底前进，摆动越来越小，代价降到 {momentum:.3g}。",
    )
    return fig, alt.format(steps=steps, plain=plain.cost[-1], momentum=momentum.cost[-1])


def compute_components(steps: int = 40, beta: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients (steps, 2) that plain descent meets on its way, and their averages."""
    gradients = RAVINE.gradient(descend(RAVINE.gradient, START, steps - 1, best_plain(MU, L)[0]))
    return gradients, ema(gradients, beta)


def components(steps: int = 40, beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the gradient along and across the ravine, step by step, and what averaging makes of it."""
    gradients, averages = compute_components(steps, beta)
    t = np.arange(1, steps + 1)
    fig, axes = new_figure(columns=2)
    average = label(Text("average, β = {beta:g}", "平均，β = {beta:g}"), beta=beta)
    titles = (
        Text("Across: alternates, so it cancels", "横向：正负交替，相互抵消"),
        Text("Along: steady, so it stays", "纵向：方向一致，得以保留"),
    )
    for ax, i, title in zip(axes, (1, 0), titles, strict=True):
        ax.plot(t, gradients[:, i], ".-", color="0.65", linewidth=0.8, label=label(GRADIENT))
        ax.plot(t, averages[:, i], "-", color=COLOURS[0], linewidth=2.4, label=average)
        ax.axhline(0, color="0.3", linewidth=0.8, linestyle="-")
        ax.set(title=label(title), xlabel=label(STEP), ylabel=label(GRADIENT))
    axes[1].legend()
    last = np.abs(averages[-1] / gradients[-1])
    alt = Text(
        "The gradients of {steps} steps of plain descent and their average. Across the ravine they alternate, and the "
        "last average is {across:.2g} times the size of the last gradient; along it they keep their sign, "
        "and it is {along:.2g} times.",
        "普通梯度下降 {steps} 步中的梯度及其平均。横向梯度正负交替，最后的平均值大小只有最后一个梯度的 "
        "{across:.2g} 倍；纵向梯度符号不变，平均值是它的 {along:.2g} 倍。",
    )
    return fig, alt.format(steps=steps, across=last[1], along=last[0])


# --- velocity ---------------------------------------------------------------------------------------------------------


CURVES = {
    "gradient": GRADIENT,
    "averaged": Text("averaged", "平均形式"),
    "bias-corrected": Text("bias-corrected", "经偏差修正"),
    "accumulated": Text("accumulated", "累加形式"),
}


def compute_velocities(beta: float = 0.9, push: int = 80, steps: int = 130) -> dict[str, np.ndarray]:
    """Return the velocities, by form, under a gradient of 1 for `push` steps and of 0 for the rest."""
    gradients = (np.arange(steps) < push).astype(float)
    averaged = ema(gradients, beta)
    return {
        "gradient": gradients,
        "averaged": averaged,
        "bias-corrected": ema_corrected(gradients, beta),
        "accumulated": averaged / (1 - beta),
    }


def velocities(beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw how velocity rises under a steady gradient and coasts to rest without one, in both forms."""
    curves = compute_velocities(beta)
    t = np.arange(1, len(curves["gradient"]) + 1)
    fig, (left, right) = new_figure(columns=2)
    for name in ("gradient", "averaged", "bias-corrected"):
        style = {"color": "0.6", "linestyle": ":"} if name == "gradient" else {}
        left.plot(t, curves[name], label=label(CURVES[name]), **style)
    right.plot(t, curves["gradient"], color="0.6", linestyle=":", label=label(GRADIENT))
    right.plot(t, curves["accumulated"], color=COLOURS[2], label=label(CURVES["accumulated"]))
    speed = Text("velocity v (in units of g)", "速度 v（以 g 为单位）")
    for ax, rule in ((left, "v = βv + (1 − β)g"), (right, "v = βv + g")):
        title = label(Text("{rule}, β = {beta:g}", "{rule}，β = {beta:g}"), rule=rule, beta=beta)
        ax.set(title=title, xlabel=label(STEP), ylabel=label(speed))
        ax.legend(loc="lower left", bbox_to_anchor=(0.1, 0.25), fontsize=9)
    alt = Text(
        "Velocity under a gradient that is 1 up to step {push} and 0 after it. The averaged velocity rises to "
        "{averaged:.3f} and never above 1, the accumulated one to {accumulated:.2f}; with bias correction it is "
        "{first:.2g} from the first step. Then all coast, losing {friction:.0%} of their speed in each step.",
        "梯度到第 {push} 步为止都是 1，之后为 0，图中是相应的速度。平均形式升到 {averaged:.3f}，从不超过 1；"
        "累加形式升到 {accumulated:.2f}；加上偏差修正后，第一步就是 {first:.2g}。"
        "梯度消失后，速度都靠惯性滑行，每步损失 {friction:.0%}。",
    )
    return fig, alt.format(
        push=int(curves["gradient"].sum()),
        averaged=curves["averaged"].max(),
        accumulated=curves["accumulated"].max(),
        first=curves["bias-corrected"][0],
        friction=1 - curves["averaged"][-1] / curves["averaged"][-2],
    )


# --- the α × β plane --------------------------------------------------------------------------------------------------


def compute_edges(betas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return αλ at which a direction of curvature λ begins to ripple, (1 − √β)/(1 + √β), and to diverge, for each β."""
    return (1 - np.sqrt(betas)) / (1 + np.sqrt(betas)), np.array([stability_limit(beta, 1.0) for beta in betas])


def compute_plane(points: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return α (points,), β (points,) and the rate of convergence on the ravine (points, points) for each pair."""
    rates, betas = np.geomspace(0.001, 0.4, points), np.linspace(0, 0.98, points)
    return rates, betas, convergence_rate(betas[:, None], rates, [MU, L])


def draw_plane(ax: Axes) -> None:
    """Draw where walks down the ravine converge smoothly, ripple and diverge, and how fast they are."""
    rates, betas, plane = compute_plane()
    ripples, diverges = (edge / L for edge in compute_edges(betas))  # the steep direction is the first to do either
    low, high = np.full(len(betas), rates[0]), np.full(len(betas), rates[-1])
    borders = (low, np.clip(ripples, rates[0], rates[-1]), np.clip(diverges, rates[0], rates[-1]), high)
    for start, end, colour, hatch in zip(borders[:-1], borders[1:], REGIME_COLOURS, ("", "", "//"), strict=True):
        ax.fill_betweenx(betas, start, end, facecolor=colour, hatch=hatch, edgecolor="#e0b8a8", linewidth=0)
    ax.plot(ripples, betas, color="0.3", linestyle="--", linewidth=1)
    ax.plot(diverges, betas, color="0.3", linestyle="-", linewidth=1.5)
    tenfold = {10 ** (-1 / steps): str(steps) for steps in (500, 200, 100, 50, 30, 20, 15)}
    lines = ax.contour(rates, betas, plane, levels=sorted(tenfold), colors="0.45", linewidths=0.8)
    places = [(0.0046, 0.3), (0.0115, 0.3), (0.023, 0.4), (0.042, 0.66), (0.056, 0.7), (0.068, 0.73), (0.1, 0.7)]
    ax.clabel(lines, fmt=tenfold, fontsize=8, manual=places, zorder=2)
    for word, x, y, angle in (
        (Text("smooth", "平滑"), 0.00125, 0.15, 90),
        (Text("ripples", "震荡"), 0.0013, 0.82, 0),
        (Text("diverges", "发散"), 0.07, 0.2, 0),
    ):
        ax.text(x, y, label(word), rotation=angle, zorder=2)
    ax.set(xscale="log", xlim=(rates[0], rates[-1]), ylim=(-0.02, 0.98), ylabel="β")
    ax.set_xlabel(
        label(Text("learning rate α (lines: steps per factor of 10)", "学习率 α（线：距离缩小到 1/10 的步数）"))
    )
    ax.set_xticks([0.001, 0.01, 0.1], ["0.001", "0.01", "0.1"])


# --- yours beside ours ------------------------------------------------------------------------------------------------

REFERENCE = Text("reference", "参考实现")
Update = Callable[..., tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]


def compute_path_of(update: Update, learning_rate: float, beta: float, steps: int) -> np.ndarray:
    """Walk down the ravine with a function on the course's dicts: b1 lies along it, W1 across; (steps + 1, 2)."""
    parameters = {"W1": START[1].reshape(1, 1).copy(), "b1": START[0].reshape(1, 1).copy()}
    v = initialize_velocity(parameters)
    path = [START]
    for _ in range(steps):
        along, across = RAVINE.gradient(path[-1])
        grads = {"dW1": np.array([[across]]), "db1": np.array([[along]])}
        parameters, v = update(parameters, grads, v, beta, learning_rate)
        path.append(np.array([parameters["b1"].item(), parameters["W1"].item()]))  # copied: it may be updated in place
    return np.array(path)


def yours_beside_ours(
    update: Update, learning_rate: float = 0.08, beta: float = 0.8, steps: int = 40
) -> tuple[Figure, Text]:
    """Draw the path that a learner's update function walks on top of the reference's."""
    mine, ours = (compute_path_of(f, learning_rate, beta, steps) for f in (update, update_parameters_with_momentum))
    fig, ax = new_figure(width=6.0)
    draw_ravine(ax)
    ax.plot(*ours.T, color=COLOURS[4], linestyle="-", linewidth=7, alpha=0.5, label=label(REFERENCE))
    name = whose(update, update_parameters_with_momentum)
    ax.plot(*mine.T, "o-", color=COLOURS[0], markersize=3, linewidth=1.2, label=name)
    title = Text("{steps} steps, α = {rate:g}, β = {beta:g}", "{steps} 步，α = {rate:g}，β = {beta:g}")
    ax.set_title(label(title, steps=steps, rate=learning_rate, beta=beta))
    ax.legend()
    gap = float(np.max(np.abs(mine - ours)))
    if gap < 1e-9:
        alt = Text(
            "The path lies on the reference's: {steps} steps, to a distance of {left:.2g} from the minimum.",
            "路径与参考实现重合：{steps} 步后，离最小值的距离为 {left:.2g}。",
        )
        return fig, alt.format(steps=steps, left=float(np.linalg.norm(mine[-1])))
    alt = Text("Your path leaves the reference's by up to {gap:.3g}.", "你的路径与参考实现最多相差 {gap:.3g}。")
    return fig, alt.format(gap=gap)


# --- bumps ------------------------------------------------------------------------------------------------------------

BUMPS = bumpy_bowl()
FROM = Text("start", "起点")

BUMPY_WALKS = (
    (Text("plain descent", "普通梯度下降"), 0.0, momentum_step),
    (Text("momentum, averaged", "动量，平均形式"), 0.9, momentum_step),
    (Text("momentum, accumulated", "动量，累加形式"), 0.9, accumulated_momentum_step),
)


def compute_bumps(start: float = 3.0, learning_rate: float = 0.01) -> dict[Text, np.ndarray]:
    """Walk down the bumpy bowl at one learning rate: plain descent and both forms of momentum, (1001,) each."""
    return {
        name: descend(BUMPS.gradient, np.array([start]), 1000, learning_rate, beta, step)[:, 0]
        for name, beta, step in BUMPY_WALKS
    }


def bumps(start: float = 3.0, learning_rate: float = 0.01) -> tuple[Figure, Text]:
    """Draw where three walks at one learning rate come to rest on a bowl with bumps."""
    ends = {name: float(path[-1].round(6)) + 0.0 for name, path in compute_bumps(start, learning_rate).items()}
    w = np.linspace(-2, 3.2, 400)
    fig, ax = new_figure()
    ax.plot(w, BUMPS.value(w[:, None]), color="0.6", linestyle="-")
    for (name, end), marker, size in zip(ends.items(), "so^", (13, 8, 11), strict=True):
        rests = label(Text("{name}: rests at w = {end:.2f}", "{name}：停在 w = {end:.2f}"), name=name, end=end)
        ax.plot(end, BUMPS.value(np.array([end])), marker, markersize=size, label=rests)
    ax.plot(start, BUMPS.value(np.array([start])), "x", color="0.2", markersize=9, label=label(FROM))
    title = Text("α = {rate:g}, momentum with β = 0.9", "α = {rate:g}，动量取 β = 0.9")
    ax.set(xlabel="w", ylabel=label(COST), title=label(title, rate=learning_rate))
    ax.legend(loc="upper left")
    alt = Text(
        "A bowl with bumps and three walks from w = {start:g}. Plain descent comes to rest at {ends[0]:.2f}, averaged "
        "momentum at {ends[1]:.2f}, accumulated momentum at {ends[2]:.2f}; the lowest point is 0.",
        "碗形曲线上有起伏，三条路径都从 w = {start:g} 出发。普通梯度下降停在 {ends[0]:.2f}，"
        "平均形式的动量停在 {ends[1]:.2f}，累加形式的动量停在 {ends[2]:.2f}；最低点是 0。",
    )
    return fig, alt.format(start=start, ends=list(ends.values()))


# --- the explorer -----------------------------------------------------------------------------------------------------

REGIMES = {
    SMOOTH: Text("converges smoothly", "平滑收敛"),
    RIPPLES: Text("converges with ripples", "震荡收敛"),
    DIVERGES: Text("diverges", "发散"),
}
EDGE = Text("neither closer nor away", "既不靠近也不远离")
HERE = Text("α = {rate:.3f}, β = {beta:.2f}", "α = {rate:.3f}，β = {beta:.2f}")
BY_THEORY = Text("dotted, by theory: cost × {factor:.3g} a step", "点线为理论值：代价每步 × {factor:.3g}")
REGIME_COLOURS = ("#d6eaf5", "#fdf1d5", "#f3d3c5")
REACH = Text(
    "A cost that stays below {goal:g} after fewer than {most} steps.",
    "用不到 {most} 步，让代价降到 {goal:g} 以下，并且不再回升。",
).format(goal=GOAL, most=GOAL_STEPS)
ARRIVES = Text(
    "α = {rate:.3f}, β = {beta:.2f} {regime}: in the long run each step leaves {factor:.1%} of the distance. "
    "The cost stays below {goal:g} after {steps:.0f} steps.",
    "α = {rate:.3f}，β = {beta:.2f}：{regime}，长远来看，每走一步，距离剩下 {factor:.1%}。"
    "{steps:.0f} 步之后，代价一直低于 {goal:g}。",
)
ON_ITS_WAY = Text(
    "α = {rate:.3f}, β = {beta:.2f} {regime}: in the long run each step leaves {factor:.1%} of the distance. "
    "That is too much: the cost is not below {goal:g} for good within {most} steps.",
    "α = {rate:.3f}，β = {beta:.2f}：{regime}，长远来看，每走一步，距离剩下 {factor:.1%}。"
    "剩得太多：走 {most} 步，代价也没能稳定在 {goal:g} 以下。",
)
LEAVES = Text(
    "α = {rate:.3f}, β = {beta:.2f} {regime}: in the long run each step multiplies the distance by {factor:.2f}. "
    "At this β, α must stay below {limit:.3f}.",
    "α = {rate:.3f}，β = {beta:.2f}：{regime}，长远来看，每走一步，距离变为原来的 {factor:.2f} 倍。"
    "在这个 β 下，α 必须小于 {limit:.3f}。",
)
STAYS = Text(
    "α = {rate:.3f}, β = {beta:.2f} is just where divergence begins: in the long run the walk comes {regime}. "
    "At this β, α must stay below {limit:.3f}.",
    "α = {rate:.3f}，β = {beta:.2f}：正好在发散的边界上，长远来看{regime}。在这个 β 下，α 必须小于 {limit:.3f}。",
)


def name_regime(walk: Walk) -> Text:
    """Say in a few words what becomes of a walk in the long run."""
    return EDGE if walk.on_the_edge else REGIMES[walk.regime]


def describe_walk(walk: Walk, learning_rate: float, beta: float) -> Seen:
    """Say how a walk went: its regime, its rate, the steps that it took, and whether that is fast enough."""
    if walk.on_the_edge:
        template = STAYS
    elif walk.regime == DIVERGES:
        template = LEAVES
    else:
        template = ON_ITS_WAY if np.isinf(walk.steps) else ARRIVES
    caption = template.format(
        rate=learning_rate,
        beta=beta,
        regime=name_regime(walk),
        factor=walk.factor,
        goal=GOAL,
        steps=walk.steps,
        most=STEPS,
        limit=stability_limit(beta, L),
    )
    return Seen(caption, reached=walk.steps < GOAL_STEPS)


def explorer(learning_rate: float = 0.015, beta: float = 0.0) -> Explorer:
    """Return the α × β plane with a point to move, and that point's walk down the ravine and its cost."""
    fig, axes = new_mosaic([["plane", "walk"], ["plane", "cost"]], widths=(1, 1), height=4.8)
    plane, left, right = axes["plane"], axes["walk"], axes["cost"]
    draw_plane(plane)
    (here,) = plane.plot([], [], "o", color=COLOURS[0], markeredgecolor="white", markersize=11, clip_on=False, zorder=5)
    draw_ravine(left)
    (track,) = left.plot([], [], "o-", color=COLOURS[0], markersize=3, linewidth=1.2)
    (curve,) = right.plot([], [], color=COLOURS[0], linestyle="-")
    (theory,) = right.plot([], [], color="0.35", linestyle=":")
    mark_goal(right, (0, GOAL_STEPS), (FLOOR, GOAL), where=(2, 3 * FLOOR))
    said = right.text(0.98, 0.95, "", transform=right.transAxes, ha="right", va="top", bbox=OVER_LINES, zorder=6)
    right.set(yscale="log", ylim=(FLOOR, 1e5), xlabel=label(STEP), ylabel=label(COST))
    t = np.arange(STEPS + 1)

    def draw(learning_rate: float, beta: float) -> Seen:
        walk = compute_walk(learning_rate, beta)
        here.set_data([learning_rate], [beta])
        track.set_data(*walk.path.T)
        plane.set_title(label(HERE, rate=learning_rate, beta=beta))
        left.set_title(label(name_regime(walk)))
        curve.set_data(t, walk.cost)
        theory.set_data(t, walk.expected)
        said.set_text(label(BY_THEORY, factor=walk.factor**2))
        right.set_xlim(0, SOON if walk.regime == DIVERGES or walk.steps < SOON else STEPS)
        return describe_walk(walk, learning_rate, beta)

    return Explorer(
        fig,
        draw,
        Slider("learning_rate", "α", 0.001, 0.25, 0.001, learning_rate),
        Slider("beta", "β", 0.0, 0.98, 0.01, beta),
        goal=REACH,
        best={"learning_rate": 0.098, "beta": 0.7},
    )
