"""Lesson 07: the exercises on learning-rate decay."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from helpers.decay import exponential_decay, schedule_lr_decay, sqrt_decay, staircase_decay, update_lr
from helpers.language import Text
from testcases.edited import Source
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once

IDEA = Text('section "The idea"', "“思路”一节")
POWERS = Text('section "The same factor every epoch"', "“每一轮乘以同样的系数”一节")
ROOT = Text('section "One over the root of t"', "“t 的平方根分之一”一节")
STAIRS = Text('section "Stairs"', "“阶梯”一节")

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


UPDATE_LR = Source("""
def update_lr(learning_rate0, epoch_num, decay_rate):
    return learning_rate0 / (1 + decay_rate * epoch_num)
""")

update_lr_exercise = Exercise(
    reference=update_lr,
    work=Work.FORMULA,
    draw=_draw_update,
    test_case=update_lr_test_case,
    returns="learning_rate",
    hints=(
        Text(
            "Try it by hand: with decay_rate = 1 the rates of epochs 0, 1, 2, 3 are 1/1, 1/2, 1/3 and 1/4 of α₀.",
            "先手算一下：decay_rate = 1 时，第 0、1、2、3 轮的学习率分别是 α₀ 的 1/1、1/2、1/3 和 1/4。",
        ),
        Text(
            "The number below the line is 1 at epoch 0 and grows by decay_rate with every epoch.",
            "分母在第 0 轮是 1，之后每一轮增加 decay_rate。",
        ),
        Text(
            "It is one line, a fraction: learning_rate0 on top; 1 plus a product in brackets below.",
            "只要一行，一个分式：分子是 learning_rate0，分母是括号里的 1 加上一个乘积。",
        ),
    ),
    why=Text(
        "The rate falls, but so slowly that all steps together still reach any distance.",
        "学习率在下降，但降得足够慢，所有步子加起来仍能走到任意远。",
    ),
    mistakes=(
        Mistake(
            Text("The rate grows", "学习率在增大"),
            UPDATE_LR.but("/ (1", "* (1"),
            Text(
                "You multiply by 1 + decay_rate · epoch_num. Later epochs should have smaller rates.",
                "你乘以了 1 + decay_rate · epoch_num。越往后的轮次，学习率应该越小。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The 1 is missing below the line", "分母里缺少 1"),
            UPDATE_LR.but("1 + ", ""),
            Text(
                "At epoch 0 this divides by zero. What makes the first rate exactly α₀?",
                "第 0 轮会除以零。怎样才能让第一个学习率恰好是 α₀？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The brackets below the line are missing", "分母缺少括号"),
            UPDATE_LR.but("(1 + decay_rate * epoch_num)", "1 + decay_rate * epoch_num"),
            Text(
                "Python divides before it adds. Put brackets around everything that stands below the line.",
                "Python 先除后加。请给整个分母加上括号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The brackets close too early", "括号关得太早"),
            UPDATE_LR.but("decay_rate * epoch_num)", "decay_rate) * epoch_num"),
            Text(
                "The fraction is multiplied by epoch_num, so that epoch 0 gets 0. The product belongs inside the "
                "brackets.",
                "整个分式又乘以了 epoch_num，第 0 轮得到 0。乘积应该在括号里面。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Epoch and decay rate are added", "轮次与衰减率相加了"),
            UPDATE_LR.but("decay_rate * epoch_num", "decay_rate + epoch_num"),
            Text(
                "Below the line 1 is added to a product: decay_rate times epoch_num.",
                "分母里是 1 加上一个乘积：decay_rate 乘以 epoch_num。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The epochs count from 1", "轮次从 1 开始数"),
            UPDATE_LR.but("epoch_num)\n", "(epoch_num + 1))\n"),
            Text(
                "Epoch 0 should run at the full rate α₀. Yours is one epoch ahead.",
                "第 0 轮应使用完整的学习率 α₀。你的早了一轮。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The rate lags an epoch behind", "学习率晚了一轮"),
            UPDATE_LR.but("epoch_num)\n", "(epoch_num - 1))\n"),
            Text(
                "Epochs count from 0 already: nothing has to be subtracted from epoch_num.",
                "轮次本来就从 0 开始数：epoch_num 不需要再减。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The sign below the line is wrong", "分母里的符号不对"),
            UPDATE_LR.but("1 +", "1 -"),
            Text(
                "The denominator shrinks, passes zero and turns negative. It should grow with every epoch.",
                "分母会变小、经过零、再变成负数。它应随轮次增大。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor is applied once per epoch", "每一轮都乘了一次系数"),
            UPDATE_LR.but("decay_rate * epoch_num)", "decay_rate) ** epoch_num"),
            Text(
                "That is a power, and falls far faster. Here the epoch multiplies decay_rate.",
                "那是乘方，下降得快得多。这里是轮次乘以 decay_rate。",
            ),
            IDEA,
        ),
        Mistake(
            Text("A power instead of a product", "用了乘方而不是乘积"),
            UPDATE_LR.but("decay_rate * epoch_num", "decay_rate**epoch_num"),
            Text(
                "** raises to a power. Below the line decay_rate is multiplied by epoch_num.",
                "** 表示乘方。分母里是 decay_rate 乘以 epoch_num。",
            ),
            IDEA,
        ),
        Mistake(
            Text("A straight line down", "沿直线下降"),
            UPDATE_LR.but("/ (1 +", "* (1 -"),
            Text(
                "This reaches zero and goes on below it. Divide by 1 + decay_rate · epoch_num instead.",
                "它会降到零，再变成负数。应除以 1 + decay_rate · epoch_num。",
            ),
            IDEA,
        ),
        Mistake(
            Text("An exponential", "用了指数函数"),
            UPDATE_LR.but(
                "learning_rate0 / (1 + decay_rate * epoch_num)", "learning_rate0 * np.exp(-decay_rate * epoch_num)"
            ),
            Text(
                "In the long run that falls faster than any fraction. No exp is needed: divide by 1 plus a product.",
                "久而久之，它比任何分式都降得快。这里不需要 exp：除以 1 加上一个乘积即可。",
            ),
            IDEA,
        ),
        Mistake(
            Text("decay_rate is not used", "没有使用 decay_rate"),
            UPDATE_LR.but("decay_rate * epoch_num", "epoch_num"),
            Text(
                "The results are those of decay_rate = 1, whatever is given. Use the argument.",
                "无论传入什么，结果都是 decay_rate = 1 的结果。请使用这个参数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("epoch_num is not used", "没有使用 epoch_num"),
            UPDATE_LR.but("decay_rate * epoch_num", "decay_rate"),
            Text(
                "Every epoch gets the same rate. How many times does decay_rate count by now?",
                "每一轮的学习率都一样。到现在 decay_rate 应该算几次？",
            ),
            IDEA,
        ),
        Mistake(
            Text("α₀ is missing", "缺少 α₀"),
            UPDATE_LR.but("learning_rate0 /", "1 /"),
            Text("That is the factor. Multiply it by learning_rate0.", "这只是系数。请乘以 learning_rate0。"),
            IDEA,
        ),
        Mistake(
            Text("The division drops the fraction", "除法丢掉了小数"),
            UPDATE_LR.but("learning_rate0 /", "learning_rate0 //"),
            Text(
                "// rounds down, here to 0. A rate is not a whole number: divide with /.",
                "// 会向下取整，这里得到 0。学习率不是整数：请用 / 来除。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The rate of the last call is decayed again", "对上一次的结果又衰减了一次"),
            lambda: UPDATE_LR.but(
                "def ",
                "last = []\n\n\ndef ",
                "return learning_rate0",
                "last.append((last or [learning_rate0])[-1]",
                "epoch_num)\n",
                "epoch_num))\n    return last[-1]\n",
            ),
            Text(
                "Each rate is worked out from α₀, not from the rate of the epoch before.",
                "每一轮的学习率都从 α₀ 算起，而不是从上一轮的学习率算起。",
            ),
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


EXPONENTIAL = Source("""
def exponential_decay(learning_rate0, epoch_num, base=0.95):
    return base**epoch_num * learning_rate0
