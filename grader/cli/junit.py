"""A report as JUnit XML, for GitHub, GitLab, Jenkins and others, and as lines that editors read as problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.cli.escaping import one_line
from grader.model import CaseResult, Report, Source, Verdict
from grader.model.text import reveal

#: Verdicts that say nothing about the submission.
_NO_RESULT = frozenset({Verdict.SKIPPED, Verdict.JUDGE_ERROR})


def junit(report: Report, file: Path) -> str:
    """The report as JUnit XML: a `testcase` for each test, with the points as properties of the `testsuite`."""
    failed = [case for case in report.cases if case.verdict not in {Verdict.ACCEPTED, *_NO_RESULT}]
    suite = Element(
        "testsuite",
        name=report.assignment,
        tests=str(len(report.cases)),
        failures=str(len(failed)),
        errors=str(sum(case.verdict is Verdict.JUDGE_ERROR for case in report.cases)),
        skipped=str(sum(case.verdict is Verdict.SKIPPED for case in report.cases)),
        time=f"{report.duration_ms / 1000:.3f}",
    )
    properties = SubElement(suite, "properties")
    for name, value in (("verdict", report.verdict.value), ("score", report.score), ("max_score", report.max_score)):
        SubElement(properties, "property", name=name, value=f"{value:g}" if isinstance(value, float) else str(value))
    for case in report.cases:
        suite.append(_testcase(report, case, file))
    if report.notes:
        SubElement(suite, "system-out").text = reveal("\n".join(report.notes))
    return _document(suite)


def unreadable(slug: str, file: Path, message: str) -> str:
    """The JUnit XML of a file that cannot be read as a submission."""
    suite = Element("testsuite", name=slug, tests="1", failures="1", errors="0", skipped="0", time="0")
    case = SubElement(suite, "testcase", classname=slug, name="The submission can be read", file=reveal(str(file)))
    SubElement(case, "failure", type="unreadable", message=one_line(message)).text = reveal(message)
    return _document(suite)


def problems(report: Report, file: Path, source: Source | None = None, names: Iterable[str] = ()) -> Iterator[str]:
    """A line "FILE:LINE:1: error: TEST: MESSAGE" for each failed test, as compilers write them.

    Problem matchers of editors, such as VS Code's `$gcc`, read them. A test whose message names no line is shown where
    one of `names` is defined in `source`, or at line 1.
    """
    start = _definition_line(source, names) if source else 1
    for case in report.cases:
        if case.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}:
            told = " ".join(_explanation(case)[0].split())
            yield one_line(f"{file}:{case.code_line or start}:1: error: {case.title}: {told}")


def _definition_line(source: Source, names: Iterable[str]) -> int:
    """The line of a file that defines one of `names`; 1 if none does, and for notebooks."""
    if len(source.cells) != 1:
        return 1
    definition = re.compile(rf"\s*(async\s+def|def|class)\s+({'|'.join(map(re.escape, names))})\b")
    lines = enumerate(source.cells[0].splitlines(), start=1)
    return next((number for number, line in lines if definition.match(line)), 1)


def _testcase(report: Report, case: CaseResult, file: Path) -> Element:
    element = Element(
        "testcase",
        classname=f"{report.assignment}.{case.row}",
        name=one_line(case.title),
        time=f"{case.duration_ms / 1000:.3f}",
        file=reveal(str(file)),
    )
    if case.code_line is not None:
        element.set("line", str(case.code_line))
    if case.verdict is Verdict.SKIPPED:
        SubElement(element, "skipped", message=one_line(case.message))
    elif case.verdict is not Verdict.ACCEPTED:
        head, *rest = _explanation(case)
        kind = "error" if case.verdict is Verdict.JUDGE_ERROR else "failure"
        failure = SubElement(element, kind, type=case.verdict.value, message=one_line(head))
        points = f"{case.score:g} of {case.max_score:g} points"
        failure.text = reveal("\n\n".join((head, *rest, points)))
    if case.log:
        SubElement(element, "system-out").text = reveal(case.log)
    return element


def _explanation(case: CaseResult) -> tuple[str, ...]:
    """What is said of a failed test; its verdict, if nothing is."""
    return case.explanation or (case.verdict.words,)


def _document(suite: Element) -> str:
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True)
