"""The quick picture is the full one, pixel by pixel, whatever was changed since the last."""

import importlib
import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from helpers.plots import new_figure
from helpers.repaint import KEPT, Repainter, encode
from testcases.course import LESSONS


def quick(repainter):
    return np.asarray(Image.open(io.BytesIO(repainter.picture())))


def full(fig):
    """All of the figure, drawn at once, in the layout that it has; nothing is marked as drawn by it."""
    layout, canvas = fig.get_layout_engine(), fig.canvas
    fig.set_layout_engine("none")
    marks = [(artist, artist.stale) for axes in fig.axes for artist in axes.get_children()]
    whole = FigureCanvasAgg(fig)
    whole.draw()
    for artist, stale in marks:
        artist.stale = stale
    fig.set_layout_engine(layout)
    fig.set_canvas(canvas)
    return np.asarray(whole.buffer_rgba())


@pytest.fixture
def scene():
    fig, (ax, other) = new_figure(columns=2, width=5, height=2)
    (line,) = ax.plot([0, 1], [0, 1], label="line")
    bars = ax.bar([0.2, 0.6], [0.5, 0.7], color="0.8")
    ax.plot(0.5, 0.5, "*", markersize=14, zorder=4)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.legend()
    image = other.imshow(np.eye(3))
    return fig, ax, other, line, bars, image


