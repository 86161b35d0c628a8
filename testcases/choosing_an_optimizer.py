"""Lesson 09: the exercise on the loop that trains a network."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.arguments import Parameters
from helpers.choosing_an_optimizer import train_one_epoch
from helpers.language import Text
from helpers.mini_batch import random_mini_batches
from helpers.network import backward_propagation, forward_propagation
from helpers.optimizers import Optimizer, adam, gradient_descent, momentum, rmsprop
from testcases.edited import Source
from testcases.exercise import Case, Exercise, Function, Mistake, once
from testcases.layers import random_network

LOOP = Text('section "The loop"', "“循环”一节")
COUNT = Text('section "What an epoch hands on"', "“一轮交出什么”一节")


# --- optimizers to judge the loop with --------------------------------------------------------------------------------


def _counting_update(
    parameters: Parameters, grads: Parameters, state: float, t: int, learning_rate: float
) -> tuple[Parameters, float]:
    rate = learning_rate / (1 + 0.5 * state + 0.1 * t)
    return {key: w - rate * grads["d" + key] for key, w in parameters.items()}, state + 1.0


# Its steps tell how often it was called, by the state that it was given, and what t it was told.
COUNTING = Optimizer("counting", init=lambda parameters: 0.0, update=_counting_update)
DESCENT, MOMENTUM, RMSPROP = gradient_descent(), momentum(beta=0.8), rmsprop(beta=0.8, epsilon=1e-2)
ADAM = adam(beta1=0.8, beta2=0.95, epsilon=1e-2)


# --- train_one_epoch --------------------------------------------------------------------------------------------------


def _samples(rng: np.random.Generator, inputs: int, outputs: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Random samples; targets are 0 or 1 for one output, one-hot columns for more."""
    labels = rng.integers(max(2, outputs), size=m)
    return rng.normal(size=(inputs, m)), labels[np.newaxis] * 1.0 if outputs == 1 else np.eye(outputs)[:, labels]


def train_one_epoch_test_case() -> tuple[Parameters, Any, np.ndarray, np.ndarray, Optimizer, float, int, int, int]:
    """Inputs to play with: two layers, 2 → 3 → 1 units, Adam before its first step, 10 samples, batches of 4."""
    rng = np.random.default_rng(9)
    parameters, optimizer = random_network(rng, 2, 3, 1), adam()
    return parameters, optimizer.init(parameters), *_samples(rng, 2, 1, m=10), optimizer, 0.1, 4, 0, 0


def _draw(rng: np.random.Generator) -> Sequence[Case]:
    one, two, three = random_network(rng, 2, 1), random_network(rng, 2, 3, 1), random_network(rng, 4, 5, 3, 3)
    few, ten, many = _samples(rng, 2, 1, 8), _samples(rng, 2, 1, 10), _samples(rng, 4, 3, 70)
    further = _samples(rng, 4, 3, 11)
    seeds = [int(seed) for seed in rng.integers(1, 1000, size=12)]
    under_way = {"d" + key: rng.normal(size=value.shape) for key, value in three.items()}
    squares = {key: value**2 for key, value in under_way.items()}

    def three_epochs(call: Function) -> None:
        parameters, state, t = two, ADAM.init(two), 0
        for seed in seeds[:3]:
            parameters, state, t = call(parameters, state, *ten, ADAM, 0.1, 4, seed, t)

    def twice(call: Function) -> None:
        for _ in range(2):
            call(two, 0.0, *few, COUNTING, 0.3, 4, seeds[3], 0)

    return (
        Case(
            Text("one layer, gradient descent, two batches of 4", "一层，梯度下降，两个大小为 4 的小批量"),
            "basics",
            once(one, None, *few, DESCENT, 0.5, 4, seeds[4], 0),
        ),
        Case(
            Text("two layers, Adam, batches of 4, 4 and 2", "两层，Adam，小批量大小为 4、4、2"),
            "basics",
            once(two, ADAM.init(two), *ten, ADAM, 0.05, 4, seeds[5], 0),
        ),
        Case(
            Text("three layers, momentum, batches of 64 and 6", "三层，动量，小批量大小为 64 和 6"),
            "basics",
            once(three, MOMENTUM.init(three), *many, MOMENTUM, 0.5, 64, seeds[6], 0),
        ),
        Case(Text("three epochs in a row", "连续三轮"), "state", three_epochs),
        Case(
            Text("in the middle of a training, t = 57", "训练中途，t = 57"),
            "state",
            once(three, (under_way, squares), *further, ADAM, 0.02, 3, seeds[7], 57),
        ),
        Case(Text("the same call twice", "同样的调用两次"), "state", twice),
        Case(
            Text("one batch that holds all", "一个小批量包含全部样本"),
            "edges",
            once(two, RMSPROP.init(two), *ten, RMSPROP, 0.03, 50, seeds[8], 0),
        ),
        Case(
            Text("batches of one sample", "每个小批量一个样本"),
            "edges",
            once(three, 3.0, *further, COUNTING, 0.2, 1, seeds[9], 3),
        ),
        Case(
            Text("X and Y afterwards", "调用之后的 X 和 Y"),
            "inputs",
            once(two, MOMENTUM.init(two), *ten, MOMENTUM, 0.2, 5, seeds[10], 2),
        ),
    )


