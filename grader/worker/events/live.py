"""Live results: from the worker through a Redis stream to everybody who watches.

The rows in the database are the truth, the stream is only fast. A worker sends each event the moment it is known and
stores it a little later, always before `done`. Each web process reads the one stream of all submissions with one thread
(`Hub`) and hands the events to the watchers' inboxes. A watcher first gets the stored events, then live ones; the
numbers tell when one is missing, and then it is read from the database. While Redis is away the thread reads the
database instead.
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
from grader.store.events import EventKind, StoredEvent, look, newest_row, rows_after
from grader.worker.events.event_ordering import EventOrdering
from grader.worker.events.publisher import Publisher as Publisher
from grader.worker.events.publisher import stream_name, unpack
from grader.worker.events.stream_reader import StreamReader
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Events that a web process keeps for watchers that come while a run is under way.
RECENT = 1_000
#: An event is stored at most so many seconds after it was sent; see `grader.worker.grading.event_sink`.
UNSTORED = 4.0
#: Seconds that the stream is followed on when nobody watches any more.
LINGER = 5.0
#: When so many reads took less than so many seconds, events come in bunches: wait a moment for the next bunch, since
#: each read costs as much as handing out several events.
BUSY_READS, BUSY_SECONDS, BUSY_PAUSE = 20, 0.1, 0.008
#: Longest wait for the next bunch while nobody watches; who comes ends it.
UNWATCHED_PAUSE = 0.1
#: Seconds until the reader starts again after an error that was not foreseen.
PAUSE = 1.0


class TooManyWatchers(GraderError):
    """Too many people watch live results just now; ask for the result again in a moment."""


#: What an inbox gets: an event; None: look into the database; False: the process ends.
_Inbox = SimpleQueue[StoredEvent | None | bool]


class Hub:
    """The watchers of one web process. Make it in the process that serves; its thread starts with the first watcher."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stream = stream_name(settings)
        self._lock = threading.Lock()
        self._inboxes: dict[str, list[_Inbox]] = {}
        self._recent: deque[dict[str, str]] = deque(maxlen=RECENT)
        self._watchers = 0
        self._thread: threading.Thread | None = None
        #: Somebody watches.
        self._wanted = threading.Event()
        #: Somebody came to watch.
        self._arrival = threading.Event()
        #: The thread follows; what is sent from now on arrives.
        self._ready = threading.Event()
        self._closing = threading.Event()

    @property
    def watchers(self) -> int:
        """How many watch now."""
        return self._watchers

    def stream(
        self, submission_id: str, after_seq: int = 0, *, heartbeat: float = 15.0
    ) -> Iterator[StoredEvent | None]:
        """The events after `after_seq`, stored and live, each once and in order, until `done`.

        Gives None after each `heartbeat` seconds of silence, so that a comment keeps the connection. Ends early when
        the process stops; the watcher comes back with the last number it saw. Raises `TooManyWatchers`.
        """
        with self._inbox(submission_id) as inbox:
            order = EventOrdering(after_seq)
            quiet_since = time.monotonic()
            got: StoredEvent | bool | None = None
            while not isinstance(got, bool):
                had_gap = order.has_gap
                if got is not None:
                    order.add([got])
                if (got is None or had_gap) and not self._look(submission_id, order):
                    return
                for event in order.take():
                    yield event
                    quiet_since = time.monotonic()
                    if event.kind is EventKind.DONE:
                        return
                left = quiet_since + heartbeat - time.monotonic()
                if left <= 0:
                    yield None
                    quiet_since, left = time.monotonic(), heartbeat
                try:
                    got = inbox.get(timeout=min(left, 0.1) if order.has_gap else left)
                except Empty:
                    got = None

    def close(self) -> None:
        """End every stream and the thread."""
        self._closing.set()
        self._wanted.set()
        with self._lock:
            for inboxes in self._inboxes.values():
                for inbox in inboxes:
                    inbox.put(False)

    def _look(self, submission_id: str, order: EventOrdering) -> bool:
        """Read what is stored. False: nothing is missing and nothing will follow."""
        with self._database.read() as session:
            stored, pending = look(session, submission_id, order.last)
        order.add(stored)
        return bool(stored) or pending

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
        """The thread: follow the stream; while it cannot be had, follow the table."""
        redis = connect(self._settings, socket_timeout=10.0)
        while not self._closing.is_set():
            self._wanted.wait()
            try:
                self._follow_stream(redis)
            except (RedisError, OSError) as error:
                log.warning("Live events are read from the database: %s", error)
                self._ready.set()
                self._follow_table(redis)
            except Exception:
                log.exception("The reader of live events starts again")
                self._closing.wait(PAUSE)

    def _follow_stream(self, redis: Redis) -> None:
        """As long as anybody watches, and a little longer."""
        seconds, micros = redis.time()
        last = f"{seconds * 1000 + micros // 1000 - int(UNSTORED * 1000)}-0"
        newest: Any = redis.xrevrange(self._stream, min=last, count=RECENT)
        with self._lock:
            self._recent.clear()
            self._recent.extend(fields for _, fields in reversed(newest))
        last = newest[0][0] if newest else last
        self._ready.set()
        self._wake_all()
        with closing(StreamReader(redis, self._stream, last)) as follower:
            self._follow(follower)

    def _follow(self, follower: StreamReader) -> None:
        watched, reads = time.monotonic(), deque([0.0], maxlen=BUSY_READS)
        while not self._closing.is_set():
            for fields in follower.read():
                self._deliver(fields)
            moment = time.monotonic()
            watched = moment if self._watchers else watched
            if moment - watched > LINGER and self._rest():
                return
            if len(reads) == BUSY_READS and moment - reads[0] < BUSY_SECONDS:
                time.sleep(BUSY_PAUSE)
            reads.append(moment)
            self._arrival.clear()
            if not self._watchers:
                self._arrival.wait(UNWATCHED_PAUSE)

    def _rest(self) -> bool:
        """Stop following until somebody watches again. False: somebody does."""
        with self._lock:
            if self._watchers:
                return False
            self._ready.clear()
            self._wanted.clear()
            return True

    def _deliver(self, fields: dict[str, str]) -> None:
        with self._lock:
            self._recent.append(fields)
            inboxes = list(self._inboxes.get(fields["s"], ()))
        if inboxes:
            event = unpack(fields)
            for inbox in inboxes:
                inbox.put(event)

    def _follow_table(self, redis: Redis) -> None:
        """Until Redis answers."""
        with self._database.read() as session:
            row = newest_row(session)
        self._wake_all()
        while not self._closing.wait(0.3):
            with self._database.read() as session:
                row, events = rows_after(session, row)
            for event in events:
                with self._lock:
                    inboxes = list(self._inboxes.get(event.submission_id, ()))
                for inbox in inboxes:
                    inbox.put(event)
            try:
                redis.ping()
            except (RedisError, OSError):
                continue
            return

    def _wake_all(self) -> None:
        """Let every watcher look into the database for what it may have missed."""
        with self._lock:
            for inboxes in self._inboxes.values():
                for inbox in inboxes:
                    inbox.put(None)
