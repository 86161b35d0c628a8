import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.language import Text
from testcases import EXERCISES, judge
from testcases.evidence import Evidence
from testcases.exercise import Case, once
from testcases.findings import FINDINGS, SENTENCES, find
from testcases.trying import try_cases
from testcases.verdict import Status
from tests.testcases.toys import DOUBLE

REFERENCES = {name: exercise.reference for name, exercise in EXERCISES.items()}
GD = "update_parameters_with_gd"
MOMENTUM = "update_parameters_with_momentum"
ADAM = "update_parameters_with_adam"


def told(name, answer, language="en"):
    """What is said beyond the failing case when no known mistake is looked for."""
    verdict = judge(replace(EXERCISES[name], mistakes=()), answer)
    assert verdict.status is Status.WRONG
    lines = verdict.message(language).splitlines()
    found = [line for line in lines if line.startswith(("What the results show: ", "从结果可以看出："))]
    assert len(found) == (1 if verdict.findings else 0)
    return re.sub("^(What the results show: |从结果可以看出：)", "", found[0]) if found else ""


def momentum(change):
    """The reference with its results changed: change(new parameters, new v, old parameters, old v, β, α)."""

    def answer(parameters, grads, v, beta, learning_rate):
        return change(
            *REFERENCES[MOMENTUM](parameters, grads, v, beta, learning_rate), parameters, v, beta, learning_rate
        )

    return answer


def ema(change):
    return lambda theta, beta: change(REFERENCES["ema"](theta, beta))


def scaled(old, new, factor):
    return {key: w + factor * (new[key] - w) for key, w in old.items()}


