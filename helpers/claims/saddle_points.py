"""Lesson 08: the experiments that decide its claims, SP-1 to SP-6."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.claims import Finding, Number, claim
from helpers.data import two_moons
from helpers.experiments import train_many
from helpers.language import Text
from helpers.methods import METHODS
from helpers.objectives import monkey_saddle, plateau, saddle
from helpers.optimizers import Optimizer
from helpers.paths import descend_with
from helpers.saddle_points import classify_critical_point, escape_saddle

SADDLE, PLATEAU = saddle(), plateau()
RATE, PLATEAU_RATE = 0.01, 0.1
OUT = 1.0  # a walk has left the saddle when |y| is at least this; the valleys lie at ±√2
NEAR = 0.1  # a walk has crossed the plateau when |x| is below this
KINDS = (Text("minimum", "极小值点"), Text("maximum", "极大值点"), Text("saddle", "鞍点"))
NAMES: dict[Any, Text] = {name.en: name for name in (*METHODS, *KINDS)}  # in both languages, by the English one


def _each(label: Text, numbers: Mapping[Any, Number]) -> dict[Text, Number]:
    """Label each number: what it belongs to, a method, a kind of point or a size, fills the label's `{of}`."""
    return {label.format(of=NAMES.get(key, key)): number for key, number in numbers.items()}


def steps_to_leave(name: str, off: float, angle: float = 0.0, most: int = 2000) -> float:
    """Count the steps from (1, off) until |y| ≥ 1 on the saddle, turned by an angle; inf if `most` are not enough."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def gradient(w: np.ndarray) -> np.ndarray:
        return turn @ SADDLE.gradient(turn.T @ w)

    def left(w: np.ndarray) -> bool:
        return bool(abs(turn[:, 1] @ w) >= OUT)

    path = descend_with(_method(name), gradient, turn @ np.array([1.0, off]), most, RATE, left)
    return len(path) - 1 if left(path[-1]) else math.inf


def steps_to_cross(name: str, start: float, most: int = 15_000) -> float:
    """Count the steps from x = start until |x| < 0.1 on the plateau; inf if `most` are not enough."""

    def crossed(w: np.ndarray) -> bool:
        return bool(abs(w[0]) < NEAR)

    path = descend_with(_method(name), PLATEAU.gradient, np.array([start]), most, PLATEAU_RATE, crossed)
    return len(path) - 1 if crossed(path[-1]) else math.inf


def _method(name: str) -> Optimizer:
    return METHODS[next(known for known in METHODS if known.en == name)]


# --- kinds of critical points -----------------------------------------------------------------------------------------


@claim(
    "SP-1",
    Text(
        "where the gradient is zero may be a minimum, a maximum or a saddle: the eigenvalues tell",
        "梯度为零的地方可能是极小值点、极大值点或鞍点：看特征值就能分辨",
    ),
)
def eigenvalues_tell(seed: int, quick: bool) -> Finding:
    """Put points where the gradient is zero to the test of their surroundings, and compare with the Hessian's word."""
    rng = np.random.default_rng(seed)
    trials = 100 if quick else 400
    agree, kinds = 0, {"minimum": 0, "maximum": 0, "saddle": 0}
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    circle = 1e-3 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    for _ in range(trials):
        a = rng.normal(size=(2, 2))
        hessian = a + a.T
        heights = 0.5 * np.sum(circle * (circle @ hessian), axis=-1)
        seen = "minimum" if heights.min() > 0 else "maximum" if heights.max() < 0 else "saddle"
        told = classify_critical_point(hessian)
        kinds[told] += 1
        agree += told == seen
    at_saddle, at_minimum = SADDLE.hessian(np.zeros(2)), SADDLE.hessian(np.array([0.0, np.sqrt(2)]))
    monkey = monkey_saddle()
    return Finding(
        numbers={
            **_each(Text("quadratic surfaces of this kind: {of}", "二次曲面中，{of}的个数"), kinds),
            Text("share that the eigenvalues told rightly", "特征值判断正确的比例"): agree / trials,
            Text("x² − y² + y⁴/4 at (0, 0): smallest eigenvalue", "x² − y² + y⁴/4 在 (0, 0) 处的最小特征值"): float(
                np.linalg.eigvalsh(at_saddle)[0]
            ),
            Text("the same at (0, √2)", "同上，在 (0, √2) 处"): float(np.linalg.eigvalsh(at_minimum)[0]),
        },
        conditions={
            Text("all three kinds came up", "三种类型都出现了"): min(kinds.values()) > 0,
            Text(
                "the eigenvalues told each kind that going round the point showed",
                "绕该点走一圈看到的类型，特征值每次都判断对了",
            ): agree == trials,
            Text(
                "x² − y² + y⁴/4 has a saddle at (0, 0), a minimum at (0, √2)",
                "x² − y² + y⁴/4 在 (0, 0) 处是鞍点，在 (0, √2) 处是极小值点",
            ): classify_critical_point(at_saddle) == "saddle" and classify_critical_point(at_minimum) == "minimum",
            Text(
                "the monkey saddle goes down in places, and its Hessian does not see it: degenerate",
                "猴鞍面在一些方向上是下坡，它的 Hessian 却看不出来：退化",
            ): (
                bool(np.min(monkey.value(circle)) < 0)
                and classify_critical_point(monkey.hessian(np.zeros(2))) == "degenerate"
            ),
        },
    )


