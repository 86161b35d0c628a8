"""Pictures of lesson 05: plain descent beside RMSprop, two ravines to play with, the cycle at the end, ε."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.ema import ema
from helpers.language import Text
from helpers.objectives import ravine
from helpers.paths import descend, steps_to_stay_within
from helpers.plots import BELOW, COLOURS, label, new_figure, whose
from helpers.rates import best_plain
from helpers.rmsprop import initialize_rmsprop, rmsprop_step, update_parameters_with_rmsprop
from helpers.widgets import Explorer, Seen, Slider

MU, L = 1.0, 100.0
START = np.array([-1.0, 0.3])  # along the ravine, across it; it is turned with the ravine
EPSILON = 1e-8
GOAL, GOAL_STEPS = 0.03, 40  # the explorer's goal: a distance to stay within, after fewer than so many steps
STEPS = 300
SHOWN = 45  # of the explorer; on a turned ravine the last digit of a number decides what happens much later
LEVELS = (0.1, 0.5, 2, 8, 20, 50)
FIRST, SECOND = "$w_1$", "$w_2$"
DISTANCE, STEP = Text("distance from the minimum", "到最小值的距离"), Text("step t", "步 t")

# --- walks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """A walk from START, turned with its ravine: points, distances, α/(√s + ε) of each step, steps to GOAL."""

    path: np.ndarray
    distance: np.ndarray
    rates: np.ndarray
    steps: float


@lru_cache(maxsize=16)  # a step that was drawn ahead is computed already
def compute_walk(
    learning_rate: float | Callable[[int], float], beta: float = 0.9, degrees: float = 0.0, steps: int = STEPS
) -> Walk:
    """Walk down a ravine turned by so many degrees with RMSprop; `steps` counts until the distance stays below GOAL."""
    place = ravine(MU, L, np.deg2rad(degrees))
    path = descend(place.gradient, _turn(degrees) @ START, steps, learning_rate, beta, rmsprop_step)
    alphas = np.array([learning_rate(t) if callable(learning_rate) else learning_rate for t in range(1, steps + 1)])
    rates = alphas[:, None] / (np.sqrt(ema(place.gradient(path[:-1]) ** 2, beta)) + EPSILON)
    return Walk(path, np.linalg.norm(path, axis=1), rates, float(steps_to_stay_within(path, GOAL)))


def _turn(degrees: float) -> np.ndarray:
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def compute_rings(degrees: float = 0.0) -> np.ndarray:
    """Return the turned ravine's lines of equal cost: an ellipse for each of LEVELS, (n, 2), with NaN in between."""
    phi = np.append(np.linspace(0, 2 * np.pi, 241), np.nan)
    ring = np.stack([np.cos(phi) / np.sqrt(MU), np.sin(phi) / np.sqrt(L)], axis=-1)
    return np.concatenate([np.sqrt(2 * cost) * ring for cost in LEVELS]) @ _turn(degrees).T


def draw_place(ax: Axes, size: float = 1.2) -> Line2D:
    """Draw the ravine's lines of equal cost and its minimum, and name the axes; return the lines."""
    (rings,) = ax.plot(*compute_rings().T, color="0.75", linestyle="-", linewidth=0.8)
    ax.plot(0, 0, "*", color=COLOURS[4], markersize=13, zorder=3)
    ax.set(xlabel=FIRST, ylabel=SECOND, xlim=(-size, size), ylim=(-size, size), aspect="equal")
    return rings


