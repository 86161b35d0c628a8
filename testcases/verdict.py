"""What the judge found, and how it is said: plain text, in either language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from helpers.language import Text
from testcases.exercise import GROUPS, Exercise, Mistake
from testcases.outcome import Outcome
from testcases.wording import describe


class Status(Enum):
    """How an answer stands; the value is the mark that goes with the words."""

    PASSED = "✓"
    NOT_YET = "○"
    WRONG = "✗"


HEADLINES = {
    Status.PASSED: Text(
        "{mark} {name}: right. Every case passes: {right}.", "{mark} {name}：正确。用例全部通过：{right}。"
    ),
    Status.NOT_YET: Text(
        "{mark} {name}: not written yet. Write it in the cell above, run that cell, then run this one again.",
        "{mark} {name}：还没有写。请在上面的单元格中写出它，运行那个单元格，再运行这一个。",
    ),
    Status.WRONG: Text(
        "{mark} {name}: not right yet. Right so far: {right}.", "{mark} {name}：还不对。已经正确的部分：{right}。"
    ),
}
NOTHING = Text("nothing", "无")
NONE_RETURNED = Text(
    "It gave back None. If you have written it: does it end with return?",
    "它返回了 None。如果你已经写好了：末尾有 return 吗？",
)
UNSTEADY = Text(
    "Called again in the same way, it did something else. Does it keep something between calls, or use chance?",
    "用同样的方式再次调用，结果却不同。它是否在两次调用之间保留了什么，或者用到了随机数？",
)
DIAGNOSIS = Text("Diagnosis: {name}. {advice}", "诊断：{name}。{advice}")
SECOND = Text("And a second thing: {name}. {advice}", "还有第二处：{name}。{advice}")
KNOWN = Text("What the results show: {findings}", "从结果可以看出：{findings}")
WHERE = Text("Read again: {where}.", "请重读：{where}。")


@dataclass(frozen=True)
class Verdict:
    """The judge's finding on one answer.

    `groups` says which groups of cases came out right, `wrong` how the first failing case ended, `mistake` is the known
    mistake that the answer makes (None if it has no name), `second` another one beside it, `findings` what the results
    tell otherwise, `steady` is False if the answer does not repeat itself.
    """

    exercise: Exercise
    status: Status
    groups: Mapping[str, bool]
    wrong: Outcome | None = None
    mistake: Mistake | None = None
    second: Mistake | None = None
    findings: tuple[Text, ...] = ()
    steady: bool = True

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
        return "\n".join(line.get(language) for line in self.lines())

    def lines(self) -> list[Text]:
        """The message line by line; the first is the headline."""
        right = _enumeration([GROUPS[group] for group, passed in self.groups.items() if passed])
        lines = [HEADLINES[self.status].format(mark=self.status.value, name=self.exercise.name, right=right)]
        if self.wrong is None or self.wrong.call is None:
            return lines
        if self.status is Status.WRONG:
            lines += describe(self.exercise, self.wrong)
        if self.mistake is not None:
            lines.append(DIAGNOSIS.format(name=self.mistake.name, advice=self.mistake.advice))
            lines.append(WHERE.format(where=self.mistake.where))
            if self.second is not None:
                lines.append(SECOND.format(name=self.second.name, advice=self.second.advice))
                lines.append(WHERE.format(where=self.second.where))
        elif self.wrong.call.error is None and self.wrong.call.returned is None:
            lines.append(NONE_RETURNED)
        elif not self.steady:
            lines.append(UNSTEADY)
        elif self.findings:
            lines.append(KNOWN.format(findings=_joined(self.findings)))
        return lines


def _joined(sentences: tuple[Text, ...]) -> Text:
    return Text(" ".join(text.get("en") for text in sentences), "".join(text.get("zh") for text in sentences))


def _enumeration(texts: list[Text]) -> Text:
    if not texts:
        return NOTHING
    return Text(", ".join(text.get("en") for text in texts), "、".join(text.get("zh") for text in texts))
