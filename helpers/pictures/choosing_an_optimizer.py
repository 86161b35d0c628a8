"""Pictures of lesson 09: races at one rate and at own rates, the learner's loop, a training to watch, what is new."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import choosing_an_optimizer
from helpers.batches import epoch_seeds
from helpers.beyond import warmup_cosine
from helpers.decay import update_lr
from helpers.fair_comparison import (
    EPOCHS,
    FOUR,
    LAYER_DIMS,
    SHARED,
    Parts,
    compare_beyond,
    compare_four,
    final,
    shown,
    three_parts,
)
from helpers.labels import Label, label
from helpers.language import Text
from helpers.network import (
    Arrays,
    accuracy,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    output_probabilities,
)
from helpers.optimizers import Optimizer, adam
from helpers.plots import COLOURS, LINE_STYLES, OURS, YOURS, new_figure
from helpers.training import train
from helpers.widgets import Choice, LiveRun, Slider

WATCHED, GOAL = 20, 0.97  # epochs of the training to watch, and the practice accuracy to reach in it
BEST = {"optimizer": "Adam", "exponent": -2.0, "log_size": 6.0}  # settings that reach it
PAUSE = 0.15  # seconds after each epoch, which takes the machine less than an eye needs
SHOWN = 5  # how many misread digits are shown
EPOCH, ACCURACY = Text("epoch", "轮次"), Text("accuracy, held back", "准确率，留出集")
AT_RATE, FROM_RATE = (
    Text("{name}, α = {rate:g}", "{name}，α = {rate:g}"),
    Text("{name}, α0 = {rate:g}", "{name}，α0 = {rate:g}"),
)


# --- races ------------------------------------------------------------------------------------------------------------


def _band(ax: Axes, curves: np.ndarray, name: Label, number: int) -> None:
    """Draw the mean of the nets, and the range from the worst to the best."""
    epochs, colour = np.arange(1, curves.shape[1] + 1), COLOURS[number]
    ax.fill_between(epochs, curves.min(axis=0), curves.max(axis=0), color=colour, alpha=0.15, linewidth=0)
    ax.plot(epochs, curves.mean(axis=0), color=colour, linestyle=LINE_STYLES[number], label=name)


def _named(results: dict[str, float]) -> Text:
    return Text(
        ", ".join(f"{shown(name).get('en')} {value:.1%}" for name, value in results.items()),
        "，".join(f"{shown(name).get('zh')} {value:.1%}" for name, value in results.items()),
    )


def shared_rate(seed: int = 0, nets: int = 6) -> tuple[Figure, Text]:
    """Draw the race of the four at one learning rate."""
    results = {name: compare_four(seed, nets)[name, "constant"].at_shared for name in FOUR}
    fig, ax = new_figure(width=6.4, height=3.6)
    for number, (name, curves) in enumerate(results.items()):
        _band(ax, curves, label(shown(name)), number)
    title = Text("One learning rate for all: α = {rate:g}", "全都用同一个学习率：α = {rate:g}")
    ax.set(xlabel=label(EPOCH), ylabel=label(ACCURACY), ylim=(0, 1), title=label(title, rate=SHARED))
    ax.legend(loc="center right")
    alt = Text(
        "Accuracy on held-back digits against the epoch, the mean of {nets} nets for each optimizer, all at "
        "α = {rate:g}. After {epochs} epochs: {ends}.",
        "留出集的准确率随轮次的变化，每种优化器取 {nets} 个网络的平均，全都用 α = {rate:g}。"
        "{epochs} 个轮次之后：{ends}。",
    )
    return fig, alt.format(
        nets=nets, rate=SHARED, epochs=EPOCHS, ends=_named({name: final(curves) for name, curves in results.items()})
    )


def own_rates(seed: int = 0, nets: int = 6) -> tuple[Figure, Text]:
    """Draw the race of the four, each at its own learning rate: constant, and with decay."""
    results = compare_four(seed, nets)
    fig, axes = new_figure(columns=2, height=3.8)
    titles = (Text("Own rate, constant", "各用各的学习率，恒定"), Text("Own rate, decay", "各用各的学习率，带衰减"))
    for ax, kind, title in zip(axes, ("constant", "decay"), titles, strict=True):
        for number, name in enumerate(FOUR):
            result = results[name, kind]
            named = AT_RATE if kind == "constant" else FROM_RATE
            _band(ax, result.at_tuned, label(named, name=shown(name), rate=result.tuned), number)
        ax.set(xlabel=label(EPOCH), ylabel=label(ACCURACY), ylim=(0.5, 1), title=label(title))
        ax.legend(loc="lower right", fontsize=9)
    ends = [_named({name: final(results[name, kind].at_tuned) for name in FOUR}) for kind in ("constant", "decay")]
    alt = Text(
        "The same race, each optimizer at the learning rate that practice samples chose; bands reach from the worst to "
        "the best of {nets} nets. After {epochs} epochs, constant rates: {constant}. With decay: {decay}.",
        "同一场比赛，每种优化器都用验证集选出的学习率；色带从 {nets} 个网络中最差的到最好的。{epochs} 个轮次之后，"
        "学习率恒定时：{constant}。带衰减时：{decay}。",
    )
    return fig, alt.format(nets=nets, epochs=EPOCHS, constant=ends[0], decay=ends[1])


# --- yours ------------------------------------------------------------------------------------------------------------


def epochs_of(
    train_one_epoch: Callable[..., Any], optimizer: Optimizer, learning_rate: float, size: int, epochs: int, seed: int
) -> Iterator[Arrays]:
    """Train on the digits with a loop of one epoch; yield the parameters after each."""
    X, Y = three_parts(seed).training
    parameters: Any = initialize_parameters(LAYER_DIMS, seed)
    state, t = optimizer.init(parameters), 0
    for epoch_seed in epoch_seeds(seed, epochs).tolist():
        parameters, state, t = train_one_epoch(parameters, state, X, Y, optimizer, learning_rate, size, epoch_seed, t)
        yield parameters


def compute_run_of(
    train_one_epoch: Callable[..., Any], optimizer: Optimizer, learning_rate: float, epochs: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Train on the digits with a loop of one epoch; return cost and practice accuracy after each epoch."""
    (X, Y), practice = three_parts(seed).training, three_parts(seed).practice
    rows = [
        (compute_cost(forward_propagation(X, parameters)[0], Y), accuracy(*practice, parameters))
        for parameters in epochs_of(train_one_epoch, optimizer, learning_rate, 64, epochs, seed)
    ]
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
    pairs = (
        (costs, ours.costs, Text("cost, training", "代价，训练集")),
        (accuracies, ours.test_accuracies, Text("accuracy, practice", "准确率，验证集")),
    )
    whose = OURS if train_one_epoch is choosing_an_optimizer.train_one_epoch else YOURS
    owner = label(Text("{name}, {whose}", "{name}，{whose}"), name=shown(optimizer.name), whose=whose)
    grey = label(Text("Adam, α = 0.01, reference", "Adam，α = 0.01，参考实现"))
    fig, axes = new_figure(columns=2)
    for ax, (mine, reference, measured) in zip(axes, pairs, strict=True):
        ax.plot(ours.epochs, reference, color="0.6", linewidth=5, linestyle="-", label=grey)
        ax.plot(ours.epochs, mine, "o-", color=COLOURS[0], markersize=4, label=owner)
        ax.set(xlabel=label(EPOCH), ylabel=label(measured))
    axes[0].legend()
    gap = float(np.max(np.abs(costs - ours.costs)))
    place = (
        Text("lies on the reference", "与参考实现重合")
        if gap < 1e-9
        else Text("differs from the reference by up to {gap:.2g} in cost", "与参考实现的代价最多相差 {gap:.2g}").format(
            gap=gap
        )
    )
    alt = Text(
        "Cost and practice accuracy of a run, {name} with α = {rate:g}: after {epochs} epochs a cost of {cost:.3g} "
        "and {accuracy:.1%}. It {place}, a run of Adam with α = 0.01.",
        "一次训练的代价和验证集准确率，{name}，α = {rate:g}：{epochs} 个轮次之后，代价为 {cost:.3g}，准确率为 "
        "{accuracy:.1%}。它{place}，后者是用 Adam、取 α = 0.01 的一次训练。",
    )
    return fig, alt.format(
        name=shown(optimizer.name),
        rate=learning_rate,
        epochs=epochs,
        cost=costs[-1],
        accuracy=accuracies[-1],
        place=place,
    )


