"""A submission's results as they become known: server-sent events, or JSON for clients that poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, json, jsonify, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable

from grader.store.events import EventKind, StoredEvent, look
from grader.store.models import Submission
from grader.store.submissions import UNFINISHED
from grader.worker.events import TooManyWatchers
from web.access import Sight, case_for, hidden_feedback, rungs
from web.services import Services, reading, services
from web.watchers import Asker, asker

EVENT_STREAM = "text/event-stream"
#: Browsers that lost the connection come back after so many milliseconds.
RETRY_MS = 2000
#: Clients that found no room are asked to come back after so many seconds.
BUSY_SECONDS = 5
HEARTBEAT_SECONDS = 15.0

Redact = Callable[[StoredEvent], dict[str, Any]]


def respond(submission: Submission, sight: Sight, redact: Redact | None = None) -> Response:
    """The events after `Last-Event-ID` (or `?after=`), as far as the asker sees them.

    204 when there is nothing more to come, which ends a browser's reconnecting; 503 with Retry-After when too many
    watch, or the asker too often. `redact` gives what is told of an event, when that is not the API's own form.
    """
    after = last_seen()
    polls = request.accept_mimetypes.best_match([EVENT_STREAM, "application/json"]) == "application/json"
    stored: list[StoredEvent] = []
    pending = submission.status in UNFINISHED
    # A stream begins with a look of its own; only of what is finished may there be nothing left to tell.
    if polls or not pending:
        with reading() as db:
            stored, pending = look(db, submission.id, after)
    redact = redact or redaction(submission, sight)
    if polls:
        events = [{"id": event.seq, "event": event.kind.value, "data": redact(event)} for event in stored]
        return jsonify({"events": events, "finished": not pending})
    if not pending and not stored:
        return Response(status=204)
    who = _with_place()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    lines = stream_with_context(_lines(services(), who, submission.id, after, redact))
    return Response(lines, content_type=EVENT_STREAM, headers=headers)


def _with_place() -> Asker:
    """Who is asking. Raises ServiceUnavailable when there is no place for one more watcher, or none for this asker."""
    settings = services().settings
    who = asker(settings)
    if not services().watchers.has_place(who):
        words = f"You watch {who.allowed} live results already, which is the limit."
    elif services().hub.watchers >= settings.max_watchers:
        words = "Too many people watch live results just now."
    else:
        return who
    raise ServiceUnavailable(f"{words} Ask for the submission itself in a moment.", retry_after=BUSY_SECONDS)


def last_seen() -> int:
    """The number of the last event the client has; 0 for none. A browser that reconnects tells it in a header."""
    for told in (request.headers.get("Last-Event-ID", ""), request.args.get("after", "")):
        if told.isascii() and told.isdigit() and len(told) < 19:
            return int(told)
    return 0


def redaction(submission: Submission, sight: Sight) -> Redact:
    """Turns a stored event into what the asker may read of it."""
    allowed, steps = hidden_feedback(submission.assignment), rungs(submission)

    def redact(event: StoredEvent) -> dict[str, Any]:
        payload = dict(event.payload)
        return case_for(payload, sight, allowed, steps) if event.kind is EventKind.CASE else payload

    return redact


def _lines(parts: Services, who: Asker, submission_id: str, after: int, redact: Redact) -> Iterator[str]:
    try:
        with parts.watchers.place(who):
            yield f"retry: {RETRY_MS}\n\n"
            for event in parts.hub.stream(submission_id, after, heartbeat=HEARTBEAT_SECONDS):
                yield ": still here\n\n" if event is None else as_text(event, redact(event))
    except TooManyWatchers:
        # Somebody took the last place between the check and now.
        yield f"retry: {1000 * BUSY_SECONDS}\n\n"


def as_text(event: StoredEvent, data: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"id: {event.seq}\nevent: {event.kind.value}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
