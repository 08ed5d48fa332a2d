"""Recognises exceptions with a known cause: changes of NumPy and Python, common errors, definitions that cannot load.

Patterns on the exception's class, text and line; each names the fix.
"""

from __future__ import annotations

from grader.engine.diagnosis.error_pattern import Pattern
from grader.engine.diagnosis.exception_patterns import EXCEPTIONS
from grader.engine.diagnosis.missing_definitions import MISSING_DEFINITIONS
from grader.engine.diagnosis.version_changes import VERSION_CHANGES
from grader.errors import SubmissionFault
from grader.model import Diagnosis, Verdict


def recognise(fault: SubmissionFault) -> Pattern | None:
    """The pattern that `fault` fits, if any."""
    if fault.is_missing_module:
        return None
    if fault.error_type:
        known = (*VERSION_CHANGES, *EXCEPTIONS)
    elif fault.verdict is Verdict.LOAD_ERROR:
        known = MISSING_DEFINITIONS
    else:
        return None
    return next((pattern for pattern in known if pattern.fits(fault)), None)


def diagnosis(pattern: Pattern) -> Diagnosis:
    """As it stands in the report."""
    return Diagnosis(name=pattern.name, title=pattern.title, explanation=pattern.explanation)
