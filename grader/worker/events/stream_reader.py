"""Reads the stream of events as it grows; see `grader.worker.events`."""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.connection import Connection

#: Most entries of one read, and milliseconds that it waits for the first.
MOST, WAIT_MS = 500, 1000


class StreamReader:
    """Holds one connection, so that its loss is an error: the client would reconnect and hide that events are missing.

    See docs/decisions/13-redis-connections-for-live-events.md.
    """

    def __init__(self, redis: Redis, stream: str, last: str) -> None:
        """To read what comes after the entry `last`. Raises `RedisError` and `OSError`, as `read` does."""
        self._pool = redis.connection_pool
        self._stream = stream
        self._last = last
        self._link: Connection = self._pool.get_connection()

    def read(self) -> list[dict[str, str]]:
        """The fields of the new entries, oldest first; none if none came in a second."""
        limits = ("COUNT", str(MOST), "BLOCK", str(WAIT_MS))
        self._link.send_command("XREAD", *limits, "STREAMS", self._stream, self._last)  # type: ignore[no-untyped-call]
        answer: Any = self._link.read_response()
        # A mapping, or a list of pairs from a server that speaks the older protocol.
        streams = answer.items() if isinstance(answer, dict) else answer or ()
        entries = [entry for _, found in streams for entry in found]
        if entries:
            self._last = entries[-1][0]
        return [dict(zip(flat[::2], flat[1::2], strict=True)) for _, flat in entries]

    def close(self) -> None:
        """Give the connection up: an answer may still be on its way."""
        self._link.disconnect()  # type: ignore[no-untyped-call]
        self._pool.release(self._link)
