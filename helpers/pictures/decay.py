"""Pictures of lesson 07: the schedules, the ball in which a constant rate wanders, and how decay shrinks it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers import decay
from helpers.claims.decay import EPOCHS, FLAT, ROUND, SCHEDULES, STEEP, WRONG, named, train_digits, words
from helpers.language import Text
from helpers.noisy_bowl import NoisyBowl, distance, lower_by_hand, wander
from helpers.paths import descend
from helpers.plots import BELOW, COLOURS, LINE_STYLES, label, new_figure, whose
from helpers.widgets import Choice, Explorer, Seen, Slider

DISTANCE = Text("distance from the minimum", "到最小值的距离")
EPOCH = Text("epoch (from 0)", "轮次（从 0 开始数）")
AFTER = Text("epochs done", "已完成的轮次")
RATE = Text("learning rate α", "学习率 α")
CONSTANT = words("constant")
BY_HAND = Text("by hand", "手动降低")

# --- the ball ---------------------------------------------------------------------------------------------------------

STEPS, LAST = 1000, 200
FULL_RATE, DECAY_RATE = 0.1, 0.02  # of the two walks: α₀, and the decay in each step


def compute_balls(seed: int = 0) -> dict[Text, np.ndarray]:
    """Walk down a round bowl in two dimensions at a constant and at a falling rate, (STEPS + 1, 2), with one noise."""
    rates = {
        Text("constant, α = {rate:g}", "恒定，α = {rate:g}"): lambda t: FULL_RATE,
        Text("falling, α = {rate:g}/(1 + {decay:g}·t)", "逐渐下降，α = {rate:g}/(1 + {decay:g}·t)"): (
            lambda t: decay.update_lr(FULL_RATE, t - 1, DECAY_RATE)
        ),
    }
    walks = {}
    for name, rate in rates.items():
        rng = np.random.default_rng(seed)
        walk = descend(lambda w, rng=rng: w + rng.normal(size=2), np.array([3.0, 2.0]), STEPS, rate)  # type: ignore[misc]
        walks[name.format(rate=FULL_RATE, decay=DECAY_RATE)] = walk
    return walks


def balls(seed: int = 0) -> tuple[Figure, Text]:
    """Draw both walks, the last steps in another colour."""
    fig, axes = new_figure(columns=2, height=4.0)
    reach = []
    first = label(Text("first {steps} steps", "前 {steps} 步"), steps=STEPS - LAST)
    last = label(Text("last {steps} steps", "最后 {steps} 步"), steps=LAST)
    for ax, (name, path) in zip(axes, compute_balls(seed).items(), strict=True):
        reach.append(float(np.sqrt(np.mean(distance(path[-LAST:]) ** 2))))
        ax.plot(*path[:-LAST].T, color="0.65", linestyle="-", linewidth=0.8, label=first)
        ax.plot(*path[-LAST:].T, color=COLOURS[0], linestyle="-", linewidth=1.0, label=last)
        ax.plot(0, 0, "+", color=COLOURS[1], markersize=12, markeredgewidth=2, label=label(Text("minimum", "最小值")))
        ax.set(title=label(name), xlabel="w₁", ylabel="w₂", xlim=(-1.2, 3.2), ylim=(-1.2, 2.4))
    axes[0].legend(loc="upper left")
    alt = Text(
        "Two walks of {steps} noisy steps down a round bowl. In the last {last} steps the one at a constant rate keeps "
        "wandering at a distance of about {reach[0]:.2f} from the minimum, "
        "the one at a falling rate at {reach[1]:.2f}.",
        "两条路径带着噪声从一个圆碗里往下走，各走 {steps} 步。在最后 {last} 步里，学习率恒定的一条一直在距最小值"
        "约 {reach[0]:.2f} 处游走，学习率逐渐下降的一条则在约 {reach[1]:.2f} 处。",
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
STAIRS = "schedule_lr_decay", "staircase_decay"  # constant between two falls


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
        drawn = whose(function, reference)
        entry = label(Text("{name}, {whose}", "{name}，{whose}"), name=name, whose=Text(drawn.english, drawn))
        drawn_as = "steps-post" if name in STAIRS else "default"
        ax.plot(mine, color=COLOURS[index], linestyle=LINE_STYLES[index], drawstyle=drawn_as, label=entry)
        gap = max(gap, float(np.max(np.abs(mine - ours))))
    title = label(Text("dots: the reference", "圆点：参考实现"))
    ax.set(yscale="log", xlabel=label(EPOCH), ylabel=label(RATE), title=title)
    ax.legend(loc="lower left", fontsize=9)
    if gap < 1e-12:
        alt = Text(
            "The {count} schedules lie on the reference's in all {epochs} epochs.",
            "{count} 种衰减方式在全部 {epochs} 个轮次上都与参考实现重合。",
        )
        return fig, alt.format(count=len(CALLS), epochs=EPOCHS)
    alt = Text("Your schedules leave the reference's by up to {gap:.3g}.", "你的衰减方式与参考实现最多相差 {gap:.3g}。")
    return fig, alt.format(gap=gap)


# --- how decay closes in ----------------------------------------------------------------------------------------------


def closing_in(seed: int = 0, runs: int = 30) -> tuple[Figure, Text]:
    """Draw the mean distance after each epoch, on a bowl where α₀ arrives and on one where it is too small."""
    fig, axes = new_figure(columns=2, height=3.8)
    titles = Text("eigenvalues 1…100", "特征值 1…100"), Text("eigenvalues 0.01…1", "特征值 0.01…1")
    said = []
    for ax, bowl, title in zip(axes, (STEEP, FLAT), titles, strict=True):
        means = wander(bowl, [named(name, 0.01) for name in SCHEDULES], EPOCHS, runs, seed).mean(axis=-1)
        for index, (name, mean) in enumerate(zip(SCHEDULES, means, strict=True)):
            ax.plot(mean, color=COLOURS[index], linestyle=LINE_STYLES[index], label=label(words(name)))
        above = label(Text("{title}, α₀ = 0.01", "{title}，α₀ = 0.01"), title=title)
        ax.set(yscale="log", title=above, xlabel=label(AFTER), ylabel=label(DISTANCE))
        best = list(SCHEDULES)[int(np.argmin(means[:, -1]))]
        end = Text(
            "{title}: constant {constant:.2g}, closest {closest:.2g} ({best})",
            "{title}：恒定学习率 {constant:.2g}，离得最近的 {closest:.2g}（{best}）",
        )
        said.append(end.format(title=title, constant=means[0, -1], closest=means[:, -1].min(), best=words(best)))
    axes[0].legend(fontsize=8)
    axes[1].set_yticks([4, 8, 16], labels=["4", "8", "16"])
    axes[1].minorticks_off()
    alt = Text(
        "Mean distance from the minimum over {runs} noisy runs. After {epochs} epochs, {steep}; {flat}.",
        "{runs} 次带噪声的运行到最小值的平均距离。{epochs} 个轮次之后，{steep}；{flat}。",
    )
    return fig, alt.format(runs=runs, epochs=EPOCHS, steep=said[0], flat=said[1])


def digits(seed: int = 0, name: str = "0.95^epoch·α₀") -> tuple[Figure, Text]:
    """Draw the test accuracy of the digits network by epoch, with wrong and with right training labels."""
    fig, axes = new_figure(columns=2)
    ends = []
    for ax, wrong in zip(axes, (WRONG, 0.0), strict=True):
        for schedule in ("constant", name):
            accuracies = train_digits(schedule, wrong, seed, nets=1)[0]
            ax.plot(np.arange(1, len(accuracies) + 1), accuracies, label=label(words(schedule)))
            ends.append(f"{accuracies[-1]:.1f} %")
        accuracy = label(Text("test accuracy (%)", "测试准确率（%）"))
        title = label(Text("{share:.0%} of training labels wrong", "{share:.0%} 的训练标签有错"), share=wrong)
        ax.set(xlabel=label(AFTER), ylabel=accuracy, ylim=(70, 100), title=title)
    axes[0].legend(loc="lower right")
    alt = Text(
        "Test accuracy of a digits network. With wrong labels the constant rate ends at {ends[0]}, the falling one at "
        "{ends[1]}; with right labels they end at {ends[2]} and {ends[3]}.",
        "一个手写数字网络的测试准确率。标签有错时，恒定的学习率最后达到 {ends[0]}，逐渐下降的达到 {ends[1]}；"
        "标签正确时，两者最后达到 {ends[2]} 和 {ends[3]}。",
    )
    return fig, alt.format(ends=ends)


def attended(seed: int = 0) -> tuple[Figure, Text]:
    """Draw one run whose rate is halved by hand, beside the same run at a constant rate."""
    run = lower_by_hand(ROUND, 0.1, EPOCHS, 1, seed)
    constant = wander(ROUND, [named("constant", 0.1)], EPOCHS, 1, seed)[0, :, 0]
    changed = np.flatnonzero(np.diff(run.learning_rates[:, 0])) + 1
    fig, (left, right) = new_figure(columns=2)
    left.step(np.arange(EPOCHS), run.learning_rates[:, 0], where="post", label=label(BY_HAND), linestyle="-")
    lowered = label(Text("lowered", "降低之处"))
    left.plot(changed, run.learning_rates[changed, 0], "v", color=COLOURS[1], linestyle="none", label=lowered)
    left.set(yscale="log", xlabel=label(EPOCH), ylabel=label(RATE))
    left.legend()
    right.plot(run.distances[:, 0], color=COLOURS[0], label=label(BY_HAND))
    right.plot(constant, color=COLOURS[1], linestyle="--", label=label(CONSTANT))
    right.set(yscale="log", xlabel=label(AFTER), ylabel=label(DISTANCE))
    right.legend()
    alt = Text(
        "One run of {looks} epochs: the learning rate is lowered {changes} times, from 0.1 to {rate:.2g}. It ends "
        "{mine:.2g} from the minimum, the same run at a constant rate {constant:.2g}.",
        "一次 {looks} 个轮次的运行：学习率降低了 {changes} 次，从 0.1 到 {rate:.2g}。最后距最小值 {mine:.2g}，"
        "同一次运行若学习率恒定，则为 {constant:.2g}。",
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

    formula: Text
    symbol: str
    setting: Callable[[float], float]
    rate: Callable[[float, int, float], float]

    def rates(self, learning_rate0: float, fall: float) -> np.ndarray:
        """Return the learning rates of all epochs."""
        return np.array([self.rate(learning_rate0, epoch, self.setting(fall)) for epoch in range(EPOCHS)])


WAYS = {
    "classic": Way(
        words("α₀ / (1 + d·epoch)"), "d",
        lambda fall: (10**fall - 1) / (EPOCHS - 1), decay.update_lr,
    ),
    "powers": Way(
        words("b^epoch · α₀"), "b",
        lambda fall: 10 ** (-fall / (EPOCHS - 1)), decay.exponential_decay,
    ),
    "stairs": Way(
        words("f^⌊epoch/10⌋ · α₀"), "f",
        lambda fall: 10 ** (-fall * INTERVAL / (EPOCHS - INTERVAL)),
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


WITHIN = Text("distance", "距离")
REACH = Text("{runs} of {all} runs are within", "{all} 次运行中有 {runs} 次在此距离以内")
SO_FAR = Text(
    "After epoch {epoch:.0f}: {now} of {all} runs within {near:g}",
    "{epoch:.0f} 个轮次之后：{all} 次中有 {now} 次在 {near:g} 以内",
)
SETTING = Text(
    "{formula}, {symbol} = {setting:.3g}: {first:g} → {last:.2g}",
    "{formula}，{symbol} = {setting:.3g}：{first:g} → {last:.2g}",
)
GOAL_TEXT = Text(
    "at least {runs} of {all} runs end within {near:g} of the minimum",
    "{all} 次运行中至少 {runs} 次最终停在距最小值 {near:g} 以内",
).format(runs=GOAL_RUNS, all=RUNS, near=NEAR)
CAPTION = Text(
    "After epoch {epoch:.0f}, {now} of {all} runs are within {near:g} of the minimum. At the end, with α = {last:.2g}, "
    "it is {end} (at constant α₀: {constant}). {verdict}",
    "{epoch:.0f} 个轮次之后，{all} 次运行中有 {now} 次在距最小值 {near:g} 以内。结束时 α = {last:.2g}，有 {end} 次"
    "（学习率恒为 α₀ 时：{constant} 次）。{verdict}",
)
CLOSED_IN = Text("The ball has shrunk into the goal.", "噪声球已经缩进目标之内。")
NOISY = Text(
    "The runs wander as widely as this last rate makes them: it is too large.",
    "各次运行的游走范围由最后的学习率决定，而这个学习率太大了。",
)
SHORT = Text("The rates fell before the runs had arrived.", "各次运行还没有走到，学习率就已经降下来了。")
FROZEN = Text(
    "The ball has not shrunk to what the last rate allows: the noise of earlier, longer steps is still in it.",
    "噪声球还没有缩小到最后的学习率所容许的大小：先前较长的步子带来的噪声还没有消掉。",
)


def describe_end(trial: Trial) -> Text:
    """Say what keeps the runs away at the end: the last rate's own noise, way still to go, or noise of long before."""
    if trial.near[-1] >= GOAL_RUNS:
        return CLOSED_IN
    mean_square = float(np.mean(distance(trial.places[-1]) ** 2))
    if trial.way_left**2 > mean_square / 2:
        return SHORT
    return FROZEN if compute_share(trial.rates[-1]) >= GOAL_RUNS / RUNS else NOISY


