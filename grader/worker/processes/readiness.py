"""Tells a worker host, through Redis, that its worker processes accept work."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from redis import RedisError

from grader.model import Lane
from grader.settings import Settings
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Expiry of a count, in seconds.
EXPIRY = 3600


def announce(settings: Settings, lane: Lane) -> None:
    """Report that this worker process accepts work from now on."""
    try:
        with connect(settings) as redis:
            redis.incr(_key(settings, lane))
            redis.expire(_key(settings, lane), EXPIRY)
    except RedisError as error:
        log.warning("The readiness of a worker could not be reported: %s", error)


def reset(settings: Settings, lanes: Iterable[Lane]) -> None:
    """Reset the counts, before the worker processes start."""
    with connect(settings) as redis:
        redis.delete(*(_key(settings, lane) for lane in lanes))


def are_ready(settings: Settings, lanes: Iterable[Lane]) -> bool:
    """Whether each lane has a process that accepts work."""
    try:
        with connect(settings) as redis:
            return all(redis.mget([_key(settings, lane) for lane in lanes]))
    except RedisError:
        return False


def _key(settings: Settings, lane: Lane) -> str:
    return f"{settings.redis_prefix}ready:{lane.value}"