def straight(steps: int = 40, learning_rate: float = 0.04) -> tuple[Figure, Text]:
    """Draw plain descent at its best learning rate beside RMSprop, for the same number of steps."""
    best, _ = best_plain(MU, L)
    plain = descend(ravine(MU, L).gradient, START, steps, best)
    walk = compute_walk(learning_rate, steps=steps)
    fig, axes = new_figure(columns=2, height=4.4)
    titles = (
        Text("Plain descent, α = {rate:.3f}", "普通梯度下降，α = {rate:.3f}").format(rate=best),
        Text("RMSprop, α = {rate:g}, β = 0.9", "RMSprop，α = {rate:g}，β = 0.9").format(rate=learning_rate),
    )
    below = Text(
        "{title}\ndistance after {steps} steps: {distance:.3g}",
        "{title}\n{steps} 步后的距离：{distance:.3g}",
    )
    left = [float(np.linalg.norm(path[-1])) for path in (plain, walk.path)]
    for ax, path, title, distance, colour in zip(axes, (plain, walk.path), titles, left, COLOURS, strict=False):
        draw_place(ax)
        ax.plot(*path.T, "o-", color=colour, markersize=3, linewidth=1.2)
        ax.set_title(label(below, title=title, steps=steps, distance=distance))
    alt = Text(
        "Two walks of {steps} steps from one start in a long narrow valley. Plain descent jumps from side to side and "
        "is still {plain:.3g} from the minimum. RMSprop goes diagonally to the floor of the valley and along it, "
        "to a distance of {rmsprop:.3g}.",
        "狭长的峡谷中，从同一起点出发的两条路径，各走 {steps} 步。普通梯度下降在峡谷两侧之间来回跳动，最后距最小值还有 "
        "{plain:.3g}；RMSprop 斜着走到谷底，再沿谷底前进，最后距最小值 {rmsprop:.3g}。",
    )
    return fig, alt.format(steps=steps, plain=left[0], rmsprop=left[1])


# --- the end: a cycle -------------------------------------------------------------------------------------------------


ENDS = {"constant α": Text("constant α", "α 恒定"), "falling α": Text("falling α", "α 逐渐下降")}


def compute_ends(learning_rate: float = 0.03, factor: float = 0.98, steps: int = 400) -> dict[str, Walk]:
    """Return RMSprop's walk at a constant learning rate and at one that falls by a factor in every step."""
    return {
        "constant α": compute_walk(learning_rate, steps=steps),
        "falling α": compute_walk(lambda t: learning_rate * factor ** (t - 1), steps=steps),
    }


def cycle(learning_rate: float = 0.03) -> tuple[Figure, Text]:
    """Draw how a walk at constant α touches the minimum, leaves it and ends in a cycle, and what a falling α does."""
    ends = compute_ends(learning_rate)
    fig, ax = new_figure()
    for name, walk in ends.items():
        ax.plot(walk.distance, label=label(ENDS[name]))
    circle = learning_rate / np.sqrt(2)
    ax.axhline(circle, color="0.3", linestyle=":", linewidth=1.2, label="α/√2")
    ax.set(yscale="log", ylim=(1e-9, 3), xlabel=label(STEP), ylabel=label(DISTANCE))
    title = Text("RMSprop on the ravine, α = {rate:g}", "峡谷中的 RMSprop，α = {rate:g}")
    ax.set_title(label(title, rate=learning_rate))
    ax.legend(loc="lower left")
    constant, falling = ends.values()
    alt = Text(
        "Distance from the minimum on a logarithmic axis. At constant α it falls to {lowest:.1g} at step {when}, "
        "rises again and stays at {end:.3g}, which is α/√2: each coordinate swings by α/2. With a falling α it ends "
        "at {falling:.1g}.",
        "到最小值的距离，纵轴为对数刻度。α 恒定时，距离到第 {when} 步降到 {lowest:.1g}，之后又回升，停在 {end:.3g}，"
        "也就是 α/√2：每个坐标都以 α/2 的振幅摆动。α 逐渐下降时，最后的距离是 {falling:.1g}。",
    )
    said = {"lowest": constant.distance.min(), "when": int(constant.distance.argmin()), "end": constant.distance[-1]}
    return fig, alt.format(**said, falling=falling.distance[-1])


# --- ε ----------------------------------------------------------------------------------------------------------------


