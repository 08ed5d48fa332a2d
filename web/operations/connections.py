"""Webhooks and tokens of all courses, and the administrators' own tokens."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import audit, connections, courses, deliveries, service_tokens, tokens
from grader.store.models import ApiToken, Webhook
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
        hook = db.get(Webhook, webhook_id)
        if hook is None or not deliveries.delete_webhook(db, hook.course_id, webhook_id):
            raise NotFound("There is no such webhook.")
        details = {"url": [hook.url, None]}
        audit.record(
            db, actor=actor(), action="webhook.deleted", subject=webhook_id, course_id=hook.course_id, details=details
        )
    flash("The webhook is deleted.", "good")
    return _back()


@blueprint.post("/course-tokens/<int:token_id>/revoke")
@administrating
def revoke_course_token(token_id: int) -> ResponseReturnValue:
    """Revoke a course's token."""
    with writing() as db:
        token = db.get(ApiToken, token_id)
        if token is None or token.revoked_at is not None:
            raise NotFound("There is no such token, or it is revoked.")
        tokens.revoke_token(db, token.course_id, token_id)
        details = {"id": token_id, "role": token.role.value}
        subject = f"token {token.name}"
        audit.record(
            db, actor=actor(), action="token.revoked", subject=subject, course_id=token.course_id, details=details
        )
    flash("The token is revoked.", "good")
    return _back()


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


def _back() -> ResponseReturnValue:
    return redirect(url_for("operations.connections_page"), 303)
