"""The contract of `descent check-course`: a sound exercise keeps it, and each way to break it is told."""

from dataclasses import replace

import numpy as np
import pytest

import testcases
from ci.contract import contract_holds
from ci.source import read_lesson
from descent.cli import main
from helpers.language import Text
from testcases.course import LESSONS
from testcases.exercise import Case, Equivalent, Exercise, Mistake, Work
from testcases.verdict import Status
from tests.ci import lesson_files
from tests.testcases.test_course import SOURCE as LESSON_SOURCES

SOURCE = (
    lesson_files.SOURCE.replace("# You will", "# ## Twice\n#\n# You will")
    .replace("# 你将", "# ## 两倍\n#\n# 你将")
    .replace("twice = x + x", "twice = 3 * x - x")
)
LOOK_AGAIN = Text("Look again.", "再看一看。")
HERE = Text('section "Twice"', "“两倍”一节")


def double(x):
    return 2 * x


def double_test_case():
    """A point."""
    return np.ones(2)


def named(name, wrong, advice=LOOK_AGAIN, where=HERE):
    return Mistake(Text(name, "错误"), wrong, advice, where)


def case(name, group, *inputs):
    return Case(Text(name, "用例"), group, lambda call: [call(x) for x in inputs])


SOUND = Exercise(
    reference=double,
    draw=lambda rng: (
        case("three numbers", "basics", np.array([1.0, -2.0, 0.5])),
        case("others", "edges", rng.normal(size=2), rng.normal(size=2)),
    ),
    work=Work.FORMULA,
    mistakes=(
        named("halved", lambda x: x / 2),
        named("tripled", lambda x: 3 * x),
        named("squared", lambda x: x**2),
        named("two added", lambda x: x + 2),
    ),
    equivalents=(Equivalent(lambda x: x + x + x, "tripled", "adding x twice is adding 2 x"),),
    hints=(
        Text("More than once.", "不止一次。"),
        Text("Twice.", "两次。"),
        Text("Add x to itself.", "把 x 与自身相加。"),
    ),
    why=Text("Two is twice one.", "二是一的两倍。"),
    test_case=double_test_case,
    returns="y",
)
RIGHT = (
    double,
    lambda x: x + x,
    lambda x: x * 2,
    lambda x: np.multiply(x, 2.0),
    lambda x: 3 * x - x,
)
ONE_ARRAY = np.ones(2)


def gives_one_array():
    """The same point every time."""
    return ONE_ARRAY


def gives_text():
    """No number."""
    return {"x": 1.0}


def without_a_docstring():
    return np.ones(2)


def has_no_words():
    """A point."""
    raise RuntimeError("nothing here")


def called_double_test_case(function):
    def double_test_case():
        return function()

    double_test_case.__doc__ = function.__doc__
    return double_test_case


def with_mistake(mistake):
    return replace(SOUND, mistakes=(*SOUND.mistakes, mistake))


def with_hint(*hints):
    return replace(SOUND, hints=(*SOUND.hints[: 3 - len(hints)], *hints))


