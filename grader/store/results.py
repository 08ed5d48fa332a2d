"""The attempts of a course as its grades and statistics need them: without files, reports and messages.

One statement reads them from the index `ix_submission_result`. Practice runs and checks of single answers are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from grader.model import Counts
from grader.model.counting import after_deduction, index_that_counts
from grader.store.attempts import costs_attempt
from grader.store.models import Enrolment, Person, Role, Section, Submission, table_of
from grader.store.submissions import UNFINISHED

#: As the database gives them: a member of an enumeration is slower to compare.
_UNFINISHED = frozenset(state.value for state in UNFINISHED)


class Attempt(NamedTuple):
    """An attempt: a row as the database gives it, because statistics of a course read ten thousand of them."""

    student: str
    assignment: str
    id: str
    attempt: int
    #: See `created_at`.
    moment: datetime | str
    #: Values of `Lifecycle` and `Verdict`.
    status: str
    verdict: str | None
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
    #: Points that people have set, if they have.
    override: float | None
    #: The run that graded it.
    run: int | None
    #: Whether it is the student's attempt that counts.
    counts: bool

    @property
    def created_at(self) -> datetime:
        """When it was submitted."""
        if isinstance(self.moment, str):
            return datetime.fromisoformat(f"{self.moment}+00:00")
        return self.moment.astimezone(UTC)

    @property
    def submitted_at(self) -> str:
        """When it was submitted, as ISO 8601 in UTC and in whole seconds."""
        if isinstance(self.moment, str):
            return f"{self.moment[:10]}T{self.moment[11:19]}+00:00"
        return self.created_at.isoformat(timespec="seconds")

    @property
    def is_overridden(self) -> bool:
        """Whether people have set its points."""
        return self.override is not None

    @property
    def is_running(self) -> bool:
        """Whether it waits or is being graded, perhaps again."""
        return self.status in _UNFINISHED

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
    session: Session,
    course_id: int,
    counts: Mapping[str, Counts],
    *,
    students: Sequence[str] | None = None,
) -> list[Attempt]:
    """The attempts at these assignments, by assignment, student and number.

    All, or those of some `students`.

    `counts` says for each assignment which attempt counts: see `grader.model.counting`.
    """
    by_rule: dict[Counts, list[str]] = {}
    for slug, rule in counts.items():
        by_rule.setdefault(rule, []).append(slug)
    found: list[Attempt] = []
    for rule, slugs in by_rule.items():
        these = _attempts(rule, students is not None)
        values: dict[str, Any] = {"this_course": course_id, "slugs": slugs}
        values |= {} if students is None else {"names": list(students)}
        rows = session.connection().execute(these, values)
        for _, mine in groupby(map(Attempt._make, rows.all()), key=_PAIR):
            found += _marked(list(mine), rule)
    return found


_PAIR = itemgetter(0, 1)


@cache
def _attempts(rule: Counts, named: bool) -> Select[Any]:
    """The statement for `this_course` and `slugs` and, if `named`, for `names`; kept, because pages run it often."""
    c = _TABLE.c
    columns: tuple[Any, ...] = (c.student, c.assignment, c.id, c.attempt)
    raw: tuple[Any, ...] = tuple(type_coerce(column, NullType()) for column in (c.created_at, c.status, c.verdict))
    points: tuple[Any, ...] = (func.coalesce(c.override_score, c.score), c.score, c.max_score)
    late: tuple[Any, ...] = (c.late_seconds, c.late_percent, c.late_days, c.override_score, c.graded_run)
    used = costs_attempt() if rule is Counts.LAST else literal(0)
    these = [c.course_id == bindparam("this_course"), c.assignment.in_(bindparam("slugs", expanding=True))]
    these += [c.student.in_(bindparam("names", expanding=True))] if named else []
    return (
        select(*columns, *raw, *points, *late, used)
        .where(*these, c.attempt > 0)
        .order_by(c.assignment, c.student, c.attempt)
    )


def _share(attempt: Attempt) -> float | None:
    """As `Attempt.fraction`, in half the time; None if it is not graded."""
    points, most, percent = attempt.full_points, attempt.max_score, attempt.late_percent
    if attempt.score is None:
        return None
    if points is None or not most:
        return 0.0
    return (after_deduction(points, percent) if percent else points) / most


def _marked(mine: list[Attempt], rule: Counts) -> list[Attempt]:
    """The attempts of a student at an assignment; `counts` holds so far whether the attempt was used.

    Ranking here takes a fifth of the time of a window function.
    """
    chosen = index_that_counts([(_share(attempt), bool(attempt.counts)) for attempt in mine], rule)
    return [
        attempt if attempt.counts == (index == chosen) else Attempt._make((*attempt[:-1], index == chosen))
        for index, attempt in enumerate(mine)
    ]


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


def submitters(session: Session, course_id: int, assignment: str) -> set[str]:
    """The names that attempts at an assignment are under, without practice runs."""
    these = (Submission.course_id == course_id, Submission.assignment == assignment, Submission.attempt > 0)
    return set(session.scalars(select(Submission.student).where(*these).distinct()))


def names_in(session: Session, course_id: int) -> list[str]:
    """The names that a course's submissions are under, without those of tokens."""
    names = select(Submission.student).where(Submission.course_id == course_id).distinct()
    return [name for name in session.scalars(names) if not name.startswith("token ")]


def names_at(session: Session, course_id: int, assignment: str) -> list[str]:
    """The names that submissions at an assignment are under."""
    these = (Submission.course_id == course_id, Submission.assignment == assignment)
    return list(session.scalars(select(Submission.student).where(*these).distinct()))
