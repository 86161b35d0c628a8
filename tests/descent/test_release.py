import json
import subprocess
import sys
import zipfile

import pytest

from descent.cli import main
from testcases.course import LESSONS


@pytest.fixture
def made(tmp_path, capsys):
    def make(*words):
        assert main(["release", str(tmp_path / "hand-out"), *words]) == 0
        path = capsys.readouterr().out.strip()
        with zipfile.ZipFile(path) as file:
            return {name.split("/", 1)[1]: file.read(name) for name in file.namelist()}

    return make


def test_the_chosen_lessons_unsolved_with_the_course_and_how_to_begin(made):
    files = made("--lesson", "04", "--lesson", "5")
    (wheel,) = [name for name in files if name.endswith(".whl")]
    assert set(files) == {"04_momentum.ipynb", "05_rmsprop.ipynb", "README.md", wheel}
    assert f"pip install ./{wheel}" in files["README.md"].decode()
    for name in ("04_momentum.ipynb", "05_rmsprop.ipynb"):
        notebook = json.loads(files[name])
        assert notebook["metadata"]["descent"]["edition"] == "learner"
        assert not [cell for cell in notebook["cells"] if cell.get("outputs")]


def test_all_lessons_in_chinese(made):
    files = made("--language", "zh")
    assert {f"{lesson.name}.ipynb" for lesson in LESSONS} < set(files)
    assert "你需要 Python" in files["README.md"].decode()
    languages = {json.loads(files[f"{lesson.name}.ipynb"])["metadata"]["descent"]["language"] for lesson in LESSONS}
    assert languages == {"zh"}


def test_the_same_release_is_the_same_file_and_overwrites_nothing(made, tmp_path, capsys):
    made("--lesson", "04")
    (path,) = (tmp_path / "hand-out").iterdir()
    before = path.read_bytes()
    assert main(["release", str(path.parent), "--lesson", "04"]) == 2
    assert "is there already and is never overwritten" in capsys.readouterr().err
    assert path.read_bytes() == before
    path.unlink()
    made("--lesson", "04")
    assert path.read_bytes() == before


def test_the_wheel_installs_what_notebooks_import(made, tmp_path):
    files = made("--lesson", "04")
    (name,) = [name for name in files if name.endswith(".whl")]
    (tmp_path / name).write_bytes(files[name])
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", target, tmp_path / name]
    subprocess.run([*map(str, pip)], check=True, capture_output=True)
    code = f"import sys; sys.path.insert(0, {str(target)!r}); import helpers.momentum, testcases, helpers.data; "
    code += "print(helpers.__file__, len(helpers.data.load_temperatures().dates), len(testcases.EXERCISES))"
    said = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    place, days, exercises = said.stdout.split()
    assert place.startswith(str(target))
    assert (int(days), int(exercises)) == (182, 22)


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["release", str(tmp_path / "file")]) == 2
    assert "DIR must be a folder that you can write to" in capsys.readouterr().err
