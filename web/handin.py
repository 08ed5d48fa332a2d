"""Handing in, for the pages and the REST API: checks, stores one row in a transaction, and enqueues it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import g
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound, TooManyRequests

from grader import uploads
from grader.errors import UploadRejected, UploadTooLarge, UploadTypeUnknown
from grader.model import Assignment, Lifecycle, Upload
from grader.model.deadlines import Phase
from grader.store import audit, courses, failures, runs, submissions
from grader.store.models import CourseAssignment, Person, Submission
from grader.store.transitions import queue_entry
from web.course_assignments import OUT_OF_ORDER
from web.i18n import N_, gettext
from web.i18n.times import time_text, zone_name
from web.problems import Problem
from web.services import reading, services, writing
from web.standing import Standing, refresh_lateness, standing_of

#: Said during the pause between two attempts; when it ends is added.
PAUSE = N_("Your course asks for a pause between two attempts. Practice runs are possible at any time.")
PRACTICE_GOES_ON = N_("You can still make practice runs.")

OVER = N_("This course is over, so nothing can be submitted any more.")
CLOSED = N_("This assignment is closed. You can still make practice runs.")
NO_ATTEMPTS = N_("No attempts are left for this assignment.")
FAILING = N_(
    "The grader failed on your last %(number)s submissions to this assignment. Your instructor sees this. "
    "Your submissions are kept, and no attempt was used."
)


class TooManySubmissions(TooManyRequests):
    """A student submits faster than the limit allows."""

    description = N_("Too many submissions.")
    #: What is possible again after the wait; see `error_text`.
    action = "submit"


def from_file(filename: str, content: bytes) -> Upload:
    """An uploaded file. Raises Problem (413, 415 or 422) with what to do about it."""
    with _refusals():
        return uploads.read_upload(filename, content, max_bytes=services().settings.max_upload_bytes)


def from_text(text: str, filename: str = uploads.PASTED) -> Upload:
    """Pasted code, or a pasted notebook. Raises Problem (413, 415 or 422) with what to do about it."""
    with _refusals():
        return uploads.read_text(text, filename, max_bytes=services().settings.max_upload_bytes)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except UploadTooLarge as error:
        raise Problem(413, error.message) from error
    except UploadTypeUnknown as error:
        raise Problem(415, error.message) from error
    except UploadRejected as error:
        raise Problem(422, error.message) from error


def hand_in(
    assignment: Assignment,
    course_assignment: CourseAssignment,
    upload: Upload,
    *,
    student: str,
    person_id: int | None,
    practice: bool,
    bound: bool,
    api_token_id: int | None = None,
    idempotency_key: str | None = None,
    question: str | None = None,
) -> Submission:
    """Store `upload` as a queued submission to a course's assignment, and hand its id to the queue.

    `student` is the account's email, or the name that a program gives. Deadline and attempts are enforced if `bound`,
    which they are not for instructors. Raises NotFound for an assignment that is not open yet; Problem 403 after its
    deadline (a practice run is always possible, a check of one `question` is not) and when no attempts are left;
    Problem 422 for an idempotency key that was used for something else; Problem 503 for an assignment that cannot be
    loaded; TooManyRequests during the pause between two attempts, and while the grader fails at this student's
    submissions again and again.
    """
    if assignment.problem:
        raise Problem(503, gettext(OUT_OF_ORDER))
    with reading() as db:
        standing = standing_of(db, course_assignment.course_id, assignment.slug, student)
    if standing is None:
        raise NotFound(gettext("This course no longer has this assignment."))
    if bound:
        _check_course(course_assignment)
        _check_time(standing, practice=practice and question is None)
    new = submissions.NewSubmission(
        course_id=course_assignment.course_id,
        assignment=assignment.slug,
        lane=assignment.lane,
        student=student,
        person_id=person_id,
        upload=upload,
        practice=practice,
        question=question,
        attempts_allowed=standing.attempts_allowed if bound else 0,
        cooldown_minutes=standing.policy.cooldown_minutes if bound else 0,
        api_token_id=api_token_id,
        idempotency_key=idempotency_key,
    )
    try:
        with writing() as db:
            stored = submissions.create(db, new, requeue_seconds=services().settings.requeue_seconds)
            if not practice and standing.schedule.is_past_due(stored.created_at):
                refresh_lateness(db, stored.course_id, student)
    except submissions.AttemptsUsedUp as error:
        raise Problem(403, gettext(NO_ATTEMPTS)) from error
    except submissions.CoolingDown as error:
        raise TooManySubmissions(gettext(PAUSE), retry_after=error.seconds) from error
    except failures.TooManyFailures as error:
        raise TooManyRequests(gettext(FAILING, number=failures.MOST_FAILURES), retry_after=error.seconds) from error
    except submissions.IdempotencyConflict as error:
        raise Problem(422, error.message) from error
    if stored.status is Lifecycle.QUEUED:
        services().queue.enqueue(queue_entry(stored))
    return stored


def _check_course(course_assignment: CourseAssignment) -> None:
    with reading() as db:
        course = courses.get_course(db, course_assignment.course_id)
    if course is not None and course.archived_at is not None:
        raise Problem(403, gettext(OVER))


def _check_time(standing: Standing, *, practice: bool) -> None:
    phase = standing.phase
    if not standing.given.visible or phase is Phase.UPCOMING:
        raise NotFound(gettext("This assignment is not open yet."))
    if practice or phase is not Phase.CLOSED:
        return
    if standing.given.closed_at is not None:
        raise Problem(403, gettext(CLOSED))
    raise Problem(403, f"{closed_text(standing)} {gettext(PRACTICE_GOES_ON)}")


def closed_text(standing: Standing) -> str:
    """When submissions ended, as text for the student."""
    dates = standing.schedule
    if dates.due_at is not None and dates.closes_at == dates.on_time_until:
        return gettext("The deadline was %(time)s.", time=_when(dates.due_at))
    if dates.closes_at is None:
        return gettext("Submissions are closed.")
    return gettext("Submissions closed on %(time)s.", time=_when(dates.closes_at))


def _when(moment: datetime) -> str:
    return f"{time_text(moment, 'full')} {zone_name(moment)}"


def limit_students() -> None:
    """Rate-limit hand-ins of the signed-in person; API tokens are not limited. Raises TooManyRequests."""
    person: Person | None = g.get("person")
    if person is not None:
        try:
            services().rate_limits.spend("submit", str(person.id), services().settings.student_rate)
        except TooManyRequests as error:
            raise TooManySubmissions(gettext(TooManySubmissions.description), retry_after=error.retry_after) from error


def regrade(submission: Submission, *, actor: str) -> None:
    """Queue a finished submission again; its result counts until the new one. Raises Problem 409 if unfinished."""
    with writing() as db:
        entry = runs.regrade(db, submission.id)
        if entry is None:
            raise Problem(409, "This submission is still being graded.")
        _record(db, submission, actor=actor, action="submission.regraded", points=submission.points)
    services().queue.enqueue(entry)


def cancel(submission: Submission, *, actor: str, by: str) -> None:
    """Stop an unfinished submission; the student sees `by`. Raises Problem 409 if it is finished."""
    if submission.status not in submissions.UNFINISHED:
        state = "graded" if submission.status is Lifecycle.GRADED else "over"
        raise Problem(409, f"This submission is already {state}.")
    with writing() as db:
        done = runs.cancel(db, submission.id, by=by)
        _record(db, submission, actor=actor, action="submission.cancelled", status=submission.status.value)
    if done is not None:
        services().publisher.publish(done)


def _record(db: Session, submission: Submission, *, actor: str, action: str, **before: object) -> None:
    details = {"student": submission.student, "assignment": submission.assignment, **before}
    audit.record(db, actor=actor, action=action, subject=submission.id, course_id=submission.course_id, details=details)
