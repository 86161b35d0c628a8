import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ci.chinese import left_in_english
from descent.cli import command_line, main
from helpers import environment
from helpers.environment import Fact
from helpers.language import Text, set_language

COMMANDS = (
    "lab",
    "start",
    "doctor",
    "progress",
    "check",
    "watch",
    "build",
    "check-course",
    "validate",
    "grade",
    "release",
    "correct",
    "secret",
)


def run(*words):
    """Run the command in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "descent", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def two(course):
    course.write("01", "1")
    course.write("02", "2")
    return course


@pytest.fixture
def healthy(monkeypatch):
    monkeypatch.setattr(environment, "facts", lambda folder: [Fact(Text("numpy"), Text("2.0"), True, Text(""))])


@pytest.fixture
def broken(monkeypatch):
    facts = [
        Fact(Text("numpy"), Text("2.0"), True, Text("")),
        Fact(Text("matplotlib >=3.9", "画图 >=3.9"), Text("3.1"), False, Text("pip install it", "安装它")),
    ]
    monkeypatch.setattr(environment, "facts", lambda folder: facts)


@pytest.fixture
def jupyterlab(monkeypatch):
    """JupyterLab's entry point, which only notes how it was called."""
    calls = []
    import jupyterlab.labapp

    monkeypatch.setattr(jupyterlab.labapp, "main", calls.append)
    return calls


def test_help_names_every_command_and_every_command_has_help(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert f"\n    {command}" in text
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0
        assert f"usage: descent {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "required: COMMAND"),
        (["climb"], "invalid choice: 'climb'"),
        (["start", "--language", "fr"], "invalid choice: 'fr'"),
        (["lab", "--check", "--limit", "0"], "invalid number of seconds above 0 value: '0'"),
        (["lab", "--check", "--limit", "nan"], "invalid number of seconds above 0 value: 'nan'"),
        (["build", "--check", "--execute"], "not allowed with"),
    ],
)
def test_a_wrong_command_line_is_refused(capsys, words, complaint):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert complaint in capsys.readouterr().err


def test_a_language_that_the_environment_names_must_be_spoken(capsys, monkeypatch):
    monkeypatch.setenv("DESCENT_LANGUAGE", "fr")
    assert main(["doctor"]) == 2
    assert "must be one of en, zh; got 'fr'" in capsys.readouterr().err


@pytest.mark.usefixtures("healthy")
def test_doctor_is_content(capsys):
    assert main(["doctor"]) == 0
    *facts, isolation = capsys.readouterr().out.splitlines()
    assert facts == ["OK    numpy: 2.0", "OK    your system has what the course needs (1 checks)"]
    if sys.platform == "linux":
        assert isolation.startswith("For instructors: `descent grade` shuts submissions in by ")
        assert "system calls" in isolation
    set_language("zh")
    main(["doctor"])
    assert left_in_english(capsys.readouterr().out) == []


@pytest.mark.usefixtures("broken")
def test_doctor_says_what_fails_and_how_to_mend_it_in_both_languages(capsys):
    assert main(["doctor"]) == 1
    *facts, _ = capsys.readouterr().out.splitlines()
    assert facts == [
        "OK    numpy: 2.0",
        "FAIL  matplotlib >=3.9: 3.1",
        "      Mend: pip install it",
        "1 of 2 checks failed",
    ]
    assert main(["doctor", "--language", "zh"]) == 1
    assert "FAIL  画图 >=3.9：3.1\n      修复：安装它\n" in capsys.readouterr().out


