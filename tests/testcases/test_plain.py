import array
import collections
import enum
import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from testcases.plain import DEPTH, NUMBERS, VALUES, Unreadable, plain


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Number(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 5.0

    __hash__ = float.__hash__


class Array(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __deepcopy__(self, memo):
        return np.zeros(3)


class Endless(Mapping):
    def __iter__(self):
        return itertools.count()

    def __len__(self):
        return 1

    def __getitem__(self, key):
        return key


class Refuses(Mapping):
    def __iter__(self):
        raise SystemExit

    __len__ = __getitem__ = __iter__


class Pretends:
    __class__ = dict


class Colour(enum.IntEnum):
    RED = 2


class Tensor:
    def __array__(self, *args, **kwargs):
        return np.array([1.0, 2.0])


Pair = collections.namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (..., ...),
        (True, True),
        (1.5, 1.5),
        (Number(1.5), 1.5),
        (Text("saddle"), "saddle"),
        (Colour.RED, 2),
        (np.float32(0.5), np.float32(0.5)),
        (np.str_("saddle"), "saddle"),
        (Pair(1, 2), (1, 2)),
        (range(3), [0, 1, 2]),
        (collections.deque([1.0]), [1.0]),
        (array.array("d", [1.0]), [1.0]),
        (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (collections.UserDict({"b": [1]}), {"b": [1]}),
        ({Text("W1"): 1}, {"W1": 1}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_values_stay_what_they_are(value, expected):
    read = plain(value)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize("value", [np.arange(3.0), np.arange(3.0).view(Array), Tensor()])
def test_arrays_become_arrays_of_their_own(value):
    read = plain(value)
    assert type(read) is np.ndarray
    assert not np.shares_memory(read, value) if isinstance(value, np.ndarray) else True
    np.testing.assert_array_equal(read, np.asarray(np.arange(3.0) if isinstance(value, np.ndarray) else [1.0, 2.0]))


SELF = []
SELF.append(SELF)
DEEP = [1.0]
for _ in range(10_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ((x for x in range(3)), "generator"),
        (np, "module"),
        (Endless(), "Endless"),
        (Refuses(), "Refuses"),
        (Pretends(), "Pretends"),
        (SELF, "list"),
        (DEEP, "list"),
        ([1.0] * (VALUES + 1), "list"),
        (b"bytes", "bytes"),
        ({1.0, 2.0}, "set"),
        (np.array([None]), "array of object, shape (1,)"),
        (np.broadcast_to(0.0, (NUMBERS + 1,)), f"array of float64, shape ({NUMBERS + 1},)"),
        (lambda: 3, "function"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_values_is_named_by_what_it_is(value, kind):
    assert plain(value) == Unreadable(kind)
    assert plain({"v": 1, "s": value if kind != "list" else {1}}) != plain({"v": 1, "s": 1})


def test_results_as_deep_as_any_exercise_asks_for_are_read():
    value = 1.0
    for _ in range(DEPTH):
        value = [value]
    assert plain(value) == value
