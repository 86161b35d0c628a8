import re

import numpy as np
import pytest

from helpers import claims
from helpers.claims import Finding, Report, all_claims, claim, show_claim
from helpers.language import Text, set_language

EXPECTED = [f"BC-{n}" for n in range(1, 4)] + [f"EW-{n}" for n in range(1, 6)] + [f"MO-{n}" for n in range(1, 11)]


@pytest.fixture
def registry(monkeypatch):
    """The claims of the course, to which a test may add its own."""
    monkeypatch.setattr(claims, "_claims", dict(all_claims()))


def finding(holds=True):
    return Finding(
        numbers={Text("steps", "步数"): 13026, Text("share", "占比"): 0.123456, Text("ratio", "比"): np.float64(2)},
        conditions={Text("fewer steps", "步数更少"): True, Text("less noise", "噪声更小"): holds},
    )


def test_a_claim_that_nothing_can_refute_is_refused():
    with pytest.raises(ValueError, match=r"^conditions must hold at least one condition"):
        Finding(numbers={Text("steps"): 3}, conditions={})


@pytest.mark.parametrize("condition", [1, 0.5, float("nan"), "yes", None, np.array([True])])
def test_a_condition_is_true_or_false_and_nothing_else(condition):
    with pytest.raises(TypeError, match=r'^conditions\["faster"\] must be True or False; got '):
        Finding(numbers={}, conditions={Text("faster"): condition})


def test_every_condition_must_come_out_true():
    assert finding().holds
    assert not finding(holds=False).holds
    assert Finding({}, {Text("a"): np.True_}).holds
    assert not Finding({}, {Text("a"): np.False_}).holds


def test_numbers_are_looked_up_by_their_english_label():
    assert finding()["steps"] == 13026
    with pytest.raises(KeyError, match=r"'speed' is none of"):
        finding()["speed"]


def test_an_id_is_taken_once(registry):
    @claim("ZZ-1", Text("first"))
    def first(seed, quick):
        return finding()

    with pytest.raises(ValueError, match=r"^claim_id must be new; 'ZZ-1' is taken by first$"):

        @claim("ZZ-1", Text("second"))
        def second(seed, quick):
            return finding()

    assert all_claims()["ZZ-1"].run is first


def test_claims_come_in_the_order_of_their_numbers(registry):
    for n in (10, 2):
        claim(f"ZZ-{n}", Text("late"))(lambda seed, quick: finding())
    assert list(all_claims())[-2:] == ["ZZ-2", "ZZ-10"]


def test_a_report_says_the_verdict_the_numbers_and_the_conditions(registry):
    claim("ZZ-1", Text("It is faster", "它更快"))(lambda seed, quick: finding())
    assert repr(Report("ZZ-1", finding())) == (
        "✓ ZZ-1 holds: It is faster\n    steps: 13026\n    share: 0.1235\n    ratio: 2\n  ✓ fewer steps\n  ✓ less noise"
    )
    set_language("zh")
    assert repr(Report("ZZ-1", finding(holds=False))) == (
        "✗ ZZ-1 在这里不成立：它更快\n    步数：13026\n    占比：0.1235\n    比：2\n  ✓ 步数更少\n  ✗ 噪声更小"
    )


def test_what_never_happens_takes_an_infinite_number_of_steps(registry):
    claim("ZZ-1", Text("It never ends", "它永不结束"))(lambda seed, quick: finding())
    assert "steps: ∞" in repr(Report("ZZ-1", Finding({Text("steps"): float("inf")}, {Text("never"): True})))


def test_in_a_notebook_a_report_folds_the_numbers_and_keeps_the_conditions_in_sight(registry):
    claim("ZZ-1", Text("a < b & it holds"))(lambda seed, quick: finding())
    page = Report("ZZ-1", finding())._repr_html_()
    assert page.startswith(
        "<strong>✓ ZZ-1 holds: a &lt; b &amp; it holds</strong><br>✓ fewer steps<br>✓ less noise<details>"
    )
    assert "<summary>What was measured</summary><table><tr><td>steps</td><td>13026</td></tr>" in page


def test_showing_runs_the_experiment_as_asked(registry, capsys):
    asked = []
    claim("ZZ-1", Text("It is faster"))(lambda seed, quick: asked.append((seed, quick)) or finding(holds=not quick))
    show_claim("ZZ-1")
    assert capsys.readouterr().out == f"{Report('ZZ-1', finding())}\n"
    show_claim("ZZ-1", seed=3, quick=True)
    assert capsys.readouterr().out.startswith("✗ ZZ-1 does not hold here: It is faster\n")
    assert asked == [(0, False), (3, True)]


def test_an_unknown_id_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"^claim_id must be one of .*; got 'XX-1'$"):
        show_claim("XX-1")


# ── the claims of the course ──


def test_lessons_02_to_04_show_every_claim_of_the_curriculum():
    assert [known for known in all_claims() if known[:2] in ("BC", "EW", "MO")] == EXPECTED


@pytest.mark.parametrize("claim_id", EXPECTED)
def test_statement_is_there_in_both_languages(claim_id):
    statement = all_claims()[claim_id].statement
    assert statement.en.strip()
    assert statement.zh.strip()


@pytest.mark.usefixtures("global_random_state_untouched")
@pytest.mark.parametrize("quick", [False, True], ids=["full", "quick"])
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("claim_id", EXPECTED)
def test_claim_holds(claim_id, seed, quick):
    found = all_claims()[claim_id].run(seed, quick)
    assert found.holds, Report(claim_id, found)
    assert found.numbers, "a claim shows what it measured"
    for label in (*found.numbers, *found.conditions):
        is_formula = not re.search("[A-Za-z]{2}", label.en)
        assert label.zh or is_formula, f"{label.en!r} is not translated"
