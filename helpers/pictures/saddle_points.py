"""Pictures of lesson 08: kinds of critical points, a saddle from two sides, walks that leave it, and a plateau."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.language import Text
from helpers.methods import METHODS
from helpers.objectives import plateau, saddle
from helpers.paths import descend, descend_with
from helpers.plots import COLOURS, GOAL, INK, LINE_STYLES, label, new_figure, whose
from helpers.saddle_points import classify_critical_point, escape_saddle
from helpers.widgets import Explorer, Seen, Slider, Switch

SADDLE, PLATEAU = saddle(), plateau()
REACH = (1.3, 1.75)  # how far the pictures of the saddle go along x and along y
VALLEY = float(np.sqrt(2))  # the minima lie at y = ±√2
OUT = 1.0  # |y| from which a walk has left the saddle
RATE, STEPS = 0.1, 100  # of the walks with noise
GROWTH = 1 + 2 * RATE  # what a step multiplies a small y by
GOAL_STEPS, GOAL_WOBBLE = 40, 0.02  # the explorer's goal: out within so many steps, and no more wobble in the valley

DISTANCE = Text("|y|, distance from the ridge", "|y|，到山脊的距离")
STEP, OUTSIDE = Text("step t", "步 t"), Text("out", "离开")

STILL = 1.9  # what never changes lies below what does, so that it need not be drawn again

# --- surfaces ---------------------------------------------------------------------------------------------------------

# The eye stands above, where x and y are below 0: the way down the ridge and the ways to both valleys point apart.
AZIMUTH, ELEVATION = np.radians([-142.0, 50.0])
SQUEEZE = 0.7  # heights are drawn a little lower than they are, so that less is hidden
PALE = ListedColormap(0.5 + 0.5 * colormaps["viridis"](np.linspace(0, 1, 256)))  # walks and words stand out on it
BANDS = 14  # of one colour each: a picture of few colours is made and sent sooner
Value = Callable[[np.ndarray], np.ndarray]


def seen(points: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Project points (…, 2) of a surface, with their heights (…), onto the page: (…, 2), to the right and up.

    matplotlib's own axes in three dimensions would draw a fixed surface anew, and slowly, for each step of a slider.

    Example
    -------
    >>> seen(np.zeros((1, 2)), np.array([1.0])).round(3)
    array([[0.  , 0.45]])
    """
    x, y = points[..., 0], points[..., 1]
    away = x * np.cos(AZIMUTH) + y * np.sin(AZIMUTH)
    right = y * np.cos(AZIMUTH) - x * np.sin(AZIMUTH)
    return np.stack([right, SQUEEZE * heights * np.cos(ELEVATION) - away * np.sin(ELEVATION)], axis=-1)


def _grid(reach: tuple[float, float]) -> np.ndarray:
    """Points (73, 49, 2) of a rectangle."""
    x, y = reach
    return np.stack(np.meshgrid(np.linspace(x, -x, 49), np.linspace(y, -y, 73)), axis=-1)


def _paint(ax: Axes, places: np.ndarray, heights: np.ndarray) -> None:
    """Paint heights at places (…, 2) of the page, the lowest first: from above, what hides something is higher."""
    ax.contourf(places[..., 0], places[..., 1], heights, levels=BANDS, cmap=PALE, antialiased=True)


def draw_surface(ax: Axes, value: Value, reach: tuple[float, float]) -> None:
    """Draw a cost over a rectangle as a surface, with a net on it, its flat point (0, 0) and the names of its axes."""
    grid = _grid(reach)
    heights = value(grid)
    page = seen(grid, heights)
    _paint(ax, page, heights)
    ax.add_collection(LineCollection([*page[::8], *page.swapaxes(0, 1)[::8]], colors="white", linewidths=0.6))
    ax.plot(0, 0, "s", color="white", markeredgecolor=INK, markersize=7)
    corner, length = page.min(axis=(0, 1)) + np.array([0.15, 0.0]) * reach[0], 0.4 * reach[0]
    for name, direction in (("x", [1.0, 0.0]), ("y", [0.0, 1.0])):
        tip = seen(np.array(direction), np.array(0.0))
        ax.plot(*np.stack([corner, corner + length * tip], axis=-1), color=INK, linewidth=1, linestyle="-")
        x, y = corner + 1.3 * length * tip
        ax.text(x, y, name, ha="center", va="center", zorder=2)
    ax.set_aspect("equal")
    ax.set_axis_off()


