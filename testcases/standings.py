"""The learner's progress: a plain JSON file beside the notebooks."""

import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from testcases.lock import locked

FILE_NAME = "descent-progress.json"


@dataclass(frozen=True)
class Standing:
    """How far a learner is with one exercise: the best points so far, whether it passed, attempts, hints opened."""

    points: float = 0.0
    passed: bool = False
    attempts: int = 0
    hints: int = 0

    def __post_init__(self) -> None:
        for name, kind in (("points", int | float), ("passed", bool), ("attempts", int), ("hints", int)):
            value = getattr(self, name)
            if not isinstance(value, kind) or not 0 <= value < math.inf:
                raise ValueError(f"{name} must be {kind} and at least 0; got {value!r}")

    def or_better(self, other: "Standing") -> "Standing":
        """Return the best of two standings, entry by entry."""
        return Standing(
            max(self.points, other.points),
            self.passed or other.passed,
            max(self.attempts, other.attempts),
            max(self.hints, other.hints),
        )


def progress_file(folder: Path | None = None) -> Path:
    """Return the progress file: DESCENT_PROGRESS, else the nearest one in `folder` (this one) or above, else in it."""
    named = os.environ.get("DESCENT_PROGRESS")
    if named:
        return Path(named)
    here = folder or Path.cwd()
    found = (folder / FILE_NAME for folder in (here, *here.parents) if os.path.isfile(folder / FILE_NAME))
    return next(found, here / FILE_NAME)


def read_standings(file: Path) -> dict[str, Standing]:
    """Read the standings; a file that is missing is an empty one, a damaged one raises a ValueError that names it."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["exercises"]
        return {name: Standing(**row) for name, row in rows.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file} is not a progress file of Descent ({error!r}); move it away to start anew") from error


def write_standings(file: Path, standings: dict[str, Standing]) -> None:
    """Write the standings so that a crash leaves either the old file or the new one, never half of one."""
    rows: dict[str, Any] = {name: asdict(standing) for name, standing in sorted(standings.items())}
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")  # each process, hence each notebook, writes its own
    try:
        with open(unfinished, "w", encoding="utf-8") as stream:
            json.dump({"version": 1, "exercises": rows}, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())  # or a power cut could keep the new name and lose what is in it
        os.replace(unfinished, file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def record(file: Path, name: str, change: Callable[[Standing], Standing]) -> Standing:
    """Change the standing of one exercise in the file and return it; a damaged file is left as it is.

    Nothing that another notebook records at the same instant is lost.
    """
    with locked(file):
        standings = read_standings(file)
        standings[name] = change(standings.get(name, Standing()))
        write_standings(file, standings)
    return standings[name]
