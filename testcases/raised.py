"""What is said of an error: its own words, and the learner's line that it came from."""

import linecache
import traceback
from types import TracebackType

from helpers.language import Text
from testcases.guard import TimeIsUpError

WIDTH = 300

RAISED = Text("Raised: {error}", "抛出异常：{error}")
RAISED_AT = Text("In your line {line}: {code}", "位于你的第 {line} 行：{code}")
STOPPED = Text(
    "Stopped: it was still running after {seconds} seconds. Does a loop in it never end?",
    "已停止：运行 {seconds} 秒后仍未结束。其中是否有不会结束的循环？",
)


def describe_error(error: BaseException, raised: TracebackType | None) -> tuple[Text, ...]:
    """Tell what was raised and where in the learner's code; `raised` is the traceback, which begins at the call."""
    if isinstance(error, TimeIsUpError):
        return STOPPED.format(seconds=error.args[0]), *_own_line(raised)
    said = " ".join("".join(traceback.format_exception_only(error)).split())
    if isinstance(error, SyntaxError):  # of code that was read from a string: that has other lines
        said = f"{type(error).__name__}: {error.msg}"
    return RAISED.format(error=said if len(said) <= WIDTH else said[:WIDTH] + "…"), *_own_line(raised)


def _own_line(raised: TracebackType | None) -> tuple[Text, ...]:
    """The last line that stands where the function stands: in the notebook, in any of its cells, or in one file."""
    place = raised.tb_next if raised is not None else None  # the first frame is ours
    if place is None or str(place.tb_frame.f_globals.get("__name__")).startswith("grader."):
        return ()
    home, own = place.tb_frame.f_globals, place
    while place is not None:
        if place.tb_frame.f_globals is home:
            own = place
        place = place.tb_next
    code = linecache.getline(own.tb_frame.f_code.co_filename, own.tb_lineno).strip()
    return (RAISED_AT.format(line=own.tb_lineno, code=code),)
