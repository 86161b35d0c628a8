"""Pictures of lesson 02: averages of the temperatures, the weights behind them, and a moving average beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.claims.ema import equal_moving_average, estimate_lag, moving_average, roughness
from helpers.data import load_temperatures
from helpers.ema import effective_window, ema, ema_weights
from helpers.language import Text
from helpers.plots import BELOW, COLOURS, INK, label, mark_goal, new_figure, new_mosaic, whose
from helpers.widgets import Explorer, Seen, Slider

DAY = Text("day t (1 = 1 January 2013)", "第 t 天（1 = 2013 年 1 月 1 日）")
FAHRENHEIT = Text("temperature (°F)", "气温（°F）")
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


def whole_days(window: float) -> int:
    """Return the nearest number of days, 3 for 2.5."""
    return int(window + 0.5)


def compute_window_under_day(series: np.ndarray, beta: float, day: int) -> tuple[np.ndarray, float, float]:
    """Return the weights of days 1 … day in V_day, in the order of the days, V_day, and the window's share of them."""
    weights = ema_weights(beta, day)[::-1]
    inside = whole_days(effective_window(beta))
    return weights, float(weights @ series[:day]), float(np.sum(weights[-inside:]))


@dataclass(frozen=True)
class Rival:
    """One way to average: its weights by age, its curve (NaN where too few days have gone by), and how it does."""

    name: Text
    weights: np.ndarray
    curve: np.ndarray
    lag: int
    roughness: float


def compute_rivals(series: np.ndarray, beta: float, skip: int = 44, ages: int = 40) -> tuple[Rival, ...]:
    """Put an EMA beside moving averages of (1 + β)/(1 − β) and of 1/(1 − β) days.

    Lag (days) and roughness (change from day to day) are taken after the first `skip` days, where the low start of
    the EMA no longer counts.
    """

    def rival(name: Text, weights: np.ndarray, curve: np.ndarray) -> Rival:
        lag = estimate_lag(series[skip:], curve[skip:])
        return Rival(name, np.pad(weights, (0, ages - len(weights))), curve, lag, roughness(curve[skip:]))

    name = Text("EMA, β = {beta:g}", "EMA，β = {beta:g}").format(beta=beta)
    rivals = [rival(name, ema_weights(beta, ages), ema(series, beta))]
    for n in (round(equal_moving_average(beta)), round(effective_window(beta))):
        curve = np.concatenate([np.full(n - 1, np.nan), moving_average(series, n)])
        name = Text("moving average, {n} days", "移动平均，{n} 天").format(n=n)
        rivals.append(rival(name, np.full(n, 1 / n), curve))
    return tuple(rivals)


def day_numbers(series: np.ndarray) -> np.ndarray:
    """Return 1 … T, the days of a series."""
    return np.arange(1, len(series) + 1)


def draw_temperatures(ax: Axes, series: np.ndarray) -> None:
    """Draw the daily values as dots and name the axes, with their units."""
    ax.plot(day_numbers(series), series, label=label(Text("each day", "每天的气温")), **DOTS)
    ax.set(xlabel=label(DAY), ylabel=label(FAHRENHEIT))


def averages(*betas: float) -> tuple[Figure, Text]:
    """Draw the temperatures and their exponentially weighted average for each β."""
    series = load_temperatures().fahrenheit
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    changes: list[Text] = []
    for beta in betas:
        smoothing = compute_smoothing(series, beta)
        name = label(Text("average, β = {beta:g}", "平均，β = {beta:g}"), beta=beta)
        ax.plot(day_numbers(series), smoothing.averages, label=name)
        change = Text("β = {beta:g}: {first:.1f} °F, {rough:.2f} °F", "β = {beta:g}：{first:.1f} °F，{rough:.2f} °F")
        changes.append(change.format(beta=beta, first=smoothing.averages[0], rough=smoothing.roughness))
    ax.legend(loc="upper left")
    alt = Text(
        "182 daily temperatures, which change by {data:.1f} °F from one day to the next, and their averages. "
        "First value of each average and its change from day to day: {changes}.",
        "182 天的气温，逐日变化 {data:.1f} °F，以及它们的平均。各条平均曲线的第一个值和逐日变化：{changes}。",
    )
    return fig, alt.format(data=roughness(series), changes=_listed(changes))