def _quadratic(hessian: np.ndarray) -> Value:
    return lambda w: 0.5 * np.sum(w * (w @ hessian), axis=-1)


def kinds() -> tuple[Figure, Text]:
    """Draw a minimum, a maximum and a saddle, each with the eigenvalues of its Hessian."""
    fig, axes = new_figure(columns=3, height=2.6)
    told = []
    surfaces = (([1.0, 1.0], "极小值点"), ([-1.0, -1.0], "极大值点"), ([1.0, -1.0], "鞍点"))
    below = Text("{kind}\neigenvalues {low}, {high}", "{kind}\n特征值 {low}，{high}")
    for ax, (curvatures, chinese) in zip(axes, surfaces, strict=True):
        hessian = np.diag(curvatures)
        draw_surface(ax, _quadratic(hessian), (1.0, 1.0))
        low, high = (f"{value:+.0f}".replace("-", "−") for value in np.linalg.eigvalsh(hessian))
        told.append(classify_critical_point(hessian))
        ax.set_title(label(below, kind=Text(told[-1], f"{chinese}（{told[-1]}）"), low=low, high=high), loc="center")
    alt = Text(
        "Three surfaces, each flat at a point in the middle. A {k[0]}: a bowl, both eigenvalues of the Hessian are "
        "positive. A {k[1]}: a dome, both are negative. A {k[2]}: up one way, down the other, one of each sign.",
        "三张曲面，正中都有一个平坦的点。极小值点（{k[0]}）：像碗，Hessian 的两个特征值都为正。"
        "极大值点（{k[1]}）：像穹顶，两个都为负。鞍点（{k[2]}）：一个方向向上，另一个方向向下，一正一负。",
    )
    return fig, alt.format(k=told)


def draw_map(ax: Axes) -> None:
    """Draw the saddle from above in the surface's colours, its lines of equal cost, saddle point and minima."""
    grid = _grid(REACH)
    heights = SADDLE.value(grid)
    _paint(ax, grid, heights)
    levels = [-0.9, -0.6, -0.3, 0, 0.3, 0.7, 1.2, 2]
    ax.contour(grid[..., 0], grid[..., 1], heights, levels=levels, colors="white", linewidths=0.8, linestyles="-")
    ax.plot(0, 0, "s", color="white", markeredgecolor=INK, markersize=7)
    ax.plot([0, 0], [VALLEY, -VALLEY], "*", color="white", markeredgecolor=INK, markersize=11)
    ax.set(xlabel="x", ylabel="y", aspect="equal", xlim=(-REACH[0], REACH[0]), ylim=(-REACH[1], REACH[1]))
    ax.grid(visible=False)


def on_the_surface(path: np.ndarray) -> np.ndarray:
    """Where the points (…, 2) of a walk on the saddle are seen, a hair above its surface."""
    return seen(path, SADDLE.value(path) + 0.02)


def compute_plain(off: float, steps: int) -> np.ndarray:
    """Walk plain descent from (1, off) at α = 0.1; the points, of shape (steps + 1, 2)."""
    return descend(SADDLE.gradient, np.array([1.0, off]), steps, RATE)


