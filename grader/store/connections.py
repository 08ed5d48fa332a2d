"""What programs are connected to the service, over all courses: webhooks and API tokens."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.store.models import ApiToken, Delivery, Webhook


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
    """The tokens of all courses that are not revoked, by course, newest first."""
    valid = select(ApiToken).where(ApiToken.revoked_at.is_(None))
    return list(session.scalars(valid.order_by(ApiToken.course_id, ApiToken.id.desc())))
