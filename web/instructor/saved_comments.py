"""Saved comments of a course: the list, save, delete."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grader.store import saved_comments
from grader.store.models import Course
from web import remarks
from web.access import Right
from web.instructor.base import blueprint, requires, teaching
from web.problems import Problem
from web.services import reading


@blueprint.get("/<int:course_id>/saved-comments")
@teaching
def saved_comments_page(course: Course) -> ResponseReturnValue:
    """The list, and the form of a new one."""
    return _page(course)


def _page(course: Course, error: str = "") -> str:
    with reading() as db:
        found = saved_comments.of_course(db, course.id)
    values = request.form if error else {}
    return render_template(
        "instructor/saved_comments.html", course=course, found=found, error=error, values=dict(values)
    )


@blueprint.post("/<int:course_id>/saved-comments")
@requires(Right.GRADE)
def save_comment(course: Course) -> ResponseReturnValue:
    """Save a comment."""
    try:
        remarks.save_comment(course, title=request.form.get("title", ""), text=request.form.get("text", ""))
    except Problem as problem:
        return _page(course, problem.description or ""), problem.code or 422
    flash("The comment is saved. Choose it in the comment form of any submission.", "good")
    return redirect(url_for("instructor.saved_comments_page", course_id=course.id), 303)


@blueprint.post("/<int:course_id>/saved-comments/<int:comment_id>/delete")
@requires(Right.GRADE)
def delete_saved_comment(course: Course, comment_id: int) -> ResponseReturnValue:
    """Delete a saved comment."""
    remarks.delete_saved_comment(course, comment_id)
    flash("The saved comment is deleted. Comments that were made from it stay.", "good")
    return redirect(url_for("instructor.saved_comments_page", course_id=course.id), 303)
