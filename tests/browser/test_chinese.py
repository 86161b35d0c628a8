"""The Chinese edition in a real browser: in the dark theme, in a narrow window; its code is that of the English one."""

import importlib
import re

import pytest

from helpers.labels import chinese_font
from helpers.language import set_language
from testcases.course import LESSONS
from tests.browser.looking import taker_of, violations, wait_for

pytestmark = pytest.mark.browser
WIDTH = 800


@pytest.fixture(scope="module", params=[lesson.name for lesson in LESSONS])
def lesson(request, open_notebook, screenshots):
    """A Chinese notebook after Run All, dark and narrow, with its name and what its page did that no page may do."""
    notebook, sins = open_notebook(f"zh/{request.param}.ipynb")
    notebook.page.set_viewport_size({"width": WIDTH, "height": 900})
    notebook.use_theme("JupyterLab Dark")
    notebook.run_all()
    if screenshots:
        notebook.photograph(screenshots, f"{request.param}-zh", WIDTH)
    notebook.name = request.param
    yield notebook
    notebook.use_theme("JupyterLab Light")
    notebook.page.context.close()
    assert sins == []


def test_runs_to_its_end_without_an_error(lesson):
    outputs = {cell["id"]: cell["outputs"] for cell in lesson.cells() if cell["cell_type"] == "code"}
    assert [name for name, given in outputs.items() for output in given if output["output_type"] == "error"] == []
    answers = ["".join(given[0]["data"]["text/plain"]) for name, given in outputs.items() if name.startswith("check-")]
    assert len(answers) == len(next(row for row in LESSONS if row.name == lesson.name).exercises)
    assert all("还没有写" in answer for answer in answers)


@pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters is installed")
def test_the_figure_and_its_labels_are_chinese_and_follow_each_control(lesson):
    set_language("zh")
    pictures = importlib.import_module(f"helpers.pictures.{lesson.name[3:]}")
    if not hasattr(pictures, "explorer"):
        pytest.skip("this notebook has no figure that follows a slider")
    expected = pictures.explorer()
    lesson.run("explorer")
    wait_for(lesson, expected)
    assert re.search("[一-鿿]", expected.caption)
    for control in expected.shown_controls:
        taker_of(lesson, control).focus()
        if control["kind"] == "slider":
            up = expected.state[control["name"]] + control["step"] <= control["max"]
            lesson.page.keyboard.press("ArrowRight" if up else "ArrowLeft")
            value = expected.state[control["name"]] + (1 if up else -1) * control["step"]
            expected.move(**{control["name"]: value})
    wait_for(lesson, expected)


def test_what_a_lesson_shows_has_no_serious_accessibility_violation(lesson, axe):
    assert violations(lesson, axe) == {}
