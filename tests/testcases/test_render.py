import re

import pytest

from helpers.language import Text, set_language
from testcases.render import COLOURS, Message
from testcases.verdict import HEADLINES, Status

ATTACK = "<script>alert('1')</script> & \"quotes\" </pre></div>"


def bundle(*lines, **options):
    return Message([Text(line) for line in lines], **options)._repr_mimebundle_(include=None, exclude=None)


def tags(html):
    return re.findall(r"<(/?\w+)", html)


def test_plain_text_is_the_lines_as_they_are():
    assert bundle("one", "two < 3", code="x = 1")["text/plain"] == "one\ntwo < 3\nx = 1"


@pytest.mark.parametrize("place", ["headline", "line", "code"])
def test_everything_is_escaped(place):
    code = ATTACK if place == "code" else "x"
    lines = ["a", ATTACK] if place == "line" else [ATTACK if place == "headline" else "a", "b"]
    html = bundle(*lines, code=code)["text/html"]
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;quotes&quot;" in html
    assert tags(html) == ["div", "strong", "/strong", "pre", "/pre", "pre", "code", "/code", "/pre", "/div"]


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
    # A colour or background of our own would be unreadable in one of the themes.
    style = " ".join(re.findall(r'style="([^"]*)"', bundle("a", "b", code="c", status=Status.WRONG)["text/html"]))
    assert not re.search(r"(^|;)\s*color:", style)
    assert re.findall(r"background[^;]*", style) == ["background:none"]


def test_a_message_speaks_the_language_that_is_chosen_when_it_is_made():
    set_language("zh")
    message = Message([Text("right", "正确"), Text("only English")])
    set_language("en")
    assert str(message) == "正确\nonly English"
