"""Lesson 01: the exercises on gradient descent with mini-batches."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.language import Text
from helpers.mini_batch import random_mini_batches, update_parameters_with_gd
from testcases.compare import Difference, first_difference
from testcases.exercise import Case, Equivalent, Exercise, Function, Mistake, Work, once
from testcases.layer_mistakes import left_out, whole_or_half
from testcases.layers import Arrays, random_network, random_slots

Batches = list[tuple[np.ndarray, np.ndarray]]

STEP = Text('section "One step"', "“一步更新”一节")
CUT = Text('section "Shuffle and cut"', "“打乱与切分”一节")

# --- update_parameters_with_gd ----------------------------------------------------------------------------------------


def update_parameters_with_gd_test_case() -> tuple[Arrays, Arrays, float]:
    """Inputs to play with: parameters and gradients of two layers, 2 → 3 → 1 units, and a learning rate."""
    rng = np.random.default_rng(1)
    parameters = random_network(rng, 2, 3, 1)
    return parameters, random_slots(rng, parameters), 0.1


def _draw_update(rng: np.random.Generator) -> Sequence[Case]:
    small = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[0.5]])}
    small_gradients = {"dW1": np.array([[10.0, -20.0]]), "db1": np.array([[5.0]])}
    two, three, four = random_network(rng, 2, 3, 1), random_network(rng, 4, 3, 5, 2), random_network(rng, 1, 6, 2, 3, 4)
    rows = {key: value.T if key[0] == "b" else value for key, value in three.items()}
    further = [random_slots(rng, three) for _ in range(3)]

    def three_steps(call: Function) -> None:
        parameters = three
        for grads in further:
            parameters = {key: np.asarray(value) for key, value in call(parameters, grads, 0.05).items()}

    return (
        Case(Text("one layer", "一层"), "basics", once(small, small_gradients, 0.1)),
        Case(Text("two layers", "两层"), "basics", once(two, random_slots(rng, two), 0.01)),
        Case(Text("three steps in a row", "连续三步"), "state", three_steps),
        Case(
            Text("four layers, gradients from 1e-8 to 1e3", "四层，梯度从 1e-8 到 1e3"),
            "edges",
            once(four, random_slots(rng, four, (1e-8, 1e3, 1.0, 1e-5, 10.0)), 0.002),
        ),
        Case(Text("biases as rows", "偏置为行向量"), "edges", once(rows, random_slots(rng, rows), 1.5)),
        Case(Text("the gradients afterwards", "调用之后的梯度"), "inputs", once(two, random_slots(rng, two), 0.02)),
    )


def _wrong_update(
    move: Callable[..., np.ndarray] = lambda w, g, rate: w - rate * g,
    gradient: Callable[[Arrays, str], np.ndarray] = lambda grads, key: grads["d" + key],
    skipped: Callable[[str, int], bool] = lambda key, layers: False,
    returned: Callable[[Arrays], object] = lambda parameters: parameters,
    only: str = "Wb",
) -> Function:
    """The reference with one part changed.

    `move` makes the step, `gradient` looks up what it takes, `skipped` names keys that are left out (it is told how
    many layers there are), `returned` says what comes back. The step is changed for the kinds in `only`.
    """

    def wrong(parameters: Arrays, grads: Arrays, rate: float) -> object:
        stepped = dict(parameters)
        for key, w in parameters.items():
            g = gradient(grads, key)
            if not skipped(key, len(parameters) // 2):
                stepped[key] = move(w, g, rate) if key[0] in only else w - rate * g
        return returned(stepped)

    return wrong


def _returns_nothing(parameters: Arrays, grads: Arrays, learning_rate: float) -> None:
    for key in parameters:
        parameters[key] = parameters[key] - learning_rate * grads["d" + key]


def _scales_gradients(parameters: Arrays, grads: Arrays, learning_rate: float) -> Arrays:
    for key in parameters:
        grads["d" + key] *= learning_rate
        parameters[key] = parameters[key] - grads["d" + key]
    return parameters


update_parameters_with_gd_exercise = Exercise(
    reference=update_parameters_with_gd,
    draw=_draw_update,
    test_case=update_parameters_with_gd_test_case,
    returns="parameters",
    may_change=("parameters",),
    hints=(
        Text(
            "The gradient points uphill. Which way should each parameter move, and how far?",
            "梯度指向上坡。每个参数应该朝哪个方向移动，移动多远？",
        ),
        Text(
            'For every key, "W1", "b1", …: the gradient is grads["d" + key], in the same shape.',
            '对每个键 "W1"、"b1"……，梯度就是 grads["d" + key]，形状相同。',
        ),
        Text(
            "Loop over the keys of parameters: new value = old value − learning_rate × gradient. Return the dict.",
            "对 parameters 的键做循环：新值 = 旧值 − 学习率 × 梯度。最后返回这个字典。",
        ),
    ),
    why=Text(
        "The gradient points uphill, so a small step against it lowers the cost; α says how small.",
        "梯度指向上坡，所以逆着它走一小步能降低代价；α 决定步子有多小。",
    ),
    mistakes=(
        Mistake(
            Text("The gradient is divided by the learning rate", "梯度除以了学习率"),
            _wrong_update(move=lambda w, g, rate: w - g / rate),
            Text(
                "A smaller learning rate has to make a smaller step: multiply.", "学习率越小，步子应该越小：要用乘法。"
            ),
            STEP,
        ),
        Mistake(
            Text("The learning rate multiplies the parameter too", "学习率也乘到了参数上"),
            _wrong_update(move=lambda w, g, rate: rate * (w - g)),
            Text("Only the gradient is scaled by α. Mind the brackets.", "只有梯度要乘 α。请注意括号。"),
            STEP,
        ),
        Mistake(
            Text("The step comes back, not the parameter", "返回的是步长而不是参数"),
            _wrong_update(move=lambda w, g, rate: -rate * g),
            Text("The step has to be added to the old value: W := W − α dW.", "步长还要加到旧值上：W := W − α dW。"),
            STEP,
        ),
        Mistake(
            Text("Nothing is returned", "什么都没有返回"),
            _returns_nothing,
            Text(
                "The parameters are updated, but the function has no return at its end.",
                "参数已经更新，但函数末尾没有 return。",
            ),
            STEP,
        ),
        Mistake(
            Text("The gradients are changed", "改动了梯度"),
            _scales_gradients,
            Text(
                "The result is right, but grads is scaled on the way. Whoever reads it next gets other numbers.",
                "结果是对的，但途中缩放了 grads，之后再读它的人会得到别的数。",
            ),
            STEP,
        ),
        *left_out(lambda skipped: _wrong_update(skipped=skipped), STEP),
        *whole_or_half(
            _wrong_update,
            Text("The step goes uphill", "朝上坡方向走了"),
            Text(
                "The gradient points to where the cost grows. Which sign takes you the other way?",
                "梯度指向代价增大的方向。用什么符号才能反过来走？",
            ),
            STEP,
            move=lambda w, g, rate: w + rate * g,
        ),
        *whole_or_half(
            _wrong_update,
            Text("The learning rate is missing", "缺少学习率"),
            Text(
                "The whole gradient is far too long a step. What makes it shorter?",
                "整个梯度作为一步太长了。是什么让步子变小？",
            ),
            STEP,
            move=lambda w, g, rate: w - g,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            _wrong_update(move=lambda w, g, rate: w - 0.01 * g),
            Text(
                "The step is that of 0.01 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.01 计算。请使用参数 learning_rate。",
            ),
            STEP,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.1", "学习率固定为 0.1"),
            _wrong_update(move=lambda w, g, rate: w - 0.1 * g),
            Text(
                "The step is that of 0.1 whatever is given. Use the argument learning_rate.",
                "无论传入什么，步长都按 0.1 计算。请使用参数 learning_rate。",
            ),
            STEP,
        ),
        Mistake(
            Text("The gradient is multiplied by the parameter", "梯度多乘了参数"),
            _wrong_update(move=lambda w, g, rate: w - rate * g * w),
            Text("The old value comes in once: it is where the step starts.", "旧值只出现一次：它是这一步的起点。"),
            STEP,
        ),
        Mistake(
            Text("The parameter stands where the gradient should", "梯度的位置写成了参数"),
            _wrong_update(move=lambda w, g, rate: w - rate * w),
            Text(
                "The parameters only shrink, whatever the gradients are. What is the learning rate multiplied by?",
                "无论梯度如何，参数都只是缩小。学习率要乘以什么？",
            ),
            STEP,
        ),
        Mistake(
            Text("The biases use the gradients of the weights", "偏置用了权重的梯度"),
            _wrong_update(gradient=lambda grads, key: grads["dW" + key[1:]]),
            Text(
                "b1 moves by its own gradient. Which key in grads is that?",
                "b1 要用它自己的梯度。它在 grads 中的键是什么？",
            ),
            STEP,
        ),
        Mistake(
            Text("The gradients of the biases are summed", "偏置的梯度被求和了"),
            _wrong_update(gradient=lambda grads, key: np.sum(grads["d" + key]) if key[0] == "b" else grads["d" + key]),
            Text(
                'np.sum makes a single number of grads["db1"], the same for all units. It is summed over the '
                "examples already.",
                'np.sum 把 grads["db1"] 变成了一个数，于是每个偏置都走同样的一步。梯度已经对样本求过和。',
            ),
            STEP,
        ),
        Mistake(
            Text("The parameters come back unchanged", "返回的参数没有变化"),
            _wrong_update(skipped=lambda key, layers: True),
            Text(
                "The step is computed, but not stored. What does the dict hold that you return?",
                "算出了这一步，却没有存下来。你返回的字典里是什么？",
            ),
            STEP,
        ),
        Mistake(
            Text("Only the last array comes back", "只返回了最后一个数组"),
            _wrong_update(returned=lambda parameters: dict(list(parameters.items())[-1:])),
            Text(
                "The dict is made anew in every round of the loop. Make it once, before the loop.",
                "每一轮循环都重新建了字典。请在循环之前只建一次。",
            ),
            STEP,
        ),
        Mistake(
            Text('The keys begin with "d"', '键名以 "d" 开头'),
            _wrong_update(returned=lambda parameters: {"d" + key: w for key, w in parameters.items()}),
            Text(
                '"dW1" is the gradient\'s key. The parameters keep their own: "W1", "b1", …',
                '"dW1" 是梯度的键。参数的键保持原样："W1"、"b1"……',
            ),
            STEP,
        ),
        Mistake(
            Text("The gradients come back", "返回了梯度"),
            lambda parameters, grads, learning_rate: grads,
            Text("The parameters after the step are asked for.", "要求返回的是更新之后的参数。"),
            STEP,
        ),
    ),
)


# --- random_mini_batches ----------------------------------------------------------------------------------------------
# Any shuffle is right, so an answer is judged by what its batches hold. Each sample carries its number: it stands in
# the first row of X, and ten times the number in the first row of Y.


def _samples(rng: np.random.Generator, m: int, n_x: int = 3, n_y: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Samples number 0 … m − 1 in order, as columns."""
    numbers = np.arange(float(m))
    return (
        np.vstack([numbers, rng.normal(0, 1, (n_x - 1, m)).round(2)]),
        np.vstack([10 * numbers, rng.normal(0, 1, (n_y - 1, m)).round(2)]),
    )


