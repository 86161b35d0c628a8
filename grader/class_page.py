"""The report that the instructor gets: how the class did, which mistakes it made, what needs a look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest

from grader.marks import STANDINGS, Mark
from grader.pages import TABLE_END, bar, escape, number, page, table, tile
from grader.store import Student
from grader.student_page import CLASSES, LATE
from helpers.language import Text
from testcases.course import Lesson

ROWS = 2_000  # students listed on the page; grades.csv has them all
LISTED = 200  # files listed that were not graded
SLOWEST = 10
BINS = 10

TITLE = Text("The class", "全班成绩")
STUDENTS, NOTEBOOKS = Text("students", "名学生"), Text("notebooks graded", "份笔记本已评分")
MEAN, REFUSED = (
    Text("of the points on average", "平均得分率"),
    Text("lines about files not graded", "条未评分文件的说明"),
)
BY_HAND = Text("marks corrected by hand", "个分数经人工更正")
EXERCISES = Text("How each exercise went", "各道习题的情况")
EXERCISE, RIGHT, AVERAGE = Text("exercise", "习题"), Text("right", "正确"), Text("mean points", "平均分")
SPREAD = Text("how they stand", "分布")
MISTAKES = Text("Mistakes that the class made", "全班出现的错误")
MISTAKES_WHY = Text(
    "Answers that did, on every case, exactly what a known mistake does.",
    "这些答案在每个用例上的表现都与某个已知错误完全一致。",
)
MISTAKE, HOW_OFTEN = Text("mistake", "错误"), Text("how often", "次数")
NO_NAME = Text("wrong in a way that has no name", "没有对应名称的错误")
NO_MISTAKES = Text("None: every answer that was written is right.", "没有：所有已写出的答案都正确。")
TOTALS = Text("Shares of the points that students reached", "学生得分率的分布")
SHARE, HOW_MANY = Text("share of the points", "得分率"), Text("students", "学生数")
STOPPED = Text("Stopped while running", "运行中被中止")
SLOW = Text("The slowest notebooks", "最慢的笔记本")
SLOW_ONE = Text("{seconds:.2f} s: {student}, {lesson}", "{seconds:.2f} 秒：{student}，{lesson}")
COLON, COMMA = Text(": ", "："), Text(", ", "，")
NOT_GRADED = Text("Not graded, and why", "未评分的文件及原因")
MORE = Text("and {count} more: see results.json", "另有 {count} 条：见 results.json")
MORE_STUDENTS = Text("and {count} more students: see grades.csv", "另有 {count} 名学生：见 grades.csv")
ALL = Text("Everybody", "所有学生")
STUDENT, GROUP, TOTAL = Text("student", "学生"), Text("group", "小组"), Text("total", "总分")
FILES = Text(
    "The marks as a table: {csv}. Everything, for programs: {json}.", "成绩表：{csv}。供程序读取的全部内容：{json}。"
)


@dataclass
class Exercise:
    """How a class did one exercise."""

    possible: int
    standings: Counter[str] = field(default_factory=Counter)
    points: Fraction = Fraction(0)

    @property
    def count(self) -> int:
        """How many answers there are."""
        return self.standings.total()


@dataclass
class Class:
    """What the page shows, gathered from one student after the other."""

    lessons: list[Lesson]
    students: int = 0
    notebooks: int = 0
    by_hand: int = 0
    points: Fraction = Fraction(0)
    possible: int = 0
    bins: Counter[int] = field(default_factory=Counter)
    exercises: dict[tuple[str, str], Exercise] = field(default_factory=dict)
    mistakes: Counter[tuple[str, Text]] = field(default_factory=Counter)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)
    stopped: list[tuple[str, Mark]] = field(default_factory=list)
    refused: list[tuple[str, str, Text]] = field(default_factory=list)
    rows: list[tuple[Student, str]] = field(default_factory=list)

    def add(self, student: Student, file: str) -> None:
        """Count a student, whose report is in `file`."""
        possible = sum(sum(lesson.exercises.values()) for lesson in self.lessons)
        self.students += 1
        self.points += student.points
        self.possible += possible
        self.bins[min(BINS - 1, int(BINS * student.points / possible)) if possible else 0] += 1
        self.refused += [(student.name, name, reason) for name, reason in student.refused]
        if len(self.rows) < ROWS:
            self.rows.append((student, file))
        for grade in student.grades:
            self.notebooks += grade.name is not None
            self.slowest = nlargest(SLOWEST, [*self.slowest, (grade.seconds, student.name, grade.lesson.name)])
            for mark in grade.marks:
                self._count(student, grade.lesson, mark)

    def _count(self, student: Student, lesson: Lesson, mark: Mark) -> None:
        exercise = self.exercises.setdefault((lesson.number, mark.exercise), Exercise(mark.possible))
        exercise.standings[mark.standing] += 1
        exercise.points += mark.points
        self.by_hand += mark.correction is not None
        if mark.standing in ("partly", "wrong"):
            self.mistakes[mark.exercise, mark.mistake or NO_NAME] += 1
        elif mark.standing == "ended":
            self.stopped.append((student.name, mark))


def class_page(found: Class, links: Mapping[str, str]) -> str:
    """Return the instructor's report as a page of HTML; `links` are the names of the table's and the JSON's files."""
    return page(TITLE, _body(found, links))