# --- a training to watch ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Misread:
    """A digit that a net reads wrongly: its image (8, 8), what it is, and what the net takes it for."""

    image: np.ndarray
    label: int
    read: int


@dataclass(frozen=True)
class Look:
    """A look at a net: its costs, its accuracies, what its first layer has learnt, the practice digits it misreads."""

    cost: float
    practice_cost: float
    accuracy: float
    held_back: float
    learnt: np.ndarray  # by how much the weights have changed, as images (units, 8, 8); first weights are mere noise
    misread: list[Misread]  # those first of which the net is surest


def compute_look(parameters: Arrays, first: Arrays, parts: Parts) -> Look:
    """Look at a net that began with the parameters `first`, with the training, practice and held-back digits."""
    (X, Y), (X_train, Y_train) = parts.practice, parts.training
    logits = forward_propagation(X, parameters)[0]
    shares, labels = output_probabilities(logits), Y.argmax(axis=0)
    read = shares.argmax(axis=0)
    wrong = np.flatnonzero(read != labels)
    wrong = wrong[np.argsort(-shares.max(axis=0)[wrong], kind="stable")]
    return Look(
        cost=compute_cost(forward_propagation(X_train, parameters)[0], Y_train),
        practice_cost=compute_cost(logits, Y),
        accuracy=float(np.mean(read == labels)),
        held_back=accuracy(*parts.held_back, parameters),
        learnt=(parameters["W1"] - first["W1"]).reshape(-1, 8, 8),
        misread=[Misread(X[:, i].reshape(8, 8), int(labels[i]), int(read[i])) for i in wrong],
    )


