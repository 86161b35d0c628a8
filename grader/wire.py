"""What can be on the wire: kinds of numbers, and how much of everything."""

import struct

import numpy as np

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_KEYS = 500  # of one dict: keys are the other side's choice, and so is how they collide
MAX_BYTES = 8 * 2**20
MAX_DIMENSIONS = 16
MAX_TEXT = 2**20  # bytes of all strings together
MAX_INT = 128  # bytes of one int
SHOWN = 700  # characters of a text that a learner's function returns or raises
MAX_UNREADABLE = 50

_NUMBERS = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
DTYPES = tuple(map(np.dtype, _NUMBERS))
CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
U32, U64, F64 = struct.Struct("<I"), struct.Struct("<Q"), struct.Struct("<d")
I64 = struct.Struct("<q")
