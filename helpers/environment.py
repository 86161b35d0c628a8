"""What the course needs of a machine, and what it found there: shown by `descent doctor` and by the first notebook.

Imports nothing beyond the standard library until it has to, so that it can report a package that is missing.
"""

import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from helpers.language import Text

DISTRIBUTION = "descent-course"
ROOT = Path(__file__).resolve().parents[1]  # where `helpers` and `testcases` stand side by side


@dataclass(frozen=True)
class Fact:
    """One thing that the course needs: what was found, whether it will do, and how to mend it if not."""

    requirement: Text
    found: Text
    ok: bool
    mend: Text

    def __str__(self) -> str:
        line = LINE.format(verdict="OK  " if self.ok else "FAIL", requirement=self.requirement, found=self.found)
        return str(line) if self.ok else f"{line}\n      {MEND.format(mend=self.mend)}"


LINE = Text("{verdict}  {requirement}: {found}", "{verdict}  {requirement}：{found}")
MEND = Text("Mend: {mend}", "修复：{mend}")
NOT_INSTALLED = Text("not installed", "未安装")
REINSTALL = Text("install the course again, as its README says", "按 README 的说明重新安装本课程")
OTHER_PYTHON = Text(
    "install the course with a newer Python, as its README says", "按 README 的说明，用更新的 Python 安装本课程"
)
PACKAGE = Text("`{name}` that notebooks import", "笔记本导入的 `{name}`")
SHARED = Text(
    "{place}, which the unrelated package {name} {version} claims too",
    "{place}，但无关的软件包 {name} {version} 也占用它",
)
REMOVE_RIVAL = Text("{command}   and then {reinstall}", "{command}   然后{reinstall}")
REMOVE_SHADOW = Text(
    "rename or move {place}, or take its folder out of PYTHONPATH: it hides the course's own in {ours}",
    "把 {place} 改名或移走，或者从 PYTHONPATH 中去掉它所在的文件夹：它挡住了课程自己的 {ours}",
)
FOLDER = Text("your folder can be written to", "你的文件夹可以写入")
OTHER_FOLDER = Text("name another folder: descent start FOLDER", "换一个文件夹：descent start 文件夹")
IS_A_FILE = Text("{place} is not a folder", "{place} 不是文件夹")
KERNEL = Text("Jupyter kernel python3 of this Python", "属于这个 Python 的 Jupyter 内核 python3")


def facts(folder: Path) -> list[Fact]:
    """Look at everything that the course needs, for notebooks that are to lie in `folder`.

    Parameters
    ----------
    folder : Path
        The learner's folder; it need not exist yet.

    Returns
    -------
    list of Fact
        In the order in which they are best mended. Print one to show it.

    Example
    -------
    >>> print(Fact(Text("numpy >=2.0"), Text("1.26.4"), False, Text('python -m pip install "numpy>=2.0"')))
    FAIL  numpy >=2.0: 1.26.4
          Mend: python -m pip install "numpy>=2.0"
    """
    packages = [package_fact(name, folder) for name in ("helpers", "testcases")]
    return [*installed_facts(), *packages, folder_fact(folder), kernel_fact()]


def show_environment() -> None:
    """Print what works here and what does not, for a notebook: versions and places only of what fails."""
    for fact in facts(Path.cwd()):
        print(f"OK    {fact.requirement}" if fact.ok else fact)


