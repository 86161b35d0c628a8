"""Lesson 02: the exercises on exponentially weighted averages."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from helpers.ema import effective_window, ema, ema_weights
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.series_mistakes import wrong_series

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


def _cuts_off_digits(theta: np.ndarray, beta: float) -> np.ndarray:
    averages = np.zeros(len(theta), dtype=int)
    for t, value in enumerate(theta):
        averages[t] = beta * averages[t - 1] + (1 - beta) * value
    return averages


def _averages_before_they_are_there(theta: np.ndarray, beta: float) -> np.ndarray:
    averages = np.zeros(len(theta))
    averages[1:] = beta * averages[:-1] + (1 - beta) * theta[1:]
    return averages


def _mixes_two_values(theta: np.ndarray, beta: float) -> np.ndarray:
    return beta * np.concatenate([[0.0], theta[:-1]]) + (1 - beta) * theta


ema_exercise = Exercise(
    reference=ema,
    draw=_draw_ema,
    test_case=ema_test_case,
    returns="v",
    hints=(
        Text(
            "One number v is all the memory you need. It starts at 0 and changes once for each value of theta.",
            "只需要记住一个数 v。它从 0 开始，theta 中每来一个值就变化一次。",
        ),
        Text(
            "In each step the new v mixes two things: beta parts of the old v, and the rest of today's value.",
            "每一步中，新的 v 由两部分混合而成：beta 份旧的 v，其余份额给当天的值。",
        ),
        Text(
            "Loop over theta, update v, and store v at every step. Return all of the stored values as an array.",
            "对 theta 做循环，更新 v，并在每一步把 v 存下来。最后把存下的所有值作为数组返回。",
        ),
    ),
    why=Text(
        "The recursion needs one number of memory, however far back the average looks.",
        "无论平均回看多远，递推都只需要记住一个数。",
    ),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped", "β 与 1 − β 写反了"),
            _wrong_ema(lambda v, value, beta, t: (1 - beta) * v + beta * value),
            Text(
                "The large factor belongs to the old average: with β = 0.9 today counts for a tenth only.",
                "较大的系数属于旧的平均：β = 0.9 时，当天只占十分之一。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is missing", "缺少系数 1 − β"),
            _wrong_ema(lambda v, value, beta, t: beta * v + value),
            Text(
                "Today's value goes in whole, so v outgrows the data. Which share is left for today?",
                "当天的值整个加了进去，v 会比数据大得多。留给当天的份额是多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is not weighted", "旧的平均值没有乘系数"),
            _wrong_ema(lambda v, value, beta, t: v + (1 - beta) * value),
            Text(
                "Nothing is ever forgotten, so v keeps growing. The old average has to shrink a little in each step.",
                "什么都没有被遗忘，v 会不断增大。旧的平均每一步都要缩小一点。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average starts at the first value", "平均从第一个值开始"),
            _wrong_ema(lambda v, value, beta, t: beta * v + (1 - beta) * value, start=lambda theta: theta[0]),
            Text(
                "A sensible idea, and another definition: here v_0 = 0. Lesson 03 mends what that does to the start.",
                "想法合理，但那是另一种定义：这里 v_0 = 0。由此造成的开头偏低，第 03 课会解决。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average is bias-corrected", "平均做了偏差修正"),
            lambda theta, beta: ema(theta, beta) / (1 - beta ** np.arange(1, len(theta) + 1)),
            Text(
                "You divide by 1 − β^t. That is ema_corrected, in the next lesson; here the plain average is "
                "asked for.",
                "你除以了 1 − β^t。那是下一课的 ema_corrected；这里要求的是普通的平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is forgotten", "旧的平均值被丢掉了"),
            _wrong_ema(lambda v, value, beta, t: (1 - beta) * value),
            Text(
                "Each result depends on its own day only. Is the new v kept for the next step?",
                "每个结果只取决于当天。新的 v 留给下一步了吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The result lags by a day", "结果晚了一天"),
            lambda theta, beta: np.concatenate([[0.0], ema(theta, beta)[:-1]]),
            Text(
                "v is stored before today's value goes in. Update it first, then store it.",
                "当天的值还没有进入，v 就已经存下了。请先更新，再存储。",
            ),
            IDEA,
        ),
        Mistake(
            Text("A moving average over 1 / (1 − β) days", "用了 1 / (1 − β) 天的移动平均"),
            _moving_average,
            Text(
                "That window has a sharp edge. Here every older day counts a little less than the one after it.",
                "那个窗口到边缘就突然截断。这里越早的日子，占的份额越小。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The first value is left out", "漏掉了第一个值"),
            _leaves_out_the_first,
            Text(
                "The first average stays 0. v_1 takes in the first value, too: let the loop begin with it.",
                "第一个平均值一直是 0。v_1 也包含第一个值：循环应从它开始。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β", "1 − β 缺少括号"),
            _wrong_ema(lambda v, value, beta, t: beta * v + 1 - beta * value),
            Text(
                "Without brackets, today's value is multiplied by β and then subtracted. Put 1 − β in brackets.",
                "没有括号时，当天的值先乘 β 再被减去。请给 1 − β 加上括号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β, with today's value first", "1 − β 缺少括号，当天的值写在前面"),
            _wrong_ema(lambda v, value, beta, t: beta * v + value * 1 - beta),
            Text(
                "Python multiplies before it subtracts: only the 1 multiplies today's value. Put 1 − β in brackets.",
                "Python 先乘后减：与当天的值相乘的只有 1。请给 1 − β 加上括号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages are stored in an array of whole numbers", "平均值存进了整数数组"),
            _cuts_off_digits,
            Text(
                "An array of whole numbers cuts off what stands after the point. Make it with np.zeros, "
                "without dtype=int.",
                "整数数组会截掉小数部分。请用 np.zeros 建立数组，不要写 dtype=int。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The previous value stands where the old average should", "旧平均的位置写成了前一个值"),
            _mixes_two_values,
            Text(
                "You mix today with the day before, so nothing older is remembered. The old average is "
                "what β multiplies.",
                "你混合的是当天和前一天，更早的都没有记住。β 乘的是旧的平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β multiplies the sum", "β 乘了整个和"),
            _wrong_ema(lambda v, value, beta, t: beta * (v + (1 - beta) * value)),
            Text(
                "Only the old average is multiplied by β; today's share 1 − β is not.",
                "只有旧的平均乘 β；当天的份额 1 − β 不再乘 β。",
            ),
            IDEA,
        ),
        Mistake(
            Text(
                "The averages are written into theta, which starts as it is", "平均值被写进了 theta，并从第一个值开始"
            ),
            _overwrites_theta_from_the_second_on,
            Text(
                "The data you were given is changed, and the average starts at the first value. Make a new "
                "array, and start at v_0 = 0.",
                "你改动了传入的数据，而且平均从第一个值开始。请新建一个数组，并从 v_0 = 0 开始。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v is kept from one call to the next", "v 从一次调用留到了下一次"),
            _keeps_v_between_calls,
            Text(
                "The second call goes on where the first one stopped. Set v to 0 inside the function.",
                "第二次调用接着第一次的结果继续。请在函数内部把 v 设为 0。",
            ),
            IDEA,
            fresh=True,
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
            Text("Everything is added up", "把所有值都加了起来"),
            _wrong_ema(lambda v, value, beta, t: v + value),
            Text(
                "That is a sum, and β is not used. How do the old average and today's value share the weight?",
                "那是求和，没有用到 β。旧的平均与当天的值怎样分配份额？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The whole array is computed at once from zeros", "用全零数组一次算出了整个结果"),
            _averages_before_they_are_there,
            Text(
                "On the right stand averages that are still 0. Each one needs the one before it, so a loop has "
                "to make them in turn.",
                "等号右边的平均值此时还都是 0。每个平均都需要前一个，所以要用循环依次计算。",
            ),
            IDEA,
        ),
        *wrong_series(ema, IDEA),
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
        Text(
            "Write v_3 out by hand: put v_2 into it, then v_1. Read off what stands in front of θ_3, θ_2 and θ_1.",
            "动手写出 v_3：代入 v_2，再代入 v_1。看看 θ_3、θ_2、θ_1 前面各是什么。",
        ),
        Text(
            "The newest day has the factor 1 − β. Each step back in time multiplies the factor by β once more.",
            "最新一天的系数是 1 − β。每往前一天，系数就再乘一次 β。",
        ),
        Text(
            "np.arange(t) counts 0, 1, …, t − 1: how old each day is. Use it as the power of β, newest day first.",
            "np.arange(t) 给出 0, 1, …, t − 1，也就是每一天过去了多久。把它作为 β 的幂次，最新的一天在前。",
        ),
    ),
    why=Text(
        "A day that is k days old has been multiplied by β k times since it went in with the factor 1 − β.",
        "k 天前的值，先以系数 1 − β 进入，此后又乘了 k 次 β。",
    ),
    mistakes=(
        Mistake(
            Text("The oldest day comes first", "最早的一天排在了前面"),
            lambda beta, t: ema_weights(beta, t)[::-1],
            Text(
                "The weights are right, but in reverse order: today's comes first.",
                "权重是对的，但顺序反了：今天的权重排在最前。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The factor 1 − β is missing", "缺少系数 1 − β"),
            lambda beta, t: beta ** np.arange(t),
            Text(
                "Today should weigh 1 − β, and yours weighs 1. What multiplies a value when it enters the average?",
                "今天的权重应该是 1 − β，而你的是 1。一个值进入平均时要乘以什么？",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The powers start at 1", "幂次从 1 开始"),
            lambda beta, t: (1 - beta) * beta ** np.arange(1, t + 1),
            Text("Today has not been multiplied by β yet, so its power is 0.", "今天的值还没有乘过 β，所以幂次是 0。"),
            WEIGHTS,
        ),
        Mistake(
            Text("One weight too many", "多了一个权重"),
            lambda beta, t: (1 - beta) * beta ** np.arange(t + 1),
            Text(
                "There are t days, so there are t weights: ages 0 to t − 1.",
                "有 t 天，就有 t 个权重：过去了 0 到 t − 1 天。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The weights are scaled to a sum of 1", "权重被缩放成总和为 1"),
            lambda beta, t: ema_weights(beta, t) / np.sum(ema_weights(beta, t)),
            Text(
                "The weights of v_t sum to 1 − β^t, not to 1. That gap is what lesson 03 corrects.",
                "v_t 的权重之和是 1 − β^t，而不是 1。这个差额由第 03 课来修正。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("β and 1 − β are swapped", "β 与 1 − β 写反了"),
            lambda beta, t: beta * (1 - beta) ** np.arange(t),
            Text(
                "With β = 0.3 today weighs 0.7. The factor that shrinks a weight with age is β itself.",
                "β = 0.3 时，今天的权重是 0.7。使权重随时间缩小的系数是 β 本身。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("β is multiplied by the age", "β 乘以了天数"),
            lambda beta, t: (1 - beta) * beta * np.arange(t),
            Text(
                "A day is multiplied by β once for each day of its age: that is a power, not a product.",
                "每过去一天就多乘一次 β：这是幂，不是乘积。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The weight β^t of the start comes last", "初始值的权重 β^t 排在了最后"),
            lambda beta, t: np.append(ema_weights(beta, t), beta**t),
            Text(
                "β^t belongs to the start value v_0, which is 0 and no day. The t weights of the t days are asked for.",
                "β^t 属于初始值 v_0，它是 0，不是某一天。要求的是 t 天的 t 个权重。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The weight β^t of the start comes first", "初始值的权重 β^t 排在了最前"),
            lambda beta, t: np.append(beta**t, ema_weights(beta, t)),
            Text(
                "β^t belongs to the start value v_0, which is 0 and no day. The t weights of the t days are asked for.",
                "β^t 属于初始值 v_0，它是 0，不是某一天。要求的是 t 天的 t 个权重。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The powers run from t down to 1", "幂次从 t 降到 1"),
            lambda beta, t: (1 - beta) * beta ** np.arange(t, 0, -1),
            Text(
                "Today has the power 0 and comes first; the oldest of the t days has the power t − 1.",
                "今天的幂次是 0，排在最前；t 天中最早的一天幂次是 t − 1。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is taken of the whole product", "对整个乘积取了幂"),
            lambda beta, t: ((1 - beta) * beta) ** np.arange(t),
            Text(
                "The factor 1 − β comes in once, with the value itself. Only β is raised to the power of the age.",
                "系数 1 − β 只在值进入时乘一次。只有 β 要按天数取幂。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is taken of 1 − β", "对 1 − β 取了幂"),
            lambda beta, t: (1 - beta) ** np.arange(t),
            Text(
                "What multiplies a weight once for each day of its age is β. 1 − β comes in once, as a factor.",
                "每过去一天乘一次的是 β。1 − β 只作为系数出现一次。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("1 − β stands for β as well", "β 的位置也写成了 1 − β"),
            lambda beta, t: (1 - beta) * (1 - beta) ** np.arange(t),
            Text(
                "Today's weight is right. What multiplies it once for each day of age is β, not 1 − β.",
                "今天的权重是对的。每过去一天乘一次的是 β，而不是 1 − β。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("All days weigh the same", "每天的权重都一样"),
            lambda beta, t: np.full(t, 1 / t),
            Text(
                "These are the weights of a plain mean. Here a day weighs less the older it gets.",
                "那是简单平均的权重。这里越早的日子权重越小。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Every day weighs 1 − β", "每天的权重都是 1 − β"),
            lambda beta, t: np.full(t, 1 - beta),
            Text(
                "That is the weight of today. Each step back in time multiplies it by β once more.",
                "那是今天的权重。每往前一天，就再乘一次 β。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The power is missing", "缺少幂"),
            lambda beta, t: np.full(t, (1 - beta) * beta),
            Text(
                "Each day of age multiplies the weight by β once more. Where does the age of each day come in?",
                "每过去一天，权重就再乘一次 β。每一天过去了多久，体现在哪里？",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("1 minus a power of β", "1 减去 β 的幂"),
            lambda beta, t: 1 - beta * beta ** np.arange(t),
            Text(
                "This is 1 minus a power of β: brackets are missing around 1 − β, or the weights before each "
                "day are added up.",
                "这是 1 减去 β 的幂：要么 1 − β 缺少括号，要么把各天之前的权重加了起来。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Today is left out", "漏掉了今天"),
            lambda beta, t: (1 - beta) * beta ** np.arange(1, t),
            Text(
                "There is one weight too few: the ages run from 0, which is today, to t − 1.",
                "少了一个权重：过去的天数从 0（今天）到 t − 1。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The oldest day has the share of the start", "最早的一天得到了初始值的份额"),
            _oldest_day_has_the_rest,
            Text(
                "That is right for an average that starts at θ_1. Here v_0 = 0, and the oldest day enters "
                "with 1 − β as well.",
                "对从 θ_1 开始的平均来说这是对的。这里 v_0 = 0，最早的一天也以 1 − β 进入。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Only β^t times 1 − β is returned", "只返回了 β^t 乘 1 − β"),
            lambda beta, t: (1 - beta) * beta**t,
            Text(
                "One weight for each of the t days is asked for, with the powers 0 to t − 1.",
                "要求的是 t 天各一个权重，幂次从 0 到 t − 1。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("The weights are added up to one number", "权重被加成了一个数"),
            lambda beta, t: np.sum(ema_weights(beta, t)),
            Text(
                "That is 1 − β^t, the sum of the weights. Return the weights themselves.",
                "那是 1 − β^t，即权重之和。请返回各个权重。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("return stands inside the loop", "return 写在了循环里"),
            lambda beta, t: ema_weights(beta, 1),
            Text(
                "Only today's weight comes back: the function ends in the first round. Move return to the "
                "left, below the loop.",
                "只返回了今天的权重：函数在第一轮就结束了。请把 return 左移到循环之外。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Only today has a weight", "只有今天有权重"),
            lambda beta, t: np.append(1 - beta, np.zeros(t - 1)),
            Text(
                "The other places are still 0. Does your loop end too early, or does it multiply by something "
                "that is 0?",
                "其他位置仍是 0。循环是不是结束得太早，或者乘以了某个为 0 的数？",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("β is fixed at 0.9", "β 固定为 0.9"),
            lambda beta, t: ema_weights(0.9, t),
            Text(
                "The weights are those of 0.9 whatever beta is given. Use the argument.",
                "无论传入什么 beta，权重都是 0.9 的。请使用参数。",
            ),
            WEIGHTS,
        ),
        Mistake(
            Text("Only the weight of the oldest day is returned", "只返回了最早一天的权重"),
            lambda beta, t: (1 - beta) * beta ** (t - 1),
            Text("One weight for each of the t days is asked for.", "要求的是 t 天各一个权重。"),
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
                "循环从 1 开始，第一个位置一直没有填。今天距今几天？",
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
        Text(
            "The lesson gives three pairs: β = 0.9 goes with 10 days, 0.98 with 50, 0.5 with 2.",
            "课中给出了三对数：β = 0.9 对应 10 天，0.98 对应 50 天，0.5 对应 2 天。",
        ),
        Text(
            "Look at 1 − β in each pair: 0.1, 0.02, 0.5. How does 10 come from 0.1?",
            "看每一对中的 1 − β：0.1、0.02、0.5。由 0.1 怎样得到 10？",
        ),
        Text(
            "It is one line: a fraction with 1 on top. Return the number as it is, without rounding.",
            "只需一行：一个分子为 1 的分数。直接返回这个数，不要取整。",
        ),
    ),
    why=Text(
        "(1 − 1/N)^N is close to 1/e, so after N = 1/(1 − β) steps a weight has fallen to about a third.",
        "(1 − 1/N)^N 接近 1/e，所以经过 N = 1/(1 − β) 步后，权重降到约三分之一。",
    ),
    mistakes=(
        Mistake(
            Text("1 / β instead of 1 / (1 − β)", "1 / (1 − β) 写成了 1 / β"),
            lambda beta: 1 / beta,
            Text(
                "The larger β, the longer the memory; yours gets shorter. What stands below the line, β or 1 − β?",
                "β 越大，记忆越长；而你的越来越短。分母应该是 β 还是 1 − β？",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The share of today, not the number of days", "这是今天的份额，而不是天数"),
            lambda beta: 1 - beta,
            Text(
                "1 − β is how much today counts. How many such shares make a whole? If you have written 1 / 1 - beta, "
                "Python divides first: 1 − β needs brackets.",
                "1 − β 是今天所占的份额。多少个这样的份额才凑成一个整体？如果你写的是 1 / 1 - beta，Python "
                "会先做除法：1 − β 需要括号。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("β / (1 − β), the mean age", "β / (1 − β)，即各天距今天数的加权平均"),
            lambda beta: beta / (1 - beta),
            Text(
                "That is how old the averaged data are on the whole, 9 days for 0.9. The window is a little longer.",
                "那是被平均的数据总体上有多旧，0.9 时为 9 天。窗口还要稍长一点。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("(1 + β) / (1 − β), the moving average that is as smooth", "(1 + β) / (1 − β)，同样平滑的移动平均"),
            lambda beta: (1 + beta) / (1 - beta),
            Text(
                "A moving average would need that many points, 19 for 0.9. The rule of thumb is another one.",
                "移动平均需要那么多个点，0.9 时为 19 个。这里的经验法则是另一个。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("1 / (1 − β) + 1, one too many", "1 / (1 − β) + 1，多了 1"),
            lambda beta: 1 / (1 - beta) + 1,
            Text(
                "Nothing is added to the fraction: for 0.9 it gives 10 days.",
                "分数之外不用再加什么：0.9 时就是 10 天。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("2 / (1 − β), twice as long", "2 / (1 − β)，长了一倍"),
            lambda beta: 2 / (1 - beta),
            Text(
                "That is twice the window: for 0.9 the rule of thumb gives 10 days, not 20.",
                "那是窗口的两倍：0.9 时经验法则给出 10 天，而不是 20 天。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The half-life, ln 0.5 / ln β", "半衰期 ln 0.5 / ln β"),
            lambda beta: np.log(0.5) / np.log(beta),
            Text(
                "After that many days a weight has fallen to one half. The rule of thumb goes on to about a third.",
                "经过那么多天，权重降到一半。经验法则要一直到约三分之一。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The window is always 10", "窗口总是 10"),
            lambda beta: 10.0,
            Text("That is right for β = 0.9 only. Use the argument.", "那只在 β = 0.9 时正确。请使用参数。"),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded down", "窗口被向下取整"),
            lambda beta: int(1 / (1 - beta)),
            Text(
                "This cuts off, and on a computer 1 / (1 − 0.98) is a hair below 50. Return the number as it is.",
                "这会截掉小数，而在计算机上 1 / (1 − 0.98) 比 50 略小一点。请直接返回这个数。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("−1 / ln β"),
            lambda beta: np.divide(-1, np.log(beta)),
            Text(
                "After exactly that many days a weight has fallen to 1/e. The rule of thumb is simpler, "
                "and close to it.",
                "恰好经过那么多天，权重降到 1/e。经验法则更简单，也与它接近。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("−1 / ln β, with the math module", "−1 / ln β，用了 math 模块"),
            lambda beta: -1 / math.log(beta),
            Text(
                "After exactly that many days a weight has fallen to 1/e. The rule of thumb is simpler, "
                "and has no logarithm.",
                "恰好经过那么多天，权重降到 1/e。经验法则更简单，不需要对数。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded up", "窗口被向上取整"),
            lambda beta: math.ceil(1 / (1 - beta)),
            Text(
                "For most values of β the window is no whole number. Return it as it is.",
                "对大多数 β，窗口不是整数。请直接返回。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The window is always 1", "窗口总是 1"),
            lambda beta: 1.0,
            Text(
                "That is right for β = 0 only. The closer β is to 1, the further back the average looks.",
                "那只在 β = 0 时正确。β 越接近 1，平均回看得越远。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("1 / (1 + β) instead of 1 / (1 − β)", "1 / (1 − β) 写成了 1 / (1 + β)"),
            lambda beta: 1 / (1 + beta),
            Text(
                "That is less than one day. What stands below the line has to get small as β comes close to 1.",
                "那还不到一天。β 接近 1 时，分母应该变得很小。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("1 / (β − 1) instead of 1 / (1 − β)", "1 / (1 − β) 写成了 1 / (β − 1)"),
            lambda beta: 1 / (beta - 1),
            Text(
                "The number is right but negative: what is taken from what?",
                "数值对了，符号是负的：是从什么中减去什么？",
            ),
            WINDOW,
        ),
        Mistake(
            Text("1 / β − 1: brackets are missing", "1 / β − 1：缺少括号"),
            lambda beta: 1 / beta - 1,
            Text(
                "Python divides before it subtracts. What belongs together below the line, and in which order?",
                "Python 先除后减。分母中哪些应该括在一起，顺序如何？",
            ),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded", "窗口被四舍五入"),
            lambda beta: round(1 / (1 - beta)),
            Text(
                "For other values of β the window is no whole number. Return it as it is.",
                "对其他的 β，窗口不是整数。请直接返回。",
            ),
            WINDOW,
        ),
        Mistake(
            Text("A small number is added below the line", "分母中加了一个很小的数"),
            lambda beta: 1 / (1 - beta + 1e-8),
            Text("β is below 1, so there is nothing to protect from 0.", "β 小于 1，分母不会为 0，无需保护。"),
            WINDOW,
        ),
        Mistake(
            Text("The window is rounded to two digits", "窗口长度四舍五入到两位小数"),
            lambda beta: round(1 / (1 - beta), 2),
            Text("Return the number as it is. Round only when you print it.", "请直接返回这个数，只在打印时四舍五入。"),
            WINDOW,
        ),
    ),
)

EXERCISES = (ema_exercise, ema_weights_exercise, effective_window_exercise)
