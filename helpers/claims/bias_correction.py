"""Lesson 03: what is claimed of bias correction, and how each claim is tried."""

import math

import numpy as np

from helpers.bias_correction import ema_corrected
from helpers.claims import Finding, claim
from helpers.claims.ema import moving_average
from helpers.data import load_temperatures
from helpers.ema import ema
from helpers.language import Text


def steps_until(share: float, beta: float, longest: int = 10_000) -> int:
    """Run an average over the constant 1 and return the first step at which less than `share` of it is missing."""
    missing = 1 - ema(np.ones(longest), beta)
    return int(np.argmax(missing < share)) + 1


def days_until_below(gap: np.ndarray, limit: float) -> int:
    """Return the first day, counted from 1, from which on a gap stays below `limit`; T + 1 if it never does."""
    outside = np.flatnonzero(np.abs(gap) >= limit)
    return int(outside[-1]) + 2 if len(outside) else 1


def typical_level(data: np.ndarray) -> tuple[float, float]:
    """Return the mean of a series and its scatter: the standard deviation about the centred 21-day moving average."""
    return float(np.mean(data)), float(np.std(data[10:-10] - moving_average(data, 21)))


def root_mean_square(errors: np.ndarray) -> float:
    """Return the typical size of errors, √(mean of their squares), in their unit."""
    return float(np.sqrt(np.mean(errors**2)))


def runs_won(series: np.ndarray, truth: float, beta: float, steps: slice) -> int:
    """Count the runs (columns) in which, over these steps, the corrected average is nearer to the truth.

    Nearer means a smaller mean squared difference.
    """
    plain, corrected = ema(series, beta)[steps], ema_corrected(series, beta)[steps]
    return int(np.sum(np.mean((corrected - truth) ** 2, axis=0) < np.mean((plain - truth) ** 2, axis=0)))


@claim(
    "BC-1",
    Text(
        "The start v_0 = 0 makes early averages too low; later plain and corrected meet",
        "起点 v_0 = 0 使早期的平均偏低；之后，未修正的曲线与修正后的曲线汇合",
    ),
)
def low_start(seed: int, quick: bool) -> Finding:
    """Average the temperatures with and without the correction and measure the gap between the two."""
    data, beta = load_temperatures().fahrenheit, 0.9
    plain, corrected = ema(data, beta), ema_corrected(data, beta)
    gap, days = corrected - plain, np.arange(1, len(data) + 1)
    return Finding(
        numbers={
            Text("day 1: the thermometer, °F", "第 1 天：温度计，°F"): float(data[0]),
            Text("day 1: plain average, °F", "第 1 天：未修正的平均，°F"): float(plain[0]),
            Text("day 1: corrected average, °F", "第 1 天：修正后的平均，°F"): float(corrected[0]),
            Text("day 10: gap, °F", "第 10 天：差距，°F"): float(gap[9]),
            Text("day 44: gap, °F", "第 44 天：差距，°F"): float(gap[43]),
            Text("gap below 1 °F from day", "差距从第几天起小于 1 °F"): days_until_below(gap, 1.0),
        },
        conditions={
            Text("v_1 = (1 − β) θ_1", "v_1 = (1 − β) θ_1"): math.isclose(plain[0], (1 - beta) * data[0], rel_tol=1e-12),
            Text("the plain average is below the corrected one", "未修正的平均低于修正后的平均"): min(gap) > 0,
            Text("the gap is β^t of the corrected average", "差距等于修正后平均的 β^t 倍"): np.allclose(
                gap, beta**days * corrected, rtol=0, atol=1e-10
            ),
            Text("after half a year the curves agree to 1e-6 °F", "半年后两条曲线相差不到 1e-6 °F"): gap[-1] < 1e-6,
        },
    )


