"""Lesson 05: the experiments that decide its claims, RM-1 to RM-3."""

from functools import partial

import numpy as np

from helpers.claims import Finding, claim
from helpers.ema import ema
from helpers.language import Text
from helpers.objectives import Function, ravine
from helpers.paths import descend, random_starts, steps_to_stay_within
from helpers.rates import best_plain, stability_limit
from helpers.rmsprop import rmsprop_step

MU, L = 1.0, 100.0  # the ravine of the lesson: κ = 100
ALIGNED, ROTATED = ravine(MU, L), ravine(MU, L, np.pi / 4)
TURN = np.array([[1.0, 1.0], [-1.0, 1.0]]) / np.sqrt(2)  # turns starts (as rows) by 45°, as ROTATED is turned
GOAL = 1e-6  # how close to the minimum counts as having arrived, from a start at distance 1
BETA, EPSILON = 0.9, 1e-8

Numbers = dict[Text, float | np.floating]
Conditions = dict[Text, bool | np.bool_]


def _finding(numbers: Numbers, conditions: Conditions) -> Finding:
    return Finding(
        {label: float(number) for label, number in numbers.items()},
        {label: bool(condition) for label, condition in conditions.items()},
    )


def _moves(gradients: np.ndarray, epsilon: float = EPSILON, beta: float = BETA) -> np.ndarray:
    """Steps of RMSprop along a series of gradients, in units of α: −(w_t − w_{t−1}) / α."""
    w, s = np.zeros_like(gradients[0]), np.zeros_like(gradients[0])
    moves = []
    for gradient in gradients:
        stepped, s = rmsprop_step(w, gradient, s, beta, 1.0, epsilon)
        moves.append(w - stepped)
    return np.array(moves)


def _rates_at_the_end(gradients: np.ndarray, learning_rate: float) -> np.ndarray:
    """Median over the walks of α/(√s + ε) in each coordinate after the last of these gradients."""
    roots = np.sqrt(ema(gradients**2, BETA)[-1])
    return np.median(learning_rate / (roots + EPSILON), axis=0)


def _detour(path: np.ndarray, distance: float) -> float:
    """Median length of the walks until they stay within a distance (or end), as a multiple of the straight way."""
    lengths = np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=-1), axis=0)
    last = np.minimum(steps_to_stay_within(path, distance), len(path) - 1).astype(int)
    walks = np.arange(path.shape[1])
    straight = np.linalg.norm(path[0] - path[last, walks], axis=-1)
    return float(np.median(lengths[last - 1, walks] / straight))


