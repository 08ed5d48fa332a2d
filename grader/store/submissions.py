"""Handing in, and reading what was handed in."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, make_transient_to_detached, undefer

from grader.errors import GraderError
from grader.model import Lane, Lifecycle, Source, Upload, Verdict
from grader.store.models import Submission, now, table_of

#: What is not finished.
UNFINISHED = (Lifecycle.QUEUED, Lifecycle.RUNNING)


class Priority(IntEnum):
    """The order in which waiting work is taken; lower goes first. The queue knows the same numbers."""

    #: Of a student with nothing else in flight.
    FIRST = 0
    #: Of a student who has work in flight: nobody holds up the others by handing in ten times.
    BEHIND = 3
    #: Asked for by an instructor.
    REGRADE = 6


class AttemptsUsedUp(GraderError):
    """No attempts are left for this assignment."""


class IdempotencyConflict(GraderError):
    """This idempotency key was used for another submission."""


@dataclass(frozen=True, kw_only=True)
class NewSubmission:
    """What somebody hands in."""

    course_id: int
    #: Slug.
    assignment: str
    lane: Lane
    #: The account's email, or the name that a program gives.
    student: str
    person_id: int | None = None
    upload: Upload
    practice: bool = False
    #: 0: no limit.
    attempts_allowed: int = 0
    api_token_id: int | None = None
    idempotency_key: str | None = None


def create(session: Session, new: NewSubmission, *, requeue_seconds: float = 30.0) -> Submission:
    """Store a submission, queued. Enqueue its id after the commit; the sweeper does if that fails.

    With an idempotency key that this token has used, gives the earlier submission. Raises `AttemptsUsedUp` and
    `IdempotencyConflict`.
    """
    _take_turns(session, new)
    earlier = _earlier(session, new)
    if earlier is not None:
        return earlier
    values = _values(session, new, requeue_seconds)
    try:
        with session.begin_nested() if new.idempotency_key else nullcontext():
            session.connection().execute(_INSERT, values)
    except IntegrityError:
        # The key was used for somebody else's submission at the same moment; else it is an error indeed.
        earlier = _earlier(session, new)
        if earlier is None:
            raise
        return earlier
    submission = Submission(**values, **dict.fromkeys(_LATER))
    make_transient_to_detached(submission)
    return submission


def _take_turns(session: Session, new: NewSubmission) -> None:
    """Let each student's submissions come one after the other, so that attempts are counted right.

    SQLite has one writer anyway; on PostgreSQL a lock by name, which ends with the transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        name = f"{new.course_id} {new.assignment} {new.student}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _earlier(session: Session, new: NewSubmission) -> Submission | None:
    if new.idempotency_key is None:
        return None
    same = (Submission.api_token_id == new.api_token_id, Submission.idempotency_key == new.idempotency_key)
    earlier = session.scalar(select(Submission).where(*same))
    if earlier is None:
        return None
    told = (earlier.assignment, earlier.student, earlier.sha256, earlier.practice)
    if told != (new.assignment, new.student, new.upload.sha256, new.practice):
        raise IdempotencyConflict
    return earlier


_TABLE = table_of(Submission)
#: What is known only later.
_LATER = (
    *("started_at", "finished_at", "lease_until", "holder", "graded_run"),
    *("score", "max_score", "verdict", "report", "receipt", "failure"),
)
_INSERT = insert(_TABLE)
#: Attempts spent, the highest number, what is in flight.
_STANDING = select(
    func.count().filter(_TABLE.c.attempt > 0, _TABLE.c.status != Lifecycle.FAILED),
    func.coalesce(func.max(_TABLE.c.attempt), 0),
    func.count().filter(_TABLE.c.status.in_(UNFINISHED)),
).where(
    _TABLE.c.course_id == bindparam("course_id"),
    _TABLE.c.student == bindparam("student"),
    _TABLE.c.assignment == bindparam("assignment"),
)


def _values(session: Session, new: NewSubmission, requeue_seconds: float) -> dict[str, Any]:
    moment = now()
    whose = {"course_id": new.course_id, "student": new.student, "assignment": new.assignment}
    used, last, in_flight = session.connection().execute(_STANDING, whose).one()
    if new.attempts_allowed and not new.practice and used >= new.attempts_allowed:
        raise AttemptsUsedUp
    return {
        **whose,
        "id": str(uuid.uuid4()),
        "person_id": new.person_id,
        "api_token_id": new.api_token_id,
        "idempotency_key": new.idempotency_key,
        "attempt": 0 if new.practice else last + 1,
        "practice": new.practice,
        "filename": new.upload.source.filename,
        "content": new.upload.content,
        "source": new.upload.source.to_json(),
        "sha256": new.upload.sha256,
        "status": Lifecycle.QUEUED,
        "lane": new.lane,
        "priority": int(Priority.BEHIND if in_flight else Priority.FIRST),
        "created_at": moment,
        "queued_at": moment,
        "enqueue_at": moment + timedelta(seconds=requeue_seconds),
        "run": 0,
        "claims": 0,
        "cancelled": False,
    }


