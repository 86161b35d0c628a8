import json
from pathlib import Path

from descent import workspace
from helpers.language import Text
from testcases.course import Lesson


def notebook(*codes: str, title: str = "A lesson") -> str:
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": title}]
    for number, code in enumerate(codes, 1):
        cell = {"cell_type": "code", "id": f"code-{number}", "metadata": {}, "source": code}
        cells.append(cell | {"execution_count": None, "outputs": []})
    metadata = {"descent": {"edition": "learner"}, "kernelspec": {"display_name": "Python 3", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


class SmallCourse:
    """A course of a few small notebooks, in the place of the real one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lessons: tuple[Lesson, ...] = ()
        (folder / "en").mkdir(parents=True)
        (folder / "zh").mkdir()

    def write(self, number: str, *codes: str, language: str = "en", title: str = "A lesson") -> Path:
        lesson = Lesson(number, "small", Text("Small"), 5, {})
        if lesson not in self.lessons:
            self.lessons += (lesson,)
            workspace.LESSONS = self.lessons
        file = self.folder / language / f"{lesson.name}.ipynb"
        file.write_text(notebook(*codes, title=title), encoding="utf-8")
        return file
