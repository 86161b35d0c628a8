import json

import pytest

from descent.carry_over import carried_over
from descent.cli import main
from descent.own_notebooks import cells_of, digest
from descent.workspace import newest_editions

STUB = "def f(x):\n    raise NotImplementedError"


def cell(name, source, *tags, kind="code"):
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source} | code


def edition(*cells):
    given = {cell["id"]: digest(cell["source"]) for cell in cells}
    return {"cells": list(cells), "metadata": {"descent": {"cells": given}}, "nbformat": 4, "nbformat_minor": 5}


FIRST = (
    cell("title", "# Old title", kind="markdown"),
    cell("setup", "import numpy", "setup"),
    cell("write-f", STUB, "exercise:f"),
    cell("play", "f(1)"),
    cell("removed", "old()"),
)
SECOND = (
    cell("title", "# New title", kind="markdown"),
    cell("setup", "import numpy as np", "setup"),
    cell("play", "f(1)"),
    cell("f-moved", STUB + "  # say more", "exercise:f"),
)


def carry(tmp_path, *mine, given=FIRST, new=SECOND):
    """The new edition's cells, as ids and sources, for a learner who has `mine` of the edition `given`."""
    file = tmp_path / "01_small.ipynb"
    file.write_text(json.dumps(edition(*given) | {"cells": list(mine)}), encoding="utf-8")
    before = file.read_bytes()
    carried = json.loads(carried_over(file, json.dumps(edition(*new)).encode(), "en"))
    assert file.read_bytes() == before
    assert len({cell["id"] for cell in carried["cells"]}) == len(carried["cells"])
    return {cell.id: cell.source for cell in cells_of(carried)}


def changed(name, source):
    return tuple(cell | {"source": source} if cell["id"] == name else cell for cell in FIRST)


def test_nothing_of_the_learners_is_the_new_edition_as_it_is(tmp_path):
    assert carry(tmp_path, *FIRST) == {cell["id"]: cell["source"] for cell in SECOND}


def test_an_answer_goes_where_its_exercise_is_now(tmp_path):
    found = carry(tmp_path, *changed("write-f", "def f(x):\n    return 1"))
    assert list(found) == ["title", "setup", "play", "f-moved"]
    assert found["f-moved"] == "def f(x):\n    return 1"


def test_a_cell_that_the_course_left_alone_takes_the_learners_text(tmp_path):
    assert carry(tmp_path, *changed("play", "f(2)"))["play"] == "f(2)"


@pytest.mark.parametrize("name", ["setup", "removed"])
def test_what_has_no_place_is_kept_as_text_at_the_end(tmp_path, name):
    found = carry(tmp_path, *changed(name, "mine = '```'"))
    assert list(found)[-1] == "kept"
    assert found["kept"].startswith("## Kept from your earlier edition\n\n")
    assert found["kept"].endswith("````python\nmine = '```'\n````")
    assert {name: found[name] for name in found if name != "kept"} == {cell["id"]: cell["source"] for cell in SECOND}


def test_cells_that_the_learner_added_follow_the_cell_that_they_followed(tmp_path):
    one, two = cell("one", "helper = 1"), cell("two", "# my notes", kind="markdown")
    found = carry(tmp_path, FIRST[0], FIRST[1], one, two, *FIRST[2:])
    assert list(found) == ["title", "setup", "one", "two", "play", "f-moved"]


def test_a_second_cell_for_the_same_exercise_is_not_lost(tmp_path):
    one, two = cell("write-f", "f = 1", "exercise:f"), cell("copied", "f = 2", "exercise:f")
    found = carry(tmp_path, *FIRST[:2], one, two, *FIRST[3:])
    assert list(found) == ["title", "setup", "play", "f-moved", "copied"]
    assert (found["f-moved"], found["copied"]) == ("f = 1", "f = 2")


def test_a_file_from_before_the_record_of_cells_loses_nothing(tmp_path):
    mine = [*changed("write-f", "f = 1"), cell("added", "my = 2")]
    found = carry(tmp_path, *mine, given=())
    assert found["f-moved"] == "f = 1"
    assert found["added"] == "my = 2"
    assert "import numpy\n" in found["kept"]  # nobody knows whose it was
    assert found["removed"] == "old()"


def test_outputs_are_not_carried_over_and_pictures_in_notes_are(tmp_path):
    ran = cell("ran", "1 / 0") | {"outputs": [{"output_type": "error"}], "execution_count": 4}
    note = cell("note", "![](attachment:a.png)", kind="markdown") | {"attachments": {"a.png": {"image/png": "…"}}}
    file = tmp_path / "01_small.ipynb"
    file.write_text(json.dumps(edition(*FIRST) | {"cells": [*FIRST, ran, note]}), encoding="utf-8")
    cells = json.loads(carried_over(file, json.dumps(edition(*SECOND)).encode(), "en"))["cells"]
    by_id = {cell["id"]: cell for cell in cells}
    assert (by_id["ran"]["outputs"], by_id["ran"]["execution_count"]) == ([], None)
    assert by_id["note"]["attachments"] == note["attachments"]


def test_start_carries_over_when_asked_and_never_over_a_file(course, tmp_path, capsys):
    def says(*words):
        capsys.readouterr()
        assert main(["start", str(folder), *words]) == 0
        return capsys.readouterr().out.splitlines()[1:]

    def answers(name):
        return [cell.source for cell in cells_of(json.loads((folder / name).read_text(encoding="utf-8")))]

    folder = tmp_path / "mine"
    course.write("01", "setup", "stub")
    says()
    file = folder / "01_small.ipynb"
    mine = json.loads(file.read_text(encoding="utf-8"))
    mine["cells"][2]["source"] = "my answer"
    file.write_text(json.dumps(mine), encoding="utf-8")
    before = file.read_bytes()

    course.write("01", "better setup", "stub", "new cell")
    assert says() == [
        "  left   01_small.ipynb: it is yours; the course has a newer edition",
        f"To get newer editions as new files, with your answers in them: descent start --carry-over {folder}",
    ]
    (folder / "01_small-edition-2.ipynb").mkdir()
    added = "  added  01_small-edition-3.ipynb: the newer edition of 01_small.ipynb, with your answers in it"
    assert says("--carry-over") == [added]
    assert answers("01_small-edition-3.ipynb") == ["A lesson", "better setup", "my answer", "new cell"]
    assert says("--carry-over") == ["  left   01_small.ipynb: it is yours"]
    assert file.read_bytes() == before

    course.write("01", "best setup", "stub", "new cell")
    assert says("--carry-over")[0].startswith(
        "  added  01_small-edition-4.ipynb: the newer edition of 01_small-edition-3"
    )
    assert answers("01_small-edition-4.ipynb") == ["A lesson", "best setup", "my answer", "new cell"]


def test_every_lesson_carries_itself_over_unchanged(tmp_path):
    for lesson in newest_editions("en"):
        file = tmp_path / lesson.name
        file.write_bytes(lesson.content)
        assert carried_over(file, lesson.content, "en") == lesson.content