WAYS = {
    "wrong reference": (replace(SOUND, differs=lambda expected, returned: 1 / 0), "the reference does not pass"),
    "no cases": (replace(SOUND, draw=lambda rng: ()), "has no cases"),
    "too few mistakes": (replace(SOUND, work=Work.LOOP), "names 4 mistakes, needs 10 (Work.LOOP)"),
    "mistake that passes": (with_mistake(named("added", lambda x: x + x)), "the mistake 'added' passes"),
    "mistake without a name": (
        with_mistake(named("chance", lambda x: x + np.random.default_rng().normal())),
        "the mistake 'chance' is rejected, but gets no name",
    ),
    "two names for one behaviour": (
        with_mistake(named("multiplied by three", lambda x: x * 3)),
        "'tripled' and 'multiplied by three' are two names for one behaviour",
    ),
    "one name for two": (with_mistake(named("tripled", lambda x: 4 * x)), "two mistakes have the name 'tripled'"),
    "no equivalent": (
        replace(SOUND, equivalents=(Equivalent(lambda x: x**3, "squared", "a power"),)),
        "a wrong answer is listed as equivalent to 'squared', but gets no mistake's name",
    ),
    "equivalent of another": (
        replace(SOUND, equivalents=(Equivalent(lambda x: x * 3, "squared", "a power"),)),
        "a wrong answer is listed as equivalent to 'squared', but gets 'tripled'",
    ),
    "equivalent without a reason": (
        replace(SOUND, equivalents=(Equivalent(lambda x: x * 3, "tripled", ""),)),
        "a wrong answer is listed as equivalent to 'tripled' without a reason",
    ),
    "test case of another name": (
        replace(SOUND, test_case=gives_one_array),
        "its test case has to be a function double_test_case with a docstring; got gives_one_array",
    ),
    "test case without a docstring": (
        replace(SOUND, test_case=called_double_test_case(without_a_docstring)),
        "its test case has to be a function double_test_case with a docstring; got double_test_case",
    ),
    "test case that is not new": (
        replace(SOUND, test_case=called_double_test_case(gives_one_array)),
        "double_test_case() gives the same array twice, so that playing with it changes it for good",
    ),
    "test case that does not fit": (
        replace(SOUND, test_case=called_double_test_case(gives_text)),
        "the reference cannot take what double_test_case() gives: TypeError: unsupported operand",
    ),
    "test case that fails": (
        replace(SOUND, test_case=called_double_test_case(has_no_words)),
        "cannot be looked at: RuntimeError: nothing here",
    ),
    "no why": (replace(SOUND, why=Text("")), "why is empty"),
    "why in English only": (replace(SOUND, why=Text("Two is twice one.")), "why has no Chinese text"),
    "no advice": (
        with_mistake(named("zero", lambda x: 0 * x, advice=Text(""))),
        "the advice of the mistake 'zero' is empty",
    ),
    "advice in English only": (
        with_mistake(named("zero", lambda x: 0 * x, advice=Text("Not nothing."))),
        "the advice of the mistake 'zero' has no Chinese text",
    ),
    "section that is not there": (
        with_mistake(named("zero", lambda x: 0 * x, where=Text('section "Thrice"', "“两倍”一节"))),
        "the mistake 'zero' points to no section of the lesson (en): section \"Thrice\"",
    ),
    "Chinese section that is not there": (
        with_mistake(named("zero", lambda x: 0 * x, where=Text('section "Twice"', "“三倍”一节"))),
        "the mistake 'zero' points to no section of the lesson (zh): “三倍”一节",
    ),
    "two hints": (replace(SOUND, hints=SOUND.hints[:2]), "has 2 hints, needs 3"),
    "hints alike": (with_hint(SOUND.hints[0], SOUND.hints[0]), "two hints are the same (en)"),
    "empty hint": (with_hint(Text(" ")), "hint 3 is empty"),
    "hint in English only": (with_hint(Text("Add it to itself.")), "hint 3 has no Chinese text"),
    "hint with the whole line": (
        with_hint(Text("Write 3*x-x.", "写出 3*x-x。")),
        "hint 3 gives a line of the solution away (en): 3 * x - x",
    ),
    "case in English only": (
        replace(SOUND, draw=lambda rng: (*SOUND.draw(rng), Case(Text("one more"), "edges", lambda call: call(1.0)))),
        "the name of the case 'one more' has no Chinese text",
    ),
}
CELLS = {
    "stub without a docstring": ('"""返回 x 的两倍。"""', '""', "the stub has no docstring (zh)"),
    "stub that is not 'not yet'": (
        "# solution\n    twice = 3 * x - x\n    return twice\n",
        "x = 5 * x\n    if x is not None:\n        return x\n    # solution\n    return 3 * x - x\n",
        "the unsolved stub is not 'not yet' (en): ✗ double: not right yet.",
    ),
    "solution that is wrong": (
        "3 * x - x",
        "4 * x - x",
        "the solution in the lesson does not pass (en): ✗ double: not right yet.",
    ),
}


@pytest.fixture(autouse=True)
def _a_test_case_of_the_toys(monkeypatch):
    monkeypatch.delattr(testcases, "double_test_case", raising=False)


def problems(tmp_path, exercise=SOUND, right=RIGHT, source=SOURCE):
    lesson = read_lesson(lesson_files.write(tmp_path, source), lesson_files.LESSON)
    return [str(problem) for problem in contract_holds(lesson, {"double": exercise}, {"double": right})]


def test_a_sound_exercise_keeps_the_contract(tmp_path):
    assert problems(tmp_path) == []


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_break_a_declaration_is_told_on_a_line(tmp_path, way):
    exercise, message = WAYS[way]
    told = problems(tmp_path, exercise)
    assert any(line.startswith(f"double: {message}") for line in told), told
    assert not any("\n" in line for line in told)


@pytest.mark.parametrize("way", CELLS)
def test_each_way_to_break_an_exercise_cell_is_told(tmp_path, way):
    old, new, message = CELLS[way]
    told = problems(tmp_path, source=SOURCE.replace(old, new))
    assert any(line.startswith(f"double: {message}") for line in told), told


def test_too_few_right_variants_are_told(tmp_path):
    assert problems(tmp_path, right=RIGHT[:4]) == ["double: has 4 right variants, needs 5 in testcases/variants"]


def test_a_rejected_variant_is_told(tmp_path):
    def tripled(x):
        return 3 * x

    (told,) = problems(tmp_path, right=(*RIGHT, tripled))
    assert told.startswith(f"double: the right variant 'tripled' is rejected: {Status.WRONG.value} double")


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.name) for lesson in LESSONS])
def test_every_lesson_of_the_course_keeps_the_contract(lesson):
    assert [str(problem) for problem in contract_holds(read_lesson(LESSON_SOURCES / f"{lesson.name}.py", lesson))] == []


def test_the_command_prints_a_line_for_each_problem_or_a_table(monkeypatch, capsys):
    small = LESSONS[:1]
    monkeypatch.setattr("ci.contract.LESSONS", small)
    assert main(["check-course"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[0] == "gradient_step"
    exercise = testcases.EXERCISES["gradient_step"]
    monkeypatch.setitem(testcases.EXERCISES, "gradient_step", replace(exercise, hints=exercise.hints[:2]))
    assert main(["check-course"]) == 1
    assert capsys.readouterr().out == "gradient_step: has 2 hints, needs 3\n"
