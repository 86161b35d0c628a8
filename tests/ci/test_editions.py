import ast

import nbformat
import pytest

from ci.build import NOTEBOOKS
from ci.editions import derive, leaked_lines, notebook_path
from ci.source import SourceError, read_lesson
from helpers.language import LANGUAGES
from testcases.course import LESSONS
from tests.ci.lesson_files import LESSON, SOURCE, write


def edition(tmp_path, language="en", solved=False, source=SOURCE):
    return derive(read_lesson(write(tmp_path, source), LESSON), language, solved)


def cell(notebook, name):
    (found,) = [cell for cell in notebook.cells if cell.id == name]
    return found


@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_edition_is_a_valid_notebook_in_one_language(tmp_path, language, solved):
    notebook = edition(tmp_path, language, solved)
    nbformat.validate(notebook)
    assert cell(notebook, "parameters").source.startswith(f'language = "{language}"')
    able = {"en": "You will be able to double a number.", "zh": "你将能够把一个数加倍。"}
    assert cell(notebook, "able").source == able[language]
    assert notebook.metadata.descent == {
        "lesson": "04",
        "language": language,
        "edition": "solution" if solved else "learner",
    }


def test_the_learner_gets_a_stub_that_raises_not_implemented(tmp_path):
    source = cell(edition(tmp_path), "exercise-double").source
    assert source.splitlines()[-2:] == ["    # Your code here (about 2 lines).", "    raise NotImplementedError"]
    namespace = {}
    exec(source, namespace)
    with pytest.raises(NotImplementedError):
        namespace["double"](1)


def test_the_solved_edition_runs_and_shows_no_markers(tmp_path):
    source = cell(edition(tmp_path, solved=True), "exercise-double").source
    assert "solution" not in source
    namespace = {}
    exec(source, namespace)
    assert namespace["double"](4) == 8


def test_cells_keep_their_ids_and_the_tags_that_tools_read(tmp_path):
    learner, chinese = edition(tmp_path), edition(tmp_path, "zh", solved=True)
    assert [c.id for c in learner.cells] == [c.id for c in chinese.cells]
    assert cell(learner, "exercise-double").metadata == {"tags": ["exercise:double"]}
    assert cell(learner, "parameters").metadata == {"tags": ["parameters"]}


def test_title_and_links_come_from_the_manifest(tmp_path):
    notebook = derive(read_lesson(write(tmp_path), LESSON), "en", solved=False)
    assert notebook.cells[0].source == "# 04 · Momentum\n\n*5 minutes*"
    middle = [lesson.name for lesson in LESSONS].index("03_bias_correction")
    source = read_lesson(NOTEBOOKS / "source" / "03_bias_correction.py", LESSONS[middle])
    links = derive(source, "en", solved=False).cells[-1].source
    assert f"({LESSONS[middle - 1].name}.ipynb)" in links
    assert f"({LESSONS[middle + 1].name}.ipynb)" in links


def test_a_solution_line_that_stands_in_another_code_cell_is_an_error(tmp_path):
    copied = SOURCE.replace("check(double)\n", "x = 3\ntwice = x + x\ncheck(double)\n")
    with pytest.raises(SourceError, match="would show this line of a solution: twice = x \\+ x"):
        edition(tmp_path, source=copied)


def test_a_solution_line_in_a_comment_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="would show this line of a solution"):
        edition(tmp_path, source=SOURCE.replace("check(double)\n", "# twice = x + x\ncheck(double)\n"))


def test_a_line_that_the_prose_shows_on_purpose_is_no_leak(tmp_path):
    shown = SOURCE.replace("to double a number.", "to double a number: `twice = x + x`.")
    shown = shown.replace("check(double)\n", "x = 3\ntwice = x + x\ncheck(double)\n")
    edition(tmp_path, source=shown)


REAL = [(lesson, language) for lesson in LESSONS for language in LANGUAGES]


@pytest.mark.parametrize(("lesson", "language"), REAL, ids=[f"{lesson.name}-{language}" for lesson, language in REAL])
def test_no_line_of_a_solution_is_in_a_learner_edition(lesson, language):
    """Searched in the file as it is handed out, outputs and metadata included, by another way than the builder's."""
    learner = nbformat.read(NOTEBOOKS / notebook_path(lesson, language, solved=False), as_version=4)
    solved = nbformat.read(NOTEBOOKS / notebook_path(lesson, language, solved=True), as_version=4)
    source = read_lesson(NOTEBOOKS / "source" / f"{lesson.name}.py", lesson)
    assert leaked_lines(source, learner) == []
    exercises = {c.id for c in learner.cells if any(tag.startswith("exercise:") for tag in c.metadata.get("tags", []))}
    assert len(exercises) == len(lesson.exercises)
    learner_code = {ast.unparse(node) for c in learner.cells if c.cell_type == "code" for node in statements(c.source)}
    for c in solved.cells:
        if c.id in exercises:
            secret = [ast.unparse(node) for node in statements(c.source) if not is_docstring(node)]
            assert secret, f"{c.id} has no solution"
            assert not learner_code & set(secret)
    assert not any(c.get("outputs") or c.get("attachments") for c in learner.cells)


def statements(source):
    """Every statement inside the functions of a cell."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return [
        node
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.stmt) and node is not function
    ]


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
