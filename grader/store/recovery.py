"""Recovers lost and interrupted submissions; called by `grader.worker.sweeper`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle
from grader.store import failures, pauses
from grader.store.clock import database_time
from grader.store.events import StoredEvent
from grader.store.models import Submission
from grader.store.transitions import QueueEntry, fail, requeue, times


def queued_by_lane(session: Session) -> dict[Lane, int]:
    """Number of waiting submissions by lane, for lanes with any. Those that are paused are left out."""
    waiting = select(Submission.lane, func.count()).where(Submission.status == Lifecycle.QUEUED, ~pauses.is_paused())
    return {row[0]: row[1] for row in session.execute(waiting.group_by(Submission.lane))}


def any_running(session: Session) -> bool:
    """Whether a submission is being graded."""
    return session.scalar(select(Submission.id).where(Submission.status == Lifecycle.RUNNING).limit(1)) is not None


def overdue(
    session: Session, *, lanes: Sequence[Lane], resend_seconds: float, at_once: bool = False, limit: int = 500
) -> list[QueueEntry]:
    """Queued submissions to enqueue now; each is returned once in `resend_seconds`.

    These are retries whose back-off is over and, in `lanes`, which have lost messages, submissions that have waited
    too long (`at_once`: all waiting ones). Nothing that is paused is among them.
    """
    is_due = Submission.enqueue_at <= database_time()
    too_long = true() if at_once else is_due
    retry = (Submission.claims > 0) & is_due
    late = (
        select(Submission.id)
        .where(
            Submission.status == Lifecycle.QUEUED,
            retry | (Submission.lane.in_(lanes) & too_long),
            ~pauses.is_paused(),
        )
        .order_by(Submission.priority, Submission.queued_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("late")
    )
    # A CTE, as PostgreSQL may run a subquery once for each row, and each time skips what it has locked before.
    rows = session.execute(
        update(Submission)
        .where(Submission.id.in_(select(late.c.id)))
        .values(enqueue_at=database_time(resend_seconds))
        .returning(Submission.id, Submission.lane, Submission.priority)
        .execution_options(synchronize_session=False)
    ).all()
    return [QueueEntry(submission_id=row.id, lane=row.lane, priority=row.priority) for row in rows]


def recover(
    session: Session, *, max_claims: int, has_ended: Callable[[str], bool], enqueue_in: float, count_claim: bool = True
) -> list[QueueEntry | StoredEvent]:
    """Take running submissions from workers whose lease expired, or whose process `has_ended(holder)`.

    Returns entries to enqueue and last events to publish, like `give_back`. With `count_claim=False` the claim is not
    counted, because the worker was stopped on purpose.
    """
    is_expired = Submission.lease_until.is_(None) | (Submission.lease_until < database_time())
    running = (
        select(Submission, is_expired)
        .where(Submission.status == Lifecycle.RUNNING)
        .with_for_update(of=Submission, skip_locked=True)
    )
    outcomes: list[QueueEntry | StoredEvent] = []
    for row, expired in session.execute(running):
        if not expired and not has_ended(row.holder or ""):
            continue
        if not count_claim:
            row.claims -= 1
        if row.cancelled:
            outcomes.append(fail(session, row, "Cancelled while it ran. It costs no attempt.", cancelled=True))
        elif count_claim and failures.is_given_up(session, row, max_claims):
            cause = "The worker that graded this submission ended unexpectedly."
            text = f"{cause} It was tried {times(row.claims)}. It costs no attempt."
            outcomes.append(fail(session, row, text))
        else:
            outcomes.append(requeue(row, enqueue_in))
    return outcomes
