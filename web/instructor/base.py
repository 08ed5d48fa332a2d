"""Shared parts of the instructors' pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import audit, courses
from grader.store.models import Course, CourseAssignment, Person
from web.access import Right, course_for, rights_in
from web.accounts.session import me, my_enrolments, signed_in
from web.course_assignments import assignment_of
from web.services import reading

P = ParamSpec("P")

blueprint = Blueprint("instructor", __name__, url_prefix="/teach", template_folder="templates")


def taught_courses() -> list[Course]:
    """The courses that the signed-in person teaches, as an instructor or assistant; every course for administrators."""
    if me().administrator:
        with reading() as db:
            return courses.all_courses(db)
    return [enrolment.course for enrolment in my_enrolments() if enrolment.role.teaches]


def teaches() -> bool:
    """Whether the signed-in person teaches any course; for the navigation."""
    person: Person | None = g.get("person")
    if person is None:
        return False
    return person.administrator or any(enrolment.role.teaches for enrolment in my_enrolments())


blueprint.add_app_template_global(teaches)
blueprint.add_app_template_global(lambda course: {right.value for right in rights_in(course)}, "rights_in")

View = Callable[Concatenate[Course, P], ResponseReturnValue]


def teaching(view: View[P]) -> Callable[..., ResponseReturnValue]:
    """Require that the signed-in person teaches the course, else 404. The view gets the course.

    Reading needs the right VIEW. Any other method needs MANAGE, unless `requires` names another right.
    """
    return requires(None)(view)


def requires(right: Right | None) -> Callable[[View[P]], Callable[..., ResponseReturnValue]]:
    """Like `teaching`, with a right of its own: 404 for whoever does not teach the course, 403 without the right."""

    def decorate(view: View[P]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(course_id: int, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            default = Right.VIEW if request.method in ("GET", "HEAD") else Right.MANAGE
            return view(course_for(course_id, right or default), *args, **kwargs)

        check = signed_in(guarded)
        check.right = right  # type: ignore[attr-defined]
        return check

    return decorate


def course_assignments(course: Course) -> list[tuple[Assignment, CourseAssignment]]:
    """The course's assignments, hidden ones and those that cannot be loaded too, in its order."""
    with reading() as db:
        rows = courses.course_assignments(db, course.id, hidden_too=True)
        return [(assignment_of(db, row), row) for row in rows]


def record(db: Session, course: Course, action: str, subject: str = "", **details: object) -> None:
    """Record an action of the signed-in person in the course's audit log."""
    audit.record(db, actor=me().email, action=action, subject=subject, course_id=course.id, details=details or None)


def page_number(text: str) -> int:
    """The number of a page in a query; 1 for anything else."""
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and int(text) else 1


def is_full(score: float, assignment: Assignment) -> bool:
    """Whether these are full marks, up to the rounding of sums of points."""
    return score > assignment.max_score - 1e-6


def share(part: float, whole: Sequence[object] | int) -> int:
    """`part` of `whole` in percent, rounded; 0 if `whole` is 0 or empty."""
    total = whole if isinstance(whole, int) else len(whole)
    return round(100 * part / total) if total else 0
