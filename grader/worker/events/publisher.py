"""Publishes live events; see `grader.worker.events`."""

from __future__ import annotations

import json
import logging
import threading
import time

from redis import RedisError
from redis.connection import Connection

from grader.settings import Settings
from grader.store.events import EventKind, StoredEvent
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Events that the stream keeps: more than are in flight at a time.
STREAM_LENGTH = 5_000
#: Replies that may wait to be read: reading one costs as much as sending an event.
MOST_PENDING = 20
#: Seconds after a failure in which nothing is sent.
PAUSE = 1.0


def stream_name(settings: Settings) -> str:
    """Name of the stream in Redis."""
    return f"{settings.redis_prefix}events"


class Publisher:
    """Sends events to the stream; thread-safe. Never raises and never blocks for long: the rows are authoritative."""

    def __init__(self, settings: Settings) -> None:
        self._redis = connect(settings, socket_timeout=0.5)
        self._stream = stream_name(settings)
        self._lock = threading.Lock()
        self._paused_until = 0.0
        self._connection: Connection | None = None
        #: Replies that were not read yet.
        self._pending_replies = 0

    def publish(self, event: StoredEvent) -> None:
        """Send an event. Replies are read later, the last ones after `done`, so that grading continues meanwhile."""
        with self._lock:
            if time.monotonic() < self._paused_until:
                return
            # A pooled connection is stale after a restart of Redis: try once more with a new one.
            if not self._attempt(event) and not self._attempt(event):
                self._paused_until = time.monotonic() + PAUSE

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()
        self._redis.close()

    def _attempt(self, event: StoredEvent) -> bool:
        try:
            self._send(event)
        except (RedisError, OSError) as error:
            log.warning("An event was not published: %s", error)
            self._drop()
            return False
        return True

    def _send(self, event: StoredEvent) -> None:
        connection = self._connection or self._redis.connection_pool.get_connection()
        self._connection = connection
        # The reply of the connection's own health check comes after those that are pending.
        if self._pending_replies >= MOST_PENDING or time.monotonic() > connection.next_health_check:
            self._read_replies(connection)
        length = ("MAXLEN", "~", str(STREAM_LENGTH))
        connection.send_command("XADD", self._stream, *length, "*", *_pack(event))  # type: ignore[no-untyped-call]
        self._pending_replies += 1
        if event.kind is EventKind.DONE:
            self._read_replies(connection)

    def _read_replies(self, connection: Connection) -> None:
        while self._pending_replies:
            self._pending_replies -= 1
            connection.read_response()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.disconnect()  # type: ignore[no-untyped-call]
            self._redis.connection_pool.release(self._connection)
        self._connection = None
        self._pending_replies = 0


def _pack(event: StoredEvent) -> tuple[str, ...]:
    payload = json.dumps(event.payload, separators=(",", ":"), allow_nan=False)
    return ("s", event.submission_id, "q", str(event.seq), "k", event.kind.value, "p", payload)


def unpack(fields: dict[str, str]) -> StoredEvent:
    """The event in a stream entry."""
    return StoredEvent(
        submission_id=fields["s"],
        seq=int(fields["q"]),
        kind=EventKind(fields["k"]),
        payload=json.loads(fields["p"]),
    )
