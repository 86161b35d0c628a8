import pytest

from grader.students import StudentsError, read_students


@pytest.fixture
def listed(tmp_path):
    def read(text, encoding="utf-8"):
        file = tmp_path / "students.csv"
        file.write_bytes(text.encode(encoding))
        return read_students(file)

    return read


def test_groups_and_lateness(listed):
    found = listed(
        "\ufeffStudent, Group ,lesson,late,due,submitted,mail\r\n"
        "alice,A,,,2025-03-01T12:00,2025-03-01T12:00:01,x@y\r\n"
        "alice,,4,no,,,\r\n"
        "王小明,B,,,2025-03-01,2025-03-01T23:00,\r\n"
        '"Doe, Jane",,,yes,,,\r\n'
        "bob,,,,2025-03-01,,\r\n"
    )
    assert found.groups == {"alice": "A", "王小明": "B", "Doe, Jane": "", "bob": ""}
    assert found.late("alice", "05") is True
    assert found.late("alice", "04") is False
    assert found.late("王小明", "04") is False
    assert found.late("Doe, Jane", "04") is True
    assert found.late("bob", "04") is None
    assert found.late("nobody", "04") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a first line that names the columns"),
        ("name,group\nalice,A\n", "one of them `student`; got name, group"),
        ("student\n\n,\n", "line 3: `student` is empty"),
        ("student\nalice\nbob\nalice\n", "line 4: alice already stands in line 2"),
        ("student,lesson\nalice,12\n", "line 2: lesson must be one of 00, 01"),
        ("student,late\nalice,perhaps\n", "line 2: late must be yes, no or empty; got 'perhaps'"),
        ("student,due,submitted\nalice,soon,2025-01-01\n", "line 2: due must be a time such as 2025-03-01"),
        (
            "student,due,submitted\nalice,2025-01-01T00:00+01:00,2025-01-01T00:00\n",
            "line 2: due and submitted must both",
        ),
        ('student\n"alice\n', "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(listed, text, complaint):
    with pytest.raises(StudentsError) as refused:
        listed(text)
    assert complaint in str(refused.value)


def test_a_file_in_another_encoding_or_none_is_refused(listed, tmp_path):
    with pytest.raises(StudentsError, match="must be a CSV file in UTF-8"):
        listed("student\nZoë\n", "latin-1")
    with pytest.raises(StudentsError, match="No such file"):
        read_students(tmp_path / "none.csv")
