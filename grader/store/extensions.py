"""Extensions: more time or attempts for single students."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit, notices
from grader.store.clock import database_time
from grader.store.models import CourseAssignment, Extension, NoticeKind
from grader.store.notices import NewNotice

#: Characters of a reason at most.
MAX_REASON = 2000
#: Attempts that an extension adds at most.
MAX_ATTEMPTS = 1000


class NoSuchExtension(GraderError):
    """There is no such extension, or it was revoked."""


@dataclass(frozen=True, kw_only=True)
class NewExtension:
    """What students are given."""

    due_at: datetime | None
    attempts: int
    reason: str


def holding(course_assignment_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the extensions of an assignment that hold."""
    return (Extension.course_assignment_id == course_assignment_id, Extension.revoked_at.is_(None))


def of_assignment(session: Session, course_assignment_id: int) -> list[Extension]:
    """The extensions of an assignment that hold, by student."""
    these = select(Extension).where(*holding(course_assignment_id))
    return list(session.scalars(these.order_by(Extension.student)))


def of_student(session: Session, course_assignment_id: int, student: str) -> Extension | None:
    """The extension of a student that holds."""
    mine = select(Extension).where(*holding(course_assignment_id), Extension.student == student)
    return session.scalar(mine.order_by(Extension.id.desc()).limit(1))


_OF_COURSE = (
    select(CourseAssignment.slug, Extension)
    .join(CourseAssignment, CourseAssignment.id == Extension.course_assignment_id)
    .where(CourseAssignment.course_id == bindparam("course_id"), Extension.revoked_at.is_(None))
    .order_by(Extension.id)
)
_OF_STUDENT = _OF_COURSE.where(Extension.student == bindparam("student"))


def of_course(session: Session, course_id: int, student: str | None = None) -> list[tuple[str, Extension]]:
    """(slug, extension) of all that hold in a course, or of one student's."""
    values = {"course_id": course_id, "student": student}
    rows = session.execute(_OF_COURSE if student is None else _OF_STUDENT, values)
    return [(slug, row) for slug, row in rows]


def get(session: Session, course_assignment_id: int, extension_id: int) -> Extension:
    """An extension of an assignment that holds. Raises `NoSuchExtension`."""
    these = (*holding(course_assignment_id), Extension.id == extension_id)
    found = session.scalar(select(Extension).where(*these))
    if found is None:
        raise NoSuchExtension
    return found


def create(
    session: Session, given: CourseAssignment, students: Iterable[str], new: NewExtension, *, actor: str
) -> list[Extension]:
    """Give an extension to each of `students`, who are told. One that a student has already is replaced."""
    made: list[Extension] = []
    changed: set[str] = set()
    for student in dict.fromkeys(students):
        before = of_student(session, given.id, student)
        if before is not None:
            changed.add(student)
            _revoke(session, given.id, student)
        extension = Extension(
            course_assignment_id=given.id,
            student=student,
            due_at=new.due_at,
            attempts=new.attempts,
            reason=new.reason.strip(),
            author=actor,
            created_at=database_time(),
        )
        session.add(extension)
        made.append(extension)
        _record(session, given, student, actor, "extension.created", before, extension)
    session.flush()
    for extension in made:
        session.refresh(extension)
    _tell(session, given, {extension: extension.student in changed for extension in made})
    return made


def _tell(session: Session, given: CourseAssignment, each: Mapping[Extension, bool]) -> None:
    """Tell students of their extensions (extension -> whether it replaces one), unless the assignment is hidden."""
    if not given.visible or given.removed_at is not None:
        return
    people = notices.students(session, given.course_id, [extension.student for extension in each])
    told = []
    for extension, changed in each.items():
        if extension.student in people:
            details = {**(_values(extension) or {}), "changed": changed, "revoked": extension.revoked_at is not None}
            new = NewNotice(
                kind=NoticeKind.EXTENSION,
                course_id=given.course_id,
                assignment=given.slug,
                source_id=given.id,
                text=extension.reason,
                details=details,
            )
            told.append((people[extension.student], new))
    # What was told of earlier extensions no longer holds.
    notices.withdraw(session, NoticeKind.EXTENSION, given.id, students=[person_id for person_id, _ in told])
    notices.tell_each(session, NoticeKind.EXTENSION, told)


def change(session: Session, given: CourseAssignment, extension_id: int, new: NewExtension, *, actor: str) -> Extension:
    """Replace an extension. The earlier one stays on record as revoked. Raises `NoSuchExtension`."""
    before = get(session, given.id, extension_id)
    return create(session, given, [before.student], new, actor=actor)[0]


def revoke(session: Session, given: CourseAssignment, extension_id: int, *, actor: str) -> Extension:
    """Revoke an extension: the dates of the others hold again, and the student is told. Raises `NoSuchExtension`."""
    found = get(session, given.id, extension_id)
    _revoke(session, given.id, found.student)
    _record(session, given, found.student, actor, "extension.revoked", found, None)
    session.refresh(found)
    _tell(session, given, {found: True})
    return found


def _revoke(session: Session, course_assignment_id: int, student: str) -> None:
    these = update(Extension).where(*holding(course_assignment_id), Extension.student == student)
    session.execute(these.values(revoked_at=database_time()), execution_options={"synchronize_session": False})


def _record(
    session: Session,
    given: CourseAssignment,
    student: str,
    actor: str,
    action: str,
    old: Extension | None,
    new: Extension | None,
) -> None:
    details = {"student": student, "old": _values(old), "new": _values(new)}
    audit.record(session, actor=actor, action=action, subject=given.slug, course_id=given.course_id, details=details)


def _values(extension: Extension | None) -> dict[str, object] | None:
    if extension is None:
        return None
    due_at = extension.due_at.isoformat() if extension.due_at else None
    return {"due_at": due_at, "attempts": extension.attempts, "reason": extension.reason}


def students_with(session: Session, course_assignment_id: int) -> frozenset[str]:
    """The students that have an extension of an assignment."""
    return frozenset(session.scalars(select(Extension.student).where(*holding(course_assignment_id))))
