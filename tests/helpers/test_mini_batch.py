import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.mini_batch import (
    count_mini_batches,
    gd_step,
    iter_mini_batches,
    random_mini_batches,
    update_parameters_with_gd,
)
from tests.helpers.oracles import TOLERANCE, largest_difference

LEARNING_RATE = 0.05

values = st.floats(-1e6, 1e6)
vectors = arrays(np.float64, 5, elements=values)
rates = st.floats(1e-6, 10)
sizes = st.integers(1, 80)
counts = st.integers(1, 150)
seeds = st.integers(0, 2**32 - 1)


def samples(m, n_x=3, n_y=1, dtype=float):
    """Sample number i is the column of X that starts with i, and 10 · i is its label."""
    X = np.arange(m, dtype=dtype) + 1000 * np.arange(n_x, dtype=dtype)[:, None]
    return X, np.tile(10 * np.arange(m, dtype=dtype), (n_y, 1))


def numbers(batches):
    return np.concatenate([X_t[0] for X_t, _ in batches]).astype(int)


def assert_same_batches(ours, theirs):
    ours, theirs = list(ours), list(theirs)
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)
            assert a.dtype == b.dtype


# ── gradient descent ──


@pytest.mark.parametrize("curvature", [0.5, 1.0, 19.0])
def test_on_a_parabola_the_distance_shrinks_by_a_constant_factor(curvature):
    w = {"W1": np.array([[3.0]])}
    for _ in range(50):
        w = update_parameters_with_gd(w, {"dW1": curvature * w["W1"]}, 0.1)
    assert w["W1"][0, 0] == pytest.approx(3.0 * (1 - 0.1 * curvature) ** 50, rel=1e-12)


@pytest.mark.oracle
def test_equals_torch_sgd(gradients):
    import torch

    w = torch.zeros(gradients.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=LEARNING_RATE)
    ours, theirs, position = [], [], np.zeros(gradients.shape[1])
    for gradient in gradients:
        w.grad = torch.tensor(gradient)
        optimizer.step()
        theirs.append(w.detach().numpy().copy())
        position = gd_step(position, gradient, LEARNING_RATE)
        ours.append(position)
    assert largest_difference(ours, theirs) <= TOLERANCE


@given(vectors, vectors, vectors, rates)
def test_two_steps_add_up(w, g, h, rate):
    twice = gd_step(gd_step(w, g, rate), h, rate)
    np.testing.assert_allclose(twice, w - rate * (g + h), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_parameter_steps_by_itself_and_keeps_its_dtype(random_numbers, dtype):
    shapes = {"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)}
    parameters = {key: random_numbers.normal(size=shape).astype(dtype) for key, shape in shapes.items()}
    grads = {"d" + key: random_numbers.normal(size=shape).astype(dtype) for key, shape in shapes.items()}
    for array in (*parameters.values(), *grads.values()):
        array.flags.writeable = False
    stepped = update_parameters_with_gd(parameters, grads | {"dZ1": None}, np.float64(0.1))
    assert list(stepped) == list(parameters)
    for key, w in parameters.items():
        assert stepped[key].dtype == dtype
        assert not np.shares_memory(stepped[key], w)
        np.testing.assert_array_equal(stepped[key], gd_step(w, grads["d" + key], 0.1))


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"learning_rate": 0}, ValueError, "learning_rate must be above 0 and finite; got 0"),
        ({"learning_rate": "0.1"}, TypeError, "learning_rate must be a number; got '0.1'"),
        ({"parameters": None}, TypeError, "parameters must be a dict of arrays W1, b1, …; got None"),
        ({"grads": {}}, ValueError, 'grads must hold "dW1" for parameter "W1"; got the keys []'),
        (
            {"grads": {"dW1": np.ones((3, 2))}},
            ValueError,
            'grads["dW1"] must have the shape of W1, (2, 3); got shape (3, 2)',
        ),
    ],
)
def test_update_refuses_bad_arguments_by_name(changes, error, message):
    arguments = {"parameters": {"W1": np.ones((2, 3))}, "grads": {"dW1": np.ones((2, 3))}, "learning_rate": 0.1}
    with pytest.raises(error) as caught:
        update_parameters_with_gd(**(arguments | changes))
    assert str(caught.value) == message


