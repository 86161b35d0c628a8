import threading
import time

import pytest

from helpers.look_ahead import REST, LookAhead
from helpers.plots import DRAWING

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


def test_the_other_states_are_drawn_after_a_moment(ahead, drawn):
    ahead.start(STATES[0], b"now", *STATES[1:])
    assert (drawn, ahead.picture(STATES[0]), ahead.picture(STATES[1])) == ([], b"now", None)
    rest(ahead)
    assert drawn == STATES[1:]
    assert [ahead.picture(state) for state in STATES[1:]] == [repr(state).encode() for state in STATES[1:]]
    assert ahead.picture({"x": 7, "noise": True}) is None


def test_what_is_there_is_kept_and_not_drawn_again_and_the_rest_is_forgotten(ahead, drawn):
    far, elsewhere = ({"x": x, "noise": True} for x in (5, 6))
    ahead.start(STATES[0], b"now", STATES[1], far)
    rest(ahead)
    ahead.start(STATES[1], b"then", STATES[0], elsewhere)
    assert [ahead.picture(state) for state in (STATES[0], STATES[1], far)] == [b"now", b"then", None]
    rest(ahead)
    assert drawn == [STATES[1], far, elsewhere]


def test_a_move_before_the_moment_is_over_keeps_it_from_drawing(ahead, drawn):
    ahead.start(STATES[0], b"now", *STATES[1:])
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
    ahead.start(STATES[0], b"now", *STATES[1:])
    assert began.wait(5)
    ahead.stop()
    go_on.set()
    rest(ahead)
    assert drawn == STATES[1:2]
    assert ahead.picture(STATES[1]) == b"drawn"


def test_nobody_else_draws_meanwhile():
    began, go_on = threading.Event(), threading.Event()
    ahead = LookAhead(lambda state: (began.set(), go_on.wait(5)) and b"drawn")
    ahead.start(STATES[0], b"now", STATES[1])
    assert began.wait(5)
    free = DRAWING.acquire(blocking=False)
    go_on.set()
    assert not free
    rest(ahead)


def test_a_second_start_ends_the_first(ahead, drawn):
    ahead.start(STATES[0], b"now", STATES[1])
    first = ahead._timer
    ahead.start(STATES[1], b"then", STATES[2])
    first.join(5)
    rest(ahead)
    assert drawn == STATES[2:]


def test_a_state_that_cannot_be_drawn_disturbs_nobody(drawn, capsys):
    def draw(state):
        if not state["noise"]:
            raise ValueError("there must be noise")
        return b"drawn"

    ahead = LookAhead(draw)
    ahead.start(STATES[1], b"now", STATES[2], STATES[0])
    rest(ahead)
    assert (ahead.picture(STATES[2]), ahead.picture(STATES[0])) == (None, b"drawn")
    assert capsys.readouterr() == ("", "")


def test_a_kernel_that_ends_does_not_wait_for_it(ahead):
    ahead.start(STATES[0], b"now", *STATES[1:])
    assert ahead._timer.daemon
    ahead.stop()
