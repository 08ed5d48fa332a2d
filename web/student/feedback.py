"""A submission's events and report as view models and messages: the same for live, polled and rendered results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import get_template_attribute, url_for
from sqlalchemy.orm import Session

from grader.errors import UploadRejected
from grader.model import Assignment, CaseResult, Lifecycle, Source
from grader.store import attempts, submissions
from grader.store.events import EventKind, StoredEvent, events_after
from grader.store.models import Submission
from grader.uploads import read_upload
from web.access import FREE
from web.repairs import is_expected
from web.services import reading
from web.student import assignment_context
from web.student.escaping import reveal
from web.student.loading import HEADLINE, LoadError, common_load_error, load_error, without_details
from web.student.results import CaseView, finished_case, headline

#: Progress comes from the sandbox, so that only its numbers reach the page.
PROGRESS_NUMBERS = ("iteration", "of", "seconds")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a submission, or its status while there is none."""

    id: str
    status: str
    practice: bool
    attempt: int
    verdict: str | None
    score: float | None
    max_score: float | None
    #: One line: how many tests passed, or the status.
    summary: str
    notes: tuple[str, ...]
    #: Why it was not graded; empty if it was.
    failure: str
    duration_ms: float | None
    #: After full marks: the next assignment of the course.
    next_assignment: assignment_context.NextAssignment | None = None
    #: Name of the first case with curves or pictures.
    pictures: str | None = None
    #: Why no test could be run at all.
    load_error: LoadError | None = None


@dataclass(frozen=True, kw_only=True)
class SubmissionView:
    """A submission with its view models."""

    submission: Submission
    outcome: Outcome
    cases: Mapping[str, CaseView]
    #: The same as the board shows them: without_details, where the outcome tells why none could be run.
    board_cases: Mapping[str, CaseView]
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
    failure = _load_error(db, assignment, submission, cases.values())
    result = replace(outcome(submission, cases.values()), next_assignment=_next_assignment(db, submission))
    if attempts.was_free(db, submission):
        result = replace(result, notes=(*result.notes, FREE))
    return SubmissionView(
        submission=submission,
        outcome=result if failure is None else _not_loaded(result, failure),
        cases=cases,
        board_cases=cases if failure is None else {name: without_details(case) for name, case in cases.items()},
        seq=events[-1].seq if events else 0,
    )


def outcome(submission: Submission, cases: Iterable[CaseView]) -> Outcome:
    """The outcome of `submission`, which was read with its report."""
    report = submission.report if submission.status is Lifecycle.GRADED else None
    known = list(cases)
    return Outcome(
        id=submission.id,
        status=submission.status.value,
        practice=submission.practice,
        attempt=submission.attempt,
        verdict=report["verdict"] if report else None,
        score=report["score"] if report else None,
        max_score=report["max_score"] if report else None,
        summary=headline(known) if report else STATUS_TEXTS.get(submission.status, ""),
        notes=tuple(reveal(note) for note in report["notes"]) if report else (),
        failure=reveal(submission.failure or "") if submission.status is Lifecycle.FAILED else "",
        duration_ms=report["duration_ms"] if report else None,
        pictures=next((case.name for case in known if case.drawings), None),
    )


def _load_error(
    db: Session, assignment: Assignment, submission: Submission, cases: Iterable[CaseView]
) -> LoadError | None:
    case = common_load_error(cases, assignment) if submission.status is Lifecycle.GRADED else None
    if case is None:
        return None
    return load_error(case, _source(db, submission))


def _source(db: Session, submission: Submission) -> Source | None:
    """What was read from the file when it was handed in. Rows from before that was kept are read from their bytes."""
    kept = submissions.source_of(db, submission.id)
    if kept is not None:
        return kept
    try:
        return read_upload(submission.filename, submissions.content_of(db, submission.id) or b"").source
    except UploadRejected:
        return None


