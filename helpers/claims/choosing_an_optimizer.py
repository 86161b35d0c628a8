"""Lesson 09: the experiments that decide its claims, CO-1 to CO-4."""

from collections.abc import Mapping

import numpy as np

from helpers.claims import Finding, claim
from helpers.experiments import train_many
from helpers.fair_comparison import (
    BEYOND,
    EPOCHS,
    FOUR,
    LAYER_DIMS,
    SHARED,
    compare_beyond,
    compare_four,
    final,
    shown,
    three_parts,
)
from helpers.language import Text
from helpers.network import forward_propagation, labels_of, layer_views

AT_SHARED = Text("{name}: accuracy at the shared α = {rate:g}", "{name}，共用 α = {rate:g} 时的准确率")
AT_OWN = Text("{name}: accuracy at its own α = {rate:g}", "{name}，用自己的 α = {rate:g} 时的准确率")
DEVIATION = Text("{name}: standard deviation of its nets", "{name}，各个网络之间的标准差")
GAIN_AT_SHARED = Text("{name}: gain by decay at the shared α", "{name}，共用 α 时衰减带来的变化")
GAIN_AT_OWN = Text(
    "{name}: gain by decay, from α0 = {decay:g} where α = {constant:g}",
    "{name}，衰减带来的变化（从 α0 = {decay:g} 起；恒定时 α = {constant:g}）",
)
NEAR_ADAM = Text("{name} ends within 5 points of Adam", "{name} 最终与 Adam 相差不到 5 个百分点")


def _finding(numbers: Mapping[Text, float | np.floating], conditions: Mapping[Text, bool | np.bool_]) -> Finding:
    return Finding(
        {label: number if isinstance(number, int) else float(number) for label, number in numbers.items()},
        {label: bool(condition) for label, condition in conditions.items()},
    )


@claim(
    "CO-1",
    Text(
        "on the digits, at one small α for all, RMSprop and Adam lead by over 50 points; each at an α of its own, "
        "the four end within 6 points of each other",
        "在手写数字上，如果全都用同一个较小的 α，RMSprop 和 Adam 领先超过 50 个百分点；如果各用各的 α，"
        "四种优化器最终彼此相差不到 6 个百分点",
    ),
)
def a_shared_rate_decides_the_race(seed: int, quick: bool) -> Finding:
    """Compare the four at a shared rate and at rates tuned on other samples than those that judge."""
    results = {name: compare_four(seed, 4 if quick else 6)[name, "constant"] for name in FOUR}
    shared = {name: final(result.at_shared) for name, result in results.items()}
    tuned = {name: final(result.at_tuned) for name, result in results.items()}
    lead = min(shared["RMSprop"], shared["Adam"]) - max(shared["gradient descent"], shared["momentum"])
    spread = max(tuned.values()) - min(tuned.values())
    numbers = {AT_SHARED.format(name=shown(name), rate=SHARED): shared[name] for name in FOUR}
    for name, result in results.items():
        numbers[AT_OWN.format(name=shown(name), rate=result.tuned)] = tuned[name]
        numbers[DEVIATION.format(name=shown(name))] = float(result.at_tuned[:, -1].std(ddof=1))
    return _finding(
        numbers
        | {
            Text("lead at the shared α", "共用 α 时的领先幅度"): lead,
            Text("best to worst, each at its own α", "各用各的 α 时，最好与最差之差"): spread,
        },
        {
            Text(
                "shared α: RMSprop and Adam lead by over 50 points", "共用 α：RMSprop 和 Adam 领先超过 50 个百分点"
            ): lead > 0.5,
            Text("own α: the four are within 6 points", "各用各的 α：四种优化器彼此相差不到 6 个百分点"): spread < 0.06,
            Text("everyone gains by an α of its own", "用自己的 α，每一种都有提高"): all(
                tuned[name] > shared[name] for name in FOUR
            ),
        },
    )


