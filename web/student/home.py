"""Home: courses, deadlines and progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import attempts, courses, grades, submissions
from grader.store.models import Enrolment, Role
from web.accounts.session import me, my_enrolments, my_unconfirmed_courses, signed_in
from web.course_assignments import assignment_of, attempts_allowed
from web.grading import rescaled
from web.relative_time import is_future
from web.services import current_time, reading
from web.student.blueprint import blueprint

#: Sorts assignments without a deadline after all others.
NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Item:
    """An assignment of a course with the student's progress."""

    course_id: int
    assignment: Assignment
    #: None: open from the start.
    opens_at: datetime | None
    due_at: datetime | None
    is_open: bool
    #: None: nothing graded yet.
    score: float | None
    #: Attempts used.
    attempts: int
    #: 0: no limit.
    attempts_allowed: int
    #: A submission is queued or running.
    in_flight: bool

    @property
    def is_done(self) -> bool:
        """Whether it has full marks."""
        return self.score is not None and self.score >= self.assignment.max_score

    @property
    def can_improve(self) -> bool:
        """Whether a further attempt could gain points."""
        used_up = bool(self.attempts_allowed) and self.attempts >= self.attempts_allowed
        return self.is_open and not self.is_done and not used_up and not self.assignment.problem

    @property
    def is_upcoming(self) -> bool:
        """Whether it opens later."""
        return self.opens_at is not None and is_future(self.opens_at)


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """A course with its assignments."""

    id: int
    name: str
    teaches: bool
    items: tuple[Item, ...]
    done: int
    score: float
    max_score: float


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """All courses of the signed-in person."""
    with reading() as db:
        views = [_course(db, enrolment) for enrolment in my_enrolments()]
    mine = [item for view in views if not view.teaches for item in view.items]
    return render_template(
        "student/home.html", courses=views, unconfirmed=my_unconfirmed_courses(), upcoming=next_up(mine)
    )


def next_up(items: Iterable[Item]) -> Item | None:
    """The assignment to do next: by deadline, then those already started, then the order of the courses."""
    candidates = [item for item in items if item.can_improve]
    return min(candidates, key=_urgency, default=None)


def _urgency(item: Item) -> tuple[bool, datetime, bool]:
    return (item.due_at is None, item.due_at or NO_DEADLINE, item.attempts == 0)


def _course(db: Session, enrolment: Enrolment) -> CourseView:
    items: list[Item] = []
    for row in courses.course_assignments(db, enrolment.course_id):
        assignment = assignment_of(db, row)
        counting = grades.counting_submission(db, enrolment.course_id, me().email, row.slug, assignment.counts)
        newest = submissions.latest(db, enrolment.course_id, me().email, row.slug)
        items.append(
            Item(
                course_id=enrolment.course_id,
                assignment=assignment,
                opens_at=row.opens_at,
                due_at=row.due_at,
                is_open=courses.is_open(row, current_time()),
                score=rescaled(counting.points, counting.max_score, assignment.max_score) if counting else None,
                attempts=attempts.attempts_used(db, enrolment.course_id, me().email, row.slug),
                attempts_allowed=attempts_allowed(assignment, row),
                in_flight=newest is not None and newest.status in submissions.UNFINISHED,
            )
        )
    return CourseView(
        id=enrolment.course_id,
        name=enrolment.course.name,
        teaches=enrolment.role is Role.INSTRUCTOR,
        items=tuple(items),
        done=sum(item.is_done for item in items),
        score=sum(item.score or 0.0 for item in items),
        max_score=sum(item.assignment.max_score for item in items),
    )