def two_views(steps: int = 60) -> tuple[Figure, Text]:
    """Draw the lesson's saddle as a surface and as a map, with a walk from the ridge and one from beside it."""
    fig, (left, right) = new_figure(columns=2, height=3.8)
    left.get_gridspec().set_width_ratios([3, 2])
    draw_surface(left, SADDLE.value, REACH)
    draw_map(right)
    ends = []
    for off, start, mark, colour in (
        (0.0, Text("from y = 0", "从 y = 0 出发"), "s-", COLOURS[1]),
        (-0.01, Text("from y = −0.01", "从 y = −0.01 出发"), "o-", COLOURS[0]),
    ):
        path = compute_plain(off, steps)
        style = {"color": colour, "markersize": 3, "linewidth": 1.2, "zorder": 4}
        left.plot(*on_the_surface(path).T, mark, label=label(start), **style)
        right.plot(*path.T, mark, **style)
        ends.append(path[-1])
    left.set_title("f = x² − y² + y⁴/4")
    left.legend(loc="upper left", fontsize=9)
    right.set_title(label(Text("{steps} steps of plain descent", "普通梯度下降 {steps} 步"), steps=steps))
    alt = Text(
        "A saddle as a surface and as a map: the cost rises along x and falls along y, into two valleys. Plain descent "
        "from y = 0 runs onto the saddle point and stays there, at y = {on:g}; from y = −0.01 it turns off and ends "
        "at y = {off}, in a valley, after {steps} steps.",
        "同一个鞍面的曲面图和俯视图：代价沿 x 方向升高，沿 y 方向降低，通向两个山谷。"
        "普通梯度下降从 y = 0 出发，走到鞍点就停在那里，y = {on:g}；从 y = −0.01 出发，则会拐开，"
        "{steps} 步之后到达 y = {off}，落在一个山谷里。",
    )
    return fig, alt.format(on=ends[0][1], off=f"{ends[1][1]:.3f}".replace("-", "−"), steps=steps)


# --- five methods -----------------------------------------------------------------------------------------------------


def compute_escapes(off: float = 1e-6, steps: int = 900) -> dict[Text, np.ndarray]:
    """Return |y| of each method's walk from (1, off) on the saddle at α = 0.01, up to the step that leaves it."""
    start = np.array([1.0, off])
    return {
        name: np.abs(descend_with(method, SADDLE.gradient, start, steps, 0.01, lambda w: abs(w[1]) >= OUT)[:, 1])
        for name, method in METHODS.items()
    }


def compute_crossings(start: float = 10.0, steps: int = 14_000) -> dict[Text, np.ndarray]:
    """Return x of each method's walk on the plateau at α = 0.1, up to the step that comes within 0.1 of the dip."""
    return {
        name: descend_with(method, PLATEAU.gradient, np.array([start]), steps, 0.1, lambda w: abs(w[0]) < 0.1)[:, 0]
        for name, method in METHODS.items()
    }


def methods() -> tuple[Figure, Text]:
    """Draw how five methods leave a saddle and cross a plateau, each at one learning rate."""
    escapes, crossings = compute_escapes(), compute_crossings()
    fig, (left, right) = new_figure(columns=2, height=3.8)
    named = Text("{name}: {steps}", "{name}：{steps}")
    for ax, walks in ((left, escapes), (right, crossings)):  # one legend names the lines, both give the steps
        for (name, curve), colour, style in zip(walks.items(), COLOURS, LINE_STYLES, strict=False):
            steps = len(curve) - 1
            words = label(named, name=name, steps=steps) if ax is left else f"{steps}"
            ax.plot(curve, color=colour, linestyle=style, label=words)
            ax.plot(steps, curve[-1], "o", color=colour, markersize=4)
        ax.legend(fontsize=8, title=label(Text("steps", "步数")), title_fontsize=8)
    left.set(yscale="log", xlabel=label(STEP), ylabel=label(DISTANCE))
    left.set_title(label(Text("Saddle, α = 0.01", "鞍点，α = 0.01")))
    left.set_ylim(bottom=1e-10)  # room for the legend below the lines
    right.set(xscale="symlog", xlabel=label(STEP), ylabel=label(Text("x, distance from the dip", "x，到坑底的距离")))
    right.set_title(label(Text("Plateau, α = 0.1", "平台区，α = 0.1")))
    both = Text("{name} {there} and {across}", "{name}：{there} 和 {across}")
    counts = [both.format(name=name, there=len(escapes[name]) - 1, across=len(crossings[name]) - 1) for name in METHODS]
    told = Text("; ".join(count.en for count in counts), "；".join(count.zh for count in counts))
    alt = Text(
        "Left: the distance from the ridge of a saddle grows from a millionth to 1, in straight lines on a logarithmic "
        "axis for plain descent. Right: a walk from x = 10 down a plateau. Steps on the saddle and on the plateau: "
        "{t}.",
        "左图：到鞍点山脊的距离从百万分之一增长到 1，普通梯度下降在对数坐标上是直线。"
        "右图：从 x = 10 出发，走下平台区。每种方法在鞍点和平台区上的步数如下，{t}。",
    )
    return fig, alt.format(t=told)


