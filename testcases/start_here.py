"""Notebook 00: the first exercise, one step of gradient descent."""

from collections.abc import Sequence

import numpy as np

from helpers.language import Text
from helpers.start_here import gradient_step
from testcases.exercise import Case, Exercise, Mistake, Work, once

SECTION = Text('section "Your first exercise"', "“第一道习题”一节")


def gradient_step_test_case() -> tuple[np.ndarray, np.ndarray, float]:
    """Inputs to play with: a point w, shape (2,), the gradient there, and the learning rate 0.1."""
    return np.array([3.0, 1.0]), np.array([2.0, -1.0]), 0.1


def _draw(rng: np.random.Generator) -> Sequence[Case]:
    w, gradient = rng.normal(size=(2, 3, 2))
    rate = float(rng.uniform(0.01, 0.5))
    return (
        Case(
            Text("two numbers, α = 0.1", "两个数，α = 0.1"),
            "basics",
            once(np.array([3.0, 1.0]), np.array([2.0, -1.0]), 0.1),
        ),
        Case(Text("an array of shape (3, 2)", "形状为 (3, 2) 的数组"), "basics", once(w, gradient, rate)),
        Case(Text("a large gradient, a small α", "大梯度，小 α"), "basics", once(w, 1e3 * gradient, 1e-4)),
        Case(Text("the arrays afterwards", "调用之后的数组"), "inputs", once(w.copy(), gradient.copy(), rate)),
    )


