"""The grades of a course as a table: a line for each student, a cell for each assignment, a total."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.model.points import rescaled
from grader.store import courses, extensions, gradebooks, results
from grader.store.gradebooks import Rule
from grader.store.results import Attempt, Student


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
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
    return [_line(student, found.get(student.student, {}), assignments, settings) for student in chosen]


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
    assignments: Sequence[Assignment],
    settings: _Settings,
) -> Line:
    cells = tuple(
        replace(
            cell_of(assignment, mine.get(assignment.slug, ())),
            is_extended=(student.student, assignment.slug) in settings.extended,
            is_released=assignment.slug not in settings.pending,
        )
        for assignment in assignments
    )
    total, share = total_of(cells, settings.rule)
    tries = tuple(mine.get(assignment.slug, ()) for assignment in assignments)
    return Line(student=student, cells=cells, attempts=tries, total=total, share=share)


def cell_of(assignment: Assignment, mine: Sequence[Attempt]) -> Cell:
    """A student's cell, from all attempts at the assignment."""
    counting = next((attempt for attempt in mine if attempt.counts), None)
    points = None
    if counting is not None and counting.points is not None:
        points = rescaled(counting.points, counting.max_score, assignment.max_score)
    return Cell(
        slug=assignment.slug,
        max_score=assignment.max_score,
        attempt=counting,
        points=points,
        attempts=sum(attempt.score is not None for attempt in mine),
        is_running=any(attempt.is_running for attempt in mine),
    )


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


def median(table: Sequence[Line]) -> Median:
    """The medians of all columns and of the total."""
    width = len(table[0].cells) if table else 0
    columns = [[line.cells[number].points for line in table] for number in range(width)]
    return Median(
        columns=tuple(_median([points for points in column if points is not None]) for column in columns),
        total=_median([line.total for line in table if any(cell.points is not None for cell in line.cells)]),
    )


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