# --- noise ------------------------------------------------------------------------------------------------------------

Escape = Callable[..., np.ndarray]


def yours_on_the_ridge(mine: Escape, seeds: int = 5) -> tuple[Figure, Text]:
    """Draw a learner's walks from the ridge for some seeds, and the plain walk that stays there."""
    start = np.array([1.0, 0.0])
    still = np.asarray(mine(SADDLE.gradient, start.copy(), RATE, STEPS, 0.0, 0))
    walks = [np.asarray(mine(SADDLE.gradient, start.copy(), RATE, STEPS, 1e-3, seed)) for seed in range(seeds)]
    fig, (left, right) = new_figure(columns=2)
    left.get_gridspec().set_width_ratios([2, 5])
    draw_map(left)
    shaken, unshaken = label(Text("noise 0.001", "噪声 0.001")), label(Text("no noise", "无噪声"))
    for i, path in enumerate(walks):
        left.plot(*path.T, color=COLOURS[0], linestyle="-", linewidth=1.2)
        right.plot(np.abs(path[:, 1]), color=COLOURS[0], linestyle="-", label=shaken if i == 0 else None)
    left.plot(*still.T, "s-", color=COLOURS[3], markersize=3, linewidth=1.2)
    right.plot(np.abs(still[:, 1]), "s-", color=COLOURS[3], markersize=3, markevery=10, label=unshaken)
    right.axhline(OUT, color=COLOURS[1], linestyle="--", linewidth=1, label=label(OUTSIDE))
    name = whose(mine, escape_saddle)
    title = Text("{seeds} seeds, α = {rate:g}: {whose}", "{seeds} 个种子，α = {rate:g}：{whose}")
    right.set_title(label(title, seeds=seeds, rate=RATE, whose=Text(name.english, name)))
    right.set(xlabel=label(STEP), ylabel=label(DISTANCE))
    right.legend(loc="center left")
    left.set_title(label(Text("walks from (1, 0)", "从 (1, 0) 出发的路径")))
    out = [np.argmax(np.abs(path[:, 1]) >= OUT) for path in walks if np.any(np.abs(path[:, 1]) >= OUT)]
    alt = Text(
        "Walks from the ridge. Without noise y stays at {still:g} at most. With noise, {left} of {seeds} "
        "leave the saddle{steps}.",
        "从山脊出发的路径。没有噪声时，y 最大不过 {still:g}。有噪声时，{seeds} 条中有 {left} 条离开了鞍点{steps}。",
    )
    words: str | Text = ""
    if out:
        when = Text(", after {first} to {last} steps", "，用了 {first} 到 {last} 步")
        words = when.format(first=min(out), last=max(out))
    return fig, alt.format(still=float(np.abs(still[:, 1]).max()), left=len(out), seeds=seeds, steps=words)


@dataclass(frozen=True)
class Escaped:
    """A walk with noise: its points (steps + 1, 2), the step at which it was out (inf: never), its final wobble."""

    path: np.ndarray
    steps: float
    wobble: float

    @property
    def reached(self) -> bool:
        """Whether it reaches the explorer's goal, which is set for walks that start on the ridge."""
        return self.path[0, 1] == 0 and self.steps <= GOAL_STEPS and self.wobble <= GOAL_WOBBLE


