"""Text of a stranger, made safe to show: nothing hides, moves the text around it, or ends a line."""

import unicodedata

# Joiners shape letters in Persian, in Indic scripts and in emoji; they neither hide nor reorder anything.
JOINERS = "\u200c\u200d"
# Control, format (the bidirectional ones too), surrogates, private, unassigned; line and paragraph separators.
DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    r"""Write every character that is not plainly visible as an escape.

    Example
    -------
    >>> print(visible("alice\nbob\u202e"))
    alice\nbob\u202e
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape", "backslashreplace").decode()
        if unicodedata.category(character) in DANGEROUS and character not in JOINERS
        else character
        for character in text
    )


def visible_name(name: str) -> str:
    r"""Write a file's name visibly, two different names never alike: a backslash of its own is doubled.

    Example
    -------
    >>> print(visible_name("a\\n"), visible_name("a\n"))
    a\\n a\n
    """
    return visible(name.replace("\\", "\\\\"))
