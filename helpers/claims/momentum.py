"""Lesson 04: the experiments that decide its claims, MO-1 to MO-10."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.claims import Finding, claim
from helpers.data import load_temperatures
from helpers.ema import ema
from helpers.language import Text
from helpers.momentum import accumulated_momentum_step, beta_warmup, momentum_step
from helpers.objectives import bumpy_bowl, ravine
from helpers.paths import Setting, Step, descend, random_starts, steps_to_stay_within
from helpers.rates import (
    DIVERGES,
    RIPPLES,
    SMOOTH,
    best_momentum,
    best_plain,
    convergence_rate,
    regime,
    stability_limit,
)

MU, L = 1.0, 100.0  # the ravine of the lesson: κ = 100
RAVINE = ravine(MU, L)
GOAL = 1e-6  # how close to the minimum counts as having arrived, from a start at distance 1
BEST_PLAIN, PLAIN_RATE = best_plain(MU, L)
BEST_BETA, BEST_RATE, MOMENTUM_RATE = best_momentum(MU, L)

Row = tuple[str, str, Any]  # a label in English, the same in Chinese, a number or the truth of a condition


def _finding(numbers: list[Row], conditions: list[Row]) -> Finding:
    return Finding(
        {Text(english, chinese): float(number) for english, chinese, number in numbers},
        {Text(english, chinese): bool(condition) for english, chinese, condition in conditions},
    )


def _starts(seed: int, quick: bool) -> np.ndarray:
    return random_starts(np.random.default_rng(seed), 50 if quick else 100)


def _median_steps(starts: np.ndarray, steps: int, learning_rate: Setting, beta: Setting = 0.0) -> float:
    path = descend(RAVINE.gradient, starts, steps, learning_rate, beta)
    return float(np.median(steps_to_stay_within(path, GOAL)))


def _long_run_rate(path: np.ndarray, window: int = 100) -> np.ndarray:
    """The factor a step by which a path shrank or grew towards its end, from the largest values in two windows."""
    size = np.max(np.abs(path), axis=-1)
    return (size[-window:].max(axis=0) / size[-2 * window : -window].max(axis=0)) ** (1 / window)


@claim(
    "MO-1",
    Text(
        "in a ravine plain descent zig-zags across and creeps along; averaging cancels the alternating part "
        "of the gradient and keeps the steady one",
        "在峡谷里，普通梯度下降横向来回震荡、纵向缓慢爬行；平均会抵消梯度中交替变号的部分，保留方向一致的部分",
    ),
)
def averaging_cancels_what_alternates(seed: int, quick: bool) -> Finding:
    """Watch the gradients of plain descent, average them, and compare what is left in each direction."""
    starts = _starts(seed, quick)
    plain = descend(RAVINE.gradient, starts, 100, BEST_PLAIN)
    momentum = descend(RAVINE.gradient, starts, 100, BEST_RATE, BEST_BETA)
    gradients = RAVINE.gradient(plain)
    averages = ema(gradients, 0.9)
    along, across = np.sum(gradients[1:] * gradients[:-1] < 0, axis=0).mean(axis=0)
    kept_along, kept_across = np.sqrt(np.mean(averages[50:] ** 2, (0, 1)) / np.mean(gradients[50:] ** 2, (0, 1)))
    left_plain, left_momentum = (float(np.median(np.linalg.norm(p[-1], axis=-1))) for p in (plain, momentum))
    return _finding(
        [
            ("sign changes of the gradient in 100 steps, across", "100 步中梯度的变号次数，横向", across),
            ("sign changes of the gradient in 100 steps, along", "100 步中梯度的变号次数，纵向", along),
            (
                "size of the averaged gradient (β = 0.9) against the raw one, across",
                "平均后（β = 0.9）与原始梯度的大小之比，横向",
                kept_across,
            ),
            (
                "size of the averaged gradient against the raw one, along",
                "平均后与原始梯度的大小之比，纵向",
                kept_along,
            ),
            ("distance left after 100 steps, plain descent", "100 步后剩下的距离，普通梯度下降", left_plain),
            ("distance left after 100 steps, momentum", "100 步后剩下的距离，动量", left_momentum),
        ],
        [
            ("across, the gradient changes sign in every step", "横向梯度每一步都变号", across == 100),
            ("along, it never does", "纵向梯度从不变号", along == 0),
            ("averaging leaves less than a tenth across", "平均后横向剩下不到十分之一", kept_across < 0.1),
            ("averaging keeps at least nine tenths along", "平均后纵向保留九成以上", kept_along > 0.9),
            ("momentum gets closer in the same steps", "步数相同时，动量离最小值更近", left_momentum < left_plain / 10),
        ],
    )


@claim(
    "MO-2",
    Text(
        "momentum beats plain descent at its own best settings, by what theory says; at the learning rate of "
        "plain descent it gains a quarter at most, or loses",
        "动量在自己的最优超参数下胜过普通梯度下降，幅度与理论一致；若沿用普通梯度下降的学习率，步数至多省四分之一，甚至反而更多",
    ),
)
def momentum_is_faster_when_tuned(seed: int, quick: bool) -> Finding:
    """Count steps at the same learning rate and at each method's best, and measure the rates."""
    starts = _starts(seed, quick)
    plain = _median_steps(starts, 1000, BEST_PLAIN)
    same = {beta: _median_steps(starts, 3000, BEST_PLAIN, beta) for beta in (0.5, 0.9, 0.99)}
    tuned = _median_steps(starts, 400, BEST_RATE, BEST_BETA)
    plain_rate = _long_run_rate(descend(RAVINE.gradient, starts, 500, BEST_PLAIN)).max()
    momentum_rate = _long_run_rate(descend(RAVINE.gradient, starts, 500, BEST_RATE, BEST_BETA)).max()
    return _finding(
        [
            ("steps to 1e-6, plain descent at its best α", "距离缩小到 1e-6 的步数，普通梯度下降，最优 α", plain),
            ("the same α, β = 0.5", "同样的 α，β = 0.5", same[0.5]),
            ("the same α, β = 0.9", "同样的 α，β = 0.9", same[0.9]),
            ("the same α, β = 0.99", "同样的 α，β = 0.99", same[0.99]),
            ("momentum at its best α and β", "动量，最优 α 与 β", tuned),
            ("best β in theory", "理论最优 β", BEST_BETA),
            ("best α in theory", "理论最优 α", BEST_RATE),
            (
                "rate a step, plain descent, theory (κ − 1)/(κ + 1)",
                "每步收敛因子，普通梯度下降，理论值 (κ − 1)/(κ + 1)",
                PLAIN_RATE,
            ),
            ("the same, measured", "同上，实测值", plain_rate),
            (
                "rate a step, momentum, theory (√κ − 1)/(√κ + 1)",
                "每步收敛因子，动量，理论值 (√κ − 1)/(√κ + 1)",
                MOMENTUM_RATE,
            ),
            ("the same for momentum, measured", "动量的实测值", momentum_rate),
        ],
        [
            (
                "at the same α, β = 0.5 saves less than a tenth",
                "α 相同时，β = 0.5 节省不到一成",
                0.9 < same[0.5] / plain < 1,
            ),
            (
                "at the same α, β = 0.9 saves about a quarter",
                "α 相同时，β = 0.9 节省约四分之一",
                0.7 < same[0.9] / plain < 0.8,
            ),
            ("at the same α, β = 0.99 takes more steps", "α 相同时，β = 0.99 要走的步数反而更多", same[0.99] > plain),
            (
                "at its own best, momentum needs less than a fifth",
                "在自己的最优超参数下，动量所需步数不到五分之一",
                tuned < plain / 5,
            ),
            (
                "both rates are within 1 % of theory",
                "两个收敛因子与理论值相差不到 1%",
                np.allclose([plain_rate, momentum_rate], [PLAIN_RATE, MOMENTUM_RATE], rtol=0.01),
            ),
        ],
    )


