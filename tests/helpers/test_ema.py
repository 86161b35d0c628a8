import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers.ema import effective_window, ema, ema_step, ema_weights
from tests.helpers.oracles import BETAS, STEPS, TOLERANCE, largest_difference, optax_outputs

betas = st.floats(0, 0.999)
values = st.floats(-1e6, 1e6)
series = arrays(np.float64, array_shapes(max_dims=3, max_side=8), elements=values)


# ── closed forms ──


def weighted_sum(theta, beta):
    """v_t = Σ_k (1 − β) β^k θ_{t−k}, written out as one triangular matrix, without any recursion."""
    t = np.arange(len(theta))
    ages = t[:, None] - t
    weights = np.where(ages >= 0, (1 - beta) * beta ** np.abs(ages).astype(float), 0.0)
    return np.tensordot(weights, theta, axes=1)


@pytest.mark.parametrize("beta", BETAS)
def test_is_the_weighted_sum_of_all_values(gradients, beta):
    assert largest_difference(ema(gradients, beta), weighted_sum(gradients, beta)) <= TOLERANCE


@pytest.mark.parametrize("beta", BETAS)
def test_weights_belong_to_the_average_newest_first(gradients, beta):
    theta = gradients[:, -1]
    averages = ema(theta, beta)
    for t in (1, 2, 10, STEPS):
        assert averages[t - 1] == pytest.approx(ema_weights(beta, t) @ theta[:t][::-1], abs=1e-12)


def test_weights_of_the_curriculum():
    np.testing.assert_allclose(ema_weights(0.3, 3), [0.7, 0.21, 0.063], rtol=1e-15)


@given(betas, st.integers(1, 200))
def test_weights_sum_to_what_the_start_lacks(beta, t):
    weights = ema_weights(beta, t)
    assert weights.shape == (t,)
    assert weights.dtype == np.float64
    assert np.all(np.diff(weights) <= 0)
    assert weights.sum() == pytest.approx(1 - beta**t, abs=1e-13)


def test_of_a_constant_rises_as_one_minus_a_power():
    np.testing.assert_allclose(ema(np.full(50, 3.0), 0.9), 3 * (1 - 0.9 ** np.arange(1, 51)), rtol=1e-13)


def test_of_one_impulse_is_the_list_of_weights():
    np.testing.assert_allclose(ema(np.eye(1, 30)[0], 0.8), ema_weights(0.8, 30), rtol=1e-13)


@pytest.mark.parametrize(("beta", "window"), [(0, 1), (0.5, 2), (0.9, 10), (0.98, 50), (0.999, 1000)])
def test_window(beta, window):
    assert effective_window(beta) == pytest.approx(window, rel=1e-12)


@given(st.floats(0, 0.9999))
def test_weight_one_window_ago_is_less_than_a_share_of_one_over_e(beta):
    assert beta ** effective_window(beta) <= 1 / np.e


# ── independent libraries ──


@pytest.mark.oracle
@pytest.mark.parametrize("beta", BETAS)
def test_equals_scipy_lfilter(gradients, beta):
    from scipy.signal import lfilter

    assert largest_difference(ema(gradients, beta), lfilter([1 - beta], [1, -beta], gradients, axis=0)) <= TOLERANCE


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
@pytest.mark.parametrize("beta", BETAS)
def test_equals_optax_ema_without_debias(gradients, beta):
    import optax

    assert (
        largest_difference(ema(gradients, beta), optax_outputs(optax.ema(beta, debias=False), gradients)) <= TOLERANCE
    )


@pytest.mark.oracle
@pytest.mark.usefixtures("jax_float64")
def test_differs_from_optax_ema_by_default(gradients):
    import optax

    assert largest_difference(ema(gradients, 0.9), optax_outputs(optax.ema(0.9), gradients)) > 0.1


@pytest.mark.oracle
def test_differs_from_pandas_which_starts_at_the_first_value(gradients):
    import pandas as pd

    theirs = pd.DataFrame(gradients).ewm(alpha=0.1, adjust=False).mean().to_numpy()
    assert largest_difference(ema(gradients, 0.9), theirs) > 0.1


# ── properties ──


@given(st.data(), betas, values, values)
def test_is_linear(data, beta, a, b):
    x = data.draw(series)
    y = data.draw(arrays(np.float64, x.shape, elements=values))
    scale = 1 + abs(a) * np.abs(x).max() + abs(b) * np.abs(y).max()
    np.testing.assert_allclose(
        ema(a * x + b * y, beta), a * ema(x, beta) + b * ema(y, beta), rtol=0, atol=1e-12 * scale
    )


@given(series, betas)
def test_keeps_the_shape_and_stays_between_zero_and_the_largest(theta, beta):
    v = ema(theta, beta)
    assert v.shape == theta.shape
    assert np.abs(v).max() <= np.abs(theta).max() * (1 + 1e-12)


@given(series, betas)
def test_averages_each_column_by_itself(theta, beta):
    columns = theta.reshape(len(theta), -1)
    alone = np.stack([ema(column, beta) for column in columns.T], axis=1)
    np.testing.assert_array_equal(ema(theta, beta), alone.reshape(theta.shape))


@given(series, betas)
def test_later_values_do_not_change_earlier_averages(theta, beta):
    assume(len(theta) > 1)
    half = len(theta) // 2
    np.testing.assert_array_equal(ema(theta[:half], beta), ema(theta, beta)[:half])


