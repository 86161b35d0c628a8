"""Lesson 08: the exercises on critical points and on leaving a saddle."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.language import Text
from helpers.saddle_points import classify_critical_point, escape_saddle
from testcases.compare import KIND, SHAPE, VALUE, Difference, as_numbers, close, first_difference
from testcases.edited import Source
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.outcome import Call

KINDS = Text('section "Three kinds of flat"', "“三种平坦”一节")
FLAT = Text('section "When the Hessian does not decide"', "“Hessian 无法判定时”一节")
NOISE = Text('section "A little noise"', "“一点噪声”一节")

# --- classify_critical_point ------------------------------------------------------------------------------------------


def classify_critical_point_test_case() -> np.ndarray:
    """Input to play with: the Hessian of x² + 3xy + y², shape (2, 2), a saddle with a positive diagonal."""
    return np.array([[2.0, 3.0], [3.0, 2.0]])


def _with_eigenvalues(rng: np.random.Generator, *eigenvalues: float) -> np.ndarray:
    """A symmetric matrix with these eigenvalues, in random directions."""
    directions, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    matrix = directions @ np.diag(eigenvalues) @ directions.T
    return (matrix + matrix.T) / 2


def _draw_classify(rng: np.random.Generator) -> Sequence[Case]:
    a, b, c = rng.uniform(0.5, 5.0, 3)
    rows = (
        ("x² + y²", "x² + y²", "basics", np.diag([2.0, 2.0])),
        ("x² − y²", "x² − y²", "basics", np.diag([2.0, -2.0])),
        ("−x² − y²", "−x² − y²", "basics", np.diag([-2.0, -2.0])),
        ("x² + 3xy + y²", "x² + 3xy + y²", "basics", np.array([[2.0, 3.0], [3.0, 2.0]])),
        ("three directions, all up", "三个方向，全部向上", "basics", _with_eigenvalues(rng, a, b, c)),
        ("three directions, all down", "三个方向，全部向下", "basics", _with_eigenvalues(rng, -a, -b, -c)),
        ("three directions, two down", "三个方向，两个向下", "basics", _with_eigenvalues(rng, a, -b, -c)),
        ("five directions, one down", "五个方向，一个向下", "basics", _with_eigenvalues(rng, a, b, c, 9.0, -0.01)),
        ("one direction", "一个方向", "edges", np.array([[-a]])),
        ("x² + y⁴: a zero and a plus", "x² + y⁴：一个零、一个正", "edges", np.diag([2.0, 0.0])),
        ("a zero and two minuses", "一个零、两个负", "edges", np.diag([-a, 0.0, -b])),
        ("a zero beside both signs", "零与正负并存", "edges", np.diag([a, 0.0, -b])),
        ("nothing but zeros", "全为零", "edges", np.zeros((2, 2))),
        ("a zero up to rounding", "舍入误差之内的零", "edges", _with_eigenvalues(rng, a, b, 0.0)),
        ("−1e-4 with tol = 1e-3", "特征值 −1e-4，tol = 1e-3", "edges", np.diag([a, -1e-4]), 1e-3),
        (
            "−1e-3 beside 1e6, with tol = 1e-6",
            "特征值 −1e-3 与 1e6 并存，tol = 1e-6",
            "edges",
            np.diag([1e6, -1e-3]),
            1e-6,
        ),
        ("−1e-4 with tol = 1e-5", "特征值 −1e-4，tol = 1e-5", "edges", np.diag([a, -1e-4]), 1e-5),
        ("the Hessian afterwards", "调用之后的 Hessian", "inputs", np.array([[2.0, 1e-12], [1e-12, -1.0]])),
    )
    return tuple(Case(Text(en, zh), group, once(*arguments)) for en, zh, group, *arguments in rows)


KIND_OF_POINT = Source("""
def classify_critical_point(hessian, tol=1e-8):
    eigenvalues = np.linalg.eigvalsh(hessian)
    if np.any(eigenvalues > tol) and np.any(eigenvalues < -tol):
        return "saddle"
    if np.all(eigenvalues > tol):
        return "minimum"
    if np.all(eigenvalues < -tol):
        return "maximum"
    return "degenerate"
