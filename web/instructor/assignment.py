"""One assignment for its instructors: pass rates, frequent mistakes, submissions, settings."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Lifecycle, Verdict
from grader.store import courses, failures, grades, outlines, repairs, submissions
from grader.store.models import Course, Submission
from web.access import NO_SUBMISSION, Right, Visibility, find
from web.accounts.session import me, signed_in
from web.course_assignments import find_assignment, problem_of
from web.grading import current_grades
from web.handin import regrade as regrade_submission
from web.instructor.base import blueprint, is_full, record, requires, share, teaching
from web.services import reading, writing

PER_PAGE = 25
MAX_ATTEMPTS = 1000
#: Kinds of repairs that are listed.
REPAIRS = 20
#: Query parameters that filter the list of submissions.
FILTERS = ("student", "verdict", "status", "trials")


@blueprint.get("/<int:course_id>/<slug>")
@teaching
def assignment_page(course: Course, slug: str) -> ResponseReturnValue:
    """The page."""
    return _page(course, slug)


def _page(course: Course, slug: str, error: str = "") -> str:
    with reading() as db:
        assignment, course_assignment = find_assignment(db, course.id, slug)
        rows = current_grades(db, course.id, assignment)
        stale = grades.stale(db, course.id, slug, outlines.suite_version(db, slug))
        rates = grades.pass_rates(db, course.id, slug, assignment.counts)
        mistakes = grades.mistakes(db, course.id, slug, assignment.counts)
        found = repairs.frequent(db, course.id, slug, assignment.counts)[:REPAIRS]
        page = _submissions_page(db, course.id, slug)
        problem = problem_of(db, assignment)
        failed = failures.unresolved(db, course.id, slug)
    scores = [row.score for row in rows if row.score is not None]
    return render_template(
        "instructor/assignment.html",
        course=course,
        assignment=assignment,
        course_assignment=course_assignment,
        problem=problem,
        stale=stale,
        failed=failed,
        rows=rows,
        scores=scores,
        full=sum(is_full(score, assignment) for score in scores),
        rates=rates,
        mistakes=[(mistake, share(mistake.students, scores)) for mistake in mistakes],
        repairs=[(repair, share(repair.students, scores)) for repair in found],
        share=share,
        page=page,
        pages=max(1, -(-page.total // page.size)),
        chosen={name: request.args.get(name, "").strip() for name in FILTERS},
        page_url=_page_url,
        verdicts=list(Verdict),
        states=list(Lifecycle),
        error=error,
        as_input=_as_input,
    )


def _submissions_page(db: Session, course_id: int, slug: str) -> submissions.Page:
    """The submissions that match the query parameters; invalid ones are ignored."""
    verdict, status, number = (request.args.get(name, "").strip() for name in ("verdict", "status", "page"))
    return submissions.page(
        db,
        course_id,
        number=min(int(number), 100_000) if number.isascii() and number.isdigit() and int(number) else 1,
        size=PER_PAGE,
        assignment=slug,
        student=request.args.get("student", "").strip() or None,
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        status=Lifecycle(status) if status in set(Lifecycle) else None,
        practice_runs=request.args.get("trials") != "no",
    )


def _page_url(number: int) -> str:
    return f"?{urlencode({**request.args.to_dict(), 'page': number})}#submissions"


@blueprint.get("/<int:course_id>/<slug>/cases/<case>")
@teaching
def case_page(course: Course, slug: str, case: str) -> ResponseReturnValue:
    """The students who fail a test case."""
    with reading() as db:
        assignment, _ = find_assignment(db, course.id, slug)
        rates = grades.pass_rates(db, course.id, slug, assignment.counts)
        failing = grades.students_failing(db, course.id, slug, case, assignment.counts)
        names = {row.student: row.name for row in grades.grades(db, course.id, slug, assignment.counts)}
    rate = next((rate for rate in rates if rate.case == case), None)
    if rate is None:
        raise NotFound
    return render_template(
        "instructor/case.html", course=course, assignment=assignment, rate=rate, failing=failing, names=names
    )


@blueprint.post("/<int:course_id>/<slug>/settings")
@requires(Right.SETTINGS)
def save_settings(course: Course, slug: str) -> ResponseReturnValue:
    """Save opening time, deadline, attempts and visibility."""
    with reading() as db:
        _, course_assignment = find_assignment(db, course.id, slug)
    try:
        opens_at, due_at = _parse_time(request.form.get("opens_at", "")), _parse_time(request.form.get("due_at", ""))
        attempts = _parse_attempts(request.form.get("attempts", ""))
        if opens_at is not None and due_at is not None and due_at <= opens_at:
            raise ValueError("The deadline must come after the opening.")
    except ValueError as error:
        return _page(course, slug, error=str(error)), 422
    visible = request.form.get("visible") == "yes"
    load_errors_count = request.form.get("load_errors_count") == "yes"
    with writing() as db:
        courses.set_assignment(
            db,
            course.id,
            slug,
            position=course_assignment.position,
            opens_at=opens_at,
            due_at=due_at,
            attempts=attempts,
            visible=visible,
            load_errors_count=load_errors_count,
        )
        record(
            db,
            course,
            "assignment.changed",
            slug,
            opens_at=opens_at and opens_at.isoformat(),
            due_at=due_at and due_at.isoformat(),
            attempts=attempts,
            visible=visible,
            load_errors_count=load_errors_count,
        )
    flash("Saved.", "good")
    return redirect(url_for("instructor.assignment_page", course_id=course.id, slug=slug), 303)


def _parse_time(text: str) -> datetime | None:
    """The value of a date and time field, in UTC; None if it is empty. Raises ValueError with a message to show."""
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("That is not a date and time.") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _as_input(time: datetime | None) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if time else ""


def _parse_attempts(text: str) -> int | None:
    """None: the assignment's own limit. Raises ValueError with a message to show."""
    if not text.strip():
        return None
    if not text.isascii() or not text.isdigit() or int(text) > MAX_ATTEMPTS:
        raise ValueError(f"Attempts are a whole number up to {MAX_ATTEMPTS}; 0 means unlimited.")
    return int(text)


@blueprint.post("/submissions/<submission_id>/regrade")
@signed_in
def regrade(submission_id: str) -> ResponseReturnValue:
    """Regrade a submission and return to its page, which shows the new results live."""
    submission = _taught_submission(submission_id)
    regrade_submission(submission, actor=me().email)
    flash("Regrading. The earlier result counts until the new one is ready.")
    return redirect(url_for("student.submission_page", submission_id=submission_id), 303)


def _taught_submission(submission_id: str) -> Submission:
    submission, visibility = find(submission_id)
    if visibility is not Visibility.INSTRUCTOR:
        raise NotFound(NO_SUBMISSION)
    return submission