@lru_cache(maxsize=16)  # a step that was drawn ahead is computed already
def compute_escape(x: float, y: float, noise: float, seed: int = 0) -> Escaped:
    """Walk from (x, y) with noise for 200 steps; the wobble is the spread of y over the last 50."""
    path = escape_saddle(SADDLE.gradient, [x, y], RATE, 2 * STEPS, noise, seed)
    out = np.abs(path[:, 1]) >= OUT
    return Escaped(path, float(np.argmax(out)) if out.any() else np.inf, float(np.std(path[-50:, 1])))


AIM = Text(
    "start on the ridge, at y = 0, be out within {steps} steps, and then wobble by at most {wobble:g}.",
    "从山脊上（y = 0）出发，{steps} 步之内离开鞍点，之后的晃动不超过 {wobble:g}。",
).format(steps=GOAL_STEPS, wobble=GOAL_WOBBLE)
LEFT = Text(
    "From y = {y} with noise {noise:.2g}: out at step {steps:.0f}; at the end y wobbles by {wobble:.2g}. With a "
    "tenth of that push, at step {tenth:.0f} (dashed): a step multiplies a small y by {growth:g}, and "
    "ln 10 / ln {growth:g} ≈ {later:.0f}.",
    "从 y = {y} 出发，噪声 {noise:.2g}：第 {steps:.0f} 步离开，最后 y 的晃动为 {wobble:.2g}。"
    "推力只有十分之一时，第 {tenth:.0f} 步离开（虚线）："
    "y 很小时，每一步把它乘以 {growth:g}，而 ln 10 / ln {growth:g} ≈ {later:.0f}。",
)
STUCK = Text(
    "From y = 0 without noise nothing pushes the walk off the ridge: after {steps} steps y is still 0.",
    "从 y = 0 出发且没有噪声，就没有什么能把路径推离山脊：{steps} 步之后 y 仍为 0。",
)

SHAKEN = Text("noise {noise:.2g}", "噪声 {noise:.2g}")
WEAKER = Text("with a tenth of the push", "推力只有十分之一")
LEFT_AT = Text("out at step {step:.0f}", "第 {step:.0f} 步离开")
NEVER_LEFT = Text("never out in {steps} steps", "{steps} 步之内没有离开")
NOTHING_GROWS = Text("y = 0 at every step: nothing to grow", "每一步都是 y = 0：无从增长")
WOBBLE = Text("final wobble {wobble:.2g}", "最后的晃动 {wobble:.2g}")


def describe_escape(walk: Escaped, noise: float, tenth: Escaped) -> Text:
    """Say how a walk went, and how much longer it takes with a tenth of the push: of the start and of the noise."""
    y = f"{walk.path[0, 1]:g}".replace("-", "−")
    if np.isinf(walk.steps):
        return STUCK.format(steps=len(walk.path) - 1)
    return LEFT.format(
        y=y, noise=noise, steps=walk.steps, wobble=walk.wobble, tenth=tenth.steps, growth=GROWTH,
        later=np.log(10) / np.log(GROWTH),
    )  # fmt: skip


def _draw_distance(ax: Axes) -> tuple[Line2D, Line2D]:
    """Prepare the distance from the ridge, with the goal's steps; return the curves of a walk and of its tenth."""
    ax.axvspan(0, GOAL_STEPS, color=COLOURS[2], alpha=0.15, linewidth=0)
    ax.axhline(OUT, color=INK, linestyle=":", linewidth=1.2)
    (tenth,) = ax.plot([], [], color="0.45", linestyle="--", linewidth=1.4, label=label(WEAKER))
    (curve,) = ax.plot([], [], color=COLOURS[1], label=label(Text("your walk", "你的路径")))
    ax.set(xlim=(0, 2 * STEPS), yscale="log", ylim=(1e-9, 10))
    ax.set(xlabel=label(STEP), ylabel=label(Text("|y|, from the ridge", "|y|，到山脊")))
    ax.text(GOAL_STEPS / 2, 2e-9, label(GOAL), ha="center", zorder=STILL)
    ax.text(2 * STEPS - 2, 1.3, label(OUTSIDE), ha="right", va="bottom", zorder=STILL)
    ax.legend(loc="lower right", fontsize=9).set_zorder(STILL)
    return curve, tenth


