"""What people are told: notices, the announcements and messages behind them, and the emails that carry them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now
from grader.store.models.people import Person


class NoticeKind(StrEnum):
    """What a person is told of."""

    #: A comment on a submission.
    COMMENT = "comment"
    #: An answer to a request for a regrade.
    ANSWER = "answer"
    #: Points set by a person, or taken back.
    OVERRIDE = "override"
    #: A regrade of the assignment that has changed the points.
    REGRADE = "regrade"
    #: A later deadline or more attempts: given, changed or revoked.
    EXTENSION = "extension"
    #: Points that can be seen now.
    RELEASE = "release"
    #: A message of an instructor.
    MESSAGE = "message"
    #: An announcement of the course.
    ANNOUNCEMENT = "announcement"


class EmailTopic(StrEnum):
    """A group of kinds of notices with one email preference."""

    MESSAGES = "messages"
    ANNOUNCEMENTS = "announcements"
    EXTENSIONS = "extensions"
    GRADES = "grades"
    COMMENTS = "comments"


class EmailTiming(StrEnum):
    """When notices are sent by email."""

    NOW = "now"
    DAILY = "daily"
    NEVER = "never"


class EmailKind(StrEnum):
    """What an email holds."""

    #: Notices, sent at once.
    NOTICES = "notices"
    #: The notices of a day.
    DIGEST = "digest"
    #: A link with which a person chooses a new password.
    PASSWORD_RESET = "password_reset"
    #: That the password was changed.
    PASSWORD_CHANGED = "password_changed"


class EmailState(StrEnum):
    """What became of an email."""

    #: Is sent when it is due.
    WAITING = "waiting"
    #: Is being handed over to the mail server. A process that dies in this moment leaves it so: it is not sent again.
    HANDING_OVER = "handing_over"
    #: The mail server has accepted it.
    SENT = "sent"
    #: There was nothing to send any more: all was read, withdrawn or switched off.
    SKIPPED = "skipped"
    #: The mail server has refused the address or the email.
    REFUSED = "refused"
    #: No try has succeeded.
    FAILED = "failed"


class Email(Base):
    """An email in the outbox: stored in the transaction of what it reports, written and sent later by a worker.

    It holds no text: what it says is read when it is sent.
    """

    __tablename__ = "email"
    __table_args__ = (Index("ix_email_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EmailKind]
    state: Mapped[EmailState] = mapped_column(default=EmailState.WAITING)
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Time of the next try.
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    finished_at: Mapped[datetime | None]
    #: Error of the last try.
    last_error: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship(lazy="joined")


class EmailPreference(Base):
    """When a person gets notices of a topic by email. Without a row: `grader.store.email_preferences.DEFAULTS`."""

    __tablename__ = "email_preference"
    __table_args__ = (UniqueConstraint("person_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    topic: Mapped[EmailTopic]
    timing: Mapped[EmailTiming]


class Notice(Base):
    """Something that a person is told, stored in the transaction of the act that it reports."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person", "person_id", "id"),
        Index("ix_notice_unread", "person_id", "read_at"),
        Index("ix_notice_source", "kind", "source_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NoticeKind]
    #: Slug; empty if it is about no assignment.
    assignment: Mapped[str] = mapped_column(String(100), default="")
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: Id of the comment, override, request, regrade, extension, assignment in the course, message or announcement.
    source_id: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: Name of who did it; empty where it is not told.
    author: Mapped[str] = mapped_column(String(254), default="")
    #: Title of a message or announcement.
    title: Mapped[str] = mapped_column(String(200), default="")
    #: The comment, the answer, the reason or the message, Markdown.
    text: Mapped[str] = mapped_column(Text, default="")
    #: What else is said, by kind; see `grader.notices.sentences`.
    details: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    #: When what it tells was deleted or no longer held.
    withdrawn_at: Mapped[datetime | None]
    #: The email that tells it; None: none does.
    email_id: Mapped[int | None] = mapped_column(ForeignKey("email.id", ondelete="SET NULL"), index=True)


class Announcement(Base):
    """An announcement to everybody in a course."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    #: Markdown.
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: The author's name, or "token <name>".
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    #: Stands on the pages of the course until then; None: only in the list.
    pinned_until: Mapped[datetime | None]
    #: Deleted ones can be restored.
    deleted_at: Mapped[datetime | None]


class Message(Base):
    """A message of an instructor to some students. Each of them has a notice of it and sees no other recipient."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    #: Slug; empty if it is about no assignment.
    assignment: Mapped[str] = mapped_column(String(100), default="")
    subject: Mapped[str] = mapped_column(String(200))
    #: Markdown.
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: The author's name, or "token <name>".
    author: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Number of students to whom it was sent.
    recipients: Mapped[int] = mapped_column(default=0, server_default="0")
