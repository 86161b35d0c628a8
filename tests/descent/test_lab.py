"""These tests start real JupyterLab servers: few of them, and each looks at many things."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from descent import server
from descent.cli import main
from descent.server import ServerError, lab_server


@pytest.fixture(autouse=True)
def _sigterm():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder below which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def outside(folder):
    """All files that a learner has below a folder, with what is in them."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_notebook_runs_in_a_real_server_and_nothing_of_the_learner_changes(
    course, temporary, tmp_path, monkeypatch, capsys
):
    course.write(
        "01",
        "import os\nprogress = os.environ['DESCENT_PROGRESS']",
        f"assert progress.startswith({str(temporary)!r}), progress\nopen(progress, 'x').close()",
        "open('scratch.txt', 'x').close()",
        "import helpers.language, sys\nassert 'IPYTHONDIR' in os.environ",
        language="zh",
    )
    course.write("02", "print('中文')", language="zh")
    course.write("02", "raise SystemError('the English one')")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # an unreachable proxy must not matter
    Path("my-descent").mkdir()
    Path("my-descent", "01_small.ipynb").write_text("mine", encoding="utf-8")
    before = outside(Path.cwd())

    assert main(["lab", "--check", "--language", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:6] for line in lines[:4]] == ["OK    "] * 4
    assert "JupyterLab" in lines[1]
    assert re.fullmatch(r"OK    01_small\.ipynb：4 个代码单元格（\d+\.\d 秒）", lines[2])
    assert re.fullmatch(r"OK    02_small\.ipynb：1 个代码单元格（\d+\.\d 秒）", lines[3])
    assert lines[4:] == ["2 个笔记本中有 2 个正常"]
    assert outside(Path.cwd()) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("temporary")
def test_what_goes_wrong_is_reported_with_its_cell(course, capsys):
    course.write("01", "x = 1", "raise ValueError('bad {x}\\nsecond line')", "y = 2")
    course.write("02", "import warnings\nwarnings.warn('careful')", "z = 3")
    course.write("03", "import time\ntime.sleep(600)")
    course.write("04", "import os\nos._exit(3)")
    course.write("05", "print('still served')")
    course.write("06", "1 +")

    assert main(["lab", "--check", "--limit", "6"]) == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()[2:]
    found = [re.sub(r" \(\d+\.\d s\)$", "", line) for line in lines]
    assert found[0] == "FAIL  01_small.ipynb: cell [2] code-2: ValueError: bad {x}"
    assert found[1] == "OK    02_small.ipynb: 2 code cells"
    assert re.fullmatch(r"      wrote to stderr: cell \[1\] code-1: .*UserWarning: careful", found[2])
    assert found[3] == "FAIL  03_small.ipynb: cell [1] code-1: no answer within 6 s"
    assert found[4] == "FAIL  04_small.ipynb: cell [1] code-1: the kernel died"
    assert found[5] == "OK    05_small.ipynb: 1 code cells"
    assert found[6].startswith("FAIL  06_small.ipynb: cell [1] code-1: SyntaxError")
    assert found[7:] == ["2 of 6 notebooks are OK"]


def gone(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and " Z " in status.read_text(encoding="utf-8")  # ended, and nobody has asked how


def wait_until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_request_to_end_stop_the_server_and_its_kernel(course, temporary, tmp_path, blow):
    note = tmp_path / "processes.json"
    course.write(
        "01",
        "import json, os, time\n"
        f"json.dump([os.getpid(), os.getppid()], open({str(note) + '.part'!r}, 'w'))\n"
        f"os.rename({str(note) + '.part'!r}, {str(note)!r})\n"
        "time.sleep(600)",
    )
    command = """
import signal, sys
from pathlib import Path
from descent import cli, workspace
from testcases import course
from testcases.course import Lesson
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is born deaf to it
course.BUILT, workspace.LESSONS = Path(sys.argv[1]), [Lesson("01", "small", None, 5, {})]
sys.exit(cli.main(["lab", "--check"]))
"""
    check = subprocess.Popen(
        [sys.executable, "-c", command, course.folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until(note.exists)
        kernel, jupyter = json.loads(note.read_text(encoding="utf-8"))
        assert not gone(kernel)
        assert not gone(jupyter)
        check.send_signal(blow)
        _, stderr = check.communicate(timeout=90)
    finally:
        check.kill()
        check.communicate()
    assert (check.returncode, stderr) == (130, "")
    wait_until(lambda: gone(kernel) and gone(jupyter))
    assert list(temporary.iterdir()) == []


def test_a_server_that_does_not_start_is_reported_with_its_log(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "QUIET_OPTIONS", ("--version",))
    with (
        pytest.raises(ServerError, match=r"ended with exit code 0 before it was up\n\d+\."),
        lab_server(tmp_path, tmp_path, 60),
    ):
        pass


def test_a_server_is_up_when_it_listens_not_when_it_says_its_port(tmp_path):
    process = SimpleNamespace(poll=lambda: None)
    with socket.socket() as listener:
        listener.bind((server.HOST, 0))
        port = listener.getsockname()[1]
        (tmp_path / "jpserver-1.json").write_text(json.dumps({"port": port}), encoding="utf-8")
        with pytest.raises(ServerError, match="was not up after"):
            server._wait_for(process, tmp_path, "token", 0.2)
        listener.listen()
        assert server._wait_for(process, tmp_path, "token", 60).port == port


def test_a_server_that_is_too_slow_is_reported_and_ended(tmp_path):
    with pytest.raises(ServerError, match="was not up after 0 s"), lab_server(tmp_path, tmp_path, 0):
        pass
