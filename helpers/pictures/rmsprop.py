"""Pictures of lesson 05: paths and effective rates on a ravine and on a rotated one, the cycle at the end, ε."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.ema import ema
from helpers.language import Text
from helpers.objectives import Objective, ravine
from helpers.paths import descend, steps_to_stay_within
from helpers.plots import COLOURS, new_figure, whose
from helpers.rates import best_plain
from helpers.rmsprop import initialize_rmsprop, rmsprop_step, update_parameters_with_rmsprop
from helpers.widgets import Explorer, Slider

MU, L = 1.0, 100.0
START = np.array([-1.0, 0.3])  # along the ravine, across it; it is turned with the ravine
EPSILON = 1e-8
GOAL, GOAL_STEPS = 0.03, 40  # the explorer's goal: a distance to stay within, after fewer than so many steps
STEPS = 300
FIRST, SECOND, DISTANCE = "$w_1$", "$w_2$", "distance from the minimum"

# --- walks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """A walk from START, turned with its ravine: points, distances, α/(√s + ε) of each step, steps to GOAL."""

    place: Objective
    path: np.ndarray
    distance: np.ndarray
    rates: np.ndarray
    steps: float


def compute_walk(
    learning_rate: float | Callable[[int], float], beta: float = 0.9, degrees: float = 0.0, steps: int = STEPS
) -> Walk:
    """Walk down a ravine turned by so many degrees with RMSprop; `steps` counts until the distance stays below GOAL."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    place = ravine(MU, L, angle)
    path = descend(place.gradient, turn @ START, steps, learning_rate, beta, rmsprop_step)
    alphas = np.array([learning_rate(t) if callable(learning_rate) else learning_rate for t in range(1, steps + 1)])
    rates = alphas[:, None] / (np.sqrt(ema(place.gradient(path[:-1]) ** 2, beta)) + EPSILON)
    return Walk(place, path, np.linalg.norm(path, axis=1), rates, float(steps_to_stay_within(path, GOAL)))


def draw_place(ax: Axes, place: Objective, size: float = 1.2) -> list[Artist]:
    """Draw a ravine's lines of equal cost and its minimum, and name the axes; return both."""
    x, y = np.meshgrid(np.linspace(-size, size, 121), np.linspace(-size, size, 121))
    cost = place.value(np.stack([x, y], axis=-1))
    lines = ax.contour(x, y, cost, levels=[0.1, 0.5, 2, 8, 20, 50], colors="0.75", linewidths=0.8)
    (minimum,) = ax.plot(0, 0, "*", color=COLOURS[4], markersize=13, zorder=3)
    ax.set(xlabel=FIRST, ylabel=SECOND, xlim=(-size, size), ylim=(-size, size), aspect="equal")
    return [lines, minimum]


def _track(ax: Axes, path: np.ndarray, colour: str = COLOURS[0]) -> None:
    ax.plot(*path.T, "o-", color=colour, markersize=3, linewidth=1.2)


def straight(steps: int = 40, learning_rate: float = 0.04) -> tuple[Figure, Text]:
    """Draw plain descent at its best learning rate beside RMSprop, for the same number of steps."""
    best, _ = best_plain(MU, L)
    place = ravine(MU, L)
    plain = descend(place.gradient, START, steps, best)
    walk = compute_walk(learning_rate, steps=steps)
    fig, axes = new_figure(columns=2, height=4.4)
    titles = f"Plain descent, α = {best:.3f}", f"RMSprop, α = {learning_rate:g}, β = 0.9"
    left = [float(np.linalg.norm(path[-1])) for path in (plain, walk.path)]
    for ax, path, title, distance, colour in zip(axes, (plain, walk.path), titles, left, COLOURS, strict=False):
        draw_place(ax, place)
        _track(ax, path, colour)
        ax.set_title(f"{title}\ndistance after {steps} steps: {distance:.3g}")
    alt = Text(
        "Two walks of {steps} steps from one start in a long narrow valley. Plain descent jumps from side to side and "
        "is still {plain:.3g} from the minimum. RMSprop goes diagonally to the floor of the valley and along it, "
        "to a distance of {rmsprop:.3g}."
    )
    return fig, alt.format(steps=steps, plain=left[0], rmsprop=left[1])


