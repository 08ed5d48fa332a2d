"""Waits for Redis and the database at the start of a process: another host or container may start them later."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from redis import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from grader.settings import Settings
from grader.store.database import Database, is_unavailable
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Seconds between attempts: the first pause, and the longest one.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0


def wait_for_database(database: Database, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Return when the database answers. Raises SQLAlchemyError for what waiting cannot change."""
    for pause in _pauses():
        try:
            with database.read() as session:
                session.execute(text("SELECT 1"))
            return
        except SQLAlchemyError as error:
            if not is_unavailable(error):
                raise
            log.warning("The database does not answer; next attempt in %.1f s: %s", pause, _first_line(error))
        sleep(pause)


def wait_for_redis(settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Return when Redis answers."""
    for pause in _pauses():
        try:
            with connect(settings) as redis:
                redis.ping()
            return
        except RedisError as error:
            log.warning("Redis does not answer; next attempt in %.1f s: %s", pause, _first_line(error))
        sleep(pause)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
