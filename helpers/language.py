"""Two languages in one place: a text in English and Chinese, and the choice of which one is shown."""

import locale
import os
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "zh")
SYSTEM_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides

_chosen: str | None = None


@dataclass(frozen=True)
class Text:
    """A text in the languages of the course; an empty `zh` means "not translated yet" and shows English.

    Example
    -------
    >>> Text("{n} steps", "{n} 步").format(n=3).get("zh")
    '3 步'
    """

    en: str
    zh: str = ""

    def get(self, language: str | None = None) -> str:
        """Return the text in `language` ("en" or "zh"; default: the language in use)."""
        chosen = current_language() if language is None else require_language(language)
        return self.zh if chosen == "zh" and self.zh else self.en

    def format(self, **values: Any) -> "Text":
        """Fill the `{named}` places in both languages; a value may itself be a `Text`."""

        def filled(template: str, language: str) -> str:
            return template.format(**{k: v.get(language) if isinstance(v, Text) else v for k, v in values.items()})

        return Text(filled(self.en, "en"), filled(self.zh, "zh") if self.zh else "")

    def __str__(self) -> str:
        return self.get()


def require_language(language: str, name: str = "language") -> str:
    """Return `language` if the course speaks it, else raise a ValueError that says which it speaks."""
    if language not in LANGUAGES:
        raise ValueError(f"{name} must be one of {', '.join(LANGUAGES)}; got {language!r}")
    return language


def set_language(language: str) -> None:
    """Choose the language of everything that the course says from now on in this process."""
    global _chosen
    _chosen = require_language(language)


def current_language() -> str:
    """Return the language in use: the chosen one, else DESCENT_LANGUAGE, else the system's, else English."""
    if _chosen is not None:
        return _chosen
    from_environment = os.environ.get("DESCENT_LANGUAGE")
    if from_environment:
        return require_language(from_environment, "DESCENT_LANGUAGE")
    system = next((os.environ[name] for name in SYSTEM_VARIABLES if os.environ.get(name)), None)
    if system is None:  # Windows keeps it elsewhere
        system = locale.getlocale()[0] or ""
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"