# ── mini-batches, both ways ──

both = pytest.mark.parametrize("make", [random_mini_batches, iter_mini_batches])


def test_a_long_order_holds_every_number_once():
    order = numbers(iter_mini_batches(*samples(200_003, n_x=1), 1000, 5))  # drawn in several pieces
    np.testing.assert_array_equal(np.sort(order), np.arange(200_003))
    assert abs(np.corrcoef(order, np.arange(200_003))[0, 1]) < 0.01


@both
@given(m=counts, size=sizes, seed=seeds)
def test_every_sample_comes_once_with_its_own_label(make, m, size, seed):
    X, Y = samples(m, n_y=2)
    batches = list(make(X, Y, size, seed))
    assert sorted(numbers(batches)) == list(range(m))
    for X_t, Y_t in batches:
        np.testing.assert_array_equal(Y_t, np.tile(10 * X_t[0], (2, 1)))
        np.testing.assert_array_equal(X_t - X_t[0], samples(X_t.shape[1])[0] - np.arange(X_t.shape[1]))


@both
@given(m=counts, size=sizes)
def test_all_batches_are_full_but_the_last_which_holds_the_rest(make, m, size):
    widths = [X_t.shape[1] for X_t, _ in make(*samples(m), size)]
    assert len(widths) == count_mini_batches(m, size)
    assert widths[:-1] == [size] * (len(widths) - 1)
    assert 1 <= widths[-1] <= size
    assert sum(widths) == m


@both
@pytest.mark.usefixtures("global_random_state_untouched")
def test_the_seed_decides_the_order(make):
    X, Y = samples(200)
    assert_same_batches(make(X, Y, 32, 7), make(X, Y, 32, 7))
    orders = np.array([numbers(make(X, Y, 32, seed)) for seed in range(20)])
    assert len(np.unique(orders, axis=0)) == 20


def test_the_order_is_the_one_that_is_widely_taught():
    order = np.random.RandomState(3).permutation(1000)
    np.testing.assert_array_equal(numbers(random_mini_batches(*samples(1000), 64, 3)), order)


@both
def test_every_order_is_as_likely(make):
    # Where sample 0 of six ends up, and the last one, over 3,000 seeds: 500 times at each place. Chance spreads by 20.
    orders = np.array([numbers(make(*samples(6), 4, seed)) for seed in range(3000)])
    for sample in (0, 5):
        times = np.sum(orders == sample, axis=0)
        assert np.all(np.abs(times - 500) < 100), times


@both
def test_the_arguments_stay_as_they_were_and_batches_share_no_memory_with_them(make):
    X, Y = samples(10)
    X.flags.writeable = Y.flags.writeable = False
    for X_t, Y_t in make(X, Y, 10):
        X_t += 1
        Y_t += 1
    np.testing.assert_array_equal(X, samples(10)[0])


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.uint8, ">f8", bool])
@pytest.mark.parametrize(
    "layout",
    [np.ascontiguousarray, np.asfortranarray, lambda X: np.repeat(X, 2, axis=1)[:, ::2], lambda X: X[:, ::-1][:, ::-1]],
    ids=["C", "Fortran", "every second column", "a view"],
)
@both
def test_any_layout_and_dtype_gives_the_same_batches(make, layout, dtype):
    X, Y = (table.astype(dtype) for table in samples(100))
    order = numbers(make(*samples(100), 16, 1))
    expected = [(X[:, order[k : k + 16]], Y[:, order[k : k + 16]]) for k in range(0, 100, 16)]
    assert_same_batches(make(layout(X), layout(Y), 16, 1), expected)


# ── one at a time: what it is for ──


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["<f4", ">f4"])
def test_files_are_read_in_place(tmp_path, order, dtype):
    X, Y = (table.astype(dtype) for table in samples(1000))
    files = [np.memmap(tmp_path / name, dtype, "w+", 0, (rows, 1000), order) for name, rows in (("X", 3), ("Y", 1))]
    for file, table in zip(files, (X, Y), strict=True):
        file[:] = table
        file.flush()
    read_only = [np.memmap(file.filename, dtype, "r", 0, file.shape, order) for file in files]
    batches = list(iter_mini_batches(*read_only, 64, 2))
    assert_same_batches(batches, iter_mini_batches(X, Y, 64, 2))
    assert not any(isinstance(array, np.memmap) for pair in batches for array in pair)


