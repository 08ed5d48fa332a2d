"""Grades of a course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.model import Counts, Verdict
from grader.store import courses, extensions, results
from grader.store.models import Submission
from grader.store.results import Attempt, Student


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


def grades(session: Session, course_id: int, assignment: str, counts: Counts = Counts.BEST) -> list[Grade]:
    """The grade of each enrolled student, and of each student that an API client submitted for, by name.

    Removed members and those who teach have none. A submission that is being graded again counts with its previous
    result.
    """
    mine: dict[str, list[Attempt]] = {}
    for attempt in results.attempts(session, course_id, {assignment: counts}):
        if attempt.score is not None:
            mine.setdefault(attempt.student, []).append(attempt)
    given = courses.course_assignment(session, course_id, assignment, removed_too=True)
    extended = extensions.students_with(session, given.id) if given is not None else frozenset()
    released = given is None or given.released
    return [
        replace(_grade(student, mine.get(student.student, ())), extended=student.student in extended, released=released)
        for student in results.students(session, course_id)
    ]


def _grade(student: Student, graded: Sequence[Attempt]) -> Grade:
    row = next((attempt for attempt in graded if attempt.counts), None)
    return Grade(
        student=student.student,
        name=student.name,
        person_id=student.person_id,
        attempts=len(graded),
        score=row.points if row else None,
        graded_score=row.score if row else None,
        max_score=row.max_score if row else None,
        verdict=Verdict(row.verdict) if row and row.verdict else None,
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
    mine = results.attempts(session, course_id, {assignment: counts}, students=[student])
    chosen = next((attempt.id for attempt in mine if attempt.counts), None)
    return session.get(Submission, chosen) if chosen is not None else None


def highest_max_score(session: Session, course_id: int, assignment: str) -> float:
    """The highest maximum score of the graded submissions; 0 if there are none."""
    mine = select(func.max(Submission.max_score)).where(
        Submission.course_id == course_id, Submission.assignment == assignment
    )
    return session.scalar(mine) or 0.0
