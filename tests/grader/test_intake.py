"""One fixture for each way in which what is handed in can be strange."""

import json
import os
import socket
import struct
import zipfile

import pytest

from grader import sources
from grader.intake import Refusal, Submission, lesson_answered, take_in
from grader.notebook import MAX_BYTES, read_notebook
from grader.sources import SubmissionsError, open_source, owner
from testcases.course import LESSONS
from tests.grader.classroom import notebook, solved_cells

MOMENTUM = json.dumps(notebook("04_momentum"))
ADAM = json.dumps(notebook("06_adam"))


def taken_in(path, lessons=LESSONS):
    """Everything that intake makes of SUBMISSIONS: {(student, lesson): file} and [(student, file, reason)]."""
    graded, refused = {}, []
    source = open_source(path)
    try:
        for student in source.students():
            for item in take_in(source, student, lessons):
                if isinstance(item, Submission):
                    graded[student, item.lesson.number] = item.name
                else:
                    assert isinstance(item, Refusal)
                    assert item.reason.zh
                    refused.append((item.student, item.name, item.reason.en))
    finally:
        source.close()
    return graded, refused


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submissions"
    made.mkdir()
    return made


def write(file, text=MOMENTUM):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in files:
            file.writestr(name, text)
    return path


# --- layouts ----------------------------------------------------------------------------------------------------------


def test_a_folder_for_each_student(folder):
    write(folder / "alice" / "04_momentum.ipynb")
    write(folder / "alice" / "week 6" / "my-descent" / "06_adam.ipynb", ADAM)
    write(folder / "bob" / "renamed.ipynb")
    write(folder / "bob" / ".ipynb_checkpoints" / "renamed-checkpoint.ipynb")
    write(folder / "bob" / "descent-progress.json", "{}")
    graded, refused = taken_in(folder)
    assert graded == {
        ("alice", "04"): "alice/04_momentum.ipynb",
        ("alice", "06"): "alice/week 6/my-descent/06_adam.ipynb",
        ("bob", "04"): "bob/renamed.ipynb",
    }
    assert refused == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice_04_momentum.ipynb", ("alice", False)),
        ("Jane Doe - 04_momentum (1).ipynb", ("Jane Doe", False)),
        ("04_momentum_alice.ipynb", ("alice", False)),
        ("alice_04_momentum_final.ipynb", ("alice", False)),
        ("alice.ipynb", ("alice", False)),
        ("王小明_04_momentum-Copy1.ipynb", ("王小明", False)),
        ("Jane Doe_123_assignsubmission_file_04_momentum.ipynb", ("Jane Doe_123", False)),
        ("Jane Doe_123_assignsubmission_file_whatever.ipynb", ("Jane Doe_123", False)),
        ("doejane_12_345_04_momentum-1.ipynb", ("doejane_12", False)),
        ("doejane_LATE_12_345_anything.ipynb", ("doejane_12", True)),
        ("Week 4_doejane_attempt_2025-03-01-12-00-00_04_momentum.ipynb", ("doejane", False)),
    ],
)
def test_a_flat_folder_names_the_student(folder, name, expected):
    assert owner(name)[:2] == expected
    write(folder / name)
    write(folder / "grades of last year.xlsx", "")
    assert list(taken_in(folder)[0]) == [(expected[0], "04")]


def test_a_learners_own_folder_is_one_student(tmp_path):
    write(tmp_path / "my-descent" / "04_momentum.ipynb")
    write(tmp_path / "my-descent" / "06_adam.ipynb", ADAM)
    assert set(taken_in(tmp_path / "my-descent")[0]) == {("my-descent", "04"), ("my-descent", "06")}


def test_moodles_folders(folder):
    write(folder / "Jane Doe_123_assignsubmission_file_" / "04_momentum.ipynb")
    assert list(taken_in(folder)[0]) == [("Jane Doe_123", "04")]


def test_nbgraders_tree(folder):
    write(folder / "nbgrader_config.py", "")
    write(folder / "source" / "hw1" / "04_momentum.ipynb")
    write(folder / "submitted" / "alice" / "hw1" / "04_momentum.ipynb")
    write(folder / "submitted" / "alice" / "hw1" / "timestamp.txt", "2025-03-01 12:00:00 UTC")
    assert taken_in(folder) == taken_in(folder / "submitted")
    assert taken_in(folder)[0] == {("alice", "04"): "alice/hw1/04_momentum.ipynb"}


