"""Pictures of the course: one style, figures that pyplot knows nothing of, and a text form for each."""

import html
import io
import threading
from collections.abc import Callable
from typing import Any

import matplotlib.style
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.digest import digest
from helpers.labels import Label, chinese_font, label
from helpers.language import Text, current_language

__all__ = [
    "BELOW",
    "COLOURS",
    "DRAWING",
    "INK",
    "LINE_STYLES",
    "OVER_LINES",
    "digest",
    "label",
    "mark_goal",
    "new_figure",
    "new_mosaic",
    "png",
    "show",
    "whose",
]

# The colours of Okabe and Ito, which colour-blind readers can tell apart; line styles tell them apart in grey as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
INK = "#222222"
OVER_LINES = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the ground of words that lines pass below
STYLE: dict[str, Any] = {
    "axes.edgecolor": INK,
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=LINE_STYLES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",  # opaque, so that a figure is a light card on a dark page
    "font.size": 10,
    "grid.alpha": 0.3,
    "grid.color": "#b0b0b0",
    "legend.edgecolor": "none",  # no border, but a ground of its own, so that words stay readable over lines
    "legend.facecolor": "white",
    "lines.linewidth": 1.8,
    "savefig.facecolor": "auto",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.hinting": "none",  # letters are drawn sooner without, and look the same
}
DPI = 96
BELOW = 1.6  # above the grid and below the lines: what does not change there is not drawn again by a live figure
# JupyterLab gives each slider a thread of its own, and matplotlib draws rightly only in one at a time.
DRAWING = threading.RLock()
DESCRIPTION = Text("The picture in words", "图片的文字说明")
GOAL = Text("goal", "目标")
OURS, YOURS = Text("ours until yours passes", "参考实现（通过检查后换成你的）"), Text("yours", "你的")


def new_figure(columns: int = 1, rows: int = 1, width: float = 8.0, height: float = 3.4) -> tuple[Figure, Any]:
    """Return a figure in the course's style and its axes: one `Axes`, or an array of them.

    The style becomes matplotlib's own in this process, so that plots that a learner adds look alike.

    Parameters
    ----------
    columns, rows : int
        How many axes side by side and one below the other.
    width, height : float
        The size in inches, at 96 dots per inch.

    Example
    -------
    >>> fig, ax = new_figure()
    >>> line, = ax.plot([0, 1], [0, 1], label="y = x")
    """
    figure = _styled(width, height)
    return figure, figure.subplots(rows, columns)


def new_mosaic(
    layout: list[Any], widths: tuple[float, ...], width: float = 8.0, height: float = 4.8
) -> tuple[Figure, dict[str, Axes]]:
    """Return a figure in the course's style whose axes, of unlike sizes, are laid out by name.

    Parameters
    ----------
    layout : list of rows of names
        A name that stands in several places spans them.
    widths : numbers
        How wide the columns are, beside each other.
    width, height : float
        The size in inches, at 96 dots per inch.

    Example
    -------
    >>> fig, axes = new_mosaic([["curve", "map"], ["weights", "map"]], widths=(2, 1))
    >>> sorted(axes)
    ['curve', 'map', 'weights']
    """
    figure = _styled(width, height)
    return figure, figure.subplot_mosaic(layout, width_ratios=widths)


def _styled(width: float, height: float) -> Figure:
    matplotlib.style.use(STYLE)
    if current_language() == "zh" and chinese_font():  # for the letters that the usual font lacks
        usual = [family for family in matplotlib.rcParams["font.family"] if family != chinese_font()]
        matplotlib.rcParams["font.family"] = [*usual, chinese_font()]
    return Figure(figsize=(width, height), dpi=DPI)


def mark_goal(ax: Axes, x: tuple[float, float], y: tuple[float, float], where: tuple[float, float]) -> None:
    """Hatch the rectangle from x[0] to x[1] and y[0] to y[1], where a learner wants to get, and name it at `where`.

    Example
    -------
    >>> fig, ax = new_figure()
    >>> mark_goal(ax, x=(0, 6), y=(0, 0.75), where=(6.2, 0.8))
    """
    ax.fill_between(x, *y, facecolor="#dff0e8", edgecolor=COLOURS[2], hatch="//", linewidth=1, zorder=0.5)
    ax.text(*where, label(GOAL), color="#00694d", bbox=OVER_LINES, zorder=BELOW)


def show(fig: Figure, alt: str | Text) -> None:
    """Show a figure, and its description folded below it; its plain-text form is `alt` and a digest of the data drawn.

    Parameters
    ----------
    fig : Figure
        The figure to show.
    alt : str or Text
        What the picture tells, for a reader who cannot see it.

    Raises
    ------
    TypeError, ValueError
        If `alt` is not a text, or empty.
    """
    from IPython.display import display

    if not isinstance(alt, str | Text):
        raise TypeError(f"alt must be a str or a Text; got {alt!r}")
    text = str(alt).strip()
    if not text:
        raise ValueError("alt must say what the picture tells; got an empty text")
    plain = f"{text}\n[figure {digest(fig)}]"
    display({"image/png": png(fig), "text/plain": plain}, metadata={"image/png": {"alt": text}}, raw=True)
    # JupyterLab shows a picture without its alt text, so a screen reader finds the text folded below the picture.
    folded = f"<details><summary>{DESCRIPTION}</summary>{html.escape(text)}</details>"
    display({"text/html": folded, "text/plain": str(DESCRIPTION)}, metadata={}, raw=True)


def whose(function: Callable[..., Any], reference: Callable[..., Any]) -> Label:
    """Say in a label whose function was drawn: until a learner's own passes, a lesson draws the course's.

    Example
    -------
    >>> whose(max, min), whose(max, max)
    ('yours', 'ours until yours passes')
    """
    return label(OURS if function is reference else YOURS)


def png(fig: Figure) -> bytes:
    """Return the figure as the bytes of a PNG picture."""
    stream = io.BytesIO()
    with DRAWING:
        fig.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()
