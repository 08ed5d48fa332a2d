"""Finding work that was lost or interrupted. See `grader.worker.sweeper`, which calls this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle
from grader.store.events import StoredEvent
from grader.store.models import Submission, now
from grader.store.transitions import QueueEntry, fail, requeue


def queued_by_lane(session: Session) -> dict[Lane, int]:
    """How many submissions wait in each lane in which any does."""
    waiting = select(Submission.lane, func.count()).where(Submission.status == Lifecycle.QUEUED)
    return {row[0]: row[1] for row in session.execute(waiting.group_by(Submission.lane))}


def any_running(session: Session) -> bool:
    """Whether anything is being graded."""
    return session.scalar(select(Submission.id).where(Submission.status == Lifecycle.RUNNING).limit(1)) is not None


def overdue(
    session: Session, *, lanes: Sequence[Lane], resend_seconds: float, at_once: bool = False, limit: int = 500
) -> list[QueueEntry]:
    """Queued submissions to hand to the queue now: retries whose pause is over, and in `lanes`, of which messages are
    missing, whatever has waited too long (`at_once`: all that waits). Each is given once in `resend_seconds`.
    """
    moment = now()
    too_long = true() if at_once else Submission.enqueue_at <= moment
    retry = (Submission.claims > 0) & (Submission.enqueue_at <= moment)
    late = (
        select(Submission.id)
        .where(Submission.status == Lifecycle.QUEUED, retry | (Submission.lane.in_(lanes) & too_long))
        .order_by(Submission.priority, Submission.queued_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(Submission)
        .where(Submission.id.in_(late))
        .values(enqueue_at=moment + timedelta(seconds=resend_seconds))
        .returning(Submission.id, Submission.lane, Submission.priority)
        .execution_options(synchronize_session=False)
    ).all()
    return [QueueEntry(submission_id=row.id, lane=row.lane, priority=row.priority) for row in rows]


def recover(
    session: Session, *, max_claims: int, has_ended: Callable[[str], bool], enqueue_in: float, blame: bool = True
) -> list[QueueEntry | StoredEvent]:
    """Take running submissions from workers whose lease expired, or whose process `has_ended(holder)`.

    Gives entries to enqueue and last events to publish, as `give_back`. `blame=False`: they were stopped on purpose, so
    the claim does not count.
    """
    moment = now()
    running = select(Submission).where(Submission.status == Lifecycle.RUNNING).with_for_update(skip_locked=True)
    outcomes: list[QueueEntry | StoredEvent] = []
    for row in session.scalars(running):
        expired = row.lease_until is None or row.lease_until < moment
        if not expired and not has_ended(row.holder or ""):
            continue
        if not blame:
            row.claims -= 1
        if row.cancelled:
            outcomes.append(fail(session, row, "Cancelled while it ran. It costs no attempt."))
        elif row.claims >= max_claims:
            cause = "The worker that graded this submission ended unexpectedly."
            outcomes.append(fail(session, row, f"{cause} It was tried {row.claims} times. It costs no attempt."))
        else:
            outcomes.append(requeue(row, enqueue_in))
    return outcomes
