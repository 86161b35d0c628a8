"""The ZIP that an instructor hands out: learner notebooks, the course to install, and three lines on how to begin."""

import base64
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from descent.errors import UsageError
from descent.workspace import newest_editions
from helpers.environment import DISTRIBUTION, ROOT
from helpers.language import Text
from testcases.course import LESSONS, Lesson

PACKAGES = ("helpers", "testcases", "grader", "ci", "descent")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same ZIP

README = Text(
    """# Descent: {title}

You need Python 3.11 or newer. Unpack this ZIP, open a terminal in its folder, and type (on Windows, read
`.venv\\Scripts\\` for `.venv/bin/` and `py` for `python3`):

```sh
python3 -m venv .venv
.venv/bin/python -m pip install ./{wheel}
.venv/bin/jupyter lab
```

Open the first notebook and read on. `check(...)` below each exercise says whether your answer is right. When you are
done, save the notebook and hand in the `.ipynb` file as it is, under the same name. If something does not work,
`.venv/bin/descent doctor .` says what, and how to mend it.
""",
    """# Descent：{title}

你需要 Python 3.11 或更新的版本。解压这个 ZIP，在解压后的文件夹中打开终端，输入（在 Windows 上，把 `.venv/bin/` 换成 \
`.venv\\Scripts\\`，把 `python3` 换成 `py`）：

```sh
python3 -m venv .venv
.venv/bin/python -m pip install ./{wheel}
.venv/bin/jupyter lab
```

打开第一个笔记本，依次阅读。每道习题下方的 `check(...)` 会告诉你答案是否正确。完成后保存笔记本，原样提交这个 `.ipynb` \
文件，不要改名。如果有什么不能正常工作，运行 `.venv/bin/descent doctor .`，它会指出问题以及修复方法。
""",
)
NOTEBOOKS = Text("notebooks", "笔记本")
THERE = Text(
    "{file} is there already and is never overwritten: move it away first", "{file} 已经存在，不会被覆盖：请先把它移走"
)
BAD_FOLDER = Text(
    "DIR must be a folder that you can write to; got {folder}: {reason}",
    "DIR 必须是可写入的文件夹；收到 {folder}：{reason}",
)


def write_release(folder: Path, lessons: Sequence[Lesson], language: str) -> Path:
    """Write the ZIP into a folder and return its path; what is there is not overwritten.

    Parameters
    ----------
    folder : Path
        It is made if need be.
    lessons : sequence of Lesson
        Which lessons; none means all.
    language : "en" or "zh"
        Of the notebooks (English where there is no translation yet) and of the README.

    Raises
    ------
    UsageError
        If the folder cannot be written to, or a file of this name is there.
    """
    chosen = list(lessons) or list(LESSONS)
    which = "-".join(lesson.number for lesson in chosen) if lessons else "all"
    target = folder / f"descent-{which}-{language}.zip"
    editions = {edition.name: edition for edition in newest_editions(language)}
    between = Text(", ", "、").get(language)
    titles = [lesson.title.get(language) for lesson in lessons] or [NOTEBOOKS.get(language)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".descent-") as aside:
            unfinished = Path(aside) / target.name
            wheel = f"{DISTRIBUTION.replace('-', '_')}-{metadata.version(DISTRIBUTION)}-py3-none-any.whl"
            _write_wheel(Path(aside) / wheel)
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as file:
                top = target.stem
                for lesson in chosen:
                    edition = editions[f"{lesson.name}.ipynb"]
                    _add(file, f"{top}/{edition.name}", edition.content)
                _add(
                    file,
                    f"{top}/README.md",
                    README.format(title=between.join(titles), wheel=wheel).get(language).encode(),
                )
                _add(file, f"{top}/{wheel}", (Path(aside) / wheel).read_bytes())
            os.link(unfinished, target)
    except FileExistsError as error:
        if target.exists():
            raise UsageError(THERE.format(file=target)) from error
        raise UsageError(BAD_FOLDER.format(folder=folder, reason=error.strerror)) from error
    except OSError as error:
        raise UsageError(BAD_FOLDER.format(folder=folder, reason=error.strerror)) from error
    return target


def _write_wheel(path: Path) -> None:
    """Pack the installed course, without its notebooks, as a wheel: that installs without building anything."""
    information = f"{path.name.rsplit('-', 3)[0]}.dist-info"
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in (*_modules(), *_information(information)):
            _add(wheel, name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}\n")
        _add(wheel, f"{information}/RECORD", "".join([*record, f"{information}/RECORD,,\n"]).encode())


def _modules() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*")):
            inner = file.relative_to(ROOT)
            if file.is_file() and "__pycache__" not in inner.parts and inner.parts[:2] != ("descent", "notebooks"):
                yield inner.as_posix(), file.read_bytes()


def _information(folder: str) -> Iterator[tuple[str, bytes]]:
    course = metadata.distribution(DISTRIBUTION)
    yield f"{folder}/METADATA", (course.read_text("METADATA") or "").encode()
    yield f"{folder}/entry_points.txt", (course.read_text("entry_points.txt") or "").encode()
    yield f"{folder}/WHEEL", b"Wheel-Version: 1.0\nGenerator: descent\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _add(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    file.writestr(entry, content)
