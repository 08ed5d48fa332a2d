"""An assignment of a course, found for who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import courses, grades, submissions
from grader.store.models import Course, CourseAssignment, Role, Submission, now
from grader.store.question_attempts import attempts_so_far
from web.accounts.session import me, my_enrolments
from web.course_assignments import OUT_OF_ORDER, assignment_of, attempts_allowed
from web.services import services


@dataclass(frozen=True, kw_only=True)
class CourseAssignmentContext:
    """An assignment as a course gives it, and what the asker is there."""

    course: Course
    course_assignment: CourseAssignment
    assignment: Assignment
    role: Role

    @property
    def attempts_allowed(self) -> int:
        """0: no limit."""
        return attempts_allowed(self.assignment, self.course_assignment)

    @property
    def due_at(self) -> datetime | None:
        """None: no deadline."""
        return self.course_assignment.due_at

    @property
    def is_open(self) -> bool:
        """Whether handing in is possible now."""
        return courses.is_open(self.course_assignment)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the student stands in an assignment."""

    #: None: any number.
    attempts_left: int | None
    attempts_used: int
    #: Of the attempt that counts; None: nothing graded yet.
    score: float | None
    #: Why nothing can be handed in now, for the student; empty if it can.
    closed: str
    #: Of each question that may be answered so often only, how often still, for the student.
    question_attempts: Mapping[str, str]


def find_context(db: Session, course_id: int, slug: str) -> CourseAssignmentContext:
    """The assignment, if the asker is in the course. Raises NotFound: nobody is told of courses of others."""
    mine = next((enrolment for enrolment in my_enrolments() if enrolment.course_id == course_id), None)
    course_assignment = courses.course_assignment(db, course_id, slug) if mine else None
    if mine is None or course_assignment is None or not (course_assignment.visible or mine.role is Role.INSTRUCTOR):
        raise NotFound("You are in no course that has this assignment.")
    return CourseAssignmentContext(
        course=mine.course,
        course_assignment=course_assignment,
        assignment=assignment_of(db, course_assignment),
        role=mine.role,
    )


@dataclass(frozen=True, kw_only=True)
class Onward:
    """An assignment to go to."""

    course_id: int
    slug: str
    title: str


def onward(db: Session, course_id: int, slug: str) -> Onward | None:
    """The assignment that comes after this one in the course and is open, if there is one."""
    rows = courses.course_assignments(db, course_id)
    after = next((i + 1 for i, row in enumerate(rows) if row.slug == slug), len(rows))
    for row in rows[after:]:
        assignment = services().catalogue.given(row.slug)
        if not assignment.problem and courses.is_open(row):
            return Onward(course_id=course_id, slug=row.slug, title=assignment.title)
    return None


def load_assignment(slug: str) -> Assignment:
    """The public part of an assignment; one that cannot be loaded says why in `problem`."""
    return services().catalogue.given(slug)


def context_of(db: Session, submission: Submission) -> CourseAssignmentContext | None:
    """Where the asker's own submission was handed in; None for somebody else's, or when it is given no more."""
    mine = next((enrolment for enrolment in my_enrolments() if enrolment.course_id == submission.course_id), None)
    course_assignment = courses.course_assignment(db, submission.course_id, submission.assignment) if mine else None
    if mine is None or course_assignment is None or submission.student != me().email:
        return None
    return CourseAssignmentContext(
        course=mine.course,
        course_assignment=course_assignment,
        assignment=assignment_of(db, course_assignment),
        role=mine.role,
    )


def stand(db: Session, context: CourseAssignmentContext) -> Standing:
    """Attempts, score, and whether handing in is possible."""
    slug = context.assignment.slug
    used = submissions.attempts_used(db, context.course.id, me().email, slug)
    counting = grades.counting_submission(db, context.course.id, me().email, slug, context.assignment.counts)
    allowed = context.attempts_allowed
    return Standing(
        attempts_left=max(0, allowed - used) if allowed else None,
        attempts_used=used,
        score=counting.score if counting else None,
        closed=_closed(context, used),
        question_attempts=_question_attempts(db, context),
    )


def _question_attempts(db: Session, context: CourseAssignmentContext) -> dict[str, str]:
    limits = {question.name: question.attempts for question in context.assignment.questions if question.attempts}
    if not limits:
        return {}
    known = attempts_so_far(db, context.course.id, me().email, context.assignment.slug, limits)
    return {name: _left(limit - known[name].count, limit) for name, limit in limits.items()}


def _left(left: int, limit: int) -> str:
    if left <= 0:
        return "No tries left"
    return "One try left" if limit == 1 else f"{left} of {limit} tries left"


def _closed(context: CourseAssignmentContext, used: int) -> str:
    if context.assignment.problem:
        return OUT_OF_ORDER
    if context.course_assignment.opens_at is not None and now() < context.course_assignment.opens_at:
        return "This assignment is not open yet. You can read the task and prepare your code."
    if not context.is_open:
        return "The deadline has passed. You can still try your code on the visible tests."
    if context.attempts_allowed and used >= context.attempts_allowed:
        return "All attempts are used up. You can still try your code on the visible tests."
    return ""
