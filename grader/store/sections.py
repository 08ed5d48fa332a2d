"""Sections of a course. Each change goes into the audit log."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit
from grader.store.models import Enrolment, Section

#: Characters of a name; the database's column holds no more.
MAX_NAME = 100


class SectionExists(GraderError):
    """The course has a section of this name."""


def sections(session: Session, course_id: int) -> list[Section]:
    """The sections of a course, by name."""
    return list(session.scalars(select(Section).where(Section.course_id == course_id).order_by(Section.name)))


def sizes(session: Session, course_id: int) -> dict[int, int]:
    """Section's id -> number of active members."""
    rows = select(Enrolment.section_id, func.count()).where(
        Enrolment.course_id == course_id, Enrolment.section_id.is_not(None), Enrolment.active
    )
    return {int(row[0] or 0): int(row[1]) for row in session.execute(rows.group_by(Enrolment.section_id))}


def get(session: Session, course_id: int, section_id: int) -> Section | None:
    """The section of this id, if it is one of the course."""
    return session.scalar(select(Section).where(Section.id == section_id, Section.course_id == course_id))


def by_name(session: Session, course_id: int, name: str) -> Section | None:
    """The section of this name; case does not count."""
    same = (Section.course_id == course_id, func.lower(Section.name) == name.strip().lower())
    return session.scalar(select(Section).where(*same))


def create(session: Session, course_id: int, name: str, *, actor: str) -> Section:
    """Create a section. Raises `SectionExists`."""
    if by_name(session, course_id, name) is not None:
        raise SectionExists
    section = Section(course_id=course_id, name=name.strip())
    session.add(section)
    session.flush()
    details = {"name": [None, section.name]}
    audit.record(
        session, actor=actor, action="section.created", subject=section.name, course_id=course_id, details=details
    )
    return section


def rename(session: Session, section: Section, name: str, *, actor: str) -> None:
    """Rename a section. Raises `SectionExists`."""
    name = name.strip()
    if name == section.name:
        return
    same = by_name(session, section.course_id, name)
    if same is not None and same.id != section.id:
        raise SectionExists
    details = {"name": [section.name, name]}
    section.name = name
    audit.record(
        session, actor=actor, action="section.renamed", subject=name, course_id=section.course_id, details=details
    )


def delete(session: Session, section: Section, *, actor: str) -> None:
    """Delete a section; its members stay in the course, in no section."""
    details = {"name": [section.name, None]}
    audit.record(
        session,
        actor=actor,
        action="section.deleted",
        subject=section.name,
        course_id=section.course_id,
        details=details,
    )
    session.delete(section)
