"""Creates and reads submissions."""

from __future__ import annotations

import math
import uuid
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, make_transient_to_detached, undefer

from grader.errors import GraderError
from grader.model import Lane, Lifecycle, Source, Upload
from grader.store import failures, lti_scores
from grader.store.attempts import costs_attempt
from grader.store.clock import database_time
from grader.store.models import Submission, table_of

#: States of unfinished submissions.
UNFINISHED = (Lifecycle.QUEUED, Lifecycle.RUNNING)


class Priority(IntEnum):
    """Priority in the queue; lower values go first."""

    #: From a student without unfinished submissions.
    FIRST = 0
    #: From a student with unfinished submissions, so that many submissions of one student delay nobody else.
    BEHIND = 3
    #: Requested by an instructor.
    REGRADE = 6


class AttemptsUsedUp(GraderError):
    """No attempts are left for this assignment."""


class CoolingDown(GraderError):
    """The next attempt is possible after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class IdempotencyConflict(GraderError):
    """This idempotency key was used for another submission."""


@dataclass(frozen=True, kw_only=True)
class NewSubmission:
    """A submission that is to be stored."""

    course_id: int
    #: Slug.
    assignment: str
    lane: Lane
    #: The account's email, or the name that an API client passes.
    student: str
    person_id: int | None = None
    upload: Upload
    practice: bool = False
    #: Name of the only question to grade, of a practice run.
    question: str | None = None
    #: 0: no limit.
    attempts_allowed: int = 0
    #: Minutes between two attempts.
    cooldown_minutes: int = 0
    api_token_id: int | None = None
    idempotency_key: str | None = None


def create(session: Session, new: NewSubmission, *, requeue_seconds: float = 30.0) -> Submission:
    """Store a queued submission. Enqueue it after the commit; otherwise the sweeper does.

    Returns the earlier submission if the token has used the idempotency key before. Raises `AttemptsUsedUp`,
    `CoolingDown`, `TooManyFailures` and `IdempotencyConflict`.
    """
    _serialise(session, new)
    earlier = _earlier(session, new)
    if earlier is not None:
        return earlier
    values, has_platform = _values(session, new, requeue_seconds)
    try:
        with session.begin_nested() if new.idempotency_key else nullcontext():
            session.connection().execute(_INSERT, values)
    except IntegrityError:
        # A concurrent request may have used the key; otherwise it is a real error.
        earlier = _earlier(session, new)
        if earlier is None:
            raise
        return earlier
    if has_platform and not new.practice:
        lti_scores.submitted(session, new.course_id, new.student, new.assignment)
    submission = Submission(**values, **dict.fromkeys(_LATER))
    make_transient_to_detached(submission)
    return submission


def _serialise(session: Session, new: NewSubmission) -> None:
    """Serialise the submissions of a student, so that attempts are counted correctly.

    SQLite has a single writer; on PostgreSQL this takes an advisory lock until the end of the transaction.
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
    known = (earlier.assignment, earlier.student, earlier.sha256, earlier.practice, earlier.question)
    if known != (new.assignment, new.student, new.upload.sha256, new.practice, new.question):
        raise IdempotencyConflict
    return earlier


_TABLE = table_of(Submission)
#: Columns that are set later.
_LATER = (
    *("started_at", "finished_at", "lease_until", "holder", "graded_run"),
    *("score", "max_score", "verdict", "report", "receipt", "failure", "not_loaded", "override_score"),
)
_INSERT = insert(_TABLE)
#: The database's time, number of used attempts, when the newest of them was made, highest attempt number, number of
#: unfinished submissions; number of recent failures of the grader, and when the oldest of them was; whether the course
#: has an LTI platform, which is asked here because a statement of its own would take longer.
_STANDING = select(
    database_time(),
    func.count().filter(costs_attempt()),
    func.max(_TABLE.c.created_at).filter(costs_attempt()),
    func.coalesce(func.max(_TABLE.c.attempt), 0),
    func.count().filter(_TABLE.c.status.in_(UNFINISHED)),
    func.count().filter(failures.recent()),
    func.min(_TABLE.c.finished_at).filter(failures.recent()),
    lti_scores.has_platform(),
).where(
    _TABLE.c.course_id == bindparam("course_id"),
    _TABLE.c.student == bindparam("student"),
    _TABLE.c.assignment == bindparam("assignment"),
)


