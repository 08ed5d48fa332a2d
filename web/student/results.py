"""View models of results: test cases and their rubric rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from grader.model import Assignment, CaseResult, HiddenFeedback, RubricRow, Verdict
from grader.store.outlines import CaseOutline
from web.student import values
from web.student.artifacts import draw
from web.student.escaping import clean_output, reveal
from web.student.snippets import snippet

#: Verdicts of cases without a result.
WAITING, RUNNING = "waiting", "running"

#: Verdict -> (sign, text, tone). Sign and text say what the colour says.
VERDICTS = {
    Verdict.ACCEPTED.value: ("✓", "passed", "good"),
    Verdict.PARTIALLY_ACCEPTED.value: ("◐", "partly right", "warn"),
    Verdict.WRONG_ANSWER.value: ("✗", "wrong answer", "bad"),
    Verdict.LOAD_ERROR.value: ("✗", "could not load", "bad"),
    Verdict.RUNTIME_ERROR.value: ("✗", "raised an error", "bad"),
    Verdict.TIME_LIMIT_EXCEEDED.value: ("✗", "time limit exceeded", "bad"),
    Verdict.MEMORY_LIMIT_EXCEEDED.value: ("✗", "out of memory", "bad"),
    Verdict.OUTPUT_LIMIT_EXCEEDED.value: ("✗", "printed too much", "bad"),
    Verdict.SKIPPED.value: ("–", "not run", ""),
    Verdict.JUDGE_ERROR.value: ("!", "grader error", "warn"),
    WAITING: ("·", "waiting", ""),
    RUNNING: ("…", "running", "accent"),
}

#: SubmissionView with a hidden test that failed.
HIDDEN = "Hidden test: its values are not shown. "
HIDDEN_NOTES = {
    HiddenFeedback.VERDICT: HIDDEN + "In this assignment you see only its verdict.",
    HiddenFeedback.SUMMARY: HIDDEN + "You still see what kind of difference it found.",
    HiddenFeedback.DIAGNOSIS: HIDDEN
    + "You still see what kind of difference it found, and the mistake if it is a known one.",
    HiddenFeedback.NUMBERS: HIDDEN + "You still see how many entries differ, and the mistake if it is a known one.",
}

#: The summary of a hidden test after a practice run.
PRACTICE_SUMMARY = "Hidden: runs when you submit"

#: "line 12" or "line 3 of cell 2" in a message; the editor can mark only the former.
CODE_LINE = re.compile(r"\bline (\d{1,6})\b(?! of cell)", re.IGNORECASE)
MAX_MESSAGE = 4000


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of the student's code."""

    code: Markup
    arguments: tuple[tuple[str, values.Value], ...]
    #: A program that makes the call; empty if the arguments are not shown in full.
    program: str


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """The first intermediate value inside a function that differs from the reference's."""

    name: str
    function: str
    sides: tuple[values.Value, values.Value]


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A test case, with or without a result."""

    name: str
    title: str
    row: str
    visible: bool
    verdict: str
    sign: str
    verdict_text: str
    #: CSS tone: good, bad, warn, accent or empty.
    tone: str
    score: float = 0.0
    max_score: float
    #: Whether there is a result.
    finished: bool = False
    #: The line under the title.
    summary: str = ""
    message: str = ""
    hints: tuple[str, ...] = ()
    diagnosis: Mapping[str, str] | None = None
    calls: tuple[Call, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    sides: tuple[values.Value, values.Value] | None = None
    heat_maps: tuple[values.HeatMap, ...] = ()
    drawings: tuple[Markup, ...] = ()
    log: str = ""
    hidden_note: str = ""
    #: The line of the file where the code failed, if it is known.
    code_line: int | None = None
    open: bool = False

    @property
    def has_body(self) -> bool:
        """Whether there is more to show than title and summary."""
        return bool(
            self.message or self.hints or self.diagnosis or self.calls or self.sides or self.drawings or self.log
        )


@dataclass(frozen=True, kw_only=True)
class RowView:
    """A rubric row with its cases."""

    name: str
    title: str
    points: float
    score: float
    #: Whether all its cases have results.
    finished: bool
    cases: tuple[CaseView, ...]


def waiting_case(outline: CaseOutline, *, practice: bool = False) -> CaseView:
    """A case without a result. Practice runs do not run hidden ones."""
    sign, verdict_text, tone = VERDICTS[WAITING]
    return CaseView(
        name=outline.name,
        title=outline.title,
        row=outline.row,
        visible=outline.visible,
        verdict=WAITING,
        sign=sign,
        verdict_text=verdict_text,
        tone=tone,
        max_score=outline.max_score,
        summary=PRACTICE_SUMMARY if practice and not outline.visible else "",
    )


def finished_case(result: CaseResult, allowed: HiddenFeedback, hint_level: int, *, redacted: bool = True) -> CaseView:
    """A result as its student may see it; in full for an instructor (`redacted=False`)."""
    shown = result.for_student(allowed, hint_level) if redacted else result
    verdict = shown.verdict.value
    sign, verdict_text, tone = VERDICTS[verdict]
    passed = shown.verdict is Verdict.ACCEPTED
    message = reveal(shown.message[:MAX_MESSAGE])
    calls = tuple(_call(artifact) for artifact in shown.artifacts if artifact.get("kind") == "call")
    # The right answer to a question is never shown, so there is nothing to compare with.
    compared = not passed and not (shown.expected is None and (shown.actual is None or not calls))
    return CaseView(
        name=shown.name,
        title=shown.title,
        row=shown.row,
        visible=shown.visible,
        verdict=verdict,
        sign=sign,
        verdict_text=verdict_text,
        tone=tone,
        score=shown.score,
        max_score=shown.max_score,
        finished=True,
        summary=_summary(shown, verdict_text, message),
        message="" if passed else message,
        hints=tuple(reveal(line) for line in (shown.hint or "").splitlines() if line.strip()),
        diagnosis=shown.diagnosis.to_json() if shown.diagnosis else None,
        calls=calls,
        sides=values.pair(shown.expected, shown.actual) if compared else None,
        heat_maps=values.heat_maps(shown.expected, shown.actual) if compared else (),
        divergences=tuple(
            _divergence(artifact) for artifact in shown.artifacts if artifact.get("kind") == "divergence"
        ),
        drawings=tuple(drawing for artifact in shown.artifacts if (drawing := draw(artifact)) is not None),
        log=clean_output(shown.log) if shown.log else "",
        hidden_note="" if shown.visible or passed else HIDDEN_NOTES[allowed],
        code_line=_code_line(shown),
    )


def board(
    assignment: Assignment,
    outlines: Iterable[CaseOutline],
    cases: Mapping[str, CaseView],
    *,
    opened: str | None = None,
    practice: bool = False,
) -> list[RowView]:
    """The rubric rows in order, each with its finished and waiting cases; the case named `opened` is open."""
    if opened is not None and opened in cases:
        cases = {**cases, opened: replace(cases[opened], open=True)}
    by_row: dict[str, list[CaseView]] = {row.name: [] for row in assignment.rows}
    outlined = set()
    for outline in outlines:
        outlined.add(outline.name)
        by_row.setdefault(outline.row, []).append(cases.get(outline.name) or waiting_case(outline, practice=practice))
    for case in cases.values():
        if case.name not in outlined:
            by_row.setdefault(case.row, []).append(case)
    # Of an assignment that cannot be loaded, the rows may be unreadable.
    rows = assignment.rows or [RubricRow(name=name, title=name, points=0.0) for name in by_row]
    return [
        RowView(
            name=row.name,
            title=row.title,
            points=row.points,
            score=sum(case.score for case in by_row[row.name]),
            finished=bool(by_row[row.name]) and all(case.finished for case in by_row[row.name]),
            cases=tuple(by_row[row.name]),
        )
        for row in rows
    ]


def headline(cases: Sequence[CaseView]) -> str:
    """How many tests passed, in one line."""
    finished = [case for case in cases if case.finished]
    passed = sum(case.verdict == Verdict.ACCEPTED.value for case in finished)
    skipped = sum(case.verdict == Verdict.SKIPPED.value for case in finished)
    text = f"{passed} of {len(finished)} tests passed" if len(finished) != 1 else f"{passed} of 1 test passed"
    return text + (f", {skipped} not run." if skipped else ".") + _shared_mistake(finished)


def _shared_mistake(finished: Sequence[CaseView]) -> str:
    """A sentence, if several tests failed and all with the same known mistake."""
    failed = [case for case in finished if case.tone in ("bad", "warn")]
    titles = {case.diagnosis["title"] if case.diagnosis else "" for case in failed}
    title = titles.pop() if len(titles) == 1 else ""
    tests = "both failed tests" if len(failed) == 2 else f"all {len(failed)} failed tests"
    return f" One mistake explains {tests}: {title}." if title and len(failed) > 1 else ""


def _summary(shown: CaseResult, verdict_text: str, message: str) -> str:
    if shown.verdict is Verdict.ACCEPTED:
        return "Passed"
    if shown.diagnosis:
        return shown.diagnosis.title
    first = message.strip().partition("\n")[0]
    return first or verdict_text.capitalize()


def _call(artifact: Mapping[str, Any]) -> Call:
    arguments = [
        (reveal(str(argument.get("name", ""))), argument.get("snapshot")) for argument in artifact.get("args", ())
    ]
    shown = [(name, values.single(value)) for name, value in arguments]
    texts = [f"{name}={value.text}" if value.text and len(value.text) <= 24 else name for name, value in shown]
    function = str(artifact.get("function", ""))
    code = Markup.escape(f"{reveal(function)}({', '.join(texts)})")
    return Call(code=code, arguments=tuple(shown), program=snippet(function, arguments))


def _divergence(artifact: Mapping[str, Any]) -> Divergence:
    return Divergence(
        name=reveal(str(artifact.get("name", ""))),
        function=reveal(str(artifact.get("function", ""))),
        sides=values.pair(artifact.get("expected"), artifact.get("actual")),
    )


def _code_line(shown: CaseResult) -> int | None:
    if shown.verdict in (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.JUDGE_ERROR):
        return None
    lines = CODE_LINE.findall(shown.message)
    return int(lines[-1]) if lines else None
