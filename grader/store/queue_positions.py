"""How long a queued submission waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store.models import Submission
from grader.store.submissions import UNFINISHED, get


@dataclass(frozen=True, kw_only=True)
class QueuePosition:
    """The position of a queued submission."""

    #: Number of submissions before it.
    ahead: int
    #: Number of running submissions of its lane.
    running: int
    #: Mean duration of the lane's recent runs in seconds; None if there are none.
    seconds_each: float | None


def queue_position(session: Session, submission_id: str) -> QueuePosition | None:
    """The position in its lane; None if it is not queued."""
    row = get(session, submission_id)
    if row is None or row.status is not Lifecycle.QUEUED:
        return None
    earlier = (Submission.priority < row.priority) | (
        (Submission.priority == row.priority) & (Submission.queued_at < row.queued_at)
    )
    ahead, running = session.execute(
        select(
            func.count().filter((Submission.status == Lifecycle.QUEUED) & earlier),
            func.count().filter(Submission.status == Lifecycle.RUNNING),
        ).where(Submission.lane == row.lane, Submission.status.in_(UNFINISHED))
    ).one()
    recent = session.execute(
        select(Submission.started_at, Submission.finished_at)
        .where(Submission.lane == row.lane, Submission.status == Lifecycle.GRADED)
        .order_by(Submission.finished_at.desc())
        .limit(20)
    ).all()
    durations = [(end - start).total_seconds() for start, end in recent if start is not None and end is not None]
    return QueuePosition(
        ahead=ahead, running=running, seconds_each=sum(durations) / len(durations) if durations else None
    )
