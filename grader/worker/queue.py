"""Enqueues submissions, for the web and the sweeper. Messages hold only ids: the database is the system of record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from grader.model import Lane
from grader.settings import Settings
from grader.store.regrade_runs import RegradeEntry
from grader.store.submissions import Priority
from grader.store.transitions import QueueEntry
from grader.worker.app import GRADE, KEEPALIVE, REGRADE, REGRADE_PRIORITY, REPAIR, REPAIR_QUEUE, make_app

log = logging.getLogger(__name__)

#: Seconds for each answer of Redis.
SOCKET_SECONDS = 2.0
#: Seconds after which a search for repairs that has not begun is dropped: the student has gone on long since.
REPAIR_WAIT = 600.0
#: Separates queue and priority in the names that kombu gives to Redis lists.
_PRIORITY_MARK = "\x06\x16"


@dataclass(frozen=True, kw_only=True)
class QueueHealth:
    """State of the queue, for health checks and metrics."""

    #: Whether Redis answers.
    reachable: bool
    #: Number of waiting messages by lane; empty when Redis does not answer.
    waiting: dict[Lane, int]


class Queue:
    """Enqueues submissions. Create one per process, after the fork; it is thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._app = make_app(settings)
        # A request must not wait as long as a worker may wait for the next message.
        self._app.conf.broker_transport_options["socket_timeout"] = SOCKET_SECONDS
        self._prefix = settings.redis_prefix
        self._redis = connect(settings)

    def warm_up(self) -> None:
        """Connect now, so that the first submission does not wait for it. Redis may be unavailable."""
        with suppress(OperationalError, RedisError, OSError), self._app.producer_or_acquire() as producer:
            producer.connection.ensure_connection(max_retries=1)
            for lane in Lane:
                producer.maybe_declare(self._app.amqp.queues[lane.value])
            self._app.backend  # noqa: B018  initialised on first access

    def enqueue(self, entry: QueueEntry) -> bool:
        """Enqueue a submission, after the transaction that queued it was committed.

        Returns False, and logs, if Redis is unavailable: then the sweeper enqueues it later.
        """
        return self._send(GRADE, entry.submission_id, queue=entry.lane.value, priority=int(entry.priority))

    def enqueue_repair(self, submission_id: str, *, is_regrade: bool = False) -> bool:
        """Enqueue the search for a repair of a graded submission. What is lost here is not made up for.

        It begins within REPAIR_WAIT or not at all, except after a regrade: then it waits behind all others.
        """
        if is_regrade:
            return self._send(REPAIR, submission_id, queue=REPAIR_QUEUE, priority=REGRADE_PRIORITY)
        return self._send(REPAIR, submission_id, queue=REPAIR_QUEUE, priority=0, expires=REPAIR_WAIT)

    def enqueue_regrade(self, entry: RegradeEntry) -> bool:
        """Enqueue an attempt of a regrade behind everything else in its lane. False if Redis is unavailable."""
        return self._send(REGRADE, entry.result_id, queue=entry.lane.value, priority=REGRADE_PRIORITY)

    def _send(self, task: str, subject: str | int, *, queue: str, priority: int, expires: float | None = None) -> bool:
        try:
            self._app.send_task(
                task,
                args=[subject],
                queue=queue,
                priority=priority,
                expires=expires,
                retry=True,
                # A pooled connection is stale after a restart of Redis: try once more with a new one.
                retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.05, "interval_max": 0.1},
                ignore_result=True,
            )
        except (OperationalError, RedisError, OSError) as error:
            log.warning("%s of %s could not be enqueued: %s", task, subject, error)
            return False
        return True

    def waiting(self, lane: Lane) -> int:
        """Number of submissions' messages that wait in a lane; those of regrades are left out. Raises RedisError."""
        return self._lengths([lane.value, *(_list_name(lane, step) for step in Priority if step)])

    def waiting_regrades(self) -> int:
        """Number of messages of regrades that wait in all lanes. Raises `redis.RedisError`."""
        return self._lengths([_list_name(lane, REGRADE_PRIORITY) for lane in Lane])

    def _lengths(self, names: Sequence[str]) -> int:
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.llen(self._prefix + name)
            return sum(pipe.execute())

    def health(self) -> QueueHealth:
        """Whether Redis answers, and how many messages wait."""
        try:
            return QueueHealth(reachable=True, waiting={lane: self.waiting(lane) for lane in Lane})
        except RedisError:
            return QueueHealth(reachable=False, waiting={})

    def close(self) -> None:
        """Close the connections."""
        self._app.close()
        self._redis.close()


def _list_name(lane: Lane, priority: int) -> str:
    return f"{lane.value}{_PRIORITY_MARK}{int(priority)}"


def connect(settings: Settings, *, socket_timeout: float = SOCKET_SECONDS) -> Redis:
    """A Redis client with timeouts. It connects on first use."""
    return Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=1.0,
        socket_timeout=socket_timeout,
        socket_keepalive=True,
        socket_keepalive_options=KEEPALIVE,
        health_check_interval=20,
        decode_responses=True,
    )