CIRCLE = np.stack([np.cos(phi := np.linspace(0, 2 * np.pi, 91)), np.sin(phi)], axis=-1)


def compute_spread(learning_rate: float) -> np.ndarray:
    """Return the spread, (2,), of runs that have long been at a constant rate: standard deviations by direction."""
    return BOWL.noise * np.sqrt(learning_rate / (BOWL.eigenvalues * (2 - learning_rate * BOWL.eigenvalues)))


def compute_ball(learning_rate: float) -> np.ndarray:
    """Return the ellipse, (n, 2), that holds nine of ten runs which have long been at a constant rate."""
    return np.sqrt(2 * np.log(10)) * compute_spread(learning_rate) * CIRCLE


def compute_share(learning_rate: float) -> float:
    """Return which share of the runs that have long been at a constant rate is within NEAR of the minimum.

    That is the integral of their density, a normal one, over the circle of this radius: along each ray it is
    (1 − exp(−q·NEAR²/2)) / q with q = Σ (direction/spread)².
    """
    spread = compute_spread(learning_rate)
    q = np.sum((CIRCLE[:-1] / spread) ** 2, axis=-1)
    return float(np.mean((1 - np.exp(-q * NEAR**2 / 2)) / q) / np.prod(spread))


def _draw_ball(ax: Axes, size: float) -> list[Line2D]:
    """Draw the runs and the ball of their rate, both still to be placed, and the goal; return all three."""
    many = label(Text("{runs} runs", "{runs} 次运行"), runs=RUNS)
    long = label(Text("holds 9 of 10 runs, if long at this rate", "若长期用此学习率，10 次运行中 9 次在此圈内"))
    near = label(Text("within {near:g}", "距最小值 {near:g} 以内"), near=NEAR)
    (runs,) = ax.plot([], [], "o", color=COLOURS[0], markersize=3.5, alpha=0.6, linestyle="none", label=many)
    (ball,) = ax.plot([], [], color=COLOURS[1], linestyle="--", label=long)
    phi = np.linspace(0, 2 * np.pi, 61)
    (goal,) = ax.plot(NEAR * np.cos(phi), NEAR * np.sin(phi), color=COLOURS[2], linestyle="-", label=near)
    gentle, steep = label(Text("w₁ (gentle)", "w₁（平缓）")), label(Text("w₂ (steep)", "w₂（陡峭）"))
    ax.set(xlabel=gentle, ylabel=steep, xlim=(-size, size), ylim=(-0.5 * size, 0.65 * size), aspect="equal")
    return [runs, ball, goal]


