"""The mistakes that every exercise about layers knows: a loop that leaves something out, a start that is not zeros.

Each is the exercise's own wrong answer with one part changed, so that it is written once and named alike everywhere.
"""

from collections.abc import Callable

import numpy as np

from helpers.language import Text
from testcases.exercise import Function, Mistake

Skipped = Callable[[str, int], bool]


def left_out(wrong: Callable[[Skipped], Function], where: Text) -> tuple[Mistake, ...]:
    """Return the mistakes of an exercise whose loop leaves out layers, weights or biases.

    Parameters
    ----------
    wrong : skipped -> function
        The exercise's wrong answer that leaves out each key for which `skipped(key, number of layers)` is true.
    where : Text
        The section to read again.
    """
    return tuple(Mistake(name, wrong(skipped), advice, where) for name, skipped, advice in LEFT_OUT)


def wrong_starts(wrong: Callable[..., Function], where: Text) -> tuple[Mistake, ...]:
    """Return the mistakes of an exercise that asks for zeros beside every parameter.

    Parameters
    ----------
    wrong : how -> function
        Takes what `testcases.layers.wrong_start` takes: the exercise's wrong answer with that changed.
    where : Text
        The section to read again.
    """
    return tuple(Mistake(name, wrong(**how), advice, where) for name, how, advice in STARTS)


def whole_or_half(
    wrong: Callable[..., Function], name: Text, advice: Text, where: Text, **how: object
) -> tuple[Mistake, ...]:
    """Return a mistake three times: made throughout, for the weights only, for the biases only.

    `wrong(only=kinds, **how)` is the exercise's wrong answer, changed for the keys that begin with one of these kinds.
    """
    return tuple(
        Mistake(which.format(name=name), wrong(only=kinds, **how), rest.format(advice=advice), where)
        for kinds, which, rest in HALVES
    )


def _only_the_first(count: int) -> Skipped:
    """Leave out all but so many layers; a smaller network has no such layer, which ends in a KeyError."""

    def skipped(key: str, layers: int) -> bool:
        if layers < count:
            raise KeyError(f"W{count}")
        return int(key[1:]) > count

    return skipped


HALVES = (
    ("Wb", Text("{name}", "{name}"), Text("{advice}", "{advice}")),
    (
        "W",
        Text("{name}, for the weights only", "{name}（仅权重）"),
        Text("{advice} The biases are right: compare the two lines.", "{advice}偏置是对的，比较这两行。"),
    ),
    (
        "b",
        Text("{name}, for the biases only", "{name}（仅偏置）"),
        Text("{advice} The weights are right: compare the two lines.", "{advice}权重是对的，比较这两行。"),
    ),
)
RETURN_LEFT = Text("Move return to the left, below the loop.", "请把 return 左移到循环之外。")
COUNT_LAYERS = Text(
    "A network may have any number of layers. How many does len(parameters) tell you?",
    "网络可以有任意多层。len(parameters) 告诉你有几层？",
)

LEFT_OUT: tuple[tuple[Text, Skipped, Text], ...] = (
    (
        Text("The biases are left out", "漏掉了偏置"),
        lambda key, layers: key[0] == "b",
        Text("What is done for W1, W2, … has to be done for b1, b2, … as well.", "对 W1、W2……做的事，b1、b2……也要做。"),
    ),
    (
        Text("The weights are left out", "漏掉了权重"),
        lambda key, layers: key[0] == "W",
        Text("What is done for b1, b2, … has to be done for W1, W2, … as well.", "对 b1、b2……做的事，W1、W2……也要做。"),
    ),
    (
        Text("The last layer is left out", "漏掉了最后一层"),
        lambda key, layers: key[1:] == str(layers),
        Text(
            "range(1, L) ends before L. How far does your loop have to count?",
            "range(1, L) 到 L 之前就结束了。你的循环应该数到几？",
        ),
    ),
    (
        Text("The last two layers are left out", "漏掉了最后两层"),
        lambda key, layers: int(key[1:]) >= layers - 1,
        Text(
            "A range ends before its second number, and yours ends one earlier still. How far do you have to count?",
            "range 数到第二个数的前一个为止，而你的又少数了一个。应该数到几？",
        ),
    ),
    (
        Text("The first layer is left out", "漏掉了第一层"),
        lambda key, layers: key[1:] == "1",
        Text("Layers are counted from 1. Where does your loop start?", "层号从 1 数起。你的循环从几开始？"),
    ),
    (
        Text("The first and the last layer are left out", "漏掉了第一层和最后一层"),
        lambda key, layers: key[1:] in ("1", str(layers)),
        Text(
            "Only the layers between them are done. From which number to which does your loop have to count?",
            "只处理了中间的层。你的循环应该从几数到几？",
        ),
    ),
    (Text("The number of layers is fixed at 2", "层数固定为 2"), _only_the_first(2), COUNT_LAYERS),
    (Text("The number of layers is fixed at 3", "层数固定为 3"), _only_the_first(3), COUNT_LAYERS),
    (
        Text("Only the first layer is done", "只处理了第一层"),
        lambda key, layers: key[1:] != "1",
        Text(
            "If the function ends in the first round of the loop: {left} If the number of layers is typed in: "
            "len(parameters) tells it.",
            "如果函数在循环第一轮就结束了，{left}如果层数是写死的，len(parameters) 会告诉你有几层。",
        ).format(left=RETURN_LEFT),
    ),
    (
        Text("return stands inside the loop over the keys", "return 写在了对键的循环里"),
        lambda key, layers: key != "W1",
        Text(
            "Only W1 is done: the function ends in the first round. {left}",
            "只处理了 W1：函数在第一轮就结束了。{left}",
        ).format(left=RETURN_LEFT),
    ),
    (
        Text("Only the last layer is done", "只处理了最后一层"),
        lambda key, layers: key[1:] != str(layers),
        Text(
            "Does a line that belongs into the loop stand below it, or is a dict made anew in every round?",
            "是不是有一行本该在循环里却写在了循环之后，或者每一轮都重新建了字典？",
        ),
    ),
)

