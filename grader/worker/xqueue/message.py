"""The feedback of a report as XML, which is valid HTML too: Open edX puts it into the page of the course.

Text that a submission produced is a text node, never markup, in which invisible characters are replaced by their code
points. The elements and attributes are those of this module, and none is empty: HTML would take <p/> for an open tag.
MathJax, which typesets the pages of courses, passes over the whole (by its class): TeX may hold links to scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from grader.model import CaseResult, Report, Verdict
from grader.model.text import reveal

#: Characters of a message at most, and of one text in it.
MAX_MESSAGE = 20_000
MAX_TEXT = 1_500
#: Characters of a title and of what the code printed.
_MAX_TITLE, _MAX_LOG = 200, 600
#: MathJax 2 and 3 leave out elements of these classes.
_CLASSES = "nn-grader tex2jax_ignore mathjax_ignore"
_WRAP = "white-space: pre-wrap"
_BLOCK = "border-left: 3px solid #999; margin-bottom: 1em; padding-left: 0.75em"


def plain(*paragraphs: str) -> str:
    """A message of paragraphs."""
    root = Element("div", {"class": _CLASSES})
    for paragraph in paragraphs:
        SubElement(root, "p").text = _clean(paragraph)
    return _xml(root)


def feedback(report: Report) -> str:
    """The message for a report, which is already cut to what its student may see (`Report.for_student`)."""
    root = Element("div", {"class": _CLASSES})
    left = MAX_MESSAGE - len(_xml(_summary(root, report)))
    for element in _parts(report):
        left -= len(_xml(element))
        if left < 200:
            SubElement(root, "p").text = "There is more feedback than fits here."
            break
        root.append(element)
    return _xml(root)


def _summary(root: Element, report: Report) -> Element:
    passed = sum(case.verdict is Verdict.ACCEPTED for case in report.cases)
    paragraph = SubElement(root, "p")
    points = f"{_points(report.score)} of {_points(report.max_score)} {'point' if report.max_score == 1 else 'points'}"
    SubElement(paragraph, "strong").text = f"{points}."
    tests = "test" if len(report.cases) == 1 else "tests"
    SubElement(paragraph, "span").text = f" {passed} of {len(report.cases)} {tests} passed."
    return root


def _parts(report: Report) -> Iterator[Element]:
    """What did not pass, each mistake explained once; then the notes and what passed."""
    explained: set[str] = set()
    told: set[str] = set()
    for case in report.cases:
        if case.verdict is not Verdict.ACCEPTED:
            yield _failed(case, explained, told)
    if report.notes:
        yield _list("Notes about your file:", report.notes)
    passed = [case.title for case in report.cases if case.verdict is Verdict.ACCEPTED]
    if passed:
        yield _list("Passed:", passed)


def _failed(case: CaseResult, explained: set[str], told: set[str]) -> Element:
    """One test. A message that another test has had is not repeated: a file that does not load fails all in one way."""
    element = Element("div", {"class": "nn-grader-test", "style": _BLOCK})
    head = SubElement(element, "p")
    SubElement(head, "strong").text = _clean(case.title, _MAX_TITLE)
    hidden = "" if case.visible else "hidden test, "
    points = f"{_points(case.score)} of {_points(case.max_score)}"
    SubElement(head, "span").text = f" ({hidden}{case.verdict.words}, {points})"
    if case.message.strip() and case.message not in told:
        SubElement(element, "pre", {"style": _WRAP}).text = _clean(case.message)
    told.add(case.message)
    if case.diagnosis is not None:
        mistake = SubElement(element, "p")
        SubElement(mistake, "span").text = f"Mistake: {_clean(case.diagnosis.title, _MAX_TITLE)}."
        if case.diagnosis.explanation.strip() and case.diagnosis.name not in explained:
            SubElement(mistake, "span").text = f" {_clean(case.diagnosis.explanation)}"
        explained.add(case.diagnosis.name)
    if case.hint and case.hint.strip() and case.hint not in told:
        SubElement(element, "p").text = _clean(case.hint)
        told.add(case.hint)
    if case.log.strip() and case.log not in told:
        SubElement(element, "p").text = "Your code printed:"
        SubElement(element, "pre", {"style": _WRAP}).text = _clean(case.log, _MAX_LOG)
        told.add(case.log)
    return element


def _list(title: str, lines: Iterable[str]) -> Element:
    element = Element("div", {"class": "nn-grader-list"})
    SubElement(element, "p").text = title
    items = SubElement(element, "ul")
    for line in lines:
        SubElement(items, "li").text = _clean(line, _MAX_TITLE)
    return element


def _clean(text: str, limit: int = MAX_TEXT) -> str:
    """`text` of characters that XML may hold, cut to `limit` of them. Never empty."""
    shown = reveal(text.strip()[: limit + 1]) or " "
    return shown if len(shown) <= limit else f"{shown[: limit - 3]}..."


def _points(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _xml(element: Element) -> str:
    return tostring(element, encoding="unicode", short_empty_elements=False)