@pytest.mark.parametrize("kind", ["C", "F", "strided", "big-endian"])
def test_an_epoch_takes_little_memory_however_the_data_lies(kind):
    # 10 MB of data. The order takes 8 bytes for each of 100,000 samples, a batch 3 kB; tracemalloc sees numpy's arrays.
    X = np.ones((26, 100_000), np.float32, order="F" if kind == "F" else "C")
    X = np.ones((26, 200_000), np.float32)[:, ::2] if kind == "strided" else X.astype(">f4") if "big" in kind else X
    Y = np.ones((1, 100_000), np.float32)
    tracemalloc.start()
    try:
        for _ in iter_mini_batches(X, Y, 32, 0):
            pass
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_batches_are_made_as_they_are_asked_for():
    X, Y = samples(10)
    batches = iter_mini_batches(X, Y, 5, 0)
    X[0] = -1
    assert np.all(next(batches)[0][0] == -1)
    assert len(list(batches)) == 1


@given(m=counts, size=sizes, block=st.integers(1, 200), seed=seeds)
def test_shuffled_in_blocks_every_sample_comes_once_and_neighbours_stay_near(m, size, block, seed):
    order = numbers(iter_mini_batches(*samples(m), size, seed, block_size=block))
    assert sorted(order) == list(range(m))
    visits = order // block
    assert np.sum(np.diff(visits) != 0) == -(-m // block) - 1  # each block is left once


def test_blocks_are_shuffled_inside_and_among_each_other():
    order = numbers(iter_mini_batches(*samples(1000), 32, 0, block_size=100))
    assert len(set(order[:100] // 100)) == 1
    assert not np.all(np.diff(order[::100] // 100) == 1)
    assert not np.all(np.diff(order[:100]) == 1)


@both
@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"mini_batch_size": 0}, ValueError, "mini_batch_size must be at least 1; got 0"),
        ({"mini_batch_size": 2.0}, TypeError, "mini_batch_size must be a whole number; got 2.0"),
        ({"seed": -1}, ValueError, "seed must be at least 0; got -1"),
        ({"seed": None}, TypeError, "seed must be a whole number; got None"),
        ({"X": np.ones(6)}, ValueError, "X must have the shape (rows, m) with a sample a column; got shape (6,)"),
        (
            {"X": np.ones((2, 0)), "Y": np.ones((1, 0))},
            ValueError,
            "X must have the shape (rows, m) with a sample a column; got shape (2, 0)",
        ),
        ({"Y": np.ones(6)}, ValueError, "Y must have the shape (rows, m) with a sample a column; got shape (6,)"),
        ({"Y": np.ones((6, 1))}, ValueError, "Y must have as many columns as X, 6; got shape (6, 1)"),
        ({"Y": np.array([list("abcdef")])}, TypeError, "Y must hold real numbers; got dtype <U1"),
    ],
)
def test_bad_arguments_are_refused_at_the_call(make, changes, error, message):
    arguments = {"X": np.ones((2, 6)), "Y": np.ones((1, 6)), "mini_batch_size": 4, "seed": 0}
    with pytest.raises(error) as caught:
        make(**(arguments | changes))
    assert str(caught.value) == message


def test_the_legacy_generator_takes_seeds_of_32_bits():
    with pytest.raises(ValueError, match=r"^Seed must be between 0 and 2\*\*32 - 1"):
        random_mini_batches(*samples(6), 4, seed=2**32)


@pytest.mark.parametrize(("block_size", "error"), [(0, ValueError), (2.5, TypeError)])
def test_a_block_holds_at_least_one_sample(block_size, error):
    with pytest.raises(error, match=r"^block_size must be"):
        iter_mini_batches(*samples(6), 4, block_size=block_size)


@pytest.mark.parametrize(("m", "size", "expected"), [(5_000_000, 1000, 5000), (148, 64, 3), (64, 64, 1), (1, 64, 1)])
def test_mini_batches_are_counted(m, size, expected):
    assert count_mini_batches(m, size) == expected
