"""One student for their instructors: what is wrong, when they worked, and their grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Assignment
from grader.store import outlines, results, submission_list
from grader.store.models import Course, Submission
from grader.store.results import Attempt
from grader.store.verdicts import named_mistakes, verdicts
from web.attempt_names import attempt_names
from web.instructor.base import blueprint, course_assignments, teaching
from web.services import current_time, reading
from web.statistics import course_table
from web.statistics.course_table import Cell
from web.statistics.numbers import attempts_without_progress, is_stuck
from web.student.strip import Strip, strip_of_attempt

#: Days of the timeline, attempts and runs in the list.
DAYS, MOST_RUNS = 14, 50
#: Pixels of an assignment's line in the timeline, and radii of its dots.
LINE, SMALLEST, LARGEST = 46, 3.5, 7.5


@dataclass(frozen=True, kw_only=True)
class Dot:
    """An attempt in the timeline."""

    x: float
    radius: float
    is_full: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class AssignmentRow:
    """An assignment that the student has begun, or not."""

    assignment: Assignment
    cell: Cell
    strip: Strip | None
    last_at: datetime | None
    #: Titles of the known mistakes of the latest graded attempt.
    mistakes: tuple[str, ...]
    #: Attempts without a better score; 0 unless the student is stuck.
    stuck: int
    latest_id: str
    dots: tuple[Dot, ...]


@blueprint.get("/<int:course_id>/student/<path:student>")
@teaching
def student_page(course: Course, student: str) -> ResponseReturnValue:
    """The page. 404 for a name that the course does not know."""
    assignments = [assignment for assignment, _ in course_assignments(course)]
    now = current_time()
    with reading() as db:
        who = results.student(db, course.id, student)
        if who is None:
            raise NotFound("There is no such student in this course.")
        line = course_table.lines(db, course.id, assignments, students=[who])[0]
        runs = submission_list.page(db, [course.id], student=who.student, size=MOST_RUNS)
        attempts = [attempt for each in line.attempts for attempt in each]
        names = attempt_names(db, [*runs.items, *attempts])
        rows = _rows(db, line, assignments, names, now)
    started = [row for row in rows if row.cell.attempts or row.cell.is_running]
    return render_template(
        "instructor/student.html",
        course=course,
        who=who,
        line=line,
        points_in_all=sum(assignment.max_score for assignment in assignments),
        rows=rows,
        started=started,
        timeline=[row for row in started if row.dots],
        days=_days(now),
        line_height=LINE,
        titles={assignment.slug: assignment.title for assignment in assignments},
        runs=runs,
        names=names,
    )


def _rows(
    db: Session,
    line: course_table.Line,
    assignments: Sequence[Assignment],
    names: Mapping[str, str],
    now: datetime,
) -> list[AssignmentRow]:
    shown = [attempts[-1] for attempts in map(_graded, line.attempts) if attempts]
    shown += [cell.attempt for cell in line.cells if cell.attempt is not None]
    found = [row for attempt in shown if (row := db.get(Submission, attempt.id)) is not None]
    known, named = verdicts(db, found), named_mistakes(db, found)
    return [
        _row(db, assignment, cell, attempts, known, named, _dots(attempts, names, now))
        for assignment, cell, attempts in zip(assignments, line.cells, line.attempts, strict=True)
    ]


def _graded(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.score is not None]


def _row(
    db: Session,
    assignment: Assignment,
    cell: Cell,
    attempts: Sequence[Attempt],
    known: Mapping[str, Mapping[str, str]],
    named: Mapping[str, Sequence[tuple[str, str]]],
    dots: tuple[Dot, ...],
) -> AssignmentRow:
    graded = _graded(attempts)
    latest = graded[-1].id if graded else ""
    strip = None
    if cell.attempt is not None:
        strip = strip_of_attempt(outlines.outline(db, assignment.slug), known.get(cell.attempt.id, {}))
    return AssignmentRow(
        assignment=assignment,
        cell=cell,
        strip=strip,
        last_at=attempts[-1].created_at if attempts else None,
        mistakes=tuple(dict.fromkeys(title for _, title in named.get(latest, ()))),
        stuck=attempts_without_progress(graded) if is_stuck(graded) else 0,
        latest_id=latest,
        dots=dots,
    )


def _dots(attempts: Sequence[Attempt], names: Mapping[str, str], now: datetime) -> tuple[Dot, ...]:
    recent = [attempt for attempt in _graded(attempts) if attempt.created_at > now - timedelta(days=DAYS)]
    return tuple(_dot(attempt, names[attempt.id], now) for attempt in recent)


def _dot(attempt: Attempt, name: str, now: datetime) -> Dot:
    return Dot(
        x=_across(attempt.created_at, now),
        radius=round(SMALLEST + (LARGEST - SMALLEST) * attempt.merit, 1),
        is_full=attempt.merit > 1 - 1e-9,
        text=f"{name}: {attempt.full_points or 0:g} of {attempt.max_score or 0:g}",
    )


def _across(when: datetime, now: datetime) -> float:
    """Place in percent: two percent at both ends are left for the dots."""
    return round(2 + 96 * (1 - (now - when) / timedelta(days=DAYS)), 2)


def _days(now: datetime) -> list[tuple[float, datetime]]:
    """(place, day) of every other day."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=number) for number in range(DAYS - 1, -1, -2)]
    return [(_across(day, now), day) for day in days]
