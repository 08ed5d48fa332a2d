"""The submitted files of a course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.store.models import Submission, table_of

_TABLE = table_of(Submission)


class SubmittedFile(NamedTuple):
    """The file of an attempt."""

    assignment: str
    student: str
    attempt: int
    created_at: datetime
    filename: str
    content: bytes


def attempt_ids(session: Session, course_id: int, slugs: Sequence[str]) -> list[str]:
    """The ids of all attempts at these assignments, by assignment, student and number."""
    these = select(Submission.id).where(
        Submission.course_id == course_id, Submission.assignment.in_(slugs), Submission.attempt > 0
    )
    return list(session.scalars(these.order_by(Submission.assignment, Submission.student, Submission.attempt)))


def files(session: Session, submission_ids: Sequence[str]) -> list[SubmittedFile]:
    """The files of these submissions, by assignment, student and number."""
    names = ("assignment", "student", "attempt", "created_at", "filename", "content")
    these = select(*(_TABLE.c[name] for name in names)).where(_TABLE.c.id.in_(submission_ids))
    rows = session.connection().execute(these.order_by(_TABLE.c.assignment, _TABLE.c.student, _TABLE.c.attempt))
    return [SubmittedFile._make(row) for row in rows]