@claim(
    "RM-1",
    Text(
        "coordinates with large gradients get small rates and others large ones, so the path down a ravine along the "
        "axes straightens and a larger α is usable; oscillation is not what counts, and on a ravine turned by 45° "
        "the help is gone",
        "梯度大的坐标学习率小，其余坐标学习率大，所以峡谷沿坐标轴时，路径变直，也能用更大的 α；要紧的不是震荡；"
        "峡谷转过一个角度，这个好处就没有了",
    ),
)
def each_coordinate_has_its_own_scale(seed: int, quick: bool) -> Finding:
    """Scale steady and alternating gradients, then walk down a ravine along the axes and one turned by 45°.

    On the turned ravine the last digit of a number decides when a walk is thrown out, so its counts are shown rounded.
    """
    starts = random_starts(np.random.default_rng(seed), 30 if quick else 60)
    flip = (-1.0) ** np.arange(200)
    steady, alternating = np.abs(_moves(np.stack([np.ones(200), flip], axis=1)))[-1]
    plain_rate, _ = best_plain(MU, L)
    plain, plain_rotated = (
        descend(place.gradient, begin, 1000, plain_rate)
        for place, begin in ((ALIGNED, starts), (ROTATED, starts @ TURN))
    )
    rate = 0.03
    aligned, rotated = (
        descend(place.gradient, begin, 1500, rate, BETA, rmsprop_step)
        for place, begin in ((ALIGNED, starts), (ROTATED, starts @ TURN))
    )
    rates = {
        name: _rates_at_the_end(place.gradient(path[:-1]), rate)
        for name, path, place in (("aligned", aligned, ALIGNED), ("rotated", rotated, ROTATED))
    }
    touched = [np.mean(np.any(np.linalg.norm(path, axis=-1) < GOAL, axis=0)) for path in (aligned, rotated)]
    stayed = [np.mean(np.isfinite(steps_to_stay_within(path, GOAL))) for path in (aligned, rotated)]
    end = [np.max(np.abs(path[-100:]), axis=0) / rate for path in (aligned, rotated)]
    near = [float(np.median(steps_to_stay_within(path, 0.1))) for path in (plain, aligned, rotated)]
    detours = [_detour(path, 0.1) for path in (plain, aligned)]
    best_aligned, best_rotated = _best_with_falling_rate(starts)
    best_of_plain, best_of_plain_rotated = (
        float(np.median(steps_to_stay_within(path, GOAL))) for path in (plain, plain_rotated)
    )
    return _finding(
        {
            Text("size of a step in units of α, steady gradient 1", "梯度恒为 1 时的步长，以 α 为单位"): steady,
            Text("the same, gradient 1 that alternates", "同上，梯度大小为 1，但正负交替"): alternating,
            Text("α above which plain descent diverges", "α 超过此值，普通梯度下降就会发散"): stability_limit(0.0, L),
            Text("α of RMSprop below", "下面 RMSprop 所用的 α"): rate,
            Text(
                "steps until the distance stays below 0.1, plain descent at its best α",
                "距离稳定在 0.1 以下所需的步数，普通梯度下降用最优 α",
            ): near[0],
            Text("RMSprop", "RMSprop"): near[1],
            Text("RMSprop, ravine rotated by 45°, to the nearest fifty", "RMSprop，峡谷转 45°，取 50 的整数倍"): 50
            * round(near[2] / 50),
            Text(
                "way walked until then, in straight distances, plain descent",
                "到那时走过的路程与直线距离之比，普通梯度下降",
            ): detours[0],
            Text("way walked, RMSprop", "同一比值，RMSprop"): detours[1],
            Text("α/(√s + ε) at the end, along the ravine", "最后的 α/(√s + ε)，峡谷纵向"): rates["aligned"][0],
            Text("across", "横向"): rates["aligned"][1],
            Text("rotated: the first coordinate", "转向后，第一个坐标"): rates["rotated"][0],
            Text("rotated: the second", "转向后，第二个坐标"): rates["rotated"][1],
            Text("share of walks that touch 1e-6", "曾到过最小值 1e-6 以内的路径所占比例"): touched[0],
            Text("share that stay there, constant α", "此后一直留在那里的比例，α 恒定"): stayed[0],
            Text("amplitude at the end, in units of α", "最后的振幅，以 α 为单位"): end[0].mean(),
            Text(
                "steps to 1e-6 with a falling α, best of a grid",
                "距离降到 1e-6 的步数，α 逐渐下降，取网格搜索中的最好结果",
            ): best_aligned,
            Text("the same, rotated, to the nearest hundred", "同上，转向后，取 100 的整数倍"): 100
            * round(best_rotated / 100),
            Text(
                "steps to 1e-6, plain descent at its best α", "距离降到 1e-6 的步数，普通梯度下降用最优 α"
            ): best_of_plain,
        },
        {
            Text(
                "steady and alternating gradients of one size make steps of one size",
                "梯度大小相同，恒定也好，正负交替也好，步长都一样",
            ): np.isclose(steady, alternating, rtol=1e-6),
            Text("the path is straighter than plain descent's", "路径比普通梯度下降的直"): detours[1] < detours[0] / 2,
            Text(
                "a larger α than plain descent bears brings RMSprop near sooner",
                "α 大到普通梯度下降承受不了，RMSprop 却能用它更早走到最小值附近",
            ): rate > stability_limit(0.0, L) and near[1] < near[0] / 2,
            Text(
                "rotated, with the same α, RMSprop is hardly sooner there than plain descent",
                "转向后，α 不变，RMSprop 走到那里几乎不比普通梯度下降早",
            ): near[2] > 0.7 * near[0],
            Text(
                "along the axes, each coordinate ends with a rate of its own, 2/curvature",
                "沿坐标轴时，每个坐标最后都有自己的学习率：2/曲率",
            ): np.allclose(rates["aligned"], [2 / MU, 2 / L], rtol=0.01),
            Text(
                "rotated, both end with 2/L, plain descent's limit",
                "转向后，两个坐标最后都是 2/L，即普通梯度下降的上限",
            ): np.allclose(rates["rotated"], 2 / L, rtol=0.01),
            Text("some walks touch 1e-6, none stays", "有些路径曾到过最小值 1e-6 以内，但没有一条留下"): touched[0] > 0
            and stayed[0] == 0,
            Text(
                "at constant α every coordinate swings by α/2 in the end", "α 恒定时，每个坐标最后都以 α/2 的振幅摆动"
            ): np.allclose(end, 0.5, rtol=0.001),
            Text("rotated, no walk even touches 1e-6", "转向后，没有一条路径到过最小值 1e-6 以内"): touched[1] == 0,
            Text(
                "with a falling α, along the axes, RMSprop needs less than a tenth of plain descent's steps",
                "α 逐渐下降、峡谷沿坐标轴时，RMSprop 的步数不到普通梯度下降的十分之一",
            ): best_aligned < best_of_plain / 10,
            Text("rotated, it saves less than a tenth of them", "转向后，节省的步数不到十分之一"): best_rotated
            > 0.9 * best_of_plain,
            Text("plain descent does not notice the rotation", "普通梯度下降不受转向影响"): abs(
                best_of_plain_rotated - best_of_plain
            )
            <= 1,
        },
    )


