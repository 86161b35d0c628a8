"""Pictures of lesson 08: kinds of critical points, a saddle from two sides, walks that leave it, and a plateau."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.language import Text
from helpers.methods import METHODS
from helpers.objectives import plateau, saddle
from helpers.paths import descend, descend_with
from helpers.plots import COLOURS, LINE_STYLES, new_figure, whose
from helpers.saddle_points import classify_critical_point, escape_saddle
from helpers.widgets import Explorer, Slider

SADDLE, PLATEAU = saddle(), plateau()
VALLEY = float(np.sqrt(2))  # the minima lie at y = ±√2
OUT = 1.0  # |y| from which a walk has left the saddle
RATE, STEPS = 0.1, 100  # of the walks with noise
GOAL_STEPS, GOAL_WOBBLE = 40, 0.02  # the explorer's goal: out within so many steps, and no more wobble in the valley

# --- surfaces ---------------------------------------------------------------------------------------------------------


def _surface(fig: Figure, place: tuple[int, int, int], value: Callable, reach: float) -> Any:
    """Draw a cost over the square |x|, |y| ≤ reach as a surface in three dimensions."""
    x, y = np.meshgrid(np.linspace(-reach, reach, 25), np.linspace(-reach, reach, 25))
    ax = fig.add_subplot(*place, projection="3d")
    ax.plot_surface(x, y, value(np.stack([x, y], axis=-1)), cmap="viridis", alpha=0.75, linewidth=0)
    ax.set(xlabel="x", ylabel="y")
    ax.tick_params(labelsize=7, pad=-2)
    ax.tick_params(axis="z", pad=2)
    ax.locator_params(nbins=5)
    ax.set_box_aspect(None, zoom=0.92)  # room for the numbers on the right
    ax.xaxis.labelpad = ax.yaxis.labelpad = -6
    return ax


def kinds() -> tuple[Figure, Text]:
    """Draw a minimum, a maximum and a saddle, each with the eigenvalues of its Hessian."""
    fig, axes = new_figure(height=3.0)
    axes.remove()
    told = []
    for i, curvatures in enumerate(([2.0, 2.0], [-2.0, -2.0], [2.0, -2.0]), start=1):
        hessian = np.diag(curvatures)
        ax = _surface(fig, (1, 3, i), lambda w, h=hessian: 0.5 * np.sum(w * (w @ h), axis=-1), 1.0)
        ax.plot([0], [0], [0], "o", color=COLOURS[1], markersize=6, zorder=10)
        low, high = np.linalg.eigvalsh(hessian)
        told.append(classify_critical_point(hessian))
        ax.set_title(f"{told[-1]}\neigenvalues {low:+.0f}, {high:+.0f}", y=0.96)
    alt = Text(
        "Three surfaces, each flat at a point in the middle. A {k[0]}: a bowl, both eigenvalues of the Hessian are "
        "positive. A {k[1]}: a dome, both are negative. A {k[2]}: up one way, down the other, one of each sign."
    )
    return fig, alt.format(k=told)


def draw_contours(ax: Axes) -> None:
    """Draw the saddle's lines of equal cost, the saddle point and both minima, and name the axes."""
    x, y = np.meshgrid(np.linspace(-1.3, 1.3, 81), np.linspace(-1.9, 1.9, 121))
    cost = SADDLE.value(np.stack([x, y], axis=-1))
    ax.contour(x, y, cost, levels=[-0.9, -0.6, -0.3, 0, 0.3, 0.7, 1.2, 2], colors="0.75", linewidths=0.8)
    ax.plot(0, 0, "s", color=COLOURS[1], markersize=7, zorder=3)
    ax.plot([0, 0], [VALLEY, -VALLEY], "*", color=COLOURS[4], markersize=12, zorder=3)
    ax.set(xlabel="x", ylabel="y", xlim=(-1.3, 1.3), ylim=(-1.9, 1.9))


def compute_plain(off: float, steps: int) -> np.ndarray:
    """Walk plain descent from (1, off) at α = 0.1; the points, of shape (steps + 1, 2)."""
    return descend(SADDLE.gradient, np.array([1.0, off]), steps, RATE)


