import json
import os
import platform
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from grader import sandbox, seccomp
from grader.cells import Cell
from grader.limits import Limits
from grader.sandbox import CannotIsolate, ForkServer, SubmissionDied, layers
from helpers.random_state import RandomState
from testcases import EXERCISES, judge
from testcases.course import LESSONS
from testcases.verdict import Status
from tests.grader.processes_below import processes_below

HIDDEN = 41
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server():
    with ForkServer() as server:
        yield server


def cells_of(*sources):
    return [Cell(f"c{i}", textwrap.dedent(source)) for i, source in enumerate(sources)]


def value_of(server, source, name="f", *arguments):
    with server.run(cells_of(source)) as answer:
        assert answer.report[0].ok, answer.report
        return answer.function(name)(*arguments)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_solved_lesson_earns_full_marks_without_an_error(lesson, language, server):
    path = REPOSITORY / "notebooks" / "solutions" / language / f"{lesson.name}.ipynb"
    if not path.exists():
        assert language == "zh"  # lessons are translated one by one
        return
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    with server.run([Cell(cell["id"], "".join(cell["source"])) for cell in code]) as answer:
        assert [cell for cell in answer.report if not cell.ok] == []
        assert len(answer.report) == len(code)
        for name in lesson.exercises:
            assert judge(EXERCISES[name], answer.function(name), HIDDEN).passed, name
        assert answer.stand_ins_used == {}


def test_an_unsolved_lesson_is_not_yet(server):
    with server.run(cells_of("def ema(theta, beta):\n    raise NotImplementedError")) as answer:
        assert judge(EXERCISES["ema"], answer.function("ema"), HIDDEN).status is Status.NOT_YET


def test_the_report_says_what_each_cell_did(server):
    with server.run(
        cells_of(
            "print('seven.')\n%matplotlib inline",
            "x = 1\n\nraise ValueError('no')",
            "import os\nos._exit(3)",
            "def f(x):\n    return x\nclass A: pass\n_hidden = f\ny = 3",
        )
    ) as answer:
        first, second, third, fourth = answer.report
        assert (first.ok, first.skipped, first.printed) == (True, (2,), 7)
        assert (second.ok, second.error) == (False, ("ValueError", "no", 3))
        assert "exit code 3" in str(third.died)
        assert fourth.ok
        assert {"f", "A"} <= answer.functions
        assert "y" not in answer.functions


def test_functions_of_other_cells_and_imports_work(server):
    source = """
        from math import fsum
        import numpy as np
        def mean(x):
            return fsum(x) / len(x)
        def f(x):
            return mean(np.asarray(x) + offset)
        offset = 1
    """
    assert value_of(server, source, "f", [1.0, 2.0]) == 2.5


@pytest.mark.parametrize(
    ("line", "goes_on"), [("import torch", True), ("open('x.csv')", True), ("input()", True), ("1 / 0", False)]
)
def test_definitions_below_what_is_refused_here_are_made(line, goes_on, server):
    source = f"""
        {line}
        from math import sqrt
        print("not run")
        @torch.compile
        def lost(x):
            return x
        def f(x):
            return sqrt(x)
    """
    with server.run(cells_of(source)) as answer:
        assert answer.report[0].error[2] == 2
        assert answer.report[0].printed == 0
        assert "lost" not in answer.functions
        assert ("f" in answer.functions) == goes_on
        if goes_on:
            assert answer.function("f")(4.0) == 2.0


def test_a_death_costs_one_exercise_and_the_next_begins_anew(server):
    source = """
        import os
        def first(x):
            os._exit(1)
        def second(x):
            return x + 1
    """
    with server.run(cells_of(source)) as answer:
        with pytest.raises(SubmissionDied, match="exit code 1"):
            answer.function("first")(1)
        assert answer.function("second")(1) == 2
        assert answer.died is None


def test_calls_after_a_death_say_why(server):
    with server.run(cells_of("import os\ndef f(x):\n    os._exit(1)")) as answer:
        function = answer.function("f")
        for _ in range(2):
            with pytest.raises(SubmissionDied, match="exit code 1"):
                function(1)


