import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
import pytest

import ci.build
from ci.build import build
from ci.execute import kernels, run_in_place, storable
from ci.replay import SANITIZE, compare
from ci.report import summary
from ci.source import read_lesson
from ci.steps import claims_hold, editions_are_fresh, unsolved
from ci.validate import main, validate
from helpers.claims import Claim, Finding
from helpers.language import Text
from tests.ci import lesson_files
from tests.ci.broken_notebooks import CELL_SECONDS, MESSAGES, notebook_of, write_all


@pytest.fixture(scope="module")
def manager():
    with kernels() as manager:
        yield manager


@pytest.fixture(scope="module")
def paths(tmp_path_factory, manager):
    return write_all(tmp_path_factory.mktemp("notebooks"), manager)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def results(paths, report):
    """One validation of the good notebook and all broken ones, the good one last."""
    order = [path for name, path in paths.items() if name != "good"] + [paths["good"]]
    return validate(order, report, jobs=2, cell_seconds=CELL_SECONDS)


def of(results, name):
    return [result for result in results if result.subject == name]


@pytest.mark.parametrize("name", MESSAGES)
def test_each_broken_notebook_is_caught_with_its_own_message(results, name):
    problems = [problem for result in of(results, name) for problem in result.problems]
    assert problems
    assert str(problems[0]).startswith(MESSAGES[name])


def test_there_is_a_fixture_for_every_message_and_the_other_way_round(paths):
    assert set(paths) == {"good", *MESSAGES}


def test_the_good_notebook_passes_after_all_others_failed(results):
    steps = {result.step: result.problems for result in of(results, "good")}
    assert steps == {"papermill": (), "nbval": (), "papermill seed=1": ()}


def test_what_broke_is_said_first_then_a_table(results, report):
    lines = summary(results, report).splitlines()
    assert re.match(r"\d+ problem\(s\)", lines[0])
    assert lines[2].startswith("1. exception.ipynb, cell 2")
    table = {line.split()[0]: line for line in lines if re.search(r" \d+\.\d s", line)}
    assert "FAIL" in table["exception"]
    assert "FAIL" not in table["good"]


def test_junit_counts_the_failures(results, report):
    suite = ElementTree.parse(report / "junit.xml").getroot()
    failed = {case.get("classname") for case in suite if case.find("failure") is not None}
    assert failed == set(MESSAGES)
    assert int(suite.get("failures")) == sum(not result.ok for result in results)


