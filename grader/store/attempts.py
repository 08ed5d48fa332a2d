"""Which submissions have used an attempt, and the numbers of attempts.

Numbers count what counts: an attempt that used none is numbered among those that used none. `Submission.attempt` is
the order in which attempts were submitted, whether they count or not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from grader.model import Lifecycle
from grader.store.database import Executor
from grader.store.models import CourseAssignment, Submission


@dataclass(frozen=True, kw_only=True)
class AttemptNumber:
    """The number of an attempt."""

    #: 1 for the first, among those that count or among those that do not.
    number: int
    #: Whether it has used an attempt.
    counts: bool

    #: The number for programs, among the attempts that count; one that used none shares it with the next attempt.
    counted: int


def costs_attempt(row: Any = Submission) -> ColumnElement[bool]:
    """The condition that a submission, a row of `Submission` or of an alias of it, has used an attempt of its student.

    Practice runs, failures of the grader and files that do not load use none. A course may count the last.
    """
    counted = select(CourseAssignment.id).where(
        CourseAssignment.course_id == row.course_id,
        CourseAssignment.slug == row.assignment,
        CourseAssignment.load_errors_count,
    )
    loaded = row.not_loaded.is_not(True)
    return and_(row.attempt > 0, row.status != Lifecycle.FAILED, or_(loaded, counted.correlate(row).exists()))


_BEFORE = aliased(Submission)
_UP_TO = (
    _BEFORE.course_id == Submission.course_id,
    _BEFORE.student == Submission.student,
    _BEFORE.assignment == Submission.assignment,
    _BEFORE.attempt.between(1, Submission.attempt),
)
_COUNT = select(func.count()).select_from(_BEFORE).correlate(Submission)
# The statements are made once: results need them often.
_NUMBERS = select(
    Submission.id,
    costs_attempt(),
    _COUNT.where(*_UP_TO, costs_attempt(_BEFORE)).scalar_subquery(),
    _COUNT.where(*_UP_TO).scalar_subquery(),
).where(Submission.id.in_(bindparam("ids", expanding=True)), Submission.attempt > 0)
_USED = (
    select(func.count())
    .select_from(Submission)
    .where(
        Submission.course_id == bindparam("course_id"),
        Submission.student == bindparam("student"),
        Submission.assignment == bindparam("assignment"),
        costs_attempt(),
    )
)


def numbers(session: Executor, submission_ids: Collection[str]) -> dict[str, AttemptNumber]:
    """The numbers of these submissions, by id; practice runs have none. An attempt that waits or runs counts."""
    rows = session.execute(_NUMBERS, {"ids": list(submission_ids)})
    return {
        submission_id: AttemptNumber(
            number=counted if counts else total - counted,
            counts=bool(counts),
            counted=counted if counts else counted + 1,
        )
        for submission_id, counts, counted, total in rows
    }


def attempts_used(session: Session, course_id: int, student: str, assignment: str) -> int:
    """Number of used attempts."""
    mine = {"course_id": course_id, "student": student, "assignment": assignment}
    return session.scalar(_USED, mine) or 0


def was_free(session: Session, submission: Submission) -> bool:
    """Whether the submission is an attempt that used none, because its file did not load."""
    this = select(costs_attempt()).where(Submission.id == submission.id)
    return submission.attempt > 0 and bool(submission.not_loaded) and not session.scalar(this)