@pytest.mark.parametrize(
    ("limits", "source", "reason"),
    [
        ({"call_seconds": 0.3}, "def f(x):\n    while True: pass", "not done after 0.3 s"),
        ({"submission_seconds": 0.5}, "import time\ndef f(x):\n    time.sleep(9)", "the notebook's time, 0.5 s"),
        ({"cpu_seconds": 1, "call_seconds": 50.0}, "def f(x):\n    while True: pass", "computing time, 1 s"),
        ({"callbacks": 9}, "def f(x):\n    while True: x(1.0)", "more than 9 times"),
    ],
)
def test_limits_hold(limits, source, reason):
    with ForkServer(Limits(**limits)) as server, server.run(cells_of(source)) as answer:
        argument = abs if "callbacks" in limits else 1.0
        with pytest.raises(SubmissionDied, match=reason):
            answer.function("f")(argument)
        if "submission_seconds" in limits or "cpu_seconds" in limits:
            with pytest.raises(SubmissionDied, match="is used up"):
                answer.function("f")
            assert "is used up" in str(answer.died)


def test_a_notebook_that_uses_up_its_time_in_cells_is_reported(server):
    with (
        ForkServer(Limits(submission_seconds=0.5)) as server,
        server.run(cells_of("while True: pass", "x = 1")) as answer,
    ):
        assert "0.5 s, is used up" in str(answer.died)
        assert [cell.ok for cell in answer.report] == [False, False]
        with pytest.raises(SubmissionDied, match="is used up"):
            answer.function("f")


def test_memory_is_limited_and_a_modest_amount_is_there(server):
    source = "import numpy as np\ndef f(n):\n    return float(np.ones(n * 2**17)[0])"
    assert value_of(server, source, "f", 100) == 1.0
    with server.run(cells_of(source)) as answer, pytest.raises(MemoryError):
        answer.function("f")(300)


def test_equal_code_gets_equal_results_also_where_it_draws_without_a_seed(server):
    source = "import random\nimport numpy as np\ndef f():\n    return random.random(), np.random.rand(), hash('a')"
    assert value_of(server, source) == value_of(server, source)


@pytest.mark.parametrize(
    ("draw", "touched"),
    [
        ("np.random.rand()", True),
        ("np.random.seed(3)", True),
        ("np.random.randn()", True),
        ("np.random.set_bit_generator(np.random.PCG64(1))", True),
        ("np.random.default_rng(0).random()", False),
        ("np.random.RandomState(0).rand()", False),
        ("np.random.set_state(np.random.get_state())", False),
    ],
)
def test_touching_the_global_random_state_is_seen_here(draw, touched, server):
    watch = RandomState()
    # A normal number drawn before leaves another one behind, which is drawn without a trace.
    value_of(server, f"import numpy as np\nnp.random.randn()\ndef f():\n    return {draw}")
    assert watch.touched() == touched


def test_plots_draw_nothing_and_harm_nothing(server):
    source = """
        import matplotlib.pyplot as plt
        import numpy as np
        from mpl_toolkits import mplot3d
        fig, axes = plt.subplots(2, 2, figsize=(8, 3))
        axes[0, 0].plot([1, 2], label="$x_1$")
        axes[0, 1].contour(np.eye(3))
        axes[1, 0].imshow(np.eye(3))
        plt.title("loss"); plt.legend(); plt.colorbar(axes[1, 0].images[0]); plt.tight_layout()
        plt.figure().add_subplot(projection="3d").plot_surface(*np.meshgrid([0, 1], [0, 1]), np.eye(2))
        plt.savefig("loss.png"); fig.savefig("loss.pdf"); plt.show(); plt.pause(0.01); fig.canvas.draw()
        def f():
            plt.figure(); plt.plot([1, 2]); plt.show()
            return 1
    """
    assert value_of(server, source) == 1


def test_stand_ins_take_part_in_what_a_lesson_does(server):
    source = """
        import helpers.adam as reference
        from helpers import plots, widgets
        from helpers.claims import show_claim
        from IPython.display import Markdown, display
        from tqdm.auto import tqdm
        from testcases import *
        from testcases import check, progress, yours_or_ours
        a, b, c = reference.update_parameters_with_adam({}, {}, {}, {}, 1)
        first, *rest = reference.initialize_adam({})
        with plots.style() as style:
            style.size = 3
            style["x"] = -a + b / 2 @ c
        for x in reference.steps(): pass
        display(Markdown("x"), f"{a:.3f} {b}"); get_ipython().run_line_magic("time", "")
        check(print); progress("04"); show_claim("AD-1", 0, True)
        def g(x): return 2 * x
        def f(): return yours_or_ours(g)(sum(tqdm(range(3)))), len(a), float(b), int(c), bool(a)
    """
    assert value_of(server, source) == (6, 0, 0.0, 0, False)


