import builtins
import io
import math
import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

from testcases import EXERCISES, judge
from testcases.guard import TimeIsUpError, guarded, learners_code, put_back, time_limit
from testcases.verdict import Status

EMA = EXERCISES["ema"]
LIMIT = 0.2  # seconds, for functions that never end


def right(theta, beta):
    return EMA.reference(theta, beta)


def guarded_verdict(answer, seconds=LIMIT):
    with guarded(seconds) as remarks:
        verdict = judge(EMA, answer)
    return verdict, [remark.get("en") for remark in remarks]


# --- the time limit ---------------------------------------------------------------------------------------------------


def loops(theta, beta):
    while True:
        pass


def sleeps(theta, beta):
    time.sleep(3600)


def catches_exceptions(theta, beta):
    while True:
        try:  # noqa: SIM105
            time.sleep(3600)
        except Exception:
            pass


def catches_everything(theta, beta):
    while True:
        try:  # noqa: SIM105
            time.sleep(3600)
        except:  # noqa: E722
            pass


def catches_everything_twice(theta, beta):
    while True:
        try:
            while True:
                try:
                    sum(range(100))
                except BaseException:
                    continue
        except BaseException:
            continue


def tidies_up_for_ever(theta, beta):
    try:
        time.sleep(3600)
    finally:
        while True:
            pass


class LoopsWhenRead:
    def __array__(self, *args, **kwargs):
        while True:
            pass


class LoopsWhenToldError(Exception):
    def __str__(self):
        while True:
            pass


def raises_what_cannot_be_told(theta, beta):
    raise LoopsWhenToldError


ENDLESS = [
    loops,
    sleeps,
    catches_exceptions,
    catches_everything,
    catches_everything_twice,
    tidies_up_for_ever,
    lambda theta, beta: LoopsWhenRead(),
    raises_what_cannot_be_told,
]


@pytest.mark.parametrize("answer", ENDLESS)
def test_what_never_ends_is_ended(answer):
    verdict, _ = guarded_verdict(answer)
    assert verdict.status is Status.WRONG
    assert verdict.mistake is None
    assert judge(EMA, right).passed


def test_the_message_says_that_it_was_stopped_and_where():
    verdict, _ = guarded_verdict(loops)
    told = verdict.message("en").splitlines()
    assert told[3] == "Stopped: it was still running after 0.2 seconds. Does a loop in it never end?"
    assert told[4].startswith("In your line ")
    assert told[4].endswith(("while True:", "pass"))
    assert "已停止：运行 0.2 秒后仍未结束。" in verdict.message("zh")


def test_cases_before_the_endless_one_keep_their_points():
    calls = []

    def loops_later(theta, beta):
        calls.append(beta)
        return right(theta, beta) if len(calls) < 4 else loops(theta, beta)

    verdict, _ = guarded_verdict(loops_later)
    assert verdict.groups == {"basics": True, "state": False, "edges": False, "inputs": False}


def test_a_slow_answer_within_the_limit_is_right():
    def slow(theta, beta):
        time.sleep(0.01)
        return right(theta, beta)

    assert guarded_verdict(slow, seconds=30)[0].passed


def test_our_own_code_is_never_torn():
    with time_limit(0.01):
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            pass  # no learner's code runs here, and nothing rings


def test_an_earlier_alarm_goes_on():
    rung = []
    earlier = signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        guarded_verdict(right)
        time.sleep(0.2)
        assert rung == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def test_nothing_rings_after_the_block():
    handler = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeIsUpError), time_limit(0.01), learners_code:
        loops_here()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is handler


def loops_here():
    while True:
        pass


def test_in_another_thread_the_learner_is_told_how_to_interrupt(monkeypatch):
    screen = io.StringIO()
    monkeypatch.setattr(sys, "__stdout__", screen)
    verdicts = []

    def slow(theta, beta):
        time.sleep(0.02)
        return right(theta, beta)

    thread = threading.Thread(target=lambda: verdicts.append(guarded_verdict(slow, seconds=0.05)[0]))
    thread.start()
    thread.join()
    assert verdicts[0].passed
    assert "To stop it, choose Interrupt in the Kernel menu" in screen.getvalue()


def test_an_interrupt_passes_through_and_leaves_everything_as_it_was():
    handler = signal.getsignal(signal.SIGALRM)

    def interrupted(theta, beta):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded_verdict(interrupted)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert judge(EMA, right).passed


