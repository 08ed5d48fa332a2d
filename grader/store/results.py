"""The attempts of a course as its grades and statistics need them: without files, reports and messages.

One statement reads them from the index `ix_submission_result`. Practice runs and checks of single answers are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy.orm import Session

from grader.model import Counts, Lifecycle, Verdict
from grader.store.grades import order_of
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
    #: Points that count, with those that people have set; None while nothing is graded.
    points: float | None
    #: Points of the tests.
    score: float | None
    max_score: float | None
    is_overridden: bool
    #: Whether it is the student's attempt that counts.
    counts: bool

    @property
    def is_running(self) -> bool:
        """Whether it waits or is being graded, perhaps again."""
        return self.status in (Lifecycle.QUEUED, Lifecycle.RUNNING)

    @property
    def fraction(self) -> float:
        """Share of the points, between 0 and 1."""
        return (self.points or 0.0) / self.max_score if self.max_score else 0.0


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


def attempts(
    session: Session, course_id: int, counts: Mapping[str, Counts], *, students: Sequence[str] | None = None
) -> list[Attempt]:
    """The attempts at these assignments, all or those of some students, in the order in which they were made.

    `counts` says for each assignment which attempt counts.
    """
    by_rule: dict[Counts, list[str]] = {}
    for slug, rule in counts.items():
        by_rule.setdefault(rule, []).append(slug)
    if not by_rule:
        return []
    parts = [_attempts(course_id, slugs, rule, students) for rule, slugs in by_rule.items()]
    rows = session.execute(parts[0] if len(parts) == 1 else union_all(*parts))
    return sorted((Attempt._make(row) for row in rows), key=lambda row: (row.created_at, row.attempt))


def _attempts(course_id: int, slugs: Sequence[str], rule: Counts, students: Sequence[str] | None) -> Select[Any]:
    graded = case((Submission.score.is_(None), 1), else_=0)
    rank = func.row_number().over(
        partition_by=(Submission.assignment, Submission.student), order_by=(graded, *order_of(rule))
    )
    columns: tuple[Any, ...] = (
        Submission.student,
        Submission.assignment,
        Submission.id,
        Submission.attempt,
        Submission.created_at,
        Submission.status,
        Submission.verdict,
        Submission.points,
        Submission.score,
        Submission.max_score,
        Submission.override_score.is_not(None),
        (rank == 1) & Submission.score.is_not(None),
    )
    these = select(*columns).where(
        Submission.course_id == course_id, Submission.assignment.in_(slugs), Submission.attempt > 0
    )
    return these if students is None else these.where(Submission.student.in_(students))


def outcomes(
    session: Session, course_id: int, slugs: Iterable[str], *, since: datetime | None = None
) -> dict[str, Outcome]:
    """The outcomes of the graded attempts at these assignments, by submission; those made `since` then on request."""
    table = table_of(SubmissionOutcome)
    rows = (
        select(table.c.submission_id, table.c.suite, table.c.content)
        .join(Submission, (Submission.id == table.c.submission_id) & (Submission.graded_run == table.c.run))
        .where(Submission.course_id == course_id, Submission.assignment.in_(list(slugs)), Submission.attempt > 0)
    )
    if since is not None:
        rows = rows.where(Submission.created_at >= since)
    return {submission_id: _outcome(suite, content) for submission_id, suite, content in session.execute(rows)}


def _outcome(suite: str, content: Mapping[str, Any]) -> Outcome:
    cases = tuple(
        CaseOutcome(name=name, verdict=_VERDICTS[verdict], mistake=mistake)
        for name, verdict, mistake in content["cases"]
    )
    return Outcome(suite=suite, cases=cases, mistakes=content["mistakes"])


_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def students(session: Session, course_id: int) -> list[Student]:
    """The students of a course by name, and whoever an API client submitted for without an account."""
    enrolled = (
        select(
            Person.email,
            Person.name,
            Person.id,
            Enrolment.section_id,
            Section.name,
            Enrolment.sis_id,
            Enrolment.external_id,
        )
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(Section, Section.id == Enrolment.section_id)
        .where(Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT, Enrolment.active)
    )
    found = [Student(*row) for row in session.execute(enrolled)]
    names = {student.student for student in found}
    submitted = (
        select(Submission.student)
        .where(
            Submission.course_id == course_id,
            Submission.person_id.is_(None),
            Submission.attempt > 0,
            Submission.score.is_not(None),
        )
        .distinct()
    )
    found += [Student(name, name, *[None] * 5) for name in session.scalars(submitted) if name not in names]
    return sorted(found, key=lambda student: (student.name.casefold(), student.student))
