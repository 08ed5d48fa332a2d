"""An assignment of a course, as the signed-in person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.model.deadlines import Phase
from grader.store import attempts, courses, grades
from grader.store.models import Course, CourseAssignment, Enrolment, Role, Submission
from grader.store.question_attempts import attempts_so_far
from web.accounts.session import me, my_enrolments
from web.course_assignments import OUT_OF_ORDER, with_rows
from web.grading import rescaled
from web.i18n import gettext
from web.services import current_time, services
from web.standing import Standing, standing_of


@dataclass(frozen=True, kw_only=True)
class AssignmentContext:
    """An assignment with the course's settings, and the signed-in person's role."""

    course: Course
    course_assignment: CourseAssignment
    #: As the signed-in person sees it now.
    assignment: Assignment
    role: Role
    standing: Standing

    @property
    def attempts_allowed(self) -> int:
        """0: no limit."""
        return self.standing.attempts_allowed

    @property
    def due_at(self) -> datetime | None:
        """None: no deadline."""
        return self.standing.schedule.due_at

    @property
    def opens_at(self) -> datetime | None:
        """None: open from the start."""
        return self.standing.schedule.opens_at

    @property
    def is_open(self) -> bool:
        """Whether handing in is possible now, on time or late."""
        return self.standing.schedule.accepts(current_time())


@dataclass(frozen=True, kw_only=True)
class StudentProgress:
    """A student's attempts and score in an assignment."""

    #: None: unlimited.
    attempts_left: int | None
    attempts_used: int
    #: Of the attempt that counts; None: nothing graded yet.
    score: float | None
    #: Whether a score is known that is not shown yet.
    pending: bool
    #: The attempt that counts.
    counting: Submission | None
    #: Why nothing can be handed in now, as text for the student; empty if something can.
    closed: str
    #: By question, if its tries are limited: how many are left, as text for the student.
    tries_left: Mapping[str, str]


def find_context(db: Session, course_id: int, slug: str) -> AssignmentContext:
    """The assignment. Raises NotFound unless the signed-in person is in the course, which reveals nothing of others."""
    mine = next((enrolment for enrolment in my_enrolments() if enrolment.course_id == course_id), None)
    course_assignment = courses.course_assignment(db, course_id, slug) if mine else None
    if mine is None or course_assignment is None or not (course_assignment.visible or mine.role.teaches):
        raise NotFound(gettext("None of your courses has this assignment."))
    return _context(db, mine, course_assignment)


def _context(db: Session, mine: Enrolment, given: CourseAssignment) -> AssignmentContext:
    standing = standing_of(db, given.course_id, given.slug, me().email)
    if standing is None:
        raise NotFound(gettext("None of your courses has this assignment."))
    return AssignmentContext(
        course=mine.course,
        course_assignment=given,
        assignment=with_rows(db, given, standing.assignment),
        role=mine.role,
        standing=standing,
    )


@dataclass(frozen=True, kw_only=True)
class NextAssignment:
    """A link to an assignment."""

    course_id: int
    slug: str
    title: str


def next_assignment(db: Session, course_id: int, slug: str) -> NextAssignment | None:
    """The next open assignment of the course, if there is one."""
    rows = courses.course_assignments(db, course_id)
    after = next((i + 1 for i, row in enumerate(rows) if row.slug == slug), len(rows))
    for row in rows[after:]:
        assignment = services().catalogue.get_or_placeholder(row.slug)
        standing = standing_of(db, course_id, row.slug, me().email) if not assignment.problem else None
        if standing is not None and standing.schedule.accepts(current_time()):
            return NextAssignment(course_id=course_id, slug=row.slug, title=assignment.title)
    return None


def load_assignment(slug: str) -> Assignment:
    """The public part of an assignment; one that cannot be loaded says why in `problem`."""
    return services().catalogue.get_or_placeholder(slug)


def assignment_as_shown(db: Session, submission: Submission) -> Assignment:
    """The assignment as the student of `submission` sees it now; one that its course no longer has tells least."""
    standing = standing_of(db, submission.course_id, submission.assignment, submission.student)
    if standing is None:
        return load_assignment(submission.assignment)
    return standing.assignment


def context_of(db: Session, submission: Submission) -> AssignmentContext | None:
    """The context of the signed-in person's own submission; None for others', or if the course no longer has it."""
    mine = next((enrolment for enrolment in my_enrolments() if enrolment.course_id == submission.course_id), None)
    course_assignment = courses.course_assignment(db, submission.course_id, submission.assignment) if mine else None
    if mine is None or course_assignment is None or submission.student != me().email:
        return None
    return _context(db, mine, course_assignment)


def student_progress(db: Session, context: AssignmentContext) -> StudentProgress:
    """Attempts, score, and whether handing in is possible."""
    slug = context.assignment.slug
    used = attempts.attempts_used(db, context.course.id, me().email, slug)
    counting = grades.counting_submission(db, context.course.id, me().email, slug, context.assignment.counts)
    allowed = context.attempts_allowed
    return StudentProgress(
        attempts_left=max(0, allowed - used) if allowed else None,
        attempts_used=used,
        score=rescaled(counting.points, counting.max_score, context.assignment.max_score)
        if counting and not context.standing.pending
        else None,
        pending=counting is not None and context.standing.pending,
        counting=counting,
        closed=_closed(context, used),
        tries_left=_tries_left(db, context),
    )


def _tries_left(db: Session, context: AssignmentContext) -> dict[str, str]:
    limits = {question.name: question.attempts for question in context.assignment.questions if question.attempts}
    if not limits:
        return {}
    known = attempts_so_far(db, context.course.id, me().email, context.assignment.slug, limits)
    return {name: _tries_text(limit - known[name].count, limit) for name, limit in limits.items()}


def _tries_text(left: int, limit: int) -> str:
    if left <= 0:
        return gettext("No tries left")
    if limit == 1:
        return gettext("One try left")
    return gettext("%(number)s of %(total)s tries left", number=left, total=limit)


def _closed(context: AssignmentContext, used: int) -> str:
    if context.assignment.problem:
        return gettext(OUT_OF_ORDER)
    if context.course.archived_at is not None:
        return gettext("This course is over, so nothing can be submitted any more.")
    if context.course_assignment.closed_at is not None:
        return gettext("This assignment is closed. You can still make practice runs.")
    if context.standing.phase is Phase.UPCOMING:
        return gettext("This assignment is not open yet. You can read the task and prepare your code.")
    if not context.is_open:
        return gettext("The deadline has passed. You can still make practice runs.")
    if context.attempts_allowed and used >= context.attempts_allowed:
        return gettext("All attempts are used up. You can still make practice runs.")
    return ""
