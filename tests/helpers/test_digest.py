import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from helpers.digest import digest
from helpers.plots import png

X = np.linspace(0.0, 3.0, 7)
Y = np.array([0.4, -1.3, 2.1, 0.0, 0.7, 1.9, -0.6])
GRID = np.outer(np.linspace(-1, 1, 5), np.linspace(-2, 1, 6)) + 0.1


def picture(paint, *data, **axes_settings):
    figure = Figure()
    axes = figure.subplots()
    paint(axes, *data)
    axes.set(**axes_settings)
    return figure


def line(axes, y):
    axes.plot(X, y)


def grid_with(datum):
    grid = GRID.copy()
    grid[2, 3] = datum
    return grid


# Each draws its datum `d`, which is near 1.23456, beside others.
PAINTERS = {
    "line": lambda axes, d: axes.plot(X, [*Y[:-1], d]),
    "line, along x": lambda axes, d: axes.plot([*X[:-1], d], Y),
    "scatter": lambda axes, d: axes.scatter(X, [*Y[:-1], d]),
    "colours of a scatter": lambda axes, d: axes.scatter(X, Y, c=[*Y[:-1], d]),
    "bars": lambda axes, d: axes.bar([0, 1, 2], [1, d, 2]),
    "bars lying": lambda axes, d: axes.barh([0, 1, 2], [1, 2, 3], left=[0, d, 0]),
    "histogram": lambda axes, d: axes.hist([0.1, 0.2, 3.0], bins=[0, d, 4]),
    "image": lambda axes, d: axes.imshow(grid_with(d)),
    "extent of an image": lambda axes, d: axes.imshow(GRID, extent=(0, d, 0, 1)),
    "range of the colours": lambda axes, d: axes.imshow(GRID, vmax=d),
    "mesh": lambda axes, d: axes.pcolormesh(grid_with(d)),
    "grid of a mesh": lambda axes, d: axes.pcolormesh([0, d, 2], [0, 1, 2], GRID[:2, :2]),
    "contour": lambda axes, d: axes.contour(GRID * d, levels=[-1, 0.5, 1]),
    "filled contour": lambda axes, d: axes.contourf(GRID, levels=[-1, 0.5, d]),
    "area": lambda axes, d: axes.fill_between(X, [*Y[:-1], d], -2),
    "polygon": lambda axes, d: axes.fill([0, 1, d], [0, 1, 0]),
    "horizontal line": lambda axes, d: axes.axhline(d),
    "vertical lines": lambda axes, d: axes.vlines([0, d], 0, 1),
    "slanted line": lambda axes, d: axes.axline((0, 0), slope=d),
    "slanted line through points": lambda axes, d: axes.axline((0, 0), (1, d)),
    "band": lambda axes, d: axes.axvspan(0, d),
    "coloured segments": lambda axes, d: axes.add_collection(
        LineCollection([[(0, 0), (1, 1)], [(1, 1), (2, 0)]], array=[0, d])
    ),
    "arrows": lambda axes, d: axes.quiver(X, Y, X, [*Y[:-1], d]),
    "arrow": lambda axes, d: axes.arrow(0, 0, 1, d),
    "error bars": lambda axes, d: axes.errorbar(X, Y, yerr=d),
    "place of a text": lambda axes, d: axes.text(0.5, d, "here"),
    "end of an arrow with a text": lambda axes, d: axes.annotate("here", (0.5, d), (0.1, 0.2), arrowprops={}),
    "inset": lambda axes, d: axes.inset_axes((0.5, 0.5, 0.4, 0.4)).plot(X, [*Y[:-1], d]),
    "axis limits": lambda axes, d: axes.set_xlim(0, d),
    "second axis": lambda axes, d: axes.twinx().plot(X, [*Y[:-1], d]),
    "line on a logarithmic axis": lambda axes, d: axes.semilogy(X, [1e6, *Y[1:-1] ** 2 + 1, d]),
}


@pytest.fixture(params=PAINTERS)
def paint(request):
    return PAINTERS[request.param]


def test_is_twelve_digits_and_the_same_for_the_same_picture(paint):
    first = digest(picture(paint, 1.23456))
    assert len(first) == 12
    assert int(first, 16) >= 0
    assert digest(picture(paint, 1.23456)) == first


def test_changes_with_the_sixth_digit_of_a_datum(paint):
    assert digest(picture(paint, 1.23456)) != digest(picture(paint, 1.23457))


def test_does_not_change_with_the_ninth_digit_of_a_datum(paint):
    assert digest(picture(paint, 1.23456)) == digest(picture(paint, 1.23456001))


def test_does_not_change_when_the_picture_is_drawn(paint):
    figure = picture(paint, 1.23456)
    before = digest(figure)
    png(figure)
    assert digest(figure) == before


