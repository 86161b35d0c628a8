import math

import numpy as np
import optax
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.decay import exponential_decay, schedule_lr_decay, sqrt_decay, staircase_decay, update_lr

EPOCHS = 300
rates = st.floats(1e-6, 10)
epochs = st.integers(0, 10**6)
pytestmark = pytest.mark.usefixtures("jax_float64")


def curve(schedule):
    return np.array([schedule(epoch) for epoch in range(EPOCHS)])


def agree(ours, theirs):
    np.testing.assert_allclose(curve(ours), [float(theirs(epoch)) for epoch in range(EPOCHS)], rtol=1e-12, atol=0)


# ── independent schedules ──


@pytest.mark.parametrize("base", [1.0, 0.99, 0.95])
def test_exponential_decay_is_that_of_optax(base):
    agree(lambda e: exponential_decay(0.3, e, base), optax.exponential_decay(0.3, 1, base))


@pytest.mark.parametrize(("factor", "interval"), [(0.5, 10), (0.9, 1), (0.3, 77)])
def test_staircase_decay_is_that_of_optax(factor, interval):
    theirs = optax.exponential_decay(0.3, interval, factor, staircase=True)
    np.testing.assert_allclose(
        curve(lambda e: staircase_decay(0.3, e, factor, interval)), [float(theirs(e)) for e in range(EPOCHS)], rtol=1e-9
    )


def test_staircase_decay_is_a_piecewise_constant_schedule_of_optax():
    drops = dict.fromkeys(range(100, EPOCHS, 100), 0.5)
    theirs = optax.piecewise_constant_schedule(0.3, drops)
    agree(lambda e: staircase_decay(0.3, e, 0.5, 100), theirs)


@pytest.mark.parametrize("decay_rate", [0.0, 0.1, 1.0, 7.5])
def test_update_lr_is_the_inverse_of_a_straight_line_of_optax(decay_rate):
    """1/α grows like a line, which is a polynomial schedule of power 1 from 1/α₀ on."""
    line = optax.polynomial_schedule(1 / 0.3, (1 + decay_rate * EPOCHS) / 0.3, 1, EPOCHS)
    agree(lambda e: update_lr(0.3, e, decay_rate), lambda e: 1 / line(e))


@pytest.mark.parametrize(("decay_rate", "interval"), [(0.0, 10), (1.0, 10), (0.4, 77)])
def test_schedule_lr_decay_joins_constant_schedules_of_optax(decay_rate, interval):
    starts = range(0, EPOCHS, interval)
    stairs = [optax.constant_schedule(0.3 / (1 + decay_rate * n)) for n in range(len(starts))]
    theirs = optax.join_schedules(stairs, list(starts)[1:])
    agree(lambda e: schedule_lr_decay(0.3, e, decay_rate, interval), theirs)


def test_sqrt_decay_is_the_inverse_square_root_of_a_line_of_optax():
    """1/α² grows like a line from 1/(k α₀)² on, one for each t."""
    k, rate = 2.0, 0.3
    line = optax.linear_schedule(1 / (k * rate) ** 2, (1 + EPOCHS) / (k * rate) ** 2, EPOCHS)
    agree(lambda e: sqrt_decay(rate, e + 1, k), lambda e: 1 / line(e) ** 0.5)


def torch_rates(scheduler):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    schedule, lrs = scheduler(optimizer), []
    for _ in range(EPOCHS):
        lrs.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return lrs


def test_exponential_and_staircase_are_those_of_torch():
    schedulers = torch.optim.lr_scheduler
    powers = torch_rates(lambda optimizer: schedulers.ExponentialLR(optimizer, 0.95))
    stairs = torch_rates(lambda optimizer: schedulers.StepLR(optimizer, 30, 0.5))
    np.testing.assert_allclose(curve(lambda e: exponential_decay(0.3, e)), powers, rtol=1e-12)
    np.testing.assert_allclose(curve(lambda e: staircase_decay(0.3, e, 0.5, 30)), stairs, rtol=1e-12)


# ── relations ──