def explorer() -> Explorer:
    """Return a hundred runs in a noisy bowl under a schedule to choose, epoch by epoch."""
    fig, ((cloud, rates), (lens, reach)) = new_figure(columns=2, rows=2, height=5.6)
    views = [_draw_ball(ax, size) for ax, size in ((cloud, 2.6), (lens, 0.4))]
    lens.set_title(label(Text("The same, enlarged", "同上，放大"))).set_zorder(BELOW)
    fig.legend(handles=views[0], loc="outside lower center", ncols=3, fontsize=9)
    epochs = np.arange(EPOCHS + 1)
    others = [
        rates.plot(epochs[:-1], np.ones(EPOCHS), color="0.75", linestyle="-", linewidth=1, drawstyle="steps-post")[0]
        for _ in WAYS
    ]
    others[0].set_label(label(Text("the other schedules", "其他衰减方式")))
    (chosen,) = rates.plot(epochs[:-1], np.ones(EPOCHS), color=COLOURS[0], linestyle="-", drawstyle="steps-post")
    rates.set(yscale="log", ylim=(1e-6, 1), xlim=(0, EPOCHS), xlabel=label(EPOCH), ylabel=label(RATE))
    rates.legend(loc="lower left", fontsize=8).set_zorder(BELOW)
    this, same = label(Text("this schedule", "这种衰减方式")), label(Text("constant α₀", "恒为 α₀"))
    (falling,) = reach.plot(epochs, np.ones(EPOCHS + 1), color=COLOURS[0], linestyle="-", label=this)
    (constant,) = reach.plot(epochs, np.ones(EPOCHS + 1), color=COLOURS[1], linestyle="--", label=same)
    reach.axhline(NEAR, color=COLOURS[2], linestyle="-", linewidth=1.2, label=label(Text("goal", "目标")))
    reach.set(yscale="log", ylim=(0.03, 5), xlim=(0, EPOCHS), xlabel=label(AFTER), ylabel=label(WITHIN))
    reach.set_title(label(REACH, runs=GOAL_RUNS, all=RUNS)).set_zorder(BELOW)
    reach.legend(loc="upper right", fontsize=8, ncols=3, handlelength=1.5, columnspacing=1).set_zorder(BELOW)
    cursors = [ax.axvline(0, color="0.3", linestyle=":", linewidth=1.2) for ax in (rates, reach)]

    def draw(schedule: str, learning_rate0: float, fall: float, epoch: float) -> Seen:
        trial, still = (compute_trial(schedule, learning_rate0, by) for by in (fall, 0.0))
        for other, way in zip(others, WAYS.values(), strict=True):
            other.set_ydata(way.rates(learning_rate0, fall))
        rate = trial.rates[max(int(epoch) - 1, 0)]  # of the steps just done
        for runs, ball, _ in views:
            runs.set_data(*trial.places[int(epoch)].T)
            ball.set_data(*compute_ball(rate).T)
        chosen.set_ydata(trial.rates)
        falling.set_ydata(trial.reach)
        constant.set_ydata(still.reach)
        for cursor in cursors:
            cursor.set_xdata([epoch, epoch])
        way = WAYS[schedule]
        said = {"epoch": epoch, "now": trial.near[int(epoch)], "all": RUNS, "near": NEAR, "last": trial.rates[-1]}
        cloud.set_title(label(SO_FAR, **said))
        setting = {"formula": way.formula, "symbol": way.symbol, "setting": way.setting(fall)}
        rates.set_title(label(SETTING, **setting, first=learning_rate0, last=trial.rates[-1]), fontsize=10)
        caption = CAPTION.format(**said, end=trial.near[-1], constant=still.near[-1], verdict=describe_end(trial))
        return Seen(caption, reached=trial.near[-1] >= GOAL_RUNS)

    return Explorer(
        fig,
        draw,
        Choice("schedule", Text("schedule", "衰减方式"), {name: way.formula for name, way in WAYS.items()}, "classic"),
        Slider("learning_rate0", "α₀", 0.02, 0.4, 0.02, 0.2),
        Slider("fall", Text("fall (powers of 10)", "降低几个数量级"), 0, 4, 0.25, 0),
        Slider("epoch", Text("after epoch", "完成的轮次"), 0, EPOCHS, 1, EPOCHS),
        goal=GOAL_TEXT,
        best={"schedule": "classic", "learning_rate0": 0.04, "fall": 1.5},
    )
