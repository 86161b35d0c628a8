"""Lesson 02: what is claimed of exponentially weighted averages, and how each claim is tried."""

import math
from collections import deque
from collections.abc import Iterable

import numpy as np

from helpers.bias_correction import ema_corrected
from helpers.claims import Finding, claim
from helpers.data import load_temperatures
from helpers.ema import effective_window, ema, ema_step, ema_weights
from helpers.language import Text


def moving_average(theta: np.ndarray, days: int) -> np.ndarray:
    """Return the mean of each run of `days` neighbouring values, shape (T − days + 1,)."""
    return np.convolve(theta, np.full(days, 1 / days), mode="valid")


def roughness(series: np.ndarray) -> float:
    """Return how much a series changes from one day to the next: the mean of |x_t − x_{t−1}|, in its unit."""
    return float(np.mean(np.abs(np.diff(series))))


def estimate_lag(series: np.ndarray, average: np.ndarray, half_width: int = 10, longest: int = 60) -> int:
    """Estimate by how many days an average runs behind its series.

    The shift, from 0 to `longest` days, at which the average has the least mean squared difference from the trend of
    the series. The trend is the moving average over 2 · half_width + 1 days, centred, so that it has no lag itself.
    """
    trend = moving_average(series, 2 * half_width + 1)

    def difference(shift: int) -> float:
        shifted = average[half_width + shift :][: len(trend)]
        return float(np.mean((shifted - trend[: len(shifted)]) ** 2))

    return min(range(longest + 1), key=difference)


def wave_lag(period: float, beta: float) -> float:
    """Return the lag in days of an average on a sine wave of this period, ω = 2π / period.

    atan2(β sin ω, 1 − β cos ω) / ω: the phase by which the average trails the wave, in days. The slower the wave, the
    nearer to β/(1 − β).
    """
    omega = 2 * math.pi / period
    return math.atan2(beta * math.sin(omega), 1 - beta * math.cos(omega)) / omega


def equal_moving_average(beta: float) -> float:
    """Return how many points a moving average needs for the lag and the variance of an EMA: (1 + β) / (1 − β)."""
    return (1 + beta) / (1 - beta)


def stream_ema(values: Iterable[float], beta: float) -> tuple[float, int]:
    """Take values in one by one. Return the last average, and how many numbers were kept meanwhile: one."""
    v = np.zeros(())
    for value in values:
        v = ema_step(v, np.asarray(value), beta)
    return float(v), v.size


def stream_moving_average(values: Iterable[float], days: int) -> tuple[float, int]:
    """Take values in one by one. Return the mean of the last `days`, and how many numbers were kept for it."""
    kept: deque[float] = deque(maxlen=days)
    for value in values:
        kept.append(value)
    return sum(kept) / len(kept), len(kept)


@claim(
    "EW-1",
    Text(
        "v_t is a weighted sum of all days, with weights (1 − β)β^k, plus β^t v_0",
        "v_t 是所有各天的值的加权和，权重为 (1 − β)β^k，再加上 β^t v_0",
    ),
)
def unrolled_sum(seed: int, quick: bool) -> Finding:
    """Run the recursion from a start that is not zero, beside the sum written out."""
    rng = np.random.default_rng(seed)
    beta, days = 0.9, 30
    theta, start = rng.normal(50, 10, days), rng.normal(50, 10)
    averages, sums, v = [], [], np.asarray(start)
    for t, value in enumerate(theta, start=1):
        v = ema_step(v, value, beta)
        averages.append(float(v))
        sums.append(float(ema_weights(beta, t) @ theta[:t][::-1] + beta**t * start))
    total = float(np.sum(ema_weights(beta, days)))
    return Finding(
        numbers={
            Text("v_30 by the recursion, °F", "递推得到的 v_30，°F"): averages[-1],
            Text("v_30 as a weighted sum, °F", "加权和得到的 v_30，°F"): sums[-1],
            Text("sum of the 30 weights", "30 个权重之和"): total,
            Text("weight of v_0, that is 0.9^30", "v_0 的权重，即 0.9^30"): beta**days,
        },
        conditions={
            Text("both agree on every day, to 1e-12", "每一天两者都一致，误差在 1e-12 以内"): np.allclose(
                averages, sums, rtol=1e-12, atol=0
            ),
            Text("the weights sum to 1 − β^t", "权重之和为 1 − β^t"): math.isclose(
                total, 1 - beta**days, rel_tol=1e-12
            ),
        },
    )


