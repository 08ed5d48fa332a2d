"""Handing in: what the pages and the REST API share. Checks, stores one row, enqueues; nothing is stored half."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader import uploads
from grader.errors import UploadRejected
from grader.model import Assignment, Lifecycle
from grader.store import audit, courses, runs, submissions
from grader.store.models import CourseAssignment, Person, Submission, now
from web.problems import Problem
from web.services import reading, services, writing

ENDINGS = (".py", ".ipynb", ".json")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that can be read as a submission."""

    #: Its own name, without folders and control characters: it is shown, and offered for download.
    filename: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """Who hands in what, where."""

    course_id: int
    #: Slug.
    assignment: str
    #: Email of the account, or the name that a program gives.
    student: str
    person_id: int | None
    upload: Upload
    #: Visible cases only, spends no attempt.
    trial: bool = False
    #: Deadline and number of attempts bind students, not an instructor's programs.
    bound: bool = True
    api_token_id: int | None = None
    idempotency_key: str | None = None


def from_file(filename: str, content: bytes) -> Upload:
    """An uploaded file. Raises Problem (413, 415 or 422) with what to do about it."""
    try:
        source = uploads.read_upload(filename, content)
    except UploadRejected as error:
        raise Problem(_status(filename, content), error.message) from error
    return Upload(filename=source.filename, content=content)


def from_text(text: str, filename: str = uploads.PASTED) -> Upload:
    """Pasted code, or a pasted notebook. Raises Problem (413, 415 or 422) with what to do about it."""
    content = text.encode("utf-8", errors="replace")
    try:
        source = uploads.from_text(text, filename)
    except UploadRejected as error:
        raise Problem(_status(filename, content), error.message) from error
    if not filename.lower().endswith(".py"):
        return from_file(filename, content)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        try:
            uploads.read_upload(filename, content)
        except UploadRejected:
            # Pasted text that is a notebook: named so that it is read as one.
            return from_file(f"{filename[:-3]}.ipynb", content)
    return Upload(filename=source.filename, content=content)


def _status(filename: str, content: bytes) -> int:
    if len(content) > uploads.MAX_BYTES:
        return 413
    return 422 if filename.lower().endswith(ENDINGS) else 415


def given(db: Session, course_id: int, slug: str) -> tuple[Assignment, CourseAssignment]:
    """The assignment, and how the course gives it. Raises NotFound when it does not."""
    assignment = services().catalogue.get(slug)
    how = courses.course_assignment(db, course_id, slug)
    if assignment is None or how is None:
        raise NotFound(f"There is no assignment {slug!r} in this course.")
    return assignment, how


def attempts_allowed(assignment: Assignment, how: CourseAssignment) -> int:
    """0: as many as you like."""
    return assignment.attempts if how.attempts is None else how.attempts


def hand_in(work: HandIn, place: tuple[Assignment, CourseAssignment] | None = None) -> Submission:
    """Store `work` as a queued submission and hand its id to the queue. `place` is what `given` gave, if known.

    Raises NotFound for an assignment that the course does not give; Problem 403 before it opens, after its deadline
    (a trial is always possible) and when no attempts are left; Problem 422 for an idempotency key used otherwise.
    """
    if place is None:
        with reading() as db:
            place = given(db, work.course_id, work.assignment)
    assignment, how = place
    if work.bound:
        _check_time(how, trial=work.trial)
    new = submissions.NewSubmission(
        course_id=work.course_id,
        assignment=work.assignment,
        lane=assignment.lane,
        student=work.student,
        person_id=work.person_id,
        filename=work.upload.filename,
        content=work.upload.content,
        trial=work.trial,
        attempts_allowed=attempts_allowed(assignment, how) if work.bound else 0,
        api_token_id=work.api_token_id,
        idempotency_key=work.idempotency_key,
    )
    try:
        with writing() as db:
            stored = submissions.create(db, new, requeue_seconds=services().settings.requeue_seconds)
    except submissions.AttemptsUsedUp as error:
        raise Problem(403, error.message) from error
    except submissions.IdempotencyConflict as error:
        raise Problem(422, error.message) from error
    if stored.status is Lifecycle.QUEUED:
        services().queue.enqueue(stored)
    return stored


def _check_time(how: CourseAssignment, *, trial: bool) -> None:
    moment = now()
    if not how.visible or (how.opens_at is not None and moment < how.opens_at):
        raise NotFound("This assignment is not open yet.")
    if how.due_at is not None and moment >= how.due_at and not trial:
        when = how.due_at.strftime("%-d %B %Y, %H:%M UTC")
        raise Problem(403, f"The deadline was {when}. You can still try your code, but not hand it in.")


def limit_students() -> None:
    """Count one hand-in of the person who is signed in. Raises TooManyRequests. Programs with a token are not bound."""
    person: Person | None = g.get("person")
    if person is not None:
        services().rate_limits.spend("hand in", str(person.id), services().settings.student_rate)


def grade_again(submission: Submission, *, actor: str) -> None:
    """Queue a finished submission once more; its result stands until the new one. Raises Problem 409 otherwise."""
    with writing() as db:
        waiter = runs.regrade(db, submission.id)
        if waiter is None:
            raise Problem(409, "This submission is still being graded.")
        _record(db, submission, actor=actor, action="submission.regraded")
    services().queue.enqueue(waiter)


def cancel(submission: Submission, *, actor: str, by: str) -> None:
    """Stop an unfinished submission; `by` is what the student reads. Raises Problem 409 when it is finished."""
    if submission.status not in submissions.UNFINISHED:
        how = "graded" if submission.status is Lifecycle.GRADED else "over"
        raise Problem(409, f"This submission is {how} already.")
    with writing() as db:
        done = runs.cancel(db, submission.id, by=by)
        _record(db, submission, actor=actor, action="submission.cancelled")
    if done is not None:
        services().publisher.publish(done)


def _record(db: Session, submission: Submission, *, actor: str, action: str) -> None:
    audit.record(db, actor=actor, action=action, subject=submission.id, course_id=submission.course_id)
