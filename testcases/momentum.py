"""Lesson 04: the exercises on gradient descent with momentum."""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.language import Text
from helpers.momentum import initialize_velocity, update_parameters_with_momentum
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.layer_mistakes import left_out, whole_or_half, wrong_starts
from testcases.layers import Arrays, as_arrays, random_network, random_slots, wrong_start

IDEA = Text('section "The idea"', "“思路”一节")
SLOW_START = Text('section "Velocity and its slow start"', "“速度与缓慢的起步”一节")
TWO_FORMS = Text('section "Two forms, one path"', "“两种形式，同一条路径”一节")


# --- initialize_velocity ----------------------------------------------------------------------------------------------


def initialize_velocity_test_case() -> Arrays:
    """Input to play with: the parameters of two layers, W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1)."""
    return random_network(np.random.default_rng(4), 2, 3, 1)


def _draw_initialize(rng: np.random.Generator) -> Sequence[Case]:
    alike = random_network(rng, 1, 3, 1, 3)  # W1 and b1 have one shape, W3 and b3 as well

    def twice(call: Function) -> None:
        call(alike)
        call(alike)

    return (
        Case(Text("two layers", "两层"), "basics", once(random_network(rng, 2, 3, 1))),
        Case(Text("three layers", "三层"), "basics", once(random_network(rng, 5, 4, 3, 2))),
        Case(Text("two calls, one after the other", "先后两次调用"), "state", twice),
        Case(Text("one layer", "一层"), "edges", once(random_network(rng, 3, 2))),
        Case(Text("four layers", "四层"), "edges", once(random_network(rng, 1, 7, 2, 5, 3))),
        Case(Text("the parameters afterwards", "调用之后的参数"), "inputs", once(random_network(rng, 4, 2, 3))),
    )


def _sets_parameters_to_zero(parameters: Arrays) -> Arrays:
    for value in parameters.values():
        value[:] = 0
    return {"d" + key: value for key, value in parameters.items()}


def _shares_one_buffer(parameters: Arrays) -> Arrays:
    zeros = np.zeros(max(value.size for value in parameters.values()))
    return {"d" + key: zeros[: value.size].reshape(value.shape) for key, value in parameters.items()}


def _gives_biases_the_shape_of_weights(parameters: Arrays) -> Arrays:
    return {"d" + key: np.zeros_like(parameters["W" + key[1:]]) for key in parameters}


def _wrong_biases(slot: Callable[[np.ndarray], object]) -> Function:
    def wrong(parameters: Arrays) -> dict[str, object]:
        return {"d" + key: slot(value) if key[0] == "b" else np.zeros_like(value) for key, value in parameters.items()}

    return wrong


def _adds_to_the_parameters(parameters: Arrays) -> Arrays:
    parameters |= initialize_velocity(parameters)
    return parameters


def _keeps_the_dict_between_calls() -> Function:
    kept: Arrays = {}

    def wrong(parameters: Arrays) -> Arrays:
        for key, value in parameters.items():
            kept["d" + key] = np.zeros_like(value)
        return kept

    return wrong


def _replaces_parameters(parameters: Arrays) -> Arrays:
    for key in parameters:
        parameters[key] = np.zeros_like(parameters[key])
    return parameters


