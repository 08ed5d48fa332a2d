"""What people add to a submission: comments, overrides of points, requests for a regrade."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class RequestState(StrEnum):
    """The state of a regrade request."""

    #: Waits for an instructor.
    OPEN = "open"
    #: An instructor has answered.
    ANSWERED = "answered"
    #: The student has taken it back.
    WITHDRAWN = "withdrawn"


class SubmissionComment(Base):
    """A comment of an instructor on a submission or on a line of it."""

    __tablename__ = "submission_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: 1-based line of the file as the submission's page shows it; None: the whole submission.
    line: Mapped[int | None]
    #: Markdown.
    text: Mapped[str] = mapped_column(Text)
    #: The author's account; None for a program, or after the account was deleted.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: The author's name, or "token <name>".
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When the student first saw it.
    seen_at: Mapped[datetime | None]


class SavedComment(Base):
    """A comment that the instructors of a course write often."""

    __tablename__ = "saved_comment"
    __table_args__ = (UniqueConstraint("course_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: For the list to choose from; students do not see it.
    title: Mapped[str] = mapped_column(String(100))
    #: Markdown.
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ScoreOverride(Base):
    """Points that a person sets in place of the graded ones. The graded points stay in the report."""

    __tablename__ = "score_override"
    __table_args__ = (Index("ix_score_override_submission", "submission_id", "revoked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    #: Name of the rubric row; None: the whole submission.
    row: Mapped[str | None] = mapped_column(String(100))
    score: Mapped[float]
    #: Points that the row or the whole could earn when the override was made.
    max_score: Mapped[float]
    #: Shown to the student.
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: When it was taken back or replaced; None while it holds.
    revoked_at: Mapped[datetime | None]


class RegradeRequest(Base):
    """A student's request that a person looks at a row of the rubric again."""

    __tablename__ = "regrade_request"
    __table_args__ = (
        Index(
            "uq_regrade_request_open",
            "submission_id",
            "row",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_regrade_request_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: Name of the rubric row.
    row: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: The instructor's answer, Markdown; empty until then.
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: Name of who answered.
    answered_by: Mapped[str] = mapped_column(String(254), default="")
    #: When it was answered or withdrawn.
    closed_at: Mapped[datetime | None]
