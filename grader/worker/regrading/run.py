"""One attempt of a regrade: graded again beside its result, or its chosen result written."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from grader.errors import AssignmentError
from grader.evaluator.pool import LoadedAssignment, Pool
from grader.model import Event, Report
from grader.settings import Settings
from grader.store import regrade_application, regrade_runs
from grader.store.database import Database
from grader.store.regrade_runs import RegradeClaim
from grader.store.repairs import MENDABLE
from grader.store.runs import StaleClaim
from grader.worker.events.publisher import Publisher
from grader.worker.grading.receipts import receipt
from grader.worker.grading.reports import Reports, cause_of, require_verdict
from grader.worker.grading.run_monitor import RunEnded, RunMonitor
from grader.worker.grading.worker_jail import WorkerJail
from grader.worker.processes.process_identity import own_identity
from grader.worker.queue import Queue

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RegradeTools:
    """What the process that grades has."""

    settings: Settings
    database: Database
    queue: Queue
    publisher: Publisher
    monitor: RunMonitor
    pool: Pool
    jail: WorkerJail
    reports: Reports
    #: Publishes the outline of an assignment by its slug.
    publish_outline: Callable[[str, LoadedAssignment], None]
    #: Stores why an assignment, by its slug, cannot be graded.
    report_problem: Callable[[str, str], None]


class Regrader:
    """Works on attempts of regrades with the tools of a `Grader`."""

    def __init__(self, tools: RegradeTools) -> None:
        self._tools = tools
        self._holder = own_identity()

    def work_on(self, result_id: int) -> None:
        """Grade the attempt again if it waits for that, or write its result if it is chosen. Raises nothing.

        What fails is tried again by the sweeper.
        """
        try:
            if not self._apply(result_id):
                self._grade(result_id)
            self._go_on()
        except SQLAlchemyError as error:
            log.warning("Regrade result %d: the database could not be reached: %s", result_id, error)
        except Exception:
            log.exception("Regrade result %d failed", result_id)

    def _apply(self, result_id: int) -> bool:
        """Write the result if it is chosen. False if it is not."""
        with self._tools.database.write() as session:
            applied = regrade_application.apply_result(session, result_id)
        if applied is not None and applied.done is not None:
            self._tools.publisher.publish(applied.done)
            if self._tools.settings.repair_seconds and applied.done.payload["verdict"] in MENDABLE:
                self._tools.queue.enqueue_repair(applied.submission_id, is_regrade=True)
        return applied is not None

    def _grade(self, result_id: int) -> None:
        tools = self._tools
        lease = tools.settings.lease_seconds
        with tools.database.write() as session:
            claim = regrade_runs.claim(session, result_id, holder=self._holder, lease_seconds=lease)
        if claim is None:
            return
        try:
            self._run(claim)
        except StaleClaim:
            log.info("%s: the regrade was cancelled, or another worker has it now", claim.name)
        except RunEnded:
            tools.jail.drop()
            if tools.monitor.reason == "late":
                self._give_back(claim, "Grading took longer than is ever allowed.")
        except Exception as error:
            log.exception("%s failed", claim.name)
            tools.jail.drop()
            if isinstance(error, AssignmentError):
                tools.report_problem(claim.work.assignment, error.message)
            self._give_back(claim, cause_of(error))

    def _run(self, claim: RegradeClaim) -> None:
        tools, work = self._tools, claim.work
        with tools.monitor.over(claim, lambda: None):
            loaded = tools.pool.of(work.assignment)
            tools.publish_outline(work.assignment, loaded)
            report: Report = tools.reports.make(work, loaded, _ignore)
        require_verdict(work, report)
        tools.reports.prepare_next(work.assignment)
        versions = receipt(suite_version=loaded.version, sha256=work.sha256, run=work.run, jail=tools.jail.mode)
        with tools.database.write() as session:
            regrade_runs.finish(session, claim, report, receipt=versions)

    def _give_back(self, claim: RegradeClaim, cause: str) -> None:
        try:
            with self._tools.database.write() as session:
                regrade_runs.give_back(session, claim, cause=cause, max_claims=self._tools.settings.max_tries)
        except StaleClaim:
            return

    def _go_on(self) -> None:
        """Settle the regrade if this was its last result, and enqueue the next ones."""
        with self._tools.database.write() as session:
            regrade_runs.settle(session)
            entries = regrade_runs.dispatch(session, resend_seconds=self._tools.settings.requeue_seconds)
        for entry in entries:
            self._tools.queue.enqueue_regrade(entry)


def _ignore(_event: Event) -> None:
    """Nobody watches: the result is shown when it is complete."""
