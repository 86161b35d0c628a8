"""Cut the course's temperatures out of the `vega_datasets` package. Run: python helpers/data/cut_temperatures.py."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

FIRST, LAST = "2013-01-01", "2013-07-01"
COLUMNS = ("date", "mean_fahrenheit")


def cut(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield date and mean temperature in °F of the rows from FIRST to LAST.

    Parameters
    ----------
    rows : iterable of mappings
        Rows of seattle-weather.csv: `date` (2013/01/01 or 2013-01-01), `temp_max` and `temp_min` in °C.

    Example
    -------
    >>> list(cut([{"date": "2013/01/01", "temp_max": "5.0", "temp_min": "-2.8"}]))
    [('2013-01-01', '33.98')]
    """
    for row in rows:
        date = row["date"].replace("/", "-")
        if FIRST <= date <= LAST:
            celsius = (float(row["temp_max"]) + float(row["temp_min"])) / 2
            yield date, f"{celsius * 9 / 5 + 32:.2f}"


def main() -> None:
    """Write the CSV beside this script; needs `pip install vega_datasets`."""
    source = files("vega_datasets").joinpath("_data", "seattle-weather.csv").read_text(encoding="utf-8")
    target = Path(__file__).with_name("seattle_2013_temperatures.csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(cut(csv.DictReader(source.splitlines())))


if __name__ == "__main__":
    main()
