"""The submissions before and after one, in a filtered list, newest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle, Verdict
from grader.store.models import Submission


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which submissions to an assignment are in the list; checks of single answers never are."""

    #: Names that the submissions are under; None: all.
    students: Collection[str] | None = None
    #: None: all.
    ids: Collection[str] | None = None
    verdict: Verdict | None = None
    status: Lifecycle | None = None
    practice_runs: bool = False


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The place of a submission in a list."""

    #: Ids; None at the ends.
    newer: str | None
    older: str | None
    #: From 1. Of a submission that the filter leaves out: where it would be.
    position: int
    total: int


def neighbours(session: Session, submission: Submission, wanted: Filter) -> Neighbours:
    """The place of `submission` among those to its assignment that are `wanted`."""
    row = Submission
    same_time = row.created_at == submission.created_at
    same = and_(same_time, row.attempt == submission.attempt)
    newer = or_(
        row.created_at > submission.created_at,
        and_(same_time, row.attempt > submission.attempt),
        and_(same, row.id < submission.id),
    )
    older = and_(~newer, row.id != submission.id)
    these = _conditions(submission, wanted)
    order = (row.created_at.desc(), row.attempt.desc(), row.id)
    backwards = (row.created_at, row.attempt, row.id.desc())
    number, total = session.execute(select(func.count().filter(newer), func.count()).where(*these)).one()
    return Neighbours(
        newer=session.scalar(select(row.id).where(*these, newer).order_by(*backwards).limit(1)),
        older=session.scalar(select(row.id).where(*these, older).order_by(*order).limit(1)),
        position=number + 1,
        total=total,
    )


def _conditions(submission: Submission, wanted: Filter) -> list[ColumnElement[bool]]:
    row = Submission
    these = [row.course_id == submission.course_id, row.assignment == submission.assignment, row.question.is_(None)]
    if wanted.students is not None:
        these.append(row.student.in_(wanted.students))
    if wanted.ids is not None:
        these.append(row.id.in_(wanted.ids))
    if wanted.verdict:
        these.append(row.verdict == wanted.verdict)
    if wanted.status:
        these.append(row.status == wanted.status)
    if not wanted.practice_runs:
        these.append(row.practice.is_(False))
    return these