def test_the_page_opens_every_executed_notebook(results, report):
    page = (report / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', page)
    assert any("good" in link for link in links)
    for link in links:
        assert "<html" in (report / unquote(link)).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in page


def test_nbval_itself_gives_the_same_verdicts(paths, results):
    """The replay feeds nbval's comparer; here nbval executes for itself, on all notebooks that it can run."""
    names = ["good", "sixth_digit", "figure", "stale_output", "missing_output", "exception", "out_of_order"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "-o", "addopts="]
    command += [f"--nbval-sanitize-with={SANITIZE}", "--rootdir", str(paths["good"].parent)]
    run = subprocess.run([*command, *(str(paths[name]) for name in names)], capture_output=True, text=True, check=False)
    failed = set(re.findall(r"FAILED .*?(\w+)\.ipynb", run.stdout))
    assert failed == {name for name in names if not all(result.ok for result in of(results, name))}
    assert failed == set(names) - {"good"}


SANITIZED = {
    "a time in brackets": ("took [12.5 ms] for 3", "took [9 s] for 3", True),
    "what is beside a time": ("took [12.5 ms] for 3", "took [9 s] for 4", False),
    "a time without brackets": ("took 12.5 ms", "took 9 ms", False),
    "a number in brackets": ("[12.5]", "[9.5]", False),
    "an address": ("<object at 0x7f0a1b2c3d4e>", "<object at 0x7fffffffffff>", True),
    "what is beside an address": ("<object at 0x7f0a1b2c3d4e>", "<subject at 0x7f0a1b2c3d4e>", False),
    "a short hexadecimal number": ("0xff", "0xfe", False),
    "a digest": ("[figure 0a1b2c3d4e5f]", "[figure 0a1b2c3d4e5e]", False),
}


@pytest.mark.parametrize("what", SANITIZED)
def test_a_sanitize_rule_hides_what_it_is_for_and_nothing_else(what):
    stored, new, hidden = SANITIZED[what]

    def printed(text):
        notebook = notebook_of("print()")
        notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text=text)]
        notebook.cells[0].execution_count = 1
        return notebook

    assert (compare("n", printed(stored), printed(new)) == []) is hidden


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one small lesson, its Chinese reviewed, built."""
    monkeypatch.setattr(ci.build, "LESSONS", (lesson_files.LESSON,))
    (tmp_path / "source").mkdir()
    lesson_files.write(tmp_path / "source")
    assert ci.build.reviewed(tmp_path, "04") == 0
    build(tmp_path)
    return tmp_path


def test_chinese_that_was_not_read_since_its_english_changed_is_caught(course):
    path = course / "source" / "04_momentum.py"
    path.write_text(path.read_text(encoding="utf-8").replace("double a number", "halve a number"), encoding="utf-8")
    build(course)
    (problem,) = editions_are_fresh(course)
    assert problem.where == "04_momentum, cell able"
    assert problem.what.startswith("read the Chinese against the English")


def test_a_deleted_cell_is_caught(course):
    assert editions_are_fresh(course) == []
    path = course / "solutions" / "en" / "04_momentum.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id != "check-double"]
    nbformat.write(notebook, path)
    (problem,) = editions_are_fresh(course)
    assert str(problem).startswith("solutions/en/04_momentum.ipynb: is stale; mend with: descent build")
    assert "+check(double)" in problem.got


def test_a_notebook_that_comes_from_no_source_is_caught(course):
    nbformat.write(notebook_of("1"), course / "en" / "09_old.ipynb")
    (problem,) = editions_are_fresh(course)
    assert (problem.where, problem.got) == ("en/09_old.ipynb", "it comes from no source: remove it")


def learner_edition(folder, solution=None, extra=None):
    """A learner edition of one real exercise; `solution` replaces the stub, `extra` is one more cell."""
    stub = "def effective_window(beta):\n    " + (solution or "raise NotImplementedError")
    notebook = notebook_of("seed = 0", "from testcases import check", stub, "check(effective_window)")
    notebook.cells[2].metadata.tags, notebook.cells[3].metadata.tags = ["exercise:effective_window"], ["check"]
    if extra:
        notebook.cells.append(nbformat.v4.new_code_cell(extra, id="extra"))
    path = folder / "learner.ipynb"
    nbformat.write(notebook, path)
    return path


def test_an_unsolved_notebook_answers_not_yet(tmp_path, manager):
    assert unsolved(learner_edition(tmp_path), "learner.ipynb", None, manager) == []


def test_an_unsolved_exercise_that_passes_is_caught(tmp_path, manager):
    (problem,) = unsolved(learner_edition(tmp_path, "return 1 / (1 - beta)"), "learner.ipynb", None, manager)
    assert "cell 4 (cell-4): the unsolved effective_window is not 'not yet'" in str(problem)


def test_an_unsolved_notebook_that_raises_elsewhere_is_caught(tmp_path, manager):
    (problem,) = unsolved(learner_edition(tmp_path, extra="effective_window(0.9)"), "learner.ipynb", None, manager)
    assert "cell 5 (extra): raises an exception" in str(problem)
    assert "NotImplementedError" in problem.got


def test_an_exercise_that_no_check_answers_for_is_caught(tmp_path, manager):
    path = learner_edition(tmp_path)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[3].source = "pass"
    nbformat.write(notebook, path)
    (problem,) = unsolved(path, "learner.ipynb", None, manager)
    assert "no cell tagged 'check' answers for effective_window" in str(problem)


def test_the_check_of_another_exercise_whose_name_begins_alike_does_not_count(tmp_path, manager):
    stubs = "def ema(theta, beta): raise NotImplementedError\ndef ema_weights(beta, t): raise NotImplementedError"
    notebook = notebook_of("seed = 0", "from testcases import check", stubs, "check(ema_weights)")
    notebook.cells[2].metadata.tags, notebook.cells[3].metadata.tags = ["exercise:ema"], ["check"]
    path = tmp_path / "learner.ipynb"
    nbformat.write(notebook, path)
    (problem,) = unsolved(path, "learner.ipynb", None, manager)
    assert "no cell tagged 'check' answers for ema" in str(problem)


def test_a_leaked_solution_is_caught(course, manager):
    source = read_lesson(course / "source" / "04_momentum.py", lesson_files.LESSON)
    path = course / "en" / "04_momentum.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.id == "exercise-double"]
    notebook.cells[0].source += "\n    twice = x + x"
    nbformat.write(notebook, path)
    problem = unsolved(path, "en/04_momentum.ipynb", source, manager)[0]
    assert str(problem).startswith("en/04_momentum.ipynb: shows a line of a solution to learners")
    assert "twice = x + x" in problem.got


def broken_claim(holds):
    def experiment(seed, quick):
        return Finding({Text("steps"): 3}, {Text("fewer than two"): holds})

    experiment.__module__ = "helpers.claims.momentum"
    return {"MO-1": Claim("MO-1", Text("momentum needs few steps"), experiment)}


def test_a_claim_whose_verdict_fails_is_caught():
    assert claims_hold("momentum", {"MO-1"}, 0, broken_claim(holds=True)) == []
    (problem,) = claims_hold("momentum", {"MO-1"}, 0, broken_claim(holds=False))
    assert str(problem).startswith("MO-1: the claim does not hold at seed 0: momentum needs few steps")
    assert "✗ fewer than two" in problem.got


def test_a_claim_that_the_lesson_does_not_show_is_caught():
    (problem,) = claims_hold("momentum", set(), 0, broken_claim(holds=True))
    assert str(problem) == "MO-1: no cell of the lesson momentum shows this claim"


def test_a_claim_that_only_the_lesson_knows_is_caught():
    (problem,) = claims_hold("rmsprop", {"MO-1"}, 0, broken_claim(holds=True))
    assert str(problem) == "MO-1: the lesson rmsprop shows a claim that its module does not have"


def test_the_command_fails_and_says_why(paths, tmp_path, capsys):
    arguments = argparse.Namespace(notebooks=[str(paths["corrupt"])], report=str(tmp_path), jobs=1, cell_seconds=5)
    assert main(arguments) == 1
    assert "1 problem(s)\n\n1. corrupt.ipynb: is not a readable notebook" in capsys.readouterr().out


def test_run_in_place_stores_outputs_that_are_the_same_in_every_run(manager, tmp_path):
    first, second = (notebook_of("import ipywidgets; ipywidgets.IntSlider()", "print(6 * 7)") for _ in range(2))
    assert run_in_place(first, tmp_path, "n", manager) == run_in_place(second, tmp_path, "n", manager) == []
    assert "application/vnd.jupyter.widget-view+json" in first.cells[0].outputs[0].data
    assert storable(first).cells == storable(second).cells


@pytest.fixture(scope="module")
def own(tmp_path_factory, manager):
    """Right notebooks as instructors have them, by name, and what one validation of them all found."""
    folder = tmp_path_factory.mktemp("my notebooks")
    (folder / "week 2").mkdir()
    (folder / "beside.txt").write_text("beside", encoding="utf-8")
    (folder / "beside_module.py").write_text("answer = 42\n", encoding="utf-8")
    (folder / "descent-progress.json").write_text("a learner's", encoding="utf-8")
    notebooks = {
        "exam": notebook_of("print('the first')"),
        "week 2/exam": notebook_of("print('the second')"),
        "reads what lies beside it": notebook_of(
            "import beside_module", "with open('beside.txt') as file:\n    print(file.read(), beside_module.answer)"
        ),
        "keeps progress": notebook_of(
            "from testcases import check", "def effective_window(beta): return 1", "check(effective_window)"
        ),
        "braces {and} spaces": notebook_of("1"),
        "ends with an empty cell": notebook_of("1", ""),
        "raises as it should": notebook_of("1", "1 / 0", "print('afterwards')"),
        "names no kernel": notebook_of("1"),
        "old format": notebook_of("1"),
        "leans on nothing": notebook_of("print('os' in globals(), 'warnings' in globals())"),
        "written by papermill": notebook_of("seed = 0", "seed = 5", "if seed == 1: raise ValueError", "later = 1"),
        "warns at the other seed": notebook_of(
            "seed = 0", "import sys\nif seed == 1: print('a warning', file=sys.stderr)"
        ),
    }
    notebooks["raises as it should"].cells[1].metadata.tags = ["raises-exception"]
    for name, notebook in notebooks.items():
        assert run_in_place(notebook, folder, name, manager) == []
    del notebooks["names no kernel"].metadata["kernelspec"]
    notebooks["written by papermill"].cells[1].metadata.tags = ["injected-parameters"]
    old = notebooks["old format"]
    old.nbformat_minor = 4
    for cell in old.cells:
        del cell["id"]
    paths = []
    for name, notebook in notebooks.items():
        paths.append(folder / f"{name}.ipynb")
        nbformat.write(notebook, paths[-1])
    results = validate([*paths, paths[0]], tmp_path_factory.mktemp("own") / "a" / "report", 2, CELL_SECONDS)
    assert (folder / "descent-progress.json").read_text(encoding="utf-8") == "a learner's"
    return results


FAIL_AT_SEED_1 = {
    "written by papermill": "written by papermill.ipynb, cell 3 (cell-3): raises an exception\n  got\n    ValueError",
    "warns at the other seed": "warns at the other seed.ipynb, cell 2 (cell-2): leaves a warning on stderr",
}


def test_right_notebooks_of_an_instructor_pass_whatever_they_look_like(own):
    passed = {(result.subject, result.step) for result in own if result.ok}
    assert passed == {(result.subject, step) for result in own for step in ("papermill", "nbval")} | {
        (result.subject, result.step)
        for result in own
        if "seed" in result.step and result.subject not in FAIL_AT_SEED_1
    }
    assert len({result.executed for result in own if result.executed}) == sum(
        result.executed is not None for result in own
    )


@pytest.mark.parametrize("name", FAIL_AT_SEED_1)
def test_a_cell_is_counted_as_in_the_file_though_papermill_adds_one(own, name):
    (failed,) = [result for result in of(own, name) if not result.ok]
    assert failed.step == "papermill seed=1"
    assert str(failed.problems[0]).startswith(FAIL_AT_SEED_1[name])


@pytest.mark.parametrize("place", ["taken", "taken/below", "notes"])
def test_a_report_replaces_an_earlier_report_and_nothing_else(tmp_path, capsys, place):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    mine = tmp_path / "notes" / "executed" / "mine.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("kept", encoding="utf-8")
    (tmp_path / "notes" / "diary.txt").write_text("kept", encoding="utf-8")
    arguments = argparse.Namespace(notebooks=["any.ipynb"], report=str(tmp_path / place), jobs=1, cell_seconds=5)
    assert main(arguments) == 2
    assert re.match("--report must be a (new )?folder", capsys.readouterr().err)
    assert mine.read_text(encoding="utf-8") == "kept"


def test_without_the_sources_the_course_cannot_be_validated_and_that_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("ci.validate.validate.__defaults__", (tmp_path / "nowhere",))
    assert main(argparse.Namespace(notebooks=[], report=str(tmp_path / "r"), jobs=1, cell_seconds=5)) == 1
    assert re.match(r"there is no source \w+\.py in .*nowhere.* a clone of the course", capsys.readouterr().err)


def test_ctrl_c_ends_a_validation_at_once_and_leaves_no_kernel(tmp_path):
    note = tmp_path / "kernel.json"
    source = f"import json, os, time\nwith open({str(note)!r}, 'w') as f: json.dump(os.getpid(), f)\ntime.sleep(600)"
    for name in ("first", "second"):
        nbformat.write(notebook_of(source), tmp_path / f"{name}.ipynb")
    command = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is born deaf to it
from descent.cli import main
sys.exit(main(["validate", "--jobs", "1", "--report", *sys.argv[1:]]))
"""
    words = [tmp_path / "report", tmp_path / "first.ipynb", tmp_path / "second.ipynb"]
    run = subprocess.Popen(
        [sys.executable, "-c", command, *words], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        until(lambda: note.exists() and note.read_text(encoding="utf-8"))
        kernel = json.loads(note.read_text(encoding="utf-8"))
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        printed, _ = run.communicate(timeout=60)
    finally:
        run.kill()
        run.communicate()
    assert (run.returncode, printed) == (130, "")
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def until(condition, seconds=60):
    """Wait for a condition, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