def test_data_and_test_cases_are_real(server):
    source = """
        from helpers.data import load_digits, load_temperatures, two_moons
        from helpers.network import initialize_parameters
        from helpers.objectives import saddle
        from testcases import ema_test_case, escape_saddle_test_case, train_one_epoch_test_case
        def f():
            theta, beta = ema_test_case()
            theta[:] = 0
            shapes = load_digits().X.shape, load_temperatures().fahrenheit.shape, two_moons()[0].shape
            return shapes, ema_test_case()[0], len(train_one_epoch_test_case()), escape_saddle_test_case()[1]
    """
    shapes, theta, length, start = value_of(server, source)
    assert shapes == ((64, 1797), (182,), (2, 300))
    np.testing.assert_array_equal(theta, EXERCISES["ema"].test_case()[0])
    assert length == 9
    np.testing.assert_array_equal(start, [1.0, 0.0])


def test_an_import_that_is_not_there_is_refused_with_a_list_of_those_that_are(server):
    with server.run(cells_of("import torch", "import numpy.random, unicodedata, matplotlib.pyplot")) as answer:
        kind, said, line = answer.report[0].error
        assert (kind, line) == ("ModuleNotFoundError", 1)
        assert said.startswith("torch cannot be imported while grading. These can: abc, array")
        assert said.endswith("weakref")
        assert answer.report[1].ok


def test_what_is_imported_late_is_there(server):
    source = """
        import collections, copy, datetime, inspect, json, logging, pickle, random, statistics, textwrap, time, timeit
        import numpy as np
        def f(x):
            np.testing.assert_allclose(x, x)
            logging.warning("odd")
            try:
                np.testing.assert_allclose(x, 2 * x)
            except AssertionError as error:
                said = str(error)
            datetime.datetime.strptime("2013-01-01", "%Y-%m-%d").strftime("%B"), time.localtime()
            "é".encode("latin-1"), "e".encode("ascii"), f"{x}", repr(x), np.array2string(x, precision=2)
            pickle.loads(pickle.dumps(x)), copy.deepcopy({"x": x}), json.dumps(x.tolist()), inspect.getsource(f)
            collections.namedtuple("P", "a b")(1, 2), statistics.median([1, 2]), timeit.timeit("1", number=1)
            np.random.default_rng().random(), random.SystemRandom().random(), np.einsum("i,i", x, x), np.unique(x)
            np.linalg.svd(np.eye(2)), np.fft.fft(x), np.polynomial.Polynomial([1, 2])(x), np.ma.masked_less(x, 1).sum()
            np.loadtxt(["1 2"]), np.percentile(x, 50), np.vectorize(abs)(x), np.unravel_index(1, (2, 2))
            return "Mismatched elements" in said
    """
    assert value_of(server, source, "f", np.array([1.0, 2.0])) is True


def test_calling_the_reference_is_noted(server):
    source = "from helpers.ema import ema as ours\ndef ema(theta, beta):\n    return ours(theta, beta)"
    with server.run(cells_of(source)) as answer:
        verdict = judge(EXERCISES["ema"], answer.function("ema"), HIDDEN)
        assert verdict.share == 0
        assert "helpers.ema.ema is the course's own" in verdict.message("en")
        assert answer.stand_ins_used == {"ema": frozenset({"helpers.ema.ema"})}


def test_the_message_names_the_learners_line(server):
    with server.run(cells_of("\ndef ema(theta, beta):\n    return theta.nothing")) as answer:
        message = judge(EXERCISES["ema"], answer.function("ema"), HIDDEN).message("en")
        assert "Raised: AttributeError: 'numpy.ndarray' object has no attribute 'nothing'" in message
        assert "In your line 3: return theta.nothing" in message