def rotated(learning_rate: float = 0.04, steps: int = 40) -> tuple[Figure, Text]:
    """Draw RMSprop with one setting on a ravine along the axes and on the same ravine turned by 45°.

    The steps are few: later, the last digit of a number decides when the walk on the turned ravine is thrown out.
    """
    walks = [compute_walk(learning_rate, degrees=degrees, steps=steps) for degrees in (0, 45)]
    fig, axes = new_figure(columns=2, height=4.4)
    for ax, walk, name in zip(axes, walks, ("Along the axes", "Turned by 45°"), strict=True):
        draw_place(ax, walk.place)
        _track(ax, walk.path)
        ax.set_title(f"{name}\ndistance after {steps} steps: {walk.distance[-1]:.3g}")
    alt = Text(
        "RMSprop with α = {rate:g} on two ravines that differ by a turn of 45° only. Along the axes it is "
        "{aligned:.3g} from the minimum after {steps} steps. On the turned ravine it soon reaches the floor, "
        "creeps along it with short steps and is still {turned:.3g} away."
    )
    return fig, alt.format(rate=learning_rate, steps=steps, aligned=walks[0].distance[-1], turned=walks[1].distance[-1])


def effective_rates(learning_rate: float = 0.04, steps: int = 45) -> tuple[Figure, Text]:
    """Draw α/(√s + ε), the learning rate that each coordinate really gets, step by step, on both ravines."""
    walks = [compute_walk(learning_rate, degrees=degrees, steps=steps) for degrees in (0, 45)]
    t = np.arange(1, steps + 1)
    fig, axes = new_figure(columns=2)
    for ax, walk, title in zip(axes, walks, ("Ravine along the axes", "The same, turned by 45°"), strict=True):
        for i, name in enumerate((FIRST, SECOND)):
            ax.plot(t, walk.rates[:, i], label=f"for {name}")
        ax.axhline(2 / L, color="0.3", linestyle=":", linewidth=1.2, label="limit of plain descent, 2/L")
        ax.set(yscale="log", ylim=(1e-3, 10), xlabel="step t", ylabel="α / (√s + ε)", title=title)
    axes[1].legend(loc="upper left", fontsize=9)
    ratios = [float(np.exp(np.mean(np.log(walk.rates[:, 0] / walk.rates[:, 1])))) for walk in walks]
    alt = Text(
        "The learning rate that each coordinate gets, α/(√s + ε), over {steps} steps, on a logarithmic axis. On the "
        "ravine along the axes the gentle coordinate gets about {aligned:.0f} times the rate of the steep one; on the "
        "turned ravine both get about the same, {turned:.2f} to 1, near the limit of plain descent, {limit:g}."
    )
    return fig, alt.format(steps=steps, aligned=ratios[0], turned=ratios[1], limit=2 / L)


# --- the end: a cycle -------------------------------------------------------------------------------------------------


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
        ax.plot(walk.distance, label=name)
    circle = learning_rate / np.sqrt(2)
    ax.axhline(circle, color="0.3", linestyle=":", linewidth=1.2, label="α/√2")
    ax.set(yscale="log", ylim=(1e-9, 3), xlabel="step t", ylabel=DISTANCE)
    ax.set_title(f"RMSprop on the ravine, α = {learning_rate:g}")
    ax.legend(loc="lower left")
    constant, falling = ends.values()
    alt = Text(
        "Distance from the minimum on a logarithmic axis. At constant α it falls to {lowest:.1g} at step {when}, "
        "rises again and stays at {end:.3g}, which is α/√2: each coordinate swings by α/2. With a falling α it ends "
        "at {falling:.1g}."
    )
    said = {"lowest": constant.distance.min(), "when": int(constant.distance.argmin()), "end": constant.distance[-1]}
    return fig, alt.format(**said, falling=falling.distance[-1])


# --- ε ----------------------------------------------------------------------------------------------------------------


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
        ax.plot(sizes, curve, label=name, linestyle=style)
    ax.set(xscale="log", yscale="log", ylim=(1e-5, 3))
    ax.set(xlabel="size of a steady gradient g", ylabel="step, in units of α", title=f"ε = {epsilon:g}")
    ax.legend(loc="lower right")
    halves = [float(sizes[np.argmin(np.abs(curve - 0.5))]) for curve in list(curves.values())[1:]]
    alt = Text(
        "The step that a steady gradient makes, against its size. Without ε it is α at every size. With ε = "
        "{epsilon:g} outside the root it halves at a gradient of {outside:.1g}, with ε inside already at {inside:.1g}."
    )
    return fig, alt.format(epsilon=epsilon, outside=halves[0], inside=halves[1])