def random_hessians(rng: np.random.Generator, count: int, n: int) -> np.ndarray:
    """Draw symmetric matrices of the Gaussian orthogonal ensemble, (count, n, n): variance 1 off the diagonal, 2 on."""
    a = rng.normal(size=(count, n, n))
    return (a + np.swapaxes(a, -1, -2)) / np.sqrt(2)


@claim(
    "SP-2",
    Text("in high dimension a random critical point is nearly always a saddle", "维数很高时，随机的临界点几乎总是鞍点"),
)
def saddles_everywhere(seed: int, quick: bool) -> Finding:
    """Draw random symmetric matrices and count how many have positive eigenvalues only."""
    rng = np.random.default_rng(seed)
    count = 5000 if quick else 20_000
    exact = {1: 1 / 2, 2: (2 - math.sqrt(2)) / 4, 3: 1 / 4 - math.sqrt(2) / (2 * math.pi)}
    share = {n: float(np.mean(np.linalg.eigvalsh(random_hessians(rng, count, n))[:, 0] > 0)) for n in range(1, 6)}
    theory = exact[3]
    margin = {n: 4 * math.sqrt(p * (1 - p) / count) for n, p in exact.items()}
    eigenvalues = np.linalg.eigvalsh(random_hessians(rng, 1000, 10))
    low = np.mean(eigenvalues[:, 0] > 0)
    saddles = np.mean((eigenvalues[:, 0] < 0) & (eigenvalues[:, -1] > 0))
    lifted = np.mean(eigenvalues[:, 0] + 2 * math.sqrt(10) > 0)
    return Finding(
        numbers={
            **_each(Text("n = {of}: share of minima", "n = {of} 时，极小值点的比例"), share),
            Text(
                "n = 3: share of minima in theory, 1/4 − √2/(2π)", "n = 3 时，极小值点比例的理论值 1/4 − √2/(2π)"
            ): theory,
            Text("n = 10: share of saddles", "n = 10 时，鞍点的比例"): float(saddles),
            Text(
                "n = 10, all eigenvalues raised by 2√10: share of minima",
                "n = 10，所有特征值都加上 2√10 时，极小值点的比例",
            ): float(lifted),
        },
        conditions={
            Text(
                "n = 1, 2, 3: as in theory, within 4 standard errors", "n = 1、2、3：与理论相符，相差不到 4 个标准误"
            ): all(abs(share[n] - p) < margin[n] for n, p in exact.items()),
            Text("each further dimension makes minima rarer", "每增加一维，极小值点就更少"): all(
                share[n + 1] < share[n] / 2 for n in range(1, 4)
            ),
            Text("n = 4: fewer than 1 in 100", "n = 4：每 100 个中不到 1 个"): share[4] < 0.01,
            Text(
                "n = 10: no minimum in 1,000, nothing but saddles", "n = 10：1,000 个中没有一个极小值点，全是鞍点"
            ): bool(low == 0 and saddles == 1),
            Text(
                "but it depends on the height: with eigenvalues raised by 2√n most are minima",
                "但这与代价的高低有关：特征值都加上 2√n 之后，大多是极小值点",
            ): bool(lifted > 0.8),
        },
    )


# --- leaving saddles, crossing plateaus -------------------------------------------------------------------------------


