"""Words in figures: Chinese where a font has the letters, else English, and never boxes."""

import importlib
import re
import warnings

import pytest
from matplotlib.font_manager import fontManager
from matplotlib.text import Text as Words

from helpers import labels
from helpers.digest import digest
from helpers.labels import chinese_font, label
from helpers.language import Text, set_language
from testcases.course import LESSONS

STEPS = Text("{n} steps from {where}", "从{where}走 {n} 步")
EXPLORED = [lesson.stem for lesson in LESSONS if lesson.number not in ("00", "09")]
needs_font = pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters is installed")


@pytest.fixture
def without_font(monkeypatch):
    """A machine on which no font with Chinese letters is installed."""
    monkeypatch.setattr(labels, "CHINESE_FONTS", ())
    chinese_font.cache_clear()
    yield
    chinese_font.cache_clear()


@needs_font
def test_a_label_speaks_the_language_in_use_and_keeps_its_english():
    for language, shown in (("en", "3 steps from the saddle"), ("zh", "从鞍点走 3 步")):
        set_language(language)
        made = label(STEPS, n=3, where=Text("the saddle", "鞍点"))
        assert (made, made.english) == (shown, "3 steps from the saddle")


def test_symbols_are_the_same_in_both_languages():
    set_language("zh")
    assert label("β = {beta:g}", beta=0.9) == label("β = {beta:g}", beta=0.9).english == "β = 0.9"


def test_without_a_font_a_label_is_english(without_font):
    set_language("zh")
    assert label(STEPS, n=3, where=Text("the saddle", "鞍点")) == "3 steps from the saddle"


def test_without_a_font_a_figure_shows_no_chinese_letter(without_font):
    set_language("zh")
    words = words_of(importlib.import_module("helpers.pictures.momentum").explorer().figure)
    assert "step" in words
    assert re.findall("[一-鿿]", words) == []


@needs_font
def test_a_font_that_was_installed_meanwhile_is_found(monkeypatch):
    family = chinese_font()
    files = {font.fname for font in fontManager.ttflist if font.name == family}
    monkeypatch.setattr(fontManager, "ttflist", [font for font in fontManager.ttflist if font.fname not in files])
    monkeypatch.setattr(labels, "CHINESE_FONTS", (family,))
    chinese_font.cache_clear()
    try:
        assert chinese_font() == family
    finally:
        chinese_font.cache_clear()


@needs_font
@pytest.mark.parametrize("stem", EXPLORED)
def test_a_figure_is_chinese_without_boxes_and_keeps_its_digest(stem):
    pictures = importlib.import_module(f"helpers.pictures.{stem}")
    digests = set()
    for language in ("en", "zh"):
        set_language(language)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # matplotlib warns of a letter that no font has
            figure = pictures.explorer().figure
            figure.canvas.draw()
        digests.add(digest(figure))
        assert bool(re.search("[一-鿿]", words_of(figure))) == (language == "zh")
    assert len(digests) == 1


def words_of(figure):
    return "\n".join(artist.get_text() for artist in figure.findobj(Words))