def random_mini_batches_test_case() -> tuple[np.ndarray, np.ndarray, int]:
    """Inputs to play with: ten samples, X (2, 10) and Y (1, 10), and a size of 4. Each sample carries its number."""
    return *_samples(np.random.default_rng(1), 10, 2), 4


def _draw_batches(rng: np.random.Generator) -> Sequence[Case]:
    X, Y = _samples(rng, 148)
    m = int(rng.integers(40, 60))

    def seeds(call: Function) -> None:
        # Rearranged so that the shuffle of the first call puts the samples back into their order: the same seed has to
        # do just that, and another seed must not.
        first = call(X, Y, 16, 5)
        shuffle = np.hstack([np.asarray(X_t) for X_t, _ in first])[0].astype(int)
        back = np.argsort(shuffle)
        again, other = (X[:, back], Y[:, back]), (X[:, back].copy(), Y[:, back].copy())
        call(*again, 16, 5)
        call(*other, 16, 6)

    return (
        Case(Text("148 samples, 64 in a batch", "148 个样本，每批 64 个"), "basics", once(X, Y, 64, 0)),
        Case(Text("one row in X, one in Y", "X 和 Y 各一行"), "basics", once(*_samples(rng, m, 1), 7, 3)),
        Case(Text("a seed, the same seed again, another seed", "同一个种子用两次，再换一个种子"), "state", seeds),
        Case(Text("the size divides m", "批量大小整除 m"), "edges", once(*_samples(rng, 60, 4, 3), 12, 1)),
        Case(Text("two batches", "两个小批量"), "edges", once(*_samples(rng, 50, 5, 2), 30, 2)),
        Case(Text("one sample in a batch", "每批一个样本"), "edges", once(*_samples(rng, 31, 2), 1, 4)),
        Case(Text("fewer samples than a batch holds", "样本数少于批量大小"), "edges", once(*_samples(rng, 45), 64, 2)),
        Case(Text("a single sample", "只有一个样本"), "edges", once(*_samples(rng, 1), 64, 0)),
        Case(Text("X, Y and np.random afterwards", "调用之后的 X、Y 和 np.random"), "inputs", once(X, Y, 32, 7)),
    )


