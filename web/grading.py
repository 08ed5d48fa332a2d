"""A course's grades as the files of `web.gradebook`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Response
from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.model.points import rescaled as points_now
from grader.store import grades
from grader.store.grades import Grade
from web.gradebook import Cell, FileFormat, Item, Row, write
from web.late_text import is_late
from web.services import reading


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


def course_grades(course_id: int, assignments: Sequence[Assignment]) -> dict[str, dict[str, Grade]]:
    """Per student, per assignment: the grade. Students in order of their names."""
    table: dict[str, dict[str, Grade]] = {}
    with reading() as db:
        for assignment in assignments:
            for line in current_grades(db, course_id, assignment):
                table.setdefault(line.student, {})[assignment.slug] = line
    return dict(sorted(table.items(), key=_by_name))


def _by_name(entry: tuple[str, dict[str, Grade]]) -> tuple[str, str]:
    student, lines = entry
    return next(iter(lines.values())).name.casefold(), student


def csv_file(course_id: int, assignments: Sequence[Assignment], kind: FileFormat) -> Response:
    """The course's grades in these assignments as a file to save."""
    items = [
        Item(slug=assignment.slug, title=assignment.title, max_score=assignment.max_score) for assignment in assignments
    ]
    rows = [
        Row(
            name=next(iter(lines.values())).name,
            email=student,
            external_id="",
            cells=[_cell(lines.get(item.slug)) for item in items],
        )
        for student, lines in course_grades(course_id, assignments).items()
    ]
    slugs = [item.slug for item in items] if len(items) == 1 else []
    formats = [kind.value] if kind is not FileFormat.CSV else []
    name = "-".join([*slugs, "grades", *formats])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(write(kind, items, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _cell(line: Grade | None) -> Cell | None:
    if line is None or line.score is None or line.verdict is None or line.submitted_at is None:
        return None
    return Cell(
        score=line.score,
        verdict=line.verdict.value,
        attempts=line.attempts,
        submitted_at=line.submitted_at.isoformat(timespec="seconds"),
        late_percent=line.late_percent,
        late_days=line.late_days,
        is_late=is_late(line),
        extended=line.extended,
        released=line.released,
    )