def _best_with_falling_rate(starts: np.ndarray) -> tuple[float, float]:
    """Fewest median steps to GOAL on both ravines with α_t = α_0 · c^t, over a grid of α_0 and c."""
    first = np.array([0.3, 0.1, 0.03])[:, None, None, None]
    factor = np.array([0.9, 0.95, 0.98, 0.99, 0.995])[:, None, None]

    def fewest(gradient: Function, begin: np.ndarray) -> float:
        path = descend(gradient, begin, 1200, lambda t: first * factor**t, BETA, rmsprop_step)
        return float(np.median(steps_to_stay_within(path, GOAL), axis=-1).min())

    return fewest(ALIGNED.gradient, starts), fewest(ROTATED.gradient, starts @ TURN)


def _step_with_epsilon_inside(
    w: np.ndarray, gradient: np.ndarray, s: np.ndarray, beta: float, learning_rate: float, epsilon: float
) -> tuple[np.ndarray, np.ndarray]:
    """The form of Keras and of optax's default: w := w − αg/√(s + ε)."""
    s = beta * s + (1 - beta) * gradient**2
    return w - learning_rate * gradient / np.sqrt(s + epsilon), s


@claim(
    "RM-2",
    Text(
        "ε prevents a division by zero; inside the root the same number stops gradients below its root from being "
        "scaled, and without ε a gradient that has always been 0 gives NaN for good",
        "ε 防止除以零；同一个数放在根号内，小于其平方根的梯度就得不到缩放；没有 ε 时，一直为 0 的梯度会给出 NaN，"
        "而且再也无法恢复",
    ),
)
def epsilon_guards_the_division(seed: int, quick: bool) -> Finding:
    """Feed gradients of many sizes, and one that is 0 at first, to RMSprop with ε outside, inside and without."""
    rng = np.random.default_rng(seed)
    count = 300 if quick else 1000
    random = rng.normal(size=(count, 6)) * np.logspace(-6, 1, 6)
    sizes = np.array([1e-2, 1e-5, 1e-8, 1e-11])
    dead = np.concatenate([np.zeros(3), np.ones(3)])[:, None]  # a unit that is silent for three steps

    def walk(gradients: np.ndarray, form: str, epsilon: float, rate: float = 0.01) -> np.ndarray:
        step = partial(_step_with_epsilon_inside if form == "inside" else rmsprop_step, epsilon=epsilon)
        series = iter(gradients)
        with np.errstate(divide="ignore", invalid="ignore"):  # 0/0 is what is to be seen
            return descend(lambda w: next(series), np.zeros(gradients.shape[1]), len(gradients), rate, BETA, step)

    steady = np.broadcast_to(sizes, (300, 4))
    outside, inside, none = (
        -np.diff(walk(steady, form, epsilon, 1.0), axis=0)[-1]
        for form, epsilon in (("outside", EPSILON), ("inside", EPSILON), ("outside", 0.0))
    )
    dead_walks = {
        name: walk(dead, form, epsilon)[:, 0]
        for name, form, epsilon in (
            ("outside", "outside", EPSILON),
            ("inside", "inside", EPSILON),
            ("none", "outside", 0.0),
        )
    }
    paths = [walk(random, *way) for way in (("outside", EPSILON), ("inside", EPSILON), ("outside", 0.0))]
    gap = float(np.max(np.abs(paths[0] - paths[1])))
    return _finding(
        {
            Text("ε", "ε"): EPSILON,
            Text(
                "ε outside: step in units of α, steady gradient of 1e-2",
                "ε 在根号外，梯度恒为 1e-2 时的步长，以 α 为单位",
            ): outside[0],
            Text("ε outside: gradient of 1e-5", "ε 在根号外，梯度为 1e-5"): outside[1],
            Text("ε outside: gradient of 1e-8", "ε 在根号外，梯度为 1e-8"): outside[2],
            Text("ε outside: gradient of 1e-11", "ε 在根号外，梯度为 1e-11"): outside[3],
            Text("ε inside: gradient of 1e-2", "ε 在根号内，梯度为 1e-2"): inside[0],
            Text("ε inside: gradient of 1e-5", "ε 在根号内，梯度为 1e-5"): inside[1],
            Text("ε inside: gradient of 1e-8", "ε 在根号内，梯度为 1e-8"): inside[2],
            Text(
                "gradients 0, 0, 0, 1, 1, 1: way with ε", "梯度依次为 0、0、0、1、1、1：有 ε 时走过的距离"
            ): -dead_walks["outside"][-1],
            Text("the same without ε: steps that give NaN", "同上，没有 ε：给出 NaN 的步数"): np.isnan(
                dead_walks["none"]
            ).sum(),
            Text(
                "farthest apart, ε outside and inside, on random gradients",
                "梯度随机时，ε 在根号外与根号内的两条路径最多相距",
            ): gap,
        },
        {
            Text(
                "ε outside: a gradient far above ε makes a step of α", "ε 在根号外：梯度远大于 ε，步长就是 α"
            ): np.allclose(outside[:2], 1, rtol=0.01),
            Text("ε outside: a gradient of ε makes half of one", "ε 在根号外：梯度等于 ε，步长是 α 的一半"): np.isclose(
                outside[2], 0.5, rtol=0.01
            ),
            Text(
                "ε outside: far below ε it is plain descent at α/ε",
                "ε 在根号外：梯度远小于 ε，就是学习率为 α/ε 的普通梯度下降",
            ): np.isclose(outside[3], sizes[3] / EPSILON, rtol=0.01),
            Text(
                "ε inside: the limit is √ε = 1e-4, so 1e-5 makes a tenth of a step",
                "ε 在根号内：界限是 √ε = 1e-4，所以梯度为 1e-5 时只走十分之一步",
            ): np.isclose(inside[1], 0.1, rtol=0.01),
            Text("without ε every size makes a step of α", "没有 ε：不论梯度多大，步长都是 α"): np.allclose(none, 1),
            Text(
                "a gradient of 0 moves nothing, with either ε", "ε 无论在根号外还是根号内，梯度为 0 时都不移动"
            ): not dead_walks["outside"][:4].any() and not dead_walks["inside"][:4].any(),
            Text(
                "without ε it gives NaN, in the first step and in all after it",
                "没有 ε 时，它给出 NaN：第一步如此，此后每一步都如此",
            ): np.isnan(dead_walks["none"][1:]).all(),
            Text(
                "where gradients are large, no ε and a small one outside agree to 1e-4",
                "梯度大的地方，没有 ε 与根号外有一个很小的 ε，结果相差不到 1e-4",
            ): np.allclose(paths[0][:, -3:], paths[2][:, -3:], rtol=0, atol=1e-4),
            Text("ε inside walks another path", "ε 在根号内，走的是另一条路径"): gap > 0.1,
        },
    )


