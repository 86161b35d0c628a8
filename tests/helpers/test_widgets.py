import base64
import io
import re
import threading
import time

import pytest
from PIL import Image

from helpers.language import Text, set_language
from helpers.plots import digest, new_figure
from helpers.widgets import Choice, Explorer, Seen, Slider, Switch

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
    assert explorer.picture.startswith(b"\x89PNG")
    assert explorer.caption == "It ends at 1, & 1 < 2."
    assert [control["label"] for control in explorer.shown_controls] == ["slope", "offset (m)"]
    assert explorer.about == explorer.status == explorer.button == ""


def test_moving_redraws_the_picture_and_the_caption(explorer):
    before, drawn = explorer.picture, digest(explorer.figure)
    explorer.move(slope=2, offset=-0.5)
    assert explorer.state["slope"] == 2
    assert explorer.caption.startswith("It ends at 1.5,")
    assert explorer.picture != before
    assert digest(explorer.figure) != drawn
    explorer.move(slope=1, offset=0)
    assert explorer.picture == before
    assert digest(explorer.figure) == drawn


def pixels(picture):
    return Image.open(io.BytesIO(picture)).convert("RGB").tobytes()


def ink(picture):
    return sum(value < 128 for value in pixels(picture))


def test_sliders_moved_in_several_threads_never_draw_into_one_another(explorer):
    """JupyterLab handles each widget's messages in a thread of its own."""
    explorer.move(slope=2, offset=1)
    last = explorer.picture
    pictures = []
    explorer.observe(lambda change: pictures.append(explorer.picture), "address")

    def sweep(name, values):
        for value in values:
            explorer.move(**{name: value})

    sweeps = [("slope", [0, 0.5, 1, 1.5, 2] * 4), ("offset", [-1, -0.5, 0, 0.5, 1] * 4)]
    threads = [threading.Thread(target=sweep, args=arguments) for arguments in sweeps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert explorer.picture == last
    assert explorer.caption.startswith("It ends at 3,")
    assert pictures
    assert min(map(ink, pictures)) > ink(last) / 2  # a picture taken while another is drawn is blank


def test_the_browser_moves_it_likewise(explorer):
    before = explorer.picture
    explorer.set_state({"state": {"slope": 2.0, "offset": 0}})
    assert explorer.caption.startswith("It ends at 2,")
    assert explorer.picture != before


@pytest.mark.parametrize(("asked", "reached"), [(7, 2), (-7, 0)])
def test_a_slider_stops_at_its_ends(explorer, asked, reached):
    explorer.move(slope=asked)
    assert explorer.state["slope"] == reached
    assert explorer.caption.startswith(f"It ends at {reached},")


def test_an_unknown_slider_is_refused_and_nothing_moves(explorer):
    with pytest.raises(ValueError, match=r"^name must be one of slope, offset; got 'speed'$"):
        explorer.move(slope=2, speed=1)
    assert explorer.state["slope"] == 1


def test_labels_and_caption_speak_the_language_in_use():
    set_language("zh")
    fig, _ = new_figure()
    chinese = Explorer(fig, lambda beta: Text("now", "现在"), Slider("beta", Text("weight", "权重"), 0, 1, 0.1, 0))
    assert chinese.shown_controls[0]["label"] == "权重"
    assert chinese.caption == "现在"


def test_text_form_says_what_moves_and_what_is_seen(explorer):
    bundle, metadata = explorer._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert metadata == {"image/png": {"alt": "It ends at 1, & 1 < 2."}}
    assert pixels(base64.b64decode(bundle["image/png"])) == pixels(explorer.picture)
    assert bundle["text/plain"] == (
        f"[sliders: slope 0 … 2; offset (m) -1 … 1] It ends at 1, & 1 < 2.\n[figure {digest(explorer.figure)}]"
    )


def test_text_form_follows_the_state_and_nothing_else(explorer):
    before = explorer._repr_mimebundle_()[0]["text/plain"]
    explorer.move(slope=2)
    assert explorer._repr_mimebundle_()[0]["text/plain"] != before
    explorer.move(slope=1)
    assert explorer._repr_mimebundle_()[0]["text/plain"] == before == repr(explorer)
    assert explorer.model_id not in before


def test_runs_in_a_kernel_without_output_widgets(notebook_with_a_figure_and_an_explorer):
    notebook = notebook_with_a_figure_and_an_explorer
    [output] = notebook.cells[2].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert re.fullmatch(r"\[sliders: slope 0 … 2\] It rises by 1\.\n\[figure [0-9a-f]{12}\]", output.data["text/plain"])
    [moved] = notebook.cells[3].outputs
    assert moved.text == "It rises by 2.\n"
    models = {state["model_name"] for state in notebook.metadata.widgets[WIDGET_STATE]["state"].values()}
    assert models == {"AnyModel", "LayoutModel"}


def test_steps_of_a_slider_that_add_up_to_a_rounding_error_are_drawn_without_it():
    drawn = []
    fig, _ = new_figure()
    explorer = Explorer(fig, lambda x: drawn.append(x) or "", Slider("x", "x", 0, 1, 0.02, 0.9))
    explorer.move(x=0.9 + 0.02 + 0.02)
    assert drawn == [0.9, 0.94]


@pytest.fixture
def race():
    """A line with a control of each kind, a goal, and a best state."""
    fig, ax = new_figure(width=3, height=2)
    (line,) = ax.plot([0, 1], [0, 1])

    def draw(slope, surface, noise):
        line.set_ydata([0, slope])
        return Seen(f"{surface} {slope:g}{', noisy' if noise else ''}", reached=slope == 2)

    return Explorer(
        fig,
        draw,
        Slider("slope", "slope", 0, 2, 0.5, 1),
        Choice("surface", "surface", {"bowl": "bowl", "ravine": "ravine"}, "bowl"),
        Switch("noise", Text("noise", "噪声"), False),
        goal=Text("rise by 2", "升高 2"),
        best={"slope": 2, "surface": "ravine"},
    )


def test_each_kind_of_control_reaches_the_figure(race):
    race.move(surface="ravine", noise=True)
    assert race.caption == "ravine 1, noisy"
    assert repr(race).startswith("[sliders: slope 0 … 2; surface bowl / ravine; noise on / off] [Goal: rise by 2 ○ not")
    with pytest.raises(ValueError, match=r"^surface must be one of bowl, ravine; got 'hill'$"):
        race.move(slope=0, surface="hill")
    assert race.caption == "ravine 1, noisy"


def test_the_goal_says_in_words_whether_it_is_reached(race):
    assert (race.about, race.status, race.reached) == ("Goal: rise by 2", "○ not yet", False)
    race.move(slope=2)
    assert (race.status, race.reached) == ("✓ reached", True)
    race.move(slope=1.5)
    assert (race.status, race.reached) == ("○ not yet", False)


def test_a_goal_needs_to_be_told_whether_it_is_reached():
    fig, _ = new_figure()
    with pytest.raises(TypeError, match=r"^with a goal, draw must return Seen\(caption, reached\); got 'so far'$"):
        Explorer(fig, lambda: "so far", goal="reach it")


def click(panel, label):
    """What the page sends when a button that reads `label` is clicked."""
    panel._handle_custom_msg({"press": label}, [])


@pytest.fixture
def sent(explorer, monkeypatch):
    """What the explorer sends to its page, one after the other: the names of traits, or an answer."""
    messages = []
    monkeypatch.setattr(
        explorer,
        "_send",
        lambda message, buffers=None: messages.append(message.get("content") or set(message["state"])),
    )
    return messages


def move_in_page(panel, turn=0, view=0.5, **state):
    """What the page sends when a control is moved: the values of all, which move of which view it is."""
    panel._handle_custom_msg({"state": dict(panel.state) | state, "view": view, "turn": turn}, [])


def test_a_move_in_the_page_is_drawn_and_then_answered(explorer, sent):
    move_in_page(explorer, slope=2, offset=0.5)
    assert explorer.caption == "It ends at 2.5, & 1 < 2."
    assert sent == [{"state", "address", "caption"}, "drawn"]


def test_a_move_that_changes_nothing_is_answered_too(explorer, sent):
    move_in_page(explorer)
    assert sent == ["drawn"]


def test_a_move_that_is_refused_is_answered_too(explorer, sent, caplog):
    move_in_page(explorer, slope=2, colour=1)
    assert "name must be one of slope, offset; got 'colour'" in caplog.text
    assert explorer.state["slope"] == 1
    assert sent == ["drawn"]


def test_a_move_that_comes_after_a_later_one_is_answered_but_not_done(explorer, sent):
    move_in_page(explorer, turn=1, slope=2)
    sent.clear()
    move_in_page(explorer, turn=0, slope=1.5)
    assert (explorer.state["slope"], explorer.caption) == (2, "It ends at 2, & 1 < 2.")
    assert sent == ["drawn"]
    move_in_page(explorer, turn=2, slope=1.5)
    assert explorer.state["slope"] == 1.5


def test_each_view_counts_its_own_moves(explorer):
    move_in_page(explorer, turn=7, view=0.1, slope=2)
    move_in_page(explorer, turn=0, view=0.2, slope=1.5)
    assert explorer.state["slope"] == 1.5


def test_a_move_that_is_drawn_while_another_one_is_answered_is_sent_too(explorer, monkeypatch):
    send, draw, messages = explorer._send, explorer.draw, []
    drawing, answered = threading.Event(), threading.Event()
    later = threading.Thread(target=lambda: move_in_page(explorer, turn=1, slope=1.5))

    def draw_slowly(slope, offset):
        if slope == 1.5:
            drawing.set()
            answered.wait(5)
        return draw(slope=slope, offset=offset)

    def send_slowly(message, buffers=None):
        messages.append(set(message.get("state", ())))
        if not later.ident:
            later.start()
            drawing.wait(0.3)  # without a lock it is drawing by then
        send(message, buffers)

    monkeypatch.setattr(explorer, "draw", draw_slowly)
    monkeypatch.setattr(explorer, "_send", send_slowly)
    move_in_page(explorer, turn=0, slope=2)
    answered.set()
    later.join()
    assert [message for message in messages if message] == [{"state", "address", "caption"}] * 2


def rest(explorer):
    """What a hand does between two presses."""
    explorer._ahead._timer.join(5)


def test_while_the_hand_rests_the_next_step_is_drawn_and_nothing_else_changes(explorer, monkeypatch):
    move_in_page(explorer, offset=0.5)
    before, picture = repr(explorer), explorer.picture
    rest(explorer)
    assert (repr(explorer), explorer.picture) == (before, picture)
    monkeypatch.setattr(explorer._repainter, "picture", lambda: pytest.fail("drawn again"))
    move_in_page(explorer, turn=1, offset=0.6)
    explorer._ahead.stop()
    assert explorer.caption == "It ends at 1.6, & 1 < 2."
    after, ahead = repr(explorer), explorer.picture
    monkeypatch.undo()
    rest(explorer)
    explorer.move(offset=0.5)
    explorer.move(offset=-1)
    explorer.move(offset=0.6)
    assert (repr(explorer), explorer.picture) == (after, ahead)


def test_only_a_hand_in_the_page_is_looked_ahead_of(explorer):
    explorer.move(slope=2)
    assert not explorer._ahead._timer.is_alive()


def test_the_first_step_is_drawn_ahead_too(explorer):
    explorer._handle_custom_msg({"shown": True}, [])
    rest(explorer)
    assert {slope for slope, _ in explorer._ahead._pictures} == {0.5, 1, 1.5}


def test_a_move_in_the_page_ends_the_look_ahead_and_waits_for_one_picture_only(explorer, monkeypatch):
    began, go_on, drawn = threading.Event(), threading.Event(), []

    def draw_slowly(values):
        drawn.append(values["offset"])
        began.set()
        go_on.wait(5)
        return b"drawn"

    monkeypatch.setattr(explorer._ahead, "draw", draw_slowly)
    move_in_page(explorer, offset=0.5)
    timer = explorer._ahead._timer
    assert began.wait(5)
    mover = threading.Thread(target=move_in_page, args=[explorer], kwargs={"turn": 1, "offset": 0.9})
    mover.start()
    stopped = timer.finished.wait(5)  # while the picture is still being drawn
    go_on.set()
    mover.join(5)
    timer.join(5)
    explorer._ahead.stop()
    assert stopped
    assert drawn == [0.4]


def test_two_threads_never_draw_at_once(explorer, monkeypatch):
    draw, inside, most = explorer.draw, [], []

    def draw_slowly(**values):
        inside.append(values)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return draw(**values)

    monkeypatch.setattr(explorer, "draw", draw_slowly)
    threads = [threading.Thread(target=explorer.move, kwargs={"slope": slope}) for slope in (0, 0.5, 1.5, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == [1] * 4


def test_its_text_is_of_the_state_that_it_shows_while_another_is_drawn_ahead(explorer, monkeypatch):
    move_in_page(explorer, offset=0.5)
    before, draw, began = repr(explorer), explorer.draw, threading.Event()

    def draw_slowly(**values):
        caption = draw(**values)
        began.set()
        time.sleep(0.1)
        return caption

    monkeypatch.setattr(explorer, "draw", draw_slowly)
    assert began.wait(5)
    assert repr(explorer) == before
    rest(explorer)


def test_the_page_is_told_what_anywidget_tells_it(explorer, monkeypatch):
    """In Colab that is where a page finds the code that shows widgets."""
    theirs = {"application/vnd.jupyter.widget-view+json": {"colab": "its manager"}}
    monkeypatch.setattr("anywidget.AnyWidget._repr_mimebundle_", lambda self, **kwargs: ({"text/plain": "it"}, theirs))
    data, metadata = explorer._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png"}
    assert metadata == theirs | {"image/png": {"alt": explorer.caption}}


def test_a_move_in_the_page_that_is_refused_leaves_nothing_behind(explorer, caplog):
    move_in_page(explorer, slope=2)
    rest(explorer)
    move_in_page(explorer, turn=1, slope=1.5, colour=1)
    rest(explorer)
    assert "name must be one of slope, offset" in caplog.text
    move_in_page(explorer, turn=2, slope=1.5)
    assert explorer.caption == "It ends at 1.5, & 1 < 2."


def test_the_button_shows_the_best_and_goes_back(race):
    race.move(slope=0.5, noise=True)
    click(race, "Show me the best")
    assert (race.caption, race.status, race.button) == ("ravine 2, noisy", "✓ reached", "Back to mine")
    click(race, "Back to mine")
    assert (race.caption, race.status, race.button) == ("bowl 0.5, noisy", "○ not yet", "Show me the best")


def test_who_moves_on_from_the_best_stays_there(race):
    click(race, "Show me the best")
    race.move(slope=1.5)
    assert race.button == "Show me the best"
    click(race, "Back to mine")  # clicked before the page knew
    assert race.caption == "ravine 1.5"


def test_the_best_can_be_where_the_reader_is(race):
    race.move(slope=2, surface="ravine")
    click(race, "Show me the best")
    assert race.button == "Back to mine"
    click(race, "Back to mine")
    assert (race.caption, race.button) == ("ravine 2", "Show me the best")


def test_the_best_may_be_computed_when_it_is_asked_for():
    fig, _ = new_figure()
    asked = []
    explorer = Explorer(
        fig, lambda x: f"{x:g}", Slider("x", "x", 0, 1, 0.1, 0), best=lambda: asked.append(True) or {"x": 0.7}
    )
    assert asked == []
    explorer.press()
    assert explorer.caption == "0.7"