def installed_facts() -> list[Fact]:
    """Compare Python and each package with what the installed course asks for."""
    try:
        from packaging.requirements import Requirement
        from packaging.specifiers import SpecifierSet

        course = metadata.distribution(DISTRIBUTION)
    except ModuleNotFoundError as missing:  # the course itself, or `packaging`, which JupyterLab brings
        return [Fact(Text(str(missing.name)), NOT_INSTALLED, False, REINSTALL)]

    pythons = SpecifierSet(course.metadata["Requires-Python"])
    python = platform.python_version()
    found = Text(f"{python} ({sys.executable})")
    rows = [Fact(Text(f"Python {pythons}"), found, pythons.contains(python, prereleases=True), OTHER_PYTHON)]
    for requirement in map(Requirement, course.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            wanted = requirement.specifier
            version = version_of(requirement.name)
            ok = version is not None and wanted.contains(version, prereleases=True)
            mend = Text(pip_command(f'install "{requirement.name}{wanted}"'))
            name = Text(f"{requirement.name} {wanted}".strip())
            rows.append(Fact(name, Text(version) if version else NOT_INSTALLED, ok, mend))
    return rows


def package_fact(name: str, folder: Path) -> Fact:
    """Say which package of this name a notebook in `folder` imports; it has to be the one of the course.

    Python looks in the notebook's own folder first, then along sys.path. And pip has an unrelated package called
    `helpers`, which hides ours or is written over it.
    """
    ours = ROOT / name
    place = _place(PathFinder.find_spec(name, [str(folder), *sys.path]) or util.find_spec(name))
    rival = version_of(name)
    found = Text(str(place)) if place else NOT_INSTALLED
    if rival is not None:
        mend = REMOVE_RIVAL.format(command=pip_command(f"uninstall {name}"), reinstall=REINSTALL)
        if place == ours:
            found = SHARED.format(place=place, name=name, version=rival)
    else:
        mend = REMOVE_SHADOW.format(place=place, ours=ours) if place else REINSTALL
    return Fact(PACKAGE.format(name=name), found, place == ours and rival is None, mend)


def folder_fact(folder: Path) -> Fact:
    """Try to write in the folder, or where it would be made; nothing stays behind."""
    folder = folder.absolute()
    place = next(path for path in (folder, *folder.parents) if path.exists())
    found, ok = Text(str(folder)), True
    try:
        if not place.is_dir():
            found, ok = IS_A_FILE.format(place=place), False
        else:
            tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        found, ok = Text(f"{folder}: {error.strerror}"), False
    return Fact(FOLDER, found, ok, OTHER_FOLDER)


def kernel_fact() -> Fact:
    """Find the kernel that JupyterLab would start, and whether it runs this very Python."""
    if util.find_spec("ipykernel") is None:
        return Fact(KERNEL, NOT_INSTALLED, False, Text(pip_command("install ipykernel")))
    # Without this one, Jupyter falls back on the kernel of its own environment.
    mend = Text(f"{quoted(sys.executable)} -m jupyter kernelspec remove python3")
    try:
        from jupyter_client.kernelspec import KernelSpecManager

        spec = KernelSpecManager().get_kernel_spec("python3")
        interpreter = _interpreter(spec.argv[0])
    except ModuleNotFoundError:
        return Fact(KERNEL, NOT_INSTALLED, False, Text(pip_command("install jupyterlab")))
    except Exception as damaged:  # a kernel.json may hold anything, and is to be reported whatever it holds
        return Fact(KERNEL, Text(f"{type(damaged).__name__}: {damaged}"), False, mend)
    if _is_this_python(interpreter):
        return Fact(KERNEL, Text(spec.resource_dir), True, mend)
    return Fact(KERNEL, Text(f"{interpreter} ({spec.resource_dir})"), False, mend)


def version_of(distribution: str) -> str | None:
    """Return the installed version of a distribution, None if it is missing or its metadata are damaged."""
    try:
        return metadata.distribution(distribution).metadata["Version"]
    except metadata.PackageNotFoundError:
        return None


def pip_command(arguments: str) -> str:
    """Return a line to copy that changes this environment, also where uv made it and left pip out."""
    python = quoted(sys.executable)
    if util.find_spec("pip") is not None:
        return f"{python} -m pip {arguments}"
    command, _, rest = arguments.partition(" ")
    return f"uv pip {command} --python {python} {rest}"


def quoted(path: str) -> str:
    """Return a path as one word of a command line, in every shell."""
    return f'"{path}"' if " " in path else path


def _place(spec: ModuleSpec | None) -> Path | None:
    if spec is None:
        return None
    folders = list(spec.submodule_search_locations or ())
    place = folders[0] if folders else spec.origin
    return Path(place).resolve() if place else None


def _interpreter(command: str) -> Path:
    # Jupyter itself puts its own interpreter in the place of these names.
    if command in {"python", "python3", f"python3.{sys.version_info.minor}"}:
        command = sys.executable
    return Path(shutil.which(command) or command).absolute()


def _is_this_python(interpreter: Path) -> bool:
    # Environments link to one interpreter and differ by the folder of the link; /usr/bin holds several interpreters.
    ours = Path(sys.executable)
    return interpreter.exists() and interpreter.samefile(ours) and interpreter.parent.samefile(ours.parent)
