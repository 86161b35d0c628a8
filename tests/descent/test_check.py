"""`descent check` with real kernels on the real lessons: few runs, and each looks at many things."""

import os
from pathlib import Path

import pytest

from descent.cli import main
from descent.own_notebooks import find_notebooks, find_workspace
from testcases.standings import FILE_NAME, Standing, read_standings, write_standings
from tests.descent.learners_folder import RIGHT, LearnersFolder

WINDOW = "def effective_window(beta):\n    return 1 / (1 - beta)"
SWAPPED = """def ema(theta, beta):
    v, averages = 0, []
    for value in theta:
        v = (1 - beta) * v + beta * value
        averages.append(v)
    return averages"""


@pytest.fixture
def mine(tmp_path):
    return LearnersFolder(tmp_path / "mine")


def files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}


def test_each_exercise_is_answered_as_in_the_notebook_and_the_notebook_is_only_read(mine, capsys, monkeypatch):
    mine.answer("02_ema.ipynb", "ema", SWAPPED)
    mine.answer("02_ema.ipynb", "ema_weights", "def ema_weights(beta, t)\n    return 3")
    mine.answer("02_ema.ipynb", "effective_window", WINDOW + "\nimport os\nos.chdir('/')\n1 / 0")
    mine.insert("02_ema.ipynb", 3, "from testcases import hint\nhint('ema')\nraise KeyError('my own experiment')")
    before = files(mine.folder)
    monkeypatch.chdir(mine.folder)

    assert main(["check"]) == 1  # the only notebook that is begun
    out = capsys.readouterr().out
    blocks = out.split("\n\n")
    assert blocks[0].startswith("02_ema.ipynb\n✗ ema: not right yet.")
    assert "Diagnosis: β and 1 − β are swapped." in blocks[0]
    assert blocks[1] == (
        "✗ ema_weights: its cell did not run: SyntaxError: expected ':' (line 1). "
        "The cell begins with: def ema_weights(beta, t)"
    )
    assert blocks[2].startswith("✓ effective_window: right.")
    assert blocks[3:] == ["Next: ema in 02_ema.ipynb. For a hint, run there: hint(ema)\n"]
    assert read_standings(mine.folder / FILE_NAME) == {
        "ema": Standing(0.0, False, 1),  # the hint and the checks in the notebook itself do not count
        "effective_window": Standing(5.0, True, 1),
    }
    assert files(mine.folder) == before

    mine.answer("02_ema.ipynb", "ema", SWAPPED.replace("(1 - beta) * v + beta", "beta * v + (1 - beta)"))
    mine.answer(
        "02_ema.ipynb", "ema_weights", "def ema_weights(beta, t):\n    return [(1 - beta) * beta**k for k in range(t)]"
    )
    assert main(["check", "2"]) == 0
    assert capsys.readouterr().out.endswith(
        "\nNext: bias_correct in 03_bias_correction.ipynb. For a hint, run there: hint(bias_correct)\n"
    )


def test_a_chinese_notebook_is_answered_in_chinese_unless_told_otherwise(tmp_path, capsys):
    mine = LearnersFolder(tmp_path / "mine", "zh")
    mine.answer("04_momentum.ipynb", "initialize_velocity", RIGHT.replace("rmsprop", "velocity"))
    words = ["check", "momentum", "--folder", str(mine.folder)]
    assert main(words) == 1
    assert "✓ initialize_velocity：正确。" in capsys.readouterr().out
    assert main([*words, "--language", "en"]) == 1
    assert "✓ initialize_velocity: right." in capsys.readouterr().out


def test_cells_that_never_end_are_stopped_and_a_python_that_ends_is_told(mine, capsys):
    file = str(mine.folder / "05_rmsprop.ipynb")
    mine.answer("05_rmsprop.ipynb", "initialize_rmsprop", RIGHT)
    mine.insert("05_rmsprop.ipynb", 1, "while True:\n    pass")
    assert main(["check", file, "--limit", "3"]) == 1
    assert "✓ initialize_rmsprop: right." in capsys.readouterr().out

    mine.insert("05_rmsprop.ipynb", 1, "import os\nos._exit(3)")
    assert main(["check", file]) == 1
    lost = "not checked: the notebook's Python ended, or could not be stopped, in: import os"
    assert capsys.readouterr().out.splitlines()[1:4:2] == [
        f"✗ initialize_rmsprop: {lost}",
        f"✗ update_parameters_with_rmsprop: {lost}",
    ]