@claim(
    "SP-3",
    Text(
        "started a hair off the ridge all leave the saddle, some slowly; on the ridge only noise helps",
        "只要起点稍稍偏离山脊，每种方法都能离开鞍点，只是有的很慢；正好在山脊上，就只有噪声能帮忙",
    ),
)
def leaving_a_saddle(seed: int, quick: bool) -> Finding:
    """Count each method's steps off the ridge from two starts, then put it on the ridge, with and without noise."""
    names = [name.en for name in METHODS]
    hair = {name: steps_to_leave(name, 1e-6) for name in names}
    finer = {name: steps_to_leave(name, 1e-12) for name in names}
    ridge = {name: steps_to_leave(name, 0.0) for name in names}
    runs = 20 if quick else 50
    noisy = []
    for run in range(runs):
        y = np.abs(escape_saddle(SADDLE.gradient, [1.0, 0.0], 0.1, 150, 1e-3, 1000 * seed + run)[:, 1])
        noisy.append(int(np.argmax(y >= OUT)) or math.inf)
    never = np.abs(escape_saddle(SADDLE.gradient, [1.0, 0.0], 0.1, 150, 0.0, seed)[:, 1]).max()
    grown = math.log(1 / 1e-6) / math.log(1 + 2 * RATE)  # y is multiplied by 1 + 2α while it is small
    return Finding(
        numbers={
            **_each(Text("steps from y = 1e-6: {of}", "{of}，从 y = 1e-6 出发的步数"), hair),
            **_each(Text("steps from y = 1e-12: {of}", "{of}，从 y = 1e-12 出发的步数"), finer),
            Text(
                "ln(1e6) / ln(1 + 2α), what theory says of plain descent",
                "ln(1e6) / ln(1 + 2α)，普通梯度下降的理论步数",
            ): grown,
            Text(
                "plain descent from y = 0, α = 0.1, noise 0.001: median steps",
                "普通梯度下降，从 y = 0 出发，α = 0.1，噪声 0.001，步数的中位数",
            ): float(np.median(noisy)),
        },
        conditions={
            Text("plain descent takes what theory says, within 5 %", "普通梯度下降的步数与理论相差不到 5%"): (
                abs(hair["plain descent"] / grown - 1) < 0.05
            ),
            Text("twice as many from 1e-12 as from 1e-6", "从 1e-12 出发，步数是从 1e-6 出发的两倍"): (
                1.9 < finer["plain descent"] / hair["plain descent"] < 2.1
            ),
            Text("averaged momentum is slower than plain descent here", "平均形式的动量在这里比普通梯度下降慢"): (
                hair["momentum, averaged"] > hair["plain descent"]
            ),
            Text(
                "accumulated momentum needs less than a quarter, RMSprop and Adam less than an eighth",
                "累加形式的动量只需不到四分之一的步数，RMSprop 和 Adam 只需不到八分之一",
            ): (
                hair["momentum, accumulated"] < hair["plain descent"] / 4
                and max(hair["RMSprop"], hair["Adam"]) < hair["plain descent"] / 8
            ),
            Text(
                "RMSprop and Adam hardly notice how near to the ridge they start",
                "起点离山脊有多近，对 RMSprop 和 Adam 几乎没有影响",
            ): all(finer[name] - hair[name] <= 2 for name in ("RMSprop", "Adam")),
            Text(
                "exactly on the ridge, none of them leaves in 2,000 steps",
                "正好在山脊上，没有一种方法能在 2,000 步之内离开",
            ): all(map(math.isinf, ridge.values())),
            Text(
                "without noise y stays at 0; with noise every run leaves",
                "没有噪声，y 一直是 0；有了噪声，每次都能离开",
            ): never == 0 and max(noisy) < math.inf,
        },
    )


