"""Live results, the state and the cancellation of a submission."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store import pauses, queue_positions, runs
from grader.store.models import Submission
from web import access, live
from web.accounts.session import me, signed_in
from web.services import reading, services, writing
from web.student.assignment_context import assignment_as_shown
from web.student.blueprint import blueprint
from web.student.feedback import message


@blueprint.get("/submissions/<submission_id>/events")
@signed_in
def events(submission_id: str) -> ResponseReturnValue:
    """Server-sent events `case`, `progress` and `done` with the messages of `web.student.feedback`."""
    submission, visibility = access.find(submission_id)
    with reading() as db:
        assignment = assignment_as_shown(db, submission)
    redacted = visibility is access.Visibility.STUDENT
    return live.respond(
        submission, visibility, lambda event: message(event, assignment, submission.attempt, redacted=redacted)
    )


@blueprint.get("/submissions/<submission_id>/state")
@signed_in
def state(submission_id: str) -> ResponseReturnValue:
    """The status of the submission, and how long it may wait."""
    submission, _ = access.find(submission_id)
    with reading() as db:
        return jsonify(status=submission.status.value, wait=position(db, submission))


@blueprint.post("/submissions/<submission_id>/cancel")
@signed_in
def cancel(submission_id: str) -> ResponseReturnValue:
    """Stop an unfinished submission. It costs no attempt."""
    submission, _ = access.find(submission_id)
    with writing() as db:
        ended = runs.cancel(db, submission_id, by=me().name)
    if ended is not None:
        services().publisher.publish(ended)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(status=Lifecycle.FAILED.value if ended else submission.status.value)
    return redirect(url_for("student.submission_page", submission_id=submission_id), 303)


def position(db: Session, submission: Submission) -> dict[str, Any] | None:
    """How many are ahead in the queue, about how many seconds, and whether it is paused; None if it is not queued."""
    position = queue_positions.queue_position(db, submission.id)
    if position is None:
        return None
    settings = services().settings
    lane_workers = settings.training_workers if submission.lane == "training" else settings.workers
    each = position.seconds_each
    seconds = None if each is None else each * (position.ahead + 1) / max(1, lane_workers)
    return {
        "ahead": position.ahead,
        "seconds": None if seconds is None else round(seconds, 1),
        "paused": pauses.pause_of(db, submission.lane, submission.course_id, submission.assignment) is not None,
    }