def mosaic(images: np.ndarray, columns: int) -> np.ndarray:
    """Lay images (n, 8, 8) out in rows of so many, with a gap of one pixel (NaN) between them.

    Example
    -------
    >>> mosaic(np.zeros((6, 8, 8)), columns=3).shape
    (17, 26)
    """
    framed = np.pad(images, ((0, 0), (0, 1), (0, 1)), constant_values=np.nan)
    rows = framed.reshape(-1, columns, 9, 9).swapaxes(1, 2)
    return rows.reshape(-1, columns * 9)[:-1, :-1]


TOLD = Text(
    "{optimizer}, α = {rate:.3g}, batches of {size}, epoch {epoch}: {practice:.1%} of the practice digits are read "
    "rightly. {verdict} On the held-back digits, which nothing was chosen by, it is {held_back:.1%}.",
    "{optimizer}，α = {rate:.3g}，每批 {size} 个样本，第 {epoch} 轮：验证集读对了 {practice:.1%}。{verdict}"
    "留出集没有参与任何选择，在它上面读对了 {held_back:.1%}。",
)
REACHED, OPEN = (
    Text("Goal reached in epoch {first}.", "第 {first} 轮达到目标。"),
    Text("The goal: {goal:.0%}.", "目标：{goal:.0%}。").format(goal=GOAL),
)

READ_AS = Text("{digit},\nread as {read}", "{digit}，\n读成 {read}")
SO_FAR = Text("epoch {epoch}: cost {cost:.2g}", "第 {epoch} 轮：代价 {cost:.2g}")
RIGHT = Text("{share:.1%} right, {wrong} misread", "读对 {share:.1%}，读错 {wrong} 个")
LEARNT = Text(
    "what {units} units learnt: ±{largest:.2g}, purple +", "{units} 个单元学到了什么：±{largest:.2g}，紫色为正"
)
ENDED = Text("A run of ours with these settings, as it ends. {told}", "参考实现用这些设置训练一次，结果如下。{told}")
SUREST, NONE_MISREAD = Text("misread, the surest first", "读错的，最有把握的在前"), Text("none misread", "没有读错的")


