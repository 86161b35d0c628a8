"""Every lesson in a real browser: it runs to its end, its figure follows the sliders, its checks answer."""

import importlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.live_run import READY, START
from helpers.panel import SHOW_BEST
from testcases.course import LESSONS
from tests.browser.looking import panel_of, place_of, taker_of, violations, wait_for

pytestmark = pytest.mark.browser
SOLVED = Path(__file__).parents[2] / "notebooks" / "solutions" / "en"


@pytest.fixture(scope="module", params=[lesson.name for lesson in LESSONS])
def lesson(request, open_notebook, screenshots):
    """A lesson's notebook after Run All, with its name and what its page did that no page may do."""
    notebook, sins = open_notebook(f"{request.param}.ipynb")
    notebook.run_all()
    if screenshots:
        for width in (1280, 800):
            notebook.photograph(screenshots, request.param, width)
    notebook.name = request.param
    yield notebook
    notebook.page.context.close()
    assert sins == []  # of Run All, and of all that the tests below did


def test_runs_to_its_end_without_an_error(lesson):
    outputs = {cell["id"]: cell["outputs"] for cell in lesson.cells() if cell["cell_type"] == "code"}
    flat = [(name, output) for name, given in outputs.items() for output in given]
    assert [name for name, output in flat if output["output_type"] == "error"] == []
    assert [(name, output["text"]) for name, output in flat if output.get("name") == "stderr"] == []
    checks = [given for name, given in outputs.items() if name.startswith("check-")]
    assert len(checks) == len(next(row for row in LESSONS if row.name == lesson.name).exercises)
    for (answer,) in checks:
        assert "not written yet" in "".join(answer["data"]["text/plain"])


@pytest.fixture
def explored(lesson):
    """The lesson's explorer as it starts: in the page, and in this process, which says what is to be seen."""
    pictures = importlib.import_module(f"helpers.pictures.{lesson.name[3:]}")
    if not hasattr(pictures, "explorer"):
        assert not any("explorer" in cell["source"] or "slider" in cell["source"] for cell in lesson.cells())
        pytest.skip("this notebook has no figure that follows a slider, and says nothing of one")
    lesson.run("explorer")
    expected = pictures.explorer()
    wait_for(lesson, expected)
    return lesson, expected


def test_figure_and_labels_follow_each_control_by_keyboard(explored):
    lesson, expected = explored
    for control in expected.shown_controls:
        taker = taker_of(lesson, control)
        taker.focus()
        assert taker.evaluate("taker => getComputedStyle(taker).outlineStyle") == "solid"  # a visible focus
        for key, value in _by_keyboard(control, expected.state[control["name"]]):
            lesson.page.keyboard.press(key)
            expected.move(**{control["name"]: value})
            wait_for(lesson, expected)
            lesson.page.wait_for_timeout(300)  # the hand rests, and the next step is drawn


def test_tab_leads_to_each_control_and_button(explored):
    lesson, expected = explored
    takers = [taker_of(lesson, control) for control in expected.shown_controls]
    takers += panel_of(lesson).get_by_role("button").all()
    takers[0].focus()
    for taker in takers[1:]:
        lesson.page.keyboard.press("Tab")
        assert taker.evaluate("taker => taker === document.activeElement")
        assert taker.evaluate("taker => getComputedStyle(taker).outlineStyle") == "solid"


def test_figure_and_labels_follow_each_control_by_mouse(explored):
    lesson, expected = explored
    for control in expected.shown_controls:
        taker = taker_of(lesson, control)
        if control["kind"] == "slider":
            box = place_of(taker)
            x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2
            lesson.page.mouse.move(x, y)
            lesson.page.mouse.down()
            lesson.page.mouse.move(x + box["width"] / 3, y, steps=10)
            lesson.page.mouse.up()
            value = float(taker.input_value())
            assert control["min"] < value < control["max"]
        elif control["kind"] == "choice":
            value = control["options"][-1][0]
            taker.select_option(value)
        else:
            taker.click()
            value = taker.is_checked()
        expected.move(**{control["name"]: value})
        wait_for(lesson, expected)


def test_the_best_is_a_key_away_and_so_is_the_way_back(explored):
    lesson, expected = explored
    if not expected.button:
        pytest.skip("this figure has no best")
    panel_of(lesson).get_by_role("button").focus()
    for key in ("Enter", "Space"):
        lesson.page.keyboard.press(key)
        expected.press()
        wait_for(lesson, expected)
        assert panel_of(lesson).get_by_role("button").inner_text() == expected.button
    assert not expected.reached  # where a reader starts, the goal is still to be reached


def _by_keyboard(control, value):
    """Keys that change a control, and the values that they lead to."""
    if control["kind"] == "switch":
        return [("Space", not value)]
    if control["kind"] == "choice":
        options = [option for option, _ in control["options"]]
        place = options.index(value)
        return [("ArrowDown", options[place + 1]) if place + 1 < len(options) else ("ArrowUp", options[place - 1])]
    key, sign = ("ArrowRight", 1) if value + 2 * control["step"] <= control["max"] else ("ArrowLeft", -1)
    return [(key, value + n * sign * control["step"]) for n in (1, 2)]


