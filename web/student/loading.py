"""A submission that does not load as a whole: said once, with the line of its code, instead of once for each test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from grader.model import Assignment, Source, Verdict
from web.student.escaping import LINE, cut, reveal
from web.student.results import WORDS, CaseView
from web.student.source import highlighted_lines

#: "line 5", or "line 3 of cell 2" of a notebook, in a message.
LOCATION = re.compile(r"\bline (\d{1,6})(?: of cell (\d{1,4}))?", re.IGNORECASE)
#: Lines shown before and after the one that is named: what is wrong often stands in the line before.
AROUND = 1
NOT_RUN = "Not run: file did not load"
HEADLINE = "No test was run, because your file did not load."


@dataclass(frozen=True, kw_only=True)
class CodeLine:
    """A line of the student's code."""

    number: int
    text: Markup
    #: It is the line that the message names.
    named: bool


@dataclass(frozen=True, kw_only=True)
class LoadError:
    """Why the whole submission did not load."""

    #: The test that tells it in full, for its message, hints and printed text.
    case: CaseView
    lines: tuple[CodeLine, ...]


def whole_failure(cases: Iterable[CaseView], assignment: Assignment) -> CaseView | None:
    """The test that tells why none could be run; None if some could, or if they tell different things."""
    asked = {question.name for question in assignment.questions}
    finished = list(cases)
    # Answers are read on their own: they may be right beside code that does not load.
    tests = [one for one in finished if one.name not in asked] or finished
    if len(tests) < 2 or any(one.verdict != Verdict.LOAD_ERROR.value for one in tests):
        return None
    visible = [one for one in tests if one.visible]
    same = len({one.message for one in visible}) == 1
    return visible[0] if same else None


def load_error(case: CaseView, source: Source | None) -> LoadError:
    """What `case` tells of the file, with the lines that it names. `source` is None if the file cannot be read."""
    return LoadError(case=case, lines=() if source is None else _lines(case.message, source))


def briefly(case: CaseView) -> CaseView:
    """A test of a submission that did not load, beside the one place that tells why."""
    if case.verdict != Verdict.LOAD_ERROR.value:
        return case
    sign, words, tone = WORDS[Verdict.SKIPPED.value]
    return CaseView(
        name=case.name,
        title=case.title,
        row=case.row,
        visible=case.visible,
        verdict=case.verdict,
        sign=sign,
        words=words,
        tone=tone,
        score=case.score,
        max_score=case.max_score,
        known=True,
        line=NOT_RUN,
    )


def _lines(message: str, source: Source) -> tuple[CodeLine, ...]:
    found = LOCATION.findall(message)
    text = _cell(source, int(found[-1][1] or 1)) if found else None
    if text is None:
        return ()
    named, lines = int(found[-1][0]), text.split("\n")
    if not 1 <= named <= len(lines):
        return ()
    first = max(1, named - AROUND)
    near = [reveal(cut(line, LINE)) for line in lines[first - 1 : named + AROUND]]
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
