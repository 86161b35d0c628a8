"""The results of a validation: as a table, as JUnit XML, and as a page from which the executed notebooks open."""

import html
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import nbformat
from nbconvert import HTMLExporter

from ci.problem import Problem

STEPS = ("editions", "papermill", "nbval", "unsolved", "exercises", "claims")
PAGE, JUNIT, EXECUTED = "index.html", "junit.xml", "executed"


class ReportError(ValueError):
    """A report cannot be written where it is asked for."""


@dataclass(frozen=True)
class Result:
    """What one step found about one subject: problems, seconds, and the executed notebook if there is one."""

    subject: str
    step: str
    seconds: float
    problems: tuple[Problem, ...] = ()
    executed: Path | None = None

    @classmethod
    def of_error(cls, subject: str, step: str, seconds: float, error: Exception) -> "Result":
        """Return the result of a step that could not be carried out."""
        return cls(subject, step, seconds, (Problem(subject, f"the step failed: {type(error).__name__}: {error}"),))

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def mark(self) -> str:
        """OK or FAIL."""
        return "OK  " if self.ok else "FAIL"


def summary(results: Sequence[Result], folder: Path) -> str:
    """Write what broke, first thing first, then the table, then where the report is."""
    problems = [problem for result in results for problem in result.problems]
    lines = [f"{len(problems)} problem(s)" if problems else "everything holds"]
    lines += [f"\n{i}. {problem}" for i, problem in enumerate(problems, start=1)]
    lines += ["", table(results), "", f"report: {folder / PAGE}, {folder / JUNIT}"]
    return "\n".join(lines)


def table(results: Sequence[Result]) -> str:
    """Write lesson × step × seconds as aligned text; FAIL stands beside the seconds where a step found something."""
    rows = [["", *STEPS]]
    for subject in dict.fromkeys(result.subject for result in results):
        rows.append([subject, *(_entry(results, subject, step) for step in STEPS)])
    return "\n".join(aligned(rows))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Write the rows of a table as lines whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]


def _entry(results: Sequence[Result], subject: str, step: str) -> str:
    """The seconds of a step, its variants (`papermill seed=1`) added up."""
    found = [result for result in results if result.subject == subject and result.step.split()[0] == step]
    if not found:
        return "-"
    seconds = sum(result.seconds for result in found)
    return f"{seconds:.1f} s" + ("" if all(result.ok for result in found) else " FAIL")


def make_room(folder: Path) -> Path:
    """Make a folder for a report, or empty that of an earlier one; return the folder for the executed notebooks in it.

    Raises
    ------
    ReportError
        If it cannot be a folder, or holds anything but an earlier report: nothing of anybody's is removed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {PAGE, JUNIT, EXECUTED}
        if others:
            raise ReportError(f"--report must be a new folder, or an earlier report's; {folder} holds {min(others)!r}")
        executed = folder / EXECUTED
        if executed.exists():
            shutil.rmtree(executed)
        executed.mkdir()
    except OSError as error:
        reason = error.strerror
        raise ReportError(f"--report must be a folder that can be written to; got {folder}: {reason}") from error
    return executed


def write_report(results: Sequence[Result], folder: Path) -> None:
    """Write junit.xml and index.html to a folder, and a page for each executed notebook beside it."""
    (folder / JUNIT).write_bytes(_junit(results))
    (folder / PAGE).write_text(_page(results, folder), encoding="utf-8")


def _junit(results: Sequence[Result]) -> bytes:
    failures = sum(not result.ok for result in results)
    suite = ElementTree.Element("testsuite", name="descent validate", tests=str(len(results)), failures=str(failures))
    for result in results:
        case = ElementTree.SubElement(
            suite, "testcase", classname=result.subject, name=result.step, time=f"{result.seconds:.3f}"
        )
        if not result.ok:
            failure = ElementTree.SubElement(case, "failure", message=_printable(result.problems[0].what))
            failure.text = _printable("\n".join(map(str, result.problems)))
    return ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)


def _printable(text: str) -> str:
    """Leave out the control characters that XML cannot hold, such as the escapes of a coloured traceback."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def _page(results: Sequence[Result], folder: Path) -> str:
    rows = []
    for result in results:
        link = ""
        if result.executed is not None:
            page = result.executed.with_suffix(".html")
            page.write_text(_notebook_page(result.executed), encoding="utf-8")
            link = f'<a href="{quote(page.relative_to(folder).as_posix())}">executed notebook</a>'
        problems = html.escape("\n\n".join(map(str, result.problems)))
        rows.append(
            f"<tr><td>{html.escape(result.subject)}</td><td>{html.escape(result.step)}</td>"
            f"<td>{result.mark}</td><td>{result.seconds:.1f} s</td><td>{link}<pre>{problems}</pre></td></tr>"
        )
    failed = sum(not result.ok for result in results)
    headline = f"{failed} of {len(results)} steps failed" if failed else f"all {len(results)} steps passed"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>descent validate</title>'
        "<style>body{font:16px system-ui;margin:2rem}td,th{text-align:left;padding:2px 12px;vertical-align:top}"
        "pre{margin:0;white-space:pre-wrap}</style>"
        f"<h1>{headline}</h1><table><tr><th>subject<th>step<th>result<th>time<th>details</tr>{''.join(rows)}</table></html>"
    )


def _notebook_page(path: Path) -> str:
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(nbformat.read(path, as_version=4))
    return page
