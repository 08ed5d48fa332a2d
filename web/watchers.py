"""Limits the live streams of each client in this process, so that one client cannot use up all of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g

from grader.settings import Settings
from grader.worker.events import TooManyWatchers


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client whose streams are counted together."""

    #: The signed-in person, also with a token of hers or his, or the token of a course.
    name: str
    #: Live streams that it may have open in one process.
    allowed: int


def current_client(settings: Settings) -> Client:
    """The client of this request. A token may open more streams than a person, as a program may serve a whole class."""
    token = g.get("token")
    if token is not None and token.person_id is None:
        return Client(name=f"token {token.id}", allowed=settings.token_watchers)
    return Client(name=f"person {(g.get('viewer') or g.person).id}", allowed=settings.person_watchers)


class Watchers:
    """Counts the open streams of each client."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def has_capacity(self, client: Client) -> bool:
        """Whether `client` may open one more stream."""
        return self._counts[client.name] < client.allowed

    @contextmanager
    def watching(self, client: Client) -> Iterator[None]:
        """Count one stream for as long as the block lasts. Raises `TooManyWatchers`."""
        with self._lock:
            if not self.has_capacity(client):
                raise TooManyWatchers
            self._counts[client.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[client.name] -= 1
                if not self._counts[client.name]:
                    del self._counts[client.name]
