"""Viewing a course as one of its students: the student's pages, read only, with a way back.

The cookie holds the course and the student. The rights are checked again at each request, so they end with the
membership. Only the student's pages are seen with other eyes: the account, the teaching pages and the API stay one's
own, and no page of the student's other courses is shown.
"""

from __future__ import annotations

from flask import Flask, g, request, session
from sqlalchemy.orm import Session

from grader.store import courses
from grader.store.models import Course, Enrolment, Person, Role
from web.access import Right, rights_in
from web.accounts.session import me
from web.i18n import gettext
from web.problems import Problem
from web.services import reading

KEY = "student_view"
BLUEPRINT = "student"


def enter(course: Course, person_id: int) -> None:
    """View the course as this student from now on; as any student, if the id is one's own."""
    session[KEY] = [course.id, person_id]


def leave() -> int | None:
    """Stop viewing as a student; the course that was viewed."""
    found = session.pop(KEY, None)
    return found[0] if found else None


def viewed() -> tuple[int, int] | None:
    """The course and the student that this browser views; None if it views none."""
    found = session.get(KEY)
    return (found[0], found[1]) if found and g.get("person") is not None else None


def install(app: Flask) -> None:
    """See the student's pages with the student's eyes, after the person is known."""
    app.before_request(apply)
    app.add_template_global(lambda: g.get("viewer"), "viewer")


def apply() -> None:
    """Put the student in place of the signed-in person for this request. Raises Problem 403 for changes."""
    found = viewed()
    if found is None or request.blueprint != BLUEPRINT:
        return
    with reading() as db:
        enrolment = _enrolment(db, *found)
    if enrolment is None:
        leave()
        return
    if request.method not in ("GET", "HEAD"):
        raise Problem(403, gettext("You are viewing this course as a student, so nothing can be changed."))
    g.viewer, g.person, g.enrolments = g.person, enrolment.person, [enrolment]


def _enrolment(db: Session, course_id: int, person_id: int) -> Enrolment | None:
    """The student's membership, or one like it for oneself; None if the caller may not see it."""
    course = courses.get_course(db, course_id)
    if course is None or Right.VIEW not in rights_in(course):
        return None
    if person_id == me().id:
        return _student(course, me())
    found = courses.enrolment(db, course_id, person_id)
    return found if found is not None and found.active and found.role is Role.STUDENT else None


def _student(course: Course, person: Person) -> Enrolment:
    """A membership that is not stored: that of a student without work of others' eyes."""
    made = Enrolment(course_id=course.id, person_id=person.id, role=Role.STUDENT, confirmed=True, approved=True)
    made.course, made.person = course, person
    return made
