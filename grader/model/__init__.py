"""The data model: immutable values that all packages share. Imports no other package of the project."""

from grader.model.assignment import Assignment, Lane, RubricRow
from grader.model.event import CaseFinished, Event, OnEvent, Progress
from grader.model.hidden_text import NO_TEXT, AuthorText, HiddenText, Template, Word
from grader.model.isolation import Isolation, Sharing
from grader.model.limits import MIB, Limits
from grader.model.memory_tuning import MEMORY_TECHNIQUES, parse_memory_tuning
from grader.model.policy import Counts, HiddenFeedback, LateUnit, Policy
from grader.model.question import Option, Question, QuestionAttempts, QuestionKind, Symbols
from grader.model.repair import Change, Repair, RepairKind, Repairs
from grader.model.report import CaseResult, Diagnosis, Report
from grader.model.submission import Bundle, Handle, Source, Upload, Variant
from grader.model.verdict import PRECEDENCE, Lifecycle, Verdict, overall

__all__ = [
    "MEMORY_TECHNIQUES",
    "MIB",
    "NO_TEXT",
    "PRECEDENCE",
    "Assignment",
    "AuthorText",
    "Bundle",
    "CaseFinished",
    "CaseResult",
    "Change",
    "Counts",
    "Diagnosis",
    "Event",
    "Handle",
    "HiddenFeedback",
    "HiddenText",
    "Isolation",
    "Lane",
    "LateUnit",
    "Lifecycle",
    "Limits",
    "OnEvent",
    "Option",
    "Policy",
    "Progress",
    "Question",
    "QuestionAttempts",
    "QuestionKind",
    "Repair",
    "RepairKind",
    "Repairs",
    "Report",
    "RubricRow",
    "Sharing",
    "Source",
    "Symbols",
    "Template",
    "Upload",
    "Variant",
    "Verdict",
    "Word",
    "overall",
    "parse_memory_tuning",
]
