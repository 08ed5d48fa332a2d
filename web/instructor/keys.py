"""Access to a course: its join code and API tokens."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import audit, course_settings, deliveries, preferences, tokens
from grader.store.models import Course, Role, Scope
from web import course_tokens
from web.access import Right
from web.accounts.session import me
from web.instructor.base import blueprint, requires, teaching
from web.services import current_time, reading, writing

MAX_NAME = 200
#: What a new token may be used for, by the form's choice; None: whatever its role may do.
PRESETS = {
    "submit": tokens.LEAST_SCOPES,
    "read": frozenset(scope for scope in Scope if scope.value.endswith(":read")),
    "all": None,
}
#: Days until a new token expires; empty: never.
LIFETIMES = ("30", "90", "365", "")


@blueprint.get("/<int:course_id>/settings")
@requires(Right.MANAGE)
def settings_page(course: Course) -> ResponseReturnValue:
    """Settings of the course, join code, tokens, webhooks and the audit log."""
    return settings_with(course)


def settings_with(
    course: Course, *, secret: str = "", error: str = "", webhook_url: str = "", webhook_error: str = ""
) -> str:
    """The page, with a token that was just made, or what is wrong with the form of a token or of a webhook."""
    with reading() as db:
        return render_template(
            "instructor/settings.html",
            course=course,
            zones=preferences.listed_time_zones(),
            tokens=tokens.tokens_of(db, course.id),
            scopes=list(Scope),
            now=current_time(),
            webhooks=deliveries.webhooks_of(db, course.id),
            unsent=deliveries.unsent(db, course.id),
            entries=audit.entries(db, course.id, limit=30),
            secret=secret,
            error=error,
            webhook_url=webhook_url,
            webhook_error=webhook_error,
        )


@blueprint.post("/<int:course_id>/join-code")
@teaching
def renew_join_code(course: Course) -> ResponseReturnValue:
    """Replace the join code; members who joined with the old one stay."""
    with writing() as db:
        course_settings.renew_join_code(db, db.get_one(Course, course.id), actor=me().email)
    flash("The course has a new join code. The old one no longer works.", "good")
    return redirect(url_for("instructor.settings_page", course_id=course.id), 303)


@blueprint.post("/<int:course_id>/tokens")
@teaching
def create_token(course: Course) -> ResponseReturnValue:
    """Create a token. Only this response shows it."""
    name, role = request.form.get("name", "").strip(), request.form.get("role", "")
    days = request.form.get("days", str(tokens.DEFAULT_DAYS))
    if not name or len(name) > MAX_NAME or not name.isprintable():
        return settings_with(course, error="Enter a name for the token, so that you know later what uses it."), 422
    if role not in set(Role):
        return settings_with(course, error="Choose what the token may do."), 422
    if days not in LIFETIMES:
        return settings_with(course, error="Choose how long the token works."), 422
    with writing() as db:
        lifetime = int(days) if days else None
        _, secret = course_tokens.create(db, course, name=name, role=Role(role), scopes=_chosen_scopes(), days=lifetime)
    return settings_with(course, secret=secret), 201


def _chosen_scopes() -> frozenset[Scope] | None:
    """The scopes that were ticked, else those of the preset; None: whatever the role may do."""
    ticked = frozenset(Scope(name) for name in request.form.getlist("scopes") if name in set(Scope))
    return ticked or PRESETS.get(request.form.get("access", ""), tokens.LEAST_SCOPES)


@blueprint.post("/<int:course_id>/tokens/<int:token_id>/revoke")
@teaching
def revoke_token(course: Course, token_id: int) -> ResponseReturnValue:
    """Revoke a token."""
    with writing() as db:
        course_tokens.revoke(db, course, token_id)
    flash("The token is revoked.", "good")
    return redirect(url_for("instructor.settings_page", course_id=course.id), 303)
