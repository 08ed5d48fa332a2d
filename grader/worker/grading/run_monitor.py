"""Renews the lease of the current run, and ends the run if it is cancelled, lost its claim, or takes too long."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from grader.store import runs
from grader.store.database import Database

log = logging.getLogger(__name__)

#: Interval between two checks of a run, in seconds.
INTERVAL = 1.0


class RunEnded(BaseException):
    """Raised in the main thread during a run. A BaseException, so that no `except Exception` catches it."""


class Lease(Protocol):
    """A worker's claim on a run: `runs.Claim`, or that of a regrade."""

    @property
    def name(self) -> str:
        """For log lines."""

    def renew(self, session: Session, *, lease_seconds: float) -> bool:
        """Renew it. False if the run was cancelled. Raises `StaleClaim`."""

    def is_cancelled(self, session: Session) -> bool:
        """Whether the run was cancelled or the claim lost."""


class RunMonitor:
    """Checks the current run in a thread. It does not touch the jail: it interrupts the main thread with a signal."""

    def __init__(self, database: Database, *, lease_seconds: float, longest: float) -> None:
        """For the main thread. `longest` is the lane's time limit of a run, in seconds."""
        self._database = database
        self._lease_seconds = lease_seconds
        self._longest = longest
        self._claim: Lease | None = None
        self._since = 0.0
        self._store: Callable[[], None] = lambda: None
        #: Why the current run was ended: "cancelled", "stale" or "late"; "" if it was not.
        self.reason = ""
        self._stop = threading.Event()
        signal.signal(signal.SIGUSR2, self._interrupt)
        self._thread = threading.Thread(target=self._loop, name="lease", daemon=True)
        self._thread.start()

    @contextmanager
    def over(self, claim: Lease, store: Callable[[], None]) -> Iterator[None]:
        """Monitor the run of `claim` within the block, and call `store` at every check.

        Raises `RunEnded` inside the block to end the run; see `reason`.
        """
        self.reason = ""
        self._since = time.monotonic()
        self._store = store
        self._claim = claim
        try:
            yield
        finally:
            self._claim = None

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        # The run may have ended since the thread sent the signal.
        if self._claim is not None and self.reason:
            self._claim = None
            raise RunEnded

    def _loop(self) -> None:
        renewed = time.monotonic()
        while not self._stop.wait(INTERVAL):
            claim = self._claim
            if claim is None or time.monotonic() - self._since < INTERVAL:
                continue
            renew = time.monotonic() - max(renewed, self._since) >= self._lease_seconds / 3
            try:
                reason = self._check(claim, renew)
            except SQLAlchemyError as error:
                log.warning("The lease of %s could not be renewed: %s", claim.name, error)
                continue
            except Exception:
                log.exception("Monitoring %s failed; the next check follows", claim.name)
                continue
            if renew:
                renewed = time.monotonic()
            if reason and self._claim is claim:
                self.reason = reason
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR2)

    def _check(self, claim: Lease, renew: bool) -> str:
        if time.monotonic() - self._since > self._longest:
            return "late"
        try:
            self._store()
            if not renew:
                with self._database.read() as session:
                    return "cancelled" if claim.is_cancelled(session) else ""
            with self._database.write() as session:
                renewed = claim.renew(session, lease_seconds=self._lease_seconds)
        except runs.StaleClaim:
            return "stale"
        return "" if renewed else "cancelled"
