"""The judge finds the same in a function of another process as in the function itself."""

import os
import signal
import socket

import pytest

from grader.channel import Channel
from grader.harness import Harness
from grader.limits import Limits
from grader.sandbox import Answer
from helpers.optimizers import Optimizer
from testcases import EXERCISES
from testcases.learner import quiet_judge
from tests.testcases.right_answers import RIGHT
from tests.testcases.test_catalogue import dots, not_implemented, only_prints, returns_dots


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
        near, far = quiet_judge(exercise, make()), quiet_judge(exercise, remote(make(), name))
        assert found(far) == found(near), what
        if far.message() != near.message():  # as it is where a mistake is left to chance
            assert quiet_judge(exercise, make()).message() != near.message(), what
