import numpy as np
import pytest

from helpers.beyond import warmup_cosine
from helpers.choosing_an_optimizer import train_one_epoch
from helpers.fair_comparison import FOUR, LAYER_DIMS, compare_beyond, compare_four, final, three_parts
from helpers.network import accuracy, compute_cost, forward_propagation, initialize_parameters, output_probabilities
from helpers.optimizers import adam, momentum
from helpers.pictures import choosing_an_optimizer as pictures
from helpers.plots import png
from helpers.training import train


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(pictures, "PAUSE", 0)


def lines(ax):
    return {str(line.get_label()).partition(",")[0]: line.get_ydata() for line in ax.get_lines()}


def test_the_first_race_is_at_one_rate_and_the_second_at_everyones_own():
    results = compare_four(0, 3)
    fig, alt = pictures.shared_rate(nets=3)
    own, own_alt = pictures.own_rates(nets=3)
    for name in FOUR:
        constant, decay = results[name, "constant"], results[name, "decay"]
        np.testing.assert_array_equal(lines(fig.axes[0])[name], constant.at_shared.mean(axis=0))
        np.testing.assert_array_equal(lines(own.axes[0])[name], constant.at_tuned.mean(axis=0))
        np.testing.assert_array_equal(lines(own.axes[1])[name], decay.at_tuned.mean(axis=0))
        assert f"{name} {final(constant.at_shared):.1%}" in alt.en
        assert f"{name} {final(decay.at_tuned):.1%}" in own_alt.en


def test_the_loop_of_one_epoch_makes_the_run_of_the_course():
    costs, accuracies = pictures.compute_run_of(train_one_epoch, adam(), 0.01, 3)
    parts = three_parts(0)
    X, Y = parts.practice
    history = train(*parts.training, LAYER_DIMS, adam(), 0.01, 3, X_test=X, Y_test=Y)
    np.testing.assert_allclose(costs, history.costs, rtol=1e-9)
    np.testing.assert_allclose(accuracies, history.test_accuracies)
    _, alt = pictures.yours_beside_ours(train_one_epoch, adam(), 0.01, epochs=3)
    assert "It lies on the reference" in alt.en


def test_another_optimizer_is_seen_to_leave_the_course_run():
    fig, alt = pictures.yours_beside_ours(train_one_epoch, momentum(), 1.0, epochs=3)
    reference, mine = (line.get_ydata() for line in fig.axes[0].get_lines())
    assert f"up to {np.max(np.abs(mine - reference)):.2g} in cost" in alt.en


def test_a_look_at_a_net_counts_what_it_misreads_and_shows_the_surest_first():
    parts, first = three_parts(0), initialize_parameters(LAYER_DIMS, 0)
    *_, parameters = pictures.epochs_of(train_one_epoch, adam(), 0.01, 64, 3, seed=0)
    look = pictures.compute_look(parameters, first, parts)
    X, Y = parts.practice
    shares = output_probabilities(forward_propagation(X, parameters)[0])
    assert look.accuracy == accuracy(X, Y, parameters) == 1 - len(look.misread) / X.shape[1]
    assert look.held_back == accuracy(*parts.held_back, parameters)
    assert look.practice_cost == compute_cost(forward_propagation(X, parameters)[0], Y)
    np.testing.assert_array_equal(look.learnt[5].ravel(), parameters["W1"][5] - first["W1"][5])
    surest = [shares[slip.read, np.all(slip.image.reshape(64, 1) == X, axis=0)].max() for slip in look.misread]
    assert surest == sorted(surest, reverse=True)
    assert all(slip.label != slip.read for slip in look.misread)


def test_a_mosaic_holds_each_image_once_in_reading_order():
    images = np.arange(6 * 64, dtype=float).reshape(6, 8, 8)
    laid = pictures.mosaic(images, columns=3)
    for i in range(6):
        row, column = divmod(i, 3)
        np.testing.assert_array_equal(laid[9 * row :, 9 * column :][:8, :8], images[i])
    assert np.isnan(laid).sum() == laid.size - images.size


def test_the_run_shown_first_is_finished_and_short_of_the_goal():
    watch = pictures.watch()
    history = train(*three_parts(0).training, LAYER_DIMS, adam(), 0.001, pictures.WATCHED)
    np.testing.assert_allclose(lines(watch.figure.axes[0])["training"], history.costs, rtol=1e-9)
    assert "epoch 20: 89.6% of the practice digits are read rightly. The goal: 97%." in watch.caption


def run(watch, **settings):
    watch.move(**settings)
    watch.press()
    watch.wait(60)
    assert watch.error is None
    return watch.caption