PLACES_OF_EPSILON = {
    "no ε": Text("no ε", "没有 ε"),
    "ε outside: g/(√s + ε)": Text("ε outside: g/(√s + ε)", "ε 在根号外：g/(√s + ε)"),
    "ε inside: g/√(s + ε)": Text("ε inside: g/√(s + ε)", "ε 在根号内：g/√(s + ε)"),
}


def compute_epsilons(sizes: np.ndarray, epsilon: float = EPSILON) -> dict[str, np.ndarray]:
    """Return the step, in units of α, that a steady gradient of each size ends with: s has become its square."""
    return {
        "no ε": np.ones_like(sizes),
        "ε outside: g/(√s + ε)": sizes / (sizes + epsilon),
        "ε inside: g/√(s + ε)": sizes / np.sqrt(sizes**2 + epsilon),
    }


def epsilons(epsilon: float = EPSILON) -> tuple[Figure, Text]:
    """Draw the step against the size of a steady gradient, with ε outside the root, inside it and without."""
    sizes = np.logspace(-12, 1, 131)
    curves = compute_epsilons(sizes, epsilon)
    fig, ax = new_figure()
    for (name, curve), style in zip(curves.items(), (":", "-", "--"), strict=True):
        ax.plot(sizes, curve, label=label(PLACES_OF_EPSILON[name]), linestyle=style)
    ax.set(xscale="log", yscale="log", ylim=(1e-5, 3))
    size, step = (
        Text("size of a steady gradient g", "恒定梯度 g 的大小"),
        Text("step, in units of α", "步长（以 α 为单位）"),
    )
    ax.set(xlabel=label(size), ylabel=label(step), title=f"ε = {epsilon:g}")
    ax.legend(loc="lower right")
    halves = [float(sizes[np.argmin(np.abs(curve - 0.5))]) for curve in list(curves.values())[1:]]
    alt = Text(
        "The step that a steady gradient makes, against its size. Without ε it is α at every size. With ε = "
        "{epsilon:g} outside the root it halves at a gradient of {outside:.1g}, with ε inside already at {inside:.1g}.",
        "恒定梯度的步长，横轴是梯度的大小。没有 ε 时，步长总是 α。ε = {epsilon:g} 在根号外时，梯度小到 {outside:.1g}，"
        "步长减半；ε 在根号内时，梯度为 {inside:.1g} 就已减半。",
    )
    return fig, alt.format(epsilon=epsilon, outside=halves[0], inside=halves[1])


# --- yours beside ours ------------------------------------------------------------------------------------------------

REFERENCE = Text("reference", "参考实现")
Update = Callable[..., tuple[dict[str, np.ndarray], dict[str, np.ndarray]]]


def compute_path_of(update: Update, learning_rate: float, beta: float, steps: int) -> np.ndarray:
    """Walk down the ravine with a function on the course's dicts: b1 lies along it, W1 across; (steps + 1, 2)."""
    parameters = {"W1": START[1].reshape(1, 1).copy(), "b1": START[0].reshape(1, 1).copy()}
    s = initialize_rmsprop(parameters)
    path = [START]
    for _ in range(steps):
        along, across = ravine(MU, L).gradient(path[-1])
        grads = {"dW1": np.array([[across]]), "db1": np.array([[along]])}
        parameters, s = update(parameters, grads, s, beta, learning_rate)
        path.append(np.array([parameters["b1"].item(), parameters["W1"].item()]))  # copied: it may be updated in place
    return np.array(path)