def _of(course_id: int, student: str, assignment: str | None) -> list[ColumnElement[bool]]:
    mine = [Submission.course_id == course_id, Submission.student == student]
    return mine if assignment is None else [*mine, Submission.assignment == assignment]


def get(session: Session, submission_id: str, *, with_report: bool = False) -> Submission | None:
    """The submission; its report is read with it on request."""
    return session.get(Submission, submission_id, options=[undefer(Submission.report)] if with_report else [])


def content_of(session: Session, submission_id: str) -> bytes | None:
    """The exact file."""
    return session.scalar(select(Submission.content).where(Submission.id == submission_id))


def source_of(session: Session, submission_id: str) -> Source | None:
    """The cells read from the file; None for a row from before they were kept."""
    row = session.execute(select(Submission.filename, Submission.source).where(Submission.id == submission_id)).first()
    return Source.from_json(row.filename, row.source) if row is not None and row.source is not None else None


def attempts_used(session: Session, course_id: int, student: str, assignment: str) -> int:
    """How many attempts are spent. Practice runs, and what failed by the grader's own fault, cost none."""
    counted = (Submission.attempt > 0, Submission.status != Lifecycle.FAILED)
    mine = select(func.count()).select_from(Submission).where(*_of(course_id, student, assignment), *counted)
    return session.scalar(mine) or 0


def history(session: Session, course_id: int, student: str, assignment: str | None = None) -> list[Submission]:
    """All that a student handed in, practice runs included, the newest first."""
    return list(session.scalars(_newest_first(select(Submission).where(*_of(course_id, student, assignment)))))


def latest(session: Session, course_id: int, student: str, assignment: str) -> Submission | None:
    """A student's newest submission, practice runs included."""
    return session.scalar(_newest_first(select(Submission).where(*_of(course_id, student, assignment))).limit(1))


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list of submissions, the newest first."""

    items: list[Submission]
    #: From 1.
    number: int
    size: int
    #: Of all pages.
    total: int


def page(
    session: Session,
    course_id: int,
    *,
    number: int = 1,
    size: int = 50,
    assignment: str | None = None,
    student: str | None = None,
    verdict: Verdict | None = None,
    status: Lifecycle | None = None,
    practice_runs: bool = True,
) -> Page:
    """A course's submissions, optionally of one assignment, one student, one verdict or one state."""
    these: list[ColumnElement[bool]] = [Submission.course_id == course_id]
    if assignment:
        these.append(Submission.assignment == assignment)
    if student:
        these.append(Submission.student == student)
    if verdict:
        these.append(Submission.verdict == verdict)
    if status:
        these.append(Submission.status == status)
    if not practice_runs:
        these.append(Submission.practice.is_(False))
    total = session.scalar(select(func.count()).select_from(Submission).where(*these)) or 0
    rows = _newest_first(select(Submission).where(*these)).limit(size).offset((number - 1) * size)
    return Page(items=list(session.scalars(rows)), number=number, size=size, total=total)


def _newest_first(rows: Select[Submission]) -> Select[Submission]:
    return rows.order_by(Submission.created_at.desc(), Submission.attempt.desc(), Submission.id)


@dataclass(frozen=True, kw_only=True)
class QueuePosition:
    """Where a queued submission stands."""

    #: How many will be taken before it.
    ahead: int
    #: How many run in its lane now.
    running: int
    #: Mean seconds of the lane's recent runs, None when there were none.
    seconds_each: float | None


def queue_position(session: Session, submission_id: str) -> QueuePosition | None:
    """Where it stands in its lane; None if it does not wait."""
    it = get(session, submission_id)
    if it is None or it.status is not Lifecycle.QUEUED:
        return None
    earlier = (Submission.priority < it.priority) | (
        (Submission.priority == it.priority) & (Submission.queued_at < it.queued_at)
    )
    ahead, running = session.execute(
        select(
            func.count().filter((Submission.status == Lifecycle.QUEUED) & earlier),
            func.count().filter(Submission.status == Lifecycle.RUNNING),
        ).where(Submission.lane == it.lane, Submission.status.in_(UNFINISHED))
    ).one()
    recent = session.execute(
        select(Submission.started_at, Submission.finished_at)
        .where(Submission.lane == it.lane, Submission.status == Lifecycle.GRADED)
        .order_by(Submission.finished_at.desc())
        .limit(20)
    ).all()
    took = [(end - start).total_seconds() for start, end in recent if start is not None and end is not None]
    return QueuePosition(ahead=ahead, running=running, seconds_each=sum(took) / len(took) if took else None)