@claim(
    "RM-3",
    Text(
        "multiplying one coordinate's gradient by 1000 hardly changes its step, as long as gradients are far above ε",
        "把某个坐标的梯度乘以 1000，它的步长几乎不变，只要梯度远大于 ε",
    ),
)
def steps_do_not_depend_on_the_gradients_scale(seed: int, quick: bool) -> Finding:
    """Multiply one coordinate's gradients by 1000 and compare steps; then make a ravine 100 times steeper across."""
    rng = np.random.default_rng(seed)
    gradients = rng.normal(size=(100 if quick else 400, 3))
    scaled = gradients * [1.0, 1000.0, 1.0]
    moves, scaled_moves = _moves(gradients), _moves(scaled)
    change = np.max(np.abs(scaled_moves - moves), axis=0)
    tiny = [_moves(factor * gradients[:, 1:2]) for factor in (1e-9, 1e-6)]
    tiny_ratio = float(np.median(np.abs(tiny[1] / tiny[0])))
    starts = random_starts(rng, 20)
    walks = [
        descend(ravine(MU, curvature).gradient, starts, 30, 0.05, BETA, partial(rmsprop_step, epsilon=0.0))
        for curvature in (1.0, 100.0, 10_000.0)
    ]
    first = {beta: float(_moves(np.array([[3.0], [3.0]]), beta=beta)[0, 0]) for beta in (0.9, 0.99, 0.999)}
    return _finding(
        {
            Text(
                "plain descent: gradient × 1000 makes a step × …", "普通梯度下降，梯度 × 1000，步长变为原来的几倍"
            ): np.median(scaled[:, 1] / gradients[:, 1]),
            Text("RMSprop: gradient × 1000 makes a step × …", "RMSprop，梯度 × 1000，步长变为原来的几倍"): np.median(
                scaled_moves[:, 1] / moves[:, 1]
            ),
            Text(
                "gradients near 1e-9, ten times below ε: gradient × 1000 makes a step × …",
                "梯度在 1e-9 左右，只有 ε 的十分之一，梯度 × 1000，步长变为原来的几倍",
            ): tiny_ratio,
            Text("first step in units of α, 1/√(1 − β), β = 0.9", "第一步，以 α 为单位，即 1/√(1 − β)，β = 0.9"): first[
                0.9
            ],
            Text("β = 0.99", "β = 0.99"): first[0.99],
            Text("β = 0.999", "β = 0.999"): first[0.999],
        },
        {
            Text(
                "no step of that coordinate changes by more than a millionth of α",
                "这个坐标的每一步，变化都不超过 α 的百万分之一",
            ): change[1] < 1e-6,
            Text("the other coordinates' steps do not change at all", "其他坐标的步长完全不变"): change[0]
            == change[2]
            == 0,
            Text("below ε the step does change", "梯度小于 ε 时，步长确实会变"): tiny_ratio > 3,
            Text(
                "ravines with κ = 1, 100 and 10,000 along the axes are walked alike",
                "κ = 1、100 和 10,000 的峡谷，只要沿坐标轴，走法都一样",
            ): np.allclose(walks[1:], walks[0], rtol=0, atol=1e-6),
            Text(
                "the first step is α/√(1 − β), whatever the gradient", "不论梯度多大，第一步都是 α/√(1 − β)"
            ): np.allclose(list(first.values()), [(1 - beta) ** -0.5 for beta in first], rtol=1e-6),
        },
    )