def _in_place(w: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
    w -= learning_rate * gradient
    return w


gradient_step_exercise = Exercise(
    reference=gradient_step,
    work=Work.FORMULA,
    draw=_draw,
    test_case=gradient_step_test_case,
    returns="w",
    hints=(
        Text("The gradient points uphill. You want to go down.", "梯度指向上坡方向，而你要下坡。"),
        Text("How far you go is the learning rate times the gradient.", "走多远，由学习率乘以梯度决定。"),
        Text(
            "From w take away learning_rate times gradient, and return the result in one line.",
            "从 w 中减去 learning_rate 乘以 gradient，用一行返回结果。",
        ),
    ),
    why=Text(
        "The minus sign turns the way up into the way down, and α keeps the step small.",
        "负号把上坡变成下坡，α 让步子保持很小。",
    ),
    mistakes=(
        Mistake(
            Text("The step goes uphill", "这一步走向了上坡"),
            lambda w, gradient, learning_rate: w + learning_rate * gradient,
            Text(
                "The gradient points to where the cost grows. Which sign takes you the other way?",
                "梯度指向代价增大的方向。用什么符号才能反过来走？",
            ),
            SECTION,
        ),
        Mistake(
            Text("The learning rate is left out", "漏掉了学习率"),
            lambda w, gradient, learning_rate: w - gradient,
            Text(
                "You go the whole gradient far. Scale it by the learning rate first.",
                "你走了整个梯度那么远。请先用学习率缩放它。",
            ),
            SECTION,
        ),
        Mistake(
            Text("Only the step is returned", "只返回了步子"),
            lambda w, gradient, learning_rate: learning_rate * gradient,
            Text(
                "That is how far you go. The new place is asked for: where do you go from?",
                "这是走了多远。要求返回的是新位置：你从哪里出发？",
            ),
            SECTION,
        ),
        Mistake(
            Text("The step is returned with its sign, without w", "返回了带符号的步子，没有加上 w"),
            lambda w, gradient, learning_rate: -learning_rate * gradient,
            Text(
                "That is the change. Add it to w.",
                "这是变化量。请把它加到 w 上。",
            ),
            SECTION,
        ),
        Mistake(
            Text("w is scaled as well", "w 也被缩放了"),
            lambda w, gradient, learning_rate: learning_rate * (w - gradient),
            Text(
                "The learning rate belongs to the gradient only; mind the brackets.",
                "学习率只乘梯度，请注意括号。",
            ),
            SECTION,
        ),
        Mistake(
            Text("The gradient is divided by the learning rate", "梯度除以了学习率"),
            lambda w, gradient, learning_rate: w - gradient / learning_rate,
            Text(
                "A small learning rate should make a small step. Multiply by it.",
                "学习率小，步子就该小。请用乘法。",
            ),
            SECTION,
        ),
        Mistake(
            Text("w itself is changed", "改动了 w 本身"),
            _in_place,
            Text(
                "-= writes into the array that you were given. Compute a new one.",
                "-= 会写进传入的数组。请计算一个新数组。",
            ),
            SECTION,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.1", "学习率固定为 0.1"),
            lambda w, gradient, learning_rate: w - 0.1 * gradient,
            Text(
                "The step is that of 0.1 whatever is given. Use the argument.",
                "无论传入什么，步长都按 0.1 计算。请使用参数。",
            ),
            SECTION,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.01", "学习率固定为 0.01"),
            lambda w, gradient, learning_rate: w - 0.01 * gradient,
            Text(
                "The step is that of 0.01 whatever is given. Use the argument.",
                "无论传入什么，步长都按 0.01 计算。请使用参数。",
            ),
            SECTION,
        ),
        Mistake(
            Text("w and the gradient have changed places", "w 与 gradient 写反了"),
            lambda w, gradient, learning_rate: gradient - learning_rate * w,
            Text(
                "You start from the gradient. Where are you before the step?", "你从梯度出发了。走这一步之前你在哪里？"
            ),
            SECTION,
        ),
        Mistake(
            Text("The gradient is left out", "漏掉了梯度"),
            lambda w, gradient, learning_rate: w - learning_rate,
            Text(
                "Every number moves by the same amount. What says in which direction, and how far?",
                "每个数都移动了同样的量。是什么决定方向和远近？",
            ),
            SECTION,
        ),
        Mistake(
            Text("w stands where the gradient should", "梯度的位置写成了 w"),
            lambda w, gradient, learning_rate: w - learning_rate * w,
            Text(
                "w only shrinks, whatever the slope is. What is the learning rate multiplied by?",
                "无论坡度如何，w 都只是缩小。学习率要乘以什么？",
            ),
            SECTION,
        ),
        Mistake(
            Text("The gradient is multiplied by w", "梯度多乘了 w"),
            lambda w, gradient, learning_rate: w - learning_rate * gradient * w,
            Text("w comes in once: it is where you start.", "w 只出现一次：它是出发的位置。"),
            SECTION,
        ),
        Mistake(
            Text("The learning rate is subtracted from w", "从 w 中减去了学习率"),
            lambda w, gradient, learning_rate: (w - learning_rate) * gradient,
            Text(
                "Python takes brackets first. What does the learning rate belong to?",
                "括号里的先算。学习率应该和谁在一起？",
            ),
            SECTION,
        ),
        Mistake(
            Text("w comes back as it was", "w 原样返回"),
            lambda w, gradient, learning_rate: w.copy(),
            Text(
                "No step is made. Return the new place, or assign it to w first.",
                "没有走出这一步。请返回新位置，或先把它赋给 w。",
            ),
            SECTION,
        ),
        Mistake(
            Text("The gradient comes back", "返回了梯度"),
            lambda w, gradient, learning_rate: gradient.copy(),
            Text("The new place is asked for, not the direction.", "要求返回的是新位置，而不是方向。"),
            SECTION,
        ),
        Mistake(
            Text("The gradient is added up to one number", "梯度被加成了一个数"),
            lambda w, gradient, learning_rate: w - learning_rate * np.sum(gradient),
            Text(
                "Each number in w has a slope of its own. Leave the gradient as it is.",
                "w 中每个数都有自己的坡度。请保持梯度原样。",
            ),
            SECTION,
        ),
        Mistake(
            Text("The gradient is scaled to length 1", "梯度被缩放成长度 1"),
            lambda w, gradient, learning_rate: w - learning_rate * gradient / np.linalg.norm(gradient),
            Text(
                "Where the slope is steep the step should be long. Use the gradient as it is.",
                "坡陡时步子就该大。请直接使用梯度。",
            ),
            SECTION,
        ),
    ),
)

EXERCISES = (gradient_step_exercise,)
