"""How long a `check(...)` takes to answer, beside plain assertions on the same cases.

The time is what a learner waits in a notebook: judging, naming the mistake, saving the progress file, drawing the
message through IPython's display. The peer is what a check without named mistakes runs: the learner's function on the
same cases, each result compared with `np.allclose`, and one printed line.
"""

import atexit
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from testcases import EXERCISES, check
from testcases.diagnosis import known
from testcases.exercise import Exercise, Function
from testcases.trying import expectations

ROUNDS = 10
MEDIAN, SLOWEST = 0.150, 0.400  # seconds: what the course promises


def answers(exercise: Exercise) -> dict[str, Function]:
    """One answer of each sort, under the exercise's name."""

    def right(*arguments: Any) -> Any:
        return exercise.reference(*arguments)

    def unwritten(*arguments: Any) -> Any:
        raise NotImplementedError

    def unknown(*arguments: Any) -> Any:
        return perturbed(exercise.reference(*arguments))

    named = [mistake for mistake in exercise.mistakes if not mistake.fresh][-1].function()
    sorts = {"right": right, "unwritten": unwritten, "wrong, named": lambda *arguments: named(*arguments)}
    sorts["wrong, no name"] = unknown
    for answer in sorts.values():
        answer.__name__ = exercise.name
    return sorts


def perturbed(result: Any) -> Any:
    """The result with every number changed in a way that no mistake of a catalogue has: all of them are compared."""
    if isinstance(result, dict):
        return {key: perturbed(item) for key, item in result.items()}
    if isinstance(result, tuple | list):
        return type(result)(map(perturbed, result))
    return np.sin(3 * result + 1) if isinstance(result, float | np.ndarray) else str(result)[::-1]


def assert_plainly(exercise: Exercise, answer: Function) -> None:
    """The peer: run case after case and stop at the first number that differs."""
    for case, calls in expectations(exercise, 0):
        expected = iter(calls)

        def compared(*arguments: Any, expected: Iterator[Any] = expected) -> Any:
            result = answer(*arguments)
            pairs = zip(numbers(result), numbers(next(expected).returned), strict=True)
            assert all(np.allclose(one, other) for one, other in pairs), "wrong values"
            return result

        case.run(compared)


def numbers(result: Any) -> Iterator[Any]:
    """The arrays of a result, one by one."""
    if isinstance(result, dict | tuple):
        for item in result.values() if isinstance(result, dict) else result:
            yield from numbers(item)
    else:
        yield result


def assert_and_print(exercise: Exercise, answer: Function) -> None:
    """The peer with its message."""
    try:
        assert_plainly(exercise, answer)
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
    else:
        print("All tests passed.")


def seconds(action: Callable[..., object], *arguments: Any) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - start


def main() -> None:
    """Measure every exercise with every sort of answer and print the table."""
    first, all_times, ratios = [], [], []
    print(f"{'milliseconds':50}{'first':>8}{'median':>8}{'slowest':>8}{'plain':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DESCENT_PROGRESS": os.path.join(folder, "progress.json"), "IPYTHONDIR": folder}
        shell = InteractiveShell.instance()
        for exercise in EXERCISES.values():
            for sort, answer in answers(exercise).items():
                expectations.cache_clear()  # as in a fresh kernel
                known.cache_clear()
                with capture_output():
                    first.append(seconds(check, answer))
                    times = [seconds(check, answer) for _ in range(ROUNDS)]
                    plain = statistics.median(seconds(assert_and_print, exercise, answer) for _ in range(ROUNDS))
                all_times += times
                median = statistics.median(times)
                if sort == "right":  # a wrong answer stops the assertions at the first case
                    ratios.append(median / plain)
                row = "".join(f"{1e3 * x:8.2f}" for x in (first[-1], median, max(times), plain))
                print(f"{exercise.name + ', ' + sort:50}{row}{median / plain:8.1f}")
        atexit.unregister(shell.atexit_operations)  # its history goes with the folder
        shell.atexit_operations()
    median = statistics.median(all_times)
    print(f"check: median {1e3 * median:.1f} ms, slowest {1e3 * max(first + all_times):.1f} ms, ", end="")
    print(f"the first one in a kernel: median {1e3 * statistics.median(first):.1f} ms")
    print(
        f"beside plain np.allclose assertions, where both run every case: {statistics.median(ratios):.1f} times as long"
    )
    kept = median < MEDIAN and max(first + all_times) < SLOWEST
    print(f"{'OK' if kept else 'FAIL'}: to be under {1e3 * MEDIAN:.0f} ms, the slowest under {1e3 * SLOWEST:.0f} ms")


if __name__ == "__main__":
    main()