@given(series)
def test_without_memory_returns_the_series_and_a_copy_of_it(theta):
    v = ema(theta, 0.0)
    np.testing.assert_array_equal(v, theta)
    assert not np.shares_memory(v, theta)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(5,), (5, 2, 3)])
def test_keeps_the_dtype_of_floats(dtype, shape):
    v = ema(np.ones(shape, dtype), 0.9)
    assert v.dtype == dtype
    assert v.shape == shape


@pytest.mark.parametrize("theta", [[1, 2, 3], (1, 2, 3), np.array([1, 2, 3], np.int8), np.array([1, 2, 3], np.uint16)])
def test_makes_float64_of_whole_numbers(theta):
    v = ema(theta, 0.5)
    assert v.dtype == np.float64
    np.testing.assert_array_equal(v, [0.5, 1.25, 2.125])


@pytest.mark.parametrize("beta", [np.float32(0.5), np.float64(0.5), 0.5])
def test_the_type_of_beta_does_not_change_the_dtype(beta):
    assert ema(np.ones(3, np.float32), beta).dtype == np.float32


def test_of_nothing_is_nothing():
    assert ema([], 0.9).shape == (0,)
    assert ema(np.ones((0, 3)), 0.9).shape == (0, 3)


def test_of_one_value():
    np.testing.assert_allclose(ema([4.0], 0.75), [1.0], rtol=1e-15)


@pytest.mark.usefixtures("global_random_state_untouched")
def test_leaves_its_inputs_and_the_random_state_alone():
    theta = np.arange(12.0).reshape(4, 3)
    before = theta.copy()
    v = ema(theta, 0.9)
    np.testing.assert_array_equal(theta, before)
    assert not np.shares_memory(v, theta)


@pytest.mark.parametrize("view", [lambda a: a[::2], lambda a: a[::-1], lambda a: a.T, np.asfortranarray])
def test_reads_views_that_are_not_contiguous_and_read_only(view):
    theta = np.arange(24.0).reshape(6, 4)
    seen = view(theta)
    seen.flags.writeable = False
    np.testing.assert_array_equal(ema(seen, 0.9), ema(np.ascontiguousarray(seen), 0.9))


def test_one_step_is_the_atom():
    v, value = np.array([1.0, 2.0]), np.array([3.0, 6.0])
    np.testing.assert_array_equal(ema_step(v, value, 0.5), [2.0, 4.0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_is_the_atom_over_and_over_in_the_precision_of_the_series(gradients, dtype):
    theta = gradients.astype(dtype)
    v = np.zeros(theta.shape[1], dtype)
    for value, average in zip(theta, ema(theta, 0.9), strict=True):
        v = ema_step(v, value, 0.9)
        np.testing.assert_array_equal(average, v)


# ── bad arguments ──


@pytest.mark.parametrize(
    "function", [lambda beta: ema([1.0], beta), lambda beta: ema_weights(beta, 3), effective_window]
)
@pytest.mark.parametrize(
    ("beta", "error"),
    [
        (1, ValueError),
        (1.5, ValueError),
        (-0.1, ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        ("0.9", TypeError),
        (None, TypeError),
        (True, TypeError),
        (0.9j, TypeError),
        (np.array([0.9]), TypeError),
        ([0.9], TypeError),
    ],
)
def test_refuses_a_beta_that_is_no_fraction(function, beta, error):
    allowed = "a number" if error is TypeError else "at least 0 and below 1"
    with pytest.raises(error) as caught:
        function(beta)
    assert str(caught.value) == f"beta must be {allowed}; got {beta!r}"


@pytest.mark.parametrize(
    ("theta", "error", "message"),
    [
        (3.0, ValueError, r"theta must have at least 1 dimension\(s\); got shape \(\)"),
        ([[1.0, 2.0], [3.0]], ValueError, r"theta must have one length along each axis; got \[\[1.0, 2.0\], \[3.0\]\]"),
        ([1 + 2j], TypeError, "theta must hold real numbers; got dtype complex128"),
        (["1", "2"], TypeError, "theta must hold real numbers; got dtype <U1"),
        ([None, 1.0], TypeError, "theta must hold real numbers; got dtype object"),
        ([True, False], TypeError, "theta must hold real numbers; got dtype bool"),
        (
            np.array(["2013-01-01"], "datetime64[D]"),
            TypeError,
            r"theta must hold real numbers; got dtype datetime64\[D\]",
        ),
    ],
)
def test_refuses_a_theta_that_is_no_series_of_real_numbers(theta, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        ema(theta, 0.9)


@pytest.mark.parametrize(
    ("t", "error", "message"),
    [
        (0, ValueError, "t must be at least 1; got 0"),
        (-3, ValueError, "t must be at least 1; got -3"),
        (1.5, TypeError, "t must be a whole number; got 1.5"),
        (2.0, TypeError, "t must be a whole number; got 2.0"),
        (True, TypeError, "t must be a whole number; got True"),
        ("3", TypeError, "t must be a whole number; got '3'"),
    ],
)
def test_refuses_a_step_that_is_no_whole_number_from_one(t, error, message):
    with pytest.raises(error, match=f"^{message}$"):
        ema_weights(0.9, t)
