"""The audit log of the whole service."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import courses, preferences
from web import audit_log
from web.accounts.session import me
from web.operations.base import administrating, blueprint
from web.services import reading


def _zone() -> str:
    return preferences.of(me()).time_zone or "UTC"


@blueprint.get("/audit")
@administrating
def audit_page() -> ResponseReturnValue:
    """Who did what in all courses and on the service itself, newest first."""
    wanted, error = audit_log.wanted_of(request.args, _zone())
    found = audit_log.read_page(wanted, audit_log.cursor_of(request.args.get("cursor", "")))
    with reading() as db:
        names = {course.id: course.name for course in courses.all_courses(db)}
    return render_template(
        "operations/audit.html", page=found, args=request.args, error=error, zone=_zone(), courses=names
    )


@blueprint.get("/audit/entries.<form>")
@administrating
def export_audit(form: str) -> ResponseReturnValue:
    """The entries that the filters leave, as a file: csv or json."""
    wanted, error = audit_log.wanted_of(request.args, _zone())
    if form not in ("csv", "json") or error:
        raise NotFound(error or None)
    return audit_log.export(wanted, form)
