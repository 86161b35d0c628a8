import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import notebook
from grader.notebook import UnreadableError, defined_in, read_notebook
from tests.grader.classroom import notebook as solved_notebook


def file(*cells, **more):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more).encode()


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} | more


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t ", "the file is empty"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        ('{"cells": []}'.encode("utf-16-le"), "UTF-16"),
        ('{"cells": []}'.encode("utf-16-be"), "UTF-16"),
        (b'{"cells": "\xe9"}', "not UTF-8 text (byte 12)"),
        (b'{"cells": [', "cut off"),
        (b'{"cells": [{"source": "x', "cut off"),
        (b"hello", "no JSON at line 1, column 1"),
        (b'{"cells": []} and more', "no JSON at line 1, column 15"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested too deeply"),
        (b'{"cells": [], "n": ' + b"9" * 10_000 + b"}", "thousands of digits"),
        (b'{"cells": [], "cells": [1]}', "'cells' stands twice"),
        (b'{"cells": [{"source": "a", "source": "b"}]}', "'source' stands twice"),
        (b"[]", "no list of cells"),
        (b"null", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "format 3, not 4"),
        (b'{"nbformat": 5, "cells": []}', "format 5, not 4"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(data, reason):
    with pytest.raises(UnreadableError) as refused:
        read_notebook(data)
    assert reason in refused.value.reason.en
    assert refused.value.reason.zh


def test_limits(monkeypatch):
    monkeypatch.setattr(notebook, "MAX_BYTES", 2**20)
    monkeypatch.setattr(notebook, "MAX_VALUES", 1000)
    monkeypatch.setattr(notebook, "MAX_CODE_CELLS", 3)
    monkeypatch.setattr(notebook, "MAX_CODE", 100)
    for data, reason in (
        (b" " * (2**20 + 1), "larger than 1 MB"),
        (b"[" + b"[]," * 600 + b"[]]", "more than 1000 values"),
        (file(*[code("1")] * 4), "more than 3 code cells"),
        (file(code("x" * 60), code("x" * 60)), "more than 100 characters of code"),
    ):
        with pytest.raises(UnreadableError, match=reason):
            read_notebook(data)
    assert len(read_notebook(file(*[code("1")] * 3)).cells) == 3


def test_reads_sources_ids_and_the_exercise_of_a_cell():
    marked = code(["a = 1\n", "b = 2"], id="one", metadata={"tags": ["x", "exercise:ema"]})
    text = {"cell_type": "markdown", "source": "text"}
    read = read_notebook(file(text, marked, metadata={"descent": {"lesson": "04"}}))
    assert read.lesson == "04"
    assert [(cell.id, cell.source, cell.exercise) for cell in read.cells] == [("one", "a = 1\nb = 2", "ema")]
    assert read.notes == ()


@pytest.mark.parametrize("metadata", [None, [], "x", {"descent": 4}, {"descent": {"lesson": 4}}])
def test_strange_metadata_names_no_lesson(metadata):
    assert read_notebook(file(metadata=metadata)).lesson == ""


@pytest.mark.parametrize("tags", [None, "exercise:ema", [1, None], {"exercise:ema": 1}])
def test_strange_tags_name_no_exercise(tags):
    (cell,) = read_notebook(file(code("1", metadata={"tags": tags}))).cells
    assert cell.exercise is None


def test_what_is_odd_but_harmless_is_noted_and_read():
    data = b"\xef\xbb\xbf" + file(
        code("x = '\ud800'", id="same"),
        code("y", id="same"),
        5,
        {"cell_type": "code", "source": {"a": 1}},
        metadata={"value": float("nan"), "other": float("inf")},
    )
    read = read_notebook(data)
    assert [cell.source for cell in read.cells] == ["x = '\ufffd'", "y"]
    said = [note.en for note in read.notes]
    assert said == [
        "the file starts with a byte-order mark, which was passed over",
        "Infinity, NaN in the file is no JSON; it was passed over",
        "item 3 in the list of cells is no cell and was left out",
        "item 4 in the list of cells is no cell and was left out",
        "code cell 1 holds half of a character, which was replaced by \ufffd",
        "2 cells share the id 'same'",
    ]


def test_finds_what_a_cell_defines():
    source = "%matplotlib inline\ndef f(x):\n    y = 1\n    def inner(): pass\ng: int = 1\nh == 2\nasync def k(): ...\n"
    (cell,) = read_notebook(file(code(source))).cells
    assert defined_in(cell) == {"f", "g", "k"}


WHOLE = json.dumps(solved_notebook("02_ema")).encode()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["cells", "source", "id", "metadata", "tags"]), inner)
    ),
)


def outcome(data):
    """What comes of some bytes: cells, or a reason; anything else is raised."""
    try:
        return read_notebook(data).cells
    except UnreadableError as error:
        return error.reason.en


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(max_size=4)), max_size=6), st.integers(0, len(WHOLE))
)
def test_nothing_but_a_reason_comes_of_a_damaged_file(changes, length):
    data = bytearray(WHOLE)
    for place, new in changes:
        data[place : place + len(new)] = new
    assert outcome(bytes(data))
    assert outcome(bytes(data[:length]))


@given(VALUES)
def test_nothing_but_a_reason_comes_of_strange_json(value):
    cell = {"cell_type": "code", "source": "1", "metadata": value}
    for made in (value, {"cells": value}, {"cells": [value]}):
        outcome(json.dumps(made).encode())
    assert outcome(json.dumps({"cells": [cell]}).encode())