# --- quiet ------------------------------------------------------------------------------------------------------------


def test_what_is_printed_is_swallowed(capfd):
    def prints(theta, beta):
        print("x" * 1_000_000)
        sys.stderr.write("y")
        return right(theta, beta)

    assert guarded_verdict(prints)[0].passed
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ask", [lambda: input("?"), lambda: sys.stdin.read() + 1])
def test_nobody_is_asked_for_input(ask):
    verdict, _ = guarded_verdict(lambda theta, beta: ask())
    assert verdict.wrong.call.error is not None
    assert not verdict.wrong.call.timed_out


def test_a_closed_screen_harms_nobody(capsys):
    def closes(theta, beta):
        sys.stdout.close()
        return right(theta, beta)

    assert guarded_verdict(closes)[0].passed
    print("still here")
    assert capsys.readouterr().out == "still here\n"


# --- everything is put back -------------------------------------------------------------------------------------------


def test_replaced_functions_are_put_back_named_and_not_right():
    originals = np.allclose, np.random.rand, math.sqrt, builtins.abs

    def patches(theta, beta):
        np.allclose = np.random.rand = math.sqrt = lambda *_: True
        builtins.abs = lambda x: 0
        return right(theta, beta)

    verdict, _ = guarded_verdict(patches)
    assert (np.allclose, np.random.rand, math.sqrt, builtins.abs) == originals
    assert verdict.status is Status.WRONG
    assert "abs, np.allclose, np.random.rand, math.sqrt was changed" in verdict.message("en")


def test_patching_what_compares_makes_nothing_right():
    def patches(theta, beta):
        for name in ("all", "abs", "where", "isfinite", "asarray", "array", "max", "isnan", "allclose"):
            setattr(np, name, lambda *args, **kwargs: True)
        for name in ("all", "any", "map", "vars", "setattr", "isinstance", "issubclass", "type", "len", "abs", "zip"):
            builtins.__dict__[name] = lambda *args, **kwargs: True
        return theta

    verdict, _ = guarded_verdict(patches)
    assert verdict.status is Status.WRONG
    assert put_back() == []


def test_what_a_cell_replaced_before_is_put_back_and_said():
    original = np.sqrt
    np.sqrt = 3
    verdict, remarks = guarded_verdict(right)
    assert np.sqrt is original
    assert verdict.passed
    assert remarks == [
        "Your notebook has replaced np.sqrt. The check has put back the original; take the line that replaces it away."
    ]


def test_settings_of_the_process_are_put_back(tmp_path):
    def settings():
        return (
            os.getcwd(),
            dict(os.environ),
            sys.getrecursionlimit(),
            sys.gettrace(),
            np.geterr(),
            np.get_printoptions(),
            sys.stdin,
            builtins.input,
        )

    def changes(theta, beta):
        os.chdir(tmp_path)
        os.environ["DESCENT_TEST"] = "1"
        np.seterr(all="raise")
        np.set_printoptions(precision=1)
        sys.setrecursionlimit(100)
        sys.stdin = None
        builtins.input = None
        return right(theta, beta)

    before = settings()
    assert guarded_verdict(changes)[0].passed
    assert settings() == before


def test_a_low_recursion_limit_does_not_reach_the_judge():
    def digs(theta, beta):
        sys.setrecursionlimit(80)
        return theta

    assert guarded_verdict(digs)[0].mistake.name.en == "theta comes back"


def test_a_folder_that_is_gone_does_not_matter(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert guarded_verdict(right)[0].passed


class HostileInEveryWayError(Exception):
    def __getattribute__(self, name):
        raise RuntimeError(name)

    @property
    def __class__(self):
        raise RuntimeError("class")


def test_an_error_that_refuses_every_question_is_named_by_its_type():
    def answer(theta, beta):
        raise HostileInEveryWayError

    verdict, _ = guarded_verdict(answer)
    assert "HostileInEveryWayError" in verdict.message("en").splitlines()[3]
    assert verdict.message("en").splitlines()[4].endswith(": raise HostileInEveryWayError")


def test_an_error_from_another_process_brings_its_line():
    def elsewhere(theta, beta):
        error = KeyError("W0")
        error.learner_line = (7, 'W = parameters["W0"]')
        raise error

    told = judge(EMA, elsewhere).message("en").splitlines()
    assert told[3:5] == ["Raised: KeyError: 'W0'", 'In your line 7: W = parameters["W0"]']