def _values(session: Session, new: NewSubmission, requeue_seconds: float) -> tuple[dict[str, Any], bool]:
    """The columns of the new row, and whether the course has an LTI platform. Raises what `create` raises."""
    whose = {"course_id": new.course_id, "student": new.student, "assignment": new.assignment}
    known = session.connection().execute(_STANDING, {**whose, "this_course": new.course_id}).one()
    moment, used, newest, last, in_flight, failed, oldest, has_platform = known
    if new.attempts_allowed and not new.practice and used >= new.attempts_allowed:
        raise AttemptsUsedUp
    if new.cooldown_minutes and not new.practice and newest is not None:
        wait = newest + timedelta(minutes=new.cooldown_minutes) - moment
        if wait > timedelta():
            raise CoolingDown(math.ceil(wait.total_seconds()))
    if failed >= failures.MOST_FAILURES:
        raise failures.TooManyFailures(math.ceil((oldest + failures.WINDOW - moment).total_seconds()))
    values = {
        **whose,
        "id": str(uuid.uuid4()),
        "person_id": new.person_id,
        "api_token_id": new.api_token_id,
        "idempotency_key": new.idempotency_key,
        "attempt": 0 if new.practice else last + 1,
        "practice": new.practice,
        "question": new.question,
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
        "late_seconds": 0,
        "late_days": 0,
        "late_percent": 0.0,
    }
    return values, has_platform


#: The order of lists.
NEWEST_FIRST = (Submission.created_at.desc(), Submission.attempt.desc(), Submission.id)


def _of(course_id: int, student: str, assignment: str | None) -> list[ColumnElement[bool]]:
    mine = [Submission.course_id == course_id, Submission.student == student]
    return mine if assignment is None else [*mine, Submission.assignment == assignment]


def is_student(session: Session, course_id: int, student: str) -> bool:
    """Whether the course has a submission under this name."""
    theirs = (Submission.course_id == course_id, Submission.student == student)
    return session.scalar(select(Submission.id).where(*theirs).limit(1)) is not None


def get(session: Session, submission_id: str, *, with_report: bool = False) -> Submission | None:
    """The submission, with its report on request."""
    return session.get(Submission, submission_id, options=[undefer(Submission.report)] if with_report else [])


def by_ids(session: Session, ids: Collection[str]) -> list[Submission]:
    """The submissions with these ids, in any order."""
    return list(session.scalars(select(Submission).where(Submission.id.in_(ids)))) if ids else []


def content_of(session: Session, submission_id: str) -> bytes | None:
    """The file, byte for byte."""
    return session.scalar(select(Submission.content).where(Submission.id == submission_id))


def source_of(session: Session, submission_id: str) -> Source | None:
    """The cells read from the file; None for a row from before they were kept."""
    row = session.execute(select(Submission.filename, Submission.source).where(Submission.id == submission_id)).first()
    return Source.from_json(row.filename, row.source) if row is not None and row.source is not None else None


def history(session: Session, course_id: int, student: str, assignment: str | None = None) -> list[Submission]:
    """The submissions of a student, newest first, practice runs included, checks of single answers left out."""
    mine = (*_of(course_id, student, assignment), Submission.question.is_(None))
    return list(session.scalars(select(Submission).where(*mine).order_by(*NEWEST_FIRST)))


def latest(
    session: Session, course_id: int, student: str, assignment: str, *, unfinished: bool = False
) -> Submission | None:
    """The newest submission of a student, practice runs included, checks of single answers left out.

    Only an `unfinished` one if so asked.
    """
    query = select(Submission).where(*_of(course_id, student, assignment), Submission.question.is_(None))
    if unfinished:
        query = query.where(Submission.status.in_(UNFINISHED))
    return session.scalar(query.order_by(*NEWEST_FIRST).limit(1))


def graded_before(session: Session, submission: Submission) -> Submission | None:
    """The newest graded attempt of the same student and assignment that is older than `submission`."""
    earlier = select(Submission).where(
        *_of(submission.course_id, submission.student, submission.assignment),
        Submission.attempt > 0,
        Submission.status == Lifecycle.GRADED,
        Submission.created_at < submission.created_at,
    )
    return session.scalar(earlier.order_by(*NEWEST_FIRST).limit(1))


def latest_practice(session: Session, course_id: int, student: str, assignment: str) -> Submission | None:
    """The newest practice run of a student."""
    mine = (*_of(course_id, student, assignment), Submission.practice, Submission.question.is_(None))
    return session.scalar(select(Submission).where(*mine).order_by(*NEWEST_FIRST).limit(1))
