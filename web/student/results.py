"""View models of results: test cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from grader.model import CaseResult, HiddenFeedback, Verdict
from grader.store.outlines import CaseOutline
from web.i18n import N_, gettext, sentence_case
from web.student import values
from web.student.artifacts import draw, facts
from web.student.difference import Difference, difference
from web.student.escaping import clean_output, reveal
from web.student.snippets import snippet

#: Verdicts of cases without a result.
WAITING, RUNNING = N_("waiting"), "running"

#: Verdict -> (icon, text, tone). Icon and text say what the colour says.
VERDICTS = {
    Verdict.ACCEPTED.value: ("check", N_("passed"), "good"),
    Verdict.PARTIALLY_ACCEPTED.value: ("half", N_("partly right"), "warn"),
    Verdict.WRONG_ANSWER.value: ("cross", N_("wrong answer"), "bad"),
    Verdict.LOAD_ERROR.value: ("cross", N_("could not load"), "bad"),
    Verdict.RUNTIME_ERROR.value: ("cross", N_("raised an error"), "bad"),
    Verdict.TIME_LIMIT_EXCEEDED.value: ("cross", N_("time limit exceeded"), "bad"),
    Verdict.MEMORY_LIMIT_EXCEEDED.value: ("cross", N_("out of memory"), "bad"),
    Verdict.OUTPUT_LIMIT_EXCEEDED.value: ("cross", N_("printed too much"), "bad"),
    Verdict.SKIPPED.value: ("minus", N_("not run"), ""),
    Verdict.JUDGE_ERROR.value: ("warning", N_("grader error"), "warn"),
    WAITING: ("dot", N_("waiting"), ""),
    RUNNING: ("spinner", N_("running"), "accent"),
}

#: The same for an answer to a question, which is read and not loaded.
_UNREADABLE_ANSWER = ("cross", N_("unreadable"), "bad")

#: Shown with a hidden test that failed.
HIDDEN = N_("Hidden test: its values are not shown.")
HIDDEN_NOTES = {
    HiddenFeedback.NOTHING: N_("Its result is not shown yet."),
    HiddenFeedback.VERDICT: N_("In this assignment you see only its verdict."),
    HiddenFeedback.SUMMARY: N_("You still see what kind of difference it found."),
    HiddenFeedback.DIAGNOSIS: N_(
        "You still see what kind of difference it found, and the mistake if it is a known one."
    ),
    HiddenFeedback.NUMBERS: N_("You still see how many entries differ, and the mistake if it is a known one."),
}

#: The summary of a hidden test after a practice run.
PRACTICE_SUMMARY = N_("Hidden: runs when you submit")
#: In place of its points: why a test has no result.
ON_SUBMIT, NOT_RUN, CANCELLED = N_("on submit"), N_("not run"), N_("cancelled")
WITHHELD = N_("not shown yet")

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
class Drawing:
    """A drawing of a test."""

    #: curves, confusion or digits.
    kind: str
    html: Markup
    #: Its numbers, by name.
    facts: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A test case, with or without a result."""

    name: str
    title: str
    row: str
    visible: bool
    verdict: str
    icon: str
    verdict_text: str
    #: CSS tone: good, bad, warn, accent or empty.
    tone: str
    score: float = 0.0
    max_score: float
    #: Whether there is a result.
    finished: bool = False
    #: What the test found, in one line.
    summary: str = ""
    #: In place of its points, why it has no result.
    state: str = ""
    message: str = ""
    hints: tuple[str, ...] = ()
    diagnosis: Mapping[str, str] | None = None
    calls: tuple[Call, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    #: Expected and actual.
    sides: tuple[values.Value, values.Value] | None = None
    #: The same as one table, where the two can be compared entry by entry.
    difference: Difference | None = None
    heat_maps: tuple[values.HeatMap, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    log: str = ""
    hidden_note: str = ""
    #: The line of the file where the code failed, if it is known.
    code_line: int | None = None
    duration_ms: float = 0.0

    @property
    def has_body(self) -> bool:
        """Whether there is more to show than title and summary."""
        return bool(self.message or self.calls or self.sides or self.drawings or self.log or self.divergences)


def unfinished_case(case: CaseView, state: str) -> CaseView:
    """A case that gets no result any more, and why."""
    icon, _, tone = VERDICTS[Verdict.SKIPPED.value]
    text = gettext(state)
    return replace(case, icon=icon, tone=tone, verdict_text=text, state=text, summary=sentence_case(text))


def waiting_case(outline: CaseOutline, *, practice: bool = False) -> CaseView:
    """A case without a result. Practice runs do not run hidden ones."""
    icon, verdict_text, tone = VERDICTS[WAITING]
    return CaseView(
        name=outline.name,
        title=outline.title,
        row=outline.row,
        visible=outline.visible,
        verdict=WAITING,
        icon=icon,
        verdict_text=gettext(verdict_text),
        tone=tone,
        max_score=outline.max_score,
        summary=gettext(PRACTICE_SUMMARY) if practice and not outline.visible else "",
        state=gettext(ON_SUBMIT) if practice and not outline.visible else "",
    )


def finished_case(
    result: CaseResult, allowed: HiddenFeedback, hint_level: int, *, redacted: bool = True, question: bool = False
) -> CaseView:
    """A result as its student may see it; in full for an instructor (`redacted=False`).

    `question` says that it is that of an answer to a question.
    """
    if redacted and allowed is HiddenFeedback.NOTHING and not result.visible:
        return _withheld_case(result)
    shown = result.for_student(allowed, hint_level) if redacted else result
    unreadable = question and shown.verdict is Verdict.LOAD_ERROR
    icon, words, tone = _UNREADABLE_ANSWER if unreadable else VERDICTS[shown.verdict]
    passed, verdict_text = shown.verdict is Verdict.ACCEPTED, gettext(words)
    message = reveal(shown.message[:MAX_MESSAGE])
    made = [artifact for artifact in shown.artifacts if artifact.get("kind") == "call"]
    # The right answer to a question is never shown, so there is nothing to compare with.
    compared = not passed and not (shown.expected is None and (shown.actual is None or not made))
    sides = values.pair(shown.expected, shown.actual) if compared else None
    arguments = _arguments(made[0]) if made else []
    return CaseView(
        name=shown.name,
        title=shown.title,
        row=shown.row,
        visible=shown.visible,
        verdict=shown.verdict.value,
        icon=icon,
        verdict_text=verdict_text,
        tone=tone,
        score=shown.score,
        max_score=shown.max_score,
        finished=True,
        summary=_summary(shown, verdict_text, message),
        message="" if passed else message,
        hints=tuple(reveal(line) for line in (shown.hint or "").splitlines() if line.strip()),
        diagnosis=shown.diagnosis.to_json() if shown.diagnosis else None,
        calls=tuple(_call(artifact) for artifact in made),
        sides=sides,
        difference=difference(message, sides, arguments) if sides is not None else None,
        heat_maps=values.heat_maps(shown.expected, shown.actual) if compared else (),
        divergences=_divergences(shown),
        drawings=_drawings(shown),
        log=clean_output(shown.log) if shown.log else "",
        hidden_note="" if shown.visible or passed else f"{gettext(HIDDEN)} {gettext(HIDDEN_NOTES[allowed])}",
        code_line=shown.code_line,
        duration_ms=shown.duration_ms,
        state=gettext(NOT_RUN) if shown.verdict is Verdict.SKIPPED else "",
    )


def _withheld_case(result: CaseResult) -> CaseView:
    """A hidden test of which nothing is told yet."""
    icon, _, tone = VERDICTS[Verdict.SKIPPED.value]
    return CaseView(
        name=result.name,
        title=result.title,
        row=result.row,
        visible=False,
        verdict=Verdict.SKIPPED.value,
        icon=icon,
        verdict_text=gettext(WITHHELD),
        tone=tone,
        max_score=result.max_score,
        summary=gettext("Hidden: the result is not shown yet"),
        state=gettext(WITHHELD),
    )


def _summary(shown: CaseResult, verdict_text: str, message: str) -> str:
    if shown.verdict is Verdict.ACCEPTED:
        return gettext("Passed")
    if shown.diagnosis:
        return shown.diagnosis.title
    first = message.strip().partition("\n")[0]
    return first or sentence_case(verdict_text)


def _call(artifact: Mapping[str, Any]) -> Call:
    arguments = _arguments(artifact)
    shown = [(name, values.single(value)) for name, value in arguments]
    texts = [f"{name}={value.text}" if value.text and len(value.text) <= 24 else name for name, value in shown]
    function = str(artifact.get("function", ""))
    code = Markup.escape(f"{reveal(function)}({', '.join(texts)})")
    return Call(code=code, arguments=tuple(shown), program=snippet(function, arguments))


def _arguments(artifact: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The arguments by name, as snapshots."""
    return [(reveal(str(argument.get("name", ""))), argument.get("snapshot")) for argument in artifact.get("args", ())]


def _divergences(result: CaseResult) -> tuple[Divergence, ...]:
    return tuple(_divergence(artifact) for artifact in result.artifacts if artifact.get("kind") == "divergence")


def _drawings(result: CaseResult) -> tuple[Drawing, ...]:
    return tuple(
        Drawing(kind=str(artifact.get("kind")), html=drawn, facts=facts(artifact))
        for artifact in result.artifacts
        if (drawn := draw(artifact)) is not None
    )


def _divergence(artifact: Mapping[str, Any]) -> Divergence:
    return Divergence(
        name=reveal(str(artifact.get("name", ""))),
        function=reveal(str(artifact.get("function", ""))),
        sides=values.pair(artifact.get("expected"), artifact.get("actual")),
    )
