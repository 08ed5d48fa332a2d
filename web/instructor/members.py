"""Members of a course: password resets, and confirming that an address belongs to an account."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import accounts, courses
from grader.store.models import Course, Enrolment, Role
from web.instructor.base import blueprint, record, taught_courses, teaching
from web.problems import Problem
from web.services import reading, writing


@blueprint.get("/<int:course_id>/members/<int:person_id>")
@teaching
def member_page(course: Course, person_id: int) -> ResponseReturnValue:
    """A member, and the form that resets the password."""
    with reading() as db:
        enrolment = _student(db, course, person_id)
        return render_template(
            "instructor/member.html", course=course, person=enrolment.person, confirmed=enrolment.confirmed, secret=""
        )


@blueprint.post("/<int:course_id>/members/<int:person_id>/confirm")
@teaching
def confirm_address(course: Course, person_id: int) -> ResponseReturnValue:
    """Confirm that the address belongs to the account; it gets what programs submitted for the address."""
    with writing() as db:
        enrolment = _student(db, course, person_id)
        courses.confirm(db, enrolment)
        record(db, course, "address.confirmed", enrolment.person.email)
    flash("The address is confirmed.", "good")
    return redirect(url_for("instructor.member_page", course_id=course.id, person_id=person_id), 303)


@blueprint.post("/<int:course_id>/members/<int:person_id>/password")
@teaching
def new_password(course: Course, person_id: int) -> ResponseReturnValue:
    """Reset a student's password and sign out all their browsers. Only this response shows the new password.

    The signed-in person must teach all courses of the student: a password opens all of them.
    """
    password = secrets.token_urlsafe(9)
    password_hash = accounts.hash_password(password)
    with writing() as db:
        enrolment = _student(db, course, person_id)
        person, confirmed = enrolment.person, enrolment.confirmed
        taught = {taught_course.id for taught_course in taught_courses()}
        enrolments = courses.enrolments_of(db, person.id)
        if any(each.course_id not in taught or each.role is not Role.STUDENT for each in enrolments):
            raise Problem(
                403, "This student is also in a course that you do not teach. Only the operator can reset the password."
            )
        accounts.set_password(db, person.id, password_hash)
        accounts.close_other_sessions(db, person.id, keep="")
        record(db, course, "password.renewed", person.email)
    return render_template("instructor/member.html", course=course, person=person, confirmed=confirmed, secret=password)


def _student(db: Session, course: Course, person_id: int) -> Enrolment:
    enrolment = courses.enrolment(db, course.id, person_id)
    if enrolment is None or enrolment.role is not Role.STUDENT:
        raise NotFound("There is no such student in this course.")
    return enrolment