@given(rates, epochs, st.floats(0, 10))
def test_an_interval_of_one_is_no_staircase(rate, epoch, decay_rate):
    assert schedule_lr_decay(rate, epoch, decay_rate, 1) == update_lr(rate, epoch, decay_rate)


@given(rates, st.integers(0, 1000), st.floats(0.01, 1))
def test_a_staircase_of_one_epoch_is_exponential(rate, epoch, factor):
    assert staircase_decay(rate, epoch, factor, 1) == exponential_decay(rate, epoch, factor)


@given(rates, st.floats(0, 10), st.floats(0.01, 1), st.integers(1, 100))
def test_every_schedule_starts_at_the_full_rate(rate, decay_rate, factor, interval):
    for first in (
        update_lr(rate, 0, decay_rate),
        schedule_lr_decay(rate, 0, decay_rate, interval),
        exponential_decay(rate, 0, factor),
        sqrt_decay(rate, 1),
        staircase_decay(rate, 0, factor, interval),
    ):
        assert first == rate


@given(rates, epochs, st.floats(0, 10), st.floats(0.01, 1), st.integers(1, 100))
def test_no_rate_ever_rises_or_falls_below_zero(rate, epoch, decay_rate, factor, interval):
    for schedule in (
        lambda e: update_lr(rate, e, decay_rate),
        lambda e: schedule_lr_decay(rate, e, decay_rate, interval),
        lambda e: exponential_decay(rate, e, factor),
        lambda e: sqrt_decay(rate, e + 1),
        lambda e: staircase_decay(rate, e, factor, interval),
    ):
        assert 0 <= schedule(epoch + 1) <= schedule(epoch) <= rate


def test_the_rates_that_docstrings_and_lesson_state():
    assert update_lr(0.2, 10, 0.1) == pytest.approx(0.1)
    assert math.log(0.5, 0.95) == pytest.approx(13.5, abs=0.05)
    assert sum(exponential_decay(0.1, e, 0.5) for e in range(200)) == pytest.approx(2 * 0.1)
    assert schedule_lr_decay(0.2, 999, 1.0) == 0.2
    assert schedule_lr_decay(0.2, 1000, 1.0) == 0.1


def test_numpy_numbers_are_taken():
    assert update_lr(np.float32(0.5), np.int64(1), np.float64(1)) == 0.25


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: update_lr(0, 1, 0.1), ValueError, "learning_rate0 must be above 0 and finite; got 0"),
        (lambda: update_lr(0.1, -1, 0.1), ValueError, "epoch_num must be at least 0; got -1"),
        (lambda: update_lr(0.1, 1.5, 0.1), TypeError, "epoch_num must be a whole number; got 1.5"),
        (lambda: update_lr(0.1, 1, -0.1), ValueError, "decay_rate must be at least 0 and finite; got -0.1"),
        (lambda: schedule_lr_decay(0.1, 1, 0.1, 0), ValueError, "time_interval must be at least 1; got 0"),
        (lambda: schedule_lr_decay(0.1, -5, 0.1), ValueError, "epoch_num must be at least 0; got -5"),
        (lambda: schedule_lr_decay("a", 1, 0.1), TypeError, "learning_rate0 must be a number; got 'a'"),
        (lambda: exponential_decay(0.1, 1, 1.5), ValueError, "base must be above 0 and at most 1; got 1.5"),
        (lambda: exponential_decay(0.1, 1, 0.0), ValueError, "base must be above 0 and at most 1; got 0.0"),
        (lambda: sqrt_decay(0.1, 0), ValueError, "t must be at least 1; got 0"),
        (lambda: sqrt_decay(0.1, 1, 0), ValueError, "k must be above 0 and finite; got 0"),
        (lambda: staircase_decay(0.1, 1, 0, 5), ValueError, "factor must be above 0 and at most 1; got 0"),
        (lambda: staircase_decay(0.1, 1, 0.5, 2.0), TypeError, "interval must be a whole number; got 2.0"),
        (lambda: staircase_decay(0.1, True, 0.5, 2), TypeError, "epoch_num must be a whole number; got True"),
    ],
)
def test_refuses_bad_arguments_by_name(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
