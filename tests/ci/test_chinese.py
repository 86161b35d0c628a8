"""A lesson's Chinese is held to its English: a fixture for each way to lose something, or to write it badly."""

import pytest

from ci import chinese
from ci.chinese import badly_written, lost, mark_reviewed, translation_problems, unreviewed, without_english
from ci.source import read_lesson
from tests.ci.lesson_files import LESSON, SOURCE, write

ENGLISH = (
    "With `ema(theta, 0.9)` the error of $\\text{first} + \\beta^t$ is 1,797 at α = 1e-6: see [it](02.ipynb), MO-3."
)
CHINESE = "用 `ema(theta, 0.9)` 时，α = 1e-6 处 $\\text{第一} + \\beta^t$ 的误差为 1,797：见 [它](02.ipynb)、MO-3。"


def test_a_right_translation_loses_nothing_and_is_well_written():
    assert list(lost(ENGLISH, CHINESE)) == []
    assert list(badly_written(CHINESE)) == []


LOSSES = {
    "code": ("`ema(theta, 0.9)`", "`ema(theta, 0.98)`", "the code '`ema(theta, 0.9)`' is lost"),
    "formula": ("\\beta^t", "\\beta^{t-1}", "the formula '$+\\\\beta^t$' is lost"),
    "number": ("1,797", "1797", "the number '1,797' is lost"),
    "power": ("1e-6", "1e-8", "the number '1e-6' is lost"),
    "link": ("02.ipynb", "03.ipynb", "the link '(02.ipynb)' is lost"),
    "claim": ("MO-3", "MO-4", "the claim 'MO-3' is lost"),
    "letter": ("α =", "β =", "the letter 'α' is lost"),
}


@pytest.mark.parametrize(("right", "wrong", "said"), LOSSES.values(), ids=LOSSES)
def test_what_gets_lost_is_named(right, wrong, said):
    assert said in list(lost(ENGLISH, CHINESE.replace(right, wrong)))


def test_what_is_added_or_said_twice_is_named():
    assert list(lost("It takes 40 steps.", "走 40 步，就是 40 步。")) == ["the number '40' is not in the English"]


SLIPS = {
    "no space before": ("学习率α 太大。", "a space is missing between Chinese and Latin: '率α'"),
    "no space behind": ("共 100步。", "a space is missing between Chinese and Latin: '0步'"),
    "no space at code": ("调用`ema` 即可。", "a space is missing between Chinese and Latin: '用A'"),
    "no space at a formula": ("用 $v_t$表示。", "a space is missing between Chinese and Latin: 'A表'"),
    "no space through bold": ("是**Adam** 算法。", "a space is missing between Chinese and Latin: '是A'"),
    "half-width comma": ("先求平均, 再走一步。", "half-width punctuation in Chinese: '均,'"),
    "half-width full stop": ("先求平均.", "half-width punctuation in Chinese: '均.'"),
    "half-width bracket": ("动量 (momentum) 更快。", "half-width punctuation in Chinese: '量 ('"),
    "straight quotes": ('单击"运行"。', "half-width punctuation in Chinese: '击\"'"),
    "space beside full-width": ("用 β = 0.9 ，更平滑。", "a space beside full-width punctuation: '9 ，'"),
    "space after full-width": ("更平滑， 也更慢。", "a space beside full-width punctuation: '， 也'"),
    "space before a percent sign": ("只占 65 %；其余在前。", "a space before %: '5 %'"),
    "exclamation mark": ("完成了！", "an exclamation mark: '！'"),
    "bold that does not end": (
        "一道**峡谷（ravine）**的形状。",
        "Markdown does not see where this bold begins or ends",
    ),
    "another word": ("曲线来回振荡。", "'振荡' is not our word; it is '震荡'"),
}


@pytest.mark.parametrize(("text", "said"), SLIPS.values(), ids=SLIPS)
def test_what_is_badly_written_is_named(text, said):
    assert [problem[: len(said)] for problem in badly_written(text)][:1] == [said]


RIGHT = (
    "**不用动量。** 每一步都从零开始。",
    "| 起步慢 | 累加形式 |",
    "1. 先猜：$v_t$、`v` 和 β。",
    "G. Goh，[*Why Momentum Really Works*](https://example.org/a(b))，Distill，2017。",
    "- K. He 等，*Deep Residual Learning: really, really deep*，2015。",
    "共 {n} 步：{verdict}",
    "3 ≤ n != 4",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_well_written_is_let_through(text):
    assert list(badly_written(text)) == []


def test_the_first_use_of_a_term_has_its_english():
    assert list(without_english("## 动量\n\n带**动量**（momentum）的梯度下降（gradient descent）。动量更快。")) == []
    assert list(without_english("用动量，它更快（momentum）。")) == [
        "the first '动量' comes without its English: '动量，它更快（momentum）'"
    ]


def test_every_term_knows_other_words_than_its_own():
    for term in chinese.TERMS:
        assert term.zh not in term.others


def test_a_lesson_says_which_cell_is_wrong(tmp_path):
    path = write(tmp_path, SOURCE.replace("把一个数加倍", "把1 个数加倍"))
    assert translation_problems(read_lesson(path, LESSON)) == [
        "04_momentum, cell able: the number '1' is not in the English",
        "04_momentum, cell able: a space is missing between Chinese and Latin: '把1'",
    ]


def test_docstrings_in_chinese_are_read_too(tmp_path):
    path = write(tmp_path, SOURCE.replace("返回 x 的两倍。", "返回x 的两倍。"))
    assert translation_problems(read_lesson(path, LESSON)) == [
        "04_momentum, cell exercise-double: a space is missing between Chinese and Latin: '回x'"
    ]


def test_a_changed_english_cell_asks_for_a_look_at_its_chinese(tmp_path):
    path = write(tmp_path)
    assert len(unreviewed(read_lesson(path, LESSON))) == 2

    assert mark_reviewed(path, read_lesson(path, LESSON)) == 2
    assert unreviewed(read_lesson(path, LESSON)) == []
    assert mark_reviewed(path, read_lesson(path, LESSON)) == 0

    marked = path.read_text(encoding="utf-8")
    path.write_text(marked.replace("double a number.", "halve a number."), encoding="utf-8")
    assert unreviewed(read_lesson(path, LESSON)) == [
        "04_momentum, cell able: read the Chinese against the English, then run: descent build --reviewed 04"
    ]


def test_marking_changes_headers_of_chinese_cells_and_nothing_else(tmp_path):
    path = write(tmp_path)
    mark_reviewed(path, read_lesson(path, LESSON))
    before, after = SOURCE.splitlines(), path.read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.startswith(f"{old} of=") for old, new in changed] == [True, True]
    assert all('"lang:zh"' in old for old, _ in changed)
