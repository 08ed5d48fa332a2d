"""Kombu's Redis transport with one Redis client per channel.

Kombu makes a new client for each command, which takes longer than the command itself: several times for each submission
in the web server and in Celery's main process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kombu.transport import redis as kombu_redis
from redis import Redis


class Channel(kombu_redis.Channel):
    """Keeps its client. It is thread-safe, and takes a connection from the channel's pool for each command."""

    _kept: Redis | None = None

    @contextmanager
    def conn_or_acquire(self, client: Redis | None = None) -> Iterator[Redis]:
        """See the base class."""
        if client is None:
            # The channel has a new pool after a lost connection.
            if self._kept is None or self._kept.connection_pool is not self.pool:
                self._kept = self._create_client()  # type: ignore[no-untyped-call]
            client = self._kept
        yield client


class Transport(kombu_redis.Transport):
    """The transport for redis:// addresses."""

    Channel = Channel
