"""What is exchanged with the services of LTI platforms: scores, line items, members."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.models.base import Base, now


class ScoreState(StrEnum):
    """What became of a student's score."""

    #: It has changed, and waits to be sent.
    WAITING = "waiting"
    #: The platform has accepted the last state.
    SENT = "sent"
    #: The platform has refused it.
    REFUSED = "refused"


class LtiService(Base):
    """The requests to a platform's services: who sends them now, and at which pace."""

    __tablename__ = "lti_service"

    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), primary_key=True)
    #: The only process that sends until `lease_until`.
    holder: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None]
    #: Back-off: nothing is sent before.
    retry_at: Mapped[datetime | None]
    #: Failures since the last success.
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    #: None while it works.
    failing_since: Mapped[datetime | None]
    #: In the platform's words.
    last_error: Mapped[str | None] = mapped_column(Text)
    #: Requests in a second; less after the platform has asked for it.
    pace: Mapped[float]


class LtiLineItem(Base):
    """The line item of a resource link, where it differs from what launches name."""

    __tablename__ = "lti_line_item"

    link_id: Mapped[int] = mapped_column(ForeignKey("lti_resource_link.id", ondelete="CASCADE"), primary_key=True)
    #: The line item that was found or created; None: none yet.
    url: Mapped[str | None] = mapped_column(String(2000))
    #: A line item that the platform no longer has; launches may go on to name it.
    gone: Mapped[str | None] = mapped_column(String(2000))


class LtiScore(Base):
    """The state of a student's grade in the gradebook of a platform.

    A row is also the outbox: whatever changes the grade raises `version` in its own transaction. What is sent is
    computed at that moment, so that it is always the last state.
    """

    __tablename__ = "lti_score"
    __table_args__ = (
        UniqueConstraint("link_id", "subject"),
        Index(
            "ix_lti_score_due",
            "platform_id",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("lti_resource_link.id", ondelete="CASCADE"))
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    #: As in `LtiUser.subject`.
    subject: Mapped[str] = mapped_column(String(255))
    #: None: the account was deleted. The score is withdrawn, then the row is deleted.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    state: Mapped[ScoreState] = mapped_column(default=ScoreState.WAITING)
    #: Raised by each change of the grade.
    version: Mapped[int] = mapped_column(default=1)
    #: When it is sent next; None: there is nothing to send.
    due_at: Mapped[datetime | None]
    #: Unsuccessful tries since the last change.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    #: In the platform's words.
    last_error: Mapped[str | None] = mapped_column(Text)
    #: The last accepted state (`grader.lti.scores.Score`); None: none yet.
    sent: Mapped[dict[str, Any] | None]
    #: When it was accepted.
    sent_at: Mapped[datetime | None]
    #: Timestamp of the last message; the next one has a later one.
    message_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class LtiRoster(Base):
    """The synchronisation of a course's members with a platform."""

    __tablename__ = "lti_roster"

    context_pk: Mapped[int] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"), primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), index=True)
    #: When the members are fetched next.
    due_at: Mapped[datetime]
    #: Unsuccessful tries since the last success.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    #: In the platform's words.
    last_error: Mapped[str | None] = mapped_column(Text)
    synced_at: Mapped[datetime | None]
    #: What the last synchronisation has changed: added, changed, removed, left_out.
    result: Mapped[dict[str, Any] | None]
    #: Where later changes are asked for; None: the whole list is.
    differences: Mapped[str | None] = mapped_column(String(2000))


class LtiMember(Base):
    """A member of a platform's course as of the last synchronisation."""

    __tablename__ = "lti_member"
    __table_args__ = (UniqueConstraint("context_pk", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_pk: Mapped[int] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"))
    #: As in `LtiUser.subject`.
    subject: Mapped[str] = mapped_column(String(255))
    #: The account that scores of this member come from. Launches do not use it to sign anybody in.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
