"""Webhooks and tokens of all courses, and the administrators' own tokens."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, connections, courses, delivery_log, service_tokens
from grader.store.models import ApiToken, Course, Webhook
from web import audit_log, course_tokens, webhooks
from web.access import actor
from web.accounts.session import me
from web.operations.base import administrating, blueprint
from web.services import current_time, reading, writing

MAX_NAME = 200
#: Days that a new token is valid, as the form offers them; 0: without end.
DAYS = (30, 90, 365, 0)


@blueprint.get("/connections")
@administrating
def connections_page() -> ResponseReturnValue:
    """The page."""
    return _page()


@blueprint.post("/webhooks/<webhook_id>/delete")
@administrating
def delete_webhook(webhook_id: str) -> ResponseReturnValue:
    """Delete a webhook with its deliveries."""
    with writing() as db:
        webhooks.delete(db, _find(db, webhook_id))
    flash(webhooks.DELETED, "good")
    return _back()


@blueprint.get("/webhooks/<webhook_id>")
@administrating
def webhook_page(webhook_id: str) -> ResponseReturnValue:
    """The log of a webhook's deliveries, newest first."""
    cursor = audit_log.cursor_of(request.args.get("cursor", ""))
    with reading() as db:
        hook = _find(db, webhook_id)
        course = db.get_one(Course, hook.course_id)
        found = delivery_log.page(db, hook.id, before=cursor)
    return render_template(
        "operations/webhook.html", hook=hook, course=course, page=found, state_of=delivery_log.state_of, cursor=cursor
    )


@blueprint.post("/webhooks/<webhook_id>/test")
@administrating
def test_webhook(webhook_id: str) -> ResponseReturnValue:
    """Send a test message."""
    with writing() as db:
        webhooks.send_test(db, _find(db, webhook_id))
    flash(webhooks.TEST_SENT, "good")
    return _to_webhook(webhook_id)


@blueprint.post("/webhooks/<webhook_id>/replay")
@administrating
def replay_failed(webhook_id: str) -> ResponseReturnValue:
    """Send all messages again that were given up."""
    with writing() as db:
        number = webhooks.replay_failed(db, _find(db, webhook_id))
    flash(webhooks.replayed(number), "good")
    return _to_webhook(webhook_id)


@blueprint.post("/webhooks/<webhook_id>/deliveries/<int:delivery_id>/replay")
@administrating
def replay_delivery(webhook_id: str, delivery_id: int) -> ResponseReturnValue:
    """Send a message again."""
    with writing() as db:
        webhooks.replay(db, _find(db, webhook_id), delivery_id)
    flash(webhooks.REPLAYED, "good")
    return _to_webhook(webhook_id)


@blueprint.post("/course-tokens/<int:token_id>/revoke")
@administrating
def revoke_course_token(token_id: int) -> ResponseReturnValue:
    """Revoke a course's token."""
    with writing() as db:
        token = db.get(ApiToken, token_id)
        course = db.get(Course, token.course_id) if token is not None and token.course_id is not None else None
        if course is None or not course_tokens.revoke(db, course, token_id):
            raise NotFound("There is no such token, or it is revoked.")
    flash("The token is revoked.", "good")
    return _back()


@blueprint.get("/tokens")
@administrating
def after_token() -> ResponseReturnValue:
    """The page, for a browser that loads the address of the form again."""
    return _page()


@blueprint.post("/tokens")
@administrating
def create_token() -> ResponseReturnValue:
    """Create a token for the operations in the API. Only this response shows it."""
    name, days = request.form.get("name", "").strip(), request.form.get("days", "")
    if not name or len(name) > MAX_NAME or not name.isprintable():
        return _page(error="Enter a name for the token, so that you know later what uses it."), 422
    if days not in {str(number) for number in DAYS}:
        return _page(error="Choose how long the token is valid."), 422
    with writing() as db:
        token, secret = service_tokens.create(db, person_id=me().id, name=name, days=int(days))
        expires = token.expires_at.isoformat() if token.expires_at else None
        details = {"id": token.id, "expires_at": [None, expires]}
        audit.record(db, actor=actor(), action="service_token.created", subject=f"token {name}", details=details)
    return _page(secret=secret), 201


@blueprint.post("/tokens/<int:token_id>/revoke")
@administrating
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Revoke an administrator's token."""
    with writing() as db:
        token = service_tokens.revoke(db, token_id)
        if token is None:
            raise NotFound("There is no such token, or it is revoked.")
        details = {"id": token_id, "of": token.person.email}
        audit.record(db, actor=actor(), action="service_token.revoked", subject=f"token {token.name}", details=details)
    flash("The token is revoked.", "good")
    return _back()


def _page(*, secret: str = "", error: str = "") -> str:
    with reading() as db:
        return render_template(
            "operations/connections.html",
            webhooks=connections.webhooks(db),
            unsent=connections.unsent(db),
            tokens=connections.tokens(db),
            own=service_tokens.valid_tokens(db),
            courses={course.id: course.name for course in courses.all_courses(db)},
            days=DAYS,
            now=current_time(),
            secret=secret,
            error=error,
        )


def _find(db: Session, webhook_id: str) -> Webhook:
    hook = db.get(Webhook, webhook_id)
    if hook is None:
        raise NotFound("There is no such webhook.")
    return hook


def _to_webhook(webhook_id: str) -> ResponseReturnValue:
    return redirect(url_for("operations.webhook_page", webhook_id=webhook_id), 303)


def _back() -> ResponseReturnValue:
    return redirect(url_for("operations.connections_page"), 303)
