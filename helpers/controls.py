"""What a reader can move: sliders, choices and switches. Each knows its name, its label and what it accepts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any

from helpers.language import Text

ON, OFF = Text("on", "开"), Text("off", "关")


@dataclass(frozen=True)
class Slider:
    """One slider: the name that `draw` knows it by, a label with its unit, its range, step and start.

    Example
    -------
    >>> Slider("beta", "β", low=0.0, high=0.99, step=0.01, start=0.9).start
    0.9
    """

    name: str
    label: str | Text
    low: float
    high: float
    step: float
    start: float

    def __post_init__(self) -> None:
        if not self.low <= self.start <= self.high:
            raise ValueError(f"start must be from low {self.low:g} to high {self.high:g}; got {self.start!r}")

    def __str__(self) -> str:
        return f"{self.label} {self.low:g} … {self.high:g}"

    @property
    def decimals(self) -> int:
        """How many digits behind the point its values have: 2 for steps of 0.25."""
        exponent = Decimal(str(self.step)).normalize().as_tuple().exponent
        return max(0, -int(exponent))

    def accept(self, value: Any) -> float:
        """Return the value, moved to an end of the slider where it lies beyond it.

        Steps add up to 0.9400000000000001 where 0.94 is meant, and some walks tell them apart: such a tail is cut off.
        What is not a number is refused with a ValueError.
        """
        if not isfinite(value):
            raise ValueError(f"{self.name} must be a finite number; got {value!r}")
        return round(min(max(float(value), self.low), self.high), 10)

    def near(self, value: float) -> list[float]:
        """Return what one step from this value leads to.

        >>> Slider("beta", "β", low=0.0, high=0.99, step=0.01, start=0.9).near(0.99)
        [0.98]
        """
        return sorted({self.accept(value - self.step), self.accept(value + self.step)} - {value})

    def seen_by_the_page(self) -> dict[str, Any]:
        """Return what the page needs to show it."""
        ends = {"min": self.low, "max": self.high, "step": self.step, "decimals": self.decimals}
        return {"kind": "slider", "name": self.name, "label": str(self.label)} | ends


@dataclass(frozen=True)
class Choice:
    """One choice among a few: the name that `draw` knows it by, a label, the values with their labels, and the start.

    Example
    -------
    >>> print(Choice("surface", "surface", {"bowl": Text("bowl", "碗"), "ravine": Text("ravine", "峡谷")}, "ravine"))
    surface bowl / ravine
    """

    name: str
    label: str | Text
    options: Mapping[str, str | Text]
    start: str

    def __post_init__(self) -> None:
        self.accept(self.start)

    def __str__(self) -> str:
        return f"{self.label} {' / '.join(map(str, self.options.values()))}"

    def accept(self, value: Any) -> str:
        """Return the value, which must be one of the options, else ValueError."""
        if value not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(self.options)}; got {value!r}")
        return str(value)

    def near(self, value: str) -> list[str]:
        """Return the options before and after this one."""
        options = list(self.options)
        at = options.index(value)
        return options[max(0, at - 1) : at] + options[at + 1 : at + 2]

    def seen_by_the_page(self) -> dict[str, Any]:
        """Return what the page needs to show it."""
        options = [[value, str(label)] for value, label in self.options.items()]
        return {"kind": "choice", "name": self.name, "label": str(self.label), "options": options}


@dataclass(frozen=True)
class Switch:
    """On or off: the name that `draw` knows it by, a label, and the start.

    Example
    -------
    >>> print(Switch("noise", "noise", start=False))
    noise on / off
    """

    name: str
    label: str | Text
    start: bool

    def __str__(self) -> str:
        return f"{self.label} {ON} / {OFF}"

    def accept(self, value: Any) -> bool:
        """Return the value as True or False."""
        return bool(value)

    def near(self, value: bool) -> list[bool]:
        """Return the other one."""
        return [not value]

    def seen_by_the_page(self) -> dict[str, Any]:
        """Return what the page needs to show it."""
        return {"kind": "switch", "name": self.name, "label": str(self.label)}


Control = Slider | Choice | Switch
