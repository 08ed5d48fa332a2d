"""Errors that tell by themselves what went wrong: what NumPy and Python have changed, common slips, what cannot load.

Patterns on the exception's class, text and line; each names the fix.
"""

from __future__ import annotations

from grader.engine.diagnosis.error_pattern import Pattern
from grader.engine.diagnosis.exception_patterns import SLIPS
from grader.engine.diagnosis.missing_definitions import UNLOADED
from grader.engine.diagnosis.version_changes import CHANGES
from grader.errors import SubmissionFault
from grader.model import Diagnosis, Verdict


def recognise(fault: SubmissionFault) -> Pattern | None:
    """The pattern that `fault` fits, if any."""
    if fault.error_type:
        known = (*CHANGES, *SLIPS)
    elif fault.verdict is Verdict.LOAD_ERROR:
        known = UNLOADED
    else:
        return None
    return next((pattern for pattern in known if pattern.fits(fault)), None)


def diagnosis(pattern: Pattern) -> Diagnosis:
    """As it stands in the report."""
    return Diagnosis(name=pattern.name, title=pattern.title, explanation=pattern.explanation)
