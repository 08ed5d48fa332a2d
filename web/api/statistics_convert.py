"""Converts grades and statistics to the REST API's responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.model import Verdict
from grader.store.models import ScoreState
from web.api.statistics_schemas import (
    AnalysisOut,
    AssignmentNumbers,
    GradebookCell,
    GradebookLine,
    ItemOut,
    LaneOut,
    MistakeOut,
    ScoreBar,
    StatisticsOut,
    TestOut,
)
from web.statistics.analysis import Analysis
from web.statistics.attention import Attention
from web.statistics.course_table import Cell, Line
from web.statistics.mistakes import KnownMistake


def gradebook_line(line: Line, sent: Mapping[tuple[int, str], ScoreState]) -> GradebookLine:
    """A student; `sent`: the states of scores at learning management systems, by person and assignment."""
    student = line.student
    return GradebookLine(
        student=student.student,
        name=student.name,
        section=student.section,
        sis_id=student.sis_id,
        external_id=student.external_id,
        total=line.total,
        share=round(line.share, 6),
        cells=[_cell(cell, sent.get((student.person_id or 0, cell.slug))) for cell in line.cells],
    )


def _cell(cell: Cell, lms: ScoreState | None) -> GradebookCell:
    attempt = cell.attempt
    return GradebookCell(
        assignment=cell.slug,
        score=cell.points,
        graded_score=attempt.score if attempt else None,
        verdict=Verdict(attempt.verdict) if attempt and attempt.verdict else None,
        attempts=cell.attempts,
        late_seconds=attempt.late_seconds if attempt else 0,
        late_percent=attempt.late_percent if attempt else 0.0,
        extended=cell.is_extended,
        overridden=cell.is_overridden,
        running=cell.is_running,
        submission=attempt.id if attempt else None,
        submitted_at=attempt.created_at if attempt else None,
        lms=lms,
    )


def mistake_out(found: KnownMistake) -> MistakeOut:
    """A known mistake."""
    direction: Any = found.direction
    return MistakeOut(
        assignment=found.assignment,
        name=found.name,
        title=found.title,
        now=found.now,
        ever=found.ever,
        direction=direction,
        trend=list(found.trend),
        students=list(found.students),
        submissions=list(found.submissions),
        example=found.example_id,
    )


def statistics_out(found: Attention) -> StatisticsOut:
    """A course at a glance."""
    return StatisticsOut(
        students=found.students,
        attention=[
            ItemOut(
                kind=item.kind,
                assignment=item.assignment or None,
                title=item.title,
                number=item.number,
                test=item.test or None,
                students=list(item.students),
                due_at=item.due_at,
            )
            for item in found.items
        ],
        lanes=[
            LaneOut(lane=lane.lane, waiting=lane.waiting, running=lane.running, oldest_at=lane.oldest_at)
            for lane in found.lanes
        ],
        assignments=[
            AssignmentNumbers(
                assignment=line.assignment.slug,
                title=line.assignment.title,
                due_at=line.course_assignment.due_at,
                problem=line.problem or None,
                submitted=line.submitted,
                full_marks=line.full,
                stuck=line.stuck,
                median=line.median,
            )
            for line in found.lines
        ],
    )


def analysis_out(slug: str, found: Analysis) -> AnalysisOut:
    """An assignment in numbers."""
    return AnalysisOut(
        assignment=slug,
        students=found.students,
        submitted=found.submitted,
        full_marks=found.full,
        late=found.late,
        stuck=found.stuck,
        mean=found.mean,
        median=found.median,
        median_attempts=found.median_attempts,
        attempts_to_full=dict(found.attempts_to_full),
        scores=[
            ScoreBar(low=bar.low, high=bar.high, students=bar.number, first_attempt=first.number)
            for bar, first in zip(found.scores, found.first_scores, strict=True)
        ],
        tests=[
            TestOut(
                name=line.numbers.name,
                title=line.title,
                row=line.row,
                points=line.points,
                visible=line.visible,
                passed=line.numbers.passed,
                students=line.numbers.total,
                first_passed=line.numbers.first,
                attempts_to_pass=line.numbers.attempts_to_pass,
                discrimination=line.numbers.discrimination,
            )
            for line in found.tests
        ],
    )
