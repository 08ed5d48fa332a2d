"""Turns the outcome of a run into feedback: message, summary, expected, actual, the call."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.engine.case import Case
from grader.engine.error_location import common_location
from grader.engine.running import Outcome, call_artifact
from grader.engine.snapshot import snapshot
from grader.errors import SubmissionFault
from grader.model import NO_TEXT, CaseResult, HiddenText, Template, Verdict, Word


def result(
    case: Case,
    outcome: Outcome,
    *,
    points: float,
    parameters: Mapping[str, tuple[str, ...]],
    log: str = "",
    duration_ms: float = 0.0,
) -> CaseResult:
    """The result of a case that was run. A value that cannot be shown changes nothing about the verdict."""
    try:
        return _result(case, outcome, points, parameters, log, duration_ms)
    except Exception:
        fault = None if outcome.passed else SubmissionFault(outcome.verdict, "What differs cannot be shown.")
        bare = Outcome(verdict=outcome.verdict, fault=fault, trace=())
        return _result(case, bare, points, parameters, log, duration_ms)


def _result(
    case: Case,
    outcome: Outcome,
    points: float,
    parameters: Mapping[str, tuple[str, ...]],
    log: str,
    duration_ms: float,
) -> CaseResult:
    message, summary = _words(case, outcome, parameters)
    failed = outcome.failed
    mask = failed.mask if failed is not None else None
    artifacts = outcome.artifacts
    if not outcome.passed and (last := outcome.last) is not None:
        artifacts = (call_artifact(last, parameters.get(last.label, ()), snapshot), *artifacts)
    return CaseResult(
        name=case.name,
        title=case.title,
        row=case.row,
        verdict=outcome.verdict,
        score=points if outcome.passed else 0.0,
        max_score=points,
        visible=case.visible,
        message=message,
        summary=summary,
        expected=snapshot(failed.expected, mask) if failed is not None else None,
        actual=snapshot(failed.actual, mask) if failed is not None else None,
        log=log,
        duration_ms=duration_ms,
        artifacts=artifacts,
    )


def not_run(
    case: Case, *, points: float, verdict: Verdict, message: str, summary: HiddenText, log: str = ""
) -> CaseResult:
    """The result of a case that was not run, or that the grader itself could not run."""
    return CaseResult(
        name=case.name,
        title=case.title,
        row=case.row,
        verdict=verdict,
        score=0.0,
        max_score=points,
        visible=case.visible,
        message=message,
        summary=summary,
        log=log,
    )


def _words(case: Case, outcome: Outcome, parameters: Mapping[str, tuple[str, ...]]) -> tuple[str, HiddenText]:
    """(message, summary). What a hidden case tells is made of templates alone."""
    if outcome.failed is not None:
        extra, hidden_extra = "", NO_TEXT
        if outcome.failed.mask is not None and (last := outcome.last) is not None:
            mask = np.asarray(outcome.failed.mask)
            extra, hidden_extra = common_location(mask, last, parameters.get(last.label, ()))
        hidden = outcome.failed.summary + hidden_extra
        if case.summary is not None:
            hidden = HiddenText.of(Template.DECLARED, case.summary)
        return f"{outcome.failed.message} {extra}".strip(), hidden
    if outcome.fault is not None:
        fault = outcome.fault
        message = " ".join(part for part in (fault.message, _line(fault), outcome.advice) if part)
        return message, fault_summary(fault) + outcome.hidden_advice
    passed = HiddenText.of(Template.PASSED)
    return str(passed), passed


def _line(fault: SubmissionFault) -> str:
    """The student's own line that raised, unless the message shows it already."""
    if fault.is_missing_module or not fault.frames or not fault.frames[-1].text.strip():
        return ""
    frame = fault.frames[-1]
    text = frame.text.strip()
    if text in fault.message:
        return ""
    cell = f" of cell {frame.cell + 1}" if frame.cell else ""
    return f"(Line {frame.line}{cell}: `{text}`)"


def fault_summary(fault: SubmissionFault) -> HiddenText:
    """What the student's program did wrong, without names and texts that it chose: they could hold hidden inputs."""
    if fault.while_checking:
        return HiddenText.of_checking(fault.verdict)
    if not fault.error_type or fault.verdict is Verdict.LOAD_ERROR:
        return HiddenText.of_verdict(fault.verdict)
    if fault.is_missing_module:
        return _missing_module(fault)
    raised = HiddenText.of(Template.RAISED, Word.of_error(fault.error_type))
    if not fault.frames:
        return raised
    frame = fault.frames[-1]
    if frame.cell:
        return raised + HiddenText.of(Template.LOCATION_IN_CELL, frame.line, frame.cell + 1)
    return raised + HiddenText.of(Template.LOCATION, frame.line)


def _missing_module(fault: SubmissionFault) -> HiddenText:
    if not fault.frames:
        return HiddenText.of(Template.NOT_AVAILABLE)
    frame = fault.frames[-1]
    if frame.cell:
        return HiddenText.of(Template.NOT_AVAILABLE_IN_CELL, frame.line, frame.cell + 1)
    return HiddenText.of(Template.NOT_AVAILABLE_AT, frame.line)
