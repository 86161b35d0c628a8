"""A figure's fingerprint: twelve digits made of the numbers and words that it shows. No pixels, colours or fonts."""

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.collections import Collection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation
from matplotlib.text import Text as Words
from matplotlib.ticker import FixedLocator

from helpers.labels import Label

SIGNIFICANT_DIGITS = 6
# On a linear axis, what is this small beside the axis' ends is rounding noise: it counts as zero.
NOISE = 1e-9
# Numbers half-way between two roundings, such as 1/1024, must not flip with the noise: all are moved off by a hair.
HAIR = 1 + 3e-9


def digest(fig: Figure) -> str:
    """Twelve hexadecimal digits that change when what a figure shows changes in its first six digits.

    Covered are the data of lines, points, areas, bars, contours, images and arrows, the words, and the axes' ranges
    and scales; noise of the size of rounding errors leaves the digits as they are. A label counts with its English, so
    the digits are the same in every language.

    Parameters
    ----------
    fig : Figure
        Any figure, drawn already or not.

    Returns
    -------
    str
        The digits.

    Example
    -------
    >>> def parabola(noise):
    ...     x = np.linspace(-1, 1)
    ...     fig = Figure()
    ...     line = fig.subplots().plot(x, x**2 + noise)
    ...     return fig
    >>> digest(parabola(0)) == digest(parabola(1e-16)), digest(parabola(0)) == digest(parabola(1e-4))
    (True, False)
    """
    state = hashlib.sha256()
    for part in _shown(fig):
        state.update(part.encode() + b"\n")
    return state.hexdigest()[:12]


def _shown(fig: Figure) -> Iterator[str]:
    yield f"figure {_words(fig.get_suptitle())} {_words(fig.get_supxlabel())} {_words(fig.get_supylabel())}"
    yield from (f"text {_words(label.get_text())}" for label in fig.texts)
    for legend in fig.legends:
        yield from _legend(legend)
    for axes in fig.axes:
        for panel in (axes, *axes.child_axes):
            yield from _panel(panel)


def _panel(axes: Any) -> Iterator[str]:
    yield from (f"title {_words(axes.get_title(side))}" for side in ("left", "center", "right"))
    for axis in (axes.xaxis, axes.yaxis):
        ends = _rounded(axis.get_view_interval(), _noise(axis))
        yield f"axis {axis.get_scale()} {ends} {_words(axis.get_label_text())}"
        if isinstance(axis.get_major_locator(), FixedLocator | StrCategoryLocator):
            yield from (f"tick {_words(label.get_text())}" for label in axis.get_ticklabels())
    if axes.get_legend():
        yield from _legend(axes.get_legend())
    for artist in (*axes.lines, *axes.patches, *axes.collections, *axes.images, *axes.texts):
        if artist.get_visible():
            yield from _artist(artist, axes)


def _legend(legend: Legend) -> Iterator[str]:
    yield from (f"legend {_words(label.get_text())}" for label in (legend.get_title(), *legend.get_texts()))


def _artist(artist: Artist, axes: Axes) -> Iterator[str]:
    if isinstance(artist, AxLine):
        ends = [point for point in (artist.get_xy1(), artist.get_xy2()) if point is not None]
        yield f"line {_points(ends, axes)} {_rounded(artist.get_slope())}"
    elif isinstance(artist, Line2D):
        yield f"line {_points(artist.get_xydata(), axes)}"
    elif isinstance(artist, AxesImage):
        yield f"image {_points(np.reshape(artist.get_extent(), (2, 2)).T, axes)} {_coloured(artist)}"
    elif isinstance(artist, Collection):
        yield from _collection(artist, axes)
    elif isinstance(artist, Patch) and not isinstance(artist, FancyArrowPatch):  # whose path is made of pixels
        yield f"patch {_points(artist.get_patch_transform().transform_path(artist.get_path()).vertices, axes)}"
    elif isinstance(artist, Words):
        places = [artist.get_unitless_position()]
        if isinstance(artist, Annotation):
            places.append((artist.convert_xunits(artist.xy[0]), artist.convert_yunits(artist.xy[1])))
        yield f"text {_words(artist.get_text())} {_points(places, axes)}"


def _collection(collection: Collection, axes: Axes) -> Iterator[str]:
    if isinstance(collection, Quiver):
        yield f"arrows {_points(collection.XY, axes)} {_rounded(collection.U)} {_rounded(collection.V)}"
    elif isinstance(collection, QuadMesh):
        yield f"mesh {_points(collection.get_coordinates(), axes)} {_coloured(collection)}"
    else:
        yield f"collection {_points(collection.get_offsets(), axes)} {_coloured(collection)}"
        yield from (f"path {_points(path.vertices, axes)}" for path in collection.get_paths())


def _coloured(artist: AxesImage | Collection) -> str:
    """Write the numbers that are shown as colours, and the range that the colours span."""
    values = artist.get_array()
    if values is None:
        return ""
    return f"{values.shape} {_rounded(values)} {_rounded(artist.get_clim())}"


def _words(text: str) -> str:
    return text.english if isinstance(text, Label) else text


def _points(points: Any, axes: Axes) -> str:
    x, y = _floats(points).reshape(-1, 2).T
    return f"{_rounded(x, _noise(axes.xaxis))} {_rounded(y, _noise(axes.yaxis))}"


def _noise(axis: Axis) -> float:
    return NOISE * float(np.max(np.abs(axis.get_view_interval()))) if axis.get_scale() == "linear" else 0.0


def _rounded(numbers: Any, noise: float | None = None) -> str:
    """Write numbers to six significant digits; `noise` and less is zero (default: a trifle of the largest number)."""
    values = _floats(numbers).ravel()
    if noise is None:
        noise = NOISE * float(np.max(np.abs(values), where=np.isfinite(values), initial=0.0))
    return " ".join("0" if abs(x) <= noise else f"{x * HAIR:.{SIGNIFICANT_DIGITS - 1}e}" for x in values.tolist())


def _floats(numbers: Any) -> np.ndarray:
    return np.ma.filled(np.ma.asarray(numbers, dtype=float), np.nan)
