"""Whole runs, as an instructor starts them: killed, resumed, refused, corrected."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest

from descent.cli import main
from grader.store import FILE_NAME
from tests.grader.classroom import make_class, notebook, slipped

pytestmark = pytest.mark.usefixtures("secret_file")


def command(*words):
    return [sys.executable, "-m", "descent", *map(str, words)]


def start(*words):
    """Start the command as the leader of a process group, so that all of it can be looked at."""
    return subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)


def run(*words):
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=300)


def table(results):
    """All that a run ends in, without times."""
    return (results / "grades.csv").read_text("utf-8"), json.loads((results / "results.json").read_text("utf-8"))


def write(file, made):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(made), encoding="utf-8")


@pytest.fixture
def small_class(tmp_path):
    folder = tmp_path / "submissions"
    make_class(folder, 12, seed=1, lessons=("02_ema", "04_momentum"))
    write(folder / "broken" / "04_momentum.ipynb", {"cells": 1})
    (folder / "nobody").mkdir()
    return folder


def members(group):
    """The processes of a group, but for those that have ended."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as stream:
                    state, _, own = stream.read().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(own) == group and state != "Z":
                found.append(int(name))
    return found


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def killed(submissions, results, seconds, victim):
    """Start a run and kill a process of it after a while; return whether it ended by itself before."""
    driver = start("grade", submissions, "--out", results, "--jobs", "2")
    try:
        driver.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        workers = [pid for pid in members(driver.pid) if pid != driver.pid]
        target = driver.pid if victim == "driver" or not workers else workers[-1]
        os.kill(target, signal.SIGKILL)
        driver.wait(120)
        wait_until(lambda: members(driver.pid) == [])  # nothing stays behind
        return False
    finally:
        driver.stdout.close()
        driver.stderr.close()


def test_a_run_killed_at_any_moment_goes_on_to_the_same_end(small_class, tmp_path):
    began = time.monotonic()
    undisturbed = run("grade", small_class, "--out", tmp_path / "undisturbed", "--jobs", "2")
    took = time.monotonic() - began
    assert undisturbed.returncode == 0, undisturbed.stderr
    expected = table(tmp_path / "undisturbed")
    assert len(expected[1]["students"]) == 14

    moments = random.Random(0)
    results = tmp_path / "disturbed"
    for victim in ("driver", "worker", "driver", "driver", "worker"):
        killed(small_class, results, moments.uniform(0.1, 1.0) * took, victim)
    last = run("grade", small_class, "--out", results, "--jobs", "2")
    assert last.returncode == 0, last.stderr
    assert table(results) == expected


def test_what_was_graded_before_the_kill_is_not_graded_again(small_class, tmp_path):
    results = tmp_path / "results"
    driver = start("grade", small_class, "--out", results, "--jobs", "1")
    journal = results / f"{FILE_NAME}-wal"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b'"marks"') >= 2)
    os.kill(driver.pid, signal.SIGKILL)
    driver.communicate()
    said = run("grade", small_class, "--out", results, "--jobs", "1").stdout
    graded, before = map(int, re.search(r"(\d+) notebooks graded, (\d+) graded before", said).groups())
    assert before > 0
    assert graded + before == 12
    said = run("grade", small_class, "--out", results, "--jobs", "1").stdout
    assert "14 students: 0 notebooks graded, 12 graded before and unchanged" in said


def test_two_runs_on_one_folder_are_refused(small_class, tmp_path):
    results = tmp_path / "results"
    first = start("grade", small_class, "--out", results, "--jobs", "1")
    try:
        wait_until(lambda: (results / f"{FILE_NAME}-wal").exists())
        first.send_signal(signal.SIGSTOP)  # it would be done before the others have begun
        second = run("grade", small_class, "--out", results)
        assert second.returncode == 2
        assert second.stderr.strip() == f"descent: another `descent` is writing to {results}; wait until it has ended"
        correction = run("correct", results, "student-000001", "04", "initialize_velocity", "1", "--why", "x")
        assert correction.returncode == 2
    finally:
        first.send_signal(signal.SIGCONT)
        out, err = first.communicate(timeout=120)
    assert first.returncode == 0, err
    assert "12 notebooks graded" in out


@pytest.fixture
def graded(tmp_path, capsys):
    """A class of two, graded."""
    folder, results = tmp_path / "submissions", tmp_path / "results"
    write(folder / "alice" / "04_momentum.ipynb", notebook("04_momentum"))
    slip = slipped("update_parameters_with_momentum")
    write(folder / "bob" / "04_momentum.ipynb", notebook("04_momentum", {"update_parameters_with_momentum": slip}))
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    capsys.readouterr()
    return folder, results


def marks(results):
    with open(results / "grades.csv", encoding="utf-8", newline="") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def test_the_table_the_json_and_the_pages_agree(graded):
    _, results = graded
    rows, data = marks(results), json.loads((results / "results.json").read_text("utf-8"))
    assert [(row["04_momentum"], row["total"], row["of"]) for row in rows.values()] == [
        ("15", "15", "15"),
        ("5", "5", "15"),
    ]
    bob = data["students"][1]["lessons"][0]["exercises"][1]
    assert bob["mistake"][0] == "The factor 1 − β is missing"
    assert (bob["points"], bob["possible"], bob["standing"]) == ("0", 10, "wrong")
    page = (results / "index.html").read_text("utf-8")
    assert "The factor 1 − β is missing" in page
    for file in re.findall(r'href="(students/[^"]+)"', page):
        assert (results / file).is_file()
    assert len(list((results / "students").iterdir())) == 2


