"""Courses, their members and their assignments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, false, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now
from grader.store.models.people import Person, Role


class Course(Base):
    """A course."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    #: Students join with this code.
    join_code: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was archived: nothing can be submitted or joined any more, everything can be read. None: in use.
    archived_at: Mapped[datetime | None]
    #: Time zone of its dates, by its name in the IANA database.
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    #: Whether an instructor approves who joins with the code.
    join_needs_approval: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Whether assistants may change assignments and their settings.
    assistants_change_settings: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Late days that each student may use in the whole course; see `grader.model.deadlines.lateness`.
    late_days: Mapped[int] = mapped_column(default=0, server_default="0")


class Section(Base):
    """A section of a course: a group of its members, such as those of one lab session."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Enrolment(Base):
    """Membership of a person in a course."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("course_id", "person_id"),
        Index("ix_enrolment_sis", "course_id", "sis_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: False for an account registered under an email that a program has already handed in for, until an instructor
    #: confirms the address. Until then the person sees nothing of the course.
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: False while somebody who joined with the code waits for an instructor's approval.
    approved: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: When the member was removed; submissions, drafts and grades stay for a return. None: a member.
    removed_at: Mapped[datetime | None]
    #: None: in no section.
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id", ondelete="SET NULL"), index=True)
    #: Number in the institution's student information system.
    sis_id: Mapped[str | None] = mapped_column(String(100))
    #: Number in the learning management system: "ID" of Canvas, "Identifier" of Moodle.
    external_id: Mapped[str | None] = mapped_column(String(100))

    @hybrid_property
    def active(self) -> bool:
        """Whether the person is in the course: address confirmed, approved, not removed."""
        return self.confirmed and self.approved and self.removed_at is None

    @active.inplace.expression
    @classmethod
    def _active(cls) -> ColumnElement[bool]:
        return and_(cls.confirmed.is_(True), cls.approved.is_(True), cls.removed_at.is_(None))

    course: Mapped[Course] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")
    section: Mapped[Section | None] = relationship(lazy="joined")


class CourseAssignment(Base):
    """An assignment in a course, with its settings there."""

    __tablename__ = "course_assignment"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: The assignment's folder.
    slug: Mapped[str] = mapped_column(String(100))
    #: Order in lists.
    position: Mapped[int] = mapped_column(default=0)
    #: Start of submissions; None: no restriction.
    opens_at: Mapped[datetime | None]
    #: The deadline; None: there is none.
    due_at: Mapped[datetime | None]
    #: End of all submissions, late ones included; None: `policy` says it.
    closes_at: Mapped[datetime | None]
    #: Fields of `grader.model.Policy` that replace the assignment's; None: none.
    policy: Mapped[dict[str, Any] | None]
    #: Whether students see no points until they are released.
    manual_release: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: When they were released.
    released_at: Mapped[datetime | None]
    #: Replaces the assignment's own number of attempts; 0: no limit, None: the assignment's.
    attempts: Mapped[int | None]
    #: Whether students see it.
    visible: Mapped[bool] = mapped_column(default=True)
    #: When an instructor closed it: nothing can be submitted any more, whatever the deadline. None: not closed.
    closed_at: Mapped[datetime | None]
    #: When it was removed from the course; its settings and submissions stay for a return. None: in the course.
    removed_at: Mapped[datetime | None]
    #: Whether a file that does not load uses an attempt.
    load_errors_count: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def released(self) -> bool:
        """Whether students may see their points."""
        return not self.manual_release or self.released_at is not None


class Extension(Base):
    """More time or attempts for one student in one assignment."""

    __tablename__ = "extension"
    __table_args__ = (Index("ix_extension_student", "course_assignment_id", "student", "revoked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_assignment_id: Mapped[int] = mapped_column(ForeignKey("course_assignment.id", ondelete="CASCADE"))
    #: As in `Submission.student`.
    student: Mapped[str] = mapped_column(String(254))
    #: The later deadline; None: that of the others.
    due_at: Mapped[datetime | None]
    #: Attempts in addition to those of the others.
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Shown to the student.
    reason: Mapped[str] = mapped_column(Text)
    #: Email of who gave it, or "token <name>".
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was revoked or replaced; None while it holds.
    revoked_at: Mapped[datetime | None]


class SectionDates(Base):
    """The dates and rules of an assignment that a section has in place of the course's; None: the course's."""

    __tablename__ = "section_dates"
    __table_args__ = (UniqueConstraint("course_assignment_id", "section_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_assignment_id: Mapped[int] = mapped_column(ForeignKey("course_assignment.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), index=True)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    #: 0: no limit.
    attempts: Mapped[int | None]
    #: Fields of `grader.model.Policy` that replace the course's.
    policy: Mapped[dict[str, Any] | None]
