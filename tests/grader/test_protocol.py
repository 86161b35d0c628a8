import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_st

from grader import wire
from grader.protocol import ProtocolError, decode, encode

DTYPES = st.sampled_from(wire.DTYPES)
ARRAYS = DTYPES.flatmap(lambda dtype: numpy_st.arrays(dtype, numpy_st.array_shapes(min_dims=0, max_dims=4, min_side=0)))
ATOMS = (
    st.none()
    | st.just(...)
    | st.booleans()
    | st.integers(-(2**1000), 2**1000)
    | st.floats()
    | st.text(st.characters())
    | ARRAYS
    | DTYPES.flatmap(lambda dtype: numpy_st.arrays(dtype, ())).map(lambda array: array[()])
)
KEYS = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    ATOMS,
    lambda items: st.lists(items) | st.lists(items).map(tuple) | st.dictionaries(KEYS, items),
    max_leaves=20,
)


def assert_same(one, other):
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.shape == other.shape
        assert one.tobytes() == other.tobytes()
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            assert_same(*pair)
    elif isinstance(one, dict):
        assert_same(list(one.items()), list(other.items()))
    elif isinstance(one, float | np.generic):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()
    else:
        assert one == other


@given(VALUES)
def test_a_value_comes_back_as_it_was(value):
    assert_same(decode(encode(value)), value)


@given(st.binary(max_size=200))
@settings(max_examples=500)
def test_noise_is_no_value(data):
    with contextlib.suppress(ProtocolError):
        decode(data)


@given(VALUES, st.data())
@settings(max_examples=500)
def test_a_damaged_value_raises_one_exception_only(value, data):
    damaged = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        decode(bytes(damaged))


@given(VALUES, st.data())
def test_a_value_cut_off_or_continued_is_malformed(value, data):
    whole = encode(value)
    with pytest.raises(ProtocolError):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(ProtocolError, match="left over"):
        decode(whole + b"\0")


def test_decoded_arrays_can_be_written_to():
    whole = np.arange(6.0)
    for array in (decode(encode(whole)), *decode(encode([whole, whole[::2]])), decode(encode(np.array([True])))):
        assert array.flags.writeable
        array[...] = 1


def views(whole):
    return {
        "the same twice": (whole, whole),
        "parts": (whole[:3], whole[2:]),
        "transposed": (whole.reshape(3, 4), whole.reshape(3, 4).T),
        "backwards": (whole, whole[::-1]),
        "every other": (whole[::2], whole[::4]),
        "repeated": (np.broadcast_to(whole[0], (5,)), whole),
        "other numbers": (whole.view(np.int64), whole),
        "neighbours": (whole[:6], whole[6:]),
        "interleaved": (whole[::2], whole[1::2]),
        "a copy": (whole, whole.copy()),
        "an empty part": (whole, whole[3:3]),
    }


@pytest.mark.parametrize("name", views(np.arange(12.0)))
def test_memory_that_was_shared_is_shared_again(name):
    one, other = views(np.arange(12.0))[name]
    back = decode(encode({"one": [one], "other": (other, 1)}))
    new_one, new_other = back["one"][0], back["other"][0]
    np.testing.assert_array_equal(new_one, one)
    np.testing.assert_array_equal(new_other, other)
    assert np.shares_memory(new_one, new_other) == np.shares_memory(one, other)


def test_arrays_of_other_kinds_become_plain_ones():
    for array in (np.arange(3.0).astype(">f8"), np.ma.masked_array([1.0, 2.0]), np.longdouble([2])):
        back = decode(encode(array))
        assert type(back) is np.ndarray
        np.testing.assert_array_equal(back, np.asarray(array).astype(float))


@pytest.mark.parametrize(
    "value",
    [1j, b"", {1}, object(), range(3), np.array([object()]), np.array("text"), np.zeros(1, "M8[s]"), print, {"a": {2}}],
)
def test_other_types_cannot_be_sent(value):
    with pytest.raises(TypeError, match="cannot be sent"):
        encode(value)


