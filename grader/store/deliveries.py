"""Webhooks, and the outbox of their deliveries."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from grader.store.clock import database_time
from grader.store.database import Executor
from grader.store.models import Delivery, Webhook, table_of

#: Back-off between the attempts of a delivery, in seconds; after the last attempt it has failed (about a day in all).
BACKOFF = (5, 30, 120, 600, 3600, 6 * 3600, 12 * 3600)


def create_webhook(session: Session, *, course_id: int, url: str, secret: str | None = None) -> Webhook:
    """Create a webhook. A secret is generated unless one is passed."""
    hook = Webhook(id=str(uuid.uuid4()), course_id=course_id, url=url, secret=secret or secrets.token_urlsafe(32))
    session.add(hook)
    session.flush()
    return hook


def webhooks_of(session: Session, course_id: int) -> list[Webhook]:
    """The webhooks of a course, oldest first."""
    return list(session.scalars(select(Webhook).where(Webhook.course_id == course_id).order_by(Webhook.created_at)))


def delete_webhook(session: Session, course_id: int, webhook_id: str) -> bool:
    """Delete a webhook of a course with its deliveries. False if there is none."""
    these = delete(Webhook).where(Webhook.course_id == course_id, Webhook.id == webhook_id)
    return session.execute(these.returning(Webhook.id)).one_or_none() is not None


_HOOKS = select(table_of(Webhook).c.id).where(table_of(Webhook).c.course_id == bindparam("course_id"))


def add_to_outbox(session: Executor, course_id: int, submission_id: str, kind: str, payload: Mapping[str, Any]) -> None:
    """Add a delivery for each webhook of the course, in the transaction of the change that it reports."""
    for hook_id in session.execute(_HOOKS, {"course_id": course_id}).scalars().all():
        body = {"event": kind, "submission": submission_id, **payload}
        values = {"webhook_id": hook_id, "submission_id": submission_id, "kind": kind, "payload": body}
        session.execute(insert(table_of(Delivery)).values(due_at=database_time()), values)


def any_due(session: Session) -> bool:
    """Whether a delivery is due."""
    due = select(Delivery.id).where(Delivery.finished_at.is_(None), Delivery.due_at <= database_time())
    return session.scalar(due.limit(1)) is not None


def claim_due(session: Session, *, limit: int = 20, hold_seconds: float = 60) -> list[Delivery]:
    """Claim deliveries that are due; for `hold_seconds` no other sender claims them."""
    due = select(Delivery).where(Delivery.finished_at.is_(None), Delivery.due_at <= database_time())
    rows = list(
        session.scalars(due.order_by(Delivery.due_at).limit(limit).with_for_update(skip_locked=True, of=Delivery))
    )
    for row in rows:
        row.due_at = database_time(hold_seconds)
    return rows


def succeeded(session: Session, delivery_id: int) -> None:
    """Record that the receiver has accepted a delivery."""
    values = {"finished_at": database_time(), "delivered": True, "last_error": None, "tries": Delivery.tries + 1}
    session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))


def failed(session: Session, delivery: Delivery, error: str) -> None:
    """Record a failed attempt: schedule the next one, or fail the delivery for good."""
    tries = delivery.tries + 1
    exhausted = tries > len(BACKOFF)
    values = {
        "tries": tries,
        "last_error": error[:1000],
        "due_at": database_time(BACKOFF[min(tries, len(BACKOFF)) - 1]),
        "finished_at": database_time() if exhausted else None,
    }
    session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values))
