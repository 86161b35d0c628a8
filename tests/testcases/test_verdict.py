import linecache
import re

import numpy as np
import pytest

from testcases import EXERCISES, judge
from testcases.wording import show_argument, show_numbers
from tests.testcases.toys import COVERS, DOUBLE, HALVED, SHUFFLED

MOMENTUM = EXERCISES["update_parameters_with_momentum"]


def lines(exercise, answer, language="en"):
    return judge(exercise, answer).message(language).splitlines()


def test_right():
    right = "basics, several calls, edge cases, inputs left alone"
    assert lines(DOUBLE, lambda x: x + x) == [f"✓ double: right. Every case passes: {right}."]
    assert lines(DOUBLE, lambda x: x + x, "zh") == [
        "✓ double：正确。用例全部通过：基本、多次调用、边界情形、不改动输入。"
    ]


def test_not_yet():
    def stub(x):
        raise NotImplementedError

    assert lines(DOUBLE, stub) == [
        "○ double: not written yet. Write it in the cell above, run that cell, then run this one again."
    ]
    assert lines(DOUBLE, lambda x: None)[1:] == ["It gave back None. If you have written it: does it end with return?"]


def test_a_named_mistake():
    assert lines(DOUBLE, HALVED.implementation) == [
        "✗ double: not right yet. Right so far: edge cases.",
        "The first case that fails: three numbers.",
        "Called: double(x=[1, 2, 3])",
        "Returned: y = [0.5, 1, 1.5]",
        "Expected: y = [2, 4, 6]",
        "Diagnosis: x is halved. Twice is more.",
        "Read again: here.",
    ]
    assert lines(DOUBLE, HALVED.implementation, "zh") == [
        "✗ double：还不对。已经正确的部分：边界情形。",
        "第一个未通过的用例：三个数。",
        "调用：double(x=[1, 2, 3])",
        "返回：y = [0.5, 1, 1.5]",
        "应为：y = [2, 4, 6]",
        "诊断：x 被减半了。两倍应该更大。",
        "请重读：此处。",
    ]


def test_nothing_right_and_no_name():
    assert lines(DOUBLE, lambda x: 3.0) == [
        "✗ double: not right yet. Right so far: nothing.",
        "The first case that fails: three numbers.",
        "Called: double(x=[1, 2, 3])",
        "Returned: y: shape ()",
        "Expected: y: shape (3,)",
        "What the results show: The argument x seems to be unused: with all its numbers doubled, the same came back.",
    ]
    assert lines(DOUBLE, lambda x: 3.0, "zh")[0] == "✗ double：还不对。已经正确的部分：无。"


def test_a_later_call_says_which():
    wrong_for_large = lines(DOUBLE, lambda x: 2 * x if len(x) == 0 or abs(x[0]) < 0.2 or x[0] == 1 else x)
    assert wrong_for_large[1] == "The first case that fails: two doublings, call 2 of 2."


def test_none_in_one_case_only():
    told = lines(DOUBLE, lambda x: 2 * x if len(x) else None)
    assert told[3:] == [
        "Returned: y: None",
        "Expected: y: array of float64, shape (0,)",
        "It gave back None. If you have written it: does it end with return?",
    ]


def test_changed_inputs():
    def in_place(x):
        x *= 2
        return x

    assert lines(DOUBLE, in_place)[3:] == ["The result is right, but x was changed, which has to stay as it was."]


def test_an_answer_that_does_not_repeat_itself():
    calls = []

    def drifts(x):
        calls.append(x)
        return 2 * x + len(calls)

    assert lines(DOUBLE, drifts)[-1].startswith("Called again in the same way, it did something else.")
    assert lines(DOUBLE, drifts, "zh")[-1].startswith("用同样的方式再次调用，结果却不同。")


def own_helper(x):
    return x["no such key"]


def test_an_error_shows_the_learners_own_line():
    def answer(x):
        return own_helper(x)

    told = lines(DOUBLE, answer)
    assert told[3].startswith("Raised: IndexError: only integers")
    assert re.fullmatch(r'In your line \d+: return x\["no such key"\]', told[4])
    assert re.fullmatch(r'位于你的第 \d+ 行：return x\["no such key"\]', lines(DOUBLE, answer, "zh")[4])


def test_an_error_deep_inside_numpy_shows_the_line_that_called_it():
    def answer(x):
        return np.linalg.inv(x)

    told = lines(DOUBLE, answer)
    assert told[3].startswith("Raised: numpy.linalg.LinAlgError:")
    assert told[4].endswith("return np.linalg.inv(x)")