def test_only_what_has_changed_is_graded_again(graded, capsys):
    folder, results = graded
    write(folder / "bob" / "04_momentum.ipynb", notebook("04_momentum"))
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    assert "1 notebooks graded, 1 graded before" in capsys.readouterr().out
    assert marks(results)["bob"]["total"] == "15"


def test_a_new_secret_grades_everything_anew(graded, secret_file, capsys):
    folder, results = graded
    assert main(["secret", "rotate"]) == 0
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    assert "2 notebooks graded, 0 graded before" in capsys.readouterr().out
    assert len(list(secret_file.parent.iterdir())) == 2


def test_a_correction_stays_whatever_is_graded_later(graded, capsys):
    folder, results = graded
    words = ["correct", str(results), "bob", "4", "update_parameters_with_momentum"]
    assert main([*words, "7.5", "--why", "right idea <b>"]) == 0
    assert capsys.readouterr().out == "bob, update_parameters_with_momentum: 7.5 of 10 points by hand.\n"
    assert marks(results)["bob"]["total"] == "12.5"
    (page,) = (results / "students").glob("bob-*.html")
    assert "right idea &lt;b&gt;" in page.read_text("utf-8")

    write(folder / "bob" / "04_momentum.ipynb", notebook("04_momentum"))
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    assert marks(results)["bob"]["total"] == "12.5"
    assert main(["secret", "rotate"]) == 0
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    assert marks(results)["bob"]["total"] == "12.5"

    assert main([*words, "graded", "--why", "no longer needed"]) == 0
    assert marks(results)["bob"]["total"] == "15"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["bod", "04", "initialize_velocity", "1"], "there is no student 'bod' in {results}; there is bob"),
        (["bob", "44", "initialize_velocity", "1"], "--lesson must be one of 00, 01, 02"),
        (
            ["bob", "04", "ema", "1"],
            "EXERCISE must be one of initialize_velocity, update_parameters_with_momentum; got 'ema'",
        ),
        (["bob", "04", "initialize_velocity", "6"], "POINTS must be a number from 0 to 5"),
        (["bob", "04", "initialize_velocity", "nan"], "POINTS must be a number from 0 to 5"),
        (["bob", "04", "initialize_velocity", "1/0"], "POINTS must be a number from 0 to 5"),
        (["bob", "04", "initialize_velocity", "-1/2"], "POINTS must be a number from 0 to 5"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(graded, words, complaint, capsys):
    _, results = graded
    assert main(["correct", str(results), "--why", "x", "--", *words]) == 2
    assert complaint.format(results=results) in capsys.readouterr().err
    assert marks(results)["bob"]["total"] == "5"


def test_another_lesson_graded_into_the_same_folder_leaves_the_first(graded, capsys):
    folder, results = graded
    write(folder / "alice" / "02_ema.ipynb", notebook("02_ema"))
    assert main(["grade", str(folder), "--out", str(results), "--lesson", "02", "--jobs", "1"]) == 0
    assert "1 notebooks graded" in capsys.readouterr().out
    assert marks(results)["alice"]["02_ema"] == "20"
    assert marks(results)["alice"]["04_momentum"] == "15"
    assert marks(results)["bob"]["04_momentum"] == "5"
    # A student who is gone is gone with the lessons that are graded.
    (folder / "bob" / "04_momentum.ipynb").unlink()
    (folder / "bob").rmdir()
    assert main(["grade", str(folder), "--out", str(results), "--jobs", "1"]) == 0
    assert set(marks(results)) == {"alice"}
    assert len(list((results / "students").iterdir())) == 1


def test_the_class_list_brings_groups_lateness_and_who_is_missing(graded, tmp_path, capsys):
    folder, results = graded
    listed = tmp_path / "students.csv"
    listed.write_text(
        "student,group,due,submitted\nalice,A,2025-03-01,2025-03-01T22:00\nbob,B,2025-03-01,2025-03-02\ncarla,=A,,\n",
        "utf-8",
    )
    write(folder / "dan" / "04_momentum.ipynb", notebook("04_momentum"))
    assert main(["grade", str(folder), "--out", str(results), "--students", str(listed), "--jobs", "1"]) == 0
    assert "Not on the list of --students: dan" in capsys.readouterr().out
    rows = marks(results)
    assert [(row["student"], row["group"], row["late"]) for row in rows.values()] == [
        ("alice", "A", ""),
        ("bob", "B", "04"),
        ("carla", "'=A", ""),
        ("dan", "", ""),
    ]
    assert rows["carla"]["remarks"] == "nothing was handed in"


def test_misuse_is_one_line(graded, tmp_path, secret_file, capsys, monkeypatch):
    folder, results = graded
    inside = folder / "secret"
    inside.write_bytes(secret_file.read_bytes())
    inside.chmod(0o600)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").touch()
    for words, complaint in (
        ([tmp_path / "nothing", "--out", results], "SUBMISSIONS must be a folder or a ZIP file"),
        ([folder, "--out", folder / "results"], "--out must lie outside SUBMISSIONS"),
        ([folder, "--out", other], "holds thesis.tex"),
        ([folder, "--out", results, "--lesson", "12"], "--lesson must be one of 00"),
        ([folder, "--out", results, "--jobs", "0"], "--jobs must be a whole number above 0; got 0"),
        ([folder, "--out", results, "--students", other], "--students must be a CSV file"),
        ([folder, "--out", results, "--secret", tmp_path / "none"], "there is no secret yet in"),
        ([folder, "--out", results, "--secret", inside], "must lie outside"),
    ):
        assert main(["grade", *map(str, words)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert complaint in said.err
    inside.unlink()
    (results / FILE_NAME).write_bytes(b"no database" * 1000)
    assert main(["grade", str(folder), "--out", str(results)]) == 2
    assert "RESULTS cannot be used" in capsys.readouterr().err