""")

classify_critical_point_exercise = Exercise(
    reference=classify_critical_point,
    work=Work.FORMULA,
    draw=_draw_classify,
    test_case=classify_critical_point_test_case,
    returns="kind",
    hints=(
        Text(
            "Which numbers say how a surface bends, whatever way its axes are turned? NumPy finds them for you.",
            "无论坐标轴怎样旋转，哪些数能说明曲面怎样弯曲？NumPy 可以替你求出它们。",
        ),
        Text(
            "np.linalg.eigvalsh gives the eigenvalues. Count as positive what is above tol, as negative below −tol.",
            "np.linalg.eigvalsh 给出特征值。大于 tol 的算正，小于 −tol 的算负。",
        ),
        Text(
            "Ask in this order: both signs? all positive? all negative? What is left is 'degenerate'. any and all "
            "help.",
            "按这个顺序问：正负都有？全为正？全为负？剩下的就是 'degenerate'。可以用 any 和 all。",
        ),
    ),
    why=Text(
        "An up and a down are enough for a saddle; for a minimum, every single direction must go up.",
        "有上有下就足以是鞍点；而极小要求每一个方向都向上。",
    ),
    mistakes=(
        Mistake(
            Text("Minimum and maximum are swapped", "极小与极大写反了"),
            KIND_OF_POINT.but('"minimum"', '"MAX"', '"maximum"', '"minimum"', '"MAX"', '"maximum"'),
            Text(
                "A positive eigenvalue bends upwards, as in x². Up on all sides means that you stand at the bottom.",
                "正的特征值表示向上弯，如 x²。四面向上说明你站在谷底。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The diagonal is read instead of the eigenvalues", "看的是对角线而不是特征值"),
            KIND_OF_POINT.but("np.linalg.eigvalsh(hessian)", "np.diag(hessian)"),
            Text(
                "The diagonal only tells the curvature along the axes. In x² + 3xy + y² the way down is diagonal.",
                "对角线只说明沿坐标轴的弯曲。在 x² + 3xy + y² 中，下坡方向是斜的。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The entries are read instead of the eigenvalues", "看的是矩阵元素而不是特征值"),
            KIND_OF_POINT.but("np.linalg.eigvalsh(hessian)", "np.asarray(hessian)"),
            Text(
                "The entries depend on how the axes are turned. The eigenvalues do not.",
                "元素取决于坐标轴怎样旋转，特征值则不然。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The eigenvalues have lost their signs", "特征值失去了正负号"),
            KIND_OF_POINT.but("np.linalg.eigvalsh(hessian)", "np.abs(np.linalg.eigvalsh(hessian))"),
            Text(
                "np.abs, or np.linalg.svd, gives sizes. The sign is what tells up from down.",
                "np.abs 或 np.linalg.svd 给出的是大小。区分上与下的正是符号。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The trace decides", "由迹来决定"),
            KIND_OF_POINT.but(
                "np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)",
                "False",
                "np.all(eigenvalues > tol)",
                "np.trace(hessian) > tol",
                "np.all(eigenvalues < -tol)",
                "np.trace(hessian) < -tol",
            ),
            Text(
                "The sum of the eigenvalues hides a negative one behind a larger positive one. Look at each of them.",
                "特征值之和会让较大的正值掩盖负值。要逐个看。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The sign of the determinant decides", "由行列式的符号来决定"),
            KIND_OF_POINT.but(
                "    if np.any",
                "    det = np.linalg.det(hessian)\n    if np.any",
                "np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)",
                "det < -tol",
                "np.all(eigenvalues > tol)",
                "det > tol and hessian[0, 0] > 0",
                "np.all(eigenvalues < -tol)",
                "det > tol and hessian[0, 0] < 0",
            ),
            Text(
                "That works in two dimensions. In three, three negative eigenvalues have a negative product, too.",
                "这在二维成立。在三维，三个负特征值的乘积也是负的。",
            ),
            KINDS,
        ),
        Mistake(
            Text("Only the first eigenvalue is looked at", "只看了第一个特征值"),
            KIND_OF_POINT.but(
                "np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)",
                "False",
                "np.all(eigenvalues > tol)",
                "eigenvalues[0] > tol",
                "np.all(eigenvalues < -tol)",
                "eigenvalues[0] < -tol",
            ),
            Text(
                "The smallest eigenvalue tells a minimum, but not a saddle from a maximum. Look at all of them.",
                "最小的特征值能认出极小，但分不清鞍点与极大。要看全部。",
            ),
            KINDS,
        ),
        Mistake(
            Text("One positive eigenvalue is taken for a minimum", "有一个正特征值就当作极小"),
            KIND_OF_POINT.but(
                "np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)",
                "False",
                "np.all(eigenvalues > tol)",
                "np.any(eigenvalues > tol)",
                "np.all(eigenvalues < -tol)",
                "np.any(eigenvalues < -tol)",
            ),
            Text(
                "A minimum needs all of them positive. One way down is a way out.",
                "极小要求全部为正。有一个方向向下，就有出路。",
            ),
            KINDS,
        ),
        Mistake(
            Text("One way down is taken for a saddle", "有一个方向向下就当作鞍点"),
            KIND_OF_POINT.but("np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)", "np.any(eigenvalues < -tol)"),
            Text(
                "A maximum goes down on all sides. A saddle needs a way up, too.",
                "极大四面都向下。鞍点还需要有向上的方向。",
            ),
            KINDS,
        ),
        Mistake(
            Text("any stands where all belongs", "该用 all 的地方用了 any"),
            KIND_OF_POINT.but(
                "np.all(eigenvalues > tol)",
                "np.any(eigenvalues > tol)",
                "np.all(eigenvalues < -tol)",
                "np.any(eigenvalues < -tol)",
            ),
            Text(
                "With a zero beside positive eigenvalues the second derivatives do not decide. A minimum needs all "
                "of them.",
                "正特征值旁边有零时，二阶导数无法判定。极小要求全部为正。",
            ),
            FLAT,
        ),
        Mistake(
            Text("A zero beside both signs is called degenerate", "零与正负并存时被称为退化"),
            KIND_OF_POINT.but(
                "    if np.any",
                '    if np.any(np.abs(eigenvalues) <= tol):\n        return "degenerate"\n    if np.any',
            ),
            Text(
                "One direction goes up and one goes down: that is a saddle, whatever the flat ones do.",
                "一个方向向上，一个方向向下：这就是鞍点，与平坦的方向无关。",
            ),
            FLAT,
        ),
        Mistake(
            Text("A zero counts as positive", "把零算作正"),
            KIND_OF_POINT.but("np.all(eigenvalues > tol)", "not np.any(eigenvalues < -tol)"),
            Text(
                "x² + y⁴ and x² − y⁴ have the same Hessian at 0. With a zero and no mixed signs, say 'degenerate'.",
                "x² + y⁴ 与 x² − y⁴ 在 0 处的 Hessian 相同。有零而没有正负并存时，应返回 'degenerate'。",
            ),
            FLAT,
        ),
        Mistake(
            Text("A zero counts as whatever the others are", "零随其余的特征值而定"),
            KIND_OF_POINT.but(
                "np.all(eigenvalues > tol)",
                "np.all(eigenvalues >= -tol)",
                "np.all(eigenvalues < -tol)",
                "np.all(eigenvalues <= tol)",
            ),
            Text(
                "x² + y⁴ and x² − y⁴ have the same Hessian at 0, so >= cannot decide. What is neither is 'degenerate'.",
                "x² + y⁴ 与 x² − y⁴ 在 0 处的 Hessian 相同，所以 >= 无法判定。两者都不是的就是 'degenerate'。",
            ),
            FLAT,
        ),
        Mistake(
            Text("What is neither minimum nor maximum is called a saddle", "既非极小也非极大的都被称为鞍点"),
            KIND_OF_POINT.but('"degenerate"', '"saddle"'),
            Text(
                "A saddle needs an up and a down. Without both, a zero leaves the question open: 'degenerate'.",
                "鞍点既要有向上，也要有向下。缺了其一，零就使问题悬而未决：'degenerate'。",
            ),
            FLAT,
        ),
        Mistake(
            Text("Degenerate is never returned", "从不返回 degenerate"),
            KIND_OF_POINT.but("np.all(eigenvalues > tol)", "np.any(eigenvalues > tol)", '"degenerate"', '"maximum"'),
            Text(
                "With a zero and no mixed signs the second derivatives do not decide. There is a word for that.",
                "有零而没有正负并存时，二阶导数无法判定。这种情形有专门的词。",
            ),
            FLAT,
        ),
        Mistake(
            Text("Degenerate needs all of them to be zero", "全为零时才返回 degenerate"),
            KIND_OF_POINT.but(
                '    return "degenerate"', '    return "saddle" if np.any(np.abs(eigenvalues) > tol) else "degenerate"'
            ),
            Text(
                "One zero is enough to leave the question open, unless there are both an up and a down.",
                "只要有一个零，问题就悬而未决，除非上与下同时存在。",
            ),
            FLAT,
        ),
        Mistake(
            Text("Eigenvalues are compared with 0 and not with tol", "特征值与 0 比较，而不是与 tol 比较"),
            KIND_OF_POINT.but("    eigenvalues =", "    tol = 0.0\n    eigenvalues ="),
            Text(
                "Computed eigenvalues are off by rounding: a zero comes out as 1e-17 or −1e-17. Leave it a margin.",
                "算出的特征值有舍入误差：零会变成 1e-17 或 −1e-17。要留出余量。",
            ),
            FLAT,
        ),
        Mistake(
            Text("tol is fixed at 1e-8", "tol 固定为 1e-8"),
            KIND_OF_POINT.but("    eigenvalues =", "    tol = 1e-8\n    eigenvalues ="),
            Text(
                "The margin stays the same whatever tol is given. Use the argument.",
                "无论传入什么 tol，余量都一样。请使用参数。",
            ),
            FLAT,
        ),
        Mistake(
            Text("tol grows with the Hessian", "tol 随 Hessian 变大"),
            KIND_OF_POINT.but("    if np.any", "    tol = tol * np.max(np.abs(eigenvalues))\n    if np.any"),
            Text(
                "tol is in the unit of the Hessian: an eigenvalue beyond it counts, however large the others are.",
                "tol 的单位就是 Hessian 的单位：绝对值超过它的特征值就算数，无论其余的有多大。",
            ),
            FLAT,
        ),
        Mistake(
            Text("The minus of tol is missing", "tol 缺少负号"),
            KIND_OF_POINT.but(
                "np.any(eigenvalues > tol) and np.any(eigenvalues < -tol)",
                "np.any(eigenvalues > tol) and np.any(eigenvalues < tol)",
                "np.all(eigenvalues < -tol)",
                "np.all(eigenvalues < tol)",
            ),
            Text("A zero is below tol, too. Negative is what lies below −tol.", "零也小于 tol。小于 −tol 的才是负的。"),
            FLAT,
        ),
        Mistake(
            Text("The words begin with a capital letter", "返回的词首字母大写了"),
            KIND_OF_POINT.but(
                '"saddle"',
                '"Saddle"',
                '"minimum"',
                '"Minimum"',
                '"maximum"',
                '"Maximum"',
                '"degenerate"',
                '"Degenerate"',
            ),
            Text(
                "The right kinds, with a capital letter. Asked for are 'minimum', 'maximum', 'saddle', 'degenerate'.",
                "类别是对的，但首字母大写了。要求返回的是 'minimum'、'maximum'、'saddle'、'degenerate'。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The words are cut short", "返回的词被缩写了"),
            KIND_OF_POINT.but('"minimum"', '"min"', '"maximum"', '"max"'),
            Text(
                "The kinds are right. Write the words out: 'minimum' and 'maximum'.",
                "类别是对的。请写全：'minimum' 和 'maximum'。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The words have an addition", "返回的词多了后缀"),
            KIND_OF_POINT.but('"saddle"', '"saddle point"'),
            Text(
                "The kinds are right. The word is 'saddle', without “point”.",
                "类别是对的。返回的词应是 'saddle'，不带 point。",
            ),
            KINDS,
        ),
        Mistake(
            Text("The Hessian is changed", "Hessian 被改动了"),
            KIND_OF_POINT.but("    eigenvalues =", "    hessian[np.abs(hessian) <= tol] = 0.0\n    eigenvalues ="),
            Text(
                "Small entries are set to 0 in the array that you were given. Work on a copy, or leave them.",
                "你把传入数组里的小元素改成了 0。请在副本上操作，或不要改动。",
            ),
            FLAT,
        ),
    ),
)


# --- escape_saddle ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gradient:
    """Gradient of the cost ½ xᵀHx + ¼ Σ q x⁴: made of numbers alone, so that it can be shown, copied and sent."""

    hessian: tuple[tuple[float, ...], ...]
    quartic: tuple[float, ...]

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return Hx + q x³."""
        return np.array(self.hessian) @ x + np.array(self.quartic) * np.asarray(x) ** 3

    def __repr__(self) -> str:
        rows = "; ".join(", ".join(f"{number:.4g}" for number in row) for row in self.hessian)
        return f"<x ↦ Hx + q·x³, H = [{rows}], q = [{', '.join(f'{q:g}' for q in self.quartic)}]>"


def _gradient(hessian: np.ndarray, *quartic: float) -> Gradient:
    return Gradient(tuple(tuple(row) for row in hessian.tolist()), quartic)


def escape_saddle_test_case() -> tuple[Gradient, np.ndarray]:
    """Inputs to play with: the gradient of the lesson's saddle, x² − y² + y⁴/4, and x0 = (1, 0), on its ridge."""
    return _gradient(np.diag([2.0, -2.0]), 0.0, 1.0), np.array([1.0, 0.0])


def _draw_escape(rng: np.random.Generator) -> Sequence[Case]:
    bowl = np.diag([0.0, 0.0, 2.0])
    bowl[:2, :2] = _with_eigenvalues(rng, 1.0, 3.0)
    saddle = _gradient(_with_eigenvalues(rng, 2.0, 1.0, -1.0), 1.0, 1.0, 1.0)
    turned = _gradient(_with_eigenvalues(rng, 2.0, -2.0), 1.0, 1.0)
    x2, x3 = rng.uniform(0.4, 1.0, 2), rng.uniform(0.4, 1.0, 3)
    on_axes = np.append(x2, 0.0)  # plain descent never leaves x₃ = 0, noise does
    one, other = (int(seed) for seed in rng.choice(1000, 2, replace=False))

    def seeds(call: Function) -> None:
        for seed in (one, one, other):
            call(saddle, x3, 0.1, 60, 1e-2, seed)

    return (
        Case(
            Text("a bowl, no noise", "碗，无噪声"),
            "basics",
            once(_gradient(bowl, 0.0, 0.0, 0.0), on_axes, 0.15, 6, 0.0, one),
        ),
        Case(Text("a saddle, with noise", "鞍点，有噪声"), "basics", once(saddle, x3, 0.1, 60, 1e-2, one)),
        Case(
            Text("from the saddle itself, with noise", "就从鞍点出发，有噪声"),
            "basics",
            once(saddle, np.zeros(3), 0.2, 120, 1e-3, other),
        ),
        Case(Text("a seed twice, then another", "同一种子两次，再换一个"), "state", seeds),
        Case(
            Text("from the saddle itself, no noise: it stays", "就从鞍点出发，无噪声：停在原地"),
            "edges",
            once(turned, np.zeros(2), 0.1, 5, 0.0, one),
        ),
        Case(Text("a single step", "只走一步"), "edges", once(saddle, x3, 0.1, 1, 1e-2, one)),
        Case(
            Text("α = 1 and loud noise", "α = 1，噪声很大"),
            "edges",
            once(_gradient(_with_eigenvalues(rng, 0.5, 0.7), 0.0, 0.0), x2, 1.0, 100, 0.5, other),
        ),
        Case(Text("default values", "默认参数"), "edges", once(turned, x2)),
        Case(
            Text("x0 and the global random state afterwards", "调用之后的 x0 与全局随机状态"),
            "inputs",
            once(saddle, x3, 0.1, 40, 1e-2, other),
        ),
    )


ONE_POINT = Text("{where}: an array of shape {value}", "{where}：形状为 {value} 的数组")
START = Text("{where}[0] = {value}", "{where}[0] = {value}")
POINTS = Text("{where}: {value} points", "{where}：{value} 个点")
ALL_POINTS = Text("{where}: {value} points in all", "{where}：共 {value} 个点")
TURNED = Text("{where}: rows and columns {value}", "{where}：行数与列数 {value}")
DIFFERENT_POINTS = Text("{where}: {value} different points", "{where}：{value} 个不同的点")
UNASKED_NOISE = Text("{where}: noise, with noise = 0: {value}", "{where}：noise = 0 时的噪声：{value}")
NO_NOISE = Text("{where}: steps with any noise: {value}", "{where}：含噪声的步数：{value}")
FIRST_NOISE = Text("{where}: noise in {value}", "{where}：有噪声的步：{value}")
NOISY_STEPS = Text("{where}: steps with noise: {value}", "{where}：有噪声的步数：{value}")
NEW_NOISE = Text("{where}: different draws of noise: {value}", "{where}：互不相同的噪声：{value}")
OWN_NOISE = Text("{where}: noise on the coordinates of a step: {value}", "{where}：同一步中各坐标的噪声：{value}")
NOISY_COORDINATES = Text("{where}: coordinates with noise: {value}", "{where}：有噪声的坐标数：{value}")
STEP = Text("{where}: steps over −α times the gradient: {value}", "{where}：步与 −α 乘梯度之比：{value}")
SIGNS = Text("{where}: signs of the noise: {value}", "{where}：噪声的正负号：{value}")
NOISE_SIZE = Text(
    "{where}: noise on the gradient, its root mean square over noise: {value}",
    "{where}：梯度上的噪声，均方根与 noise 之比：{value}",
)
NOISE_MEAN = Text("{where}: mean of the noise over noise: {value}", "{where}：噪声的均值与 noise 之比：{value}")
SAME_SEED = Text("{where} for the same seed again: {value}", "{where}，再用同一个种子：{value}")
OTHER_SEED = Text("{where} for another seed: {value}", "{where}，换一个种子：{value}")
SAME, ANOTHER = Text("the same", "相同"), Text("another", "不同")
SOME, NONE = Text("some", "有"), Text("none", "无")
FIRST_STEP, EVERY_STEP = Text("the first step only", "只有第一步"), Text("every step", "每一步")
ENOUGH = 150  # so many random numbers have a mean within 0.5 of 0 and a size within 0.25 of 1, but once in millions

# What the draws may have been multiplied by instead of noise, given noise n and learning rate a, and how that is told.
# Sizes that agree for one n and a differ in another case; one that is only a little off may have other reasons.
SIZES = (
    (
        lambda n, a: 1.0,
        Text("{where}: size of the noise on the gradient: {value}", "{where}：梯度上噪声的大小：{value}"),
        "1",
        "noise",
    ),
    (
        lambda n, a: n / a,
        Text("{where}: size of the noise on the point: {value}", "{where}：点上噪声的大小：{value}"),
        "noise",
        "α · noise",
    ),
    (
        lambda n, a: n * a,
        Text("{where}: size of the noise in a step: {value}", "{where}：一步中噪声的大小：{value}"),
        "α² · noise",
        "α · noise",
    ),
    (
        lambda n, a: n * n,
        Text("{where}: what the draws are multiplied by: {value}", "{where}：随机数所乘的数：{value}"),
        "noise²",
        "noise",
    ),
    (
        lambda n, a: n**0.5,
        Text("{where}: standard deviation of the noise: {value}", "{where}：噪声的标准差：{value}"),
        "√noise",
        "noise",
    ),
)


def _differs(expected: Any, returned: Any) -> Difference | None:
    """Whatever its noise is, a path has one row for each point, begins at x0 and moves on."""
    path = as_numbers(returned)
    if path is None or path.dtype.kind == "b":
        return Difference("", KIND, Text(type(returned).__name__), Text("ndarray"))
    if path.shape == expected.shape[1:]:
        return Difference("", ONE_POINT, path.shape, expected.shape)
    if path.shape == expected.shape[::-1] != expected.shape:
        return Difference("", TURNED, path.shape, expected.shape)
    if path.ndim != 2 or path.shape[1] != expected.shape[1] or not len(path):
        return Difference("", SHAPE, path.shape, expected.shape)
    if len(expected) > 2 and _count(expected) > 1 == _count(path):
        return Difference("", DIFFERENT_POINTS, 1, len(expected))
    if not np.all(close(path[0], expected[0])):
        return Difference("", START, path[0], expected[0])
    if len(path) == len(expected):
        return None
    return Difference("", POINTS if len(path) < len(expected) else ALL_POINTS, len(path), len(expected))


def _count(rows: np.ndarray) -> int:
    return len(np.unique(rows, axis=0))


def _rule(calls: Sequence[Call]) -> Difference | None:
    """Every step is a step downhill with fresh noise, and the seed alone decides which noise."""
    *earlier, call = calls
    arguments = _bound(call)
    path = np.asarray(call.returned, float)
    if arguments["noise"] == 0:
        expected = escape_saddle(**arguments)
        if np.any(np.abs(path[:, ~expected.any(axis=0)]) > 0):  # where no gradient leads
            return Difference("", UNASKED_NOISE, SOME, NONE)
        difference = first_difference(expected, path)
        return None if difference is None else replace(difference, aspect=VALUE, exact=True)
    difference = _noise_difference(path, **arguments)
    if difference is not None:
        return difference
    for other in earlier:
        same_path = np.array_equal(np.asarray(other.returned, float), path)
        same_seed = _bound(other)["seed"] == arguments["seed"]
        if same_path != same_seed:
            aspect, words = (SAME_SEED, (ANOTHER, SAME)) if same_seed else (OTHER_SEED, (SAME, ANOTHER))
            return Difference("", aspect, *words)
    return None


