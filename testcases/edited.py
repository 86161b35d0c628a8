"""Wrong answers as learners make them: a right answer's source with a piece of it replaced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from testcases.exercise import Function


@dataclass(frozen=True)
class Source:
    """A right answer, written as learners write it; its mistakes are this text with a piece changed.

    Parameters
    ----------
    text : the source of one function, which may use np
    names : what else it uses, by name

    Example
    -------
    >>> half = Source("def half(x):\\n    return x / 2")
    >>> half.but("x / 2", "x // 2")(5)
    2
    >>> half.but("y / 2", "y // 2")
    Traceback (most recent call last):
    ...
    ValueError: the answer has 'y / 2' 0 times; what is replaced must stand there once
    """

    text: str
    names: Mapping[str, Any] = field(default_factory=dict)

    def but(self, *changes: str, **names: Any) -> Function:
        """Return the answer with each first text of a pair replaced by the second; it may use these names, too.

        The function is compiled when it is called for the first time, so that a check that needs none pays for none.
        """
        text = self.text
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            if text.count(old) != 1:
                raise ValueError(
                    f"the answer has {old!r} {text.count(old)} times; what is replaced must stand there once"
                )
            text = text.replace(old, new)

        @lru_cache(maxsize=1)
        def compiled() -> Function:
            namespace: dict[str, Any] = {"np": np, **self.names, **names}
            exec(compile(text, "<a known mistake>", "exec"), namespace)
            return next(value for name, value in reversed(namespace.items()) if callable(value))

        return lambda *arguments: compiled()(*arguments)
