"""Webhooks: notify a program when a submission is graded."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from grader.store import deliveries
from grader.store.models import Webhook
from web import webhooks
from web.api.auth import instructor_token
from web.api.base import Answer, blueprint
from web.api.token_courses import course_of
from web.api.webhook_schemas import (
    RotateIn,
    SecretOut,
    WebhookChange,
    WebhookDetail,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)
from web.services import reading, writing


@blueprint.get("/v1/webhooks")
@blueprint.output(WebhooksOut)
def list_webhooks() -> WebhooksOut:
    """The webhooks of the course, with their state

    For tokens with the role instructor.
    """
    token = instructor_token()
    with reading() as db:
        unsent = deliveries.unsent(db, course_of(token))
        hooks = deliveries.webhooks_of(db, course_of(token))
    return WebhooksOut(webhooks=[_detail(hook, unsent.get(hook.id, 0)) for hook in hooks])


@blueprint.post("/v1/webhooks")
@blueprint.input(WebhookIn)
@blueprint.output(WebhookOut, status_code=201)
def create_webhook(json_data: WebhookIn) -> Answer:
    """Receive a message for every submission that is graded or failed

    Each message is a POST of JSON with `event`, `submission`, `assignment`, `student`, `attempt`, `trial`, `status`,
    `verdict`, `score`, `max_score` and `failure`. Practice runs send no message, so `trial` is always false.
    Its header `X-Grader-Signature` is `sha256=` and the hexadecimal HMAC-SHA256, with the secret as key, of the header
    `X-Grader-Timestamp`, a full stop and the body. The headers `webhook-id`, `webhook-timestamp` and
    `webhook-signature` are those of Standard Webhooks. The secret is shown only now. Messages without a 2xx response
    are sent again with back-off for about a day.

    For tokens with the role instructor.
    """
    token = instructor_token()
    with writing() as db:
        hook = webhooks.create(db, course_of(token), str(json_data.url), secret=json_data.secret)
    body = WebhookOut(id=hook.id, url=hook.url, secret=hook.secret)
    return body, 201, {"Location": url_for("api.read_webhook", webhook_id=hook.id)}


@blueprint.get("/v1/webhooks/<webhook_id>")
@blueprint.output(WebhookDetail)
def read_webhook(webhook_id: str) -> WebhookDetail:
    """One webhook, with its state

    For tokens with the role instructor.
    """
    with reading() as db:
        return _detail_of(db, find_webhook(db, webhook_id))


@blueprint.patch("/v1/webhooks/<webhook_id>")
@blueprint.input(WebhookChange)
@blueprint.output(WebhookDetail)
def change_webhook(webhook_id: str, json_data: WebhookChange) -> WebhookDetail:
    """Send to another address from now on, also what is not sent yet

    For tokens with the role instructor.
    """
    instructor_token()
    with writing() as db:
        hook = find_webhook(db, webhook_id)
        webhooks.change_address(db, hook, str(json_data.url))
        return _detail_of(db, hook)


@blueprint.post("/v1/webhooks/<webhook_id>/rotate-secret")
@blueprint.input(RotateIn)
@blueprint.output(SecretOut)
def rotate_webhook_secret(webhook_id: str, json_data: RotateIn) -> SecretOut:
    """Replace the secret

    For `overlap_hours` messages carry a signature of each secret: `webhook-signature` has both, and
    `X-Grader-Signature-Previous` is that of the old one. For tokens with the role instructor.
    """
    instructor_token()
    with writing() as db:
        hook = find_webhook(db, webhook_id)
        secret = webhooks.rotate_secret(db, hook, overlap_hours=json_data.overlap_hours)
        return SecretOut(id=hook.id, secret=secret, previous_secret_until=hook.previous_until)


@blueprint.delete("/v1/webhooks/<webhook_id>")
@blueprint.output({}, status_code=204)
def delete_webhook(webhook_id: str) -> tuple[str, int]:
    """Remove a webhook and its unsent messages

    For tokens with the role instructor.
    """
    instructor_token()
    with writing() as db:
        hook = find_webhook(db, webhook_id)
        webhooks.delete(db, hook)
    return "", 204


def find_webhook(db: Session, webhook_id: str) -> Webhook:
    """The webhook of the token's course. Raises Forbidden for other tokens than instructors', then NotFound."""
    return webhooks.find(db, course_of(instructor_token()), webhook_id)


def _detail_of(db: Session, hook: Webhook) -> WebhookDetail:
    return _detail(hook, deliveries.unsent(db, hook.course_id).get(hook.id, 0))


def _detail(hook: Webhook, unsent: int) -> WebhookDetail:
    return WebhookDetail(
        id=hook.id,
        url=hook.url,
        created_at=hook.created_at,
        working=not hook.failures,
        failures=hook.failures,
        failing_since=hook.failing_since,
        retry_at=hook.retry_at,
        last_error=hook.last_error,
        unsent=unsent,
        previous_secret_until=hook.previous_until if len(deliveries.signing_secrets(hook)) > 1 else None,
    )
