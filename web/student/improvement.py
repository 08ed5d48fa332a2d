"""What an attempt with all the points has changed since the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from grader.model import Assignment, CaseResult, Lifecycle
from grader.store import submissions
from grader.store.events import EventKind, events_after
from grader.store.models import Submission
from web.attempt_names import attempt_names
from web.student.causes import causes
from web.student.diff import DiffLine, diff
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
    before = _attempt_before(db, submission)
    if before is None or before.score is None or before.score >= (before.max_score or 0.0):
        return None
    asked = {question.name for question in assignment.questions}
    found = causes(_results(db, assignment, before).values(), asked)
    texts = [submissions.content_of(db, row.id) or b"" for row in (before, submission)]
    lines = tuple(line for line in diff(*texts) if line.kind in ("added", "removed"))
    return Improvement(
        name=attempt_names(db, [before])[before.id],
        old=before.id,
        new=submission.id,
        fixed=tuple(Fixed(title=cause.title, points=cause.lost) for cause in found),
        lines=lines if len(lines) <= MAX_LINES else (),
    )


def _attempt_before(db: Session, submission: Submission) -> Submission | None:
    """The graded attempt before, of the same student."""
    mine = submissions.history(db, submission.course_id, submission.student, submission.assignment)
    earlier = (
        row
        for row in mine
        if not row.practice and row.status is Lifecycle.GRADED and row.created_at < submission.created_at
    )
    return max(earlier, key=lambda row: row.created_at, default=None)


def _results(db: Session, assignment: Assignment, submission: Submission) -> Mapping[str, CaseView]:
    level = assignment.hint_level(submission.attempt)
    results = (
        CaseResult.from_json(event.payload)
        for event in events_after(db, submission.id, 0)
        if event.kind is EventKind.CASE
    )
    return {result.name: finished_case(result, assignment.hidden_feedback, level) for result in results}
