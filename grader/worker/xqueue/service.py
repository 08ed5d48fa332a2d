"""Pulls from queues, makes answers of results and posts them, until it is stopped.

Everything that has to survive is in the database, so this may be killed at any moment: what was pulled and not stored
is delivered again by the server, an answer that was made is posted by the next process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from grader.model import Lifecycle
from grader.settings import Settings
from grader.store import xqueue
from grader.store.database import Database
from grader.store.models import Submission, XQueueState
from grader.worker.processes import heartbeat
from grader.worker.xqueue import answers
from grader.worker.xqueue.answers import Scoring
from grader.worker.xqueue.assignments import Assignments
from grader.worker.xqueue.client import ServerUnavailable, SignInRefused, XQueueClient
from grader.worker.xqueue.delivery import Unanswerable, read
from grader.worker.xqueue.intake import Intake, Route, Taken

log = logging.getLogger(__name__)

#: Submissions of a queue that may wait to be graded: servers deliver again what is not answered within minutes.
MAX_GRADING = 64
#: Pulls from one queue before the others have their turn.
PULLS = 16
#: Seconds between two looks at the database while submissions are being graded.
LOOK_SECONDS = 0.1
#: Seconds of the first pause after a failure, and of the longest one.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
#: Name of the file in GRADER_HEARTBEAT_DIR.
HEARTBEAT = "xqueue.heartbeat"
#: Seconds that an answer is reserved to the process that posts it.
HOLD_SECONDS = 60.0

_FAILED = (
    "The grader itself failed at your submission, so it was not graded. This says nothing about your code. Submit it "
    "again in a few minutes; if that does not help, tell your course staff."
)
_CANCELLED = "This submission was stopped before it was graded. Submit it again."


@dataclass(frozen=True, kw_only=True)
class QueueOption:
    """A queue as the command line names it."""

    name: str
    #: The assignment of all its submissions; None: each names its own.
    slug: str | None


class XQueueService:
    """Serves the queues of one server. For one thread."""

    def __init__(self, settings: Settings, client: XQueueClient, *, scoring: Scoring) -> None:
        self._settings, self._client, self._scoring = settings, client, scoring
        self._database = Database(settings.database_url)
        self._assignments = Assignments(settings.root)
        self._intake = Intake(settings, self._database, client.server, self._assignments)
        self._routes: list[Route] = []
        self._stop = threading.Event()
        #: Monotonic time of the next pull.
        self._pull_at = 0.0
        #: Monotonic time of the next heartbeat.
        self._beat_at = 0.0

    def stop(self) -> None:
        """End `run` after the current request."""
        self._stop.set()

    def close(self) -> None:
        """Close the connections."""
        self._intake.close()
        self._client.close()
        self._database.close()

    def open(self, queues: Sequence[QueueOption], course_id: int | None = None) -> None:
        """Find or make the course of each queue."""
        for option in queues:
            with self._database.write() as session:
                row = xqueue.open_queue(session, server=self._client.server, name=option.name, course_id=course_id)
                self._routes.append(Route(queue_id=row.id, name=row.name, course_id=row.course_id, slug=option.slug))
            log.info(
                "Queue %s: %s, course %s, scores as %s",
                option.name,
                option.slug or "the assignment that grader_payload names",
                row.course_id,
                self._scoring.value,
            )

    def sign_in(self) -> None:
        """Sign in, and say so if the scores are probably not what the server takes.

        Raises `SignInRefused` and `ServerUnavailable`.
        """
        self._client.sign_in()
        legacy = self._client.is_legacy()
        log.info("Signed in to %s (%s)", self._client.server, "XQueue" if legacy else "edx-submissions")
        if legacy and self._scoring is Scoring.FRACTION:
            log.warning("XQueue passes scores on as points: use --score points unless the problems are worth 1 point")
        if not legacy and self._scoring is Scoring.POINTS:
            log.warning(
                "edx-submissions 4.0.2 and newer multiply a score by the problem's points: use --score points only for "
                "an older release"
            )

    def run(self) -> None:
        """Pull, answer and wait until `stop`. What fails is tried again after growing pauses."""
        pause = FIRST_PAUSE
        if self._settings.heartbeat_dir is not None:
            heartbeat.forget(self._settings.heartbeat_dir / HEARTBEAT)
        while not self._stop.is_set():
            try:
                busy = self.step()
            except (ServerUnavailable, SignInRefused, SQLAlchemyError) as error:
                log.warning("Next attempt in %.1f s: %s", pause, str(error).partition("\n")[0])
                self._stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except Exception:
                log.exception("A round failed; the next one follows in %.1f s", pause)
                self._stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = FIRST_PAUSE
                self._beat()
                if not busy:
                    self._stop.wait(self._idle_seconds())

    def _beat(self) -> None:
        """Touch the heartbeat now and then, for health checks."""
        folder = self._settings.heartbeat_dir
        if folder is not None and time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + heartbeat.INTERVAL
            heartbeat.touch(folder / HEARTBEAT)

    def run_once(self) -> None:
        """Empty the queues, wait for the results, answer, and return. Raises what `run` waits for."""
        while not self._stop.is_set():
            self._pull_at = 0.0
            busy = self.step()
            if not busy:
                if not self._is_open():
                    return
                self._stop.wait(LOOK_SECONDS)

    def step(self) -> bool:
        """One round. Whether there was anything to do. Raises `ServerUnavailable`, `SignInRefused`, SQLAlchemyError."""
        busy = False
        for route in self._routes:
            busy |= self._make_answers(route)
            busy |= self._post(route)
        if time.monotonic() >= self._pull_at:
            taken = [found for route in self._routes for found in self._pull(route)]
            busy |= Taken.NEW in taken or Taken.TO_ANSWER in taken
            if Taken.NEW not in taken:
                self._pull_at = time.monotonic() + self._settings.xqueue_poll_seconds
        return busy

    def _pull(self, route: Route) -> list[Taken]:
        """Take some submissions from a queue."""
        with self._database.read() as session:
            grading = xqueue.counts(session, route.queue_id).get(XQueueState.GRADING, 0)
        taken: list[Taken] = []
        for _ in range(min(PULLS, MAX_GRADING - grading)):
            envelope = None if self._stop.is_set() else self._client.pull(route.name)
            if envelope is None:
                break
            try:
                delivery = read(envelope)
            except Unanswerable:
                log.error("Queue %s delivers something without a number: %.200s", route.name, envelope.header)
                break
            taken.append(self._intake.take(route, delivery))
            if taken[-1] is not Taken.NEW:
                # The server keeps delivering it until it is answered, so there is nothing newer to get.
                break
        return taken

    def _make_answers(self, route: Route) -> bool:
        """Make the answers to new results. Whether there were any."""
        with self._database.read() as session:
            if not xqueue.any_finished(session, route.queue_id):
                return False
        with self._database.write() as session:
            for item, row in xqueue.finished(session, route.queue_id):
                if row.status is Lifecycle.GRADED and row.report is not None:
                    report, shown = self._assignments.shown(session, row)
                    answer = answers.graded(report, shown, self._scoring)
                else:
                    answer = answers.not_graded(_why_failed(row))
                xqueue.set_answer(session, item, answer)
        return True

    def _post(self, route: Route) -> bool:
        """Post the answers that are ready. Whether there were any."""
        posted = False
        while not self._stop.is_set() and self._post_next(route):
            posted = True
        return posted

    def _post_next(self, route: Route) -> bool:
        with self._database.read() as session:
            if not xqueue.any_ready(session, route.queue_id):
                return False
        with self._database.write() as session:
            item = xqueue.claim_ready(session, route.queue_id, hold_seconds=HOLD_SECONDS)
        if item is None:
            return False
        try:
            result = self._client.post(item.header, item.answer or "")
        except (ServerUnavailable, SignInRefused) as error:
            with self._database.write() as session:
                xqueue.post_later(session, item.id, error.message, seconds=0.0)
            raise
        with self._database.write() as session:
            if result.accepted:
                xqueue.accepted(session, item.id, item.header)
            else:
                xqueue.not_accepted(session, item.id, item.header, result.reason)
        if not result.accepted:
            log.warning("Answer to %s in queue %s: %s", item.number, route.name, result.reason)
        elif item.answered_at is not None:
            log.warning(
                "Queue %s asked again for the answer to %s, which it had got. If this goes on, the server may not take "
                "the score: see --score",
                route.name,
                item.number,
            )
        return True

    def _is_open(self) -> bool:
        """Whether results or answers are outstanding."""
        with self._database.read() as session:
            states = [xqueue.counts(session, route.queue_id) for route in self._routes]
        return any(XQueueState.GRADING in found or XQueueState.READY in found for found in states)

    def _idle_seconds(self) -> float:
        pull = max(0.0, self._pull_at - time.monotonic())
        return min(pull, LOOK_SECONDS) if self._is_open() else pull


def _why_failed(row: Submission) -> str:
    return _CANCELLED if row.cancelled else _FAILED
