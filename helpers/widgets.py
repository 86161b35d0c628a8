"""Figures with controls: state → compute → draw. Readers without a kernel see the figure as it starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from helpers.controls import Choice, Control, Slider, Switch
from helpers.language import Text
from helpers.live_run import LiveRun
from helpers.look_ahead import LookAhead
from helpers.panel import SHOW_BEST, Panel
from helpers.plots import DRAWING

__all__ = ["Choice", "Explorer", "LiveRun", "Seen", "Slider", "Switch"]

GOAL = Text("Goal: {goal}", "目标：{goal}")
NOT_YET, REACHED = Text("○ not yet", "○ 尚未达成"), Text("✓ reached", "✓ 已达成")
GO_BACK = Text("Back to mine", "回到我的设置")


@dataclass(frozen=True)
class Seen:
    """What a figure shows in one state: a caption that says it, and whether the goal is reached."""

    caption: str | Text
    reached: bool = False


Draw = Callable[..., str | Text | Seen]
State = Mapping[str, Any]


class Explorer(Panel):
    """Controls above a figure that is redrawn, and below it a caption that says what is seen.

    Parameters
    ----------
    fig : Figure
        A figure whose artists exist already; it is kept, and redrawn into a picture of this widget's own.
    draw : callable
        `draw(name=value, …)` updates the artists for the controls' values and returns the caption, or `Seen`: the
        caption and whether the goal is reached.
    controls : Slider, Choice or Switch …
        One for each argument of `draw`.
    goal : str or Text, optional
        What to reach. It stands above the figure with its state in words.
    best : mapping or callable, optional
        The controls' values that reach the goal best, or a function that computes them: the button "Show me the best"
        goes there and back.

    Raises
    ------
    TypeError
        If there is a goal and `draw` does not say whether it is reached.

    Example
    -------
    >>> from helpers.plots import new_figure
    >>> fig, ax = new_figure()
    >>> line, = ax.plot([0, 1], [0, 1])
    >>> def draw(slope):
    ...     line.set_ydata([0, slope])
    ...     return Seen(f"The line rises by {slope:g}.", reached=slope == 2)
    >>> explorer = Explorer(fig, draw, Slider("slope", "slope", 0, 2, 0.5, 1), goal="Rise by 2", best={"slope": 2})
    >>> explorer.move(slope=1.5)
    >>> explorer.caption, explorer.reached
    ('The line rises by 1.5.', False)
    >>> explorer.press()
    >>> explorer.caption, explorer.reached
    ('The line rises by 2.', True)
    """

    def __init__(
        self,
        fig: Figure,
        draw: Draw,
        *controls: Control,
        goal: str | Text | None = None,
        best: State | Callable[[], State] | None = None,
    ) -> None:
        self.draw, self.best = draw, best
        self.reached = False
        self._left: State | None = None  # where the reader was when the best was shown
        self._in_hand = [control.name for control in controls[:1]]  # those that were moved last, or will be first
        self._ahead = LookAhead(self._draw_ahead)
        about = GOAL.format(goal=goal) if goal else ""
        super().__init__(fig, *controls, about=str(about), buttons=[str(SHOW_BEST)] if best else [])
        self._redraw()
        self.observe(self._moved, "state")

    def press(self, label: str | None = None) -> None:
        """Move the controls to the best values, or from there back to where they were."""
        if self._left is None:
            left = self.state
            self.move(**(self.best() if callable(self.best) else self.best or {}))
            self._left, self.buttons = left, [str(GO_BACK)]
        else:
            before, self._left, self.buttons = self._left, None, [str(SHOW_BEST)]
            self.move(**before)

    def _moved(self, change: Any) -> None:
        self._in_hand = [name for name in self.controls if change["new"][name] != change["old"][name]]
        if self._left is not None:  # who moves on from the best stays there
            self._left, self.buttons = None, [str(SHOW_BEST)]
        self._redraw()

    def _redraw(self) -> None:
        """Draw the state of now."""
        with DRAWING, self.hold_sync():
            values = self.values()
            seen = self.draw(**values)
            if not isinstance(seen, Seen):
                if self.about:
                    raise TypeError(f"with a goal, draw must return Seen(caption, reached); got {seen!r}")
                seen = Seen(seen)
            self.reached = bool(seen.reached)
            self.status = str(REACHED if self.reached else NOT_YET) if self.about else ""
            self._show(seen.caption, self._ahead.picture(values))

    def _on_message(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Do what a hand in the page did, or take note that a page shows this; then look ahead."""
        self._ahead.stop()
        super()._on_message(widget, message, buffers)
        with DRAWING:
            values, picture = self.values(), self.picture
        near = [(name, value) for name in self._in_hand for value in self.controls[name].near(values[name])]
        self._ahead.start(values, picture, *(values | {name: value} for name, value in near))

    def _draw_ahead(self, values: State) -> bytes:
        """Return the picture of other values, and leave the artists as those of now want them."""
        try:
            self.draw(**values)
            return self._repainter.picture()
        finally:
            self.draw(**self.values())
