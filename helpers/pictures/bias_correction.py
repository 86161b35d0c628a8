"""Pictures of lesson 03: the low start of an average, its correction, and what discarding the start costs instead."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from helpers.bias_correction import ema_corrected
from helpers.claims.bias_correction import days_until_below, steps_until
from helpers.claims.ema import roughness
from helpers.data import load_temperatures
from helpers.ema import effective_window, ema
from helpers.language import Text
from helpers.pictures.ema import DAY, day_numbers, draw_temperatures
from helpers.plots import BELOW, COLOURS, INK, label, mark_goal, new_figure, new_mosaic, whose
from helpers.widgets import Explorer, Seen, Slider, Switch

LIMIT = 1.0  # °F: a smaller gap than this cannot be seen in the pictures
WINDOW_WANTED, DAYS_ALLOWED = 10.0, 14  # the explorer's goal: days of window, days with a low start


@dataclass(frozen=True)
class Correction:
    """An average with and without the correction, its window, the gap, and from which day that is below 1 °F."""

    plain: np.ndarray
    corrected: np.ndarray
    window: float
    gap: np.ndarray
    settled: int

    def reaches_goal(self, corrected: bool) -> bool:
        """Whether the window is as long, and the days with a low start as few, as the explorer asks for."""
        return self.window >= WINDOW_WANTED and (corrected or self.settled - 1 <= DAYS_ALLOWED)


def compute_correction(series: np.ndarray, beta: float) -> Correction:
    """Average a series, correct the averages, and find the first day from which the gap stays below 1 °F."""
    plain, corrected = ema(series, beta), ema_corrected(series, beta)
    gap = corrected - plain
    return Correction(plain, corrected, effective_window(beta), gap, days_until_below(gap, LIMIT))


def compute_bias_left(beta: float, steps: np.ndarray) -> np.ndarray:
    """Return which share of the average is missing after these numbers of steps: β^t."""
    return beta**steps


def low_start(beta: float = 0.9, days: int = 60) -> tuple[Figure, Text]:
    """Draw the first days of the temperatures and their plain average, which starts near zero."""
    series = load_temperatures().fahrenheit[:days]
    plain = ema(series, beta)
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    ax.plot(day_numbers(series), plain, label=label(Text("average, β = {beta:g}", "平均，β = {beta:g}"), beta=beta))
    ax.set_ylim(0, 60)
    ax.legend(loc="lower right")
    below = int(np.argmax(plain > series))  # days before the curve first rises above the data
    alt = Text(
        "The first {days} days. On day 1 the thermometer says {first:.1f} °F and the average {low:.1f} °F. "
        "For {below} days the average stays below that day's reading.",
        "前 {days} 天。第 1 天温度计的读数是 {first:.1f} °F，平均是 {low:.1f} °F。"
        "前 {below} 天里，平均一直低于当天的读数。",
    )
    return fig, alt.format(days=days, first=float(series[0]), low=float(plain[0]), below=below)


def yours_beside_ours(yours: Callable[[np.ndarray, float], np.ndarray], beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the corrected averages of a learner's function on top of those of the reference, with the plain ones."""
    series = load_temperatures().fahrenheit[:60]
    mine, ours = np.asarray(yours(series, beta)), ema_corrected(series, beta)
    if mine.shape != ours.shape:
        raise ValueError(f"yours must return one average for each day, shape {ours.shape}; got shape {mine.shape}")
    fig, ax = new_figure()
    draw_temperatures(ax, series)
    days = day_numbers(series)
    reference = label(Text("reference, corrected", "参考实现，修正后"))
    ax.plot(days, ours, color=COLOURS[4], linestyle="-", linewidth=6, alpha=0.5, label=reference)
    owner = whose(yours, ema_corrected)
    name = label(Text("{owner}, corrected", "{owner}，修正后"), owner=Text(owner.english, owner))
    ax.plot(days, mine, color=COLOURS[0], linestyle="-", label=name)
    ax.plot(days, ema(series, beta), color=COLOURS[1], linestyle="--", label=label(Text("plain", "未修正")))
    ax.set(title=f"β = {beta:g}", ylim=(0, 60))
    ax.legend(loc="lower right")
    if np.allclose(mine, ours, rtol=1e-9):
        alt = Text(
            "The corrected averages lie on those of the reference and start at {first:.1f} °F, on the first reading.",
            "修正后的平均与参考实现的曲线重合，从第一个读数 {first:.1f} °F 开始。",
        )
        return fig, alt.format(first=float(mine[0]))
    alt = Text(
        "Your corrected averages differ from those of the reference by up to {gap:.3g} °F.",
        "你的函数修正后的平均，与参考实现最多相差 {gap:.3g} °F。",
    )
    return fig, alt.format(gap=float(np.max(np.abs(mine - ours))))


