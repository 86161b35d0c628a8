import json
import math
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testcases.lock import locked
from testcases.standings import (
    FILE_NAME,
    Standing,
    progress_file,
    read_standings,
    record,
    write_standings,
)

standings = st.builds(Standing, st.floats(0, 1e6), st.booleans(), st.integers(0, 10**6), st.integers(0, 9))


@pytest.fixture
def file(tmp_path):
    return tmp_path / FILE_NAME


def visible(folder):
    return [path.name for path in folder.iterdir() if path.name != f".{FILE_NAME}.lock"]


def add_attempt(standing):
    return Standing(standing.points, standing.passed, standing.attempts + 1, standing.hints)


@given(st.dictionaries(st.text(), standings))
def test_what_is_written_is_read_again(tmp_path_factory, rows):
    file = tmp_path_factory.mktemp("progress") / FILE_NAME
    write_standings(file, rows)
    assert read_standings(file) == rows


def test_a_missing_file_is_an_empty_one(file):
    assert read_standings(file) == {}


def test_recording_changes_one_exercise_and_keeps_the_others(file):
    write_standings(file, {"ema": Standing(10, True, 2), "an exercise of another edition": Standing(3.0)})
    assert record(file, "ema", add_attempt) == Standing(10, True, 3)
    assert record(file, "ema_weights", add_attempt) == Standing(attempts=1)
    assert read_standings(file) == {
        "ema": Standing(10, True, 3),
        "ema_weights": Standing(attempts=1),
        "an exercise of another edition": Standing(3.0),
    }


def test_a_crash_while_writing_leaves_the_old_file_and_nothing_else(file, monkeypatch):
    write_standings(file, {"ema": Standing(5.0)})

    def crash(*arguments):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(OSError, match="no space left"):
        record(file, "ema", add_attempt)
    assert read_standings(file) == {"ema": Standing(5.0)}
    assert visible(file.parent) == [FILE_NAME]


def test_a_crash_in_the_middle_of_the_text_leaves_the_old_file(file, monkeypatch):
    write_standings(file, {"ema": Standing(5.0)})

    def crash(rows, stream, **options):
        stream.write('{"exer')
        raise KeyboardInterrupt

    monkeypatch.setattr(json, "dump", crash)
    with pytest.raises(KeyboardInterrupt):
        record(file, "ema", add_attempt)
    assert read_standings(file) == {"ema": Standing(5.0)}
    assert visible(file.parent) == [FILE_NAME]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"exercises": []}',
        '{"exercises": {"ema": 3}}',
        '{"exercises": {"ema": {"points": "ten"}}}',
        '{"exercises": {"ema": {"points": NaN}}}',
        '{"exercises": {"ema": {"points": -1}}}',
        '{"exercises": {"ema": {"attempts": 1.5}}}',
        '{"exercises": {"ema": {"passed": 1}}}',
        '{"exercises": {"ema": {"pionts": 1}}}',
        "[" * 100_000,
        "\udc80",
    ],
)
def test_a_damaged_file_is_named_and_never_overwritten(file, text):
    damaged = text.encode("utf-8", "surrogateescape")
    file.write_bytes(damaged)
    with pytest.raises(ValueError, match=r"descent-progress\.json is not a progress file of Descent .* move it away"):
        record(file, "ema", add_attempt)
    assert file.read_bytes() == damaged
    assert visible(file.parent) == [FILE_NAME]


def test_a_folder_of_that_name_is_no_progress_file(file):
    file.mkdir()
    with pytest.raises(OSError, match=FILE_NAME):
        record(file, "ema", add_attempt)


RECORD_OFTEN = """
import sys
from dataclasses import replace
from pathlib import Path
from testcases.standings import record
sys.stdin.readline()  # all begin together
for _ in range(25):
    record(Path(sys.argv[1]), sys.argv[2], lambda old: replace(old, attempts=old.attempts + 1))
"""


def test_notebooks_that_record_at_the_same_instant_lose_nothing(file):
    names = ["ema", "ema", "ema_weights", "ema_weights", "bias_correct", "ema"]
    processes = [
        subprocess.Popen([sys.executable, "-c", RECORD_OFTEN, file, name], stdin=subprocess.PIPE, text=True)
        for name in names
    ]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.close()
    assert [process.wait(60) for process in processes] == [0] * len(names)
    assert {name: row.attempts for name, row in read_standings(file).items()} == {
        name: 25 * names.count(name) for name in names
    }


def test_a_process_that_is_killed_while_it_holds_the_lock_leaves_it_open(file):
    hold = "import os, sys; from pathlib import Path; from testcases.lock import locked\n"
    hold += "with locked(Path(sys.argv[1])): os._exit(9)"
    assert subprocess.run([sys.executable, "-c", hold, file], check=False, timeout=60).returncode == 9
    assert record(file, "ema", add_attempt).attempts == 1


def test_a_lock_that_is_never_let_go_is_reported(file):
    with locked(file), pytest.raises(TimeoutError, match="is held by another process"), locked(file, wait_seconds=0.05):
        pass
    with locked(file, wait_seconds=0.05):
        write_standings(file, {})
    assert read_standings(file) == {}


@pytest.mark.parametrize("bad", [{"points": math.nan}, {"points": -0.5}, {"hints": "1"}, {"passed": None}])
def test_a_standing_holds_numbers_of_at_least_zero(bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} must be"):
        Standing(**bad)


def test_the_progress_file_is_the_nearest_one(tmp_path, monkeypatch):
    monkeypatch.delenv("DESCENT_PROGRESS", raising=False)
    here = tmp_path / "course" / "en"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert progress_file() == here / FILE_NAME
    (tmp_path / FILE_NAME).write_text("{}")
    assert progress_file() == tmp_path / FILE_NAME
    (tmp_path / "course" / FILE_NAME).write_text("{}")
    assert progress_file() == tmp_path / "course" / FILE_NAME
    (here / FILE_NAME).mkdir()
    assert progress_file() == tmp_path / "course" / FILE_NAME


def test_the_progress_file_may_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_PROGRESS", str(tmp_path / "mine.json"))
    assert progress_file() == tmp_path / "mine.json"
