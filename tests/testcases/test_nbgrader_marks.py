import pytest

from testcases import EXERCISES, check, judge
from testcases.nbgrader_marks import mark

RIGHT = judge(EXERCISES["effective_window"], lambda beta: 1 / (1 - beta))
WRONG = judge(EXERCISES["effective_window"], lambda beta: 1 / beta)


def partly_right():
    momentum = EXERCISES["update_parameters_with_momentum"]

    def spoils_its_inputs(parameters, grads, *others):
        result = momentum.reference(parameters, grads, *others)
        grads.clear()
        return result

    return judge(momentum, spoils_its_inputs)


@pytest.mark.parametrize("reason", ["autograde", "validate"])
def test_right_answer_returns_nothing_which_earns_all(monkeypatch, reason):
    monkeypatch.setenv("NBGRADER_EXECUTION", reason)
    assert mark(RIGHT, 5) is None


@pytest.mark.parametrize("reason", ["autograde", "validate"])
def test_wrong_answer_raises_what_the_notebook_would_say(monkeypatch, reason):
    monkeypatch.setenv("NBGRADER_EXECUTION", reason)
    with pytest.raises(AssertionError) as raised:
        mark(WRONG, 5)
    assert str(raised.value) == WRONG.message()


def test_partly_right_answer_returns_its_points_when_graded_and_raises_when_validated(monkeypatch):
    verdict = partly_right()
    assert 0 < verdict.share < 1
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert mark(verdict, 10) == float(10 * verdict.share)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(AssertionError, match="grads was changed"):
        mark(verdict, 10)


def test_check_leaves_the_progress_alone_while_nbgrader_runs(monkeypatch, tmp_path):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("DESCENT_PROGRESS", str(tmp_path / "progress.json"))

    def effective_window(beta):
        return 1 / (1 - beta)

    assert check(effective_window) is None
    assert list(tmp_path.iterdir()) == []
