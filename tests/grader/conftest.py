import pytest

from grader.limits import Limits
from grader.running import Settings
from grader.sandbox import ForkServer
from grader.secret import hidden_seed
from testcases.registry import EXERCISES

SECRET = bytes(range(32))
SEEDS = {name: hidden_seed(SECRET, name) for name in EXERCISES}


@pytest.fixture(scope="session")
def settings():
    return Settings(SEEDS, Limits())


@pytest.fixture(scope="session")
def server():
    with ForkServer(Limits()) as running:
        yield running


@pytest.fixture
def secret_file(tmp_path, monkeypatch):
    """A secret outside of everything, where the command finds it."""
    file = tmp_path / "settings" / "secret"
    monkeypatch.setenv("DESCENT_SECRET", str(file))
    from grader.secret import create

    create(file)
    return file
