import numpy as np
import pytest

from helpers.adam import adam_step, update_parameters_with_adam
from helpers.four_optimizers import compare
from helpers.objectives import ravine
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


def test_turning_the_ravine_turns_the_paths_of_plain_descent_and_momentum_only():
    straight, turned = pictures.compute_paths(0.0), pictures.compute_paths(np.pi / 4)
    back = pictures._turn(-np.pi / 4)
    for name in ("gradient descent", "momentum"):
        np.testing.assert_allclose(turned[name] @ back.T, straight[name], atol=1e-9)
    for name in ("RMSprop", "Adam"):
        ends = [ravine(1, 100).value(path[-1]) for path in (straight[name], turned[name] @ back.T)]
        assert ends[1] > 5 * ends[0]


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


def test_the_goal_is_reached_where_the_lesson_says_and_not_at_the_usual_memory():
    assert pictures.compute_walk(0.15, 0.5).steps < pictures.GOAL_STEPS
    at_the_usual = [pictures.compute_walk(rate, 0.9).steps for rate in np.arange(0.02, 0.51, 0.04)]
    assert all(80 < steps < 120 for steps in at_the_usual)


def test_a_walk_counts_the_steps_until_its_cost_stays_low():
    walk = pictures.compute_walk(0.15, 0.5)
    assert walk.cost[int(walk.steps) - 1] > pictures.GOAL
    assert np.all(walk.cost[int(walk.steps) :] <= pictures.GOAL)


def test_the_explorer_says_what_it_draws():
    explorer = pictures.explorer()
    assert "is not below 0.0001 for good after 150 steps" in explorer.caption
    explorer.move(learning_rate=0.15, beta1=0.5)
    assert explorer.caption == str(pictures.walk(0.15, 0.5)[1])
    assert explorer.caption.endswith("Goal reached.")
    np.testing.assert_allclose(
        explorer.figure.axes[0].get_lines()[1].get_xydata(), pictures.compute_walk(0.15, 0.5).path
    )


@pytest.mark.parametrize("draw", [pictures.first_steps, pictures.paths, lambda: pictures.walk(0.1, 0.9)])
def test_static_pictures_can_be_drawn_and_described(draw):
    fig, alt = draw()
    assert fig.get_figwidth() <= 8
    assert png(fig).startswith(b"\x89PNG")
    assert "{" not in str(alt)
    for ax in fig.axes:
        assert ax.get_xlabel()
        assert ax.get_ylabel()