def cells(*sources):
    """Run the cells of a notebook: each is a file of its own, and they share their names."""
    names = {"__name__": "__main__", "np": np}
    for number, source in enumerate(sources, start=1):
        file = f"<cell {number} of test_verdict>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        exec(compile(source, file, "exec"), names)
    return names["double"]


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        (["def double(x):\n    y = 2\n    return y / 0"], "3: return y / 0"),
        (["def helper(x):\n    return x['a']", "def double(x):\n    return helper(x)"], "2: return x['a']"),
        (["def double(x):\n    def inner(y):\n        return y[9]\n    return inner(x)"], "3: return y[9]"),
        (["double = lambda x: list(map(lambda y: y.a, x))"], "1: double = lambda x: list(map(lambda y: y.a, x))"),
        (["def double(x):\n    return np.linalg.inv(x)"], "2: return np.linalg.inv(x)"),
        (["def double(x):\n    return exec('1/0')"], "2: return exec('1/0')"),
        (["def double(x):\n    return eval('1 +')"], "2: return eval('1 +')"),
        (["def double(x):\n    return double(x)"], "2: return double(x)"),
        (["def double(x):\n    return sum(y.a for y in x)"], "2: return sum(y.a for y in x)"),
        (
            ["class A:\n    def __call__(self, x):\n        raise KeyError(x[0])\ndouble = A()"],
            "3: raise KeyError(x[0])",
        ),
    ],
)
def test_an_error_in_a_notebook_shows_the_line_of_its_cell(sources, line):
    assert f"In your line {line}" in lines(DOUBLE, cells(*sources))


def test_a_syntax_error_in_a_string_is_told_without_a_file():
    assert "Raised: SyntaxError: invalid syntax" in lines(DOUBLE, cells("def double(x):\n    exec('a = = 3')"))


def test_a_line_that_fills_the_screen_is_cut():
    told = lines(DOUBLE, cells(f"def double(x):\n    return 1 / 0 + {' + '.join(['1'] * 400)}"))
    assert max(map(len, told)) < 350


def test_a_call_that_does_not_fit_the_function_shows_no_line():
    told = lines(DOUBLE, lambda: 3)
    assert re.fullmatch(r"Raised: TypeError: .*takes 0 positional arguments but 1 was given", told[3])
    assert len(told) == 4


def test_a_rule_of_an_exercise_is_told_in_its_own_words():
    assert lines(SHUFFLED, lambda x: np.zeros(4))[3:5] == [
        "Returned: order: [0, 0, 0, 0], sorted",
        "Expected: order: [0, 1, 2, 3], sorted",
    ]
    assert COVERS.zh == "{where} 排序后为 {value}"


def test_parts_of_a_tuple_go_by_their_names():
    def b1_is_wrong(*arguments):
        parameters, v = MOMENTUM.reference(*arguments)
        return parameters, {**v, "db1": v["db1"] + 1}

    assert lines(MOMENTUM, b1_is_wrong)[3:5] == ['Returned: v["db1"] = [[1.5]]', 'Expected: v["db1"] = [[0.5]]']
    three = lines(MOMENTUM, lambda *arguments: (*MOMENTUM.reference(*arguments), 0))
    assert three[3:5] == ["Returned: parameters, v: 3 items", "Expected: parameters, v: 2 items"]


def test_of_a_large_array_the_first_wrong_number_is_shown():
    def wrong_at_one_place(beta, t):
        weights = EXERCISES["ema_weights"].reference(beta, t)
        weights[17:] += 1
        return weights

    told = lines(EXERCISES["ema_weights"], wrong_at_one_place)
    assert told[3].startswith("Returned: weights[17] = 1.0")
    assert told[4].startswith("Expected: weights[17] = 0.00")


def test_numbers_that_look_alike_are_shown_with_more_digits():
    told = lines(DOUBLE, lambda x: 2 * x * (1 + 1e-8))
    assert told[3:5] == ["Returned: y = [2.00000002, 4.00000004, 6.00000006]", "Expected: y = [2, 4, 6]"]


def test_a_dict_is_shown_by_numbers_or_by_sizes():
    assert show_argument({"W1": np.array([[1.0, -0.5]]), "b1": 0.0}) == '{"W1": [[1, -0.5]], "b1": 0}'
    large = {"W1": np.ones((3, 20)), "b1": np.ones((3, 1)), "W2": np.ones((2, 3)), "b2": np.ones(2)}
    assert show_argument(large) == '{"W1": 3×20, …, "b2": 2}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0, "0"),
        (3, "3"),
        (1 / 3, "0.333333"),
        (np.nan, "nan"),
        (np.array([1e-9, 12345678.0]), "[1e-09, 1.23457e+07]"),
        (np.arange(20), "[0, 1, ..., 18, 19]"),
        (np.zeros((2, 0)), "[]"),
        (np.array([True, False]), "[1, 0]"),
    ],
)
def test_numbers_are_written_short_and_on_one_line(value, text):
    assert show_numbers(value) == text


def test_print_options_of_the_notebook_do_not_matter():
    with np.printoptions(precision=2, linewidth=20, suppress=True, threshold=2):
        assert show_numbers(np.arange(8) / 3) == "[0, 0.333333, 0.666667, 1, 1.33333, 1.66667, 2, 2.33333]"


def test_messages_hold_no_addresses():
    for exercise in EXERCISES.values():
        for result in (object(), lambda: 3, [object()]):
            assert "0x" not in judge(exercise, lambda *arguments, result=result: result).message()
