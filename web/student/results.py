"""Results as a student reads them: test cases, the rubric rows they belong to, and the outcome of the whole."""

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
from web.student.escaping import printed, reveal
from web.student.snippets import snippet

#: What stands beside a case that is not finished.
WAITING, RUNNING = "waiting", "running"

#: Verdict -> (sign, words, tone). Colour is never the only carrier.
WORDS = {
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

#: Why a hidden test is hidden, and what is told of it nevertheless.
HIDDEN = "This test is hidden: its values stay with the grader, so that code cannot be fitted to them. "
HIDDEN_WORDS = {
    HiddenFeedback.VERDICT: HIDDEN + "In this assignment only its verdict is told.",
    HiddenFeedback.SUMMARY: HIDDEN + "You are told what kind of difference it found.",
    HiddenFeedback.DIAGNOSIS: HIDDEN
    + "You are told what kind of difference it found, and the mistake if it is a known one.",
}

#: Beside a hidden test while there is the result of a practice run.
PRACTICE_LINE = "Hidden: runs when you submit"

#: "line 12" or "line 3 of cell 2" in a message; the editor can mark the former.
CODE_LINE = re.compile(r"\bline (\d{1,6})\b(?! of cell)", re.IGNORECASE)
MESSAGE = 4000


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of the student's code, to be read."""

    code: Markup
    arguments: tuple[tuple[str, values.Value], ...]
    #: The same as a program to run; empty when that cannot be said.
    program: str


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """The first quantity inside a function that is not the reference's."""

    name: str
    function: str
    sides: tuple[values.Value, values.Value]


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A test case on the board, finished or not."""

    name: str
    title: str
    row: str
    visible: bool
    verdict: str
    sign: str
    words: str
    tone: str
    score: float = 0.0
    max_score: float
    #: Whether there is a score.
    known: bool = False
    #: One line under the title.
    line: str = ""
    message: str = ""
    hints: tuple[str, ...] = ()
    diagnosis: Mapping[str, str] | None = None
    calls: tuple[Call, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    sides: tuple[values.Value, values.Value] | None = None
    heats: tuple[values.Heat, ...] = ()
    drawings: tuple[Markup, ...] = ()
    log: str = ""
    hidden_words: str = ""
    #: Line of the file where the code failed, if it is known.
    code_line: int | None = None
    open: bool = False

    @property
    def has_body(self) -> bool:
        """Whether there is more to read than the two lines."""
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
    #: Whether all its cases are finished.
    known: bool
    cases: tuple[CaseView, ...]


def waiting_case(outline: CaseOutline, *, practice: bool = False) -> CaseView:
    """A case that has no result; a hidden one gets none from a practice run."""
    sign, words, tone = WORDS[WAITING]
    return CaseView(
        name=outline.name,
        title=outline.title,
        row=outline.row,
        visible=outline.visible,
        verdict=WAITING,
        sign=sign,
        words=words,
        tone=tone,
        max_score=outline.max_score,
        line=PRACTICE_LINE if practice and not outline.visible else "",
    )


def finished_case(result: CaseResult, allowed: HiddenFeedback, rungs: int, *, redacted: bool = True) -> CaseView:
    """A result as its student may see it; all of it for an instructor (`redacted=False`)."""
    shown = result.for_student(allowed, rungs) if redacted else result
    verdict = shown.verdict.value
    sign, words, tone = WORDS[verdict]
    passed = shown.verdict is Verdict.ACCEPTED
    message = reveal(shown.message[:MESSAGE])
    calls = tuple(_call(one) for one in shown.artifacts if one.get("kind") == "call")
    # A question's right answer is never told, so there is nothing to hold the given one against.
    compared = not passed and not (shown.expected is None and (shown.actual is None or not calls))
    return CaseView(
        name=shown.name,
        title=shown.title,
        row=shown.row,
        visible=shown.visible,
        verdict=verdict,
        sign=sign,
        words=words,
        tone=tone,
        score=shown.score,
        max_score=shown.max_score,
        known=True,
        line=_line(shown, words, message),
        message="" if passed else message,
        hints=tuple(reveal(line) for line in (shown.hint or "").splitlines() if line.strip()),
        diagnosis=shown.diagnosis.to_json() if shown.diagnosis else None,
        calls=calls,
        sides=values.pair(shown.expected, shown.actual) if compared else None,
        heats=values.heat_maps(shown.expected, shown.actual) if compared else (),
        divergences=tuple(_divergence(one) for one in shown.artifacts if one.get("kind") == "divergence"),
        drawings=tuple(drawn for one in shown.artifacts if (drawn := draw(one)) is not None),
        log=printed(shown.log) if shown.log else "",
        hidden_words="" if shown.visible or passed else HIDDEN_WORDS[allowed],
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
    """The rubric rows in order, each with its cases: the finished ones, that named `opened` open, and those waiting."""
    if opened is not None and opened in cases:
        cases = {**cases, opened: replace(cases[opened], open=True)}
    by_row: dict[str, list[CaseView]] = {row.name: [] for row in assignment.rows}
    known = set()
    for outline in outlines:
        known.add(outline.name)
        by_row.setdefault(outline.row, []).append(cases.get(outline.name) or waiting_case(outline, practice=practice))
    for case in cases.values():
        if case.name not in known:
            by_row.setdefault(case.row, []).append(case)
    # Of an assignment that cannot be loaded, the rows may be unreadable.
    rows = assignment.rows or [RubricRow(name=name, title=name, points=0.0) for name in by_row]
    return [
        RowView(
            name=row.name,
            title=row.title,
            points=row.points,
            score=sum(case.score for case in by_row[row.name]),
            known=bool(by_row[row.name]) and all(case.known for case in by_row[row.name]),
            cases=tuple(by_row[row.name]),
        )
        for row in rows
    ]


def headline(cases: Sequence[CaseView]) -> str:
    """How many tests passed, in one line."""
    done = [case for case in cases if case.known]
    passed = sum(case.verdict == Verdict.ACCEPTED.value for case in done)
    missed = sum(case.verdict == Verdict.SKIPPED.value for case in done)
    text = f"{passed} of {len(done)} tests passed" if len(done) != 1 else f"{passed} of 1 test passed"
    return text + (f", {missed} not run." if missed else ".") + _shared_mistake(done)


def _shared_mistake(done: Sequence[CaseView]) -> str:
    """The one known mistake behind all that failed, if there are several tests and one mistake."""
    failed = [case for case in done if case.tone in ("bad", "warn")]
    titles = {case.diagnosis["title"] if case.diagnosis else "" for case in failed}
    title = titles.pop() if len(titles) == 1 else ""
    them = "both failed tests" if len(failed) == 2 else f"all {len(failed)} failed tests"
    return f" One mistake explains {them}: {title}." if title and len(failed) > 1 else ""


def _line(shown: CaseResult, words: str, message: str) -> str:
    if shown.verdict is Verdict.ACCEPTED:
        return "Passed"
    if shown.diagnosis:
        return shown.diagnosis.title
    first = message.strip().partition("\n")[0]
    return first or words.capitalize()


def _call(artifact: Mapping[str, Any]) -> Call:
    arguments = [(reveal(str(one.get("name", ""))), one.get("snapshot")) for one in artifact.get("args", ())]
    shown = [(name, values.single(value)) for name, value in arguments]
    words = [f"{name}={one.text}" if one.text and len(one.text) <= 24 else name for name, one in shown]
    function = str(artifact.get("function", ""))
    code = Markup.escape(f"{reveal(function)}({', '.join(words)})")
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
    found = CODE_LINE.findall(shown.message)
    return int(found[-1]) if found else None
