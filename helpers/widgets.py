"""Figures with sliders: state → compute → draw. Readers without a kernel see the figure as it starts."""

import html
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from helpers.language import Text
from helpers.plots import DRAWING, digest, png

Draw = Callable[..., str | Text]


@dataclass(frozen=True)
class Slider:
    """One slider: the name that `draw` knows it by, a label with its unit, its range, step and start.

    Example
    -------
    >>> Slider("beta", "β", low=0.0, high=0.99, step=0.01, start=0.9).start
    0.9
    """

    name: str
    label: str | Text
    low: float
    high: float
    step: float
    start: float

    def __post_init__(self) -> None:
        if not self.low <= self.start <= self.high:
            raise ValueError(f"start must be from low {self.low:g} to high {self.high:g}; got {self.start!r}")

    @property
    def decimals(self) -> int:
        """How many digits behind the point its values have: 2 for steps of 0.25."""
        exponent = Decimal(str(self.step)).normalize().as_tuple().exponent
        return max(0, -int(exponent))


class Explorer(ipywidgets.VBox):
    """Sliders above a figure that is redrawn, and below it a caption that says what is seen.

    Parameters
    ----------
    fig : Figure
        A figure whose artists exist already; it is kept, and redrawn into a picture of this widget's own.
    draw : callable
        `draw(name=value, …)` updates the artists for the sliders' values and returns the caption.
    sliders : Slider …
        One for each argument of `draw`.

    Example
    -------
    >>> from helpers.plots import new_figure
    >>> fig, ax = new_figure()
    >>> line, = ax.plot([0, 1], [0, 1])
    >>> def draw(slope):
    ...     line.set_ydata([0, slope])
    ...     return f"The line rises by {slope:g}."
    >>> explorer = Explorer(fig, draw, Slider("slope", "slope", 0, 2, 0.5, 1))
    >>> explorer.move(slope=1.5)
    >>> explorer.caption.value
    'The line rises by 1.5.'
    """

    def __init__(self, fig: Figure, draw: Draw, *sliders: Slider) -> None:
        self.figure, self.draw = fig, draw
        self.sliders = {
            slider.name: ipywidgets.FloatSlider(
                value=slider.start,
                min=slider.low,
                max=slider.high,
                step=slider.step,
                description=str(slider.label),
                readout_format=f".{slider.decimals}f",
                style={"description_width": "initial"},
                layout={"width": "min(100%, 480px)"},
            )
            for slider in sliders
        }
        pixels = round(fig.get_figwidth() * fig.dpi)  # said, or the box would stretch the picture to its own width
        self.picture = ipywidgets.Image(format="png", layout={"width": f"{pixels}px", "max_width": "100%"})
        self.caption = ipywidgets.HTML()  # a Label would cut a long caption off at the end of the line
        super().__init__([*self.sliders.values(), self.picture, self.caption])
        for slider in self.sliders.values():
            slider.observe(lambda _: self._redraw(), "value")
        self._redraw()

    def move(self, **values: float) -> None:
        """Set sliders by name, as a hand on the mouse would: a value beyond an end of the slider stops there.

        Raises
        ------
        ValueError
            If there is no slider of this name.
        """
        for name in values:
            if name not in self.sliders:
                raise ValueError(f"name must be one of {', '.join(self.sliders)}; got {name!r}")
        for name, value in values.items():
            self.sliders[name].value = value

    def _redraw(self) -> None:
        """Draw the sliders' values of now; a change that came while another was drawn may be drawn with it."""
        self._stale = True
        with DRAWING:
            if self._stale:
                self._stale = False
                # Steps of a slider add up to 0.9400000000000001 where 0.94 is meant, and some walks tell them apart.
                caption = self.draw(**{name: round(slider.value, 10) for name, slider in self.sliders.items()})
                self.picture.value = png(self.figure)
                self.caption.value = html.escape(str(caption), quote=False)

    def __repr__(self) -> str:
        moves = "; ".join(f"{s.description} {s.min:g} … {s.max:g}" for s in self.sliders.values())
        return f"[sliders: {moves}] {html.unescape(self.caption.value)}\n[figure {digest(self.figure)}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Beside the widget give the picture, for readers without a kernel, and a text form without ids or bytes."""
        still = {"image/png": b64encode(self.picture.value).decode(), "text/plain": repr(self)}
        return super()._repr_mimebundle_(**kwargs) | still
