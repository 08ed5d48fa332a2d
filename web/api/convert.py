"""Converts database rows to the REST API's responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from grader.model import Assignment
from grader.model.question import Question
from grader.store.attempts import AttemptNumber
from grader.store.models import CourseAssignment, Submission
from web.access import Visibility, points_are_hidden, report_for
from web.api.assignment_schemas import AssignmentDetail, AssignmentOut, OptionOut, QuestionOut, RowOut
from web.api.schemas import (
    LateOut,
    Links,
    SubmissionAccepted,
    SubmissionOut,
    SubmissionSummary,
)
from web.attempt_names import counted_number
from web.course_assignments import attempts_allowed
from web.late_text import Late


def links(submission_id: str) -> Links:
    """Addresses of a submission's resources, relative to this service."""
    return Links(
        self=url_for("api.read_submission", submission_id=submission_id),
        events=url_for("api.watch_submission", submission_id=submission_id),
    )


def _assignment(assignment: Assignment, course_assignment: CourseAssignment) -> dict[str, Any]:
    return {
        "slug": assignment.slug,
        "title": assignment.title,
        "course": assignment.course,
        "course_id": course_assignment.course_id,
        "summary": assignment.summary,
        "entry_points": list(assignment.entry_points),
        "max_score": assignment.max_score,
        "attempts": attempts_allowed(assignment, course_assignment),
        "counts": assignment.counts.value,
        "due_at": course_assignment.due_at,
    }


def assignment_out(assignment: Assignment, course_assignment: CourseAssignment) -> AssignmentOut:
    """An assignment in a list."""
    return AssignmentOut(**_assignment(assignment, course_assignment))


def assignment_detail(assignment: Assignment, course_assignment: CourseAssignment) -> AssignmentDetail:
    """An assignment with its task."""
    return AssignmentDetail(
        **_assignment(assignment, course_assignment),
        rows=[RowOut(name=row.name, title=row.title, points=row.points) for row in assignment.rows],
        questions=[_question(question) for question in assignment.questions],
        prompt=assignment.prompt,
        starter=assignment.starter,
        support=assignment.support,
    )


def _question(question: Question) -> QuestionOut:
    return QuestionOut(
        name=question.name,
        title=question.title,
        row=question.row,
        kind=question.kind.value,
        text=question.text,
        options=[OptionOut(name=option.name, text=option.text) for option in question.options],
    )


def accepted(submission: Submission) -> SubmissionAccepted:
    """The response to a new submission."""
    return SubmissionAccepted(id=submission.id, status=submission.status, links=links(submission.id))


def late_out(row: Late) -> LateOut:
    """What lateness costs a submission or a grade."""
    return LateOut(seconds=row.late_seconds, days_used=row.late_days, percent=row.late_percent)


def _summary(row: Submission, visibility: Visibility, number: AttemptNumber | None) -> dict[str, Any]:
    # What decides on hidden points is read once per request for a student and an assignment.
    pending = row.graded_run is not None and points_are_hidden(row, visibility)
    return {
        "id": row.id,
        "assignment": row.assignment,
        "student": row.student,
        "attempt": counted_number(number),
        "trial": row.practice,
        "question": row.question,
        "status": row.status,
        "verdict": None if pending else row.verdict,
        "score": None if pending else row.points,
        "graded_score": None if pending else row.score,
        "max_score": row.max_score,
        "late": late_out(row),
        "pending": pending,
        "created_at": row.created_at,
        "graded_at": row.finished_at if row.graded_run is not None else None,
        "error": row.failure,
        "links": links(row.id),
    }


def summaries(
    rows: Sequence[Submission], visibility: Visibility, numbers: Mapping[str, AttemptNumber]
) -> list[SubmissionSummary]:
    """Submissions in a list, as far as the caller may see them; `numbers` are those of their attempts, by id."""
    return [SubmissionSummary(**_summary(row, visibility, numbers.get(row.id))) for row in rows]


def submission_out(
    row: Submission, visibility: Visibility, queue_position: int | None, number: AttemptNumber | None
) -> SubmissionOut:
    """A submission with its report, as far as the caller may see it; `number` is that of its attempt."""
    report: Any = report_for(row, visibility)
    return SubmissionOut(**_summary(row, visibility, number), report=report, queue_position=queue_position)
