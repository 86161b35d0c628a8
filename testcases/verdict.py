"""What the judge found, and how it is said: plain text first, in either language."""

import linecache
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.language import Text
from testcases.compare import as_numbers
from testcases.exercise import GROUPS, Exercise, Mistake

if TYPE_CHECKING:
    from testcases.judging import Call, Outcome

ARRAY_ITEMS_SHOWN = 12  # an array with more numbers is shown by its first wrong number
ARGUMENT_WIDTH = 90  # an argument that takes more characters is shown by its shapes


class Status(Enum):
    """How an answer stands; the value is the mark that goes with the words."""

    PASSED = "✓"
    NOT_YET = "○"
    WRONG = "✗"


HEADLINES = {
    Status.PASSED: Text("{mark} {name}: right. All groups of cases pass ({right}).", "{mark} {name}：正确，各组用例全部通过（{right}）。"),
    Status.NOT_YET: Text(
        "{mark} {name}: not written yet. Write it in the cell above, run that cell, then run this one again.",
        "{mark} {name}：还没有写。请在上面的单元格中写出它，运行那个单元格，再运行这一个。",
    ),
    Status.WRONG: Text("{mark} {name}: not right yet. Right so far: {right}.", "{mark} {name}：还不对。已经正确的部分：{right}。"),
}
NONE_YET = Text("nothing", "无")
COMMA = Text(", ", "、")
FIRST_CASE = Text("The first case that differs: {case}.", "第一个不一致的用例：{case}。")
STEP = Text("{case}, call {step} of {steps}", "{case}，第 {step} 次调用（共 {steps} 次）")
CALLED = Text("Called    {call}", "调用  {call}")
RETURNED = Text("Returned  {value}", "返回  {value}")
EXPECTED = Text("Expected  {value}", "应为  {value}")
ITEM = Text("{where}{index} = {value}", "{where}{index} = {value}")
SHAPED = Text("shape {shape}", "形状 {shape}")
RAISED = Text("Raised    {error}", "抛出异常  {error}")
RAISED_AT = Text("          in line {line} of your cell: {code}", "      位于你的单元格第 {line} 行：{code}")
CHANGED = Text(
    "It changed {names}, which has to stay as it was: work on a copy.", "它改动了 {names}，而这应当保持不变：请在副本上操作。"
)
MISTAKE = Text("Diagnosis: {name}. {advice}", "诊断：{name}。{advice}")
WHERE = Text("Read again: {where}.", "请重读：{where}。")
NOTHING_RETURNED = Text(
    "It gave back None. If you have written it: does it end with return?", "它返回了 None。如果你已经写好了：最后有 return 吗？"
)


@dataclass(frozen=True)
class Verdict:
    """The judge's finding: `passed`, the `mistake` if it has a name, `groups` of cases, `message()` in plain text."""

    exercise: Exercise
    status: Status
    groups: Mapping[str, bool]
    wrong: "Outcome | None" = None
    mistake: Mistake | None = None

    @property
    def passed(self) -> bool:
        """Whether every case came out right."""
        return self.status is Status.PASSED

    @property
    def share(self) -> Fraction:
        """The share of the exercise's points that was earned: each group counts the same."""
        return Fraction(sum(self.groups.values()), len(self.groups))

    def message(self, language: str | None = None) -> str:
        """Say in plain text what was found, for the first failing case only."""
        return "\n".join(line.get(language) for line in self.lines(language))

    def lines(self, language: str | None = None) -> list[Text]:
        """The message line by line; the first is the headline."""
        right = COMMA.get(language).join(GROUPS[group].get(language) for group, ok in self.groups.items() if ok)
        name = self.exercise.name
        headline = HEADLINES[self.status].format(mark=self.status.value, name=name, right=right or NONE_YET)
        lines = [headline]
        if self.wrong is not None:
            lines += _describe(self.exercise, self.wrong)
        if self.mistake is not None:
            lines += [
                MISTAKE.format(name=self.mistake.name, advice=self.mistake.advice),
                WHERE.format(where=self.mistake.where),
            ]
        return lines


