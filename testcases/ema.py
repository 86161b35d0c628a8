"""Lesson 02: the exercises on exponentially weighted averages."""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.ema import effective_window, ema, ema_weights
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, once

IDEA = Text('section "The idea"', "“思路”一节")
WINDOW = Text('section "How far back it looks"', "“它回看多远”一节")
WEIGHTS = Text('section "The weights"', "“权重”一节")

# --- ema --------------------------------------------------------------------------------------------------------------


def ema_test_case() -> tuple[np.ndarray, float]:
    """Inputs to play with: ten daily temperatures in °F, shape (10,), and β = 0.9."""
    return np.array([40.0, 49.0, 45.0, 44.0, 50.0, 47.0, 42.0, 38.0, 41.0, 46.0]), 0.9


def _draw_ema(rng: np.random.Generator) -> Sequence[Case]:
    series = rng.normal(50, 10, 12)

    def twice(call: Function) -> None:
        call(series, 0.9)
        call(series[4:9], 0.9)

    return (
        Case(Text("three values, β = 0.8", "三个值，β = 0.8"), "basics", once(np.array([10.0, 10.0, 20.0]), 0.8)),
        Case(Text("twelve values, β = 0.9", "十二个值，β = 0.9"), "basics", once(series, 0.9)),
        Case(
            Text("values of mixed size, β = 0.98", "大小悬殊的值，β = 0.98"),
            "basics",
            once(series * 10.0 ** rng.integers(-4, 4, 12), 0.98),
        ),
        Case(Text("two calls, one after the other", "先后两次调用"), "state", twice),
        Case(Text("β = 0: no memory", "β = 0：没有记忆"), "edges", once(series, 0.0)),
        Case(Text("a single value", "只有一个值"), "edges", once(series[:1], 0.7)),
        Case(Text("the series afterwards", "调用之后的序列"), "inputs", once(series, 0.6)),
    )


def _wrong_ema(step: Callable[..., float], start: Callable[[np.ndarray], float] = lambda theta: 0.0) -> Function:
    """The reference with another recursion step (or another start); `step(v, value, beta, t)` gives the next v."""

    def wrong(theta: np.ndarray, beta: float) -> np.ndarray:
        v, averages = start(theta), []
        for t, value in enumerate(theta, start=1):
            v = step(v, value, beta, t)
            averages.append(v)
        return np.array(averages)

    return wrong


def _keeps_v_between_calls() -> Function:
    kept = [0.0]

    def wrong(theta: np.ndarray, beta: float) -> np.ndarray:
        averages = []
        for value in theta:
            kept[0] = beta * kept[0] + (1 - beta) * value
            averages.append(kept[0])
        return np.array(averages)

    return wrong


def _overwrites_theta(theta: np.ndarray, beta: float) -> np.ndarray:
    v = 0.0
    for t, value in enumerate(theta):
        v = beta * v + (1 - beta) * value
        theta[t] = v
    return theta


def _moving_average(theta: np.ndarray, beta: float) -> np.ndarray:
    n = round(1 / (1 - beta))
    return np.array([np.mean(theta[max(0, t - n + 1) : t + 1]) for t in range(len(theta))])


