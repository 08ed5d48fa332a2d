"""The assignments of a course in short, for its first page. Only of recent ones all attempts are read."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import results
from grader.store.models import CourseAssignment
from grader.store.results import Attempt
from grader.store.summaries import summaries
from web.course_assignments import problem_of
from web.statistics.numbers import STUCK_AFTER, by_student, distribution, is_stuck

#: An assignment counts as recent this long after its deadline.
RECENT = timedelta(days=14)

Pairs = Sequence[tuple[Assignment, CourseAssignment]]


@dataclass(frozen=True, kw_only=True)
class AssignmentLine:
    """An assignment in short."""

    assignment: Assignment
    course_assignment: CourseAssignment
    problem: str
    submitted: int
    full: int
    stuck: int
    median: float | None
    #: Numbers of students in five ranges of the points, and with full marks.
    bars: tuple[int, ...]
    #: Open now, or due a short time ago.
    is_recent: bool


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What the students of a course have done, by assignment."""

    #: Shares of the points of the attempts that count.
    shares: Mapping[str, Sequence[float]]
    #: All attempts at recent assignments; of others those of students who may be stuck.
    attempts: Mapping[str, Sequence[Attempt]]

    def stuck(self, slug: str) -> dict[str, list[Attempt]]:
        """The graded attempts of each student who is stuck."""
        if slug not in self._stuck:
            mine = by_student(self.attempts[slug])
            self._stuck[slug] = {student: graded for student, graded in mine.items() if is_stuck(graded)}
        return self._stuck[slug]

    _stuck: dict[str, dict[str, list[Attempt]]] = field(default_factory=dict)


def is_recent(row: CourseAssignment, now: datetime) -> bool:
    """Whether it is open, or was due a short time ago."""
    opened = row.opens_at is None or row.opens_at <= now
    return opened and (row.due_at is None or row.due_at > now - RECENT)


def read_begun(db: Session, course_id: int, pairs: Pairs, students: set[str], now: datetime) -> Begun:
    """What these students have done in the assignments."""
    recent = {assignment.slug: assignment.counts for assignment, row in pairs if is_recent(row, now)}
    others = {assignment.slug: assignment.counts for assignment, row in pairs if not is_recent(row, now)}
    attempts: dict[str, list[Attempt]] = {slug: [] for slug in (*recent, *others)}
    for attempt in results.attempts(db, course_id, recent):
        if attempt.student in students:
            attempts[attempt.assignment].append(attempt)
    shares = {slug: [attempt.fraction for attempt in attempts[slug] if attempt.counts] for slug in recent}
    known = [each for each in summaries(db, course_id, others) if each.student in students]
    for slug, rule in others.items():
        shares[slug] = [each.share for each in known if each.assignment == slug and each.points is not None]
        busy = [each.student for each in known if each.assignment == slug and each.graded > STUCK_AFTER]
        attempts[slug] = results.attempts(db, course_id, {slug: rule}, students=busy) if busy else []
    return Begun(shares=shares, attempts=attempts)


def assignment_lines(db: Session, pairs: Pairs, begun: Begun, now: datetime) -> list[AssignmentLine]:
    """The assignments in short, in their order."""
    return [_line(assignment, row, begun, problem_of(db, assignment), is_recent(row, now)) for assignment, row in pairs]


def _line(assignment: Assignment, row: CourseAssignment, begun: Begun, problem: str, is_recent: bool) -> AssignmentLine:
    slug = assignment.slug
    shares = begun.shares[slug]
    bars = distribution(shares, 5.0)
    return AssignmentLine(
        assignment=assignment,
        course_assignment=row,
        problem=problem,
        submitted=len(shares),
        full=bars[-1].number,
        stuck=len(begun.stuck(slug)),
        median=statistics.median(shares) * assignment.max_score if shares else None,
        bars=tuple(bar.number for bar in bars),
        is_recent=is_recent,
    )
