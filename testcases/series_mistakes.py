"""The mistakes that every exercise about averages of a series knows: values left out, places mixed up, digits lost.

Each is the right answer with something done to what goes in or comes out.
"""

from collections.abc import Callable

import numpy as np

from helpers.language import Text
from testcases.exercise import Function, Mistake


def wrong_series(right: Function, where: Text) -> tuple[Mistake, ...]:
    """Return the mistakes of an exercise that asks for an average after each value of theta.

    Parameters
    ----------
    right : theta, beta -> averages
        The right answer.
    where : Text
        The section to read again.
    """
    return tuple(Mistake(name, wrong(right), advice, where) for name, wrong, advice in WRONG)


def _copied(averages: np.ndarray, into: np.ndarray) -> np.ndarray:
    into[:] = averages
    return into


WRONG: tuple[tuple[Text, Callable[[Function], Function], Text], ...] = (
    (
        Text("β is fixed at 0.9", "β 固定为 0.9"),
        lambda right: lambda theta, beta: right(theta, 0.9),
        Text(
            "The results are those of 0.9 whatever beta is given. Use the argument.",
            "无论传入什么 beta，结果都是 0.9 的。请使用参数。",
        ),
    ),
    (
        Text("Only the last average is returned", "只返回了最后一个平均值"),
        lambda right: lambda theta, beta: right(theta, beta)[-1],
        Text(
            "All averages v_1 … v_T are asked for, one for each value of theta.",
            "要求返回所有的平均值 v_1 … v_T，theta 的每个值对应一个。",
        ),
    ),
    (
        Text("Only the first average is returned", "只返回了第一个平均值"),
        lambda right: lambda theta, beta: right(theta, beta)[0],
        Text(
            "You return the single number v_1. Store each v, and let return stand below the loop, not in it.",
            "你只返回了 v_1 这一个数。请存下每个 v，并把 return 放在循环之后，而不是循环里。",
        ),
    ),
    (
        Text("return stands inside the loop", "return 写在了循环里"),
        lambda right: lambda theta, beta: right(theta, beta)[:1],
        Text(
            "The function ends in the first round, with one average. Move return to the left, below the loop.",
            "函数在第一轮就结束了，只有一个平均值。请把 return 左移到循环之外。",
        ),
    ),
    (
        Text(
            "return stands inside the loop, so only the first place is filled",
            "return 写在了循环里，只填了第一个位置",
        ),
        lambda right: lambda theta, beta: right(theta, beta) * (np.arange(len(theta)) == 0),
        Text(
            "The function ends in the first round; the other places are still 0. Move return to the "
            "left, below the loop.",
            "函数在第一轮就结束了，其他位置仍是 0。请把 return 左移到循环之外。",
        ),
    ),
    (
        Text("The last average is repeated", "重复了最后一个平均值"),
        lambda right: lambda theta, beta: np.full(len(theta), right(theta, beta)[-1]),
        Text(
            "Every place holds the average of the last day. Store v inside the loop, at the place of its own day.",
            "每个位置都是最后一天的平均。请在循环里把 v 存到当天的位置。",
        ),
    ),
    (
        Text("The start value is part of the result", "结果包含了初始值"),
        lambda right: lambda theta, beta: np.concatenate([[0.0], right(theta, beta)]),
        Text(
            "You return v_0 = 0 as well, so there is one value too many: the result begins with v_1.",
            "你把 v_0 = 0 也返回了，所以多了一个值：结果从 v_1 开始。",
        ),
    ),
    (
        Text("The averages come in reverse order", "平均值的顺序反了"),
        lambda right: lambda theta, beta: right(theta, beta)[::-1],
        Text(
            "The result begins with v_1. Append each average at the end.",
            "结果从 v_1 开始。请把每个平均值追加在末尾。",
        ),
    ),
    (
        Text("The first value is skipped", "跳过了第一个值"),
        lambda right: lambda theta, beta: right(theta[1:], beta),
        Text(
            "There is one average too few. Let the loop begin with the first value.",
            "少了一个平均值。循环应从第一个值开始。",
        ),
    ),
    (
        Text("The last value is skipped", "跳过了最后一个值"),
        lambda right: lambda theta, beta: right(theta[:-1], beta),
        Text(
            "There is one average too few. range(T) ends with T − 1 by itself.",
            "少了一个平均值。range(T) 本来就到 T − 1 为止。",
        ),
    ),
    (
        Text("The value of the day before is taken", "取了前一天的值"),
        lambda right: lambda theta, beta: right(np.roll(theta, 1), beta),
        Text(
            "theta[t - 1] is yesterday, and on the first day it is the last value of all: index −1 counts "
            "from the end.",
            "theta[t - 1] 是昨天；第一天时它成了整个序列的最后一个值，因为索引 −1 从末尾数起。",
        ),
    ),
    (
        Text("The averages are rounded", "平均值被四舍五入"),
        lambda right: lambda theta, beta: np.round(right(theta, beta), 2),
        Text(
            "Two digits after the point are not enough for small values. Return the numbers as they are.",
            "对很小的值来说，两位小数不够。请直接返回算出的数，不要舍入。",
        ),
    ),
    (
        Text("The averages are rounded to one digit", "平均值四舍五入到一位小数"),
        lambda right: lambda theta, beta: np.round(right(theta, beta), 1),
        Text(
            "One digit after the point is not enough for small values. Return the numbers as they are.",
            "对很小的值来说，一位小数不够。请直接返回算出的数，不要舍入。",
        ),
    ),
    (
        Text("The averages are rounded to whole numbers", "平均值四舍五入到整数"),
        lambda right: lambda theta, beta: np.round(right(theta, beta)),
        Text(
            "An average of whole numbers is seldom one itself. Return the numbers as they are.",
            "整数的平均很少还是整数。请直接返回算出的数，不要舍入。",
        ),
    ),
    (
        Text("The averages lose their fraction when they are stored", "平均值在存储时丢了小数部分"),
        lambda right: lambda theta, beta: right(theta, beta).astype(int),
        Text(
            "The recursion is right, but an array of whole numbers cuts off what stands after the point. "
            "Make it with np.zeros, without dtype=int.",
            "递推是对的，但整数数组会截掉小数部分。请用 np.zeros 建立数组，不要写 dtype=int。",
        ),
    ),
    (
        Text("The mean of all values so far", "到当天为止的简单平均"),
        lambda right: lambda theta, beta: np.cumsum(theta) / np.arange(1, len(theta) + 1),
        Text(
            "Every day counts the same there, and β is not used. Here a day counts less the older it gets.",
            "那里每一天都同样重要，也没有用到 β。这里越早的日子占得越少。",
        ),
    ),
    (
        Text("theta comes back", "返回了 theta"),
        lambda right: lambda theta, beta: theta,
        Text(
            "The values come back as they went in. Return the array or the list in which you stored the averages.",
            "这些值原样返回了。请返回你存放平均值的数组或列表。",
        ),
    ),
    (
        Text("The averages are written into theta", "平均值被写进了 theta"),
        lambda right: lambda theta, beta: _copied(right(theta, beta), theta),
        Text(
            "The data you were given is changed. Make a new array for the averages, for example with np.zeros.",
            "你改动了传入的数据。请为平均值新建一个数组，例如用 np.zeros。",
        ),
    ),
)