def two_views(steps: int = 60) -> tuple[Figure, Text]:
    """Draw the lesson's saddle as a surface and as a map, with a walk from the ridge and one from beside it."""
    fig, axes = new_figure(columns=2, height=3.8)
    axes[0].remove()
    left, right = _surface(fig, (1, 2, 1), SADDLE.value, 1.6), axes[1]
    left.view_init(elev=35, azim=-55)
    draw_contours(right)
    ends = []
    for off, label, mark, colour in (
        (0.0, "from y = 0", "s-", COLOURS[3]),
        (-0.01, "from y = −0.01", "o-", COLOURS[0]),
    ):
        path = compute_plain(off, steps)
        left.plot(*path.T, SADDLE.value(path) + 0.03, mark, color=colour, markersize=3, linewidth=1.2, zorder=10)
        right.plot(*path.T, mark, color=colour, markersize=3, linewidth=1.2, label=label)
        ends.append(path[-1])
    left.set_title("f = x² − y² + y⁴/4")
    right.set_title(f"plain descent, {steps} steps, α = {RATE:g}")
    right.legend(loc="upper right", fontsize=8)
    alt = Text(
        "A saddle as a surface and as a map: the cost rises along x and falls along y, into two valleys. Plain descent "
        "from y = 0 runs onto the saddle point and stays there, at y = {on:g}; from y = −0.01 it turns off and ends "
        "at y = {off:.3f}, in a valley, after {steps} steps."
    )
    return fig, alt.format(on=ends[0][1], off=ends[1][1], steps=steps)


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
    for ax, walks in ((left, escapes), (right, crossings)):  # one legend names the lines, both give the steps
        for (name, curve), colour, style in zip(walks.items(), COLOURS, LINE_STYLES, strict=False):
            steps = len(curve) - 1
            ax.plot(curve, color=colour, linestyle=style, label=f"{name.en}: {steps}" if ax is left else f"{steps}")
            ax.plot(steps, curve[-1], "o", color=colour, markersize=4)
        ax.legend(fontsize=8, title="steps", title_fontsize=8)
    left.set(yscale="log", xlabel="step t", ylabel="|y|, distance from the ridge", title="Saddle, α = 0.01")
    left.set_ylim(bottom=1e-10)  # room for the legend below the lines
    right.set(xscale="symlog", xlabel="step t", ylabel="x, distance from the dip", title="Plateau, α = 0.1")
    counts = {name.en: (len(escapes[name]) - 1, len(crossings[name]) - 1) for name in METHODS}
    told = "; ".join(f"{name} {there} and {across}" for name, (there, across) in counts.items())
    alt = Text(
        "Left: the distance from the ridge of a saddle grows from a millionth to 1, in straight lines on a logarithmic "
        "axis for plain descent. Right: a walk from x = 10 down a plateau. Steps on the saddle and on the plateau: {t}."
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
    draw_contours(left)
    for i, path in enumerate(walks):
        style = LINE_STYLES[i % len(LINE_STYLES)]
        left.plot(*path.T, color=COLOURS[0], linestyle=style, linewidth=1.2)
        right.plot(np.abs(path[:, 1]), color=COLOURS[0], linestyle=style, label="noise 0.001" if i == 0 else None)
    left.plot(*still.T, "s-", color=COLOURS[3], markersize=3, linewidth=1.2)
    right.plot(np.abs(still[:, 1]), "s-", color=COLOURS[3], markersize=3, markevery=10, label="no noise")
    right.axhline(OUT, color=COLOURS[1], linestyle="--", linewidth=1, label="out")
    right.set(xlabel="step t", ylabel="|y|, distance from the ridge", title=f"{seeds} seeds, α = {RATE:g}")
    right.legend(loc="center left")
    left.set_title(f"walks from (1, 0): {whose(mine, escape_saddle)}")
    out = [np.argmax(np.abs(path[:, 1]) >= OUT) for path in walks if np.any(np.abs(path[:, 1]) >= OUT)]
    alt = Text(
        "Walks from the ridge. Without noise y stays at {still:g} at most. With noise, {left} of {seeds} "
        "leave the saddle{steps}."
    )
    words = f", after {min(out)} to {max(out)} steps" if out else ""
    return fig, alt.format(still=float(np.abs(still[:, 1]).max()), left=len(out), seeds=seeds, steps=words)


@dataclass(frozen=True)
class Escaped:
    """A walk with noise: its points (steps + 1, 2), the step at which it was out (inf: never), its final wobble."""

    path: np.ndarray
    steps: float
    wobble: float


def compute_escape(off: float, noise: float, seed: int = 0) -> Escaped:
    """Walk from (1, off) with noise for 200 steps; the wobble is the spread of y over the last 50."""
    path = escape_saddle(SADDLE.gradient, [1.0, off], RATE, 2 * STEPS, noise, seed)
    out = np.abs(path[:, 1]) >= OUT
    return Escaped(path, float(np.argmax(out)) if out.any() else np.inf, float(np.std(path[-50:, 1])))


LEFT = Text("Start y = {off:g}, noise {noise:.2g}: out after {steps:.0f} steps, wobble {wobble:.2g}. {verdict}")
STUCK = Text("Start y = {off:g}, noise {noise:.2g}: still on the saddle after {steps} steps.")
DONE = Text("Goal reached.")
CHEATED = Text("Fast, but the goal is to start on the ridge, at y = 0.")
SLOW = Text("The goal: at most {steps} steps.").format(steps=GOAL_STEPS)
LOUD = Text("Out in time, but the wobble should be at most {wobble:g}.").format(wobble=GOAL_WOBBLE)


def describe_escape(escaped: Escaped, off: float, noise: float) -> Text:
    """Say how a walk went and whether it reached the explorer's goal."""
    if np.isinf(escaped.steps):
        return STUCK.format(off=off, noise=noise, steps=len(escaped.path) - 1)
    if escaped.steps > GOAL_STEPS:
        verdict = SLOW
    elif escaped.wobble > GOAL_WOBBLE:
        verdict = LOUD
    else:
        verdict = CHEATED if off else DONE
    return LEFT.format(off=off, noise=noise, steps=escaped.steps, wobble=escaped.wobble, verdict=verdict)


def _escape_figure(off: float, log_noise: float) -> tuple[Figure, Callable[..., Text], Text]:
    """A walk and its distance from the ridge, the function that redraws both, and what they show now."""
    fig, (left, right) = new_figure(columns=2)
    draw_contours(left)
    (track,) = left.plot([], [], "o-", color=COLOURS[0], markersize=3, linewidth=1.2)
    (curve,) = right.plot([], [], color=COLOURS[0])
    right.axhline(OUT, color=COLOURS[1], linestyle="--", label="out")
    right.axvline(GOAL_STEPS, color=COLOURS[2], linestyle=":", label="goal")
    right.set(xlim=(0, 2 * STEPS), ylim=(0, 1.9), xlabel="step t", ylabel="|y|, distance from the ridge")
    right.legend(loc="lower right")

    def draw(off: float, log_noise: float) -> Text:
        noise = 10.0**log_noise
        escaped = compute_escape(off, noise)
        track.set_data(*escaped.path.T)
        curve.set_data(np.arange(len(escaped.path)), np.abs(escaped.path[:, 1]))
        return describe_escape(escaped, off, noise)

    return fig, draw, draw(off, log_noise)


def escape(off: float, log_noise: float) -> tuple[Figure, Text]:
    """Draw one walk with noise, as the explorer does, for readers without a kernel."""
    fig, _, caption = _escape_figure(off, log_noise)
    return fig, caption


def explorer() -> Explorer:
    """Return the saddle with sliders for the start and the noise; the caption counts the steps out."""
    fig, draw, _ = _escape_figure(0.0, -3.0)
    return Explorer(
        fig,
        draw,
        Slider("off", "start y", 0.0, 0.5, 0.05, 0.0),
        Slider("log_noise", "log₁₀ of the noise", -6.0, 0.0, 0.25, -3.0),
    )