@claim(
    "SP-4",
    Text(
        "accumulated momentum, RMSprop and Adam cross flat ground faster; averaged momentum at one α does not",
        "累加形式的动量、RMSprop 和 Adam 穿过平坦的地方更快；平均形式的动量在同一个 α 下则不然",
    ),
)
def crossing_a_plateau(seed: int, quick: bool) -> Finding:
    """Count steps across a plateau at one α, then turn the saddle, where scaling each coordinate helps less."""
    start = 5.0 if quick else 10.0
    steps = {name.en: steps_to_cross(name.en, start) for name in METHODS}
    theory = start**4 / (8 * PLATEAU_RATE)
    straight = {name: steps_to_leave(name, 1e-6) for name in ("plain descent", "RMSprop", "Adam")}
    turned = {name: steps_to_leave(name, 1e-6, np.pi / 4) for name in straight}
    plain, averaged = steps["plain descent"], steps["momentum, averaged"]
    return Finding(
        numbers={
            **_each(
                Text(f"plateau from x = {start:g}, steps: {{of}}", f"{{of}}，在平台区从 x = {start:g} 出发的步数"),
                steps,
            ),
            Text("x⁴ / (8α), what theory says of plain descent", "x⁴ / (8α)，普通梯度下降的理论步数"): theory,
            **_each(Text("saddle along the axes, steps: {of}", "{of}，离开与坐标轴对齐的鞍点的步数"), straight),
            **_each(Text("saddle turned by 45°, steps: {of}", "{of}，离开转过 45° 的鞍点的步数"), turned),
        },
        conditions={
            Text(
                "plain descent takes what theory says, within a quarter", "普通梯度下降的步数与理论相差不到四分之一"
            ): 1 < plain / theory < 1.25,
            Text("averaged momentum at the same α is no faster", "在同一个 α 下，平均形式的动量并不更快"): (
                plain <= averaged < 1.1 * plain
            ),
            Text(
                "accumulated momentum takes about a tenth: its α is in effect ten times larger",
                "累加形式的动量只需约十分之一的步数：它的 α 相当于放大到十倍",
            ): 0.08 < steps["momentum, accumulated"] / plain < 0.15,
            Text("RMSprop and Adam take less than a twentieth", "RMSprop 和 Adam 只需不到二十分之一的步数"): (
                max(steps["RMSprop"], steps["Adam"]) < plain / 20
            ),
            Text("turning the saddle leaves plain descent as it is", "转动鞍点，普通梯度下降不受影响"): (
                abs(turned["plain descent"] - straight["plain descent"]) <= 1
            ),
            Text("it costs RMSprop twice the steps, Adam five times", "RMSprop 却要走两倍的步数，Adam 要走五倍"): (
                turned["RMSprop"] > 2 * straight["RMSprop"] and turned["Adam"] > 5 * straight["Adam"]
            ),
        },
    )


# --- batches at a saddle ----------------------------------------------------------------------------------------------

SAMPLES, BUDGET = 256, 300  # of the constructed example: how many samples it has, and how many steps a run may take


@dataclass(frozen=True)
class BatchRuns:
    """Runs of one batch size: the step at which each left the saddle (inf: never), and its wobble at the end."""

    left: np.ndarray
    wobble: float

    def share(self, steps: int) -> float:
        """Return the share of runs that have left within so many steps."""
        return float(np.mean(self.left <= steps))


def descend_in_batches(
    size: int, seed: int, runs: int, steps: int = 600, off: float = 0.0, across: float = 1.0
) -> BatchRuns:
    """Mini-batch descent on the saddle, where each of 256 samples adds a slope of its own; over all, they cancel.

    f_i(w) = saddle(w) + c_i · w with Σ c_i = 0: c_i is drawn from N(0, 1), its y-part multiplied by `across`. The start
    is (1, off); batches are shuffled anew in each epoch.
    """
    rng = np.random.default_rng(seed)
    slopes = rng.normal(size=(SAMPLES, 2)) * [1.0, across]
    slopes -= slopes.mean(axis=0)
    batches = SAMPLES // size
    w, left, last = np.tile([1.0, off], (runs, 1)), np.full(runs, np.inf), []
    for t in range(steps):
        if t % batches == 0:
            order = rng.permuted(np.tile(np.arange(SAMPLES), (runs, 1)), axis=1)
        batch = order[:, t % batches * size :][:, :size]
        # The slopes of the full batch cancel but for rounding, which must not push anybody off the ridge.
        tilt = slopes[batch].mean(axis=1) if batches > 1 else 0.0
        w = w - RATE * (SADDLE.gradient(w) + tilt)
        left[np.isinf(left) & (np.abs(w[:, 1]) >= OUT)] = t + 1
        last.append(np.abs(w[:, 1]))
    return BatchRuns(left, float(np.std(last[-100:])))


