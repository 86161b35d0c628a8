import threading

import pytest

from helpers.language import Text, set_language
from helpers.plots import digest, new_figure
from helpers.widgets import LiveRun, Slider

SOON = 20  # seconds; what is waited for comes at once, or never


@pytest.fixture
def gate():
    """What a run waits for before each piece."""
    return threading.Semaphore(0)


@pytest.fixture
def run(gate):
    """A run of three pieces, of any height, which goes on when the gate is opened."""
    fig, ax = new_figure(width=3, height=2)
    (line,) = ax.plot([0, 1], [0, 0])

    def work(height):
        for piece in (1, 2, 3):
            gate.acquire()
            line.set_ydata([0, piece * height])
            if height == 13:
                raise ValueError("height must not be 13")
            yield Text("{n} of 3", "第 {n} 个").format(n=piece)

    run = LiveRun(fig, work, 3, "Before.", Slider("height", "height", 0, 20, 1, 1))
    run.passed = threading.Semaphore(0)
    run.observe(lambda _: run.passed.release(), "progress")
    yield run
    gate.release(99)
    run.wait(SOON)


def go_on(run, gate):
    """Let one piece through, and wait until its picture is there."""
    gate.release()
    assert run.passed.acquire(timeout=SOON)


def test_before_the_start_the_figure_is_there(run):
    assert run.picture.startswith(b"\x89PNG")
    assert (run.caption, run.status, run.button, run.progress) == ("Before.", "not started", "Start", (0, 3))
    data, _ = run._repr_mimebundle_()
    text = "[sliders: height 0 … 20] [Progress: not started] Before."
    assert data["text/plain"] == f"{text}\n[figure {digest(run.figure)}]"


def test_a_run_shows_each_piece_and_ends(run, gate):
    pictures = {run.picture}
    run.press()
    for piece in (1, 2, 3):
        go_on(run, gate)
        assert (run.caption, run.progress) == (f"{piece} of 3", (piece, 3))
        pictures.add(run.picture)
    run.wait(SOON)
    assert (run.status, run.button, len(pictures)) == ("finished", "Start", 4)


def test_the_button_stops_it_after_the_piece_that_it_is_at(run, gate):
    run.press()
    go_on(run, gate)
    assert (run.status, run.button) == ("running", "Stop")
    run.press()
    gate.release()
    run.wait(SOON)
    assert (run.status, run.button, run.progress) == ("stopped after 2 of 3", "Start", (2, 3))


def test_it_starts_again_with_the_controls_of_then(run, gate):
    for height in (1, 2):
        run.move(height=height)
        gate.release(3)
        run.press()
        run.wait(SOON)
        assert run.status == "finished"
        assert run.figure.axes[0].lines[0].get_ydata()[1] == 3 * height


def test_an_error_is_shown_and_the_next_run_clears_it(run, gate):
    run.move(height=13)
    gate.release()
    run.press()
    run.wait(SOON)
    assert (run.status, run.trouble) == ("ended with an error", "ValueError: height must not be 13")
    assert (run.button, str(run.error)) == ("Start", "height must not be 13")
    run.move(height=2)
    gate.release(3)
    run.press()
    run.wait(SOON)
    assert (run.status, run.trouble, run.error) == ("finished", "", None)


def test_the_start_of_another_run_stops_it(run, gate):
    run.press()
    go_on(run, gate)
    fig, _ = new_figure()
    other = LiveRun(fig, lambda: iter(["done"]), 1, "Other.")
    other.press()
    other.wait(SOON)
    assert other.status == "finished"
    gate.release()
    run.wait(SOON)
    assert run.status == "stopped after 2 of 3"


@pytest.fixture
def run_with_best(gate):
    """A run of two pieces whose caption says what it started with; 7 is best."""
    fig, _ = new_figure(width=3, height=2)

    def work(height):
        for piece in (1, 2):
            gate.acquire()
            yield f"{piece} of 2, height {height:g}"

    run = LiveRun(fig, work, 2, "Before.", Slider("height", "height", 0, 20, 1, 1), best={"height": 7})
    yield run
    gate.release(99)
    run.wait(SOON)


def test_the_best_is_set_and_started(run_with_best, gate):
    assert run_with_best.buttons == ["Start", "Show me the best"]
    gate.release(2)
    run_with_best.press("Show me the best")
    run_with_best.wait(SOON)
    assert (run_with_best.state, run_with_best.caption) == ({"height": 7}, "2 of 2, height 7")
    assert run_with_best.status == "finished"


def test_the_best_ends_a_run_that_goes_on(run_with_best, gate):
    run_with_best.press()
    gate.release(4)  # enough for both runs, wherever the first one is stopped
    run_with_best.press("Show me the best")
    run_with_best.wait(SOON)
    assert (run_with_best.caption, run_with_best.progress) == ("2 of 2, height 7", (2, 2))


def test_a_run_speaks_the_language_in_use(gate):
    set_language("zh")
    fig, _ = new_figure()
    run = LiveRun(fig, lambda: iter(["完成"]), 1, "之前。")
    assert (run.about, run.status, run.button) == ("进度：", "尚未开始", "开始")


def test_a_loop_that_ends_the_program_is_shown_as_an_error():
    fig, _ = new_figure(width=3, height=2)

    def work():
        yield "1 of 2"
        raise SystemExit("enough")

    run = LiveRun(fig, work, 2, "Before.")
    run.press()
    run.wait(SOON)
    assert (run.status, run.trouble, run.button) == ("ended with an error", "SystemExit: enough", "Start")


def test_a_run_of_no_pieces_is_refused():
    fig, _ = new_figure()
    with pytest.raises(ValueError, match=r"^pieces must be at least 1; got 0$"):
        LiveRun(fig, lambda: iter([]), 0, "Nothing.")
