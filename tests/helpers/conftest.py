"""A notebook, run once in a real kernel, that shows a figure and an Explorer."""

import nbformat
import pytest
from nbclient import NotebookClient

SETUP = """
from helpers.plots import new_figure, show
from helpers.widgets import Explorer, Slider
fig, ax = new_figure()
line, = ax.plot([0, 1], [0, 1])
def draw(slope):
    line.set_ydata([0, slope])
    return f"It rises by {slope:g}."
"""
SHOW = "show(fig, 'A line.')"
EXPLORE = "explorer = Explorer(fig, draw, Slider('slope', 'slope', 0, 2, 0.5, 1))\nexplorer"
MOVE = "explorer.move(slope=2)\nprint(explorer.caption)"


@pytest.fixture(scope="session")
def notebook_with_a_figure_and_an_explorer():
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, SHOW, EXPLORE, MOVE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return notebook
