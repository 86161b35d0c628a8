import dataclasses

import numpy as np
import pytest

from helpers.adam import adam_step, update_parameters_with_adam
from helpers.four_optimizers import compare
from helpers.pictures import adam as pictures
from helpers.plots import png


def line(ax, label):
    return next(line for line in ax.get_lines() if str(line.get_label()).startswith(label))


def test_the_first_steps_are_those_of_the_formula():
    lengths = pictures.compute_first_steps(steps=50)
    v, s = np.zeros((2, 1))
    for t in range(1, 51):
        _, v, s, v_corrected, s_corrected = adam_step(np.zeros(1), np.ones(1), v, s, t)
        expected = {
            "both corrected": v_corrected / np.sqrt(s_corrected),
            "neither": v / np.sqrt(s),
            "only v": v_corrected / np.sqrt(s),
            "only s": v / np.sqrt(s_corrected),
        }
        for name, value in expected.items():
            assert lengths[name][t - 1] == pytest.approx(value[0], rel=1e-9)


def test_the_walk_in_the_bowl_begins_with_these_lengths():
    path = pictures.compute_bowl(np.array([31.6, 1.0]), learning_rate=0.1, steps=2)
    assert path[:2] == pytest.approx([1, 1 - 3.16])


# --- the race ---------------------------------------------------------------------------------------------------------

SURFACES = list(pictures.SURFACES)


@pytest.mark.parametrize("surface", SURFACES)
def test_the_minima_are_minima_and_the_start_is_far_from_them_and_seen(surface):
    place = pictures.SURFACES[surface]
    np.testing.assert_allclose(place.cost.gradient(place.minima), 0, atol=1e-12)
    assert np.all(np.linalg.eigvalsh(place.cost.hessian(place.minima)) > 0)
    assert np.all(np.linalg.norm(place.minima - place.start, axis=1) > 1)
    left, right, low, high = place.view
    for point in (place.start, *place.minima):
        assert left < point[0] < right
        assert low < point[1] < high


def test_plain_descent_in_the_ravine_is_the_closed_form():
    run = pictures.compute_run("ravine", "gradient_descent", -1.1)
    factors = 1 - 10**-1.1 * np.array([1.0, pictures.KAPPA])
    expected = pictures.SURFACES["ravine"].start * factors ** np.arange(pictures.STEPS + 1)[:, None]
    np.testing.assert_allclose(run.path, expected, atol=1e-12)
    near = np.linalg.norm(expected, axis=1) <= pictures.NEAR
    assert run.arrival == np.argmax(near)


def test_a_run_that_leaves_for_good_is_drawn_no_further():
    run = pictures.compute_run("ravine", "gradient_descent", 1.0)
    assert np.isinf(run.arrival)
    assert np.isnan(run.distance[-1])
    assert np.nanmax(np.abs(run.path)) < 100


def test_a_run_that_comes_and_leaves_again_arrives_when_it_stays():
    run = pictures.compute_run("turned", "rmsprop", -1.3)
    inside = run.distance <= pictures.NEAR
    assert np.argmax(inside) < run.arrival - 1
    assert not inside[int(run.arrival) - 1]
    assert np.all(inside[int(run.arrival) :])


def test_turning_the_ravine_turns_the_paths_of_plain_descent_and_momentum_only():
    back = np.stack([pictures.ALONG, pictures.ACROSS], axis=1)
    rates = pictures.find_best_rates("ravine")
    for name, exponent in rates.items():
        straight, turned = (pictures.compute_run(surface, name, exponent) for surface in ("ravine", "turned"))
        if name in ("gradient_descent", "momentum"):
            np.testing.assert_allclose(turned.path @ back, straight.path, atol=1e-9)
        else:
            assert turned.arrival > 1.5 * straight.arrival


@pytest.mark.parametrize("surface", SURFACES)
def test_the_rounding_of_another_machine_decides_nobodys_arrival(surface, monkeypatch):
    def arrivals():
        pictures.compute_run.cache_clear()
        return {
            (name, x): pictures.compute_run(surface, name, x).arrival
            for name in pictures.OPTIMIZERS
            for x in pictures.EXPONENTS
        }

    here, place = arrivals(), pictures.SURFACES[surface]
    elsewhere = dataclasses.replace(place, start=place.start * (1 + 1e-15))
    monkeypatch.setitem(pictures.SURFACES, surface, elsewhere)
    assert arrivals() == here
    pictures.compute_run.cache_clear()


@pytest.mark.parametrize("surface", SURFACES)
def test_on_each_surface_the_best_rates_reach_the_goal_and_the_shared_start_does_not(surface):
    race = pictures.explorer()
    race.move(surface=surface)
    assert not race.reached
    assert "They share one rate" in race.caption
    race.press()
    assert race.reached
    assert race.state["surface"] == surface


@pytest.mark.parametrize(
    ("surface", "words"), [("ravine", "α = 0.05."), ("saddle", "No single"), ("plateau", "No single")]
)
def test_one_rate_for_all_is_enough_in_the_ravine_only(surface, words):
    shared = pictures.find_shared_rate(surface)
    in_time = [
        x
        for x in pictures.EXPONENTS
        if all(pictures.compute_run(surface, name, x).arrival <= pictures.GOAL_STEPS for name in pictures.OPTIMIZERS)
    ]
    assert (shared in in_time) if in_time else (shared is None)
    race = pictures.explorer()
    race.move(surface=surface)
    race.press()
    assert race.caption.endswith(words if surface == "ravine" else "would do that for all four here.")


