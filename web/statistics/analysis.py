"""The numbers of one assignment: scores, attempts, tests, mistakes, activity. Practice runs are not part of them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import known_outcomes, results
from grader.store.results import Attempt, Student
from web.statistics import numbers
from web.statistics.mistakes import KnownMistake, mistakes
from web.statistics.numbers import Bar, CaseNumbers
from web.statistics.titles import outline

#: Days of the activity before the deadline, or before today.
DAYS = 14


@dataclass(frozen=True, kw_only=True)
class TestLine:
    """A test with its numbers."""

    #: The title, with the rubric row's where another test has the same.
    title: str
    #: Name and title of the rubric row.
    row: str
    row_title: str
    points: float
    visible: bool
    numbers: CaseNumbers

    #: Not a test of pytest.
    __test__ = False


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """An assignment in numbers."""

    students: int
    submitted: int
    full: int
    #: Points; None while nothing is graded.
    mean: float | None
    median: float | None
    #: Students by points of the attempt that counts, and of the first attempt.
    scores: tuple[Bar, ...]
    first_scores: tuple[Bar, ...]
    #: (number of attempts, students who needed so many for full marks).
    attempts_to_full: tuple[tuple[int, int], ...]
    #: Median of them; None if nobody has full marks.
    median_attempts: float | None
    stuck: int
    late: int
    tests: tuple[TestLine, ...]
    mistakes: tuple[KnownMistake, ...]
    #: (start of the day, attempts), and what the last day ends with: "deadline" or "now".
    activity: tuple[tuple[datetime, int], ...]
    until: datetime
    #: Names of the sections of the course's students.
    sections: tuple[str, ...]


def analysis(
    db: Session,
    course_id: int,
    assignment: Assignment,
    *,
    due_at: datetime | None,
    now: datetime,
    section: str = "",
) -> Analysis:
    """The numbers of an assignment, of all students or of a section."""
    everybody = results.students(db, course_id)
    chosen = [student for student in everybody if not section or student.section == section]
    attempts = _of(results.attempts(db, course_id, {assignment.slug: assignment.counts}), chosen)
    outcomes = known_outcomes.outcomes(db, attempts)
    mine = numbers.by_student(attempts)
    shares = [attempt.fraction for attempt in attempts if attempt.counts]
    needed = [number for each in mine.values() if (number := numbers.attempts_to_full(each)) is not None]
    until = min(due_at, now) if due_at is not None else now
    most = assignment.max_score
    scores = numbers.distribution(shares, most)
    return Analysis(
        students=len(chosen),
        submitted=len(shares),
        full=scores[-1].number,
        mean=statistics.fmean(shares) * most if shares else None,
        median=statistics.median(shares) * most if shares else None,
        scores=tuple(scores),
        first_scores=tuple(numbers.distribution([each[0].fraction for each in mine.values()], most)),
        attempts_to_full=tuple(sorted(Counter(needed).items())),
        median_attempts=statistics.median(needed) if needed else None,
        stuck=sum(map(numbers.is_stuck, mine.values())),
        late=sum(attempt.counts and attempt.late_seconds > 0 for attempt in attempts),
        tests=tuple(_tests(db, assignment, attempts, outcomes)),
        mistakes=tuple(mistakes(attempts, outcomes, now)),
        activity=tuple(numbers.activity(attempts, until + timedelta(microseconds=1), DAYS)),
        until=until,
        sections=tuple(sorted({student.section for student in everybody if student.section})),
    )


def _of(attempts: Sequence[Attempt], students: Sequence[Student]) -> list[Attempt]:
    names = {student.student for student in students}
    return [attempt for attempt in attempts if attempt.student in names]


def _tests(
    db: Session, assignment: Assignment, attempts: Sequence[Attempt], outcomes: dict[str, known_outcomes.Outcome]
) -> list[TestLine]:
    """The tests in the order of the suite. Tests that the suite no longer has are left out if the suite is known."""
    known = {case.name: case for case in outline(db, assignment, attempts)}
    rows = {row.name: row.title for row in assignment.rows}
    lines = []
    for found in numbers.tests(attempts, outcomes, list(known)):
        case = known.get(found.name)
        if known and case is None:
            continue
        lines.append(
            TestLine(
                title=case.title if case else found.name,
                row=case.row if case else "",
                row_title=rows.get(case.row, case.row) if case else "",
                points=case.max_score if case else 0.0,
                visible=bool(case and case.visible),
                numbers=found,
            )
        )
    return lines
