"""Pauses: submissions to a paused lane or assignment are accepted and wait; no worker claims them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.model import Lane, Lifecycle
from grader.store.clock import database_time
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
    return exists().where(
        or_(_PAUSE.c.lane == _SUBMISSION.c.lane, _PAUSE.c.assignment == _SUBMISSION.c.assignment),
    )


def is_result_paused() -> ColumnElement[bool]:
    """The condition that the lane or the assignment of an attempt of a regrade is paused."""
    holding = or_(Pause.lane == RegradeResult.lane, Pause.assignment == Regrade.assignment)
    return exists().where(Regrade.id == RegradeResult.regrade_id, holding)


def all_pauses(session: Session) -> list[Pause]:
    """The pauses, the oldest first."""
    return list(session.scalars(select(Pause).order_by(Pause.id)))


def pause_of(session: Session, lane: Lane, assignment: str) -> Pause | None:
    """The pause that keeps submissions to an assignment of a lane waiting; the oldest, if there are several."""
    holding = or_(Pause.lane == lane, Pause.assignment == assignment)
    return session.scalar(select(Pause).where(holding).order_by(Pause.id).limit(1))


def pause(
    session: Session, *, lane: Lane | None = None, assignment: str | None = None, reason: str = "", author: str
) -> Pause:
    """Pause a lane or an assignment: current runs go on, nothing new is claimed. Raises `AlreadyPaused`."""
    if (lane is None) == (assignment is None):
        raise ValueError("Name a lane or an assignment.")
    same = Pause.lane == lane if lane is not None else Pause.assignment == assignment
    if session.scalar(select(Pause.id).where(same)) is not None:
        raise AlreadyPaused
    made = Pause(lane=lane, assignment=assignment, reason=reason.strip(), author=author, created_at=database_time())
    session.add(made)
    session.flush()
    session.refresh(made)
    return made


def resume(session: Session, found: Pause, *, resend_seconds: float) -> list[QueueEntry]:
    """End a pause. Returns the first of the submissions that have waited, to enqueue; the sweeper enqueues the rest."""
    waited = Submission.lane == found.lane if found.lane is not None else Submission.assignment == found.assignment
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