# --- yours beside ours ------------------------------------------------------------------------------------------------

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
    draw_place(ax, ravine(MU, L))
    ax.plot(*ours.T, color=COLOURS[4], linestyle="-", linewidth=7, alpha=0.5, label="reference")
    label = whose(update, update_parameters_with_rmsprop)
    ax.plot(*mine.T, "o-", color=COLOURS[0], markersize=3, linewidth=1.2, label=label)
    ax.set_title(f"{steps} steps, α = {learning_rate:g}, β = {beta:g}")
    ax.legend()
    gap = float(np.max(np.abs(mine - ours)))
    if gap < 1e-9:
        alt = Text("The path lies on the reference's: {steps} steps, to a distance of {left:.2g} from the minimum.")
        return fig, alt.format(steps=steps, left=float(np.linalg.norm(mine[-1])))
    return fig, Text("Your path leaves the reference's by up to {gap:.3g}.").format(gap=gap)


# --- the explorer -----------------------------------------------------------------------------------------------------

REACHED = Text(
    "Turned by {degrees:g}°, α = {rate:.3f}, β = {beta:.2f}: the distance stays below {goal:g} after {steps:.0f} "
    "steps. {verdict}"
)
NOT_REACHED = Text(
    "Turned by {degrees:g}°, α = {rate:.3f}, β = {beta:.2f}: after {steps} steps the walk still leaves {goal:g}, "
    "up to a distance of {far:.2g}."
)
FAST = Text("Goal reached.")
SLOW = Text("The goal: fewer than {most}.").format(most=GOAL_STEPS)


def describe_walk(walk: Walk, learning_rate: float, beta: float, degrees: float) -> Text:
    """Say after how many steps a walk stays near the minimum, and whether that is soon enough."""
    said = {"rate": learning_rate, "beta": beta, "degrees": degrees, "goal": GOAL}
    if np.isinf(walk.steps):
        return NOT_REACHED.format(**said, steps=len(walk.path) - 1, far=walk.distance[-20:].max())
    return REACHED.format(**said, steps=walk.steps, verdict=FAST if walk.steps < GOAL_STEPS else SLOW)


def _walk_figure(learning_rate: float, beta: float, degrees: float) -> tuple[Figure, Callable[..., Text], Text]:
    """A walk and its distance, the function that redraws both for other settings, and what they show now."""
    fig, (left, right) = new_figure(columns=2, height=4.2)
    place: list[Artist] = []
    (track,) = left.plot([], [], "o-", color=COLOURS[0], markersize=3, linewidth=1.2)
    (curve,) = right.plot([], [], color=COLOURS[0], linestyle="-")
    right.axhline(GOAL, color=COLOURS[1], linestyle="--", label="goal")
    right.set(yscale="log", ylim=(1e-6, 3), xlim=(0, STEPS), xlabel="step t", ylabel=DISTANCE)
    right.legend(loc="upper right")

    def draw(learning_rate: float, beta: float, degrees: float) -> Text:
        walk = compute_walk(learning_rate, beta, degrees)
        while place:
            place.pop().remove()  # contour lines cannot be moved, so they are drawn anew for each angle
        place.extend(draw_place(left, walk.place))
        track.set_data(*walk.path.T)
        curve.set_data(np.arange(len(walk.distance)), walk.distance)
        return describe_walk(walk, learning_rate, beta, degrees)

    return fig, draw, draw(learning_rate, beta, degrees)


def walk(learning_rate: float, beta: float, degrees: float = 0.0) -> tuple[Figure, Text]:
    """Draw one walk and its distance from the minimum, as the explorer does, for readers without a kernel."""
    fig, _, caption = _walk_figure(learning_rate, beta, degrees)
    return fig, caption


def explorer() -> Explorer:
    """Return the ravine with sliders for α, β and the angle; the caption counts the steps to the goal."""
    fig, draw, _ = _walk_figure(0.01, 0.9, 0.0)
    return Explorer(
        fig,
        draw,
        Slider("learning_rate", "α", 0.005, 0.2, 0.005, 0.01),
        Slider("beta", "β", 0.0, 0.98, 0.02, 0.9),
        Slider("degrees", "angle of the ravine (°)", 0, 90, 5, 0),
    )
