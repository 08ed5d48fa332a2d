"""The addresses of forms that answer with a page, for a browser that loads them again: they lead to that page."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from grader.store.models import Course
from web.instructor.base import blueprint, teaching


@blueprint.get("/<int:course_id>/gradebook/total")
@teaching
def after_total(course: Course) -> ResponseReturnValue:
    """The gradebook."""
    return redirect(url_for("instructor.gradebook_page", course_id=course.id), 303)


@blueprint.get("/<int:course_id>/tokens")
@teaching
def after_token(course: Course) -> ResponseReturnValue:
    """The settings of the course."""
    return redirect(url_for("instructor.settings_page", course_id=course.id), 303)


@blueprint.get("/<int:course_id>/webhooks")
@teaching
def after_webhook(course: Course) -> ResponseReturnValue:
    """The settings of the course."""
    return redirect(url_for("instructor.settings_page", course_id=course.id, _anchor="webhooks"), 303)


@blueprint.get("/<int:course_id>/webhooks/<webhook_id>/address")
@blueprint.get("/<int:course_id>/webhooks/<webhook_id>/secret")
@teaching
def after_secret(course: Course, webhook_id: str) -> ResponseReturnValue:
    """The webhook."""
    return redirect(url_for("instructor.webhook_page", course_id=course.id, webhook_id=webhook_id), 303)


@blueprint.get("/<int:course_id>/members/<int:person_id>/password")
@blueprint.get("/<int:course_id>/members/<int:person_id>/password-link")
@teaching
def after_password(course: Course, person_id: int) -> ResponseReturnValue:
    """The member."""
    return redirect(url_for("instructor.member_page", course_id=course.id, person_id=person_id), 303)


@blueprint.get("/<int:course_id>/<slug>/settings/pause")
@teaching
def after_pause(course: Course, slug: str) -> ResponseReturnValue:
    """The settings of the assignment."""
    return redirect(url_for("instructor.assignment_settings_page", course_id=course.id, slug=slug), 303)
