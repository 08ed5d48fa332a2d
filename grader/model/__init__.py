"""The nouns of the project. Imports nothing of ours."""

from grader.model.assignment import Assignment, Counts, HiddenFeedback, Lane, RubricRow
from grader.model.limits import MIB, Limits
from grader.model.report import CaseResult, Diagnosis, Report
from grader.model.submission import Bundle, Handle, Source
from grader.model.verdict import PRECEDENCE, Lifecycle, Verdict, overall

__all__ = [
    "MIB",
    "PRECEDENCE",
    "Assignment",
    "Bundle",
    "CaseResult",
    "Counts",
    "Diagnosis",
    "Handle",
    "HiddenFeedback",
    "Lane",
    "Lifecycle",
    "Limits",
    "Report",
    "RubricRow",
    "Source",
    "Verdict",
    "overall",
]