""")

exponential_decay_exercise = Exercise(
    reference=exponential_decay,
    work=Work.FORMULA,
    draw=_draw_exponential,
    test_case=exponential_decay_test_case,
    returns="learning_rate",
    hints=(
        Text(
            "With base = 0.5 the rates are α₀, then a half of it, a quarter, an eighth.",
            "base = 0.5 时，学习率依次是 α₀、它的一半、四分之一、八分之一。",
        ),
        Text(
            "After epoch_num epochs α₀ has been multiplied by base epoch_num times.",
            "过了 epoch_num 轮之后，α₀ 已经乘了 epoch_num 次 base。",
        ),
        Text(
            "In Python a power is written with **. Multiply that power of base by learning_rate0.",
            "在 Python 里，乘方用 ** 表示。把 base 的这个乘方乘以 learning_rate0。",
        ),
    ),
    why=Text(
        "The same factor every epoch: fast at first and never zero, but all steps together have a finite length.",
        "每一轮乘以同样的系数：起初降得快，永远不到零，但所有步子加起来长度有限。",
    ),
    mistakes=(
        Mistake(
            Text("base is multiplied by the epoch", "base 乘以了轮次"),
            EXPONENTIAL.but("base**epoch_num", "base * epoch_num"),
            Text(
                "The factor is applied once per epoch: that is a power, not a product.",
                "系数每一轮都要乘一次：那是乘方，不是乘积。",
            ),
            POWERS,
        ),
        Mistake(
            Text("Base and exponent are swapped", "底数与指数写反了"),
            EXPONENTIAL.but("base**epoch_num", "epoch_num**base"),
            Text(
                "Yours grows with the epoch. Which of the two numbers is multiplied by itself?",
                "你的结果随轮次增大。这两个数里，哪个要自乘？",
            ),
            POWERS,
        ),
        Mistake(
            Text("base is fixed at 0.95", "base 固定为 0.95"),
            EXPONENTIAL.but("base**", "0.95**"),
            Text("0.95 is only the default. Use the argument.", "0.95 只是默认值。请使用参数。"),
            POWERS,
        ),
        Mistake(
            Text("The epochs count from 1", "轮次从 1 开始数"),
            EXPONENTIAL.but("**epoch_num", " ** (epoch_num + 1)"),
            Text(
                "Epoch 0 should run at the full rate α₀. Yours is one factor ahead.",
                "第 0 轮应使用完整的学习率 α₀。你的多乘了一次系数。",
            ),
            POWERS,
        ),
        Mistake(
            Text("The rate lags an epoch behind", "学习率晚了一轮"),
            EXPONENTIAL.but("**epoch_num", " ** (epoch_num - 1)"),
            Text(
                "Epochs count from 0 already, and epoch 0 has the factor base to the power 0, which is 1.",
                "轮次本来就从 0 开始数；第 0 轮的系数是 base 的 0 次方，即 1。",
            ),
            POWERS,
        ),
        Mistake(
            Text("The rate grows", "学习率在增大"),
            EXPONENTIAL.but("base**", "base ** -"),
            Text(
                "A negative power, or a division by one, makes the rate larger. Multiply by the power itself.",
                "负指数，或除以这个乘方，都会让学习率变大。请乘以这个乘方本身。",
            ),
            POWERS,
        ),
        Mistake(
            Text("base is put into an exponential", "把 base 放进了指数函数"),
            EXPONENTIAL.but("base**epoch_num", "np.exp(-base * epoch_num)"),
            Text("No exp is needed: base itself is the factor of one epoch.", "不需要 exp：base 本身就是一轮的系数。"),
            POWERS,
        ),
        Mistake(
            Text("1 − base is taken for the factor", "把 1 − base 当成了系数"),
            EXPONENTIAL.but("base**", "(1 - base) **"),
            Text(
                "base is the share that is left after an epoch, not the share that is lost.",
                "base 是一轮之后留下的份额，而不是失去的份额。",
            ),
            POWERS,
        ),
        Mistake(
            Text("A straight line down", "沿直线下降"),
            EXPONENTIAL.but("base**epoch_num", "(1 - (1 - base) * epoch_num)"),
            Text(
                "The same amount is taken away every epoch, and soon there is less than none. Multiply once per epoch.",
                "每一轮都减去同样多，很快就不够减了。应该每一轮乘一次。",
            ),
            POWERS,
        ),
        Mistake(
            Text("This is the schedule of update_lr", "这是 update_lr 的公式"),
            EXPONENTIAL.but("base**epoch_num", "1 / (1 + base * epoch_num)"),
            Text(
                "There the epoch stands below a line. Here base is multiplied by itself.",
                "那里轮次在分母里。这里是 base 自乘。",
            ),
            POWERS,
        ),
        Mistake(
            Text("epoch_num is not used", "没有使用 epoch_num"),
            EXPONENTIAL.but("base**epoch_num", "base"),
            Text(
                "Every epoch gets the same rate. How often has the factor been applied by now?",
                "每一轮的学习率都一样。到现在系数应该乘了几次？",
            ),
            POWERS,
        ),
        Mistake(
            Text("α₀ is inside the power", "α₀ 也被取了乘方"),
            EXPONENTIAL.but("base**epoch_num * learning_rate0", "(base * learning_rate0) ** epoch_num"),
            Text(
                "Only base is raised to the power. At epoch 0 yours gives 1, where it should give α₀.",
                "只对 base 取乘方。第 0 轮你得到 1，而应该是 α₀。",
            ),
            POWERS,
        ),
        Mistake(
            Text("α₀ is in the exponent", "α₀ 跑到了指数里"),
            EXPONENTIAL.but("epoch_num *", "(epoch_num *", "learning_rate0\n", "learning_rate0)\n"),
            Text(
                "Brackets have drawn learning_rate0 into the exponent. It multiplies the power.",
                "括号把 learning_rate0 也放进了指数。它应该乘在乘方外面。",
            ),
            POWERS,
        ),
        Mistake(
            Text("α₀ is added", "α₀ 是加上去的"),
            EXPONENTIAL.but("* learning_rate0", "+ learning_rate0"),
            Text("The power is a factor: it multiplies learning_rate0.", "这个乘方是系数，要与 learning_rate0 相乘。"),
            POWERS,
        ),
        Mistake(
            Text("α₀ is missing", "缺少 α₀"),
            EXPONENTIAL.but(" * learning_rate0", ""),
            Text("That is the factor. Multiply it by learning_rate0.", "这只是系数。请乘以 learning_rate0。"),
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


SQRT = Source("""
def sqrt_decay(learning_rate0, t, k=1.0):
    return k / np.sqrt(t) * learning_rate0
