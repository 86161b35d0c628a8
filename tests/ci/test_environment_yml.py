"""environment.yml, pyproject.toml and the constraints name the same packages."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [row for row in ENVIRONMENT["dependencies"] if isinstance(row, str)]
SIX = {"jupyterlab", "numpy", "matplotlib", "ipywidgets", "nbval", "papermill"}


def requirements():
    rows = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["validate"]
    return {Requirement(row).name: str(Requirement(row).specifier) for row in rows}


def constraint_lines():
    text = (ROOT / "ci" / "constraints.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("row", CONDA)
def test_every_conda_line_is_in_condas_grammar(row):
    assert MatchSpec(row).name.normalized == re.match(r"[\w-]+", row).group()


def test_conda_installs_python_pip_and_the_six_packages_of_the_course():
    assert {Requirement(row).name for row in CONDA} == {"python", "pip"} | SIX


@pytest.mark.parametrize("name", sorted(SIX))
def test_conda_asks_for_the_versions_that_pyproject_asks_for(name):
    conda = {Requirement(row).name: str(Requirement(row).specifier) for row in CONDA}
    assert conda[name] == requirements()[name]


def test_conda_asks_for_the_python_that_pyproject_asks_for():
    assert f"python{PROJECT['requires-python']}" in CONDA


def test_the_course_itself_comes_through_pip():
    (pip,) = [row["pip"] for row in ENVIRONMENT["dependencies"] if isinstance(row, dict)]
    assert pip == ["-e .[validate]"]


def test_constraints_are_plain_pins_without_addresses():
    lines = constraint_lines()
    assert len(lines) > 100
    for line in lines:
        assert re.fullmatch(r"[a-z0-9._-]+==[0-9][0-9a-z.+]*", line), line
    names = [line.partition("==")[0] for line in lines]
    assert len(names) == len(set(names))


def test_every_direct_requirement_is_pinned_to_a_version_it_admits():
    pins = dict(line.split("==") for line in constraint_lines())
    rows = [row for rows in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()) for row in rows]
    for requirement in map(Requirement, rows):
        if requirement.name != PROJECT["name"]:
            assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement
