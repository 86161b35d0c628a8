"""Lesson 08: the exercises on critical points and on leaving a saddle."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.language import Text
from helpers.saddle_points import classify_critical_point, escape_saddle
from testcases.compare import KIND, SHAPE, VALUE, Difference, as_numbers, close, first_difference
from testcases.exercise import Case, Exercise, Function, Mistake, Work, once
from testcases.outcome import Call

KINDS = Text('section "Three kinds of flat"')
FLAT = Text('section "When the Hessian does not decide"')
NOISE = Text('section "A little noise"')

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
        ("a minus smaller than tol", "比 tol 还小的负数", "edges", np.diag([a, -1e-4]), 1e-3),
        ("the same minus, a smaller tol", "同一个负数，tol 更小", "edges", np.diag([a, -1e-4]), 1e-5),
        ("the Hessian afterwards", "调用之后的 Hessian", "inputs", np.array([[2.0, 1e-12], [1e-12, -1.0]])),
    )
    return tuple(Case(Text(en, zh), group, once(*arguments)) for en, zh, group, *arguments in rows)


def _by_signs(verdict: Callable[[np.ndarray, np.ndarray], str]) -> Function:
    """A wrong test of the eigenvalues; `verdict(positive, negative)` is given which of them count as which."""

    def wrong(hessian: np.ndarray, tol: float = 1e-8) -> str:
        eigenvalues = np.linalg.eigvalsh(hessian)
        return verdict(eigenvalues > tol, eigenvalues < -tol)

    return wrong


def _verdict(positive: np.ndarray, negative: np.ndarray) -> str:
    """The right one."""
    if positive.any() and negative.any():
        return "saddle"
    return "minimum" if positive.all() else "maximum" if negative.all() else "degenerate"


def _zeros_first(positive: np.ndarray, negative: np.ndarray) -> str:
    return _verdict(positive, negative) if np.all(positive | negative) else "degenerate"


def _by_determinant(hessian: np.ndarray, tol: float = 1e-8) -> str:
    determinant = np.linalg.det(hessian)
    if abs(determinant) <= tol:
        return "degenerate"
    if determinant < 0:
        return "saddle"
    return "minimum" if hessian[0, 0] > 0 else "maximum"


def _by_diagonal(hessian: np.ndarray, tol: float = 1e-8) -> str:
    diagonal = np.diag(hessian)
    return _verdict(diagonal > tol, diagonal < -tol)


def _cleans_in_place(hessian: np.ndarray, tol: float = 1e-8) -> str:
    hessian[np.abs(hessian) <= tol] = 0.0
    return classify_critical_point(hessian, tol)


classify_critical_point_exercise = Exercise(
    reference=classify_critical_point,
    work=Work.FORMULA,
    draw=_draw_classify,
    test_case=classify_critical_point_test_case,
    returns="kind",
    hints=(
        Text("Which numbers say how a surface bends, whatever way its axes are turned? NumPy finds them for you."),
        Text("np.linalg.eigvalsh gives the eigenvalues. Count as positive what is above tol, as negative below −tol."),
        Text(
            "Ask in this order: both signs? all positive? all negative? What is left is 'degenerate'. any and all help."
        ),
    ),
    why=Text("An up and a down are enough for a saddle; for a minimum, every single direction must go up."),
    mistakes=(
        Mistake(
            Text("Minimum and maximum are swapped"),
            _by_signs(lambda positive, negative: _verdict(negative, positive)),
            Text("A positive eigenvalue bends upwards, as in x². Up on all sides means that you stand at the bottom."),
            KINDS,
        ),
        Mistake(
            Text("The diagonal is read instead of the eigenvalues"),
            _by_diagonal,
            Text("The diagonal only tells the curvature along the axes. In x² + 3xy + y² the way down is diagonal."),
            KINDS,
        ),
        Mistake(
            Text("The sign of the determinant decides"),
            _by_determinant,
            Text("That works in two dimensions. In three, three negative eigenvalues have a negative product, too."),
            KINDS,
        ),
        Mistake(
            Text("One positive eigenvalue is taken for a minimum"),
            _by_signs(
                lambda positive, negative: (
                    "minimum" if positive.any() else "maximum" if negative.any() else "degenerate"
                )
            ),
            Text("A minimum needs all of them positive. One way down is a way out."),
            KINDS,
        ),
        Mistake(
            Text("A zero beside both signs is called degenerate"),
            _by_signs(_zeros_first),
            Text("One direction goes up and one goes down: that is a saddle, whatever the flat ones do."),
            FLAT,
        ),
        Mistake(
            Text("A zero counts as positive"),
            _by_signs(
                lambda positive, negative: (
                    "saddle"
                    if positive.any() and negative.any()
                    else "minimum"
                    if not negative.any()
                    else _verdict(positive, negative)
                )
            ),
            Text("x² + y⁴ and x² − y⁴ have the same Hessian at 0. With a zero and no mixed signs, say 'degenerate'."),
            FLAT,
        ),
        Mistake(
            Text("What is neither minimum nor maximum is called a saddle"),
            _by_signs(
                lambda positive, negative: "minimum" if positive.all() else "maximum" if negative.all() else "saddle"
            ),
            Text("A saddle needs an up and a down. Without both, a zero leaves the question open: 'degenerate'."),
            FLAT,
        ),
        Mistake(
            Text("Eigenvalues are compared with 0 and not with tol"),
            lambda hessian, tol=1e-8: classify_critical_point(hessian, 0.0),
            Text("Computed eigenvalues are off by rounding: a zero comes out as 1e-17 or −1e-17. Leave it a margin."),
            FLAT,
        ),
        Mistake(
            Text("tol is fixed at 1e-8"),
            lambda hessian, tol=1e-8: classify_critical_point(hessian),
            Text("The margin stays the same whatever tol is given. Use the argument."),
            FLAT,
        ),
        Mistake(
            Text("Degenerate is never returned"),
            _by_signs(
                lambda positive, negative: (
                    "saddle" if positive.any() and negative.any() else "minimum" if positive.any() else "maximum"
                )
            ),
            Text("With a zero and no mixed signs the second derivatives do not decide. There is a word for that."),
            FLAT,
        ),
        Mistake(
            Text("The words are written differently"),
            lambda hessian, tol=1e-8: classify_critical_point(hessian, tol).capitalize(),
            Text("The right kinds, with a capital letter. Asked for are 'minimum', 'maximum', 'saddle', 'degenerate'."),
            KINDS,
        ),
        Mistake(
            Text("The Hessian is changed"),
            _cleans_in_place,
            Text("Small entries are set to 0 in the array that you were given. Work on a copy, or leave them."),
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
    bowl = _gradient(_with_eigenvalues(rng, 1.0, 3.0), 0.0, 0.0)
    saddle = _gradient(_with_eigenvalues(rng, 2.0, 1.0, -1.0), 1.0, 1.0, 1.0)
    turned = _gradient(_with_eigenvalues(rng, 2.0, -2.0), 1.0, 1.0)
    x2, x3 = rng.uniform(0.4, 1.0, 2), rng.uniform(0.4, 1.0, 3)
    one, other = (int(seed) for seed in rng.choice(1000, 2, replace=False))

    def seeds(call: Function) -> None:
        for seed in (one, one, other):
            call(saddle, x3, 0.1, 60, 1e-2, seed)

    return (
        Case(Text("a bowl, no noise", "碗，无噪声"), "basics", once(bowl, x2, 0.1, 6, 0.0, one)),
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
START = Text("{where}[0] = {value}")
POINTS = Text("{where}: {value} points", "{where}：{value} 个点")
DIFFERENT_POINTS = Text("{where}: {value} different points", "{where}：{value} 个不同的点")
NO_NOISE = Text("{where}: steps with any noise: {value}", "{where}：含噪声的步数：{value}")
NOISY_STEPS = Text("{where}: steps with noise: {value}", "{where}：有噪声的步数：{value}")
NEW_NOISE = Text("{where}: different draws of noise: {value}", "{where}：互不相同的噪声：{value}")
OWN_NOISE = Text("{where}: noise on the coordinates of a step: {value}", "{where}：同一步中各坐标的噪声：{value}")
NOISE_SIZE = Text(
    "{where}: noise on the gradient, its root mean square over noise: {value}",
    "{where}：梯度上的噪声，均方根与 noise 之比：{value}",
)
NOISE_MEAN = Text("{where}: mean of the noise over noise: {value}", "{where}：噪声的均值与 noise 之比：{value}")
SAME_SEED = Text("{where} for the same seed again: {value}", "{where}，再用同一个种子：{value}")
OTHER_SEED = Text("{where} for another seed: {value}", "{where}，换一个种子：{value}")
SAME, ANOTHER = Text("the same", "相同"), Text("another", "不同")
ENOUGH = 150  # so many random numbers have a mean within 0.5 of 0 and a size within 0.25 of 1, but once in millions


def _differs(expected: Any, returned: Any) -> Difference | None:
    """Whatever its noise is, a path has one row for each point, begins at x0 and moves on."""
    path = as_numbers(returned)
    if path is None or path.dtype.kind == "b":
        return Difference("", KIND, Text(type(returned).__name__), Text("ndarray"))
    if path.shape == expected.shape[1:]:
        return Difference("", ONE_POINT, path.shape, expected.shape)
    if path.ndim != 2 or path.shape[1] != expected.shape[1] or not len(path):
        return Difference("", SHAPE, path.shape, expected.shape)
    if len(expected) > 2 and _count(expected) > 1 == _count(path):
        return Difference("", DIFFERENT_POINTS, 1, len(expected))
    if not np.all(close(path[0], expected[0])):
        return Difference("", START, path[0], expected[0])
    return None if len(path) == len(expected) else Difference("", POINTS, len(path), len(expected))


def _count(rows: np.ndarray) -> int:
    return len(np.unique(rows, axis=0))


def _rule(calls: Sequence[Call]) -> Difference | None:
    """Every step is a step downhill with fresh noise, and the seed alone decides which noise."""
    *earlier, call = calls
    arguments = _bound(call)
    path = np.asarray(call.returned, float)
    if arguments["noise"] == 0:
        difference = first_difference(escape_saddle(**arguments), path)
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
    noisy = int(np.sum(np.any(np.abs(xi) > 1e-6, axis=1)))
    if noisy < steps:
        return Difference("", NOISY_STEPS if noisy else NO_NOISE, noisy, steps)
    new = _count(xi.round(5))
    if new < steps:
        return Difference("", NEW_NOISE, new, steps)
    if xi.shape[1] > 1 and np.all(np.ptp(xi, axis=1) < 1e-5):
        return Difference("", OWN_NOISE, SAME, ANOTHER)
    size, mean = float(np.sqrt(np.mean(xi**2))), float(np.mean(xi))
    if xi.size >= ENOUGH and not 0.75 < size < 1.25:
        return Difference("", NOISE_SIZE, f"{size:.3g}", Text("near 1", "约为 1"))
    if xi.size >= ENOUGH and abs(mean) > 0.5:
        return Difference("", NOISE_MEAN, f"{mean:.3g}", Text("near 0", "约为 0"))
    return None


Generator = np.random.Generator


def _wrong_walk(
    step: Callable[..., np.ndarray] = lambda x, g, xi, a, noise: x - a * (g + noise * xi),
    draw: Callable[[Generator, int], np.ndarray] = lambda rng, dim: rng.normal(size=dim),
    start: Callable[[np.ndarray, Generator, float], np.ndarray] = lambda x0, rng, noise: x0,
    generator: Callable[[int], Generator] = np.random.default_rng,
    fewer: int = 0,
) -> Function:
    """The reference with another step, another draw, another start, another generator, or fewer steps."""

    def wrong(
        grad: Function,
        x0: np.ndarray,
        learning_rate: float = 0.1,
        steps: int = 100,
        noise: float = 1e-3,
        seed: int = 0,
    ) -> np.ndarray:
        rng = generator(seed)
        path = [start(x0, rng, noise)]
        for _ in range(steps - fewer):
            path.append(step(path[-1], grad(path[-1]), draw(rng, x0.size), learning_rate, noise))
        return np.array(path)

    return wrong


def _generator_in_the_loop(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> np.ndarray:
    path = [x0]
    for _ in range(steps):
        xi = np.random.default_rng(seed).normal(size=x0.size)
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * xi))
    return np.array(path)


def _noise_once(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> np.ndarray:
    xi = np.random.default_rng(seed).normal(size=x0.size)
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * xi))
        xi = np.zeros_like(xi)
    return np.array(path)


def _gradient_of_the_start(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> np.ndarray:
    rng, g, path = np.random.default_rng(seed), grad(x0), [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (g + noise * rng.normal(size=x0.size)))
    return np.array(path)


def _one_array_for_all_points(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> list[np.ndarray]:
    rng, x = np.random.default_rng(seed), x0.copy()
    path = [x]
    for _ in range(steps):
        x -= learning_rate * (grad(x) + noise * rng.normal(size=x.size))
        path.append(x)
    return path


def _moves_x0(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> np.ndarray:
    rng, path = np.random.default_rng(seed), [x0.copy()]
    for _ in range(steps):
        x0 -= learning_rate * (grad(x0) + noise * rng.normal(size=x0.size))
        path.append(x0.copy())
    return np.array(path)


def _global_state(
    grad: Function, x0: np.ndarray, learning_rate: float = 0.1, steps: int = 100, noise: float = 1e-3, seed: int = 0
) -> np.ndarray:
    np.random.seed(seed)  # noqa: NPY002 - the mistake itself
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * (grad(path[-1]) + noise * np.random.randn(x0.size)))  # noqa: NPY002
    return np.array(path)


escape_saddle_exercise = Exercise(
    reference=escape_saddle,
    draw=_draw_escape,
    test_case=escape_saddle_test_case,
    returns="path",
    differs=_differs,
    rule=_rule,
    hints=(
        Text("It is gradient descent in a loop that keeps every point. Only one thing is added to each gradient."),
        Text("Make one generator before the loop, np.random.default_rng(seed). Draw dim normal numbers in each step."),
        Text("Row 0 is x0. Row t + 1 is row t minus learning_rate times (the gradient there + noise times the draw)."),
    ),
    why=Text("On the ridge the gradient says nothing; any push off it grows in every step, so the first may be tiny."),
    mistakes=(
        Mistake(
            Text("The walk goes uphill"),
            _wrong_walk(step=lambda x, g, xi, a, noise: x + a * (g + noise * xi)),
            Text("The gradient points up. A descent subtracts it."),
            NOISE,
        ),
        Mistake(
            Text("The learning rate is not used"),
            _wrong_walk(step=lambda x, g, xi, a, noise: x - (g + noise * xi)),
            Text("The whole gradient is subtracted, whatever α is. Multiply it by learning_rate."),
            NOISE,
        ),
        Mistake(
            Text("The gradient is that of the start in every step"),
            _gradient_of_the_start,
            Text("grad is called once, before the loop. Call it anew at each point."),
            NOISE,
        ),
        Mistake(
            Text("The start is not part of the path"),
            lambda *arguments: escape_saddle(*arguments)[1:],
            Text("The path has steps + 1 points: x0 comes first, before any step is made."),
            NOISE,
        ),
        Mistake(
            Text("One step too few"),
            _wrong_walk(fewer=1),
            Text("There are as many steps as asked for, and one point more than steps. How far does your loop count?"),
            NOISE,
        ),
        Mistake(
            Text("Only the last point is returned"),
            lambda *arguments: escape_saddle(*arguments)[-1],
            Text("The whole path is asked for, of shape (steps + 1, dim)."),
            NOISE,
        ),
        Mistake(
            Text("All points are one and the same array"),
            _one_array_for_all_points,
            Text("x -= … changes the array that the path holds already. Store a copy, or write x = x − …"),
            NOISE,
        ),
        Mistake(
            Text("There is no noise"),
            _wrong_walk(step=lambda x, g, xi, a, noise: x - a * g),
            Text("That is plain descent, which stays on the ridge. Add noise times a normal draw to each gradient."),
            NOISE,
        ),
        Mistake(
            Text("Noise in the first step only"),
            _noise_once,
            Text("It gets off this saddle, but here each gradient has noise of its own. Draw inside the loop."),
            NOISE,
        ),
        Mistake(
            Text("The start is shaken, not the gradient"),
            _wrong_walk(start=lambda x0, rng, noise: x0 + noise * rng.normal(size=x0.size)),
            Text("The path begins at x0 exactly. Only the gradients get noise."),
            NOISE,
        ),
        Mistake(
            Text("The generator is made anew in each step"),
            _generator_in_the_loop,
            Text("It then draws the same numbers every time: a steady push, not noise. Make it once, before the loop."),
            NOISE,
        ),
        Mistake(
            Text("One random number for all coordinates"),
            _wrong_walk(draw=lambda rng, dim: np.full(dim, rng.normal())),
            Text("The noise points along the diagonal only. Draw one number for each coordinate: size=x0.size."),
            NOISE,
        ),
        Mistake(
            Text("The noise is added to the point, outside of α"),
            _wrong_walk(step=lambda x, g, xi, a, noise: x - a * g + noise * xi),
            Text("It belongs to the gradient, so α scales it too: α · (gradient + noise · ξ)."),
            NOISE,
        ),
        Mistake(
            Text("The noise is multiplied with the gradient"),
            _wrong_walk(step=lambda x, g, xi, a, noise: x - a * g * (1 + noise * xi)),
            Text("On the ridge the gradient is 0 across it, and 0 times anything stays 0. Add the noise instead."),
            NOISE,
        ),
        Mistake(
            Text("The random numbers lie between 0 and 1"),
            _wrong_walk(draw=lambda rng, dim: rng.random(dim)),
            Text("They all push the same way. Normal numbers, rng.normal, go both ways."),
            NOISE,
        ),
        Mistake(
            Text("The seed is not used"),
            _wrong_walk(generator=lambda seed: np.random.default_rng()),
            Text("Every call walks another way. Give the seed to np.random.default_rng, inside the function."),
            NOISE,
        ),
        Mistake(
            Text("The seed is fixed"),
            _wrong_walk(generator=lambda seed: np.random.default_rng(0)),
            Text("Every seed walks the same way. Use the argument."),
            NOISE,
        ),
        Mistake(
            Text("x0 is moved"),
            _moves_x0,
            Text("x0 -= … writes into the caller's array. Start from a copy, or write x = x − …"),
            NOISE,
        ),
        Mistake(
            Text("The global random state is used"),
            _global_state,
            Text("np.random.seed changes the random numbers of everybody else. Use a generator of your own."),
            NOISE,
        ),
    ),
)

EXERCISES = (classify_critical_point_exercise, escape_saddle_exercise)
