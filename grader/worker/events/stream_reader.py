"""Reads new entries of the event stream; see `grader.worker.events`."""

from __future__ import annotations

from typing import Any

from redis import Redis
from redis.connection import Connection

#: Maximum number of entries of a read, and how long it blocks for the first one, in milliseconds.
MAX_ENTRIES, BLOCK_MS = 500, 1000


class StreamReader:
    """Holds one connection, so that its loss is an error: the client would reconnect and hide that events are missing.

    See docs/decisions/13-redis-connections-for-live-events.md.
    """

    def __init__(self, redis: Redis, stream: str, last: str) -> None:
        """Start after the entry `last`. Raises `RedisError` and `OSError`, as `read` does."""
        self._pool = redis.connection_pool
        self._stream = stream
        self._last = last
        self._connection: Connection = self._pool.get_connection()

    def read(self) -> list[dict[str, str]]:
        """The fields of the new entries, oldest first; none if none arrives within a second."""
        limits = ("COUNT", str(MAX_ENTRIES), "BLOCK", str(BLOCK_MS))
        self._connection.send_command("XREAD", *limits, "STREAMS", self._stream, self._last)  # type: ignore[no-untyped-call]
        reply: Any = self._connection.read_response()
        # A mapping, or a list of pairs from a server that uses RESP2.
        streams = reply.items() if isinstance(reply, dict) else reply or ()
        entries = [entry for _, found in streams for entry in found]
        if entries:
            self._last = entries[-1][0]
        return [dict(zip(flat[::2], flat[1::2], strict=True)) for _, flat in entries]

    def close(self) -> None:
        """Close the connection, because a reply may still be pending."""
        self._connection.disconnect()  # type: ignore[no-untyped-call]
        self._pool.release(self._connection)
