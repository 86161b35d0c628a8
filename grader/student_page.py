"""The report that one student gets."""

from collections.abc import Iterator

from grader.marks import STANDINGS, Mark
from grader.pages import bar, escape, number, page
from grader.store import Grade, Student
from helpers.language import Text
from testcases.exercise import GROUPS

SIGNS = {"right": "✓", "partly": "◐", "wrong": "✗", "not yet": "○", "missing": "–", "ended": "!"}
CLASSES = {
    "right": "right",
    "partly": "partly",
    "wrong": "wrong",
    "not yet": "none",
    "missing": "none",
    "ended": "ended",
}

TITLE = Text("{student}: your results", "{student}：你的成绩")
SUM = Text("{points} of {possible} points", "{points} / {possible} 分")
GROUP = Text("Group {group}", "小组 {group}")
LATE = Text("handed in late", "迟交")
FILE = Text("graded: {name}", "评分的文件：{name}")
BY_HAND = Text("Corrected by hand to {points}, {day}: {why}", "人工更正为 {points} 分（{day}）：{why}")
GROUP_RIGHT, GROUP_WRONG = Text("✓ {group}", "✓ {group}"), Text("✗ {group}", "✗ {group}")
NOTES = Text("Noted about this notebook", "关于这份笔记本的说明")
NOT_GRADED = Text("Not graded", "未评分")
NOTHING = Text("Nothing was handed in.", "没有交作业。")
HOW = Text(
    "Each exercise is tried on the cases that you can see in the notebook and, in the same groups, on others that "
    "nobody sees beforehand. Each group that is right in both counts the same. Is something wrong here? Ask your "
    "instructor, who can correct a mark by hand.",
    "每道习题都会用笔记本中可以看到的用例来检查，也会按同样的分组用事先不公开的用例来检查。两者都正确的分组才得分，"
    "各组分值相同。如果你认为这里有误，请联系教师，教师可以人工更正分数。",
)


def student_page(student: Student) -> str:
    """Return a student's report as a page of HTML."""
    title = TITLE.format(student=student.name)
    return page(title, _body(student, title))


def _body(student: Student, title: Text) -> Iterator[str]:
    yield f'<header><p class="soft small">Descent</p><h1>{escape(title)}</h1>'
    possible = sum(grade.possible for grade in student.grades)
    if student.grades:
        yield f"<p><b>{escape(SUM.format(points=number(student.points), possible=possible))}</b></p>"
        yield bar([("right", float(student.points) / possible)])
    else:
        yield f"<p>{escape(NOTHING)}</p>" if not student.refused else ""
    if student.group:
        yield f'<p class="soft">{escape(GROUP.format(group=student.group))}</p>'
    yield "</header>\n<main>"
    for grade in student.grades:
        yield from _lesson(grade)
    if student.refused:
        yield f"<section><h2>{escape(NOT_GRADED)}</h2><ul>"
        yield from (f'<li class="any"><code>{escape(name)}</code> {escape(why)}</li>' for name, why in student.refused)
        yield "</ul></section>"
    yield f'</main>\n<footer><p class="soft small">{escape(HOW)}</p></footer>'


def _lesson(grade: Grade) -> Iterator[str]:
    sum_ = SUM.format(points=number(grade.points), possible=grade.possible)
    late = f' <span class="wrong">{escape(LATE)}</span>' if grade.late else ""
    heading = f"{grade.lesson.number} {escape(grade.lesson.title)}"
    yield f'<section><div class="head"><h2>{heading}{late}</h2><span class="points">{escape(sum_)}</span></div>'
    if grade.name is not None:
        yield f'<p class="soft small any">{escape(FILE.format(name=grade.name))}</p>'
    yield from map(_exercise, grade.marks)
    if grade.notes:
        yield f'<div class="card"><h3>{escape(NOTES)}</h3><ul class="small any">'
        yield from (f"<li>{escape(note)}</li>" for note in grade.notes)
        yield "</ul></div>"
    yield "</section>"


def _exercise(mark: Mark) -> str:
    kind = CLASSES[mark.standing]
    chips = "".join(
        f'<li class="{"right" if right else "wrong"}">'
        f"{escape((GROUP_RIGHT if right else GROUP_WRONG).format(group=GROUPS[group]))}</li>"
        for group, right in mark.groups.items()
        if mark.standing not in ("not yet", "missing")
    )
    parts = [
        f'<article class="card" style="--edge:var(--{kind if kind != "ended" else "wrong"})"><div class="head">',
        f'<h3><span class="{kind}">{SIGNS[mark.standing]} {escape(STANDINGS[mark.standing])}</span> ',
        f"<code>{escape(mark.exercise)}</code></h3>",
        f'<span class="points">{escape(SUM.format(points=number(mark.points), possible=mark.possible))}</span></div>',
        f'<ul class="chips">{chips}</ul>' if chips else "",
    ]
    if mark.correction is not None:
        made = mark.correction
        by_hand = BY_HAND.format(points=number(made.points), day=made.when[:10], why=made.why)
        parts.append(f'<p class="any small"><b>{escape(by_hand)}</b></p>')
    if mark.message:
        lines = "\n".join(escape(line) for line in mark.message)
        parts.append(f'<p class="lines small">{lines}</p>')
    return "".join([*parts, "</article>"])
