"""Draws a figure again and again, fast: what has not changed since the last time is not drawn again."""

import struct
import zlib
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.transforms import Bbox

KEPT = 8  # layouts with their grounds, each as large as the figure's pixels


@dataclass
class _Layout:
    """Where the axes stand while the rulers are the same, and a picture of all that lies below what changes."""

    places: list[tuple[Bbox, Bbox]]  # of each axes: what the layout gave it, and what its aspect left of that
    ground: Any = None
    below: list[Artist] = field(default_factory=list)  # what the ground shows


class Repainter:
    """A figure, and a ground: a picture of what lies below all that changes.

    Matplotlib marks as stale what was changed since it was drawn. What lies as high as a stale artist of the same axes,
    or higher, is drawn anew on the ground, so that the picture is the one that drawing everything would give, in the
    layout that the axes had when their rulers became what they are: longer words move nothing. Where an axis itself
    changed (its ends, its scale, its label, its ticks), everything is laid out and drawn again; where it went back to
    what it was before, the layout and the ground of that time are used again.

    Parameters
    ----------
    fig : Figure
        The figure; its canvas is replaced by one of the Agg kind.

    Example
    -------
    >>> from helpers.plots import new_figure
    >>> fig, ax = new_figure()
    >>> line, = ax.plot([0, 1], [0, 1])
    >>> Repainter(fig).picture()[:4]
    b'\\x89PNG'
    """

    def __init__(self, fig: Figure) -> None:
        self.figure = fig
        self.canvas = FigureCanvasAgg(fig)
        self._floors: dict[Any, float] = {}  # how high the lowest artist lies that has ever changed, in each axes
        self._layouts: dict[Any, _Layout] = {}  # by what the rulers were
        self._rulers: Any = None  # what they were when the figure was drawn

    def picture(self) -> bytes:
        """Return the figure as it is now, as the bytes of a PNG picture."""
        if self._rulers is None:
            self.canvas.draw()
            self._keep_layout()
        else:
            if self._rulers != self._rulers_now():
                self._lay_out()
            self._draw_what_changed()
        for holder in self._holders():
            for artist in [part for whole in _in_order(holder) for part in _parts(whole)]:
                artist.stale = False  # matplotlib leaves it so where there was nothing to draw, as for an empty title
        return encode(np.asarray(self.canvas.buffer_rgba()))

    def _lay_out(self) -> None:
        layout = self._layouts.get(self._rulers_now())
        if layout:
            for axes, (place, shrunk) in zip(self.figure.axes, layout.places, strict=True):
                axes.set_position(place, "original")
                axes.set_position(shrunk, "active")
                axes.set_in_layout(True)  # which an axes leaves that is put somewhere
        elif engine := self.figure.get_layout_engine():
            engine.execute(self.figure)
        self._keep_layout()

    def _keep_layout(self) -> None:
        self._rulers = self._rulers_now()
        if self._rulers not in self._layouts:
            places = [(axes.get_position(original=True), axes.get_position()) for axes in self.figure.axes]
            self._layouts[self._rulers] = _Layout(places)
            if len(self._layouts) > KEPT:
                del self._layouts[next(iter(self._layouts))]  # the oldest

    def _draw_what_changed(self) -> None:
        below, above = [], []
        for holder in self._holders():
            artists = _in_order(holder)
            changed = [artist.zorder for artist in artists if _has_changed(artist)]
            floor = self._floors[holder] = min([*changed, self._floors.get(holder, np.inf)])
            below += [artist for artist in artists if artist.zorder < floor]
            above += [artist for artist in artists if artist.zorder >= floor]
        layout = self._layouts[self._rulers]
        if layout.ground is None or below != layout.below:
            layout.below, layout.ground = below, self._draw_without(above)
        self.canvas.restore_region(layout.ground)
        renderer = self.canvas.get_renderer()
        for artist in above:
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            artist.draw(renderer)

    def _draw_without(self, above: list[Artist]) -> Any:
        layout = self.figure.get_layout_engine()
        self.figure.set_layout_engine("none")  # nothing moves while only a part of the figure is there
        for artist in above:
            artist.set_animated(True)
        try:
            self.canvas.draw()
        finally:  # whoever interrupts it must not find a figure of which a part is hidden
            for artist in above:
                artist.set_animated(False)
            self.figure.set_layout_engine(layout)
        return self.canvas.copy_from_bbox(self.figure.bbox)

    def _holders(self) -> list[Any]:
        return [*sorted(self.figure.axes, key=attrgetter("zorder")), self.figure]

    def _rulers_now(self) -> tuple[Any, ...]:
        return tuple(_rulers(axes) for axes in self.figure.axes)


def encode(pixels: np.ndarray) -> bytes:
    """Return pixels as a PNG picture.

    Every line is stored as its difference from the one above, which for a figure is mostly zeros: so even the fastest
    compression is a good one. Pillow tries five ways on each line, and takes twice as long.

    Parameters
    ----------
    pixels : array of uint8, shape (height, width, 4)
        Red, green, blue and alpha, 0 to 255, the uppermost line first; at least one pixel.

    Returns
    -------
    bytes
        The whole file.

    Raises
    ------
    ValueError
        If pixels has another shape, or holds anything but bytes.

    Example
    -------
    >>> encode(np.zeros((2, 3, 4), np.uint8))[:4]
    b'\\x89PNG'

    Reference
    ---------
    Portable Network Graphics, third edition, W3C 2025: sections 5 (chunks) and 9 (filter type 2, "up").
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4 or pixels.size == 0:
        raise ValueError(f"pixels must be uint8, of shape (height, width, 4); got {pixels.dtype}, {pixels.shape}")
    height, width, _ = pixels.shape
    colours = pixels.reshape(height, 4 * width)
    lines = np.empty((height, 1 + 4 * width), np.uint8)
    lines[:, 0] = 2  # the filter's type
    lines[0, 1:] = colours[0]
    np.subtract(colours[1:], colours[:-1], out=lines[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits for each of red, green, blue and alpha
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.data, level=1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _in_order(holder: Axes | Figure) -> list[Artist]:
    """Return what an axes or a figure draws itself, the lowest first."""
    artists = [artist for artist in holder.get_children() if artist is not holder.patch]
    if isinstance(holder, Figure):
        artists = [artist for artist in artists if artist not in holder.axes]
    elif not holder.axison:
        artists = [artist for artist in artists if not isinstance(artist, Axis | Spine)]
    return sorted(artists, key=attrgetter("zorder"))


def _parts(artist: Artist) -> list[Artist]:
    """Return an artist and, of a legend, all in it: a legend is not told when one of its texts has changed."""
    return artist.findobj() if isinstance(artist, Legend) else [artist]


def _has_changed(artist: Artist) -> bool:
    return not isinstance(artist, Axis) and any(part.stale for part in _parts(artist))


def _rulers(axes: Any) -> tuple[Any, ...]:
    """Return what decides how an axes is laid out, and how it looks below all data."""
    rulers = tuple(
        (
            *axis.get_view_interval(),
            axis.get_scale(),
            axis.get_label_text(),
            axis.get_major_locator(),
            axis.get_major_formatter(),
        )
        for axis in axes._axis_map.values()
    )
    return (*rulers, axes.get_proj().tobytes()) if hasattr(axes, "get_proj") else rulers