def test_a_zip_in_every_layout(tmp_path):
    files = [
        ("alice/04_momentum.ipynb", MOMENTUM),
        ("Jane Doe_123_assignsubmission_file_/04_momentum.ipynb", MOMENTUM),
        ("doejane_LATE_12_345_04_momentum.ipynb", MOMENTUM),
        ("submitted/carla/hw1/04_momentum.ipynb", MOMENTUM),
        ("__MACOSX/alice/._04_momentum.ipynb", "x"),
    ]
    graded, refused = taken_in(zipped(tmp_path / "export.zip", files))
    assert set(graded) == {(name, "04") for name in ("alice", "Jane Doe_123", "doejane_12", "carla")}
    assert refused == []


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not really"])
def test_submissions_that_are_neither_folder_nor_zip(tmp_path, content):
    path = tmp_path / "file.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SubmissionsError, match="SUBMISSIONS must be a folder or a ZIP file"):
        open_source(path)


# --- which lesson -----------------------------------------------------------------------------------------------------


def lesson_of(made, name="x.ipynb"):
    lesson = lesson_answered(read_notebook(json.dumps(made).encode()), name)
    return lesson and lesson.number


def cells(*sources, **more):
    listed = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


def test_which_lesson_a_notebook_answers():
    momentum, adam = solved_cells()["update_parameters_with_momentum"], solved_cells()["update_parameters_with_adam"]
    assert lesson_of(notebook("04_momentum")) == "04"
    bare = notebook("04_momentum")
    bare["metadata"] = {}
    assert lesson_of(bare, "06_adam.ipynb") == "04"  # by its tagged cells, whatever its name says
    assert lesson_of(cells(momentum)) == "04"  # by the functions
    assert lesson_of(cells(momentum, adam), "06_adam.ipynb") == "06"  # in a tie, by the name
    assert lesson_of(cells("x = 1"), "04_momentum.ipynb") is None
    # Metadata that names a lesson of which nothing is there is not believed.
    assert lesson_of(cells(momentum, metadata={"descent": {"lesson": "06"}})) == "04"
    # Functions of earlier lessons pasted into a later one do not make it an earlier one.
    pasted = notebook("09_choosing_an_optimizer")
    for source in (momentum, solved_cells()["initialize_velocity"], adam, solved_cells()["initialize_adam"]):
        pasted["cells"].append({"cell_type": "code", "metadata": {}, "source": source})
    assert lesson_of(pasted) == "09"


def test_the_notebook_saved_last_counts(folder):
    for name, day in (("04_momentum.ipynb", 2), ("a.ipynb", 3), ("b.ipynb", 1)):
        os.utime(write(folder / "alice" / name), (day * 86400, day * 86400))
    graded, refused = taken_in(folder)
    assert graded == {("alice", "04"): "alice/a.ipynb"}
    assert [name for _, name, _ in refused] == ["alice/b.ipynb", "alice/04_momentum.ipynb"]
    assert all("another notebook of lesson 04" in reason for *_, reason in refused)


def test_lessons_that_are_not_asked_for_are_passed_over(folder):
    write(folder / "alice" / "04_momentum.ipynb")
    write(folder / "alice" / "06_adam.ipynb", ADAM)
    assert taken_in(folder, [lesson for lesson in LESSONS if lesson.number == "06"]) == (
        {("alice", "06"): "alice/06_adam.ipynb"},
        [],
    )


def test_a_student_without_a_notebook_is_said(folder):
    write(folder / "alice" / "answers.py", "")
    (folder / "bob").mkdir()
    write(folder / "carla" / "no exercise.ipynb", json.dumps(cells("x = 1")))
    graded, refused = taken_in(folder)
    assert graded == {}
    assert refused == [
        ("alice", "", "no notebook (.ipynb) was handed in, only alice/answers.py"),
        ("bob", "", "no notebook (.ipynb) was handed in"),
        ("carla", "carla/no exercise.ipynb", "no exercise of the course is in it, so that it answers no lesson"),
    ]


# --- what could lead elsewhere ----------------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path):
    """A solved notebook that must not be read."""
    return write(tmp_path / "private" / "04_momentum.ipynb")


