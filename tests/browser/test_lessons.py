"""Every lesson in a real browser: it runs to its end, its figure follows the sliders, its checks answer."""

import importlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from testcases.course import LESSONS

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
    notebook.name, notebook.sins = request.param, sins
    yield notebook
    notebook.page.context.close()


def test_runs_to_its_end_without_an_error(lesson):
    outputs = {cell["id"]: cell["outputs"] for cell in lesson.cells() if cell["cell_type"] == "code"}
    flat = [(name, output) for name, given in outputs.items() for output in given]
    assert [name for name, output in flat if output["output_type"] == "error"] == []
    assert [(name, output["text"]) for name, output in flat if output.get("name") == "stderr"] == []
    checks = [given for name, given in outputs.items() if name.startswith("check-")]
    assert len(checks) == len(next(row for row in LESSONS if row.name == lesson.name).exercises)
    for (answer,) in checks:
        assert "not written yet" in "".join(answer["data"]["text/plain"])
    assert lesson.sins == []


def test_figure_and_caption_follow_the_sliders_by_keyboard(lesson):
    pictures = importlib.import_module(f"helpers.pictures.{lesson.name[3:]}")
    if not hasattr(pictures, "explorer"):  # notebook 00 has nothing to move, and says nothing of sliders
        assert not any("explorer" in cell["source"] or "slider" in cell["source"] for cell in lesson.cells())
        return
    expected = pictures.explorer()
    cell = lesson.go_to("explorer")
    handles = cell.get_by_role("slider")
    assert handles.count() == len(expected.sliders)
    for number, slider in enumerate(expected.sliders.values()):
        before = lesson.picture("explorer")
        key, sign = ("ArrowRight", 1) if slider.value + 2 * slider.step <= slider.max else ("ArrowLeft", -1)
        slider.value += 2 * sign * slider.step
        handles.nth(number).focus()
        for _ in range(2):
            lesson.page.keyboard.press(key)
        caption = expected.caption
        lesson.page.wait_for_function(
            """([cell, caption]) => [...cell.querySelectorAll('.widget-html-content')].some(
                box => box.innerHTML === caption)""",
            arg=[cell.element_handle(), caption],
        )
        assert lesson.picture("explorer") == expected.picture.value != before


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
