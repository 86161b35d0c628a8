"""One epoch over 5,000,000 samples in batches of 1,000: `iter_mini_batches` beside the classic way.

The classic way turns the permutation into a list, permutes the whole matrix and slices it into a list of batches, which
lives on while the next epoch's is made; beside it, the same without the detour. Each way runs in a process of its own,
which first makes the data (20 × 5,000,000 float32) and runs a small epoch. Seconds are the process's own (one thread:
on a quiet machine, those of the clock), the median of the rounds; what is done with a batch is left out. Memory is how
far the process's peak (VmHWM, as the kernel counts it) rises above what it held before the first round. Linux only.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from helpers.mini_batch import iter_mini_batches, random_mini_batches

M, FEATURES, SIZE, ROUNDS = 5_000_000, 20, 1_000, 5
RATIO, MEMORY = 6.0, 50.0  # at least so many times faster, with at most so many MiB above the data
Epoch = Callable[[np.ndarray, np.ndarray, int], Iterable[tuple[np.ndarray, np.ndarray]]]


def classic(X: np.ndarray, Y: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The function that courses teach."""
    permutation = list(np.random.RandomState(seed).permutation(X.shape[1]))
    X, Y = X[:, permutation], Y[:, permutation].reshape((1, Y.shape[1]))
    return [(X[:, k * SIZE : (k + 1) * SIZE], Y[:, k * SIZE : (k + 1) * SIZE]) for k in range(X.shape[1] // SIZE)]


WAYS: dict[str, tuple[str, Epoch]] = {
    "classic": ("C", classic),
    "classic, without the list of indices": ("C", lambda X, Y, seed: random_mini_batches(X, Y, SIZE, seed)),
    "the same, Fortran order": ("F", lambda X, Y, seed: random_mini_batches(X, Y, SIZE, seed)),
    "iter_mini_batches": ("C", lambda X, Y, seed: iter_mini_batches(X, Y, SIZE, seed)),
    "iter_mini_batches, Fortran order": ("F", lambda X, Y, seed: iter_mini_batches(X, Y, SIZE, seed)),
    "the same, in blocks of 65,536": ("F", lambda X, Y, seed: iter_mini_batches(X, Y, SIZE, seed, 65_536)),
}
PEER, OURS = "classic", "iter_mini_batches, Fortran order"


def samples(m: int, layout: str) -> tuple[np.ndarray, np.ndarray]:
    """Random data of m samples: columns in one piece ("F") or rows in one piece ("C"), written in place."""
    rng = np.random.default_rng(0)
    shape = (m, FEATURES) if layout == "F" else (FEATURES, m)
    X = rng.random(shape, dtype=np.float32)
    return X.T if layout == "F" else X, rng.random((1, m), dtype=np.float32)


def epochs(way: Epoch, X: np.ndarray, Y: np.ndarray, rounds: int) -> Iterator[float]:
    """Take every batch of every epoch, as a training loop does; give the processor's seconds of each epoch."""
    batches: Iterable[tuple[np.ndarray, np.ndarray]] = ()
    for seed in range(rounds):
        start, taken = time.process_time(), 0
        batches = way(X, Y, seed)
        for X_t, _ in batches:
            taken += X_t.shape[1]
        yield time.process_time() - start
        assert taken == X.shape[1]


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(name: str) -> None:
    """Print the median seconds of an epoch, and the MiB that its peak is above the data."""
    layout, way = WAYS[name]
    list(epochs(way, *samples(10 * SIZE, layout), rounds=1))
    X, Y = samples(M, layout)
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is held now
    before = peak()
    seconds = list(epochs(way, X, Y, ROUNDS))
    print(statistics.median(seconds), peak() - before)


def main() -> None:
    """Measure every way in a process of its own, and print the table."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    print(f"{M:,} samples × {FEATURES} float32 ({M * (FEATURES + 1) * 4 / 2**20:.0f} MiB), batches of {SIZE:,}")
    print(f"{'':42}{'s an epoch':>12}{'MiB above the data':>22}")
    found = {}
    for name, (layout, _) in WAYS.items():
        command = [sys.executable, __file__, name]
        output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        found[name] = seconds, memory = tuple(map(float, output.split()))
        print(f"{name:42}{seconds:12.2f}{memory:22.0f}   ({layout}-ordered)")
    ratio, memory = found[PEER][0] / found[OURS][0], found[OURS][1]
    good = ratio >= RATIO and memory <= MEMORY
    print(f"{OURS}: {ratio:.1f} times as fast as {PEER}, with {memory:.0f} MiB")
    print(f"{'OK' if good else 'FAIL'}: at least {RATIO:g} times, with at most {MEMORY:g} MiB")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
