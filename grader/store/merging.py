"""Merges two accounts of one person: everything of one goes to the other, then it is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String, Table, and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit, lti_scores
from grader.store.clock import database_time
from grader.store.models import (
    ApiToken,
    Base,
    DeviceSignIn,
    Draft,
    Enrolment,
    Extension,
    Person,
    Submission,
    WebSession,
    table_of,
)


class SameAccount(GraderError):
    """These are one account already. Choose another one."""


@dataclass(frozen=True, kw_only=True)
class MergePreview:
    """What a merge moves."""

    keep: Person
    gone: Person
    #: (course id, assignment) -> (attempts of the one that stays, attempts that are moved).
    attempts: dict[tuple[int, str], tuple[int, int]]
    #: Submissions that are moved, practice runs too.
    submissions: int
    drafts: int
    #: Courses that the account that stays joins by the merge.
    new_courses: tuple[str, ...]


def preview(session: Session, keep: Person, gone: Person) -> MergePreview:
    """What `merge` would move. Raises `SameAccount`."""
    if keep.id == gone.id:
        raise SameAccount
    numbers: dict[tuple[int, str], tuple[int, int]] = {}
    mine, theirs = _attempts(session, keep), _attempts(session, gone)
    for key in sorted(mine | theirs):
        if theirs.get(key):
            numbers[key] = (mine.get(key, 0), theirs[key])
    known = select(Enrolment.course_id).where(Enrolment.person_id == keep.id)
    joined = select(Enrolment).where(Enrolment.person_id == gone.id, Enrolment.course_id.not_in(known))
    return MergePreview(
        keep=keep,
        gone=gone,
        attempts=numbers,
        submissions=_count(session, Submission, Submission.person_id == gone.id),
        drafts=_count(session, Draft, Draft.person_id == gone.id),
        new_courses=tuple(each.course.name for each in session.scalars(joined)),
    )


def _count(session: Session, model: type[Base], where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(where)) or 0


def _attempts(session: Session, person: Person) -> dict[tuple[int, str], int]:
    rows = select(Submission.course_id, Submission.assignment, func.count()).where(
        Submission.person_id == person.id, Submission.attempt > 0
    )
    found = session.execute(rows.group_by(Submission.course_id, Submission.assignment))
    return {(int(row[0]), str(row[1])): int(row[2]) for row in found}


def merge(session: Session, keep: Person, gone: Person, *, actor: str, course_id: int) -> MergePreview:
    """Move submissions, drafts, remarks and memberships of `gone` to `keep`, and delete `gone`.

    Attempts are numbered anew by their time. Of two drafts the newer stays, with the other to undo to. The password of
    `keep` stays; without one, that of `gone` is taken. Raises `SameAccount`.
    """
    made = preview(session, keep, gone)
    details: dict[str, Any] = {
        "email": [gone.email, keep.email],
        "submissions": made.submissions,
        "drafts": made.drafts,
        "attempts": [[course, slug, *numbers] for (course, slug), numbers in made.attempts.items()],
    }
    _move_submissions(session, keep, gone)
    _move_extensions(session, keep, gone)
    _move_drafts(session, keep, gone)
    _move_enrolments(session, keep, gone)
    if not keep.password_hash:
        keep.password_hash = gone.password_hash
    session.flush()
    for model in (WebSession, ApiToken, DeviceSignIn):
        session.execute(delete(table_of(model)).where(table_of(model).c.person_id == gone.id))
    _move_the_rest(session, keep, gone)
    session.expire_all()
    session.execute(delete(Person).where(Person.id == gone.id))
    for each_course in {course for course, _ in made.attempts}:
        lti_scores.changed(session, each_course, student=keep.email)
    audit.record(
        session, actor=actor, action="accounts.merged", subject=keep.email, course_id=course_id, details=details
    )
    return made


def _move_submissions(session: Session, keep: Person, gone: Person) -> None:
    """Give the submissions to `keep`, and number all attempts of an assignment by their time."""
    table = table_of(Submission)
    pairs = list(_attempts(session, gone))
    highest = select(func.max(table.c.attempt))
    # Attempts are unique for each student, so both leave the range that is numbered anew.
    offset = 1 + (session.scalar(highest.where(table.c.student == keep.email)) or 0)
    offset += session.scalar(highest.where(table.c.person_id == gone.id)) or 0
    for whose, shift in ((table.c.person_id == gone.id, 2 * offset), (table.c.student == keep.email, offset)):
        for course_id, slug in pairs:
            these = (whose, table.c.course_id == course_id, table.c.assignment == slug, table.c.attempt > 0)
            session.execute(update(table).where(*these).values(attempt=table.c.attempt + shift))
    session.execute(update(table).where(table.c.person_id == gone.id).values(person_id=keep.id, student=keep.email))
    for course_id, slug in pairs:
        rows = select(table.c.id).where(
            table.c.course_id == course_id,
            table.c.assignment == slug,
            table.c.student == keep.email,
            table.c.attempt > 0,
        )
        ids = list(session.scalars(rows.order_by(table.c.created_at, table.c.attempt)))
        for number, submission_id in enumerate(ids, start=1):
            session.execute(update(table).where(table.c.id == submission_id).values(attempt=number))


def _move_extensions(session: Session, keep: Person, gone: Person) -> None:
    """Give the extensions to `keep`; where both have one in an assignment, that of `keep` holds."""
    table = table_of(Extension)
    holding = select(table.c.course_assignment_id).where(table.c.student == keep.email, table.c.revoked_at.is_(None))
    theirs = (table.c.student == gone.email, table.c.revoked_at.is_(None))
    both = update(table).where(*theirs, table.c.course_assignment_id.in_(holding))
    session.execute(both.values(revoked_at=database_time()))
    session.execute(update(table).where(table.c.student == gone.email).values(student=keep.email))


def _move_drafts(session: Session, keep: Person, gone: Person) -> None:
    mine = {(row.course_id, row.assignment): row for row in _drafts(session, keep)}
    for draft in _drafts(session, gone):
        other = mine.get((draft.course_id, draft.assignment))
        if other is None:
            draft.person_id = keep.id
            continue
        if draft.saved_at > other.saved_at:
            other.previous, other.content = other.content, draft.content
            other.saved_at, other.loaded_from = draft.saved_at, gone.email[:60]
            other.revision += 1
        session.delete(draft)
    session.flush()


def _drafts(session: Session, person: Person) -> list[Draft]:
    return list(session.scalars(select(Draft).where(Draft.person_id == person.id)))


def _move_enrolments(session: Session, keep: Person, gone: Person) -> None:
    """The account that stays keeps its role; what it lacks (section, ids, being in the course) comes from the other."""
    theirs = select(Enrolment).where(Enrolment.person_id == gone.id)
    mine = {row.course_id: row for row in session.scalars(select(Enrolment).where(Enrolment.person_id == keep.id))}
    for row in list(session.scalars(theirs)):
        other = mine.get(row.course_id)
        if other is None:
            row.person_id = keep.id
            continue
        other.section_id = other.section_id or row.section_id
        other.sis_id = other.sis_id or row.sis_id
        other.external_id = other.external_id or row.external_id
        if row.active and not other.active:
            other.removed_at, other.approved, other.confirmed = None, True, True
        session.delete(row)
    session.flush()


def _move_the_rest(session: Session, keep: Person, gone: Person) -> None:
    """Every other column that names a person or a student. What `keep` has already, in a unique column, stays."""
    moved = {table_of(model).name for model in (Submission, Draft, Enrolment, WebSession)}
    for table in Base.metadata.sorted_tables:
        if table.name in moved:
            continue
        for column, old, new in _references(table, keep, gone):
            _move(session, table, column, old, new)


def _references(table: Table, keep: Person, gone: Person) -> Iterator[tuple[Column[Any], Any, Any]]:
    for column in table.columns:
        if any(key.column.table.name == "person" for key in column.foreign_keys):
            yield column, gone.id, keep.id
        elif column.name == "student" and isinstance(column.type, String):
            yield column, gone.email, keep.email


def _move(session: Session, table: Table, column: Column[Any], old: Any, new: Any) -> None:
    keys = list(table.primary_key.columns)
    for row in session.execute(select(*keys).where(column == old)).all():
        this = and_(*(key == value for key, value in zip(keys, row, strict=True)))
        try:
            with session.begin_nested():
                session.execute(update(table).where(this).values({column.name: new}))
        except IntegrityError:
            session.execute(delete(table).where(this))
