import re
import threading

import pytest

from helpers.language import Text, set_language
from helpers.plots import digest, new_figure
from helpers.widgets import Explorer, Slider

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


@pytest.fixture
def explorer():
    """A line with two sliders, whose caption says where it ends."""
    fig, ax = new_figure(width=3, height=2)
    (line,) = ax.plot([0, 1], [0, 1])
    ax.set_ylim(-5, 5)

    def draw(slope, offset):
        line.set_ydata([offset, offset + slope])
        return Text("It ends at {y:g}, & 1 < 2.", "它止于 {y:g}。").format(y=offset + slope)

    return Explorer(
        fig, draw, Slider("slope", Text("slope", "斜率"), 0, 2, 0.5, 1), Slider("offset", "offset (m)", -1, 1, 0.1, 0)
    )


def test_starts_drawn(explorer):
    assert bytes(explorer.picture.value).startswith(b"\x89PNG")
    assert explorer.caption == "It ends at 1, &amp; 1 &lt; 2."
    assert [slider.description for slider in explorer.sliders.values()] == ["slope", "offset (m)"]
    assert list(explorer.children) == [*explorer.sliders.values(), explorer.picture, explorer.caption]


def test_moving_redraws_the_picture_and_the_caption(explorer):
    before, drawn = explorer.picture.value, digest(explorer.figure)
    explorer.move(slope=2, offset=-0.5)
    assert explorer.sliders["slope"].value == 2
    assert explorer.caption.startswith("It ends at 1.5,")
    assert explorer.picture.value != before
    assert digest(explorer.figure) != drawn
    explorer.move(slope=1, offset=0)
    assert explorer.picture.value == before
    assert digest(explorer.figure) == drawn


def test_sliders_moved_in_several_threads_never_draw_into_one_another(explorer):
    """JupyterLab handles each slider's messages in a thread of its own."""
    explorer.move(slope=2, offset=1)
    last = explorer.picture.value
    pictures = []
    explorer.picture.observe(lambda change: pictures.append(change["new"]), "value")

    def sweep(name, values):
        for value in values:
            explorer.move(**{name: value})

    sweeps = [("slope", [0, 0.5, 1, 1.5, 2] * 4), ("offset", [-1, -0.5, 0, 0.5, 1] * 4)]
    threads = [threading.Thread(target=sweep, args=arguments) for arguments in sweeps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert explorer.picture.value == last
    assert explorer.caption.startswith("It ends at 3,")
    assert pictures
    assert min(map(len, pictures)) > len(last) / 2  # a picture taken while another is drawn is blank, and small


def test_the_browser_moves_it_likewise(explorer):
    before = explorer.picture.value
    explorer.sliders["slope"].set_state({"value": 2.0})
    assert explorer.caption.startswith("It ends at 2,")
    assert explorer.picture.value != before


@pytest.mark.parametrize(("asked", "reached"), [(7, 2), (-7, 0)])
def test_a_slider_stops_at_its_ends(explorer, asked, reached):
    explorer.move(slope=asked)
    assert explorer.sliders["slope"].value == reached
    assert explorer.caption.startswith(f"It ends at {reached},")


def test_an_unknown_slider_is_refused_and_nothing_moves(explorer):
    with pytest.raises(ValueError, match=r"^name must be one of slope, offset; got 'speed'$"):
        explorer.move(slope=2, speed=1)
    assert explorer.sliders["slope"].value == 1


@pytest.mark.parametrize("start", [-0.1, 2.1, float("nan")])
def test_a_start_beyond_the_ends_is_refused(start):
    with pytest.raises(ValueError, match=f"^start must be from low 0 to high 2; got {start}$"):
        Slider("slope", "slope", 0, 2, 0.5, start)


def test_labels_and_caption_speak_the_language_in_use():
    set_language("zh")
    fig, _ = new_figure()
    chinese = Explorer(fig, lambda beta: Text("now", "现在"), Slider("beta", Text("weight", "权重"), 0, 1, 0.1, 0))
    assert chinese.sliders["beta"].description == "权重"
    assert chinese.caption == "现在"


def test_text_form_says_what_moves_and_what_is_seen(explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert bundle["text/plain"] == (
        f"[sliders: slope 0 … 2; offset (m) -1 … 1] It ends at 1, & 1 < 2.\n[figure {digest(explorer.figure)}]"
    )


def test_text_form_follows_the_state_and_nothing_else(explorer):
    before = explorer._repr_mimebundle_()["text/plain"]
    explorer.move(slope=2)
    assert explorer._repr_mimebundle_()["text/plain"] != before
    explorer.move(slope=1)
    assert explorer._repr_mimebundle_()["text/plain"] == before == repr(explorer)
    assert explorer.model_id not in before


def test_runs_in_a_kernel_without_output_widgets(notebook_with_a_figure_and_an_explorer):
    notebook = notebook_with_a_figure_and_an_explorer
    [output] = notebook.cells[2].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert re.fullmatch(r"\[sliders: slope 0 … 2\] It rises by 1\.\n\[figure [0-9a-f]{12}\]", output.data["text/plain"])
    [moved] = notebook.cells[3].outputs
    assert moved.text == "It rises by 2.\n"
    models = {state["model_name"] for state in notebook.metadata.widgets[WIDGET_STATE]["state"].values()}
    assert {"FloatSliderModel", "ImageModel", "HTMLModel"} <= models
    assert "OutputModel" not in models


@pytest.mark.parametrize(("step", "decimals"), [(1, 0), (5.0, 0), (0.5, 1), (0.25, 2), (0.005, 3)])
def test_a_slider_shows_as_many_digits_as_its_step_has(step, decimals):
    assert Slider("x", "x", 0, 100, step, 0).decimals == decimals


def test_steps_of_a_slider_that_add_up_to_a_rounding_error_are_drawn_without_it():
    drawn = []
    fig, _ = new_figure()
    explorer = Explorer(fig, lambda x: drawn.append(x) or "", Slider("x", "x", 0, 1, 0.02, 0.9))
    explorer.move(x=0.9 + 0.02 + 0.02)
    assert drawn == [0.9, 0.94]
