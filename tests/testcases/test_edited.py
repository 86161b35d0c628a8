"""A mistake is a right answer's source with a piece replaced."""

import pytest

from testcases.edited import Source

COUNTS = Source("""
def counts(calls):
    seen = []
    seen.append(calls)
    return len(seen)
""")


def test_pairs_are_replaced_in_turn():
    assert COUNTS.but("len(seen)", "len(seen) + 1", "calls)\n    return", "calls * 2)\n    return seen,")(3) == ([6], 2)


def test_names_can_be_handed_over():
    assert COUNTS.but("len(seen)", "told", told=7)(3) == 7
    assert Source("def f():\n    return told\n", {"told": 8}).but("return told", "return told + 1")() == 9


@pytest.mark.parametrize("old", ["nothing", "seen"])
def test_what_is_replaced_stands_there_once(old):
    with pytest.raises(ValueError, match=f"the answer has '{old}' [03] times"):
        COUNTS.but(old, "other")


def test_a_half_pair_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        COUNTS.but("len(seen)")


def test_two_of_the_same_mistake_share_no_memory():
    def keeps():
        return COUNTS.but("def counts", "seen = []\n\n\ndef counts", "    seen = []\n", "")

    one, other = keeps(), keeps()
    assert [one(1), one(1), other(1)] == [1, 2, 1]
