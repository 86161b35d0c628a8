from collections import OrderedDict, UserDict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers.language import Text
from testcases.compare import KEYS, KIND, LENGTH, NUMBERS, SHAPE, VALUE, alike, first_difference, identical

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
some_arrays = arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=numbers)


@given(some_arrays)
def test_an_array_equals_itself_however_it_is_given(expected):
    for returned in (expected, expected.copy(), expected.tolist(), np.asfortranarray(expected)):
        assert first_difference(expected, returned) is None


@given(some_arrays, st.data())
def test_rounding_passes_and_a_relative_error_of_a_millionth_does_not(expected, data):
    place = data.draw(st.sampled_from(list(np.ndindex(expected.shape))))
    # An error in a number far below the array's largest one is drowned by rounding: judge by those above 1e-7 of it.
    assume(abs(expected[place]) > 1e-7 * np.max(np.abs(expected)))
    returned = expected.copy()
    returned[place] *= 1 + 4 * np.finfo(float).eps
    assert first_difference(expected, returned) is None
    returned[place] = expected[place] * (1 + 1e-6)
    assert first_difference(expected, returned).aspect == VALUE


def test_rounding_where_large_numbers_cancel_passes():
    expected = np.array([1e3, 0.0])
    assert first_difference(expected, np.array([1e3, 2e-13])) is None
    assert first_difference(expected, np.array([1e3, 1e-9])) is not None


def test_small_arrays_are_judged_by_their_own_size():
    assert first_difference(np.array([1e-12, 2e-12]), np.array([1e-12, 2.00001e-12])) is not None
    assert first_difference(np.zeros(2), np.array([0.0, 1e-300])) is not None


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("expected", [1.0, 0.0, np.nan])
def test_nan_never_passes_nor_does_infinity_for_a_number(expected, bad):
    assert first_difference(expected, bad) is not None
    assert first_difference(np.array([1.0, expected]), np.array([1.0, bad])) is not None


def test_nan_and_infinity_are_alike_when_two_wrong_results_are_compared():
    wrong = np.array([np.nan, np.inf, 1.0])
    assert first_difference(wrong, wrong.copy(), alike) is None
    assert first_difference(wrong, np.array([np.nan, np.inf, 1.1]), alike) is not None
    assert first_difference(wrong, np.array([np.nan, -np.inf, 1.0]), alike) is not None
    assert first_difference(wrong, np.array([0.0, np.inf, 1.0]), alike) is not None


def test_an_argument_counts_as_changed_at_the_last_bit():
    before = np.array([1.0, np.nan])
    assert first_difference(before, before.copy(), identical) is None
    assert first_difference(before, np.array([np.nextafter(1.0, 2.0), np.nan]), identical) is not None


@pytest.mark.parametrize("returned", [3, 3.0, np.float64(3), np.float32(3), np.int64(3), np.array(3), np.array(3.0)])
def test_a_number_may_come_in_any_form(returned):
    if isinstance(returned, np.ndarray) and returned.dtype.kind == "i":
        assert first_difference(3.0, returned).aspect == NUMBERS
    else:
        assert first_difference(3.0, returned) is None


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        (None, "None"),
        (True, "bool"),
        (3 + 0j, "complex"),
        ("3", "str"),
        ({}, "dict"),
        (object(), "object"),
        ((x for x in [3.0]), "generator"),
        (np.array([3 + 0j]), "array of complex128, shape (1,)"),
        (np.array([3, None]), "array of object, shape (2,)"),
        (np.array([True]), "array of bool, shape (1,)"),
    ],
)
def test_what_is_no_number_is_told_by_its_kind(returned, told):
    difference = first_difference(3.0, returned)
    assert difference.aspect == KIND
    assert (str(difference.returned), str(difference.expected)) == (told, "a number")


def test_a_number_in_the_place_of_a_word_is_told_in_both_languages():
    difference = first_difference("minimum", 3.0)
    assert difference.aspect.format(where="kind", value=difference.returned) == Text("kind = a number", "kind = 一个数")


def test_ragged_lists_and_hostile_objects_are_no_arrays():
    class Hostile:
        def __array__(self, *args, **kwargs):
            raise RuntimeError("no")

    assert first_difference(np.zeros(2), [[1.0], [1.0, 2.0]]).aspect == KIND
    assert first_difference(np.zeros(2), Hostile()).aspect == KIND


@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32", "float16"])
def test_an_array_of_narrower_numbers_is_told_apart(dtype):
    difference = first_difference(np.zeros((2, 1)), np.zeros((2, 1), dtype))
    assert difference.aspect == NUMBERS
    assert (difference.returned, difference.expected) == (dtype, "float64")


def test_wider_numbers_pass():
    assert first_difference(np.zeros(2, "float32"), np.zeros(2)) is None
    assert first_difference(np.arange(3), np.arange(3.0)) is None
    assert first_difference(np.array([True, False]), np.array([True, False])) is None


def test_unsigned_numbers_do_not_wrap_around():
    difference = first_difference(np.array([1, 2], "uint8"), np.array([2, 1], "uint8"))
    assert difference.aspect == VALUE


def test_shapes():
    difference = first_difference({"dW1": np.zeros((3, 1))}, {"dW1": np.zeros(3)})
    assert difference.path == '["dW1"]'
    assert difference.aspect == SHAPE
    assert (difference.returned, difference.expected) == ((3,), (3, 1))
    assert first_difference(np.zeros(0), []) is None
    assert first_difference(np.zeros(()), np.zeros(0)).aspect == SHAPE


def test_dicts_may_be_any_mapping_in_any_order():
    expected = {"dW1": np.ones(2), "db1": np.zeros(1)}
    assert first_difference(expected, OrderedDict(reversed(expected.items()))) is None
    assert first_difference(expected, UserDict(expected)) is None
    assert first_difference(expected, list(expected)).aspect == KIND


def test_keys():
    difference = first_difference({"dW1": 1.0, "db1": 2.0}, {"W1": 1.0, 3: 2.0})
    assert difference.aspect == KEYS
    assert (difference.returned, difference.expected) == ("3, W1", "dW1, db1")
    assert first_difference({"dW1": 1.0}, {}).returned == "–"


def test_tuples_may_be_lists_of_the_same_length():
    assert first_difference((1.0, 2.0), [1, 2]) is None
    assert first_difference((1.0, 2.0), (1.0,)).aspect == LENGTH
    assert first_difference((1.0, 2.0), np.array([1.0, 2.0])).aspect == KIND


def test_the_first_difference_is_the_one_that_is_told():
    expected = ({"W1": np.ones(1)}, {"dW1": np.ones(1), "db1": np.ones(1)})
    returned = ({"W1": np.ones(1)}, {"dW1": np.ones(1), "db1": np.zeros(1)})
    assert first_difference(expected, returned).path == '[1]["db1"]'


def test_words_are_compared_as_words():
    assert first_difference("saddle", "saddle") is None
    assert first_difference("saddle", np.str_("saddle")) is None
    assert first_difference("saddle", "minimum").returned == "'minimum'"
    assert first_difference("saddle", 3.0) is not None
    assert first_difference(None, None) is None
    assert first_difference(None, 0.0).aspect == KIND
