"""Turns the outcome of a run into feedback: message, summary, expected, actual, the call."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.engine.case import Case
from grader.engine.error_location import common_location
from grader.engine.running import Outcome, call_artifact
from grader.engine.snapshot import snapshot
from grader.errors import SubmissionFault
from grader.model import CaseResult, Verdict


def result(
    case: Case,
    outcome: Outcome,
    *,
    points: float,
    parameters: Mapping[str, tuple[str, ...]],
    log: str = "",
    duration_ms: float = 0.0,
) -> CaseResult:
    """The result of a case that was run."""
    message, summary = _words(outcome, parameters)
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
    case: Case, *, points: float, verdict: Verdict, message: str, summary: str = "", log: str = ""
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
        summary=summary or message,
        log=log,
    )


def _words(outcome: Outcome, parameters: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    if outcome.failed is not None:
        extra = ""
        if outcome.failed.mask is not None and (last := outcome.last) is not None:
            extra = common_location(np.asarray(outcome.failed.mask), last, parameters.get(last.label, ()))
        return f"{outcome.failed.message} {extra}".strip(), f"{outcome.failed.summary} {extra}".strip()
    if outcome.fault is not None:
        fault = outcome.fault
        message = " ".join(part for part in (fault.message, _line(fault), outcome.advice) if part)
        return message, f"{fault_summary(fault)} {outcome.advice}".strip()
    return "Every check holds.", "Every check holds."


def _line(fault: SubmissionFault) -> str:
    """The student's own line that raised, unless the message shows it already."""
    if not fault.frames or not fault.frames[-1].text.strip():
        return ""
    frame = fault.frames[-1]
    text = frame.text.strip()
    if text in fault.message:
        return ""
    cell = f" of cell {frame.cell + 1}" if frame.cell else ""
    return f"(Line {frame.line}{cell}: `{text}`)"


def fault_summary(fault: SubmissionFault) -> str:
    """What the student's program did wrong, without the text of its exception, which could show hidden inputs."""
    if not fault.error_type:
        return _PLAIN.get(fault.verdict, fault.message)
    location = ""
    if fault.frames:
        frame = fault.frames[-1]
        cell = f" of cell {frame.cell + 1}" if frame.cell else ""
        inside = f", in `{frame.function}`" if frame.function and not frame.function.startswith("<") else ""
        location = f" at line {frame.line}{cell}{inside}"
    return f"Your code raised {fault.error_type}{location}."


_PLAIN = {
    Verdict.RUNTIME_ERROR: "Your code ended before it gave an answer.",
    Verdict.TIME_LIMIT_EXCEEDED: "Your code took longer than the time limit.",
    Verdict.MEMORY_LIMIT_EXCEEDED: "Your code asked for more memory than the limit.",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "Your code printed or returned more than the limit.",
}