def test_links_are_not_followed(folder, outside):
    (folder / "alice").mkdir()
    (folder / "alice" / "04_momentum.ipynb").symlink_to(outside)
    (folder / "alice" / "inner").symlink_to(outside.parent)
    (folder / "bob").symlink_to(outside.parent)
    (folder / "carla_04_momentum.ipynb").symlink_to(outside)
    (folder / "dan").mkdir()
    (folder / "dan" / "a.ipynb").symlink_to(folder / "nowhere")
    graded, refused = taken_in(folder)
    assert graded == {}
    assert {reason for *_, reason in refused} == {"a link: links are not followed"}
    assert {student for student, *_ in refused} == {"alice", "bob", "carla", "dan"}


def test_a_link_put_in_the_way_between_looking_and_reading_is_not_followed(folder, outside):
    write(folder / "alice" / "inner" / "04_momentum.ipynb", ADAM)
    source = open_source(folder)
    (found,) = source.hand_in("alice").files
    (folder / "alice" / "inner").rename(folder / "alice" / "old")
    (folder / "alice" / "inner").symlink_to(outside.parent)
    with pytest.raises(sources.UnreadableError, match="cannot be read"):
        found.read()


def test_what_is_no_regular_file_is_not_opened(folder):
    (folder / "alice").mkdir()
    os.mkfifo(folder / "alice" / "04_momentum.ipynb")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()
        os.chdir(folder / "alice")
        try:
            listening.bind("x.ipynb")
        finally:
            os.chdir(here)
        graded, refused = taken_in(folder)
    assert graded == {}
    assert refused == [
        ("alice", "alice/04_momentum.ipynb", "neither a file nor a folder"),
        ("alice", "alice/x.ipynb", "neither a file nor a folder"),
    ]


def test_a_fifo_put_in_the_way_does_not_make_it_wait(folder):
    file = write(folder / "alice" / "04_momentum.ipynb")
    (found,) = open_source(folder).hand_in("alice").files
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(sources.UnreadableError, match="neither a file nor a folder"):
        found.read()


def test_without_opening_beneath_links_are_refused_by_looking(folder, outside, monkeypatch):
    monkeypatch.setattr(sources, "OPENED_BENEATH", False)
    write(folder / "alice" / "04_momentum.ipynb")
    (folder / "bob").mkdir()
    (folder / "bob" / "04_momentum.ipynb").symlink_to(outside)
    graded, refused = taken_in(folder)
    assert set(graded) == {("alice", "04")}
    assert refused == [("bob", "bob/04_momentum.ipynb", "a link: links are not followed")]


def test_a_file_that_cannot_be_read_stops_nothing(folder, monkeypatch):
    write(folder / "alice" / "04_momentum.ipynb")
    write(folder / "bob" / "04_momentum.ipynb")
    real = os.open

    def failing(path, *arguments, **options):
        if path == "alice":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", failing)
    graded, refused = taken_in(folder)
    assert set(graded) == {("bob", "04")}
    assert refused == [("alice", "alice", "it cannot be read: Permission denied")]


def test_names_of_every_kind_have_one_line_each(folder):
    names = ["new\nline", "tab\there", "emoji 🎉", "right\u202eleft", "back\\slash", "x" * 255, "..x", "=1+1", "-rf"]
    for name in names:
        write(folder / name / "04_momentum.ipynb")
    raw = os.fsencode(folder) + b"/latin\xe9"
    os.mkdir(raw)
    with open(raw + b"/04_momentum.ipynb", "w", encoding="utf-8") as stream:
        stream.write(MOMENTUM)
    graded, _ = taken_in(folder)
    students = {student for student, _ in graded}
    assert students == {
        "new\\nline",
        "tab\\there",
        "emoji 🎉",
        "right\\u202eleft",
        "back\\\\slash",
        "x" * 255,
        "..x",
        "=1+1",
        "-rf",
        "latin\\udce9",
    }
    assert all(name.isprintable() for name in graded.values())