def test_a_live_run_starts_and_stops_by_keyboard(lesson):
    running = [cell["id"] for cell in lesson.cells() if cell["source"].startswith("pictures.watch(")]
    if not running:
        pytest.skip("this lesson has no slow work to watch")
    panel = lesson.go_to(running[0]).locator(".descent-panel")
    button, status = panel.get_by_role("button").first, panel.get_by_role("status")
    assert (button.inner_text(), status.inner_text()) == (str(START), str(READY))
    assert panel.get_by_role("button").nth(1).inner_text() == str(SHOW_BEST)
    optimizer, rate, size = (panel.locator(kind) for kind in ("select", "input >> nth=0", "input >> nth=1"))
    optimizer.focus()
    lesson.page.keyboard.press("ArrowUp")
    rate.focus()
    lesson.page.keyboard.press("ArrowRight")
    box = place_of(size)
    lesson.page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert panel.locator(".readout").all_inner_texts() == ["-2.75", "10"]
    before = panel.locator("img").get_attribute("src")
    button.focus()
    lesson.page.keyboard.press("Enter")
    lesson.page.wait_for_function("bar => bar.value > 0", arg=panel.get_by_role("progressbar").element_handle())
    lesson.page.keyboard.press("Enter")
    lesson.page.wait_for_function(
        "([button, label]) => button.textContent === label", arg=[button.element_handle(), str(START)]
    )
    assert status.inner_text().startswith("stopped after")
    assert panel.locator(".caption").inner_text().startswith("RMSprop, α = 0.00178, batches of 1024, epoch ")
    assert panel.locator("img").get_attribute("src") != before


def test_what_a_lesson_shows_has_no_serious_accessibility_violation(lesson, axe):
    assert violations(lesson, axe) == {}


@dataclass(frozen=True)
class Slip:
    """A wrong answer: the solution of an exercise with one fragment replaced, and the name of that mistake."""

    function: str
    right: str
    wrong: str
    mistake: str


SLIPS = {
    "00": Slip("gradient_step", "w - ", "w + ", "The step goes uphill"),
    "01": Slip(
        "random_mini_batches",
        ".permutation(X.shape[1])",
        ".permutation(X.shape[1]) * 0 + np.arange(X.shape[1])",
        "The samples are not shuffled",
    ),
    "02": Slip("ema", "beta * v + (1 - beta) * value", "(1 - beta) * v + beta * value", "β and 1 − β are swapped"),
    "03": Slip("ema_corrected", "start=1", "start=2", "t is one too large"),
    "04": Slip("update_parameters_with_momentum", "* v[", "* 0 * v[", "The old velocity is forgotten"),
    "05": Slip("update_parameters_with_rmsprop", "gradient**2", "gradient", "The gradient is not squared"),
    "06": Slip("update_parameters_with_adam", "beta2**t", "beta1**t", "Both are corrected with β1"),
    "07": Slip("update_lr", "* epoch_num", "* (epoch_num + 1)", "The epochs count from 1"),
    "08": Slip("escape_saddle", "- learning_rate", "+ learning_rate", "The walk goes uphill"),
    "09": Slip("train_one_epoch", "seed):", "seed)[:1]:", "Only the first mini-batch is used"),
}


def test_a_wrong_answer_is_named_and_a_right_one_fills_the_bar(lesson):
    number = lesson.name[:2]
    slip = SLIPS[number]
    exercise, check = _cells_of(lesson.name, slip.function)
    solved = "".join(exercise["source"])
    wrong = solved.replace(slip.right, slip.wrong)
    assert wrong != solved
    ask = f'check({slip.function})\nsolution({slip.function})\nprogress("{number}")'

    lesson.write(exercise["id"], wrong)
    lesson.write(check["id"], ask)
    answer = lesson.output(check["id"])
    assert slip.mistake in answer
    assert "opens when yours passes" in answer
    assert f"✗ not yet {slip.function}" in answer
    points = _points(answer)

    lesson.write(exercise["id"], solved)
    lesson.write(check["id"], ask)
    answer = lesson.output(check["id"])
    assert f"✓ {slip.function}" in answer
    assert f"One solution of {slip.function}." in answer
    assert _points(answer) > points


def _cells_of(name, function):
    cells = json.loads((SOLVED / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    exercise = next(cell for cell in cells if "".join(cell["source"]).startswith(f"def {function}("))
    check = next(cell for cell in cells if "".join(cell["source"]).startswith(f"check({function})"))
    return exercise, check


def _points(answer):
    """What the bar over all exercises of the lesson says."""
    return float(re.search(r"([\d.]+) of [\d.]+ points", answer).group(1))
