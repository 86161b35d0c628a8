"""A command line that speaks Chinese as well: the words that argparse brings along, and lines of wide letters."""

import argparse
import gettext
import re
from typing import Any

from helpers.language import Text, current_language

# What argparse says by itself: how it writes it, and our Chinese. What is not here stays English.
ARGPARSE = {
    text.en: text
    for text in (
        Text("usage: ", "用法："),
        Text("positional arguments", "位置参数"),
        Text("options", "选项"),
        Text("show this help message and exit", "显示这段说明，然后退出"),
        Text("%(heading)s:", "%(heading)s："),  # from Python 3.12 on; before, `Parser.format_help` mends it
        Text("%(prog)s: error: %(message)s\n", "%(prog)s：错误：%(message)s\n"),
        Text("argument %(argument_name)s: %(message)s", "参数 %(argument_name)s：%(message)s"),
        Text("the following arguments are required: %s", "缺少必需的参数：%s"),
        Text("unrecognized arguments: %s", "无法识别的参数：%s"),
        Text("ambiguous option: %(option)s could match %(matches)s", "选项 %(option)s 有歧义，可能是指：%(matches)s"),
        Text("not allowed with argument %s", "不能与参数 %s 一起使用"),
        Text("ignored explicit argument %r", "这个选项不带值；收到 %r"),
        Text("expected one argument", "后面必须跟一个值"),
        Text("invalid %(type)s value: %(value)r", "值 %(value)r 无效（应为：%(type)s）"),
        Text("invalid choice: %(value)r (choose from %(choices)s)", "必须是 %(choices)s 之一；收到 %(value)r"),
    )
}
# One piece of a Chinese line: a Latin word, or one letter, with the punctuation that may not begin the next line.
PIECE = re.compile(r"[（“]*(?:[!-~]+|.)[，。：；？）”、]*")


def said(en: str, zh: str, **values: Any) -> str:
    """Return a text in the language in use now, with its `{named}` places filled."""
    return str(Text(en, zh).format(**values))


def _words(message: str) -> str:
    return str(ARGPARSE[message]) if message in ARGPARSE else gettext.gettext(message)


vars(argparse)["_"] = _words  # argparse asks this name of its own for every text that it shows


class Parser(argparse.ArgumentParser):
    """An ArgumentParser for either language; so are its subparsers."""

    def __init__(self, **described: Any) -> None:
        super().__init__(formatter_class=_Formatter, **described)

    def format_help(self) -> str:
        """Return the help, in which Chinese headings end in a Chinese colon."""
        return re.sub(r"^([^ -~]+):$", r"\1：", super().format_help(), flags=re.MULTILINE)


class _Formatter(argparse.HelpFormatter):
    """Breaks Chinese lines by columns, of which a Chinese letter takes two, and between any two letters."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return super()._split_lines(text, width) if current_language() == "en" else _broken(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if current_language() == "en":
            return super()._fill_text(text, width, indent)
        return "\n".join(indent + line for line in _broken(text, width))


def _broken(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in PIECE.findall(text):
        if _columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _columns(text: str) -> int:
    return sum(1 if letter <= "~" else 2 for letter in text)
