"""A course's grades as the files of `web.gradebook`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Response
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.model.points import rescaled as points_now
from grader.store import grades, known_outcomes, overrides
from grader.store.grades import Grade
from web.gradebook import Cell, FileFormat, Item, Missing, Row, write
from web.services import reading
from web.statistics import course_table


def rescaled(score: float | None, points: float | None, max_score: float) -> float | None:
    """`grader.model.points.rescaled`, and None where there is no score."""
    return None if score is None else points_now(score, points, max_score)


def current_grades(db: Session, course_id: int, assignment: Assignment) -> list[Grade]:
    """The grades of an assignment, out of its points now."""
    return [
        replace(
            line,
            score=rescaled(line.score, line.max_score, assignment.max_score),
            graded_score=rescaled(line.graded_score, line.max_score, assignment.max_score),
            full_score=rescaled(line.full_score, line.max_score, assignment.max_score),
            max_score=assignment.max_score,
        )
        for line in grades.grades(db, course_id, assignment.slug, assignment.counts)
    ]


def csv_file(
    course_id: int,
    assignments: Sequence[Assignment],
    kind: FileFormat,
    missing: Missing = Missing.EMPTY,
) -> Response:
    """The course's grades in these assignments as a file to save."""
    items = [
        Item(
            slug=assignment.slug,
            title=assignment.title,
            max_score=assignment.max_score,
            rows=[(row.name, row.title, row.points) for row in assignment.rows],
        )
        for assignment in assignments
    ]
    with reading() as db:
        table = course_table.lines(db, course_id, assignments)
        by_row = _points_by_row(db, course_id, table, items) if kind is FileFormat.ROWS else {}
    slugs = [item.slug for item in items] if len(items) == 1 else []
    formats = [kind.value] if kind is not FileFormat.CSV else []
    name = "-".join([*slugs, "grades", *formats])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    rows = [_row(line, by_row, kind) for line in table]
    text = write(kind, items, rows, missing)
    return Response(text, content_type="text/csv; charset=utf-8", headers=headers)


def _row(line: course_table.Line, by_row: Mapping[str, dict[str, float]], kind: FileFormat) -> Row:
    student, is_by_attempt = line.student, kind is FileFormat.ATTEMPTS
    return Row(
        name=student.name,
        email=student.student,
        external_id=student.external_id or "",
        sis_id=student.sis_id or "",
        section=student.section or "",
        cells=() if is_by_attempt else [_cell(cell, by_row) for cell in line.cells],
        attempts=line.attempts if is_by_attempt else (),
        total=line.total,
    )


def _cell(cell: course_table.Cell, by_row: Mapping[str, dict[str, float]]) -> Cell | None:
    attempt = cell.attempt
    if attempt is None or cell.points is None or attempt.verdict is None:
        return None
    return Cell(
        score=cell.points,
        verdict=attempt.verdict,
        attempts=cell.attempts,
        submitted_at=attempt.submitted_at,
        rows=by_row.get(attempt.id, {}),
        is_late=cell.is_late,
        late_percent=attempt.late_percent,
        late_days=attempt.late_days,
        extended=cell.is_extended,
        released=cell.is_released,
    )


def _points_by_row(
    db: Session, course_id: int, table: Sequence[course_table.Line], items: Sequence[Item]
) -> dict[str, dict[str, float]]:
    """By attempt: the points of each row, with those that people have set, out of the row's points now."""
    counting = [cell.attempt for line in table for cell in line.cells if cell.attempt is not None]
    found = known_outcomes.outcomes(db, counting)
    set_by_hand = overrides.by_row(db, course_id)
    most = {item.slug: {name: points for name, _, points in item.rows} for item in items}
    points: dict[str, dict[str, float]] = {}
    for line in table:
        for cell in line.cells:
            if cell.attempt is None or cell.attempt.id not in found:
                continue
            rows = {**found[cell.attempt.id].rows, **set_by_hand.get(cell.attempt.id, {})}
            points[cell.attempt.id] = {
                row: points_now(score, possible, most[cell.slug].get(row, possible))
                for row, (score, possible) in rows.items()
            }
    return points
