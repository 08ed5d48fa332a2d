"""Courses as a whole: create, change, copy, archive. Each change goes into the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit, courses
from grader.store.models import Course, CourseAssignment, Enrolment, Role, now

#: Characters of the longest name; the database's column holds no more.
MAX_NAME = 200
#: Settings that `change` takes and `copy` copies.
SETTINGS = ("time_zone", "late_days", "join_needs_approval", "assistants_change_settings")
#: Columns of an assignment in a course that a copy does not take over.
_NOT_COPIED = ("id", "course_id", "removed_at", "closed_at", "released_at")


class NoTimeZone(GraderError):
    """This is no time zone: write a name such as Europe/Berlin."""


def create(session: Session, *, name: str, instructors: Sequence[int], actor: str, time_zone: str = "UTC") -> Course:
    """Create a course with its instructors (ids of people). Raises `NoTimeZone`."""
    _require_time_zone(time_zone)
    course = courses.create_course(session, name=name)
    course.time_zone = time_zone
    _add_instructors(session, course, instructors)
    _record(session, course, "course.created", actor, {"name": [None, name], "time_zone": [None, time_zone]})
    return course


def change(session: Session, course: Course, *, actor: str, **values: Any) -> dict[str, list[Any]]:
    """Change the name or one of `SETTINGS`; returns {field: [old, new]}. Raises `NoTimeZone`."""
    if "time_zone" in values:
        _require_time_zone(values["time_zone"])
    changed = {name: [getattr(course, name), new] for name, new in values.items() if getattr(course, name) != new}
    for name, (_, new) in changed.items():
        setattr(course, name, new)
    if changed:
        _record(session, course, "course.changed", actor, changed)
    return changed


def renew_join_code(session: Session, course: Course, *, actor: str) -> None:
    """Replace the join code; the old one becomes invalid, and members stay."""
    old = course.join_code
    course.join_code = courses.new_join_code()
    _record(session, course, "join_code.renewed", actor, {"join_code": [old, course.join_code]})


def copy(session: Session, course: Course, *, name: str, instructors: Sequence[int], actor: str) -> Course:
    """A new course with the settings and assignments of this one, and with no people but the instructors.

    Dates are copied as they are. Removed assignments and the closing of one are not copied.
    """
    made = courses.create_course(session, name=name)
    for setting in SETTINGS:
        setattr(made, setting, getattr(course, setting))
    for row in courses.course_assignments(session, course.id, hidden_too=True):
        values = {
            attribute.key: getattr(row, attribute.key)
            for attribute in inspect(CourseAssignment).column_attrs
            if attribute.key not in _NOT_COPIED
        }
        session.add(CourseAssignment(course_id=made.id, **values))
    _add_instructors(session, made, instructors)
    _record(session, made, "course.copied", actor, {"name": [None, name], "copy_of": [None, course.id]})
    return made


def archive(session: Session, course: Course, *, actor: str) -> None:
    """Archive a course: everything can be read, nothing submitted or joined."""
    if course.archived_at is None:
        course.archived_at = now()
        _record(session, course, "course.archived", actor, {"archived_at": [None, course.archived_at.isoformat()]})


def restore(session: Session, course: Course, *, actor: str) -> None:
    """Take a course out of the archive."""
    if course.archived_at is not None:
        _record(session, course, "course.restored", actor, {"archived_at": [course.archived_at.isoformat(), None]})
        course.archived_at = None


def instructors_of(session: Session, course_id: int) -> list[int]:
    """The ids of the people who are instructors of a course."""
    these = select(Enrolment.person_id).where(
        Enrolment.course_id == course_id, Enrolment.role == Role.INSTRUCTOR, Enrolment.active
    )
    return list(session.scalars(these.order_by(Enrolment.id)))


def _add_instructors(session: Session, course: Course, people: Sequence[int]) -> None:
    for person_id in people:
        session.add(Enrolment(course_id=course.id, person_id=person_id, role=Role.INSTRUCTOR))
    session.flush()


def _require_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise NoTimeZone


def _record(session: Session, course: Course, action: str, actor: str, details: dict[str, list[Any]]) -> None:
    audit.record(session, actor=actor, action=action, subject=course.name, course_id=course.id, details=details)
