"""A student's result in an assignment in one row, for tables of a whole course.

The database makes the rows, since a course has several attempts for each. Where lateness, points that people have set
or the rule decide which attempt counts, the attempts are read instead (`grader.store.results`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from grader.model import Counts, Lifecycle
from grader.store.models import Submission, table_of
from grader.store.results import Attempt, attempts


class Summary(NamedTuple):
    """A student's result in an assignment that he or she has begun."""

    student: str
    assignment: str
    #: Points of the attempt that counts, after the deduction for late work; None while nothing is graded.
    points: float | None
    #: Points that it could earn.
    max_score: float | None
    #: Number of graded attempts.
    graded: int
    #: Whether an attempt waits or is being graded.
    is_running: bool
    #: Whether the attempt that counts is late, and whether people have set its points.
    is_late: bool
    is_overridden: bool

    @property
    def share(self) -> float:
        """Share of the points, between 0 and 1."""
        return (self.points or 0.0) / self.max_score if self.max_score else 0.0


_TABLE = table_of(Submission)
#: Students whose attempts are chosen by a list of names; for more, all attempts are read.
_MOST_NAMED = 200


def summaries(session: Session, course_id: int, counts: Mapping[str, Counts]) -> list[Summary]:
    """The results of all students in these assignments. `counts` says for each which attempt counts."""
    c = _TABLE.c
    running = func.sum(case((c.status.in_((Lifecycle.QUEUED, Lifecycle.RUNNING)), 1), else_=0))
    points: tuple[Any, ...] = (func.max(c.score), func.min(c.max_score), func.max(c.max_score))
    numbers: tuple[Any, ...] = (func.count(c.score), running, func.max(c.late_seconds), func.count(c.override_score))
    rows = session.connection().execute(
        select(c.student, c.assignment, *points, *numbers)
        .where(c.course_id == course_id, c.assignment.in_(list(counts)), c.attempt > 0)
        .group_by(c.assignment, c.student)
    )
    found: list[Summary] = []
    others: dict[str, set[str]] = {}
    for student, slug, score, least, most, graded, active, late, overridden in rows.all():
        if late or overridden or least != most or counts[slug] is not Counts.BEST:
            others.setdefault(slug, set()).add(student)
        else:
            found.append(Summary(student, slug, score, most, graded, bool(active), False, False))
    return found + _of_attempts(session, course_id, counts, others)


def _of_attempts(
    session: Session, course_id: int, counts: Mapping[str, Counts], students: Mapping[str, set[str]]
) -> list[Summary]:
    """The results of these students, by assignment, from their attempts."""
    found = []
    for slug, names in students.items():
        only = sorted(names) if len(names) < _MOST_NAMED else None
        mine = attempts(session, course_id, {slug: counts[slug]}, students=only)
        found += [_summary(group) for name, group in groupby(mine, key=itemgetter(0)) if name in names]
    return found


def _summary(group: Iterable[Attempt]) -> Summary:
    mine = list(group)
    counting = next((attempt for attempt in mine if attempt.counts), None)
    return Summary(
        student=mine[0].student,
        assignment=mine[0].assignment,
        points=counting.points if counting else None,
        max_score=counting.max_score if counting else None,
        graded=sum(attempt.score is not None for attempt in mine),
        is_running=any(attempt.is_running for attempt in mine),
        is_late=counting is not None and counting.late_seconds > 0,
        is_overridden=counting is not None and counting.is_overridden,
    )
