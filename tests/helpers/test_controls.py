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


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match=f"^slope must be a finite number; got {value}$"):
        Slider("slope", "slope", 0, 2, 0.5, 1).accept(value)


def test_a_start_that_is_no_option_is_refused():
    with pytest.raises(ValueError, match=r"^surface must be one of bowl, ravine; got 'hill'$"):
        Choice("surface", "surface", {"bowl": "bowl", "ravine": "ravine"}, "hill")


def test_controls_speak_the_language_in_use():
    set_language("zh")
    choice = Choice("surface", Text("surface", "曲面"), {"bowl": Text("bowl", "碗")}, "bowl")
    assert choice.seen_by_the_page()["label"] == "曲面"
    assert choice.seen_by_the_page()["options"] == [["bowl", "碗"]]
    assert str(Switch("noise", Text("noise", "噪声"), True)) == "噪声 开 / 关"


@pytest.mark.parametrize(
    ("control", "value", "near"),
    [
        (Slider("x", "x", 0, 1, 0.02, 0), 0.92, [0.9, 0.94]),  # and not 0.9400000000000001, which no page sends
        (Slider("x", "x", 0, 1, 0.02, 0), 0, [0.02]),
        (Slider("x", "x", 0, 1, 0.3, 0), 0.9, [0.6, 1.0]),
        (Choice("x", "x", {"a": "A", "b": "B", "c": "C"}, "a"), "b", ["a", "c"]),
        (Choice("x", "x", {"a": "A", "b": "B", "c": "C"}, "a"), "a", ["b"]),
        (Choice("x", "x", {"a": "A", "b": "B", "c": "C"}, "a"), "c", ["b"]),
        (Switch("x", "x", True), True, [False]),
    ],
)
def test_one_press_leads_to_what_is_near(control, value, near):
    assert control.near(value) == near
