"""What the instructors' pages share."""

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
    """The courses that the person who is asking teaches."""
    return [place.course for place in my_enrolments() if place.role is Role.INSTRUCTOR]


def teaches() -> bool:
    """Whether the person who is asking teaches any course; for the navigation."""
    return g.get("person") is not None and bool(taught_courses())


blueprint.add_app_template_global(teaches)


def teaching(
    view: Callable[Concatenate[Course, P], ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """A page of one course, for its instructors: for others it is not there. The view gets the course."""

    @wraps(view)
    def guarded(course_id: int, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        course = next((one for one in taught_courses() if one.id == course_id), None)
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
    """Note in the course's audit what the person who is asking did."""
    audit.record(db, actor=me().email, action=action, subject=subject, course_id=course.id, details=details or None)


def is_full(score: float, assignment: Assignment) -> bool:
    """Whether these are full marks; points are sums of shares, so the last digits tell nothing."""
    return score > assignment.max_score - 1e-6


def share(part: float, whole: Sequence[object] | int) -> int:
    """Percent, rounded; 0 of nothing."""
    total = whole if isinstance(whole, int) else len(whole)
    return round(100 * part / total) if total else 0
