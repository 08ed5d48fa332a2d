"""Webhooks, the outbox, and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now


class Webhook(Base):
    """A URL that is notified when a submission of the course is graded."""

    __tablename__ = "webhook"

    #: A random UUID.
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    #: Key of the HMAC-SHA256 signature; stored in plain text, because it is needed for signing.
    secret: Mapped[str] = mapped_column(String(200))
    #: The key before it, with which messages are signed as well until `previous_until`.
    previous_secret: Mapped[str | None] = mapped_column(String(200))
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Failed tries since the last success.
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    #: None while it works.
    failing_since: Mapped[datetime | None]
    #: Back-off: nothing is sent before.
    retry_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class Delivery(Base):
    """A message in the outbox: stored in the transaction of the change that it reports, sent later, with retries."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "finished_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    #: The submission that it reports; deleted with it.
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: e.g. "submission.graded".
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Time of the next attempt.
    due_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    #: When it was delivered or failed for good.
    finished_at: Mapped[datetime | None]
    delivered: Mapped[bool] = mapped_column(default=False)
    #: Error of the last attempt.
    last_error: Mapped[str | None] = mapped_column(Text)
    #: When the last attempt was made.
    sent_at: Mapped[datetime | None]
    #: HTTP status of the receiver's last answer; None: it has not answered.
    answer_status: Mapped[int | None]
    #: How long the last attempt took, in milliseconds.
    duration_ms: Mapped[float | None]

    webhook: Mapped[Webhook] = relationship(lazy="joined")


class AuditEntry(Base):
    """An entry of the audit log."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_course", "course_id", "id"), Index("ix_audit_actor", "actor", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: An email, "token <name>", or "system".
    actor: Mapped[str] = mapped_column(String(254))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="SET NULL"), index=True)
    #: e.g. "submission.regraded".
    action: Mapped[str] = mapped_column(String(60))
    #: The object of the action, e.g. a submission's id.
    subject: Mapped[str] = mapped_column(String(254), default="")
    details: Mapped[dict[str, Any] | None]