""")

sqrt_decay_exercise = Exercise(
    reference=sqrt_decay,
    work=Work.FORMULA,
    draw=_draw_sqrt,
    test_case=sqrt_decay_test_case,
    returns="learning_rate",
    hints=(
        Text(
            "With k = 1 the rates at t = 1, 4, 9 are 1/1, 1/2, 1/3 of α₀.",
            "k = 1 时，t = 1、4、9 的学习率分别是 α₀ 的 1/1、1/2、1/3。",
        ),
        Text(
            "The root is taken of t alone; k and α₀ stand above the line, as factors.",
            "只对 t 开平方；k 和 α₀ 作为因子在分子上。",
        ),
        Text(
            "np.sqrt(t), or t ** 0.5, gives the root. t counts from 1 here, so add nothing to it.",
            "np.sqrt(t) 或 t ** 0.5 给出平方根。这里 t 从 1 开始数，所以什么都不用加。",
        ),
    ),
    why=Text(
        "It falls more slowly than 1/t: a rate that still moves late in a long run.",
        "它比 1/t 降得慢：长时间训练到后期，仍然走得动。",
    ),
    mistakes=(
        Mistake(
            Text("The root is missing", "缺少平方根"),
            SQRT.but("np.sqrt(t)", "t"),
            Text(
                "You divide by t itself. At t = 4 the rate should be a half, not a quarter.",
                "你除以了 t 本身。t = 4 时学习率应是一半，而不是四分之一。",
            ),
            ROOT,
        ),
        Mistake(
            Text("t is squared", "t 被平方了"),
            SQRT.but("np.sqrt(t)", "t**2"),
            Text("That is the square. The root of 4 is 2, not 16.", "那是平方。4 的平方根是 2，不是 16。"),
            ROOT,
        ),
        Mistake(
            Text("The exponent needs brackets", "指数缺少括号"),
            SQRT.but("np.sqrt(t)", "t**1 / 2"),
            Text(
                "Python takes the power first and divides then: t ** 1 / 2 is a half of t. Write 0.5, or brackets.",
                "Python 先算乘方再算除法：t ** 1 / 2 是 t 的一半。请写 0.5，或加上括号。",
            ),
            ROOT,
        ),
        Mistake(
            Text("The root is rounded", "平方根被取整了"),
            SQRT.but("np.sqrt(t)", "int(np.sqrt(t))"),
            Text(
                "int drops what stands after the point: between two squares the rate would not change.",
                "int 丢掉了小数部分：在两个平方数之间，学习率不会变化。",
            ),
            ROOT,
        ),
        Mistake(
            Text("One is added to t", "t 加了 1"),
            SQRT.but("sqrt(t)", "sqrt(t + 1)"),
            Text(
                "t counts from 1 here, so that nothing needs to be added. The first rate should be k · α₀.",
                "这里 t 从 1 开始数，不需要再加。第一个学习率应是 k · α₀。",
            ),
            ROOT,
        ),
        Mistake(
            Text("One is added to the root", "平方根加了 1"),
            SQRT.but("np.sqrt(t)", "(np.sqrt(t) + 1)"),
            Text(
                "Only update_lr has a 1 below the line. t is never 0 here, so the root alone will do.",
                "只有 update_lr 的分母里有 1。这里 t 不会是 0，只用平方根就够了。",
            ),
            ROOT,
        ),
        Mistake(
            Text("t counts from 0", "t 从 0 开始数"),
            SQRT.but("sqrt(t)", "sqrt(t - 1.0)"),
            Text(
                "t is 1 for the first mini-batch: subtracting 1 makes it divide by zero.",
                "第一个小批量的 t 是 1：再减 1 就会除以零。",
            ),
            ROOT,
        ),
        Mistake(
            Text("A little is added below the line", "分母里加了一个很小的数"),
            SQRT.but("np.sqrt(t)", "(np.sqrt(t) + 1e-8)"),
            Text(
                "t is at least 1, so nothing has to be protected from a division by zero.",
                "t 至少是 1，不需要防止除以零。",
            ),
            ROOT,
        ),
        Mistake(
            Text("k is under the root", "k 在根号里"),
            SQRT.but("k / np.sqrt(t)", "np.sqrt(k / t)"),
            Text("The root is taken of t alone.", "只对 t 开平方。"),
            ROOT,
        ),
        Mistake(
            Text("k is under the root, below the line", "k 在分母的根号里"),
            SQRT.but("k / np.sqrt(t)", "1 / np.sqrt(k * t)"),
            Text("The root is taken of t alone; k stands above the line.", "只对 t 开平方；k 在分子上。"),
            ROOT,
        ),
        Mistake(
            Text("α₀ is under the root", "α₀ 在根号里"),
            SQRT.but("k / np.sqrt(t) * learning_rate0", "k * np.sqrt(learning_rate0 / t)"),
            Text("The root is taken of t alone. α₀ is a factor.", "只对 t 开平方。α₀ 是一个因子。"),
            ROOT,
        ),
        Mistake(
            Text("All of it is under the root", "整个式子都在根号里"),
            SQRT.but("k / np.sqrt(t) * learning_rate0", "np.sqrt(k / t * learning_rate0)"),
            Text(
                "The root is taken of t alone; k and α₀ are factors outside of it.",
                "只对 t 开平方；k 和 α₀ 是根号外的因子。",
            ),
            ROOT,
        ),
        Mistake(
            Text("The rate grows", "学习率在增大"),
            SQRT.but("k / np", "k * np"),
            Text("You multiply by the root. Divide by it.", "你乘以了平方根。应该除以它。"),
            ROOT,
        ),
        Mistake(
            Text("k is not used", "没有使用 k"),
            SQRT.but("k / np", "1 / np"),
            Text("The results are those of k = 1, whatever k is given.", "无论传入什么 k，结果都是 k = 1 的结果。"),
            ROOT,
        ),
        Mistake(
            Text("k is below the line", "k 在分母里"),
            SQRT.but("k / np.sqrt(t)", "1 / (k * np.sqrt(t))"),
            Text(
                "A larger k should give a larger rate. k stands above the line.",
                "k 越大，学习率应该越大。k 在分子上。",
            ),
            ROOT,
        ),
        Mistake(
            Text("α₀ is below the line", "α₀ 在分母里"),
            SQRT.but("* learning_rate0", "/ learning_rate0"),
            Text(
                "A larger α₀ should give a larger rate. Multiply by it; brackets may have drawn it below the line.",
                "α₀ 越大，学习率应该越大。要乘以它；也许是括号把它带进了分母。",
            ),
            ROOT,
        ),
        Mistake(
            Text("α₀ is added", "α₀ 是加上去的"),
            SQRT.but("* learning_rate0", "+ learning_rate0"),
            Text("k / √t is a factor: it multiplies learning_rate0.", "k / √t 是系数，要与 learning_rate0 相乘。"),
            ROOT,
        ),
        Mistake(
            Text("α₀ is missing", "缺少 α₀"),
            SQRT.but(" * learning_rate0", ""),
            Text("That is the factor. Multiply it by learning_rate0.", "这只是系数。请乘以 learning_rate0。"),
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


SCHEDULE = Source("""
def schedule_lr_decay(learning_rate0, epoch_num, decay_rate, time_interval=1000):
    return learning_rate0 / (1 + decay_rate * (epoch_num // time_interval))
""")

schedule_lr_decay_exercise = Exercise(
    reference=schedule_lr_decay,
    work=Work.FORMULA,
    draw=_draw_schedule,
    test_case=schedule_lr_decay_test_case,
    returns="learning_rate",
    hints=(
        Text(
            "It is update_lr with another count: not of epochs, but of whole intervals that have gone by.",
            "它就是换了计数方式的 update_lr：数的不是轮次，而是已经过完的间隔。",
        ),
        Text(
            "With an interval of 10, epochs 0 to 9 count as 0, epochs 10 to 19 as 1.",
            "间隔为 10 时，第 0 到 9 轮记为 0，第 10 到 19 轮记为 1。",
        ),
        Text(
            "epoch_num // time_interval divides and drops the rest. Put it where update_lr has epoch_num.",
            "epoch_num // time_interval 做除法并舍去余数。把它放到 update_lr 里 epoch_num 的位置。",
        ),
    ),
    why=Text(
        "Within an interval nothing changes, so that you can see what one rate does before the next one comes.",
        "在一个间隔之内什么都不变，这样在换下一个学习率之前，可以看清当前这个的效果。",
    ),
    mistakes=(
        Mistake(
            Text("The division is not rounded down", "除法没有向下取整"),
            SCHEDULE.but("//", "/"),
            Text(
                "The rate changes at every epoch. Count whole intervals only.",
                "学习率每一轮都在变。只数完整的间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded to the nearest", "除法取了最接近的整数"),
            SCHEDULE.but("epoch_num // time_interval", "round(epoch_num / time_interval)"),
            Text(
                "The first drop comes in the middle of the first interval. Round down.",
                "第一次下降出现在第一个间隔的中间。请向下取整。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded up", "除法向上取整了"),
            SCHEDULE.but("epoch_num // time_interval", "np.ceil(epoch_num / time_interval)"),
            Text(
                "The first interval is lowered from epoch 1 on. It should keep the full rate.",
                "学习率从第 1 轮起就降低了。整个第一个间隔都应保持完整的学习率 α₀。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The product is rounded, not the count", "取整的是乘积，而不是间隔的个数"),
            SCHEDULE.but("decay_rate * (epoch_num // time_interval)", "decay_rate * epoch_num // time_interval"),
            Text(
                "Without brackets Python multiplies first and rounds then. Count the intervals first, in brackets.",
                "没有括号时，Python 先乘后取整。请先在括号里数出间隔的个数。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The intervals count from 1", "间隔从 1 开始数"),
            SCHEDULE.but("epoch_num // time_interval", "epoch_num // time_interval + 1"),
            Text(
                "Epoch 0 should run at the full rate α₀: no interval has gone by yet.",
                "第 0 轮应使用完整的学习率 α₀：还没有过完任何间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The drops come an epoch early", "下降早了一轮"),
            SCHEDULE.but("epoch_num // time_interval", "(epoch_num + 1) // time_interval"),
            Text(
                "Epochs count from 0 already: with an interval of 10, epoch 9 still belongs to the first.",
                "轮次本来就从 0 开始数：间隔为 10 时，第 9 轮仍属于第一个间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The drops come an epoch late", "下降晚了一轮"),
            SCHEDULE.but("epoch_num // time_interval", "(epoch_num - 1) // time_interval"),
            Text(
                "Epochs count from 0, so with an interval of 10, epoch 10 is the first of the second.",
                "轮次从 0 开始数，所以间隔为 10 时，第 10 轮是第二个间隔的第一轮。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The rest instead of the quotient", "用了余数而不是商"),
            SCHEDULE.but("//", "%"),
            Text(
                "% gives the epoch within its interval. How many intervals lie behind it?",
                "% 给出的是在间隔内的第几轮。前面已经过了几个间隔？",
            ),
            STAIRS,
        ),
        Mistake(
            Text("time_interval is not used", "没有使用 time_interval"),
            SCHEDULE.but("epoch_num // time_interval", "epoch_num"),
            Text("This is update_lr: it changes at every epoch.", "这是 update_lr：它每一轮都在变。"),
            STAIRS,
        ),
        Mistake(
            Text("time_interval is fixed at 1000", "time_interval 固定为 1000"),
            SCHEDULE.but("// time_interval", "// 1000"),
            Text("1000 is only the default. Use the argument.", "1000 只是默认值。请使用参数。"),
            STAIRS,
        ),
        Mistake(
            Text("Epochs are counted, not intervals", "数的是轮次，而不是间隔"),
            SCHEDULE.but("epoch_num // time_interval", "epoch_num // time_interval * time_interval"),
            Text(
                "The drops come at the right epochs and are far too large: count 0, 1, 2, not 0, 10, 20.",
                "下降的位置是对的，但幅度远大于应有的：应数 0、1、2，而不是 0、10、20。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("There is one drop only", "只下降了一次"),
            SCHEDULE.but("epoch_num // time_interval", "min(epoch_num // time_interval, 1)"),
            Text("After every interval the rate drops again.", "每过一个间隔，学习率都要再降一次。"),
            STAIRS,
        ),
        Mistake(
            Text("The rate is low in the first epoch of an interval only", "只有间隔的第一轮降低了"),
            SCHEDULE.but(
                "return learning_rate0 /",
                "return learning_rate0 if epoch_num % time_interval else learning_rate0 /",
                "epoch_num // time_interval",
                "epoch_num",
            ),
            Text(
                "if epoch_num % time_interval == 0 picks single epochs. The others keep the drops that lie behind "
                "them.",
                "if epoch_num % time_interval == 0 只选中了个别的轮次。其余各轮也要保留已经发生的下降。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("After the first interval every epoch counts", "第一个间隔之后每一轮都在降"),
            SCHEDULE.but(
                "return learning_rate0 /",
                "return learning_rate0 if epoch_num < time_interval else learning_rate0 /",
                "epoch_num // time_interval",
                "epoch_num",
            ),
            Text(
                "The first interval is right; then the rate falls at every epoch. Count whole intervals all along.",
                "第一个间隔是对的，之后每一轮都在下降。应始终只数完整的间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The brackets below the line are missing", "分母缺少括号"),
            SCHEDULE.but(
                "(1 + decay_rate * (epoch_num // time_interval))", "1 + decay_rate * (epoch_num // time_interval)"
            ),
            Text(
                "Python divides before it adds. Put brackets around everything that stands below the line.",
                "Python 先除后加。请给整个分母加上括号。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The factor is applied once per interval", "每个间隔都乘了一次系数"),
            SCHEDULE.but("decay_rate * (epoch_num // time_interval))", "decay_rate) ** (epoch_num // time_interval)"),
            Text(
                "That is a power. Here the number of intervals multiplies decay_rate.",
                "那是乘方。这里是间隔的个数乘以 decay_rate。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("This is a staircase of powers", "这是乘方的阶梯"),
            SCHEDULE.but(
                "/ (1 + decay_rate * (epoch_num // time_interval))", "* decay_rate ** (epoch_num // time_interval)"
            ),
            Text(
                "That is staircase_decay, the next exercise. Here the count stands below a line.",
                "那是下一道习题 staircase_decay。这里间隔的个数在分母里。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The sign below the line is wrong", "分母里的符号不对"),
            SCHEDULE.but("1 +", "1 -"),
            Text(
                "The denominator shrinks, passes zero and turns negative. It should grow with every interval.",
                "分母会变小、经过零、再变成负数。它应随间隔增大。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The rate grows", "学习率在增大"),
            SCHEDULE.but("/ (1", "* (1"),
            Text(
                "You multiply by what should stand below the line. Later intervals should have smaller rates.",
                "你乘以了本应在分母里的式子。越往后的间隔，学习率应该越小。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("decay_rate is not used", "没有使用 decay_rate"),
            SCHEDULE.but("decay_rate * ", ""),
            Text(
                "The results are those of decay_rate = 1, whatever is given. Use the argument.",
                "无论传入什么，结果都是 decay_rate = 1 的结果。请使用这个参数。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("α₀ is missing", "缺少 α₀"),
            SCHEDULE.but("learning_rate0 /", "1 /"),
            Text("That is the factor. Multiply it by learning_rate0.", "这只是系数。请乘以 learning_rate0。"),
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


STAIRCASE = Source("""
def staircase_decay(learning_rate0, epoch_num, factor, interval):
    return factor ** (epoch_num // interval) * learning_rate0
""")

staircase_decay_exercise = Exercise(
    reference=staircase_decay,
    work=Work.FORMULA,
    draw=_draw_staircase,
    test_case=staircase_decay_test_case,
    returns="learning_rate",
    hints=(
        Text(
            "Count the drops that have happened by this epoch. With an interval of 10, epochs 0 to 9 have seen none.",
            "数一数到这一轮为止下降了几次。间隔为 10 时，第 0 到 9 轮还没有下降过。",
        ),
        Text(
            "Each drop multiplies the rate by factor once more: as in exponential_decay, with drops for epochs.",
            "每次下降都让学习率再乘一次 factor：与 exponential_decay 一样，只是把轮次换成下降次数。",
        ),
        Text(
            "epoch_num // interval is the number of drops. Use it as the power of factor.",
            "epoch_num // interval 就是下降次数。把它用作 factor 的指数。",
        ),
    ),
    why=Text(
        "A large rate makes its way, then each drop lets the run settle closer.",
        "大的学习率先走完大部分路程，之后每次下降都让它停得更近。",
    ),
    mistakes=(
        Mistake(
            Text("The division is not rounded down", "除法没有向下取整"),
            STAIRCASE.but("//", "/"),
            Text(
                "This is a smooth curve without stairs. Count whole intervals only.",
                "这是没有台阶的光滑曲线。只数完整的间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded to the nearest", "除法取了最接近的整数"),
            STAIRCASE.but("epoch_num // interval", "round(epoch_num / interval)"),
            Text(
                "The first drop comes in the middle of the first interval. Round down.",
                "第一次下降出现在第一个间隔的中间。请向下取整。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The division is rounded up", "除法向上取整了"),
            STAIRCASE.but("epoch_num // interval", "np.ceil(epoch_num / interval)"),
            Text(
                "The first drop comes at epoch 1. The first interval should keep the full rate.",
                "第 1 轮就发生了第一次下降。第一个间隔应保持完整的学习率。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The power is divided, not the epoch", "除的是乘方，而不是轮次"),
            STAIRCASE.but("factor ** (epoch_num // interval)", "factor**epoch_num // interval"),
            Text(
                "Without brackets the power comes first, and // makes 0 of what is left. Count the drops in brackets.",
                "没有括号时先算乘方，// 再把它变成 0。请在括号里数出下降的次数。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The intervals count from 1", "间隔从 1 开始数"),
            STAIRCASE.but("epoch_num // interval", "epoch_num // interval + 1"),
            Text(
                "Epoch 0 should run at the full rate α₀: no drop has happened yet.",
                "第 0 轮应使用完整的学习率 α₀：还没有发生过下降。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The drops come an epoch early", "下降早了一轮"),
            STAIRCASE.but("epoch_num // interval", "(epoch_num + 1) // interval"),
            Text(
                "Epochs count from 0 already: with an interval of 10, epoch 9 still belongs to the first.",
                "轮次本来就从 0 开始数：间隔为 10 时，第 9 轮仍属于第一个间隔。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The drops come an epoch late", "下降晚了一轮"),
            STAIRCASE.but("epoch_num // interval", "(epoch_num - 1) // interval"),
            Text(
                "Epochs count from 0, so the first interval ends with epoch interval − 1.",
                "轮次从 0 开始数，所以第一个间隔结束于第 interval − 1 轮。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("There is one drop only", "只下降了一次"),
            STAIRCASE.but("epoch_num // interval", "min(epoch_num // interval, 1)"),
            Text("After every interval the rate drops again.", "每过一个间隔，学习率都要再降一次。"),
            STAIRS,
        ),
        Mistake(
            Text("The rate is low in the first epoch of an interval only", "只有间隔的第一轮降低了"),
            STAIRCASE.but("epoch_num // interval", "epoch_num > 0 and epoch_num % interval == 0"),
            Text(
                "epoch_num % interval == 0 picks single epochs. The others keep the drops that lie behind them.",
                "epoch_num % interval == 0 只选中了个别的轮次。其余各轮也要保留已经发生的下降。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("interval is not used", "没有使用 interval"),
            STAIRCASE.but("epoch_num // interval", "epoch_num"),
            Text("This is exponential_decay: it drops at every epoch.", "这是 exponential_decay：它每一轮都在下降。"),
            STAIRS,
        ),
        Mistake(
            Text("interval is fixed at 10", "interval 固定为 10"),
            STAIRCASE.but("// interval", "// 10"),
            Text("10 is the example of the lesson. Use the argument.", "10 是课文中的例子。请使用参数。"),
            STAIRS,
        ),
        Mistake(
            Text("factor is fixed at 0.5", "factor 固定为 0.5"),
            STAIRCASE.but("factor **", "0.5 **"),
            Text("A half is the example of the lesson. Use the argument.", "一半是课文中的例子。请使用参数。"),
            STAIRS,
        ),
        Mistake(
            Text("The rest instead of the quotient", "用了余数而不是商"),
            STAIRCASE.but("//", "%"),
            Text(
                "% gives the epoch within its interval. How many intervals lie behind it?",
                "% 给出的是在间隔内的第几轮。前面已经过了几个间隔？",
            ),
            STAIRS,
        ),
        Mistake(
            Text("Epochs are counted, not drops", "数的是轮次，而不是下降次数"),
            STAIRCASE.but("epoch_num // interval", "epoch_num // interval * interval"),
            Text(
                "The drops come at the right epochs and are far too large: count 0, 1, 2, not 0, 10, 20.",
                "下降的位置是对的，但幅度远大于应有的：应数 0、1、2，而不是 0、10、20。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("factor is multiplied by the number of drops", "factor 乘以了下降次数"),
            STAIRCASE.but("factor **", "factor *"),
            Text(
                "Each drop multiplies once more: that is a power, not a product.",
                "每次下降都要再乘一次：那是乘方，不是乘积。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("Base and exponent are swapped", "底数与指数写反了"),
            STAIRCASE.but("factor ** (epoch_num // interval)", "(epoch_num // interval) ** factor"),
            Text(
                "Which of the two numbers is multiplied by itself: the factor, or the count of drops?",
                "这两个数里，哪个要自乘：系数，还是下降次数？",
            ),
            STAIRS,
        ),
        Mistake(
            Text("factor is taken for the share that is lost", "把 factor 当成了失去的份额"),
            STAIRCASE.but("factor **", "(1 - factor) **"),
            Text(
                "factor is what the rate is multiplied by at a drop, so it is the share that is left.",
                "每次下降时学习率乘以 factor，所以它是留下的份额。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("This is the schedule of schedule_lr_decay", "这是 schedule_lr_decay 的公式"),
            STAIRCASE.but("factor ** (epoch_num // interval)", "1 / (1 + factor * (epoch_num // interval))"),
            Text(
                "There the count stands below a line. Here factor is multiplied by itself once per drop.",
                "那里次数在分母里。这里每次下降都再乘一次 factor。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("α₀ is inside the power", "α₀ 也被取了乘方"),
            STAIRCASE.but(
                "factor ** (epoch_num // interval) * learning_rate0",
                "(factor * learning_rate0) ** (epoch_num // interval)",
            ),
            Text(
                "Only factor is raised to the power. At epoch 0 yours gives 1, where it should give α₀.",
                "只对 factor 取乘方。第 0 轮你得到 1，而应该是 α₀。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("The rate grows", "学习率在增大"),
            STAIRCASE.but("factor ** (", "factor ** -("),
            Text(
                "A negative power, or a division by one, makes the rate larger. Multiply by the power itself.",
                "负指数，或除以这个乘方，都会让学习率变大。请乘以这个乘方本身。",
            ),
            STAIRS,
        ),
        Mistake(
            Text("α₀ is missing", "缺少 α₀"),
            STAIRCASE.but(" * learning_rate0", ""),
            Text("That is the factor. Multiply it by learning_rate0.", "这只是系数。请乘以 learning_rate0。"),
            STAIRS,
        ),
        Mistake(
            Text("The drop is made from the rate of the last call", "从上一次调用的学习率开始下降"),
            lambda: STAIRCASE.but(
                "def ",
                "last = []\n\n\ndef ",
                "    return ",
                "    rate = last[-1] if last else learning_rate0\n    last.append(",
                "factor ** (epoch_num // interval) * learning_rate0",
                "rate * factor if epoch_num and epoch_num % interval == 0 else rate)\n    return last[-1]",
            ),
            Text(
                "The rate of an epoch must not depend on which epochs were asked for before. Work it out from α₀.",
                "某一轮的学习率不应取决于之前算过哪些轮次。请从 α₀ 算起。",
            ),
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
