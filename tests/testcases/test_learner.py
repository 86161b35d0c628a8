"""What a learner sees: in a terminal (printed) and in an IPython shell (displayed)."""

import atexit
import sys
import warnings

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import testcases
from testcases import EXERCISES, check, hint, progress, reset, session, solution, yours_or_ours
from testcases.answers import keep, source_without_docstring, stub_of
from testcases.standings import FILE_NAME, Standing, read_standings, write_standings

SWAPPED = """
def ema(theta, beta):
    v, averages = 0, []
    for value in theta:
        v = (1 - beta) * v + beta * value
        averages.append(v)
    return averages
"""


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DESCENT_PROGRESS", str(tmp_path / FILE_NAME))
    monkeypatch.setattr(session, "_unsaved", {})
    return tmp_path / FILE_NAME


@pytest.fixture
def told(capsys):
    """What has been printed since the last question, which must not be on stderr."""

    def read():
        out, err = capsys.readouterr()
        assert err == ""
        return out.splitlines()

    return read


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the shell puts its own in that place
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    yield shell
    atexit.unregister(shell.atexit_operations)
    shell.atexit_operations()
    InteractiveShell.clear_instance()
    monkeypatch.undo()


def ema(theta, beta):
    v, averages = 0, []
    for value in theta:
        v = beta * v + (1 - beta) * value
        averages.append(v)
    return averages


def other(body):
    """A function called ema that does something else."""
    body.__name__ = "ema"
    return body


def stub(theta, beta):
    raise NotImplementedError


# --- check ------------------------------------------------------------------------------------------------------------


def test_right_wrong_and_not_yet(told, file):
    check(other(stub))
    assert told()[0].startswith("○ ema: not written yet")
    check(other(lambda theta, beta: (1 - beta) * theta))
    assert told()[-2].startswith("Diagnosis: The old average is forgotten.")
    check(ema)
    assert told()[0].startswith("✓ ema: right.")
    assert read_standings(file) == {"ema": Standing(points=10.0, passed=True, attempts=2)}


def test_points_never_fall(file):
    check(ema)
    check(other(lambda theta, beta: theta))
    assert read_standings(file)["ema"] == Standing(points=10.0, passed=True, attempts=2)


def test_part_of_the_work_earns_part_of_the_points(file):
    check(other(lambda theta, beta: ema(theta, beta) if beta not in (0.0, 0.6) else None))
    assert read_standings(file)["ema"].points == pytest.approx(10 * 2 / 4)