CHANGES = {
    "nothing": lambda ax, other, line, bars, image: None,
    "a line": lambda ax, other, line, bars, image: line.set_ydata([1, 0.3]),
    "bars below the line": lambda ax, other, line, bars, image: bars[0].set_height(0.9),
    "an image": lambda ax, other, line, bars, image: image.set_data(np.eye(3)[::-1]),
    "a title that was empty": lambda ax, other, line, bars, image: ax.set_title("a title"),
    "a title that empties": lambda ax, other, line, bars, image: (ax.set_title("soon gone"), ax.set_title("")),
    "a word of the legend": lambda ax, other, line, bars, image: (
        line.set_linewidth(3),
        ax.get_legend().get_texts()[0].set_text("other"),
    ),
    "an artist that comes": lambda ax, other, line, bars, image: other.plot([0, 2], [0, 2]),
    "an artist that goes": lambda ax, other, line, bars, image: ax.lines[-1].remove(),
    "an artist that hides": lambda ax, other, line, bars, image: line.set_visible(False),
    "an end of an axis": lambda ax, other, line, bars, image: ax.set_ylim(-1, 2),
    "ticks": lambda ax, other, line, bars, image: ax.set_xticks([0, 0.5], ["none", "half"]),
    "an axis' label": lambda ax, other, line, bars, image: ax.set_xlabel("step"),
    "a scale": lambda ax, other, line, bars, image: ax.set_yscale("symlog"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_drawn_and_nothing_else_differs(scene, change):
    fig, ax, other, line, bars, image = scene
    repainter = Repainter(fig)
    before = quick(repainter)
    CHANGES[change](ax, other, line, bars, image)
    for _ in range(2):  # the first may make a new ground, the second draws on it
        shown = quick(repainter)
        assert np.array_equal(shown, full(fig))
    assert np.array_equal(shown, before) == (change in ("nothing", "a title that empties"))


def test_one_change_after_the_other(scene):
    fig, *artists = scene
    repainter = Repainter(fig)
    quick(repainter)
    for change in CHANGES.values():
        change(*artists)
        assert np.array_equal(quick(repainter), full(fig))


def test_what_did_not_change_is_not_drawn_again(scene, monkeypatch):
    fig, ax, _, line, *_ = scene
    repainter = Repainter(fig)
    quick(repainter)
    line.set_ydata([1, 0])
    quick(repainter)
    drawn = []
    for artist in (ax.xaxis, ax.yaxis, line):
        monkeypatch.setattr(artist, "draw", lambda renderer, artist=artist: drawn.append(artist))
    quick(repainter)
    assert drawn == [line]


def test_an_axis_that_goes_back_is_drawn_as_before_and_not_laid_out_again(scene, monkeypatch):
    fig, ax, _, line, *_ = scene
    repainter = Repainter(fig)
    quick(repainter)
    for top, height in ((1000, 300), (1, 0.4)):  # the first has longer numbers beside the axis
        ax.set_ylim(0, top)
        line.set_ydata([0, height])
        assert np.array_equal(quick(repainter), full(fig))
    monkeypatch.setattr(fig, "get_layout_engine", lambda: pytest.fail("laid out again"))
    monkeypatch.setattr(repainter.canvas, "draw", lambda: pytest.fail("drawn in full again"))
    shown = []
    for top, height in ((1000, 200), (1, 0.7)):
        ax.set_ylim(0, top)
        line.set_ydata([0, height])
        shown.append(quick(repainter))
    monkeypatch.undo()
    assert np.array_equal(shown[-1], full(fig))
    assert ax.get_in_layout()


def test_a_drawing_that_is_interrupted_leaves_the_figure_whole(scene, monkeypatch):
    fig, _, _, line, *_ = scene
    repainter, engine = Repainter(fig), fig.get_layout_engine()
    quick(repainter)
    line.set_ydata([1, 0])

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(repainter.canvas, "draw", interrupted)
    with pytest.raises(KeyboardInterrupt):
        repainter.picture()
    monkeypatch.undo()
    assert (fig.get_layout_engine(), line.get_animated()) == (engine, False)
    assert np.array_equal(quick(repainter), full(fig))


def test_only_the_last_layouts_are_kept(scene):
    fig, ax, *_ = scene
    repainter = Repainter(fig)
    for top in range(1, 2 * KEPT):
        ax.set_ylim(0, top)
        assert np.array_equal(quick(repainter), full(fig))
    assert len(repainter._layouts) == KEPT


EXPLORED = [lesson.name[3:] for lesson in LESSONS if lesson.number not in ("00", "09")]


@pytest.mark.parametrize("stem", EXPLORED)
def test_a_lessons_figure_is_drawn_in_full(stem):
    explorer = importlib.import_module(f"helpers.pictures.{stem}").explorer()
    for control in explorer.shown_controls:
        if control["kind"] == "slider":
            ends = [control["min"], control["max"]]
        else:
            ends = [value for value, _ in control.get("options", [])] or [True, False]
        for value in [*ends, ends[0]]:
            explorer.move(**{control["name"]: value})
            shown = np.asarray(Image.open(io.BytesIO(explorer.picture)))
            assert np.array_equal(shown, full(explorer.figure))
            inches = explorer.figure.get_tightbbox(explorer.figure.canvas.get_renderer())
            assert np.all(inches.min >= -1e-2), f"cut off at the left or below: {explorer.values()}"
            assert np.all(inches.max <= explorer.figure.get_size_inches() + 1e-2), f"cut off: {explorer.values()}"


@pytest.mark.parametrize("stem", EXPLORED)
def test_a_lessons_next_step_is_drawn_ahead_as_it_is_drawn_then(stem):
    explorer = importlib.import_module(f"helpers.pictures.{stem}").explorer()
    for name, control in explorer.controls.items():
        for near in control.near(explorer.values()[name]):
            start, before = explorer.values(), repr(explorer)
            ahead = explorer._draw_ahead(start | {name: near})
            assert repr(explorer) == before
            explorer.move(**{name: near})
            assert explorer.picture == ahead
            explorer.move(**start)
            assert repr(explorer) == before


@pytest.mark.parametrize("shape", [(1, 1, 4), (1, 7, 4), (40, 1, 4), (37, 53, 4)])
def test_a_picture_holds_every_pixel(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    shown = Image.open(io.BytesIO(encode(pixels)))
    assert (shown.format, shown.mode) == ("PNG", "RGBA")
    np.testing.assert_array_equal(np.asarray(shown), pixels)


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((2, 3, 3), np.uint8), np.zeros((2, 4), np.uint8), np.zeros((2, 3, 4)), np.zeros((0, 3, 4), np.uint8)],
)
def test_what_is_no_picture_is_refused(pixels):
    with pytest.raises(ValueError, match=r"^pixels must be uint8, of shape \(height, width, 4\); got "):
        encode(pixels)
