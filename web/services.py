"""The services that routes use, created once per application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g
from sqlalchemy.orm import Session

from grader.settings import Settings
from grader.store.clock import DatabaseClock
from grader.store.database import Database
from grader.worker.events import EventBroadcaster, Publisher
from grader.worker.queue import Queue
from web.catalogue import Catalogue
from web.limits import RateLimits
from web.lti.key_sets import KeySets
from web.watchers import Watchers

#: Seconds that a statement of a request may take.
STATEMENT_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True)
class Services:
    """The services of one application."""

    settings: Settings
    database: Database
    clock: DatabaseClock
    catalogue: Catalogue
    rate_limits: RateLimits
    queue: Queue
    publisher: Publisher
    broadcaster: EventBroadcaster
    watchers: Watchers
    key_sets: KeySets

    @classmethod
    def of(cls, settings: Settings) -> Services:
        """The services for these settings. None of them connects before its first use."""
        database = Database(settings.database_url, statement_seconds=STATEMENT_SECONDS)
        return cls(
            settings=settings,
            database=database,
            clock=DatabaseClock(database),
            catalogue=Catalogue(settings.root),
            rate_limits=RateLimits(settings.redis_url, settings.redis_prefix),
            queue=Queue(settings),
            publisher=Publisher(settings),
            broadcaster=EventBroadcaster(settings, database),
            watchers=Watchers(),
            key_sets=KeySets(private=settings.lti_private),
        )

    def close(self) -> None:
        """End live streams and close connections before the process stops."""
        self.broadcaster.close()
        self.queue.close()
        self.publisher.close()
        self.database.close()


def services() -> Services:
    """The services of the current application."""
    return cast(Services, current_app.extensions["services"])


def current_time() -> datetime:
    """The time by which deadlines and opening times are judged: the database's, which all hosts share."""
    return services().clock.now()


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only transaction."""
    with services().database.read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that commits at the end of the block.

    The request's first one that commits begins with what `before_first_write` was given.
    """
    with services().database.write() as session:
        for act in g.get("before_first_write", ()):
            act(session)
        yield session
    g.pop("before_first_write", None)


def before_first_write(act: Callable[[Session], None]) -> None:
    """Run `act` in the transaction of this request's first change. An exception of it rolls the change back."""
    g.setdefault("before_first_write", []).append(act)
