"""Shared parts of the instructors' pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import audit, courses
from grader.store.models import Course, CourseAssignment, Role
from web.accounts.session import me, my_enrolments, signed_in
from web.course_assignments import assignment_of
from web.services import reading

P = ParamSpec("P")

blueprint = Blueprint("instructor", __name__, url_prefix="/teach", template_folder="templates")


def taught_courses() -> list[Course]:
    """The courses that the signed-in person teaches."""
    return [enrolment.course for enrolment in my_enrolments() if enrolment.role is Role.INSTRUCTOR]


def teaches() -> bool:
    """Whether the signed-in person teaches any course; for the navigation."""
    return g.get("person") is not None and bool(taught_courses())


blueprint.add_app_template_global(teaches)


def teaching(
    view: Callable[Concatenate[Course, P], ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Require that the signed-in person teaches the course, else 404. The view gets the course."""

    @wraps(view)
    def guarded(course_id: int, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        course = next((taught for taught in taught_courses() if taught.id == course_id), None)
        if course is None:
            raise NotFound
        return view(course, *args, **kwargs)

    return signed_in(guarded)


def course_assignments(course: Course) -> list[tuple[Assignment, CourseAssignment]]:
    """The course's assignments, hidden ones and those that cannot be loaded too, in its order."""
    with reading() as db:
        rows = courses.course_assignments(db, course.id, hidden_too=True)
        return [(assignment_of(db, row), row) for row in rows]


def record(db: Session, course: Course, action: str, subject: str = "", **details: object) -> None:
    """Record an action of the signed-in person in the course's audit log."""
    audit.record(db, actor=me().email, action=action, subject=subject, course_id=course.id, details=details or None)


def is_full(score: float, assignment: Assignment) -> bool:
    """Whether these are full marks, up to the rounding of sums of points."""
    return score > assignment.max_score - 1e-6


def share(part: float, whole: Sequence[object] | int) -> int:
    """`part` of `whole` in percent, rounded; 0 if `whole` is 0 or empty."""
    total = whole if isinstance(whole, int) else len(whole)
    return round(100 * part / total) if total else 0