BATCHES = Text("{where}: {value} batches", "{where}：{value} 个小批量")
OWN_LABEL = Text("{where}: {value} samples with their own label", "{where}：{value} 个样本与自己的标签在一起")
DIFFERENT = Text("{where}: {value} different samples", "{where}：{value} 个不同的样本")
IN_ORDER = Text(
    "{where}: sample numbers (first row of X) in ascending order: {value}",
    "{where}：样本编号（X 的第一行）按升序排列：{value}",
)
NEIGHBOURS = Text(
    "{where}: the numbers in each batch follow one another: {value}", "{where}：每批中的编号前后相连：{value}"
)


def _batches_differ(expected: Batches, returned: Any) -> Difference | None:
    """Hold batches to the rules; the reference's say how many and how large, and which samples there are."""
    if isinstance(returned, list | tuple) and not returned:
        return Difference("", BATCHES, 0, len(expected))
    difference = first_difference(expected, returned, agree=lambda one, other: np.array(True))
    if difference is not None:
        return difference
    X, Y = _joined(returned)
    own_X, own_Y = (table[:, np.argsort(_joined(expected)[0][0])] for table in _joined(expected))
    place = np.searchsorted(own_X[0], X[0]).clip(max=X.shape[1] - 1)
    own = int(np.sum(np.all(own_X[:, place] == X, axis=0) & np.all(own_Y[:, place] == Y, axis=0)))
    facts = (
        (OWN_LABEL, own, X.shape[1]),
        (DIFFERENT, len(np.unique(X[0])), X.shape[1]),
        (IN_ORDER, _ascends(returned), _ascends(expected)),
        (NEIGHBOURS, _neighbours(returned), _neighbours(expected)),
    )
    return next((Difference("", rule, seen, wanted) for rule, seen, wanted in facts if seen != wanted), None)


