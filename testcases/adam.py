"""Lesson 06: the exercises on Adam."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.adam import initialize_adam, update_parameters_with_adam
from helpers.language import Text
from testcases.edited import Source
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.layer_mistakes import left_out, wrong_starts
from testcases.layers import Arrays, as_arrays, random_network, random_slots, wrong_start

State = tuple[Arrays, Arrays]

IDEA = Text('section "The idea"', "“思路”一节")
CORRECTION = Text('section "What the correction is for"', "“修正的作用”一节")
EPSILON = Text('section "What ε is for"', "“ε 的作用”一节")
MIXED = (1e-6, 1e2, 1e-3, 1.0, 1e-5)  # sizes of gradients so far apart that no ε suits all of them


def _state(rng: np.random.Generator, parameters: Arrays, sizes: Sequence[float] = (1.0,)) -> State:
    """A state in the middle of a run: v of either sign, s of squares."""
    v, s = random_slots(rng, parameters, sizes), random_slots(rng, parameters, sizes)
    return v, {key: value**2 for key, value in s.items()}


# --- initialize_adam --------------------------------------------------------------------------------------------------


def initialize_adam_test_case() -> Arrays:
    """Input to play with: the parameters of two layers, W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1)."""
    return random_network(np.random.default_rng(6), 2, 3, 1)


def _draw_initialize(rng: np.random.Generator) -> Sequence[Case]:
    return (
        Case(Text("two layers", "两层"), "basics", once(random_network(rng, 2, 3, 1))),
        Case(Text("three layers", "三层"), "basics", once(random_network(rng, 5, 4, 3, 2))),
        Case(Text("arrays of one shape", "形状相同的数组"), "state", once(random_network(rng, 1, 3, 1, 3))),
        Case(Text("one layer", "一层"), "edges", once(random_network(rng, 3, 2))),
        Case(Text("four layers", "四层"), "edges", once(random_network(rng, 1, 7, 2, 5, 3))),
        Case(Text("the parameters afterwards", "调用之后的参数"), "inputs", once(random_network(rng, 4, 2, 3))),
    )


START = Source("""
def initialize_adam(parameters):
    v, s = {}, {}
    for p in parameters:
        v["d" + p] = np.zeros_like(parameters[p])
        s["d" + p] = np.zeros_like(parameters[p])
    return v, s