def test_an_exercise_whose_cell_is_gone_is_named(mine, capsys):
    notebook = mine.read("00_start_here.ipynb")
    notebook["cells"] = [cell for cell in notebook["cells"] if "gradient_step" not in "".join(cell["source"])]
    mine.save("00_start_here.ipynb", notebook)
    assert main(["check", "00", "--folder", str(mine.folder)]) == 1
    assert "✗ gradient_step: no cell defines it." in capsys.readouterr().out


def test_what_cannot_be_found_is_a_wrong_command_line(mine, capsys, monkeypatch):
    assert main(["check", "04"]) == 2
    assert f"there are no notebooks of the course in {Path.cwd()}" in capsys.readouterr().err
    monkeypatch.chdir(mine.folder)
    assert main(["check", "12"]) == 2
    assert "LESSON must be one of 00, 01, " in capsys.readouterr().err
    (mine.folder / "04_momentum.ipynb").unlink()
    for word in ("04", "04_momentum.ipynb"):
        assert main(["watch", word]) == 2
        assert capsys.readouterr().err == f"descent: there is no 04_momentum.ipynb in {mine.folder}\n"
    (mine.folder / "04_momentum.ipynb").write_text('{"cells": 3', encoding="utf-8")
    assert main(["check", "04"]) == 1
    assert "04_momentum.ipynb is not a notebook that can be read" in capsys.readouterr().err


def test_nothing_begun_is_said(mine, capsys, monkeypatch):
    monkeypatch.chdir(mine.folder)
    assert main(["check"]) == 1
    assert "You have not changed any notebook yet." in capsys.readouterr().out


def test_notebooks_are_found_from_below_and_beside_and_by_every_name(mine, monkeypatch):
    (mine.folder / "below").mkdir()
    monkeypatch.chdir(mine.folder / "below")
    assert find_workspace() == mine.folder
    wanted = mine.folder / "04_momentum.ipynb"
    for word in ("04", "4", "momentum", "04_momentum", "04_momentum.ipynb", "../04_momentum.ipynb"):
        ((file, lesson),) = [(found.file, found.lesson) for found in find_notebooks([word])]
        assert (os.path.normpath(file), lesson.number) == (str(wanted), "04")
    newer = mine.folder / "04_momentum-edition-2.ipynb"
    newer.write_bytes(wanted.read_bytes())
    assert [found.file for found in find_notebooks(["04", "4"])] == [newer]
    copied = mine.folder / "handed in.ipynb"
    copied.write_bytes(wanted.read_bytes())
    assert find_notebooks(["../handed in.ipynb"])[0].lesson.number == "04"
    monkeypatch.chdir(mine.folder.parent)
    mine.folder.rename("my-descent")
    assert find_workspace() == mine.folder.parent / "my-descent"


def test_progress_of_one_lesson(mine, capsys):
    write_standings(mine.folder / FILE_NAME, {"ema": Standing(10.0, True, 1)})
    assert main(["progress", str(mine.folder), "--lesson", "02"]) == 0
    assert capsys.readouterr().out.startswith("██████████░░░░░░░░░░ 10 of 20 points\n02 ")
    assert main(["progress", str(mine.folder), "--lesson", "77"]) == 2
    assert "lesson must be one of 00, 01" in capsys.readouterr().err


def test_the_record_of_cells_survives_what_an_editor_writes(mine):
    notebook = mine.read("04_momentum.ipynb")
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])  # both ways of writing it are valid
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "ran"}]
    mine.save("04_momentum.ipynb", notebook)
    (found,) = find_notebooks(["04"], mine.folder)
    assert not found.is_begun()
    mine.answer("04_momentum.ipynb", "initialize_velocity", "mine = 1")
    assert found.is_begun()