def _board() -> tuple[Figure, Callable[[list[Look]], None]]:
    """Prepare cost, misread share, weights and misread digits; return also the function that draws a run so far."""
    fig, ((left, right), (below, beside)) = new_figure(columns=2, rows=2, height=4.5)
    left.get_gridspec().set_height_ratios([3, 1])
    (cost,) = left.plot([], [], "o-", color=COLOURS[0], markersize=3, label=label(Text("training", "训练集")))
    practised = label(Text("practice", "验证集"))
    (practice,) = left.plot([], [], "s--", color=COLOURS[1], markersize=3, label=practised)
    left.set(yscale="log", xlim=(0, WATCHED + 0.5), ylim=(1e-3, 10))
    left.set(xlabel=label(EPOCH), ylabel=label(Text("cost", "代价")))
    left.legend(loc="lower left", fontsize=9).set_zorder(1.9)
    (misread,) = right.plot([], [], "s--", color=COLOURS[1], markersize=3)
    right.axhspan(0.1, 100 * (1 - GOAL), color=COLOURS[2], alpha=0.15, linewidth=0)
    goal = label(Text("goal: {goal:.0%} right", "目标：读对 {goal:.0%}"), goal=GOAL)
    right.text(WATCHED, 1.05, goal, ha="right", va="bottom")
    right.set(yscale="log", xlim=(0, WATCHED + 0.5), ylim=(1, 100))
    right.set(xlabel=label(EPOCH), ylabel=label(Text("misread, practice (%)", "读错，验证集（%）")))
    right.set_yticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
    right.minorticks_off()
    weights = below.imshow(mosaic(np.zeros((LAYER_DIMS[1], 8, 8)), 8), cmap="PuOr")
    slips = beside.imshow(mosaic(np.zeros((SHOWN, 8, 8)), SHOWN), cmap="gray_r", vmin=0, vmax=1)
    words = [beside.text(9 * i + 3.5, 8.5, "", ha="center", va="top", fontsize=9) for i in range(SHOWN)]
    for ax in (below, beside):
        ax.set_axis_off()
        ax.set_anchor("NW")

    def draw(run: list[Look]) -> None:
        look, epochs = run[-1], np.arange(1, len(run) + 1)
        cost.set_data(epochs, [past.cost for past in run])
        practice.set_data(epochs, [past.practice_cost for past in run])
        misread.set_data(epochs, [100 * (1 - past.accuracy) for past in run])
        largest = float(np.max(np.abs(look.learnt)))
        weights.set(data=mosaic(look.learnt, 8), clim=(-largest, largest))
        seen = look.misread[:SHOWN]
        blank = np.zeros((SHOWN - len(seen), 8, 8))
        slips.set_data(mosaic(np.array([*(slip.image for slip in seen), *blank]), SHOWN))
        for i, word in enumerate(words):
            word.set_text(label(READ_AS, digit=seen[i].label, read=seen[i].read) if i < len(seen) else "")
        left.set_title(label(SO_FAR, epoch=len(run), cost=look.cost))
        right.set_title(label(RIGHT, share=look.accuracy, wrong=len(look.misread)))
        below.set_title(label(LEARNT, units=LAYER_DIMS[1], largest=largest))
        beside.set_title(label(SUREST if seen else NONE_MISREAD))

    return fig, draw


