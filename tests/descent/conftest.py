import pytest

from descent import workspace
from helpers import language
from tests.descent.small_course import SmallCourse


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An empty course; the real one is put back afterwards."""
    small = SmallCourse(tmp_path / "course")
    monkeypatch.setattr(workspace, "LESSONS", ())
    monkeypatch.setattr("testcases.course.BUILT", small.folder)
    return small


@pytest.fixture(autouse=True)
def _english_and_away(tmp_path, monkeypatch):
    """Nothing that a test does may reach the machine's own folders or settings."""
    monkeypatch.setattr(language, "_chosen", None)
    monkeypatch.setenv("DESCENT_LANGUAGE", "en")
    monkeypatch.delenv("DESCENT_PROGRESS", raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
