"""The settings of an assignment, and regrading a submission."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from grader.store import courses
from grader.store.models import Course, Submission
from web.access import NO_SUBMISSION, Right, Visibility, find
from web.accounts.session import me, signed_in
from web.course_assignments import find_assignment
from web.handin import regrade as regrade_submission
from web.instructor.analytics import results_page
from web.instructor.base import blueprint, record, requires
from web.instructor.review import review_address
from web.services import reading, writing

MAX_ATTEMPTS = 1000


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
        return results_page(course, slug, error=str(error)), 422
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
    return redirect(review_address(submission_id), 303)


def _taught_submission(submission_id: str) -> Submission:
    submission, visibility = find(submission_id)
    if visibility is not Visibility.INSTRUCTOR:
        raise NotFound(NO_SUBMISSION)
    return submission
