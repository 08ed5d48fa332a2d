"""The assignments of a course: add, order, hide, close, remove, put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import course_assignments
from grader.store.models import Course, CourseAssignment
from web.access import Right, actor
from web.course_admin import add_assignment, available_assignments, find_row, listed_assignments
from web.instructor.base import blueprint, requires, teaching
from web.services import reading, writing

Act = Callable[[Session, CourseAssignment], None]
#: What a form can do to an assignment, and what is said then.
ACTS: Mapping[str, tuple[Act, str]] = {
    "up": (lambda db, row: course_assignments.move(db, row, -1, actor=actor()), ""),
    "down": (lambda db, row: course_assignments.move(db, row, 1, actor=actor()), ""),
    "show": (
        lambda db, row: course_assignments.set_visible(db, row, visible=True, actor=actor()),
        "Students see the assignment now.",
    ),
    "hide": (
        lambda db, row: course_assignments.set_visible(db, row, visible=False, actor=actor()),
        "Students no longer see the assignment.",
    ),
    "close": (
        lambda db, row: course_assignments.set_closed(db, row, closed=True, actor=actor()),
        "The assignment is closed. Students can make practice runs, but not submit.",
    ),
    "reopen": (
        lambda db, row: course_assignments.set_closed(db, row, closed=False, actor=actor()),
        "The assignment is open again, until its deadline.",
    ),
    "remove": (
        lambda db, row: course_assignments.remove(db, row, actor=actor()),
        "The assignment is removed. Its submissions are kept; you can put it back below.",
    ),
}


@blueprint.get("/<int:course_id>/assignments")
@teaching
def assignments_page(course: Course) -> ResponseReturnValue:
    """The list, with what can be added."""
    with reading() as db:
        listed = listed_assignments(db, course)
    return render_template(
        "instructor/assignments.html",
        course=course,
        listed=[each for each in listed if each.row.removed_at is None],
        removed=[each for each in listed if each.row.removed_at is not None],
        available=available_assignments(listed),
    )


@blueprint.post("/<int:course_id>/assignments")
@requires(Right.SETTINGS)
def add_assignments(course: Course) -> ResponseReturnValue:
    """Add the chosen assignments, or put them back."""
    chosen = request.form.getlist("slug")
    with writing() as db:
        for slug in chosen:
            add_assignment(db, course, slug, visible=request.form.get("visible") == "yes")
            db.flush()
    if chosen:
        flash("Added." if len(chosen) == 1 else f"{len(chosen)} assignments are added.", "good")
    return _back(course)


@blueprint.post("/<int:course_id>/assignments/<slug>/<act>")
@requires(Right.SETTINGS)
def change_assignment(course: Course, slug: str, act: str) -> ResponseReturnValue:
    """Move an assignment up or down, show or hide, close or open it again, or remove it."""
    if act not in ACTS:
        raise NotFound
    work, told = ACTS[act]
    with writing() as db:
        work(db, find_row(db, course, slug))
    if told:
        flash(told, "good")
    return _back(course)


def _back(course: Course) -> ResponseReturnValue:
    return redirect(url_for("instructor.assignments_page", course_id=course.id), 303)
