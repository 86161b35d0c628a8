"""What the grader and a learner's process say to each other: data of a closed set of types, bounded.

None, bool, int, float, str, list, tuple, dict, numeric arrays and NumPy's own numbers. Nothing else can be said, and
nothing that is read is ever called, imported or evaluated. Arrays that share memory do so again after decoding.
"""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_KEYS = 2_000  # of one dict: keys are the other side's choice, and so is how they collide
MAX_BYTES = 32 * 2**20
MAX_DIMENSIONS = 16
MAX_TEXT = 20_000  # bytes of one string
MAX_INT = 128  # bytes of one int
MAX_UNREADABLE = 50

_NUMBERS = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
_DTYPES = tuple(map(np.dtype, _NUMBERS))
_CODES = {dtype: code for code, dtype in enumerate(_DTYPES)}
_U32, _U64, _F64 = struct.Struct("<I"), struct.Struct("<Q"), struct.Struct("<d")
_I64 = struct.Struct("<q")


class ProtocolError(Exception):
    """What was read is not what this protocol allows."""


def unreadable(name: str) -> type:
    """Return a class to stand for a value that cannot be sent: the judge, too, keeps the type of what it cannot read."""
    return type(name, (), {})


# --- writing ----------------------------------------------------------------------------------------------------------


