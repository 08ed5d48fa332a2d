"""Live results: from the worker through a Redis stream to everybody who watches.

The rows in the database are the truth, the stream is only fast. A worker sends each event the moment it is known and
stores it a little later, always before `done`. Each web process reads the one stream of all submissions with one thread
(`Hub`) and hands the events to the watchers' inboxes. A watcher first gets the stored events, then live ones; the
numbers tell when one is missing, and then it is read from the database. While Redis is away the thread reads the
database instead.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from redis import Redis, RedisError
from redis.connection import Connection

from grader.errors import GraderError
from grader.settings import Settings
from grader.store.database import Database
from grader.store.events import EventKind, StoredEvent, look, newest_row, rows_after
from grader.worker.queue import connect
from grader.worker.sequence import EventOrder

log = logging.getLogger(__name__)

#: Events kept in the stream; more than all that is in flight.
STREAM_LENGTH = 5_000
#: Events that a web process keeps for watchers that come while a run is under way.
RECENT = 1_000
#: Seconds without Redis after a failure to send.
PAUSE = 1.0


class TooManyWatchers(GraderError):
    """Too many people watch live results just now; ask for the result again in a moment."""


def stream_name(settings: Settings) -> str:
    """Name of the stream in Redis."""
    return f"{settings.redis_prefix}events"


class Publisher:
    """Sends events to the stream, from any thread. Never raises and never waits long: the rows are the truth."""

    def __init__(self, settings: Settings) -> None:
        self._redis = connect(settings, socket_timeout=0.5)
        self._stream = stream_name(settings)
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._link: Connection | None = None
        #: Answers that were not read yet.
        self._owed = 0

    def publish(self, event: StoredEvent) -> None:
        """Send an event. The answer is read before the next one is sent: grading goes on meanwhile."""
        with self._lock:
            if time.monotonic() < self._away_until:
                return
            # A connection may be stale after Redis was restarted: once more with a new one.
            if not self._attempt(event) and not self._attempt(event):
                self._away_until = time.monotonic() + PAUSE

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()
        self._redis.close()

    def _attempt(self, event: StoredEvent) -> bool:
        try:
            self._send(event)
        except (RedisError, OSError) as error:
            log.warning("An event was not sent live: %s", error)
            self._drop()
            return False
        return True

    def _send(self, event: StoredEvent) -> None:
        link = self._link or self._redis.connection_pool.get_connection()
        self._link = link
        self._settle(link)
        length = ("MAXLEN", "~", str(STREAM_LENGTH))
        link.send_command("XADD", self._stream, *length, "*", *_pack(event))  # type: ignore[no-untyped-call]
        self._owed += 1
        if event.kind is EventKind.DONE:
            self._settle(link)

    def _settle(self, link: Connection) -> None:
        while self._owed:
            self._owed -= 1
            link.read_response()

    def _drop(self) -> None:
        if self._link is not None:
            self._link.disconnect()  # type: ignore[no-untyped-call]
            self._redis.connection_pool.release(self._link)
        self._link = None
        self._owed = 0


def _pack(event: StoredEvent) -> tuple[str, ...]:
    payload = json.dumps(event.payload, separators=(",", ":"), allow_nan=False)
    return ("s", event.submission_id, "q", str(event.seq), "k", event.kind.value, "p", payload)


def _unpack(fields: dict[str, str]) -> StoredEvent:
    return StoredEvent(
        submission_id=fields["s"],
        seq=int(fields["q"]),
        kind=EventKind(fields["k"]),
        payload=json.loads(fields["p"]),
    )


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
            order = EventOrder(after_seq)
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
        with self._lock:
            for inboxes in self._inboxes.values():
                for inbox in inboxes:
                    inbox.put(False)

    def _look(self, submission_id: str, order: EventOrder) -> bool:
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
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="events", daemon=True)
                self._thread.start()
        try:
            self._ready.wait(timeout=2.0)
            with self._lock:
                recent = [fields for fields in self._recent if fields["s"] == submission_id]
            for fields in recent:
                inbox.put(_unpack(fields))
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
        newest: Any = redis.xrevrange(self._stream, count=RECENT // 2)
        last = newest[0][0] if newest else "0-0"
        with self._lock:
            self._recent.clear()
            self._recent.extend(fields for _, fields in reversed(newest))
        self._ready.set()
        self._wake_all()
        while not self._closing.is_set():
            answer: Any = redis.xread({self._stream: last}, count=500, block=2000)
            for _, entries in answer or ():
                for entry, fields in entries:
                    last = entry
                    self._deliver(fields)

    def _deliver(self, fields: dict[str, str]) -> None:
        with self._lock:
            self._recent.append(fields)
            inboxes = list(self._inboxes.get(fields["s"], ()))
        if inboxes:
            event = _unpack(fields)
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
