"""Lesson 03: the exercises on bias correction."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.bias_correction import bias_correct, ema_corrected
from helpers.ema import ema
from helpers.language import Text
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.series_mistakes import wrong_series

IDEA = Text('section "The idea"', "“思路”一节")
LOW_START = Text('section "Why the start is low"', "“开头为什么偏低”一节")

# Wrong formulas for the correction: an exercise of its own, and one line of the next one.
WRONG_CORRECTIONS: tuple[tuple[Text, Callable[..., Any], Text, Text], ...] = (
    (
        Text("Nothing is corrected", "没有做修正"),
        lambda v, beta, t: v,
        Text(
            "v comes back as it was. It is too small by a factor that depends on β and t.",
            "v 原样返回了。它偏小，差一个由 β 和 t 决定的倍数。",
        ),
        IDEA,
    ),
    (
        Text("The power t is missing", "缺少 t 次幂"),
        lambda v, beta, t: v / (1 - beta),
        Text(
            "1 − β is right for the first step only. How does the missing share shrink with each further step?",
            "1 − β 只对第一步正确。之后每一步，缺少的份额怎样缩小？",
        ),
        IDEA,
    ),
    (
        Text("Multiplied instead of divided", "该除的地方写成了乘"),
        lambda v, beta, t: v * (1 - beta**t),
        Text(
            "The average is too low, so correcting must make it larger; yours gets smaller.",
            "平均值偏低，修正应该让它变大；而你的变小了。",
        ),
        LOW_START,
    ),
    (
        Text("β^t is subtracted from v", "从 v 中减去了 β^t"),
        lambda v, beta, t: v - beta**t,
        Text(
            "Divide v by the whole of 1 − β^t, in brackets: in v / 1 - beta**t, Python divides by 1 alone and "
            "subtracts afterwards.",
            "请用 v 除以整个 1 − β^t，并加上括号：写成 v / 1 - beta**t 时，Python 只除以 1，然后再减。",
        ),
        IDEA,
    ),
    (
        Text("β times t instead of β to the power t", "β 的 t 次幂写成了 β 乘 t"),
        lambda v, beta, t: v / (1 - beta * t),
        Text(
            "Each step multiplies what is missing by β once more: that is a power, not a product.",
            "每一步都让缺少的份额再乘一次 β：这是幂，不是乘积。",
        ),
        IDEA,
    ),
    (
        Text("The power is taken of 1 − β", "对 1 − β 取了幂"),
        lambda v, beta, t: v / (1 - beta) ** t,
        Text(
            "What is missing from the weights is β^t. Take the power of β first, then subtract.",
            "权重中缺少的是 β^t。请先对 β 取幂，再相减。",
        ),
        IDEA,
    ),
    (
        Text("Divided by what is missing", "除以了缺少的那部分"),
        lambda v, beta, t: np.divide(v, beta**t),
        Text(
            "β^t is the share of the weights that is missing. Divide by the share that is there.",
            "β^t 是权重中缺少的份额。应该除以实际拥有的份额。",
        ),
        LOW_START,
    ),
    (
        Text("1 + β^t instead of 1 − β^t", "1 − β^t 写成了 1 + β^t"),
        lambda v, beta, t: v / (1 + beta**t),
        Text(
            "Dividing by more than 1 makes the average lower still. Do the weights sum to more than 1, or to less?",
            "除以大于 1 的数，平均会更低。权重之和是大于 1 还是小于 1？",
        ),
        LOW_START,
    ),
    (
        Text("β^t − 1 instead of 1 − β^t", "1 − β^t 写成了 β^t − 1"),
        lambda v, beta, t: v / (beta**t - 1),
        Text(
            "The size is right, the sign is not. The share that is there is what is left of 1: 1 − β^t.",
            "大小对了，符号不对。实际拥有的份额是 1 中剩下的部分：1 − β^t。",
        ),
        IDEA,
    ),
    (
        Text("t to the power β", "底数与指数写反了"),
        lambda v, beta, t: np.divide(v, 1 - t**beta),
        Text(
            "Base and exponent are swapped: β is the base and t the exponent, beta**t.",
            "底数与指数写反了：β 是底数，t 是指数，即 beta**t。",
        ),
        IDEA,
    ),
    (
        Text("A small number is added below the line", "分母中加了一个很小的数"),
        lambda v, beta, t: v / (1 - beta**t + 1e-8),
        Text(
            "1 − β^t is never 0 for t ≥ 1, so nothing needs to be kept away from 0. Early steps suffer most from it.",
            "t ≥ 1 时 1 − β^t 不会是 0，所以无需避开 0。最初几步受它的影响最大。",
        ),
        IDEA,
    ),
    (
        Text("The sum of the weights is kept above 0.1", "权重之和被限制在 0.1 以上"),
        lambda v, beta, t: v / max(1 - beta**t, 0.1),
        Text(
            "With β close to 1 the sum 1 − β^t is small in the first steps. It is the right divisor all the same.",
            "β 接近 1 时，最初几步的和 1 − β^t 很小，但除数仍然应该是它。",
        ),
        LOW_START,
    ),
    (
        Text("The factor 1 − β comes in twice", "多乘了一个 1 − β"),
        lambda v, beta, t: v * (1 - beta) / (1 - beta**t),
        Text(
            "1 − β is already in v, from the averaging. Divide by the sum of the weights alone.",
            "1 − β 在求平均时已经进入了 v。只需除以权重之和。",
        ),
        LOW_START,
    ),
    (
        Text("The share that is missing is added", "加上了缺少的份额"),
        lambda v, beta, t: v * (1 + beta**t),
        Text(
            "This is close when β^t is small, and too low in the first steps. Divide by 1 − β^t.",
            "β^t 很小时它近似正确，但最初几步偏低。请除以 1 − β^t。",
        ),
        IDEA,
    ),
    (
        Text("β^t is added to v", "把 β^t 加到了 v 上"),
        lambda v, beta, t: v + beta**t,
        Text(
            "What is missing is a share of the average, not the number β^t. Divide by the share that is there.",
            "缺少的是平均值的一个份额，而不是 β^t 这个数。请除以实际拥有的份额。",
        ),
        LOW_START,
    ),
    (
        Text("The correction is made twice", "修正做了两次"),
        lambda v, beta, t: v / (1 - beta**t) ** 2,
        Text(
            "After one division by 1 − β^t the weights sum to 1. A second one makes the average too large.",
            "除以一次 1 − β^t，权重之和就是 1。再除一次，平均就偏大了。",
        ),
        IDEA,
    ),
    (
        Text("The square root is taken", "多开了一次平方根"),
        lambda v, beta, t: v / np.sqrt(1 - beta**t),
        Text(
            "The sum of the weights is 1 − β^t itself; divide by it without a root.",
            "权重之和就是 1 − β^t 本身；除以它即可，不用开方。",
        ),
        IDEA,
    ),
    (
        Text("Divided by t", "除以了 t"),
        lambda v, beta, t: v / t,
        Text(
            "That would turn a sum into a mean. The weights in v sum to something else: a formula of β and t.",
            "那是把总和变成平均值。v 中的权重之和是另一个关于 β 和 t 的式子。",
        ),
        IDEA,
    ),
)


# --- bias_correct -----------------------------------------------------------------------------------------------------


def bias_correct_test_case() -> tuple[np.ndarray, float, int]:
    """Inputs to play with: two averages after three steps, shape (2,), β = 0.5 and t = 3."""
    return np.array([8.75, 35.0]), 0.5, 3


def _draw_bias_correct(rng: np.random.Generator) -> Sequence[Case]:
    row, table = rng.normal(50, 10, 5), rng.normal(0, 1, (2, 3))
    return (
        Case(
            Text("two averages after three steps", "三步之后的两个平均值"),
            "basics",
            once(np.array([8.75, 35.0]), 0.5, 3),
        ),
        Case(Text("a single number", "单个数"), "basics", once(float(row[0]), 0.9, 4)),
        Case(Text("a table of averages", "一张平均值表"), "basics", once(table, float(rng.uniform(0.6, 0.95)), 7)),
        Case(Text("the first step", "第一步"), "edges", once(row, 0.9, 1)),
        Case(Text("β = 0.999 after 2,000 steps", "β = 0.999，2000 步之后"), "edges", once(row, 0.999, 2000)),
        # With β this close to 1 the weights of the first steps sum to next to nothing.
        Case(Text("β = 0.999, the first step", "β = 0.999，第一步"), "edges", once(row, 0.999, 1)),
        Case(Text("β = 0.999 after ten steps", "β = 0.999，十步之后"), "edges", once(row, 0.999, 10)),
        Case(Text("β = 0: nothing to correct", "β = 0：无需修正"), "edges", once(row, 0.0, 3)),
        Case(Text("v afterwards", "调用之后的 v"), "inputs", once(row, 0.8, 2)),
    )


def _corrects_v_in_place(v: np.ndarray, beta: float, t: int) -> np.ndarray:
    v /= 1 - beta**t
    return v


bias_correct_exercise = Exercise(
    reference=bias_correct,
    work=Work.FORMULA,
    draw=_draw_bias_correct,
    test_case=bias_correct_test_case,
    returns="v_corrected",
    hints=(
        Text(
            "The weights in v_t do not sum to 1. What do they sum to? The lesson gives the sum as a formula of "
            "β and t.",
            "v_t 中的权重之和不是 1。那么是多少？课文给出了它关于 β 和 t 的公式。",
        ),
        Text(
            "With β = 0.5 and t = 3 the weights sum to 0.875, and a constant 10 gives 8.75. How do you get 10 back?",
            "β = 0.5、t = 3 时，权重之和为 0.875，常数 10 得到 8.75。怎样才能变回 10？",
        ),
        Text(
            "It is one line: a division by the sum of the weights. In Python, a power is written with two asterisks.",
            "只需一行：除以权重之和。在 Python 中，幂用两个星号表示。",
        ),
    ),
    why=Text(
        "The weights of v_t sum to 1 − β^t; dividing by that sum makes them sum to 1.",
        "v_t 的权重之和是 1 − β^t；除以它，权重之和就变成 1。",
    ),
    mistakes=(
        Mistake(
            Text("The power is one too small", "幂次少了 1"),
            lambda v, beta, t: np.divide(v, 1 - beta ** (t - 1)),
            Text(
                "In the first step t is 1, and 1 − β^0 is zero: a division by nothing. Use t as it is given.",
                "第一步中 t 为 1，而 1 − β^0 等于零：除数为零。请直接使用给出的 t。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The power is one too large", "幂次多了 1"),
            lambda v, beta, t: v / (1 - beta ** (t + 1)),
            Text(
                "t already counts from 1: after the first step t is 1. Use t as it is given.",
                "t 已经从 1 开始数：第一步之后 t 就是 1。请直接使用给出的 t。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9", "β 固定为 0.9"),
            lambda v, beta, t: v / (1 - 0.9**t),
            Text(
                "The result is that of 0.9 whatever beta is given. Use the argument.",
                "无论传入什么 beta，结果都是 0.9 的。请使用参数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Only 1 / (1 − β^t) is returned", "只返回了修正系数"),
            lambda v, beta, t: np.ones_like(v) / (1 - beta**t),
            Text(
                "That is the factor, in the shape of v. The corrected average is asked for: v times that factor.",
                "那是系数，形状与 v 相同。要求的是修正后的平均：v 乘以这个系数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v is left out", "漏掉了 v，只返回系数"),
            lambda v, beta, t: 1 / (1 - beta**t),
            Text(
                "That is a single number. The corrected average is asked for: v times that factor.",
                "那只是一个数。要求的是修正后的平均：v 乘以这个系数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The result is rounded", "结果被四舍五入"),
            lambda v, beta, t: np.round(v / (1 - beta**t), 2),
            Text(
                "Two digits after the point are not enough for small averages. Return the numbers as they are.",
                "对很小的平均值来说，两位小数不够。请直接返回算出的数，不要舍入。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v itself is changed", "改动了 v 本身"),
            _corrects_v_in_place,
            Text(
                "The next step of the average needs the plain v. Give back a new value and leave v alone (no /=).",
                "平均的下一步还需要未修正的 v。请返回一个新的值，不要改动 v（不要用 /=）。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The first step is not corrected", "第一步没有修正"),
            lambda v, beta, t: v if t == 1 else v / (1 - beta ** (t - 1)),
            Text(
                "The power is one too small, and the first step is left out to save it. With t as it is given "
                "no step is special.",
                "幂次少了 1，为了不出错又跳过了第一步。直接使用给出的 t，就没有哪一步需要特殊处理。",
            ),
            IDEA,
        ),
        *(Mistake(*wrong) for wrong in WRONG_CORRECTIONS),
    ),
)


# --- ema_corrected ----------------------------------------------------------------------------------------------------


def ema_corrected_test_case() -> tuple[np.ndarray, float]:
    """Inputs to play with: ten daily temperatures in °F, shape (10,), and β = 0.9."""
    return np.array([40.0, 49.0, 45.0, 44.0, 50.0, 47.0, 42.0, 38.0, 41.0, 46.0]), 0.9


def _draw_ema_corrected(rng: np.random.Generator) -> Sequence[Case]:
    series = rng.normal(50, 10, 12)

    def twice(call: Function) -> None:
        call(series, 0.9)
        call(series[4:9], 0.9)

    return (
        Case(Text("three values, β = 0.8", "三个值，β = 0.8"), "basics", once(np.array([10.0, 10.0, 20.0]), 0.8)),
        Case(Text("twelve values, β = 0.9", "十二个值，β = 0.9"), "basics", once(series, 0.9)),
        Case(Text("a constant series", "常数序列"), "basics", once(np.full(6, 42.0), 0.98)),
        Case(Text("two calls, one after the other", "先后两次调用"), "state", twice),
        Case(
            Text("values of mixed size and sign", "大小悬殊、有正有负的值"),
            "edges",
            once((series - 50) * 10.0 ** rng.integers(-4, 4, 12), 0.8),
        ),
        Case(Text("β = 0: no memory", "β = 0：没有记忆"), "edges", once(series, 0.0)),
        Case(Text("a single value", "只有一个值"), "edges", once(series[:1], 0.7)),
        Case(Text("the series afterwards", "调用之后的序列"), "inputs", once(series, 0.6)),
    )


def _wrong_corrected(
    correct: Callable[..., float] = lambda v, beta, t, last: v / (1 - beta**t),
    step: Callable[..., float] = lambda v, value, beta: beta * v + (1 - beta) * value,
    start: Callable[[np.ndarray], float] = lambda theta: 0.0,
) -> Function:
    """The reference with another correction, recursion step or start; `last` is the number of values."""

    def wrong(theta: np.ndarray, beta: float) -> np.ndarray:
        v, corrected = start(theta), []
        for t, value in enumerate(theta, start=1):
            v = step(v, value, beta)
            corrected.append(correct(v, beta, t, len(theta)))
        return np.array(corrected)

    return wrong


def _each_day(formula: Callable[..., float]) -> Callable[..., float]:
    return lambda v, beta, t, last: formula(v, beta, t)


def _corrected_value_goes_on(theta: np.ndarray, beta: float) -> np.ndarray:
    v, corrected = 0.0, []
    for t, value in enumerate(theta, start=1):
        v = (beta * v + (1 - beta) * value) / (1 - beta**t)
        corrected.append(v)
    return np.array(corrected)


def _keeps_v_between_calls() -> Function:
    kept = [0.0]

    def wrong(theta: np.ndarray, beta: float) -> np.ndarray:
        corrected = []
        for t, value in enumerate(theta, start=1):
            kept[0] = beta * kept[0] + (1 - beta) * value
            corrected.append(kept[0] / (1 - beta**t))
        return np.array(corrected)

    return wrong


def _leaves_out_the_first(theta: np.ndarray, beta: float) -> np.ndarray:
    v, corrected = 0.0, np.zeros(len(theta))
    for t in range(1, len(theta)):
        v = beta * v + (1 - beta) * theta[t]
        corrected[t] = v / (1 - beta**t)
    return corrected


ema_corrected_exercise = Exercise(
    reference=ema_corrected,
    draw=_draw_ema_corrected,
    test_case=ema_corrected_test_case,
    returns="v_corrected",
    hints=(
        Text(
            "Two things happen on each day: the plain average v takes one step, and what you store is v corrected.",
            "每天要做两件事：未修正的平均 v 走一步；存下来的是修正后的 v。",
        ),
        Text(
            "Only the stored value is corrected. The v that goes into the next step stays as it is.",
            "只修正存下来的值。进入下一步的 v 保持不变。",
        ),
        Text(
            "Loop with enumerate(theta, start=1), which counts t from 1. Update v as in lesson 02, store "
            "bias_correct(v, beta, t), and return all of the stored values as an array.",
            "用 enumerate(theta, start=1) 做循环，t 从 1 数起。像第 02 课那样更新 v，存下 bias_correct(v, beta, "
            "t)，最后把存下的所有值作为数组返回。",
        ),
    ),
    why=Text(
        "The plain average goes on uncorrected; each value that is given out is divided by the sum of its weights.",
        "平均本身一直不加修正地延续下去；只有要给出的每个值，才除以它的权重之和。",
    ),
    mistakes=(
        Mistake(
            Text("t starts at 0", "t 从 0 开始"),
            _wrong_corrected(correct=lambda v, beta, t, last: np.divide(v, 1 - beta ** (t - 1))),
            Text(
                "A loop counts from 0, steps count from 1. On the first day 1 − β^0 is zero, and dividing by it fails.",
                "循环从 0 数起，步数从 1 数起。第一天的 1 − β^0 等于零，不能做除数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("t is one too large", "t 多了 1"),
            _wrong_corrected(correct=lambda v, beta, t, last: v / (1 - beta ** (t + 1))),
            Text(
                "On the first day t is 1, not 2. Where does your counter start, and do you add to it again?",
                "第一天 t 是 1，不是 2。你的计数从几开始，后来又加了 1 吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("All days share the correction of the last one", "所有日子都用了最后一天的修正"),
            _wrong_corrected(correct=lambda v, beta, t, last: v / (1 - beta**last)),
            Text(
                "The number of values stands where the number of the day should. Each day has its own t.",
                "该用当天编号的地方，用了值的个数。每一天都有自己的 t。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The corrected average goes into the next step", "修正后的平均值被带入了下一步"),
            _corrected_value_goes_on,
            Text(
                "Keep two values apart: v, which runs on uncorrected, and the corrected one, which is only stored.",
                "请把两个值分开：v 不加修正地继续，修正后的值只用来存储。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β and 1 − β are swapped in the average", "平均中的 β 与 1 − β 写反了"),
            _wrong_corrected(step=lambda v, value, beta: (1 - beta) * v + beta * value),
            Text(
                "The large factor belongs to the old average: with β = 0.9 today counts for a tenth only.",
                "较大的系数属于旧的平均：β = 0.9 时，当天只占十分之一。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β and 1 − β are swapped in the correction", "修正中的 β 与 1 − β 写反了"),
            _wrong_corrected(correct=lambda v, beta, t, last: np.divide(v, 1 - (1 - beta) ** t)),
            Text(
                "The averages are right. What is missing from the weights after t steps is a power of β itself.",
                "平均是对的。t 步之后权重中缺少的，是 β 本身的幂。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is missing in the average", "平均中缺少系数 1 − β"),
            _wrong_corrected(step=lambda v, value, beta: beta * v + value),
            Text(
                "Today's value goes in whole, so everything comes out too large by a factor of 1 / (1 − β).",
                "当天的值整个加了进去，所有结果都变成应有值的 1 / (1 − β) 倍。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average starts at the first value", "平均从第一个值开始"),
            _wrong_corrected(start=lambda theta: theta[0]),
            Text(
                "The correction makes up for a start at v_0 = 0. With another start there is nothing to make up for.",
                "修正弥补的是从 v_0 = 0 开始造成的偏低。换一个起点，就没有什么要弥补的了。",
            ),
            LOW_START,
        ),
        Mistake(
            Text("The average starts at the first value and is not corrected", "平均从第一个值开始，且没有修正"),
            _wrong_corrected(correct=lambda v, beta, t, last: v, start=lambda theta: theta[0]),
            Text(
                "Such a start needs no correction, but leans on the first day for long. Start at 0, then divide.",
                "这样的起点不需要修正，但会长期偏向第一天。请从 0 开始，再做除法。",
            ),
            LOW_START,
        ),
        Mistake(
            Text("The first day is not corrected", "第一天没有修正"),
            _wrong_corrected(correct=lambda v, beta, t, last: v / (1 - beta ** (t - 1)) if t > 1 else v),
            Text(
                "With t from 0 the first day stays as it is, and each later day gets the power of the day before. "
                "Count t from 1; then no day is special.",
                "t 从 0 数起时，第一天没有变化，之后每一天都用了前一天的幂次。请让 t 从 1 数起，"
                "就没有哪一天需要特殊处理。",
            ),
            IDEA,
        ),
        Mistake(
            Text("θ is corrected, not the average", "修正的是 θ 而不是平均值"),
            lambda theta, beta: theta / (1 - beta ** np.arange(1, len(theta) + 1)),
            Text(
                "The values go in at once, without being averaged. Take a step of v first, then divide v.",
                "这些值没有经过平均就直接用了。请先让 v 走一步，再对 v 做除法。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is forgotten", "旧的平均值被丢掉了"),
            _wrong_corrected(step=lambda v, value, beta: (1 - beta) * value),
            Text(
                "Each result depends on its own day only. Is the new v kept for the next step?",
                "每个结果只取决于当天。新的 v 留给下一步了吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is not weighted", "旧的平均值没有乘系数"),
            _wrong_corrected(step=lambda v, value, beta: v + (1 - beta) * value),
            Text(
                "Nothing is ever forgotten, so v keeps growing. The old average has to shrink a little in each step.",
                "什么都没有被遗忘，v 会不断增大。旧的平均每一步都要缩小一点。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The loop leaves out the first day", "循环漏掉了第一天"),
            _leaves_out_the_first,
            Text(
                "The first place stays 0, and all days after it have too small a t. Let the loop begin with "
                "the first value and t with 1.",
                "第一个位置一直是 0，之后每一天的 t 都偏小。循环应从第一个值开始，t 从 1 开始。",
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
            Text("β is fixed at 0.9 in the correction", "修正中的 β 固定为 0.9"),
            _wrong_corrected(correct=lambda v, beta, t, last: v / (1 - 0.9**t)),
            Text(
                "The averages are right, the correction is that of 0.9 whatever beta is given.",
                "平均是对的，但无论传入什么 beta，修正都是 0.9 的结果。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around t + 1", "t + 1 缺少括号"),
            _wrong_corrected(correct=lambda v, beta, t, last: v / (1 - beta ** (t - 1) + 1)),
            Text(
                "Python takes the power before it adds. What belongs together in the exponent?",
                "Python 先算幂再做加法。指数里哪些应该括在一起？",
            ),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β", "1 − β 缺少括号"),
            _wrong_corrected(step=lambda v, value, beta: beta * v + 1 - beta * value),
            Text(
                "Without brackets, today's value is multiplied by β and then subtracted. Put 1 − β in brackets.",
                "没有括号时，当天的值先乘 β 再被减去。请给 1 − β 加上括号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The result lags by a day", "结果晚了一天"),
            lambda theta, beta: (
                np.concatenate([[0.0], ema(theta, beta)[:-1]]) / (1 - beta ** np.arange(1, len(theta) + 1))
            ),
            Text(
                "The corrected average is stored before today's value goes in. Update v first, then store.",
                "当天的值还没有进入，修正后的平均就已经存下了。请先更新 v，再存储。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9 in the average", "平均中的 β 固定为 0.9"),
            _wrong_corrected(step=lambda v, value, beta: 0.9 * v + 0.1 * value),
            Text(
                "The correction uses beta, the average that of 0.9 whatever is given.",
                "修正用了 beta，但无论传入什么，平均都是 0.9 的结果。",
            ),
            IDEA,
        ),
        *wrong_series(ema_corrected, IDEA),
        *(
            Mistake(name, _wrong_corrected(_each_day(formula)), advice, where)
            for name, formula, advice, where in WRONG_CORRECTIONS
        ),
    ),
)

EXERCISES = (bias_correct_exercise, ema_corrected_exercise)
