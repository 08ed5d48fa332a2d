"""Webhooks of a course: make one, see what was sent, send again, replace the secret, delete."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import HttpUrl, TypeAdapter, ValidationError

from grader.store import deliveries, delivery_log
from grader.store.models import Course
from web import audit_log, webhooks
from web.access import Right
from web.instructor.base import blueprint, requires
from web.instructor.keys import settings_with
from web.services import reading, writing

ADDRESS = TypeAdapter(HttpUrl)
NO_ADDRESS = "Enter the whole address, such as https://lms.example.edu/graded."
PATH = "/<int:course_id>/webhooks/<webhook_id>"


@blueprint.post("/<int:course_id>/webhooks")
@requires(Right.MANAGE)
def create_webhook(course: Course) -> ResponseReturnValue:
    """Make a webhook. Only this response shows its secret."""
    url = _address()
    if url is None:
        return settings_with(course, webhook_url=request.form.get("url", ""), webhook_error=NO_ADDRESS), 422
    with writing() as db:
        hook = webhooks.create(db, course.id, url)
        webhook_id, secret = hook.id, hook.secret
    return _page(course, webhook_id, secret=secret), 201


@blueprint.get(PATH)
@requires(Right.MANAGE)
def webhook_page(course: Course, webhook_id: str) -> ResponseReturnValue:
    """The log of its messages, newest first."""
    return _page(course, webhook_id)


@blueprint.post(f"{PATH}/address")
@requires(Right.MANAGE)
def change_webhook(course: Course, webhook_id: str) -> ResponseReturnValue:
    """Send to another address from now on."""
    url = _address()
    if url is None:
        return _page(course, webhook_id, error=NO_ADDRESS), 422
    with writing() as db:
        webhooks.change_address(db, webhooks.find(db, course.id, webhook_id), url)
    flash("Messages go to the new address from now on.", "good")
    return _to_page(course, webhook_id)


@blueprint.post(f"{PATH}/secret")
@requires(Right.MANAGE)
def rotate_webhook_secret(course: Course, webhook_id: str) -> ResponseReturnValue:
    """Replace the secret. Only this response shows the new one."""
    with writing() as db:
        secret = webhooks.rotate_secret(db, webhooks.find(db, course.id, webhook_id))
    return _page(course, webhook_id, secret=secret)


@blueprint.post(f"{PATH}/test")
@requires(Right.MANAGE)
def test_webhook(course: Course, webhook_id: str) -> ResponseReturnValue:
    """Send a test message."""
    with writing() as db:
        webhooks.send_test(db, webhooks.find(db, course.id, webhook_id))
    flash(webhooks.TEST_SENT, "good")
    return _to_page(course, webhook_id)


@blueprint.post(f"{PATH}/replay")
@requires(Right.MANAGE)
def replay_failed(course: Course, webhook_id: str) -> ResponseReturnValue:
    """Send all messages again that were given up."""
    with writing() as db:
        number = webhooks.replay_failed(db, webhooks.find(db, course.id, webhook_id))
    flash(webhooks.replayed(number), "good")
    return _to_page(course, webhook_id)


@blueprint.post(f"{PATH}/deliveries/<int:delivery_id>/replay")
@requires(Right.MANAGE)
def replay_delivery(course: Course, webhook_id: str, delivery_id: int) -> ResponseReturnValue:
    """Send a message again."""
    with writing() as db:
        webhooks.replay(db, webhooks.find(db, course.id, webhook_id), delivery_id)
    flash(webhooks.REPLAYED, "good")
    return _to_page(course, webhook_id)


@blueprint.post(f"{PATH}/delete")
@requires(Right.MANAGE)
def delete_webhook(course: Course, webhook_id: str) -> ResponseReturnValue:
    """Delete it."""
    with writing() as db:
        webhooks.delete(db, webhooks.find(db, course.id, webhook_id))
    flash(webhooks.DELETED, "good")
    return redirect(url_for("instructor.settings_page", course_id=course.id, _anchor="webhooks"), 303)


def _address() -> str | None:
    """The address in the form; None if it is not one."""
    try:
        return str(ADDRESS.validate_python(request.form.get("url", "").strip()))
    except ValidationError:
        return None


def _page(course: Course, webhook_id: str, *, secret: str = "", error: str = "") -> str:
    cursor = audit_log.cursor_of(request.args.get("cursor", ""))
    with reading() as db:
        hook = webhooks.find(db, course.id, webhook_id)
        return render_template(
            "instructor/webhook.html",
            course=course,
            hook=hook,
            page=delivery_log.page(db, hook.id, before=cursor),
            state_of=delivery_log.state_of,
            cursor=cursor,
            overlap_hours=deliveries.OVERLAP_HOURS,
            secret=secret,
            url=request.form.get("url", "") if error else "",
            error=error,
        )


def _to_page(course: Course, webhook_id: str) -> ResponseReturnValue:
    return redirect(url_for("instructor.webhook_page", course_id=course.id, webhook_id=webhook_id), 303)
