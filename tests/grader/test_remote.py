"""The judge finds the same in a function of another process as in the function itself."""

import os
import signal
import socket

import numpy as np
import pytest

from grader.channel import Channel
from grader.harness import Harness
from grader.limits import Limits
from grader.sandbox import Answer
from helpers.optimizers import Optimizer, gradient_descent
from testcases import EXERCISES
from testcases.guard import guarded
from testcases.judging import judge
from tests.testcases.test_catalogue import RIGHT, dots, not_implemented, only_prints, returns_dots

# JAX, which other tests load, warns of every fork. These children only compute with NumPy, and end.
pytestmark = pytest.mark.filterwarnings(r"ignore:os\.fork\(\) was called:RuntimeWarning")


def judged(exercise, answer):
    with guarded():
        return judge(exercise, answer)


def told(verdict):
    """The message, without the line of code: beside it, a line in one of our own files is not told as the learner's."""
    return [line for line in verdict.message("en").splitlines() if not line.startswith("In your line ")]


class ForkOfThisProcess:
    """A fork server without walls: it forks the test itself, so that a function needs no source to be sent."""

    limits = Limits()

    def __init__(self, **names):
        self.names = names

    def fork(self, cpu_seconds):
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                Harness(Channel(theirs.fileno()), self.names).serve()
            finally:
                os._exit(0)
        theirs.close()
        ours.setblocking(False)
        return pid, ours

    def end(self, pid):
        os.kill(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0.0


@pytest.fixture
def remote():
    answers = []

    def make(function, name="f"):
        answer = Answer(ForkOfThisProcess(**{name: function}), [])
        answers.append(answer)
        return answer.function(name)

    yield make
    for answer in answers:
        answer.end()


def found(verdict):
    return verdict.status, dict(verdict.groups), verdict.mistake and verdict.mistake.name.en, verdict.steady


def reference_of(exercise):
    """The reference; that of lesson 09 asks for a real Optimizer, and what is sent is something that steps like one."""

    def with_a_real_optimizer(parameters, state, X, Y, optimizer, *others):
        real = Optimizer(optimizer.name, optimizer.init, optimizer.update)
        return exercise.reference(parameters, state, X, Y, real, *others)

    return with_a_real_optimizer if exercise.name == "train_one_epoch" else exercise.reference


def everything(exercise):
    yield "reference", lambda: reference_of(exercise)
    for mistake in exercise.mistakes:
        yield mistake.name.en, mistake.function
    for answer in (*RIGHT[exercise.name], not_implemented, dots, returns_dots, only_prints):
        yield answer.__name__, lambda answer=answer: answer


@pytest.mark.parametrize("name", EXERCISES)
def test_every_answer_of_the_catalogue_is_judged_alike(name, remote):
    exercise = EXERCISES[name]
    for what, make in everything(exercise):
        near, far = judged(exercise, make()), judged(exercise, remote(make(), name))
        assert found(far) == found(near), what
        if told(far) != told(near):  # as it is where a mistake is left to chance
            assert told(judged(exercise, make())) != told(near), what


def test_what_changes_in_the_arguments_changes_here(remote):
    def f(array, mapping, items, pair):
        array += 1
        mapping["new"] = mapping.pop("old") * 2
        items.append(3.0)
        pair[0][:] = 7

    array, mapping, items, pair = np.zeros(2), {"old": np.ones(2)}, [1.0], (np.zeros(2), "text")
    assert remote(f)(array, mapping, items, pair) is None
    np.testing.assert_array_equal(array, [1, 1])
    assert list(mapping) == ["new"]
    np.testing.assert_array_equal(mapping["new"], [2, 2])
    assert items == [1.0, 3.0]
    np.testing.assert_array_equal(pair[0], [7, 7])


def test_arguments_that_stay_as_they_are_are_left_alone(remote):
    array = np.zeros(2)
    array.flags.writeable = False
    remote(lambda array: array + 1)(array)


def test_a_result_that_is_changed_later_changes_here(remote):
    kept = np.zeros(2)

    def f(value):
        kept[:] = value
        return {"kept": kept}

    function = remote(f)
    first = function(1.0)
    array = first["kept"]
    second = function(2.0)
    assert first["kept"] is array
    np.testing.assert_array_equal(array, [2, 2])
    del first, array
    function(3.0)
    np.testing.assert_array_equal(second["kept"], [3, 3])


def test_arrays_of_a_result_share_memory_here_if_they_do_there(remote):
    def f(apart):
        flat = np.zeros(6)
        return flat[:3], flat[3:] if apart else flat[2:].reshape(2, 2)

    function = remote(f)
    assert not np.shares_memory(*function(True))
    assert np.shares_memory(*function(False))


def test_functions_and_records_of_functions_are_called_here(remote):
    calls = []

    def gradient(x, scale=1.0):
        calls.append(x)
        return scale * x

    def f(gradient, optimizer, x):
        return gradient(x, scale=3.0), optimizer.update({"W1": x}, {"dW1": x}, None, 1, 0.5), optimizer.name

    x = np.ones(2)
    gradient_there, (parameters, state), name = remote(f)(gradient, gradient_descent(), x)
    np.testing.assert_array_equal(gradient_there, [3, 3])
    np.testing.assert_array_equal(parameters["W1"], [0.5, 0.5])
    assert (state, name, len(calls)) == (None, "gradient descent", 1)


def test_an_error_of_what_was_handed_in_arrives_there_and_comes_back(remote):
    def refuse(x):
        raise ValueError("not this one")

    def f(function):
        try:
            function(1.0)
        except ValueError as error:
            return str(error)

    assert remote(f)(refuse) == "not this one"
    with pytest.raises(ValueError, match="not this one"):
        remote(lambda function: function(1.0))(refuse)


def test_a_large_argument_to_what_was_handed_in_is_refused(remote):
    with pytest.raises(ValueError, match="too large"):
        remote(lambda function: function(np.zeros((0, 2**20))))(len)
