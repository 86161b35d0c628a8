"""One good notebook, and one broken notebook for each way in which a notebook can fail."""

import json

import nbformat

from ci.execute import run_in_place, storable

FIGURE = """\
from helpers import plots
figure, axes = plots.new_figure()
axes.plot([0, 1, 2], [0, 1, 4])
plots.show(figure, alt="a curve")"""
CELLS = ("language = 'en'\nseed = 0\nquick = False", "import math", "print(f'{math.pi:.6g}')", FIGURE)


def notebook_of(*sources):
    """Return a notebook of code cells; the first has papermill's tag."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources, start=1)]
    cells[0].metadata.tags = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_all(folder, manager):
    """Write the good notebook and all broken ones to a folder, with outputs stored before they were broken."""

    def stored(*sources):
        notebook = notebook_of(*sources)
        assert run_in_place(notebook, folder, "fixture", manager) == []
        return storable(notebook)

    def changed(number, old, new):
        """The good notebook with one cell's source changed after its outputs were stored."""
        notebook = stored(*CELLS)
        cell = notebook.cells[number - 1]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
        return notebook

    good = stored(*CELLS)
    notebooks = {
        "good": good,
        "exception": changed(2, "import math", "import math; 1 / 0"),
        "sixth_digit": changed(3, "math.pi", "(math.pi + 1e-5)"),
        "figure": changed(4, "[0, 1, 4]", "[0, 1, 4.0001]"),
        "warning": changed(2, "import math", "import math, warnings; warnings.warn('old ways', FutureWarning)"),
        "stderr": changed(2, "import math", "import math, sys; print('RuntimeWarning: x', file=sys.stderr)"),
        "out_of_order": stored("seed = 0", "later = 3", "print(later)"),
        "hang": changed(2, "import math", "import math\nwhile True: pass"),
        "dead_kernel": changed(2, "import math", "import os; os._exit(1)"),
        "missing_kernel": stored(*CELLS),
        "never_run": notebook_of(*CELLS),
        "stale_output": stored(*CELLS),
        "missing_output": stored(*CELLS),
    }
    order = notebooks["out_of_order"].cells
    order[1], order[2] = order[2], order[1]
    notebooks["missing_kernel"].metadata.kernelspec.name = "fortran"
    notebooks["stale_output"].cells[2].outputs[0].text = "3.14\n"
    notebooks["missing_output"].cells[2].outputs = []
    paths = {}
    for name, notebook in notebooks.items():
        paths[name] = folder / f"{name}.ipynb"
        nbformat.write(notebook, paths[name])
    paths["corrupt"] = folder / "corrupt.ipynb"
    paths["corrupt"].write_text(json.dumps(good)[:-40], encoding="utf-8")
    paths["not_there"] = folder / "not_there.ipynb"
    return paths


DIFFERS = "the output differs from the stored one"
# What each broken notebook must be told: how the text of its first problem begins.
MESSAGES = {
    "exception": "exception.ipynb, cell 2 (cell-2): raises an exception\n  got\n    ZeroDivisionError: ",
    "sixth_digit": f"sixth_digit.ipynb, cell 3 (cell-3): {DIFFERS}\n  expected\n    3.14159\n  got\n    3.1416",
    "figure": f"figure.ipynb, cell 4 (cell-4): {DIFFERS}\n  expected\n    a curve\n    [figure ",
    "warning": "warning.ipynb, cell 2 (cell-2): gives a warning, which counts as an error here\n  got\n    FutureW",
    "stderr": "stderr.ipynb, cell 2 (cell-2): leaves a warning on stderr\n  got\n    RuntimeWarning: x",
    "out_of_order": "out_of_order.ipynb, cell 2 (cell-3): works out of order only: 'later' is first defined in "
    "out_of_order.ipynb, cell 3 (cell-2)",
    "hang": "hang.ipynb, cell 2 (cell-2): did not end within 4 s and was stopped",
    "dead_kernel": "dead_kernel.ipynb, cell 2 (cell-2): the kernel died in this cell",
    "missing_kernel": "missing_kernel.ipynb: asks for the kernel 'fortran', which is not installed",
    "never_run": "never_run.ipynb, cell 1 (cell-1): has no stored outputs to compare with",
    "stale_output": f"stale_output.ipynb, cell 3 (cell-3): {DIFFERS}\n  expected\n    3.14\n  got\n    3.14159",
    "missing_output": "missing_output.ipynb, cell 3 (cell-3): the output is of another kind than the stored one\n"
    "  expected\n    no output\n  got\n    stdout",
    "corrupt": "corrupt.ipynb: is not a readable notebook",
    "not_there": "not_there.ipynb: there is no such file",
}
