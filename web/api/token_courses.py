"""The courses of a token: the one that it belongs to, or all that its person is in."""

from __future__ import annotations

from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, NotFound

from grader.model import Assignment
from grader.store import courses
from grader.store.models import ApiToken, Course, CourseAssignment, Role
from web.course_assignments import find_assignment
from web.problems import Problem
from web.services import current_time

NO_COURSE = "There is no such course, or this token does not reach it."


def course_of(token: ApiToken) -> int:
    """The course that the token belongs to. Raises Forbidden for a person's."""
    if token.course_id is None:
        raise Forbidden("This needs the token of a course.")
    return token.course_id


def reached(db: Session, token: ApiToken, course_id: int | None) -> list[Course]:
    """The courses that the token hands in to, all or the one that was asked for. Raises NotFound if that is none."""
    if token.person_id is None:
        found = [db.get_one(Course, course_of(token))]
    else:
        found = [each.course for each in courses.enrolments_of(db, token.person_id) if each.active]
    if course_id is None:
        return found
    asked = [course for course in found if course.id == course_id]
    if not asked:
        raise NotFound(NO_COURSE)
    return asked


def shown_in(db: Session, token: ApiToken, course: Course) -> list[CourseAssignment]:
    """The assignments of a course that the token may see."""
    rows = courses.course_assignments(db, course.id, hidden_too=True)
    return [row for row in rows if token.role.teaches or courses.is_shown(row, current_time())]


def find_in_course(
    db: Session, token: ApiToken, slug: str, course_id: int | None
) -> tuple[Assignment, CourseAssignment]:
    """The assignment in the course that `find_course` names. Raises what that raises, and NotFound if there is none."""
    return find_assignment(db, find_course(db, token, slug, course_id), slug, for_students=token.role is Role.STUDENT)


def find_course(db: Session, token: ApiToken, slug: str, course_id: int | None) -> int:
    """The course that the token belongs to, or the one course of its person that has the assignment and is not over.

    Raises NotFound where a person has no such course, and Problem 422 where a person must say which of several.
    """
    if token.person_id is None and course_id in (None, token.course_id):
        return course_of(token)
    having = [each for each in reached(db, token, course_id) if slug in {row.slug for row in shown_in(db, token, each)}]
    found = [course for course in having if course.archived_at is None] or having
    if not found:
        raise NotFound(f"There is no assignment {slug!r} in your courses.")
    if len(found) > 1:
        names = ", ".join(f"{course.id} ({course.name})" for course in found)
        message = f"Several of your courses have this assignment: {names}. Say which one you mean with `course`."
        raise Problem(422, message, errors=[{"field": "course", "message": message}])
    return found[0].id
