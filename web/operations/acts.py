"""Acts of administrators, for the pages and the REST API: drain, retry. Each writes the audit log; see `web.pauses`."""

from __future__ import annotations

from collections.abc import Collection

from redis import RedisError
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, failures, runs
from grader.store.models import Submission
from grader.store.transitions import QueueEntry
from grader.worker.presence import Presence, Request
from web.access import actor
from web.pauses import enqueue
from web.problems import Problem
from web.services import services, writing

#: Failed submissions that are retried at a time.
MOST_RETRIES = 500
UNREACHABLE = "Redis does not answer, so the workers cannot be reached. Try again in a moment."


def drain(host: str, queue: str, request: str) -> None:
    """Ask the workers of a lane on a host to finish and restart or end, or to start again after they have ended.

    Raises NotFound if there are none, Problem 422 for an unknown request, 503 if Redis does not answer.
    """
    if request not in set(Request):
        raise Problem(422, f"The request is one of {', '.join(Request)}.")
    presence = Presence(services().settings)
    try:
        found = next((group for group in presence.groups() if (group.host, group.queue) == (host, queue)), None)
        if found is None:
            raise NotFound("There are no such workers.")
        with writing() as db:
            subject = f"{queue} on {found.host_name}"
            _record(db, f"workers.{request}", subject, state=found.state.value, processes=len(found.processes))
            presence.ask(host, queue, Request(request))
    except RedisError as error:
        raise Problem(503, UNREACHABLE) from error
    finally:
        presence.close()


def retry(submissions: Collection[str] | None = None, *, assignment: str | None = None) -> int:
    """Grade submissions again that the grader failed: these, or all, or all of an assignment. Returns their number.

    At most MOST_RETRIES at a time, the newest first.
    """
    with writing() as db:
        wanted = failures.everywhere(db, assignment=assignment, limit=MOST_RETRIES)
        chosen = [row for row in wanted if submissions is None or row.id in submissions]
        entries = [entry for row in chosen if (entry := _retry(db, row)) is not None]
    enqueue(entries)
    return len(entries)


def retry_one(submission_id: str) -> None:
    """Grade a submission again that the grader failed. Raises NotFound if it did not fail."""
    with writing() as db:
        row = db.get(Submission, submission_id)
        failed = row is not None and row.failure is not None and not row.cancelled
        entry = _retry(db, row) if row is not None and failed else None
    if entry is None:
        raise NotFound("The grader did not fail at such a submission, or it is being graded again.")
    enqueue([entry])


def _retry(db: Session, row: Submission) -> QueueEntry | None:
    failure, course_id = row.failure, row.course_id
    entry = runs.regrade(db, row.id, requeue_seconds=services().settings.requeue_seconds)
    if entry is not None:
        details = {"student": row.student, "assignment": row.assignment, "failure": [failure, None]}
        audit.record(
            db, actor=actor(), action="submission.retried", subject=row.id, course_id=course_id, details=details
        )
    return entry


def _record(db: Session, action: str, subject: str, **details: object) -> None:
    audit.record(db, actor=actor(), action=action, subject=subject, details=details or None)
