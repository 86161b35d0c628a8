"""Lesson 07: what is claimed of learning-rate decay, and how each claim is tried."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from helpers.claims import Finding, claim
from helpers.data import load_digits, split
from helpers.decay import exponential_decay, schedule_lr_decay, sqrt_decay, staircase_decay, update_lr
from helpers.experiments import train_many
from helpers.language import Text
from helpers.noisy_bowl import NoisyBowl, Schedule, lower_by_hand, wander

DIM, EPOCHS = 10, 50
STEEP = NoisyBowl(np.geomspace(1.0, 100.0, DIM))  # at 0.01 every direction arrives within the run
FLAT = NoisyBowl(np.geomspace(0.01, 1.0, DIM))  # at 0.01 the flattest direction is still on its way
ROUND = NoisyBowl(np.ones(DIM))

# The schedules that the lesson compares: the rate of an epoch, which counts from 0.
SCHEDULES: dict[str, Callable[[float, int], float]] = {
    "constant": lambda learning_rate0, epoch: learning_rate0,
    "α₀/(1 + 0.1·epoch)": lambda learning_rate0, epoch: update_lr(learning_rate0, epoch, 0.1),
    "0.95^epoch·α₀": lambda learning_rate0, epoch: exponential_decay(learning_rate0, epoch, 0.95),
    "α₀/√t, t = epoch + 1": lambda learning_rate0, epoch: sqrt_decay(learning_rate0, epoch + 1),
    "α₀/(1 + ⌊epoch/10⌋)": lambda learning_rate0, epoch: schedule_lr_decay(learning_rate0, epoch, 1.0, 10),
    "0.5^⌊epoch/10⌋·α₀": lambda learning_rate0, epoch: staircase_decay(learning_rate0, epoch, 0.5, 10),
}

# The digits network of the lesson: gradient descent, mini-batches of 64.
LAYERS, DIGITS_RATE, DIGITS_EPOCHS, WRONG = [64, 32, 10], 1.0, 24, 0.2

Row = tuple[Text, Any]  # a label, a number or the truth of a condition


def _finding(numbers: list[Row], conditions: list[Row]) -> Finding:
    return Finding(dict(numbers), {label: bool(true) for label, true in conditions})


def words(name: str) -> Text:
    """Return the name of a schedule, or its formula, as it is shown."""
    return Text(name, name.replace("constant", "恒定学习率").replace("epoch", "轮次").replace(", ", "，"))


def named(name: str, learning_rate0: float) -> Schedule:
    """Return a schedule of the lesson as a function of the epoch alone."""
    return lambda epoch: SCHEDULES[name](learning_rate0, epoch)


def wins(distances: np.ndarray) -> np.ndarray:
    """Return, for each schedule but the first, the share of runs that end closer than under the first."""
    return np.mean(distances[1:, -1] < distances[0, -1], axis=-1)


def root_mean_square(distances: np.ndarray) -> float:
    """Return √ of the mean of the squares."""
    return float(np.sqrt(np.mean(distances**2)))


def mislabelled(Y: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Return one-hot labels (classes, m), a share of which has been moved to another class at random."""
    classes, m = Y.shape
    wrong, labels = rng.choice(m, round(share * m), replace=False), np.argmax(Y, axis=0)
    labels[wrong] = (labels[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return np.eye(classes)[:, labels]


def train_digits(name: str, wrong: float, seed: int, nets: int, log_every: int = 1) -> np.ndarray:
    """Train networks on digits under a schedule of the lesson, with a share of wrong training labels.

    Returns the test accuracy in % of each network after each logged epoch, shape (nets, logged epochs).
    """
    digits = load_digits()
    parts = split(digits.X, digits.Y, seed=seed)
    runs = train_many(
        parts.X_train,
        mislabelled(parts.Y_train, wrong, np.random.default_rng(seed)),
        LAYERS,
        "gradient_descent",
        [DIGITS_RATE],
        range(nets * seed, nets * (seed + 1)),
        DIGITS_EPOCHS,
        schedule=SCHEDULES[name],
        X_test=parts.X_test,
        Y_test=parts.Y_test,
        log_every=log_every,
    )
    return 100 * runs.test_accuracies[0]


@claim(
    "LD-1",
    Text(
        "at a constant rate a noisy run ends up wandering in a ball around the minimum; a falling rate closes in, "
        "if the constant one would have arrived at all",
        "学习率恒定时，带噪声的运行最后总在最小值周围的一个球（噪声球）内游走；学习率逐渐下降，就会越走越近，"
        "前提是用恒定的学习率本来就走得到",
    ),
)
def decay_closes_in(seed: int, quick: bool) -> Finding:
    """Measure the final distance on bowls where α₀ is large enough to arrive, on one where it is not, and noiseless.

    The setup of each: 10 dimensions, start at 5 in each, noise of standard deviation 1 on each slope, 50 epochs of 100
    steps; all schedules of a bowl see the same noise.
    """
    runs = 40 if quick else 100
    names = ["constant", "α₀/(1 + 0.1·epoch)", "0.95^epoch·α₀"]
    setup = Text(
        "runs on each bowl; 10 dimensions, start 5, noise 1, 50 epochs of 100 steps",
        "10 维，起点每维为 5，噪声 1，50 个轮次，每轮 100 步：每个碗的运行次数",
    )
    numbers: list[Row] = [(setup, runs)]
    share, near_floor = {}, []
    settings = [
        (STEEP, 0.01, Text("eigenvalues 1…100, α₀ = 0.01", "特征值 1…100，α₀ = 0.01")),
        (ROUND, 0.1, Text("eigenvalues all 1, α₀ = 0.1", "特征值全为 1，α₀ = 0.1")),
        (FLAT, 0.01, Text("eigenvalues 0.01…1, α₀ = 0.01", "特征值 0.01…1，α₀ = 0.01")),
    ]
    final = Text("{bowl}: mean final distance, {name}", "{bowl}：最终距离的平均值，{name}")
    closer = Text(
        "{bowl}: runs out of 100 that end closer with {name}", "{bowl}：100 次运行中，用 {name} 时最后更近的次数"
    )
    without = Text(
        "eigenvalues 1…100, without noise: final distance, {name}", "特征值 1…100，没有噪声：最终距离，{name}"
    )
    for bowl, learning_rate0, label in settings:
        distances = wander(bowl, [named(name, learning_rate0) for name in names], EPOCHS, runs, seed)
        share[label] = wins(distances)
        near_floor.append(root_mean_square(distances[0, -1]) / bowl.floor(learning_rate0))
        for name, ends in zip(names, distances[:, -1], strict=True):
            numbers.append((final.format(bowl=label, name=words(name)), float(ends.mean())))
        for name, won in zip(names[1:], share[label], strict=True):
            numbers.append((closer.format(bowl=label, name=words(name)), float(100 * won)))
    steep, round_, flat = share.values()
    quiet = wander(NoisyBowl(STEEP.eigenvalues, noise=0.0), [named(name, 0.01) for name in names], EPOCHS, 1, seed)
    for name, end in zip(names, quiet[:, -1, 0], strict=True):
        numbers.append((without.format(name=words(name)), float(end)))
    return _finding(
        numbers,
        [
            (
                Text(
                    "eigenvalues 1…100: both decays end closer in at least 85 of 100 runs",
                    "特征值 1…100：两种衰减在 100 次运行中都至少有 85 次最后更近",
                ),
                np.all(steep >= 0.85),
            ),
            (
                Text(
                    "all eigenvalues 1: both decays end closer in at least 85 of 100 runs",
                    "特征值全为 1：两种衰减在 100 次运行中都至少有 85 次最后更近",
                ),
                np.all(round_ >= 0.85),
            ),
            (
                Text(
                    "0.01…1, where α₀ is too small to arrive: decay ends closer in at most 5 of 100",
                    "0.01…1，α₀ 太小而走不到：用衰减时，100 次中至多 5 次最后更近",
                ),
                np.all(flat <= 0.05),
            ),
            (
                Text(
                    "where it arrives, the constant rate wanders at the distance √Σ ασ²/(λ(2 − αλ)), to 15 %",
                    "在走得到的碗上，恒定学习率在距离 √Σ ασ²/(λ(2 − αλ)) 处游走，误差在 15% 以内",
                ),
                np.allclose(near_floor[:2], 1, rtol=0, atol=0.15),
            ),
            (
                Text(
                    "without noise the constant rate ends a million times closer",
                    "没有噪声时，恒定学习率最后的距离不到用衰减时的百万分之一",
                ),
                quiet[1:, -1].min() > 1e6 * quiet[0, -1],
            ),
        ],
    )


@claim(
    "LD-2",
    Text(
        "a decay that is too fast stops short: its steps together are too short to arrive",
        "衰减太快，就会半途停下：所有步子加起来也不够走到",
    ),
)
def too_fast_stops_short(seed: int, quick: bool) -> Finding:
    """Compare gentle and fast decays on the flat bowl, α₀ = 0.1, after 50 epochs and after twice as many."""
    runs, learning_rate0, longer = 40 if quick else 100, 0.1, 2 * EPOCHS
    schedules: dict[str, Schedule] = {
        "constant": named("constant", learning_rate0),
        "0.95^epoch·α₀": named("0.95^epoch·α₀", learning_rate0),
        "0.5^epoch·α₀": lambda epoch: exponential_decay(learning_rate0, epoch, 0.5),
        "α₀/(1 + epoch)": lambda epoch: update_lr(learning_rate0, epoch, 1.0),
    }
    distances = wander(FLAT, list(schedules.values()), longer, runs, seed)
    _, gentle, fast, slow_end = distances[:, EPOCHS].mean(axis=-1)
    fast_later, slow_end_later = distances[2:, longer].mean(axis=-1)
    quiet = wander(NoisyBowl(FLAT.eigenvalues, noise=0.0), [schedules["0.5^epoch·α₀"]], EPOCHS, 1, seed)[0, -1, 0]
    way = sum(FLAT.steps * schedules["0.5^epoch·α₀"](epoch) for epoch in range(EPOCHS))
    left = float(np.exp(-way * FLAT.eigenvalues[0]))
    setup = Text(
        "eigenvalues 0.01…1, α₀ = 0.1, other settings as in LD-1: runs",
        "特征值 0.01…1，α₀ = 0.1，其他设置同 LD-1：运行次数",
    )
    after = Text("mean distance after {epochs} epochs, {name}", "{epochs} 个轮次之后的平均距离，{name}")
    numbers: list[Row] = [(setup, runs)]
    for name, at in zip(schedules, distances, strict=True):
        numbers.append((after.format(epochs=50, name=words(name)), float(at[EPOCHS].mean())))
    return _finding(
        [
            *numbers,
            (after.format(epochs=longer, name=words("0.5^epoch·α₀")), float(fast_later)),
            (after.format(epochs=longer, name=words("α₀/(1 + epoch)")), float(slow_end_later)),
            (
                Text(
                    "0.5^epoch·α₀: all learning rates together, 100 steps an epoch",
                    "0.5^轮次·α₀：所有学习率之和，每轮 100 步",
                ),
                way,
            ),
            (
                Text(
                    "the same: share of the start that this leaves along the flattest direction, e^(−λΣα)",
                    "同上：在最平缓的方向上，走完后剩下的距离占起点距离的比例，e^(−λΣα)",
                ),
                left,
            ),
        ],
        [
            (
                Text(
                    "0.95^epoch·α₀ ends closer than the constant rate, on average",
                    "平均而言，0.95^轮次·α₀ 最后比恒定学习率更近",
                ),
                gentle < distances[0, EPOCHS].mean(),
            ),
            (
                Text(
                    "0.5^epoch·α₀ ends farther than the constant rate in at least 90 of 100 runs",
                    "100 次运行中，0.5^轮次·α₀ 至少有 90 次最后比恒定学习率更远",
                ),
                np.mean(distances[2, EPOCHS] > distances[0, EPOCHS]) >= 0.9,
            ),
            (
                Text(
                    "more epochs move 0.5^epoch·α₀ by less than 0.1 %",
                    "再多走一些轮次，0.5^轮次·α₀ 的距离变化不到 0.1%",
                ),
                abs(fast_later - fast) < 1e-3 * fast,
            ),
            (
                Text(
                    "it is not the noise: without it this run ends at the same distance, to 10 %",
                    "原因不是噪声：没有噪声时，最后的距离也相同，误差在 10% 以内",
                ),
                abs(fast / quiet - 1) < 0.1,
            ),
            (
                Text("{name} is too fast as well, yet still gets nearer", "{name} 也降得太快，但仍在继续接近").format(
                    name=words("α₀/(1 + epoch)")
                ),
                gentle < slow_end_later < 0.95 * slow_end,
            ),
        ],
    )


@claim(
    "LD-3",
    Text(
        "every schedule starts at α₀ and falls, each in its own way; it helps where the gradient stays noisy, "
        "and changes little where the noise dies out by itself",
        "每种衰减方式都从 α₀ 开始下降，但降法各不相同；梯度一直带噪声时衰减有用，噪声自己会消失时影响很小",
    ),
)
def each_schedule(seed: int, quick: bool) -> Finding:
    """Take the rates of each schedule, then its effect on a noisy bowl and on digits with wrong and right labels."""
    bowl_runs, nets = (20, 2) if quick else (50, 3)
    names, decays = list(SCHEDULES), list(SCHEDULES)[1:]
    rates = np.array([[SCHEDULES[name](0.1, epoch) for epoch in range(EPOCHS)] for name in names])
    bowl = wander(STEEP, [named(name, 0.01) for name in names], EPOCHS, bowl_runs, seed)[:, -1].mean(axis=-1)
    # The mean after epochs 18, 20, 22 and 24: a constant rate jumps about, and one epoch would be a matter of luck.
    wrong, right = (
        {name: float(np.mean(train_digits(name, share, seed, nets, log_every=2)[:, -4:])) for name in names}
        for share in (WRONG, 0.0)
    )
    gains_wrong = [wrong[name] - wrong["constant"] for name in decays]
    gains_right = [right[name] - right["constant"] for name in decays]
    stairs = rates[names.index("0.5^⌊epoch/10⌋·α₀")].reshape(-1, 10)
    last_rate = Text("rate in epoch {epoch} from α₀ = 0.1, {name}", "从 α₀ = 0.1 开始，第 {epoch} 轮的学习率，{name}")
    on_bowl = Text(
        "bowl 1…100, α₀ = 0.01: mean final distance, {name}", "碗 1…100，α₀ = 0.01：最终距离的平均值，{name}"
    )
    setup = Text(
        "digits: networks 64-32-10, α₀ = 1, {epochs} epochs, for each schedule",
        "手写数字，网络 64-32-10，α₀ = 1，{epochs} 个轮次：每种衰减方式的网络个数",
    )
    on_digits = Text(
        "digits, {labels}: test accuracy at the end in %, {name}", "手写数字，{labels}：最后的测试准确率（%），{name}"
    )
    wrong_labels = Text("{share:.0%} wrong labels", "{share:.0%} 的标签有错").format(share=WRONG)
    numbers: list[Row] = []
    for name, rate in zip(names, rates, strict=True):
        numbers.append((last_rate.format(epoch=EPOCHS - 1, name=words(name)), float(rate[-1])))
    for name, end in zip(names, bowl, strict=True):
        numbers.append((on_bowl.format(name=words(name)), float(end)))
    numbers.append((setup.format(epochs=DIGITS_EPOCHS), nets))
    for labels, accuracies in ((wrong_labels, wrong), (Text("right labels", "标签正确"), right)):
        for name, accuracy in accuracies.items():
            numbers.append((on_digits.format(labels=labels, name=words(name)), accuracy))
    return _finding(
        numbers,
        [
            (
                Text(
                    "each schedule has the rate α₀ in epoch 0 and never rises",
                    "每种衰减方式在第 0 轮的学习率都是 α₀，并且从不上升",
                ),
                np.all(np.diff(rates) <= 0) and np.all(rates[:, 0] == 0.1),
            ),
            (
                Text(
                    "the staircase stays the same within 10 epochs, and halves",
                    "阶梯的学习率在每 10 个轮次之内不变，然后减半",
                ),
                np.all(stairs == stairs[:, :1]) and np.allclose(stairs[1:] / stairs[:-1], 0.5),
            ),
            (
                Text(
                    "on the bowl each decay ends closer than the constant rate, on average",
                    "在碗上，平均而言，每种衰减最后都比恒定学习率更近",
                ),
                np.all(bowl[1:] < bowl[0]),
            ),
            (
                Text(
                    "digits with wrong labels: each decay gains at least 1 point of test accuracy",
                    "手写数字，标签有错：每种衰减都使测试准确率至少提高 1 个百分点",
                ),
                min(gains_wrong) >= 1,
            ),
            (
                Text(
                    "digits with right labels: no decay changes it by more than 1.5 points",
                    "手写数字，标签正确：每种衰减带来的测试准确率变化都不超过 1.5 个百分点",
                ),
                np.max(np.abs(gains_right)) <= 1.5,
            ),
            (
                Text(
                    "the least gain with wrong labels is above the largest with right ones",
                    "标签有错时，即使提高最少的，也多于标签正确时提高最多的",
                ),
                min(gains_wrong) > max(gains_right),
            ),
        ],
    )


@claim(
    "LD-4",
    Text(
        "lowering the rate by hand whenever progress stalls needs no formula, and does as well as a tuned schedule; "
        "it costs a look after every epoch of every run",
        "进展一停滞就手动降低学习率，不需要公式，效果也与调好的衰减方式相当，只是每次运行的每个轮次之后都得看一眼",
    ),
)
def by_hand(seed: int, quick: bool) -> Finding:
    """Let a rule do what a person does who watches the cost, and count the looks and the changes."""
    runs, learning_rate0 = 40 if quick else 100, 0.1
    fixed: dict[str, Schedule] = {
        "constant": named("constant", learning_rate0),
        "0.95^epoch·α₀": named("0.95^epoch·α₀", learning_rate0),
    }
    for base in (0.9, 0.8, 0.7, 0.6):
        fixed[f"{base:g}^epoch·α₀"] = partial(exponential_decay, learning_rate0, base=base)
    distances = wander(ROUND, list(fixed.values()), EPOCHS, runs, seed)
    means = dict(zip(fixed, distances[:, -1].mean(axis=-1), strict=True))
    best = min(means, key=lambda name: means[name])
    attended = lower_by_hand(ROUND, learning_rate0, EPOCHS, runs, seed)
    mean = float(attended.distances[-1].mean())
    impatient = lower_by_hand(FLAT, 0.01, EPOCHS, runs, seed)
    flat_constant = wander(FLAT, [named("constant", 0.01)], EPOCHS, runs, seed)[0, -1]
    best_of = Text(
        "mean final distance, best of {count} schedules, {name}", "最终距离的平均值，{count} 种方式中最好的，{name}"
    )
    return _finding(
        [
            (
                Text(
                    "runs; all eigenvalues 1, α₀ = 0.1, other settings as in LD-1",
                    "特征值全为 1，α₀ = 0.1，其他设置同 LD-1：运行次数",
                ),
                runs,
            ),
            (Text("mean final distance, constant", "最终距离的平均值，恒定学习率"), float(means["constant"])),
            (
                Text("mean final distance, 0.95^epoch·α₀, untuned", "最终距离的平均值，0.95^轮次·α₀，未经调整"),
                float(means["0.95^epoch·α₀"]),
            ),
            (best_of.format(count=len(fixed), name=words(best)), float(means[best])),
            (
                Text(
                    "mean final distance, halved by hand after 2 epochs without progress",
                    "最终距离的平均值，2 个轮次没有进展就手动减半",
                ),
                mean,
            ),
            (Text("looks in each run", "每次运行中查看的次数"), attended.looks),
            (Text("looks in all runs", "所有运行中查看的总次数"), attended.looks * runs),
            (
                Text("changes of the rate in a run, mean", "一次运行中改变学习率的次数，平均"),
                float(attended.changes.mean()),
            ),
            (Text("changes in a run, fewest", "一次运行中改变的次数，最少"), int(attended.changes.min())),
            (Text("changes in a run, most", "一次运行中改变的次数，最多"), int(attended.changes.max())),
            (
                Text(
                    "eigenvalues 0.01…1, α₀ = 0.01: mean final distance, constant",
                    "特征值 0.01…1，α₀ = 0.01：最终距离的平均值，恒定学习率",
                ),
                float(flat_constant.mean()),
            ),
            (Text("the same, by hand", "同上，手动降低"), float(impatient.distances[-1].mean())),
        ],
        [
            (
                Text(
                    "by hand ends closer than the constant rate in at least 95 of 100 runs",
                    "100 次运行中，手动降低至少有 95 次最后比恒定学习率更近",
                ),
                np.mean(attended.distances[-1] < distances[0, -1]) >= 0.95,
            ),
            (
                Text("and closer than the untuned schedule, on average", "平均而言，也比未调的衰减方式更近"),
                mean < means["0.95^epoch·α₀"],
            ),
            (
                Text(
                    "a tuned schedule does as well, within 25 %, without a look",
                    "调好的衰减方式不用查看，效果也不相上下，差距在 25% 以内",
                ),
                means[best] < 1.25 * mean,
            ),
            (
                Text(
                    "each run asks for a look at every epoch, and what one run needs is no guide to the next",
                    "每次运行的每个轮次都得看一眼，而且一次运行中何时降低，不能照搬到下一次",
                ),
                attended.looks == EPOCHS and np.ptp(attended.changes) > 0,
            ),
            (
                Text(
                    "noise looks like a stall: on the flat bowl the hand lowers too soon "
                    "and loses to the constant rate",
                    "噪声看起来像停滞：在平缓的碗上，手动降得太早，不如恒定学习率",
                ),
                impatient.distances[-1].mean() > flat_constant.mean(),
            ),
        ],
    )
