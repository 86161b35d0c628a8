"""Pictures of the course: one style, figures without global state, and a text form for each."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text as Label

from helpers.language import Text

# The colours of Okabe and Ito, which colour-blind readers can tell apart; line styles tell them apart in grey as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
STYLE: dict[str, Any] = {
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=LINE_STYLES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",  # opaque, so that a figure is a light card on a dark page
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}
DPI = 96
SIGNIFICANT_DIGITS = 6


def new_figure(columns: int = 1, rows: int = 1, width: float = 8.0, height: float = 3.4) -> tuple[Figure, Any]:
    """Return a figure in the course's style and its axes: one `Axes`, or an array of them.

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
    mpl.rcParams.update(STYLE)
    figure = Figure(figsize=(width, height), dpi=DPI)
    return figure, figure.subplots(rows, columns)


def show(fig: Figure, alt: str | Text) -> None:
    """Show a figure; its plain-text form is `alt` and a digest of the data drawn.

    Parameters
    ----------
    fig : Figure
        The figure to show.
    alt : str or Text
        What the picture tells, for a reader who cannot see it.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """
    from IPython.display import display

    text = str(alt).strip()
    if not text:
        raise ValueError("alt must say what the picture tells; got an empty text")
    display(
        {"image/png": png(fig), "text/plain": f"{text}\n[figure {digest(fig)}]"},
        metadata={"image/png": {"alt": text}},
        raw=True,
    )


def png(fig: Figure) -> bytes:
    """Return the figure as the bytes of a PNG picture."""
    stream = io.BytesIO()
    fig.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()


def digest(fig: Figure) -> str:
    """Return twelve hexadecimal digits that change when what a figure shows changes in its first six digits."""
    state = hashlib.sha256()
    for part in _drawn(fig):
        state.update(part.encode())
    return state.hexdigest()[:12]


def _drawn(fig: Figure) -> Iterator[str]:
    """Yield what each artist draws, as text: data, labels and the axes' ranges, no pixels and no fonts."""
    for axes in fig.axes:
        yield f"axes {_rounded(axes.get_xlim())} {_rounded(axes.get_ylim())} {axes.get_xscale()} {axes.get_yscale()}"
        for artist in axes.get_children():
            yield from _describe(artist, axes)
        yield from (f"label {text}" for text in (axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel()))
        legend = axes.get_legend()
        if legend is not None:
            yield from (f"legend {label.get_text()}" for label in legend.get_texts())


def _describe(artist: Artist, axes: Axes) -> Iterator[str]:
    kind = type(artist).__name__
    if isinstance(artist, Line2D):
        yield f"{kind} {_rounded(artist.get_xydata())}"
    elif isinstance(artist, AxesImage):
        yield f"{kind} {_rounded(artist.get_array())}"
    elif isinstance(artist, Collection):
        yield f"{kind} {_rounded(artist.get_offsets())} {_rounded(artist.get_array())}"
        yield from (f"path {_rounded(path.vertices)}" for path in artist.get_paths())
    elif isinstance(artist, Patch) and artist is not axes.patch:
        yield f"{kind} {_rounded(artist.get_path().vertices)} {_rounded(artist.get_patch_transform().get_matrix())}"
    elif isinstance(artist, Label) and artist.get_text():
        yield f"{kind} {artist.get_text()} {_rounded(artist.get_position())}"


def _rounded(numbers: Any) -> str:
    """Write numbers to six significant digits; what is rounding noise beside the largest of them counts as zero."""
    if numbers is None:
        return "-"
    values = np.ma.filled(np.ma.asarray(numbers, dtype=float), np.nan).ravel()
    finite = np.abs(values[np.isfinite(values)])
    noise = 1e-9 * np.max(finite, initial=0.0)
    return " ".join("0" if abs(x) <= noise else f"{x:.{SIGNIFICANT_DIGITS - 1}e}" for x in values)
