"""Live results of a submission: server-sent events, or JSON for clients that poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, json, jsonify, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable

from grader.store.events import EventKind, StoredEvent, read_events, sent_before
from grader.store.models import Submission
from grader.store.submissions import UNFINISHED
from grader.worker.events import SentResults, TooManyWatchers
from web.access import Visibility, case_for, feedback, points_are_hidden
from web.services import Services, reading, services
from web.watchers import Client, current_client

EVENT_STREAM = "text/event-stream"
#: Milliseconds until a browser reconnects after a lost connection.
RETRY_MS = 2000
#: Retry-After, in seconds, when too many streams are open.
BUSY_SECONDS = 5
HEARTBEAT_SECONDS = 15.0

Redact = Callable[[StoredEvent], dict[str, Any]]


def respond(submission: Submission, visibility: Visibility, redact: Redact | None = None) -> Response:
    """The events after `Last-Event-ID` (or `?after=`), as far as the caller may see them.

    204 when all events were sent, which stops a browser's reconnecting; 503 with Retry-After when too many streams are
    open in total or for this client. `redact` turns an event into what is sent; by default the API's form.
    """
    after = last_seen()
    polls = request.accept_mimetypes.best_match([EVENT_STREAM, "application/json"]) == "application/json"
    stored: list[StoredEvent] = []
    pending = submission.status in UNFINISHED
    # A stream reads the stored events itself. Only a finished submission may have no event left to send.
    if polls or not pending:
        stored, pending = _stored(submission.id, after)
    redact = redact or redaction(submission, visibility)
    if polls:
        events = [{"id": event.seq, "event": event.kind.value, "data": redact(event)} for event in stored]
        return jsonify({"events": events, "finished": not pending})
    if not pending and not stored:
        return Response(status=204)
    client = admitted_client()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    lines = stream_with_context(_lines(services(), client, submission.id, after, redact))
    return Response(lines, content_type=EVENT_STREAM, headers=headers)


def _stored(submission_id: str, after: int) -> tuple[list[StoredEvent], bool]:
    """The stored events that the client does not have, and whether more will come."""
    with reading() as db:
        stored, pending = read_events(db, submission_id, after)
        sent = SentResults(sent_before(db, submission_id, after) if after and stored else ())
    return [event for event in stored if not sent.is_repeated(event)], pending


def admitted_client() -> Client:
    """The client of this request. Raises ServiceUnavailable if it, or all clients together, have too many streams."""
    settings = services().settings
    client = current_client(settings)
    if not services().watchers.has_capacity(client):
        reason = f"You already watch {client.allowed} live results, which is the limit."
    elif services().broadcaster.watchers >= settings.max_watchers:
        reason = "Too many people are watching live results."
    else:
        return client
    raise ServiceUnavailable(f"{reason} Load the submission itself in a few seconds.", retry_after=BUSY_SECONDS)


def last_seen() -> int:
    """The number of the last event that the client has; 0 for none. A reconnecting browser sends it in a header."""
    for text in (request.headers.get("Last-Event-ID", ""), request.args.get("after", "")):
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
    return 0


def redaction(submission: Submission, visibility: Visibility) -> Redact:
    """The function that turns a stored event into what the caller may see of it."""
    if visibility is Visibility.INSTRUCTOR:
        return lambda event: dict(event.payload)
    allowed, level = feedback(submission)
    withheld = points_are_hidden(submission, visibility)

    def redact(event: StoredEvent) -> dict[str, Any]:
        payload = dict(event.payload)
        if event.kind is EventKind.DONE and withheld:
            return {**payload, "verdict": None, "score": None, "max_score": None}
        return case_for(payload, visibility, allowed, level) if event.kind is EventKind.CASE else payload

    return redact


def _lines(parts: Services, client: Client, submission_id: str, after: int, redact: Redact) -> Iterator[str]:
    try:
        with parts.watchers.watching(client):
            yield f"retry: {RETRY_MS}\n\n"
            for event in parts.broadcaster.stream(submission_id, after, heartbeat=HEARTBEAT_SECONDS):
                yield ": still here\n\n" if event is None else as_text(event, redact(event))
    except TooManyWatchers:
        # Another stream was opened since the check.
        yield f"retry: {1000 * BUSY_SECONDS}\n\n"


def as_text(event: StoredEvent, data: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"id: {event.seq}\nevent: {event.kind.value}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
