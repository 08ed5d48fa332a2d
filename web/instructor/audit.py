"""The audit log of a course."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import audit
from grader.store.models import Course
from web import audit_log
from web.access import Right
from web.instructor.base import blueprint, requires

for name, function in (
    ("audit_words", audit_log.words),
    ("audit_value", audit_log.shown),
    ("audit_changes", audit.changes),
    ("audit_facts", audit.facts),
):
    blueprint.add_app_template_filter(function, name)


@blueprint.get("/<int:course_id>/audit")
@requires(Right.MANAGE)
def audit_page(course: Course) -> ResponseReturnValue:
    """Who did what, newest first: filters, pages by cursor."""
    wanted, error = audit_log.wanted_of(request.args, course.time_zone, course.id)
    found = audit_log.read_page(wanted, audit_log.cursor_of(request.args.get("cursor", "")))
    return render_template("instructor/audit.html", course=course, page=found, args=request.args, error=error)


@blueprint.get("/<int:course_id>/audit/entries.<form>")
@requires(Right.MANAGE)
def export_audit(course: Course, form: str) -> ResponseReturnValue:
    """The entries that the filters leave, as a file: csv or json."""
    if form not in ("csv", "json"):
        raise NotFound
    wanted, error = audit_log.wanted_of(request.args, course.time_zone, course.id)
    if error:
        raise NotFound(error)
    return audit_log.export(wanted, form)
