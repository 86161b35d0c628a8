"""Lesson 05: the exercises on RMSprop."""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.language import Text
from helpers.rmsprop import initialize_rmsprop, update_parameters_with_rmsprop
from testcases.edited import Source
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.layer_mistakes import left_out, wrong_starts
from testcases.layers import Arrays, as_arrays, random_network, random_slots, wrong_start

IDEA = Text('section "The idea"', "“思路”一节")
EPSILON = Text('section "What ε is for"', "“ε 的作用”一节")
FIRST_STEPS = Text('section "Large first steps"', "“起初的大步”一节")


# --- initialize_rmsprop -----------------------------------------------------------------------------------------------


def initialize_rmsprop_test_case() -> Arrays:
    """Input to play with: the parameters of two layers, W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1)."""
    return random_network(np.random.default_rng(5), 2, 3, 1)


def _draw_initialize(rng: np.random.Generator) -> Sequence[Case]:
    return (
        Case(Text("two layers", "两层"), "basics", once(random_network(rng, 2, 3, 1))),
        Case(Text("three layers", "三层"), "basics", once(random_network(rng, 4, 6, 3, 2))),
        Case(Text("arrays of one shape", "形状相同的数组"), "state", once(random_network(rng, 1, 3, 1, 3))),
        Case(Text("one layer", "一层"), "edges", once(random_network(rng, 2, 5))),
        Case(Text("four layers", "四层"), "edges", once(random_network(rng, 3, 1, 4, 2, 6))),
        Case(Text("the parameters afterwards", "调用之后的参数"), "inputs", once(random_network(rng, 3, 4, 2))),
    )


START = Source("""
def initialize_rmsprop(parameters):
    s = {}
    for p in list(parameters):
        s["d" + p] = np.zeros_like(parameters[p])
    return s
""")

