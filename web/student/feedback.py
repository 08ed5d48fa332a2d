"""A submission's events and report as view models and messages: the same for live, polled and rendered results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute, url_for
from sqlalchemy.orm import Session

from grader.model import Assignment, CaseResult, Lifecycle
from grader.store import pauses, submissions
from grader.store.events import EventKind, StoredEvent, events_after
from grader.store.models import Submission
from grader.store.outlines import CaseOutline, outline
from web.attempt_names import attempt_names
from web.i18n import gettext
from web.repairs import is_expected
from web.services import reading
from web.student import assignment_context
from web.student.board import BoardView, board, ended_board, graded_board
from web.student.causes import load_cause
from web.student.loading import LoadError, without_details
from web.student.outcome import Outcome, outcome, with_load_error, with_success
from web.student.results import CANCELLED, NOT_RUN, CaseView, finished_case
from web.student.training import TrainingReport, training_report

#: Progress comes from the sandbox, so that only its numbers reach the page.
PROGRESS_NUMBERS = ("iteration", "of", "seconds")


@dataclass(frozen=True, kw_only=True)
class SubmissionView:
    """A submission with its view models."""

    submission: Submission
    outcome: Outcome
    cases: Mapping[str, CaseView]
    #: The same as the board shows them: without_details, where the board tells once why none could be run.
    board_cases: Mapping[str, CaseView]
    board: BoardView
    #: The drawings of a training run; None if there are none.
    report: TrainingReport | None
    #: Number of the last event in `cases`; a live stream resumes after it.
    seq: int


def submission_view(
    db: Session, assignment: Assignment, submission: Submission, *, redacted: bool = True
) -> SubmissionView:
    """The current state of `submission`, which was read with its report."""
    events = events_after(db, submission.id, 0)
    cases: dict[str, CaseView] = {}
    for event in events:
        if event.kind is EventKind.CASE:
            case = case_view(event.payload, assignment, submission.attempt, redacted=redacted)
            cases[case.name] = case
    rows = board(assignment, _outlines(db, submission), cases, practice=submission.practice)
    name = attempt_names(db, [submission])[submission.id]
    queued = submission.status is Lifecycle.QUEUED
    pause = pauses.pause_of(db, submission.lane, submission.course_id, submission.assignment) if queued else None
    result = outcome(assignment, submission, rows, cases, name, redacted=redacted, paused=pause is not None)
    result = with_load_error(db, assignment, submission, with_success(db, assignment, submission, result), cases)
    board_cases = cases
    if result.load_error is not None:
        board_cases = {name: without_details(case) for name, case in cases.items()}
        rows = board(assignment, _outlines(db, submission), board_cases, practice=submission.practice)
    return SubmissionView(
        submission=submission,
        outcome=result,
        cases=cases,
        board_cases=board_cases,
        board=_final_board(assignment, submission, rows, result),
        report=training_report(cases.values(), events) if submission.status is Lifecycle.GRADED else None,
        seq=events[-1].seq if events else 0,
    )


def _outlines(db: Session, submission: Submission) -> list[CaseOutline]:
    """The tests that may have no result. A graded attempt has all its results; the tests may have changed since."""
    return (
        outline(db, submission.assignment) if submission.practice or submission.status is not Lifecycle.GRADED else []
    )


def _unfinished(submission: Submission) -> str:
    """What is said of tests without a result once the submission has ended."""
    return CANCELLED if submission.cancelled else NOT_RUN


def _final_board(assignment: Assignment, submission: Submission, rows: BoardView, result: Outcome) -> BoardView:
    if submission.status is Lifecycle.FAILED:
        return ended_board(rows, _unfinished(submission))
    if submission.status is not Lifecycle.GRADED:
        return rows
    cases = [case for row in rows.rows for case in row.cases]
    load = load_cause(result.load_error, cases) if result.load_error is not None else None
    return graded_board(rows, {question.name for question in assignment.questions}, load)


def case_view(payload: Mapping[str, Any], assignment: Assignment, attempt: int, *, redacted: bool = True) -> CaseView:
    """The view of a stored `case` event of attempt number `attempt`."""
    result = CaseResult.from_json(payload)
    question = any(asked.name == result.name for asked in assignment.questions)
    level = assignment.hint_level(attempt)
    return finished_case(result, assignment.hidden_feedback, level, redacted=redacted, question=question)


def message(event: StoredEvent, assignment: Assignment, attempt: int, *, redacted: bool = True) -> dict[str, Any]:
    """The message of an event for the page's script. Its HTML is rendered here, so that it is escaped in one place."""
    if event.kind is EventKind.CASE:
        case = case_view(event.payload, assignment, attempt, redacted=redacted)
        return case_message(case, has_questions=bool(assignment.questions))
    if event.kind is EventKind.PROGRESS:
        return progress_message(event.payload)
    with reading() as db:
        return done_message(db, event.submission_id, assignment, redacted=redacted)


