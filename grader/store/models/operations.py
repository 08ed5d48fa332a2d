"""Pauses of grading; what is for administrators: their tokens, totals for the metrics."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.model import Lane, Lifecycle
from grader.store.models.base import Base, now
from grader.store.models.people import Person


class Pause(Base):
    """A lane or an assignment whose submissions wait: they are accepted, and no worker claims them."""

    __tablename__ = "pause"
    __table_args__ = (
        Index(
            "ix_pause_assignment",
            "assignment",
            unique=True,
            sqlite_where=text("course_id IS NULL"),
            postgresql_where=text("course_id IS NULL"),
        ),
        UniqueConstraint("course_id", "assignment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: None: that of an assignment.
    lane: Mapped[Lane | None] = mapped_column(unique=True)
    #: Slug of an assignment; None: that of a lane.
    assignment: Mapped[str | None] = mapped_column(String(100))
    #: The course in which the assignment is paused; None: in all.
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: Shown to students; may be empty.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Email of who paused it, or "token <name>".
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)


class ServiceToken(Base):
    """A token for the operations of the service. It works as long as its person is an administrator."""

    __tablename__ = "service_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: SHA-256 of the token, hexadecimal.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: None: it does not expire.
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")


class SubmissionTotal(Base):
    """The number of submissions that ended up to `TotalsMark.until`, by how they ended; see `grader.store.totals`."""

    __tablename__ = "submission_total"
    __table_args__ = (UniqueConstraint("lane", "status", "assignment", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[Lane]
    status: Mapped[Lifecycle]
    #: Slug.
    assignment: Mapped[str] = mapped_column(String(100))
    #: Value of a `Verdict`; empty: there is none.
    verdict: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[int]


class TotalsMark(Base):
    """Up to when `SubmissionTotal` counts; a single row."""

    __tablename__ = "totals_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[datetime]
