"""The grades of a course as a table: a line for each student, a cell for each assignment, a total."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.model.points import rescaled
from grader.store import courses, extensions, gradebooks, results
from grader.store.gradebooks import Rule
from grader.store.results import Attempt, Student
from grader.store.summaries import Summary, summaries


class Cell(NamedTuple):
    """A student's grade in an assignment."""

    slug: str
    max_score: float
    #: The attempt that counts; None while nothing is graded.
    attempt: Attempt | None
    #: Out of the assignment's points now.
    points: float | None
    #: Number of graded attempts.
    attempts: int
    #: An attempt waits or is being graded.
    is_running: bool
    #: The student has an extension.
    is_extended: bool = False
    #: Students may see the points.
    is_released: bool = True

    @property
    def is_late(self) -> bool:
        """Whether the attempt that counts is late."""
        return self.attempt is not None and self.attempt.late_seconds > 0

    @property
    def is_overridden(self) -> bool:
        """Whether people have set its points."""
        return self.attempt is not None and self.attempt.is_overridden

    @property
    def is_full(self) -> bool:
        """Whether these are full marks, up to the rounding of sums of points."""
        return self.points is not None and self.points > self.max_score - 1e-6

    @property
    def share(self) -> float:
        """Share of the points, between 0 and 1; 0 without an attempt."""
        return (self.points or 0.0) / self.max_score if self.max_score else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A student with a cell for each assignment."""

    student: Student
    cells: tuple[Cell, ...]
    #: The attempts at each assignment, in order.
    attempts: tuple[Sequence[Attempt], ...]
    #: Points, or percent where the course has weights or leaves results out.
    total: float
    #: Share of what could be earned, between 0 and 1.
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSummary:
    """What searching, filtering and sorting need of a student's line."""

    student: Student
    #: By assignment, out of its points now; None without a result.
    points: tuple[float | None, ...]
    total: float
    share: float
    #: Whether any cell is late, overridden, or being graded.
    is_late: bool
    is_overridden: bool
    is_running: bool


@dataclass(frozen=True, kw_only=True)
class Median:
    """Medians of the students with a result."""

    #: One for each assignment; None without results.
    columns: tuple[float | None, ...]
    total: float | None


def lines(
    db: Session, course_id: int, assignments: Sequence[Assignment], *, students: Sequence[Student] | None = None
) -> list[Line]:
    """The lines of all students of a course, or of these, by name."""
    chosen = results.students(db, course_id) if students is None else list(students)
    only = None if students is None else [student.student for student in students]
    rule = gradebooks.rule(db, course_id)
    found: dict[str, dict[str, list[Attempt]]] = {}
    counts = {assignment.slug: assignment.counts for assignment in assignments}
    for attempt in results.attempts(db, course_id, counts, students=only):
        found.setdefault(attempt.student, {}).setdefault(attempt.assignment, []).append(attempt)
    settings = _Settings(
        rule=rule,
        extended={(extension.student, slug) for slug, extension in extensions.of_course(db, course_id)},
        pending={row.slug for row in courses.course_assignments(db, course_id, hidden_too=True) if not row.released},
    )
    columns = [(assignment.slug, assignment.max_score) for assignment in assignments]
    return [_line(student, found.get(student.student, {}), columns, settings) for student in chosen]


@dataclass(frozen=True, kw_only=True)
class _Settings:
    rule: Rule
    #: (student, slug) of the extensions.
    extended: Set[tuple[str, str]]
    #: Slugs of the assignments whose points students may not see yet.
    pending: Set[str]


def _line(
    student: Student,
    mine: Mapping[str, Sequence[Attempt]],
    columns: Sequence[tuple[str, float]],
    settings: _Settings,
) -> Line:
    name, tries = student.student, tuple(mine.get(slug, ()) for slug, _ in columns)
    cells = tuple(
        _cell(slug, most, attempts, (name, slug) in settings.extended, slug not in settings.pending)
        for (slug, most), attempts in zip(columns, tries, strict=True)
    )
    total, share = total_of(cells, settings.rule)
    return Line(
        student=student,
        cells=cells,
        attempts=tries,
        total=total,
        share=share,
    )


def _cell(slug: str, max_score: float, mine: Sequence[Attempt], is_extended: bool, is_released: bool) -> Cell:
    """A student's cell, from all attempts at the assignment."""
    counting, points, graded, is_running = None, None, 0, False
    for attempt in mine:
        graded += attempt.score is not None
        is_running = is_running or attempt.is_running
        if attempt.counts:
            counting = attempt
    if counting is not None and (earned := counting.points) is not None:
        points = rescaled(earned, counting.max_score, max_score)
    return Cell(slug, max_score, counting, points, graded, is_running, is_extended, is_released)


def total_of(cells: Sequence[Cell], rule: Rule) -> tuple[float, float]:
    """(total, share between 0 and 1). The total is in points, or in percent unless the rule is plain.

    An assignment without a result counts as 0. The results that are left out are those with the lowest share of points.
    """
    kept = sorted(cells, key=lambda cell: cell.share)[rule.drop_lowest :] if rule.drop_lowest else cells
    weights = [rule.weights.get(cell.slug, cell.max_score) for cell in kept]
    possible = sum(weights)
    earned = sum(cell.share * weight for cell, weight in zip(kept, weights, strict=True))
    share = earned / possible if possible else 0.0
    if rule.is_plain:
        return round(sum(cell.points or 0.0 for cell in cells), 6), share
    return round(100 * share, 6), share


def line_summaries(db: Session, course_id: int, assignments: Sequence[Assignment]) -> list[LineSummary]:
    """The lines of all students of a course in short, by name."""
    rule = gradebooks.rule(db, course_id)
    mine: dict[str, dict[str, Summary]] = {}
    for summary in summaries(db, course_id, {assignment.slug: assignment.counts for assignment in assignments}):
        mine.setdefault(summary.student, {})[summary.assignment] = summary
    columns = [(assignment.slug, assignment.max_score) for assignment in assignments]
    students = results.students(db, course_id)
    return [_line_summary(student, mine.get(student.student, {}), columns, rule) for student in students]


def _line_summary(
    student: Student, mine: Mapping[str, Summary], columns: Sequence[tuple[str, float]], rule: Rule
) -> LineSummary:
    points = tuple(
        rescaled(found.points, found.max_score, most)
        if (found := mine.get(slug)) is not None and found.points is not None
        else None
        for slug, most in columns
    )
    cells = [Cell(slug, most, None, value, 0, False) for (slug, most), value in zip(columns, points, strict=True)]
    total, share = total_of(cells, rule)
    return LineSummary(
        student=student,
        points=points,
        total=total,
        share=share,
        is_late=any(found.is_late for found in mine.values()),
        is_overridden=any(found.is_overridden for found in mine.values()),
        is_running=any(found.is_running for found in mine.values()),
    )


def median(table: Sequence[LineSummary]) -> Median:
    """The medians of all columns and of the total."""
    width = len(table[0].points) if table else 0
    columns = [[line.points[number] for line in table] for number in range(width)]
    return Median(
        columns=tuple(_median([points for points in column if points is not None]) for column in columns),
        total=_median([line.total for line in table if any(points is not None for points in line.points)]),
    )


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
