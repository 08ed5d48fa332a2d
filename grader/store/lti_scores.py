"""Scores for the gradebooks of LTI platforms: marked as changed in the transaction of the change that they report.

Marking costs one statement in a course without a platform, and a hand-in none: a statement that it needs anyway asks
for one (`has_platform`). What a score is, the sender finds out when it sends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, literal, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from grader.store.clock import database_time
from grader.store.database import Executor
from grader.store.models import (
    Enrolment,
    LtiContext,
    LtiMember,
    LtiPlatform,
    LtiResourceLink,
    LtiScore,
    LtiService,
    LtiUser,
    Person,
    Role,
    ScoreState,
    Submission,
    table_of,
)

#: Above so many submissions, all scores of the course are marked: what is the same as before is not sent.
_ONE_BY_ONE = 200
#: Seconds after a submission in which its result usually comes, so that "pending" needs no message of its own.
PENDING_SECONDS = 20.0

_SCORE = table_of(LtiScore)
_PLATFORM, _CONTEXT, _LINK = table_of(LtiPlatform), table_of(LtiContext), table_of(LtiResourceLink)
_PERSON, _ENROLMENT, _SUBMISSION = table_of(Person), table_of(Enrolment), table_of(Submission)
_USER, _MEMBER, _SERVICE = table_of(LtiUser), table_of(LtiMember), table_of(LtiService)


def changed(
    session: Executor,
    course_id: int,
    *,
    student: str | None = None,
    slug: str | None = None,
    link_id: int | None = None,
    delay: float = 0.0,
) -> None:
    """Mark the scores of a course as changed: those of a student, an assignment or a link, or all.

    Only students with an account that the platform knows, and with a submission, have a score. `delay` is in seconds.
    """
    filters = {"student": student, "slug": slug, "link_id": link_id}
    given = tuple(name for name, value in filters.items() if value is not None)
    values = {name: filters[name] for name in given}
    _mark(session, given, {"this_course": course_id, "delay": delay, **values})


def has_platform() -> ColumnElement[bool]:
    """The condition that the course `this_course`, a parameter of the statement, has a platform."""
    return _HAS_PLATFORM.exists()


def submitted(session: Executor, course_id: int, student: str, slug: str) -> None:
    """Mark a student's score as changed by an attempt, which is usually graded before the score is sent."""
    changed(session, course_id, student=student, slug=slug, delay=PENDING_SECONDS)


def changed_by(session: Executor, course_id: int, submission_ids: Sequence[str]) -> None:
    """Mark the scores of the students of these submissions as changed; practice runs are none."""
    if session.execute(_HAS_PLATFORM, {"this_course": course_id}).first() is None:
        return
    if len(submission_ids) > _ONE_BY_ONE:
        changed(session, course_id)
        return
    c = _SUBMISSION.c
    rows = select(c.student, c.assignment).where(c.id.in_(submission_ids), c.attempt > 0).distinct()
    for student, slug in session.execute(rows).all():
        changed(session, course_id, student=student, slug=slug)


def add_missing(session: Executor, course_id: int) -> None:
    """Add the scores of students whom the platform has come to know since; those that there are stay as they are."""
    _mark(session, (), {"this_course": course_id, "delay": 0.0}, only_new=True)


def withdraw(session: Executor, person_id: int) -> None:
    """Mark all scores of a person as changed, before the account and its submissions are deleted."""
    theirs = update(_SCORE).where(_SCORE.c.person_id == person_id)
    session.execute(theirs.values(_CHANGED | {"due_at": database_time()}))


def retry(session: Session, course_id: int, score_id: int | None = None, *, everything: bool = False) -> int:
    """Send scores at once: one, or all of the course that wait or were refused. Returns their number.

    With `everything` also those that were sent: the gradebook of the platform may have lost them.
    """
    platforms = select(_PLATFORM.c.id).where(_PLATFORM.c.course_id == course_id)
    these = update(_SCORE).where(_SCORE.c.platform_id.in_(platforms))
    if score_id is not None:
        these = these.where(_SCORE.c.id == score_id)
    values: dict[str, Any] = {**_CHANGED, "due_at": database_time()}
    if everything:
        values["sent"] = null()
    else:
        these = these.where(_SCORE.c.state != ScoreState.SENT)
    paused = update(_SERVICE).where(_SERVICE.c.platform_id.in_(platforms))
    session.execute(paused.values(retry_at=None))
    return len(session.execute(these.values(**values).returning(_SCORE.c.id)).all())


