"""What the API and the pages do with the webhooks of a course; each act is recorded in the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, deliveries, delivery_log
from grader.store.models import Delivery, Webhook
from web.access import actor

NO_WEBHOOK = "There is no such webhook in this course."
TEST_SENT = "A test message is on its way. Its line in the log tells how the receiver answers."
REPLAYED, DELETED = "The message will be sent again.", "The webhook is deleted."
NO_MESSAGE = "This webhook has no such message."


def find(db: Session, course_id: int, webhook_id: str) -> Webhook:
    """A webhook of the course. Raises NotFound."""
    hook = deliveries.get_webhook(db, course_id, webhook_id)
    if hook is None:
        raise NotFound(NO_WEBHOOK)
    return hook


def create(db: Session, course_id: int, url: str, *, secret: str | None = None) -> Webhook:
    """A new webhook. A secret is generated unless one is passed."""
    hook = deliveries.create_webhook(db, course_id=course_id, url=url, secret=secret)
    _record(db, hook, "webhook.created", url=[None, url])
    return hook


def change_address(db: Session, hook: Webhook, url: str) -> None:
    """Send to another address from now on, also what is not sent yet."""
    old, hook.url = hook.url, url
    _record(db, hook, "webhook.changed", url=[old, url])
    db.flush()


def rotate_secret(db: Session, hook: Webhook, *, overlap_hours: float = deliveries.OVERLAP_HOURS) -> str:
    """Replace the secret, and return the new one. The old one signs as well for `overlap_hours`."""
    secret = deliveries.rotate_secret(db, hook, overlap_hours=overlap_hours)
    _record(db, hook, "webhook.secret_rotated")
    return secret


def delete(db: Session, hook: Webhook) -> None:
    """Delete it with its messages, also those that are not sent."""
    deliveries.delete_webhook(db, hook.course_id, hook.id)
    _record(db, hook, "webhook.deleted", url=[hook.url, None])


def send_test(db: Session, hook: Webhook) -> Delivery:
    """Send a test message."""
    delivery = delivery_log.send_test(db, hook)
    _record(db, hook, "webhook.tested", delivery=delivery.id)
    return delivery


def message(db: Session, hook: Webhook, delivery_id: int) -> Delivery:
    """One of its messages. Raises NotFound."""
    delivery = delivery_log.get(db, hook.id, delivery_id)
    if delivery is None:
        raise NotFound(NO_MESSAGE)
    return delivery


def replay(db: Session, hook: Webhook, delivery_id: int) -> Delivery:
    """Send a message again. Raises NotFound."""
    delivery = message(db, hook, delivery_id)
    delivery_log.replay(db, delivery)
    _record(db, hook, "webhook.replayed", delivery=delivery_id)
    return delivery


def replay_failed(db: Session, hook: Webhook, *, since: datetime | None = None) -> int:
    """Send all messages again that were given up, made at or after `since`; returns how many."""
    number = delivery_log.replay_failed(db, hook.id, since=since)
    _record(db, hook, "webhook.replayed", deliveries=number)
    return number


def replayed(number: int) -> str:
    """What is said after `replay_failed`."""
    return f"{number} message{'' if number == 1 else 's'} will be sent again."


def _record(db: Session, hook: Webhook, action: str, **details: object) -> None:
    course_id = hook.course_id
    audit.record(db, actor=actor(), action=action, subject=hook.id, course_id=course_id, details=details or None)