def test_a_tree_without_end_is_cut(folder, monkeypatch):
    deep = folder / "alice"
    for i in range(12):
        deep = deep / str(i)
    write(deep / "04_momentum.ipynb")
    monkeypatch.setattr(sources, "MAX_FILES", 5)
    for i in range(20):
        write(folder / "bob" / f"{i:02}.txt", "")
    graded, refused = taken_in(folder)
    assert graded == {}
    assert [(student, reason) for student, _, reason in refused] == [
        ("alice", "more than 8 folders deep: not looked at"),
        ("bob", "more than 5 files: the rest was not looked at"),
    ]


def test_a_file_above_the_limit_is_refused_unread(folder):
    with open(write(folder / "alice" / "04_momentum.ipynb"), "r+b") as stream:
        stream.truncate(50 * MAX_BYTES)  # sparse: 1 GB that takes no room
    graded, refused = taken_in(folder)
    assert graded == {}
    assert "larger than 20 MB" in refused[0][2]


# --- ZIPs that are up to something ------------------------------------------------------------------------------------


def test_names_that_lead_out_of_the_zip(tmp_path):
    names = ["../04_momentum.ipynb", "/etc/04.ipynb", "a/../../b.ipynb", "C:/x.ipynb", "a\\..\\b.ipynb"]
    files = [(name, MOMENTUM) for name in [*names, "alice/04_momentum.ipynb"]]
    graded, refused = taken_in(zipped(tmp_path / "export.zip", files))
    assert set(graded) == {("alice", "04")}
    assert len(refused) == len(names)
    assert {reason for *_, reason in refused} == {"its name leads out of the ZIP (.., an absolute path or a drive)"}


def test_a_link_in_a_zip_is_not_followed(tmp_path):
    link = zipfile.ZipInfo("alice/04_momentum.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    assert taken_in(tmp_path / "export.zip") == (
        {},
        [("alice", "alice/04_momentum.ipynb", "a link: links are not followed")],
    )


def test_a_zip_bomb_is_read_to_the_limit_only(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        with file.open("alice/04_momentum.ipynb", "w") as entry:
            for _ in range(200):
                entry.write(bytes(2**20))
        file.writestr("bob/04_momentum.ipynb", MOMENTUM)
    graded, refused = taken_in(tmp_path / "export.zip")
    assert set(graded) == {("bob", "04")}
    assert [(student, "larger than 20 MB" in reason) for student, _, reason in refused] == [("alice", True)]


def test_what_is_encrypted_damaged_nested_or_double_in_a_zip_is_said(tmp_path):
    path = tmp_path / "export.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(
            path,
            [
                ("alice/04_momentum.ipynb", MOMENTUM),
                ("bob/04_momentum.ipynb", MOMENTUM),
                ("carla/work.zip", "PK"),
                ("dan/04_momentum.ipynb", ADAM),
                ("dan/04_momentum.ipynb", MOMENTUM),
                ("eve/04_momentum.ipynb", MOMENTUM),
            ],
        )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        offsets = [entry.header_offset for entry in file.infolist()]
    # alice: the flag "encrypted", in the local header and in the directory; bob: a wrong byte in the compressed data.
    directory = data.index(b"PK\x01\x02")
    for place in (offsets[0] + 6, directory + 8):
        data[place : place + 2] = struct.pack("<H", 1)
    data[offsets[1] + 200] ^= 0xFF
    path.write_bytes(data)
    graded, refused = taken_in(path)
    assert set(graded) == {("dan", "04"), ("eve", "04")}
    reasons = {student: reason for student, _, reason in refused}
    assert reasons["alice"] == "it is encrypted in the ZIP"
    assert reasons["bob"].startswith("it is damaged in the ZIP")
    assert reasons["carla"] == "an archive in the place of a notebook: it is not opened"
    assert reasons["dan"] == "it stands in the ZIP more than once: the last one counts"


def test_every_kind_of_damaged_file_stops_no_other(folder):
    broken = [b"", b"{", b"\xff\xfe", b"[" * 10**5, b'{"cells": [], "cells": []}', b'{"nbformat": 3, "worksheets": []}']
    for i, data in enumerate(broken):
        write(folder / f"broken-{i}" / "04_momentum.ipynb").write_bytes(data)
    write(folder / "zoe" / "04_momentum.ipynb")
    graded, refused = taken_in(folder)
    assert set(graded) == {("zoe", "04")}
    assert [student for student, *_ in refused] == [f"broken-{i}" for i in range(len(broken))]