@claim(
    "SP-5",
    Text(
        "on a flat saddle large batches settle where small noisy ones move on: a constructed example",
        "在平坦的鞍点上，批量大时会停下来，批量小、噪声大时则会继续走：一个构造的例子",
    ),
)
def batches_at_a_saddle(seed: int, quick: bool) -> Finding:
    """Run batch sizes from 1 to all on the constructed cost; then change what the effect hangs on."""
    runs = 30 if quick else 60
    by_size = {size: descend_in_batches(size, seed, runs) for size in (1, 16, 64, SAMPLES)}
    off = {size: descend_in_batches(size, seed, runs, off=0.1) for size in (1, SAMPLES)}
    along = descend_in_batches(1, seed, runs, across=0.0)
    medians = {size: float(np.median(result.left)) for size, result in by_size.items()}
    off_ridge = {size: float(np.median(result.left)) for size, result in off.items()}
    return Finding(
        numbers={
            **_each(Text("batch {of}: median steps to leave", "批量大小为 {of} 时，离开所需步数的中位数"), medians),
            **_each(
                Text(
                    f"batch {{of}}: share that has left after {BUDGET} steps",
                    f"批量大小为 {{of}} 时，{BUDGET} 步之后已离开的比例",
                ),
                {size: result.share(BUDGET) for size, result in by_size.items()},
            ),
            Text("batch 1: wobble at the end", "批量大小为 1 时，最后的晃动"): by_size[1].wobble,
            **_each(
                Text("start at y = 0.1, batch {of}: median steps", "从 y = 0.1 出发，批量大小为 {of} 时，步数的中位数"),
                off_ridge,
            ),
        },
        conditions={
            Text(
                "the larger the batch, the later it leaves; the full batch never does",
                "批量越大，离开得越晚；用全部样本时永远不会离开",
            ): medians[1] < medians[16] < medians[64] < medians[SAMPLES] == math.inf,
            Text(
                f"after {BUDGET} steps most runs of batch 1 have left, and none of batch 64",
                f"{BUDGET} 步之后，批量大小为 1 时大多已离开，为 64 时一次也没有",
            ): by_size[1].share(BUDGET) > 0.7 and by_size[64].share(BUDGET) == 0,
            Text(
                "limit: 64 times the batch costs less than 4 times the steps",
                "局限：批量扩大到 64 倍，步数不到 4 倍",
            ): medians[64] < 4 * medians[1],
            Text(
                "limit: from y = 0.1 the full batch leaves as soon as batch 1, within a tenth",
                "局限：从 y = 0.1 出发，用全部样本与批量大小为 1 时离开得一样快，相差不到十分之一",
            ): abs(off_ridge[SAMPLES] / off_ridge[1] - 1) < 0.1,
            Text(
                "limit: noise that never points across the ridge helps nobody",
                "局限：噪声如果从不指向山脊两侧，就毫无帮助",
            ): along.share(600) == 0,
            Text(
                "the price: batch 1 keeps wobbling in the valley", "不足之处：批量大小为 1 时，会一直在山谷里晃动"
            ): by_size[1].wobble > 0.01 > off[SAMPLES].wobble,
        },
    )


# --- width ------------------------------------------------------------------------------------------------------------

FITTED = 0.95  # a net that gets fewer of its training samples right, where others of its size get more, is stuck


@claim(
    "SP-6",
    Text(
        "a strong enough network rarely sticks in a bad local optimum: on two moons, the wider the rarer",
        "足够强的网络很少卡在很差的局部最优里：在双月数据上，网络越宽，卡住越少见",
    ),
)
def stuck_against_width(seed: int, quick: bool) -> Finding:
    """Train many seeds of each width with Adam on two moons; count those that get less than 95 % of them right."""
    X, Y = two_moons(seed=seed)
    count, epochs = (20 if quick else 40), 150
    stuck, halfway, best = {}, {}, {}
    for width in (2, 3, 5, 10, 20):
        runs = train_many(
            X, Y, [2, width, 1], "adam", [0.03], range(count * seed, count * (seed + 1)), epochs, log_every=epochs // 2
        )
        halfway[width], stuck[width] = np.mean(runs.accuracies[0] < FITTED, axis=0).tolist()
        best[width] = float(runs.accuracies[0, :, -1].max())
    return Finding(
        numbers={
            **_each(Text("width {of}: share of seeds below 95 %", "宽度为 {of} 时，准确率低于 95% 的种子比例"), stuck),
            Text(
                f"width 3: the same after {epochs // 2} epochs", f"宽度为 3 时，{epochs // 2} 个轮次之后的这一比例"
            ): halfway[3],
            Text("width 2: best seed", "宽度为 2 时，最好的种子的准确率"): best[2],
            Text("width 3: best seed", "宽度为 3 时，最好的种子的准确率"): best[3],
        },
        conditions={
            Text("width 2 is too weak: no seed gets there", "宽度为 2 时太弱：没有一个种子达到 95%"): stuck[2] == 1,
            Text(
                "width 3 is strong enough for some seeds, and more than half stick",
                "宽度为 3 时，一些种子已经够用，但一半以上卡住了",
            ): best[3] >= FITTED and 0.5 < stuck[3] < 1,
            Text("the wider, the fewer stick", "越宽，卡住的越少"): stuck[3] > stuck[5] > stuck[10] >= stuck[20],
            Text("width 20: none sticks", "宽度为 20 时，没有一个卡住"): stuck[20] == 0,
            Text(
                "they are stuck, not slow: half the time gives nearly the same share",
                "它们是卡住，不是慢：只训练一半的时间，比例也几乎相同",
            ): stuck[3] >= 0.75 * halfway[3],
        },
    )