@claim(
    "MO-3",
    Text(
        "the accumulated form v = βv + dW walks the same path when its α is 1 − β times that of the averaged form; "
        "only in the averaged form is the steady step free of β",
        "累加形式 v = βv + dW 的 α 取平均形式的 1 − β 倍时，走的是同一条路径；只有平均形式在梯度恒定时的步长与 β 无关",
    ),
)
def both_forms_walk_one_path(seed: int, quick: bool) -> Finding:
    """Walk both forms at matched learning rates, and give each a constant gradient."""
    starts = _starts(seed, quick)
    beta, rate = 0.9, 0.1

    def constant(t: int) -> float:
        return rate

    def falling(t: int) -> float:
        return rate / (1 + t / 10)

    def rate_inside(
        w: np.ndarray, g: np.ndarray, v: np.ndarray, beta: float, a: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Keras's form, which keeps α in the velocity: v = βv + αg, w = w − v."""
        return accumulated_momentum_step(w, a * g, v, beta, 1.0)

    def gap(learning_rate: Callable[[int], float], step: Step) -> float:
        """The largest distance between the averaged walk and one in another form at 1 − β times its learning rate."""
        averaged = descend(RAVINE.gradient, starts, 200, learning_rate, beta)
        other = descend(RAVINE.gradient, starts, 200, lambda t: (1 - beta) * learning_rate(t), beta, step)
        return float(np.max(np.abs(averaged - other)))

    same = gap(constant, accumulated_momentum_step), gap(falling, accumulated_momentum_step)
    inside = gap(constant, rate_inside), gap(falling, rate_inside)
    betas = np.array([[0.5], [0.9]])
    averaged_step, accumulated_step = (
        -np.diff(descend(np.ones_like, np.zeros((2, 1)), 300, 0.01, betas, step), axis=0)[-1, :, 0]
        for step in (momentum_step, accumulated_momentum_step)
    )
    low, high = (_best_learning_rate(starts, beta) for beta in (0.3, BEST_BETA))
    return _finding(
        [
            ("α of the averaged form", "平均形式的 α", rate),
            ("α of the accumulated form on the same path", "同一路径上累加形式的 α", (1 - beta) * rate),
            (
                "steady step at α = 0.01, gradient 1, averaged, β = 0.5",
                "α = 0.01、梯度恒为 1 时最终的步长，平均形式，β = 0.5",
                averaged_step[0],
            ),
            ("averaged, β = 0.9", "平均形式，β = 0.9", averaged_step[1]),
            ("accumulated, β = 0.5", "累加形式，β = 0.5", accumulated_step[0]),
            ("accumulated, β = 0.9", "累加形式，β = 0.9", accumulated_step[1]),
            ("best α of the averaged form at β = 0.3, of a grid", "平均形式在 β = 0.3 时的最优 α（网格搜索）", low),
            ("best α of the averaged form at the best β, of a grid", "平均形式在最优 β 时的最优 α（网格搜索）", high),
        ],
        [
            ("the paths agree to 1e-12", "两条路径在 1e-12 内一致", same[0] < 1e-12),
            ("so they do when α falls from step to step", "α 逐步减小时也一致", same[1] < 1e-12),
            (
                "with α inside v (Keras) they do while α is constant",
                "α 放进 v（Keras）：α 恒定时也一致",
                inside[0] < 1e-12,
            ),
            ("… and part when it falls", "……α 逐步减小时就不一致了", inside[1] > 0.01),
            (
                "averaged: the steady step is α · gradient for either β",
                "平均形式：无论 β 为何，梯度恒定时的步长都是 α · 梯度",
                np.allclose(averaged_step, 0.01),
            ),
            (
                "accumulated: it is α · gradient / (1 − β)",
                "累加形式：这时的步长是 α · 梯度 / (1 − β)",
                np.allclose(accumulated_step, 0.01 / (1 - betas[:, 0])),
            ),
            ("the best α still changes with β", "最优 α 仍随 β 改变", high > 1.5 * low),
        ],
    )


def _best_learning_rate(starts: np.ndarray, beta: float) -> float:
    rates = np.linspace(0.01, 0.15, 29)
    rates = rates[rates < stability_limit(beta, L)]
    path = descend(RAVINE.gradient, starts[:10], 500, rates[:, None, None], beta)
    return float(rates[np.argmin(np.median(steps_to_stay_within(path, GOAL), axis=1))])


@claim(
    "MO-4",
    Text(
        "the gradient accelerates and β is friction: the averaged velocity never exceeds the largest gradient, "
        "the accumulated one reaches g/(1 − β)",
        "梯度起加速作用，β 起摩擦作用：平均形式的速度不会超过最大的梯度，累加形式的速度可达 g/(1 − β)",
    ),
)
def velocity_is_bounded(seed: int, quick: bool) -> Finding:
    """Feed both forms random gradients, then a constant one, then none."""
    rng = np.random.default_rng(seed)
    walks = np.cumsum(rng.normal(size=(200, 50 if quick else 500)), axis=0)
    gradients = np.sign(walks) * rng.uniform(0.5, 1.0, walks.shape)  # long runs of one sign, where velocity builds up
    largest = np.maximum.accumulate(np.abs(gradients), axis=0)
    averaged, _ = _velocities(gradients)
    constant, constant_sum = _velocities(np.ones((200, 1)))
    after_one_push, _ = _velocities(np.eye(200, 1))
    bound = float(np.max(np.abs(averaged) / largest))
    end, end_sum = float(constant[-1, 0]), float(constant_sum[-1, 0])
    within = int(np.argmax(constant[:, 0] >= 0.99)) + 1
    kept = float(after_one_push[50, 0] / after_one_push[49, 0])
    coasted = float(np.sum(after_one_push[1:]) / after_one_push[0, 0])
    grows = bool(np.all(np.diff(constant[:100], axis=0) > 0))
    return _finding(
        [
            (
                "largest averaged velocity against the largest gradient so far",
                "平均形式的速度与迄今最大梯度之比的最大值",
                bound,
            ),
            (
                "constant gradient 1, β = 0.9: averaged velocity ends at",
                "梯度恒为 1，β = 0.9 时，平均形式的速度最终达到",
                end,
            ),
            ("accumulated velocity ends at", "累加形式的速度最终达到", end_sum),
            ("steps until it is within 1 % of that", "与该值相差不到 1% 所需的步数", within),
            ("no gradient: what a step leaves of the velocity", "没有梯度时，每一步后速度剩下的比例", kept),
            (
                "no gradient: the way coasted, in steps of the first speed",
                "没有梯度时滑行的路程（以第一步的长度为单位）",
                coasted,
            ),
        ],
        [
            (
                "no averaged velocity exceeds the largest gradient so far",
                "平均形式的速度从未超过迄今最大的梯度",
                bound <= 1,
            ),
            ("under a constant gradient the velocity keeps growing", "梯度恒定时，速度一直在增长", grows),
            ("… but only up to the gradient (averaged)", "……但只增长到梯度的大小（平均形式）", abs(end - 1) < 1e-6),
            (
                "… or up to ten times the gradient (accumulated)",
                "……或增长到梯度的十倍（累加形式）",
                abs(end_sum - 10) < 1e-6,
            ),
            (
                "without a gradient a step leaves β of the velocity",
                "没有梯度时，每一步后速度变为原来的 β 倍",
                abs(kept - 0.9) < 1e-9,
            ),
        ],
    )


def _velocities(gradients: np.ndarray, beta: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """The velocities after each gradient, averaged and accumulated."""
    both = []
    for step in (momentum_step, accumulated_momentum_step):
        v, velocities = np.zeros(gradients.shape[1:]), []
        for gradient in gradients:
            _, v = step(v, gradient, v, beta, 1.0)
            velocities.append(v)
        both.append(np.array(velocities))
    return both[0], both[1]


@claim(
    "MO-5",
    Text(
        "bias correction may be left out: the bias fades in tens of steps; at a small α correction quickens only "
        "the start, at a large one it throws the walk far out",
        "动量可以省去偏差修正：偏差在几十步内消退；α 小时，修正只让起步更快；α 大时，修正会把路径甩出很远",
    ),
)
def bias_correction_changes_the_start(seed: int, quick: bool) -> Finding:
    """Walk with and without correction: corrected momentum has the learning rate α/(1 − β^t)."""
    starts = _starts(seed, quick)
    beta, small, large = 0.9, 0.01, 0.1
    left = 1 - ema(np.ones(44), beta)[[9, 21, 43]]

    def walks(steps: int, rate: float) -> tuple[np.ndarray, np.ndarray]:
        without = descend(RAVINE.gradient, starts, steps, rate, beta)
        return without, descend(RAVINE.gradient, starts, steps, lambda t: rate / (1 - beta**t), beta)

    slow, slow_corrected = walks(1500, small)
    fast, fast_corrected = walks(600, large)
    steps = [float(np.median(steps_to_stay_within(p, GOAL))) for p in (slow, slow_corrected, fast, fast_corrected)]
    cost, cost_corrected = (float(np.median(RAVINE.value(p[10]) / RAVINE.value(p[0]))) for p in (slow, slow_corrected))
    farthest, farthest_corrected = (float(np.max(np.linalg.norm(p, axis=-1))) for p in (fast, fast_corrected))
    return _finding(
        [
            ("bias left at β = 0.9 after 10 steps", "β = 0.9，10 步后剩下的偏差", left[0]),
            ("after 22 steps", "22 步后", left[1]),
            ("after 44 steps", "44 步后", left[2]),
            ("α = 0.01: cost left after 10 steps, without correction", "α = 0.01：10 步后剩下的代价比例，无修正", cost),
            ("the same with correction", "同上，有修正", cost_corrected),
            ("α = 0.01: steps to 1e-6, without correction", "α = 0.01：到 1e-6 的步数，无修正", steps[0]),
            ("α = 0.01: steps to 1e-6, with correction", "α = 0.01：到 1e-6 的步数，有修正", steps[1]),
            ("α = 0.1: farthest from the minimum, without correction", "α = 0.1：离最小值的最远距离，无修正", farthest),
            (
                "α = 0.1: farthest from the minimum, with correction",
                "α = 0.1：离最小值的最远距离，有修正",
                farthest_corrected,
            ),
            ("α = 0.1: steps to 1e-6, without correction", "α = 0.1：到 1e-6 的步数，无修正", steps[2]),
            ("α = 0.1: steps to 1e-6, with correction", "α = 0.1：到 1e-6 的步数，有修正", steps[3]),
        ],
        [
            (
                "35 %, 10 %, 1 % of the bias are left after 10, 22, 44 steps",
                "10、22、44 步后分别剩下 35%、10%、1% 的偏差",
                np.all(left < [0.35, 0.10, 0.01]) and np.all(left > [0.34, 0.09, 0.009]),
            ),
            (
                "small α: with correction the cost falls faster at first",
                "α 小：修正后代价起初下降更快",
                cost_corrected < cost / 2,
            ),
            (
                "small α: the whole run differs by less than 2 %",
                "α 小：全程步数相差不到 2%",
                abs(steps[1] / steps[0] - 1) < 0.02,
            ),
            (
                "large α: correction throws the walk out tenfold",
                "α 大：有修正时，最远距离超过无修正的十倍",
                farthest_corrected > 10 * farthest,
            ),
            ("large α: correction costs steps", "α 大：修正后反而要走更多步", steps[3] > steps[2]),
        ],
    )


@claim(
    "MO-6",
    Text(
        "averaging makes the velocity as quiet as the gradient of a 19 times larger batch (β = 0.9), "
        "but not the parameters: at equal α their noise floor hardly changes",
        "平均使速度的噪声只相当于批量扩大到 19 倍时梯度的噪声（β = 0.9），但参数并非如此："
        "α 相同时，参数的本底噪声几乎不变",
    ),
)
def the_velocity_is_quiet_the_parameters_are_not(seed: int, quick: bool) -> Finding:
    """Predict tomorrow's temperature from today's: mini-batches of 4 days, of 76, and momentum on those of 4."""
    rng = np.random.default_rng(seed)
    chains, steps = (100, 400) if quick else (300, 600)
    beta, rate, size = 0.9, 0.1, 4
    days = load_temperatures().fahrenheit
    x, y = ((part - part.mean()) / part.std() for part in (days[:-1], days[1:]))
    optimum = np.array([np.mean(x * y), 0.0])  # least squares, for standardised x and y

    def gradient(parameters: np.ndarray, samples: np.ndarray) -> np.ndarray:
        """Of half the mean squared error, for each chain's (W, b) and its mini-batch."""
        error = parameters[:, :1] * x[samples] + parameters[:, 1:] - y[samples]
        return np.stack([np.mean(error * x[samples], axis=1), np.mean(error, axis=1)], axis=-1)

    def draw(batch: int) -> np.ndarray:
        return rng.integers(x.size, size=(chains, batch))

    def floor(batch: int, beta: float) -> float:
        path = descend(lambda w: gradient(w, draw(batch)), np.tile(optimum, (chains, 1)), steps, rate, beta)
        return float(np.mean(np.sum((path[steps // 4 :] - optimum) ** 2, axis=-1)))

    def quieter(batches: list[np.ndarray]) -> float:
        gradients = np.array([gradient(np.zeros((chains, 2)), batch) for batch in batches])
        velocities = ema(gradients, beta)[100:]
        return float(np.sum(np.var(velocities, axis=(0, 1))) / np.sum(np.var(gradients[100:], axis=(0, 1))))

    theory = (1 - beta) / (1 + beta)
    independent = quieter([draw(size) for _ in range(steps)])
    days_used = np.tile(np.arange(x.size - x.size % size), (chains, 1))
    epochs = [rng.permuted(days_used, axis=1) for _ in range(steps * size // days_used.shape[1])]
    shuffled = quieter([batch for epoch in epochs for batch in np.split(epoch, epoch.shape[1] // size, axis=1)])
    plain, momentum, large = floor(size, 0.0), floor(size, beta), floor(round(size / theory), 0.0)
    return _finding(
        [
            ("variance factor in theory, (1 − β)/(1 + β)", "理论方差因子 (1 − β)/(1 + β)", theory),
            ("measured, batches of 4 drawn independently", "实测值，独立抽取、大小为 4 的小批量", independent),
            ("measured, batches of shuffled epochs", "实测值，每个轮次打乱后依次取用的小批量", shuffled),
            (
                "noise floor of the parameters (mean squared distance), plain descent",
                "参数的本底噪声（均方距离），普通梯度下降",
                plain,
            ),
            ("noise floor, momentum at equal α", "本底噪声，α 相同的动量", momentum),
            ("noise floor, plain descent with batches of 76", "本底噪声，批量为 76 的普通梯度下降", large),
            ("momentum's floor against plain descent's", "动量的本底噪声与普通梯度下降之比", momentum / plain),
            (
                "plain descent's floor against that of the large batch",
                "普通梯度下降的本底噪声与大批量之比",
                plain / large,
            ),
        ],
        [
            (
                "velocity: the variance is 19 times smaller, within 15 %",
                "速度：梯度的方差是它的 19 倍，误差在 15% 以内",
                abs(independent / theory - 1) < 0.15,
            ),
            (
                "batches without replacement are not independent: quieter still",
                "不放回的小批量并不独立：噪声还要更小",
                shuffled < independent,
            ),
            (
                "parameters: at equal α the floor changes by less than 20 %",
                "参数：α 相同时，本底噪声变化不到 20%",
                abs(momentum / plain - 1) < 0.2,
            ),
            (
                "a 19 times larger batch lowers the floor 15 to 25 times",
                "小批量的本底噪声，是批量扩大到 19 倍时的 15 到 25 倍",
                15 < plain / large < 25,
            ),
        ],
    )


@claim(
    "MO-7",
    Text(
        "the rules of thumb for β and α help under a condition each, and fail without it",
        "关于 β 和 α 的经验法则各有其成立的条件，条件不满足时就会失效",
    ),
)
def rules_of_thumb_have_conditions(seed: int, quick: bool) -> Finding:
    """Try each rule once where it helps and once where it does not."""
    starts = _starts(seed, quick)
    numbers: dict[Text, float] = {}
    conditions: dict[Text, bool] = {}
    for rule in (_raise_beta, _lower_beta, _warm_beta_up, _small_learning_rate, _decay):
        found = rule(starts, np.random.default_rng(seed))
        numbers |= found.numbers
        conditions |= found.conditions
    return Finding(numbers, conditions)


def _raise_beta(starts: np.ndarray, rng: np.random.Generator) -> Finding:
    betas = np.array([[0.9], [0.95]])
    (way, way_high), (way_sum, way_sum_high) = (
        -descend(np.ones_like, np.zeros((2, 1)), 30, 0.01, betas, step)[-1, :, 0]
        for step in (momentum_step, accumulated_momentum_step)
    )
    return _finding(
        [
            (
                "slow start: way down a steady slope in 30 steps, accumulated, β = 0.9",
                "起步慢：坡度恒定时 30 步走过的路程，累加形式，β = 0.9",
                way_sum,
            ),
            ("accumulated, β = 0.95", "累加形式，β = 0.95", way_sum_high),
            ("averaged, β = 0.9", "平均形式，β = 0.9", way),
            ("averaged, β = 0.95", "平均形式，β = 0.95", way_high),
        ],
        [
            ("β up helps a slow start in the accumulated form", "累加形式：调高 β 加快起步", way_sum_high > way_sum),
            ("β up slows the start in the averaged form", "平均形式：调高 β 反而拖慢起步", way_high < way),
        ],
    )


def _lower_beta(starts: np.ndarray, rng: np.random.Generator) -> Finding:
    high, low = (_median_steps(starts, 800, 0.1, beta) for beta in (0.95, 0.8))
    steady = _median_steps(starts, 400, 0.25, 0.9)
    distance = np.linalg.norm(descend(RAVINE.gradient, starts, 100, 0.25, 0.8)[-1], axis=-1)
    return _finding(
        [
            ("oscillation: steps at α = 0.1, β = 0.95", "震荡：α = 0.1、β = 0.95 的步数", high),
            ("steps at α = 0.1, β = 0.8", "α = 0.1、β = 0.8 的步数", low),
            ("steps at α = 0.25, β = 0.9", "α = 0.25、β = 0.9 的步数", steady),
            ("stability limit of α at β = 0.8", "β = 0.8 时 α 的稳定上限", stability_limit(0.8, L)),
        ],
        [
            (
                "β down helps where β makes it swing (α = 0.1)",
                "由 β 过大引起的震荡，调低 β 有效（α = 0.1）",
                low < high / 2,
            ),
            (
                "β down to 0.8 diverges where α is large (α = 0.25)",
                "α 很大时，把 β 降到 0.8 会发散（α = 0.25）",
                np.isfinite(steady) and np.all(distance > 10),
            ),
        ],
    )


def _warm_beta_up(starts: np.ndarray, rng: np.random.Generator) -> Finding:
    def cost_and_distance(rate: float, beta: float | Callable[[int], float]) -> tuple[float, float]:
        path = descend(RAVINE.gradient, starts, 20, rate, beta)
        return float(np.median(RAVINE.value(path[-1]))), float(np.max(np.linalg.norm(path, axis=-1)))

    def warm(t: int) -> float:
        return beta_warmup(t, warmup_steps=20)

    (cost, _), (cost_warm, _) = cost_and_distance(0.05, 0.9), cost_and_distance(0.05, warm)
    (_, distance), (_, distance_warm) = cost_and_distance(0.1, 0.9), cost_and_distance(0.1, warm)
    return _finding(
        [
            (
                "warm-up: cost after 20 steps at α = 0.05, β = 0.9 throughout",
                "预热：α = 0.05，20 步后的代价，β 恒为 0.9",
                cost,
            ),
            ("cost with β from 0.5 to 0.9", "β 从 0.5 升到 0.9 时的代价", cost_warm),
            (
                "farthest from the minimum at α = 0.1, β = 0.9 throughout",
                "α = 0.1，离最小值的最远距离，β 恒为 0.9",
                distance,
            ),
            ("farthest with β from 0.5 to 0.9", "β 从 0.5 升到 0.9 时的最远距离", distance_warm),
        ],
        [
            (
                "warming β up helps while α is stable at 0.5 too (α = 0.05)",
                "若 α 在 β = 0.5 时也稳定，预热有效（α = 0.05）",
                cost_warm < cost,
            ),
            (
                "warming β up harms where it is not (α = 0.1)",
                "若那时不稳定，预热有害（α = 0.1）",
                distance_warm > 10 * distance,
            ),
        ],
    )


def _small_learning_rate(starts: np.ndarray, rng: np.random.Generator) -> Finding:
    small, large = (_median_steps(starts, 1500, rate, 0.9) for rate in (0.01, 0.1))
    steep = ravine(10 * MU, 10 * L)
    path = descend(steep.gradient, starts, 400, 0.01, 0.9)
    distance = np.linalg.norm(descend(steep.gradient, starts, 50, 0.1, 0.9)[-1], axis=-1)
    return _finding(
        [
            (
                "α from 0.001 to 0.01: steps at α = 0.01, curvatures 1 and 100",
                "α 取 0.001 到 0.01：曲率 1 与 100，α = 0.01 的步数",
                small,
            ),
            ("steps at α = 0.1, curvatures 1 and 100", "曲率 1 与 100，α = 0.1 的步数", large),
            (
                "steps at α = 0.01, curvatures 10 and 1000",
                "曲率 10 与 1000，α = 0.01 的步数",
                float(np.median(steps_to_stay_within(path, GOAL))),
            ),
        ],
        [
            ("the range is too low for curvatures 1 and 100", "对曲率 1 与 100，这个范围偏小", large < small / 2),
            (
                "ten times more would diverge for curvatures 10 and 1000",
                "对曲率 10 与 1000，放大到十倍就会发散",
                np.all(steps_to_stay_within(path, GOAL) < 400) and np.all(distance > 10),
            ),
        ],
    )


def _decay(starts: np.ndarray, rng: np.random.Generator) -> Finding:
    def left(noise: float, rate: float | Callable[[int], float]) -> float:
        def gradient(w: np.ndarray) -> np.ndarray:
            return RAVINE.gradient(w) + noise * rng.normal(size=w.shape)

        return float(np.median(np.linalg.norm(descend(gradient, starts, 2000, rate, 0.9)[-1], axis=-1)))

    def falling(t: int) -> float:
        return 0.01 / (1 + t / 200)

    constant, decayed = left(1.0, 0.01), left(1.0, falling)
    quiet, quiet_decayed = left(0.0, 0.01), left(0.0, falling)
    return _finding(
        [
            (
                "decay: distance after 2000 noisy steps, constant α = 0.01",
                "衰减：带噪声走 2000 步后的距离，α 恒为 0.01",
                constant,
            ),
            ("noisy, α falling as 1/(1 + t/200)", "带噪声，α 按 1/(1 + t/200) 减小", decayed),
            ("without noise, constant α", "无噪声，α 恒定", quiet),
            ("without noise, falling α", "无噪声，α 减小", quiet_decayed),
        ],
        [
            ("decay helps where gradients are noisy", "梯度有噪声时，衰减有效", decayed < constant),
            ("decay only slows where they are not", "没有噪声时，衰减只会拖慢进展", quiet_decayed > 10 * quiet),
        ],
    )


@claim(
    "MO-8",
    Text(
        "momentum rolls through shallow local minima where plain descent stops, with the accumulated form "
        "or a raised α; at equal α the averaged form sticks too, and too large an α rolls past the lowest point",
        "动量能滚过让普通梯度下降停住的浅的局部极小值，前提是用累加形式或调大 α；"
        "α 相同时平均形式同样卡住，α 过大又会滚过最低点",
    ),
)
def momentum_rolls_through_bumps(seed: int, quick: bool) -> Finding:
    """Start on the slope of a bowl with bumps and count how many walks end at the lowest point."""
    starts = np.random.default_rng(seed).uniform(2.5, 3.5, (20 if quick else 100, 1))
    bowl = bumpy_bowl()

    def share(learning_rate: float, beta: float, step: Step = momentum_step) -> float:
        path = descend(bowl.gradient, starts, 1000, learning_rate, beta, step)
        return float(np.mean(np.abs(path[-1]) < 0.1))

    plain, plain_raised = share(0.01, 0.0), share(0.1, 0.0)
    averaged, averaged_raised = share(0.01, 0.9), share(0.1, 0.9)
    accumulated, too_fast = (share(rate, 0.9, accumulated_momentum_step) for rate in (0.01, 0.02))
    return _finding(
        [
            (
                "share that reaches the lowest point: plain descent, α = 0.01",
                "到达最低点的比例：普通梯度下降，α = 0.01",
                plain,
            ),
            ("plain descent, α = 0.1", "普通梯度下降，α = 0.1", plain_raised),
            ("averaged, β = 0.9, α = 0.01", "平均形式，β = 0.9，α = 0.01", averaged),
            ("averaged, β = 0.9, α = 0.1", "平均形式，β = 0.9，α = 0.1", averaged_raised),
            ("accumulated, β = 0.9, α = 0.01", "累加形式，β = 0.9，α = 0.01", accumulated),
            ("accumulated, β = 0.9, α = 0.02", "累加形式，β = 0.9，α = 0.02", too_fast),
        ],
        [
            (
                "plain descent stops before, at either α",
                "无论哪个 α，普通梯度下降都提前停住",
                plain == plain_raised == 0,
            ),
            ("the averaged form at equal α stops before, too", "α 相同时，平均形式也提前停住", averaged == 0),
            ("the averaged form at a tenfold α arrives", "α 调大到十倍，平均形式能到达", averaged_raised > 0.95),
            ("the accumulated form at equal α arrives", "α 相同时，累加形式能到达", accumulated > 0.95),
            (
                "at twice that α most roll past and stick beyond",
                "α 再加倍，大多数路径滚过头，卡在另一侧",
                too_fast < 0.5,
            ),
        ],
    )


@claim(
    "MO-9",
    Text(
        "the α × β plane has a smooth, a rippling and a divergent region; the eigenvalues of a 2 × 2 matrix "
        "draw the map, and the best point is where theory puts it",
        "α × β 平面分为平滑收敛、震荡收敛和发散三个区域；一个 2 × 2 矩阵的特征值给出整张图，最优点正在理论所说之处",
    ),
)
def the_plane_of_settings(seed: int, quick: bool) -> Finding:
    """Draw the map from eigenvalues, find its best point, and walk from points drawn at random on it."""
    curvatures = [MU, L]
    betas, rates = np.linspace(0.0, 0.99, 100)[:, None], np.linspace(0.002, 0.4, 200)
    plane = convergence_rate(betas, rates, curvatures)
    row, column = np.unravel_index(np.argmin(plane), plane.shape)
    rng = np.random.default_rng(seed)
    walks = 32 if quick else 64
    inside, outside = np.exp(rng.uniform(np.log(0.005), np.log(0.98), walks)), rng.uniform(1.02, 1.15, walks // 4)
    share = np.concatenate([inside, outside])[:, None]  # of the largest stable α
    beta = rng.uniform(0.0, 0.95, share.shape)
    rate = share * 2 * (1 + beta) / ((1 - beta) * L)
    path = descend(RAVINE.gradient, np.array([0.6, 0.8]), 400, rate, beta)
    swings = np.any(path[1:] * path[:-1] < 0, axis=(0, 2))
    grows = np.max(np.abs(path[-100:]), axis=(0, 2)) > 1
    seen = np.where(grows, DIVERGES, np.where(swings, RIPPLES, SMOOTH))
    agree = seen == regime(beta[:, 0], rate[:, 0], curvatures)
    error = np.abs(_long_run_rate(path) / convergence_rate(beta[:, 0], rate[:, 0], curvatures) - 1)
    edges = [convergence_rate(b, stability_limit(b, L) * np.array([0.999, 1.001]), curvatures) for b in (0.0, 0.5, 0.9)]
    return _finding(
        [
            ("best β of the map", "图上最优的 β", betas[row, 0]),
            ("best β in theory", "理论最优 β", BEST_BETA),
            ("best α of the map", "图上最优的 α", rates[column]),
            ("best α in theory", "理论最优 α", BEST_RATE),
            ("rate a step there", "该处的每步收敛因子", plane[row, column]),
            ("best rate in theory", "理论最优收敛因子", MOMENTUM_RATE),
            ("largest stable α at β = 0.9", "β = 0.9 时最大的稳定 α", stability_limit(0.9, L)),
            ("walks tried", "试走次数", beta.size),
            (
                "walks that behave as the map says",
                "行为与图一致的次数",
                np.sum(agree),
            ),
        ],
        [
            (
                "the best point is within a grid cell of theory",
                "最优点与理论值相差不超过一个网格",
                abs(betas[row, 0] - BEST_BETA) <= 0.01 and abs(rates[column] - BEST_RATE) <= 0.002,
            ),
            (
                "α = 2(1 + β)/((1 − β)L) is the edge of divergence",
                "α = 2(1 + β)/((1 − β)L) 正是发散的边界",
                all(before < 1 < after for before, after in edges),
            ),
            (
                "every walk is smooth, ripples or diverges as the map says",
                "每次试走都与图一致：平滑、震荡或发散",
                np.all(agree),
            ),
            ("the walks met all three regions", "三个区域都试走到了", set(seen) == {SMOOTH, RIPPLES, DIVERGES}),
            ("every walk's rate is within 3 % of the map's", "每次试走的收敛因子与图相差不到 3%", np.all(error < 0.03)),
        ],
    )


@claim(
    "MO-10",
    Text(
        "a smaller α does not cure a ravine: halving the best α of plain descent doubles its steps",
        "减小 α 解决不了峡谷的问题：把普通梯度下降的最优 α 减半，步数就加倍",
    ),
)
def timidity_is_no_cure(seed: int, quick: bool) -> Finding:
    """Halve the best learning rate of plain descent twice, and count steps beside momentum's."""
    starts = _starts(seed, quick)
    full, half, quarter = (_median_steps(starts, 3000, BEST_PLAIN / part) for part in (1, 2, 4))
    momentum = _median_steps(starts, 400, BEST_RATE, BEST_BETA)
    slow = descend(RAVINE.gradient, starts, 50, BEST_PLAIN / 2)
    return _finding(
        [
            ("steps to 1e-6 at the best α", "最优 α 下，距离缩小到 1e-6 的步数", full),
            ("at half of it", "α 减半时", half),
            ("at a quarter of it", "α 减到四分之一时", quarter),
            ("momentum at its best", "动量，最优超参数", momentum),
        ],
        [
            ("half the α takes about twice the steps", "α 减半，步数约为两倍", 1.9 < half / full < 2.1),
            ("a quarter takes about four times", "α 减到四分之一，步数约为四倍", 3.7 < quarter / full < 4.3),
            ("the zig-zag does go away", "来回震荡确实消失了", np.all(slow[1:] * slow[:-1] > 0)),
            ("momentum needs less than a fifth", "动量所需步数不到五分之一", momentum < full / 5),
        ],
    )
