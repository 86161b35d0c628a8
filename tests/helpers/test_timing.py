import configparser
import re
from pathlib import Path

import numpy as np
import pytest

import ci
from helpers import timing

SANITIZE = configparser.ConfigParser(interpolation=None)
SANITIZE.read(Path(ci.__file__).with_name("sanitize.cfg"), encoding="utf-8")


@pytest.mark.parametrize("seconds", [0.0, 3e-9, 4.5e-6, 0.99999e-3, 0.0123, 0.9999, 1.0, 75.0])
def test_comparisons_of_notebooks_blank_a_time_out(seconds):
    assert re.sub(SANITIZE["times"]["regex"], "[TIME]", timing.in_brackets(seconds)) == "[TIME]"


def test_the_best_of_some_runs_is_told(monkeypatch):
    clock = iter([0.0, 3.0, 10.0, 11.0, 20.0, 22.0])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    runs = []
    assert timing.best_time(lambda: runs.append(1), rounds=3) == 1.0
    assert len(runs) == 3


def test_an_epoch_makes_one_gradient_for_each_batch(monkeypatch):
    widths = []
    original = timing.backward_propagation
    monkeypatch.setattr(
        timing, "backward_propagation", lambda Y, *rest: (widths.append(Y.shape[1]), original(Y, *rest))[1]
    )
    X, Y = np.ones((4, 70)), np.eye(2)[:, np.zeros(70, int)]
    assert timing.epoch_time(X, Y, 32, rounds=1) > 0
    assert widths == [32, 32, 6]
    assert timing.step_time(X, Y, 16, rounds=2) > 0
    assert widths[3:] == [16, 16]