initialize_velocity_exercise = Exercise(
    reference=initialize_velocity,
    draw=_draw_initialize,
    test_case=initialize_velocity_test_case,
    returns="v",
    hints=(
        Text(
            "Before the first step nothing moves. Which number is a velocity at rest, and how many of them are needed?",
            "第一步之前，一切静止。静止时，速度是什么数？一共需要多少个这样的数？",
        ),
        Text(
            'Each parameter needs a velocity of its own shape: "dW1" goes with "W1", "db1" with "b1", up to layer L.',
            '每个参数数组都需要一个形状相同的速度："dW1" 对应 "W1"，"db1" 对应 "b1"，一直到第 L 层。',
        ),
        Text(
            'Loop over the keys of parameters. np.zeros_like makes zeros in the shape of an array; name it "d" + key.',
            '对 parameters 的键做循环。np.zeros_like 生成与某个数组形状相同的零数组，键名就是 "d" + key。',
        ),
    ),
    why=Text(
        "Each parameter has a velocity of its own, in its own shape, and v_0 = 0 says that nothing moves yet.",
        "每个参数都有自己的速度，形状与它相同；v_0 = 0 表示还没有任何运动。",
    ),
    mistakes=(
        Mistake(
            Text('The keys begin with "v"', '键名以 "v" 开头'),
            wrong_start(name=lambda key: "v" + key),
            Text(
                'The dict is already called v. Its keys are those of the gradients: "dW1", "db1", …',
                '这个字典本身已经叫 v 了，它的键与梯度的键相同："dW1"、"db1"……',
            ),
            IDEA,
        ),
        Mistake(
            Text("Velocities share one array", "几个速度共用一个数组"),
            _shares_one_buffer,
            Text(
                "Two keys lead to the same numbers in memory, so a change of one velocity in place "
                "changes the other. Make new zeros for every key.",
                "两个键指向内存中同样的数：就地修改一个速度，另一个也会跟着变。请为每个键各建一个新的零数组。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases get the shape of the weights", "偏置的速度用了权重的形状"),
            _gives_biases_the_shape_of_weights,
            Text(
                'v["db1"] has the shape of b1, not of W1: a velocity looks like the parameter it moves.',
                'v["db1"] 的形状与 b1 相同，而不是 W1：速度的形状与它所移动的参数一致。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The velocities are in a list", "速度放在了列表里"),
            lambda parameters: [np.zeros_like(value) for value in parameters.values()],
            Text(
                'The zeros are right, but they are looked up by name: return a dict with the keys "dW1", "db1", …',
                '零数组是对的，但要按名字查找：请返回以 "dW1"、"db1"……为键的字典。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases get a single number", "偏置只给了一个数"),
            _wrong_biases(lambda bias: 0.0),
            Text(
                'Every entry of b1 has a velocity of its own, so v["db1"] needs the shape of b1.',
                'b1 的每个元素都有自己的速度，所以 v["db1"] 的形状要与 b1 相同。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The velocities of the biases are flat", "偏置的速度被展平了"),
            _wrong_biases(lambda bias: np.zeros(bias.size)),
            Text(
                "An array of shape (n,) is not one of shape (n, 1). Take over the whole shape of b1.",
                "形状 (n,) 与形状 (n, 1) 不同。要照搬 b1 的整个形状。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters are replaced by zeros and returned", "参数被换成了零并返回"),
            _replaces_parameters,
            Text(
                'Make a new dict for the velocities, with the keys "dW1", "db1", …, and leave parameters as they are.',
                '请为速度新建一个字典，键为 "dW1"、"db1"……，parameters 保持原样。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters are set to zero", "参数被清零了"),
            _sets_parameters_to_zero,
            Text(
                "The zeros are written into the parameters themselves. Make new arrays for the velocities.",
                "零被写进了参数本身。请为速度建立新的数组。",
            ),
            IDEA,
        ),
        *wrong_starts(wrong_start, IDEA),
        *left_out(lambda skipped: wrong_start(skipped=skipped), IDEA),
        Mistake(
            Text("The velocities are put into the parameters", "速度被放进了 parameters"),
            _adds_to_the_parameters,
            Text(
                "A dict of velocities alone is asked for. Start with a new, empty one.",
                "只要求返回速度的字典。请从一个新的空字典开始。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The dict is kept from one call to the next", "字典从一次调用留到了下一次"),
            _keeps_the_dict_between_calls,
            Text(
                "A second call hands out the same dict again, whatever happened to it. Make the dict inside the "
                "function.",
                "第二次调用交出的还是同一个字典，不管它在此期间被改成了什么。请在函数内部新建字典。",
            ),
            IDEA,
            fresh=True,
        ),
    ),
)


# --- update_parameters_with_momentum ----------------------------------------------------------------------------------


def update_parameters_with_momentum_test_case() -> tuple[Arrays, Arrays, Arrays]:
    """Inputs to play with: parameters, gradients and velocities at rest of two layers, 2 → 3 → 1 units."""
    rng = np.random.default_rng(4)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), initialize_velocity(parameters)


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[5.0]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    moving, gradients = random_slots(rng, two), random_slots(rng, two)
    mixed = random_slots(rng, four, (1e-8, 1e3, 1.0, 1e-5, 10.0))
    further = [random_slots(rng, three) for _ in range(3)]

    def three_steps(call: Function) -> None:
        parameters, v = three, initialize_velocity(three)
        for grads in further:
            parameters, v = map(as_arrays, call(parameters, grads, v, 0.8, 0.05))

    def twice(call: Function) -> None:
        call(two, gradients, moving, 0.9, 0.01)
        call(two, gradients, moving, 0.9, 0.01)

    return (
        Case(
            Text("one layer, from rest", "一层，从静止开始"),
            "basics",
            once(small, small_gradients, initialize_velocity(small), 0.9, 0.1),
        ),
        Case(Text("two layers, already moving", "两层，已在运动"), "basics", once(two, gradients, moving, 0.9, 0.01)),
        Case(Text("three steps in a row", "连续三步"), "state", three_steps),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("four layers, gradients from 1e-8 to 1e3", "四层，梯度从 1e-8 到 1e3"),
            "edges",
            once(four, mixed, random_slots(rng, four, (1e-8, 1e3, 1.0, 1e-5, 10.0)), 0.95, 0.002),
        ),
        Case(
            Text("β = 0: plain gradient descent", "β = 0：普通梯度下降"),
            "edges",
            once(three, further[0], random_slots(rng, three), 0.0, 0.3),
        ),
        Case(
            Text("biases as rows", "偏置为行向量"),
            "edges",
            once(rows, random_slots(rng, rows), random_slots(rng, rows), 0.5, 1.5),
        ),
        Case(Text("the gradients afterwards", "调用之后的梯度"), "inputs", once(two, gradients, moving, 0.7, 0.02)),
    )


def _wrong_update(
    velocity: Callable[..., np.ndarray] = lambda v, g, beta, rate: beta * v + (1 - beta) * g,
    move: Callable[..., np.ndarray] = lambda w, v, old, g, beta, rate: w - rate * v,
    gradient: Callable[[Arrays, str], np.ndarray] = lambda grads, key: grads["d" + key],
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
    still: Callable[[str], bool] = lambda key: False,
    returned: Callable[..., object] = lambda parameters, v, old: (parameters, v),
    only: str = "Wb",
) -> Function:
    """The reference with one part changed, for the kinds of parameters in `only`.

    `velocity` gives the new velocity, `move` the new parameter (`old` is the velocity before), `gradient` looks up the
    gradient of a key, `skipped` names keys that are left out, `still` parameters that do not move although their
    velocity changes, `returned` what comes back.
    """

    def wrong(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, rate: float) -> object:
        stepped, velocities = dict(parameters), dict(v)
        for key, w in parameters.items():
            if skipped(key, len(parameters) // 2):
                continue
            g, old, changed = gradient(grads, key), v["d" + key], key[0] in only
            new = velocity(old, g, beta, rate) if changed else beta * old + (1 - beta) * g
            velocities["d" + key] = new
            if not still(key):
                stepped[key] = move(w, new, old, g, beta, rate) if changed else w - rate * new
        return returned(stepped, velocities, v)

    return wrong


def _returns_nothing(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> None:
    for key in parameters:
        v["d" + key] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
        parameters[key] = parameters[key] - learning_rate * v["d" + key]


def _moves_biases_with_weights(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    stepped, v = update_parameters_with_momentum(parameters, grads, v, beta, learning_rate)
    biases = {key: w - learning_rate * v["dW" + key[1:]] for key, w in parameters.items() if key[0] == "b"}
    return stepped | biases, v


def _stores_under_other_keys(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    for key in parameters:
        v[key] = beta * v["d" + key] + (1 - beta) * grads["d" + key]
        parameters[key] = parameters[key] - learning_rate * v[key]
    return parameters, v


def _changes_gradients(
    parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float
) -> tuple[Arrays, Arrays]:
    for key in parameters:
        grads["d" + key] *= 1 - beta
        v["d" + key] = beta * v["d" + key] + grads["d" + key]
        parameters[key] = parameters[key] - learning_rate * v["d" + key]
    return parameters, v


def _keeps_v_between_calls() -> Function:
    kept: Arrays = {}

    def wrong(parameters: Arrays, grads: Arrays, v: Arrays, beta: float, learning_rate: float) -> tuple[Arrays, Arrays]:
        for key in parameters:
            old = kept.get("d" + key, v["d" + key])
            kept["d" + key] = beta * old + (1 - beta) * grads["d" + key]
            parameters[key] = parameters[key] - learning_rate * kept["d" + key]
        return parameters, kept

    return wrong


update_exercise = Exercise(
    reference=update_parameters_with_momentum,
    work=Work.METHOD,
    draw=_draw_update,
    test_case=update_parameters_with_momentum_test_case,
    returns=("parameters", "v"),
    may_change=("parameters", "v"),
    hints=(
        Text(
            "Two things happen to every array: its velocity takes one step of an exponentially weighted average, "
            "then the parameter moves along that velocity.",
            "每个数组都要做两件事：先让速度走一步指数加权平均，再让参数沿这个速度移动。",
        ),
        Text(
            'For W1: the new v["dW1"] mixes beta parts of the old one with the rest of grads["dW1"]; '
            "W1 then goes down by learning_rate times the new velocity. The same for b1, and for every layer.",
            '以 W1 为例：新的 v["dW1"] 由 beta 份旧值与其余份额的 grads["dW1"] 混合而成；'
            "然后 W1 减去 learning_rate 乘以新的速度。b1 以及每一层都一样。",
        ),
        Text(
            'Loop over the keys of parameters: W1, b1, …, WL, bL. Gradient and velocity have the key "d" + key. '
            "Two lines in the loop will do; return parameters and v after it.",
            '对 parameters 的键 W1、b1、……、WL、bL 做循环，梯度与速度的键都是 "d" + key。'
            "循环体两行就够；循环结束后返回 parameters 和 v。",
        ),
    ),
    why=Text(
        "The velocity is the average of lesson 02, taken over gradients, and each step goes along it.",
        "速度就是第 02 课的平均，只不过平均的对象是梯度；每一步都沿速度方向走。",
    ),
    mistakes=(
        Mistake(
            Text("The old velocity is not weighted", "旧的速度没有乘系数"),
            _wrong_update(velocity=lambda v, g, beta, rate: v + (1 - beta) * g),
            Text(
                "Nothing is ever forgotten, so the velocity keeps growing. The old one has to shrink a little first.",
                "什么都没有被遗忘，速度会不断增大。旧的速度应先缩小一点。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is squared", "梯度被平方了"),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v + (1 - beta) * g**2),
            Text(
                "Squares belong to RMSprop, in lesson 05. Momentum averages the gradient itself, with its sign.",
                "平方属于第 05 课的 RMSprop。动量平均的是梯度本身，保留正负号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The velocity has the opposite sign", "速度的符号反了"),
            _wrong_update(
                velocity=lambda v, g, beta, rate: beta * v - (1 - beta) * g,
                move=lambda w, v, old, g, beta, rate: w + rate * v,
            ),
            Text(
                "Here v averages the gradients as they are, and the minus stands in the step of the parameters.",
                "这里的 v 直接平均梯度，负号只出现在参数更新的那一步。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step uses the old velocity", "更新用的是旧的速度"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - rate * old),
            Text(
                "The parameters move before the velocity is brought up to date. Which of the two comes first?",
                "速度还没有更新，参数就先移动了。这两件事哪个在前？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step looks ahead (Nesterov)", "多看了一步（Nesterov）"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - rate * (beta * v + (1 - beta) * g)),
            Text(
                "The gradient is mixed in a second time. That is Nesterov's variant, which comes in lesson 09.",
                "梯度第二次混入了更新。这是 Nesterov 的变体，第 09 课会讲到。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The velocity is divided by 1 − β", "速度被除以了 1 − β"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - rate * v / (1 - beta)),
            Text(
                "That would correct the bias of a first step. Momentum goes without, and t is not known here.",
                "这相当于对第一步做偏差修正。动量通常不做修正，而且这里并不知道 t。",
            ),
            SLOW_START,
        ),
        Mistake(
            Text("The learning rate is inside the velocity", "学习率进入了速度"),
            _wrong_update(
                velocity=lambda v, g, beta, rate: beta * v + (1 - beta) * rate * g,
                move=lambda w, v, old, g, beta, rate: w - v,
            ),
            Text(
                "v averages the gradients alone. The learning rate comes in when the parameters move.",
                "v 只平均梯度。学习率要到参数移动时才出现。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is used twice", "学习率用了两次"),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v + (1 - beta) * rate * g),
            Text(
                "It multiplies the gradient on its way into v, and v again in the step. Only the step needs it.",
                "梯度进入 v 时乘了一次，更新参数时又乘了一次。只有更新参数时才需要它。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - 0.01 * v),
            Text(
                "The step is that of 0.01 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.01 计算。请使用参数 learning_rate。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β is fixed at 0.9", "β 固定为 0.9"),
            _wrong_update(velocity=lambda v, g, beta, rate: 0.9 * v + 0.1 * g),
            Text(
                "The velocity is that of 0.9 whatever is given. Use the argument beta.",
                "无论传入什么，速度都按 0.9 计算。请使用参数 beta。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases do not move", "偏置没有移动"),
            _wrong_update(still=lambda key: key[0] == "b"),
            Text(
                "The velocities of the biases are right, but the biases themselves stay where they were.",
                "偏置的速度是对的，但偏置本身停在原处。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The parameters come back unchanged", "返回的参数没有变化"),
            _wrong_update(still=lambda key: True),
            Text(
                "The velocities are right. Are the moved parameters stored in the dict that you return?",
                "速度是对的。移动后的参数存进你返回的字典了吗？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old velocity comes back", "返回的是旧的速度"),
            _wrong_update(returned=lambda parameters, v, old: (parameters, old)),
            Text(
                "The parameters are right, but the next step needs the new velocity. Store it in v, then return v.",
                "参数是对的，但下一步需要新的速度。返回之前要把它存进 v。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v is not returned", "没有返回 v"),
            _wrong_update(returned=lambda parameters, v, old: parameters),
            Text(
                "Two things are asked for: the parameters and the velocities, which the next step needs.",
                "需要返回两样东西：参数，以及下一步要用的速度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Parameters and v are returned in the wrong order", "parameters 与 v 的返回顺序反了"),
            _wrong_update(returned=lambda parameters, v, old: (v, parameters)),
            Text("The parameters come first, then the velocities.", "先返回参数，再返回速度。"),
            IDEA,
        ),
        Mistake(
            Text("Nothing is returned", "什么都没有返回"),
            _returns_nothing,
            Text(
                "The arguments are updated, but the function has no return at its end: give back parameters and v.",
                "parameters 和 v 都已更新，但函数末尾没有 return：请返回这两者。",
            ),
            IDEA,
        ),
        Mistake(
            Text('The "d" is missing in the keys of v', 'v 的键名缺少 "d"'),
            _wrong_update(
                returned=lambda parameters, v, old: (parameters, {key[1:]: value for key, value in v.items()})
            ),
            Text(
                'Velocities are named like gradients: "dW1", "db1", … Store the new ones under the same keys.',
                '速度的命名与梯度一致："dW1"、"db1"……新的速度要存在同样的键下。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases use the gradients of the weights", "偏置用了权重的梯度"),
            _wrong_update(gradient=lambda grads, key: grads["dW" + key[1:]]),
            Text(
                'b1 moves by its own gradient: grads["db1"], not grads["dW1"].',
                'b1 要用它自己的梯度 grads["db1"]，而不是 grads["dW1"]。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradients of the biases are summed", "偏置的梯度被求和了"),
            _wrong_update(gradient=lambda grads, key: np.sum(grads["d" + key]) if key[0] == "b" else grads["d" + key]),
            Text(
                'np.sum makes a single number of grads["db1"], the same for all units. It is summed over '
                "the examples already.",
                'np.sum 把 grads["db1"] 变成了一个数，所有单元都相同。它已经对样本求过和，直接使用即可。',
            ),
            IDEA,
        ),
        Mistake(
            Text("The old parameter is forgotten: W = α v", "旧的参数被丢掉了：W = α v"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: rate * v),
            Text(
                "The step itself stands where the parameter should. A step starts from where W is, and goes downhill.",
                "参数被换成了步长本身。每一步都要从 W 当前的位置出发，往下坡走。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The old parameter is forgotten: W = −α v", "旧的参数被丢掉了：W = −α v"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: -rate * v),
            Text(
                "The step itself stands where the parameter should: =- is not -=. A step starts from where W is.",
                "参数被换成了步长本身：=- 与 -= 不同。每一步都要从 W 当前的位置出发。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The velocity is the gradient", "速度就是梯度"),
            _wrong_update(velocity=lambda v, g, beta, rate: g),
            Text(
                "Nothing is averaged: this is plain gradient descent. β parts of the old velocity belong in.",
                "没有任何平均：这是普通的梯度下降。还要加入 β 份旧的速度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Brackets are missing around 1 − β", "1 − β 缺少括号"),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v + 1 - beta * g),
            Text(
                "Without brackets the gradient is multiplied by β and then subtracted. Put 1 − β in brackets.",
                "没有括号时，梯度先乘 β 再被减去。请给 1 − β 加上括号。",
            ),
            IDEA,
        ),
        Mistake(
            Text("β and the learning rate are swapped", "β 与学习率写反了"),
            _wrong_update(
                velocity=lambda v, g, beta, rate: rate * v + (1 - rate) * g,
                move=lambda w, v, old, g, beta, rate: w - beta * v,
            ),
            Text(
                "The learning rate averages and β is the step. The old velocity is multiplied by β, the "
                "step by the learning rate.",
                "学习率被用来做平均，β 被当成步长。旧速度乘 β，步长乘学习率。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is subtracted in the velocity", "速度中减去了梯度"),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v - (1 - beta) * g),
            Text(
                "With the minus in both places the step goes uphill. v averages the gradients as they are.",
                "两处都有负号，于是朝上坡走。v 直接平均梯度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The step is multiplied by 1 − β", "步长又乘了 1 − β"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - rate * (1 - beta) * v),
            Text(
                "1 − β has done its work in the velocity. The step is the learning rate times v.",
                "1 − β 在速度中已经用过了。步长就是学习率乘 v。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The weights do not move", "权重没有移动"),
            _wrong_update(still=lambda key: key[0] == "W"),
            Text(
                "The velocities of the weights are right, but the weights themselves stay where they were.",
                "权重的速度是对的，但权重本身停在原处。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Only v is returned", "只返回了 v"),
            _wrong_update(returned=lambda parameters, v, old: v),
            Text(
                "Two things are asked for: the parameters first, then the velocities.",
                "需要返回两样东西：先是参数，再是速度。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The learning rate stands where 1 − β should", "学习率占了 1 − β 的位置"),
            _wrong_update(
                velocity=lambda v, g, beta, rate: beta * v + rate * g, move=lambda w, v, old, g, beta, rate: w - v
            ),
            Text(
                "That is another common form, in which v is the step itself. Here v averages the gradients, "
                "and the learning rate comes in when the parameters move.",
                "那是另一种常见形式，其中 v 就是步长本身。这里的 v 平均梯度，学习率要到参数移动时才出现。",
            ),
            TWO_FORMS,
        ),
        Mistake(
            Text("The new velocities are stored under other keys", "新的速度存到了别的键下"),
            _stores_under_other_keys,
            Text(
                "v has two more keys for each layer now, and the old velocities are still there. Store the "
                'new ones under "dW1", "db1", …',
                'v 中每层多出了两个键，而旧的速度还在原处。新的速度要存到 "dW1"、"db1"……',
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradients are changed", "改动了梯度"),
            _changes_gradients,
            Text(
                "The results are right, but grads is changed on the way. Whoever reads it next gets other numbers.",
                "结果是对的，但途中改动了 grads，之后再读它的人会得到别的数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("v is kept from one call to the next", "v 从一次调用留到了下一次"),
            _keeps_v_between_calls,
            Text(
                "The function goes on with a velocity of its own. Use the v that you are given, and only that.",
                "函数沿用了自己保存的速度。请只使用传入的 v。",
            ),
            IDEA,
            fresh=True,
        ),
        *left_out(lambda skipped: _wrong_update(skipped=skipped), IDEA),
        *whole_or_half(
            _wrong_update,
            Text("β and 1 − β are swapped", "β 与 1 − β 写反了"),
            Text(
                "The large factor belongs to the old velocity: with β = 0.9 the new gradient counts for a tenth.",
                "较大的系数属于旧的速度：β = 0.9 时，新梯度只占十分之一。",
            ),
            IDEA,
            velocity=lambda v, g, beta, rate: (1 - beta) * v + beta * g,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The factor 1 − β is missing", "缺少系数 1 − β"),
            Text(
                "Your velocity adds gradients up. That is the other common form, which needs another learning "
                "rate; here their average is asked for.",
                "你的速度把梯度累加起来。那是另一种常见形式，需要换一个学习率；这里要求的是梯度的平均。",
            ),
            TWO_FORMS,
            velocity=lambda v, g, beta, rate: beta * v + g,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The old velocity is forgotten", "旧的速度被丢掉了"),
            Text(
                "Every step starts from rest, so nothing is averaged. Where does the v that you are given come in?",
                "每一步都从静止重新开始，于是没有任何平均。传入的 v 用在了哪里？",
            ),
            IDEA,
            velocity=lambda v, g, beta, rate: (1 - beta) * g,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The velocity is never updated", "速度没有更新"),
            Text(
                "v is never brought up to date, so the parameters move along the old velocities.",
                "v 始终没有更新，参数沿着旧的速度移动。",
            ),
            IDEA,
            velocity=lambda v, g, beta, rate: v,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The step goes uphill", "朝上坡方向走了"),
            Text(
                "The velocity is right, but the parameters move along it with the wrong sign: the cost would rise.",
                "速度是对的，但参数移动的符号反了：代价会上升。",
            ),
            IDEA,
            move=lambda w, v, old, g, beta, rate: w + rate * v,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The step follows the gradient, not the velocity", "更新用的是梯度而不是速度"),
            Text(
                "The velocity is right, but nothing uses it: the parameters take a step of plain gradient descent.",
                "速度算对了却没有用上：参数走的是普通梯度下降的一步。",
            ),
            IDEA,
            move=lambda w, v, old, g, beta, rate: w - rate * g,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The learning rate is missing", "缺少学习率"),
            Text(
                "The parameters move by the whole velocity. What makes the step short enough to be safe?",
                "参数移动了整个速度的长度。是什么让步子足够小、足够安全？",
            ),
            IDEA,
            move=lambda w, v, old, g, beta, rate: w - v,
        ),
        Mistake(
            Text("v is the step itself, with a minus: v = β v − α g", "v 就是带负号的步长：v = β v − α g"),
            _wrong_update(
                velocity=lambda v, g, beta, rate: beta * v - rate * g, move=lambda w, v, old, g, beta, rate: w + v
            ),
            Text(
                "Many libraries write it so. Here v averages the gradients, and learning rate and minus come in "
                "when the parameters move.",
                "许多库这样写。这里的 v 平均梯度，学习率和负号要到参数移动时才出现。",
            ),
            TWO_FORMS,
        ),
        Mistake(
            Text(
                "The learning rate stands where 1 − β should, and in the step as well",
                "学习率占了 1 − β 的位置，步长中又乘了一次",
            ),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v + rate * g),
            Text(
                "The gradient enters v with the share that β leaves. The learning rate belongs to the step alone.",
                "梯度以 β 剩下的份额进入 v。学习率只用于更新参数。",
            ),
            IDEA,
        ),
        Mistake(
            Text("Both parts of the velocity are multiplied by β", "速度的两部分都乘了 β"),
            _wrong_update(velocity=lambda v, g, beta, rate: beta * v + beta * g),
            Text(
                "The shares of an average sum to 1. If the old velocity keeps β, what is left for the gradient?",
                "平均的各份额之和为 1。旧的速度保留 β，梯度还剩多少？",
            ),
            IDEA,
        ),
        Mistake(
            Text("The gradient is taken off beside the velocity", "除速度外又减了一次梯度"),
            _wrong_update(move=lambda w, v, old, g, beta, rate: w - rate * g - rate * v),
            Text(
                "The gradient is in the velocity already. The step goes along the velocity alone.",
                "梯度已经在速度里了。这一步只沿速度走。",
            ),
            IDEA,
        ),
        Mistake(
            Text("The biases move by the velocities of the weights", "偏置用了权重的速度"),
            _moves_biases_with_weights,
            Text("The velocities are right. Which of them belongs to b1?", "速度都是对的。哪一个属于 b1？"),
            IDEA,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The parameter is multiplied by β", "参数被乘以了 β"),
            Text(
                "β belongs to the velocity. The parameter keeps all of its value and moves by the step alone.",
                "β 只用于速度。参数保留全部的值，只移动这一步。",
            ),
            IDEA,
            move=lambda w, v, old, g, beta, rate: beta * w - rate * v,
        ),
    ),
)

EXERCISES = (initialize_velocity_exercise, update_exercise)
