"""How fast the course trains, beside classic course code and PyTorch (eager): python -m benchmarks.training_speed.

One thread and float64 for everybody: the script starts itself again with that set. Times are the processor's, the
least of several rounds in turns, which other programs on the machine disturb least; behind their ratio stand the lowest
and the highest of a single round. Classic code and ours start from the same weights, see the same mini-batches and end
with the same parameters: that is checked. Ours computes the cost after the last epoch only, the peers in every step.

The matrix products alone are timed, too: what no code around them can save. Their speed depends on the kernels that
NumPy's OpenBLAS chooses for the processor; the variable OPENBLAS_CORETYPE overrules it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks import classic_training
from helpers.data import load_digits, two_moons
from helpers.experiments import train_many
from helpers.optimizers import adam
from helpers.training import train

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ROUNDS, SIZE, RATE, SEEDS = 15, 64, 0.001, 100
MANY = f"{SEEDS} seeds at once"


@dataclass(frozen=True)
class Task:
    """What is trained, for how long, and how many times faster than which peer each of our ways has to be."""

    X: np.ndarray
    Y: np.ndarray
    layer_dims: list[int]
    epochs: int
    promised: dict[tuple[str, str], float]

    @property
    def steps(self) -> int:
        """Steps in all epochs."""
        return self.epochs * -(-self.X.shape[1] // SIZE)


DIGITS = load_digits()
# The lessons train on two moons for up to 5,000 epochs; here are fewer, timed by the step.
TASKS = {
    "two moons [2, 5, 2, 1]": Task(
        *two_moons(), [2, 5, 2, 1], 200, {("ours", "classic"): 4.0, ("ours", "torch"): 12.0, (MANY, "classic"): 15.0}
    ),
    "digits [64, 128, 64, 10]": Task(
        DIGITS.X, DIGITS.Y, [64, 128, 64, 10], 20, {("ours", "classic"): 1.6, ("ours", "torch"): 3.0}
    ),
}


def train_ours(task: Task) -> dict[str, np.ndarray]:
    """Train with `helpers.training`; the cost is computed after the last epoch only."""
    history = train(task.X, task.Y, task.layer_dims, adam(), RATE, task.epochs, SIZE, log_every=task.epochs)
    return history.parameters


def train_classic(task: Task) -> dict[str, np.ndarray]:
    """Train with classic course code."""
    return classic_training.train(task.X, task.Y, task.layer_dims, RATE, task.epochs, SIZE, seed=0)


def train_seeds(task: Task) -> None:
    """Train all seeds at once, for a quarter of the epochs."""
    train_many(task.X, task.Y, task.layer_dims, "adam", [RATE], range(SEEDS), task.epochs // 4, SIZE, log_every=1000)


def train_torch(task: Task) -> None:
    """Train the same net in PyTorch, in float64: a plain loop that, as the classic code, adds up the costs."""
    import torch

    torch.set_num_threads(1)
    binary = task.layer_dims[-1] == 1
    inputs = torch.tensor(task.X.T.copy())
    targets = torch.tensor(task.Y.T.copy()) if binary else torch.tensor(task.Y.argmax(axis=0))
    loss = torch.nn.BCEWithLogitsLoss() if binary else torch.nn.CrossEntropyLoss()
    layers: list[torch.nn.Module] = []
    for below, units in pairwise(task.layer_dims):
        layers += [torch.nn.Linear(below, units, dtype=torch.float64), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    for _ in range(task.epochs):
        order, total = torch.randperm(len(inputs)), 0.0
        for start in range(0, len(inputs), SIZE):
            chosen = order[start : start + SIZE]
            optimizer.zero_grad()
            cost = loss(net(inputs[chosen]), targets[chosen])
            cost.backward()
            optimizer.step()
            total += cost.item()


def multiply(task: Task) -> None:
    """Only the matrix products of the training: W · A, dZ · Aᵀ and, above the first layer, Wᵀ · dZ."""
    products = []
    for below, units in pairwise(task.layer_dims):
        W, A, dZ = np.ones((units, below + 1)), np.ones((below + 1, SIZE)), np.ones((units, SIZE))
        products += [(W, A, np.empty_like(dZ)), (dZ, A.T, np.empty_like(W)), (W[:, :-1].T, dZ, np.empty_like(A[:-1]))]
    del products[2]
    for _ in range(task.steps):
        for left, right, result in products:
            left.dot(right, result)


# Each way of training, and how many seeds' steps it makes for each of the task's.
WAYS: dict[str, tuple[Callable[[Task], object], float]] = {
    "ours": (train_ours, 1),
    "classic": (train_classic, 1),
    "torch": (train_torch, 1),
    MANY: (train_seeds, SEEDS / 4),
    "products": (multiply, 1),
}


def rounds(task: Task) -> list[dict[str, float]]:
    """Microseconds a step of each way that is needed, in turns; the first round only warms up."""
    needed = {"products"}.union(*task.promised)
    times: list[dict[str, float]] = []
    for _ in range(ROUNDS + 1):
        times.append({})
        for name, (run, share) in WAYS.items():
            if name in needed:
                start = time.process_time()
                run(task)
                times[-1][name] = 1e6 * (time.process_time() - start) / (share * task.steps)
    return times[1:]


def compare(name: str, task: Task) -> bool:
    """Print microseconds a step of ours and of each peer; return whether every promise is kept."""
    ours, classic = train_ours(task), train_classic(task)
    assert all(np.allclose(ours[key], classic[key], rtol=1e-9, atol=1e-11) for key in ours), "not the same training"
    times, kept = rounds(task), True
    least = {way: min(figures[way] for figures in times) for way in times[0]}
    print(f"{name}: its matrix products alone take {least['products']:.1f}")
    for (mine, theirs), promised in task.promised.items():
        ratio, all_ratios = least[theirs] / least[mine], [figures[theirs] / figures[mine] for figures in times]
        spread = f"({min(all_ratios):4.1f} …{max(all_ratios):5.1f})"
        verdict = f"{'OK' if ratio >= promised else 'FAIL'}: at least {promised:g} was promised"
        print(f"{f'  {mine}, {theirs}':30}{least[mine]:8.1f}{least[theirs]:8.1f}{ratio:8.1f} {spread}   {verdict}")
        kept = kept and ratio >= promised
    return kept


def main() -> int:
    """Measure in a process with one thread; 1 if a promise is broken."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        command = [sys.executable, "-m", "benchmarks.training_speed"]
        return subprocess.run(command, env={**os.environ, **ONE_THREAD}, check=False).returncode
    print(f"{'microseconds a (seed-)step':30}{'ours':>8}{'peer':>8}{'ratio':>8} (of {ROUNDS} rounds)")
    kept = [compare(name, task) for name, task in TASKS.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