@claim(
    "BC-2",
    Text(
        "Exact on a constant from t = 1; under noise nearer until the start is forgotten",
        "对常数序列，修正后的平均从 t = 1 起就是精确的；有噪声时，在起点被忘掉之前，它更接近真值",
    ),
)
def exact_on_a_constant(seed: int, quick: bool) -> Finding:
    """Average a constant, then 100 noisy copies of it, during the start and after it has been forgotten."""
    rng = np.random.default_rng(seed)
    data = load_temperatures().fahrenheit
    truth, scatter = typical_level(data)
    constant = np.full(200, truth)
    numbers: dict[Text, float] = {
        Text("the constant (mean of the data), °F", "常数（数据的均值），°F"): truth,
        Text(
            "the noise (scatter of the data about 21-day means), °F", "噪声（数据在 21 天平均上下的离散程度），°F"
        ): scatter,
    }
    exact, early, late = [], [], []
    for beta in (0.5, 0.9, 0.98):
        forgotten = steps_until(0.01, beta)
        noisy = truth + rng.normal(0, scatter, (4 * forgotten, 100))
        exact.append(np.allclose(ema_corrected(constant, beta), truth, rtol=1e-12, atol=0))
        early.append(runs_won(noisy, truth, beta, slice(forgotten)))
        late.append(runs_won(noisy, truth, beta, slice(2 * forgotten, None)))
        names = {"b": beta, "n": forgotten, "from_": 2 * forgotten + 1, "to": 4 * forgotten}
        numbers |= {
            Text(
                "β = {b}, steps 1 to {n}: runs of 100 in which corrected is nearer",
                "β = {b}，第 1 到 {n} 步，100 次中修正后更接近的次数",
            ).format(**names): early[-1],
            Text(
                "β = {b}, steps {from_} to {to}: the same",
                "β = {b}，第 {from_} 到 {to} 步，更接近的次数",
            ).format(**names): late[-1],
        }
    return Finding(
        numbers,
        conditions={
            Text("exact on a constant, from t = 1 and for each β", "对常数序列，每个 β 从 t = 1 起都精确"): all(exact),
            Text("100 of 100 runs until the start is forgotten", "在起点被忘掉之前，100 次全部更接近"): (
                min(early) == 100
            ),
            Text("then a coin flip, 25 to 75 of 100", "此后如同抛硬币，100 次中 25 到 75 次"): (
                25 <= min(late) <= max(late) <= 75
            ),
        },
    )


@claim(
    "BC-3",
    Text(
        "The bias is under 1 % after 44 steps at β = 0.9, but after 4,603 at β = 0.999",
        "偏差小于 1%，β = 0.9 时只需 44 步，β = 0.999 时却要 4,603 步",
    ),
)
def how_long_it_matters(seed: int, quick: bool) -> Finding:
    """Count steps until little of the bias is left; then discard that many, or correct them."""
    data = load_temperatures().fahrenheit
    under_35, under_10, under_1 = (steps_until(share, 0.9) for share in (0.35, 0.1, 0.01))
    slow = steps_until(0.01, 0.999)
    first = float(ema(np.ones(1), 0.999)[0])
    discarded = under_1 - 1
    truth, scatter = typical_level(data)
    noisy = truth + np.random.default_rng(seed).normal(0, scatter, (4 * under_1, 100))
    plain, corrected = ema(noisy, 0.9) - truth, ema_corrected(noisy, 0.9) - truth
    plain_early, corrected_early = (root_mean_square(error[:discarded]) for error in (plain, corrected))
    plain_late, corrected_late = (root_mean_square(error[discarded:]) for error in (plain, corrected))
    return Finding(
        numbers={
            Text("β = 0.9: steps until the bias is under 35 %", "β = 0.9：偏差小于 35% 所需步数"): under_35,
            Text("β = 0.9: under 10 %", "β = 0.9：小于 10%"): under_10,
            Text("β = 0.9: under 1 %", "β = 0.9：小于 1%"): under_1,
            Text("β = 0.9: days to discard until then", "β = 0.9：到那时为止要丢弃的天数"): discarded,
            Text("error in these days, plain, °F", "这些天的误差，未修正，°F"): plain_early,
            Text("error in these days, corrected, °F", "这些天的误差，修正后，°F"): corrected_early,
            Text("error in the days after, plain, °F", "此后各天的误差，未修正，°F"): plain_late,
            Text("error in the days after, corrected, °F", "此后各天的误差，修正后，°F"): corrected_late,
            Text("β = 0.999: under 1 %", "β = 0.999：小于 1%"): slow,
            Text("β = 0.999: factor by which v_1 is too small", "β = 0.999：v_1 要乘以多少才对"): 1 / first,
        },
        conditions={
            Text("10, 22 and 44 steps at β = 0.9", "β = 0.9 时为 10、22、44 步"): (
                (under_35, under_10, under_1) == (10, 22, 44)
            ),
            Text("4,603 steps at β = 0.999: longer than this series", "β = 0.999 时为 4,603 步：比整个序列还长"): (
                slow == 4603 > len(data)
            ),
            Text("the corrected days would have been worth keeping", "这些天经过修正，值得保留"): (
                corrected_early < scatter < plain_early
            ),
            Text("after them both are alike, to 5 %", "此后两者相近，相差不到 5%"): (
                math.isclose(plain_late, corrected_late, rel_tol=0.05)
            ),
        },
    )