def test_doctor_runs_where_another_helpers_comes_first(tmp_path, monkeypatch):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text("raise RuntimeError('the wrong helpers')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = run("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"FAIL  `helpers` that notebooks import: {tmp_path / 'helpers'}" in done.stdout
    assert "OK    `testcases` that notebooks import" in done.stdout


def test_doctor_speaks_in_a_terminal_without_chinese(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = run("doctor", "--language", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout


@pytest.mark.usefixtures("two")
def test_start_says_where_and_what(capsys):
    assert main(["start"]) == 0
    folder = Path.cwd() / "my-descent"
    assert capsys.readouterr().out.splitlines() == [
        f"Your folder is {folder}",
        "  added  01_small.ipynb",
        "  added  02_small.ipynb",
    ]
    os.chdir(folder)
    assert main(["start"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Your folder is {folder}",
        "  left   01_small.ipynb: it is yours",
        "  left   02_small.ipynb: it is yours",
    ]


def test_start_says_what_is_newer_and_how_to_get_it(two, capsys):
    main(["start", "mine"])
    two.write("01", "better")
    capsys.readouterr()
    assert main(["start", "mine"]) == 0
    folder = Path.cwd() / "mine"
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  left   01_small.ipynb: it is yours; the course has a newer edition",
        "  left   02_small.ipynb: it is yours",
        f"To get newer editions as new files, with your answers in them: descent start --carry-over {folder}",
    ]


@pytest.mark.usefixtures("two")
def test_a_bad_folder_is_one_line_on_stderr(capsys):
    Path("file").write_text("", encoding="utf-8")
    assert main(["start", "file"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert (
        err == f"descent: DIR must be a folder that you can write to; got {Path.cwd() / 'file'}: it is not a folder\n"
    )


@pytest.mark.usefixtures("two", "healthy")
def test_lab_fills_the_folder_and_opens_the_first_lesson(capsys, jupyterlab):
    assert main(["lab", "mine", "--no-browser"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "OK    your system has what the course needs (1 checks)"
    assert out[2:] == ["  added  01_small.ipynb", "  added  02_small.ipynb"]
    ((*place, _, _, _, _),) = [
        [word for word in call if word not in {"--allow-root", "--no-browser"}] for call in jupyterlab
    ]
    assert place == [f"--ServerApp.root_dir={Path.cwd() / 'mine'}", "--LabApp.default_url=/lab/tree/01_small.ipynb"]
    assert "--no-browser" in jupyterlab[0]
    main(["lab", "mine"])
    assert "--no-browser" not in jupyterlab[1]


@pytest.mark.usefixtures("two", "broken")
@pytest.mark.parametrize("words", [["lab", "mine"], ["lab", "--check"]])
def test_lab_stops_where_something_is_missing(capsys, jupyterlab, words):
    assert main(words) == 1
    assert capsys.readouterr().out == "FAIL  matplotlib >=3.9: 3.1\n      Mend: pip install it\n"
    assert not Path("mine").exists()
    assert jupyterlab == []


def test_lab_refuses_options_that_do_not_go_together(capsys):
    assert main(["lab", "mine", "--check"]) == 2
    assert "takes no DIR; got mine" in capsys.readouterr().err
    assert main(["lab", "--limit", "5"]) == 2
    assert "--limit is for --check only" in capsys.readouterr().err


def test_progress_of_a_folder_of_the_current_one_and_of_none(capsys):
    standing = {"points": 10.0, "passed": True, "attempts": 2, "hints": 0}
    saved = json.dumps({"version": 1, "exercises": {"ema": standing}})
    assert main(["progress"]) == 0
    out = capsys.readouterr().out
    assert " 0 of " in out
    assert f"{Path.cwd() / 'my-descent' / 'descent-progress.json'} is not there yet" in out

    Path("my-descent").mkdir()
    Path("my-descent", "descent-progress.json").write_text(saved, encoding="utf-8")
    for words in (["progress"], ["progress", "my-descent"]):
        assert main(words) == 0
        out = capsys.readouterr().out
        assert "ema: 10 of 10" in out
        assert "not there yet" not in out


def test_a_damaged_progress_file_is_named(capsys, monkeypatch, tmp_path):
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{", encoding="utf-8")
    monkeypatch.setenv("DESCENT_PROGRESS", str(damaged))
    assert main(["progress"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("descent: ")
    assert str(damaged) in err
    assert err.count("\n") == 1


def test_build_hands_its_flags_on(monkeypatch):
    import ci.build

    seen = []
    monkeypatch.setattr(ci.build, "main", lambda arguments: seen.append((arguments.check, arguments.execute)) or 7)
    assert [main(["build"]), main(["build", "--check"]), main(["build", "--execute"])] == [7, 7, 7]
    assert seen == [(False, False), (True, False), (False, True)]


def test_build_says_which_extra_is_missing(capsys, monkeypatch):
    for module in [name for name in sys.modules if name.split(".")[0] == "ci"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert main(["build", "--check"]) == 1
    assert "this command needs jupytext, which the extra `validate` brings" in capsys.readouterr().err


def test_ctrl_c_ends_without_a_traceback(monkeypatch, capsys):
    def interrupt(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "facts", interrupt)
    assert main(["doctor"]) == 130
    assert capsys.readouterr().err == ""


def test_the_program_is_called_descent_however_it_is_started():
    assert command_line().prog == "descent"
    done = run("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: descent ")
