"""Figures with controls: state → compute → draw. Readers without a kernel see the figure as it starts."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure

from helpers.controls import Choice, Control, Slider, Switch
from helpers.language import Text
from helpers.plots import DRAWING, digest, png

__all__ = ["Choice", "Explorer", "Seen", "Slider", "Switch"]

FRONT = Path(__file__).with_name("front")
GOAL = Text("Goal: {goal}", "目标：{goal}")
NOT_YET, REACHED = Text("○ not yet", "○ 尚未达成"), Text("✓ reached", "✓ 已达成")
SHOW_BEST, GO_BACK = Text("Show me the best", "看看最好的"), Text("Back to mine", "回到我的设置")


@dataclass(frozen=True)
class Seen:
    """What a figure shows in one state: a caption that says it, and whether the goal is reached."""

    caption: str | Text
    reached: bool = False


Draw = Callable[..., str | Text | Seen]
State = Mapping[str, Any]


class Explorer(anywidget.AnyWidget):
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
    ValueError
        If `best` names a control that is not there.

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
    >>> explorer.show_best()
    >>> explorer.caption, explorer.reached
    ('The line rises by 2.', True)
    """

    _esm = FRONT / "explorer.js"
    _css = FRONT / "explorer.css"

    words = traitlets.Dict().tag(sync=True)  # what the page says that never changes
    shown_controls = traitlets.List().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)  # the controls' values, by name
    picture = traitlets.Bytes().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    goal_state = traitlets.Unicode().tag(sync=True)
    at_best = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        fig: Figure,
        draw: Draw,
        *controls: Control,
        goal: str | Text | None = None,
        best: State | Callable[[], State] | None = None,
    ) -> None:
        self.figure, self.draw, self.best = fig, draw, best
        self.controls = {control.name: control for control in controls}
        self.goal = None if goal is None else str(GOAL.format(goal=goal))
        self.reached = False
        self._before_best: dict[str, Any] = {}
        super().__init__(
            shown_controls=[control.seen_by_the_page() for control in controls],
            state={control.name: control.start for control in controls},
            words={"goal": self.goal, "best": best is not None and str(SHOW_BEST), "back": str(GO_BACK)},
        )
        if isinstance(best, Mapping):
            self._require_known(best)
        self._redraw()
        self.observe(lambda _: self._moved(), "state")
        self.on_msg(lambda _, message, __: self.show_best() if message == "best" else self.go_back())

    def move(self, **values: Any) -> None:
        """Set controls by name, as a hand on the mouse would: a value beyond an end of a slider stops there.

        Raises
        ------
        ValueError
            If there is no control of this name, or a choice has no such option.
        """
        self._require_known(values)
        accepted = {name: self.controls[name].accept(value) for name, value in values.items()}
        self.state = dict(self.state) | accepted

    def show_best(self) -> None:
        """Move the controls to the best values; `go_back` returns."""
        assert self.best is not None
        best = self.best() if callable(self.best) else self.best
        if not self.at_best:
            self._before_best = dict(self.state)
        self.move(**best)
        self.at_best = True

    def go_back(self) -> None:
        """Move the controls to where they were before `show_best`."""
        self.move(**self._before_best)

    def _require_known(self, names: State) -> None:
        for name in names:
            if name not in self.controls:
                raise ValueError(f"name must be one of {', '.join(self.controls)}; got {name!r}")

    def _moved(self) -> None:
        self.at_best = False
        self._redraw()

    def _redraw(self) -> None:
        """Draw the state of now; a change that came while another was drawn may be drawn with it."""
        self._stale = True
        with DRAWING:
            if self._stale:
                self._stale = False
                seen = self.draw(**{name: control.accept(self.state[name]) for name, control in self.controls.items()})
                if not isinstance(seen, Seen):
                    if self.goal:
                        raise TypeError(f"with a goal, draw must return Seen(caption, reached); got {seen!r}")
                    seen = Seen(seen)
                with self.hold_sync():
                    self.picture = png(self.figure)
                    self.caption = str(seen.caption)
                    self.reached = bool(seen.reached)
                    self.goal_state = str(REACHED if self.reached else NOT_YET) if self.goal else ""

    def __repr__(self) -> str:
        sliders = "; ".join(map(str, self.controls.values()))
        goal = f" [{self.goal} {self.goal_state}]" if self.goal else ""
        return f"[sliders: {sliders}]{goal} {self.caption}\n[figure {digest(self.figure)}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Beside the widget give the picture, for readers without a kernel, and a text form without ids or bytes."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        data = {
            "application/vnd.jupyter.widget-view+json": view,
            "image/png": b64encode(self.picture).decode(),
            "text/plain": repr(self),
        }
        return data, {"image/png": {"alt": self.caption}}
