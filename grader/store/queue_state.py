"""What waits and runs, by lane, over all courses: they share the workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle
from grader.store.clock import database_time
from grader.store.models import Regrade, RegradeResult, ResultState, Submission
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


#: Upper bounds in seconds of the ages by which waiting submissions are counted; older ones come last.
AGES = (60, 300, 1800)
#: Ended runs of which the waiting times are told.
RECENT = 200


@dataclass(frozen=True, kw_only=True)
class LaneActivity:
    """How a lane gets on."""

    lane: Lane
    #: Runs that ended in the last ten minutes, and in the last hour.
    ten_minutes: int
    hour: int
    #: Waiting submissions by age: those younger than each bound of AGES, then the rest.
    ages: tuple[int, ...]
    #: Median and 95th percentile of the waiting times of recent runs, in seconds; None if there are none.
    median_wait: float | None
    long_wait: float | None


def activity(session: Session, lane: Lane) -> LaneActivity:
    """Ended runs, ages of what waits, and waiting times of a lane. Reads what waits and what ended in an hour."""
    ended = [
        session.scalar(
            select(func.count()).where(
                Submission.lane == lane,
                Submission.status.in_((Lifecycle.GRADED, Lifecycle.FAILED)),
                Submission.finished_at > database_time(-seconds),
            )
        )
        or 0
        for seconds in (600, 3600)
    ]
    younger = [func.count().filter(Submission.queued_at > database_time(-bound)) for bound in AGES]
    waiting = select(*younger, func.count()).where(Submission.status == Lifecycle.QUEUED, Submission.lane == lane)
    counts = tuple(session.execute(waiting).one())
    waits = _recent_waits(session, lane)
    return LaneActivity(
        lane=lane,
        ten_minutes=ended[0],
        hour=ended[1],
        ages=tuple(number - before for number, before in zip(counts, (0, *counts), strict=False)),
        median_wait=waits[len(waits) // 2] if waits else None,
        long_wait=waits[min(len(waits) * 95 // 100, len(waits) - 1)] if waits else None,
    )


def _recent_waits(session: Session, lane: Lane) -> list[float]:
    """Seconds between queueing and start of recent runs of the last hour, in order."""
    recent = (
        select(Submission.queued_at, Submission.started_at)
        .where(
            Submission.lane == lane,
            Submission.status == Lifecycle.GRADED,
            Submission.finished_at > database_time(-3600),
        )
        .order_by(Submission.finished_at.desc())
        .limit(RECENT)
    )
    rows = session.execute(recent).all()
    return sorted(max((row.started_at - row.queued_at).total_seconds(), 0.0) for row in rows if row.started_at)


def waiting_by_assignment(session: Session, *, limit: int = 20) -> list[tuple[str, int]]:
    """The assignments with waiting submissions, most first."""
    number = func.count()
    waiting = select(Submission.assignment, number).where(Submission.status == Lifecycle.QUEUED)
    rows = session.execute(waiting.group_by(Submission.assignment).order_by(number.desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, kw_only=True)
class CurrentWork:
    """What a worker process grades."""

    #: The process, as in `Submission.holder`.
    holder: str
    submission_id: str
    course_id: int
    assignment: str
    started_at: datetime | None
    #: Whether it is an attempt of a regrade.
    regrade: bool = False


def current_work(session: Session) -> dict[str, CurrentWork]:
    """What is graded now, by the process that does it."""
    running = select(Submission).where(Submission.status == Lifecycle.RUNNING)
    found = {
        row.holder: CurrentWork(
            holder=row.holder,
            submission_id=row.id,
            course_id=row.course_id,
            assignment=row.assignment,
            started_at=row.started_at,
        )
        for row in session.scalars(running)
        if row.holder
    }
    again = (
        select(RegradeResult.holder, RegradeResult.submission_id, Regrade.course_id, Regrade.assignment)
        .join(Regrade)
        .where(RegradeResult.state == ResultState.RUNNING)
    )
    for row in session.execute(again):
        found[row.holder] = CurrentWork(**row._mapping, started_at=None, regrade=True)
    return found
