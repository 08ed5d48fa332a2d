"""Home: my courses, what is due, how far I am."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import courses, grades, submissions
from grader.store.models import Enrolment, Role
from web.accounts.session import me, my_enrolments, signed_in
from web.services import reading
from web.student.blueprint import blueprint
from web.student.places import load_assignment


@dataclass(frozen=True, kw_only=True)
class Item:
    """An assignment of a course, and where the student stands in it."""

    assignment: Assignment
    due_at: datetime | None
    is_open: bool
    #: None: nothing graded yet.
    score: float | None
    #: Spent.
    attempts: int
    #: 0: no limit.
    attempts_allowed: int
    #: A submission waits or runs.
    in_flight: bool


@dataclass(frozen=True, kw_only=True)
class CourseView:
    """A course with its assignments."""

    id: int
    name: str
    teaches: bool
    items: tuple[Item, ...]
    score: float
    max_score: float


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """All courses of the person who is asking."""
    with reading() as db:
        views = [_course(db, one) for one in my_enrolments()]
    return render_template("student/home.html", courses=views)


def _course(db: Session, enrolment: Enrolment) -> CourseView:
    items = []
    for given in courses.given_assignments(db, enrolment.course_id):
        try:
            assignment = load_assignment(given.slug)
        except NotFound:
            continue
        counting = grades.counting_submission(db, enrolment.course_id, me().email, given.slug, assignment.counts)
        newest = submissions.latest(db, enrolment.course_id, me().email, given.slug)
        items.append(
            Item(
                assignment=assignment,
                due_at=given.due_at,
                is_open=courses.is_open(given),
                score=counting.score if counting else None,
                attempts=submissions.attempts_used(db, enrolment.course_id, me().email, given.slug),
                attempts_allowed=assignment.attempts if given.attempts is None else given.attempts,
                in_flight=newest is not None and newest.status in submissions.UNFINISHED,
            )
        )
    return CourseView(
        id=enrolment.course_id,
        name=enrolment.course.name,
        teaches=enrolment.role is Role.INSTRUCTOR,
        items=tuple(items),
        score=sum(item.score or 0.0 for item in items),
        max_score=sum(item.assignment.max_score for item in items),
    )
