"""Cut the course's temperature series out of the `vega_datasets` package. Run: python helpers/data/cut_temperatures.py."""

import csv
from importlib.resources import files
from pathlib import Path

FIRST, LAST = "2013-01-01", "2013-07-01"


def main() -> None:
    """Write the CSV beside this script; needs `pip install vega_datasets`."""
    source = files("vega_datasets").joinpath("_data", "seattle-weather.csv").read_text(encoding="utf-8")
    target = Path(__file__).with_name("seattle_2013_temperatures.csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["date", "mean_fahrenheit"])
        for row in csv.DictReader(source.splitlines()):
            date = row["date"].replace("/", "-")
            if FIRST <= date <= LAST:
                celsius = (float(row["temp_max"]) + float(row["temp_min"])) / 2
                writer.writerow([date, f"{celsius * 9 / 5 + 32:.2f}"])


if __name__ == "__main__":
    main()
