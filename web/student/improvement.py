"""What an attempt with all the points has changed since the one before it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.model import Assignment, CaseResult, Verdict
from grader.store import submissions
from grader.store.events import EventKind, events_after
from grader.store.models import Submission
from web.attempt_names import attempt_names
from web.student.causes import causes
from web.student.diff import DiffLine, changes
from web.student.results import CaseView, finished_case

#: Changed lines that are shown; the comparison of the two attempts has all.
MAX_LINES = 14


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """A cause of failures that is gone."""

    title: str
    #: Points that it cost.
    points: float


@dataclass(frozen=True, kw_only=True)
class Improvement:
    """What was fixed, and the lines that changed."""

    #: Of the attempt before: "Attempt 2".
    name: str
    #: Identifiers of the two submissions, for the comparison.
    old: str
    new: str
    fixed: tuple[Fixed, ...]
    lines: tuple[DiffLine, ...]


def improvement(db: Session, assignment: Assignment, submission: Submission) -> Improvement | None:
    """The change since the attempt before; None if there was none, or if that one had all the points, too."""
    before = submissions.graded_before(db, submission)
    if before is None or before.score is None or before.score >= (before.max_score or 0.0):
        return None
    asked = {question.name for question in assignment.questions}
    found = causes(_failures(db, assignment, before), asked)
    old, new = (submissions.content_of(db, row.id) or b"" for row in (before, submission))
    return Improvement(
        name=attempt_names(db, [before])[before.id],
        old=before.id,
        new=submission.id,
        fixed=tuple(Fixed(title=cause.title, points=cause.lost) for cause in found),
        lines=tuple(changes(old, new, MAX_LINES)),
    )


def _failures(db: Session, assignment: Assignment, submission: Submission) -> list[CaseView]:
    level = assignment.hint_level(submission.attempt)
    results = (
        CaseResult.from_json(event.payload)
        for event in events_after(db, submission.id, 0)
        if event.kind is EventKind.CASE and event.payload["verdict"] != Verdict.ACCEPTED
    )
    return [finished_case(result, assignment.hidden_feedback, level) for result in results]
