"""The words in figures: in the language in use where a font here has its letters, else in English."""

from functools import cache
from typing import Any

from matplotlib import font_manager

from helpers.language import Text, current_language

# What the systems call their simplified Chinese letters. The last ones draw some of them as Japanese do.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "STHeiti",
    "Heiti TC",
    "Microsoft YaHei",
    "SimHei",
    "DengXian",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Arial Unicode MS",
    "Noto Sans CJK TC",
    "Noto Sans CJK JP",
)


class Label(str):
    """Words as a figure shows them, which remember their English: so a digest is the same in every language.

    Matplotlib keeps what it is given, so the words of its artists are still labels. Joined to other words they are
    plain words: make the whole text a label.

    Example
    -------
    >>> Label("步 t", "step t").english
    'step t'
    """

    english: str

    def __new__(cls, shown: str, english: str) -> "Label":
        """Make a label of the words that are shown and their English."""
        made = super().__new__(cls, shown)
        made.english = english
        return made

    def __str__(self) -> str:
        return self


def label(text: str | Text, **values: Any) -> Label:
    """Return words for a figure, their `{named}` places filled, in the language in use.

    Where no font with Chinese letters is installed, figures speak English: a reader must not meet boxes. Formulas
    between dollar signs are drawn with letters of their own, so Chinese words beside one need it in plain signs: w₁.

    Parameters
    ----------
    text : str or Text
        The words, in both languages; a str is the same in both.
    values
        What fills the places; a value may be a `Text`.

    Example
    -------
    >>> from helpers.language import set_language
    >>> set_language("en")
    >>> label(Text("{n} steps", "{n} 步"), n=3)
    '3 steps'
    """
    both = (text if isinstance(text, Text) else Text(text, text)).format(**values)
    in_chinese = current_language() == "zh" and chinese_font() is not None
    return Label(both.get("zh" if in_chinese else "en"), both.en)


@cache
def chinese_font() -> str | None:
    """Return the family of an installed font with Chinese letters, or None.

    Fonts that were installed after matplotlib made its list are looked for, too.
    """
    return _known() or _known(after_looking=True)


def _known(after_looking: bool = False) -> str | None:
    fonts = font_manager.fontManager
    if after_looking:
        listed = {font.fname for font in fonts.ttflist}
        for path in font_manager.findSystemFonts():
            if path not in listed:
                try:
                    fonts.addfont(path)
                except Exception:  # one damaged file among the system's fonts is no reason to draw nothing
                    continue
    families = {font.name for font in fonts.ttflist}
    return next((family for family in CHINESE_FONTS if family in families), None)
