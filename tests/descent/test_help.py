"""What the command line says of itself, and of what cannot be typed, in both languages."""

import re

import pytest

from descent.cli import main
from descent.words import ARGPARSE
from tests.descent.test_cli import COMMANDS

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
SENTENCE = re.compile(r"\b[A-Za-z]{2,}( [a-z]{2,}){2,}")  # three English words on end
WIDTH = 80
PAGES = ([], *([command] for command in COMMANDS))
WRONG = (
    [],
    ["climb"],
    ["grade"],
    ["start", "--language", "fr"],
    ["start", "--bad", "x"],
    ["lab", "--limit"],
    ["lab", "--check", "--limit", "0"],
    ["build", "--check", "--execute"],
    ["build", "--check=3"],
    ["check", "--l", "3"],
    ["validate", "--jobs", "0"],
)


def said_before_it_ends(words, capsys):
    with pytest.raises(SystemExit):
        main(words)
    return "".join(capsys.readouterr())


@pytest.fixture(autouse=True)
def _narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.mark.parametrize("words", PAGES, ids=lambda words: "-".join(words) or "descent")
def test_help_is_in_the_language_in_use(capsys, monkeypatch, words):
    english = said_before_it_ends([*words, "--help"], capsys)
    assert not CHINESE.search(english)
    monkeypatch.setenv("DESCENT_LANGUAGE", "zh")
    chinese = said_before_it_ends(["--language", "zh", *words, "--help"], capsys)
    assert not SENTENCE.search(chinese)
    assert chinese.startswith("用法：descent")
    assert "\n选项：\n" in chinese
    options = re.compile(r"(?<![\w-])--?[a-z][a-z-]*|\b[A-Z]{3,}\b")
    assert set(options.findall(english)) == set(options.findall(chinese))


@pytest.mark.parametrize("words", PAGES, ids=lambda words: "-".join(words) or "descent")
def test_chinese_lines_are_no_wider_than_the_terminal(capsys, words):
    lines = said_before_it_ends(["--language", "zh", *words, "--help"], capsys).splitlines()
    usage = [line for line in lines if "[-" in line]  # broken by argparse
    assert max(sum(1 + bool(CHINESE.match(letter)) for letter in line) for line in lines if line not in usage) < WIDTH


@pytest.mark.parametrize("words", WRONG, ids="-".join)
def test_what_cannot_be_typed_is_refused_in_the_language_in_use(capsys, monkeypatch, words):
    english = said_before_it_ends(words, capsys)
    assert ": error: " in english
    assert not CHINESE.search(english)
    monkeypatch.setenv("DESCENT_LANGUAGE", "zh")
    monkeypatch.setattr("helpers.language._chosen", None)
    chinese = said_before_it_ends(words, capsys)
    assert "：错误：" in chinese
    assert not SENTENCE.search(chinese)


@pytest.mark.parametrize(
    "words",
    [
        ["--language", "zh", "start", "--help"],
        ["start", "--language", "zh", "--help"],
        ["start", "--help", "--language=zh"],
        ["start", "--lang", "zh", "--help"],
        ["--language", "en", "start", "--language", "zh", "--help"],
    ],
)
def test_the_language_may_stand_anywhere(capsys, words):
    assert said_before_it_ends(words, capsys).startswith("用法：")


def test_the_language_before_the_command_counts_for_what_it_prints(capsys):
    assert main(["--language", "zh", "start", "mine"]) == 0
    assert capsys.readouterr().out.startswith("你的文件夹是")


def test_the_language_asked_for_counts_before_an_unknown_one_in_the_environment(capsys, monkeypatch):
    monkeypatch.setenv("DESCENT_LANGUAGE", "fr")
    assert said_before_it_ends(["--help", "--language", "zh"], capsys).startswith("用法：")


def test_a_translated_message_keeps_its_places():
    places = re.compile(r"%(?:\(\w+\))?[sr]")
    for text in ARGPARSE.values():
        assert sorted(places.findall(text.en)) == sorted(places.findall(text.zh))