def test_the_rates_that_do_in_the_ravine_and_on_the_plateau_are_those_of_the_answer():
    def in_time(surface, name):
        return [x for x in pictures.EXPONENTS if pictures.compute_run(surface, name, x).arrival <= pictures.GOAL_STEPS]

    assert min(in_time("plateau", "gradient_descent")) == -0.7  # 0.2
    assert min(in_time("plateau", "momentum")) == -0.1  # 0.8
    assert {-1.3} < set(in_time("plateau", "rmsprop")) & set(in_time("ravine", "rmsprop"))  # 0.05
    assert set(pictures.EXPONENTS[9:24]) <= set(in_time("plateau", "adam")) & set(in_time("ravine", "adam"))  # 0.08 … 2


@pytest.mark.parametrize(
    ("moves", "words", "state"),
    [
        ({"gradient_descent": -0.8}, "gradient descent (α = 0.16) flies away;", "α = 0.16: flies away"),
        ({"gradient_descent": -0.8}, "None arrives in time yet: move each rate until it does.", None),
        ({"gradient_descent": -0.9}, "Keep the rates that arrive in time, and move the others.", "α = 0.13: 18 steps"),
        ({"gradient_descent": -1.9}, "None arrives in time yet", "α = 0.013: over 80 steps"),
        ({"surface": "plateau", "gradient_descent": 0.0, "rmsprop": 0.6}, "RMSprop (α = 4) flies away;", None),
    ],
)
def test_the_advice_fits_the_state(moves, words, state):
    race = pictures.explorer()
    race.move(**moves)
    assert words in race.caption
    assert state is None or race.figure.texts[1].get_text() == state


def test_the_race_draws_and_says_what_it_computes():
    race = pictures.explorer()
    race.move(surface="saddle", momentum=0.0, adam=-0.4)
    left, right = race.figure.axes
    run = pictures.compute_run("saddle", "adam", -0.4)
    track = next(drawn for drawn in left.get_lines() if drawn.get_marker() == "D")
    np.testing.assert_array_equal(track.get_xydata(), run.path)
    np.testing.assert_array_equal(line(right, "adam").get_ydata(), run.distance)
    assert f"Adam (α = 0.4) after {run.arrival:.0f} steps" in race.caption
    said = [text.get_text() for text in race.figure.texts]
    assert said[6:] == ["Adam", f"α = 0.4: {run.arrival:.0f} steps"]
    assert said[:2] == ["gradient descent", "α = 0.01: over 80 steps"]
    assert left.get_title("left") == "Saddle"
    assert len([lines for lines in left.collections if lines.get_visible()]) == 1


def test_the_paths_say_who_arrives_when():
    _, alt = pictures.paths()
    for name, exponent in pictures.find_best_rates("ravine").items():
        run = pictures.compute_run("turned", name, exponent)
        assert f"{pictures.TITLES[name].en}: {run.arrival:.0f} steps" in str(alt).split("turned by 45°")[1]


# --- the networks, and yours ------------------------------------------------------------------------------------------


def test_the_comparison_draws_the_medians_and_says_them():
    fig, alt = pictures.comparison("digits", seed=0, quick=True)
    for name, result in compare("digits", 0, 8).items():
        for ax, which in zip(fig.axes, ("shared", "tuned"), strict=True):
            median = np.median(result.accuracies[which], axis=0)
            np.testing.assert_array_equal(line(ax, name).get_ydata(), median)
            np.testing.assert_array_equal(line(ax, name).get_xdata(), result.epochs)
            assert f"{median[-1]:.3f}" in str(alt)


def test_a_right_answer_lies_on_the_reference_and_a_wrong_one_leaves_it():
    _, alt = pictures.yours_beside_ours(lambda *arguments: update_parameters_with_adam(*arguments)[:3])
    assert str(alt).startswith("The path lies on the reference's: 60 steps")

    def uphill(parameters, grads, v, s, t, rate, *settings):
        moved, v, s, *_ = update_parameters_with_adam(parameters, grads, v, s, t, rate, *settings)
        return {key: 2 * parameters[key] - w for key, w in moved.items()}, v, s

    _, alt = pictures.yours_beside_ours(uphill)
    assert str(alt).startswith("Your path leaves the reference's by up to ")


def test_an_answer_that_works_in_place_draws_the_same_path():
    def in_place(parameters, grads, v, s, t, rate, *settings):
        results = update_parameters_with_adam(parameters, grads, v, s, t, rate, *settings)
        for given, new in zip((parameters, v, s), results, strict=False):
            for key, array in given.items():
                array[...] = new[key]
        return parameters, v, s

    fig, _ = pictures.yours_beside_ours(in_place)
    for one, other in zip(
        line(fig.axes[0], "yours").get_data(), line(fig.axes[0], "reference").get_data(), strict=True
    ):
        np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("draw", [pictures.first_steps, pictures.paths])
def test_static_pictures_can_be_drawn_and_described(draw):
    fig, alt = draw()
    assert fig.get_figwidth() <= 8
    assert png(fig).startswith(b"\x89PNG")
    assert "{" not in str(alt)
    for ax in fig.axes:
        assert ax.get_xlabel()
        assert ax.get_ylabel()
