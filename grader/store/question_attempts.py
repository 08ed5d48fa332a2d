"""How the questions of an assignment went in a student's attempts and checks of single answers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from grader.model import QuestionAttempts, Verdict
from grader.store.events import EventKind
from grader.store.models import Submission, SubmissionEvent
from grader.store.submissions import UNFINISHED

#: Verdicts of answered questions; a skipped or unreadable answer is no attempt.
_ANSWERED = (Verdict.ACCEPTED, Verdict.WRONG_ANSWER)


def earlier_attempts(session: Session, submission_id: str, names: Iterable[str]) -> dict[str, QuestionAttempts]:
    """For each of the questions `names`, the student's attempts before this one.

    An earlier attempt that is not graded yet counts for each of its questions: handing in many at once gains nothing.
    """
    this = session.get_one(Submission, submission_id)
    attempts = _attempts(this.course_id, this.student, this.assignment)
    # Two of the same moment count before each other, so that neither is free.
    before = and_(Submission.created_at <= this.created_at, Submission.id != this.id)
    if this.attempt:
        before = or_(Submission.attempt.between(1, this.attempt - 1), and_(Submission.attempt == 0, before))
    return _by_question(session, [*attempts, before], names)


def attempts_so_far(
    session: Session, course_id: int, student: str, assignment: str, names: Iterable[str]
) -> dict[str, QuestionAttempts]:
    """For each of the questions `names`, all of the student's attempts: what the next one will have before it."""
    return _by_question(session, _attempts(course_id, student, assignment), names)


def _attempts(course_id: int, student: str, assignment: str) -> list[ColumnElement[bool]]:
    return [
        Submission.course_id == course_id,
        Submission.student == student,
        Submission.assignment == assignment,
        or_(Submission.attempt > 0, Submission.question.is_not(None)),
    ]


def _by_question(
    session: Session, before: list[ColumnElement[bool]], names: Iterable[str]
) -> dict[str, QuestionAttempts]:
    unfinished = (Submission.graded_run.is_(None), Submission.status.in_(UNFINISHED))
    waiting = select(Submission.question, func.count()).where(*before, *unfinished).group_by(Submission.question)
    # None: all questions.
    pending: dict[str | None, int] = dict(session.execute(waiting).all())
    event = SubmissionEvent
    answer = event.payload["actual"].as_string()
    part = event.payload["score"].as_float() / event.payload["max_score"].as_float()
    rows = session.execute(
        select(event.case_name, func.count(answer.distinct()), func.max(part))
        .join(Submission, (Submission.id == event.submission_id) & (Submission.graded_run == event.run))
        .where(*before, event.kind == EventKind.CASE.value, event.verdict.in_(_ANSWERED))
        .where(event.payload["max_score"].as_float() > 0)
        .group_by(event.case_name)
    )
    found = {name: (count, best) for name, count, best in rows}
    return {
        name: QuestionAttempts(count=count + pending.get(None, 0) + pending.get(name, 0), best=float(best))
        for name in names
        for count, best in (found.get(name, (0, 0.0)),)
    }