def test_the_best_settings_reach_the_goal_and_titles_and_digits_follow():
    watch = pictures.watch()
    assert watch.caption.startswith("A run of ours with these settings, as it ends. Adam, α = 0.001,")
    caption = run(watch, **pictures.BEST)
    assert "97.2% of the practice digits are read rightly. Goal reached in epoch " in caption
    cost, misread, learnt, slips = watch.figure.axes
    assert misread.get_title("left") == "97.2% right, 8 misread"
    assert misread.get_lines()[0].get_ydata()[-1] == pytest.approx(100 * 8 / 288)
    assert cost.get_title("left") == f"epoch 20: cost {lines(cost)['training'][-1]:.2g}"
    *_, parameters = pictures.epochs_of(train_one_epoch, adam(), 0.01, 64, pictures.WATCHED, seed=0)
    look = pictures.compute_look(parameters, initialize_parameters(LAYER_DIMS, 0), three_parts(0))
    first = int(np.argmax(np.array(misread.get_lines()[0].get_ydata()) <= 100 * (1 - pictures.GOAL))) + 1
    assert f"Goal reached in epoch {first}." in caption
    np.testing.assert_array_equal(np.ma.filled(learnt.images[0].get_array(), np.nan), pictures.mosaic(look.learnt, 8))
    assert [text.get_text() for text in slips.texts] == [
        f"{slip.label},\nread as {slip.read}" for slip in look.misread[: pictures.SHOWN]
    ]


def test_who_reaches_the_goal_and_leaves_it_again_has_reached_it():
    watch = pictures.watch()
    caption = run(watch, optimizer="gradient descent", exponent=-0.25, log_size=4)
    assert watch.figure.axes[1].get_lines()[0].get_ydata()[-1] > 100 * (1 - pictures.GOAL)
    assert "Goal reached in epoch 11." in caption


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "gradient descent", "exponent": 0.5, "log_size": 4},
        {"optimizer": "RMSprop", "exponent": 0.5, "log_size": 4},
        {"optimizer": "Adam", "exponent": -4, "log_size": 10},
    ],
)
def test_at_the_ends_of_the_controls_training_fails_without_an_error(settings, monkeypatch):
    monkeypatch.setattr(pictures, "WATCHED", 3)
    watch = pictures.watch()
    assert "epoch 3:" in run(watch, **settings)
    assert "The goal: 97%." in watch.caption


def test_a_net_that_misreads_fewer_than_are_shown_leaves_places_empty():
    fig, draw = pictures._board()
    slip = pictures.Misread(np.ones((8, 8)), 3, 8)
    for misread, title in (([slip], "misread, the surest first"), ([], "none misread")):
        draw([pictures.Look(0.1, 0.2, 1 - len(misread) / 288, 1.0, np.ones((16, 8, 8)), misread)])
        shown = [text.get_text() for text in fig.axes[3].texts]
        assert shown == ["3,\nread as 8"] * len(misread) + [""] * (pictures.SHOWN - len(misread))
        assert fig.axes[3].get_title("left") == title


def test_the_learners_loop_and_optimizers_are_the_ones_that_run():
    asked = []

    def loop(*arguments):
        asked.append(arguments[4].name)
        return train_one_epoch(*arguments)

    watch = pictures.watch(loop, {"Adam": adam(beta1=0.5)})
    assert asked == []  # what is shown at first is a run of ours, which takes no time of a slow learner's
    run(watch)
    assert asked == ["Adam"] * pictures.WATCHED


def test_what_is_new_is_drawn_as_computed():
    fig, alt = pictures.beyond(nets=3)
    schedule = lines(fig.axes[0])["warm-up"]
    np.testing.assert_allclose(schedule[[0, 10, 55, 100]], [0, 1, warmup_cosine(1.0, 55, 10, 100), 0], atol=1e-12)
    for name, result in compare_beyond(0, 3).items():
        np.testing.assert_array_equal(lines(fig.axes[1])[name], result.at_tuned.mean(axis=0))
        assert f"{name} {final(result.at_tuned):.1%}" in alt.en


@pytest.mark.parametrize(
    "picture",
    [
        lambda: pictures.shared_rate(nets=3),
        lambda: pictures.own_rates(nets=3),
        lambda: pictures.beyond(nets=3),
        lambda: pictures.yours_beside_ours(train_one_epoch, adam(), 0.01, epochs=3),
    ],
)
def test_every_picture_can_be_drawn_and_is_told(picture):
    fig, alt = picture()
    assert png(fig).startswith(b"\x89PNG")
    assert fig.get_figwidth() <= 8
    assert "{" not in alt.en
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in fig.axes)