def _not_loaded(outcome: Outcome, failure: LoadError) -> Outcome:
    """The outcome with the load error, without the notes that repeat it."""
    notes = tuple(note for note in outcome.notes if note not in failure.case.message)
    return replace(outcome, summary=HEADLINE, notes=notes, load_error=failure)


def _next_assignment(db: Session, submission: Submission) -> assignment_context.NextAssignment | None:
    full = submission.score is not None and submission.score == submission.max_score and not submission.practice
    return assignment_context.next_assignment(db, submission.course_id, submission.assignment) if full else None


STATUS_TEXTS = {
    Lifecycle.QUEUED: "In the queue.",
    Lifecycle.RUNNING: "Running your code...",
    Lifecycle.FAILED: "Nothing was scored, and no attempt was used.",
}


def case_view(payload: Mapping[str, Any], assignment: Assignment, attempt: int, *, redacted: bool = True) -> CaseView:
    """The view of a stored `case` event of attempt number `attempt`."""
    result = CaseResult.from_json(payload)
    return finished_case(result, assignment.hidden_feedback, assignment.hint_level(attempt), redacted=redacted)


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
    """The last message: the outcome's HTML and the score of each rubric row."""
    submission = submissions.get(db, submission_id, with_report=True)
    if submission is None:
        return _deleted_message(submission_id)
    view = submission_view(db, assignment, submission, redacted=redacted)
    has_questions = bool(assignment.questions)
    return {
        "status": submission.status.value,
        "html": str(get_template_attribute("student/outcome.html", "outcome")(view.outcome)),
        "rowScores": {
            row.name: sum(c.score for c in view.cases.values() if c.row == row.name) for row in assignment.rows
        },
        "summary": view.outcome.summary,
        # Mistakes are named, and a load error is shown once, after the single results were sent.
        "updates": [
            case_message(case, has_questions=has_questions)
            for name, case in view.board_cases.items()
            if case.diagnosis or case.hints or case is not view.cases[name]
        ],
        "mark": _mark(view.outcome.load_error),
        "score": view.outcome.score,
        "maxScore": view.outcome.max_score,
        "open": case_to_open(view.board_cases.values()),
        "page": url_for("student.submission_page", submission_id=submission_id),
        "repairs": _repairs_url(submission),
        "progress": progress_of_student(db, submission, assignment),
    }


def _row_scores(assignment: Assignment, cases: Collection[CaseView]) -> dict[str, float]:
    return {row.name: sum(case.score for case in cases if case.row == row.name) for row in assignment.rows}


def _deleted_message(submission_id: str) -> dict[str, Any]:
    """The end of a submission that was deleted meanwhile."""
    return {
        "status": Lifecycle.FAILED.value,
        "html": "",
        "rowScores": {},
        "summary": "",
        "updates": [],
        "mark": None,
        "score": None,
        "maxScore": None,
        "open": None,
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


def case_to_open(cases: Iterable[CaseView]) -> str | None:
    """The case to open at the end: the first that failed and has details, visible ones first; else with drawings."""
    cases = list(cases)
    failing = [case for case in cases if case.tone == "bad" and case.has_body]
    visible = [case for case in failing if case.visible]
    drawn = [case for case in cases if case.drawings]
    return next((case.name for case in [*visible, *failing, *drawn]), None)


def progress_of_student(db: Session, submission: Submission, assignment: Assignment) -> dict[str, Any] | None:
    """Attempts left, in all and at each question, and score, as text; None unless the reader is the student."""
    context = assignment_context.context_of(db, submission)
    if context is None:
        return None
    progress = assignment_context.student_progress(db, context)
    left, score = progress.attempts_left, progress.score
    return {
        "attemptsLeft": "Unlimited" if left is None else str(left),
        "score": f"{'–' if score is None else f'{score:g}'} / {assignment.max_score:g}",
        "closed": progress.closed,
        "tries": dict(progress.tries_left),
    }
