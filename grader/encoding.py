"""Values as bytes: see `protocol`."""

from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from grader.wire import (
    CODES,
    F64,
    I64,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_INT,
    MAX_KEYS,
    MAX_NODES,
    MAX_TEXT,
    U32,
    U64,
)


def encode(value: Any) -> bytes:
    """Return a value as bytes; a class stands for a value that cannot be sent, by its name.

    Raises
    ------
    TypeError, ValueError
        If a value is of another type, or goes beyond the caps on depth, nodes and bytes.

    Example
    -------
    >>> from grader.protocol import decode
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
        frame = b"".join([U32.pack(len(buffers)), *buffers, *self.parts])
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
        elif isinstance(value, np.generic) and value.dtype in CODES:
            self.parts.append(b"g" + bytes([CODES[value.dtype]]) + value.tobytes())
        elif isinstance(value, float):
            self.parts.append(b"f" + F64.pack(value))
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
            self.parts.append((b"l" if isinstance(value, list) else b"t") + U32.pack(len(value)))
            for item in value:
                self._add(item, depth + 1)
        elif isinstance(value, dict):
            if len(value) > MAX_KEYS:
                raise ValueError(f"a dict may have {MAX_KEYS} keys; this one has {len(value)}")
            self.parts.append(b"d" + U32.pack(len(value)))
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
                strides = b"".join(map(I64.pack, array.strides))
                self.parts[where] = b"v" + _shape(array) + U32.pack(len(buffers)) + U64.pack(offset) + strides
            buffers.append(U64.pack(high - low) + _memory(low, high))
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
    if array.dtype in CODES:
        return array
    for kind, wide in (("f", "<f8"), ("c", "<c16")):  # long doubles differ from machine to machine
        if array.dtype.kind == kind and array.dtype.itemsize > np.dtype(wide).itemsize:
            return array.astype(wide)
    native = array.dtype.newbyteorder("<")
    if native not in CODES:
        raise TypeError(f"an array of {array.dtype} cannot be sent")
    return array.astype(native)


def _shape(array: np.ndarray) -> bytes:
    if array.ndim > MAX_DIMENSIONS or array.nbytes > MAX_BYTES:
        raise ValueError(f"an array may have {MAX_DIMENSIONS} axes and {MAX_BYTES} bytes; got shape {array.shape}")
    return bytes([CODES[array.dtype], array.ndim]) + b"".join(map(U64.pack, array.shape))


def _text(text: str, name: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_TEXT:
        raise ValueError(f"{name} may take {MAX_TEXT} bytes; this one takes {len(data)}")
    return U32.pack(len(data)) + data