@claim(
    "EW-2",
    Text(
        "v_t averages over about 1/(1 − β) days: β^(1/(1−β)) is near 1/e for large β",
        "v_t 大约是最近 1/(1 − β) 天的平均：β 较大时 β^(1/(1−β)) 接近 1/e",
    ),
)
def window(seed: int, quick: bool) -> Finding:
    """Compare the weight at the end of the window with 1/e, and add up the weights inside."""
    numbers: dict[Text, float] = {Text("1/e"): 1 / math.e}
    days, off, inside = {}, {}, {}
    for beta in (0.5, 0.9, 0.98):
        days[beta] = effective_window(beta)
        end = beta ** days[beta]
        off[beta] = 1 - end * math.e
        inside[beta] = float(np.sum(ema_weights(beta, round(days[beta]))))
        numbers |= {
            Text("β = {b}: 1/(1 − β), days", "β = {b}：1/(1 − β)，天").format(b=beta): days[beta],
            Text("β = {b}: β^(1/(1−β))", "β = {b}：β^(1/(1−β))").format(b=beta): end,
            Text("β = {b}: how far below 1/e, %", "β = {b}：比 1/e 低多少，%").format(b=beta): 100 * off[beta],
            Text("β = {b}: weight of these days together", "β = {b}：这些天的权重之和").format(b=beta): inside[beta],
        }
    return Finding(
        numbers,
        conditions={
            Text("2, 10 and 50 days", "窗口为 2、10、50 天"): np.allclose(list(days.values()), [2, 10, 50], rtol=1e-12),
            Text("the larger β, the nearer to 1/e", "β 越大越接近 1/e"): off[0.5] > off[0.9] > off[0.98] > 0,
            Text("within 6 % of 1/e at 0.9", "β = 0.9 时与 1/e 相差不到 6%"): off[0.9] < 0.06,
            Text("a poor approximation at 0.5", "β = 0.5 时近似很差"): off[0.5] > 0.3,
            Text(
                "at 0.9 and 0.98 these days hold about 0.65 of the weight, not all of it",
                "β = 0.9 和 0.98 时这些天约占 0.65 的权重，而不是全部",
            ): 0.63 < inside[0.98] < inside[0.9] < 0.66,
        },
    )


@claim(
    "EW-3",
    Text(
        "A larger β is smoother and later; a smaller β is noisier and reacts sooner",
        "β 越大，曲线越平滑、越滞后；β 越小，噪声越大、反应越快",
    ),
)
def smooth_and_late(seed: int, quick: bool) -> Finding:
    """Measure lag on a ramp, then roughness and lag on the temperatures, with and without the start."""
    data = load_temperatures().fahrenheit
    ramp = np.arange(1.0, 2001.0)
    numbers: dict[Text, float] = {Text("data: change from day to day, °F", "数据：逐日变化，°F"): roughness(data)}
    rough, ramp_lag, plain, corrected = {}, {}, {}, {}
    for beta in (0.5, 0.9, 0.98):
        rough[beta] = roughness(ema(data, beta))
        ramp_lag[beta] = float(ramp[-1] - ema_corrected(ramp, beta)[-1])
        numbers |= {
            Text("β = {b}: change from day to day, °F", "β = {b}：逐日变化，°F").format(b=beta): rough[beta],
            Text("β = {b}: lag on a ramp, days", "β = {b}：在斜坡上的滞后，天").format(b=beta): ramp_lag[beta],
        }
    for beta in (0.5, 0.9):  # half a year is too short to estimate the lag of a window of 50 days
        plain[beta] = estimate_lag(data, ema(data, beta))
        corrected[beta] = estimate_lag(data, ema_corrected(data, beta))
        numbers |= {
            Text("β = {b}: lag on the temperatures, days", "β = {b}：在气温上的滞后，天").format(b=beta): plain[beta],
            Text("β = {b}: the same, bias-corrected", "β = {b}：同上，偏差修正后").format(b=beta): corrected[beta],
        }
    late = slice(44, None)  # from day 45 on the start at zero weighs less than 1 % at β = 0.9
    plain_late = estimate_lag(data[late], ema(data, 0.9)[late])
    corrected_late = estimate_lag(data[late], ema_corrected(data, 0.9)[late])
    numbers |= {
        Text("β = 0.9, from day 45 on: lag, days", "β = 0.9，第 45 天起：滞后，天"): plain_late,
        Text(
            "β = 0.9, from day 45 on: the same, bias-corrected", "β = 0.9，第 45 天起：同上，偏差修正后"
        ): corrected_late,
        Text("β = 0.9: lag on a wave of 30 days", "β = 0.9：在周期 30 天的波上的滞后，天"): wave_lag(30, 0.9),
    }
    return Finding(
        numbers,
        conditions={
            Text("larger β: smoother", "β 越大越平滑"): roughness(data) > rough[0.5] > rough[0.9] > rough[0.98],
            Text("larger β: later", "β 越大越滞后"): plain[0.5] < plain[0.9] and corrected[0.5] < corrected[0.9],
            Text("on a ramp the lag is β/(1 − β)", "在斜坡上滞后等于 β/(1 − β)"): all(
                math.isclose(lag, beta / (1 - beta), rel_tol=1e-9) for beta, lag in ramp_lag.items()
            ),
            Text("the low start looks like more lag", "开头偏低，看起来像更大的滞后"): plain[0.9] > corrected[0.9],
            Text("away from the start both lag alike", "远离起点后，两者滞后相同"): plain_late == corrected_late,
            Text(
                "weather turns, as a ramp never does, so its average lags less", "天气常会转向，不像斜坡，所以滞后更小"
            ): (wave_lag(30, 0.9) < corrected_late < ramp_lag[0.9]),
        },
    )