@claim(
    "CO-2",
    Text(
        "decay is no gain by itself: at a small shared α it makes each of the four worse; with α tuned for it, it "
        "changes their ends by less than 3 points on average",
        "衰减本身并不带来好处：在共用的较小的 α 下，它让四种优化器都变差；α 为它重新调过之后，"
        "最终准确率的变化平均不到 3 个百分点",
    ),
)
def decay_is_no_gain_by_itself(seed: int, quick: bool) -> Finding:
    """Compare constant rates with α0/(1 + e/2)."""
    results = compare_four(seed, 4 if quick else 6)
    numbers: dict[Text, float] = {}
    at_shared, at_tuned = [], []
    for name in FOUR:
        constant, decay = results[name, "constant"], results[name, "decay"]
        at_shared.append(_gain(decay.at_shared, constant.at_shared))
        at_tuned.append(_gain(decay.at_tuned, constant.at_tuned))
        numbers[GAIN_AT_SHARED.format(name=shown(name))] = at_shared[-1]
        tuned = GAIN_AT_OWN.format(name=shown(name), decay=decay.tuned, constant=constant.tuned)
        numbers[tuned] = at_tuned[-1]
    return _finding(
        numbers
        | {Text("mean gain of the four, α tuned", "α 调过之后，四种优化器的平均变化"): float(np.mean(at_tuned))},
        {
            Text("at the shared α decay makes each of them worse", "在共用的 α 下，衰减让每一种都变差"): max(at_shared)
            < 0,
            Text(
                "with α tuned, the mean gain is below 3 points, up or down",
                "α 调过之后，平均的变化不论升降，都不到 3 个百分点",
            ): abs(np.mean(at_tuned)) < 0.03,
        },
    )


def _gain(one: np.ndarray, other: np.ndarray) -> float:
    """How much more accurate one is in the end; where both are right equally often, exactly 0."""
    return round(final(one) - final(other), 9) + 0.0


@claim(
    "CO-3",
    Text(
        "the best of many equal runs looks better than it is: chosen by its accuracy on some samples, it does worse "
        "on others",
        "许多次设置相同的训练，其中最好的一次看上去比实际更好：凭它在一批样本上的准确率选出来，换一批样本就要差一些",
    ),
)
def choosing_flatters(seed: int, quick: bool) -> Finding:
    """Train 20 nets with the same settings; choose one by half of the held-back samples, judge it by the other half."""
    parts = three_parts(seed)
    X, Y = (np.hstack(pair) for pair in zip(parts.practice, parts.held_back, strict=True))
    optimizer, rates = FOUR["Adam"]
    runs = train_many(
        *parts.training, LAYER_DIMS, optimizer, rates[:1], range(1000 * seed, 1000 * seed + 20), 4, log_every=4
    )
    nets = [layer_views(flat, LAYER_DIMS) for flat in runs.flat[0]]
    right = np.array([labels_of(forward_propagation(X, net)[0]) == Y.argmax(axis=0) for net in nets])
    rng = np.random.default_rng(seed)
    chosen, fresh, mean = [], [], []
    for _ in range(100 if quick else 400):
        order = rng.permutation(X.shape[1])
        looked_at, others = (right[:, half].mean(axis=1) for half in np.array_split(order, 2))
        best = int(np.argmax(looked_at))
        chosen.append(looked_at[best])
        fresh.append(others[best])
        mean.append(others.mean())
    looked, proved = np.array(chosen), np.array(fresh)
    return _finding(
        {
            Text("nets with the same settings", "设置相同的网络，个数"): len(nets),
            Text(
                "accuracy of the best, on the samples it was chosen by", "最好的网络，在选出它的样本上的准确率"
            ): looked.mean(),
            Text("its accuracy on other samples", "它在其他样本上的准确率"): proved.mean(),
            Text("mean accuracy of all nets", "所有网络的平均准确率"): np.mean(mean),
            Text(
                "share of choices that looked better than they were", "选出的网络看上去比实际更好的次数，所占比例"
            ): np.mean(looked > proved),
        },
        {
            Text("on average the choice looks better than it is", "平均来说，选出的网络看上去比实际更好"): looked.mean()
            > proved.mean() + 0.003,
            Text("… in most choices", "……而且多数选择都是如此"): np.mean(looked > proved) > 0.6,
        },
    )


@claim(
    "CO-4",
    Text(
        "on the digits, each at its own α and warmed up alike, Nesterov, AdamW, Lion and Muon end within 5 points of "
        "Adam: no leap on a net as small as this one",
        "在手写数字上，各用各的 α，预热方式相同，Nesterov、AdamW、Lion 和 Muon 最终与 Adam 相差不到 5 个百分点："
        "在这样小的网络上，没有质的飞跃",
    ),
)
def beyond_adam_is_no_leap_here(seed: int, quick: bool) -> Finding:
    """Train with what came after Adam, each tuned in the same way."""
    results = compare_beyond(seed, 3 if quick else 4)
    ends = {name: final(result.at_tuned) for name, result in results.items()}
    return _finding(
        {AT_OWN.format(name=shown(name), rate=results[name].tuned): ends[name] for name in BEYOND}
        | {Text("epochs", "轮次"): EPOCHS},
        {
            NEAR_ADAM.format(name=shown(name)): abs(ends[name] - ends["Adam"]) < 0.05
            for name in BEYOND
            if name != "Adam"
        },
    )