def _body(found: Class, links: Mapping[str, str]) -> Iterator[str]:
    yield f'<header><p class="soft small">Descent</p><h1>{escape(TITLE)}</h1></header>\n<main>\n<div class="tiles">'
    yield tile(str(found.students), STUDENTS) + tile(str(found.notebooks), NOTEBOOKS)
    yield tile(f"{float(100 * found.points / found.possible):.0f} %" if found.possible else "–", MEAN)
    yield tile(str(len(found.refused)), REFUSED) + (tile(str(found.by_hand), BY_HAND) if found.by_hand else "")
    files = FILES.format(csv=links["csv"], json=links["json"]).get()
    yield f'</div><p class="small">{_linked(escape(files), links.values())}</p>'
    yield from _exercises(found)
    yield from _mistakes(found)
    yield from _totals(found)
    yield from _attention(found)
    yield from _everybody(found)
    yield "</main>"


def _linked(text: str, files: Iterable[str]) -> str:
    for file in files:
        text = text.replace(file, f'<a href="{file}">{file}</a>')
    return text


def _exercises(found: Class) -> Iterator[str]:
    yield f"<section><h2>{escape(EXERCISES)}</h2>"
    keys = "".join(f'<span><i class="b-{kind}"></i>{escape(words)}</span>' for kind, words in _kinds())
    yield f'<div class="key">{keys}</div>' + table(("", EXERCISE), ("", SPREAD), ("n", RIGHT), ("n", AVERAGE))
    for lesson in found.lessons:
        title = f"{lesson.number} {escape(lesson.title)}"
        yield f'<tbody><tr><th colspan="4" scope="rowgroup">{title}</th></tr>'
        for name in lesson.exercises:
            exercise = found.exercises.get((lesson.number, name))
            if exercise is None:
                continue
            count = exercise.count
            by_kind: Counter[str] = Counter()
            for standing, many in exercise.standings.items():
                by_kind[CLASSES[standing]] += many
            parts = [(kind, by_kind[kind] / count) for kind, _ in _kinds()]
            said = COMMA.get().join(f"{STANDINGS[kind]}{COLON}{exercise.standings[kind]}" for kind in STANDINGS)
            yield (
                f'<tr><td><code>{escape(name)}</code></td><td title="{escape(said)}" aria-label="{escape(said)}">'
                f'{bar(parts)}</td><td class="n">{exercise.standings["right"]} / {count}</td>'
                f'<td class="n">{number(exercise.points / count)} / {exercise.possible}</td></tr>'
            )
        yield "</tbody>"
    yield TABLE_END + "</section>"


def _kinds() -> list[tuple[str, str]]:
    """The colours of the bars, with the words for them."""
    words: dict[str, list[str]] = {}
    for standing, text in STANDINGS.items():
        words.setdefault(CLASSES[standing], []).append(text.get())
    return [(kind, " · ".join(texts)) for kind, texts in words.items()]


