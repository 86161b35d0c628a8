"""Figures with sliders: state → compute → draw. A static figure belongs above each, for readers without a kernel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from helpers.language import Text
from helpers.plots import png

Draw = Callable[..., str | Text]


@dataclass(frozen=True)
class Slider:
    """One slider: the name that `draw` knows it by, a label with its unit, its range, step and start."""

    name: str
    label: str | Text
    low: float
    high: float
    step: float
    start: float


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
                readout_format=".3g",
                style={"description_width": "initial"},
                layout={"width": "min(100%, 480px)"},
            )
            for slider in sliders
        }
        self.picture = ipywidgets.Image(format="png", layout={"max_width": "100%"})
        self.caption = ipywidgets.Label()
        super().__init__([*self.sliders.values(), self.picture, self.caption])
        for slider in self.sliders.values():
            slider.observe(lambda _: self._redraw(), "value")
        self._redraw()

    def move(self, **values: float) -> None:
        """Set sliders by name, as a hand on the mouse would."""
        for name, value in values.items():
            self.sliders[name].value = value

    def _redraw(self) -> None:
        caption = self.draw(**{name: slider.value for name, slider in self.sliders.items()})
        self.picture.value = png(self.figure)
        self.caption.value = str(caption)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Give the widget a text form that says what can be moved and holds no picture bytes."""
        bundle = super()._repr_mimebundle_(**kwargs)
        moves = "; ".join(f"{s.description} {s.min:g} … {s.max:g}" for s in self.sliders.values())
        text = f"[sliders: {moves}] {self.caption.value}"
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = text
        return bundle