ema_exercise = Exercise(
    reference=ema,
    draw=_draw_ema,
    test_case=ema_test_case,
    returns="v",
    hints=(
        Text("One number v is all the memory you need. It starts at 0 and changes once for each value of theta."),
        Text("In each step the new v mixes two things: beta parts of the old v, and the rest of today's value."),
        Text("Loop over theta, update v, and store v at every step. Return all of the stored values as an array."),
    ),
    why=Text("The recursion needs one number of memory, however far back the average looks."),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped"),
            _wrong_ema(lambda v, value, beta, t: (1 - beta) * v + beta * value),
            Text("The large factor belongs to the old average: with β = 0.9 today counts for a tenth only."),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is missing"),
            _wrong_ema(lambda v, value, beta, t: beta * v + value),
            Text("Today's value goes in whole, so v outgrows the data. Which share is left for today?"),
            IDEA,
        ),
        Mistake(
            Text("The old average is not weighted"),
            _wrong_ema(lambda v, value, beta, t: v + (1 - beta) * value),
            Text("Nothing is ever forgotten, so v keeps growing. The old average has to shrink a little in each step."),
            IDEA,
        ),
        Mistake(
            Text("The average starts at the first value"),
            _wrong_ema(lambda v, value, beta, t: beta * v + (1 - beta) * value, start=lambda theta: theta[0]),
            Text("A sensible idea, and another definition: here v_0 = 0. Lesson 03 mends what that does to the start."),
            IDEA,
        ),
        Mistake(
            Text("The average is bias-corrected"),
            lambda theta, beta: ema(theta, beta) / (1 - beta ** np.arange(1, len(theta) + 1)),
            Text(
                "You divide by 1 − β^t. That is ema_corrected, in the next lesson; here the plain average is asked for."
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is forgotten"),
            _wrong_ema(lambda v, value, beta, t: (1 - beta) * value),
            Text("Each result depends on its own day only. Is the new v kept for the next step?"),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9"),
            _wrong_ema(lambda v, value, beta, t: 0.9 * v + 0.1 * value),
            Text("The results are those of 0.9 whatever beta is given. Use the argument."),
            IDEA,
        ),
        Mistake(
            Text("Only the last average is returned"),
            lambda theta, beta: ema(theta, beta)[-1],
            Text("All averages v_1 … v_T are asked for, one for each value of theta."),
            IDEA,
        ),
        Mistake(
            Text("The start value is part of the result"),
            lambda theta, beta: np.concatenate([[0.0], ema(theta, beta)]),
            Text("You return v_0 = 0 as well, so there is one value too many: the result begins with v_1."),
            IDEA,
        ),
        Mistake(
            Text("The result lags by a day"),
            lambda theta, beta: np.concatenate([[0.0], ema(theta, beta)[:-1]]),
            Text("v is stored before today's value goes in. Update it first, then store it."),
            IDEA,
        ),
        Mistake(
            Text("A moving average over 1 / (1 − β) days"),
            _moving_average,
            Text("That window has a sharp edge. Here every older day counts a little less than the one after it."),
            WINDOW,
        ),
        Mistake(
            Text("v is kept from one call to the next"),
            _keeps_v_between_calls,
            Text("The second call goes on where the first one stopped. Set v to 0 inside the function."),
            IDEA,
            fresh=True,
        ),
        Mistake(
            Text("The averages are written into theta"),
            _overwrites_theta,
            Text("The data you were given is changed. Make a new array for the averages, for example with np.zeros."),
            IDEA,
        ),
    ),
)


# --- ema_weights ------------------------------------------------------------------------------------------------------


def ema_weights_test_case() -> tuple[float, int]:
    """Inputs to play with: β = 0.3 and t = 3 days, the example of the lesson."""
    return 0.3, 3


def _draw_weights(rng: np.random.Generator) -> Sequence[Case]:
    beta = float(rng.uniform(0.6, 0.95))
    return (
        Case(Text("β = 0.3, three days", "β = 0.3，三天"), "basics", once(0.3, 3)),
        Case(Text("thirty days", "三十天"), "basics", once(beta, 30)),
        Case(Text("the first day", "第一天"), "edges", once(0.9, 1)),
        Case(Text("β = 0: today only", "β = 0：只看今天"), "edges", once(0.0, 4)),
    )


