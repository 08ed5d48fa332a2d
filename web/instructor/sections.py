"""Sections of a course: create, rename, delete."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import sections
from grader.store.models import Course
from web.access import Right, actor
from web.instructor.base import blueprint, requires
from web.membership import find_section, refusals, valid_name
from web.services import writing
from web.standing import refresh_lateness


@blueprint.post("/<int:course_id>/sections")
@requires(Right.MANAGE)
def create_section(course: Course) -> ResponseReturnValue:
    """Create a section."""
    name = _name()
    with writing() as db, refusals():
        sections.create(db, course.id, name, actor=actor())
    flash("The section is added.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/sections/<int:section_id>/rename")
@requires(Right.MANAGE)
def rename_section(course: Course, section_id: int) -> ResponseReturnValue:
    """Rename a section."""
    name = _name()
    with writing() as db, refusals():
        sections.rename(db, find_section(db, course, section_id), name, actor=actor())
    flash("The section is renamed.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/sections/<int:section_id>/delete")
@requires(Right.MANAGE)
def delete_section(course: Course, section_id: int) -> ResponseReturnValue:
    """Delete a section; its members stay in the course."""
    with writing() as db:
        sections.delete(db, find_section(db, course, section_id), actor=actor())
        refresh_lateness(db, course.id)
    flash("The section is deleted. Its members are still in the course.", "good")
    return _back(course)


def _name() -> str:
    return valid_name(request.form.get("name", ""), longest=sections.MAX_NAME, what="The name of a section")


def _back(course: Course) -> ResponseReturnValue:
    return redirect(url_for("instructor.members_page", course_id=course.id) + "#sections", 303)
