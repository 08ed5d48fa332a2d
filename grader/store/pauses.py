"""Pauses: submissions to a paused lane or assignment are accepted and wait; no worker claims them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.model import Lane, Lifecycle
from grader.store.clock import database_time
from grader.store.database import add_unless_taken
from grader.store.models import Pause, Regrade, RegradeResult, ResultState, Submission, table_of
from grader.store.transitions import QueueEntry

#: Characters of a reason at most.
MAX_REASON = 500
#: Submissions that are enqueued at once when a pause ends; the sweeper enqueues the rest.
BATCH = 500

_PAUSE = table_of(Pause)
_SUBMISSION = table_of(Submission)


class AlreadyPaused(GraderError):
    """This is paused already."""


def is_paused() -> ColumnElement[bool]:
    """The condition that the lane or the assignment of a submission is paused."""
    return exists().where(_holds(_PAUSE.c, _SUBMISSION.c.lane, _SUBMISSION.c.course_id, _SUBMISSION.c.assignment))


def is_result_paused() -> ColumnElement[bool]:
    """The condition that the lane or the assignment of an attempt of a regrade is paused."""
    holding = _holds(Pause, RegradeResult.lane, Regrade.course_id, Regrade.assignment)
    return exists().where(Regrade.id == RegradeResult.regrade_id, holding)


def _holds(pause: Any, lane: Any, course_id: Any, assignment: Any) -> ColumnElement[bool]:
    """The condition that `pause` (the columns) keeps work of a lane, for an assignment in a course, waiting."""
    in_course = or_(pause.course_id.is_(None), pause.course_id == course_id)
    return or_(pause.lane == lane, and_(pause.assignment == assignment, in_course))


def all_pauses(session: Session) -> list[Pause]:
    """The pauses, the oldest first."""
    return list(session.scalars(select(Pause).order_by(Pause.id)))


def of_course(session: Session, course_id: int) -> list[Pause]:
    """The pauses of the course and those of the whole service, the oldest first."""
    these = select(Pause).where(or_(Pause.course_id.is_(None), Pause.course_id == course_id))
    return list(session.scalars(these.order_by(Pause.id)))


def own(session: Session, course_id: int, assignment: str) -> Pause | None:
    """The pause of an assignment in this course alone."""
    return session.scalar(select(Pause).where(Pause.course_id == course_id, Pause.assignment == assignment))


def pause_of(session: Session, lane: Lane, course_id: int, assignment: str) -> Pause | None:
    """The pause that keeps submissions to an assignment of a lane waiting; the oldest, if there are several."""
    holding = _holds(Pause, lane, course_id, assignment)
    return session.scalar(select(Pause).where(holding).order_by(Pause.id).limit(1))


def pause(
    session: Session,
    *,
    lane: Lane | None = None,
    assignment: str | None = None,
    course_id: int | None = None,
    reason: str = "",
    author: str,
) -> Pause:
    """Pause a lane, or an assignment in a course or in all (None): current runs go on, nothing new is claimed.

    Raises `AlreadyPaused`.
    """
    if (lane is None) == (assignment is None) or (lane is not None and course_id is not None):
        raise ValueError("Name a lane or an assignment.")
    what: dict[str, Any] = {"lane": lane, "assignment": assignment, "course_id": course_id}
    made = Pause(**what, reason=reason.strip(), author=author, created_at=database_time())
    add_unless_taken(session, made, AlreadyPaused)
    return made


def resume(session: Session, found: Pause, *, resend_seconds: float) -> list[QueueEntry]:
    """End a pause. Returns the first of the submissions that have waited, to enqueue; the sweeper enqueues the rest."""
    waited = Submission.lane == found.lane if found.lane is not None else Submission.assignment == found.assignment
    if found.course_id is not None:
        waited &= Submission.course_id == found.course_id
    session.delete(found)
    session.flush()
    free = (Submission.status == Lifecycle.QUEUED, waited, ~is_paused())
    unsynchronised = {"synchronize_session": False}
    # Messages of submissions that waited are gone from the queue: workers have dropped them.
    due = update(Submission).where(*free).values(enqueue_at=database_time())
    session.execute(due, execution_options=unsynchronised)
    _forget_messages(session)
    first = select(Submission.id).where(*free).order_by(Submission.priority, Submission.queued_at).limit(BATCH)
    rows = session.execute(
        update(Submission)
        .where(Submission.id.in_(first))
        .values(enqueue_at=database_time(resend_seconds))
        .returning(Submission.id, Submission.lane, Submission.priority),
        execution_options=unsynchronised,
    ).all()
    return [
        QueueEntry(submission_id=row.id, lane=row.lane, priority=row.priority)
        for row in sorted(rows, key=lambda row: row.priority)
    ]


def _forget_messages(session: Session) -> None:
    """Let attempts of regrades that waited be enqueued again by the next sweep."""
    waiting = (RegradeResult.state == ResultState.QUEUED, RegradeResult.enqueue_at.is_not(None), ~is_result_paused())
    forgotten = update(RegradeResult).where(*waiting).values(enqueue_at=None)
    session.execute(forgotten, execution_options={"synchronize_session": False})