def yours_beside_ours(
    update: Update, learning_rate: float = 0.04, beta: float = 0.9, steps: int = 40
) -> tuple[Figure, Text]:
    """Draw the path that a learner's update function walks on top of the reference's."""
    mine, ours = (compute_path_of(f, learning_rate, beta, steps) for f in (update, update_parameters_with_rmsprop))
    fig, ax = new_figure(width=4.8, height=4.6)
    draw_place(ax)
    ax.plot(*ours.T, color=COLOURS[4], linestyle="-", linewidth=7, alpha=0.5, label=label(REFERENCE))
    drawn = whose(update, update_parameters_with_rmsprop)
    ax.plot(*mine.T, "o-", color=COLOURS[0], markersize=3, linewidth=1.2, label=drawn)
    title = Text("{steps} steps, α = {rate:g}, β = {beta:g}", "{steps} 步，α = {rate:g}，β = {beta:g}")
    ax.set_title(label(title, steps=steps, rate=learning_rate, beta=beta))
    ax.legend()
    gap = float(np.max(np.abs(mine - ours)))
    if gap < 1e-9:
        alt = Text(
            "The path lies on the reference's: {steps} steps, to a distance of {left:.2g} from the minimum.",
            "路径与参考实现的路径重合：{steps} 步，最后距最小值 {left:.2g}。",
        )
        return fig, alt.format(steps=steps, left=float(np.linalg.norm(mine[-1])))
    alt = Text("Your path leaves the reference's by up to {gap:.3g}.", "你的路径与参考实现的路径最多相距 {gap:.3g}。")
    return fig, alt.format(gap=gap)


# --- the explorer -----------------------------------------------------------------------------------------------------

LIMIT = Text("2/L, plain descent's limit", "2/L，普通梯度下降的上限")
ALONG, TURNED = Text("Along the axes", "沿坐标轴"), Text("Turned by {degrees:g}°", "转 {degrees:g}°")
TIMES = Text("w₁ at {times} × w₂'s rate", "w₁ 的学习率是 w₂ 的 {times} 倍")
GOAL_TEXT = Text(
    "along the axes, stay within {goal:g} of the minimum after fewer than {most} steps",
    "在沿坐标轴的峡谷中，不到 {most} 步就稳定在距最小值 {goal:g} 以内",
)
CAPTION = Text(
    "Along the axes w₁ gets {aligned} × the learning rate of w₂. {walk} Turned by {degrees:g}°, w₁ gets {turned} × "
    "that of w₂: after {shown} steps the walk is {away:.2g} from the minimum.",
    "沿坐标轴时，w₁ 得到的学习率是 w₂ 的 {aligned} 倍。{walk}"
    "转 {degrees:g}° 之后，w₁ 得到的学习率是 w₂ 的 {turned} 倍：走 {shown} 步后，路径距最小值 {away:.2g}。",
)
STAYS = Text(
    "The walk stays within {goal:g} of the minimum after {touched} steps.",
    "从第 {touched} 步起，路径一直在距最小值 {goal:g} 以内。",
)
LEAVES = Text(
    "The walk comes within {goal:g} of the minimum after {touched} steps, but leaves again, perhaps later than drawn.",
    "第 {touched} 步时，路径进入距最小值 {goal:g} 以内，但后来（也许已超出图的范围）又离开。",
)
NEVER = Text(
    "The walk does not come within {goal:g} of the minimum: its steps, about α = {rate:g} long, lead past it.",
    "路径始终没有进入距最小值 {goal:g} 以内：步长约为 α = {rate:g}，会越过最小值。",
)


def compute_ratio(walk: Walk) -> float:
    """Return how many times the rate of w₂ the coordinate w₁ gets, as the median over the steps SHOWN."""
    return float(np.median(walk.rates[:SHOWN, 0] / walk.rates[:SHOWN, 1]))


def describe_walk(walk: Walk, learning_rate: float) -> Text:
    """Say when a walk comes near the minimum, and whether it stays there."""
    near = walk.distance <= GOAL
    touched = int(np.argmax(near))
    text = STAYS if touched == walk.steps else LEAVES if near.any() else NEVER
    return text.format(goal=GOAL, touched=touched, rate=learning_rate)


