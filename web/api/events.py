"""Live results as server-sent events."""

from __future__ import annotations

from typing import Any

from flask import Response

from web.access import find
from web.api.base import blueprint
from web.api.schemas import EventsQuery
from web.live import EVENT_STREAM, respond

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
