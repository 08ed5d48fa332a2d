"""How a worker host learns that its worker processes take work."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from redis import RedisError

from grader.model import Lane
from grader.settings import Settings
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Seconds that a count is kept.
KEPT = 3600


def announce(settings: Settings, lane: Lane) -> None:
    """In a worker process: it takes work from now on."""
    try:
        with connect(settings) as redis:
            redis.incr(_key(settings, lane))
            redis.expire(_key(settings, lane), KEPT)
    except RedisError as error:
        log.warning("Redis was not told that a worker is ready: %s", error)


def forget(settings: Settings, lanes: Iterable[Lane]) -> None:
    """Before the processes are started: count from zero."""
    with connect(settings) as redis:
        redis.delete(*(_key(settings, lane) for lane in lanes))


def are_ready(settings: Settings, lanes: Iterable[Lane]) -> bool:
    """Whether each lane has a process that takes work."""
    try:
        with connect(settings) as redis:
            return all(redis.mget([_key(settings, lane) for lane in lanes]))
    except RedisError:
        return False


def _key(settings: Settings, lane: Lane) -> str:
    return f"{settings.redis_prefix}ready:{lane.value}"
