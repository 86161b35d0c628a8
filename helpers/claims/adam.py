"""Lesson 06: the experiments that decide its claims, AD-1 to AD-4."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from helpers.adam import adam_step
from helpers.bias_correction import bias_correct
from helpers.claims import Finding, claim
from helpers.experiments import train_many
from helpers.four_optimizers import PROBLEMS, Compared, compare, samples
from helpers.in_place import Step
from helpers.language import Text
from helpers.momentum import momentum_step
from helpers.optimizers import Optimizer, adam
from helpers.rmsprop import rmsprop_step

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
DEAD = 0.6  # on two moons, a net that is right on fewer than so many points has learnt nothing

# What each correction makes of step t, as a factor on the corrected step; ε, far below √s here, is left alone.
SHARES: dict[str, Callable[[int], float]] = {
    "both corrected": lambda t: 1.0,
    "only s corrected": lambda t: 1 - BETA1**t,
    "only v corrected": lambda t: (1 - BETA2**t) ** -0.5,
    "neither corrected": lambda t: (1 - BETA1**t) * (1 - BETA2**t) ** -0.5,
}


def _finding(numbers: dict[Text, float], conditions: dict[Text, bool]) -> Finding:
    return Finding(
        {label: number if isinstance(number, int) else float(number) for label, number in numbers.items()},
        {label: bool(condition) for label, condition in conditions.items()},
    )


@claim(
    "AD-1",
    Text(
        "Adam is momentum divided by RMSprop's root, both corrected: with β1 = 0 it is corrected RMSprop, and its "
        "first step is α·g/(|g| + ε), so α against the sign of g",
        "Adam 就是动量除以 RMSprop 的平方根，两者都经过修正：β1 = 0 时，它就是修正后的 RMSprop；它的第一步是 "
        "α·g/(|g| + ε)，也就是长度为 α，方向由梯度的符号决定",
    ),
)
def adam_is_made_of_the_lessons_before(seed: int, quick: bool) -> Finding:
    """Walk along random gradients of sizes 1e-4 to 1e1 with Adam, and with its parts put together by hand."""
    rng = np.random.default_rng(seed)
    gradients = rng.normal(size=(100 if quick else 1000, 6)) * np.logspace(-4, 1, 6)
    walked, without_v = _walk(gradients, BETA1), _walk(gradients, 0.0)
    v, s, by_hand, rmsprop, corrected_rmsprop = np.zeros((5, 6))
    path_by_hand, path_of_rmsprop = [], []
    for t, g in enumerate(gradients, start=1):
        _, v = momentum_step(v, g, v, BETA1, 1.0)
        rmsprop, s = rmsprop_step(rmsprop, g, s, BETA2, 0.01)
        root = np.sqrt(bias_correct(s, BETA2, t)) + EPSILON
        by_hand = by_hand - 0.01 * bias_correct(v, BETA1, t) / root
        corrected_rmsprop = corrected_rmsprop - 0.01 * g / root
        path_by_hand.append(by_hand)
        path_of_rmsprop.append(corrected_rmsprop)
    apart = float(np.max(np.abs(without_v[-1] - rmsprop)))
    sizes = np.array([1e-10, 1e-8, 1e-6, 1e-3, 1.0, 1e4])
    first, *_ = adam_step(np.zeros(6), -sizes, np.zeros(6), np.zeros(6), 1, learning_rate=1.0)
    return _finding(
        {
            Text("first step for |g| = 1e4, in α", "|g| = 1e4 时的第一步，以 α 为单位"): first[5],
            Text("for |g| = 1e-3", "|g| = 1e-3 时"): first[3],
            Text("for |g| = 1e-8 = ε", "|g| = 1e-8 = ε 时"): first[1],
            Text("for |g| = 1e-10", "|g| = 1e-10 时"): first[0],
            Text(
                "with β1 = 0, how far from uncorrected RMSprop the walk ends",
                "β1 = 0 时，终点与未修正的 RMSprop 的终点相距",
            ): apart,
        },
        {
            Text(
                "momentum over RMSprop's root, both corrected, walks Adam's path to 1e-10",
                "动量除以 RMSprop 的平方根，两者都修正，走的就是 Adam 的路径，误差小于 1e-10",
            ): _near(walked, path_by_hand),
            Text(
                "with β1 = 0 it is corrected RMSprop's path to 1e-10",
                "β1 = 0 时，就是修正后的 RMSprop 的路径，误差小于 1e-10",
            ): _near(without_v, path_of_rmsprop),
            Text("… and not that of RMSprop as in lesson 05", "……而不是第 05 课中 RMSprop 的路径"): apart > 0.01,
            Text("every first step is α·g/(|g| + ε)", "梯度不论大小，第一步都是 α·g/(|g| + ε)"): np.allclose(
                first, sizes / (sizes + EPSILON), rtol=1e-9, atol=0
            ),
            Text("from |g| = 1e-3 on it is α to 0.01 %", "|g| 不小于 1e-3 时，第一步就是 α，误差小于 0.01%"): bool(
                np.all(np.abs(first[3:] - 1) < 1e-4)
            ),
        },
    )


def _walk(gradients: np.ndarray, beta1: float) -> np.ndarray:
    w, v, s = np.zeros((3, gradients.shape[1]))
    path = []
    for t, g in enumerate(gradients, start=1):
        w, v, s, _, _ = adam_step(w, g, v, s, t, 0.01, beta1, BETA2, EPSILON)
        path.append(w)
    return np.array(path)


def _near(one: np.ndarray, other: Sequence[np.ndarray]) -> bool:
    return bool(np.max(np.abs(one - np.array(other))) < 1e-10)


@claim(
    "AD-2",
    Text(
        "without the correction of s the first step is 31.6 α, without both 3.16 α and soon 6.6 α: the first ruins "
        "training at a good α, the second acts like a larger α, and leaving out v's alone does little",
        "只缺 s 的修正，第一步是 31.6 α；两者都不修正，第一步是 3.16 α，不久升到 6.6 α：前者在 α 合适时会毁掉训练，"
        "后者相当于更大的 α；只缺 v 的修正则影响很小",
    ),
)
def correction_keeps_the_first_steps_short(seed: int, quick: bool) -> Finding:
    """Take the first steps under a steady gradient, then train the digits net with each correction left out."""
    steady = {name: np.array([share(t) for t in range(1, 3001)]) for name, share in SHARES.items()}
    first = -_uncorrected_first_step()
    low, high = 0.01, 0.03
    reached = {name: _test_accuracies(_left_out(name), (low, high), seed, 8 if quick else 20) for name in SHARES}
    mean = {name: values.mean(axis=1) for name, values in reached.items()}
    both, only_v, only_s, neither = (mean[f"{name} corrected"] for name in ("both", "only v", "only s", "neither"))
    return _finding(
        {
            Text("first step, both corrected, in α", "第一步，两者都修正，以 α 为单位"): steady["both corrected"][0],
            Text("only s corrected", "只修正 s"): steady["only s corrected"][0],
            Text("only v corrected", "只修正 v"): steady["only v corrected"][0],
            Text("neither corrected", "都不修正"): steady["neither corrected"][0],
            Text("longest step of a steady gradient, neither corrected", "梯度保持不变时最长的一步，都不修正"): steady[
                "neither corrected"
            ].max(),
            Text("which step that is", "这是第几步"): int(steady["neither corrected"].argmax()) + 1,
            Text("steps until v lacks less than 1 %", "v 的偏差小于 1% 所需的步数"): _steps_to_a_hundredth(BETA1),
            Text("steps until s lacks less than 1 %", "s 的偏差小于 1% 所需的步数"): _steps_to_a_hundredth(BETA2),
            Text(
                "digits, test accuracy, α = {rate}, both corrected", "手写数字，测试准确率，α = {rate}，两者都修正"
            ).format(rate=high): both[1],
            Text("α = {rate}, only s", "α = {rate}，只修正 s").format(rate=high): only_s[1],
            Text("α = {rate}, only v", "α = {rate}，只修正 v").format(rate=high): only_v[1],
            Text("α = {rate}, neither", "α = {rate}，都不修正").format(rate=high): neither[1],
            Text("α = {rate}, both", "α = {rate}，都修正").format(rate=low): both[0],
            Text("α = {rate}, neither", "α = {rate}，都不修正").format(rate=low): neither[0],
        },
        {
            Text(
                "the step without either, computed by itself, is the one of the table",
                "单独算出的、都不修正的第一步，与上面列出的一致",
            ): np.isclose(first, steady["neither corrected"][0], rtol=1e-6),
            Text(
                "without the correction of s, training fails at α = 0.03", "α = 0.03 时，只缺 s 的修正，训练失败"
            ): only_v[1] < 0.6 < 0.9 < both[1],
            Text("without that of v, it ends within 2 points", "只缺 v 的修正，最终准确率相差不到 2 个百分点"): abs(
                only_s[1] - both[1]
            )
            < 0.02,
            Text("without both, it ends lower at α = 0.03", "α = 0.03 时，两者都不修正，最终准确率更低"): neither[1]
            < both[1] - 0.01,
            Text("… and higher at α = 0.01, which is too small", "……而 α = 0.01 太小，这时反而更高"): neither[0]
            > both[0],
        },
    )


def _steps_to_a_hundredth(beta: float) -> int:
    return int(np.ceil(np.log(0.01) / np.log(beta)))


def _uncorrected_first_step() -> float:
    """The first step at α = 1 for a gradient of 1, made with v and s as they are."""
    _, v, s, _, _ = adam_step(np.zeros(1), np.ones(1), np.zeros(1), np.zeros(1), 1)
    return float((-v / (np.sqrt(s) + EPSILON))[0])


def _left_out(name: str) -> Optimizer:
    """Adam whose steps are as long as with these corrections left out."""
    corrected, share = adam(), SHARES[name]
    assert corrected.in_place is not None

    def in_place(w: np.ndarray, g: np.ndarray) -> Step:
        step = corrected.in_place(w, g)  # type: ignore[misc]
        return lambda t, learning_rate: step(t, learning_rate * share(t))

    return replace(corrected, name=name, in_place=in_place)


def _test_accuracies(optimizer: Optimizer, rates: Sequence[float], seed: int, seeds: int) -> np.ndarray:
    """Accuracy on digits held back at the end of a run, for each rate and seed."""
    X, Y, X_test, Y_test = samples("digits", seed)
    setup = PROBLEMS["digits"]
    first = 1000 * seed
    runs = train_many(
        X, Y, setup.layer_dims, optimizer, rates, range(first, first + seeds), setup.epochs,
        X_test=X_test, Y_test=Y_test, log_every=setup.epochs,
    )  # fmt: skip
    return np.nan_to_num(runs.test_accuracies[:, :, -1], nan=0.1)  # a run that diverged guesses


@claim(
    "AD-3",
    Text(
        "at one small α that all share, Adam and RMSprop lead by far; at its own best α each learns two moons as well "
        "as the others, and on the digits, after four epochs, Adam's lead over momentum is a few points at most",
        "共用一个较小的 α 时，Adam 和 RMSprop 遥遥领先；各用自己的最优 α 时，四种方法在双月上学得一样好，"
        "而在手写数字上，四个轮次之后，Adam 至多领先动量几个百分点",
    ),
)
def each_optimizer_has_its_own_rate(seed: int, quick: bool) -> Finding:
    """Train nets from 20 seeds with all four, at one shared rate and at the best of three for each."""
    numbers: dict[Text, float] = {}
    conditions: dict[Text, bool] = {}
    for problem, setup in PROBLEMS.items():
        results = compare(problem, seed, 8 if quick else 20)
        shared, tuned = ({name: _median(r, which) for name, r in results.items()} for which in ("shared", "tuned"))
        for name, result in results.items():
            own = result.accuracies["tuned"][:, -1]
            low, high = np.quantile(own, (0.25, 0.75))
            measured = {
                Text(
                    "{problem}, {name}: accuracy at the shared α = {shared:g}",
                    "{problem}，{name}，共用 α = {shared:g} 时的准确率",
                ): shared[name],
                Text(
                    "{problem}, {name}: accuracy at its own α = {own:g}",
                    "{problem}，{name}，用自己的 α = {own:g} 时的准确率",
                ): tuned[name],
                Text("{problem}, {name}: middle half of the seeds, from", "{problem}，{name}，居中一半种子的下限"): low,
                Text("{problem}, {name}: to", "{problem}，{name}，居中一半种子的上限"): high,
                Text("{problem}, {name}: cost at its own α", "{problem}，{name}，用自己的 α 时的代价"): float(
                    np.median(result.costs["tuned"][:, -1])
                ),
            }
            if problem == "two moons":
                measured[Text("{name}: seeds that learnt nothing", "{name}，什么都没学到的种子数")] = int(
                    np.sum(own < DEAD)
                )
            filled = {"problem": setup.name, "name": result.name, "shared": setup.shared, "own": result.tuned}
            numbers |= {label.format(**filled): number for label, number in measured.items()}
        lead = min(shared["RMSprop"], shared["Adam"]) - max(shared["gradient descent"], shared["momentum"])
        spread = max(tuned.values()) - min(tuned.values())
        held = {
            Text(
                "{problem}: at the shared α, RMSprop and Adam are ahead by over 10 points",
                "{problem}：共用 α 时，RMSprop 和 Adam 领先 10 个百分点以上",
            ): lead > 0.1,
            Text(
                "{problem}: tuned, everyone is better than at the shared α",
                "{problem}：调好之后，每种方法都比共用 α 时好",
            ): all(tuned[name] > shared[name] for name in tuned),
            Text(
                "{problem}: tuned, the differences are less than half as large",
                "{problem}：调好之后，差距不到原来的一半",
            ): spread < lead / 2,
        }
        if problem == "two moons":
            held[
                Text(
                    "{problem}: tuned, all four are within 3 points", "{problem}：调好之后，四种方法相差不到 3 个百分点"
                )
            ] = spread < 0.03
        else:
            held |= {
                Text(
                    "{problem}: tuned, Adam is within 3 points of momentum",
                    "{problem}：调好之后，Adam 与动量相差不到 3 个百分点",
                ): abs(tuned["Adam"] - tuned["momentum"]) < 0.03,
                Text(
                    "{problem}: tuned, plain descent is still behind after four epochs",
                    "{problem}：调好之后，普通梯度下降在四个轮次后仍然落后",
                ): tuned["gradient descent"] < tuned["Adam"] - 0.01,
            }
        conditions |= {label.format(problem=setup.name): condition for label, condition in held.items()}
    return _finding(numbers, conditions)


def _median(result: Compared, which: str) -> float:
    return float(np.median(result.accuracies[which][:, -1]))


@claim(
    "AD-4",
    Text(
        "α decides most: ten times more or less costs more accuracy than any usual β1, β2 or ε; β2 from 0.9 to 0.9999 "
        "and ε from 1e-10 to 1e-4 hardly matter, so it is α that needs tuning, then β1",
        "α 影响最大：放大到十倍或缩小到十分之一，准确率的损失比 β1、β2 或 ε 取任何常用值都大；β2 从 0.9 到 0.9999、"
        "ε 从 1e-10 到 1e-4 几乎没有影响，所以要调的是 α，其次是 β1",
    ),
)
def the_rate_needs_tuning_most(seed: int, quick: bool) -> Finding:
    """Change one setting of Adam at a time, and train the digits net."""
    seeds, rate = (5 if quick else 10), 0.03
    rates = (rate / 100, rate / 10, rate, 10 * rate)
    by_rate = dict(zip(rates, _test_accuracies(adam(), rates, seed, seeds).mean(axis=1), strict=True))
    base = by_rate[rate]

    def changed(optimizer: Optimizer) -> float:
        return float(_test_accuracies(optimizer, (rate,), seed, seeds).mean())

    beta1 = {value: changed(adam(beta1=value)) for value in (0.0, 0.5, 0.95)}
    beta2 = {value: changed(adam(beta2=value)) for value in (0.9, 0.99, 0.9999)}
    epsilon = {value: changed(adam(epsilon=value)) for value in (1e-10, 1e-4, 0.1)}
    worst = {name: base - min(d.values()) for name, d in (("α", by_rate), ("β1", beta1), ("β2", beta2))}
    return _finding(
        {
            Text(
                "test accuracy on the digits, α = 0.03, β1 = 0.9, β2 = 0.999, ε = 1e-8",
                "手写数字上的测试准确率，α = 0.03，β1 = 0.9，β2 = 0.999，ε = 1e-8",
            ): base,
            **{_setting("α", value): by_rate[value] for value in rates if value != rate},
            **{_setting("β1", value): accuracy for value, accuracy in beta1.items()},
            **{_setting("β2", value): accuracy for value, accuracy in beta2.items()},
            **{_setting("ε", value): accuracy for value, accuracy in epsilon.items()},
        },
        {
            Text(
                "ten times more or less of α costs over 5 points each",
                "α 放大到十倍或缩小到十分之一，各损失 5 个百分点以上",
            ): max(by_rate[rates[1]], by_rate[rates[3]]) < base - 0.05,
            Text(
                "no β1 from 0 to 0.95 costs as much as the worst α",
                "β1 从 0 到 0.95，损失都不及最差的 α",
            ): worst["β1"] < worst["α"] / 2,
            Text("no β2 from 0.9 to 0.9999 costs 3 points", "β2 从 0.9 到 0.9999，损失都不到 3 个百分点"): worst["β2"]
            < 0.03,
            Text("ε from 1e-10 to 1e-4 changes less than 1 point", "ε 从 1e-10 到 1e-4，变化不到 1 个百分点"): max(
                abs(epsilon[e] - base) for e in (1e-10, 1e-4)
            )
            < 0.01,
            Text(
                "a large ε (0.1) costs: it makes steps short where gradients are small",
                "ε 很大（0.1）会带来损失：梯度小的地方，步子变短",
            ): epsilon[0.1] < base - 0.01,
        },
    )


def _setting(name: str, value: float) -> Text:
    words = f"{name} = {value:g}"
    return Text(words, words)
