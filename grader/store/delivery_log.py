"""The log of a webhook's deliveries: reads it, sends a delivery again, and sends a test message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from grader.store.clock import database_time
from grader.store.models import Delivery, Webhook

#: Kind of the message that only tests whether a webhook works.
TEST = "webhook.test"


class DeliveryState(StrEnum):
    """What has become of a delivery."""

    #: It is sent soon, or again.
    WAITING = "waiting"
    #: The receiver has accepted it.
    DELIVERED = "delivered"
    #: It was given up after its last attempt.
    FAILED = "failed"


def state_of(delivery: Delivery) -> DeliveryState:
    """The state of a delivery."""
    if delivery.finished_at is None:
        return DeliveryState.WAITING
    return DeliveryState.DELIVERED if delivery.delivered else DeliveryState.FAILED


def _in_state(state: DeliveryState) -> ColumnElement[bool]:
    if state is DeliveryState.WAITING:
        return Delivery.finished_at.is_(None)
    return and_(Delivery.finished_at.is_not(None), Delivery.delivered.is_(state is DeliveryState.DELIVERED))


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """Some deliveries of a webhook, newest first."""

    items: Sequence[Delivery]
    #: Number of deliveries in the whole log that match.
    total: int
    #: Whether older ones follow.
    more: bool


def page(
    session: Session,
    webhook_id: str,
    *,
    state: DeliveryState | None = None,
    before: int | None = None,
    size: int = 50,
) -> LogPage:
    """The deliveries of a webhook with ids below `before` (None: the newest)."""
    these = [Delivery.webhook_id == webhook_id, *([_in_state(state)] if state is not None else [])]
    total = session.scalar(select(func.count()).select_from(Delivery).where(*these)) or 0
    older = [Delivery.id < before] if before is not None else []
    rows = select(Delivery).where(*these, *older).order_by(Delivery.id.desc()).limit(size + 1)
    found = list(session.scalars(rows))
    return LogPage(items=found[:size], total=total, more=len(found) > size)


def get(session: Session, webhook_id: str, delivery_id: int) -> Delivery | None:
    """A delivery of a webhook."""
    return session.scalar(select(Delivery).where(Delivery.webhook_id == webhook_id, Delivery.id == delivery_id))


#: What makes a delivery due now, with all its attempts before it.
_AFRESH: dict[str, Any] = {"finished_at": None, "delivered": False, "tries": 0}


def replay(session: Session, delivery: Delivery) -> None:
    """Send a delivery again now, with the same id, so that a receiver knows it as the same message."""
    session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**_AFRESH, due_at=database_time()))
    session.refresh(delivery)


def replay_failed(session: Session, webhook_id: str, *, since: datetime | None = None) -> int:
    """Send all deliveries again that were given up, created at or after `since`. Returns their number."""
    these = [Delivery.webhook_id == webhook_id, _in_state(DeliveryState.FAILED)]
    these += [Delivery.created_at >= since] if since is not None else []
    values = {**_AFRESH, "due_at": database_time()}
    return len(session.execute(update(Delivery).where(*these).values(**values).returning(Delivery.id)).all())


def send_test(session: Session, hook: Webhook) -> Delivery:
    """Add a test message to the outbox, due at once even while the webhook backs off."""
    made_at = session.scalar(select(database_time()))
    payload = {"event": TEST, "webhook": hook.id, "created_at": made_at.isoformat() if made_at else None}
    delivery = Delivery(webhook_id=hook.id, kind=TEST, payload=payload, due_at=made_at)
    session.add(delivery)
    session.flush()
    return delivery