def _mistakes(found: Class) -> Iterator[str]:
    yield f"<section><h2>{escape(MISTAKES)}</h2>"
    if not found.mistakes:
        yield f"<p>{escape(NO_MISTAKES)}</p></section>"
        return
    ranked = sorted(
        found.mistakes.items(), key=lambda item: (item[0][1] == NO_NAME, -item[1], item[0][0], item[0][1].en)
    )
    most = max(found.mistakes.values())
    yield f'<p class="soft small">{escape(MISTAKES_WHY)}</p>'
    yield table(("", MISTAKE), ("", EXERCISE), ("n", HOW_OFTEN), ("", ""))
    for (exercise, mistake), count in ranked:
        soft = ' class="soft"' if mistake == NO_NAME else ""
        yield (
            f"<tr><td{soft}>{escape(mistake)}</td><td><code>{escape(exercise)}</code></td>"
            f'<td class="n">{count}</td><td>{bar([("none" if soft else "wrong", count / most)])}</td></tr>'
        )
    yield TABLE_END + "</section>"


def _totals(found: Class) -> Iterator[str]:
    most = max(found.bins.values(), default=0)
    yield f"<section><h2>{escape(TOTALS)}</h2>" + table(("", SHARE), ("n", HOW_MANY), ("", ""))
    for i in range(BINS):
        low, high = 100 * i // BINS, 100 * (i + 1) // BINS
        drawn = bar([("right", found.bins[i] / most if most else 0)])
        yield f'<tr><td>{low}–{high} %</td><td class="n">{found.bins[i]}</td><td style="width:60%">{drawn}</td></tr>'
    yield TABLE_END + "</section>"


def _attention(found: Class) -> Iterator[str]:
    if found.stopped:
        yield f"<section><h2>{escape(STOPPED)}</h2><ul>"
        for student, mark in found.stopped[:LISTED]:
            said = " ".join(escape(line) for line in mark.message)
            yield f'<li class="any">{escape(student)}{COLON}<code>{escape(mark.exercise)}</code>. {said}</li>'
        yield _more(MORE, len(found.stopped) - LISTED) + "</ul></section>"
    if found.refused:
        yield f"<section><h2>{escape(NOT_GRADED)}</h2><ul>"
        for student, name, reason in found.refused[:LISTED]:
            yield f'<li class="any">{escape(student)}{COLON}<code>{escape(name)}</code> {escape(reason)}</li>'
        yield _more(MORE, len(found.refused) - LISTED) + "</ul></section>"
    if found.slowest:
        yield f"<section><h2>{escape(SLOW)}</h2><ul>"
        for seconds, student, lesson in found.slowest:
            yield f'<li class="any">{escape(SLOW_ONE.format(seconds=seconds, student=student, lesson=lesson))}</li>'
        yield "</ul></section>"


def _more(text: Text, count: int) -> str:
    return f'<li class="soft">{escape(text.format(count=count))}</li>' if count > 0 else ""


def _everybody(found: Class) -> Iterator[str]:
    groups = any(student.group for student, _ in found.rows)
    lessons = [("n", lesson.number) for lesson in found.lessons]
    yield f"<section><h2>{escape(ALL)}</h2>"
    yield table(("", STUDENT), *([("", GROUP)] if groups else []), *lessons, ("n", TOTAL))
    for student, file in found.rows:
        grades = {grade.lesson.number: grade for grade in student.grades}
        yield f'<tr><td class="any"><a href="{file}">{escape(student.name)}</a></td>'
        yield f'<td class="any">{escape(student.group)}</td>' if groups else ""
        for lesson in found.lessons:
            grade = grades.get(lesson.number)
            late = f'<br><span class="wrong small">{escape(LATE)}</span>' if grade and grade.late else ""
            yield f'<td class="n">{number(grade.points) if grade else "–"}{late}</td>'
        yield f'<td class="n"><b>{number(student.points)}</b></td></tr>'
    yield TABLE_END
    if found.students > len(found.rows):
        yield f"<p>{escape(MORE_STUDENTS.format(count=found.students - len(found.rows)))}</p>"
    yield "</section>"
