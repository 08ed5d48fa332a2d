"""Repair search through an evaluator: a submission in, repairs out, given up when it takes too long or is cancelled."""

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
        found: Found | None = None
        try:
            self._order(evaluator, task)
            found = self._listen(evaluator, task)
            evaluator.submissions += 1
            return found
        except _GivenUp:
            return None
        except UNUSABLE as error:
            log.warning("The evaluator of %s was given up: %s", task.slug, error)
            return None
        finally:
            if found is None:
                # It may still be at work.
                self._pool.discard(task.slug)
            else:
                self._pool.recycle(task.slug)

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

    def _listen(self, evaluator: Evaluator, task: RepairTask) -> Found:
        deadline = time.monotonic() + PATIENCE * task.seconds + GRACE
        digest = ""

        def check() -> None:
            if time.monotonic() > deadline or task.is_cancelled():
                raise _GivenUp

        for message in evaluator.connection.messages(POLL_SECONDS, check):
            if message["kind"] == "repairs":
                return Found(digest=digest, repairs=Repairs.from_json(message["repairs"]))
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


class _GivenUp(Exception):
    """The search takes too long, or nobody wants its result any more."""
