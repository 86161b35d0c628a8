"""Lesson 07: the exercises on learning-rate decay."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from helpers.decay import exponential_decay, schedule_lr_decay, sqrt_decay, staircase_decay, update_lr
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once

IDEA = Text('section "The idea"')
POWERS = Text('section "The same factor every epoch"')
ROOT = Text('section "One over the root of t"')
STAIRS = Text('section "Stairs"')

IN_TURN = Text("one epoch after the other", "逐个轮次调用")
FIRST = Text("the first epoch", "第一个轮次")


def _in_turn(epochs: Iterable[int], arguments: Callable[[int], tuple]) -> Callable[[Function], object]:
    """The `run` of a case that asks for the rate of each epoch, as a training loop does."""

    def run(call: Function) -> None:
        for epoch in epochs:
            call(*arguments(epoch))

    return run


def _rate(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.05, 0.5))


# --- update_lr --------------------------------------------------------------------------------------------------------


def update_lr_test_case() -> tuple[float, int, float]:
    """Inputs to play with: α₀ = 0.2, epoch 3, decay_rate = 1."""
    return 0.2, 3, 1.0


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    rate, decay_rate = _rate(rng), float(rng.uniform(0.1, 0.8))
    return (
        Case(Text("the example of the lesson", "课文中的例子"), "basics", once(0.2, 3, 1.0)),
        Case(Text("another rate and epoch", "另一组学习率和轮次"), "basics", once(rate, 7, decay_rate)),
        Case(IN_TURN, "state", _in_turn(range(5), lambda epoch: (rate, epoch, decay_rate))),
        Case(FIRST, "edges", once(rate, 0, decay_rate)),
        Case(Text("a late epoch", "很晚的轮次"), "edges", once(rate, 10_000, decay_rate)),
        Case(Text("decay_rate = 0: constant", "decay_rate = 0：不衰减"), "edges", once(rate, 9, 0.0)),
    )


def _decays_its_last_result() -> Function:
    kept: list[float] = []

    def wrong(learning_rate0: float, epoch_num: int, decay_rate: float) -> float:
        kept.append(update_lr(kept[-1] if kept else learning_rate0, epoch_num, decay_rate))
        return kept[-1]

    return wrong


update_lr_exercise = Exercise(
    reference=update_lr,
    work=Work.FORMULA,
    draw=_draw_update,
    test_case=update_lr_test_case,
    returns="learning_rate",
    hints=(
        Text("Try it by hand: with decay_rate = 1 the rates of epochs 0, 1, 2, 3 are 1/1, 1/2, 1/3 and 1/4 of α₀."),
        Text("The number below the line is 1 at epoch 0 and grows by decay_rate with every epoch."),
        Text("It is one line, a fraction: learning_rate0 on top; 1 plus a product in brackets below."),
    ),
    why=Text("The rate falls, but so slowly that all steps together still reach any distance."),
    mistakes=(
        Mistake(
            Text("The rate grows"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 * (1 + decay_rate * epoch_num),
            Text("You multiply by 1 + decay_rate · epoch_num. Later epochs should have smaller rates."),
            IDEA,
        ),
        Mistake(
            Text("The 1 is missing below the line"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / (decay_rate * epoch_num),
            Text("At epoch 0 this divides by zero. What makes the first rate exactly α₀?"),
            IDEA,
        ),
        Mistake(
            Text("The brackets below the line are missing"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / 1 + decay_rate * epoch_num,
            Text("Python divides before it adds. Put brackets around everything that stands below the line."),
            IDEA,
        ),
        Mistake(
            Text("Epoch and decay rate are added"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / (1 + decay_rate + epoch_num),
            Text("Below the line 1 is added to a product: decay_rate times epoch_num."),
            IDEA,
        ),
        Mistake(
            Text("The epochs count from 1"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / (1 + decay_rate * (epoch_num + 1)),
            Text("Epoch 0 should run at the full rate α₀. Yours is one epoch ahead."),
            IDEA,
        ),
        Mistake(
            Text("The factor is applied once per epoch"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / (1 + decay_rate) ** epoch_num,
            Text("That is a power, and falls far faster. Here the epoch multiplies decay_rate."),
            IDEA,
        ),
        Mistake(
            Text("A straight line down"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 * (1 - decay_rate * epoch_num),
            Text("This reaches zero and goes on below it. Divide by 1 + decay_rate · epoch_num instead."),
            IDEA,
        ),
        Mistake(
            Text("decay_rate is not used"),
            lambda learning_rate0, epoch_num, decay_rate: learning_rate0 / (1 + epoch_num),
            Text("The results are those of decay_rate = 1, whatever is given. Use the argument."),
            IDEA,
        ),
        Mistake(
            Text("The rate of the last call is decayed again"),
            _decays_its_last_result,
            Text("Each rate is worked out from α₀, not from the rate of the epoch before."),
            IDEA,
            fresh=True,
        ),
    ),
)

# --- exponential_decay ------------------------------------------------------------------------------------------------


def exponential_decay_test_case() -> tuple[float, int, float]:
    """Inputs to play with: α₀ = 0.2, epoch 2, base = 0.5."""
    return 0.2, 2, 0.5


def _draw_exponential(rng: np.random.Generator) -> Sequence[Case]:
    rate, base = _rate(rng), float(rng.uniform(0.6, 0.9))
    return (
        Case(Text("the example of the lesson", "课文中的例子"), "basics", once(0.2, 2, 0.5)),
        Case(Text("another rate and epoch", "另一组学习率和轮次"), "basics", once(rate, 7, base)),
        Case(Text("base left at its default", "base 取默认值"), "basics", once(rate, 5)),
        Case(IN_TURN, "state", _in_turn(range(5), lambda epoch: (rate, epoch, base))),
        Case(FIRST, "edges", once(rate, 0, base)),
        Case(Text("a late epoch", "很晚的轮次"), "edges", once(rate, 200, base)),
        Case(Text("base = 1: constant", "base = 1：不衰减"), "edges", once(rate, 9, 1.0)),
    )


exponential_decay_exercise = Exercise(
    reference=exponential_decay,
    work=Work.FORMULA,
    draw=_draw_exponential,
    test_case=exponential_decay_test_case,
    returns="learning_rate",
    hints=(
        Text("With base = 0.5 the rates are α₀, then a half of it, a quarter, an eighth."),
        Text("After epoch_num epochs α₀ has been multiplied by base epoch_num times."),
        Text("In Python a power is written with **. Multiply that power of base by learning_rate0."),
    ),
    why=Text("The same factor every epoch: fast at first and never zero, but all steps together have a finite length."),
    mistakes=(
        Mistake(
            Text("base is multiplied by the epoch"),
            lambda learning_rate0, epoch_num, base=0.95: base * epoch_num * learning_rate0,
            Text("The factor is applied once per epoch: that is a power, not a product."),
            POWERS,
        ),
        Mistake(
            Text("Base and exponent are swapped"),
            lambda learning_rate0, epoch_num, base=0.95: epoch_num**base * learning_rate0,
            Text("Yours grows with the epoch. Which of the two numbers is multiplied by itself?"),
            POWERS,
        ),
        Mistake(
            Text("base is fixed at 0.95"),
            lambda learning_rate0, epoch_num, base=0.95: 0.95**epoch_num * learning_rate0,
            Text("0.95 is only the default. Use the argument."),
            POWERS,
        ),
        Mistake(
            Text("The epochs count from 1"),
            lambda learning_rate0, epoch_num, base=0.95: base ** (epoch_num + 1) * learning_rate0,
            Text("Epoch 0 should run at the full rate α₀. Yours is one factor ahead."),
            POWERS,
        ),
        Mistake(
            Text("The rate grows"),
            lambda learning_rate0, epoch_num, base=0.95: learning_rate0 / base**epoch_num,
            Text("Dividing by a number below 1 makes the rate larger. Multiply."),
            POWERS,
        ),
        Mistake(
            Text("base is put into an exponential"),
            lambda learning_rate0, epoch_num, base=0.95: math.exp(-base * epoch_num) * learning_rate0,
            Text("No exp is needed: base itself is the factor of one epoch."),
            POWERS,
        ),
        Mistake(
            Text("α₀ is inside the power"),
            lambda learning_rate0, epoch_num, base=0.95: (base * learning_rate0) ** epoch_num,
            Text("Only base is raised to the power. At epoch 0 yours gives 1, where it should give α₀."),
            POWERS,
        ),
        Mistake(
            Text("α₀ is missing"),
            lambda learning_rate0, epoch_num, base=0.95: base**epoch_num,
            Text("That is the factor. Multiply it by learning_rate0."),
            POWERS,
        ),
    ),
)

# --- sqrt_decay -------------------------------------------------------------------------------------------------------


def sqrt_decay_test_case() -> tuple[float, int, float]:
    """Inputs to play with: α₀ = 0.2, t = 4, k = 1."""
    return 0.2, 4, 1.0


def _draw_sqrt(rng: np.random.Generator) -> Sequence[Case]:
    rate, k = _rate(rng), float(rng.uniform(1.5, 3.0))
    return (
        Case(Text("the example of the lesson", "课文中的例子"), "basics", once(0.2, 4, 1.0)),
        Case(Text("another rate and k", "另一组学习率和 k"), "basics", once(rate, 7, k)),
        Case(Text("k left at its default", "k 取默认值"), "basics", once(rate, 5)),
        Case(Text("one step after the other", "逐步调用"), "state", _in_turn(range(1, 6), lambda t: (rate, t, k))),
        Case(Text("t = 1, the first one", "t = 1，第一个"), "edges", once(rate, 1, k)),
        Case(Text("a late mini-batch", "很晚的小批量"), "edges", once(rate, 1_000_000, k)),
    )


sqrt_decay_exercise = Exercise(
    reference=sqrt_decay,
    work=Work.FORMULA,
    draw=_draw_sqrt,
    test_case=sqrt_decay_test_case,
    returns="learning_rate",
    hints=(
        Text("With k = 1 the rates at t = 1, 4, 9 are 1/1, 1/2, 1/3 of α₀."),
        Text("The root is taken of t alone; k and α₀ stand above the line, as factors."),
        Text("np.sqrt(t), or t ** 0.5, gives the root. t counts from 1 here, so add nothing to it."),
    ),
    why=Text("It falls more slowly than 1/t: a rate that still moves late in a long run."),
    mistakes=(
        Mistake(
            Text("The root is missing"),
            lambda learning_rate0, t, k=1.0: k / t * learning_rate0,
            Text("You divide by t itself. At t = 4 the rate should be a half, not a quarter."),
            ROOT,
        ),
        Mistake(
            Text("One is added to t"),
            lambda learning_rate0, t, k=1.0: k / math.sqrt(t + 1) * learning_rate0,
            Text("t counts from 1 here, so that nothing needs to be added. The first rate should be k · α₀."),
            ROOT,
        ),
        Mistake(
            Text("k is under the root"),
            lambda learning_rate0, t, k=1.0: math.sqrt(k / t) * learning_rate0,
            Text("The root is taken of t alone."),
            ROOT,
        ),
        Mistake(
            Text("The rate grows"),
            lambda learning_rate0, t, k=1.0: k * math.sqrt(t) * learning_rate0,
            Text("You multiply by the root. Divide by it."),
            ROOT,
        ),
        Mistake(
            Text("k is not used"),
            lambda learning_rate0, t, k=1.0: learning_rate0 / math.sqrt(t),
            Text("The results are those of k = 1, whatever k is given."),
            ROOT,
        ),
        Mistake(
            Text("k is below the line"),
            lambda learning_rate0, t, k=1.0: learning_rate0 / (k * math.sqrt(t)),
            Text("A larger k should give a larger rate. k stands above the line."),
            ROOT,
        ),
        Mistake(
            Text("α₀ is under the root"),
            lambda learning_rate0, t, k=1.0: k * math.sqrt(learning_rate0 / t),
            Text("The root is taken of t alone. α₀ is a factor."),
            ROOT,
        ),
        Mistake(
            Text("α₀ is missing"),
            lambda learning_rate0, t, k=1.0: k / math.sqrt(t),
            Text("That is the factor. Multiply it by learning_rate0."),
            ROOT,
        ),
    ),
)

# --- schedule_lr_decay ------------------------------------------------------------------------------------------------


def schedule_lr_decay_test_case() -> tuple[float, int, float, int]:
    """Inputs to play with: α₀ = 0.2, epoch 35, decay_rate = 1, time_interval = 10."""
    return 0.2, 35, 1.0, 10


def _draw_schedule(rng: np.random.Generator) -> Sequence[Case]:
    rate, decay_rate, interval = _rate(rng), float(rng.uniform(0.1, 0.8)), int(rng.integers(5, 20))
    boundaries = (interval - 1, interval, 2 * interval - 1, 2 * interval)
    return (
        Case(Text("the example of the lesson", "课文中的例子"), "basics", once(0.2, 35, 1.0, 10)),
        Case(Text("another interval", "另一个间隔"), "basics", once(rate, 3 * interval + 2, decay_rate, interval)),
        Case(Text("the default interval", "默认间隔"), "basics", once(rate, 4321, decay_rate)),
        Case(
            Text("epochs around two drops, in turn", "依次调用两次下降前后的轮次"),
            "state",
            _in_turn(boundaries, lambda epoch: (rate, epoch, decay_rate, interval)),
        ),
        Case(FIRST, "edges", once(rate, 0, decay_rate, interval)),
        Case(Text("a drop at every epoch", "每个轮次都下降"), "edges", once(rate, 7, decay_rate, 1)),
        Case(Text("decay_rate = 0: constant", "decay_rate = 0：不衰减"), "edges", once(rate, 99, 0.0, interval)),
    )


def _wrong_schedule(count: Callable[[int, int], float]) -> Function:
    """The reference with another count of drops by this epoch."""

    def wrong(learning_rate0: float, epoch_num: int, decay_rate: float, time_interval: int = 1000) -> float:
        return learning_rate0 / (1 + decay_rate * count(epoch_num, time_interval))

    return wrong


schedule_lr_decay_exercise = Exercise(
    reference=schedule_lr_decay,
    work=Work.FORMULA,
    draw=_draw_schedule,
    test_case=schedule_lr_decay_test_case,
    returns="learning_rate",
    hints=(
        Text("It is update_lr with another count: not of epochs, but of whole intervals that have gone by."),
        Text("With an interval of 10, epochs 0 to 9 count as 0, epochs 10 to 19 as 1."),
        Text("epoch_num // time_interval divides and drops the rest. Put it where update_lr has epoch_num."),
    ),
    why=Text("Within an interval nothing changes, so that you can see what one rate does before the next one comes."),
    mistakes=(
        Mistake(
            Text("The division is not rounded down"),
            _wrong_schedule(lambda epoch, interval: epoch / interval),
            Text("The rate changes at every epoch. Count whole intervals only."),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded to the nearest"),
            _wrong_schedule(lambda epoch, interval: round(epoch / interval)),
            Text("The first drop comes in the middle of the first interval. Round down."),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded up"),
            _wrong_schedule(lambda epoch, interval: math.ceil(epoch / interval)),
            Text("The first interval is lowered from epoch 1 on. It should keep the full rate."),
            STAIRS,
        ),
        Mistake(
            Text("The intervals count from 1"),
            _wrong_schedule(lambda epoch, interval: epoch // interval + 1),
            Text("Epoch 0 should run at the full rate α₀: no interval has gone by yet."),
            STAIRS,
        ),
        Mistake(
            Text("The rest instead of the quotient"),
            _wrong_schedule(lambda epoch, interval: epoch % interval),
            Text("% gives the epoch within its interval. How many intervals lie behind it?"),
            STAIRS,
        ),
        Mistake(
            Text("time_interval is not used"),
            _wrong_schedule(lambda epoch, interval: epoch),
            Text("This is update_lr: it changes at every epoch."),
            STAIRS,
        ),
        Mistake(
            Text("time_interval is fixed at 1000"),
            _wrong_schedule(lambda epoch, interval: epoch // 1000),
            Text("1000 is only the default. Use the argument."),
            STAIRS,
        ),
        Mistake(
            Text("Epochs are counted, not intervals"),
            _wrong_schedule(lambda epoch, interval: epoch // interval * interval),
            Text("The drops come at the right epochs and are far too large: count 0, 1, 2, not 0, 10, 20."),
            STAIRS,
        ),
    ),
)

# --- staircase_decay --------------------------------------------------------------------------------------------------


def staircase_decay_test_case() -> tuple[float, int, float, int]:
    """Inputs to play with: α₀ = 0.2, epoch 20, factor = 0.5, interval = 10."""
    return 0.2, 20, 0.5, 10


def _draw_staircase(rng: np.random.Generator) -> Sequence[Case]:
    rate, factor, interval = _rate(rng), float(rng.uniform(0.3, 0.7)), int(rng.integers(5, 20))
    boundaries = (interval - 1, interval, 2 * interval - 1, 2 * interval)
    return (
        Case(Text("the example of the lesson", "课文中的例子"), "basics", once(0.2, 20, 0.5, 10)),
        Case(Text("another staircase", "另一种阶梯"), "basics", once(rate, 3 * interval + 2, factor, interval)),
        Case(
            Text("epochs around two drops, in turn", "依次调用两次下降前后的轮次"),
            "state",
            _in_turn(boundaries, lambda epoch: (rate, epoch, factor, interval)),
        ),
        Case(FIRST, "edges", once(rate, 0, factor, interval)),
        Case(Text("a drop at every epoch", "每个轮次都下降"), "edges", once(rate, 7, factor, 1)),
        Case(Text("factor = 1: constant", "factor = 1：不衰减"), "edges", once(rate, 99, 1.0, interval)),
    )


def _wrong_staircase(count: Callable[[int, int], float]) -> Function:
    """The reference with another count of drops by this epoch."""

    def wrong(learning_rate0: float, epoch_num: int, factor: float, interval: int) -> float:
        return factor ** count(epoch_num, interval) * learning_rate0

    return wrong


def _drops_kept_rate() -> Function:
    kept: list[float] = []

    def wrong(learning_rate0: float, epoch_num: int, factor: float, interval: int) -> float:
        rate = kept[-1] if kept else learning_rate0
        kept.append(rate * factor if epoch_num > 0 and epoch_num % interval == 0 else rate)
        return kept[-1]

    return wrong


staircase_decay_exercise = Exercise(
    reference=staircase_decay,
    work=Work.FORMULA,
    draw=_draw_staircase,
    test_case=staircase_decay_test_case,
    returns="learning_rate",
    hints=(
        Text("Count the drops that have happened by this epoch. With an interval of 10, epochs 0 to 9 have seen none."),
        Text("Each drop multiplies the rate by factor once more: as in exponential_decay, with drops for epochs."),
        Text("epoch_num // interval is the number of drops. Use it as the power of factor."),
    ),
    why=Text("A large rate makes its way, then each drop lets the run settle closer."),
    mistakes=(
        Mistake(
            Text("The division is not rounded down"),
            _wrong_staircase(lambda epoch, interval: epoch / interval),
            Text("This is a smooth curve without stairs. Count whole intervals only."),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded to the nearest"),
            _wrong_staircase(lambda epoch, interval: round(epoch / interval)),
            Text("The first drop comes in the middle of the first interval. Round down."),
            STAIRS,
        ),
        Mistake(
            Text("The intervals count from 1"),
            _wrong_staircase(lambda epoch, interval: epoch // interval + 1),
            Text("Epoch 0 should run at the full rate α₀: no drop has happened yet."),
            STAIRS,
        ),
        Mistake(
            Text("The drops come an epoch late"),
            _wrong_staircase(lambda epoch, interval: max(epoch - 1, 0) // interval),
            Text("Epochs count from 0, so the first interval ends with epoch interval − 1."),
            STAIRS,
        ),
        Mistake(
            Text("There is one drop only"),
            _wrong_staircase(lambda epoch, interval: min(epoch // interval, 1)),
            Text("After every interval the rate drops again."),
            STAIRS,
        ),
        Mistake(
            Text("interval is not used"),
            _wrong_staircase(lambda epoch, interval: epoch),
            Text("This is exponential_decay: it drops at every epoch."),
            STAIRS,
        ),
        Mistake(
            Text("The rest instead of the quotient"),
            _wrong_staircase(lambda epoch, interval: epoch % interval),
            Text("% gives the epoch within its interval. How many intervals lie behind it?"),
            STAIRS,
        ),
        Mistake(
            Text("factor is multiplied by the number of drops"),
            lambda learning_rate0, epoch_num, factor, interval: factor * (epoch_num // interval) * learning_rate0,
            Text("Each drop multiplies once more: that is a power, not a product."),
            STAIRS,
        ),
        Mistake(
            Text("The rate grows"),
            lambda learning_rate0, epoch_num, factor, interval: learning_rate0 / factor ** (epoch_num // interval),
            Text("Dividing by a number below 1 makes the rate larger. Multiply."),
            STAIRS,
        ),
        Mistake(
            Text("The drop is made from the rate of the last call"),
            _drops_kept_rate,
            Text("The rate of an epoch must not depend on which epochs were asked for before. Work it out from α₀."),
            STAIRS,
            fresh=True,
        ),
    ),
)

EXERCISES = (
    update_lr_exercise,
    exponential_decay_exercise,
    sqrt_decay_exercise,
    schedule_lr_decay_exercise,
    staircase_decay_exercise,
)