def encode(value: Any) -> bytes:
    """Return a value as bytes; a class stands for a value that cannot be sent, by its name.

    Raises
    ------
    TypeError, ValueError
        If a value is of another type, or goes beyond the caps on depth, nodes and bytes.

    Example
    -------
    >>> decode(encode({"W1": np.eye(2), "steps": [1, 2.5, None]}))
    {'W1': array([[1., 0.],
           [0., 1.]]), 'steps': [1, 2.5, None]}
    """
    return _Writer().write(value)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.nodes = 0
        self.arrays: list[tuple[int, np.ndarray]] = []  # where each belongs among the parts

    def write(self, value: Any) -> bytes:
        self._add(value, 0)
        buffers = self._fill_arrays()
        frame = b"".join([_U32.pack(len(buffers)), *buffers, *self.parts])
        if len(frame) > MAX_BYTES:
            raise ValueError(f"a value may take {MAX_BYTES} bytes; this one takes {len(frame)}")
        return frame

    def _add(self, value: Any, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ValueError(f"a value may have {MAX_NODES} parts, {MAX_DEPTH} deep; this one has more")
        if value is None:
            self.parts.append(b"N")
        elif value is True:
            self.parts.append(b"T")
        elif value is False:
            self.parts.append(b"F")
        elif value is Ellipsis:
            self.parts.append(b"E")
        elif isinstance(value, np.generic) and value.dtype in _CODES:
            self.parts.append(b"g" + bytes([_CODES[value.dtype]]) + value.tobytes())
        elif isinstance(value, float):
            self.parts.append(b"f" + _F64.pack(value))
        elif isinstance(value, int):
            size = value.bit_length() // 8 + 1
            if size > MAX_INT:
                raise ValueError(f"an int may take {MAX_INT} bytes; this one takes {size}")
            self.parts.append(b"i" + bytes([size]) + value.to_bytes(size, "little", signed=True))
        elif isinstance(value, str):
            self.parts.append(b"s" + _text(value, "a str"))
        elif isinstance(value, np.ndarray):
            self.arrays.append((len(self.parts), _number_array(value)))
            self.parts.append(b"")
        elif isinstance(value, list | tuple):
            self.parts.append((b"l" if isinstance(value, list) else b"t") + _U32.pack(len(value)))
            for item in value:
                self._add(item, depth + 1)
        elif isinstance(value, dict):
            if len(value) > MAX_KEYS:
                raise ValueError(f"a dict may have {MAX_KEYS} keys; this one has {len(value)}")
            self.parts.append(b"d" + _U32.pack(len(value)))
            for key, item in value.items():
                self._add(key, depth + 1)
                self._add(item, depth + 1)
        elif isinstance(value, type):
            self.parts.append(b"o" + _text(value.__name__[:80], "a name"))
        else:
            raise TypeError(f"a {type(value).__name__} cannot be sent")

    def _fill_arrays(self) -> list[bytes]:
        """Write the arrays: those that share memory as views of one buffer, the others on their own."""
        buffers: list[bytes] = []
        for group in _sharing([array for _, array in self.arrays]):
            if len(group) == 1:
                where, array = self.arrays[group[0]]
                self.parts[where] = b"a" + _shape(array) + array.tobytes()
                continue
            bounds = [byte_bounds(self.arrays[i][1]) for i in group]
            low, high = min(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
            if high - low > MAX_BYTES:
                raise ValueError(f"arrays may take {MAX_BYTES} bytes; these take {high - low}")
            for i in group:
                where, array = self.arrays[i]
                offset = array.__array_interface__["data"][0] - low
                strides = b"".join(map(_I64.pack, array.strides))
                self.parts[where] = b"v" + _shape(array) + _U32.pack(len(buffers)) + _U64.pack(offset) + strides
            buffers.append(_U64.pack(high - low) + _memory(low, high))
        return buffers


def _memory(low: int, high: int) -> bytes:
    """Return the bytes between two addresses: all of one allocation, as overlapping arrays lie in it."""

    class Span:
        __array_interface__ = {"data": (low, True), "shape": (high - low,), "typestr": "|u1", "version": 3}  # noqa: RUF012

    return np.asarray(Span()).tobytes()


def _sharing(arrays: list[np.ndarray]) -> list[list[int]]:
    """Group arrays, given by their place in the list, so that overlapping ones are together."""
    if len(arrays) < 2:
        return [[i] for i in range(len(arrays))]
    # An empty array shares nothing; bools go alone, as a byte of a shared buffer may be neither 0 nor 1.
    alone = [i for i, array in enumerate(arrays) if not array.size or array.dtype.kind == "b"]
    groups, end = [[i] for i in alone], -1
    for low, high, i in sorted((*byte_bounds(arrays[i]), i) for i in set(range(len(arrays))).difference(alone)):
        if low < end:
            groups[-1].append(i)
        else:
            groups.append([i])
        end = max(end, high)
    return groups


def _number_array(array: np.ndarray) -> np.ndarray:
    array = np.asarray(array)
    if array.dtype in _CODES:
        return array
    for kind, wide in (("f", "<f8"), ("c", "<c16")):  # long doubles differ from machine to machine
        if array.dtype.kind == kind and array.dtype.itemsize > np.dtype(wide).itemsize:
            return array.astype(wide)
    native = array.dtype.newbyteorder("<")
    if native not in _CODES:
        raise TypeError(f"an array of {array.dtype} cannot be sent")
    return array.astype(native)


def _shape(array: np.ndarray) -> bytes:
    if array.ndim > MAX_DIMENSIONS or array.nbytes > MAX_BYTES:
        raise ValueError(f"an array may have {MAX_DIMENSIONS} axes and {MAX_BYTES} bytes; got shape {array.shape}")
    return bytes([_CODES[array.dtype], array.ndim]) + b"".join(map(_U64.pack, array.shape))


def _text(text: str, name: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_TEXT:
        raise ValueError(f"{name} may take {MAX_TEXT} bytes; this one takes {len(data)}")
    return _U32.pack(len(data)) + data


# --- reading ----------------------------------------------------------------------------------------------------------


def decode(data: bytes) -> Any:
    """Return the value that `encode` wrote; arrays can be written to.

    Raises
    ------
    ProtocolError
        If the bytes are anything else than what `encode` can write; no other exception, whatever they are.

    Example
    -------
    >>> decode(encode((1, "two")))
    (1, 'two')
    """
    reader = _Reader(data)
    value = reader.read()
    if reader.at != len(data):
        raise ProtocolError(f"{len(data) - reader.at} bytes are left over")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise ProtocolError(f"a frame may take {MAX_BYTES} bytes")
        self.data, self.at, self.nodes, self.numbers, self.unreadable = data, 0, 0, 0, 0
        self.buffers: list[bytearray] = []

    def read(self) -> Any:
        self.buffers = [bytearray(self._take(self._u64())) for _ in range(self._count(_U64.size))]
        return self._value(0)

    def _take(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise ProtocolError("the frame ends too early")
        self.at += size
        return self.data[self.at - size : self.at]

    def _u32(self) -> int:
        return _U32.unpack(self._take(4))[0]

    def _u64(self) -> int:
        return _U64.unpack(self._take(8))[0]

    def _count(self, size: int) -> int:
        """Read how many things of at least so many bytes follow."""
        count = self._u32()
        if count * size > len(self.data) - self.at:
            raise ProtocolError("more is announced than follows")
        return count

    def _value(self, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise ProtocolError(f"a value may have {MAX_NODES} parts, {MAX_DEPTH} deep")
        tag = self._take(1)
        if tag == b"l":
            return [self._value(depth + 1) for _ in range(self._count(1))]
        if tag == b"t":
            return tuple([self._value(depth + 1) for _ in range(self._count(1))])
        if tag == b"d":
            return self._dict(depth)
        read = _READERS.get(tag)
        if read is None:
            raise ProtocolError(f"unknown tag {tag!r}")
        return read(self)

    def _dict(self, depth: int) -> dict[Any, Any]:
        count = self._count(2)
        if count > MAX_KEYS:
            raise ProtocolError(f"a dict may have {MAX_KEYS} keys")
        items = {}
        for _ in range(count):
            key = self._value(depth + 1)
            try:
                hash(key)
            except TypeError:
                raise ProtocolError(f"a {type(key).__name__} cannot be a key") from None
            items[key] = self._value(depth + 1)
        return items

    def _int(self) -> int:
        return int.from_bytes(self._take(self._take(1)[0]), "little", signed=True)

    def _float(self) -> float:
        return _F64.unpack(self._take(8))[0]

    def _text(self) -> str:
        size = self._u32()
        if size > MAX_TEXT:
            raise ProtocolError(f"a str may take {MAX_TEXT} bytes")
        try:
            return self._take(size).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise ProtocolError("a str is not UTF-8") from None

    def _class(self) -> type:
        name = self._text()
        self.unreadable += 1
        if self.unreadable > MAX_UNREADABLE or not name.isidentifier() or len(name) > 80:
            raise ProtocolError("what cannot be read has too odd a name, or there is too much of it")
        return unreadable(name)

    def _dtype(self) -> np.dtype[Any]:
        code = self._take(1)[0]
        if code >= len(_DTYPES):
            raise ProtocolError(f"unknown kind of number {code}")
        return _DTYPES[code]

    def _number(self) -> np.generic:
        dtype = self._dtype()
        return _numbers(self._take(dtype.itemsize), dtype)[0]

    def _shape(self) -> tuple[np.dtype[Any], tuple[int, ...], int]:
        dtype, dimensions = self._dtype(), self._take(1)[0]
        if dimensions > MAX_DIMENSIONS:
            raise ProtocolError(f"an array may have {MAX_DIMENSIONS} axes")
        shape = tuple(self._u64() for _ in range(dimensions))
        # An axis of length 0 makes an array empty and leaves the others: they are bounded as if it were 1.
        room = dtype.itemsize
        for length in shape:
            room *= max(length, 1)
            if room > MAX_BYTES:
                raise ProtocolError(f"an array may take {MAX_BYTES} bytes")
        self.numbers += room
        if self.numbers > 2 * MAX_BYTES:  # views may repeat what was sent once, with strides of 0
            raise ProtocolError(f"all arrays together may take {2 * MAX_BYTES} bytes")
        return dtype, shape, 0 if 0 in shape else room

    def _array(self) -> np.ndarray:
        dtype, shape, size = self._shape()
        return _numbers(self._take(size), dtype).reshape(shape)

    def _view(self) -> np.ndarray:
        dtype, shape, _ = self._shape()
        number, offset = self._u32(), self._u64()
        strides = tuple(_I64.unpack(self._take(8))[0] for _ in shape)
        if number >= len(self.buffers):
            raise ProtocolError(f"there is no buffer {number}")
        buffer = self.buffers[number]
        steps = [(length - 1) * stride for length, stride in zip(shape, strides, strict=True)]
        first = offset + sum(step for step in steps if step < 0)
        last = offset + sum(step for step in steps if step > 0) + dtype.itemsize
        # Bools are bytes that are 0 or 1, which a buffer shared with other numbers cannot promise.
        if 0 in shape or first < 0 or last > len(buffer) or dtype.kind == "b":
            raise ProtocolError("a view reaches beyond its buffer")
        return np.ndarray(shape, dtype, buffer, offset, strides)


def _numbers(data: bytes, dtype: np.dtype[Any]) -> np.ndarray:
    numbers = np.frombuffer(data, dtype if dtype.kind != "b" else np.uint8)
    return numbers.copy() if dtype.kind != "b" else numbers != 0


_READERS: dict[bytes, Callable[[_Reader], Any]] = {
    b"N": lambda reader: None,
    b"T": lambda reader: True,
    b"F": lambda reader: False,
    b"E": lambda reader: ...,
    b"i": _Reader._int,
    b"f": _Reader._float,
    b"s": _Reader._text,
    b"o": _Reader._class,
    b"g": _Reader._number,
    b"a": _Reader._array,
    b"v": _Reader._view,
}