@pytest.mark.parametrize(
    ("name", "answer", "en", "zh"),
    [
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (scaled(old, p, 0.5), v)),
            "Every call gets v right; the mistake is in parameters. "
            "In parameters, each step is the right one times 0.5.",
            "每次调用的 v 都正确；错误在 parameters。parameters 的每一步都等于正确的一步乘以 0.5。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (scaled(old, p, rate), v)),
            "Every call gets v right; the mistake is in parameters. "
            "In parameters, each step is the right one times learning_rate.",
            "每次调用的 v 都正确；错误在 parameters。parameters 的每一步都等于正确的一步乘以 learning_rate。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (p, {key: -array for key, array in v.items()})),
            "Every call gets parameters right; the mistake is in v. "
            "In v, every number has the right size and the opposite sign.",
            "每次调用的 parameters 都正确；错误在 v。v 的每个数大小正确，符号相反。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (p, v | {key: v[key] + 1 for key in v if key[1] == "b"})),
            "Every call gets parameters right; the mistake is in v. In v, dW is right in every layer, and db is not.",
            "每次调用的 parameters 都正确；错误在 v。在 v 中，每一层的 dW 都正确，db 不正确。",
        ),
        (
            MOMENTUM,
            momentum(
                lambda p, v, old, old_v, beta, rate: (
                    {key: w + 1 if key[1:] == str(len(p) // 2) else w for key, w in p.items()},
                    v,
                )
            ),
            "Every call gets v right; the mistake is in parameters. Only the last layer is wrong.",
            "每次调用的 v 都正确；错误在 parameters。只有最后一层是错的。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: ({k: w + (k[1:] == "1") for k, w in p.items()}, v)),
            "Every call gets v right; the mistake is in parameters. Only the first layer is wrong.",
            "每次调用的 v 都正确；错误在 parameters。只有第一层是错的。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: ({k: w + (k[1:] != "1") for k, w in p.items()}, v)),
            "Every call gets v right; the mistake is in parameters. Only the first layer is right.",
            "每次调用的 v 都正确；错误在 parameters。只有第一层是对的。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (v, scaled(old, p, 2.0))),
            "The results come back in another order: parameters, v is asked for.",
            "返回结果的顺序不对：要求的顺序是 parameters, v。",
        ),
        (
            MOMENTUM,
            lambda parameters, grads, v, beta, learning_rate: REFERENCES[MOMENTUM](
                parameters, grads, v, 0.5, learning_rate
            ),
            "The argument beta seems to be unused: with 0.475 instead of 0.95, the same came back.",
            "参数 beta 似乎没有用到：把 0.95 换成 0.475，返回的结果不变。",
        ),
        (
            MOMENTUM,
            momentum(lambda p, v, old, old_v, beta, rate: (p, {k: x.astype("f4").astype(float) for k, x in v.items()})),
            "Every call gets parameters right; the mistake is in v. "
            "The numbers of v are right to about 7 digits only. Is something rounded, or computed in float32?",
            "每次调用的 parameters 都正确；错误在 v。v 只有大约前 7 位正确。是不是做了舍入，或用 float32 计算？",
        ),
        (
            GD,
            lambda parameters, grads, rate: {key: w - rate * grads["d" + key].mean() for key, w in parameters.items()},
            "Arrays with a single number come out right, larger ones do not. "
            "Is a sum or a mean taken, or one entry for all?",
            "只含一个数的数组结果正确，更大的数组不正确。是不是求了和或平均，或者用一个元素代替了全部？",
        ),
        (
            GD,
            lambda parameters, grads, rate: {key: w + 1 - 1e-9 for key, w in parameters.items()},
            "The arguments grads, learning_rate seem to be unused: "
            "with other values for each of them, the same came back.",
            "参数 grads, learning_rate 似乎都没有用到：分别换成别的值，返回的结果不变。",
        ),
        (
            GD,
            lambda parameters, grads, rate: (
                REFERENCES[GD](parameters, grads, rate)
                if len(parameters) == 6
                else {key: w - 3 * rate * np.sin(grads["d" + key]) for key, w in parameters.items()}
            ),
            "It is right only where there are 3 layers.",
            "只有当 层数为 3 时才正确。",
        ),
        ("ema", ema(np.flip), "The numbers of v are right, but in reverse order.", "v 的数都对，但顺序颠倒了。"),
        (
            "ema",
            ema(lambda v: v + 2.5),
            "What comes back as v is the right result plus 2.5.",
            "返回的 v 等于正确结果加上 2.5。",
        ),
        (
            "ema",
            ema(lambda v: np.roll(v, 2)),
            "The numbers of v are right, but in another order.",
            "v 的数都对，但顺序不同。",
        ),
        (
            "ema",
            ema(lambda v: np.append(v[1:], 7.0)),
            "The numbers of v stand one place too early.",
            "v 的每个数都早了一位。",
        ),
        (
            "ema",
            ema(lambda v: np.append(v[:-1], 7.0)),
            "Only the last number of v is wrong.",
            "v 中只有最后一个数是错的。",
        ),
        (
            "ema",
            lambda theta, beta: REFERENCES["ema"](theta, 0.7 * beta),
            "It is right only where beta is 0.",
            "只有当 beta 为 0 时才正确。",
        ),
        (
            "exponential_decay",
            lambda rate, epoch, base=0.95: rate * base ** (2 * epoch),
            "What comes back as learning_rate is the right result times base^epoch_num.",
            "返回的 learning_rate 等于正确结果乘以 base^epoch_num。",
        ),
        (
            ADAM,
            lambda *arguments: (
                *REFERENCES[ADAM](*arguments)[:3],
                {key: 2 * array for key, array in REFERENCES[ADAM](*arguments)[3].items()},
                REFERENCES[ADAM](*arguments)[4],
            ),
            "Every call gets parameters, v, s, s_corrected right; the mistake is in v_corrected. "
            "What comes back as v_corrected is the right result times 2.",
            "每次调用的 parameters, v, s, s_corrected 都正确；错误在 v_corrected。"
            "返回的 v_corrected 等于正确结果乘以 2。",
        ),
    ],
)
def test_what_the_results_show(name, answer, en, zh):
    assert told(name, answer) == en
    assert told(name, answer, "zh") == zh


def test_the_first_call_right_and_later_ones_wrong():
    def twice(call):
        call(call(np.array([1.0, 2.0])))

    cases = (Case(Text("one"), "basics", once(np.array([3.0]))), Case(Text("two"), "state", twice))
    exercise = replace(DOUBLE, draw=lambda rng: cases, mistakes=())
    verdict = judge(exercise, lambda x: 2 * x if x[0] != 2 else np.sin(x))
    assert [text.get("en") for text in verdict.findings] == [
        "Where there are several calls, the first one is right and the later ones are wrong. "
        "Does something remain from the call before?"
    ]


def test_where_there_is_no_number_it_is_counted():
    outcomes = tuple(try_cases(EXERCISES["ema"], REFERENCES["ema"], 0))
    calls = sum(len(outcome.tried) for outcome in outcomes)
    assert told("ema", ema(lambda v: v * np.nan)).startswith(f"In {calls} of {calls} calls, nan or inf stands in v ")


def test_two_mistakes_in_different_arrays_are_both_named():
    def uphill_without_biases(parameters, grads, v, beta, learning_rate):
        new, v = REFERENCES[MOMENTUM](parameters, grads, v, beta, learning_rate)
        return {key: 2 * w - new[key] if key[0] == "W" else w for key, w in parameters.items()}, v

    verdict = judge(EXERCISES[MOMENTUM], uphill_without_biases)
    assert {verdict.mistake.name.en, verdict.second.name.en} == {"The step goes uphill", "The biases do not move"}
    assert f"Diagnosis: {verdict.mistake.name.en}. " in verdict.message("en")
    assert f"And a second thing: {verdict.second.name.en}. " in verdict.message("en")
    assert f"还有第二处：{verdict.second.name.zh}。" in verdict.message("zh")