def explorer() -> Explorer:
    """Return two ravines, one along the axes and one turned, with the rate that each coordinate gets on both."""
    fig, ((place, turned_place), (rates, distances)) = new_figure(columns=2, rows=2, height=5.2)
    rings = [draw_place(ax) for ax in (place, turned_place)]
    for ax in (place, turned_place):
        ax.set(xlim=(-1.66, 1.66), aspect="auto")  # scaled alike all the same; "equal" lets the layout creep
    place.set_title(label(ALONG), color=COLOURS[0]).set_zorder(BELOW)
    turn = turned_place.set_title("", color=COLOURS[1])
    stated = [
        ax.set_title("", loc="right", color=colour) for ax, colour in zip((place, turned_place), COLOURS, strict=False)
    ]
    t, colours, marks, widths = np.arange(SHOWN + 1), COLOURS[:2], ("o-", "s-"), (3.0, 1.2)  # seen where both are one
    tracks = [
        ax.plot([], [], mark, color=colour, markersize=3, linewidth=1.2)[0]
        for ax, mark, colour in zip((place, turned_place), marks, colours, strict=True)
    ]
    pairs = [
        rates.plot(t[1:], np.ones((SHOWN, 2)), color=colour, linewidth=width)
        for colour, width in zip(colours, widths, strict=True)
    ]
    for first, second in pairs:
        first.set_linestyle("-")
        second.set_linestyle("--")
    rates.axhline(2 / L, color="0.3", linestyle=":", linewidth=1.2)
    rates.set(yscale="log", ylim=(2e-5, 50), xlabel=label(STEP), ylabel="α / (√s + ε)")
    rates.plot([], [], color="0.3", linestyle="-", label=FIRST)
    rates.plot([], [], color="0.3", linestyle="--", label=SECOND)
    rates.plot([], [], color="0.3", linestyle=":", label=label(LIMIT))
    rates.legend(loc="lower left", fontsize=8, ncols=3, columnspacing=1, handlelength=1.8).set_zorder(BELOW)
    curves = [
        distances.plot(t, np.ones(SHOWN + 1), mark, color=colour, markersize=2 + width, linewidth=1.2)[0]
        for mark, colour, width in zip(marks, colours, widths, strict=True)
    ]
    goal = label(Text("goal: {goal:g}, step {steps}", "目标：{goal:g}，{steps} 步"), goal=GOAL, steps=GOAL_STEPS)
    distances.axhline(GOAL, color=COLOURS[2], linestyle="--", label=goal)
    distances.axvline(GOAL_STEPS, color=COLOURS[2], linestyle="--")
    distances.set(yscale="log", ylim=(1e-5, 3), xlabel=label(STEP), ylabel=label(DISTANCE))
    distances.legend(loc="lower left", fontsize=9).set_zorder(BELOW)

    def draw(learning_rate: float, beta: float, degrees: float) -> Seen:
        walks = compute_walk(learning_rate, beta), compute_walk(learning_rate, beta, degrees, SHOWN)
        rings[1].set_data(*compute_rings(degrees).T)
        for walk, track, pair, curve in zip(walks, tracks, pairs, curves, strict=True):
            track.set_data(*walk.path[: SHOWN + 1].T)
            curve.set_ydata(walk.distance[: SHOWN + 1])
            for line, rate in zip(pair, walk.rates[:SHOWN].T, strict=True):
                line.set_ydata(rate)
        aligned, turned = (f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}" for ratio in map(compute_ratio, walks))
        turn.set_text(label(TURNED, degrees=degrees))
        for words, times in zip(stated, (aligned, turned), strict=True):
            words.set_text(label(TIMES, times=times))
        said = {"aligned": aligned, "turned": turned, "degrees": degrees, "shown": SHOWN, "away": walks[1].distance[-1]}
        caption = CAPTION.format(walk=describe_walk(walks[0], learning_rate), **said)
        return Seen(caption, reached=walks[0].steps < GOAL_STEPS)

    return Explorer(
        fig,
        draw,
        Slider("learning_rate", "α", 0.005, 0.2, 0.005, 0.04),
        Slider("beta", "β", 0.0, 0.98, 0.02, 0.9),
        Slider("degrees", Text("turned by (°)", "转角（°）"), 0, 90, 5, 45),
        goal=GOAL_TEXT.format(goal=GOAL, most=GOAL_STEPS),
        best={"learning_rate": 0.04, "beta": 0.12},
    )
