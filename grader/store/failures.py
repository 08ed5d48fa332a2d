"""Submissions that the grader itself failed: limits on runs that cost nothing, and what instructors are told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from grader.errors import GraderError
from grader.model import Lifecycle
from grader.store.clock import database_time
from grader.store.models import Submission

#: Submissions of one student to one assignment that may fail by the grader's fault in WINDOW; then further ones are
#: refused, and a run that fails is not repeated. A failed submission costs no attempt, so nothing else limits them.
MOST_FAILURES = 5
WINDOW = timedelta(hours=1)


class TooManyFailures(GraderError):
    """The grader failed at several of the student's submissions; no new ones are accepted for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"The grader failed on your last {MOST_FAILURES} submissions to this assignment. Your instructor sees "
            "this. Your submissions are kept, and no attempt was used."
        )
        #: Seconds until the next submission is accepted.
        self.seconds = seconds


def by_grader() -> ColumnElement[bool]:
    """The condition that the grader's own fault ended a submission, or its last regrade."""
    return and_(Submission.failure.is_not(None), Submission.cancelled.is_(False))


def recent() -> ColumnElement[bool]:
    """The condition that the grader's own fault ended a submission in WINDOW, so that it cost no attempt."""
    in_window = Submission.finished_at > database_time(-WINDOW.total_seconds())
    return and_(Submission.status == Lifecycle.FAILED, by_grader(), in_window)


def is_given_up(session: Session, row: Submission, max_claims: int) -> bool:
    """Whether the running submission fails now that its run has failed, instead of being graded again."""
    if row.claims >= max_claims:
        return True
    same = (
        Submission.course_id == row.course_id,
        Submission.student == row.student,
        Submission.assignment == row.assignment,
        Submission.id != row.id,
    )
    number = select(func.count()).select_from(Submission).where(*same, recent())
    return (session.scalar(number) or 0) >= MOST_FAILURES


def _unresolved(course_id: int) -> ColumnElement[bool]:
    """The condition that the grader failed a submission and no later one of the student was graded."""
    return and_(Submission.course_id == course_id, by_grader(), ~_graded_later())


def _graded_later() -> ColumnElement[bool]:
    """The condition that a later submission of the student to the assignment was graded."""
    later = aliased(Submission)
    was_graded = select(later.id).where(
        later.course_id == Submission.course_id,
        later.student == Submission.student,
        later.assignment == Submission.assignment,
        later.created_at > Submission.created_at,
        later.score.is_not(None),
    )
    return was_graded.exists()


def everywhere(session: Session, *, assignment: str | None = None, limit: int = 200) -> list[Submission]:
    """The submissions that the grader failed in all courses and that are not graded since, newest first."""
    rows = select(Submission).where(by_grader(), ~_graded_later())
    if assignment is not None:
        rows = rows.where(Submission.assignment == assignment)
    return list(session.scalars(rows.order_by(Submission.created_at.desc()).limit(limit)))


def number_everywhere(session: Session) -> int:
    """The number of submissions that the grader failed in all courses and that are not graded since."""
    return session.scalar(select(func.count()).select_from(Submission).where(by_grader(), ~_graded_later())) or 0


def unresolved(session: Session, course_id: int, assignment: str, *, limit: int = 200) -> list[Submission]:
    """The submissions that the grader failed, newest first, unless a later one of the student was graded."""
    rows = select(Submission).where(_unresolved(course_id), Submission.assignment == assignment)
    return list(session.scalars(rows.order_by(Submission.created_at.desc()).limit(limit)))


def unresolved_by_assignment(session: Session, course_id: int) -> dict[str, int]:
    """The number of submissions that the grader failed, by assignment, where there are any."""
    numbers = select(Submission.assignment, func.count()).where(_unresolved(course_id)).group_by(Submission.assignment)
    return dict(session.execute(numbers).all())
