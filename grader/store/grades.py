"""Grades, pass rates and frequent mistakes of a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from grader.model import Counts, Lifecycle, Verdict
from grader.model.counting import attempt_that_counts
from grader.store import courses, extensions
from grader.store.attempts import costs_attempt
from grader.store.events import EventKind
from grader.store.models import Enrolment, Person, Role, Submission, SubmissionEvent


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A student's grade in one assignment: the result of the attempt that counts."""

    #: Email, or the name that an API client passed.
    student: str
    name: str
    person_id: int | None
    #: Number of graded attempts.
    attempts: int
    #: This field and the following ones are None while nothing is graded. With the points that people have set.
    score: float | None
    #: What the tests gave.
    graded_score: float | None
    max_score: float | None
    verdict: Verdict | None
    attempt: int | None
    submission_id: str | None
    submitted_at: datetime | None
    #: The points before the deduction for late work, and the deduction: seconds late, late days used, percent.
    full_score: float | None = None
    late_seconds: int = 0
    late_days: int = 0
    late_percent: float = 0.0
    #: Whether the student has an extension.
    extended: bool = False
    #: Whether the student may see the score.
    released: bool = True


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A diagnosed mistake and its frequency."""

    #: Name and title of the diagnosis.
    name: str
    title: str
    #: Number of students who made it in any attempt.
    students: int
    #: Number of students who make it in the attempt that counts.
    still: int
    #: Id of a submission with this mistake.
    example_id: str


@dataclass(frozen=True, kw_only=True)
class PassRate:
    """The pass rate of one test case, over the attempts that count."""

    case: str
    title: str
    passed: int
    total: int
    #: (name, title, number of students) of each diagnosis, most frequent first.
    diagnoses: tuple[tuple[str, str, int], ...]

    @property
    def rate(self) -> float:
        """Between 0 and 1."""
        return self.passed / self.total if self.total else 0.0


def order_of(counts: Counts) -> tuple[Any, ...]:
    """The order of a student's graded attempts at an assignment; the first one counts.

    Of the best attempts the earliest counts; points are compared as shares, because an assignment's points may change.
    Where the last attempt counts, one that used none, because its file did not load, comes after all others.
    """
    if counts is Counts.LAST:
        return case((costs_attempt(), 0), else_=1), Submission.created_at.desc(), Submission.attempt.desc()
    share = Submission.points / func.nullif(Submission.max_score, 0)
    return func.coalesce(share, 0).desc(), Submission.attempt


def counting(course_id: int, assignment: str, counts: Counts) -> Select[Submission, int, int]:
    """Graded attempts with their rank (1: the one that counts) and their number per student, without practice runs."""
    rank = func.row_number().over(partition_by=Submission.student, order_by=order_of(counts)).label("rank")
    number = func.count().over(partition_by=Submission.student).label("number")
    return select(Submission, rank, number).where(
        Submission.course_id == course_id,
        Submission.assignment == assignment,
        Submission.attempt > 0,
        Submission.score.is_not(None),
    )


def grades(session: Session, course_id: int, assignment: str, counts: Counts = Counts.BEST) -> list[Grade]:
    """The grade of each enrolled student, and of each student that an API client submitted for, by name.

    Removed members and those who teach have none. A submission that is being graded again counts with its previous
    result.
    """
    counted = {
        row.student: (row, number)
        for row, rank, number in session.execute(counting(course_id, assignment, counts))
        if rank == 1
    }
    enrolled = select(Person).join(Enrolment, Enrolment.person_id == Person.id)
    enrolled = enrolled.where(Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT, Enrolment.active)
    people = {person.email: person for person in session.scalars(enrolled)}
    given = courses.course_assignment(session, course_id, assignment, removed_too=True)
    extended = extensions.students_with(session, given.id) if given is not None else frozenset()
    released = given is None or given.released
    found = [
        replace(
            _grade(student, people.get(student), counted.get(student)),
            extended=student in extended,
            released=released,
        )
        for student in people | {name: row for name, (row, _) in counted.items() if row.person_id is None}
    ]
    return sorted(found, key=lambda grade: (grade.name.casefold(), grade.student))


def _grade(student: str, person: Person | None, counted: tuple[Submission, int] | None) -> Grade:
    row, number = counted or (None, 0)
    return Grade(
        student=student,
        name=person.name if person else student,
        person_id=person.id if person else None,
        attempts=number,
        score=row.points if row else None,
        graded_score=row.score if row else None,
        max_score=row.max_score if row else None,
        verdict=row.verdict if row else None,
        attempt=row.attempt if row else None,
        submission_id=row.id if row else None,
        submitted_at=row.created_at if row else None,
        full_score=row.full_points if row else None,
        late_seconds=row.late_seconds if row else 0,
        late_days=row.late_days if row else 0,
        late_percent=row.late_percent if row else 0.0,
    )


def counting_submission(
    session: Session, course_id: int, student: str, assignment: str, counts: Counts = Counts.BEST
) -> Submission | None:
    """The attempt that counts, if any is graded."""
    mine = select(Submission, costs_attempt()).where(
        Submission.course_id == course_id,
        Submission.student == student,
        Submission.assignment == assignment,
        Submission.attempt > 0,
        Submission.score.is_not(None),
    )
    return attempt_that_counts(((row, bool(used)) for row, used in session.execute(mine)), counts)


def stale(session: Session, course_id: int, assignment: str, suite_version: str) -> list[Submission]:
    """Graded attempts whose receipt names another version of the test suite, newest first; none if it is unknown ("").

    The receipt is written by the worker that graded the attempt.
    """
    if not suite_version:
        return []
    attempts = select(Submission).where(
        Submission.course_id == course_id,
        Submission.assignment == assignment,
        Submission.attempt > 0,
        Submission.score.is_not(None),
        Submission.receipt["suite"].as_string() != suite_version,
    )
    return list(session.scalars(attempts.order_by(Submission.created_at.desc())))


def highest_max_score(session: Session, course_id: int, assignment: str) -> float:
    """The highest maximum score of the graded submissions; 0 if there are none."""
    mine = select(func.max(Submission.max_score)).where(
        Submission.course_id == course_id, Submission.assignment == assignment
    )
    return session.scalar(mine) or 0.0


def pass_rates(session: Session, course_id: int, assignment: str, counts: Counts = Counts.BEST) -> list[PassRate]:
    """The pass rate of each test case, in the order in which the cases ran."""
    ranked = counting(course_id, assignment, counts).subquery()
    event = SubmissionEvent
    title = event.payload["title"].as_string()
    mistake = event.payload["diagnosis", "title"].as_string()
    rows = session.execute(
        select(
            event.case_name,
            func.max(title),
            event.verdict,
            event.diagnosis,
            func.max(mistake),
            func.count(),
            func.min(event.seq % 100_000),
        )
        .join(ranked, (ranked.c.id == event.submission_id) & (ranked.c.graded_run == event.run))
        .where(ranked.c.rank == 1, event.kind == EventKind.CASE.value)
        .group_by(event.case_name, event.verdict, event.diagnosis)
    ).all()
    by_case: dict[str, list[tuple[str, str, Verdict, str | None, str | None, int, int]]] = {}
    for row in sorted((tuple(row) for row in rows), key=lambda row: row[-1]):
        by_case.setdefault(row[0], []).append(row)
    return [_pass_rate(case, found) for case, found in by_case.items()]


def _pass_rate(case: str, rows: Sequence[tuple[str, str, Verdict, str | None, str | None, int, int]]) -> PassRate:
    named = [(name, title or name, number) for _, _, _, name, title, number, _ in rows if name]
    totals: dict[tuple[str, str], int] = {}
    for name, title, number in named:
        totals[name, title] = totals.get((name, title), 0) + number
    diagnoses = sorted(((name, title, number) for (name, title), number in totals.items()), key=lambda it: -it[2])
    return PassRate(
        case=case,
        title=rows[0][1],
        passed=sum(row[5] for row in rows if row[2] is Verdict.ACCEPTED),
        total=sum(row[5] for row in rows),
        diagnoses=tuple(diagnoses),
    )


def mistakes(session: Session, course_id: int, assignment: str, counts: Counts = Counts.BEST) -> list[Mistake]:
    """The diagnosed mistakes, most frequent first; each student counts once per mistake."""
    ranked = counting(course_id, assignment, counts).subquery()
    event = SubmissionEvent
    students = func.count(ranked.c.student.distinct())
    still = func.count(case((ranked.c.rank == 1, ranked.c.student)).distinct())
    rows = session.execute(
        select(
            event.diagnosis,
            func.max(event.payload["diagnosis", "title"].as_string()),
            students,
            still,
            func.max(ranked.c.id),
        )
        .join(ranked, (ranked.c.id == event.submission_id) & (ranked.c.graded_run == event.run))
        .where(event.diagnosis.is_not(None))
        .group_by(event.diagnosis)
        .order_by(students.desc(), event.diagnosis)
    )
    return [
        Mistake(name=str(name), title=title or str(name), students=number, still=remaining, example_id=example)
        for name, title, number, remaining, example in rows
    ]


def in_flight(session: Session, course_id: int) -> dict[tuple[str, str], int]:
    """The number of waiting and running submissions by (student, assignment), where there are any."""
    columns = (Submission.student, Submission.assignment)
    unfinished = Submission.status.in_((Lifecycle.QUEUED, Lifecycle.RUNNING))
    rows = session.execute(
        select(*columns, func.count()).where(Submission.course_id == course_id, unfinished).group_by(*columns)
    )
    return {(student, assignment): number for student, assignment, number in rows}


def students_failing(
    session: Session, course_id: int, assignment: str, case: str, counts: Counts = Counts.BEST
) -> list[tuple[str, str]]:
    """(student, submission id) of each attempt that counts and fails this test case."""
    ranked = counting(course_id, assignment, counts).subquery()
    event = SubmissionEvent
    failing = (ranked.c.rank == 1, event.case_name == case, event.verdict != Verdict.ACCEPTED)
    rows = session.execute(
        select(ranked.c.student, ranked.c.id)
        .join(event, (ranked.c.id == event.submission_id) & (ranked.c.graded_run == event.run))
        .where(*failing)
        .order_by(ranked.c.student)
    )
    return [(student, submission_id) for student, submission_id in rows]
