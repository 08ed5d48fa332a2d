"""Finds what was lost, interrupted or left waiting. Runs in every worker host; any number may run at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from grader.model import Lane
from grader.settings import Settings
from grader.store import accounts, recovery
from grader.store.database import Database
from grader.store.events import StoredEvent
from grader.worker.events.publisher import Publisher
from grader.worker.processes.process_identity import is_dead
from grader.worker.queue import Queue

log = logging.getLogger(__name__)


#: More messages than all workers together hold at once.
ON_THEIR_WAY = 32


class Sweeper:
    """A round of sweeping, and the thread that makes the rounds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = Database(settings.database_url)
        self._queue = Queue(settings)
        self._publisher = Publisher(settings)
        self._stop = threading.Event()

    def sweep(self, *, at_once: bool = False) -> None:
        """One round. `at_once`: nobody has waited too long yet, but the queue may have been emptied meanwhile."""
        self._recover()
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
        """After this host's workers were stopped on purpose: queue what they had again, and do not count the claim."""
        max_claims = self._settings.max_tries
        with self._database.write() as session:
            recovery.recover(session, max_claims=max_claims, is_dead=is_dead, enqueue_in=0.0, blame=False)

    def start(self) -> threading.Thread:
        """Make rounds in a thread until `close`."""
        thread = threading.Thread(target=self._loop, name="sweeper", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """End the rounds."""
        self._stop.set()

    def _recover(self) -> None:
        with self._database.read() as session:
            if not recovery.any_running(session):
                return
        with self._database.write() as session:
            outcomes = recovery.recover(
                session,
                max_claims=self._settings.max_tries,
                is_dead=is_dead,
                enqueue_in=self._settings.requeue_seconds,
            )
        for outcome in outcomes:
            if isinstance(outcome, StoredEvent):
                log.warning("Submission %s is given up", outcome.submission_id)
                self._publisher.publish(outcome)
            else:
                log.warning("Submission %s was interrupted and is graded again", outcome.submission_id)
                self._queue.enqueue(outcome)

    def _has_lost(self, lane: Lane, queued: int) -> bool:
        """Whether messages are missing. A few are always on their way to a worker: not counted while others wait, or a
        long queue would be sent again and again.
        """
        try:
            waiting = self._queue.waiting(lane)
        except RedisError:
            return False
        return waiting == 0 or waiting < queued - ON_THEIR_WAY

    def _loop(self) -> None:
        self._attempt(lambda: self.sweep(at_once=True))
        self._attempt(self._tidy)
        while not self._stop.wait(self._settings.sweep_seconds):
            self._attempt(self.sweep)

    def _tidy(self) -> None:
        with self._database.write() as session:
            accounts.drop_expired_sessions(session)

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except SQLAlchemyError as error:
            log.warning("The sweeper could not do its round: %s", error)
        except Exception:
            log.exception("The sweeper failed and goes on")