def nested(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(wire.MAX_DEPTH + 1),
        [0] * (wire.MAX_NODES + 1),
        dict.fromkeys(range(wire.MAX_KEYS + 1)),
        "x" * (wire.MAX_TEXT + 1),
        256**wire.MAX_INT,
        np.zeros(wire.MAX_BYTES, np.int16),
        np.broadcast_to(0.0, (10**9, 10**9)),
        [np.broadcast_to(0.0, (10**9, 10**9))] * 2,
        np.zeros((1,) * (wire.MAX_DIMENSIONS + 1)),
    ],
)
def test_what_goes_beyond_a_cap_is_not_sent(value):
    with pytest.raises(ValueError, match="may"):
        encode(value)


def array(shape, code=11, data=b""):
    return b"a" + bytes([code, len(shape)]) + b"".join(n.to_bytes(8, "little") for n in shape) + data


def frame(*parts, buffers=()):
    head = len(buffers).to_bytes(4, "little") + b"".join(len(one).to_bytes(8, "little") + one for one in buffers)
    return head + b"".join(parts)


def view(shape, offset, strides, buffer=0, code=11):
    numbers = offset.to_bytes(8, "little") + b"".join(n.to_bytes(8, "little", signed=True) for n in strides)
    return b"v" + array(shape, code)[1:] + buffer.to_bytes(4, "little") + numbers


MALFORMED = {
    "nothing": b"",
    "an unknown tag": frame(b"?"),
    "empty but huge": frame(array((0, 2**62))),
    "a product that wraps around": frame(array((2**32, 2**32))),
    "many axes": frame(array((1,) * 200, data=bytes(8))),
    "an unknown kind of number": frame(array((1,), code=99, data=bytes(8))),
    "a scalar of an unknown kind": frame(b"g", bytes([99]), bytes(8)),
    "a list longer than the frame": frame(b"l", b"\xff\xff\xff\xff"),
    "a dict with a list as key": frame(b"d", (1).to_bytes(4, "little"), b"l", bytes(4), b"N"),
    "a dict with an array as key": frame(b"d", (1).to_bytes(4, "little"), array((1,), data=bytes(8)), b"N"),
    "a dict with an array deep in its key": frame(
        b"d", (1).to_bytes(4, "little"), b"t", (1).to_bytes(4, "little"), array((1,), data=bytes(8)), b"N"
    ),
    "text that is none": frame(b"s", (1).to_bytes(4, "little"), b"\xff"),
    "a class whose name is none": frame(b"o", (3).to_bytes(4, "little"), b"a b"),
    "a deep list": frame(b"l\x01\0\0\0" * 1000, b"N"),
    "buffers beyond number": b"\xff\xff\xff\xff",
    "a view of no buffer": frame(view((1,), 0, (8,))),
    "a view past the end": frame(view((3,), 0, (8,)), buffers=(bytes(16),)),
    "a view before the start": frame(view((3,), 8, (-8,)), buffers=(bytes(24),)),
    "a view with a huge stride": frame(view((2,), 0, (2**62,)), buffers=(bytes(24),)),
    "a view with a huge offset": frame(view((1,), 2**63, (8,)), buffers=(bytes(24),)),
    "a view that repeats one number": frame(view((2**40,), 0, (0,)), buffers=(bytes(8),)),
    "views that repeat one number": frame(
        b"l", (40).to_bytes(4, "little"), view((2**21,), 0, (0,)) * 40, buffers=(bytes(8),)
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_data_is_said_to_be_so(name):
    with pytest.raises(ProtocolError):
        decode(MALFORMED[name])


def test_a_view_within_its_buffer_is_one():
    np.testing.assert_array_equal(
        decode(frame(view((2,), 8, (-8,)), buffers=(np.array([1.0, 2.0]).tobytes(),))), [2.0, 1.0]
    )


def test_bools_are_true_or_false_whatever_byte_is_sent():
    back = decode(frame(array((2,), code=0, data=b"\x07\x00")))
    assert back.view(np.uint8).tolist() == [1, 0]


def test_what_cannot_be_sent_is_told_by_its_class():
    class Odd:
        pass

    back = decode(encode([Odd]))[0]
    assert isinstance(back, type)
    assert back is not Odd
    assert back.__name__ == "Odd"
