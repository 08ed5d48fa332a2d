"""Recognises exceptions with a known cause: changes of NumPy and Python, common errors, definitions that cannot load.

Patterns on the exception's class and text, and on the expression of the submission at which it arose.
"""

from __future__ import annotations

from grader.engine.diagnosis.error_pattern import Pattern, Raised
from grader.engine.diagnosis.evidence import Evidence, EvidenceKind, Finding
from grader.engine.diagnosis.exception_patterns import EXCEPTIONS
from grader.engine.diagnosis.missing_definitions import MISSING_DEFINITIONS
from grader.model import Diagnosis, Verdict


def recognise(raised: Raised) -> Pattern | None:
    """The pattern that an exception, or the reason why something is not loaded, fits, if any."""
    if raised.fault.is_missing_module:
        return None
    if raised.fault.error_type:
        known = EXCEPTIONS
    elif raised.fault.verdict is Verdict.LOAD_ERROR:
        known = MISSING_DEFINITIONS
    else:
        return None
    return next((pattern for pattern in known if pattern.fits(raised)), None)


def detail_of(raised: Raised) -> str:
    """The line, the expression and its parts at which an exception of a known kind arose; "" for another."""
    pattern = recognise(raised)
    return pattern.detail(raised) if pattern is not None and pattern.detail is not None else ""


def finding(raised: Raised, case: str) -> Finding | None:
    """What the exception of a failed case says of the mistake, with the expression as evidence."""
    pattern = recognise(raised)
    if pattern is None:
        return None
    detail = detail_of(raised)
    hint = (pattern.advice(raised) if pattern.advice is not None else "") or pattern.hint
    general = Diagnosis(name=pattern.name, title=pattern.title, explanation=pattern.explanation)
    told = Diagnosis(name=pattern.name, title=pattern.title, explanation=f"{detail} {pattern.explanation}".strip())
    return Finding(diagnosis=told, hint=hint, hidden=(general, pattern.hint), evidence=_evidence(raised, case))


def _evidence(raised: Raised, case: str) -> Evidence:
    if raised.fault.error_type:
        function = raised.label or "the submission"
        return Evidence(kind=EvidenceKind.EXCEPTION, cases=(case,), expression=raised.at, function=function)
    return Evidence(kind=EvidenceKind.LOADING, cases=(case,), sentence=raised.fault.message)
