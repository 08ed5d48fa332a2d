"""Helping the members of a course back in: a new password for who has forgotten theirs."""

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
    """Asks before anything is done."""
    with reading() as db:
        person = _student(db, course, person_id)
        return render_template("instructor/member.html", course=course, person=person, secret="")


@blueprint.post("/<int:course_id>/members/<int:person_id>/password")
@teaching
def new_password(course: Course, person_id: int) -> ResponseReturnValue:
    """A new password, shown on this answer and never again; every browser of the student is signed out.

    Only for students whose courses are all taught by who asks: a password opens every course of its owner.
    """
    password = secrets.token_urlsafe(9)
    password_hash = accounts.hash_password(password)
    with writing() as db:
        person = _student(db, course, person_id)
        taught = {one.id for one in taught_courses()}
        places = courses.enrolments_of(db, person.id)
        if any(place.course_id not in taught or place.role is not Role.STUDENT for place in places):
            raise Problem(403, "This student is in a course of others too. Only the operator can give a new password.")
        accounts.set_password(db, person.id, password_hash)
        accounts.close_other_sessions(db, person.id, keep="")
        record(db, course, "password.renewed", person.email)
    return render_template("instructor/member.html", course=course, person=person, secret=password)


def _student(db: Session, course: Course, person_id: int) -> Person:
    place = courses.enrolment(db, course.id, person_id)
    if place is None or place.role is not Role.STUDENT:
        raise NotFound("There is no such student in this course.")
    return place.person
