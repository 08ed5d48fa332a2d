"""Which submissions have used an attempt."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store.models import CourseAssignment, Submission


def costs_attempt() -> ColumnElement[bool]:
    """The condition that a submission has used an attempt of its student.

    Practice runs, failures of the grader and files that do not load use none. A course may count the last.
    """
    counted = select(CourseAssignment.id).where(
        CourseAssignment.course_id == Submission.course_id,
        CourseAssignment.slug == Submission.assignment,
        CourseAssignment.load_errors_count,
    )
    loaded = Submission.not_loaded.is_not(True)
    return and_(
        Submission.attempt > 0,
        Submission.status != Lifecycle.FAILED,
        or_(loaded, counted.correlate(Submission).exists()),
    )


def attempts_used(session: Session, course_id: int, student: str, assignment: str) -> int:
    """Number of used attempts."""
    mine = (Submission.course_id == course_id, Submission.student == student, Submission.assignment == assignment)
    return session.scalar(select(func.count()).select_from(Submission).where(*mine, costs_attempt())) or 0


def was_free(session: Session, submission: Submission) -> bool:
    """Whether the submission is an attempt that used none, because its file did not load."""
    this = select(costs_attempt()).where(Submission.id == submission.id)
    return submission.attempt > 0 and bool(submission.not_loaded) and not session.scalar(this)