def corrected_beside_plain(beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the corrected and the plain average, and below them the gap in °F with the day it falls below 1 °F."""
    fig, draw = _two_curves_and_error()
    found = draw(beta, False)
    alt = Text(
        "β = {beta:g}: the corrected average starts on the first reading, the plain one {first:.1f} °F below it. "
        "The gap is {tenth:.1f} °F on day 10 and below 1 °F from day {settled} on.",
        "β = {beta:g}：修正后的平均从第一个读数开始，未修正的比它低 {first:.1f} °F。"
        "差距在第 10 天为 {tenth:.1f} °F，从第 {settled} 天起小于 1 °F。",
    )
    return fig, alt.format(beta=beta, first=float(found.gap[0]), tenth=float(found.gap[9]), settled=found.settled)


def discard_or_correct(beta: float = 0.9) -> tuple[Figure, Text]:
    """Draw the two cures side by side: leaving out the days of the low start, and correcting them."""
    series = load_temperatures().fahrenheit
    found = compute_correction(series, beta)
    lost = found.settled - 1
    fig, (left, right) = new_figure(columns=2)
    right.sharey(left)
    for ax in (left, right):
        draw_temperatures(ax, series)
    kept = np.where(day_numbers(series) > lost, found.plain, np.nan)
    left.plot(day_numbers(series), kept, color=COLOURS[1], linestyle="--")
    left.axvspan(0.5, lost + 0.5, color="0.9")
    missing = label(Text("{lost} days\nwithout\naverage", "{lost} 天\n没有\n平均"), lost=lost)
    left.text(lost / 2, 72, missing, ha="center", va="center", fontsize=9)
    left.set_title(label(Text("Discard until within {limit:g} °F", "丢弃，直到相差不到 {limit:g} °F"), limit=LIMIT))
    right.plot(day_numbers(series), found.corrected, color=COLOURS[0], linestyle="-")
    right.set(title=label(Text("Correct", "修正")), ylabel="")
    early, late = roughness(found.corrected[:11]), roughness(found.corrected[lost:])
    alt = Text(
        "β = {beta:g}. Discarding loses the first {lost} of {days} days; correcting keeps them all. "
        "The corrected curve is less smooth at first: {early:.2f} °F from day to day in the first 10 days, "
        "{late:.2f} °F after day {lost}.",
        "β = {beta:g}。丢弃开头，会失去 {days} 天中的前 {lost} 天；修正则一天也不丢。"
        "修正后的曲线开头不够平滑：前 10 天的逐日变化为 {early:.2f} °F，第 {lost} 天之后为 {late:.2f} °F。",
    )
    return fig, alt.format(beta=beta, lost=lost, days=len(series), early=early, late=late)


def bias_left(*betas: float) -> tuple[Figure, Text]:
    """Draw which share of the average is missing after t steps, and mark where it falls below one per cent."""
    steps = np.unique(np.geomspace(1, 10_000, 200).round())
    fig, ax = new_figure()
    marks = {beta: steps_until(0.01, beta) for beta in betas}
    for beta, mark in marks.items():
        (line,) = ax.semilogx(steps, 100 * compute_bias_left(beta, steps), label=f"β = {beta:g}")
        ax.plot(mark, 1, "o", color=line.get_color())
        ax.annotate(f"{mark:,}", (mark, 1), xytext=(0, 6), textcoords="offset points", ha="left")
    ticks = [1, 10, 100, 1000, 10_000]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.set(xlabel=label(Text("steps t", "步数 t")), ylim=(-3, 103))
    ax.set_ylabel(label(Text("share of the average missing (%)", "平均中缺少的比例（%）")))
    ax.legend(loc="upper right")
    alt = Text(
        "The share β^t that is missing after t steps falls to 0. Below 1 % after: {marks}.",
        "t 步之后缺少的比例 β^t 逐渐降到 0。小于 1% 所需的步数：{marks}。",
    )
    listed = Text(
        "; ".join(f"β = {beta:g}: {mark:,}" for beta, mark in marks.items()),
        "；".join(f"β = {beta:g} 时 {mark:,} 步" for beta, mark in marks.items()),
    )
    return fig, alt.format(marks=listed)


# --- corrected beside plain, and the days that the start costs --------------------------------------------------------

BETAS = np.round(np.arange(0, 0.981, 0.01), 2)
GOAL = Text(
    "Look back over at least {window:g} days, with at most {days} days that the start makes over {limit:g} °F too low.",
    "至少回看 {window:g} 天，同时，受起点影响而偏低超过 {limit:g} °F 的日子不超过 {days} 天。",
).format(window=WINDOW_WANTED, days=DAYS_ALLOWED, limit=LIMIT)
CAPTION = Text(
    "β = {beta:.2f} looks back over {window:.1f} days. {how} on day 1 it shows {shown:.1f} °F, {off:.1f} °F too low, "
    "and it is over 1 °F too low on {lost} of {days} days. {verdict}",
    "β = {beta:.2f}，大约回看 {window:.1f} 天。{how}第 1 天的平均是 {shown:.1f} °F，偏低 {off:.1f} °F；"
    "{days} 天中有 {lost} 天偏低超过 1 °F。{verdict}",
)
CORRECTED, UNCORRECTED = Text("corrected", "修正后"), Text("uncorrected", "未修正")
CHOSEN = Text("β = {beta:.2f}, {which}", "β = {beta:.2f}，{which}")
LOW_DAYS = Text("{days} days over {limit:g} °F too low", "{days} 天偏低超过 {limit:g} °F")
PLAIN, DIVIDED = Text("Uncorrected,", "未修正时，"), Text("Divided by 1 − βᵗ,", "除以 1 − βᵗ 之后，")
BOTH = Text("A long window and a good start.", "窗口够长，开头也准。")
TOO_SHORT = Text("The window is too short: raise β.", "窗口太短：应当增大 β。")
TOO_SHORT_AND_SLOW = Text(
    "The window is too short, and even so the start is forgotten too late.", "窗口太短，即便如此，起点也忘得太晚。"
)
TOO_SLOW = Text(
    "The start is forgotten too late; any β that forgets it in time has too short a window.",
    "起点忘得太晚；而能及时忘掉起点的 β，窗口又太短。",
)


def explorer(beta: float = 0.9, corrected: bool = False) -> Explorer:
    """Return both averages and their error with a slider for β and a switch for the correction."""
    fig, redraw = _two_curves_and_error()

    def draw(beta: float, corrected: bool) -> Seen:
        found = redraw(beta, corrected)
        lost = 0 if corrected else found.settled - 1
        in_time = lost <= DAYS_ALLOWED
        if found.window >= WINDOW_WANTED:
            verdict = BOTH if in_time else TOO_SLOW
        else:
            verdict = TOO_SHORT if in_time else TOO_SHORT_AND_SLOW
        caption = CAPTION.format(
            beta=beta,
            window=found.window,
            how=DIVIDED if corrected else PLAIN,
            shown=(found.corrected if corrected else found.plain)[0],
            off=0.0 if corrected else found.gap[0],
            lost=lost,
            days=len(found.gap),
            verdict=verdict,
        )
        return Seen(caption, found.reaches_goal(corrected))

    return Explorer(
        fig,
        draw,
        Slider("beta", "β", 0.0, 0.98, 0.01, beta),
        Switch("corrected", Text("divide by 1 − βᵗ", "除以 1 − βᵗ"), corrected),
        goal=GOAL,
        best={"beta": 0.9, "corrected": True},
    )


def _two_curves_and_error() -> tuple[Figure, Callable[[float, bool], Correction]]:
    """Return a figure of both averages, their error and every β, and a function that redraws it."""
    series = load_temperatures().fahrenheit
    days = day_numbers(series)
    fig, axes = new_mosaic([["curves", "choice"], ["error", "choice"]], widths=(2, 1), height=4.8)
    upper, lower, choice = axes["curves"], axes["error"], axes["choice"]
    upper.sharex(lower)
    draw_temperatures(upper, series)
    (corrected,) = upper.plot(days, series, color=COLOURS[0], linestyle="-", label=label(CORRECTED))
    (plain,) = upper.plot(days, series, color=COLOURS[1], linestyle="--", label=label(UNCORRECTED))
    upper.set(xlabel="", ylim=(0, 80))
    upper.tick_params(labelbottom=False)
    upper.legend(loc="lower right").set_zorder(BELOW - 0.05)
    spans = [ax.axvspan(0.5, 1.5, facecolor=COLOURS[1], alpha=0.15, zorder=BELOW) for ax in (upper, lower)]
    (right_on,) = lower.plot(days, np.zeros(len(series)), color=COLOURS[0], linestyle="-")
    (error,) = lower.plot(days, series, color=COLOURS[1], linestyle="--")
    lower.axhline(LIMIT, color="0.4", linestyle=":", linewidth=1)
    note = lower.text(0.98, 0.92, "", transform=lower.transAxes, ha="right", va="top")
    lower.set(
        xlabel=label(DAY),
        ylabel=label(Text("too low by (°F)", "偏低（°F）")),
        xlim=(-1, len(series) + 2),
        ylim=(-1, 40),
        yticks=[LIMIT, 10, 20, 30, 40],  # the first is that of the dotted line
    )
    every = [compute_correction(series, beta) for beta in BETAS]
    windows, lost = [c.window for c in every], [c.settled - 1 for c in every]
    mark_goal(choice, (WINDOW_WANTED, 70), (-10, DAYS_ALLOWED), where=(WINDOW_WANTED * 1.1, DAYS_ALLOWED + 4))
    choice.plot(windows, lost, color=COLOURS[1], linestyle="--", linewidth=1.2)
    choice.plot(windows, np.zeros(len(windows)), color=COLOURS[0], linestyle="-", linewidth=1.2)
    (here,) = choice.plot([], [], "o", color=INK, markersize=8, zorder=5)
    choice.set(xscale="log", xlim=(0.8, 70), ylim=(-10, 190))
    choice.set_title(label(Text("Every β from 0 to 0.98", "每一个 β（0 到 0.98）")))
    choice.set_xticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
    choice.minorticks_off()
    choice.set_xlabel(label(Text("window 1/(1 − β) (days)", "窗口 1/(1 − β)（天）")))
    choice.set_ylabel(label(Text("days over {limit:g} °F too low", "偏低超过 {limit:g} °F 的天数"), limit=LIMIT))

    def draw(beta: float, use_corrected: bool) -> Correction:
        found = compute_correction(series, beta)
        corrected.set_ydata(found.corrected)
        plain.set_ydata(found.plain)
        error.set_ydata(found.gap)
        for chosen, lines in ((use_corrected, (corrected, right_on)), (not use_corrected, (plain, error))):
            for line in lines:
                line.set(linewidth=2.4 if chosen else 1.2, alpha=1.0 if chosen else 0.7, zorder=3 if chosen else 2)
        wrong = 0 if use_corrected else found.settled - 1
        for span in spans:
            span.set_width(wrong)
        note.set_text(label(LOW_DAYS, days=wrong, limit=LIMIT))
        here.set_data([found.window], [wrong])
        upper.set_title(label(CHOSEN, beta=beta, which=CORRECTED if use_corrected else UNCORRECTED))
        return found

    return fig, draw