def test_two_mistakes_in_the_same_array_are_not_guessed():
    def uphill_and_swapped(parameters, grads, v, beta, learning_rate):
        v = {key: (1 - beta) * v[key] + beta * grads[key] for key in v}
        return {key: w + learning_rate * v["d" + key] for key, w in parameters.items()}, v

    verdict = judge(EXERCISES[MOMENTUM], uphill_and_swapped)
    assert verdict.second is None


def test_a_mistake_made_in_most_calls_is_named_as_such():
    mistake = next(m for m in EXERCISES["ema"].mistakes if m.name.en == "β and 1 − β are swapped")

    def answer(theta, beta):
        return mistake.function()(theta, beta) if len(theta) != 12 or beta != 0.98 else theta * 3.3

    found = judge(EXERCISES["ema"], answer).findings[0].get("en")
    assert re.match(r"In \d of \d wrong calls it does the same as this mistake: β and 1 − β are swapped\. ", found)


def test_each_call_is_looked_at_with_right_arguments():
    # v is wrong by a constant at each step; passed on, the error would grow from call to call.
    def answer(parameters, grads, v, beta, learning_rate):
        new, v = REFERENCES[MOMENTUM](parameters, grads, v, beta, learning_rate)
        return new, {key: array + 1 for key, array in v.items()}

    outcomes = tuple(try_cases(EXERCISES[MOMENTUM], answer, 0))
    assert max(len(outcome.tried) for outcome in outcomes) > 2
    for step in (step for outcome in outcomes for step in outcome.tried):
        np.testing.assert_allclose(step.call.returned[1]["dW1"] - step.expected[1]["dW1"], 1, rtol=1e-6)
    assert told(MOMENTUM, answer) == (
        "Every call gets parameters right; the mistake is in v. What comes back as v is the right result plus 1."
    )


def test_nothing_is_said_of_errors_everywhere():
    def answer(theta, beta):
        raise ValueError("mine")

    assert told("ema", answer) == ""


STRANGE = st.one_of(
    st.none(),
    st.floats(),
    st.integers(),
    st.text(max_size=3),
    st.lists(st.floats(), max_size=4).map(np.array),
    st.sampled_from(
        [np.zeros((2, 0)), np.array(1), np.array(["a"]), np.full(3, np.inf), np.eye(3), {}, (), {"W1": None}]
    ),
)


@pytest.mark.parametrize("name", EXERCISES)
@given(data=st.data())
@settings(max_examples=5)
def test_no_finding_fails_whatever_comes_back(name, data):
    exercise = EXERCISES[name]
    results = data.draw(st.lists(STRANGE, min_size=1, max_size=3))

    def answer(*arguments):
        right = exercise.reference(*arguments)
        wrong = results[len(arguments) % len(results)]
        if isinstance(right, dict):
            return right | dict.fromkeys(list(right)[:1], wrong)
        if isinstance(right, tuple):
            return (wrong, *right[1:])
        return wrong

    evidence = Evidence(exercise, tuple(try_cases(exercise, answer, 0)), answer)
    for finding in FINDINGS:
        for text in finding(evidence):
            assert text.get("en")
            assert text.get("zh")
    assert len(find(exercise, evidence.outcomes, answer)) <= SENTENCES


@pytest.mark.parametrize("huge", [1.2e305, -1.7e308])
def test_a_number_too_large_to_divide_gets_no_factor(huge):
    exercise = EXERCISES["staircase_decay"]
    evidence = Evidence(exercise, tuple(try_cases(exercise, lambda *arguments: huge, 0)), lambda *arguments: huge)
    assert all("times" not in text.get("en") for finding in FINDINGS for text in finding(evidence))


@pytest.mark.parametrize("name", [name for name in EXERCISES if not name.startswith("initialize")])
@pytest.mark.parametrize("change", [lambda x: 3 * x, lambda x: -x, lambda x: x + 1], ids=["3x", "-x", "x+1"])
def test_changed_right_results_are_judged_wrong(name, change):
    def changed(value):
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(map(changed, value))
        return (
            value + "s" if isinstance(value, str) else change(value) if isinstance(value, float | np.ndarray) else value
        )

    exercise = EXERCISES[name]
    verdict = judge(exercise, lambda *arguments: changed(exercise.reference(*arguments)))
    assert verdict.status is Status.WRONG
    assert verdict.share < 1
