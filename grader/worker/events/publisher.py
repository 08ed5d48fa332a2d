"""Sends events to the live feed; see `grader.worker.events`."""

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

#: Events kept in the stream; more than all that is in flight.
STREAM_LENGTH = 5_000
#: Seconds without Redis after a failure to send.
PAUSE = 1.0


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


def unpack(fields: dict[str, str]) -> StoredEvent:
    """The event of a stream's entry."""
    return StoredEvent(
        submission_id=fields["s"],
        seq=int(fields["q"]),
        kind=EventKind(fields["k"]),
        payload=json.loads(fields["p"]),
    )
