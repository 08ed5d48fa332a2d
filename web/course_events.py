"""The results of a whole course as they become known: server-sent events, or JSON for clients that poll."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from flask import Response, json, jsonify, request, stream_with_context
from sqlalchemy.orm import Session

from grader.store import events, submissions
from grader.store.models import Submission
from grader.worker.events import TooManyWatchers
from web.live import BUSY_SECONDS, EVENT_STREAM, HEARTBEAT_SECONDS, RETRY_MS, admitted_client
from web.services import Services, current_time, services
from web.watchers import Client

#: Name of the event.
RESULT = "result"
#: Results of a read.
BATCH = 500
#: Event rows before the last one in which PostgreSQL may still commit, and for how long.
OVERLAP, OVERLAP_SECONDS = 200, 10.0

#: Turns submissions into what is sent.
Convert = Callable[[Session, Sequence[Submission]], list[dict[str, Any]]]


def commits_out_of_order(db: Session) -> bool:
    """Whether a row may become visible after one with a higher number. SQLite has a single writer."""
    return db.get_bind().dialect.name == "postgresql"


class ResultReader:
    """Reads the results of a course after an event row, each once.

    Two transactions of PostgreSQL may commit in another order than that of their row numbers. So the rows shortly
    before the last one are read again, and a client that resumes may get a result twice.
    """

    def __init__(self, course_id: int, after: int | None) -> None:
        """`after` None: only what is stored from now on."""
        self._course_id = course_id
        self._after = after
        self._seen: deque[int] = deque(maxlen=2 * OVERLAP + BATCH)
        self.last = after or 0
        self._primed = False

    def read(self, db: Session) -> list[tuple[int, str]]:
        """Up to BATCH new results: (number to resume after, submission's id)."""
        overlap = OVERLAP if commits_out_of_order(db) else 0
        if not self._primed:
            self._prime(db, overlap)
        found = []
        for row, submission_id in events.results_after(db, self._course_id, self.last - overlap, limit=BATCH):
            if row not in self._seen:
                self._seen.append(row)
                self.last = max(self.last, row)
                found.append((self.last, submission_id))
        return found

    def _prime(self, db: Session, overlap: int) -> None:
        self._primed = True
        if self._after is None:
            self.last = events.newest_row(db)
        if not overlap:
            return
        before = [
            pair for pair in events.results_after(db, self._course_id, self.last - overlap) if pair[0] <= self.last
        ]
        recent = current_time() - timedelta(seconds=OVERLAP_SECONDS)
        rows = {row.id: row for row in submissions.by_ids(db, [submission_id for _, submission_id in before])}
        for number, submission_id in before:
            finished = rows[submission_id].finished_at if submission_id in rows else None
            if self._after is None or finished is None or finished < recent:
                self._seen.append(number)


def respond(course_id: int, after: int | None, convert: Convert) -> Response:
    """The results after the row `after`, and those that follow.

    ServiceUnavailable with Retry-After when too many streams are open in total or for this client.
    """
    reader = ResultReader(course_id, after)
    if request.accept_mimetypes.best_match([EVENT_STREAM, "application/json"]) == "application/json":
        found = _read(services(), reader, convert)
        told = [{"id": number, "event": RESULT, "data": data} for number, data in found]
        return jsonify({"events": told, "last": reader.last})
    client = admitted_client()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    lines = stream_with_context(_lines(services(), client, reader, convert))
    return Response(lines, content_type=EVENT_STREAM, headers=headers)


def _read(parts: Services, reader: ResultReader, convert: Convert) -> list[tuple[int, dict[str, Any]]]:
    with parts.database.read() as db:
        found = reader.read(db)
        rows = {row.id: row for row in submissions.by_ids(db, [submission_id for _, submission_id in found])}
        kept = [(number, rows[submission_id]) for number, submission_id in found if submission_id in rows]
        return list(zip((number for number, _ in kept), convert(db, [row for _, row in kept]), strict=True))


def _lines(parts: Services, client: Client, reader: ResultReader, convert: Convert) -> Iterator[str]:
    try:
        with parts.watchers.watching(client):
            yield f"retry: {RETRY_MS}\n\n"
            first = True
            for _ in parts.broadcaster.results(heartbeat=HEARTBEAT_SECONDS):
                found = _read(parts, reader, convert)
                if first or not found:
                    # An id without data: the client can resume although it has not got an event yet.
                    yield f": still here\nid: {reader.last}\n\n"
                    first = False
                while found:
                    for number, data in found:
                        text = json.dumps(data, separators=(",", ":"))
                        yield f"id: {number}\nevent: {RESULT}\ndata: {text}\n\n"
                    found = _read(parts, reader, convert) if len(found) == BATCH else []
    except TooManyWatchers:
        # Another stream was opened since the check.
        yield f"retry: {1000 * BUSY_SECONDS}\n\n"