ema_weights_exercise = Exercise(
    reference=ema_weights,
    draw=_draw_weights,
    test_case=ema_weights_test_case,
    returns="weights",
    hints=(
        Text("Write v_3 out by hand: put v_2 into it, then v_1. Read off what stands in front of θ_3, θ_2 and θ_1."),
        Text("The newest day has the factor 1 − β. Each step back in time multiplies the factor by β once more."),
        Text("np.arange(t) counts 0, 1, …, t − 1: how old each day is. Use it as the power of β, newest day first."),
    ),
    why=Text("A day that is k days old has been multiplied by β k times since it went in with the factor 1 − β."),
    mistakes=(
        Mistake(
            Text("The oldest day comes first"),
            lambda beta, t: ema_weights(beta, t)[::-1],
            Text("The weights are right, but in reverse order: today's comes first."),
            WEIGHTS,
        ),
        Mistake(
            Text("The factor 1 − β is missing"),
            lambda beta, t: beta ** np.arange(t),
            Text("Today should weigh 1 − β, and yours weighs 1. What multiplies a value when it enters the average?"),
            WEIGHTS,
        ),
        Mistake(
            Text("The powers start at 1"),
            lambda beta, t: (1 - beta) * beta ** np.arange(1, t + 1),
            Text("Today has not been multiplied by β yet, so its power is 0."),
            WEIGHTS,
        ),
        Mistake(
            Text("One weight too many"),
            lambda beta, t: (1 - beta) * beta ** np.arange(t + 1),
            Text("There are t days, so there are t weights: ages 0 to t − 1."),
            WEIGHTS,
        ),
        Mistake(
            Text("The weights are scaled to a sum of 1"),
            lambda beta, t: ema_weights(beta, t) / np.sum(ema_weights(beta, t)),
            Text("The weights of v_t sum to 1 − β^t, not to 1. That gap is what lesson 03 corrects."),
            WEIGHTS,
        ),
        Mistake(
            Text("β and 1 − β are swapped"),
            lambda beta, t: beta * (1 - beta) ** np.arange(t),
            Text("With β = 0.3 today weighs 0.7. The factor that shrinks a weight with age is β itself."),
            WEIGHTS,
        ),
        Mistake(
            Text("β is multiplied by the age"),
            lambda beta, t: (1 - beta) * beta * np.arange(t),
            Text("A day is multiplied by β once for each day of its age: that is a power, not a product."),
            WEIGHTS,
        ),
        Mistake(
            Text("Only the weight of the oldest day is returned"),
            lambda beta, t: (1 - beta) * beta ** (t - 1),
            Text("One weight for each of the t days is asked for."),
            WEIGHTS,
        ),
    ),
)


# --- effective_window -------------------------------------------------------------------------------------------------


def effective_window_test_case() -> float:
    """Input to play with: β = 0.9."""
    return 0.9


def _draw_window(rng: np.random.Generator) -> Sequence[Case]:
    return (
        Case(Text("β = 0.9"), "basics", once(0.9)),
        Case(Text("β = 0.98"), "basics", once(0.98)),
        Case(Text("another β", "另一个 β"), "basics", once(float(rng.uniform(0.5, 0.99)))),
        Case(Text("β = 0: today only", "β = 0：只看今天"), "edges", once(0.0)),
    )


effective_window_exercise = Exercise(
    reference=effective_window,
    draw=_draw_window,
    test_case=effective_window_test_case,
    returns="window",
    hints=(
        Text("The lesson gives three pairs: β = 0.9 goes with 10 days, 0.98 with 50, 0.5 with 2."),
        Text("Look at 1 − β in each pair: 0.1, 0.02, 0.5. How does 10 come from 0.1?"),
        Text("It is one line: a fraction with 1 on top. Return the number as it is, without rounding."),
    ),
    why=Text("(1 − 1/N)^N is close to 1/e, so after N = 1/(1 − β) steps a weight has fallen to about a third."),
    mistakes=(
        Mistake(
            Text("1 / β instead of 1 / (1 − β)"),
            lambda beta: 1 / beta,
            Text("The larger β, the longer the memory; yours gets shorter. What stands below the line, β or 1 − β?"),
            WINDOW,
        ),
        Mistake(
            Text("The share of today, not the number of days"),
            lambda beta: 1 - beta,
            Text("1 − β is how much today counts. How many such shares make a whole?"),
            WINDOW,
        ),
        Mistake(
            Text("β / (1 − β), the mean age"),
            lambda beta: beta / (1 - beta),
            Text("That is how old the averaged data are on the whole, 9 days for 0.9. The window is a little longer."),
            WINDOW,
        ),
        Mistake(
            Text("(1 + β) / (1 − β), the moving average that is as smooth"),
            lambda beta: (1 + beta) / (1 - beta),
            Text("A moving average would need that many points, 19 for 0.9. The rule of thumb is another one."),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded down"),
            lambda beta: int(1 / (1 - beta)),
            Text("This cuts off, and on a computer 1 / (1 − 0.98) is a hair below 50. Return the number as it is."),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded"),
            lambda beta: round(1 / (1 - beta)),
            Text("For other values of β the window is no whole number. Return it as it is."),
            WINDOW,
        ),
    ),
)

EXERCISES = (ema_exercise, ema_weights_exercise, effective_window_exercise)
