import threading
import time

import pytest

from helpers.look_ahead import REST, LookAhead

STATES = [{"x": 0, "noise": True}, {"x": 1, "noise": True}, {"x": 1, "noise": False}]


@pytest.fixture
def drawn():
    return []


@pytest.fixture
def ahead(drawn):
    """Draws a picture's name, and remembers which were drawn."""

    def draw(state):
        drawn.append(state)
        return repr(state).encode()

    return LookAhead(draw)


def rest(ahead):
    ahead._timer.join(5)
    assert not ahead._timer.is_alive()


def test_every_state_is_drawn_after_a_moment(ahead, drawn):
    ahead.start(*STATES)
    assert (drawn, ahead.picture(STATES[0])) == ([], None)
    rest(ahead)
    assert drawn == STATES
    assert [ahead.picture(state) for state in STATES] == [repr(state).encode() for state in STATES]
    assert ahead.picture({"x": 7, "noise": True}) is None


def test_what_is_there_is_kept_and_not_drawn_again_and_the_rest_is_forgotten(ahead, drawn):
    ahead.start(*STATES[:2])
    rest(ahead)
    ahead.start(*STATES[1:])
    assert ahead.picture(STATES[0]) is None
    assert ahead.picture(STATES[1])
    rest(ahead)
    assert drawn == STATES


def test_a_move_before_the_moment_is_over_keeps_it_from_drawing(ahead, drawn):
    ahead.start(*STATES)
    ahead.stop()
    rest(ahead)
    time.sleep(3 * REST)
    assert drawn == []


def test_a_move_in_the_middle_waits_for_one_picture_only(drawn):
    began, go_on = threading.Event(), threading.Event()

    def draw_slowly(state):
        drawn.append(state)
        began.set()
        go_on.wait(5)
        return b"drawn"

    ahead = LookAhead(draw_slowly)
    ahead.start(*STATES)
    assert began.wait(5)
    ahead.stop()
    go_on.set()
    rest(ahead)
    assert drawn == STATES[:1]
    assert ahead.picture(STATES[0]) == b"drawn"


def test_a_state_that_cannot_be_drawn_disturbs_nobody(drawn, capsys):
    def draw(state):
        if not state["noise"]:
            raise ValueError("there must be noise")
        return b"drawn"

    ahead = LookAhead(draw)
    ahead.start(STATES[2], STATES[0])
    rest(ahead)
    assert (ahead.picture(STATES[2]), ahead.picture(STATES[0])) == (None, b"drawn")
    assert capsys.readouterr() == ("", "")


def test_a_kernel_that_ends_does_not_wait_for_it(ahead):
    ahead.start(*STATES)
    assert ahead._timer.daemon
