"""How fast the course trains, beside classic course code and PyTorch (eager): python -m benchmarks.training_speed.

One thread for everybody: the script starts itself again with that set. Seconds are those of the processor, which other
programs on the machine disturb least. The peers take turns; the figures are medians. Classic code and ours start from
the same weights, see the same mini-batches and end with the same parameters: that is checked.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from benchmarks import classic_training
from helpers.data import load_digits, two_moons
from helpers.experiments import train_many
from helpers.optimizers import adam
from helpers.training import train

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ROUNDS, SIZE, RATE, SEEDS = 7, 64, 0.001, 100


@dataclass(frozen=True)
class Task:
    """What is trained, for how long, and how many times faster than each peer it has to be."""

    X: np.ndarray
    Y: np.ndarray
    layer_dims: list[int]
    epochs: int
    promised: dict[str, float]

    @property
    def steps(self) -> int:
        """Steps in all epochs."""
        return self.epochs * -(-self.X.shape[1] // SIZE)


DIGITS = load_digits()
# The lessons train on two moons for up to 5,000 epochs; here are fewer, timed by the step.
TASKS = {
    "two moons [2, 5, 2, 1]": Task(*two_moons(), [2, 5, 2, 1], 200, {"classic": 4.0, "torch": 12.0, "many": 15.0}),
    "digits [64, 128, 64, 10]": Task(DIGITS.X, DIGITS.Y, [64, 128, 64, 10], 20, {"classic": 1.6, "torch": 3.0}),
}


def train_ours(task: Task) -> dict[str, np.ndarray]:
    """Train with `helpers.training`; the cost is computed after the last epoch only."""
    history = train(task.X, task.Y, task.layer_dims, adam(), RATE, task.epochs, SIZE, log_every=task.epochs)
    return history.parameters


def train_classic(task: Task) -> dict[str, np.ndarray]:
    """Train with classic course code."""
    return classic_training.train(task.X, task.Y, task.layer_dims, RATE, task.epochs, SIZE, seed=0)


def train_seeds(task: Task) -> None:
    """Train all seeds at once, for a tenth of the epochs."""
    train_many(task.X, task.Y, task.layer_dims, "adam", [RATE], range(SEEDS), task.epochs // 10, SIZE, log_every=1000)


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


def medians(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each run; they take turns, and the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS + 1):
        for name, run in runs.items():
            start = time.process_time()
            run()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def compare(name: str, task: Task) -> bool:
    """Print microseconds a step of ours and of each peer; return whether every promise is kept."""
    ours, classic = train_ours(task), train_classic(task)
    assert all(np.allclose(ours[key], classic[key], rtol=1e-9, atol=1e-11) for key in ours), "not the same training"
    peers = {"classic": train_classic, "torch": train_torch}
    runs = {"ours": train_ours, **peers} | ({"many": train_seeds} if "many" in task.promised else {})
    step = {peer: 1e6 * seconds / task.steps for peer, seconds in medians(
        {peer: partial(run, task) for peer, run in runs.items()}).items()}  # fmt: skip
    rows = {f"{name}, {peer}": (step["ours"], step[peer], task.promised[peer]) for peer in peers}
    if "many" in step:
        rows[f"{SEEDS} seeds at once, classic"] = (step["many"] * 10 / SEEDS, step["classic"], task.promised["many"])
    for row, (mine, theirs, promised) in rows.items():
        verdict = "OK" if theirs / mine >= promised else "FAIL"
        print(f"{row:36}{mine:9.1f}{theirs:9.1f}{theirs / mine:8.1f}   {verdict}: at least {promised:g} was promised")
    return all(theirs / mine >= promised for mine, theirs, promised in rows.values())


def main() -> int:
    """Measure in a process with one thread; 1 if a promise is broken."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        command = [sys.executable, "-m", "benchmarks.training_speed"]
        return subprocess.run(command, env={**os.environ, **ONE_THREAD}, check=False).returncode
    print(f"{'microseconds a step (a seed-step)':36}{'ours':>9}{'peer':>9}{'ratio':>8}")
    kept = [compare(name, task) for name, task in TASKS.items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