initialize_rmsprop_exercise = Exercise(
    reference=initialize_rmsprop,
    draw=_draw_initialize,
    test_case=initialize_rmsprop_test_case,
    returns="s",
    hints=(
        Text(
            "No gradient has been seen yet. What is the average of squares before the first square?",
            "还没有见过任何梯度。在第一个平方到来之前，平方的平均是多少？",
        ),
        Text(
            'Every entry of every parameter has its own average: "dW1" in the shape of W1, "db1" in that of b1.',
            '每个参数的每个元素都有自己的平均："dW1" 的形状与 W1 相同，"db1" 与 b1 相同。',
        ),
        Text(
            'Go through the items of parameters; np.zeros_like gives zeros in the same shape, for the key "d" + key.',
            '遍历 parameters 的各项；np.zeros_like 生成同样形状的零数组，键名是 "d" + key。',
        ),
    ),
    why=Text(
        "s remembers one average for each parameter, and s_0 = 0 says that no gradient was seen yet.",
        "s 为每个参数记住一个平均；s_0 = 0 表示还没有见过任何梯度。",
    ),
    mistakes=(
        Mistake(
            Text('The keys begin with "s"', '键名以 "s" 开头'),
            wrong_start(name=lambda key: "s" + key),
            Text(
                'The dict is called s; its keys are those of the gradients, "dW1", "db1", …',
                '这个字典本身已经叫 s 了，它的键与梯度的键相同："dW1"、"db1"……',
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages start at ε", "平均从 ε 开始"),
            wrong_start(slot=lambda value: np.full_like(value, 1e-8)),
            Text(
                "ε joins the root in the update, each time anew. The average itself starts at 0.",
                "ε 是在每次更新时加到平方根上的。平均本身从 0 开始。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("The averages start at the squared parameters", "平均从参数的平方开始"),
            wrong_start(slot=np.square),
            Text(
                "It is the gradients that will be squared, and none has been seen yet: only the shape is needed.",
                "以后要平方的是梯度，而现在还没有见过任何梯度：只需要形状。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases get the shape of the weights", "偏置的平均用了权重的形状"),
            START.but("np.zeros_like(parameters[p])", 'np.zeros_like(parameters["W" + p[1:]])'),
            Text(
                's["db1"] has the shape of b1, not of W1: each average looks like its parameter.',
                's["db1"] 的形状与 b1 相同，而不是 W1：每个平均的形状与对应的参数一致。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages of the biases are flat", "偏置的平均被展平了"),
            START.but(
                "np.zeros_like(parameters[p])",
                'np.zeros(len(parameters[p])) if p[0] == "b" else np.zeros_like(parameters[p])',
            ),
            Text(
                "An array of shape (n,) is not one of shape (n, 1). Take over the whole shape of b1.",
                "形状 (n,) 与形状 (n, 1) 不同。要照搬 b1 的整个形状。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The zeros are written into parameters", "零被写进了 parameters"),
            START.but("s = {}", "s = parameters"),
            Text(
                "parameters has got new entries and comes back with them. Make a new dict for s.",
                "parameters 里多出了新的键，并和它们一起被返回。请为 s 新建一个字典。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters are set to zero", "参数被清零了"),
            START.but("np.zeros_like(parameters[p])", "np.multiply(parameters[p], 0, out=parameters[p])"),
            Text(
                "The zeros have replaced the parameters. Make new arrays for s.",
                "零覆盖了参数本身。请为 s 建立新的数组。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Two averages are returned", "返回了两个字典"),
            START.but("return s", "return s, dict(s)"),
            Text(
                "RMSprop keeps one average, s. Adam, in lesson 06, needs two.",
                "RMSprop 只保存一个平均 s。第 06 课的 Adam 才需要两个。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages share one array", "几个平均共用一个数组"),
            START.but(
                "s = {}",
                "s, zeros = {}, np.zeros(1000)",
                "np.zeros_like(parameters[p])",
                "zeros[: parameters[p].size].reshape(parameters[p].shape)",
            ),
            Text(
                "Two keys lead to the same numbers in memory, so a change of one average in place changes the "
                "other. Make new zeros for every key.",
                "两个键指向内存中同样的数：就地修改一个平均，另一个也会跟着变。请为每个键各建一个新的零数组。",
            ),
            IDEA,
        ),
        *left_out(lambda skipped: wrong_start(skipped=skipped), IDEA),
        *wrong_starts(wrong_start, IDEA),
    ),
)


# --- update_parameters_with_rmsprop -----------------------------------------------------------------------------------


def _squared(arrays: Arrays) -> Arrays:
    return {key: value * value for key, value in arrays.items()}


def update_parameters_with_rmsprop_test_case() -> tuple[Arrays, Arrays, Arrays]:
    """Inputs to play with: parameters, gradients and averages before the first step of two layers, 2 → 3 → 1 units."""
    rng = np.random.default_rng(5)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), initialize_rmsprop(parameters)


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[3.0, -0.03]]), "db1": np.array([[0.3]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    gradients, seen = random_slots(rng, two), _squared(random_slots(rng, two))
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    sizes = (1e-6, 1e2, 1.0, 1e-3, 10.0)
    further = [random_slots(rng, three, sizes[i:] + sizes[:i]) for i in range(5)]
    extremes = (1e-8, 1e3, 1e-4, 1.0)
    still = random_slots(rng, two, (1.0, 0.0))  # every bias has a gradient of 0

    def five_steps(call: Function) -> None:
        parameters, s = three, initialize_rmsprop(three)
        for grads in further:
            parameters, s = map(as_arrays, call(parameters, grads, s, 0.8, 0.05, 1e-3))

    def twice(call: Function) -> None:
        call(two, gradients, seen, 0.95, 0.02, 0.3)
        call(two, gradients, seen, 0.95, 0.02, 0.3)

    return (
        Case(
            Text("one layer, the first step", "一层，第一步"),
            "basics",
            once(small, small_gradients, initialize_rmsprop(small), 0.9, 0.1, 0.05),
        ),
        Case(
            Text("two layers, under way, ε = 0.1", "两层，训练途中，ε = 0.1"),
            "basics",
            once(two, gradients, seen, 0.9, 0.02, 0.1),
        ),
        Case(
            Text("the default values of β, α and ε", "β、α 和 ε 的默认值"),
            "basics",
            once(three, further[2], initialize_rmsprop(three)),
        ),
        Case(Text("five steps in a row, ε = 1e-3", "连续五步，ε = 1e-3"), "state", five_steps),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("four layers, gradients from 1e-8 to 1e3", "四层，梯度从 1e-8 到 1e3"),
            "edges",
            once(four, random_slots(rng, four, extremes), _squared(random_slots(rng, four, extremes)), 0.99, 0.5, 1e-6),
        ),
        Case(
            Text("β = 0: the last gradient alone", "β = 0：只看最新的梯度"),
            "edges",
            once(three, random_slots(rng, three), _squared(random_slots(rng, three)), 0.0, 0.3, 1e-2),
        ),
        Case(Text("gradients that are 0", "梯度为 0"), "edges", once(two, still, initialize_rmsprop(two), 0.9, 0.1)),
        Case(
            Text("biases as rows", "偏置为行向量"),
            "edges",
            once(rows, random_slots(rng, rows), _squared(random_slots(rng, rows)), 0.5, 1.5),
        ),
        Case(Text("the gradients afterwards", "调用之后的梯度"), "inputs", once(two, gradients, seen, 0.7, 0.03, 0.2)),
    )


UPDATE = Source("""
def update_parameters_with_rmsprop(parameters, grads, s, beta=0.9, learning_rate=0.01, epsilon=1e-8):
    parameters, s = dict(parameters), dict(s)
    L = len(parameters) // 2
    for layer in range(1, L + 1):
        for p in (f"W{layer}", f"b{layer}"):
            dp = "d" + p
            s[dp] = beta * s[dp] + (1 - beta) * grads[dp] ** 2
            parameters[p] = parameters[p] - learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon)
    return parameters, s
""")


def _leaving_out(skipped: Callable[[str, int], bool]) -> Function:
    return UPDATE.but("            dp =", "            if skipped(p, L): continue\n            dp =", skipped=skipped)


update_exercise = Exercise(
    reference=update_parameters_with_rmsprop,
    work=Work.METHOD,
    draw=_draw_update,
    test_case=update_parameters_with_rmsprop_test_case,
    returns=("parameters", "s"),
    may_change=("parameters", "s"),
    hints=(
        Text(
            "For every array, two things in this order: s takes a step of an exponentially weighted average of "
            "squares, then the parameter moves against the gradient, divided by the root of the new s.",
            "对每个数组依次做两件事：先更新 s，即梯度平方的指数加权平均；再移动参数，梯度要除以新的 s 的平方根。",
        ),
        Text(
            'For W1: the new s["dW1"] is beta parts of the old one and the rest of grads["dW1"] ** 2, entry by '
            "entry. The step is learning_rate times the gradient over the root of that; epsilon is added to the root.",
            '以 W1 为例：新的 s["dW1"] 逐元素混合而成：旧值占 beta，grads["dW1"] ** 2 占其余部分。步长是 '
            'learning_rate 乘以梯度，再除以新的 s["dW1"] 的平方根；epsilon 加在平方根上。',
        ),
        Text(
            'Loop over the keys of parameters; gradient and average have the key "d" + key. Two lines in the loop: '
            "one with ** 2, one with np.sqrt and, outside of it, epsilon. Return parameters and s after the loop.",
            '对 parameters 的键做循环；梯度与平均的键都是 "d" + key。循环体两行：一行有 ** 2，另一行有 np.sqrt，'
            "以及根号外的 epsilon。循环结束后返回 parameters 和 s。",
        ),
    ),
    why=Text(
        "Dividing by the root mean square takes the gradient's size out of the step, entry by entry.",
        "除以均方根，就逐元素地从步长中消去了梯度的大小。",
    ),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped", "β 与 1 − β 写反了"),
            UPDATE.but("beta * s[dp] + (1 - beta) * grads[dp] ** 2", "(1 - beta) * s[dp] + beta * grads[dp] ** 2"),
            Text(
                "β is the share of the old average that stays; the new square gets the rest, a tenth at β = 0.9.",
                "β 是旧平均保留的份额；新的平方占其余部分，β = 0.9 时为十分之一。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is missing", "缺少系数 1 − β"),
            UPDATE.but("(1 - beta) * grads", "grads"),
            Text(
                "Your s is a sum, 1/(1 − β) times too large in the end. An average weighs the new square by 1 − β.",
                "你的 s 是累加的和，最终会是应有值的 1/(1 − β) 倍。求平均时，新的平方要乘以 1 − β。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The squares are added up (AdaGrad)", "平方被累加起来（AdaGrad）"),
            UPDATE.but("beta * s[dp] + (1 - beta) * grads[dp] ** 2", "s[dp] + grads[dp] ** 2"),
            Text(
                "A sum of all squares never forgets, so the steps only ever shrink. RMSprop averages with β.",
                "所有平方之和永远不会遗忘，步长只会越来越小。RMSprop 用 β 求平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is not weighted", "旧的平均没有乘系数"),
            UPDATE.but("beta * s[dp]", "s[dp]"),
            Text(
                "Nothing is forgotten, so s can only grow. The old average has to be multiplied by β first.",
                "什么都没有被遗忘，s 只会增大。旧的平均要先乘以 β。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is forgotten", "旧的平均被丢掉了"),
            UPDATE.but("beta * s[dp] + ", ""),
            Text(
                "Only the newest square counts. Where does the s that you are given come in?",
                "只有最新的平方起作用。传入的 s 用在了哪里？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The brackets around 1 − β are missing", "1 − β 缺少括号"),
            UPDATE.but("(1 - beta) *", "1 - beta *"),
            Text(
                "Without brackets 1 is added and β · dW² subtracted. Which factor belongs to the square?",
                "没有括号时，先加上 1，再减去 β · dW²。平方前的系数应该是什么？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The square is subtracted", "平方被减去了"),
            UPDATE.but("s[dp] + (1", "s[dp] - (1"),
            Text(
                "An average of squares cannot be negative, and yours has no root: look at the sign between the two "
                "parts.",
                "平方的平均不可能为负，而你的是负数，开不了平方：检查两部分之间的符号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is not squared", "梯度没有平方"),
            UPDATE.but("grads[dp] ** 2", "grads[dp]"),
            Text(
                "Without the square, signs cancel and a root of a negative number gives NaN. Square first.",
                "不平方的话，正负会相互抵消，对负数开平方会得到 NaN。请先平方。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is doubled, not squared", "梯度乘了 2，而不是平方"),
            UPDATE.but("grads[dp] ** 2", "grads[dp] * 2"),
            Text("* 2 doubles a number. Which operator makes a power?", "* 2 是乘以 2。哪个运算符表示乘方？"),
            IDEA,
        ),
        Mistake(
            Text("The gradient's size is averaged, not its square", "平均的是梯度的大小，而不是平方"),
            UPDATE.but("grads[dp] ** 2", "np.abs(grads[dp])"),
            Text(
                "The root is taken of s later, so s has to hold squares: the units would not match otherwise.",
                "之后要对 s 开平方，所以 s 里应该是平方，否则单位对不上。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average is squared, not the gradient", "平方的是平均，而不是梯度"),
            UPDATE.but("beta * s[dp] + (1 - beta) * grads[dp] ** 2", "(beta * s[dp] + (1 - beta) * grads[dp]) ** 2"),
            Text(
                "Square the gradient first, then average. The other way round signs cancel before they are squared.",
                "先对梯度平方，再求平均。反过来的话，正负在平方之前就抵消了。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β is squared as well", "系数 1 − β 也被平方了"),
            UPDATE.but("(1 - beta) * grads[dp] ** 2", "((1 - beta) * grads[dp]) ** 2"),
            Text(
                "Only the gradient is squared; 1 − β stands outside of the square, as a weight.",
                "只对梯度平方；1 − β 是系数，在平方之外。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average is squared", "旧的平均被平方了"),
            UPDATE.but("beta * s[dp]", "beta * s[dp] ** 2"),
            Text(
                "s is made of squares already. Only the new gradient is squared.",
                "s 里已经是平方了。只需要对新的梯度平方。",
            ),
            IDEA,
        ),
        Mistake(
            Text("One number for the whole array", "整个数组只有一个数"),
            UPDATE.but("grads[dp] ** 2", "np.sum(grads[dp] ** 2)"),
            Text(
                "np.sum mixes all entries. RMSprop scales each entry by its own average: dW ** 2 is elementwise.",
                "np.sum 把所有元素混在了一起。RMSprop 用每个元素自己的平均来缩放它：dW ** 2 是逐元素的。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The mean square of the whole array", "对整个数组求了均方"),
            UPDATE.but("grads[dp] ** 2", "np.mean(grads[dp] ** 2)"),
            Text(
                "The mean in the name is one over time, not over the entries. Each entry keeps an average of its own.",
                "名称里的“均”是对时间求平均，不是对元素求平均。每个元素都有自己的平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The root is missing", "缺少平方根"),
            UPDATE.but("np.sqrt(s[dp])", "s[dp]"),
            Text(
                "s is in the unit of squared gradients. Its root, np.sqrt(s), is what takes the size out of a step.",
                "s 的单位是梯度的平方。用梯度除以它的平方根 np.sqrt(s)，才能消去步长中梯度的大小。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s is squared where the root belongs", "该开平方的地方做了平方"),
            UPDATE.but("np.sqrt(s[dp])", "s[dp] ** 2"),
            Text(
                "s holds squares. What brings it back to the size of a gradient?",
                "s 里是平方。怎样才能回到梯度的量级？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The root is stored in s", "s 里存的是平方根"),
            UPDATE.but(
                "    return parameters, s", "    return parameters, {dp: np.sqrt(average) for dp, average in s.items()}"
            ),
            Text(
                "The step is right, but s has to stay an average of squares; take the root only where you divide.",
                "更新是对的，但 s 必须保持为平方的平均；只在相除的地方开平方。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is divided by its own size", "梯度除以了自身的大小"),
            UPDATE.but("np.sqrt(s[dp])", "np.sqrt(grads[dp] ** 2)"),
            Text(
                "s is averaged but not used: only the sign of the gradient is left. Divide by the root of s.",
                "s 求了平均却没有用上：只剩下梯度的符号。应除以 s 的平方根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("ε is inside the root", "ε 写在了根号里"),
            UPDATE.but("(np.sqrt(s[dp]) + epsilon)", "np.sqrt(s[dp] + epsilon)"),
            Text(
                "Add ε after np.sqrt. Inside, 1e-8 acts like 1e-4 outside: small gradients are no longer scaled.",
                "ε 要加在 np.sqrt 之后。放在根号里，1e-8 的作用相当于根号外的 1e-4：小梯度就不再被缩放了。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("There is no ε", "没有 ε"),
            UPDATE.but("(np.sqrt(s[dp]) + epsilon)", "np.sqrt(s[dp])"),
            Text(
                "A gradient that has always been 0 gives 0/0, which is NaN. Add epsilon to the root.",
                "一直为 0 的梯度会得到 0/0，即 NaN。请在平方根上加 epsilon。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is added to the parameter", "ε 加到了参数上"),
            UPDATE.but("(np.sqrt(s[dp]) + epsilon)", "np.sqrt(s[dp]) + epsilon"),
            Text(
                "Without brackets the division comes first. Put the root and epsilon in brackets.",
                "没有括号时先做除法。请把平方根与 epsilon 放进同一对括号。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is outside the fraction", "ε 在分式之外"),
            UPDATE.but(
                "learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon)",
                "learning_rate * (grads[dp] / np.sqrt(s[dp]) + epsilon)",
            ),
            Text(
                "ε belongs below the fraction bar: divide by the sum of root and epsilon.",
                "ε 属于分母：要除以平方根与 epsilon 之和。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is stored in s", "ε 被存进了 s"),
            UPDATE.but(
                "beta * s[dp] + (1 - beta) * grads[dp] ** 2",
                "beta * s[dp] + (1 - beta) * grads[dp] ** 2 + epsilon",
                "(np.sqrt(s[dp]) + epsilon)",
                "np.sqrt(s[dp])",
            ),
            Text(
                "It would add up from step to step. s goes on without ε; only the division needs it.",
                "这样它会一步步累积起来。s 里没有 ε，只有相除时才需要它。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is fixed at 1e-8", "ε 固定为 1e-8"),
            UPDATE.but("epsilon)\n", "1e-8)\n"),
            Text(
                "The step is that of 1e-8 whatever is given. Use the argument epsilon.",
                "无论传入什么，步长都按 1e-8 计算。请使用参数 epsilon。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("The step uses the old average", "更新用的是旧的平均"),
            UPDATE.but('dp = "d" + p', 'dp = "d" + p\n            old = s[dp]', "np.sqrt(s[dp])", "np.sqrt(old)"),
            Text(
                "The parameters move before s is brought up to date; at first s is 0 and the step enormous.",
                "s 还没有更新，参数就先移动了；最初 s 为 0，步长会极大。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average is divided by 1 − β", "平均被除以了 1 − β"),
            UPDATE.but("np.sqrt(s[dp])", "np.sqrt(s[dp] / (1 - beta))"),
            Text(
                "That would correct the bias of a first step. RMSprop goes without; Adam, in lesson 06, corrects it.",
                "这相当于对第一步做偏差修正。RMSprop 不做修正；第 06 课的 Adam 才做。",
            ),
            FIRST_STEPS,
        ),
        Mistake(
            Text("The step goes uphill", "朝上坡方向走了"),
            UPDATE.but("parameters[p] - ", "parameters[p] + "),
            Text(
                "The average is right, but the parameters move with the wrong sign: the cost would rise.",
                "平均是对的，但参数移动的符号反了：代价会上升。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step is not divided by anything", "更新没有除以任何东西"),
            UPDATE.but("learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon)", "learning_rate * grads[dp]"),
            Text(
                "The average is right, but nothing uses it: this is a step of plain gradient descent.",
                "平均是对的，却没有用上：这是普通梯度下降的一步。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step is multiplied by the root", "更新乘以了平方根"),
            UPDATE.but("/ (np", "* (np"),
            Text(
                "Steep directions would get still larger steps. Divide by the root.",
                "陡的方向反而会得到更大的步长。应该除以平方根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step follows s, not the gradient", "更新沿着 s 而不是梯度"),
            UPDATE.but("learning_rate * grads[dp] /", "learning_rate * s[dp] /"),
            Text(
                "s has lost the signs, so every parameter would only sink. The gradient belongs above the bar.",
                "s 没有了正负号，每个参数都只会变小。分子上应是梯度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The squared gradient is above the bar", "分子是梯度的平方"),
            UPDATE.but("learning_rate * grads[dp] /", "learning_rate * grads[dp] ** 2 /"),
            Text(
                "The square is for s alone. A squared gradient has lost its sign, and with it the direction.",
                "平方只用于 s。平方后的梯度没有了正负号，也就没有了方向。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is missing in the step", "更新里没有梯度"),
            UPDATE.but("learning_rate * grads[dp] /", "learning_rate /"),
            Text(
                "The root scales a step; the gradient says which way it goes. It stands above the bar, too.",
                "平方根只缩放步长；朝哪个方向走由梯度决定。分子上也要有它。",
            ),
            IDEA,
        ),
        Mistake(
            Text("This is momentum", "这是动量法"),
            UPDATE.but(
                "beta * s[dp] + (1 - beta) * grads[dp] ** 2",
                "beta * s[dp] + (1 - beta) * grads[dp]",
                "learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon)",
                "learning_rate * s[dp]",
            ),
            Text(
                "Lesson 04 averages gradients and steps along them. Here squares are averaged; divide by their root.",
                "第 04 课平均梯度，并沿平均走。这里平均的是平方，要除以它的平方根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is missing", "缺少学习率"),
            UPDATE.but("learning_rate * grads", "grads"),
            Text(
                "Divided by its root, a gradient has about the size 1. The learning rate makes a step of it.",
                "除以平方根之后，梯度的大小约为 1。乘以学习率才是一步。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            UPDATE.but("learning_rate * grads", "0.01 * grads"),
            Text(
                "The step is that of 0.01 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.01 计算。请使用参数 learning_rate。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9", "β 固定为 0.9"),
            UPDATE.but("beta * s[dp] + (1 - beta) * grads[dp] ** 2", "0.9 * s[dp] + 0.1 * grads[dp] ** 2"),
            Text(
                "The average is that of 0.9 whatever is given. Use the argument beta.",
                "无论传入什么，平均都是 0.9 的结果。请使用参数 beta。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases do not move", "偏置没有移动"),
            UPDATE.but(
                "learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon)",
                'learning_rate * grads[dp] / (np.sqrt(s[dp]) + epsilon) * (p[0] == "W")',
            ),
            Text(
                "The averages of the biases are right, but the biases stay where they were.",
                "偏置的平均是对的，但偏置本身停在原处。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases are computed from the weights", "偏置由权重算出"),
            UPDATE.but("parameters[p] - ", 'parameters["W" + p[1:]] - '),
            Text(
                "The new b1 starts from W1: a line copied and changed in one place only. Start from b1 itself.",
                "新的 b1 是从 W1 出发的：复制的那一行只改了一处。应从 b1 本身出发。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old parameter is forgotten", "旧的参数被丢掉了"),
            UPDATE.but("parameters[p] - ", "-"),
            Text(
                "The parameter is replaced by the step itself: =- is not -=. Every step starts from where W is.",
                "参数被换成了步长本身：=- 与 -= 不同。每一步都要从 W 当前的位置出发。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters come back unchanged", "返回的参数没有变化"),
            UPDATE.but("parameters[p] = ", "moved = "),
            Text(
                "The averages are right. Do the moved parameters get into the dict that you return?",
                "平均是对的。移动后的参数存进你返回的字典了吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old average comes back", "返回的是旧的平均"),
            UPDATE.but("    L =", "    old = dict(s)\n    L =", "return parameters, s", "return parameters, old"),
            Text(
                "The parameters are right, but the next step needs the new average. Store it in s, then return s.",
                "参数是对的，但下一步需要新的平均。把它存进 s，再返回 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s is not returned", "没有返回 s"),
            UPDATE.but("return parameters, s", "return parameters"),
            Text(
                "Two things are asked for: the parameters, and the averages that the next step needs.",
                "需要返回两样东西：参数，以及下一步要用的平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Parameters and s are returned in the wrong order", "parameters 与 s 的返回顺序反了"),
            UPDATE.but("return parameters, s", "return s, parameters"),
            Text("The parameters come first, then the averages.", "先返回参数，再返回平均。"),
            IDEA,
        ),
        Mistake(
            Text("The gradients are returned as well", "把梯度也返回了"),
            UPDATE.but("return parameters, s", "return parameters, s, grads"),
            Text(
                "Two things are asked for, parameters and s. The gradients stay with the caller.",
                "只需要返回 parameters 和 s 两样。梯度留在调用者那里。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Nothing is returned", "什么都没有返回"),
            UPDATE.but("    parameters, s = dict(parameters), dict(s)\n", "", "    return parameters, s", ""),
            Text(
                "The arguments are updated, but the function ends without a return: give back parameters and s.",
                "传入的字典都已更新，但函数末尾没有 return：请返回 parameters 和 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text('The "d" is missing in the keys of s', 's 的键名缺少 "d"'),
            UPDATE.but("return parameters, s", "return parameters, {dp[1:]: average for dp, average in s.items()}"),
            Text(
                's has the keys of the gradients, "dW1", "db1", … Store the new averages under the same ones.',
                's 的键与梯度的相同："dW1"、"db1"……新的平均要存在同样的键下。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradients are changed", "梯度被改动了"),
            UPDATE.but(
                "    return parameters, s",
                "    for gradient in grads.values():\n        gradient **= 2\n    return parameters, s",
            ),
            Text(
                "The results are right, but grads is changed on the way. Whoever reads it next gets other numbers.",
                "结果是对的，但 grads 在途中被改动了。之后读取它的人会得到别的数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s is kept from one call to the next", "s 在两次调用之间被保留"),
            lambda: UPDATE.but(
                "def ",
                "kept = {}\n\n\ndef ",
                "dict(s)\n",
                "dict(s) | kept\n",
                "    return parameters, s",
                "    kept.update(s)\n    return parameters, s",
            ),
            Text(
                "The same call gives another result the second time. All memory belongs in the s that is passed in.",
                "同样的调用第二次给出了不同的结果。所有记忆都应放在传入的 s 里。",
            ),
            IDEA,
            fresh=True,
        ),
        *left_out(_leaving_out, IDEA),
    ),
)

EXERCISES = (initialize_rmsprop_exercise, update_exercise)