""")


def _both_wrong(**how: Any) -> Function:
    """v and s wrong in the same way; `how` is what `wrong_start` takes."""
    one = wrong_start(**how)
    return lambda parameters: (one(parameters), one(parameters))


initialize_exercise = Exercise(
    reference=initialize_adam,
    draw=_draw_initialize,
    test_case=initialize_adam_test_case,
    returns=("v", "s"),
    hints=(
        Text(
            "Adam keeps what momentum keeps, and what RMSprop keeps. With which number did each of them begin?",
            "动量法保存的，Adam 也保存；RMSprop 保存的，它也保存。它们各从什么数开始？",
        ),
        Text(
            'Two dicts, v and s: both have "dW1" in the shape of W1, "db1" in the shape of b1, up to layer L.',
            '两个字典 v 和 s：都有 "dW1"（形状与 W1 相同）、"db1"（形状与 b1 相同），一直到第 L 层。',
        ),
        Text(
            'Loop over parameters and store np.zeros_like of each array in v and in s, under "d" + key.',
            '对 parameters 做循环，把每个数组的 np.zeros_like 分别存进 v 和 s，键名是 "d" + key。',
        ),
    ),
    why=Text(
        "Nothing has been averaged yet, so both averages are zero; from the first step on they differ, so they are "
        "two.",
        "还没有平均任何东西，所以两个平均都是零；从第一步起它们就不同，所以要分成两个。",
    ),
    mistakes=(
        Mistake(
            Text("v and s are one dict", "v 与 s 是同一个字典"),
            START.but("v, s = {}, {}", "v = s = {}"),
            Text(
                "Two names for one dict, or for the same arrays: what is stored in s is stored in v as well. Make "
                "zeros for each.",
                "两个名字指向同一个字典或同样的数组：存进 s 的也就存进了 v。请分别建立零数组。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Only v is returned", "只返回了 v"),
            START.but("return v, s", "return v"),
            Text(
                "Adam keeps two averages: v of the gradients and s of their squares. Return both, v first.",
                "Adam 保存两个平均：梯度的平均 v 和梯度平方的平均 s。两个都要返回，v 在前。",
            ),
            IDEA,
        ),
        Mistake(
            Text("A third thing is returned", "多返回了一项"),
            START.but("return v, s", "return v, s, 1"),
            Text(
                "Two dicts are asked for, v and s. t is counted where the steps are made.",
                "只需要返回两个字典 v 和 s。t 由做更新的地方来数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v and s are packed into one dict", "v 与 s 被装进了一个字典"),
            START.but("return v, s", 'return {"v": v, "s": s}'),
            Text("Return the two dicts side by side: return v, s.", "请并列返回两个字典：return v, s。"),
            IDEA,
        ),
        Mistake(
            Text("s stays empty", "s 是空的"),
            START.but('        s["d" + p] = np.zeros_like(parameters[p])\n', ""),
            Text(
                "v has its zeros, s has none. The squares need a place for every parameter, too.",
                "v 里有零数组，s 里没有。每个参数的平方也需要一个位置。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v and s share the parameters between them", "v 与 s 各拿了一半参数"),
            START.but("        v[", '        if p[0] == "W": v[', "        s[", '        if p[0] == "b": s['),
            Text(
                "v has the weights only and s the biases only. Both averages are needed for every parameter.",
                "v 里只有权重，s 里只有偏置。每个参数都需要这两个平均。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s starts at 1", "s 从 1 开始"),
            START.but('s["d" + p] = np.zeros_like', 's["d" + p] = np.ones_like'),
            Text(
                "The division is made safe by ε. s starts at 0 as v does: the correction is made for that start.",
                "防止除以零的是 ε。s 与 v 一样从 0 开始：偏差修正正是为这个起点而设的。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s starts at ε", "s 从 ε 开始"),
            START.but('s["d" + p] = np.zeros_like(parameters[p])', 's["d" + p] = np.full_like(parameters[p], 1e-8)'),
            Text(
                "ε joins the root in the update, each time anew. The average itself starts at 0.",
                "ε 是在每次更新时加到平方根上的。平均本身从 0 开始。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("The keys begin with v and s", "键名以 v 和 s 开头"),
            START.but('v["d" + p]', 'v["v" + p]', 's["d" + p]', 's["s" + p]'),
            Text(
                'The dicts are called v and s; the keys of both are those of the gradients, "dW1", "db1", …',
                '字典本身已经叫 v 和 s 了；两者的键都与梯度的相同："dW1"、"db1"……',
            ),
            IDEA,
        ),
        Mistake(
            Text("The averages of the biases are flat", "偏置的平均被展平了"),
            START.but(
                'v["d" + p] = np.zeros_like(parameters[p])',
                'v["d" + p] = np.zeros(len(parameters[p])) if p[0] == "b" else np.zeros_like(parameters[p])',
                's["d" + p] = np.zeros_like(parameters[p])',
                's["d" + p] = np.zeros_like(v["d" + p])',
            ),
            Text(
                "An array of shape (n,) is not one of shape (n, 1). Take over the whole shape of b1.",
                "形状 (n,) 与形状 (n, 1) 不同。要照搬 b1 的整个形状。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases get the shape of the weights", "偏置的平均用了权重的形状"),
            START.but(
                'v["d" + p] = np.zeros_like(parameters[p])',
                'v["d" + p] = np.zeros_like(parameters["W" + p[1:]])',
                's["d" + p] = np.zeros_like(parameters[p])',
                's["d" + p] = np.zeros_like(parameters["W" + p[1:]])',
            ),
            Text(
                'v["db1"] and s["db1"] have the shape of b1, not of W1: each average looks like its parameter.',
                'v["db1"] 和 s["db1"] 的形状与 b1 相同，而不是 W1：每个平均的形状与对应的参数一致。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters are set to zero", "参数被清零了"),
            START.but(
                'v["d" + p] = np.zeros_like(parameters[p])',
                'v["d" + p] = np.multiply(parameters[p], 0, out=parameters[p])',
            ),
            Text(
                "The zeros are written into the parameters themselves. Make new arrays, for v and for s.",
                "零被写进了参数本身。请为 v 和 s 建立新的数组。",
            ),
            IDEA,
        ),
        *left_out(lambda skipped: _both_wrong(skipped=skipped), IDEA),
        *wrong_starts(_both_wrong, IDEA),
    ),
)


# --- update_parameters_with_adam --------------------------------------------------------------------------------------


def update_parameters_with_adam_test_case() -> tuple[Arrays, Arrays, Arrays, Arrays]:
    """Inputs to play with: parameters, gradients, v and s before the first step, of two layers, 2 → 3 → 1 units."""
    rng = np.random.default_rng(6)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), *initialize_adam(parameters)


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[0.1]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    gradients, (v, s) = random_slots(rng, two), _state(rng, two)
    mixed, (mixed_v, mixed_s) = random_slots(rng, four, MIXED), _state(rng, four, MIXED)
    further = [random_slots(rng, three, MIXED) for _ in range(5)]
    still = {"d" + key: np.zeros_like(value) for key, value in three.items()}

    def five_steps(call: Function) -> None:
        parameters, (v, s) = three, initialize_adam(three)
        for t, grads in enumerate(further, start=1):
            parameters, v, s = map(as_arrays, call(parameters, grads, v, s, t, 0.05, 0.8, 0.95, 1e-3)[:3])

    def twice(call: Function) -> None:
        call(two, gradients, v, s, 4, 0.01, 0.9, 0.99, 1e-4)
        call(two, gradients, v, s, 4, 0.01, 0.9, 0.99, 1e-4)

    return (
        Case(
            Text("one layer, the first step, default settings", "一层，第一步，默认超参数"),
            "basics",
            once(small, small_gradients, *initialize_adam(small), 1),
        ),
        Case(
            Text("two layers, step 7", "两层，第 7 步"),
            "basics",
            once(two, gradients, v, s, 7, 0.05, 0.8, 0.95, 0.01),
        ),
        Case(
            Text("five steps in a row, gradients from 1e-6 to 1e2", "连续五步，梯度从 1e-6 到 1e2"), "state", five_steps
        ),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("four layers, step 1000, gradients from 1e-6 to 1e2", "四层，第 1000 步，梯度从 1e-6 到 1e2"),
            "edges",
            once(four, mixed, mixed_v, mixed_s, 1000, 0.002, 0.9, 0.999, 1e-4),
        ),
        Case(
            Text("no memory: β1 = β2 = 0", "没有记忆：β1 = β2 = 0"),
            "edges",
            once(three, random_slots(rng, three), *_state(rng, three), 3, 0.3, 0.0, 0.0, 0.02),
        ),
        Case(
            Text("gradients of zero at the first step", "第一步梯度全为零"),
            "edges",
            once(three, still, *initialize_adam(three), 1, 0.1, 0.9, 0.999, 1e-8),
        ),
        Case(
            Text("biases as rows", "偏置为行向量"),
            "edges",
            once(rows, random_slots(rng, rows), *_state(rng, rows), 2, 1.5, 0.5, 0.7, 0.1),
        ),
        Case(
            Text("the gradients afterwards", "调用之后的梯度"),
            "inputs",
            once(two, gradients, v, s, 3, 0.02, 0.7, 0.9, 0.05),
        ),
    )


UPDATE = Source("""
def update_parameters_with_adam(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    parameters, v, s = dict(parameters), dict(v), dict(s)
    v_corrected, s_corrected = {}, {}
    L = len(parameters) // 2
    for layer in range(1, L + 1):
        for p in (f"W{layer}", f"b{layer}"):
            dp = "d" + p
            v[dp] = beta1 * v[dp] + (1 - beta1) * grads[dp]
            s[dp] = beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2
            v_corrected[dp] = v[dp] / (1 - beta1**t)
            s_corrected[dp] = s[dp] / (1 - beta2**t)
            parameters[p] = parameters[p] - learning_rate * v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)
    return parameters, v, s, v_corrected, s_corrected
