import pytest

from ci.source import SourceError, read_lesson
from tests.ci.lesson_files import LESSON, SOURCE, write

SETUP = '# %% setup tags=["setup"]'
CHECK = '# %% check-double tags=["check"]'
ENGLISH_ABLE = '# %% able [markdown] tags=["lang:en"]'
CHINESE_ABLE = '# %% able [markdown] tags=["lang:zh"]\n# 你将能够把一个数加倍。\n'


def test_a_right_source_is_read_cell_by_cell(tmp_path):
    lesson = read_lesson(write(tmp_path), LESSON)
    assert [cell.language for cell in lesson.cells] == ["en", "zh", None, None, "en", "zh", None]
    assert [cell.name for cell in lesson.cells if cell.language != "zh"] == [
        "able",
        "parameters",
        "setup",
        "exercise-double",
        "check-double",
    ]
    assert [cell.exercise for cell in lesson.cells] == [None, None, None, None, "double", "double", None]


BROKEN = {
    "misspelt tag": (
        CHECK,
        '# %% check-double tags=["chek"]',
        "cell check-double: unknown tag 'chek'; did you mean 'check'?",
    ),
    "misspelt language": ('["lang:zh"]', '["lang:ch"]', "unknown tag 'lang:ch'; did you mean 'lang:"),
    "unknown tag": (CHECK, '# %% check-double tags=["graded"]', "cell check-double: unknown tag 'graded'"),
    "misspelt key": (CHECK, '# %% check-double tag=["check"]', r"cell check-double: only tags=\[…\] may stand beside"),
    "tags not a list": (CHECK, '# %% check-double tags="check"', "cell # %% check-double .*: tags must be a list"),
    "tag twice": (
        CHECK,
        '# %% check-double tags=["check", "check"]',
        "cell # %% check-double .*: tags must be a list of different texts",
    ),
    "two languages": (ENGLISH_ABLE, '# %% able [markdown] tags=["lang:en", "lang:zh"]', "cell able: has 2 tags 'lang'"),
    "no name": (CHECK, '# %% tags=["check"]', r"cell 7 \('check\(double\)'\): needs a name"),
    "bad name": (CHECK, '# %% Check It tags=["check"]', "needs a name of a-z"),
    "name taken": (CHECK, '# %% setup tags=["check"]', "cell setup: the name is taken"),
    "text without language": (
        ENGLISH_ABLE,
        "# %% able [markdown]",
        "cell able: a markdown cell needs the tag 'lang:en'",
    ),
    "text with a role": (
        ENGLISH_ABLE,
        '# %% able [markdown] tags=["lang:en", "check"]',
        "cell able: a markdown cell has no",
    ),
    "exercise without language": (
        '# %% exercise-double tags=["lang:en", "exercise:double"]',
        '# %% exercise-double tags=["exercise:double"]',
        "cell exercise-double: an exercise, which has a docstring, needs the tag 'lang:en'",
    ),
    "raw cell": (ENGLISH_ABLE, '# %% able [raw] tags=["lang:en"]', "cell able: must be a code or a markdown cell"),
    "Chinese missing": (CHINESE_ABLE, "", "cell able: has no 'lang:zh' cell after it"),
    "Chinese elsewhere": (
        CHINESE_ABLE,
        CHINESE_ABLE.replace("able", "cable"),
        "cell cable: the 'lang:zh' cell must follow",
    ),
    "not Python": ("check(double)", "check(double", "cell check-double: is not Python"),
    "code differs": ('返回 x 的两倍。"""', '返回 x 的两倍。"""\n    x = 2', "the code differs between"),
    "key differs": ('返回 x 的两倍。"""', 'Twice x."""', "the code differs between"),
    "misspelt begin": ("    # solution\n", "    # Solution\n", "cell exercise-double: misspelt marker '# Solution'"),
    "misspelt end": (
        "    # end solution\n",
        "    # endsolution\n",
        "cell exercise-double: misspelt marker '# endsolution'",
    ),
    "begin missing": ("    # solution\n", "", "cell exercise-double: needs '# solution' and then '# end solution'"),
    "end missing": ("    # end solution\n", "", "cell exercise-double: needs '# solution' and then '# end solution'"),
    "marker twice": ("    # solution\n", "    # solution\n    # solution\n", "cell exercise-double: needs"),
    "solution without exercise": (
        "check(double)",
        "# solution\ncheck(double)\n# end solution",
        "cell check-double: '# solution' stands in a cell",
    ),
    "unknown exercise": ("exercise:double", "exercise:triple", r"exercise:<function> tags must name \['double'\]"),
    "exercise without function": (
        "def double",
        "def twofold",
        "cell exercise-double: its tag asks for a function double",
    ),
    "no setup": (SETUP, "# %% setup", r"cell \(none\): exactly one cell must have the tag 'setup'"),
    "two setups": (CHECK, '# %% check-double tags=["setup"]', "exactly one cell must have the tag 'setup'"),
    "no parameters": (
        '# %% parameters tags=["parameters"]',
        "# %% parameters",
        "exactly one cell must have the tag 'parameters'",
    ),
    "other parameters": ("seed = 0", "seed = 1", "cell parameters: the tag 'parameters' asks for exactly"),
}


@pytest.mark.parametrize("slip", BROKEN)
def test_every_slip_is_an_error_that_names_the_file_and_the_cell(tmp_path, slip):
    old, new, message = BROKEN[slip]
    assert old in SOURCE
    file = write(tmp_path, SOURCE.replace(old, new))
    with pytest.raises(SourceError, match=f"^04_momentum.py, .*{message}"):
        read_lesson(file, LESSON)


def test_a_lesson_knows_which_claims_its_code_shows(tmp_path):
    shown = SOURCE.replace(
        "check(double)\n", 'check(double)\nshow_claim("MO-1", seed)\nshow_claim("MO-10", seed, quick)\n'
    )
    in_prose = shown.replace("to double a number.", 'to read `show_claim("MO-2")`.')
    assert read_lesson(write(tmp_path, in_prose), LESSON).claims == {"MO-1", "MO-10"}
