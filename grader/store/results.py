"""The attempts of a course as its grades and statistics need them: without files, reports and messages.

One statement reads them from the index `ix_submission_result`. Practice runs and checks of single answers are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session

from grader.model import Counts, Lifecycle, Verdict
from grader.model.counting import after_deduction
from grader.store.attempts import costs_attempt
from grader.store.models import Enrolment, Person, Role, Section, Submission, SubmissionOutcome, table_of


class Attempt(NamedTuple):
    """An attempt."""

    student: str
    assignment: str
    id: str
    attempt: int
    created_at: datetime
    status: Lifecycle
    verdict: Verdict | None
    #: With the points that people have set, before the deduction for late work; None while nothing is graded.
    full_points: float | None
    #: Points of the tests.
    score: float | None
    max_score: float | None
    #: Seconds after the deadline; 0: on time. Percent of the points that this costs.
    late_seconds: int
    late_percent: float
    #: Late days of the student that cover it.
    late_days: int
    is_overridden: bool
    #: Whether it is the student's attempt that counts.
    counts: bool

    @property
    def is_running(self) -> bool:
        """Whether it waits or is being graded, perhaps again."""
        return self.status in (Lifecycle.QUEUED, Lifecycle.RUNNING)

    @property
    def points(self) -> float | None:
        """The points that count, after the deduction for late work."""
        return None if self.full_points is None else after_deduction(self.full_points, self.late_percent)

    @property
    def fraction(self) -> float:
        """Share of the points, between 0 and 1, after the deduction for late work."""
        return (self.points or 0.0) / self.max_score if self.max_score else 0.0

    @property
    def merit(self) -> float:
        """Share of the points, between 0 and 1, whenever it was submitted."""
        return (self.full_points or 0.0) / self.max_score if self.max_score else 0.0


@dataclass(frozen=True, kw_only=True)
class CaseOutcome:
    """The result of a test case."""

    name: str
    verdict: Verdict
    #: Name of the known mistake.
    mistake: str | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The results of all test cases of an attempt."""

    suite: str
    cases: tuple[CaseOutcome, ...]
    #: Titles of the known mistakes, by name.
    mistakes: Mapping[str, str]
    #: By rubric row: the points of the tests, and those that it could earn.
    rows: Mapping[str, Sequence[float]]

    @cached_property
    def passes(self) -> Mapping[str, bool]:
        """Whether each test passes, by name."""
        return {case.name: case.verdict is Verdict.ACCEPTED for case in self.cases}

    @cached_property
    def passed(self) -> int:
        """Number of tests that pass."""
        return sum(self.passes.values())


class Student(NamedTuple):
    """Somebody with grades in a course."""

    #: Email, or the name that an API client passed.
    student: str
    name: str
    #: This field and the following ones are None without an account.
    person_id: int | None
    section_id: int | None
    #: Name of the section.
    section: str | None
    sis_id: str | None
    external_id: str | None


_TABLE = table_of(Submission)


def attempts(
    session: Session, course_id: int, counts: Mapping[str, Counts], *, students: Sequence[str] | None = None
) -> list[Attempt]:
    """The attempts at these assignments, all or those of some students, by assignment, student and number.

    `counts` says for each assignment which attempt counts: the first in the order of `grades.order_of`.
    """
    by_rule: dict[Counts, list[str]] = {}
    for slug, rule in counts.items():
        by_rule.setdefault(rule, []).append(slug)
    found: list[Attempt] = []
    for rule, slugs in by_rule.items():
        rows = session.connection().execute(_attempts(course_id, slugs, rule, students))
        for _, mine in groupby(rows.all(), key=_PAIR):
            found += _marked(list(mine), rule)
    return found


_PAIR = itemgetter(0, 1)


def _attempts(course_id: int, slugs: Sequence[str], rule: Counts, students: Sequence[str] | None) -> Select[Any]:
    c = _TABLE.c
    columns: tuple[Any, ...] = (c.student, c.assignment, c.id, c.attempt, c.created_at, c.status, c.verdict)
    points: tuple[Any, ...] = (func.coalesce(c.override_score, c.score), c.score, c.max_score)
    late: tuple[Any, ...] = (c.late_seconds, c.late_percent, c.late_days, c.override_score)
    used = costs_attempt() if rule is Counts.LAST else literal(1)
    these = (
        select(*columns, *points, *late, used)
        .where(c.course_id == course_id, c.assignment.in_(slugs), c.attempt > 0)
        .order_by(c.assignment, c.student, c.attempt)
    )
    return these if students is None else these.where(c.student.in_(students))


