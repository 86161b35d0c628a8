"""Notebook 00: the first exercise, one step of gradient descent."""

from collections.abc import Sequence

import numpy as np

from helpers.language import Text
from helpers.start_here import gradient_step
from testcases.exercise import Case, Exercise, Mistake, Work, once

SECTION = Text('section "Your first exercise"', "“第一个练习”一节")


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
    ),
)

EXERCISES = (gradient_step_exercise,)