def yours_beside_ours(yours: Callable[[np.ndarray, float], np.ndarray], beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the averages that a learner's function gives on top of those of the reference."""
    series = load_temperatures().fahrenheit
    mine, ours = np.asarray(yours(series, beta)), ema(series, beta)
    if mine.shape != ours.shape:
        raise ValueError(f"yours must return one average for each day, shape {ours.shape}; got shape {mine.shape}")
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    reference = label(Text("reference", "参考实现"))
    ax.plot(day_numbers(series), ours, color=COLOURS[4], linestyle="-", linewidth=6, alpha=0.5, label=reference)
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


def beside_moving_average(beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw an EMA and moving averages of (1 + β)/(1 − β) and of 1/(1 − β) days: their weights and their curves."""
    series = load_temperatures().fahrenheit
    rivals = compute_rivals(series, beta)
    fig, (upper, lower) = new_figure(rows=2, height=6.0)
    for rival in rivals:
        upper.step(np.arange(len(rival.weights)), rival.weights, where="mid", label=label(rival.name))
    upper.set(
        xlabel=label(Text("age of a day (days)", "距今的天数")),
        ylabel=label(Text("weight", "权重")),
        title=label(Text("Weights", "权重")),
    )
    upper.legend()
    draw_temperatures(lower, series)
    for rival in rivals:
        found = label(
            Text("lag {lag} days, {rough:.2f} °F from day to day", "滞后 {lag} 天，逐日变化 {rough:.2f} °F"),
            lag=rival.lag,
            rough=rival.roughness,
        )
        lower.plot(day_numbers(series), rival.curve, label=found)
    title = Text("Curves, with lag and roughness from day 45 on", "曲线，以及从第 45 天起的滞后与逐日变化")
    lower.set(title=label(title), ylim=(0, 80))
    lower.legend(loc="upper left")
    alt = Text(
        "Weights by age: those of the EMA fall off smoothly, those of a moving average are level and end at once. "
        "From day 45 on, lag and change from day to day: {measured}.",
        "按距今的天数排列的权重：EMA 的权重逐渐减小，移动平均的权重处处相等，到头后突然变为零。"
        "从第 45 天起，滞后与逐日变化：{measured}。",
    )
    each = Text("{name}: {lag} d, {rough:.2f} °F", "{name}：{lag} 天，{rough:.2f} °F")
    measured = [each.format(name=rival.name, lag=rival.lag, rough=rival.roughness) for rival in rivals]
    return fig, alt.format(measured=_listed(measured))


def _listed(texts: list[Text]) -> Text:
    return Text("; ".join(text.en for text in texts), "；".join(text.zh for text in texts))


# --- today and its window ---------------------------------------------------------------------------------------------

BETAS = np.round(np.arange(0, 0.981, 0.01), 2)
TOPS = (0.035, 0.12, 0.4, 1.1)  # of the axis of weights: few, because a new axis takes long to draw
GOAL = Text(
    "A curve that changes by at most {rough:g} °F from day to day, and is at most {late:g} days late.",
    "曲线逐日变化不超过 {rough:g} °F，并且滞后不超过 {late:g} 天。",
).format(rough=SMOOTH_ENOUGH, late=SOON_ENOUGH)
CAPTION = Text(
    "β = {beta:.2f}: the average of day {day} is {average:.1f} °F; its window of {window:.1f} days, rounded to {n} d, "
    "holds {share:.0%} of the weight{start}. The curve is {late:.1f} days late and changes by {rough:.2f} °F from day "
    "to day. {verdict}",
    "β = {beta:.2f}：第 {day} 天的平均为 {average:.1f} °F，{window:.1f} 天的窗口（取整为 {n} 天）"
    "占全部权重的 {share:.0%}{start}。曲线滞后 {late:.1f} 天，逐日变化 {rough:.2f} °F。{verdict}",
)
TODAY = Text(
    "β = {beta:.2f}, today is day {day}: {average:.1f} °F", "β = {beta:.2f}，今天是第 {day} 天：{average:.1f} °F"
)
SHARE = Text("window of {n} d: {share:.0%} of the weight", "{n} 天的窗口占全部权重的 {share:.0%}")
START_HOLDS = Text(", the start v₀ = 0 still {held:.0%}", "，起点 v₀ = 0 仍占 {held:.0%}")
BOTH = Text("Smooth and soon enough.", "既平滑又及时。")
TOO_ROUGH = Text("Too rough: look further back.", "太粗糙：应当多看几天。")
TOO_LATE = Text("Too late: look back less far.", "太滞后：应当少看几天。")


def window_under_day(beta: float = 0.9, day: int = 100) -> tuple[Figure, str | Text]:
    """Draw a day's average with the weights of all days under it, and how smooth and how late each β is."""
    fig, draw = _window_figure()
    return fig, draw(beta, day).caption


def explorer(beta: float = 0.5, day: int = 100) -> Explorer:
    """Return the same figure with sliders for β and for the day that is today."""
    fig, draw = _window_figure()
    return Explorer(
        fig,
        draw,
        Slider("beta", "β", 0.0, 0.98, 0.01, beta),
        Slider("day", Text("today, day", "今天是第几天"), 1, 182, 1, day),
        goal=GOAL,
        best={"beta": 0.83},
    )


def _window_figure() -> tuple[Figure, Callable[[float, float], Seen]]:
    """Return the figure, its artists still empty, and the function that draws a β and a day."""
    series = load_temperatures().fahrenheit
    days = day_numbers(series)
    fig, axes = new_mosaic([["curve", "choice"], ["weights", "choice"]], widths=(2, 1), height=4.8)
    upper, lower, choice = axes["curve"], axes["weights"], axes["choice"]
    upper.sharex(lower)
    draw_temperatures(upper, series)
    (inside,) = upper.plot([], [], ".", color=INK, label=label(Text("in the window", "窗口之内")))
    (curve,) = upper.plot(days, series, color=COLOURS[0], linestyle="-", label=label(Text("average", "平均")))
    (today,) = upper.plot([], [], "o", color=COLOURS[1], markersize=8, label=label(Text("today", "今天")))
    upper.set(xlabel="", ylim=(0, 80))
    upper.tick_params(labelbottom=False)
    upper.legend(loc="lower right", ncols=2, fontsize=9).set_zorder(BELOW)
    edges = np.arange(0.5, len(series) + 1)
    older = lower.stairs(np.zeros(len(series)), edges, fill=True, color=COLOURS[5], zorder=BELOW)
    recent = lower.stairs(np.zeros(len(series)), edges, fill=True, color=INK, zorder=BELOW)
    share = lower.text(0.02, 0.9, "", transform=lower.transAxes, va="top")
    weight = label(Text("weight in today's average", "今天的平均中的权重"))
    lower.set(xlabel=label(DAY), ylabel=weight, xlim=(-1, len(series) + 2))
    # Ticks that depend on the height of the axes change after the layout, and their longer numbers are cut off.
    lower.yaxis.set_major_locator(MaxNLocator(4))
    every = [compute_smoothing(series, beta) for beta in BETAS]
    mark_goal(choice, (0, SOON_ENOUGH), (0, SMOOTH_ENOUGH), where=(SOON_ENOUGH + 0.3, SMOOTH_ENOUGH + 0.03))
    choice.plot([s.lag for s in every], [s.roughness for s in every], color="0.5", linestyle="-", linewidth=1.2)
    (here,) = choice.plot([], [], "o", color=COLOURS[1], markersize=8, clip_on=False, zorder=5)
    choice.set_xscale("function", functions=(np.sqrt, np.square))
    choice.set_xticks([0, 1, 3, 6, 12, 24, 49])
    choice.set(xlim=(0, 55), ylim=(0, 2.6))
    choice.set_xlabel(label(Text("late by (days)", "滞后（天）")))
    choice.set_ylabel(label(Text("change from day to day (°F)", "逐日变化（°F）")))
    choice.set_title(label(Text("Every β from 0 to 0.98", "从 0 到 0.98 的每一个 β")))

    def draw(beta: float, day: float) -> Seen:
        day, found = round(day), compute_smoothing(series, beta)
        weights, average, held = compute_window_under_day(series, beta, day)
        window = whole_days(found.window)
        first = max(0, day - window)  # the window's first day, counted from 0
        inside.set_data(days[first:day], series[first:day])
        curve.set_ydata(found.averages)
        today.set_data([day], [average])
        recent.set_data(np.concatenate([np.zeros(first), weights[first:], np.zeros(len(series) - day)]))
        older.set_data(np.concatenate([weights[:first], np.zeros(len(series) - first)]))
        lower.set_ylim(0, min(top for top in TOPS if top > 1 - beta))
        share.set_text(label(SHARE, share=held, n=window))
        share.set(x=0.02 if day > 90 else 0.98, ha="left" if day > 90 else "right")
        here.set_data([found.lag], [found.roughness])
        upper.set_title(label(TODAY, beta=beta, day=day, average=average))
        verdict = BOTH if found.reaches_goal else TOO_LATE if found.lag > SOON_ENOUGH else TOO_ROUGH
        caption = CAPTION.format(
            beta=beta,
            day=day,
            average=average,
            share=held,
            start=START_HOLDS.format(held=beta**day) if beta**day >= 0.01 else "",
            window=found.window,
            n=window,
            late=found.lag,
            rough=found.roughness,
            verdict=verdict,
        )
        return Seen(caption, reached=found.reaches_goal)

    return fig, draw
