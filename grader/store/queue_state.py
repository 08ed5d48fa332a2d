"""What waits and runs, by lane, over all courses: they share the workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle
from grader.store.models import Submission
from grader.store.submissions import UNFINISHED


@dataclass(frozen=True, kw_only=True)
class LaneState:
    """What waits and runs in a lane."""

    lane: Lane
    waiting: int
    running: int
    #: When the oldest waiting submission was queued; None if none waits.
    oldest_at: datetime | None


def lanes(session: Session) -> list[LaneState]:
    """The state of each lane."""
    rows = session.execute(
        select(Submission.lane, Submission.status, func.count(), func.min(Submission.queued_at))
        .where(Submission.status.in_(UNFINISHED))
        .group_by(Submission.lane, Submission.status)
    )
    found = {(lane, status): (number, oldest) for lane, status, number, oldest in rows}
    empty = (0, None)
    return [
        LaneState(
            lane=lane,
            waiting=found.get((lane, Lifecycle.QUEUED), empty)[0],
            running=found.get((lane, Lifecycle.RUNNING), empty)[0],
            oldest_at=found.get((lane, Lifecycle.QUEUED), empty)[1],
        )
        for lane in Lane
    ]


def practising(session: Session, course_id: int, assignment: str) -> set[str]:
    """The students with a practice run of an assignment."""
    these = select(Submission.student).where(
        Submission.course_id == course_id,
        Submission.assignment == assignment,
        Submission.practice,
        Submission.question.is_(None),
    )
    return set(session.scalars(these.distinct()))
