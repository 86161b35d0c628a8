import json
import os
import subprocess
import sys
from email.message import Message
from importlib import metadata, util
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import environment, language
from helpers.environment import Fact, facts, folder_fact, installed_facts, kernel_fact, package_fact, pip_command
from helpers.language import Text


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setattr(language, "_chosen", "en")


@pytest.fixture
def install(monkeypatch):
    """Pretend that exactly these distributions are installed; a version of None stands for damaged metadata."""

    def pretend(requires=(), python=">=3.11", **versions):
        def distribution(name):
            if name == environment.DISTRIBUTION:
                versions.setdefault(name, "1")
            if name not in versions:
                raise metadata.PackageNotFoundError(name)
            described = Message()
            described["Requires-Python"] = python
            if versions[name]:
                described["Version"] = versions[name]
            return SimpleNamespace(metadata=described, requires=list(requires))

        monkeypatch.setattr(metadata, "distribution", distribution)

    return pretend


def test_this_very_environment_will_do(tmp_path):
    found = facts(tmp_path / "new" / "folder")
    assert [str(fact) for fact in found if not fact.ok] == []
    names = [fact.requirement.en.split()[0] for fact in found]
    assert names[0] == "Python"
    assert {"jupyterlab", "numpy", "matplotlib", "ipywidgets"} <= set(names)
    assert names[-4:] == ["`helpers`", "`testcases`", "your", "Jupyter"]
    assert not {"pytest", "torch", "jupytext"} & set(names), "extras are not what a learner needs"
    assert not (tmp_path / "new").exists()


def test_each_requirement_is_compared_with_what_is_installed(install):
    install(
        requires=["numpy>=2.0", "jupyterlab>=4.2", "ipywidgets>=8,<9", "ghost", "damaged>1", "torch; extra == 'test'"],
        numpy="1.26.4",
        jupyterlab="4.3.0b1",
        ipywidgets="8.1",
        damaged=None,
    )
    found = {fact.requirement.en: (fact.found.en, fact.ok) for fact in installed_facts()[1:]}
    assert found == {
        "numpy >=2.0": ("1.26.4", False),
        "jupyterlab >=4.2": ("4.3.0b1", True),
        "ipywidgets <9,>=8": ("8.1", True),
        "ghost": ("not installed", False),
        "damaged >1": ("not installed", False),
    }
    old_numpy = installed_facts()[1]
    assert old_numpy.mend.en.endswith('install "numpy>=2.0"')
    assert sys.executable in old_numpy.mend.en


def test_an_old_python_is_named(install):
    install(python=">=99")
    (python,) = installed_facts()
    assert not python.ok
    assert python.requirement.en == "Python >=99"
    assert python.found.en.startswith(".".join(map(str, sys.version_info[:3])))


@pytest.mark.parametrize("missing", ["the course", "packaging"])
def test_an_environment_without_the_course_is_one_failure(monkeypatch, missing):
    if missing == "packaging":
        monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    else:
        monkeypatch.setattr(environment, "DISTRIBUTION", "no-such-course")
    (fact,) = installed_facts()
    assert not fact.ok
    assert fact.requirement.en == {"the course": "no-such-course", "packaging": "packaging.requirements"}[missing]


def test_a_failure_shows_its_mend_in_both_languages():
    fact = Fact(Text("a", "甲"), Text("b", "乙"), False, Text("c", "丙"))
    assert str(fact) == "FAIL  a: b\n      Mend: c"
    language.set_language("zh")
    assert str(fact) == "FAIL  甲：乙\n      修复：丙"


@pytest.mark.parametrize("shadow", ["helpers.py", "helpers/__init__.py"])
@pytest.mark.parametrize("where", ["the learner's folder", "sys.path"])
def test_another_helpers_that_comes_first_is_found(tmp_path, monkeypatch, shadow, where):
    file = tmp_path / "theirs" / shadow
    file.parent.mkdir(parents=True)
    file.write_text("", encoding="utf-8")
    folder = tmp_path / "mine"
    if where == "sys.path":
        monkeypatch.syspath_prepend(tmp_path / "theirs")
    else:
        folder = tmp_path / "theirs"
    fact = package_fact("helpers", folder)
    place = tmp_path / "theirs" / shadow.split("/")[0]
    assert (fact.ok, fact.found.en) == (False, str(place))
    assert f"rename or move {place}" in fact.mend.en
    assert package_fact("testcases", folder).ok


def test_a_folder_that_only_has_the_name_hides_nothing(tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "notes.txt").write_text("", encoding="utf-8")
    assert package_fact("helpers", tmp_path).ok