def _bound(call: Call) -> dict[str, Any]:
    """The arguments of a call by name, with the defaults of those that were not given."""
    bound = inspect.signature(escape_saddle).bind(*call.arguments)
    bound.apply_defaults()
    return bound.arguments


def _noise_difference(
    path: np.ndarray, grad: Function, x0: np.ndarray, learning_rate: float, steps: int, noise: float, seed: int
) -> Difference | None:
    """Take the noise out of a path again, ξ_t = ((x_t − x_{t+1}) / α − ∇f(x_t)) / noise, and see what it is like."""
    gradients = np.array([grad(x) for x in path[:-1]])
    xi = ((path[:-1] - path[1:]) / learning_rate - gradients) / noise
    loud = np.abs(xi) > 1e-6
    noisy = int(np.sum(np.any(loud, axis=1)))
    if steps > 1 and noisy == 1 and loud[0].any():
        return Difference("", FIRST_NOISE, FIRST_STEP, EVERY_STEP)
    if noisy < steps:
        return Difference("", NOISY_STEPS if noisy else NO_NOISE, noisy, steps)
    new = _count(xi.round(5))
    if new < steps:
        return Difference("", NEW_NOISE, new, steps)
    if xi.shape[1] > 1 and np.all(np.ptp(xi, axis=1) < 1e-5):
        return Difference("", OWN_NOISE, SAME, ANOTHER)
    coordinates = int(np.sum(np.any(loud, axis=0)))
    if coordinates < xi.shape[1]:
        return Difference("", NOISY_COORDINATES, coordinates, xi.shape[1])
    return _size_difference(xi, gradients, learning_rate, noise) if xi.size >= ENOUGH else None


def _size_difference(xi: np.ndarray, gradients: np.ndarray, learning_rate: float, noise: float) -> Difference | None:
    """Many draws of noise ought to have size 1 and mean 0, and to leave the steps along the gradient as they are."""
    slope = float(np.sum(gradients**2))
    along = 1 + noise * float(np.sum(xi * gradients)) / slope if slope else 1.0
    if slope > 25 * noise**2 * xi.size and abs(along - 1) > 0.4:
        return Difference("", STEP, f"{along:.3g}", 1)
    if np.all(xi > 0):
        return Difference("", SIGNS, "+", Text("+ and −", "+ 和 −"))
    size, mean = float(np.sqrt(np.mean(xi**2))), float(np.mean(xi))
    if not 0.75 < size < 1.25:
        for taken_for, aspect, was, should in SIZES:
            if not 0.25 < size < 4 and 0.8 < size * noise / taken_for(noise, learning_rate) < 1.25:
                return Difference("", aspect, was, should)
        return Difference("", NOISE_SIZE, f"{size:.3g}", Text("near 1", "约为 1"))
    if abs(mean) > 0.5:
        return Difference("", NOISE_MEAN, f"{mean:.3g}", Text("near 0", "约为 0"))
    return None


WALK = Source("""
def escape_saddle(grad, x0, learning_rate=0.1, steps=100, noise=1e-3, seed=0):
    rng = np.random.default_rng(seed)
    x = x0.copy()
    path = [x0]
    for step in range(steps):
        xi = rng.normal(size=x0.shape)
        x = x - learning_rate * (grad(x) + noise * xi)
        path.append(x)
    return np.array(path)
""")

