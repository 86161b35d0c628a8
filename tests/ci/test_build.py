import argparse

import nbformat
import pytest

import ci.build
from testcases.course import LESSONS
from tests.ci.lesson_files import LESSON, SOURCE, write


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder like notebooks/ with one small lesson in it, built."""
    monkeypatch.setattr(ci.build, "LESSONS", (LESSON,))
    (tmp_path / "source").mkdir()
    write(tmp_path / "source")
    ci.build.build(tmp_path)
    return tmp_path


def change_cell(path, name, change):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id == name:
            change(cell)
    nbformat.write(notebook, path)


def test_build_writes_every_edition_and_check_agrees(course, capsys):
    built = {str(path.relative_to(course)) for path in course.rglob("*.ipynb")}
    assert built == {f"{edition}/04_momentum.ipynb" for edition in ("en", "zh", "solutions/en", "solutions/zh")}
    assert ci.build.check(course) == 0
    assert "all 4 notebooks" in capsys.readouterr().out


def test_build_is_the_same_twice(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    ci.build.build(course)
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before


def test_check_shows_a_readable_diff_of_an_edited_cell(course, capsys):
    change_cell(course / "zh" / "04_momentum.ipynb", "able", lambda cell: cell.update(source="你好"))
    assert ci.build.check(course) == 1
    printed = capsys.readouterr().out
    assert "zh/04_momentum.ipynb is stale" in printed
    assert "-你好" in printed
    assert "+你将能够把一个数加倍。" in printed
    assert "descent build" in printed


STALE = {
    "a tag": lambda cell: cell.metadata.update(tags=["setup", "hide"]),
    "a source": lambda cell: cell.update(source=cell.source + "\n"),
    "an id": lambda cell: cell.update(id="other"),
}


@pytest.mark.parametrize("what", STALE)
@pytest.mark.parametrize("edition", ["en", "solutions/en"])
def test_check_fails_when_a_derived_file_differs_in(course, edition, what):
    change_cell(course / edition / "04_momentum.ipynb", "setup", STALE[what])
    assert ci.build.check(course) == 1


def test_check_fails_when_a_derived_file_is_missing_or_superfluous(course, capsys):
    (course / "en" / "04_momentum.ipynb").rename(course / "en" / "09_old.ipynb")
    assert ci.build.check(course) == 1
    printed = capsys.readouterr().out
    assert "en/04_momentum.ipynb is stale" in printed
    assert "en/09_old.ipynb is stale:\nit comes from no source" in printed


def test_check_fails_when_a_learner_edition_holds_outputs(course, capsys):
    output = nbformat.v4.new_output("stream", text="8")
    change_cell(course / "en" / "04_momentum.ipynb", "setup", lambda cell: cell.outputs.append(output))
    assert ci.build.check(course) == 1
    assert "holds outputs" in capsys.readouterr().out


def test_a_damaged_notebook_is_named_and_built_anew(course, capsys):
    damaged = course / "solutions" / "zh" / "04_momentum.ipynb"
    damaged.write_text("<<<<<<< HEAD", encoding="utf-8")
    assert ci.build.check(course) == 1
    assert (
        "solutions/zh/04_momentum.ipynb is stale:\nit is missing, or not a readable notebook" in capsys.readouterr().out
    )
    ci.build.build(course)
    assert ci.build.check(course) == 0


def test_stored_outputs_stay_where_the_source_stays(course):
    solved = course / "solutions" / "en" / "04_momentum.ipynb"
    output = nbformat.v4.new_output("stream", text="8")
    for name in ("setup", "check-double"):
        change_cell(solved, name, lambda cell: cell.outputs.append(output))
    write(course / "source", SOURCE.replace("check(double)", "check(double)  # yours"))
    ci.build.build(course)
    outputs = {cell.id: cell.get("outputs") for cell in nbformat.read(solved, as_version=4).cells}
    assert outputs["setup"] == [output]
    assert outputs["check-double"] == []


def test_a_slip_in_a_source_is_one_line_on_stderr(course, monkeypatch, capsys):
    monkeypatch.setattr(ci.build, "NOTEBOOKS", course)
    write(course / "source", SOURCE.replace('tags=["check"]', 'tags=["chek"]'))
    assert ci.build.main(argparse.Namespace(check=True, execute=False, gallery=False)) == 1
    assert capsys.readouterr().err.startswith("04_momentum.py, cell check-double: unknown tag 'chek'")


def test_a_lesson_without_a_source_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ci.build, "NOTEBOOKS", tmp_path)
    assert (
        ci.build.main(argparse.Namespace(check=False, execute=False, nbgrader=None, gallery=False, reviewed=None)) == 1
    )
    assert f"no source {LESSONS[0].name}.py" in capsys.readouterr().err
