"""Publishes the events of a run at once and stores them in batches."""

from __future__ import annotations

import logging
import threading
import time

from sqlalchemy.exc import SQLAlchemyError

from grader.model import CaseFinished, Event, Verdict
from grader.store import runs
from grader.store.database import Database
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.worker.events.publisher import Publisher

log = logging.getLogger(__name__)

#: Seconds after which published events are stored, with the next event or by the run monitor. A short run ends before:
#: its events are stored together with the report in one transaction, which saves most of the disk writes.
STORE_AFTER = 0.25


class EventSink:
    """Receives the events of one run from the engine."""

    def __init__(self, claim: runs.Claim, database: Database, publisher: Publisher) -> None:
        self._claim = claim
        self._database = database
        self._publisher = publisher
        self._stored_at = time.monotonic()
        self._seq = first_seq(claim.run)
        self._lock = threading.Lock()
        self._unstored: list[StoredEvent] = []
        self._is_broken = False

    def next_seq(self) -> int:
        """The sequence number of the next event."""
        self._seq += 1
        return self._seq

    def __call__(self, event: Event) -> None:
        """Publish an event, and store the batch when it is due. Raises `StaleClaim`.

        From a judge error on nothing is published or stored: the run counts for nothing, and another one follows.
        """
        if self._is_broken or (isinstance(event, CaseFinished) and event.result.verdict is Verdict.JUDGE_ERROR):
            self._is_broken = True
            return
        stored = self._event(event)
        self._publisher.publish(stored)
        with self._lock:
            self._unstored.append(stored)
        if time.monotonic() - self._stored_at >= STORE_AFTER:
            self.store()

    def store(self) -> None:
        """Store the published events that are not stored yet; thread-safe. Raises `StaleClaim`."""
        with self._lock:
            if self._unstored:
                with self._database.write() as session:
                    runs.add_events(session, self._claim.submission_id, self._claim.run, self._unstored)
            self._unstored = []
            self._stored_at = time.monotonic()

    def store_sent(self) -> None:
        """Store what was published, so that the next run does not send it again; raises nothing."""
        try:
            self.store()
        except (SQLAlchemyError, runs.StaleClaim) as error:
            log.warning("Events of %s were not stored: %s", self._claim.submission_id, error)

    def take_unstored(self) -> list[StoredEvent]:
        """The events that are not stored yet, for the caller to store with the report."""
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
