"""What the service is connected with, over all courses: webhooks, API tokens, and what waits to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.store.models import ApiToken, Delivery, Email, EmailState, LtiScore, Webhook


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """What waits to be sent to others."""

    name: str
    waiting: int
    #: When the oldest of it was made; None if nothing waits.
    oldest_at: datetime | None


def outboxes(session: Session) -> list[Outbox]:
    """Webhook messages, emails and scores for learning management systems that wait."""
    waiting = (
        ("Webhook messages", Delivery, Delivery.finished_at.is_(None)),
        ("Emails", Email, Email.state == EmailState.WAITING),
        ("Scores for platforms", LtiScore, LtiScore.due_at.is_not(None)),
    )
    found = []
    for name, model, condition in waiting:
        number, oldest = session.execute(select(func.count(), func.min(model.created_at)).where(condition)).one()
        found.append(Outbox(name=name, waiting=number, oldest_at=oldest))
    return found


def webhooks(session: Session) -> list[Webhook]:
    """The webhooks of all courses: failing ones first, then by course and age."""
    order = (Webhook.failing_since.is_(None), Webhook.course_id, Webhook.created_at)
    return list(session.scalars(select(Webhook).order_by(*order)))


def unsent(session: Session) -> dict[str, int]:
    """The number of unfinished deliveries of each webhook that has any, by the webhook's id."""
    number = func.count().label("number")
    waiting = select(Delivery.webhook_id, number).where(Delivery.finished_at.is_(None)).group_by(Delivery.webhook_id)
    return {row.webhook_id: row.number for row in session.execute(waiting)}


def tokens(session: Session) -> list[ApiToken]:
    """The tokens of all courses that are not revoked, by course, newest first; not those of people."""
    valid = select(ApiToken).where(ApiToken.revoked_at.is_(None), ApiToken.course_id.is_not(None))
    return list(session.scalars(valid.order_by(ApiToken.course_id, ApiToken.id.desc())))
