"""Webhooks: notify a program when a submission is graded."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from grader.store import audit, deliveries
from web.api.auth import instructor_token
from web.api.base import Answer, blueprint
from web.api.schemas import WebhookIn, WebhookOut
from web.services import writing


@blueprint.post("/v1/webhooks")
@blueprint.input(WebhookIn)
@blueprint.output(WebhookOut, status_code=201)
def create_webhook(json_data: WebhookIn) -> Answer:
    """Receive a message for every submission that is graded or failed

    Each message is a POST of JSON with `event`, `submission`, `assignment`, `student`, `attempt`, `trial`, `status`,
    `verdict`, `score`, `max_score` and `failure`. Practice runs send no message, so `trial` is always false.
    Its header `X-Grader-Signature` is `sha256=` and the hexadecimal HMAC-SHA256, with the secret as key, of the header
    `X-Grader-Timestamp`, a full stop and the body. The secret is shown only now. Messages without a 2xx response are
    sent again with back-off for about a day.

    For tokens with the role instructor.
    """
    token = instructor_token()
    with writing() as db:
        hook = deliveries.create_webhook(db, course_id=token.course_id, url=str(json_data.url), secret=json_data.secret)
        audit.record(
            db, actor=f"token {token.name}", action="webhook.created", subject=hook.id, course_id=token.course_id
        )
    return WebhookOut(id=hook.id, url=hook.url, secret=hook.secret), 201


@blueprint.delete("/v1/webhooks/<webhook_id>")
@blueprint.output({}, status_code=204)
def delete_webhook(webhook_id: str) -> tuple[str, int]:
    """Remove a webhook and its unsent messages"""
    token = instructor_token()
    with writing() as db:
        if not deliveries.delete_webhook(db, token.course_id, webhook_id):
            raise NotFound("There is no such webhook in this course.")
        audit.record(
            db, actor=f"token {token.name}", action="webhook.deleted", subject=webhook_id, course_id=token.course_id
        )
    return "", 204
