"""The assignments that a course gives, also those that cannot be loaded at the moment."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment, RubricRow
from grader.store import courses, grades, outlines
from grader.store.models import CourseAssignment
from web.services import services

#: What students are told of an assignment that cannot be loaded.
OUT_OF_ORDER = (
    "This assignment cannot be graded at the moment, because its files have a mistake; its instructor can see which. "
    "Results so far stay as they are, and no attempt is spent."
)


def assignment_of(db: Session, given: CourseAssignment) -> Assignment:
    """The assignment that the course gives. When its rows cannot be read, it has the points that were graded."""
    assignment = services().catalogue.given(given.slug)
    if not assignment.rows:
        points = grades.highest_max_score(db, given.course_id, given.slug)
        return replace(assignment, rows=(RubricRow(name="all", title="All tests", points=points),))
    return assignment


def find_assignment(db: Session, course_id: int, slug: str) -> tuple[Assignment, CourseAssignment]:
    """The assignment, and the settings under which the course gives it. Raises NotFound when it does not."""
    course_assignment = courses.course_assignment(db, course_id, slug)
    if course_assignment is None:
        raise NotFound(f"There is no assignment {slug!r} in this course.")
    return assignment_of(db, course_assignment), course_assignment


def attempts_allowed(assignment: Assignment, course_assignment: CourseAssignment) -> int:
    """How many attempts count; 0: no limit. The course's own number precedes that of the assignment."""
    return assignment.attempts if course_assignment.attempts is None else course_assignment.attempts


def problem_of(db: Session, assignment: Assignment) -> str:
    """Why the assignment cannot be graded, for its instructors: found here, or by a worker in its secret files."""
    return assignment.problem or outlines.problem(db, assignment.slug)