def _describe(exercise: Exercise, outcome: "Outcome") -> list[Text]:
    assert outcome.call is not None
    call, case = outcome.call, outcome.case.name
    if outcome.steps > 1:
        case = STEP.format(case=case, step=outcome.step, steps=outcome.steps)
    shown = ", ".join(
        f"{name}={show_argument(value)}" for name, value in zip(exercise.argument_names, call.arguments, strict=False)
    )
    lines = [FIRST_CASE.format(case=case), CALLED.format(call=f"{exercise.name}({shown})")]
    if call.error is not None:
        return lines + _describe_error(call)
    if outcome.difference is None:
        forbidden = [name for name in call.changed if name not in exercise.may_change]
        return [*lines, CHANGED.format(names=", ".join(forbidden))]
    difference = outcome.difference
    where = _name_path(exercise.returns, difference.path)
    returned, expected = as_numbers(difference.returned), as_numbers(difference.expected)
    if returned is None or expected is None or returned.shape != expected.shape:
        reason = Text(f"{where} {difference.reason.en}", f"{where} {difference.reason.zh}")
        return [*lines, RETURNED.format(value=reason), *_none_note(difference.returned)]
    index = ""
    if expected.size > ARRAY_ITEMS_SHOWN:
        first = tuple(np.argwhere(~np.isclose(returned, expected, rtol=1e-9, atol=0.0))[0].tolist())
        index = str(list(first))
        returned, expected = returned[first], expected[first]
    seen, wanted = (show_numbers(returned), show_numbers(expected))
    if seen == wanted:  # they part after the digits that are shown otherwise
        seen, wanted = (show_numbers(returned, digits=15), show_numbers(expected, digits=15))
    return [
        *lines,
        RETURNED.format(value=ITEM.format(where=where, index=index, value=seen)),
        EXPECTED.format(value=ITEM.format(where=where, index=index, value=wanted)),
    ]


def _none_note(returned: Any) -> list[Text]:
    return [NOTHING_RETURNED] if returned is None else []


def _describe_error(call: "Call") -> list[Text]:
    error = call.error
    assert error is not None
    lines = [RAISED.format(error=f"{type(error).__name__}: {error}")]
    # The first frame is ours, the next the learner's; the last one in the same file is the line that they can mend.
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    if own and own[-1].lineno is not None:
        code = linecache.getline(own[-1].filename, own[-1].lineno).strip()
        lines.append(RAISED_AT.format(line=own[-1].lineno, code=code))
    return lines


def _name_path(returns: str | tuple[str, ...], path: str) -> str:
    """Turn a path into a result such as `[1]["dW1"]` into the names that learners know: `v["dW1"]`."""
    if isinstance(returns, str):
        return returns + path
    for i, name in enumerate(returns):
        if path.startswith(f"[{i}]"):
            return name + path[len(f"[{i}]") :]
    return ", ".join(returns) + path


def show_numbers(value: Any, digits: int = 6) -> str:
    """Write numbers on one line with a fixed number of significant digits."""
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{array.item():.{digits}g}"
    text = np.array2string(array, formatter={"float_kind": lambda x: f"{x:.{digits}g}"}, separator=", ", threshold=40)
    return " ".join(text.split())


def show_argument(value: Any) -> str:
    """Write one argument of a call, by its numbers where these are few and by its shapes where they are many."""
    if isinstance(value, Mapping):
        written = ", ".join(f'"{key}": {show_argument(item)}' for key, item in value.items())
        if len(written) > ARGUMENT_WIDTH:
            written = ", ".join(f'"{key}": {SHAPED.format(shape=np.shape(item))}' for key, item in value.items())
        return "{" + written + "}"
    numbers = as_numbers(value)
    if numbers is None:
        return repr(value)
    written = show_numbers(numbers)
    return written if len(written) <= ARGUMENT_WIDTH else str(SHAPED.format(shape=numbers.shape))
