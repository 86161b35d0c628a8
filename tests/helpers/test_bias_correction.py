import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers.bias_correction import bias_correct, ema_corrected
from helpers.ema import ema, ema_weights
from tests.helpers.oracles import BETAS, STEPS, TOLERANCE, largest_difference, optax_outputs

betas = st.floats(0, 0.999)
values = st.floats(-1e6, 1e6)
series = arrays(np.float64, array_shapes(max_dims=3, max_side=8), elements=values)


# ── closed forms ──


@pytest.mark.parametrize("beta", BETAS)
def test_is_the_weighted_mean_with_weights_that_sum_to_one(gradients, beta):
    theta = gradients[:, -1]
    corrected = ema_corrected(theta, beta)
    for t in (1, 2, 10, STEPS):
        mean = np.average(theta[:t][::-1], weights=ema_weights(beta, t))
        assert corrected[t - 1] == pytest.approx(mean, abs=1e-12)


@given(betas, st.floats(-1e6, 1e6), st.integers(1, 60))
def test_of_a_constant_is_exact_from_the_first_step(beta, constant, length):
    corrected = ema_corrected(np.full(length, constant), beta)
    np.testing.assert_allclose(corrected, constant, rtol=1e-11, atol=1e-300)  # below, float64 itself loses digits


@given(st.floats(-1e6, 1e6), betas)
def test_first_value_is_the_first_datum(first, beta):
    assert ema_corrected([first], beta)[0] == pytest.approx(first, rel=1e-12)


@given(series, betas)
def test_stays_within_the_range_of_the_data(theta, beta):
    corrected = ema_corrected(theta, beta)
    slack = 1e-11 * np.abs(theta).max()
    assert theta.min() - slack <= corrected.min() <= corrected.max() <= theta.max() + slack


def test_meets_the_plain_average_in_time(gradients):
    difference = np.abs(ema_corrected(gradients, 0.9) - ema(gradients, 0.9))[:, -1]
    assert difference[0] > 0.1
    assert difference[400:].max() < 1e-15


# ── independent libraries ──


@pytest.mark.oracle
@pytest.mark.parametrize("beta", BETAS)
def test_equals_pandas_ewm(gradients, beta):
    import pandas as pd

    theirs = pd.DataFrame(gradients).ewm(alpha=1 - beta, adjust=True).mean().to_numpy()
    assert largest_difference(ema_corrected(gradients, beta), theirs) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@pytest.mark.parametrize("beta", BETAS)
def test_equals_optax_ema_with_debias(gradients, beta):
    import optax

    theirs = optax_outputs(optax.ema(beta, debias=True), gradients)
    assert largest_difference(ema_corrected(gradients, beta), theirs) <= TOLERANCE


@pytest.mark.oracle
def test_differs_from_pandas_that_does_not_adjust(gradients):
    import pandas as pd

    theirs = pd.DataFrame(gradients).ewm(alpha=0.1, adjust=False).mean().to_numpy()
    assert largest_difference(ema_corrected(gradients, 0.9), theirs) > 0.01


# ── properties ──


@given(st.data(), betas, values, values)
def test_is_linear(data, beta, a, b):
    x = data.draw(series)
    y = data.draw(arrays(np.float64, x.shape, elements=values))
    scale = 1 + abs(a) * np.abs(x).max() + abs(b) * np.abs(y).max()
    together = ema_corrected(a * x + b * y, beta)
    np.testing.assert_allclose(
        together, a * ema_corrected(x, beta) + b * ema_corrected(y, beta), rtol=0, atol=1e-11 * scale
    )


@given(series, betas)
def test_corrects_each_step_by_its_own_number(theta, beta):
    averages = ema(theta, beta)
    corrected = ema_corrected(theta, beta)
    assert corrected.shape == theta.shape
    for t in range(1, len(theta) + 1):
        np.testing.assert_array_equal(corrected[t - 1], bias_correct(averages[t - 1], beta, t))


@given(series, st.integers(1, 10**9))
def test_without_memory_there_is_nothing_to_correct(theta, t):
    np.testing.assert_array_equal(ema_corrected(theta, 0.0), theta)
    np.testing.assert_array_equal(bias_correct(theta, 0.0, t), theta)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_keeps_the_dtype_of_floats(dtype):
    assert ema_corrected(np.ones((4, 2), dtype), 0.9).dtype == dtype
    assert bias_correct(np.ones((4, 2), dtype), 0.9, 3).dtype == dtype


def test_makes_float64_of_whole_numbers():
    assert ema_corrected([1, 2, 3], 0.9).dtype == np.float64
    np.testing.assert_array_equal(bias_correct([1, 2], 0.5, 1), [2.0, 4.0])


def test_of_nothing_is_nothing():
    assert ema_corrected([], 0.9).shape == (0,)


@pytest.mark.usefixtures("global_random_state_untouched")
def test_leaves_its_inputs_and_the_random_state_alone():
    theta = np.arange(12.0).reshape(4, 3)
    v, before = theta.copy(), theta.copy()
    for array in (theta, v):
        array.flags.writeable = False
    results = [ema_corrected(theta, 0.9), bias_correct(v, 0.9, 2)]
    np.testing.assert_array_equal(theta, before)
    np.testing.assert_array_equal(v, before)
    assert not any(np.shares_memory(result, array) for result in results for array in (theta, v))


@pytest.mark.parametrize("view", [lambda a: a[::2], lambda a: a[::-1], lambda a: a.T, np.asfortranarray])
def test_reads_views_that_are_not_contiguous(view):
    seen = view(np.arange(24.0).reshape(6, 4))
    np.testing.assert_array_equal(ema_corrected(seen, 0.9), ema_corrected(np.ascontiguousarray(seen), 0.9))


# ── bad arguments ──


@pytest.mark.parametrize(
    ("beta", "error"), [(1, ValueError), (-0.1, ValueError), (np.nan, ValueError), ("0.9", TypeError)]
)
@pytest.mark.parametrize(
    "function", [lambda beta: bias_correct([1.0], beta, 1), lambda beta: ema_corrected([1.0], beta)]
)
def test_refuses_a_beta_that_is_no_fraction(function, beta, error):
    with pytest.raises(error, match=r"^beta must be .*; got"):
        function(beta)


@pytest.mark.parametrize(("t", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), (True, TypeError)])
def test_refuses_a_step_that_is_no_whole_number_from_one(t, error):
    with pytest.raises(error, match=f"^t must be .*; got {t}$"):
        bias_correct([1.0], 0.9, t)


@pytest.mark.parametrize("bad", ["one", [1j], [[1.0], [2.0, 3.0]], None])
def test_refuses_what_holds_no_real_numbers(bad):
    with pytest.raises((TypeError, ValueError), match=r"^v must .*; got"):
        bias_correct(bad, 0.9, 1)
    with pytest.raises((TypeError, ValueError), match=r"^theta must .*; got"):
        ema_corrected(bad, 0.9)
