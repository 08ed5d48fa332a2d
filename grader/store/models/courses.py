"""Courses, their members and their assignments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, true
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


class Enrolment(Base):
    """Membership of a person in a course."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: False for an account registered under an email that a program has already handed in for, until an instructor or
    #: the roster confirms the address. Until then the person sees nothing of the course.
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=true())

    course: Mapped[Course] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")


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
    #: End of submissions; None: no deadline.
    due_at: Mapped[datetime | None]
    #: Replaces the assignment's own number of attempts; 0: no limit, None: the assignment's.
    attempts: Mapped[int | None]
    #: Whether students see it.
    visible: Mapped[bool] = mapped_column(default=True)
    #: Whether a file that does not load uses an attempt.
    load_errors_count: Mapped[bool] = mapped_column(default=False, server_default=false())