def _joined(batches: Batches) -> tuple[np.ndarray, np.ndarray]:
    X, Y = zip(*batches, strict=True)
    return np.hstack(X), np.hstack(Y)


def _ascends(batches: Batches) -> bool:
    return bool(np.all(np.diff(_joined(batches)[0][0]) > 0))


def _neighbours(batches: Batches) -> bool:
    return all(np.ptp(np.asarray(X_t)[0]) == np.shape(X_t)[1] - 1 for X_t, _ in batches)


def _wrong_batches(
    order: Callable[[np.random.Generator, int, int], np.ndarray] = lambda rng, m, size: rng.permutation(m),
    order_of_Y: Callable[..., np.ndarray] = lambda rng, order: order,
    cut: Callable[[np.ndarray, int], list[np.ndarray]] = lambda table, size: _cut(table, size),
    returned: Callable[[list[np.ndarray], list[np.ndarray]], object] = lambda X, Y: list(zip(X, Y, strict=True)),
    generator: Callable[[int], np.random.Generator] = np.random.default_rng,
) -> Function:
    """A right answer with another order of the samples (or of Y alone), another cut, other results or other chance."""

    def wrong(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> object:
        rng = generator(seed)
        columns = order(rng, X.shape[1], mini_batch_size)
        X, Y = X[:, columns], Y[:, order_of_Y(rng, columns)]
        return returned(cut(X, mini_batch_size), cut(Y, mini_batch_size))

    return wrong


def _cut(table: np.ndarray, size: int) -> list[np.ndarray]:
    return [table[:, start : start + size] for start in range(0, table.shape[1], size)]


def _shuffled_within_batches(rng: np.random.Generator, m: int, size: int) -> np.ndarray:
    return np.concatenate([start + rng.permutation(min(size, m - start)) for start in range(0, m, size)])


def _sliced(
    whole: Callable[[int, int], slice] = lambda k, size: slice(k * size, (k + 1) * size),
    rest: Callable[[int, int], slice] = lambda m, size: slice(m // size * size, m),
) -> Callable[[np.ndarray, int], list[np.ndarray]]:
    """The cut of a loop over whole batches, followed by the rest: another slice for batch k, or for the rest of m."""

    def cut(table: np.ndarray, size: int) -> list[np.ndarray]:
        m = table.shape[1]
        batches = [table[:, whole(k, size)] for k in range(m // size)]
        return [*batches, table[:, rest(m, size)]] if m % size else batches

    return cut


def _in_equal_parts(table: np.ndarray, parts: int) -> list[np.ndarray]:
    return np.array_split(table, parts, axis=1)


def _shuffles_whole_batches(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    batches = list(zip(_cut(X, mini_batch_size), _cut(Y, mini_batch_size), strict=True))
    return [batches[k] for k in np.random.default_rng(seed).permutation(len(batches))]


def _keeps_the_list_between_calls() -> Function:
    def wrong(
        X: np.ndarray,
        Y: np.ndarray,
        mini_batch_size: int = 64,
        seed: int = 0,
        kept: Batches = [],  # noqa: B006
    ) -> Batches:
        kept += random_mini_batches(X, Y, mini_batch_size, seed)
        return kept

    return wrong


def _shuffles_rows(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    rng = np.random.default_rng(seed)
    X, Y = X[rng.permutation(len(X))], Y[rng.permutation(len(Y))]
    return list(zip(_cut(X, mini_batch_size), _cut(Y, mini_batch_size), strict=True))


def _takes_the_last_from_the_unshuffled(
    X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0
) -> Batches:
    batches = random_mini_batches(X, Y, mini_batch_size, seed)
    start = X.shape[1] // mini_batch_size * mini_batch_size
    return batches if start == X.shape[1] else [*batches[:-1], (X[:, start:], Y[:, start:])]


def _uses_the_global_generator(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    order = np.random.permutation(X.shape[1])  # noqa: NPY002 - this is the mistake
    return list(zip(_cut(X[:, order], mini_batch_size), _cut(Y[:, order], mini_batch_size), strict=True))


def _reseeds(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    np.random.seed(seed)  # noqa: NPY002 - this is the mistake
    order = np.random.permutation(X.shape[1])  # noqa: NPY002
    return list(zip(_cut(X[:, order], mini_batch_size), _cut(Y[:, order], mini_batch_size), strict=True))


def _shuffles_in_place(X: np.ndarray, Y: np.ndarray, mini_batch_size: int = 64, seed: int = 0) -> Batches:
    order = np.random.default_rng(seed).permutation(X.shape[1])
    X[:], Y[:] = X[:, order], Y[:, order]
    return list(zip(_cut(X, mini_batch_size), _cut(Y, mini_batch_size), strict=True))


random_mini_batches_exercise = Exercise(
    reference=random_mini_batches,
    work=Work.METHOD,
    draw=_draw_batches,
    test_case=random_mini_batches_test_case,
    returns="mini_batches",
    differs=_batches_differ,
    hints=(
        Text(
            "Two jobs: put the columns of X and Y into one random order, then cut that into pieces.",
            "两件事：先把 X 和 Y 的列排成同一个随机顺序，再切成若干段。",
        ),
        Text(
            "rng = np.random.default_rng(seed) gives rng.permutation(m), a random order of 0 … m − 1. X[:, order] puts "
            "the columns into it. A slice that reaches past the end just stops there.",
            "rng = np.random.default_rng(seed) 之后，rng.permutation(m) 给出 0 … m − 1 的一个随机顺序。X[:, "
            "order] 按它排列各列。切片超出末尾时会自动停下。",
        ),
        Text(
            "Order X and Y by the same permutation. Loop with start in range(0, m, mini_batch_size); each piece "
            "is the pair of columns start … start + mini_batch_size − 1 of both, appended to a list.",
            "用同一个排列重排 X 和 Y。让 start 遍历 range(0, m, mini_batch_size)；每一段由两者的第 start … "
            "start + mini_batch_size − 1 列组成一对，追加到列表中。",
        ),
    ),
    why=Text(
        "One order for X and Y keeps each label with its sample; cutting a permutation uses every sample exactly once.",
        "X 和 Y 用同一个顺序，标签才与样本在一起；切分一个排列，每个样本恰好用一次。",
    ),
    equivalents=(
        Equivalent(
            _wrong_batches(cut=_sliced(rest=lambda m, size: slice(m // size * size, m - 1))),
            "The last batch loses a sample",
            "any shuffle is right, so it cannot be told whether the first or the last sample of a batch is lost",
        ),
        Equivalent(
            _wrong_batches(
                cut=lambda table, size: [
                    batch for k, batch in enumerate(_cut(table, size), start=1) if k != table.shape[1] // size
                ]
            ),
            "A whole batch is missing",
            "any shuffle is right, so it cannot be told whether the first or the last whole batch is lost",
        ),
    ),
    mistakes=(
        Mistake(
            Text("X and Y no longer match", "X 与 Y 不再对应"),
            _wrong_batches(order_of_Y=lambda rng, order: rng.permutation(len(order))),
            Text(
                "Draw one permutation and use it for both, or labels end up beside other samples.",
                "只生成一个排列，两者都用它，否则标签会跑到别的样本旁边。",
            ),
            CUT,
        ),
        Mistake(
            Text("The samples are not shuffled", "样本没有打乱"),
            _wrong_batches(order=lambda rng, m, size: np.arange(m)),
            Text(
                "The batches hold the columns in their old order. Shuffle first, then cut.",
                "各批中的列仍是原来的顺序。请先打乱，再切分。",
            ),
            CUT,
        ),
        Mistake(
            Text("The samples are shuffled only within their batch", "只在各批内部打乱"),
            _wrong_batches(order=_shuffled_within_batches),
            Text(
                "Each batch holds the same samples in every epoch. Shuffle all columns first, then cut.",
                "换了轮次，每一批里仍是同样的样本。请先打乱所有的列，再切分。",
            ),
            CUT,
        ),
        Mistake(
            Text("Samples are drawn with replacement", "样本是有放回抽取的"),
            _wrong_batches(order=lambda rng, m, size: rng.integers(0, m, m)),
            Text(
                "Some samples come twice, others never. A permutation holds each number exactly once.",
                "有的样本出现两次，有的从未出现。排列中每个编号恰好出现一次。",
            ),
            CUT,
        ),
        Mistake(
            Text("The smaller last batch is missing", "缺少较小的最后一批"),
            _wrong_batches(cut=lambda table, size: _cut(table, size)[: table.shape[1] // size]),
            Text(
                "If the size does not divide m, the samples that are left make one more, smaller batch.",
                "如果批量大小不能整除 m，剩下的样本组成一个更小的批。",
            ),
            CUT,
        ),
        Mistake(
            Text("There is an empty batch at the end", "末尾多了一个空批"),
            _wrong_batches(
                cut=lambda table, size: [table[:, k * size :][:, :size] for k in range(table.shape[1] // size + 1)]
            ),
            Text(
                "If the size divides m, nothing is left over for one more batch.",
                "如果批量大小整除 m，就没有剩余的样本再组成一批。",
            ),
            CUT,
        ),
        Mistake(
            Text("The size is fixed at 64", "批量大小固定为 64"),
            _wrong_batches(cut=lambda table, size: _cut(table, 64)),
            Text(
                "How many samples a batch holds is told by mini_batch_size.",
                "每批有多少样本，由 mini_batch_size 决定。",
            ),
            CUT,
        ),
        Mistake(
            Text("The rows are cut, not the columns", "切的是行而不是列"),
            _wrong_batches(
                cut=lambda table, size: [table[start : start + size] for start in range(0, table.shape[1], size)]
            ),
            Text(
                "A sample is a column: X[:, start:end], with the colon for all rows.",
                "一个样本是一列：X[:, start:end]，其中的冒号表示所有行。",
            ),
            CUT,
        ),
        Mistake(
            Text("X and Y are swapped in the pairs", "每一对中 X 与 Y 写反了"),
            _wrong_batches(returned=lambda X, Y: list(zip(Y, X, strict=True))),
            Text("Each pair is (X_t, Y_t): inputs first, then labels.", "每一对是 (X_t, Y_t)：先输入，后标签。"),
            CUT,
        ),
        Mistake(
            Text("Y has lost its row", "Y 少了一个维度"),
            _wrong_batches(returned=lambda X, Y: [(X_t, Y_t[0]) for X_t, Y_t in zip(X, Y, strict=True)]),
            Text(
                "Y has the shape (n_y, m), and Y_t has (n_y, size): Y[:, order] keeps the row, Y[0] does not.",
                "Y 的形状是 (n_y, m)，Y_t 是 (n_y, size)：Y[:, order] 保留了行，Y[0] 则没有。",
            ),
            CUT,
        ),
        Mistake(
            Text("There are two lists in place of pairs", "返回了两个列表而不是一对一对的"),
            _wrong_batches(returned=lambda X, Y: (X, Y)),
            Text(
                "One list is asked for, whose items are pairs (X_t, Y_t).",
                "要求返回一个列表，其中每一项是一对 (X_t, Y_t)。",
            ),
            CUT,
        ),
        Mistake(
            Text("Only the first pair is returned", "只返回了第一对"),
            _wrong_batches(returned=lambda X, Y: [(X[0], Y[0])]),
            Text(
                "The return stands inside the loop, or the list is made anew in each turn.",
                "return 写在了循环里，或者每一轮都重新建了列表。",
            ),
            CUT,
        ),
        Mistake(
            Text("The seed is ignored", "没有用到 seed"),
            _wrong_batches(generator=lambda seed: np.random.default_rng(0)),
            Text(
                "Every seed gives the same order, so every epoch would be cut alike. Hand seed to the generator.",
                "每个种子都给出同样的顺序，于是每个轮次的切分都相同。请把 seed 交给生成器。",
            ),
            CUT,
        ),
        Mistake(
            Text("The order is another one at each call", "每次调用的顺序都不同"),
            _wrong_batches(generator=lambda seed: np.random.default_rng()),
            Text(
                "The same seed must give the same batches, or nobody can repeat a run. Hand seed to the generator.",
                "同一个种子必须给出同样的小批量，否则没有人能重现结果。请把 seed 交给生成器。",
            ),
            CUT,
        ),
        Mistake(
            Text("The global random state is changed", "改动了全局随机状态"),
            _reseeds,
            Text(
                "The batches are right, but np.random.seed changes the chance of everything else that runs. Use a "
                "generator of your own: np.random.default_rng(seed).",
                "小批量是对的，但 np.random.seed 改变了其他所有代码用到的随机数。请使用自己的生成器："
                "np.random.default_rng(seed)。",
            ),
            CUT,
        ),
        Mistake(
            Text("X and Y are shuffled in place", "X 和 Y 被就地打乱了"),
            _shuffles_in_place,
            Text(
                "The batches are right, but the caller's data is in another order now. X[:, order] makes a copy.",
                "小批量是对的，但调用者的数据顺序变了。X[:, order] 会生成一份副本。",
            ),
            CUT,
        ),
        Mistake(
            Text("The last batch is filled up from the start", "最后一批用开头的样本补满"),
            _wrong_batches(
                cut=lambda table, size: _cut(
                    table[:, np.arange(-(-table.shape[1] // size) * size) % table.shape[1]], size
                )
            ),
            Text(
                "Samples of the first batch come again. The last batch holds only what is left.",
                "第一批的样本又出现了一次。最后一批只放剩下的样本。",
            ),
            CUT,
        ),
        Mistake(
            Text("The last batch comes twice", "最后一批出现了两次"),
            _wrong_batches(cut=lambda table, size: _cut(table, size) + _cut(table, size)[table.shape[1] // size :]),
            Text(
                "Your loop reaches the smaller batch already, and then it is appended once more.",
                "循环已经取到了较小的那一批，之后又追加了一次。",
            ),
            CUT,
        ),
        Mistake(
            Text("The last batch comes from the unshuffled data", "最后一批取自未打乱的数据"),
            _takes_the_last_from_the_unshuffled,
            Text(
                "All batches but the last are right. Which arrays does the last one cut?",
                "除最后一批外都是对的。最后一批切的是哪个数组？",
            ),
            CUT,
        ),
        Mistake(
            Text("The batches are made equally large", "各批被切成一样大"),
            _wrong_batches(cut=lambda table, size: _in_equal_parts(table, -(-table.shape[1] // size))),
            Text(
                "All batches but the last hold exactly mini_batch_size samples; np.array_split evens them out.",
                "除最后一批外，每批恰好有 mini_batch_size 个样本；np.array_split 则会把样本平均分到各批。",
            ),
            CUT,
        ),
        Mistake(
            Text("mini_batch_size is taken for the number of batches", "把 mini_batch_size 当成了批数"),
            _wrong_batches(cut=lambda table, size: _in_equal_parts(table, size)),
            Text(
                "It says how many samples a batch holds. How many batches come of that?",
                "它是每批的样本数。由此会得到多少批？",
            ),
            CUT,
        ),
        Mistake(
            Text("Whole batches are shuffled, not samples", "打乱的是批而不是样本"),
            _shuffles_whole_batches,
            Text(
                "Each batch holds the same samples in every epoch. Shuffle all columns first, then cut.",
                "换了轮次，每一批里仍是同样的样本。请先打乱所有的列，再切分。",
            ),
            CUT,
        ),
        Mistake(
            Text("The rows are shuffled, not the columns", "打乱的是行而不是列"),
            _shuffles_rows,
            Text(
                "A sample is a column. X[order] reorders rows; what reorders columns?",
                "一个样本是一列。X[order] 重排的是行；怎样重排列？",
            ),
            CUT,
        ),
        Mistake(
            Text("The batches are turned round", "各批被转置了"),
            _wrong_batches(returned=lambda X, Y: [(X_t.T, Y_t.T) for X_t, Y_t in zip(X, Y, strict=True)]),
            Text("The samples stay columns: X_t has as many rows as X.", "样本仍然是列：X_t 的行数与 X 相同。"),
            CUT,
        ),
        Mistake(
            Text("X_t and Y_t stand one by one in the list", "X_t 与 Y_t 在列表中没有成对"),
            _wrong_batches(returned=lambda X, Y: [table for pair in zip(X, Y, strict=True) for table in pair]),
            Text(
                "Each item of the list is a pair. append takes one thing: put both into brackets.",
                "列表的每一项都是一对。append 只接收一个参数：请用括号把两者括起来。",
            ),
            CUT,
        ),
        Mistake(
            Text("The order is drawn from np.random, and the seed is not used", "顺序取自 np.random，没有用到 seed"),
            _uses_the_global_generator,
            Text(
                "The same seed must give the same batches. Make a generator from the seed, and draw the order from it.",
                "同一个种子必须给出同样的小批量。请用 seed 建一个生成器，再由它给出顺序。",
            ),
            CUT,
        ),
        Mistake(
            Text("The list is kept from one call to the next", "列表从一次调用留到了下一次"),
            _keeps_the_list_between_calls,
            Text(
                "The second call goes on filling the list of the first. Make the list inside the function, not "
                "as a default argument.",
                "第二次调用还在往第一次的列表里追加。请在函数内部新建列表，不要放在参数默认值里。",
            ),
            CUT,
            fresh=True,
        ),
        Mistake(
            Text("The last batch is filled up", "最后一批被补满了"),
            _wrong_batches(cut=_sliced(rest=lambda m, size: slice(m - size, m))),
            Text(
                "The last batch holds only what is left. Samples of the batch before must not come again.",
                "最后一批只放剩下的样本，前一批的样本不应再次出现。",
            ),
            CUT,
        ),
        Mistake(
            Text("The last batch is cut from the front", "最后一批是从开头切的"),
            _wrong_batches(cut=_sliced(rest=lambda m, size: slice(0, m % size))),
            Text(
                "Its size is right, but it holds samples of the first batch. Where does the rest begin?",
                "大小是对的，但里面是第一批的样本。剩下的部分从哪里开始？",
            ),
            CUT,
        ),
        Mistake(
            Text("Every batch loses its last sample", "每批都丢了最后一个样本"),
            _wrong_batches(cut=_sliced(lambda k, size: slice(k * size, (k + 1) * size - 1))),
            Text(
                "A slice stops before its second number, so nothing needs to be taken from it.",
                "切片在第二个数之前就停下，所以不必再减 1。",
            ),
            CUT,
        ),
        Mistake(
            Text("Every batch takes one sample too many", "每批都多取了一个样本"),
            _wrong_batches(cut=_sliced(lambda k, size: slice(k * size, (k + 1) * size + 1))),
            Text(
                "A slice stops before its second number: that sample belongs to the next batch.",
                "切片在第二个数之前就停下：那个样本属于下一批。",
            ),
            CUT,
        ),
        Mistake(
            Text("Each batch starts one column after the one before", "每一批只比前一批晚一列开始"),
            _wrong_batches(cut=_sliced(lambda k, size: slice(k, k + size))),
            Text(
                "So the batches overlap. How far apart do they have to start?",
                "于是各批互相重叠。它们的起点应该相隔多少？",
            ),
            CUT,
        ),
        Mistake(
            Text("Every batch starts at column 0", "每一批都从第 0 列开始"),
            _wrong_batches(cut=_sliced(lambda k, size: slice(0, (k + 1) * size))),
            Text(
                "The batches grow, and hold the first samples again and again. Where does batch k start?",
                "各批越来越大，反复包含最前面的样本。第 k 批从哪里开始？",
            ),
            CUT,
        ),
        Mistake(
            Text("Every batch is the first one", "每一批都是第一批"),
            _wrong_batches(cut=_sliced(lambda k, size: slice(0, size))),
            Text(
                "The slice does not depend on the loop's variable. Where does batch k start?",
                "切片没有用到循环变量。第 k 批从哪里开始？",
            ),
            CUT,
        ),
        Mistake(
            Text("The last batch loses a sample", "最后一批丢了一个样本"),
            _wrong_batches(cut=_sliced(rest=lambda m, size: slice(m // size * size + 1, m))),
            Text(
                "A slice begins with its first number and stops before its second. Nothing needs to be added or "
                "taken away.",
                "切片从第一个数开始，到第二个数之前停下。不需要再加 1 或减 1。",
            ),
            CUT,
        ),
        Mistake(
            Text("A whole batch is missing", "缺少一个完整的批"),
            _wrong_batches(cut=lambda table, size: _cut(table, size)[int(table.shape[1] >= size) :]),
            Text(
                "range(n) counts from 0 to n − 1. How many whole batches are there, and how many does your loop make?",
                "range(n) 从 0 数到 n − 1。一共有多少个完整的批，你的循环取了多少个？",
            ),
            CUT,
        ),
    ),
)

EXERCISES = (update_parameters_with_gd_exercise, random_mini_batches_exercise)
