"""Pictures of lesson 02: averages of the temperatures, the weights behind them, and a moving average beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.claims.ema import equal_moving_average, estimate_lag, moving_average, roughness
from helpers.data import load_temperatures
from helpers.ema import effective_window, ema, ema_weights
from helpers.language import Text
from helpers.plots import COLOURS, new_figure, whose
from helpers.widgets import Explorer, Slider

DAY = "day t (1 = 1 January 2013)"
FAHRENHEIT = "temperature (°F)"
DOTS: dict[str, Any] = {"color": "0.6", "linestyle": "none", "marker": ".", "markersize": 4}

SMOOTH_ENOUGH, SOON_ENOUGH = 0.75, 6.0  # the explorer's goal: °F from one day to the next, days of lag


@dataclass(frozen=True)
class Smoothing:
    """What a β makes of a series: the averages, the weights under the last day, and three numbers to compare."""

    averages: np.ndarray
    weights: np.ndarray
    window: float
    lag: float
    roughness: float

    @property
    def reaches_goal(self) -> bool:
        """Whether the curve is as smooth and as prompt as the explorer asks for."""
        return self.roughness <= SMOOTH_ENOUGH and self.lag <= SOON_ENOUGH


def compute_smoothing(series: np.ndarray, beta: float) -> Smoothing:
    """Average a series and measure the result: window 1/(1 − β), lag on a ramp β/(1 − β), change from day to day."""
    averages = ema(series, beta)
    window = effective_window(beta)
    return Smoothing(averages, ema_weights(beta, len(series)), window, beta * window, roughness(averages))


def compute_window_under_day(series: np.ndarray, beta: float, day: int) -> tuple[np.ndarray, float, float]:
    """Return the weights of days 1 … day in V_day, in the order of the days, V_day, and the window's share of them."""
    weights = ema_weights(beta, day)[::-1]
    inside = round(effective_window(beta))
    return weights, float(weights @ series[:day]), float(np.sum(weights[-inside:]))


@dataclass(frozen=True)
class Rival:
    """One way to average: its weights by age, its curve (NaN where too few days have gone by), and how it does."""

    name: str
    weights: np.ndarray
    curve: np.ndarray
    lag: int
    roughness: float


def compute_rivals(series: np.ndarray, beta: float, skip: int = 44, ages: int = 40) -> tuple[Rival, ...]:
    """Put an EMA beside moving averages of (1 + β)/(1 − β) and of 1/(1 − β) days.

    Lag (days) and roughness (change from day to day) are taken after the first `skip` days, where the low start of
    the EMA no longer counts.
    """

    def rival(name: str, weights: np.ndarray, curve: np.ndarray) -> Rival:
        lag = estimate_lag(series[skip:], curve[skip:])
        return Rival(name, np.pad(weights, (0, ages - len(weights))), curve, lag, roughness(curve[skip:]))

    rivals = [rival(f"EMA, β = {beta:g}", ema_weights(beta, ages), ema(series, beta))]
    for n in (round(equal_moving_average(beta)), round(effective_window(beta))):
        curve = np.concatenate([np.full(n - 1, np.nan), moving_average(series, n)])
        rivals.append(rival(f"moving average, {n} days", np.full(n, 1 / n), curve))
    return tuple(rivals)


def day_numbers(series: np.ndarray) -> np.ndarray:
    """Return 1 … T, the days of a series."""
    return np.arange(1, len(series) + 1)


def draw_temperatures(ax: Axes, series: np.ndarray) -> None:
    """Draw the daily values as dots and name the axes, with their units."""
    ax.plot(day_numbers(series), series, label="each day", **DOTS)
    ax.set(xlabel=DAY, ylabel=FAHRENHEIT)


def averages(*betas: float) -> tuple[Figure, Text]:
    """Draw the temperatures and their exponentially weighted average for each β."""
    series = load_temperatures().fahrenheit
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    changes = []
    for beta in betas:
        smoothing = compute_smoothing(series, beta)
        ax.plot(day_numbers(series), smoothing.averages, label=f"average, β = {beta:g}")
        changes.append(f"β = {beta:g}: {smoothing.averages[0]:.1f} °F, {smoothing.roughness:.2f} °F")
    ax.legend(loc="upper left")
    alt = Text(
        "182 daily temperatures, which change by {data:.1f} °F from one day to the next, and their averages. "
        "First value of each average and its change from day to day: {changes}.",
        "182 天的气温，逐日变化 {data:.1f} °F，以及它们的平均。各条平均曲线的第一个值和逐日变化：{changes}。",
    )
    return fig, alt.format(data=roughness(series), changes="; ".join(changes))


