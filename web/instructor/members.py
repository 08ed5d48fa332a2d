"""Password resets for members of a course."""

from __future__ import annotations

import secrets

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import accounts, courses
from grader.store.models import Course, Person, Role
from web.instructor.base import blueprint, record, taught_courses, teaching
from web.problems import Problem
from web.services import reading, writing


@blueprint.get("/<int:course_id>/members/<int:person_id>")
@teaching
def member_page(course: Course, person_id: int) -> ResponseReturnValue:
    """A member, and the form that resets the password."""
    with reading() as db:
        person = _student(db, course, person_id)
        return render_template("instructor/member.html", course=course, person=person, secret="")


@blueprint.post("/<int:course_id>/members/<int:person_id>/password")
@teaching
def new_password(course: Course, person_id: int) -> ResponseReturnValue:
    """Reset a student's password and sign out all their browsers. Only this response shows the new password.

    The signed-in person must teach all courses of the student: a password opens all of them.
    """
    password = secrets.token_urlsafe(9)
    password_hash = accounts.hash_password(password)
    with writing() as db:
        person = _student(db, course, person_id)
        taught = {taught_course.id for taught_course in taught_courses()}
        enrolments = courses.enrolments_of(db, person.id)
        if any(each.course_id not in taught or each.role is not Role.STUDENT for each in enrolments):
            raise Problem(
                403, "This student is also in a course that you do not teach. Only the operator can reset the password."
            )
        accounts.set_password(db, person.id, password_hash)
        accounts.close_other_sessions(db, person.id, keep="")
        record(db, course, "password.renewed", person.email)
    return render_template("instructor/member.html", course=course, person=person, secret=password)


def _student(db: Session, course: Course, person_id: int) -> Person:
    enrolment = courses.enrolment(db, course.id, person_id)
    if enrolment is None or enrolment.role is not Role.STUDENT:
        raise NotFound("There is no such student in this course.")
    return enrolment.person
