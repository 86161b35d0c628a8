"""How long one Adam step on a million float64 parameters takes, on one thread, beside `torch.optim.Adam`.

Ours is measured in both forms: the readable one, which the lesson shows, and the one that works in place. Times are the
processor's, which other programs disturb least.
"""

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from helpers.adam import adam_step
from helpers.in_place import adam_in_place

PARAMETERS = 1_000_000
ROUNDS, STEPS = 15, 4
PEER = "torch.optim.Adam"


def steppers() -> dict[str, Callable[[int], None]]:
    """What is measured: each makes step t from a state of its own, with the same gradient every time."""
    rng = np.random.default_rng(0)
    start, gradient = rng.normal(size=(2, PARAMETERS))
    readable = [start.copy(), np.zeros(PARAMETERS), np.zeros(PARAMETERS)]
    step_in_place = adam_in_place(start.copy(), gradient, beta1=0.9, beta2=0.999, epsilon=1e-8)
    tensor = torch.tensor(start.copy(), requires_grad=True)
    tensor.grad = torch.tensor(gradient)
    optimizer = torch.optim.Adam([tensor], lr=0.001)

    def step_readably(t: int) -> None:
        w, v, s = readable
        readable[:] = adam_step(w, gradient, v, s, t, 0.001)[:3]

    def step_torch(t: int) -> None:
        optimizer.step()

    return {PEER: step_torch, "ours, readable": step_readably, "ours, in place": lambda t: step_in_place(t, 0.001)}


def main() -> None:
    """Measure all forms in turn, round by round, and print the medians and the ratio."""
    torch.set_num_threads(1)
    forms = steppers()
    times: dict[str, list[float]] = {name: [] for name in forms}
    for round_ in range(ROUNDS):
        for name, step in forms.items():
            begin = time.process_time()
            for t in range(1 + STEPS * round_, 1 + STEPS * (round_ + 1)):
                step(t)
            times[name].append((time.process_time() - begin) / STEPS)
    medians = {name: statistics.median(measured[1:]) for name, measured in times.items()}  # the first round warms up
    print(f"One Adam step on {PARAMETERS:,} float64 parameters, one thread, medians of {ROUNDS - 1} rounds")
    for name, median in medians.items():
        ratio = medians[PEER] / median
        print(f"{name:20}{1e9 * median / PARAMETERS:6.2f} ns a parameter, {ratio:5.2f} times the speed of torch")
    faster = medians["ours, in place"] < medians[PEER]
    print(f"{'OK' if faster else 'FAIL'}: in place it is to be faster than {PEER}'s default")


if __name__ == "__main__":
    main()
