"""What marks depend on, in one short word: if it changes, everything is graded anew."""

import hashlib
from importlib import metadata
from pathlib import Path

from grader.secret import fingerprint
from helpers.environment import DISTRIBUTION, ROOT

# What asks, judges and runs; pictures, claims and the reports' looks do not change a mark.
PARTS = ("testcases/**/*.py", "testcases/course.toml", "helpers/*.py", "grader/*.py")
ONLY_LOOKS = {
    "pages.py",
    "student_page.py",
    "class_page.py",
    "reports.py",
    "store.py",
    "running.py",
    "cluster.py",
    "run.py",
}


def rubric_version(secret: bytes, settings: object = "") -> str:
    """Return the version of the rubric: it changes with the code, the secret, and `settings`, whose repr counts."""
    parts = f"{code_version()} {fingerprint(secret)} {settings!r}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def code_version(root: Path = ROOT) -> str:
    """Return a hash of the exercises, the judge, the sandbox and the course's version; `root` is where they lie."""
    digest = hashlib.sha256(_course_version().encode())
    for pattern in PARTS:
        for file in sorted(root.glob(pattern)):
            if file.name not in ONLY_LOOKS:
                digest.update(f"\n{file.relative_to(root).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _course_version() -> str:
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"
