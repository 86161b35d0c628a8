"""Where the learner's folder is, unless another is named. Imports nothing, for `descent doctor`."""

from pathlib import Path

FOLDER_NAME = "my-descent"


def default_folder() -> Path:
    """Return the learner's folder: the one of its name that we are in, else the one in the current folder."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if folder.name == FOLDER_NAME), here / FOLDER_NAME)