def test_an_error_keeps_its_class(server):
    source = """
        import numpy as np
        def f(kind):
            if kind == "linalg": np.linalg.inv(np.zeros((2, 2)))
            if kind == "key": {}["x"]
            if kind == "exit": raise SystemExit(2)
            if kind == "unicode": b"\\xff".decode()
            class Mine(ValueError): pass
            raise Mine("own", object())
    """
    expected = {"linalg": np.linalg.LinAlgError, "key": KeyError, "exit": SystemExit}
    for kind, error in expected.items():
        with pytest.raises(error) as caught:
            value_of(server, source, "f", kind)
        assert type(caught.value) is error
    for kind, name in (("unicode", "UnicodeDecodeError"), ("mine", "Mine")):
        with pytest.raises(Exception, match=r"own|0xff") as caught:
            value_of(server, source, "f", kind)
        assert type(caught.value).__name__ == name


def test_the_next_submission_finds_nothing_of_the_one_before(server):
    value_of(server, "import numpy as np, builtins\nbuiltins.left = np.left = 1\nnp.random.seed(9)\ndef f(): return 1")
    source = "import numpy as np, builtins\ndef f(): return hasattr(np, 'left') or hasattr(builtins, 'left')"
    assert value_of(server, source) is False


def test_a_fork_server_that_was_killed_is_started_again():
    with ForkServer() as server:
        assert value_of(server, "def f(x): return x", "f", 1) == 1
        for pid in processes_below(server.pid):
            os.kill(pid, signal.SIGKILL)
        assert value_of(server, "def f(x): return x", "f", 2) == 2


GRADER = """
import sys
from grader.cells import Cell
from grader.sandbox import ForkServer
with ForkServer() as server, server.run([Cell("c", "def f(x):\\n    while True: pass")]) as answer:
    function = answer.function("f")
    print(server.pid, flush=True)
    function(1)
"""


def test_nothing_is_left_when_the_grader_is_killed(request):
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER], stdout=subprocess.PIPE, cwd=request.config.rootpath, text=True
    )
    started = processes_below(int(grader.stdout.readline()))
    assert len(started) >= 2  # the fork server and the learner's process
    grader.kill()
    grader.communicate()
    until = time.monotonic() + 20
    while started & processes_below(1) and time.monotonic() < until:
        time.sleep(0.05)
    assert not started & processes_below(1)


def test_a_server_that_is_closed_leaves_nothing():
    with ForkServer() as server:
        _, connection = server.fork(1)
        with connection:
            started = processes_below(server.pid)
        assert len(started) >= 2
    assert not started & processes_below(1)


def test_the_layers_of_this_machine_are_told():
    assert {"limits", "system calls", "no new privileges", "no capabilities"} <= set(layers())


def test_a_machine_that_cannot_isolate_is_refused(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(CannotIsolate, match="--trusted"):
        ForkServer()
    assert layers() == ()


def test_a_system_without_fork_is_refused_even_if_trusted(monkeypatch):
    monkeypatch.delattr(os, "fork")
    with pytest.raises(CannotIsolate, match="fork"):
        ForkServer(trusted=True)


def test_trusted_notebooks_are_run_where_nothing_isolates(monkeypatch):
    monkeypatch.setattr(
        sandbox,
        "START",
        sandbox.START.replace("from grader.fork", "import platform; platform.machine = str; from grader.fork"),
    )
    with pytest.raises(CannotIsolate, match="--trusted"):
        ForkServer()
    with ForkServer(trusted=True) as server:
        assert server.layers == ()
        assert value_of(server, "def f(x): return x + 1", "f", 1) == 2


def test_system_calls_have_the_numbers_of_this_machine():
    # What is refused is checked by the attacks; this is that what is needed is allowed.
    source = """
        import os, time, threading
        def f():
            time.sleep(0.001)
            waited = time.time() > 0 and os.getpid() > 0
            return len(os.urandom(4)), waited, threading.Lock().acquire(), os.times()[0] >= 0
    """
    with ForkServer() as server:
        assert value_of(server, source) == (4, True, True, True)


def test_the_filter_names_the_same_calls_on_both_machines():
    (_, intel), (_, arm) = seccomp.MACHINES.values()
    older = {"poll", "select", "time"}  # which newer machines never had
    assert set(intel) - older == set(arm) - {"ppoll", "pselect6"}