@pytest.mark.parametrize(
    "noise", [-0.0, 1e-17, -1e-17, 1e-16 * np.sin(np.arange(7)), np.spacing(1.0) * np.array([1, -1, 0, 1, -1, 1, 0])]
)
def test_does_not_change_with_rounding_noise(noise):
    assert digest(picture(line, Y + noise)) == digest(picture(line, Y))


def test_a_line_of_nothing_but_noise_is_zero_beside_a_real_one():
    def two_lines(axes, flat):
        axes.plot(X, Y)
        axes.plot(X, flat)

    flats = np.zeros(7), np.full(7, -0.0), 1e-17 * np.sin(X)
    assert len({digest(picture(two_lines, flat)) for flat in flats}) == 1


def test_noise_does_not_flip_numbers_half_way_between_two_roundings():
    halves = 0.5 ** np.arange(8, 15)  # 1/1024 = 0.0009765625 has its seventh digit at 5
    noisy = halves * (1 + 4e-16 * np.array([1, -1, 1, -1, 1, -1, 1]))
    assert digest(picture(line, halves)) == digest(picture(line, noisy))


def test_small_values_count_on_a_logarithmic_axis():
    def errors(axes, last):
        axes.plot(X, [1e3, 1, 1e-3, 1e-5, 1e-7, 1e-9, last])

    def drawn(last, scale):
        return digest(picture(errors, last, yscale=scale, ylim=(1e-12, 1e4)))

    assert drawn(1.0e-11, "linear") == drawn(1.1e-11, "linear")
    assert drawn(1.0e-11, "log") != drawn(1.1e-11, "log")


@pytest.mark.parametrize(
    "change",
    [
        lambda figure, axes: axes.set_title("another"),
        lambda figure, axes: axes.set_title("another", loc="left"),
        lambda figure, axes: axes.set_xlabel("another"),
        lambda figure, axes: axes.set_ylabel("another"),
        lambda figure, axes: figure.suptitle("another"),
        lambda figure, axes: figure.text(0, 0, "another"),
        lambda figure, axes: axes.text(1, 1, "another"),
        lambda figure, axes: axes.annotate("another", (1, 1)),
        lambda figure, axes: axes.legend(["another"]),
        lambda figure, axes: axes.legend(title="another"),
        lambda figure, axes: figure.legend(["another"]),
        lambda figure, axes: axes.set_xscale("symlog"),
        lambda figure, axes: axes.set_ylim(-9, 9),
        lambda figure, axes: axes.invert_yaxis(),
        lambda figure, axes: axes.set_xticks([0, 1], ["here", "there"]),
        lambda figure, axes: axes.lines[0].set_visible(False),
        lambda figure, axes: axes.lines[0].remove(),
        lambda figure, axes: axes.plot(X, Y),
        lambda figure, axes: figure.add_axes((0, 0, 0.1, 0.1)),
    ],
)
def test_changes_with_words_axes_and_artists(change):
    def legended(axes):
        axes.plot(X, Y, label="one")
        axes.legend()

    figure = picture(legended)
    before = digest(figure)
    change(figure, figure.axes[0])
    assert digest(figure) != before


@pytest.mark.parametrize("names", [["GD", "Adam"], ["GD", "momentum"]])
def test_names_of_bars_count(names):
    one, other = (picture(lambda axes, names=n: axes.bar(names, [1, 2])) for n in (names, ["A", "B"]))
    assert digest(one) != digest(other)


def test_colours_and_widths_do_not_count():
    plain = picture(line, Y)
    thick = picture(lambda axes: axes.plot(X, Y, color="red", linewidth=5))
    assert digest(plain) == digest(thick)


def test_moving_an_artist_counts():
    figure = picture(line, Y)
    before = digest(figure)
    artist = figure.axes[0].lines[0]
    artist.set_ydata(Y + 0.25 * np.eye(7)[3])
    assert digest(figure) != before
    artist.set_ydata(Y)
    assert digest(figure) == before


def test_gaps_masks_and_dates_are_data():
    gap = np.where(np.arange(7) == 3, np.nan, Y)
    masked = np.ma.masked_where(np.arange(7) == 3, Y)
    dates = np.datetime64("2013-01-01") + np.arange(7)
    assert digest(picture(line, gap)) == digest(picture(line, masked)) != digest(picture(line, Y))
    one, other = (picture(lambda axes, first=first: axes.plot(dates + first, Y)) for first in (0, 1))
    assert digest(one) != digest(other)


def test_colour_bars_count_and_do_not_change_when_drawn():
    def barred(axes, highest):
        axes.figure.colorbar(axes.imshow(GRID, vmax=highest), label="cost")

    figure = picture(barred, 1.23456)
    before = digest(figure)
    png(figure)
    assert digest(figure) == before == digest(picture(barred, 1.23456 * (1 + 1e-15)))
    assert before != digest(picture(barred, 1.23457))


def test_known_value():
    """The digits are the same on every machine; change them only with the definition of the digest."""
    assert digest(picture(line, Y)) == "353ae4d9642a"
