"""The courses that one teaches, new ones, and acts on a course as a whole: settings, copy, archive."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

from grader.store import course_settings, preferences
from grader.store.models import Course
from web.access import Right, actor, may_create_courses
from web.accounts.session import me, signed_in
from web.instructor.base import blueprint, requires, taught_courses, teaches
from web.membership import refusals, valid_name
from web.services import writing
from web.standing import refresh_lateness


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The courses that one teaches; a single one is opened directly, unless ?all=1 asks for the list."""
    mine = taught_courses()
    if not mine and not teaches():
        raise NotFound
    in_use = [course for course in mine if course.archived_at is None]
    if len(in_use) == 1 and not request.args.get("all"):
        return redirect(url_for("instructor.course_page", course_id=in_use[0].id))
    return render_template(
        "instructor/courses.html",
        courses=in_use,
        archived=[course for course in mine if course.archived_at is not None],
        names=Counter(course.name for course in mine),
        may_create=may_create_courses(),
    )


@blueprint.get("/new")
@signed_in
def new_course_page() -> ResponseReturnValue:
    """The form for a new course."""
    _require_creator()
    return render_template("instructor/new_course.html", zones=preferences.listed_time_zones())


@blueprint.post("/new")
@signed_in
def create_course() -> ResponseReturnValue:
    """Create a course with the signed-in person as its instructor."""
    _require_creator()
    name = _name()
    with writing() as db, refusals():
        made = course_settings.create(
            db,
            name=name,
            instructors=[me().id],
            time_zone=request.form.get("time_zone", "UTC"),
            actor=actor(),
        )
        course_id = made.id
    flash("The course is created. Add assignments and students next.", "good")
    return redirect(url_for("instructor.assignments_page", course_id=course_id), 303)


@blueprint.post("/<int:course_id>/settings")
@requires(Right.MANAGE)
def change_course(course: Course) -> ResponseReturnValue:
    """Change name, time zone, approval, and what assistants may do."""
    name = _name()
    with writing() as db, refusals():
        course_settings.change(
            db,
            db.get_one(Course, course.id),
            actor=actor(),
            name=name,
            time_zone=request.form.get("time_zone", course.time_zone),
            join_needs_approval=request.form.get("join_needs_approval") == "yes",
            assistants_change_settings=request.form.get("assistants_change_settings") == "yes",
        )
        refresh_lateness(db, course.id)
    flash("Saved.", "good")
    return _to_settings(course)


@blueprint.post("/<int:course_id>/copy")
@requires(Right.MANAGE)
def copy_course(course: Course) -> ResponseReturnValue:
    """Copy the settings and assignments into a new course."""
    _require_creator()
    name = _name()
    with writing() as db:
        made = course_settings.copy(db, course, name=name, instructors=[me().id], actor=actor())
        course_id = made.id
    flash("The course is copied, with its assignments and without its students.", "good")
    return redirect(url_for("instructor.assignments_page", course_id=course_id), 303)


@blueprint.post("/<int:course_id>/archive")
@requires(Right.MANAGE)
def archive_course(course: Course) -> ResponseReturnValue:
    """Archive the course."""
    with writing() as db:
        course_settings.archive(db, db.get_one(Course, course.id), actor=actor())
    flash("The course is archived.", "good")
    return _to_settings(course)


@blueprint.post("/<int:course_id>/restore")
@requires(Right.MANAGE)
def restore_course(course: Course) -> ResponseReturnValue:
    """Take the course out of the archive."""
    with writing() as db:
        course_settings.restore(db, db.get_one(Course, course.id), actor=actor())
    flash("The course is in use again.", "good")
    return _to_settings(course)


def _require_creator() -> None:
    if not may_create_courses():
        raise Forbidden("Only instructors and administrators create courses.") if teaches() else NotFound()


def _name() -> str:
    return valid_name(request.form.get("name", ""), longest=course_settings.MAX_NAME, what="The name of a course")


def _to_settings(course: Course) -> ResponseReturnValue:
    return redirect(url_for("instructor.settings_page", course_id=course.id), 303)
