"""The exercise whose answers are judged by their properties: what the catalogue's tests do not reach."""

import numpy as np
import pytest

from helpers.saddle_points import escape_saddle
from testcases import EXERCISES, escape_saddle_test_case, judge

ESCAPE = EXERCISES["escape_saddle"]


def with_noise(draw):
    def answer(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
        rng, path = np.random.default_rng(seed), [x0]
        for _ in range(steps):
            path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * draw(rng, x0.size)))
        return np.array(path)

    return answer


@pytest.mark.parametrize("seed", range(40))
def test_right_noise_passes_whatever_the_seed_of_the_cases(seed):
    assert judge(ESCAPE, with_noise(lambda rng, dim: rng.standard_normal(dim)), seed).passed


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda rng, dim: np.abs(rng.normal(size=dim)), "signs of the noise: +"),
        (lambda rng, dim: 0.7 + 0.7 * rng.normal(size=dim), "mean of the noise over noise: 0."),
        (lambda rng, dim: 2 * rng.normal(size=dim), "root mean square over noise: 2"),
        (lambda rng, dim: rng.normal(size=dim) / 2, "root mean square over noise: 0.5"),
        (lambda rng, dim: np.round(rng.random()) * rng.normal(size=dim), "steps with noise: "),
        (lambda rng, dim: rng.normal(size=dim) + np.nan, "path[1, 0] = nan"),
    ],
)
def test_noise_that_is_not_as_asked_for_is_described(draw, said):
    verdict = judge(ESCAPE, with_noise(draw))
    assert not verdict.passed
    assert said in verdict.message("en")


@pytest.mark.parametrize(
    "result",
    [
        None,
        3.0,
        "path",
        [],
        [[1.0, 2.0], [3.0]],
        np.zeros((7, 2), bool),
        np.zeros((0, 2)),
        np.zeros((7, 2, 1)),
        np.full((7, 2), np.nan),
    ],
)
def test_what_is_no_path_is_rejected_without_a_name(result):
    verdict = judge(ESCAPE, lambda *arguments: result)
    assert not verdict.passed
    assert verdict.mistake is None


def test_a_wrong_descent_of_no_known_kind_has_no_name():
    def twice_the_rate(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
        return escape_saddle(grad, x0, 2 * learning_rate, steps, noise, seed)

    verdict = judge(ESCAPE, twice_the_rate)
    assert not verdict.passed
    assert verdict.mistake is None


@pytest.mark.parametrize("mistake", [pytest.param(mistake, id=mistake.name.en) for mistake in ESCAPE.mistakes])
@pytest.mark.parametrize("stream", [1000, 2000])
def test_a_known_mistake_is_named_with_another_stream_of_noise(mistake, stream):
    def learners(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
        return mistake.function()(grad, x0, learning_rate, steps, noise, seed + stream)

    assert judge(ESCAPE, learners).mistake is mistake


def test_the_test_case_is_the_lessons_saddle():
    grad, x0 = escape_saddle_test_case()
    assert grad(np.array([0.5, 2.0])).tolist() == [1.0, -4.0 + 8.0]
    assert x0.tolist() == [1.0, 0.0]
    assert "0x" not in repr(grad)
