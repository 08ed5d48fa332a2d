"""Webhooks, and the outbox of their deliveries."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from grader.store import attempts
from grader.store.clock import database_time
from grader.store.database import Executor
from grader.store.models import CourseAssignment, Delivery, Extension, Submission, Webhook, now, table_of

#: Back-off between the attempts of a delivery, in seconds; after the last attempt it has failed (about a day in all).
BACKOFF = (5, 30, 120, 600, 3600, 6 * 3600, 12 * 3600)
#: The longest back-off of a webhook as a whole, in seconds.
LONGEST_BACKOFF = 3600
#: Prefix of secrets in the form of Standard Webhooks: base64 follows.
SECRET_PREFIX = "whsec_"
#: How long a replaced secret still signs unless somebody chooses, and the longest choice, in hours.
OVERLAP_HOURS, LONGEST_OVERLAP_HOURS = 24, 24 * 7


def new_secret() -> str:
    """A key of 32 random bytes in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def create_webhook(session: Session, *, course_id: int, url: str, secret: str | None = None) -> Webhook:
    """Create a webhook. A secret is generated unless one is passed."""
    hook = Webhook(id=str(uuid.uuid4()), course_id=course_id, url=url, secret=secret or new_secret())
    session.add(hook)
    session.flush()
    return hook


def webhooks_of(session: Session, course_id: int) -> list[Webhook]:
    """The webhooks of a course, oldest first."""
    return list(session.scalars(select(Webhook).where(Webhook.course_id == course_id).order_by(Webhook.created_at)))


def get_webhook(session: Session, course_id: int, webhook_id: str) -> Webhook | None:
    """A webhook of a course."""
    return session.scalar(select(Webhook).where(Webhook.course_id == course_id, Webhook.id == webhook_id))


def rotate_secret(session: Session, hook: Webhook, *, overlap_hours: float = OVERLAP_HOURS) -> str:
    """Replace the secret, and return the new one. The old one signs as well for `overlap_hours`."""
    hook.previous_secret = hook.secret if overlap_hours else None
    hook.previous_until = session.scalar(select(database_time(3600.0 * overlap_hours))) if overlap_hours else None
    hook.secret = new_secret()
    session.flush()
    return hook.secret


def signing_secrets(hook: Webhook) -> list[str]:
    """The secrets that sign a message now: the current one and, while it still holds, the one before it."""
    still = hook.previous_secret is not None and hook.previous_until is not None and hook.previous_until > now()
    return [hook.secret, *([hook.previous_secret] if still and hook.previous_secret else [])]


def delete_webhook(session: Session, course_id: int, webhook_id: str) -> bool:
    """Delete a webhook of a course with its deliveries. False if there is none."""
    these = delete(Webhook).where(Webhook.course_id == course_id, Webhook.id == webhook_id)
    return session.execute(these.returning(Webhook.id)).one_or_none() is not None


_HOOKS = select(table_of(Webhook).c.id, table_of(Webhook).c.retry_at).where(
    table_of(Webhook).c.course_id == bindparam("course_id")
)
_ROW = table_of(Submission)
_ABOUT = ("assignment", "student", "practice", "score", "late_seconds", "late_days", "late_percent")
_SUBMISSION = select(*(_ROW.c[name] for name in _ABOUT)).where(_ROW.c.id == bindparam("this_id"))
_SETTINGS = (
    select(
        table_of(CourseAssignment).c.manual_release,
        table_of(CourseAssignment).c.released_at,
        table_of(Extension).c.id,
    )
    .join_from(
        table_of(CourseAssignment),
        table_of(Extension),
        (table_of(Extension).c.course_assignment_id == table_of(CourseAssignment).c.id)
        & (table_of(Extension).c.student == bindparam("student"))
        & table_of(Extension).c.revoked_at.is_(None),
        isouter=True,
    )
    .where(
        table_of(CourseAssignment).c.course_id == bindparam("course_id"),
        table_of(CourseAssignment).c.slug == bindparam("slug"),
    )
)


