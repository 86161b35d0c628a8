"""Slow work that is watched as it goes on: a progress bar, a figure redrawn after each piece, a stop button."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from matplotlib.figure import Figure

from helpers.controls import Control
from helpers.language import Text
from helpers.panel import SHOW_BEST, Panel

START, STOP = Text("Start", "开始"), Text("Stop", "停止")
ABOUT = Text("Progress:", "进度：")
READY, RUNNING = Text("not started", "尚未开始"), Text("running", "运行中")
FINISHED, STOPPED = Text("finished", "已完成"), Text("stopped after {done} of {all}", "已停止：完成 {done}/{all}")
FAILED = Text("ended with an error", "因错误而结束")

Work = Callable[..., Iterator[str | Text]]


class LiveRun(Panel):
    """A button that starts and stops slow work, a progress bar, and a figure that follows it.

    The work goes on in a thread of its own, so the kernel stays free for other cells. One run goes on at a time in a
    kernel: the start of another stops it.

    Parameters
    ----------
    fig : Figure
        A figure whose artists exist already: as it is now, it is shown until the start.
    work : callable
        `work(name=value, …)` is a generator. It gets the controls' values of the moment of the start, and yields after
        each piece of work, its artists updated, with the caption. It can be stopped where it yields.
    pieces : int
        How often it yields until it is done.
    caption : str or Text
        What the figure shows before the start.
    controls : Slider, Choice or Switch …
        One for each argument of `work`.
    best : mapping, optional
        The controls' values that end best: the button "Show me the best" sets them, and starts.

    Raises
    ------
    ValueError
        If `pieces` is less than 1.

    Example
    -------
    >>> from helpers.plots import new_figure
    >>> fig, ax = new_figure()
    >>> line, = ax.plot([], [])
    >>> def count():
    ...     for n in (1, 2, 3):
    ...         line.set_data([0, n], [0, n])
    ...         yield f"{n} of 3."
    >>> run = LiveRun(fig, count, 3, "Counts to 3.")
    >>> run.press()
    >>> run.wait()
    >>> run.caption, run.status
    ('3 of 3.', 'finished')
    """

    _current: ClassVar["LiveRun | None"] = None

    def __init__(
        self,
        fig: Figure,
        work: Work,
        pieces: int,
        caption: str | Text,
        *controls: Control,
        best: Mapping[str, Any] | None = None,
    ) -> None:
        if pieces < 1:
            raise ValueError(f"pieces must be at least 1; got {pieces!r}")
        self.work, self.pieces, self.best = work, pieces, best
        self.error: BaseException | None = None
        self._asked_to_stop = threading.Event()
        self._thread: threading.Thread | None = None
        super().__init__(fig, *controls, about=str(ABOUT), status=str(READY), progress=(0, pieces))
        self._offer(START)
        self._show(caption)

    def _offer(self, what: Text) -> None:
        self.buttons = [str(what), *([str(SHOW_BEST)] if self.best else [])]

    def press(self, label: str | None = None) -> None:
        """Start the work, or stop it after the piece that it is at; or start it anew with the best values."""
        if self.best and label == str(SHOW_BEST):
            self._asked_to_stop.set()
            self.wait()
            self.move(**self.best)
        if self._thread and self._thread.is_alive():
            self._asked_to_stop.set()
            return
        if LiveRun._current:
            LiveRun._current._asked_to_stop.set()
        LiveRun._current = self
        self.error, self.trouble = None, ""
        self._asked_to_stop.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the work has ended, at most so many seconds."""
        if self._thread:
            self._thread.join(seconds)

    def _run(self) -> None:
        done = 0
        self._offer(STOP)
        self.status = str(RUNNING)
        self.progress = done, self.pieces
        try:
            for caption in self.work(**self.values()):
                done += 1
                self._show(caption)
                self.progress = done, self.pieces
                if self._asked_to_stop.is_set():
                    break
            finished = not self._asked_to_stop.is_set()
            self.status = str(FINISHED if finished else STOPPED.format(done=done, all=self.pieces))
        except BaseException as error:  # a thread's exception, sys.exit() too, would be lost: it is shown to the reader
            self.error, self.status = error, str(FAILED)
            self.trouble = f"{type(error).__name__}: {error}"
        finally:
            self._offer(START)
