"""Repair search through an evaluator: a submission in, repairs out.

A search that is cancelled ends between two runs, and its evaluator, with all that it has loaded, does the next one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.evaluator.jail_end import JailEnd, send, serve
from grader.evaluator.messages import UNUSABLE, Disconnected
from grader.evaluator.pool import Pool
from grader.evaluator.processes import Evaluator
from grader.model import Repairs, Source

log = logging.getLogger(__name__)

#: Seconds between two checks of the clock, and of whether the search is still wanted.
POLL_SECONDS = 0.25
#: The evaluator ends the search by itself. After so many times its seconds, and so many more, it is killed.
PATIENCE, GRACE = 15.0, 10.0
#: Its own processor time beyond the search's seconds. A check of an answer that never ends uses it up.
CHECK_SECONDS = 5.0
#: Seconds in which it ends a search that was cancelled. After that it is killed.
CANCEL_GRACE = 2.0
#: Characters of the right solutions that are sent along.
_MOST_SOLUTIONS = 200_000


@dataclass(frozen=True, kw_only=True)
class RepairTask:
    """What is to be repaired."""

    slug: str
    source: Source
    visible_only: bool
    #: Names of the cases that failed when it was graded.
    failed: frozenset[str]
    #: Seconds of one core.
    seconds: float
    #: Texts of right solutions, beside those that the assignment has.
    solutions: tuple[str, ...] = ()
    #: Digest of the code without formatting -> the result of an earlier search of the same code.
    earlier: Callable[[str], Repairs | None] = lambda digest: None
    #: Asked now and then: whether nobody wants the result any more.
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, kw_only=True)
class Found:
    """The result of a search."""

    #: Digest of the code without formatting.
    digest: str
    repairs: Repairs


class RepairSupervisor:
    """Repairs submissions through the evaluators of a pool. Not thread-safe."""

    def __init__(self, pool: Pool, jail: JailEnd) -> None:
        self._pool = pool
        self._jail = jail

    def repair(self, task: RepairTask) -> Found | None:
        """Search; None when the search was cancelled or had to be given up.

        Raises AssignmentError, SandboxUnavailable, JudgeFault.
        """
        evaluator = self._pool.evaluator(task.slug)
        evaluator.page.is_cancelled = False
        has_ended = False
        try:
            self._order(evaluator, task)
            found = self._listen(evaluator, task)
            has_ended = True
            evaluator.submissions += 1
            return found
        except _GivenUp as reason:
            log.info("The evaluator of %s is replaced: %s", task.slug, reason)
            return None
        except UNUSABLE as error:
            log.warning("The evaluator of %s was given up: %s", task.slug, error)
            return None
        finally:
            if has_ended:
                self._pool.recycle(task.slug)
            else:
                # It may still be at work, and would have ended the process of its case.
                self._pool.discard(task.slug)
                self._jail.kill_case()

    def _order(self, evaluator: Evaluator, task: RepairTask) -> None:
        solutions: list[str] = []
        for text in task.solutions:
            if sum(map(len, solutions)) + len(text) <= _MOST_SOLUTIONS:
                solutions.append(text)
        order = {
            "kind": "repair",
            "mode": self._jail.mode,
            "filename": task.source.filename,
            "source": task.source.to_json(),
            "visible_only": task.visible_only,
            "failed": sorted(task.failed),
            "seconds": task.seconds,
            "solutions": solutions,
        }
        send(evaluator, order)

    def _listen(self, evaluator: Evaluator, task: RepairTask) -> Found | None:
        """Serve the search until the evaluator has ended it; None if it was cancelled. Raises _GivenUp."""
        clock = _Clock(evaluator, task)
        digest = ""
        for message in evaluator.connection.messages(POLL_SECONDS, clock.check):
            if message["kind"] == "repairs":
                evaluator.peak_kib = int(message["peak_kib"])
                found = Found(digest=digest, repairs=Repairs.from_json(message["repairs"]))
                return None if clock.is_cancelled else found
            if message["kind"] == "code":
                digest = str(message["digest"])[:64]
                earlier = task.earlier(digest)
                if earlier is not None and not earlier.repairs and not earlier.exhausted:
                    # All candidates were tried in vain.
                    send(evaluator, {"kind": "known", "known": None})
                    return Found(digest=digest, repairs=replace(earlier, tries=0, seconds=0.0))
                known = earlier.known if earlier is not None else ()
                send(evaluator, {"kind": "known", "known": known})
            else:
                serve(self._jail, evaluator, message)
        raise Disconnected("the messages have ended")


class _Clock:
    """Cancels a search whose result nobody wants any more, and gives up one that does not end."""

    def __init__(self, evaluator: Evaluator, task: RepairTask) -> None:
        self._evaluator = evaluator
        self._task = task
        self._deadline = time.monotonic() + PATIENCE * task.seconds + GRACE
        self._last = evaluator.processor_seconds() + task.seconds + CHECK_SECONDS
        self.is_cancelled = False

    def check(self) -> None:
        """Raises _GivenUp."""
        if time.monotonic() > self._deadline:
            raise _GivenUp("a search did not end in time")
        if self._evaluator.processor_seconds() > self._last:
            raise _GivenUp("a search took too much processor time")
        if not self.is_cancelled and self._task.is_cancelled():
            self.is_cancelled = self._evaluator.page.is_cancelled = True
            self._deadline = min(self._deadline, time.monotonic() + CANCEL_GRACE)


class _GivenUp(Exception):
    """The search does not end."""
