"""The assignments that a course gives, also those that cannot be loaded at the moment."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from grader.model import Assignment, RubricRow
from grader.store import grades, outlines
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


def problem_of(db: Session, assignment: Assignment) -> str:
    """Why the assignment cannot be graded, for its instructors: found here, or by a worker in its secret files."""
    return assignment.problem or outlines.problem(db, assignment.slug)
