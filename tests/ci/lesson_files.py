"""A small, right lesson source that tests break in one place each."""

from helpers.language import Text
from testcases.course import Lesson

LESSON = Lesson("04", "momentum", Text("Momentum", "动量"), 5, {"double": 5})

SOURCE = '''\
# %% able [markdown] tags=["lang:en"]
# You will be able to double a number.

# %% able [markdown] tags=["lang:zh"]
# 你将能够把一个数加倍。

# %% parameters tags=["parameters"]
language = "en"
seed = 0
quick = False

# %% setup tags=["setup"]
from testcases import check, set_language

set_language(language)

# %% exercise-double tags=["lang:en", "exercise:double"]
def double(x):
    """Return twice x."""
    # solution
    twice = x + x
    return twice
    # end solution

# %% exercise-double tags=["lang:zh", "exercise:double"]
def double(x):
    """返回 x 的两倍。"""
    # solution
    twice = x + x
    return twice
    # end solution

# %% check-double tags=["check"]
check(double)
'''


def write(folder, source=SOURCE):
    """Write a lesson source to a folder and return its path."""
    path = folder / f"{LESSON.name}.py"
    path.write_text(source, encoding="utf-8")
    return path
