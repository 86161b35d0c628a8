import re

import pytest

from helpers.language import Text, set_language
from testcases.render import COLOURS, Codes, Message
from testcases.verdict import HEADLINES, Status

ATTACK = "<script>alert('1')</script> & \"quotes\" </pre></div>"


def bundle(*parts, **options):
    parts = [Text(part) if isinstance(part, str) else part for part in parts]
    return Message(parts, **options)._repr_mimebundle_(include=None, exclude=None)


def code(*sources):
    return Codes(tuple((Text(f"number {number}"), source) for number, source in enumerate(sources)))


def tags(html):
    return re.findall(r"<(/?\w+)", html)


def test_plain_text_is_the_lines_as_they_are():
    assert bundle("one", "two < 3", code("x = 1"))["text/plain"] == "one\ntwo < 3\nnumber 0:\nx = 1"


@pytest.mark.parametrize("parts", [(ATTACK,), ("a", ATTACK), ("a", f"row: {ATTACK}"), ("a", code(ATTACK))])
def test_everything_is_escaped(parts):
    html = bundle(*parts)["text/html"]
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;quotes&quot;" in html
    assert {tag.strip("/") for tag in tags(html)} <= {"div", "strong", "dl", "dt", "dd", "pre", "code"}


def test_lines_with_a_label_are_rows_of_a_table_and_sentences_are_not():
    html = bundle("a", "Returned: v = 3", "应为：v = 4", "It gave back None. Is there: return?", 'key "a: b"')[
        "text/html"
    ]
    assert re.findall(r"<dt[^>]*>([^<]*)</dt><dd[^>]*>([^<]*)</dd>", html) == [("Returned", "v = 3"), ("应为", "v = 4")]
    assert "return?</dd>" in html
    assert "a: b&quot;</dd>" in html


def test_a_headline_alone_is_a_headline_alone():
    assert tags(bundle("only this")["text/html"]) == ["div", "strong", "/strong", "/div"]


def test_the_mark_comes_with_words_and_a_colour_of_its_own():
    assert len(set(COLOURS.values())) == len(Status)
    for status in Status:
        for language in ("en", "zh"):
            headline = HEADLINES[status].format(mark=status.value, name="ema", right="basics").get(language)
            assert re.match(rf"{status.value} ema[:：] ?\w", headline)
        assert COLOURS[status] in bundle("x", status=status)["text/html"]


def test_text_keeps_the_colour_of_the_page():
    # A colour or a solid background of our own would be unreadable in one of the themes.
    html = bundle("a", "Diagnosis: b", "c", code("d"), status=Status.WRONG)["text/html"]
    style = ";".join(re.findall(r'style="([^"]*)"', html))
    assert not re.search(r"(^|;)\s*color:", style)
    assert set(re.findall(r"background[^;]*", style)) == {"background:rgba(127,127,127,.12)", "background:none"}


def test_the_diagnosis_stands_out():
    html = bundle("a", "Called: f(1)", "Diagnosis: b", "Read again: c")["text/html"]
    (diagnosis,) = [row for row in html.split("<dt") if "Diagnosis" in row]
    assert "font-weight:bold" in diagnosis
    assert html.count("font-weight:bold") == 1
    assert html.count("font-family:") == 1  # the call, not the prose


def test_a_message_speaks_the_language_that_is_chosen_when_it_is_made():
    set_language("zh")
    message = Message([Text("right", "正确"), Text("only English")])
    set_language("en")
    assert str(message) == "正确\nonly English"
