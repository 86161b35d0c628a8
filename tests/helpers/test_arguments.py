from fractions import Fraction

import numpy as np
import pytest

from helpers.arguments import (
    require_array,
    require_count,
    require_fraction,
    require_number,
    require_parameters,
    require_positive,
    require_slots,
)


@pytest.mark.parametrize("value", [0.5, 0, np.float32(0.5), np.float64(0.5), np.int8(0), Fraction(1, 2)])
def test_numbers_of_every_kind_become_floats(value):
    assert type(require_fraction("beta", value)) is float
    assert require_fraction("beta", value) == float(value)


@pytest.mark.parametrize(
    ("closed", "allowed", "text"),
    [
        ("[]", (0, 0.5, 1), "at least 0 and at most 1"),
        ("[)", (0, 0.5), "at least 0 and below 1"),
        ("(]", (0.5, 1), "above 0 and at most 1"),
        ("()", (0.5,), "above 0 and below 1"),
    ],
)
def test_an_interval_may_hold_its_ends_or_not(closed, allowed, text):
    for value in (-0.1, 0, 0.5, 1, 1.1, float("nan"), float("inf"), -float("inf")):
        if value in allowed:
            assert require_number("rate", value, 0, 1, closed) == value
        else:
            with pytest.raises(ValueError, match=f"^rate must be {text}; got {value!r}$"):
                require_number("rate", value, 0, 1, closed)


@pytest.mark.parametrize(
    ("bounds", "bad", "text"),
    [
        ({}, float("nan"), "finite"),
        ({}, -float("inf"), "finite"),
        ({"low": 2.5}, 1, "at least 2.5 and finite"),
        ({"low": 0, "closed": "()"}, float("inf"), "above 0 and finite"),
        ({"high": 1}, 1, "below 1"),
    ],
)
def test_an_interval_may_be_open_to_one_side(bounds, bad, text):
    assert require_number("x", 1e-300 if "high" in bounds else 1e300, **bounds)
    with pytest.raises(ValueError, match=f"^x must be {text}; got {bad!r}$"):
        require_number("x", bad, **bounds)


@pytest.mark.parametrize("value", ["1", None, True, np.True_, 1j, [1.0], np.array(1.0), np.array([1.0])])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"^rate must be a number; got "):
        require_positive("rate", value)


@pytest.mark.parametrize("value", [1, 10**30, np.int64(3), np.uint8(3)])
def test_counts_of_every_kind_become_ints(value):
    assert type(require_count("t", value)) is int
    assert require_count("t", value) == value


def test_a_count_may_start_elsewhere():
    assert require_count("epoch_num", 0, low=0) == 0
    with pytest.raises(ValueError, match=r"^epoch_num must be at least 0; got -1$"):
        require_count("epoch_num", -1, low=0)


@pytest.mark.parametrize("value", [1.0, np.float64(1), True, np.True_, "1", None, np.array(1)])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(TypeError, match=r"^t must be a whole number; got "):
        require_count("t", value)


def test_an_array_of_floats_is_taken_as_it_is():
    for dtype in (np.float16, np.float32, np.float64):
        array = np.ones((2, 3), dtype)
        assert require_array("X", array) is array


@pytest.mark.parametrize("value", [3, [1, 2], np.array([1, 2], np.uint8), range(3)])
def test_whole_numbers_become_float64(value):
    array = require_array("X", value)
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, np.asarray(value))


@pytest.mark.parametrize("value", [{"a": 1}, {1.0}, iter([1.0]), "text", b"1", [True], [1j], [None]])
def test_an_array_must_hold_real_numbers(value):
    with pytest.raises(TypeError, match=r"^X must hold real numbers; got dtype "):
        require_array("X", value)


def test_an_array_may_have_to_have_dimensions():
    with pytest.raises(ValueError, match=r"^X must have at least 2 dimension\(s\); got shape \(3,\)$"):
        require_array("X", np.ones(3), min_ndim=2)


def test_long_values_are_shortened_in_messages():
    ragged = [[1.0]] * 10_000 + [[1.0, 2.0]]
    for refuse in (lambda: require_array("X", ragged), lambda: require_number("rate", ragged)):
        with pytest.raises((TypeError, ValueError)) as caught:
            refuse()
        assert len(str(caught.value)) < 200


def test_parameters_come_back_as_they_are():
    parameters = {"W1": np.ones((2, 2)), "b1": np.float64(1)}
    assert require_parameters(parameters) is parameters


def test_slots_need_one_array_for_each_parameter_in_its_shape():
    parameters = {"W1": np.ones((2, 3))}
    require_slots(parameters, {"dW1": np.ones((2, 3)), "something else": None}, "s")
    with pytest.raises(ValueError, match=r'^s must hold "dW1" for parameter "W1"; got the keys \[\]$'):
        require_slots(parameters, {}, "s")
    with pytest.raises(ValueError, match=r'^s\["dW1"\] must have the shape of W1, \(2, 3\); got shape \(3, 2\)$'):
        require_slots(parameters, {"dW1": np.ones((3, 2))}, "s")
    with pytest.raises(TypeError, match=r'^s\["dW1"\] must be an array; got None$'):
        require_slots(parameters, {"dW1": None}, "s")
    with pytest.raises(TypeError, match=r"^parameters must be a dict of arrays W1, b1, …; got None$"):
        require_slots(None, {}, "s")