_CHANGED: dict[str, Any] = {"version": _SCORE.c.version + 1, "state": ScoreState.WAITING, "tries": 0}
_HAS_PLATFORM = select(_PLATFORM.c.id).where(_PLATFORM.c.course_id == bindparam("this_course")).limit(1)


def _mark(session: Executor, given: tuple[str, ...], values: Mapping[str, Any], *, only_new: bool = False) -> None:
    # A session takes longer for a statement without objects than its connection does.
    connection = session.connection() if isinstance(session, Session) else session
    if connection.execute(_HAS_PLATFORM, values).first() is None:
        return
    for source in _SOURCES:
        connection.execute(_upsert(connection.dialect.name, source, given, only_new), values)


#: Where a platform's id of a person is known from: launches, else the list of members.
_SOURCES = ("user", "member")
_COLUMNS = ("link_id", "platform_id", "subject", "person_id", "state", "version", "due_at", "tries", "created_at")


@lru_cache(maxsize=64)
def _upsert(dialect: str, source: str, given: tuple[str, ...], only_new: bool) -> Any:
    """The statement; kept, because building it takes longer than executing it."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(_SCORE).from_select(_COLUMNS, _concerned(source, given), include_defaults=False)
    unique = (_SCORE.c.link_id, _SCORE.c.subject)
    if only_new:
        return statement.on_conflict_do_nothing(index_elements=unique)
    due = statement.excluded.due_at
    # A pending submission delays no score that is due.
    earlier = case((and_(_SCORE.c.due_at.is_not(None), _SCORE.c.due_at < due), _SCORE.c.due_at), else_=due)
    values = {**_CHANGED, "person_id": statement.excluded.person_id, "due_at": earlier}
    return statement.on_conflict_do_update(index_elements=unique, set_=values)


def _concerned(source: str, given: tuple[str, ...]) -> Select[Any]:
    """The new rows: one for each link to the assignment and each id that its platform has for the student."""
    known = _USER if source == "user" else _MEMBER
    columns = (
        *(_LINK.c.id, _PLATFORM.c.id, known.c.subject, _PERSON.c.id, literal(ScoreState.WAITING.value)),
        *(literal(1), database_time("delay"), literal(0), database_time()),
    )
    rows = (
        select(*columns)
        .join_from(_PLATFORM, _CONTEXT, _CONTEXT.c.platform_id == _PLATFORM.c.id)
        .join(_LINK, _LINK.c.context_pk == _CONTEXT.c.id)
        .join(known, _is_known_by(source))
        .join(_PERSON, _PERSON.c.id == known.c.person_id)
        .join(_ENROLMENT, and_(_ENROLMENT.c.person_id == _PERSON.c.id, _ENROLMENT.c.course_id == _PLATFORM.c.course_id))
        .where(
            _PLATFORM.c.course_id == bindparam("this_course"),
            _LINK.c.slug.is_not(None),
            _LINK.c.ags.is_not(None),
            _ENROLMENT.c.role == Role.STUDENT,
            _has_submission(),
        )
    )
    filters = {"student": _PERSON.c.email, "slug": _LINK.c.slug, "link_id": _LINK.c.id}
    return rows.where(*(filters[name] == bindparam(name) for name in given))


def _is_known_by(source: str) -> ColumnElement[bool]:
    if source == "user":
        return _USER.c.platform_id == _PLATFORM.c.id
    launched = select(literal(1)).where(_USER.c.platform_id == _PLATFORM.c.id, _USER.c.subject == _MEMBER.c.subject)
    return and_(_MEMBER.c.context_pk == _CONTEXT.c.id, ~launched.exists())


def _has_submission() -> ColumnElement[bool]:
    return (
        select(literal(1))
        .where(
            _SUBMISSION.c.course_id == _PLATFORM.c.course_id,
            _SUBMISSION.c.assignment == _LINK.c.slug,
            _SUBMISSION.c.student == _PERSON.c.email,
            _SUBMISSION.c.attempt > 0,
        )
        .exists()
    )
