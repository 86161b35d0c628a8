import pytest

from helpers.controls import Choice, Slider, Switch
from helpers.language import Text, set_language


@pytest.mark.parametrize("start", [-0.1, 2.1, float("nan")])
def test_a_start_beyond_the_ends_is_refused(start):
    with pytest.raises(ValueError, match=f"^start must be from low 0 to high 2; got {start}$"):
        Slider("slope", "slope", 0, 2, 0.5, start)


@pytest.mark.parametrize(("step", "decimals"), [(1, 0), (5.0, 0), (0.5, 1), (0.25, 2), (0.005, 3)])
def test_a_slider_shows_as_many_digits_as_its_step_has(step, decimals):
    assert Slider("x", "x", 0, 100, step, 0).decimals == decimals


def test_a_start_that_is_no_option_is_refused():
    with pytest.raises(ValueError, match=r"^surface must be one of bowl, ravine; got 'hill'$"):
        Choice("surface", "surface", {"bowl": "bowl", "ravine": "ravine"}, "hill")


def test_controls_speak_the_language_in_use():
    set_language("zh")
    choice = Choice("surface", Text("surface", "曲面"), {"bowl": Text("bowl", "碗")}, "bowl")
    assert choice.seen_by_the_page()["label"] == "曲面"
    assert choice.seen_by_the_page()["options"] == [["bowl", "碗"]]
    assert str(Switch("noise", Text("noise", "噪声"), True)) == "噪声 开 / 关"