def test_what_the_function_prints_or_warns_is_not_shown(told):
    def noisy(theta, beta):
        print("out")
        print("err", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.log(np.zeros(1))
        return ema(theta, beta)

    check(other(noisy))
    assert len(told()) == 1


def test_warnings_and_floating_point_errors_of_the_notebook_are_as_before():
    before = np.geterr(), list(warnings.filters)
    with np.errstate(all="raise"):
        check(other(lambda theta, beta: theta / 0 * (1 - beta)))
        assert set(np.geterr().values()) == {"raise"}
    assert (np.geterr(), list(warnings.filters)) == before


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_itself_is_refused(name, told, file):
    check(EXERCISES[name].reference)
    assert told() == [f"{name}: this one is ours. Write your own in the cell above and check that."]
    assert not file.exists()


@pytest.mark.parametrize("call", [check, yours_or_ours])
@pytest.mark.parametrize("thing", ["ema", None, 3, [ema], ema(np.ones(3), 0.5)])
def test_what_is_no_function_is_refused(call, thing):
    with pytest.raises(TypeError, match=r"function must be the function that you wrote, .* without quotes; got"):
        call(thing)


@pytest.mark.parametrize("call", [check, yours_or_ours, hint, solution])
def test_a_function_of_another_name_is_refused_with_the_names_there_are(call):
    def my_ema(theta, beta):
        return ema(theta, beta)

    with pytest.raises(ValueError, match=r"exercise must be one of .*\bema, ema_weights, .*; got 'my_ema'"):
        call(my_ema)


@pytest.mark.parametrize("call", [hint, solution])
def test_hints_and_solutions_take_a_function_or_a_name(call, told):
    call("ema")
    by_name = told()
    session._unsaved.clear()
    assert by_name
    call(ema)
    assert told()
    with pytest.raises(TypeError, match="exercise must be a function of the course or its name; got 3"):
        call(3)


# --- hint, solution, progress, yours_or_ours --------------------------------------------------------------------------


def test_hints_open_one_at_a_time_and_are_remembered(told, file):
    hints = [text.en for text in EXERCISES["ema"].hints]
    for level, more in ((1, "Run this cell again"), (2, "Run this cell again"), (3, "That was"), (3, "That was")):
        hint("ema")
        first, second = told()
        assert first == f"Hint {level} of 3 for ema: {hints[level - 1]}"
        assert second.startswith(more)
    assert read_standings(file) == {"ema": Standing(hints=3)}


def test_the_solution_opens_after_a_pass_or_by_force(told):
    solution(ema)
    assert told() == [
        'The solution of ema opens when yours passes. To read it now: solution("ema", force=True)',
    ]
    solution("ema", force=True)
    by_force = told()
    check(ema)
    told()
    solution("ema")
    assert told() == by_force
    assert by_force[:2] == [f"One solution of ema. {EXERCISES['ema'].why.en}", "Ours:"]
    assert by_force[2].startswith("def ema(")
    assert not any('"""' in line for line in by_force)


def test_the_solution_stands_beside_the_learners_code(told):
    solution(ema, force=True)
    lines = told()
    ours = lines.index("Ours:")
    assert lines[1:ours] == ["Yours:", *source_without_docstring(ema).splitlines(), ""]
    assert lines[ours + 1 :] == source_without_docstring(EXERCISES["ema"].reference).splitlines()


def test_what_is_not_the_learners_own_source_is_not_shown_as_theirs(told):
    for function in (EXERCISES["ema"].reference, other(lambda theta, beta: theta)):
        solution(function, force=True)
        assert "Ours:" in told()
    function = eval("lambda theta, beta: theta")  # Python knows no source of it
    function.__name__ = "ema"
    solution(function, force=True)
    assert "Yours:" not in told()


@pytest.mark.parametrize("name", EXERCISES)
def test_every_solution_is_shown_as_code_that_compiles(name, told):
    solution(name, force=True)
    source = "\n".join(told()[2:])
    compile("from __future__ import annotations\n" + source, name, "exec")
    assert source.startswith(f"def {name}(")


def test_progress_shows_what_was_recorded(told):
    check(ema)
    told()
    progress("02")
    assert told()[:3] == [
        "██████████░░░░░░░░░░ 10 of 20 points",
        "02 Exponentially weighted averages: 10 of 20 points",
        "   ✓ right   ema: 10 of 10",
    ]
    progress()
    assert len(told()) > 10
    with pytest.raises(ValueError, match="lesson must be one of"):
        progress("4")


def test_yours_if_it_is_right_else_ours(told, file):
    assert yours_or_ours(ema) is ema
    assert told() == ["Below, ema is yours."]
    reference = EXERCISES["ema"].reference
    for function in (other(stub), other(lambda theta, beta: theta), reference):
        assert yours_or_ours(function) is reference
        assert told() == ["Below, ema is ours until yours passes."]
    assert not file.exists()


# --- a progress file that cannot be used ------------------------------------------------------------------------------


@pytest.fixture(params=["damaged", "a folder", "no such folder"])
def broken(request, file, monkeypatch):
    if request.param == "damaged":
        file.write_text("{")
    elif request.param == "a folder":
        file.mkdir()
    else:
        monkeypatch.setenv("DESCENT_PROGRESS", str(file.parent / "gone" / FILE_NAME))
    return request.param


def test_a_check_answers_without_a_progress_file(broken, told):
    check(ema)
    first, note = told()
    assert first.startswith("✓ ema: right.")
    assert note.startswith("Your progress is not saved: ")


def test_hints_go_on_without_a_progress_file(broken, told):
    for level in (1, 2, 3, 3):
        hint("ema")
        lines = told()
        assert lines[0].startswith(f"Hint {level} of 3")
        assert lines[2].startswith("Your progress is not saved: ")


def test_the_rest_goes_on_without_a_progress_file(broken, told):
    assert yours_or_ours(ema) is ema
    solution("ema", force=True)
    assert {"Below, ema is yours.", "    return averages"} <= set(told())
    solution("ema")
    assert told()[0].startswith("The solution of ema opens")
    progress()
    assert told()[0].startswith("░")


def test_what_could_not_be_saved_counts_in_this_session(broken, told):
    check(ema)
    solution("ema")
    assert "Ours:" in told()
    progress("02")
    assert "   ✓ right   ema: 10 of 10" in told()


def test_what_could_not_be_saved_is_saved_once_it_can_be(file, told):
    saved = {"ema": Standing(7.5, False, 4, 3), "ema_weights": Standing(5.0, True, 1)}
    write_standings(file, saved)
    good = file.read_bytes()
    file.write_text("{")
    check(ema)
    hint("ema_weights")
    file.write_bytes(good)
    progress("02")
    assert "   ✓ right   ema: 10 of 10" in told()
    check(other(lambda theta, beta: theta))
    assert read_standings(file) == {"ema": Standing(10.0, True, 5, 3), "ema_weights": Standing(5.0, True, 1)}
    hint("ema_weights")
    assert read_standings(file)["ema_weights"] == Standing(5.0, True, 1, 2)


# --- in Jupyter -------------------------------------------------------------------------------------------------------


def run(shell, code):
    with capture_output() as captured:
        shell.run_cell(code).raise_error()
    assert captured.stderr == ""
    return captured


def test_a_check_in_a_notebook_shows_html_and_text(shell):
    run(shell, "from testcases import check\n" + SWAPPED)
    captured = run(shell, "check(ema)")
    (output,) = captured.outputs
    assert captured.stdout == ""
    assert output.data["text/plain"].startswith("✗ ema: not right yet.")
    assert "Diagnosis: β and 1 − β are swapped." in output.data["text/plain"]
    assert "<strong>✗ ema: not right yet." in output.data["text/html"]


def test_the_same_cell_shows_the_same_text_every_time(shell):
    run(shell, "from testcases import check, yours_or_ours\n" + SWAPPED)
    first, second = (run(shell, "check(ema)\nmine = yours_or_ours(ema)") for _ in range(2))
    assert [output.data for output in first.outputs] == [output.data for output in second.outputs]
    assert len(first.outputs) == 2


def test_an_error_shows_the_line_of_the_learners_cell(shell):
    run(shell, "from testcases import check")
    run(shell, "def helper(x):\n    return x.nothing\n\ndef ema(theta, beta):\n    return helper(theta)\n")
    text = run(shell, "check(ema)").outputs[0].data["text/plain"]
    assert "Raised: AttributeError: 'numpy.ndarray' object has no attribute 'nothing'" in text
    assert "In your line 2: return x.nothing" in text


def test_the_solution_by_name_finds_the_function_of_the_notebook(shell):
    run(shell, "from testcases import solution\n" + SWAPPED)
    data = run(shell, 'solution("ema", force=True)').outputs[0].data
    assert "Yours:\ndef ema(theta, beta):\n    v, averages = 0, []" in data["text/plain"]
    assert data["text/html"].index("Yours") < data["text/html"].index("Ours")
    assert data["text/html"].count("<pre") == 2


def test_a_check_that_is_interrupted_says_so_and_ends_run_all(shell, file):
    run(shell, "from testcases import check\ndef ema(theta, beta):\n    raise KeyboardInterrupt")
    with capture_output() as captured:
        result = shell.run_cell("check(ema)")
    assert isinstance(result.error_in_exec, KeyboardInterrupt)
    assert captured.stdout.strip() == (
        "ema: the check was interrupted, so nothing was decided. Does a loop in ema never end?"
    )
    assert not file.exists()


def test_what_the_notebook_has_replaced_is_put_back_and_named(told):
    original = np.allclose
    np.allclose = lambda *_: True
    check(ema)
    assert np.allclose is original
    assert told()[-1].startswith("Your notebook has replaced np.allclose. The check has put back the original")


# --- reset ------------------------------------------------------------------------------------------------------------


def test_reset_puts_the_stub_into_a_new_cell_and_keeps_the_whole_cell_of_the_answer(shell, file):
    cells = []
    shell.set_next_input = lambda text, replace: cells.append((text, replace))
    cell = "from testcases import reset\nhalf = 0.5\n" + SWAPPED
    run(shell, cell)
    for number in (1, 2):
        captured = run(shell, 'reset("ema")')
        kept = file.parent / "descent-answers" / f"ema-{number}.py"
        assert kept.read_text(encoding="utf-8").strip() == cell.strip()
        assert f"kept in {kept}" in captured.outputs[0].data["text/plain"]
        assert cells.pop() == (stub_of("ema", "en"), False)
    assert not file.exists()


def test_a_stub_is_no_answer_to_keep(shell, file):
    run(shell, "from testcases import reset")
    run(shell, stub_of("ema", "en"))
    assert "kept" not in run(shell, "reset(ema)").outputs[0].data["text/plain"]
    assert not (file.parent / "descent-answers").exists()


def test_reset_in_a_terminal_prints_the_stub(told, file):
    reset("ema")
    lines = told()
    assert lines[0] == "ema: here is the empty function. Write in that one from now on."
    assert lines[1].startswith("There was no answer of yours to keep")
    assert "\n".join(lines[3:]) == stub_of("ema", "en")
    reset(ema)
    assert (
        (file.parent / "descent-answers" / "ema-1.py").read_text(encoding="utf-8").startswith("def ema(theta, beta):")
    )


def test_what_cannot_be_kept_is_not_reset(told, file):
    (file.parent / "descent-answers").write_text("in the way", encoding="utf-8")
    reset(ema)
    (line,) = told()
    assert line.startswith("ema was not reset, because your answer could not be kept: ")


def test_a_kept_answer_is_never_overwritten(file):
    folder = file.parent / "descent-answers"
    folder.mkdir()
    (folder / "ema-1.py").write_text("first", encoding="utf-8")
    (folder / "ema-2.py").symlink_to(folder / "nowhere")
    assert keep("ema", "third") == folder / "ema-3.py"
    assert (folder / "ema-1.py").read_text(encoding="utf-8") == "first"
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize("name", EXERCISES)
def test_every_stub_is_what_the_lesson_hands_out(name):
    for language in ("en", "zh"):
        names = {}
        exec(stub_of(name, language), names)
        with pytest.raises(NotImplementedError):
            names[name](*[None] * len(EXERCISES[name].argument_names))


def test_a_chinese_notebook_is_answered_in_chinese(shell):
    run(shell, "from testcases import *\nset_language('zh')\n" + SWAPPED)
    assert run(shell, "check(ema)").outputs[0].data["text/plain"].startswith("✗ ema：还不对。")
    assert run(shell, "hint(ema)").outputs[0].data["text/plain"].startswith("ema 的提示 1/3：")


def test_everything_that_learners_use_can_be_imported_at_once():
    for name in testcases.__all__:
        assert hasattr(testcases, name)
    assert {f"{name}_test_case" for name in EXERCISES} < set(testcases.__all__)


def test_a_kept_solution_of_the_progress_file_belongs_to_the_learner(file):
    write_standings(file, {"ema": Standing(10.0, True, 1, 0)})
    check(other(lambda theta, beta: theta))
    assert read_standings(file)["ema"] == Standing(10.0, True, 2, 0)
