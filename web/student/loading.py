"""A submission that does not load: the error is shown once, with its line of code, instead of once for each test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from grader.model import Assignment, Source, Verdict
from web.i18n import N_, gettext
from web.student.escaping import LINE, cut, reveal
from web.student.results import NOT_RUN, VERDICTS, CaseView
from web.student.source import highlighted_lines

#: "line 5", or "line 3 of cell 2" of a notebook, in a message.
LOCATION = re.compile(r"\bline (\d{1,6})(?: of cell (\d{1,4}))?", re.IGNORECASE)
#: Lines shown before and after the named one: the mistake is often in the line before.
CONTEXT_LINES = 1
WHY_NOT_RUN = N_("Not run: file did not load")
HEADLINE = N_("Your file did not load, so no tests ran.")


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """A line of the student's code."""

    number: int
    text: Markup
    #: Whether the message names this line.
    named: bool


@dataclass(frozen=True, kw_only=True)
class LoadError:
    """Why the whole submission did not load."""

    #: The test whose message, hints and printed output are shown.
    case: CaseView
    lines: tuple[CodeLine, ...]
    #: That it used no attempt; empty if it did.
    cost: str = ""


def common_load_error(cases: Iterable[CaseView], assignment: Assignment) -> CaseView | None:
    """A test with the load error that all tests share; None if some ran, or if their errors differ."""
    asked = {question.name for question in assignment.questions}
    finished = list(cases)
    # Answers are graded on their own, even beside code that does not load.
    tests = [case for case in finished if case.name not in asked] or finished
    if len(tests) < 2 or any(case.verdict != Verdict.LOAD_ERROR.value for case in tests):
        return None
    visible = [case for case in tests if case.visible]
    same = len({case.message for case in visible}) == 1
    return visible[0] if same else None


def load_error(case: CaseView, source: Source | None) -> LoadError:
    """The load error of `case`, with the lines of code that it names. `source` is None if the file cannot be read."""
    return LoadError(case=case, lines=() if source is None else _lines(case.message, source))


def without_details(case: CaseView) -> CaseView:
    """`case` without its load error, which the outcome shows once."""
    if case.verdict != Verdict.LOAD_ERROR.value:
        return case
    icon, verdict_text, tone = VERDICTS[Verdict.SKIPPED.value]
    return CaseView(
        name=case.name,
        title=case.title,
        row=case.row,
        visible=case.visible,
        verdict=case.verdict,
        icon=icon,
        verdict_text=gettext(verdict_text),
        tone=tone,
        score=case.score,
        max_score=case.max_score,
        finished=True,
        summary=gettext(WHY_NOT_RUN),
        state=gettext(NOT_RUN),
    )


def _lines(message: str, source: Source) -> tuple[CodeLine, ...]:
    found = LOCATION.findall(message)
    text = _cell(source, int(found[-1][1] or 1)) if found else None
    if text is None:
        return ()
    named, lines = int(found[-1][0]), text.split("\n")
    if not 1 <= named <= len(lines):
        return ()
    first = max(1, named - CONTEXT_LINES)
    near = [reveal(cut(line, LINE)) for line in lines[first - 1 : named + CONTEXT_LINES]]
    coloured = highlighted_lines("\n".join(near))
    return tuple(CodeLine(number=n, text=line, named=n == named) for n, line in enumerate(coloured, first))


def _cell(source: Source, number: int) -> str | None:
    """The code of a cell, counted from 1 as in messages; all of a file without cells, or of code beside answers."""
    if not 1 <= number <= len(source.cells):
        return None
    cell = source.cells[number - 1]
    return _beside_answers(cell) if source.filename.endswith(".json") else cell


def _beside_answers(text: str) -> str | None:
    try:
        code = json.loads(text)["code"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return code if isinstance(code, str) else None
