"""Lesson 02: the exercises on exponentially weighted averages."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from helpers.ema import effective_window, ema, ema_weights
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once

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
            Text("values of mixed size and sign, β = 0.98", "大小悬殊、有正有负的值，β = 0.98"),
            "basics",
            once((series - 50) * 10.0 ** rng.integers(-4, 4, 12), 0.98),
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


def _overwrites_theta_from_the_second_on(theta: np.ndarray, beta: float) -> np.ndarray:
    for t in range(1, len(theta)):
        theta[t] = beta * theta[t - 1] + (1 - beta) * theta[t]
    return theta


def _moving_average(theta: np.ndarray, beta: float) -> np.ndarray:
    n = round(1 / (1 - beta))
    return np.array([np.mean(theta[max(0, t - n + 1) : t + 1]) for t in range(len(theta))])


def _leaves_out_the_first(theta: np.ndarray, beta: float) -> np.ndarray:
    averages = np.zeros(len(theta))
    for t in range(1, len(theta)):
        averages[t] = beta * averages[t - 1] + (1 - beta) * theta[t]
    return averages


def _fills_the_first_place(theta: np.ndarray, beta: float) -> np.ndarray:
    averages = np.zeros(len(theta))
    averages[0] = (1 - beta) * theta[0]
    return averages


def _cuts_off_digits(theta: np.ndarray, beta: float) -> np.ndarray:
    averages = np.zeros(len(theta), dtype=int)
    for t, value in enumerate(theta):
        averages[t] = beta * averages[t - 1] + (1 - beta) * value
    return averages


def _mixes_two_values(theta: np.ndarray, beta: float) -> np.ndarray:
    return beta * np.concatenate([[0.0], theta[:-1]]) + (1 - beta) * theta


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
            Text("The first value is left out"),
            _leaves_out_the_first,
            Text("The first average stays 0. v_1 takes in the first value, too: let the loop begin with it."),
            IDEA,
        ),
        Mistake(
            Text("return stands inside the loop"),
            lambda theta, beta: ema(theta, beta)[:1],
            Text("The function ends in the first round, with one average. Move return to the left, below the loop."),
            IDEA,
        ),
        Mistake(
            Text("return stands inside the loop, so only the first place is filled"),
            _fills_the_first_place,
            Text(
                "The function ends in the first round; the other places are still 0. Move return to the "
                "left, below the loop."
            ),
            IDEA,
        ),
        Mistake(
            Text("Only the first average is returned"),
            lambda theta, beta: ema(theta, beta)[0],
            Text("You return the single number v_1. Store each v, and let return stand below the loop, not in it."),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β"),
            _wrong_ema(lambda v, value, beta, t: beta * v + 1 - beta * value),
            Text("Without brackets, today's value is multiplied by β and then subtracted. Put 1 − β in brackets."),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β, with today's value first"),
            _wrong_ema(lambda v, value, beta, t: beta * v + value * 1 - beta),
            Text("Python multiplies before it subtracts: only the 1 multiplies today's value. Put 1 − β in brackets."),
            IDEA,
        ),
        Mistake(
            Text("The averages are rounded"),
            lambda theta, beta: np.round(ema(theta, beta), 2),
            Text("Two digits after the point are not enough for small values. Return the numbers as they are."),
            IDEA,
        ),
        Mistake(
            Text("The averages are rounded to one digit"),
            lambda theta, beta: np.round(ema(theta, beta), 1),
            Text("One digit after the point is not enough for small values. Return the numbers as they are."),
            IDEA,
        ),
        Mistake(
            Text("The averages are rounded to whole numbers"),
            lambda theta, beta: np.round(ema(theta, beta)),
            Text("An average of whole numbers is seldom one itself. Return the numbers as they are."),
            IDEA,
        ),
        Mistake(
            Text("The averages are stored in an array of whole numbers"),
            _cuts_off_digits,
            Text(
                "An array of whole numbers cuts off what stands after the point. Make it with np.zeros, "
                "without dtype=int."
            ),
            IDEA,
        ),
        Mistake(
            Text("The mean of all values so far"),
            lambda theta, beta: np.cumsum(theta) / np.arange(1, len(theta) + 1),
            Text("Every day counts the same there, and β is not used. Here a day counts less the older it gets."),
            IDEA,
        ),
        Mistake(
            Text("The previous value stands where the old average should"),
            _mixes_two_values,
            Text(
                "You mix today with the day before, so nothing older is remembered. The old average is "
                "what β multiplies."
            ),
            IDEA,
        ),
        Mistake(
            Text("β multiplies the sum"),
            _wrong_ema(lambda v, value, beta, t: beta * (v + (1 - beta) * value)),
            Text("Only the old average is multiplied by β; today's share 1 − β is not."),
            IDEA,
        ),
        Mistake(
            Text("The last average is repeated"),
            lambda theta, beta: np.full(len(theta), ema(theta, beta)[-1]),
            Text(
                "Every place holds the average of the last day. Store v inside the loop, at the place of its own day."
            ),
            IDEA,
        ),
        Mistake(
            Text("theta comes back"),
            lambda theta, beta: theta,
            Text(
                "The values come back as they went in. Return the array or the list in which you stored the averages."
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages are written into theta, which starts as it is"),
            _overwrites_theta_from_the_second_on,
            Text(
                "The data you were given is changed, and the average starts at the first value. Make a new "
                "array, and start at v_0 = 0."
            ),
            IDEA,
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
        Mistake(
            Text("Today's value is subtracted", "减去了当天的值"),
            _wrong_ema(lambda v, value, beta, t: beta * v - (1 - beta) * value),
            Text(
                "An average adds its parts. Which sign stands between them?",
                "平均是把各部分相加。两部分之间应该是什么符号？",
            ),
            IDEA,
        ),
        Mistake(
            Text("Both parts are multiplied by β", "两部分都乘了 β"),
            _wrong_ema(lambda v, value, beta, t: beta * v + beta * value),
            Text(
                "The shares of an average sum to 1. If the old one keeps β, what is left for today?",
                "平均的各份额之和为 1。旧的平均保留 β，当天还剩多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("Both parts are multiplied by 1 − β", "两部分都乘了 1 − β"),
            _wrong_ema(lambda v, value, beta, t: (1 - beta) * v + (1 - beta) * value),
            Text(
                "The shares of an average sum to 1. If today gets 1 − β, what does the old average keep?",
                "平均的各份额之和为 1。当天占 1 − β，旧的平均保留多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("Half and half, without β", "各占一半，没有用 β"),
            _wrong_ema(lambda v, value, beta, t: (v + value) / 2),
            Text("That is right for β = 0.5 only. Use the argument.", "这只在 β = 0.5 时正确。请使用参数。"),
            IDEA,
        ),
        Mistake(
            Text("The power of β grows with the day", "β 的幂次随天数增大"),
            _wrong_ema(lambda v, value, beta, t: beta**t * v + (1 - beta**t) * value),
            Text(
                "β is the same on every day. Powers of it come about by themselves, as old values are "
                "multiplied again and again.",
                "每天的 β 都一样。旧值被一次次相乘，β 的幂自然就出现了。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The value of the day before is taken", "取了前一天的值"),
            lambda theta, beta: ema(np.roll(theta, 1), beta),
            Text(
                "theta[t - 1] is yesterday, and on the first day it is the last value of all: index −1 counts "
                "from the end.",
                "theta[t - 1] 是昨天；第一天时它成了整个序列的最后一个值，因为索引 −1 从末尾数起。",
            ),
            IDEA,
        ),
        Mistake(
            Text(
                "The previous value stands where the old average should, and wraps around",
                "旧平均的位置写成了前一个值，并且绕到了末尾",
            ),
            lambda theta, beta: beta * np.roll(theta, 1) + (1 - beta) * theta,
            Text(
                "β multiplies the old average v, not theta[t - 1], which is the last value of all when t is 0.",
                "β 乘的是旧的平均 v，而不是 theta[t - 1]；t 为 0 时后者是整个序列的最后一个值。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The first value is skipped", "跳过了第一个值"),
            lambda theta, beta: ema(theta[1:], beta),
            Text(
                "There is one average too few. Let the loop begin with the first value.",
                "少了一个平均值。循环应从第一个值开始。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The last value is skipped", "跳过了最后一个值"),
            lambda theta, beta: ema(theta[:-1], beta),
            Text(
                "There is one average too few. range(T) ends with T − 1 by itself.",
                "少了一个平均值。range(T) 本来就到 T − 1 为止。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages come in reverse order", "平均值的顺序反了"),
            lambda theta, beta: ema(theta, beta)[::-1],
            Text(
                "The result begins with v_1. Append each average at the end.",
                "结果从 v_1 开始。请把每个平均值追加在末尾。",
            ),
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


def _oldest_day_has_the_rest(beta: float, t: int) -> np.ndarray:
    weights = ema_weights(beta, t)
    weights[-1] = beta ** (t - 1)
    return weights


ema_weights_exercise = Exercise(
    reference=ema_weights,
    work=Work.FORMULA,
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
            Text("The weight β^t of the start comes last"),
            lambda beta, t: np.append(ema_weights(beta, t), beta**t),
            Text(
                "β^t belongs to the start value v_0, which is 0 and no day. The t weights of the t days are asked for."
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The weight β^t of the start comes first"),
            lambda beta, t: np.append(beta**t, ema_weights(beta, t)),
            Text(
                "β^t belongs to the start value v_0, which is 0 and no day. The t weights of the t days are asked for."
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The powers run from t down to 1"),
            lambda beta, t: (1 - beta) * beta ** np.arange(t, 0, -1),
            Text("Today has the power 0 and comes first; the oldest of the t days has the power t − 1."),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is taken of the whole product"),
            lambda beta, t: ((1 - beta) * beta) ** np.arange(t),
            Text("The factor 1 − β comes in once, with the value itself. Only β is raised to the power of the age."),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is taken of 1 − β"),
            lambda beta, t: (1 - beta) ** np.arange(t),
            Text("What multiplies a weight once for each day of its age is β. 1 − β comes in once, as a factor."),
            WEIGHTS,
        ),
        Mistake(
            Text("1 − β stands for β as well"),
            lambda beta, t: (1 - beta) * (1 - beta) ** np.arange(t),
            Text("Today's weight is right. What multiplies it once for each day of age is β, not 1 − β."),
            WEIGHTS,
        ),
        Mistake(
            Text("All days weigh the same"),
            lambda beta, t: np.full(t, 1 / t),
            Text("These are the weights of a plain mean. Here a day weighs less the older it gets."),
            WEIGHTS,
        ),
        Mistake(
            Text("Every day weighs 1 − β"),
            lambda beta, t: np.full(t, 1 - beta),
            Text("That is the weight of today. Each step back in time multiplies it by β once more."),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is missing"),
            lambda beta, t: np.full(t, (1 - beta) * beta),
            Text("Each day of age multiplies the weight by β once more. Where does the age of each day come in?"),
            WEIGHTS,
        ),
        Mistake(
            Text("1 minus a power of β"),
            lambda beta, t: 1 - beta * beta ** np.arange(t),
            Text(
                "This is 1 minus a power of β: brackets are missing around 1 − β, or the weights before each "
                "day are added up."
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Today is left out"),
            lambda beta, t: (1 - beta) * beta ** np.arange(1, t),
            Text("There is one weight too few: the ages run from 0, which is today, to t − 1."),
            WEIGHTS,
        ),
        Mistake(
            Text("The oldest day has the share of the start"),
            _oldest_day_has_the_rest,
            Text(
                "That is right for an average that starts at θ_1. Here v_0 = 0, and the oldest day enters "
                "with 1 − β as well."
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Only β^t times 1 − β is returned"),
            lambda beta, t: (1 - beta) * beta**t,
            Text("One weight for each of the t days is asked for, with the powers 0 to t − 1."),
            WEIGHTS,
        ),
        Mistake(
            Text("The weights are added up to one number"),
            lambda beta, t: np.sum(ema_weights(beta, t)),
            Text("That is 1 − β^t, the sum of the weights. Return the weights themselves."),
            WEIGHTS,
        ),
        Mistake(
            Text("return stands inside the loop"),
            lambda beta, t: ema_weights(beta, 1),
            Text(
                "Only today's weight comes back: the function ends in the first round. Move return to the "
                "left, below the loop."
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Only today has a weight"),
            lambda beta, t: np.append(1 - beta, np.zeros(t - 1)),
            Text(
                "The other places are still 0. Does your loop end too early, or does it multiply by something "
                "that is 0?"
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("β is fixed at 0.9"),
            lambda beta, t: ema_weights(0.9, t),
            Text("The weights are those of 0.9 whatever beta is given. Use the argument."),
            WEIGHTS,
        ),
        Mistake(
            Text("Only the weight of the oldest day is returned"),
            lambda beta, t: (1 - beta) * beta ** (t - 1),
            Text("One weight for each of the t days is asked for."),
            WEIGHTS,
        ),
        Mistake(
            Text("The oldest day is left out", "漏掉了最早的一天"),
            lambda beta, t: ema_weights(beta, t)[:-1],
            Text(
                "There is one weight too few: np.arange(t) ends with t − 1 by itself.",
                "少了一个权重：np.arange(t) 本来就到 t − 1 为止。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Today's weight stays 0", "今天的权重仍是 0"),
            lambda beta, t: ema_weights(beta, t) * (np.arange(t) > 0),
            Text(
                "The loop begins with 1, so the first place is never filled. Which age does today have?",
                "循环从 1 开始，第一个位置一直没有填。今天的“年龄”是几？",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("1 minus a power of β, with the powers from 0", "1 减去 β 的幂，幂次从 0 开始"),
            lambda beta, t: 1 - beta ** np.arange(t),
            Text(
                "Only β is raised to a power; 1 − β multiplies it. Mind the brackets.",
                "只有 β 取幂，1 − β 是乘上去的。请注意括号。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Divided by 1 − β", "除以了 1 − β"),
            lambda beta, t: beta ** np.arange(t) / (1 - beta),
            Text(
                "Today should weigh 1 − β, less than 1. Is that share multiplied or divided?",
                "今天的权重应该是 1 − β，小于 1。这个份额该乘还是该除？",
            ),
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
        # At β = 0 many a wrong formula gives 1 as well; here the window is long and no whole number.
        Case(Text("β = 0.9985: a long memory", "β = 0.9985：记忆很长"), "edges", once(0.9985)),
    )


effective_window_exercise = Exercise(
    reference=effective_window,
    work=Work.FORMULA,
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
            Text(
                "1 − β is how much today counts. How many such shares make a whole? If you have written 1 / 1 - beta, "
                "Python divides first: 1 − β needs brackets."
            ),
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
            Text("1 / (1 − β) + 1, one too many"),
            lambda beta: 1 / (1 - beta) + 1,
            Text("Nothing is added to the fraction: for 0.9 it gives 10 days."),
            WINDOW,
        ),
        Mistake(
            Text("2 / (1 − β), twice as long"),
            lambda beta: 2 / (1 - beta),
            Text("That is twice the window: for 0.9 the rule of thumb gives 10 days, not 20."),
            WINDOW,
        ),
        Mistake(
            Text("The half-life, ln 0.5 / ln β"),
            lambda beta: np.log(0.5) / np.log(beta),
            Text("After that many days a weight has fallen to one half. The rule of thumb goes on to about a third."),
            WINDOW,
        ),
        Mistake(
            Text("The window is always 10"),
            lambda beta: 10.0,
            Text("That is right for β = 0.9 only. Use the argument."),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded down"),
            lambda beta: int(1 / (1 - beta)),
            Text("This cuts off, and on a computer 1 / (1 − 0.98) is a hair below 50. Return the number as it is."),
            WINDOW,
        ),
        Mistake(
            Text("−1 / ln β"),
            lambda beta: np.divide(-1, np.log(beta)),
            Text(
                "After exactly that many days a weight has fallen to 1/e. The rule of thumb is simpler, "
                "and close to it."
            ),
            WINDOW,
        ),
        Mistake(
            Text("−1 / ln β, with the math module"),
            lambda beta: -1 / math.log(beta),
            Text(
                "After exactly that many days a weight has fallen to 1/e. The rule of thumb is simpler, "
                "and has no logarithm."
            ),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded up"),
            lambda beta: math.ceil(1 / (1 - beta)),
            Text("For most values of β the window is no whole number. Return it as it is."),
            WINDOW,
        ),
        Mistake(
            Text("The window is always 1"),
            lambda beta: 1.0,
            Text("That is right for β = 0 only. The closer β is to 1, the further back the average looks."),
            WINDOW,
        ),
        Mistake(
            Text("1 / (1 + β) instead of 1 / (1 − β)"),
            lambda beta: 1 / (1 + beta),
            Text("That is less than one day. What stands below the line has to get small as β comes close to 1."),
            WINDOW,
        ),
        Mistake(
            Text("1 / (β − 1) instead of 1 / (1 − β)"),
            lambda beta: 1 / (beta - 1),
            Text("The number is right but negative: what is taken from what?"),
            WINDOW,
        ),
        Mistake(
            Text("1 / β − 1: brackets are missing"),
            lambda beta: 1 / beta - 1,
            Text("Python divides before it subtracts. What belongs together below the line, and in which order?"),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded"),
            lambda beta: round(1 / (1 - beta)),
            Text("For other values of β the window is no whole number. Return it as it is."),
            WINDOW,
        ),
        Mistake(
            Text("A small number is added below the line", "分母中加了一个小数"),
            lambda beta: 1 / (1 - beta + 1e-8),
            Text("β is below 1, so there is nothing to protect from 0.", "β 小于 1，分母不会为 0，无需保护。"),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded to two digits", "窗口长度四舍五入到两位小数"),
            lambda beta: round(1 / (1 - beta), 2),
            Text("Return the number as it is. Round only when you print it.", "请直接返回这个数，只在打印时取整。"),
            WINDOW,
        ),
    ),
)

EXERCISES = (ema_exercise, ema_weights_exercise, effective_window_exercise)
