"""Nothing of a stranger's gets into a report as anything but visible text."""

import csv
import html.parser
import json
import re
from fractions import Fraction

import pytest

from grader.intake import Refusal, Submission
from grader.marks import Mark, Result
from grader.pages import escape
from grader.reports import page_name, safe_cell, write_reports
from grader.store import Store
from helpers.language import Text, set_language
from testcases.course import LESSONS
from testcases.exercise import GROUPS

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "</style><style>*{display:none}",
    "&lt;b&gt;",
    "a\x00b\x07c\x1b[31m",
    "right\u202eleft\u2066x\u2069",
    "line\nline\r\u2028line",
    "\u200bzero\ufeffwidth",
    "javascript:alert(1)",
    "{student} %s {0}",
    '=HYPERLINK("http://x")',
]
ALLOWED = """
html head meta title style body header main footer section article div span p h1 h2 h3 ul li b i a code br
table thead tbody tr th td
"""
MOMENTUM = next(lesson for lesson in LESSONS if lesson.number == "04")


class Page(html.parser.HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.text = set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def written(tmp_path):
    """Reports in which every text that a student can choose is evil."""
    with Store(tmp_path / "results", new=True) as store:
        run = store.begin()
        for i, evil in enumerate(EVIL):
            text = Text(evil, evil)
            groups = {"basics": True, "state": False, "edges": False}
            marks = (
                Mark("initialize_velocity", 5, "wrong", groups, text, (text,)),
                Mark("update_parameters_with_momentum", 10, "ended", {}, None, (text,)),
            )
            student = f"{evil.encode('unicode_escape').decode()}{i}"
            submission = Submission(student, MOMENTUM, evil, f"digest{i}", (), (text,))
            store.student(run, student, evil)
            store.hand_in(run, submission, "rubric", True)
            store.put(submission, "rubric", Result(marks, (text,)), 0.1)
            store.refuse(run, Refusal(student, evil, text))
            store.correct(student, MOMENTUM, "initialize_velocity", Fraction(5, 3), evil)
        store.finish(run, LESSONS)
        write_reports(store, tmp_path / "results")
    return tmp_path / "results"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_markup_script_or_invisible_character_gets_through(written, language):
    set_language(language)
    with Store(written) as store:
        write_reports(store, written)
    pages = [written / "index.html", *(written / "students").iterdir()]
    assert len(pages) == 1 + len(EVIL)
    allowed = set(ALLOWED.split())
    for file in pages:
        text = file.read_text("utf-8")
        page = Page(text)
        assert page.elements <= allowed
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        links = [value for name, value in page.attributes if name == "href"]
        assert all(re.fullmatch(r"(students/[A-Za-z0-9-]+\.html|grades\.csv|results\.json)", link) for link in links)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]", text)
        assert text.count("<style>") == 1
        assert "default-src 'none'" in text
        assert ("你的成绩" in text or "全班成绩" in text) == (language == "zh")
    shown = Page((written / "index.html").read_text("utf-8")).text
    assert "<script>alert(1)</script>" in shown
    assert "right\\u202eleft" in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_groups_of_cases_are_named_in_the_language_in_use(written, language):
    set_language(language)
    with Store(written) as store:
        write_reports(store, written)
    text = "".join(file.read_text("utf-8") for file in (written / "students").iterdir())
    assert f" {GROUPS['basics'].get(language)}</li>" in text
    assert language == "en" or not re.search("[✓✗] [a-z]", text)


def test_no_cell_of_the_table_is_a_formula(written):
    with open(written / "grades.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 1 + len(EVIL)
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_quoted(text):
    assert safe_cell(text).startswith("'")


def test_points_are_exact_in_the_json_and_rounded_in_the_table(written):
    data = json.loads((written / "results.json").read_text("utf-8"))
    exercise = data["students"][0]["lessons"][0]["exercises"][0]
    assert (exercise["points"], exercise["earned"]) == ("5/3", "5/3")
    with open(written / "grades.csv", encoding="utf-8", newline="") as stream:
        assert {row["04_momentum"] for row in csv.DictReader(stream)} == {"1.67"}


def test_report_names_are_plain_and_never_the_same():
    names = ["../../etc/passwd", "a/b", "a b", "a_b", "CON", "Zoë", "王小明", "李雷", "x" * 255, "", ".", "A B", "a b "]
    files = [page_name(name) for name in names]
    assert len({file.lower() for file in files}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}\.html", file) for file in files)


def test_lines_of_our_own_stay_lines():
    assert escape("one\ntwo <b>") == "one\ntwo &lt;b&gt;"
