import os
import signal
import subprocess
import sys
import threading
import time
from itertools import islice
from queue import Empty, Queue

import pytest

from descent.own_notebooks import find_notebooks
from descent.watching import saves
from tests.descent.learners_folder import RIGHT, LearnersFolder

NAME = "05_rmsprop.ipynb"


@pytest.fixture
def mine(tmp_path):
    return LearnersFolder(tmp_path / "mine")


def test_only_a_change_of_code_that_can_be_read_is_news(mine):
    file = mine.folder / NAME
    whole = file.read_bytes()

    def write(content):
        file.write_bytes(content)
        os.utime(file, ns=(0, next(clock)))

    clock = iter(range(10**9, 10**12, 10**9))
    steps = iter(
        [
            lambda: None,
            lambda: os.utime(file),  # saved without a change
            lambda: write(whole[:100]),
            lambda: write(whole),  # whole again, and as before
            file.unlink,
            lambda: None,
            lambda: write(whole.replace(b'"outputs": []', b'"outputs": [{}]')),
            lambda: write(whole.replace(b"np", b"npy")),  # news 1, in place
            lambda: mine.answer(NAME, "initialize_rmsprop", RIGHT),  # news 2, by a new file of the name
        ]
    )
    found = saves(lambda: find_notebooks([], mine.folder), lambda seconds: next(steps)())
    news = [notebook.file.name for notebook in islice(found, 2)]
    assert news == [NAME, NAME]
    assert list(steps) == []


def test_a_real_watch_checks_what_is_saved_and_ctrl_c_ends_it(mine):
    command = "import signal, sys; from descent.cli import main\n"
    command += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job is born deaf to it
    command += "sys.exit(main(['watch', '05']))"
    watch = subprocess.Popen(
        [sys.executable, "-c", command],
        cwd=mine.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
    )
    lines = Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in watch.stdout])
    reader.start()

    def until(beginning):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                line = lines.get(timeout=1)
            except Empty:
                assert watch.poll() is None, watch.stderr.read()
                continue
            if line.startswith(beginning):
                return line
        raise AssertionError(f"nothing began with {beginning!r}")

    try:
        assert until("Watching ").startswith(f"Watching 1 notebooks in {mine.folder}.")
        until("Next: gradient_step in 00_start_here.ipynb")
        mine.answer(NAME, "initialize_rmsprop", "def initialize_rmsprop(parameters):\n    return {}")
        until("✗ initialize_rmsprop: not right yet.")
        until("Next: initialize_rmsprop in 05_rmsprop.ipynb. For a hint, run there: hint(initialize_rmsprop)")
        mine.answer(NAME, "initialize_rmsprop", RIGHT)
        until("✓ initialize_rmsprop: right.")
        until("Next: update_parameters_with_rmsprop in 05_rmsprop.ipynb.")
        watch.send_signal(signal.SIGINT)
        assert watch.wait(20) == 0
        assert watch.stderr.read() == ""
    finally:
        watch.kill()
        watch.wait()
        reader.join()
        watch.stdout.close()
        watch.stderr.close()
