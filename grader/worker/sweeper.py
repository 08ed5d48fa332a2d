"""Recovers submissions that were lost, interrupted or left waiting. Every worker host runs one; they may overlap."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from grader.model import Lane
from grader.settings import Settings
from grader.store import accounts, emails, outcomes, recovery, regrade_runs, totals
from grader.store.database import Database
from grader.store.events import StoredEvent
from grader.worker.events.publisher import Publisher
from grader.worker.processes.process_identity import has_ended
from grader.worker.queue import Queue

log = logging.getLogger(__name__)

#: More messages than all workers together have reserved at a time.
MAX_IN_FLIGHT = 32
#: Seconds that `close` waits for the current sweep, which hangs if the database does.
CLOSE_SECONDS = 5.0


class Sweeper:
    """Sweeps periodically in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_url)
        self._queue = Queue(settings)
        self._publisher = Publisher(settings)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def sweep(self, *, at_once: bool = False) -> None:
        """Sweep once. `at_once` also enqueues what has not waited long: Redis may have been emptied meanwhile."""
        self._recover()
        self._continue_regrades(at_once)
        with self._database.read() as session:
            queued = recovery.queued_by_lane(session)
        if not queued:
            return
        lanes = [lane for lane, number in queued.items() if self._has_lost(lane, number)]
        pause = self._settings.requeue_seconds
        with self._database.write() as session:
            overdue = recovery.overdue(session, lanes=lanes, resend_seconds=pause, at_once=at_once)
        for entry in overdue:
            self._queue.enqueue(entry)

    def release(self) -> None:
        """Queue again what this host's workers held when they were stopped on purpose; the claim is not counted."""
        max_claims = self._settings.max_tries
        with self._database.write() as session:
            recovery.recover(session, max_claims=max_claims, has_ended=has_ended, enqueue_in=0.0, count_claim=False)
            regrade_runs.recover(session, max_claims=max_claims, has_ended=has_ended, count_claim=False)

    def start(self) -> threading.Thread:
        """Sweep in a thread until `close`."""
        self._thread = threading.Thread(target=self._loop, name="sweeper", daemon=True)
        self._thread.start()
        return self._thread

    def close(self) -> None:
        """Stop the thread and wait for its current sweep, which would count the claims of stopped processes."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=CLOSE_SECONDS)

    def _recover(self) -> None:
        with self._database.read() as session:
            if not recovery.any_running(session):
                return
        with self._database.write() as session:
            ended = recovery.recover(
                session,
                max_claims=self._settings.max_tries,
                has_ended=has_ended,
                enqueue_in=self._settings.requeue_seconds,
            )
        for each in ended:
            if isinstance(each, StoredEvent):
                log.warning("Submission %s failed for good: too many claims", each.submission_id)
                self._publisher.publish(each)
            else:
                log.warning("Submission %s was interrupted; it is queued again", each.submission_id)
                self._queue.enqueue(each)

    def _continue_regrades(self, at_once: bool) -> None:
        """Take over what was interrupted, enqueue what waits, and settle what is finished."""
        with self._database.read() as session:
            if not regrade_runs.any_open(session):
                return
        try:
            lost = self._queue.waiting_regrades() == 0
        except RedisError:
            return
        pause = self._settings.requeue_seconds
        with self._database.write() as session:
            regrade_runs.recover(session, max_claims=self._settings.max_tries, has_ended=has_ended)
            regrade_runs.settle(session)
            entries = regrade_runs.dispatch(session, resend_seconds=pause, lost=lost, at_once=at_once)
        for entry in entries:
            self._queue.enqueue_regrade(entry)

    def _has_lost(self, lane: Lane, queued: int) -> bool:
        """Whether messages are missing.

        Workers have reserved a few messages, which Redis does not count as waiting. While others wait, these are not
        taken for missing, or a long queue would be enqueued again and again.
        """
        try:
            waiting = self._queue.waiting(lane)
        except RedisError:
            return False
        return waiting == 0 or waiting < queued - MAX_IN_FLIGHT

    def _loop(self) -> None:
        self._attempt(lambda: self.sweep(at_once=True))
        self._attempt(self._delete_expired)
        self._attempt(self._complete_outcomes)
        self._attempt(self._count)
        counted = time.monotonic()
        while not self._stop.wait(self._settings.sweep_seconds):
            self._attempt(self.sweep)
            if time.monotonic() - counted > totals.STEP:
                self._attempt(self._count)
                counted = time.monotonic()

    def _count(self) -> None:
        """Add what has ended to the totals of the metrics."""
        totals.advance(self._database)

    def _delete_expired(self) -> None:
        with self._database.write() as session:
            accounts.drop_expired_sessions(session)
            emails.delete_finished(session)

    def _complete_outcomes(self) -> None:
        """Add what workers of the version before have not stored, a few at a time; see `outcomes.complete`."""
        found = 1
        while found and not self._stop.is_set():
            with self._database.write() as session:
                found = outcomes.complete(session)

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except SQLAlchemyError as error:
            log.warning("The sweeper could not reach the database: %s", error)
        except Exception:
            log.exception("A sweep failed; the next one follows")
