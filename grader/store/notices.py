"""What people are told: written in the transaction of the act, read on the page, sent by email as each person wants."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from grader.store import email_preferences, emails
from grader.store.clock import database_time
from grader.store.email_preferences import TOPICS
from grader.store.models import (
    Course,
    CourseAssignment,
    EmailKind,
    EmailTiming,
    Enrolment,
    Notice,
    NoticeKind,
    Person,
    Role,
    Submission,
)

#: Notices on a page of the list.
PAGE_SIZE = 30
#: How long `recent` shows notices besides comments, and how many at most.
RECENT = timedelta(days=14)
MOST_RECENT = 10
#: Kinds that tell points, or why they change.
ABOUT_POINTS = frozenset({NoticeKind.OVERRIDE, NoticeKind.REGRADE})


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """What people are told."""

    kind: NoticeKind
    course_id: int
    assignment: str = ""
    submission_id: str | None = None
    source_id: int | None = None
    author_id: int | None = None
    author: str = ""
    title: str = ""
    text: str = ""
    details: dict[str, Any] | None = None


def tell(session: Session, people: Collection[int], new: NewNotice) -> int:
    """Tell people (their ids) of something, on the page and by email. Returns the number of people."""
    return tell_each(session, new.kind, [(person_id, new) for person_id in dict.fromkeys(people)])


def tell_each(session: Session, kind: NoticeKind, each: Sequence[tuple[int, NewNotice]]) -> int:
    """Tell each person (id) something of this kind. The number of statements does not depend on how many there are."""
    if not each:
        return 0
    carried = _emails(session, kind, [person_id for person_id, _ in each])
    created_at = session.scalar(select(database_time()))
    values = [
        {**asdict(new), "person_id": person_id, "email_id": carried.get(person_id), "created_at": created_at}
        for person_id, new in each
    ]
    session.execute(insert(Notice), values)
    return len(values)


def _emails(session: Session, kind: NoticeKind, people: Sequence[int]) -> dict[int, int]:
    """The email that tells each person who wants one."""
    refused = set(session.scalars(select(Person.id).where(Person.id.in_(people), Person.email_refused.is_not(None))))
    timings = email_preferences.of_people(session, people, TOPICS[kind])
    carried: dict[int, int] = {}
    for timing, email_kind in ((EmailTiming.NOW, EmailKind.NOTICES), (EmailTiming.DAILY, EmailKind.DIGEST)):
        wanting = [person_id for person_id in people if timings[person_id] is timing and person_id not in refused]
        if wanting:
            carried |= emails.gather(session, wanting, email_kind)
    return carried


def tell_student(session: Session, submission_id: str, new: Mapping[str, Any]) -> None:
    """Tell the student of a submission, unless it is the author. `new` are fields of `NewNotice` besides those of it.

    Submissions of nobody's account and of former members tell nobody. Nothing is told of points that are not released.
    """
    row = session.execute(
        select(Submission.course_id, Submission.assignment, Submission.person_id)
        .join(Enrolment, and_(Enrolment.course_id == Submission.course_id, Enrolment.person_id == Submission.person_id))
        .where(Submission.id == submission_id, Enrolment.active)
    ).first()
    if row is None or row.person_id == new.get("author_id"):
        return
    if new["kind"] in ABOUT_POINTS and not _released(session, row.course_id, row.assignment):
        return
    about = {"course_id": row.course_id, "assignment": row.assignment, "submission_id": submission_id}
    tell(session, [row.person_id], NewNotice(**{**new, **about}))


def _released(session: Session, course_id: int, slug: str) -> bool:
    given = select(CourseAssignment).where(CourseAssignment.course_id == course_id, CourseAssignment.slug == slug)
    found = session.scalar(given)
    return found is None or found.released


def members(session: Session, course_id: int) -> dict[str, int]:
    """The active members of a course: email -> person's id."""
    rows = select(Person.email, Person.id).join(Enrolment, Enrolment.person_id == Person.id)
    found = session.execute(rows.where(Enrolment.course_id == course_id, Enrolment.active).order_by(Person.id))
    return {row.email: row.id for row in found}


def students(session: Session, course_id: int, emails: Iterable[str]) -> dict[str, int]:
    """The active students of a course among these emails, as they are written there: email -> person's id."""
    wanted = {email.lower(): email for email in emails}
    rows = select(Person.email, Person.id).join(Enrolment, Enrolment.person_id == Person.id)
    rows = rows.where(Enrolment.course_id == course_id, Enrolment.active, Enrolment.role == Role.STUDENT)
    found = session.execute(rows.where(Person.email.in_(wanted)).order_by(Person.id))
    return {wanted[row.email]: row.id for row in found}