def _marked(rows: Sequence[Any], rule: Counts) -> Iterator[Attempt]:
    """The attempts of a student at an assignment. Ranking here takes a fifth of the time of a window function."""
    best, chosen = None, -1
    for number, (*_, points, score, max_score, _late, percent, _days, _override, used) in enumerate(rows):
        if score is None:
            continue
        # Later attempts have larger numbers; of equal ones the earliest is the best, and the newest is the last.
        place = (
            (used, number)
            if rule is Counts.LAST
            else (points * (100 - percent) / max_score if max_score else 0.0, -number)
        )
        if best is None or place > best:
            best, chosen = place, number
    for number, (*values, override, _used) in enumerate(rows):
        yield Attempt._make((*values, override is not None, number == chosen))


def outcomes(
    session: Session, course_id: int, slugs: Iterable[str], *, since: datetime | None = None
) -> dict[str, Outcome]:
    """The outcomes of the graded attempts at these assignments, by submission; those made `since` then on request."""
    table = table_of(SubmissionOutcome)
    rows = (
        select(table.c.submission_id, table.c.suite, cast(table.c.content, Text))
        .join(Submission, (Submission.id == table.c.submission_id) & (Submission.graded_run == table.c.run))
        .where(Submission.course_id == course_id, Submission.assignment.in_(list(slugs)), Submission.attempt > 0)
    )
    if since is not None:
        rows = rows.where(Submission.created_at >= since)
    return {submission_id: _outcome(suite, content) for submission_id, suite, content in session.execute(rows)}


@lru_cache(maxsize=20_000)
def _outcome(suite: str, content: str) -> Outcome:
    """Remembered by its text: students who fail the same tests in the same way have the same outcome."""
    read = json.loads(content)
    cases = tuple(
        CaseOutcome(name=name, verdict=Verdict(verdict), mistake=mistake) for name, verdict, mistake in read["cases"]
    )
    return Outcome(suite=suite, cases=cases, mistakes=read["mistakes"], rows=read["rows"])


def students(session: Session, course_id: int) -> list[Student]:
    """The students of a course by name, and whoever an API client submitted for without an account."""
    found = [Student._make(row) for row in session.execute(_enrolled(course_id))]
    names = {student.student for student in found}
    submitted = session.scalars(select(Submission.student).where(*_without_account(course_id)).distinct())
    found += [_unknown(name) for name in submitted if name not in names]
    return sorted(found, key=lambda student: (student.name.casefold(), student.student))


def student(session: Session, course_id: int, name: str) -> Student | None:
    """The student of this email, or the name that an API client passed."""
    row = session.execute(_enrolled(course_id).where(Person.email == name)).first()
    if row is not None:
        return Student._make(row)
    these = select(Submission.id).where(*_without_account(course_id), Submission.student == name)
    return _unknown(name) if session.scalar(these.limit(1)) is not None else None


def _enrolled(course_id: int) -> Select[Any]:
    enrolled: tuple[Any, ...] = (Enrolment.section_id, Section.name, Enrolment.sis_id, Enrolment.external_id)
    return (
        select(Person.email, Person.name, Person.id, *enrolled)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Section, Section.id == Enrolment.section_id)
        .where(Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT, Enrolment.active)
    )


def _without_account(course_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of graded attempts that an API client made for somebody without an account."""
    return (
        Submission.course_id == course_id,
        Submission.person_id.is_(None),
        Submission.attempt > 0,
        Submission.score.is_not(None),
    )


def _unknown(name: str) -> Student:
    return Student(
        student=name, name=name, person_id=None, section_id=None, section=None, sis_id=None, external_id=None
    )


def names_at(session: Session, course_id: int, assignment: str) -> list[str]:
    """The names that submissions at an assignment are under."""
    these = (Submission.course_id == course_id, Submission.assignment == assignment)
    return list(session.scalars(select(Submission.student).where(*these).distinct()))