STARTS: tuple[tuple[Text, dict[str, Callable[..., object]], Text], ...] = (
    (
        Text("The arrays start at 1", "数组从 1 开始"),
        {"slot": np.ones_like},
        Text(
            "Nothing has been averaged before the first gradient, so every entry is 0.",
            "第一个梯度到来之前还没有平均任何东西，所以每个元素都是 0。",
        ),
    ),
    (
        Text("The arrays start at the parameters", "数组从参数值开始"),
        {"slot": np.copy},
        Text(
            "Only the shape is taken from the parameters, not the numbers in them.",
            "只需要从参数中取形状，而不是其中的数值。",
        ),
    ),
    (
        Text('The "d" is missing in the keys', '键名缺少 "d"'),
        {"name": lambda key: key},
        Text(
            'The keys are those of the gradients, so that both can be looked up together: "dW1", "db1", …',
            '键名与梯度的相同，这样两者可以用同一个键查找："dW1"、"db1"……',
        ),
    ),
    (
        Text("The layers are counted from 0", "层号从 0 数起"),
        {"name": lambda key: f"d{key[0]}{int(key[1:]) - 1}"},
        Text(
            "range(L) begins with 0, and layers begin with 1. What belongs into the key in the first round?",
            "range(L) 从 0 数起，而层号从 1 数起。第一轮的键名里应该是几？",
        ),
    ),
    (
        Text("The keys of all layers are the same", "各层用了同样的键"),
        {"name": lambda key: "d" + key[0]},
        Text(
            'Each layer writes over the one before it: the number of the layer belongs in the key, as in "dW1".',
            '后一层覆盖了前一层：键名里要有层号，例如 "dW1"。',
        ),
    ),
    (
        Text("A single number for each array", "每个数组只给了一个数"),
        {"slot": lambda value: 0.0},
        Text(
            'Every entry of W1 has one of its own, so "dW1" needs the shape of W1.',
            'W1 的每个元素都有自己的一个数，所以 "dW1" 的形状要与 W1 相同。',
        ),
    ),
    (
        Text("The shapes are turned round", "形状转置了"),
        {"slot": lambda value: np.zeros_like(value.T)},
        Text(
            'Rows and columns have changed places. "dW1" has exactly the shape of W1.',
            '行与列互换了。"dW1" 的形状应与 W1 完全相同。',
        ),
    ),
    (
        Text("The arrays have lost a dimension", "数组少了一个维度"),
        {"slot": lambda value: np.zeros(value.shape[0])},
        Text(
            "An array of shape (n,) is not one of shape (n, 1). Take over the whole shape, not its first number.",
            "形状 (n,) 与形状 (n, 1) 不同。要照搬整个形状，而不只是第一个数。",
        ),
    ),
    (
        Text("The arrays are flat", "数组被展平了"),
        {"slot": lambda value: np.zeros(value.size)},
        Text(
            'The number of zeros is right, their shape is not: "dW1" has the rows and columns of W1.',
            '零的个数是对的，形状不对："dW1" 的行数和列数要与 W1 相同。',
        ),
    ),
    (
        Text("The zeros are whole numbers", "零是整数类型"),
        {"slot": lambda value: np.zeros(value.shape, dtype=int)},
        Text(
            "An array of whole numbers cannot hold a fraction: writing 0.5 into it leaves 0. Make the zeros "
            "without dtype=int.",
            "整数数组存不下小数：写入 0.5 后得到的是 0。建立零数组时不要写 dtype=int。",
        ),
    ),
)
