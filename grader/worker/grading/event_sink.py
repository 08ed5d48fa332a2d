"""Turns what the engine tells into events: sent live at once, stored in small groups."""

from __future__ import annotations

import threading
import time

from grader.model import CaseFinished, Event
from grader.store import runs
from grader.store.database import Database
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.worker.events.publisher import Publisher

#: Seconds after which events that were sent are stored with the next one, or by the watch at its next look. A quick run
#: is over before: its events are stored with the report in one transaction, which is what lets one disk carry many
#: submissions a second.
STORE_AFTER = 0.25


class EventSink:
    """The events of one claim."""

    def __init__(self, claim: runs.Claim, database: Database, publisher: Publisher) -> None:
        self._claim = claim
        self._database = database
        self._publisher = publisher
        self._stored_at = time.monotonic()
        self._seq = first_seq(claim.run)
        self._lock = threading.Lock()
        self._unstored: list[StoredEvent] = []

    def next_seq(self) -> int:
        """The number of the next event."""
        self._seq += 1
        return self._seq

    def __call__(self, event: Event) -> None:
        """Send, and store when it is time. Raises `StaleClaim`."""
        stored = self._event(event)
        self._publisher.publish(stored)
        with self._lock:
            self._unstored.append(stored)
        if time.monotonic() - self._stored_at >= STORE_AFTER:
            self.store()

    def store(self) -> None:
        """Store what was sent and is not stored yet. Any thread may ask for it. Raises `StaleClaim`."""
        with self._lock:
            if self._unstored:
                with self._database.write() as session:
                    runs.add_events(session, self._claim.submission_id, self._claim.run, self._unstored)
            self._unstored = []
            self._stored_at = time.monotonic()

    def take_unstored(self) -> list[StoredEvent]:
        """What is still to be stored, for whoever stores it with the report."""
        with self._lock:
            taken, self._unstored = self._unstored, []
            return taken

    def _event(self, event: Event) -> StoredEvent:
        if isinstance(event, CaseFinished):
            kind, payload = EventKind.CASE, event.result.to_json()
        else:
            kind = EventKind.PROGRESS
            payload = {
                "case": event.case,
                "iteration": event.iteration,
                "of": event.of,
                "seconds": event.seconds,
                "data": dict(event.data),
            }
        return StoredEvent(submission_id=self._claim.submission_id, seq=self.next_seq(), kind=kind, payload=payload)