def yours_beside_ours(yours: Callable[[np.ndarray, float], np.ndarray], beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the averages that a learner's function gives on top of those of the reference."""
    series = load_temperatures().fahrenheit
    mine, ours = np.asarray(yours(series, beta)), ema(series, beta)
    if mine.shape != ours.shape:
        raise ValueError(f"yours must return one average for each day, shape {ours.shape}; got shape {mine.shape}")
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    ax.plot(day_numbers(series), ours, color=COLOURS[4], linestyle="-", linewidth=6, alpha=0.5, label="reference")
    ax.plot(
        day_numbers(series),
        mine,
        color=COLOURS[0],
        linestyle="-",
        label=whose(yours, ema),
    )
    ax.set_title(f"β = {beta:g}")
    ax.legend(loc="upper left")
    if np.allclose(mine, ours, rtol=1e-9):
        return fig, Text("The averages lie on those of the reference.", "平均与参考实现重合。")
    alt = Text(
        "Your averages differ from those of the reference by up to {gap:.3g} °F.",
        "你的平均与参考实现最多相差 {gap:.3g} °F。",
    )
    return fig, alt.format(gap=float(np.max(np.abs(mine - ours))))


def window_under_day(beta: float = 0.9, day: int = 100) -> tuple[Figure, Text]:
    """Draw the series up to a day and, below each day, its weight in that day's average."""
    series = load_temperatures().fahrenheit[:day]
    weights, average, share = compute_window_under_day(series, beta, day)
    window = effective_window(beta)
    fig, (upper, lower) = new_figure(rows=2, height=5.0)
    upper.sharex(lower)
    draw_temperatures(upper, series)
    upper.plot(day_numbers(series), ema(series, beta), label=f"average, β = {beta:g}")
    upper.plot(day, average, "o", color=COLOURS[1], label=f"$v_{{{day}}}$ = {average:.1f} °F")
    upper.set_xlabel("")
    upper.tick_params(labelbottom=False)
    upper.legend(loc="lower right")
    inside = day_numbers(series) > day - window
    lower.bar(day_numbers(series), weights, width=0.8, color=np.where(inside, COLOURS[0], COLOURS[5]))
    lower.axvline(day - window + 0.5, color=COLOURS[1], linestyle="--")
    lower.annotate(
        f"last {window:.0f} days:\n{100 * share:.0f} % of the weight",
        (day - window + 0.5, 0.8 * weights[-1]),
        xytext=(-8, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )
    lower.set(xlabel=DAY, ylabel=f"weight in $v_{{{day}}}$", xlim=(-1, day + 2))
    alt = Text(
        "Below each day of the series stands its weight in the average of day {day}: {today:.3g} for the day itself, "
        "{beta:g} times as much for each day further back. The last {window:.0f} days hold {share:.3f} of the weight, "
        "and the weighted sum is {average:.2f} °F.",
        "序列每一天的下方是它在第 {day} 天平均中的权重：当天为 {today:.3g}，每往前一天乘以 {beta:g}。"
        "最近 {window:.0f} 天占权重的 {share:.3f}，加权和为 {average:.2f} °F。",
    )
    return fig, alt.format(day=day, today=float(weights[-1]), beta=beta, window=window, share=share, average=average)


def beside_moving_average(beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw an EMA and moving averages of (1 + β)/(1 − β) and of 1/(1 − β) days: their weights and their curves."""
    series = load_temperatures().fahrenheit
    rivals = compute_rivals(series, beta)
    fig, (upper, lower) = new_figure(rows=2, height=6.0)
    for rival in rivals:
        upper.step(np.arange(len(rival.weights)), rival.weights, where="mid", label=rival.name)
    upper.set(xlabel="age of a day (days)", ylabel="weight", title="Weights")
    upper.legend()
    draw_temperatures(lower, series)
    for rival in rivals:
        label = f"lag {rival.lag} days, {rival.roughness:.2f} °F from day to day"
        lower.plot(day_numbers(series), rival.curve, label=label)
    lower.set(title="Curves, with lag and roughness from day 45 on", ylim=(25, 80))
    lower.legend(loc="upper left")
    alt = Text(
        "Weights by age: those of the EMA fall off smoothly, those of a moving average are level and end at once. "
        "From day 45 on, lag and change from day to day: {measured}.",
        "按天龄的权重：EMA 的权重逐渐减小，移动平均的权重相等，然后突然结束。"
        "从第 45 天起，滞后与逐日变化：{measured}。",
    )
    measured = "; ".join(f"{rival.name}: {rival.lag} d, {rival.roughness:.2f} °F" for rival in rivals)
    return fig, alt.format(measured=measured)


CAPTION = Text(
    "β = {beta:.2f}: window {window:.1f} days, a trend arrives {lag:.1f} days late, "
    "the curve changes by {rough:.2f} °F from day to day. {verdict}",
    "β = {beta:.2f}：窗口 {window:.1f} 天，趋势晚到 {lag:.1f} 天，曲线逐日变化 {rough:.2f} °F。{verdict}",
)
REACHED = Text("Goal reached.", "目标达成。")
TOO_ROUGH = Text("Still too rough for the goal.", "离目标还太粗糙。")
TOO_LATE = Text("Too late for the goal.", "滞后太大，达不到目标。")


def explorer() -> Explorer:
    """Return a figure with a slider for β: the curve above, the weights of the days before the last one below."""
    series = load_temperatures().fahrenheit
    start = compute_smoothing(series, 0.5)
    fig, (upper, lower) = new_figure(rows=2, height=5.0)
    draw_temperatures(upper, series)
    (curve,) = upper.plot(day_numbers(series), start.averages, label="average")
    upper.set_ylim(0, 80)
    upper.legend(loc="lower right")
    (stems,) = lower.plot(np.arange(len(series)), start.weights, drawstyle="steps-mid")
    lower.set(xlabel="age of a day (days)", ylabel="weight", xlim=(-0.5, 60), ylim=(0, 1))

    def draw(beta: float) -> Text:
        smoothing = compute_smoothing(series, beta)
        curve.set_ydata(smoothing.averages)
        stems.set_ydata(smoothing.weights)
        lower.set_ylim(0, 1.1 * smoothing.weights[0])
        verdict = REACHED if smoothing.reaches_goal else TOO_LATE if smoothing.lag > SOON_ENOUGH else TOO_ROUGH
        return CAPTION.format(
            beta=beta, window=smoothing.window, lag=smoothing.lag, rough=smoothing.roughness, verdict=verdict
        )

    return Explorer(fig, draw, Slider("beta", "β", 0.0, 0.98, 0.01, 0.5))