def quietest() -> dict[str, float | bool]:
    """Return the sliders' values with the least noise that reaches the goal."""
    powers = np.arange(-6, 0.01, 0.25)
    return {
        "y": 0.0,
        "noise": True,
        "log_noise": next(p for p in powers.tolist() if compute_escape(1.0, 0.0, 10**p).reached),
    }


def explorer() -> Explorer:
    """Return the saddle from two sides with a start to move and noise to switch; the caption counts the steps out."""
    fig, axes = new_figure(columns=2, rows=2, height=4.8)
    grid = axes[0, 0].get_gridspec()
    grid.set_width_ratios([8, 5])
    grid.set_height_ratios([2, 1])
    for ax in axes[:, 1]:
        ax.remove()
    (surface, distance), plane = axes[:, 0], fig.add_subplot(grid[:, 1])
    draw_surface(surface, SADDLE.value, REACH)
    draw_map(plane)
    plane.hlines([OUT, -OUT], *plane.get_xlim(), color=INK, linestyle=":", linewidth=1.2)
    curve, slower = _draw_distance(distance)
    stuck = distance.text(STEPS, 1e-4, "", ha="center")
    tracks = [
        ax.plot([], [], "o-", color=COLOURS[1], markersize=3, linewidth=1.2, zorder=4)[0] for ax in (surface, plane)
    ]
    marks = [  # where a walk starts, and where it is out, in each picture
        [ax.plot([], [], mark, color="white", markeredgecolor=INK, markeredgewidth=1.4, markersize=7, zorder=5)[0]
         for mark in "oD"]
        for ax in (surface, plane, distance)
    ]  # fmt: skip

    def draw(x: float, y: float, noise: bool, log_noise: float) -> Seen:
        size = 10.0**log_noise if noise else 0.0
        walk, tenth = compute_escape(x, y, size), compute_escape(x, y / 10, size / 10)
        far, steps = np.abs(walk.path[:, 1]), np.arange(len(walk.path))
        curve.set_data(steps, far)
        slower.set_data(steps, np.abs(tenth.path[:, 1]))
        views = (on_the_surface(walk.path), walk.path, np.stack([steps, far], axis=-1))
        for track, view in zip(tracks, views, strict=False):
            track.set_data(*view.T)
        left = not np.isinf(walk.steps)
        for (start, out), view in zip(marks, views, strict=True):
            start.set_data(*view[:1].T)
            out.set_data(*(view[int(walk.steps)][:, None] if left else ([], [])))
        surface.set_title(label(SHAKEN, noise=size))
        distance.set_title(label(LEFT_AT, step=walk.steps) if left else label(NEVER_LEFT, steps=2 * STEPS))
        stuck.set_text("" if left else label(NOTHING_GROWS))
        plane.set_title(label(WOBBLE, wobble=walk.wobble))
        return Seen(describe_escape(walk, size, tenth), walk.reached)

    return Explorer(
        fig,
        draw,
        Slider("x", Text("start x", "起点 x"), -1.2, 1.2, 0.1, 1.0),
        Slider("y", Text("start y", "起点 y"), -0.9, 0.9, 0.05, 0.0),
        Switch("noise", Text("noise", "噪声"), start=True),
        Slider("log_noise", Text("log₁₀ of the noise", "噪声的 log₁₀"), -6.0, 0.0, 0.25, -3.0),
        goal=AIM,
        best=quietest,
    )
