"""Bytes as values, whoever wrote them: see `protocol`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.wire import (
    DTYPES,
    F64,
    I64,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_KEYS,
    MAX_NODES,
    MAX_TEXT,
    MAX_UNREADABLE,
    U32,
    U64,
)


class ProtocolError(Exception):
    """What was read is not what this protocol allows."""


def unreadable(name: str) -> type:
    """Return a class to stand for what cannot be sent: the judge, too, keeps the type of what it cannot read."""
    return type(name, (), {})


def decode(data: bytes) -> Any:
    """Return the value that `encode` wrote; arrays can be written to.

    Raises
    ------
    ProtocolError
        If the bytes are anything else than what `encode` can write; no other exception, whatever they are.

    Example
    -------
    >>> from grader.protocol import encode
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
        self.data, self.at, self.nodes, self.numbers, self.text, self.unreadable = data, 0, 0, 0, 0, 0
        self.buffers: list[bytearray] = []

    def read(self) -> Any:
        self.buffers = [bytearray(self._take(self._u64())) for _ in range(self._count(U64.size))]
        return self._value(0)

    def _take(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise ProtocolError("the frame ends too early")
        self.at += size
        return self.data[self.at - size : self.at]

    def _u32(self) -> int:
        return U32.unpack(self._take(4))[0]

    def _u64(self) -> int:
        return U64.unpack(self._take(8))[0]

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
        return F64.unpack(self._take(8))[0]

    def _text(self) -> str:
        size = self._u32()
        self.text += size
        if self.text > MAX_TEXT:
            raise ProtocolError(f"all strings together may take {MAX_TEXT} bytes")
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
        if code >= len(DTYPES):
            raise ProtocolError(f"unknown kind of number {code}")
        return DTYPES[code]

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
        strides = tuple(I64.unpack(self._take(8))[0] for _ in shape)
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
