"""Data of the course: small files that come with it, read without a network."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data.digits import Digits, Split, load_digits, split
from helpers.data.moons import two_moons

__all__ = ["FOLDER", "Digits", "Split", "Temperatures", "load_digits", "load_temperatures", "split", "two_moons"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Temperatures:
    """Daily mean temperatures: `dates` as ISO strings, `fahrenheit` in °F, both of shape (182,), read-only."""

    dates: np.ndarray
    fahrenheit: np.ndarray


def load_temperatures() -> Temperatures:
    """Return half a year of daily mean temperatures in Seattle, 1 January to 1 July 2013.

    Returns
    -------
    Temperatures
        182 days; the mean of each day's maximum and minimum, in °F.

    Example
    -------
    >>> days = load_temperatures()
    >>> len(days.fahrenheit), str(days.dates[0]), str(days.dates[-1])
    (182, '2013-01-01', '2013-07-01')

    Reference
    ---------
    NOAA daily records; see PROVENANCE.md beside the file.
    """
    with (FOLDER / "seattle_2013_temperatures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    dates = np.array([row["date"] for row in rows])
    fahrenheit = np.array([float(row["mean_fahrenheit"]) for row in rows])
    for array in (dates, fahrenheit):
        array.flags.writeable = False
    return Temperatures(dates, fahrenheit)
