import ast

import pytest

from grader.cells import plain_python

TABLE = {
    "plain": ("x = 1\n", "x = 1\n", ()),
    "a remainder on a line of its own": ("x = (7\n  % 3)", "x = (7\n  % 3)", ()),
    "a magic": ("%matplotlib inline\nx = 1", "pass\nx = 1", (1,)),
    "a shell line": ("!pip install torch\nx = 1", "pass\nx = 1", (1,)),
    "in a block": ("if True:\n    !ls\nx = 1", "if True:\n    pass\nx = 1", (2,)),
    "captured": ("files = !ls\nx = 1", "pass\nx = 1", (1,)),
    "a captured magic": ("t = %timeit -o f()\nx = 1", "pass\nx = 1", (1,)),
    "help": ("ema?\nnp.sum??\n?ema\nx = 1", "pass\npass\npass\nx = 1", (1, 2, 3)),
    "a timed cell": ("%%time\nx = 1", "pass\nx = 1", (1,)),
    "a timed cell after an empty line": ("\n%%time\nx = 1", "\npass\nx = 1", (2,)),
    "a shell cell": ("%%bash\nrm -r x", "pass", (1, 2)),
    "a page": ("%%html\n<b>x</b>", "pass", (1, 2)),
    "in a string": ('!ls\ntext = """\n!no\n%no\n"""', 'pass\ntext = """\n!no\n%no\n"""', (1,)),
    "in brackets": ("!ls\nx = [7\n% 3]", "pass\nx = [7\n% 3]", (1,)),
    "after a backslash": ("!ls\nx = 7 \\\n% 3", "pass\nx = 7 \\\n% 3", (1,)),
    "with an error elsewhere": ("%time f()\ndef f(:", "pass\ndef f(:", (1,)),
    "empty": ("", "", ()),
    "windows line ends": ("%time f()\r\nx = 1", "pass\nx = 1", (1,)),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_of_a_cell_is_python(name):
    source, plain, skipped = TABLE[name]
    assert plain_python(source) == (plain, skipped)


@pytest.mark.parametrize("name", [name for name in TABLE if name != "with an error elsewhere"])
def test_what_is_left_can_be_run(name):
    ast.parse(plain_python(TABLE[name][0])[0])


@pytest.mark.parametrize("source", ["\0", "(" * 10_000, "!" * 1000, "'''", "\\", "x = '\ud800'", "if x:\n!ls\n  y"])
def test_nothing_stops_it(source):
    plain, skipped = plain_python(source)
    assert plain.count("\n") == source.count("\n")
    assert all(1 <= line <= source.count("\n") + 1 for line in skipped)
