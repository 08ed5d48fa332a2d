"""What must be told to others, and what was done by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.store.models.base import Base, now


class Webhook(Base):
    """A course's wish to be told when a submission is graded."""

    __tablename__ = "webhook"

    #: Unguessable.
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    #: Key of the HMAC-SHA256 signature; must be kept as it is, since it signs.
    secret: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Base):
    """One message in the outbox: written in the transaction of what it tells, sent later, as often as it takes."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "finished_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    #: What it tells of; goes when that goes.
    submission_id: Mapped[str | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    #: e.g. "submission.graded".
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Not before then.
    due_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    #: Sent, or given up.
    finished_at: Mapped[datetime | None]
    delivered: Mapped[bool] = mapped_column(default=False)
    #: What went wrong last.
    last_error: Mapped[str | None] = mapped_column(Text)

    webhook: Mapped[Webhook] = relationship(lazy="joined")


class AuditEntry(Base):
    """Something that somebody did and that may be asked about later."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: An email, "token <name>", or "system".
    actor: Mapped[str] = mapped_column(String(254))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="SET NULL"), index=True)
    #: e.g. "submission.regraded".
    action: Mapped[str] = mapped_column(String(60))
    #: What it was done to, e.g. a submission's id.
    subject: Mapped[str] = mapped_column(String(254), default="")
    details: Mapped[dict[str, Any] | None]
