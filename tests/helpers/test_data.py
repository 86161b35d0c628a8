import datetime
import hashlib
import re
from itertools import pairwise

import numpy as np
import pytest

from helpers.data import FOLDER, load_temperatures
from helpers.data.cut_temperatures import FIRST, LAST, cut


def test_the_series_is_half_a_year_without_a_gap():
    days = load_temperatures()
    dates = [datetime.date.fromisoformat(str(date)) for date in days.dates]
    assert len(dates) == len(days.fahrenheit) == 182
    assert (str(dates[0]), str(dates[-1])) == (FIRST, LAST)
    assert all(later - earlier == datetime.timedelta(days=1) for earlier, later in pairwise(dates))


def test_the_temperatures_are_those_of_a_mild_coast_in_fahrenheit():
    fahrenheit = load_temperatures().fahrenheit
    assert np.all((fahrenheit > 20) & (fahrenheit < 90))
    assert np.mean(fahrenheit[-30:]) - np.mean(fahrenheit[:30]) > 20  # June is warmer than January
    assert np.max(np.abs(np.diff(fahrenheit))) < 20


def test_the_series_cannot_be_changed_by_a_lesson():
    with pytest.raises(ValueError, match="read-only"):
        load_temperatures().fahrenheit[0] = 0


def test_every_temperature_comes_from_tenths_of_a_degree_celsius():
    # The mean of two readings in tenths of °C lies on a grid of 0.05 °C; a value off it was not cut but made up.
    celsius = (load_temperatures().fahrenheit - 32) / 1.8
    assert np.allclose(celsius * 20, np.round(celsius * 20), atol=0.12)


def row(date, warmest, coldest):
    return {"date": date, "precipitation": "0.0", "temp_max": warmest, "temp_min": coldest, "weather": "sun"}


def test_cutting_keeps_the_half_year_and_turns_the_mean_into_fahrenheit():
    rows = [
        row("2012/12/31", "1.0", "1.0"),
        row("2013/01/01", "10.0", "0.0"),
        row("2013-04-01", "20.0", "10.0"),
        row("2013/07/01", "30.1", "20.0"),
        row("2013/07/02", "1.0", "1.0"),
    ]
    assert list(cut(rows)) == [("2013-01-01", "41.00"), ("2013-04-01", "59.00"), ("2013-07-01", "77.09")]


def test_the_note_on_the_data_names_its_source_licence_and_unit():
    note = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    for word in ("vega_datasets", "seattle-weather.csv", "NOAA", "public domain", "°F", "cut_temperatures.py"):
        assert word in note
    assert re.search(r"[0-9a-f]{64}", note)


def test_the_file_is_stored_as_the_script_writes_it():
    stored = (FOLDER / "seattle_2013_temperatures.csv").read_bytes()
    lines = stored.decode("ascii").split("\n")
    assert lines[0] == "date,mean_fahrenheit"
    assert lines[-1] == ""
    assert all(re.fullmatch(r"2013-0[1-7]-\d\d,\d\d\.\d\d", line) for line in lines[1:-1])
    assert hashlib.sha256(stored).hexdigest() == "e8cfcf101bd5f0d586f94003075939aba3c5c63be793f701231c62e20c86c125"