@claim(
    "EW-4",
    Text(
        "The recursion keeps one number; a moving average of N days keeps N",
        "递推只需保存一个数；N 天的移动平均要保存 N 个数",
    ),
)
def memory(seed: int, quick: bool) -> Finding:
    """Feed a series in value by value and count what has to be kept."""
    theta = np.random.default_rng(seed).normal(50, 10, 200)
    average, kept = stream_ema(theta, 0.98)
    mean_of_10, kept_for_10 = stream_moving_average(theta, 10)
    mean_of_50, kept_for_50 = stream_moving_average(theta, 50)
    weights = ema_weights(0.3, 3)
    in_one_go = [ema(theta, 0.98)[-1], np.mean(theta[-10:]), np.mean(theta[-50:])]
    return Finding(
        numbers={
            Text("numbers kept by the recursion", "递推保存的数的个数"): kept,
            Text("numbers kept by a moving average of 10 days", "10 天移动平均保存的数的个数"): kept_for_10,
            Text("numbers kept by a moving average of 50 days", "50 天移动平均保存的数的个数"): kept_for_50,
            Text("β = 0.3: weight of today", "β = 0.3：今天的权重"): float(weights[0]),
            Text("β = 0.3: weight of yesterday", "β = 0.3：昨天的权重"): float(weights[1]),
            Text("β = 0.3: weight of the day before", "β = 0.3：前天的权重"): float(weights[2]),
        },
        conditions={
            Text("one number, for a long memory and a short one", "记忆无论长短，都只需一个数"): (
                kept == stream_ema(theta, 0.3)[1] == 1
            ),
            Text("N numbers for N days", "N 天需要 N 个数"): (kept_for_10, kept_for_50) == (10, 50),
            Text("value by value gives the same as all at once", "逐个输入与一次算完结果相同"): np.allclose(
                [average, mean_of_10, mean_of_50], in_one_go, rtol=1e-12
            ),
            Text("the weights are 0.7, 0.21 and 0.063", "权重为 0.7、0.21、0.063"): np.allclose(
                weights, [0.7, 0.21, 0.063], rtol=1e-12
            ),
        },
    )


@claim(
    "EW-5",
    Text(
        "A moving average as late and as smooth as an EMA has (1 + β)/(1 − β) points",
        "与 EMA 同样滞后、同样平滑的移动平均有 (1 + β)/(1 − β) 个点",
    ),
)
def against_moving_average(seed: int, quick: bool) -> Finding:
    """Put moving averages of two lengths beside an EMA: on a ramp for the lag, on pure noise for the variance."""
    beta = 0.9
    equal, rule = round(equal_moving_average(beta)), round(effective_window(beta))
    ramp = np.arange(1.0, 501.0)
    lag = float(ramp[-1] - ema_corrected(ramp, beta)[-1])
    equal_lag, rule_lag = (float(ramp[-1] - moving_average(ramp, days)[-1]) for days in (equal, rule))
    noise = np.random.default_rng(seed).normal(0, 1, (120, 5000 if quick else 10000))  # days × independent series
    left = float(np.var(ema(noise, beta)[-1]))
    equal_left, rule_left = (float(np.var(np.mean(noise[-days:], axis=0))) for days in (equal, rule))
    names = {"equal": equal, "rule": rule}
    return Finding(
        numbers={
            Text("(1 + β)/(1 − β) at β = 0.9, points", "β = 0.9 时的 (1 + β)/(1 − β)，点数"): equal_moving_average(
                beta
            ),
            Text("lag on a ramp, EMA, days", "在斜坡上的滞后，EMA，天"): lag,
            Text("lag on a ramp, {equal} points", "在斜坡上的滞后，{equal} 个点").format(**names): equal_lag,
            Text("lag on a ramp, {rule} points", "在斜坡上的滞后，{rule} 个点").format(**names): rule_lag,
            Text("share of noise variance left, EMA", "剩下的噪声方差比例，EMA"): left,
            Text("share of noise variance left, {equal} points", "剩下的噪声方差比例，{equal} 个点").format(
                **names
            ): equal_left,
            Text("share of noise variance left, {rule} points", "剩下的噪声方差比例，{rule} 个点").format(
                **names
            ): rule_left,
        },
        conditions={
            Text("{equal} points lag as the EMA does", "{equal} 个点与 EMA 滞后相同").format(**names): math.isclose(
                equal_lag, lag, rel_tol=1e-9
            ),
            Text(
                "both leave 1/{equal} of the variance, to 10 %", "两者都剩下 1/{equal} 的方差，误差在 10% 以内"
            ).format(**names): all(abs(share * equal - 1) < 0.1 for share in (left, equal_left)),
            Text("{rule} points lag half as much", "{rule} 个点只滞后一半").format(**names): math.isclose(
                2 * rule_lag, lag, rel_tol=1e-9
            ),
            Text("{rule} points leave more noise", "{rule} 个点剩下更多噪声").format(**names): rule_left > 1.5 * left,
        },
    )
