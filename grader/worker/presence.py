"""Which worker processes there are: each reports itself to Redis every few seconds; the operations page reads that.

A drain asks the workers of a lane on a host to finish their work and take no more. The host reads the request, because
it starts and restarts them (`grader.worker.processes.host`).
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from redis import Redis, RedisError

from grader.settings import Settings
from grader.worker.queue import connect

log = logging.getLogger(__name__)

#: Seconds between two reports of a process.
INTERVAL = 5.0
#: Seconds without a report after which a process counts as silent, and after which it is no longer listed.
SILENT, FORGOTTEN = 20.0, 600.0
#: Seconds that a request to a host is kept.
REQUEST_SECONDS = 600


class Request(StrEnum):
    """What the workers of a lane on a host are asked to do."""

    #: Finish, then start anew.
    RESTART = "restart"
    #: Finish, then end until they are started or the host is restarted.
    END = "end"
    #: Start after an END.
    START = "start"


class WorkerState(StrEnum):
    """Whether the workers of a lane on a host take work."""

    WORKING = "working"
    #: They finish their work and take no more.
    DRAINING = "draining"
    #: They have ended, as an administrator asked.
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class WorkerReport:
    """What a worker process says about itself."""

    #: As in `Submission.holder`; see `grader.worker.processes.process_identity`.
    identity: str
    #: Identity of the host's supervisor, which starts and restarts it.
    host: str
    host_name: str
    #: The lane, or "repair".
    queue: str
    pid: int
    #: Seconds that it has run.
    uptime: float
    #: Resident memory of the process and of its children in bytes; memory that they share is counted once.
    memory: int
    #: "warm", "cold", or "closed" between two jails.
    sandbox: str
    #: Assignments that its evaluators have loaded.
    evaluators: int
    #: Of the service, Python and NumPy.
    versions: dict[str, str]
    #: Seconds since the report, by Redis's clock; set when it is read.
    age: float = 0.0

    @property
    def silent(self) -> bool:
        """Whether it has not reported for a while: it hangs, is stopped, or its host is gone."""
        return self.age > SILENT


@dataclass(frozen=True, kw_only=True)
class WorkerGroup:
    """The worker processes of a lane on a host."""

    host: str
    host_name: str
    queue: str
    state: WorkerState
    processes: tuple[WorkerReport, ...]


class Presence:
    """Reads and writes reports and requests. Raises `redis.RedisError` while Redis is unavailable."""

    def __init__(self, settings: Settings, redis: Redis | None = None) -> None:
        self._redis = redis if redis is not None else connect(settings)
        self._prefix = settings.redis_prefix

    def report(self, report: WorkerReport) -> None:
        """Store the report of a process; it is forgotten unless it is renewed."""
        self._put("worker", report.identity, asdict(report))

    def withdraw(self, identity: str) -> None:
        """Forget a process that ends."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.srem(self._key("worker"), identity)
            pipe.delete(self._key("worker", identity))
            pipe.execute()

    def report_group(self, host: str, host_name: str, queue: str, state: WorkerState) -> None:
        """Store whether the workers of a lane on a host take work."""
        self._put("workers", f"{queue} {host}", {"host": host, "host_name": host_name, "queue": queue, "state": state})

    def reports(self) -> list[WorkerReport]:
        """The processes that have reported lately, by host and lane."""
        known = set(WorkerReport.__dataclass_fields__)
        found = [
            WorkerReport(**{name: value for name, value in values.items() if name in known} | {"age": age})
            for values, age in self._all("worker")
        ]
        return sorted(found, key=lambda report: (report.host_name, report.queue, report.pid))

    def groups(self) -> list[WorkerGroup]:
        """The workers by host and lane, those too that have ended because somebody asked for it."""
        states: dict[tuple[str, str, str], WorkerState] = {}
        for values, age in self._all("workers"):
            if age <= SILENT:
                key = (values["host_name"], values["queue"], values["host"])
                states[key] = WorkerState(values["state"])
        processes: dict[tuple[str, str, str], list[WorkerReport]] = {key: [] for key in states}
        for report in self.reports():
            processes.setdefault((report.host_name, report.queue, report.host), []).append(report)
        return [
            WorkerGroup(
                host=host,
                host_name=host_name,
                queue=queue,
                state=states.get((host_name, queue, host), WorkerState.WORKING),
                processes=tuple(found),
            )
            for (host_name, queue, host), found in sorted(processes.items())
        ]

    def ask(self, host: str, queue: str, request: Request) -> None:
        """Ask a host to drain or start the workers of a lane. It reads the request within seconds."""
        self._redis.set(self._key("request", queue, host), request.value, ex=REQUEST_SECONDS)

    def take_request(self, host: str, queue: str) -> Request | None:
        """The request to a host about a lane, once."""
        text = self._redis.getdel(self._key("request", queue, host))
        return None if text is None else Request(str(text))

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def _put(self, kind: str, name: str, values: dict[str, Any]) -> None:
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.sadd(self._key(kind), name)
            pipe.set(self._key(kind, name), json.dumps(values), px=int(1000 * FORGOTTEN))
            pipe.execute()

    def _all(self, kind: str) -> list[tuple[dict[str, Any], float]]:
        """What is stored of a kind, each with its age in seconds."""
        names = sorted(str(name) for name in self._redis.smembers(self._key(kind)))
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.get(self._key(kind, name))
                pipe.pttl(self._key(kind, name))
            answers = pipe.execute()
        found = []
        for name, text, left in zip(names, answers[::2], answers[1::2], strict=True):
            if text is None:
                self._redis.srem(self._key(kind), name)
            else:
                found.append((json.loads(text), max(FORGOTTEN - left / 1000, 0.0)))
        return found

    def _key(self, *parts: str) -> str:
        return self._prefix + ":".join(("presence", *parts))


def read_groups(settings: Settings) -> list[WorkerGroup] | None:
    """The workers by host and lane; None if Redis does not answer."""
    presence = Presence(settings)
    try:
        return presence.groups()
    except RedisError as error:
        log.warning("The workers could not be read: %s", error)
        return None
    finally:
        presence.close()
