import base64
import subprocess
import sys

import matplotlib.style
import numpy as np
import pytest
from matplotlib.colors import to_hex

from helpers.language import Text, set_language
from helpers.plots import COLOURS, LINE_STYLES, digest, mark_goal, new_figure, new_mosaic, png, show


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to IPython: a list of (data, metadata)."""
    displayed = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, metadata, raw: displayed.append((data, metadata)) if raw else None
    )
    return displayed


@pytest.fixture
def figure():
    fig, ax = new_figure()
    ax.plot([0, 1, 2], [1, 3, 2], label="v")
    ax.set(title="Velocity", xlabel="step", ylabel="v")
    ax.legend()
    return fig


def test_one_axes_or_an_array_of_them():
    _, ax = new_figure()
    assert ax.get_title() == ""
    assert new_figure(columns=3)[1].shape == (3,)
    assert new_figure(rows=2)[1].shape == (2,)
    assert new_figure(columns=3, rows=2)[1].shape == (2, 3)


def test_size_in_inches():
    fig, _ = new_figure(width=6, height=3)
    width, height = np.frombuffer(png(fig)[16:24], ">u4")
    assert (width, height) == (6 * 96, 3 * 96)


def test_lines_differ_in_colour_and_in_style():
    _, ax = new_figure()
    lines = [ax.plot([0, 1], [0, n])[0] for n in range(len(COLOURS))]
    assert [line.get_color() for line in lines] == list(COLOURS)
    assert len({line.get_linestyle() + str(line._dash_pattern) for line in lines}) == len(LINE_STYLES) == len(COLOURS)


def test_style_of_titles_legends_and_grid(figure):
    ax = figure.axes[0]
    assert ax.get_title("left") == "Velocity"
    assert to_hex(ax.get_legend().get_frame().get_edgecolor(), keep_alpha=True) == "#00000000"
    assert not ax.spines["top"].get_visible()
    assert ax.xaxis.get_gridlines()[0].get_visible()


def test_a_dark_style_does_not_make_a_figure_unreadable():
    matplotlib.style.use("dark_background")
    fig, ax = new_figure()
    words = [ax.set_title("title"), ax.set_xlabel("x"), ax.text(0, 0, "text"), *ax.get_xticklabels()]
    assert fig.get_facecolor() == ax.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert {to_hex(word.get_color()) for word in words} == {"#222222"}


def test_pyplot_is_neither_loaded_nor_told():
    """Checked in a process of its own: another test may have loaded pyplot."""
    code = (
        "import sys; from helpers.plots import new_figure, png; png(new_figure()[0]); "
        "assert 'matplotlib.pyplot' not in sys.modules; "
        "import matplotlib.pyplot; new_figure(); assert matplotlib.pyplot.get_fignums() == []"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_a_picture_of_the_same_figure_is_the_same(figure):
    assert png(figure).startswith(b"\x89PNG")
    assert png(figure) == png(figure)


def test_show_gives_a_picture_and_a_text(figure, shown):
    show(figure, "  The velocity rises, then falls. ")
    [(data, metadata), _] = shown
    assert data["image/png"] == png(figure)
    assert data["text/plain"] == f"The velocity rises, then falls.\n[figure {digest(figure)}]"
    assert metadata == {"image/png": {"alt": "The velocity rises, then falls."}}


def test_show_speaks_the_language_in_use(figure, shown):
    alt = Text("It rises to {top}.", "它升到 {top}。").format(top=3)
    show(figure, alt)
    set_language("zh")
    show(figure, alt)
    pictures, descriptions = shown[::2], shown[1::2]
    assert [metadata["image/png"]["alt"] for _, metadata in pictures] == ["It rises to 3.", "它升到 3。"]
    first, second = (data["text/plain"].splitlines()[-1] for data, _ in pictures)
    assert first == second
    assert [data["text/plain"] for data, _ in descriptions] == ["The picture in words", "图片的文字说明"]


def test_show_folds_the_description_below_the_picture_for_screen_readers(figure, shown):
    show(figure, "v < 3 & rising")
    [_, (data, _)] = shown
    assert data["text/html"] == "<details><summary>The picture in words</summary>v &lt; 3 &amp; rising</details>"


@pytest.mark.parametrize("alt", ["", "  \n", Text("")])
def test_show_refuses_an_empty_alt(figure, shown, alt):
    with pytest.raises(ValueError, match=r"^alt must say what the picture tells; got an empty text$"):
        show(figure, alt)
    assert not shown


def test_show_refuses_an_alt_that_is_no_text(figure, shown):
    with pytest.raises(TypeError, match=r"^alt must be a str or a Text; got None$"):
        show(figure, None)
    assert not shown


def test_show_in_a_kernel(notebook_with_a_figure_and_an_explorer):
    [output, description] = notebook_with_a_figure_and_an_explorer.cells[1].outputs
    assert description.data["text/html"].startswith("<details>")
    assert output.output_type == "display_data"
    assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
    assert output.data["text/plain"].startswith("A line.\n[figure ")
    assert output.metadata["image/png"]["alt"] == "A line."


def test_a_mosaic_has_the_axes_that_its_layout_names_in_the_course_style():
    fig, axes = new_mosaic([["curve", "map"], ["weights", "map"]], widths=(2, 1), height=4)
    assert set(axes) == {"curve", "map", "weights"}
    fig.canvas.draw()
    wide, tall = axes["curve"].get_position(), axes["map"].get_position()
    assert wide.width > 1.5 * tall.width
    assert tall.height > 1.5 * wide.height
    assert not axes["curve"].spines["top"].get_visible()


def test_a_goal_is_a_rectangle_with_its_name():
    fig, ax = new_figure()
    before = digest(fig)
    mark_goal(ax, x=(0, 6), y=(0.5, 0.75), where=(6, 0.8))
    (area,) = ax.collections
    low, high = area.get_paths()[0].get_extents().get_points()
    assert (*low, *high) == (0, 0.5, 6, 0.75)
    assert [text.get_text() for text in ax.texts] == ["goal"]
    assert digest(fig) != before
