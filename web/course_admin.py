"""Acts on courses and their assignments, for the pages and the REST API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import course_assignments, courses, pauses
from grader.store.models import Course, CourseAssignment, Pause
from web.access import actor
from web.course_assignments import assignment_of, problem_of
from web.problems import Problem
from web.services import services


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An assignment of a course, as its instructors see it in the list."""

    row: CourseAssignment
    assignment: Assignment
    #: Attempts, without practice runs.
    submissions: int
    #: Why it cannot be graded; empty if it can.
    problem: str
    #: What keeps its submissions waiting, in this course or in all.
    pause: Pause | None


def listed_assignments(db: Session, course: Course) -> list[Listed]:
    """The assignments of a course in its order, hidden ones too; removed ones come last."""
    counts = course_assignments.submission_counts(db, course.id)
    rows = sorted(course_assignments.everything(db, course.id), key=lambda row: row.removed_at is not None)
    paused = pauses.of_course(db, course.id)
    found = []
    for row in rows:
        assignment = assignment_of(db, row)
        found.append(
            Listed(
                row=row,
                assignment=assignment,
                submissions=counts.get(row.slug, 0),
                problem=problem_of(db, assignment),
                pause=pause_among(paused, assignment),
            )
        )
    return found


def pause_among(paused: Iterable[Pause], assignment: Assignment) -> Pause | None:
    """The first of the pauses of a course that keeps submissions to the assignment waiting."""
    holding = (pause for pause in paused if assignment.slug == pause.assignment or assignment.lane is pause.lane)
    return next(holding, None)


def available_assignments(listed: list[Listed]) -> list[Assignment]:
    """The assignments of the service that the course has not had yet, by title."""
    known = {each.row.slug for each in listed}
    others = (assignment for slug, assignment in services().catalogue.all().items() if slug not in known)
    return sorted(others, key=lambda assignment: assignment.title.casefold())


def add_assignment(db: Session, course: Course, slug: str, *, visible: bool) -> CourseAssignment:
    """Add an assignment, or put it back. Raises Problem 422 for one that there is not, 409 for one that is there."""
    known = courses.course_assignment(db, course.id, slug, removed_too=True) is not None
    if not known and services().catalogue.get(slug) is None:
        raise Problem(422, f"There is no assignment {slug!r}.")
    try:
        return course_assignments.add(db, course.id, slug, visible=visible, actor=actor())
    except course_assignments.AlreadyAdded as error:
        raise Problem(409, error.message) from error


def find_row(db: Session, course: Course, slug: str) -> CourseAssignment:
    """The assignment of the course, also a removed one. Raises NotFound."""
    row = courses.course_assignment(db, course.id, slug, removed_too=True)
    if row is None:
        raise NotFound(f"There is no assignment {slug!r} in this course.")
    return row
