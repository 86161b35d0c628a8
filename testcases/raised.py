"""What is said of an error: its own words, and the learner's line that it came from."""

import linecache
import traceback
from types import TracebackType

from helpers.language import Text
from testcases.compare import shortened
from testcases.guard import TimeIsUpError
from testcases.plain import name_of

RAISED = Text("Raised: {error}", "抛出异常：{error}")
RAISED_AT = Text("In your line {line}: {code}", "位于你的第 {line} 行：{code}")
STOPPED = Text(
    "Stopped: it was still running after {seconds} seconds. Does a loop in it never end?",
    "已停止：运行 {seconds} 秒后仍未结束。其中是否有不会结束的循环？",
)


def describe_error(error: BaseException, raised: TracebackType | None) -> tuple[Text, ...]:
    """Tell what was raised and where in the learner's code; `raised` is the traceback, which begins at the call.

    An error from another process brings its line along: `learner_line` is its number and its code, or None.
    """
    kind = type(error)  # an error can be written so that it fails when it is asked for anything
    if kind is TimeIsUpError:
        return STOPPED.format(seconds=f"{error.args[0]:g}"), *_own_line(raised)
    try:
        said = " ".join("".join(traceback.format_exception_only(error)).split())
        if isinstance(error, SyntaxError):  # of code that was read from a string: that has other lines
            said = f"{name_of(kind)}: {error.msg}"
        brought = (error.learner_line,) if hasattr(error, "learner_line") else ()
        place = [RAISED_AT.format(line=line[0], code=shortened(line[1])) for line in brought if line]
    except (KeyboardInterrupt, TimeIsUpError):
        raise
    except BaseException:
        return RAISED.format(error=name_of(kind)), *_own_line(raised)
    return RAISED.format(error=shortened(said)), *(place if brought else _own_line(raised))


def _own_line(raised: TracebackType | None) -> tuple[Text, ...]:
    """The last line that stands where the function stands: in the notebook, in any of its cells, or in one file."""
    place = raised
    while place is not None and _ours(place):  # who calls the function, or reads its result
        place = place.tb_next
    home, lines = place.tb_frame.f_globals if place is not None else None, []
    while place is not None:
        code = linecache.getline(place.tb_frame.f_code.co_filename, place.tb_lineno).strip()
        if code and place.tb_frame.f_globals is home:  # what was given to exec() has no source
            lines.append(RAISED_AT.format(line=place.tb_lineno, code=shortened(code)))
        place = place.tb_next
    return tuple(lines[-1:])


def _ours(place: TracebackType) -> bool:
    return str(place.tb_frame.f_globals.get("__name__")).startswith(("testcases.", "grader."))
