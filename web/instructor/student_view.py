"""Viewing a course as one of its students, and the way back."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store.models import Course, Role
from web import student_view
from web.access import Right
from web.accounts.session import me, signed_in
from web.instructor.base import blueprint, record, requires, teaches
from web.membership import NO_MEMBER, find_member
from web.services import writing


@blueprint.post("/<int:course_id>/student-view")
@requires(Right.VIEW)
def view_as_any_student(course: Course) -> ResponseReturnValue:
    """View the course as a student without work."""
    student_view.enter(course, me().id)
    return redirect(url_for("student.home"), 303)


@blueprint.post("/<int:course_id>/members/<int:person_id>/student-view")
@requires(Right.VIEW)
def view_as_student(course: Course, person_id: int) -> ResponseReturnValue:
    """View the course as this student."""
    with writing() as db:
        enrolment = find_member(db, course, person_id)
        if enrolment.role is not Role.STUDENT or not enrolment.active:
            raise NotFound(NO_MEMBER)
        record(db, course, "student.viewed", enrolment.person.email)
    student_view.enter(course, person_id)
    return redirect(url_for("student.home"), 303)


@blueprint.post("/student-view/leave")
@signed_in
def leave_student_view() -> ResponseReturnValue:
    """Be oneself again, on the page that led here."""
    found = student_view.viewed()
    student_view.leave()
    if found is None:
        if not teaches():
            raise NotFound
        return redirect(url_for("student.home"), 303)
    course_id, person_id = found
    if person_id == me().id:
        return redirect(url_for("instructor.course_page", course_id=course_id), 303)
    return redirect(url_for("instructor.member_page", course_id=course_id, person_id=person_id), 303)