def watch(
    train_one_epoch: Callable[..., Any] = choosing_an_optimizer.train_one_epoch,
    optimizers: Mapping[str, Optimizer] | None = None,
) -> LiveRun:
    """Return a training on the digits, with a loop and optimizers of yours or ours, to start, to watch and to stop."""
    ours = {name: optimizer for name, (optimizer, _) in FOUR.items()}
    named = optimizers or ours
    parts, first = three_parts(0), initialize_parameters(LAYER_DIMS, seed=0)
    fig, draw = _board()

    def work(
        loop: Callable[..., Any], among: Mapping[str, Optimizer], optimizer: str, exponent: float, log_size: float
    ) -> Iterator[Text]:
        rate, size, run = float(10**exponent), round(2**log_size), []
        for parameters in epochs_of(loop, among[optimizer], rate, size, WATCHED, seed=0):
            run.append(compute_look(parameters, first, parts))
            draw(run)
            arrived = [past.accuracy >= GOAL for past in run]
            verdict = REACHED.format(first=arrived.index(True) + 1) if any(arrived) else OPEN
            yield TOLD.format(
                optimizer=shown(optimizer), rate=rate, size=size, epoch=len(run), practice=run[-1].accuracy,
                held_back=run[-1].held_back, verdict=verdict,
            )  # fmt: skip

    controls = (
        Choice("optimizer", Text("optimizer", "优化器"), {name: shown(name) for name in named}, "Adam"),
        Slider("exponent", Text("log₁₀ of α", "α 的 log₁₀"), -4, 0.5, 0.25, -3),
        Slider("log_size", Text("log₂ of the batch size", "小批量大小的 log₂"), 4, 10, 1, 6),
    )

    def at_the_pace_of_an_eye(**values: Any) -> Iterator[Text]:
        for caption in work(train_one_epoch, named, **values):
            yield caption
            time.sleep(PAUSE)

    start: dict[str, Any] = {control.name: control.start for control in controls}
    *_, caption = work(choosing_an_optimizer.train_one_epoch, ours, **start)  # a learner's loop may be slow
    return LiveRun(fig, at_the_pace_of_an_eye, WATCHED, ENDED.format(told=caption), *controls, best=BEST)


# --- beyond -----------------------------------------------------------------------------------------------------------


def beyond(seed: int = 0, nets: int = 4) -> tuple[Figure, Text]:
    """Draw the warm-up with its cosine, and the race of what came after Adam."""
    results = compare_beyond(seed, nets)
    fig, (left, right) = new_figure(columns=2, height=3.8)
    steps = np.arange(0, 101)
    warmed = [warmup_cosine(1.0, int(step), warmup=10, total=100) for step in steps]
    decayed = [update_lr(1.0, int(step), decay_rate=0.05) for step in steps]
    left.plot(steps, warmed, label=label(Text("warm-up, cosine", "预热，余弦")))
    left.plot(steps, decayed, label=label(Text("1/(1 + 0.05 · epoch)", "1/（1 + 0.05 · 轮次）")))
    left.set(xlabel=label(EPOCH), ylabel="α / α0", title=label(Text("Two schedules", "两种学习率安排")))
    left.legend(loc="upper right", fontsize=9)
    for number, (name, result) in enumerate(results.items()):
        _band(right, result.at_tuned, label(FROM_RATE, name=shown(name), rate=result.tuned), number)
    right.set(xlabel=label(EPOCH), ylabel=label(ACCURACY), ylim=(0.5, 1))
    right.set_title(label(Text("Adam and after", "Adam 与后来的方法")))
    right.legend(loc="lower right", fontsize=9)
    alt = Text(
        "Left: a learning rate that rises along a line for 10 epochs and falls along a cosine until epoch 100, beside "
        "one that decays from the start. Right: {nets} nets each, warmed up and cooled; after {epochs} epochs {ends}.",
        "左：一种学习率在前 10 个轮次沿直线上升，然后沿余弦下降，直到第 100 个轮次；另一种从一开始就衰减。"
        "右：每种方法 {nets} 个网络，学习率都先预热，再下降；{epochs} 个轮次之后，{ends}。",
    )
    ends = _named({name: final(result.at_tuned) for name, result in results.items()})
    return fig, alt.format(nets=nets, epochs=EPOCHS, ends=ends)