def case_message(case: CaseView, *, has_questions: bool) -> dict[str, Any]:
    """A finished case: its HTML and the fields the script needs; `has_questions`: it may be an answer to a question."""
    beside_question = get_template_attribute("student/questions.html", "question_result")
    return {
        "name": case.name,
        "row": case.row,
        "title": case.title,
        "verdict": case.verdict,
        "verdictText": case.verdict_text,
        "score": case.score,
        "codeLine": case.code_line,
        "error": case.message,
        "html": str(get_template_attribute("student/parts.html", "case_item")(case)),
        "questionHtml": str(beside_question(case)) if has_questions else None,
    }


def progress_message(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The progress of a long case: numbers only, whatever the sandbox sent."""
    data = payload.get("data") or {}
    numbers = {str(key): value for key, value in data.items() if _is_numeric(value)}
    return {"case": payload.get("case"), **{key: payload.get(key) for key in PROGRESS_NUMBERS}, "data": numbers}


def _is_numeric(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, int | float) for item in value)
    return isinstance(value, int | float)


def done_message(db: Session, submission_id: str, assignment: Assignment, *, redacted: bool = True) -> dict[str, Any]:
    """The last message: the outcome's HTML, the board's if it is regrouped, and the score of each rubric row."""
    submission = submissions.get(db, submission_id, with_report=True)
    if submission is None:
        return _deleted_message(submission_id)
    view = submission_view(db, assignment, submission, redacted=redacted)
    beside_question = get_template_attribute("student/questions.html", "question_result")
    return {
        "status": submission.status.value,
        "html": str(get_template_attribute("student/outcome.html", "outcome")(view.outcome)),
        "board": _board_html(view),
        # What has been seen of a run that was cancelled is not taken away.
        "unfinished": gettext(_unfinished(submission)),
        "after": str(get_template_attribute("student/outcome.html", "after")(view.outcome, view.report)),
        "training": str(get_template_attribute("student/training.html", "report")(view.report))
        if view.report
        else None,
        "rowScores": {
            row.name: sum(c.score for c in view.cases.values() if c.row == row.name) for row in assignment.rows
        },
        "summary": view.outcome.failure or view.outcome.summary,
        # A mistake is recognised after the single results were sent.
        "answers": {
            question.name: str(beside_question(view.board_cases[question.name]))
            for question in assignment.questions
            if question.name in view.board_cases
        },
        "mark": _mark(view.outcome.load_error),
        "score": view.outcome.score,
        "maxScore": view.outcome.max_score,
        "page": url_for("student.submission_page", submission_id=submission_id),
        "repairs": _repairs_url(submission),
        "progress": progress_of_student(db, submission, assignment),
    }


def _board_html(view: SubmissionView) -> str | None:
    """The tests by cause, with places for the rows that the page has; None if the page's rows stay as they are."""
    if not view.board.grouped:
        return None
    load = view.outcome.load_error
    return str(get_template_attribute("student/parts.html", "board")(view.board, moved=load is None, load=load))


def _deleted_message(submission_id: str) -> dict[str, Any]:
    """The end of a submission that was deleted meanwhile."""
    return {
        "status": Lifecycle.FAILED.value,
        "html": "",
        "board": None,
        "unfinished": gettext(NOT_RUN),
        "after": "",
        "training": None,
        "rowScores": {},
        "summary": "",
        "answers": {},
        "mark": None,
        "score": None,
        "maxScore": None,
        "page": url_for("student.submission_page", submission_id=submission_id),
        "repairs": None,
        "progress": None,
    }


def _repairs_url(submission: Submission) -> str | None:
    """Where the page's script asks for repairs; None when none are searched for."""
    return url_for("student.submission_repairs", submission_id=submission.id) if is_expected(submission) else None


def _mark(failure: LoadError | None) -> dict[str, Any] | None:
    """The line of the load error, for the editor."""
    if failure is None or failure.case.code_line is None:
        return None
    return {"line": failure.case.code_line, "message": failure.case.message}


def progress_of_student(db: Session, submission: Submission, assignment: Assignment) -> dict[str, Any] | None:
    """Attempts left, in all and at each question, and score, as text; None unless the reader is the student."""
    context = assignment_context.context_of(db, submission)
    if context is None:
        return None
    progress = assignment_context.student_progress(db, context)
    left = progress.attempts_left
    return {
        "attemptsLeft": gettext("Unlimited") if left is None else str(left),
        "score": f"{_score_text(progress)} / {assignment.max_score:g}",
        "closed": progress.closed,
        "tries": dict(progress.tries_left),
    }


def _score_text(progress: assignment_context.StudentProgress) -> str:
    if progress.pending:
        return gettext("pending")
    return "–" if progress.score is None else f"{progress.score:g}"
