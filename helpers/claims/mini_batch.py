"""Lesson 01: what is claimed of mini-batches, and how each claim is tried. Counts and variances, never a clock."""

from typing import Any

import numpy as np

from helpers.claims import Finding, claim
from helpers.data import load_digits
from helpers.language import Text
from helpers.mini_batch import count_mini_batches, iter_mini_batches, random_mini_batches
from helpers.optimizers import gradient_descent
from helpers.regression import Regression, Walk, cost, gradient, make_regression, walk
from helpers.training import train

M, SIZE = 256, 32  # the small regression, and its mini-batches
RATE = 0.1
NAMES = {
    "batch": Text("batch", "全批量"),
    "mini-batch": Text("mini-batch", "小批量"),
    "stochastic": Text("stochastic", "随机"),
}


def rising_share(curve: np.ndarray) -> float:
    """Return in which share of its steps a curve rises."""
    return float(np.mean(np.diff(curve) > 0))


def wander(problem: Regression, run: Walk) -> float:
    """Return the root mean square distance from the best weights over the second half of a walk."""
    away = problem.distance(run.path)
    return float(np.sqrt(np.mean(away[len(away) // 2 :] ** 2)))


def sample_gradients(problem: Regression, w: np.ndarray) -> np.ndarray:
    """Return the gradient of every single sample at w, shape (2, m)."""
    return problem.X * (w @ problem.X - problem.Y)


def batch_variance(problem: Regression, w: np.ndarray, mini_batch_size: int, epochs: int, seed: int) -> float:
    """Return the mean squared distance of full batches' gradients from the gradient over all samples."""
    whole = gradient(w, problem.X, problem.Y)
    off = [
        gradient(w, X_t, Y_t) - whole
        for epoch in range(epochs)
        for X_t, Y_t in random_mini_batches(problem.X, problem.Y, mini_batch_size, 1000 * seed + epoch)
        if X_t.shape[1] == mini_batch_size
    ]
    return float(np.mean(np.sum(np.square(off), axis=1)))


def expected_variance(problem: Regression, w: np.ndarray, mini_batch_size: int) -> float:
    """Return what theory says of it: σ²/B · (m − B)/(m − 1), for B of m samples drawn without replacement."""
    spread = float(np.sum(np.var(sample_gradients(problem, w), axis=1)))
    return spread / mini_batch_size * (problem.m - mini_batch_size) / (problem.m - 1)


class Counted(np.ndarray):
    """An array that counts the operations made on it, and the numbers that they give."""

    operations = 0
    numbers = 0

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        result = getattr(ufunc, method)(*(np.asarray(x) for x in inputs), **options)
        Counted.operations += 1
        Counted.numbers += np.size(result)
        return np.asarray(result).view(Counted)


def count_work(problem: Regression, mini_batch_size: int) -> tuple[int, int]:
    """Return how many array operations the gradients of an epoch take, and how many numbers these give."""
    Counted.operations = Counted.numbers = 0
    for X_t, Y_t in random_mini_batches(problem.X, problem.Y, mini_batch_size):
        gradient(np.zeros(2).view(Counted), X_t, Y_t)
    return Counted.operations, Counted.numbers


@claim(
    "MB-1",
    Text(
        "5,000,000 samples in batches of 1,000 make 5,000 mini-batches; the last one may be smaller",
        "5,000,000 个样本、每批 1,000 个，共 5,000 个小批量；最后一个可能更小",
    ),
)
def counted(seed: int, quick: bool) -> Finding:
    """Cut 5,000,000 samples (of one number in memory, seen 5,000,000 times) and count what comes."""
    m, n_x = 5_000_000, 20
    X, Y = np.broadcast_to(np.float32(0), (n_x, m)), np.broadcast_to(np.float32(0), (1, m))
    shapes = [(X_t.shape, Y_t.shape) for X_t, Y_t in iter_mini_batches(X, Y, 1000, seed)]
    small = [X_t.shape[1] for X_t, _ in random_mini_batches(np.zeros((n_x, 148)), np.zeros((1, 148)), 64, seed)]
    return Finding(
        numbers={
            Text("mini-batches", "小批量的个数"): len(shapes),
            Text("columns in X of the first batch", "第一个小批量中 X 的列数"): shapes[0][0][1],
            Text("148 samples in batches of 64: batches", "148 个样本、每批 64 个时的批数"): len(small),
            Text(
                "148 samples in batches of 64: samples in the last one", "148 个样本、每批 64 个时最后一批的样本数"
            ): small[-1],
        },
        conditions={
            Text("there are ⌈m / size⌉ of them", "共有 ⌈m / 批量大小⌉ 个"): (
                len(shapes) == count_mini_batches(m, 1000) == 5000
            ),
            Text(
                "every X_t is (n_x, 1000) and every Y_t (1, 1000)", "每个 X_t 是 (n_x, 1000)，每个 Y_t 是 (1, 1000)"
            ): set(shapes) == {((n_x, 1000), (1, 1000))},
            Text("the last batch holds what is left", "最后一批是剩下的样本"): small == [64, 64, 20],
        },
    )


@claim(
    "MB-2",
    Text(
        "An epoch makes 1, ⌈m/size⌉ or m updates; on large m, mini-batches get far lower in as many epochs",
        "每个轮次更新 1 次、⌈m/批量大小⌉ 次或 m 次；m 很大时，用同样多的轮次，小批量的代价降得低得多",
    ),
)
def updates(seed: int, quick: bool) -> Finding:
    """Three epochs on many samples: the whole batch at its best learning rate, the others at 0.1 and 0.01."""
    m, epochs = (2000 if quick else 6000), 3
    problem = make_regression(m, seed=seed)
    best_rate = 2 / float(np.sum(np.linalg.eigvalsh(problem.X @ problem.X.T / m)))
    runs = {"batch": (m, best_rate), "mini-batch": (64, RATE), "stochastic": (1, 0.01)}
    numbers: dict[Text, float] = {
        Text("samples", "样本数"): m,
        Text("whole batch: best learning rate", "全批量：最优学习率"): best_rate,
    }
    made, excess = {}, {}
    for name, (size, rate) in runs.items():
        run = walk(problem, size, rate, epochs, seed)
        made[name], excess[name] = len(run.batch_costs) // epochs, float(problem.excess(run.path[-1]))
        numbers |= {
            Text("{name}: updates an epoch", "{name}：每个轮次的更新次数").format(name=NAMES[name]): made[name],
            Text("{name}: cost above the least after 3 epochs", "{name}：3 个轮次后超出最低值的代价").format(
                name=NAMES[name]
            ): excess[name],
        }
    return Finding(
        numbers,
        conditions={
            Text("1, ⌈m/64⌉ and m updates an epoch", "每个轮次更新 1 次、⌈m/64⌉ 次和 m 次"): (
                list(made.values()) == [1, count_mini_batches(m, 64), m]
            ),
            Text(
                "mini-batches end more than 20 times lower than the whole batch",
                "最后超出最低值的代价，小批量不到全批量的 1/20",
            ): 20 * excess["mini-batch"] < excess["batch"],
        },
    )


@claim(
    "MB-3",
    Text(
        "The batch cost falls in every step if α is small; the mini-batch cost jumps, and its trend falls",
        "α 足够小时，全批量的代价每一步都下降；小批量的代价会跳动，但趋势是下降的",
    ),
)
def curves(seed: int, quick: bool) -> Finding:
    """Record both curves; then look at the costs of many batches with the weights held still."""
    problem, epochs = make_regression(M, seed=seed), 30
    batch, mini = (walk(problem, size, RATE, epochs, seed).batch_costs for size in (M, SIZE))
    wild = walk(problem, M, 2.5, epochs, seed).batch_costs
    still = [
        cost(problem.best, X_t, Y_t)
        for epoch in range(epochs)
        for X_t, Y_t in random_mini_batches(problem.X, problem.Y, SIZE, 1000 * seed + epoch)
    ]
    per_epoch = M // SIZE
    first, last = float(np.mean(mini[:per_epoch])), float(np.mean(mini[-per_epoch:]))
    rises = {"batch": rising_share(batch), "wild": rising_share(wild), "mini": rising_share(mini)}
    return Finding(
        numbers={
            Text("batch, α = 0.1: share of steps that rise", "全批量，α = 0.1：代价上升的步所占比例"): rises["batch"],
            Text("batch, α = 2.5: share of steps that rise", "全批量，α = 2.5：代价上升的步所占比例"): rises["wild"],
            Text("mini-batch, α = 0.1: share of steps that rise", "小批量，α = 0.1：代价上升的步所占比例"): rises[
                "mini"
            ],
            Text("mini-batch: mean cost of the first epoch", "小批量：第一个轮次的平均代价"): first,
            Text("mini-batch: mean cost of the last epoch", "小批量：最后一个轮次的平均代价"): last,
            Text("weights held still: cost of the easiest batch", "权重不动：最容易的一批的代价"): min(still),
            Text("weights held still: cost of the hardest batch", "权重不动：最难的一批的代价"): max(still),
        },
        conditions={
            Text("the batch curve falls in every step", "全批量的曲线每一步都下降"): rises["batch"] == 0,
            Text("with α too large it rises", "α 太大时，它会上升"): rises["wild"] > 0.5,
            Text(
                "the mini-batch curve rises in 25 to 60 % of the steps", "小批量的曲线有 25% 到 60% 的步是上升的"
            ): 0.25 < rises["mini"] < 0.6,
            Text("its trend falls", "它的趋势是下降的"): last < 0.6 * first,
            Text(
                "the hardest batch costs more than twice the easiest, with no step between",
                "权重一步未动，最难的一批的代价也是最容易的一批的两倍以上",
            ): max(still) > 2 * min(still),
        },
    )


@claim(
    "MB-4",
    Text(
        "At constant α, stochastic descent settles only where one set of weights fits every sample",
        "α 恒定时，只有存在一组权重能拟合每一个样本，随机梯度下降才会稳定下来",
    ),
)
def settling(seed: int, quick: bool) -> Finding:
    """Walk with three sizes at one α, on labels with noise and without."""
    epochs = {M: 2500, SIZE: 300, 1: 30}
    noisy, exact = (
        {size: wander(problem, walk(problem, size, RATE, epochs[size], seed)) for size in epochs}
        for problem in (make_regression(M, 0.5, seed), make_regression(M, 0.0, seed))
    )
    numbers = {
        Text(
            "noisy labels, size {size}: distance from the best weights, second half",
            "标签有噪声，批量大小 {size}：后半程与最优权重的距离",
        ).format(size=size): away
        for size, away in noisy.items()
        if size < M
    }
    problem = make_regression(M, seed=seed)
    smooth, rough = (problem.distance(walk(problem, size, RATE, 5, seed).path) for size in (M, 1))
    numbers |= {
        Text("noisy labels, whole batch: distance after 5 epochs", "标签有噪声，全批量：5 个轮次后的距离"): (
            float(smooth[-1])
        ),
        Text("noisy labels, size 1: the same", "标签有噪声，批量大小 1：5 个轮次后的距离"): float(rough[-1]),
        Text(
            "noisy labels, size 1: share of steps that lead away", "标签有噪声，批量大小 1：远离最优权重的步所占比例"
        ): rising_share(rough),
    }
    return Finding(
        numbers,
        conditions={
            Text(
                "noisy labels: the whole batch settles, size 32 does not, size 1 wanders over 3 times as wide",
                "标签有噪声：全批量稳定下来；批量大小 32 不会；批量大小 1 徘徊的范围又是 32 的 3 倍以上",
            ): noisy[M] < 1e-6 < noisy[SIZE] < noisy[1] / 3,
            Text(
                "noisy labels: single samples lead away in more than 40 % of the steps",
                "标签有噪声：逐个样本走时，超过 40% 的步远离最优权重",
            ): rising_share(rough) > 0.4,
            Text(
                "the whole batch comes nearer in every step, and is slow: farther after 5 epochs",
                "全批量每一步都更靠近最优权重，但是慢：5 个轮次后离得更远",
            ): bool(rising_share(smooth) == 0 and smooth[-1] > 2 * rough[-1]),
            Text(
                "exact labels: every size settles, to within 0.000001",
                "标签精确：每种批量大小都稳定下来，距离小于 0.000001",
            ): max(exact.values()) < 1e-6,
        },
    )


@claim(
    "MB-5",
    Text(
        "Single samples lose vectorisation: much the same arithmetic in m times as many array operations",
        "逐个样本处理会失去向量化：计算量相差不大，数组运算却多到 m 倍",
    ),
)
def vectorisation(seed: int, quick: bool) -> Finding:
    """Count the array operations of an epoch's gradients, and the numbers they compute."""
    problem = make_regression(M, seed=seed)
    work = {size: count_work(problem, size) for size in (M, SIZE, 1)}
    numbers: dict[Text, float] = {}
    for size, (operations, computed) in work.items():
        numbers |= {
            Text("size {size}: array operations an epoch", "批量大小 {size}：每个轮次的数组运算次数").format(
                size=size
            ): operations,
            Text("size {size}: numbers computed", "批量大小 {size}：算出多少个数").format(size=size): computed,
        }
    return Finding(
        numbers,
        conditions={
            Text("operations grow as the number of batches", "运算次数与批数成正比"): all(
                operations == work[M][0] * count_mini_batches(M, size) for size, (operations, _) in work.items()
            ),
            Text(
                "256 times as many for single samples, for less than 4 times the numbers",
                "逐个样本处理时，运算次数是 256 倍，算出的数却不到 4 倍",
            ): (work[1][0] == M * work[M][0] and work[1][1] < 4 * work[M][1]),
        },
    )


@claim(
    "MB-6",
    Text(
        "Up to 2,000 samples, the rule says whole batch; on 1,797 digits batches of 64 win all the same",
        "按通常的建议，样本不超过 2,000 个就用全批量；可是在 1,797 张数字图像上，每批 64 个仍然胜出",
    ),
)
def digits(seed: int, quick: bool) -> Finding:
    """Train on the digits with batches of 64 and with all of them, at one learning rate that suits both."""
    data, rate = load_digits(), 0.5
    numbers: dict[Text, float] = {}
    best: dict[int, float] = {}
    for size, epochs in ((64, 15), (data.X.shape[1], 110)):
        history = train(data.X, data.Y, [64, 32, 10], gradient_descent(), rate, epochs, size, seed, progress=False)
        hits = history.epochs[history.accuracies >= 0.95]
        best[size] = int(hits[0]) if len(hits) else np.inf
        numbers |= {
            Text(
                "size {size}, α = 0.5: epochs until 95 % are right", "批量大小 {size}，α = 0.5：答对 95% 所需的轮次"
            ).format(size=size): best[size],
            Text("size {size}: the same in updates", "批量大小 {size}：换算成更新次数").format(size=size): (
                best[size] * count_mini_batches(data.X.shape[1], size)
            ),
        }
    small, whole = best.values()
    return Finding(
        numbers,
        conditions={
            Text(
                "batches of 64 get there, in fewer than a third of the whole batch's epochs",
                "每批 64 个能够达到，所需的轮次不到全批量的三分之一",
            ): (3 * small < whole < np.inf),
            Text(
                "the whole batch needs fewer updates, each 28 times as large",
                "全批量所需的更新次数较少，但每次的计算量是 28 倍",
            ): whole < small * count_mini_batches(data.X.shape[1], 64),
        },
    )


def _sorted_batches(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Batches of neighbours, never shuffled."""
    return [(X[:, start : start + size], Y[:, start : start + size]) for start in range(0, X.shape[1], size)]


def _mismatched_batches(X: np.ndarray, Y: np.ndarray, size: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """X shuffled by one order, Y by another."""
    pairs = zip(random_mini_batches(X, Y, size, seed), random_mini_batches(X, Y, size, seed + 1_000_000), strict=True)
    return [(X_t, Y_t) for (X_t, _), (_, Y_t) in pairs]


@claim(
    "MB-7",
    Text(
        "Shuffle anew in each epoch, X and Y by the same order: every sample comes once, with its label",
        "每个轮次都重新打乱，X 和 Y 用同一个顺序：每个样本恰好出现一次，并带着自己的标签",
    ),
)
def shuffling(seed: int, quick: bool) -> Finding:
    """Look into two epochs' batches; then train on sorted data, and with labels shuffled by an order of their own."""
    problem, epochs = make_regression(M, seed=seed), 40
    order = np.argsort(problem.Y[0])
    ranked = Regression(problem.X[:, order], problem.Y[:, order], problem.best)
    X, Y = np.arange(float(M))[None], 10 * np.arange(float(M))[None]
    one, two = (random_mini_batches(X, Y, SIZE, epoch) for epoch in (seed, seed + 1))
    excess = {}
    for name, make in (("shuffled", random_mini_batches), ("sorted", _sorted_batches), ("mixed", _mismatched_batches)):
        run = walk(ranked, SIZE, RATE, epochs, seed, make)
        excess[name] = float(np.mean(problem.excess(run.path[-5 * (M // SIZE) :])))
    met_again = np.mean([len(np.intersect1d(a[0], b[0])) for a, b in zip(one, two, strict=True)])
    return Finding(
        numbers={
            Text(
                "of 32 samples in a batch, met again in the next epoch's batch at its place",
                "一批的 32 个样本中，下个轮次同一位置的那一批里又遇到几个",
            ): float(met_again),
            Text(
                "cost above the least, last 5 epochs: shuffled anew", "最后 5 个轮次超出最低值的代价：每次重新打乱"
            ): excess["shuffled"],
            Text("the same: sorted by label, never shuffled", "同上：按标签排好序，从不打乱"): excess["sorted"],
            Text("the same: X and Y by two orders", "同上：X 和 Y 用两个顺序"): excess["mixed"],
        },
        conditions={
            Text("every sample comes once in an epoch", "每个轮次里，每个样本恰好出现一次"): all(
                sorted(np.hstack([X_t for X_t, _ in epoch])[0]) == list(range(M)) for epoch in (one, two)
            ),
            Text("every label stays with its sample", "每个标签都与自己的样本在一起"): all(
                np.array_equal(10 * X_t, Y_t) for epoch in (one, two) for X_t, Y_t in epoch
            ),
            Text("the next epoch's batches are others", "下个轮次的小批量与这次不同"): bool(met_again < SIZE / 2),
            Text(
                "sorted data, never shuffled, ends more than twice as high",
                "数据排好序而从不打乱，最后超出的代价是重新打乱时的两倍以上",
            ): excess["sorted"] > 2 * excess["shuffled"],
            Text(
                "labels with an order of their own teach nothing: more than 100 times higher",
                "标签另用一个顺序，就什么也学不到：超出的代价是 100 倍以上",
            ): excess["mixed"] > 100 * excess["shuffled"],
        },
    )


@claim(
    "MB-8",
    Text(
        "The jumps shrink on the way down at constant α: gradients flatten, and samples agree more",
        "α 恒定，下降途中跳动也会变小：全部样本的梯度变小，各样本的梯度更加一致",
    ),
)
def calming(seed: int, quick: bool) -> Finding:
    """Compare start and end; then try learning rates that are too large and too small."""
    problem, epochs = make_regression(M, noise=0.2, seed=seed), 60
    run = walk(problem, SIZE, RATE, epochs, seed)
    slope, spread = {}, {}
    for name, w in (("start", run.path[0]), ("end", run.path[-1])):
        slope[name] = float(np.linalg.norm(gradient(w, problem.X, problem.Y)))
        spread[name] = float(np.sqrt(np.sum(np.var(sample_gradients(problem, w), axis=1))))
    jumps = np.linalg.norm(np.diff(run.path, axis=0), axis=1)
    per_epoch = M // SIZE
    first, last = float(np.mean(jumps[:per_epoch])), float(np.mean(jumps[-per_epoch:]))
    ends = {
        rate: float(np.mean(problem.excess(walk(problem, SIZE, rate, epochs, seed).path[-5 * per_epoch :])))
        for rate in (0.0005, RATE, 1.4)
    }
    return Finding(
        numbers={
            Text("size of the gradient over all samples: start", "全部样本梯度的大小：起点"): slope["start"],
            Text("size of the gradient over all samples: end", "全部样本梯度的大小：终点"): slope["end"],
            Text("spread of the samples' gradients: start", "各样本梯度的离散程度：起点"): spread["start"],
            Text("spread of the samples' gradients: end", "各样本梯度的离散程度：终点"): spread["end"],
            Text("mean jump in the first epoch", "第一个轮次的平均跳动幅度"): first,
            Text("mean jump in the last epoch", "最后一个轮次的平均跳动幅度"): last,
            **{
                Text(
                    "α = {rate}: cost above the least, last 5 epochs", "α = {rate}：最后 5 个轮次超出最低值的代价"
                ).format(rate=rate): end
                for rate, end in ends.items()
            },
        },
        conditions={
            Text("the gradient flattens, more than 10 times", "全部样本的梯度变小，不到原来的 1/10"): (
                10 * slope["end"] < slope["start"]
            ),
            Text(
                "samples agree more: their spread falls more than 3 times",
                "各样本的梯度更加一致：离散程度不到原来的 1/3",
            ): 3 * spread["end"] < spread["start"],
            Text("the jumps shrink more than 5 times", "跳动变小，不到原来的 1/5"): 5 * last < first,
            Text(
                "too large an α never settles: more than 10 times higher",
                "α 太大，总也稳定不下来：超出的代价是 10 倍以上",
            ): ends[1.4] > 10 * ends[RATE],
            Text("too small an α crawls: more than 10 times higher", "α 太小，走得太慢：超出的代价是 10 倍以上"): (
                ends[0.0005] > 10 * ends[RATE]
            ),
        },
    )


@claim(
    "MB-9",
    Text(
        "A larger batch is calmer: the variance is σ²/B · (m − B)/(m − 1); it costs memory and work a step",
        "批量越大越平稳：方差是 σ²/B · (m − B)/(m − 1)；但每一步要用更多的内存和计算",
    ),
)
def trade_off(seed: int, quick: bool) -> Finding:
    """Measure how far batches' gradients lie from the whole one, at the start of the walk."""
    problem, w = make_regression(M, seed=seed), np.zeros(2)
    batches = 1500 if quick else 3000
    numbers: dict[Text, float] = {}
    ratios, kilobytes = {}, {}
    for size in (1, 8, 64, 128):
        found = batch_variance(problem, w, size, -(-batches * size // M), seed)
        ratios[size] = found / expected_variance(problem, w, size)
        kilobytes[size] = sum(part.nbytes for part in random_mini_batches(problem.X, problem.Y, size)[0]) / 1000
        numbers |= {
            Text("size {size}: variance of the gradient", "批量大小 {size}：梯度的方差").format(size=size): found,
            Text("size {size}: measured / formula", "批量大小 {size}：实测 / 公式").format(size=size): ratios[size],
            Text("size {size}: kB in a batch", "批量大小 {size}：一批占多少 kB").format(size=size): kilobytes[size],
        }
    without_factor = ratios[128] * (M - 128) / (M - 1)
    numbers[Text("size 128: measured / (σ²/B), the factor left out", "批量大小 128：实测 / (σ²/B)，略去后一个因子")] = (
        without_factor
    )
    return Finding(
        numbers,
        conditions={
            Text("measured and formula agree within 12 %", "实测与公式相差不超过 12%"): all(
                abs(ratio - 1) < 0.12 for ratio in ratios.values()
            ),
            Text("half of all samples: the factor is needed", "取全部样本的一半时，后一个因子不可少"): (
                without_factor < 0.6
            ),
            Text("the whole batch has no variance at all", "全批量完全没有方差"): (
                batch_variance(problem, w, M, 3, seed) < 1e-28
            ),
            Text("memory and work of a step grow as the size", "一步的内存和计算量与批量大小成正比"): all(
                np.isclose(kilobytes[size], size * kilobytes[1]) for size in kilobytes
            ),
        },
    )
