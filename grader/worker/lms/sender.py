"""Sends scores to learning management systems, and fetches members from them, in threads of the worker host.

Each platform has one sender at a time, among all hosts, so that its scores arrive in order and at its pace. A platform
that is slow or down holds up no other one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from grader.lti.messages import Request
from grader.lti.service import Send
from grader.outbound import requests
from grader.settings import Settings
from grader.store import lti_services
from grader.store.clock import DatabaseClock
from grader.store.database import Database
from grader.worker.lms.assignments import KnownAssignments
from grader.worker.lms.turns import PlatformTurns

log = logging.getLogger(__name__)

#: Platforms that are sent to at the same time.
THREADS = 3
#: Seconds that a sender has a platform for itself; longer than a turn with its slowest requests.
LEASE_SECONDS = 180.0
#: Bytes of the longest answer that is read: a page of members.
MAX_ANSWER = 4 * 1024 * 1024


class LmsSender:
    """Serves the platforms to which something is due."""

    def __init__(
        self,
        settings: Settings,
        *,
        holder: str,
        send: Send | None = None,
        now: Callable[[], datetime] | None = None,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        """The tests replace `send`, `now` and `wait`, which waits for some seconds; True: the sender is to stop."""
        self._database = Database(settings.database_url)
        self._stop = threading.Event()
        self._now = now or DatabaseClock(self._database).now
        self._turns = PlatformTurns(
            database=self._database,
            assignments=KnownAssignments(settings.root),
            send=send or partial(_send, settings.lti_private),
            now=self._now,
            wait=wait or self._stop.wait,
            holder=holder,
            lease_seconds=LEASE_SECONDS,
        )
        self._busy: set[int] = set()

    def send_due(self) -> int:
        """Serve each platform once. Returns the number of scores that are settled, and lists that were fetched."""
        return sum(self._serve(platform_id) for platform_id in self._with_work())

    def start(self) -> threading.Thread:
        """Serve in threads until `close`."""
        thread = threading.Thread(target=self._loop, name="lms", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop after the messages that are being sent."""
        self._stop.set()

    def _with_work(self) -> list[int]:
        with self._database.read() as session:
            return lti_services.with_work(session, self._now())

    def _serve(self, platform_id: int) -> int:
        return self._turns.take(platform_id).done

    def _loop(self) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="lms") as pool:
            while not self._stop.wait(1.0):
                try:
                    for platform_id in self._with_work():
                        if platform_id not in self._busy and len(self._busy) < THREADS:
                            self._busy.add(platform_id)
                            pool.submit(self._serve_safely, platform_id)
                except SQLAlchemyError as error:
                    log.warning("Scores for learning management systems wait for the database: %s", error)
                    self._stop.wait(10)

    def _serve_safely(self, platform_id: int) -> None:
        """Take turns until nothing is due."""
        try:
            while not self._stop.is_set() and self._serve(platform_id):
                pass
        except SQLAlchemyError as error:
            log.warning("Scores for platform %s wait for the database: %s", platform_id, error)
        except Exception:
            log.exception("Sending scores to platform %s failed; it continues after a pause", platform_id)
            self._stop.wait(10)
        finally:
            self._busy.discard(platform_id)


def _send(private: bool, request: Request) -> requests.Response:
    return requests.send(
        request.method,
        request.url,
        private=private,
        body=request.body,
        headers={"Accept-Encoding": "identity", **request.headers},
        max_bytes=MAX_ANSWER,
    )
