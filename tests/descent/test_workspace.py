import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from descent import workspace
from descent.workspace import FolderError, MissingNotebookError, Outcome, newest_editions, start

ADDED, SAME, OLDER, OTHER_LANGUAGE, NOT_OURS = Outcome


@pytest.fixture(params=["hard links", "no hard links"])
def file_system(request, monkeypatch):
    if request.param == "no hard links":

        def refuse(*_paths):
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)


@pytest.fixture
def three(course):
    for number in ("01", "02", "03"):
        course.write(number, f"print({number!r})")
    return course


def outcomes(folder, language="en"):
    return {edition.name[:2]: outcome for edition, outcome in start(folder, language).items()}


def visible(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("file_system")
def test_a_new_folder_gets_every_lesson_and_a_second_start_changes_nothing(three, tmp_path):
    folder = tmp_path / "new" / "mine"
    assert outcomes(folder) == {"01": ADDED, "02": ADDED, "03": ADDED}
    assert visible(folder) == ["01_small.ipynb", "02_small.ipynb", "03_small.ipynb"]
    given = json.loads((folder / "02_small.ipynb").read_text(encoding="utf-8"))
    assert given["cells"] == json.loads((three.folder / "en" / "02_small.ipynb").read_text(encoding="utf-8"))["cells"]
    assert given["metadata"]["descent"]["edition"] == "learner"

    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert outcomes(folder) == {"01": SAME, "02": SAME, "03": SAME}
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


@pytest.mark.usefixtures("file_system", "three")
def test_whatever_is_there_stays_as_it_is(tmp_path):
    folder, elsewhere = tmp_path / "mine", tmp_path / "elsewhere.ipynb"
    folder.mkdir()
    elsewhere.write_text("kept", encoding="utf-8")
    (folder / "01_small.ipynb").symlink_to(elsewhere)
    (folder / "02_small.ipynb").symlink_to(tmp_path / "nowhere")
    (folder / "03_small.ipynb").mkdir()
    assert outcomes(folder) == {"01": NOT_OURS, "02": NOT_OURS, "03": NOT_OURS}
    assert elsewhere.read_text(encoding="utf-8") == "kept"
    assert not (tmp_path / "nowhere").exists()
    assert visible(folder / "03_small.ipynb") == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": 3}', '{"metadata": {"descent": {}}}', "\udcff"])
@pytest.mark.usefixtures("file_system", "three")
def test_a_file_that_is_no_notebook_of_ours_stays_as_it_is(tmp_path, content):
    file = tmp_path / "02_small.ipynb"
    file.write_text(content, encoding="utf-8", errors="surrogateescape")
    before = file.read_bytes()
    assert outcomes(tmp_path) == {"01": ADDED, "02": NOT_OURS, "03": ADDED}
    assert file.read_bytes() == before


@pytest.mark.usefixtures("file_system")
def test_answers_do_not_look_like_a_change_of_the_course_and_a_change_of_the_course_does(three, tmp_path):
    folder = tmp_path / "mine"
    start(folder, "en")
    mine = folder / "01_small.ipynb"
    answered = json.loads(mine.read_text(encoding="utf-8"))
    answered["cells"][1]["source"] = "my answer"
    mine.write_text(json.dumps(answered), encoding="utf-8")
    assert outcomes(folder) == {"01": SAME, "02": SAME, "03": SAME}

    three.write("01", "print('better')")
    three.write("04", "print('new')")
    before = mine.read_bytes()
    assert outcomes(folder) == {"01": OLDER, "02": SAME, "03": SAME, "04": ADDED}
    assert mine.read_bytes() == before


def test_a_notebook_in_the_other_language_is_left(three, tmp_path):
    for number in ("01", "02", "03"):
        three.write(number, f"print('{number}')", language="zh", title="一课")
    start(tmp_path, "zh")
    assert "一课" in (tmp_path / "02_small.ipynb").read_text(encoding="utf-8")
    (tmp_path / "03_small.ipynb").unlink()
    assert outcomes(tmp_path, "en") == {"01": OTHER_LANGUAGE, "02": OTHER_LANGUAGE, "03": ADDED}


@pytest.mark.usefixtures("file_system", "three")
def test_a_file_that_appears_at_the_last_moment_wins(tmp_path, monkeypatch):
    file = tmp_path / "02_small.ipynb"
    file.write_text("just written", encoding="utf-8")
    monkeypatch.setattr(os.path, "lexists", lambda path: False)
    assert outcomes(tmp_path) == {"01": ADDED, "02": NOT_OURS, "03": ADDED}
    assert file.read_text(encoding="utf-8") == "just written"


def fill_disk_at(monkeypatch, name):
    write = Path.write_bytes

    def write_or_fail(path, content):
        if path.name == name:
            write(path, content[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_or_fail)


@pytest.mark.usefixtures("three")
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    fill_disk_at(monkeypatch, "02_small.ipynb")
    with pytest.raises(FolderError, match=r"DIR must be .* No space left"):
        start(tmp_path / "a" / "b", "en")
    assert not (tmp_path / "a").exists()

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "01_small.ipynb").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError):
        start(tmp_path / "mine", "en")
    assert visible(tmp_path / "mine") == ["01_small.ipynb"]


@pytest.mark.usefixtures("three")
def test_a_disk_that_fills_up_while_copying_leaves_no_half_file(tmp_path, monkeypatch):
    written = tmp_path / "written"
    written.write_bytes(b"whole")

    def fail(_path):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(OSError, match="Input/output"):
        workspace._copy_new(written, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_a_crash_in_the_middle_of_a_file_leaves_no_notebook(three, tmp_path):
    crash = """
import os, sys
from pathlib import Path
from descent import workspace
from testcases import course
from testcases.course import Lesson
course.BUILT = Path(sys.argv[1])
workspace.LESSONS = [Lesson(number, "small", None, 5, {}) for number in ("01", "02", "03")]
write = Path.write_bytes
def write_half_and_die(path, content):
    write(path, content[:10] if path.name.startswith("02") else content)
    if path.name.startswith("02"):
        os._exit(9)
Path.write_bytes = write_half_and_die
workspace.start(Path(sys.argv[2]), "en")
"""
    folder = tmp_path / "mine"
    died = subprocess.run([sys.executable, "-c", crash, three.folder, folder], check=False, timeout=120)
    assert died.returncode == 9
    assert list(folder.glob("*.ipynb")) == []
    assert set(outcomes(folder).values()) == {ADDED}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("place", ["file", "file/below", "dangling"])
def test_a_folder_that_cannot_be_is_refused_by_name(tmp_path, place):
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "at all")
    before = visible(tmp_path)
    with pytest.raises(FolderError, match="DIR must be a folder that you can write to; got .*" + place):
        start(tmp_path / place, "en")
    assert visible(tmp_path) == before
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a file"


def test_a_lesson_without_any_notebook_is_an_incomplete_installation(three, tmp_path):
    (three.folder / "en" / "02_small.ipynb").unlink()
    with pytest.raises(MissingNotebookError, match=r"en/02_small\.ipynb is missing"):
        start(tmp_path / "mine", "en")
    assert not (tmp_path / "mine").exists()


def test_an_installed_wheel_brings_its_own_notebooks(course, tmp_path, monkeypatch):
    course.write("01", "print('built')")
    packaged = tmp_path / "packaged"
    (packaged / "en").mkdir(parents=True)
    course.write("01", "print('packaged')").rename(packaged / "en" / "01_small.ipynb")
    monkeypatch.setattr("testcases.course.PACKAGED", packaged)
    assert b"packaged" in newest_editions("en")[0].content
