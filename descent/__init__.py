"""The command line `descent`, and the learner's folder."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


class OwnRooms(MetaPathFinder):
    """Finds the course's own rooms, whatever else is called so.

    pip has an unrelated package `helpers`, and a folder on PYTHONPATH may have the name: the command must still
    start, or it could not say what is wrong.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find `helpers`, `testcases` and `ci` beside this package, and nothing else."""
        return PathFinder.find_spec(fullname, [str(ROOT)]) if fullname in {"helpers", "testcases", "ci"} else None


sys.meta_path.insert(0, OwnRooms())