""")


def _leaving_out(skipped: Callable[[str, int], bool]) -> Function:
    return UPDATE.but("            dp =", "            if skipped(p, L): continue\n            dp =", skipped=skipped)


update_exercise = Exercise(
    reference=update_parameters_with_adam,
    work=Work.METHOD,
    draw=_draw_update,
    test_case=update_parameters_with_adam_test_case,
    returns=("parameters", "v", "s", "v_corrected", "s_corrected"),
    optional=2,
    may_change=("parameters", "v", "s"),
    hints=(
        Text(
            "Four things happen to every array: v takes a step of its average, s takes one, both are corrected for "
            "their start at zero, and the parameter moves. You have written each of them before.",
            "对每个数组做四件事：v 走一步平均，s 走一步平均，两者都针对从零开始做修正，然后参数移动。每一件你都写过。",
        ),
        Text(
            "v averages the gradient with beta1, s its square with beta2. Divide each by 1 minus its own beta to "
            "the power t, under a new name: v and s themselves go on uncorrected.",
            "v 用 beta1 平均梯度，s 用 beta2 平均梯度的平方。各除以 1 减去自己的 beta 的 t 次方，存到新的名字下：v "
            "和 s 本身保持未修正。",
        ),
        Text(
            'Loop over the keys of parameters; everything else has the key "d" + key. The parameter goes down by '
            "learning_rate times the corrected v over (the root of the corrected s, plus epsilon): mind the brackets.",
            '对 parameters 的键做循环，其余各项的键都是 "d" + key。从参数中减去的，是 learning_rate 乘以修正后的 v，'
            "再除以（修正后的 s 的根加 epsilon）：注意括号。",
        ),
    ),
    why=Text(
        "v says where to go and s how large gradients are here, so their ratio is a direction free of the "
        "gradient's unit; the corrected values serve this step only, because the averages must go on as they are.",
        "v 说明往哪里走，s 说明这里的梯度有多大，两者之比就是与梯度单位无关的方向；修正后的值只用于这一步，"
        "因为平均本身要原样延续下去。",
    ),
    mistakes=(
        Mistake(
            Text("β and 1 − β are swapped", "β 与 1 − β 写反了"),
            UPDATE.but(
                "beta1 * v[dp] + (1 - beta1) * grads[dp]",
                "(1 - beta1) * v[dp] + beta1 * grads[dp]",
                "beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2",
                "(1 - beta2) * s[dp] + beta2 * grads[dp] ** 2",
            ),
            Text(
                "The large factor belongs to the old average: with β2 = 0.999 a new square counts for a thousandth.",
                "较大的系数属于旧的平均：β2 = 0.999 时，新的平方只占千分之一。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β1 and 1 − β1 are swapped", "β1 与 1 − β1 写反了"),
            UPDATE.but("beta1 * v[dp] + (1 - beta1) * grads[dp]", "(1 - beta1) * v[dp] + beta1 * grads[dp]"),
            Text(
                "s is right, v is not: at β1 = 0.9 the old v keeps nine tenths and the gradient gets one.",
                "s 是对的，v 不对：β1 = 0.9 时，旧的 v 占十分之九，梯度占十分之一。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β2 and 1 − β2 are swapped", "β2 与 1 − β2 写反了"),
            UPDATE.but("beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2", "(1 - beta2) * s[dp] + beta2 * grads[dp] ** 2"),
            Text(
                "v is right, s is not: the large factor belongs to the old s.",
                "v 是对的，s 不对：较大的系数属于旧的 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β1 and β2 are exchanged", "β1 与 β2 互换了"),
            UPDATE.but("    L =", "    beta1, beta2 = beta2, beta1\n    L ="),
            Text(
                "β1 belongs to v, the average of gradients, β2 to s, the average of their squares.",
                "β1 属于梯度的平均 v，β2 属于梯度平方的平均 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β1 and β2 are exchanged in the averages", "求平均时 β1 与 β2 互换了"),
            UPDATE.but(
                "beta1 * v[dp] + (1 - beta1) * grads[dp]",
                "beta2 * v[dp] + (1 - beta2) * grads[dp]",
                "beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2",
                "beta1 * s[dp] + (1 - beta1) * grads[dp] ** 2",
            ),
            Text(
                "The corrections have the right β, the averages do not: β1 belongs to v and β2 to s.",
                "修正用的 β 是对的，求平均用的不对：β1 属于 v，β2 属于 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β1 serves for both averages", "两个平均都用了 β1"),
            UPDATE.but(
                "beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2",
                "beta1 * s[dp] + (1 - beta1) * grads[dp] ** 2",
                "s[dp] / (1 - beta2**t)",
                "s[dp] / (1 - beta1**t)",
            ),
            Text("s has a factor of its own: β2 appears nowhere in yours.", "s 有自己的系数：你的代码里没有用到 β2。"),
            IDEA,
        ),
        Mistake(
            Text("β2 serves for both averages", "两个平均都用了 β2"),
            UPDATE.but(
                "beta1 * v[dp] + (1 - beta1) * grads[dp]",
                "beta2 * v[dp] + (1 - beta2) * grads[dp]",
                "v[dp] / (1 - beta1**t)",
                "v[dp] / (1 - beta2**t)",
            ),
            Text("v has a factor of its own: β1 appears nowhere in yours.", "v 有自己的系数：你的代码里没有用到 β1。"),
            IDEA,
        ),
        Mistake(
            Text("s is averaged with β1", "s 用了 β1 求平均"),
            UPDATE.but("beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2", "beta1 * s[dp] + (1 - beta1) * grads[dp] ** 2"),
            Text(
                "The correction of s has the right β, its average does not.",
                "s 的修正用的 β 是对的，求平均用的不对。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factors 1 − β are missing", "缺少系数 1 − β"),
            UPDATE.but("(1 - beta1) * grads", "grads", "(1 - beta2) * grads", "grads"),
            Text(
                "v and s add up instead of averaging. Which share is left for today's gradient?",
                "v 和 s 在累加而不是平均。留给当前梯度的份额是多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β1 is missing", "缺少系数 1 − β1"),
            UPDATE.but("(1 - beta1) * grads", "grads"),
            Text(
                "s averages, v adds up. Which share of v is left for the gradient?",
                "s 在平均，v 却在累加。v 中留给梯度的份额是多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β2 is missing", "缺少系数 1 − β2"),
            UPDATE.but("(1 - beta2) * grads", "grads"),
            Text(
                "v averages, s adds up. Which share of s is left for the square?",
                "v 在平均，s 却在累加。s 中留给平方的份额是多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The brackets around 1 − β are missing", "1 − β 缺少括号"),
            UPDATE.but("(1 - beta1) * grads", "1 - beta1 * grads", "(1 - beta2) * grads", "1 - beta2 * grads"),
            Text(
                "Without brackets 1 is added and the rest subtracted. Which factor belongs to the gradient?",
                "没有括号时，先加上 1，再减去后面的项。梯度前的系数应该是什么？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old averages are forgotten", "旧的平均被丢掉了"),
            UPDATE.but("beta1 * v[dp] + ", "", "beta2 * s[dp] + ", ""),
            Text(
                "Every step starts from zero, so nothing is averaged. Where do the given v and s come in?",
                "每一步都从零开始，于是没有任何平均。传入的 v 和 s 用在了哪里？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old v is forgotten", "旧的 v 被丢掉了"),
            UPDATE.but("beta1 * v[dp] + ", ""),
            Text(
                "s goes on from step to step, v does not. Where does the given v come in?",
                "s 一步步延续下来，v 却没有。传入的 v 用在了哪里？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old s is forgotten", "旧的 s 被丢掉了"),
            UPDATE.but("beta2 * s[dp] + ", ""),
            Text(
                "v goes on from step to step, s does not. Where does the given s come in?",
                "v 一步步延续下来，s 却没有。传入的 s 用在了哪里？",
            ),
            IDEA,
        ),
        Mistake(
            Text("s averages the gradient, not its square", "s 平均的是梯度，而不是平方"),
            UPDATE.but("grads[dp] ** 2", "grads[dp]"),
            Text(
                "s measures how large gradients are, whatever their sign: it averages squares.",
                "s 衡量梯度有多大，与正负无关：它平均的是平方。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s averages the gradient's size, not its square", "s 平均的是梯度的大小，而不是平方"),
            UPDATE.but("grads[dp] ** 2", "np.abs(grads[dp])"),
            Text(
                "The root is taken of s later, so s has to hold squares: the units would not match otherwise.",
                "之后要对 s 开根，所以 s 里应该是平方，否则单位对不上。",
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
            Text("s averages the square of v", "s 平均的是 v 的平方"),
            UPDATE.but("grads[dp] ** 2", "v[dp] ** 2"),
            Text(
                "The two averages stand side by side: s is made of the gradient itself, squared, not of v.",
                "两个平均是并列的：s 由梯度本身的平方得到，而不是由 v 得到。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The average is squared, not the gradient", "平方的是平均，而不是梯度"),
            UPDATE.but(
                "beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2", "(beta2 * s[dp] + (1 - beta2) * grads[dp]) ** 2"
            ),
            Text(
                "Square the gradient first, then average. The other way round signs cancel before they are squared.",
                "先对梯度平方，再求平均。反过来的话，正负在平方之前就抵消了。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The factor 1 − β2 is squared as well", "系数 1 − β2 也被平方了"),
            UPDATE.but("(1 - beta2) * grads[dp] ** 2", "((1 - beta2) * grads[dp]) ** 2"),
            Text(
                "Only the gradient is squared; 1 − β2 stands outside of the square, as a weight.",
                "只对梯度平方；1 − β2 是权重，在平方之外。",
            ),
            IDEA,
        ),
        Mistake(
            Text("One number for the whole array", "整个数组只有一个数"),
            UPDATE.but("grads[dp] ** 2", "np.sum(grads[dp] ** 2)"),
            Text(
                "np.sum mixes all entries. Adam scales each entry by its own average: dW ** 2 is elementwise.",
                "np.sum 把所有元素混在了一起。Adam 用每个元素自己的平均来缩放它：dW ** 2 是逐元素的。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v collects the negative gradient", "v 累积的是负梯度"),
            UPDATE.but("v[dp] + (1", "v[dp] - (1"),
            Text(
                "Here v averages the gradient as it is. The minus comes when the parameter moves.",
                "这里的 v 直接平均梯度，负号只出现在参数更新的那一步。",
            ),
            IDEA,
        ),
        Mistake(
            Text("No bias correction", "没有偏差修正"),
            UPDATE.but("v[dp] / (1 - beta1**t)", "v[dp]", "s[dp] / (1 - beta2**t)", "s[dp]"),
            Text(
                "Both averages start at zero and are too small at first. Divide each by 1 − β^t.",
                "两个平均都从零开始，起初偏小。请分别除以 1 − β^t。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("Only v is corrected", "只修正了 v"),
            UPDATE.but("s[dp] / (1 - beta2**t)", "s[dp]"),
            Text(
                "s needs it most: at β2 = 0.999 the first step becomes 31.6 times too long.",
                "s 更需要修正：β2 = 0.999 时，第一步会变成应有长度的 31.6 倍。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("Only s is corrected", "只修正了 s"),
            UPDATE.but("v[dp] / (1 - beta1**t)", "v[dp]"),
            Text("v starts at zero as well: divide it by 1 − β1^t.", "v 也是从零开始的：请除以 1 − β1^t。"),
            CORRECTION,
        ),
        Mistake(
            Text("Divided by 1 − β instead of 1 − β^t", "除以了 1 − β，而不是 1 − β^t"),
            UPDATE.but("beta1**t", "beta1", "beta2**t", "beta2"),
            Text(
                "That is right for t = 1 only. What is missing changes with every step: use t.",
                "这只在 t = 1 时正确。缺少的份额每一步都在变：请用上 t。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction of v does not use t", "v 的修正没有用 t"),
            UPDATE.but("beta1**t", "beta1"),
            Text(
                "s is corrected with the power t, v is not. 1 − β1 is right at the first step only.",
                "s 的修正用了 t 次方，v 的没有。1 − β1 只在第一步正确。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction of s does not use t", "s 的修正没有用 t"),
            UPDATE.but("beta2**t", "beta2"),
            Text(
                "v is corrected with the power t, s is not. 1 − β2 is right at the first step only.",
                "v 的修正用了 t 次方，s 的没有。1 − β2 只在第一步正确。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The power is taken of 1 − β", "对 1 − β 取了乘方"),
            UPDATE.but("(1 - beta1**t)", "(1 - beta1) ** t", "(1 - beta2**t)", "(1 - beta2) ** t"),
            Text(
                "A bracket stands in the wrong place: β alone is raised to the power t, then subtracted from 1.",
                "括号的位置不对：只对 β 取 t 次方，再用 1 减去它。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("β times t instead of β to the power t", "用了 β 乘 t，而不是 β 的 t 次方"),
            UPDATE.but("beta1**t", "beta1 * t", "beta2**t", "beta2 * t"),
            Text("In Python a power is written beta1**t.", "在 Python 里，乘方写作 beta1**t。"),
            CORRECTION,
        ),
        Mistake(
            Text("β² instead of β to the power t", "用了 β 的平方，而不是 t 次方"),
            UPDATE.but("beta1**t", "beta1**2", "beta2**t", "beta2**2"),
            Text(
                "The exponent is 2 in every step. It has to be the number of the step.",
                "每一步的指数都是 2。它应该是当前的步数。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The exponent is the number of the layer", "指数用了层号"),
            UPDATE.but("beta1**t", "beta1**layer", "beta2**t", "beta2**layer"),
            Text(
                "All layers make step t together, so all are corrected with the same t.",
                "所有层一起走第 t 步，所以都用同一个 t 来修正。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction multiplies", "修正时用了乘法"),
            UPDATE.but("v[dp] / (1", "v[dp] * (1", "s[dp] / (1", "s[dp] * (1"),
            Text(
                "The averages are too small at first, and 1 − β^t is below 1. Which of × and ÷ makes them larger?",
                "平均在起初偏小，而 1 − β^t 小于 1。乘还是除才能让它变大？",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction divides by β^t", "修正时除以了 β^t"),
            UPDATE.but("(1 - beta1**t)", "beta1**t", "(1 - beta2**t)", "beta2**t"),
            Text(
                "The weights of all gradients so far add up to 1 − β^t: divide by that.",
                "到目前为止所有梯度的权重之和是 1 − β^t，应该除以它。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction divides by 1 + β^t", "修正时除以了 1 + β^t"),
            UPDATE.but("(1 - beta1**t)", "(1 + beta1**t)", "(1 - beta2**t)", "(1 + beta2**t)"),
            Text("That makes the averages smaller still. Look at the sign.", "这会让平均变得更小。请检查符号。"),
            CORRECTION,
        ),
        Mistake(
            Text("The brackets below the correction are missing", "修正的分母缺少括号"),
            UPDATE.but("(1 - beta1**t)", "1 - beta1**t", "(1 - beta2**t)", "1 - beta2**t"),
            Text(
                "Python divides by 1, then subtracts β^t. Put brackets around the whole denominator.",
                "Python 先除以 1，再减去 β^t。请给整个分母加上括号。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("s is corrected under a root", "s 的修正多了一个根号"),
            UPDATE.but("(1 - beta2**t)", "np.sqrt(1 - beta2**t)"),
            Text(
                "s is divided by 1 − β2^t itself. The root comes once, in the step, and is taken of the corrected s.",
                "s 要除以 1 − β2^t 本身。根号只在更新时出现一次，对修正后的 s 开根。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction counts from 0", "修正时从 0 开始数"),
            UPDATE.but("beta1**t", "np.power(beta1, t - 1.0)", "beta2**t", "np.power(beta2, t - 1.0)"),
            Text(
                "t is 1 at the first step already. With t − 1 the first step divides by zero.",
                "第一步的 t 已经是 1。用 t − 1 时，第一步会除以零。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The correction is a step ahead", "修正时多数了一步"),
            UPDATE.but("beta1**t", "beta1 ** (t + 1)", "beta2**t", "beta2 ** (t + 1)"),
            Text(
                "t is 1 at the first step already, so there is nothing to add to it.",
                "第一步的 t 已经是 1，不用再加。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("Both are corrected with β1", "两者都用 β1 修正"),
            UPDATE.but("beta2**t", "beta1**t"),
            Text(
                "Each average is corrected with the β that it was made with: s with β2.",
                "每个平均都要用求它时的那个 β 来修正：s 用 β2。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("Both are corrected with β2", "两者都用 β2 修正"),
            UPDATE.but("beta1**t", "beta2**t"),
            Text(
                "Each average is corrected with the β that it was made with: v with β1.",
                "每个平均都要用求它时的那个 β 来修正：v 用 β1。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("Each is corrected with the other's β", "各用对方的 β 来修正"),
            UPDATE.but("(1 - beta1**t)", "(1 - beta2 ** t)", "(1 - beta2**t)", "(1 - beta1**t)"),
            Text(
                "Each average is corrected with the β that it was made with: v with β1, s with β2.",
                "每个平均都要用求它时的那个 β 来修正：v 用 β1，s 用 β2。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The averages of the step before are corrected", "修正的是上一步的平均"),
            UPDATE.but(
                'dp = "d" + p',
                'dp = "d" + p\n            old_v, old_s = v[dp], s[dp]',
                "v[dp] / (1 - beta1**t)",
                "old_v / (1 - beta1**t)",
                "s[dp] / (1 - beta2**t)",
                "old_s / (1 - beta2**t)",
            ),
            Text(
                "Bring v and s up to date first, then correct them: the newest gradient is missing in your step.",
                "先更新 v 和 s，再修正：你的这一步里少了最新的梯度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The corrected values are kept as v and s", "把修正后的值存成了 v 和 s"),
            UPDATE.but(
                "return parameters, v, s, v_corrected, s_corrected",
                "return parameters, v_corrected, s_corrected, v_corrected, s_corrected",
            ),
            Text(
                "They would be corrected again in the next step. Keep v and s as they are, beside the corrected ones.",
                "下一步它们会再被修正一次。v 和 s 要保持原样，与修正后的值并存。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The corrected value is kept as v", "把修正后的值存成了 v"),
            UPDATE.but(
                "return parameters, v, s, v_corrected, s_corrected",
                "return parameters, v_corrected, s, v_corrected, s_corrected",
            ),
            Text(
                "s is kept as it is, v is not: it would be corrected again in the next step.",
                "s 保持了原样，v 没有：下一步它会再被修正一次。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The corrected value is kept as s", "把修正后的值存成了 s"),
            UPDATE.but(
                "return parameters, v, s, v_corrected, s_corrected",
                "return parameters, v, s_corrected, v_corrected, s_corrected",
            ),
            Text(
                "v is kept as it is, s is not: it would be corrected again in the next step.",
                "v 保持了原样，s 没有：下一步它会再被修正一次。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The uncorrected values are returned as corrected ones", "把未修正的值当作修正后的值返回"),
            UPDATE.but("return parameters, v, s, v_corrected, s_corrected", "return parameters, v, s, v, s"),
            Text(
                "The last two results are v_corrected and s_corrected. Give all five, or only the first three.",
                "最后两项应是 v_corrected 和 s_corrected。请返回全部五项，或只返回前三项。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step uses the uncorrected averages", "更新用的是未修正的平均"),
            UPDATE.but("v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)", "v[dp] / (np.sqrt(s[dp]) + epsilon)"),
            Text(
                "The correction is computed but not used: the step is made with v_corrected and s_corrected.",
                "修正算出来了却没有用上：更新要用 v_corrected 和 s_corrected。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The step uses the uncorrected v", "更新用的是未修正的 v"),
            UPDATE.but("learning_rate * v_corrected", "learning_rate * v"),
            Text(
                "v_corrected is computed but not used. It belongs above the fraction bar.",
                "v_corrected 算出来了却没有用上。它应在分子上。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("The step uses the uncorrected s", "更新用的是未修正的 s"),
            UPDATE.but("np.sqrt(s_corrected[dp])", "np.sqrt(s[dp])"),
            Text(
                "s_corrected is computed but not used. The root is taken of it.",
                "s_corrected 算出来了却没有用上。要对它开根。",
            ),
            CORRECTION,
        ),
        Mistake(
            Text("v and s have changed places in the step", "更新中 v 与 s 的位置反了"),
            UPDATE.but(
                "v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)",
                "s_corrected[dp] / (np.sqrt(v_corrected[dp]) + epsilon)",
            ),
            Text(
                "The average gradient stands above the bar; the root below it is taken of s, which is never negative.",
                "分子上是梯度的平均；分母的根是对 s 开的，它不会为负。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The square root is missing", "缺少平方根"),
            UPDATE.but("np.sqrt(s_corrected[dp])", "s_corrected[dp]"),
            Text(
                "s is in squared units. Its root is in the unit of a gradient, as v is.",
                "s 的单位是梯度的平方。它的根才与 v 一样，是梯度的单位。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The root is stored in s_corrected", "s_corrected 里存的是平方根"),
            UPDATE.but(
                "return parameters, v, s, v_corrected, s_corrected",
                "return parameters, v, s, v_corrected, {dp: np.sqrt(average) for dp, average in s_corrected.items()}",
            ),
            Text(
                "The step is right, but s_corrected is an average of squares; take the root only where you divide.",
                "更新是对的，但 s_corrected 应是平方的平均；只在相除的地方开根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The root is stored in s", "s 里存的是平方根"),
            UPDATE.but(
                "beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2", "np.sqrt(beta2 * s[dp] + (1 - beta2) * grads[dp] ** 2)"
            ),
            Text(
                "s has to stay an average of squares; take the root only where you divide.",
                "s 必须保持为平方的平均；只在相除的地方开根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("ε stands inside the root", "ε 写在了根号里"),
            UPDATE.but("(np.sqrt(s_corrected[dp]) + epsilon)", "np.sqrt(s_corrected[dp] + epsilon)"),
            Text(
                "Adam takes the root first and adds ε then. Inside, an ε of 1e-8 works like one of 1e-4.",
                "Adam 先开根，再加 ε。放在根号里，1e-8 的作用相当于 1e-4。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is missing", "缺少 ε"),
            UPDATE.but("(np.sqrt(s_corrected[dp]) + epsilon)", "np.sqrt(s_corrected[dp])"),
            Text(
                "Where a gradient has always been zero, that divides zero by zero. Add epsilon to the root.",
                "梯度一直为零的地方会变成零除以零。请在根上加 epsilon。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε stands outside the fraction", "ε 在分式之外"),
            UPDATE.but(
                "v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)",
                "(v_corrected[dp] / np.sqrt(s_corrected[dp]) + epsilon)",
            ),
            Text(
                "ε belongs to the root below the fraction bar: brackets around the two of them.",
                "ε 属于分母里的根：把两者放进同一对括号。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is added to the parameter", "ε 加到了参数上"),
            UPDATE.but("(np.sqrt(s_corrected[dp]) + epsilon)", "np.sqrt(s_corrected[dp]) + epsilon"),
            Text(
                "Without brackets the division comes first. Put the root and epsilon in brackets.",
                "没有括号时先做除法。请把根与 epsilon 放进同一对括号。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is stored in s_corrected", "ε 被存进了 s_corrected"),
            UPDATE.but(
                "s[dp] / (1 - beta2**t)",
                "s[dp] / (1 - beta2**t) + epsilon",
                "(np.sqrt(s_corrected[dp]) + epsilon)",
                "np.sqrt(s_corrected[dp])",
            ),
            Text(
                "s_corrected is returned without ε, and ε comes after the root.",
                "返回的 s_corrected 不含 ε，而且 ε 要在开根之后再加。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is added to the uncorrected root", "ε 加到了未修正的平方根上"),
            UPDATE.but(
                "learning_rate * v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)",
                "learning_rate * v_corrected[dp] * np.sqrt(1 - beta2 ** t) / (np.sqrt(s[dp]) + epsilon)",
            ),
            Text(
                "That is how Keras does it, and ε weighs more in early steps. Here it is added to the corrected root.",
                "Keras 是这样做的，ε 在前几步的作用会更大。这里要加到修正后的根上。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("ε is fixed at 1e-8", "ε 固定为 1e-8"),
            UPDATE.but("(np.sqrt(s_corrected[dp]) + epsilon)", "(np.sqrt(s_corrected[dp]) + 1e-8)"),
            Text(
                "Use the argument epsilon. Where gradients are tiny, its size decides how long a step is.",
                "请使用参数 epsilon。梯度极小时，它的大小决定了步长。",
            ),
            EPSILON,
        ),
        Mistake(
            Text("The step follows the gradient, not its average", "更新沿着梯度，而不是它的平均"),
            UPDATE.but("learning_rate * v_corrected[dp]", "learning_rate * grads[dp]"),
            Text(
                "That is RMSprop, corrected: v is computed and not used. Adam steps along v_corrected.",
                "这是带修正的 RMSprop：v 算出来了却没有用上。Adam 沿 v_corrected 走。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step is not divided by anything", "更新没有除以任何东西"),
            UPDATE.but(
                "learning_rate * v_corrected[dp] / (np.sqrt(s_corrected[dp]) + epsilon)",
                "learning_rate * v_corrected[dp]",
            ),
            Text(
                "That is momentum, corrected: s is computed and not used. Divide by its root.",
                "这是带修正的动量法：s 算出来了却没有用上。请除以它的根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step is multiplied by the root", "更新乘以了平方根"),
            UPDATE.but("/ (np", "* (np"),
            Text(
                "Steep directions would get still larger steps. Divide by the root.",
                "陡的方向反而会得到更大的步长。应该除以根。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step goes uphill", "朝上坡方向走了"),
            UPDATE.but("parameters[p] - ", "parameters[p] + "),
            Text(
                "The averages are right, but the parameters move with the wrong sign: the cost would rise.",
                "平均是对的，但参数移动的符号反了：代价会上升。",
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
            Text("The learning rate is missing", "缺少学习率"),
            UPDATE.but("learning_rate * v", "v"),
            Text(
                "Every entry moves by about 1. The learning rate makes a step of that.",
                "每个元素都移动了大约 1。乘以学习率才是一步。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            UPDATE.but("learning_rate * v", "0.01 * v"),
            Text(
                "The step is that of 0.01 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.01 计算。请使用参数 learning_rate。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate falls with t", "学习率随 t 下降"),
            UPDATE.but("learning_rate * v", "learning_rate / np.sqrt(t) * v"),
            Text(
                "t serves the correction alone. Decay of the learning rate is the matter of lesson 07.",
                "t 只用于修正。学习率衰减是第 07 课的内容。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β1 and β2 are fixed at 0.9 and 0.999", "β1 与 β2 固定为 0.9 与 0.999"),
            UPDATE.but("    L =", "    beta1, beta2 = 0.9, 0.999\n    L ="),
            Text(
                "The averages are those of 0.9 and 0.999 whatever is given. Use the arguments beta1 and beta2.",
                "无论传入什么，平均都是 0.9 与 0.999 的结果。请使用参数 beta1 和 beta2。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters come back unchanged", "返回的参数没有变化"),
            UPDATE.but("parameters[p] = ", "moved = "),
            Text(
                "The averages are right. Are the moved parameters stored in the dict that you return?",
                "平均是对的。移动后的参数存进你返回的字典了吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old averages come back", "返回的是旧的平均"),
            UPDATE.but(
                "    L =",
                "    old_v, old_s = dict(v), dict(s)\n    L =",
                "return parameters, v, s,",
                "return parameters, old_v, old_s,",
            ),
            Text(
                "The parameters are right, but the next step needs the new v and s. Store them, then return them.",
                "参数是对的，但下一步需要新的 v 和 s。先存起来，再返回。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Only the last layer's corrected values come back", "修正后的值只返回了最后一层"),
            UPDATE.but("        for p in", "        v_corrected, s_corrected = {}, {}\n        for p in"),
            Text(
                "The dicts are made anew for every layer. Make them once, before the loop.",
                "每一层都重新建了字典。请在循环之前只建一次。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Only the parameters are returned", "只返回了 parameters"),
            UPDATE.but("return parameters, v, s, v_corrected, s_corrected", "return parameters"),
            Text(
                "The next step needs v and s too: return parameters, v and s, with the corrected ones if you like.",
                "下一步还需要 v 和 s：请返回 parameters、v 和 s，也可以加上修正后的值。",
            ),
            IDEA,
        ),
        Mistake(
            Text("s is not returned", "没有返回 s"),
            UPDATE.but("return parameters, v, s, v_corrected, s_corrected", "return parameters, v"),
            Text(
                "The next step needs both averages: return parameters, v and s, with the corrected ones if you like.",
                "下一步需要两个平均：请返回 parameters、v 和 s，也可以加上修正后的值。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v and s are returned in the wrong order", "v 与 s 的返回顺序反了"),
            UPDATE.but(
                "return parameters, v, s, v_corrected, s_corrected", "return parameters, s, v, s_corrected, v_corrected"
            ),
            Text(
                "After the parameters comes v, the average of gradients, then s, the average of their squares.",
                "先是 parameters，接着是梯度的平均 v，然后是梯度平方的平均 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters are returned last", "parameters 放在了最后返回"),
            UPDATE.but("return parameters, v, s, v_corrected, s_corrected", "return v, s, parameters"),
            Text("The parameters come first, then v, then s.", "先返回 parameters，再返回 v，然后是 s。"),
            IDEA,
        ),
        Mistake(
            Text("Nothing is returned", "什么都没有返回"),
            UPDATE.but(
                "    parameters, v, s = dict(parameters), dict(v), dict(s)\n",
                "",
                "    return parameters, v, s, v_corrected, s_corrected",
                "",
            ),
            Text(
                "The arguments are updated, but the function has no return at its end: return parameters, v and s.",
                "传入的字典都已更新，但函数末尾没有 return：请返回 parameters、v 和 s。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradients are changed", "梯度被改动了"),
            UPDATE.but("    return ", "    for gradient in grads.values():\n        gradient **= 2\n    return "),
            Text(
                "The results are right, but grads is changed on the way. Whoever reads it next gets other numbers.",
                "结果是对的，但 grads 在途中被改动了。之后读取它的人会得到别的数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v and s are kept from one call to the next", "v 与 s 在两次调用之间被保留"),
            lambda: UPDATE.but(
                "def ",
                "kept_v, kept_s = {}, {}\n\n\ndef ",
                "dict(v), dict(s)\n",
                "v | kept_v, s | kept_s\n",
                "    return ",
                "    kept_v.update(v)\n    kept_s.update(s)\n    return ",
            ),
            Text(
                "The function goes on with averages of its own. Use the v and s that you are given, and only those.",
                "函数在用自己保存的平均继续。请只用传入的 v 和 s。",
            ),
            IDEA,
            fresh=True,
        ),
        Mistake(
            Text("The steps are counted by the function itself", "函数自己在数步数"),
            lambda: UPDATE.but(
                "def ", "calls = []\n\n\ndef ", "    L =", "    calls.append(t)\n    t = len(calls)\n    L ="
            ),
            Text(
                "t is given: a run may be continued later, and two networks may be trained in turn.",
                "t 是传入的：训练可能中断后继续，也可能轮流训练两个网络。",
            ),
            CORRECTION,
            fresh=True,
        ),
        *left_out(_leaving_out, IDEA),
    ),
)

EXERCISES = (initialize_exercise, update_exercise)
