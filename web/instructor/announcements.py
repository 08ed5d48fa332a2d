"""Announcements of a course: list, write, change, delete, restore."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import announcements
from grader.store.models import Announcement, Course
from web import messages as service
from web.access import Right
from web.instructor.base import blueprint, requires, teaching
from web.instructor.settings_form import NO_TIME, as_input
from web.problems import Problem
from web.services import current_time, reading

blueprint.add_app_template_filter(as_input, "as_input")


@blueprint.get("/<int:course_id>/announcements")
@teaching
def announcements_page(course: Course) -> ResponseReturnValue:
    """The list, and the form of a new one."""
    return _page(course)


@blueprint.post("/<int:course_id>/announcements")
@requires(Right.MANAGE)
def create_announcement(course: Course) -> ResponseReturnValue:
    """Announce something."""
    try:
        service.announce(course, **_values(course))
    except Problem as problem:
        return _page(course, problem=problem), problem.code or 422
    flash("Announced. All members of the course are told.", "good")
    return _back(course)


@blueprint.get("/<int:course_id>/announcements/<int:announcement_id>")
@requires(Right.MANAGE)
def edit_announcement_page(course: Course, announcement_id: int) -> ResponseReturnValue:
    """The form that changes an announcement."""
    with reading() as db:
        return _edit_page(course, service.find_announcement(db, course, announcement_id))


@blueprint.post("/<int:course_id>/announcements/<int:announcement_id>")
@requires(Right.MANAGE)
def change_announcement(course: Course, announcement_id: int) -> ResponseReturnValue:
    """Change an announcement."""
    try:
        service.change_announcement(course, announcement_id, _values(course))
    except Problem as problem:
        with reading() as db:
            found = service.find_announcement(db, course, announcement_id)
        return _edit_page(course, found, problem), problem.code or 422
    flash("The announcement is changed. Nobody is told again.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/announcements/<int:announcement_id>/delete")
@requires(Right.MANAGE)
def delete_announcement(course: Course, announcement_id: int) -> ResponseReturnValue:
    """Delete an announcement. The list offers to restore it."""
    service.delete_announcement(course, announcement_id)
    flash("The announcement is deleted. You can restore it below.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/announcements/<int:announcement_id>/restore")
@requires(Right.MANAGE)
def restore_announcement(course: Course, announcement_id: int) -> ResponseReturnValue:
    """Restore a deleted announcement."""
    service.restore_announcement(course, announcement_id)
    flash("The announcement is restored.", "good")
    return _back(course)


def _values(course: Course) -> dict[str, Any]:
    """The form. Raises Problem 422 for a date that is none."""
    text, until = request.form.get("pinned_until", "").strip(), None
    if text:
        try:
            until = datetime.fromisoformat(text)
        except ValueError:
            raise Problem(422, NO_TIME, field="pinned_until") from None
        until = (until if until.tzinfo else until.replace(tzinfo=ZoneInfo(course.time_zone))).astimezone(UTC)
    return {"title": request.form.get("title", ""), "text": request.form.get("text", ""), "pinned_until": until}


def _page(course: Course, problem: Problem | None = None) -> str:
    with reading() as db:
        found = announcements.of_course(db, course.id)
        gone = announcements.of_course(db, course.id, deleted=True)
    return render_template(
        "instructor/announcements.html", course=course, found=found, gone=gone, now=current_time(), **_form(problem)
    )


def _edit_page(course: Course, found: Announcement, problem: Problem | None = None) -> str:
    return render_template("instructor/announcement.html", course=course, found=found, **_form(problem))


def _form(problem: Problem | None) -> dict[str, Any]:
    """What was written, and what is wrong with it."""
    return {
        "values": request.form if problem else None,
        "error": problem.description if problem else "",
        "field_name": problem.members.get("field", "") if problem else "",
    }


def _back(course: Course) -> ResponseReturnValue:
    return redirect(url_for("instructor.announcements_page", course_id=course.id), 303)