escape_saddle_exercise = Exercise(
    reference=escape_saddle,
    draw=_draw_escape,
    test_case=escape_saddle_test_case,
    returns="path",
    differs=_differs,
    rule=_rule,
    hints=(
        Text(
            "It is gradient descent in a loop that keeps every point. Only one thing is added to each gradient.",
            "这就是循环里的梯度下降，并保留每一个点。只是给每个梯度加了一样东西。",
        ),
        Text(
            "Make one generator before the loop, np.random.default_rng(seed). Draw dim normal numbers in each step.",
            "在循环之前建一个生成器 np.random.default_rng(seed)。每一步抽取 dim 个正态随机数。",
        ),
        Text(
            "Row 0 is x0. Row t + 1 is row t minus learning_rate times (the gradient there + noise times the draw).",
            "第 0 行是 x0。第 t + 1 行等于第 t 行减去 learning_rate 乘以（该处的梯度 + noise 乘以抽取的数）。",
        ),
    ),
    why=Text(
        "On the ridge the gradient says nothing; any push off it grows in every step, so the first may be tiny.",
        "在山脊上，梯度什么也不说明；一旦被推离，偏移每一步都会变大，所以最初的一推可以很小。",
    ),
    mistakes=(
        Mistake(
            Text("The walk goes uphill", "朝上坡方向走了"),
            WALK.but("x - learning_rate", "x + learning_rate"),
            Text("The gradient points up. A descent subtracts it.", "梯度指向上坡。下降要减去它。"),
            NOISE,
        ),
        Mistake(
            Text("The learning rate is not used", "没有使用学习率"),
            WALK.but("learning_rate * (grad(x)", "(grad(x)"),
            Text(
                "The whole gradient is subtracted, whatever α is. Multiply it by learning_rate.",
                "无论 α 是多少，都减去了整个梯度。请乘以 learning_rate。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The learning rate is fixed at 0.1", "学习率固定为 0.1"),
            WALK.but("learning_rate * (grad(x)", "0.1 * (grad(x)"),
            Text(
                "0.1 is only the default. Use the argument learning_rate.",
                "0.1 只是默认值。请使用参数 learning_rate。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The gradient is divided by its length", "梯度除以了自身的长度"),
            WALK.but("grad(x) +", "grad(x) / (np.linalg.norm(grad(x)) + 1e-12) +"),
            Text(
                "Every step gets the length α, however flat it is. Use the gradient as it is.",
                "无论多平坦，每一步的长度都是 α。请直接使用梯度。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The gradient is that of the start in every step", "每一步都用起点的梯度"),
            WALK.but("grad(x)", "grad(x0)"),
            Text(
                "grad is called for x0 only. Call it anew at each point.",
                "grad 只在 x0 处调用。要在每个点重新调用。",
            ),
            NOISE,
        ),
        Mistake(
            Text("Every step starts from x0", "每一步都从 x0 出发"),
            WALK.but("x = x -", "x = x0 -"),
            Text(
                "Each step goes on from the point that the step before has reached.",
                "每一步都要从上一步到达的点继续。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The start is not part of the path", "路径里没有起点"),
            WALK.but("[x0]", "[]"),
            Text(
                "The path has steps + 1 points: x0 comes first, before any step is made.",
                "路径有 steps + 1 个点：x0 排在最前，在走任何一步之前。",
            ),
            NOISE,
        ),
        Mistake(
            Text("One step too few", "少走了一步"),
            WALK.but("range(steps)", "range(steps - 1)"),
            Text(
                "There are as many steps as asked for, and one point more than steps. How far does your loop count?",
                "要走的步数与要求相同，点比步数多一个。你的循环数到几？",
            ),
            NOISE,
        ),
        Mistake(
            Text("One step too many", "多走了一步"),
            WALK.but("range(steps)", "range(steps + 1)"),
            Text(
                "The path has steps + 1 points, and x0 is one of them: the loop makes steps of them.",
                "路径有 steps + 1 个点，x0 是其中之一：循环只需走 steps 步。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The number of steps is fixed at 100", "步数固定为 100"),
            WALK.but("range(steps)", "range(100)"),
            Text("100 is only the default. Use the argument steps.", "100 只是默认值。请使用参数 steps。"),
            NOISE,
        ),
        Mistake(
            Text("Only the last point is returned", "只返回了最后一点"),
            WALK.but("np.array(path)", "x"),
            Text(
                "The whole path is asked for, of shape (steps + 1, dim).",
                "需要返回整条路径，形状为 (steps + 1, dim)。",
            ),
            NOISE,
        ),
        Mistake(
            Text("Each point is a column", "每个点成了一列"),
            WALK.but("np.array(path)", "np.array(path).T"),
            Text(
                "Each point is a row: the shape is (steps + 1, dim), not the other way round.",
                "每个点是一行：形状是 (steps + 1, dim)，而不是反过来。",
            ),
            NOISE,
        ),
        Mistake(
            Text("All points are one and the same array", "所有点都是同一个数组"),
            WALK.but("[x0]", "[x]", "x = x - ", "x -= "),
            Text(
                "x -= … changes the array that the path holds already. Store a copy, or write x = x − …",
                "x -= … 改动的是路径里已有的数组。请存副本，或写成 x = x − …",
            ),
            NOISE,
        ),
        Mistake(
            Text("There is no noise", "没有噪声"),
            WALK.but(" + noise * xi", ""),
            Text(
                "That is plain descent, which stays on the ridge. Add noise times a normal draw to each gradient.",
                "这是普通的梯度下降，会停在山脊上。请给每个梯度加上 noise 乘以正态随机数。",
            ),
            NOISE,
        ),
        Mistake(
            Text("Noise in the first step only", "只有第一步有噪声"),
            WALK.but("noise * xi", "(step == 0) * noise * xi"),
            Text(
                "It gets off this saddle, but here each gradient has noise of its own. Draw inside the loop.",
                "这样能离开这个鞍点，但这里每个梯度都有自己的噪声。请在循环里抽取。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The start is shaken, not the gradient", "抖动的是起点而不是梯度"),
            WALK.but("x = x0.copy()", "x = x0 = x0 + noise * rng.normal(size=x0.shape)"),
            Text(
                "The path begins at x0 exactly. Only the gradients get noise.",
                "路径恰好从 x0 开始。只有梯度带噪声。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The generator is made anew in each step", "每一步都新建了随机数生成器"),
            WALK.but("rng.normal(size=x0.shape)", "np.random.default_rng(seed).normal(size=x0.shape)"),
            Text(
                "It then draws the same numbers every time: a steady push, not noise. Make it once, before the loop.",
                "这样每次抽到的数都一样：是恒定的推力，不是噪声。请在循环之前只建一次。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The noise is a constant", "噪声是一个常数"),
            WALK.but("noise * xi", "noise"),
            Text(
                "The same push in every step is not noise. noise is its size: multiply a normal draw by it.",
                "每一步都一样的推力不是噪声。noise 是它的大小：请用它乘以正态随机数。",
            ),
            NOISE,
        ),
        Mistake(
            Text("One random number for all coordinates", "所有坐标共用一个随机数"),
            WALK.but("rng.normal(size=x0.shape)", "rng.normal()"),
            Text(
                "The noise points along the diagonal only. Draw one number for each coordinate: size=x0.size.",
                "噪声只沿对角线方向。每个坐标各抽一个数：size=x0.size。",
            ),
            NOISE,
        ),
        Mistake(
            Text("Only one coordinate gets noise", "只有一个坐标有噪声"),
            WALK.but("noise * xi", "noise * xi * np.eye(x0.size)[-1]"),
            Text(
                "Which way out is steepest is not known beforehand: every coordinate gets its own noise.",
                "事先并不知道哪个方向最陡：每个坐标都要有自己的噪声。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The noise is added to the point, outside of α", "噪声加在了点上，没有乘 α"),
            WALK.but("x - learning_rate * (grad(x) + noise * xi)", "x - learning_rate * grad(x) + noise * xi"),
            Text(
                "It belongs to the gradient, so α scales it too: α · (gradient + noise · ξ).",
                "噪声属于梯度，所以也要乘以 α：α ·（梯度 + noise · ξ）。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The noise is multiplied by α twice", "噪声乘了两次 α"),
            WALK.but("+ noise * xi", "+ learning_rate * noise * xi"),
            Text(
                "α stands outside of the brackets and scales gradient and noise together. Once is enough.",
                "α 在括号外，同时缩放梯度与噪声。乘一次就够了。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The noise is multiplied with the gradient", "噪声与梯度相乘了"),
            WALK.but("grad(x) + noise * xi", "grad(x) * (1 + noise * xi)"),
            Text(
                "On the ridge the gradient is 0 across it, and 0 times anything stays 0. Add the noise instead.",
                "在山脊上，横向的梯度为 0，0 乘任何数仍是 0。应把噪声加上去。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The size of the noise is not used", "没有使用噪声的大小"),
            WALK.but("noise * xi", "xi"),
            Text(
                "The draws have size 1, whatever noise is. Multiply them by it; rng.normal(noise) would only shift "
                "them.",
                "无论 noise 是多少，抽取的数大小都约为 1。请乘以 noise；rng.normal(noise) 只会平移它们。",
            ),
            NOISE,
        ),
        Mistake(
            Text("noise is squared", "noise 被平方了"),
            WALK.but("noise * xi", "noise**2 * xi"),
            Text(
                "noise is a standard deviation, not a variance: multiply the draw by it once.",
                "noise 是标准差，不是方差：抽取的数只乘一次 noise。",
            ),
            NOISE,
        ),
        Mistake(
            Text("noise is taken for a variance", "把 noise 当成了方差"),
            WALK.but("noise * xi", "np.sqrt(noise) * xi"),
            Text("noise is the standard deviation already: no root is needed.", "noise 本身就是标准差：不需要开平方。"),
            NOISE,
        ),
        Mistake(
            Text("The noise pushes one way only", "噪声只朝一边推"),
            WALK.but("rng.normal(size=x0.shape)", "rng.random(x0.shape)"),
            Text(
                "The draws are never negative. Normal numbers, rng.normal, go both ways.",
                "抽取的数从不为负。正态随机数 rng.normal 两边都有。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The seed is not used", "没有使用种子"),
            WALK.but("default_rng(seed)", "default_rng()"),
            Text(
                "Every call walks another way. Give the seed to np.random.default_rng, inside the function.",
                "每次调用都走不同的路。请在函数里把 seed 交给 np.random.default_rng。",
            ),
            NOISE,
        ),
        Mistake(
            Text("The seed is fixed", "种子是固定的"),
            WALK.but("default_rng(seed)", "default_rng(0)"),
            Text("Every seed walks the same way. Use the argument.", "任何种子走的路都一样。请使用参数。"),
            NOISE,
        ),
        Mistake(
            Text("x0 is moved", "x0 被移动了"),
            WALK.but(
                "x0.copy()", "x0", "[x0]", "[x0.copy()]", "x = x - ", "x -= ", "path.append(x)", "path.append(x.copy())"
            ),
            Text(
                "x0 -= … writes into the caller's array. Start from a copy, or write x = x − …",
                "x0 -= … 写进了调用者的数组。请从副本开始，或写成 x = x − …",
            ),
            NOISE,
        ),
        Mistake(
            Text("The global random state is used", "使用了全局随机状态"),
            WALK.but(
                "rng = np.random.default_rng(seed)",
                "np.random.seed(seed)",
                "rng.normal(size=x0.shape)",
                "np.random.randn(x0.size)",
            ),
            Text(
                "np.random.seed changes the random numbers of everybody else. Use a generator of your own.",
                "np.random.seed 会改变其他所有人的随机数。请使用自己的生成器。",
            ),
            NOISE,
        ),
    ),
)

EXERCISES = (classify_critical_point_exercise, escape_saddle_exercise)