def _in_order(X: np.ndarray, Y: np.ndarray, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Batches of neighbours."""
    return [(X[:, start : start + size], Y[:, start : start + size]) for start in range(0, X.shape[1], size)]


def _shuffled(X: np.ndarray, Y: np.ndarray, rng: Any) -> tuple[np.ndarray, np.ndarray]:
    order = rng.permutation(X.shape[1])
    return X[:, order], Y[:, order]


EPOCH = Source(
    """
def train_one_epoch(parameters, state, X, Y, optimizer, learning_rate, mini_batch_size, seed, t):
    batches = random_mini_batches(X, Y, mini_batch_size, seed)
    for X_t, Y_t in batches:
        t += 1
        _, cache = forward_propagation(X_t, parameters)
        grads = backward_propagation(Y_t, cache, parameters)
        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)
    return parameters, state, t
""",
    {
        "random_mini_batches": random_mini_batches,
        "forward_propagation": forward_propagation,
        "backward_propagation": backward_propagation,
        "in_order": _in_order,
        "shuffled": _shuffled,
    },
)

train_one_epoch_exercise = Exercise(
    reference=train_one_epoch,
    draw=_draw,
    test_case=train_one_epoch_test_case,
    returns=("parameters", "state", "t"),
    may_change=("parameters", "state"),
    hints=(
        Text(
            "A loop over the mini-batches. Four things happen for each: count, forward, backward, update.",
            "对小批量做循环。每一批做四件事：计数、前向传播、反向传播、更新。",
        ),
        Text(
            "Call random_mini_batches(X, Y, mini_batch_size, seed). For each pair add 1 to t, then use "
            "forward_propagation, backward_propagation and optimizer.update, with the pair and never with X and Y.",
            "调用 random_mini_batches(X, Y, mini_batch_size, seed)。对每一对先让 t 加 1，再依次使用 "
            "forward_propagation、backward_propagation 和 optimizer.update，用的是这一对，而不是 X 和 Y。",
        ),
        Text(
            "optimizer.update(parameters, grads, state, t, learning_rate) gives two results. Store them as "
            "parameters and state, so that the next mini-batch starts from them; return all three after the loop.",
            "optimizer.update(parameters, grads, state, t, learning_rate) 给出两个结果。把它们存为 parameters 和 "
            "state，下一批就从它们开始；循环结束后，三样一起返回。",
        ),
    ),
    why=Text(
        "Everything that an update needs next time (parameters, state, t) leaves the loop as it left the update.",
        "下一次更新需要的一切（参数、状态、t），最后一次更新交出什么，循环结束时就原样返回什么。",
    ),
    mistakes=(
        Mistake(
            Text("The samples are not shuffled", "样本没有打乱"),
            EPOCH.but("random_mini_batches(X, Y, mini_batch_size, seed)", "in_order(X, Y, mini_batch_size)"),
            Text(
                "The batches are cut in the order of X. random_mini_batches shuffles first, and takes the seed.",
                "小批量是按 X 的顺序切的。random_mini_batches 会先打乱，并需要种子。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The seed is not used", "没有使用种子"),
            EPOCH.but("mini_batch_size, seed)\n    for", "mini_batch_size)\n    for"),
            Text(
                "Every epoch would see the same batches. Hand the argument seed to random_mini_batches.",
                "这样每一轮看到的小批量都会一样。请把参数 seed 交给 random_mini_batches。",
            ),
            LOOP,
        ),
        Mistake(
            Text("Another random generator shuffles", "用了别的随机数生成器来打乱"),
            EPOCH.but(
                "random_mini_batches(X, Y, mini_batch_size, seed)",
                "in_order(*shuffled(X, Y, np.random.default_rng(seed)), mini_batch_size)",
            ),
            Text(
                "Your own shuffle gives other batches for the same seed. Let random_mini_batches cut them.",
                "你自己的打乱在同样的种子下会得到别的小批量。请让 random_mini_batches 来切。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The seed changes with t", "种子随 t 变化"),
            EPOCH.but("mini_batch_size, seed)\n    for", "mini_batch_size, seed + t)\n    for"),
            Text(
                "Who calls the function hands over another seed for each epoch. Use it as it is.",
                "调用者会为每一轮传入不同的种子。请直接使用。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The last, smaller batch is left out", "漏掉了最后较小的一批"),
            EPOCH.but("in batches", "in batches[: X.shape[1] // mini_batch_size]"),
            Text(
                "m // size counts full batches only. What is left over makes a batch too.",
                "m // size 只数完整的小批量。剩下的也是一批。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The last batch is left out", "漏掉了最后一批"),
            EPOCH.but("in batches", "in batches[:-1]"),
            Text(
                "The last batch is dropped even where it is full. Every batch gets its update.",
                "最后一批即使是完整的也被丢掉了。每一批都要做一次更新。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The first batch is left out", "漏掉了第一批"),
            EPOCH.but("in batches", "in batches[1:]"),
            Text(
                "Batches are counted from 0. Every batch gets its update.",
                "小批量从 0 开始数。每一批都要做一次更新。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The mini-batch size is not used", "没有使用小批量大小"),
            EPOCH.but("random_mini_batches(X, Y, mini_batch_size, seed)", "random_mini_batches(X, Y, seed=seed)"),
            Text(
                "The batches have 64 samples whatever is asked for. Hand on the argument mini_batch_size.",
                "无论要求多少，小批量都是 64 个样本。请传入参数 mini_batch_size。",
            ),
            LOOP,
        ),
        Mistake(
            Text("All samples make one batch", "全部样本成了一批"),
            EPOCH.but("random_mini_batches(X, Y, mini_batch_size, seed)", "[(X, Y)]"),
            Text(
                "That is one update in an epoch. Cut the samples into mini-batches first, and make a step after each.",
                "这样一轮只有一次更新。请先把样本切成小批量，每一批之后走一步。",
            ),
            LOOP,
        ),
        Mistake(
            Text("Only the first mini-batch is used", "只用了第一个小批量"),
            EPOCH.but("    return parameters, state, t", "        return parameters, state, t"),
            Text(
                "The epoch ends after one update. Is your return inside the loop?",
                "一次更新之后这一轮就结束了。你的 return 是不是写在了循环里？",
            ),
            LOOP,
        ),
        Mistake(
            Text("The batches are gone through twice", "小批量走了两遍"),
            EPOCH.but("in batches", "in batches + batches"),
            Text(
                "An epoch is one pass over the samples: every batch gets one update.",
                "一轮就是把样本走一遍：每一批只做一次更新。",
            ),
            LOOP,
        ),
        Mistake(
            Text("X and Y have come apart", "X 与 Y 对不上了"),
            EPOCH.but("X_t, Y_t in batches", "(X_t, _), (_, Y_t) in zip(batches, in_order(X, Y, mini_batch_size))"),
            Text(
                "X is shuffled and Y is not, so that samples get the labels of others. One order serves both.",
                "X 打乱了而 Y 没有，样本配上了其他样本的标签。两者要用同一个顺序。",
            ),
            LOOP,
        ),
        Mistake(
            Text("X and Y are shuffled by two seeds", "X 与 Y 用了两个种子打乱"),
            EPOCH.but(
                "    for",
                "    others = random_mini_batches(X, Y, mini_batch_size, seed + 1)\n    for",
                "X_t, Y_t in batches",
                "(X_t, _), (_, Y_t) in zip(batches, others)",
            ),
            Text(
                "Samples get the labels of others. One order of the columns serves both.",
                "样本配上了其他样本的标签。两者的列要用同一个顺序。",
            ),
            LOOP,
        ),
        Mistake(
            Text("Each gradient is that of all samples", "每个梯度都用了全部样本"),
            EPOCH.but("X_t, parameters)", "X, parameters)", "Y_t, cache", "Y, cache"),
            Text(
                "The loop runs over the batches, but looks at X and Y each time. Use the batch at hand.",
                "循环走过各个小批量，却每次都看 X 和 Y。请使用当前的这一批。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The gradients are taken where the epoch began", "梯度在这一轮的起点处计算"),
            EPOCH.but(
                "    for X_t",
                "    start = parameters\n    for X_t",
                "X_t, parameters)",
                "X_t, start)",
                "cache, parameters)",
                "cache, start)",
            ),
            Text(
                "Each update moves the parameters. The next batch's gradient belongs to where they are now.",
                "每次更新都会移动参数。下一批的梯度要在当前的位置计算。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The way forward uses old parameters", "前向传播用了旧的参数"),
            EPOCH.but("    for X_t", "    start = parameters\n    for X_t", "X_t, parameters)", "X_t, start)"),
            Text(
                "forward_propagation and backward_propagation belong to the same parameters, those of now.",
                "forward_propagation 与 backward_propagation 要用同样的、当前的参数。",
            ),
            LOOP,
        ),
        Mistake(
            Text("Every update starts from the same parameters", "每次更新都从同样的参数出发"),
            EPOCH.but("    for X_t", "    start = parameters\n    for X_t", "update(parameters", "update(start"),
            Text(
                "Only the last batch moves anything in the end. Each update goes on from the one before.",
                "最后只有最后一批起了作用。每次更新都要从上一次继续。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The gradients pile up from batch to batch", "梯度一批批累积起来"),
            EPOCH.but(
                "    for X_t",
                "    total = {}\n    for X_t",
                "        parameters, state",
                "        grads = total = {k: g + total.get(k, 0) for k, g in grads.items()}\n        parameters, state",
            ),
            Text(
                "Each update is made with the gradient of its own batch. Nothing of the batch before is added.",
                "每次更新只用自己那一批的梯度，不加上前一批的任何东西。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The gradients are summed up for one update", "梯度相加后只更新一次"),
            EPOCH.but(
                "    for X_t",
                "    total = {}\n    t += 1\n    for X_t",
                "        t += 1\n",
                "",
                "        parameters, state =",
                "        total = {k: g + total.get(k, 0) for k, g in grads.items()}\n    parameters, state =",
                "update(parameters, grads",
                "update(parameters, total",
            ),
            Text(
                "That is one step in an epoch. The point of mini-batches is a step after each of them.",
                "这样一轮只走一步。小批量的意义就在于每一批之后都走一步。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The update stands after the loop", "更新写在了循环之后"),
            EPOCH.but("        parameters, state =", "    parameters, state ="),
            Text(
                "Only the last batch's gradient is used. The update belongs inside the loop.",
                "只用了最后一批的梯度。更新应放在循环里。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The gradients are averaged once more", "梯度又平均了一次"),
            EPOCH.but(
                "        parameters, state",
                "        grads = {key: g / X_t.shape[1] for key, g in grads.items()}\n        parameters, state",
            ),
            Text(
                "The gradient of backward_propagation is already the mean over the batch.",
                "backward_propagation 给出的梯度已经是这一批的平均。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The learning rate is divided by the batch size", "学习率除以了批量大小"),
            EPOCH.but("t, learning_rate)", "t, learning_rate / X_t.shape[1])"),
            Text(
                "The gradient of backward_propagation is already the mean over the batch.",
                "backward_propagation 给出的梯度已经是这一批的平均。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            EPOCH.but("t, learning_rate)", "t, 0.01)"),
            Text(
                "The steps are those of 0.01 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.01 计算。请使用参数 learning_rate。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The learning rate falls with t", "学习率随 t 下降"),
            EPOCH.but("t, learning_rate)", "t, learning_rate / t)"),
            Text(
                "learning_rate is meant for the whole epoch. A schedule is applied by whoever calls this function.",
                "learning_rate 用于整轮。学习率的安排由调用者来做。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The step goes uphill", "朝上坡方向走了"),
            EPOCH.but(
                "        parameters, state",
                "        grads = {key: -g for key, g in grads.items()}\n        parameters, state",
            ),
            Text(
                "update subtracts already. Hand it gradients and learning rate with their own signs.",
                "update 本身已经做了减法。请原样传入梯度与学习率，不要改符号。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The optimizer is not used", "没有使用优化器"),
            EPOCH.but(
                "        parameters, state = optimizer.update(parameters, grads, state, t, learning_rate)",
                '        parameters = {key: w - learning_rate * grads["d" + key] for key, w in parameters.items()}',
            ),
            Text(
                "That is plain gradient descent, whatever optimizer is given. Its update makes the step.",
                "无论传入什么优化器，你做的都是普通的梯度下降。这一步应由它的 update 来走。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The new parameters are not kept", "没有保留新的参数"),
            EPOCH.but("parameters, state = optimizer", "moved, state = optimizer"),
            Text(
                "optimizer.update returns new parameters and leaves yours as they were. Store its first result.",
                "optimizer.update 会返回新的参数，不改动原来的。请保存它的第一个结果。",
            ),
            LOOP,
        ),
        Mistake(
            Text("t is counted from 1 in every epoch", "每一轮都从 1 开始数 t"),
            EPOCH.but("    for X_t", "    t = 0\n    for X_t"),
            Text(
                "Adam would correct its averages as if they had just begun. Go on from the t that came in.",
                "Adam 会把平均当作刚开始来修正。请从传入的 t 继续数。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t is counted from 0 in every epoch", "每一轮都从 0 开始数 t"),
            EPOCH.but("X_t, Y_t in batches", "t, (X_t, Y_t) in enumerate(batches)", "        t += 1\n", ""),
            Text(
                "enumerate starts anew with 0. Go on from the t that came in, and add 1 before each update.",
                "enumerate 又从 0 数起。请从传入的 t 继续，每次更新之前加 1。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t counts epochs", "t 数的是轮次"),
            EPOCH.but("    for X_t", "    t += 1\n    for X_t", "        t += 1\n", ""),
            Text(
                "All updates of the epoch get the same t. Add 1 before each of them.",
                "这一轮的所有更新用了同一个 t。每次更新之前都要加 1。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t never changes", "t 从不变化"),
            EPOCH.but("        t += 1\n", ""),
            Text(
                "t counts the updates made so far. Add 1 before each of them, and return it.",
                "t 数的是到现在为止的更新次数。每次更新之前加 1，并返回它。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t counts samples", "t 数的是样本"),
            EPOCH.but("t += 1", "t += X_t.shape[1]"),
            Text(
                "t is the number of the update, so it grows by 1 with every mini-batch, however large.",
                "t 是更新的序号，所以每个小批量加 1，与大小无关。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t lags behind by one", "t 少数了一次"),
            EPOCH.but(
                "        t += 1\n", "", "learning_rate)\n    return", "learning_rate)\n        t += 1\n    return"
            ),
            Text(
                "t counts the updates, this one included: the first has t = 1. Add 1 before the update.",
                "t 数更新次数时包括当前这次：第一次 t = 1。请在更新之前加 1。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The t that came in comes back", "返回的是传入的 t"),
            EPOCH.but(
                "    for X_t",
                "    before = t\n    for X_t",
                "return parameters, state, t",
                "return parameters, state, before",
            ),
            Text(
                "The updates were counted rightly, but the next epoch needs to know the count. Return the new t.",
                "更新次数数对了，但下一轮需要知道这个数。请返回新的 t。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The number of batches is returned for t", "返回的 t 是批数"),
            EPOCH.but("return parameters, state, t", "return parameters, state, len(batches)"),
            Text(
                "The count goes on over all epochs. Return the t that came in plus the updates of this one.",
                "计数要贯穿所有轮次。请返回传入的 t 加上这一轮的更新次数。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The state starts anew in every epoch", "每一轮都重新建立状态"),
            EPOCH.but("    for X_t", "    state = optimizer.init(parameters)\n    for X_t"),
            Text(
                "optimizer.init belongs before the first epoch. Here the state comes in as an argument.",
                "optimizer.init 应在第一轮之前调用。这里的状态是作为参数传入的。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The state starts anew for every batch", "每一批都重新建立状态"),
            EPOCH.but("        t += 1\n", "        t += 1\n        state = optimizer.init(parameters)\n"),
            Text(
                "The optimizer forgets everything after each update. Use the state that it gave back.",
                "每次更新之后优化器都忘掉了一切。请使用它返回的状态。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The state is not carried from batch to batch", "状态没有在各批之间传递"),
            EPOCH.but("parameters, state = optimizer", "parameters, _ = optimizer"),
            Text(
                "update returns the state that the next update needs. Store its second result.",
                "update 会返回下一次更新需要的状态。请保存它的第二个结果。",
            ),
            COUNT,
        ),
        Mistake(
            Text("Every update gets the state that came in", "每次更新都用了传入的状态"),
            EPOCH.but("    for X_t", "    before = state\n    for X_t", "grads, state, t", "grads, before, t"),
            Text(
                "The state of the update before is stored, but not handed on. Give update the newest one.",
                "上一次更新的状态保存了，却没有传下去。请把最新的状态交给 update。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The state that came in comes back", "返回的是传入的状态"),
            EPOCH.but(
                "    for X_t",
                "    before = state\n    for X_t",
                "return parameters, state, t",
                "return parameters, before, t",
            ),
            Text(
                "The parameters are right, but the next epoch needs the state of now. Return the new one.",
                "参数是对的，但下一轮需要现在的状态。请返回新的状态。",
            ),
            COUNT,
        ),
        Mistake(
            Text("t is not returned", "没有返回 t"),
            EPOCH.but("return parameters, state, t", "return parameters, state"),
            Text(
                "Three things go on into the next epoch: the parameters, the state, and t.",
                "有三样东西要带到下一轮：参数、状态和 t。",
            ),
            COUNT,
        ),
        Mistake(
            Text("Only the parameters are returned", "只返回了参数"),
            EPOCH.but("return parameters, state, t", "return parameters"),
            Text(
                "Three things go on into the next epoch: the parameters, the state, and t.",
                "有三样东西要带到下一轮：参数、状态和 t。",
            ),
            COUNT,
        ),
        Mistake(
            Text("The state comes before the parameters", "状态排在了参数前面"),
            EPOCH.but("return parameters, state, t", "return state, parameters, t"),
            Text("The order is parameters, state, t.", "顺序是 parameters、state、t。"),
            COUNT,
        ),
        Mistake(
            Text("The state comes last", "状态排在了最后"),
            EPOCH.but("return parameters, state, t", "return parameters, t, state"),
            Text("The order is parameters, state, t.", "顺序是 parameters、state、t。"),
            COUNT,
        ),
        Mistake(
            Text("The global random state is set", "设置了全局随机状态"),
            EPOCH.but(
                "random_mini_batches(X, Y, mini_batch_size, seed)",
                "in_order(*shuffled(X, Y, np.random.seed(seed) or np.random), mini_batch_size)",
            ),
            Text(
                "np.random.seed changes what every other random number in the program will be.",
                "np.random.seed 会改变程序里其他所有的随机数。",
            ),
            LOOP,
        ),
        Mistake(
            Text("X and Y are shuffled in place", "X 与 Y 被就地打乱了"),
            EPOCH.but(
                "    batches =",
                "    X[:], Y[:] = shuffled(X, Y, np.random.RandomState(seed))\n    batches =",
                "random_mini_batches(X, Y, mini_batch_size, seed)",
                "in_order(X, Y, mini_batch_size)",
            ),
            Text(
                "The data has changed its order for whoever uses it next. Shuffle copies of the columns.",
                "数据的顺序被改变了，之后使用它的人会受影响。请打乱列的副本。",
            ),
            LOOP,
        ),
        Mistake(
            Text("The state is kept from one call to the next", "状态在两次调用之间被保留"),
            lambda: EPOCH.but(
                "def ",
                "kept = {}\n\n\ndef ",
                "    for X_t",
                "    state = kept.get(optimizer.name, state)\n    for X_t",
                "    return",
                "    kept[optimizer.name] = state\n    return",
            ),
            Text(
                "The same call gives another result the second time. All memory belongs in the state passed in.",
                "同样的调用第二次给出了不同的结果。所有记忆都应放在传入的状态里。",
            ),
            COUNT,
            fresh=True,
        ),
    ),
)

EXERCISES = (train_one_epoch_exercise,)
