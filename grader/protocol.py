"""What the grader and a learner's process say to each other: data of a closed set of types, bounded.

None, `...`, bool, int, float, str, list, tuple, dict, numeric arrays and NumPy's own numbers; a class stands for a
value that cannot be sent, by its name. Nothing else can be said, and nothing that is read is ever called, imported or
evaluated. Decoded arrays can be written to, and those that shared memory do so again.
"""

from grader.decoding import ProtocolError, decode, unreadable
from grader.encoding import encode

__all__ = ["ProtocolError", "decode", "encode", "unreadable"]
