"""What every live figure of the course has: controls, a picture drawn in the kernel, a caption, a text form."""

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure
from PIL import Image

from helpers.controls import Control
from helpers.language import Text
from helpers.plots import DRAWING, digest
from helpers.repaint import Repainter

SHOW_BEST = Text("Show me the best", "看看最好的")
FRONT = Path(__file__).with_name("front")


class Panel(anywidget.AnyWidget):
    """Controls above a figure, and its caption below it; `front/panel.js` shows what the traits say.

    ipywidgets' own sliders and pictures have no names that a screen reader could speak, so the page's part is ours.

    Parameters
    ----------
    fig : Figure
        A figure whose artists exist already; it is kept, and drawn into a picture of this widget's own.
    controls : Slider, Choice or Switch …
        What a reader can move.
    """

    _esm = FRONT / "panel.js"
    _css = FRONT / "panel.css"

    about = traitlets.Unicode().tag(sync=True)  # what `status` is the status of
    status = traitlets.Unicode().tag(sync=True)
    shown_controls: Any = traitlets.List().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)  # the controls' values, by name
    buttons: Any = traitlets.List().tag(sync=True)  # their labels
    progress = traitlets.Tuple((0, 0)).tag(sync=True)  # pieces done, and of how many; of none: no bar
    address = traitlets.Unicode().tag(sync=True)  # of the picture, with the picture in it: nothing is to be fetched
    caption = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)

    def __init__(self, fig: Figure, *controls: Control, **traits: Any) -> None:
        self.figure, self._repainter = fig, Repainter(fig)
        self.controls = {control.name: control for control in controls}
        super().__init__(
            shown_controls=[control.seen_by_the_page() for control in controls],
            state={control.name: control.start for control in controls},
            **traits,
        )
        self._turns: dict[float, int] = {}  # the last move of each view that was done
        self.on_msg(self._on_message)

    def move(self, **values: Any) -> None:
        """Set controls by name, as a hand on the mouse would: a value beyond an end of a slider stops there.

        Raises
        ------
        ValueError
            If there is no control of this name, or a choice has no such option.
        """
        for name in values:
            if name not in self.controls:
                raise ValueError(f"name must be one of {', '.join(self.controls)}; got {name!r}")
        accepted = {name: self.controls[name].accept(value) for name, value in values.items()}
        with DRAWING:  # two threads that move different controls must not lose each other's move
            self.state = self.state | accepted

    def values(self) -> dict[str, Any]:
        """Return the controls' values of now, by name."""
        return {name: control.accept(self.state[name]) for name, control in self.controls.items()}

    @property
    def button(self) -> str:
        """The label of the first button, or an empty text where there is none."""
        return self.buttons[0] if self.buttons else ""

    def press(self, label: str | None = None) -> None:
        """Do what the button with this label says (default: the first one)."""
        raise NotImplementedError

    def _on_message(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Do what a hand in the page did; a move is answered when it is drawn, which the page waits for."""
        if "state" in message:
            try:
                # The new values and their picture are one message. Two moves may come in two threads (ipykernel answers
                # a new widget's first ones in the main thread), and what one sets while the other's message is on its
                # way would be lost: one at a time. And the older one may come last: then it is not done any more.
                with DRAWING, self.hold_sync():
                    view, turn = message["view"], message["turn"]
                    if turn > self._turns.get(view, -1):
                        self._turns[view] = turn
                        self.move(**message["state"])
            finally:
                self.send("drawn")
        elif message.get("press") in self.buttons:
            # A click on a button that has meanwhile come to mean something else is not what the reader meant.
            self.press(message["press"])

    def _show(self, caption: str | Text, picture: bytes | None = None) -> None:
        """Show the figure as its artists are now (the picture, if it is drawn already), with this caption."""
        with DRAWING, self.hold_sync():
            self.picture = picture or self._repainter.picture()
            self.address = "data:image/png;base64," + b64encode(self.picture).decode()
            self.caption = str(caption)

    def __repr__(self) -> str:
        with DRAWING:  # while a picture is drawn ahead, the artists are those of another state
            drawn = digest(self.figure)
        moves = f"[sliders: {'; '.join(map(str, self.controls.values()))}] " if self.controls else ""
        about = f"[{self.about} {self.status}] " if self.about else ""
        return f"{moves}{about}{self.caption}\n[figure {drawn}]"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Beside the widget give the picture, for readers without a kernel, and a text form without ids or bytes."""
        with DRAWING:  # so that all of it is of one state
            data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
            picture = {"image/png": b64encode(_squeezed(self.picture)).decode()}
            return data | picture, metadata | {"image/png": {"alt": self.caption}}


def _squeezed(picture: bytes) -> bytes:
    """Return the same colours, none of them transparent, in fewer bytes: a notebook keeps them."""
    stream = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(stream, "png")
    return stream.getvalue()
