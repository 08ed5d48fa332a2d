"""Who watches live results in this process, and how often: nobody takes the places of all others."""

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
class Asker:
    """Whose watchers are counted together."""

    #: A person who is signed in, or an API token.
    name: str
    #: Live watchers of this asker in one process.
    allowed: int


def asker(settings: Settings) -> Asker:
    """Who is asking. A program has more places than a person: it may watch for a whole class."""
    token = g.get("token")
    if token is not None:
        return Asker(name=f"token {token.id}", allowed=settings.token_watchers)
    return Asker(name=f"person {g.person.id}", allowed=settings.person_watchers)


class Watchers:
    """Counts the watchers of each asker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def has_place(self, who: Asker) -> bool:
        """Whether `who` may watch once more."""
        return self._counts[who.name] < who.allowed

    @contextmanager
    def place(self, who: Asker) -> Iterator[None]:
        """One place, for as long as the block lasts. Raises `TooManyWatchers`."""
        with self._lock:
            if not self.has_place(who):
                raise TooManyWatchers
            self._counts[who.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[who.name] -= 1
                if not self._counts[who.name]:
                    del self._counts[who.name]