def withdraw(session: Session, kind: NoticeKind, source_id: int, *, students: Collection[int] | None = None) -> None:
    """Hide the notices of something that is gone. `students` (ids) limits it to theirs."""
    these = [Notice.kind == kind, Notice.source_id == source_id, Notice.withdrawn_at.is_(None)]
    if students is not None:
        these.append(Notice.person_id.in_(students))
    session.execute(update(Notice).where(*these).values(withdrawn_at=database_time()))


def bring_back(session: Session, kind: NoticeKind, source_id: int) -> None:
    """Show notices again that were withdrawn."""
    these = (Notice.kind == kind, Notice.source_id == source_id)
    session.execute(update(Notice).where(*these).values(withdrawn_at=None))


def rewrite(session: Session, kind: NoticeKind, source_id: int, *, title: str, text: str) -> None:
    """Replace what the notices of something say. Nobody is told again."""
    these = (Notice.kind == kind, Notice.source_id == source_id)
    session.execute(update(Notice).where(*these).values(title=title, text=text))


def _shown(person_id: int, course_id: int | None = None) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the notices that a person sees: of the courses that the person is in."""
    active = select(Enrolment.course_id).where(Enrolment.person_id == person_id, Enrolment.active)
    conditions = (Notice.person_id == person_id, Notice.withdrawn_at.is_(None), Notice.course_id.in_(active))
    return conditions if course_id is None else (*conditions, Notice.course_id == course_id)


def unread_number(session: Session, person_id: int, course_id: int | None = None) -> int:
    """How many notices a person has not read."""
    unread = select(func.count(Notice.id)).where(*_shown(person_id, course_id), Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def recent(session: Session, person_id: int) -> list[tuple[Notice, str]]:
    """The newest notices that a person has not read, with their courses: comments of any age, others for RECENT."""
    rows = select(Notice, Course.name).join(Course, Course.id == Notice.course_id)
    since = database_time(-RECENT.total_seconds())
    rows = rows.where(
        *_shown(person_id),
        Notice.read_at.is_(None),
        or_(Notice.kind == NoticeKind.COMMENT, Notice.created_at >= since),
    )
    found = session.execute(rows.order_by(Notice.id.desc()).limit(MOST_RECENT))
    return [(notice, course) for notice, course in found]


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """A page of a person's notices, the newest first."""

    #: (notice, name of its course)
    items: Sequence[tuple[Notice, str]]
    number: int
    total: int


def page(
    session: Session,
    person_id: int,
    *,
    course_id: int | None = None,
    unread: bool = False,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> NoticePage:
    """A page of the notices of a person, or of those that are `unread`."""
    shown = (*_shown(person_id, course_id), *([Notice.read_at.is_(None)] if unread else []))
    rows = select(Notice, Course.name).join(Course, Course.id == Notice.course_id)
    rows = rows.where(*shown).order_by(Notice.id.desc()).limit(size).offset((number - 1) * size)
    return NoticePage(
        items=[(notice, course) for notice, course in session.execute(rows)],
        number=number,
        total=session.scalar(select(func.count(Notice.id)).where(*shown)) or 0,
    )


def of_person(session: Session, person_id: int) -> list[Notice]:
    """All notices of a person that were not withdrawn, oldest first."""
    mine = select(Notice).where(Notice.person_id == person_id, Notice.withdrawn_at.is_(None))
    return list(session.scalars(mine.order_by(Notice.id)))


def get(session: Session, person_id: int, notice_id: int) -> Notice | None:
    """A notice of a person."""
    return session.scalar(select(Notice).where(*_shown(person_id), Notice.id == notice_id))


def mark_read(
    session: Session, person_id: int, *, notice_id: int | None = None, submission_id: str | None = None
) -> None:
    """Record that a person has read a notice, those about a submission, or all."""
    these = [Notice.person_id == person_id, Notice.read_at.is_(None)]
    if notice_id is not None:
        these.append(Notice.id == notice_id)
    if submission_id is not None:
        these.append(Notice.submission_id == submission_id)
    session.execute(update(Notice).where(*these).values(read_at=database_time()))


def of_email(session: Session, email_id: int) -> list[tuple[Notice, Course]]:
    """The notices that an email tells, oldest first: neither read nor withdrawn, of courses that the person is in."""
    rows = (
        select(Notice, Course)
        .join(Course, Course.id == Notice.course_id)
        .join(Enrolment, and_(Enrolment.course_id == Notice.course_id, Enrolment.person_id == Notice.person_id))
        .where(Notice.email_id == email_id, Notice.withdrawn_at.is_(None), Notice.read_at.is_(None), Enrolment.active)
    )
    return [(notice, course) for notice, course in session.execute(rows.order_by(Notice.id))]