def add_to_outbox(session: Executor, course_id: int, submission_id: str, kind: str, payload: Mapping[str, Any]) -> None:
    """Add a delivery for each webhook of the course, in the transaction of the change that it reports.

    Practice runs are not reported: they are no attempts and have no grade.
    """
    hooks = session.execute(_HOOKS, {"course_id": course_id}).all()
    if not hooks:
        return
    row = session.execute(_SUBMISSION, {"this_id": submission_id}).one()
    if row.practice:
        return
    number = attempts.numbers(session, [submission_id])[submission_id].counted
    about = {"assignment": row.assignment, "student": row.student, "attempt": number, "trial": False}
    body = {"event": kind, "submission": submission_id, **about, **payload, **_standing(session, course_id, row)}
    for hook_id, retry_at in hooks:
        values = {"webhook_id": hook_id, "submission_id": submission_id, "kind": kind, "payload": body}
        due_at = database_time() if retry_at is None else retry_at
        session.execute(insert(table_of(Delivery)).values(due_at=due_at), values)


def _standing(session: Executor, course_id: int, row: Row[Any]) -> dict[str, Any]:
    """What a gradebook says beside the score: lateness, extension, and whether students may see it."""
    which = {"course_id": course_id, "slug": row.assignment, "student": row.student}
    settings = session.execute(_SETTINGS, which).first()
    return {
        "graded_score": row.score,
        "late": {"seconds": row.late_seconds, "days_used": row.late_days, "percent": row.late_percent},
        "extended": settings is not None and settings.id is not None,
        "released": settings is None or not settings.manual_release or settings.released_at is not None,
    }


def has_webhooks(session: Executor, course_id: int) -> bool:
    """Whether the course has any webhook."""
    return session.execute(_HOOKS, {"course_id": course_id}).first() is not None


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


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """How the receiver answered."""

    #: HTTP status; None if there was no answer.
    status: int | None
    duration_ms: float


def _told(attempt: Attempt | None) -> dict[str, Any]:
    values: dict[str, Any] = {"sent_at": database_time()}
    if attempt is not None:
        values |= {"answer_status": attempt.status, "duration_ms": attempt.duration_ms}
    return values


def succeeded(session: Session, delivery_id: int, attempt: Attempt | None = None) -> None:
    """Record that the receiver has accepted a delivery; its webhook works again."""
    values = {"finished_at": database_time(), "delivered": True, "last_error": None, "tries": Delivery.tries + 1}
    values |= _told(attempt)
    session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))
    hook_id = select(Delivery.webhook_id).where(Delivery.id == delivery_id).scalar_subquery()
    works = {"failures": 0, "failing_since": None, "retry_at": None, "last_error": None}
    session.execute(update(Webhook).where(Webhook.id == hook_id, Webhook.failures > 0).values(**works))


def failed(session: Session, delivery: Delivery, error: str, attempt: Attempt | None = None) -> None:
    """Record a failed attempt: schedule the next one, or fail the delivery for good. Its webhook backs off."""
    tries = delivery.tries + 1
    exhausted = tries > len(BACKOFF)
    values = {
        "tries": tries,
        "last_error": error[:1000],
        "due_at": database_time(BACKOFF[min(tries, len(BACKOFF)) - 1]),
        "finished_at": database_time() if exhausted else None,
        **_told(attempt),
    }
    session.execute(update(Delivery).where(Delivery.id == delivery.id).values(**values))
    _back_off(session, delivery, error)


def _back_off(session: Session, delivery: Delivery, error: str) -> None:
    """Delay the other deliveries of a webhook that fails; those older than the last retry are given up."""
    hook = delivery.webhook
    retry_at = database_time(min(BACKOFF[min(hook.failures, len(BACKOFF) - 1)], LONGEST_BACKOFF))
    failing = {
        "failures": Webhook.failures + 1,
        "failing_since": func.coalesce(Webhook.failing_since, database_time()),
        "retry_at": retry_at,
        "last_error": error[:1000],
    }
    session.execute(update(Webhook).where(Webhook.id == hook.id).values(**failing))
    others = (
        Delivery.webhook_id == hook.id,
        Delivery.id != delivery.id,
        Delivery.finished_at.is_(None),
    )
    too_old = Delivery.created_at < database_time(-sum(BACKOFF))
    given_up = {"finished_at": database_time(), "last_error": error[:1000]}
    session.execute(update(Delivery).where(*others, too_old).values(**given_up))
    session.execute(update(Delivery).where(*others, Delivery.due_at < retry_at).values(due_at=retry_at))


def unsent(session: Session, course_id: int) -> dict[str, int]:
    """The number of unfinished deliveries of each webhook of a course that has any, by the webhook's id."""
    waiting = select(Delivery.webhook_id, func.count().label("number")).join(Webhook).group_by(Delivery.webhook_id)
    rows = session.execute(waiting.where(Webhook.course_id == course_id, Delivery.finished_at.is_(None)))
    return {row.webhook_id: row.number for row in rows}
