"""The assignments of a course, including those that cannot be loaded."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment, RubricRow
from grader.store import courses, grades, outlines, schedules
from grader.store.models import CourseAssignment
from web.i18n import N_
from web.server_paths import without_server_paths
from web.services import current_time, services

#: Shown to students when an assignment cannot be loaded.
OUT_OF_ORDER = N_(
    "This assignment cannot be graded at the moment, because its files have a mistake; its instructor can see which. "
    "Results so far stay as they are, and no attempt is used."
)


def assignment_of(db: Session, course_assignment: CourseAssignment) -> Assignment:
    """The assignment, with the course's choice of the attempt that counts.

    If its rubric cannot be read, a single row has the points of earlier gradings.
    """
    assignment = services().catalogue.get_or_placeholder(course_assignment.slug)
    assignment = replace(assignment, counts=schedules.counts_of(assignment, course_assignment))
    return with_rows(db, course_assignment, assignment)


def with_rows(db: Session, course_assignment: CourseAssignment, assignment: Assignment) -> Assignment:
    """`assignment`; if its rubric cannot be read, with a single row that has the points of earlier gradings."""
    if assignment.rows:
        return assignment
    points = grades.highest_max_score(db, course_assignment.course_id, course_assignment.slug)
    return replace(assignment, rows=(RubricRow(name="all", title="All tests", points=points),))


def find_assignment(
    db: Session, course_id: int, slug: str, *, for_students: bool = False
) -> tuple[Assignment, CourseAssignment]:
    """The assignment with the course's settings.

    Raises NotFound if the course does not have it, or, `for_students`, if it is hidden or not open yet.
    """
    course_assignment = shown(courses.course_assignment(db, course_id, slug), slug, for_students=for_students)
    return assignment_of(db, course_assignment), course_assignment


def shown(found: CourseAssignment | None, slug: str, *, for_students: bool) -> CourseAssignment:
    """`found`. Raises NotFound if it is None or removed, or, `for_students`, if it is hidden or not open yet."""
    if found is None or found.removed_at is not None or (for_students and not courses.is_shown(found, current_time())):
        raise NotFound(f"There is no assignment {slug!r} in this course.")
    return found


def attempts_allowed(assignment: Assignment, course_assignment: CourseAssignment) -> int:
    """How many attempts count; 0: no limit. The course's number overrides the assignment's."""
    return assignment.attempts if course_assignment.attempts is None else course_assignment.attempts


def problem_of(db: Session, assignment: Assignment) -> str:
    """Why the assignment cannot be graded, for instructors: an error in its public or secret files."""
    return assignment.problem or without_server_paths(outlines.problem(db, assignment.slug), services().settings.root)
