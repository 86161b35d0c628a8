import datetime
import hashlib
import re
from itertools import pairwise

import numpy as np
import pytest

from helpers.data import FOLDER, load_digits, load_temperatures, split, two_moons
from helpers.data.cut_digits import cut as cut_digits
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


# ── digits ──


def test_the_digits_are_all_there_and_look_like_digits():
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8)
    assert digits.labels.shape == (1797,)
    assert (digits.images.min(), digits.images.max()) == (0, 16)
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    means = np.array([digits.images[digits.labels == label].mean(axis=0) for label in range(10)])
    distances = np.linalg.norm(digits.images[:, np.newaxis] - means, axis=(2, 3))
    assert np.mean(distances.argmin(axis=1) == digits.labels) > 0.9  # an image is nearest to its own digit's mean


def test_a_network_gets_columns_from_0_to_1_and_one_hot_targets():
    digits = load_digits()
    assert digits.X.shape == (64, 1797)
    assert digits.Y.shape == (10, 1797)
    np.testing.assert_array_equal(digits.X[:, 5].reshape(8, 8) * 16, digits.images[5])
    np.testing.assert_array_equal(digits.Y.argmax(axis=0), digits.labels)
    np.testing.assert_array_equal(digits.Y.sum(axis=0), 1)
    for array in (digits.images, digits.X, digits.labels, digits.Y):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_stored_digits_are_small_and_those_of_the_source():
    path = FOLDER / "digits.npz"
    assert path.stat().st_size < 100_000
    with np.load(path) as stored:
        images, labels = stored["images"], stored["labels"]
    assert images.dtype == labels.dtype == np.uint8
    content = images.tobytes() + labels.tobytes()
    assert hashlib.sha256(content).hexdigest() == "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
    note = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    for word in ("UCI", "Alpaydin", "CC BY 4.0", "digits.csv.gz", "cut_digits.py"):
        assert word in note


def test_cutting_digits_keeps_every_number():
    numbers = np.arange(65 * 2) % 17
    images, labels = cut_digits([",".join(map(str, row)) for row in numbers.reshape(2, 65)])
    np.testing.assert_array_equal(np.column_stack([images.reshape(2, 64), labels]), numbers.reshape(2, 65))


@pytest.mark.usefixtures("global_random_state_untouched")
def test_a_split_holds_each_sample_once_and_keeps_pairs_together():
    X, Y = np.arange(20).reshape(2, 10), np.arange(10).reshape(1, 10)
    parts = split(X, Y, test_share=0.3, seed=1)
    assert parts.X_test.shape == (2, 3)
    assert sorted([*parts.Y_train[0], *parts.Y_test[0]]) == list(range(10))
    for X_part, Y_part in ((parts.X_train, parts.Y_train), (parts.X_test, parts.Y_test)):
        np.testing.assert_array_equal(X_part[0], Y_part[0])
    assert not np.array_equal(parts.Y_test, split(X, Y, test_share=0.3, seed=2).Y_test)
    np.testing.assert_array_equal(parts.Y_test, split(X, Y, test_share=0.3, seed=1).Y_test)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((2, 3)), np.ones((1, 4))), "X and Y must have as many columns"),
        ((np.ones((2, 3)), np.ones((1, 3)), 1.0), "test_share must be"),
        ((np.ones((2, 3)), np.ones((1, 3)), 0.01), "test_share must leave a sample in both parts"),
    ],
)
def test_a_split_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        split(*arguments)


# ── two moons ──


def test_moons_without_noise_lie_on_their_half_circles():
    X, Y = two_moons(m=101, noise=0.0)
    assert X.shape == (2, 101)
    assert Y.shape == (1, 101)
    assert Y.sum() == 50
    outer, inner = X[:, Y[0] == 0], X[:, Y[0] == 1] - [[1.0], [0.5]]
    np.testing.assert_allclose(np.linalg.norm(outer, axis=0), 1)
    np.testing.assert_allclose(np.linalg.norm(inner, axis=0), 1)
    assert np.all(outer[1] > -1e-12)
    assert np.all(inner[1] < 1e-12)


@pytest.mark.usefixtures("global_random_state_untouched")
def test_the_moons_noise_has_its_size_and_seed():
    (clean, _), (noisy, _), (other, _) = two_moons(5000, 0.0), two_moons(5000, 0.3), two_moons(5000, 0.3, seed=1)
    assert np.std(noisy - clean) == pytest.approx(0.3, rel=0.03)
    assert not np.any(noisy == other)


@pytest.mark.parametrize(("settings", "name"), [({"m": 1}, "m"), ({"noise": -1.0}, "noise"), ({"seed": -1}, "seed")])
def test_moons_out_of_range_are_refused(settings, name):
    with pytest.raises(ValueError, match=f"{name} must be at least"):
        two_moons(**settings)
