import json
import os
import sys
import time

import nbformat
import pytest
from nbclient import NotebookClient

from ci.execute import kernels
from ci.warm_kernel import KernelParent, manager_class


@pytest.fixture(scope="module")
def manager():
    with kernels() as manager:
        yield manager


def run(manager, *sources, **kwargs):
    """Run cells in a kernel and return what each printed."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}})
    NotebookClient(notebook, timeout=60, kernel_manager_class=manager, **kwargs).execute()
    return ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in notebook.cells]


def test_a_warm_kernel_is_a_real_one_in_a_process_of_its_own(manager):
    first = run(manager, "import os, ipykernel.kernelapp; print(os.getpid())", "print(type(get_ipython()).__name__)")
    second = run(manager, "import os; print(os.getpid())")
    assert first[1] == "ZMQInteractiveShell"
    assert len({str(os.getpid()), first[0], second[0]}) == 3


def test_state_does_not_pass_from_one_kernel_to_the_next(manager):
    run(manager, "import numpy; numpy.left_behind = 1; import os; os.environ['LEFT_BEHIND'] = '1'")
    answers = run(manager, "import numpy, os; print(hasattr(numpy, 'left_behind'), 'LEFT_BEHIND' in os.environ)")
    assert answers == ["False False"]


def test_kernels_do_not_share_a_random_stream(manager):
    draw = "import numpy; print(numpy.random.rand())"
    assert run(manager, draw) != run(manager, draw)


def test_our_own_packages_are_imported_by_each_kernel_anew(manager):
    source = "import sys; print([name for name in sys.modules if name.split('.')[0] in ('helpers', 'testcases')])"
    assert run(manager, source) == ["[]"]


def test_a_kernel_works_in_the_folder_it_is_given(manager, tmp_path):
    answers = run(manager, "import os; print(os.getcwd())", resources={"metadata": {"path": str(tmp_path)}})
    assert answers == [str(tmp_path)]


def test_a_warm_kernel_imports_from_where_any_kernel_does(manager, tmp_path):
    ask = "import json, sys; print(json.dumps(sys.path))"
    usual = manager_class(dict(os.environ), None)
    warm, cold = (run(kind, ask, resources={"metadata": {"path": str(tmp_path)}}) for kind in (manager, usual))
    assert warm == cold


def test_a_kernel_specification_keeps_its_own_environment(manager, tmp_path, monkeypatch):
    place = tmp_path / "kernels" / "own"
    place.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "own", "language": "python", "env": {"OWN": "1"}}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert run(manager, "import os; print(os.environ.get('OWN'))", kernel_name="own") == ["1"]


def test_figures_and_widgets_show_as_in_any_kernel(manager):
    source = "import matplotlib.pyplot as plt; import ipywidgets; plt.plot([1, 2]); ipywidgets.IntSlider()"
    cells = [nbformat.v4.new_code_cell(source)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_manager_class=manager).execute()
    kinds = {kind for output in notebook.cells[0].outputs for kind in output.data}
    assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= kinds


def test_a_kernel_that_nobody_stops_ends_with_the_process_it_is_forked_from(tmp_path):
    with KernelParent(dict(os.environ)) as parent:
        connection = tmp_path / "connection.json"
        kernel = parent.fork(["-f", str(connection)], str(tmp_path))
        until(connection.exists)
        assert kernel.poll() is None
    until(lambda: kernel.poll() == 0)


def test_without_a_parent_kernels_start_as_usual_in_the_same_environment():
    manager = manager_class({**os.environ, "DESCENT_PROGRESS": "here.json"}, None)
    assert run(manager, "import os; print(os.environ['DESCENT_PROGRESS'])") == ["here.json"]


def until(condition, seconds=30):
    """Wait for a condition, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
