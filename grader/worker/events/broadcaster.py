"""Distributes live events from the Redis stream to the watchers of a web process.

The database is the system of record; the stream only saves latency. A worker publishes each event at once and stores it
shortly after, always before `done`. In each web process one thread (`EventBroadcaster`) reads the stream of all
submissions and puts the events into the watchers' inboxes. A watcher gets the stored events first, then live ones. A
gap in the sequence numbers shows that one is missing, which is then read from the database. While Redis is unavailable,
the thread polls the database.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from redis import Redis, RedisError

from grader.errors import GraderError
from grader.settings import Settings
from grader.store.database import Database
from grader.store.events import EventKind, StoredEvent, newest_row, read_events, rows_after, sent_before
from grader.worker.events.event_ordering import EventOrdering
from grader.worker.events.publisher import Publisher as Publisher
from grader.worker.events.publisher import stream_name, unpack
from grader.worker.events.sent_results import SentResults
from grader.worker.events.stream_reader import StreamReader
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Recent events that a web process keeps for watchers that connect during a run.
RECENT = 1_000
#: Maximum delay between publishing and storing an event, in seconds; see `grader.worker.grading.event_sink`.
UNSTORED = 4.0
#: Seconds after the last watcher left during which the stream is still read.
LINGER = 5.0
#: If the last BUSY_READS reads took less than BUSY_SECONDS, pause for BUSY_PAUSE seconds before the next one, so that
#: it returns several events: a read costs as much as distributing several.
BUSY_READS, BUSY_SECONDS, BUSY_PAUSE = 20, 0.1, 0.008
#: Pause between two reads while nobody watches; a new watcher ends it.
UNWATCHED_PAUSE = 0.1
#: Back-off after an unexpected error, in seconds.
RESTART_PAUSE = 1.0
#: Key of the inboxes that are told of the results of all submissions.
ANY = ""
#: Seconds in which further results are waited for, so that many at a time are read together.
RESULTS_PAUSE = 0.2


class TooManyWatchers(GraderError):
    """Too many people watch live results just now; ask for the result again in a moment."""


#: What an inbox holds: an event; None: read the database; False: the process stops.
_Inbox = SimpleQueue[StoredEvent | None | bool]


class EventBroadcaster:
    """Serves the watchers of one web process. Create it after the fork; its thread starts with the first watcher."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stream = stream_name(settings)
        self._lock = threading.Lock()
        self._inboxes: dict[str, list[_Inbox]] = {}
        self._recent: deque[dict[str, str]] = deque(maxlen=RECENT)
        self._watchers = 0
        self._thread: threading.Thread | None = None
        #: There are watchers.
        self._wanted = threading.Event()
        #: A watcher has connected.
        self._arrival = threading.Event()
        #: The thread reads the stream, so that no later event is missed.
        self._ready = threading.Event()
        self._closing = threading.Event()

    @property
    def watchers(self) -> int:
        """Number of connected watchers."""
        return self._watchers

    def stream(
        self, submission_id: str, after_seq: int = 0, *, heartbeat: float = 15.0
    ) -> Iterator[StoredEvent | None]:
        """The events after `after_seq`, stored and live, each once and in order, until `done`.

        When a run is repeated after an interruption, results that the watcher has already are left out.
        Yields None after each `heartbeat` seconds without an event, so that the caller can send a comment to keep the
        connection open. Ends early when the process stops; the watcher reconnects with the last number it has seen.
        Raises `TooManyWatchers`.
        """
        with self._inbox(submission_id) as inbox:
            order, sent = EventOrdering(after_seq), self._sent_results(submission_id, after_seq)
            quiet_since = time.monotonic()
            received: StoredEvent | bool | None = None
            while not isinstance(received, bool):
                had_gap = order.has_gap
                if received is not None:
                    order.add([received])
                if (received is None or had_gap) and not self._read_stored(submission_id, order):
                    return
                for event in order.take():
                    if sent.is_repeated(event):
                        continue
                    yield event
                    quiet_since = time.monotonic()
                    if event.kind is EventKind.DONE:
                        return
                left = quiet_since + heartbeat - time.monotonic()
                if left <= 0:
                    yield None
                    quiet_since, left = time.monotonic(), heartbeat
                try:
                    received = inbox.get(timeout=min(left, 0.1) if order.has_gap else left)
                except Empty:
                    received = None

    def results(self, *, heartbeat: float = 15.0) -> Iterator[bool]:
        """Yields at once and whenever results of submissions were stored, and after each `heartbeat` seconds: then
        False, since nothing is known to be new. Ends when the process stops. Raises `TooManyWatchers`.
        """
        with self._inbox(ANY) as inbox:
            yield True
            while True:
                try:
                    told = inbox.get(timeout=heartbeat) is not False
                except Empty:
                    yield False
                    continue
                self._closing.wait(RESULTS_PAUSE)
                while not inbox.empty():
                    told = inbox.get() is not False and told
                if not told:
                    return
                yield True

    def close(self) -> None:
        """End all streams and the thread."""
        self._closing.set()
        self._wanted.set()
        with self._lock:
            for inboxes in self._inboxes.values():
                for inbox in inboxes:
                    inbox.put(False)

    def _read_stored(self, submission_id: str, order: EventOrdering) -> bool:
        """Read the stored events. False: nothing is missing and nothing will follow."""
        with self._database.read() as session:
            stored, pending = read_events(session, submission_id, order.last)
        order.add(stored)
        return bool(stored) or pending

    def _sent_results(self, submission_id: str, after_seq: int) -> SentResults:
        """The results that a watcher has which resumes after `after_seq`."""
        if not after_seq:
            return SentResults()
        with self._database.read() as session:
            return SentResults(sent_before(session, submission_id, after_seq))

    @contextmanager
    def _inbox(self, submission_id: str) -> Iterator[_Inbox]:
        inbox: _Inbox = SimpleQueue()
        with self._lock:
            if self._watchers >= self._settings.max_watchers:
                raise TooManyWatchers
            self._watchers += 1
            self._inboxes.setdefault(submission_id, []).append(inbox)
            self._wanted.set()
            self._arrival.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="events", daemon=True)
                self._thread.start()
        try:
            self._ready.wait(timeout=2.0)
            with self._lock:
                recent = [fields for fields in self._recent if fields["s"] == submission_id]
            for fields in recent:
                inbox.put(unpack(fields))
            yield inbox
        finally:
            with self._lock:
                self._watchers -= 1
                self._inboxes[submission_id].remove(inbox)
                if not self._inboxes[submission_id]:
                    del self._inboxes[submission_id]

    def _read(self) -> None:
        """The thread: read the stream; while Redis is unavailable, poll the table."""
        redis = connect(self._settings, socket_timeout=10.0)
        while not self._closing.is_set():
            self._wanted.wait()
            try:
                self._read_stream(redis)
            except (RedisError, OSError) as error:
                log.warning("Redis is unavailable; live events are read from the database: %s", error)
                self._ready.set()
                self._poll_table(redis)
            except Exception:
                log.exception("Reading live events failed; it starts again after a pause")
                self._closing.wait(RESTART_PAUSE)

    def _read_stream(self, redis: Redis) -> None:
        """Read the stream while there are watchers, and for LINGER seconds after the last one."""
        seconds, micros = redis.time()
        last = f"{seconds * 1000 + micros // 1000 - int(UNSTORED * 1000)}-0"
        newest: Any = redis.xrevrange(self._stream, min=last, count=RECENT)
        with self._lock:
            self._recent.clear()
            self._recent.extend(fields for _, fields in reversed(newest))
        last = newest[0][0] if newest else last
        self._ready.set()
        self._wake_all()
        with closing(StreamReader(redis, self._stream, last)) as reader:
            self._read_while_watched(reader)

    def _read_while_watched(self, reader: StreamReader) -> None:
        watched, reads = time.monotonic(), deque([0.0], maxlen=BUSY_READS)
        while not self._closing.is_set():
            for fields in reader.read():
                self._deliver(fields)
            now = time.monotonic()
            watched = now if self._watchers else watched
            if now - watched > LINGER and self._stop_reading():
                return
            if len(reads) == BUSY_READS and now - reads[0] < BUSY_SECONDS:
                time.sleep(BUSY_PAUSE)
            reads.append(now)
            self._arrival.clear()
            if not self._watchers:
                self._arrival.wait(UNWATCHED_PAUSE)

    def _stop_reading(self) -> bool:
        """Stop until there is a watcher again. False: there is one."""
        with self._lock:
            if self._watchers:
                return False
            self._ready.clear()
            self._wanted.clear()
            return True

    def _deliver(self, fields: dict[str, str]) -> None:
        with self._lock:
            self._recent.append(fields)
            inboxes = self._told(fields["s"], EventKind(fields["k"]))
        if inboxes:
            event = unpack(fields)
            for inbox in inboxes:
                inbox.put(event)

    def _told(self, submission_id: str, kind: EventKind) -> list[_Inbox]:
        """The inboxes that an event goes to."""
        watchers = self._inboxes.get(submission_id, ())
        return [*watchers, *(self._inboxes.get(ANY, ()) if kind is EventKind.DONE else ())]

    def _poll_table(self, redis: Redis) -> None:
        """Poll the table until Redis answers."""
        with self._database.read() as session:
            row = newest_row(session)
        self._wake_all()
        while not self._closing.wait(0.3):
            with self._database.read() as session:
                row, events = rows_after(session, row)
            for event in events:
                with self._lock:
                    inboxes = self._told(event.submission_id, event.kind)
                for inbox in inboxes:
                    inbox.put(event)
            try:
                redis.ping()
            except (RedisError, OSError):
                continue
            return

    def _wake_all(self) -> None:
        """Make every watcher read the database for events that it may have missed."""
        with self._lock:
            for inboxes in self._inboxes.values():
                for inbox in inboxes:
                    inbox.put(None)
