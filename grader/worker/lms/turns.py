"""A turn at one platform: members that are due, then a batch of scores, under a lease."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from grader.lti.clock import PlatformClock
from grader.lti.errors import PlatformDown, Throttled
from grader.lti.service import Connection, Platform, PlatformService, Send, Sign
from grader.lti.signing import signer
from grader.store import lti_keys, lti_outbox, lti_platforms, lti_services
from grader.store.database import Database
from grader.store.models import LtiKey, LtiPlatform, LtiService, ScoreState
from grader.worker.lms.assignments import KnownAssignments
from grader.worker.lms.columns import Columns
from grader.worker.lms.delivery import Batch, Delivery
from grader.worker.lms.rosters import synchronise

log = logging.getLogger(__name__)

#: Seconds of a turn, without the request under way.
TURN_SECONDS = 15.0
#: Scores of a turn at most, and after a failure, to find out whether the platform works again.
MAX_BATCH, PROBES = 100, 3


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What a turn has done."""

    #: Scores that are settled, and lists that were fetched.
    done: int


@dataclass(frozen=True, kw_only=True)
class _Lease:
    platform: LtiPlatform
    row: LtiService
    service: PlatformService


class PlatformTurns:
    """Takes turns at platforms."""

    def __init__(
        self,
        *,
        database: Database,
        assignments: KnownAssignments,
        send: Send,
        now: Callable[[], datetime],
        wait: Callable[[float], bool],
        holder: str,
        lease_seconds: float,
    ) -> None:
        self._database = database
        self._assignments = assignments
        self._send = send
        self._now = now
        self._wait = wait
        self._holder = holder
        self._lease_seconds = lease_seconds
        #: Tokens and clocks, by platform.
        self._connections: dict[int, Connection] = {}
        #: The key that signs, by its id.
        self._signs: tuple[str, Sign] | None = None

    def take(self, platform_id: int) -> Turn:
        """Do what is due at a platform, for some seconds. Nothing, if another sender is there."""
        lease = self._lease(platform_id)
        if lease is None:
            return Turn(done=0)
        values: dict[str, object] = {}
        try:
            fetched, error = synchronise(self._database, lease.service, platform_id, self._now)
            batch = Batch(stopped_by=error) if error is not None else self._send_scores(lease)
            values = self._judge(lease, batch)
            return Turn(done=int(fetched) + sum(each.state is ScoreState.SENT for each in batch.outcomes))
        finally:
            with self._database.write() as session:
                lti_services.release(session, platform_id, self._holder, **values)

    def _lease(self, platform_id: int) -> _Lease | None:
        try:
            with self._database.write() as session:
                platform = lti_platforms.get(session, platform_id)
                if platform is None:
                    return None
                row = lti_services.lease(session, platform_id, self._holder, self._now(), self._lease_seconds)
                sign = self._signer(lti_keys.signing_key(session))
        except IntegrityError:
            return None
        if row is None:
            return None
        connection = self._connections.setdefault(platform_id, Connection(clock=PlatformClock(self._now)))
        service = PlatformService(describe(platform), connection, send=self._send, sign=sign)
        return _Lease(platform=platform, row=row, service=service)

    def _signer(self, key: LtiKey) -> Sign:
        """Kept, because reading a key checks it, which takes longer than a signature."""
        if self._signs is None or self._signs[0] != key.kid:
            self._signs = (key.kid, signer(lti_keys.private_key(key)))
        return self._signs[1]

    def _send_scores(self, lease: _Lease) -> Batch:
        limit = PROBES if lease.row.failures else max(1, min(MAX_BATCH, math.ceil(lease.row.pace * TURN_SECONDS)))
        with self._database.read() as session:
            due = lti_outbox.due(session, lease.platform, self._now(), limit, self._assignments.counts)
        columns = Columns(lease.service, self._assignments.describe)
        until = self._now() + timedelta(seconds=TURN_SECONDS)

        def has_time() -> bool:
            return not self._wait(1.0 / lease.row.pace) and self._now() < until

        batch = Delivery(lease.service, columns, has_time=has_time).send(due)
        with self._database.write() as session:
            lti_outbox.settle(session, batch.outcomes, self._now())
            for link_id, column in columns.found.items():
                lti_outbox.remember_line_item(session, link_id, url=column.url, gone=column.gone)
        return batch

    def _judge(self, lease: _Lease, batch: Batch) -> dict[str, object]:
        """What the turn tells of the platform as a whole."""
        row, error, now = lease.row, batch.stopped_by, self._now()
        if error is None:
            if row.failing_since is not None and batch.accepted:
                log.info("Platform %s takes scores again", lease.platform.id)
            return lti_services.succeeded(row) if batch.accepted else {}
        if isinstance(error, Throttled):
            return lti_services.slowed(row, now, retry_after=error.retry_after)
        if not row.failures:
            log.warning("Platform %s takes no scores (%s); they wait", lease.platform.id, error.words)
        pause = error.retry_after if isinstance(error, PlatformDown) else None
        return lti_services.failed(row, now, error.words, retry_after=pause)


def describe(row: LtiPlatform) -> Platform:
    """What the services of a platform are asked with."""
    return Platform(client_id=row.client_id, token_url=row.token_url, audience=row.assertion_audience)
