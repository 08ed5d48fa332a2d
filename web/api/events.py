"""Live results as server-sent events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from grader.store import attempts
from grader.store.models import Submission
from web import course_events
from web.access import Right, Visibility, course_for, find
from web.api.base import blueprint
from web.api.convert import summaries
from web.api.schemas import CourseEventsQuery, EventsQuery
from web.live import EVENT_STREAM, last_seen, respond

STREAM: Any = {
    "description": (
        "`case` per result, `progress` while something trains, `done` last. `id` is the number to resume after, with "
        "the header `Last-Event-ID` or with `?after=`. With `Accept: application/json` the events so far, for polling."
    ),
    # Of a stream of events no schema is given: OpenAPI 3.1 has none for a single event.
    "content": {EVENT_STREAM: {}, "application/json": {"schema": {"type": "object"}}},
}


@blueprint.get("/v1/submissions/<submission_id>/events")
@blueprint.input(EventsQuery, location="query")
@blueprint.doc(
    responses={
        200: STREAM,
        204: "All events were sent already.",
        503: "Too many streams are open, in total or for this token; see Retry-After.",
    }
)
def watch_submission(submission_id: str, query_data: EventsQuery) -> Response:
    """The results as they become known, as server-sent events"""
    return respond(*find(submission_id))


RESULTS: Any = {
    "description": (
        "`result` per submission that is graded or has failed, with the submission as in a list. `id` is the number to "
        "resume after, with the header `Last-Event-ID` or with `?after=`; without either, the results from now on. A "
        'result may come twice after a reconnect. With `Accept: application/json` `{"events", "last"}`, for polling.'
    ),
    "content": {EVENT_STREAM: {}, "application/json": {"schema": {"type": "object"}}},
}


@blueprint.get("/v1/courses/<int:course_id>/events")
@blueprint.input(CourseEventsQuery, location="query")
@blueprint.doc(responses={200: RESULTS, 503: "Too many streams are open, in total or for this token; see Retry-After."})
def watch_course(course_id: int, query_data: CourseEventsQuery) -> Response:
    """The results of all submissions of a course as they become known, as server-sent events

    For tokens with the role instructor or assistant.
    """
    course = course_for(course_id, Right.VIEW)
    resumes = query_data.after is not None or "Last-Event-ID" in request.headers
    return course_events.respond(course.id, last_seen() if resumes else None, _summaries)


def _summaries(db: Session, rows: Sequence[Submission]) -> list[dict[str, Any]]:
    numbers = attempts.numbers(db, [row.id for row in rows])
    return [row.model_dump(mode="json") for row in summaries(rows, Visibility.INSTRUCTOR, numbers)]