@pytest.mark.parametrize("hidden", [True, False])
def test_the_unrelated_package_called_helpers_is_named_and_to_be_removed(tmp_path, monkeypatch, hidden):
    described = tmp_path / "helpers-0.2.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: helpers\nVersion: 0.2.0\n", encoding="utf-8")
    if hidden:  # as beside an editable install; else it was written over ours, as in site-packages
        (tmp_path / "helpers").mkdir()
        (tmp_path / "helpers" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    fact = package_fact("helpers", tmp_path / "mine")
    assert not fact.ok
    assert "uninstall helpers" in fact.mend.en
    assert "install the course again" in fact.mend.en
    assert (str(tmp_path / "helpers") in fact.found.en) == hidden
    assert ("unrelated package helpers 0.2.0" in fact.found.en) == (not hidden)


def test_what_is_reported_is_what_a_notebook_imports(tmp_path):
    """The same fake `helpers`, in a process of its own that starts in the learner's folder, as a kernel does."""
    (tmp_path / "helpers.py").write_text("who = 'theirs'", encoding="utf-8")
    imports = [sys.executable, "-c", "import helpers; print(helpers.__file__)"]
    imported = subprocess.run(imports, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert package_fact("helpers", tmp_path).found.en == imported.stdout.strip()


def test_a_folder_below_one_that_can_be_written_to_will_do(tmp_path):
    assert folder_fact(tmp_path / "a" / "b").ok
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    for folder in (file, file / "below"):
        fact = folder_fact(folder)
        assert not fact.ok
        assert fact.found.en == f"{file} is not a folder"


def test_a_folder_that_must_not_be_written_to_is_reported(tmp_path, monkeypatch):
    def refuse(**_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    fact = folder_fact(tmp_path)
    assert (fact.ok, fact.found.en) == (False, f"{tmp_path}: Permission denied")
    assert "descent start" in fact.mend.en


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """Put a kernelspec before every other; give its text or its command."""

    def write(content):
        folder = tmp_path / "kernels" / "python3"
        folder.mkdir(parents=True)
        spec = {"argv": content, "display_name": "Python 3", "language": "python"}
        (folder / "kernel.json").write_text(content if isinstance(content, str) else json.dumps(spec), encoding="utf-8")
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        return kernel_fact()

    return write


@pytest.mark.parametrize("command", ["python", "python3", sys.executable])
def test_a_kernel_of_this_python_will_do(kernel, tmp_path, command):
    fact = kernel([command, "-m", "ipykernel_launcher"])
    assert fact.ok
    assert str(tmp_path) in fact.found.en


@pytest.mark.parametrize("linked", [True, False])
def test_a_kernel_of_another_environment_is_named(kernel, tmp_path, linked):
    other = tmp_path / "other" / "python"
    if linked:  # as another virtual environment over the same Python
        other.parent.mkdir()
        other.symlink_to(os.path.realpath(sys.executable))
    fact = kernel([str(other), "-m", "ipykernel_launcher"])
    assert not fact.ok
    assert str(other) in fact.found.en
    assert fact.mend.en == f"{sys.executable} -m jupyter kernelspec remove python3"


@pytest.mark.parametrize("content", ["{", "[]", '{"argv": 3}', []])
def test_a_damaged_kernelspec_is_reported(kernel, content):
    fact = kernel(content)
    assert not fact.ok
    assert "kernelspec remove python3" in fact.mend.en


@pytest.mark.parametrize("missing", ["ipykernel", "jupyter_client.kernelspec"])
def test_a_missing_kernel_is_reported(monkeypatch, missing):
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == missing else find(name))
    if missing != "ipykernel":
        monkeypatch.setitem(sys.modules, missing, None)
    fact = kernel_fact()
    assert (fact.ok, fact.found.en) == (False, "not installed")
    assert fact.mend.en.endswith({"ipykernel": "install ipykernel"}.get(missing, "install jupyterlab"))


def test_the_mend_suits_the_environment(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/with space/python")
    monkeypatch.setattr(util, "find_spec", lambda name: object())
    assert pip_command('install "numpy>=2.0"') == '"/with space/python" -m pip install "numpy>=2.0"'
    monkeypatch.setattr(util, "find_spec", lambda name: None)  # uv makes environments without pip
    assert pip_command("uninstall helpers") == 'uv pip uninstall --python "/with space/python" helpers'


def test_nothing_beyond_the_standard_library_is_needed_to_look():
    code = "import sys, helpers.environment; print({'numpy', 'packaging', 'jupyter_client'} & set(sys.modules))"
    root = Path(environment.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"
