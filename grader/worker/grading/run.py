"""One grading run, from the claim to the report."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from grader.assignments import files, public
from grader.datasets import mnist
from grader.errors import AssignmentError, GraderError
from grader.evaluator.pool import MOST_TEMPLATES, LoadedAssignment, Pool
from grader.evaluator.supervision import Clock, Supervisor
from grader.model import Lane
from grader.settings import Settings
from grader.store import outlines, runs
from grader.store.database import Database, is_unavailable
from grader.store.events import StoredEvent
from grader.store.repairs import MENDABLE
from grader.worker.events.publisher import Publisher
from grader.worker.grading.event_sink import EventSink
from grader.worker.grading.idle_warmup import IdleWarmup
from grader.worker.grading.receipts import receipt
from grader.worker.grading.reports import Reports, cause_of, require_verdict
from grader.worker.grading.run_monitor import RunEnded, RunMonitor
from grader.worker.grading.worker_jail import WorkerJail
from grader.worker.processes.process_identity import own_identity
from grader.worker.queue import Queue
from grader.worker.regrading.run import Regrader, RegradeTools

log = logging.getLogger(__name__)

#: Seconds that a worker process spends on loading assignments at its start; the remaining ones are loaded on demand.
LOAD_SECONDS = 15.0
#: Pause before the second retry, in seconds: a failure that the first retry did not clear may be temporary.
RETRY_PAUSE = 5.0
#: Pauses in seconds between attempts to claim a submission while the database does not answer. Without them a worker
#: would drop every message of the queue within a moment, and the submissions would wait for the sweeper.
CLAIM_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)


class Grader:
    """The state of a worker process between submissions: connections, the jail and the evaluators."""

    def __init__(self, settings: Settings, lane: Lane, jail: WorkerJail, pool: Pool) -> None:
        """Call this in the main thread of the process that grades."""
        self._settings = settings
        self._lane = lane
        self._jail = jail
        self._pool = pool
        self._database = Database(settings.database_url)
        supervisor = Supervisor(pool, jail, Clock(case=settings.evaluator_seconds))
        self._reports = Reports(supervisor, self._database, settings.root)
        self._publisher = Publisher(settings)
        self._queue = Queue(settings)
        self._holder = own_identity()
        self._monitor = RunMonitor(
            self._database,
            lease_seconds=settings.lease_seconds,
            longest=settings.interactive_seconds if lane is Lane.INTERACTIVE else settings.training_seconds,
        )
        self._regrader = Regrader(
            RegradeTools(
                settings=settings,
                database=self._database,
                queue=self._queue,
                publisher=self._publisher,
                monitor=self._monitor,
                pool=pool,
                jail=jail,
                reports=self._reports,
                publish_outline=self._publish_outline,
                report_problem=self._report_problem,
            )
        )
        self._idle_warmup = IdleWarmup(self._warm_up())
        #: Slug -> version of the outline that was published last.
        self._published: dict[str, str] = {}

    def begin(self) -> None:
        """Open the jail, load the lane's assignments and publish their outlines, before the first submission.

        Raises SandboxUnavailable.
        """
        if self._lane is Lane.TRAINING:
            # Evaluators have no network, so the data set is fetched here.
            mnist.fetch(self._settings)
        self._jail.open()
        self._pool.open()
        deadline = time.monotonic() + LOAD_SECONDS
        try:
            for slug in self._slugs()[:MOST_TEMPLATES]:
                if time.monotonic() > deadline:
                    break
                self._load(slug)
        except Exception:
            log.exception("Not all assignments could be loaded; each is loaded again with its first submission")
        self._idle_warmup.begin()

    def _slugs(self) -> tuple[str, ...]:
        """The assignments of this lane whose public part can be read."""
        found = []
        for slug in files.slugs(self._settings.root):
            try:
                lane = public.load(slug, self._settings.root).lane
            except AssignmentError as error:
                self._report_problem(slug, error.message)
            else:
                found += [slug] if lane is self._lane else []
        return tuple(found)

    def _load(self, slug: str) -> None:
        try:
            self._publish_outline(slug, self._pool.of(slug))
        except AssignmentError as error:
            log.error("Assignment %s cannot be graded: %s", slug, error.message)
            self._report_problem(slug, error.message)

    def _warm_up(self) -> Iterator[None]:
        """Steps for idle time: the known mistakes of the assignments that are loaded."""
        yield from self._pool.warm_up()

    def grade(self, submission_id: str) -> None:
        """Grade the submission if it is queued. Raises nothing: failures are retried, then shown to the student."""
        with self._idle_warmup.paused():
            self._grade(submission_id)

    def regrade(self, result_id: int) -> None:
        """Do what a regrade wants of an attempt: grade it again, or write its new result. Raises nothing."""
        with self._idle_warmup.paused():
            self._regrader.work_on(result_id)

    def _grade(self, submission_id: str) -> None:
        claim = self._claim(submission_id)
        if claim is None:
            log.info("Submission %s is not queued, or is paused; nothing to do", submission_id)
            return
        try:
            done = self._run(claim)
            self._publisher.publish(done)
            if self._settings.repair_seconds and done.payload["verdict"] in MENDABLE and claim.question is None:
                self._queue.enqueue_repair(claim.submission_id)
        except runs.StaleClaim:
            log.warning("Submission %s, run %d: another worker has it now", submission_id, claim.run)
        except RunEnded:
            self._jail.drop()
            self._end(claim)
        except Exception as error:
            log.exception("Submission %s, run %d failed", submission_id, claim.run)
            self._jail.drop()
            if isinstance(error, AssignmentError):
                self._report_problem(claim.assignment, error.message)
            self._give_back(claim, cause_of(error))

    def _claim(self, submission_id: str) -> runs.Claim | None:
        """The claim, or None if the submission is not queued. Waits a while for a database that does not answer."""
        for pause in CLAIM_PAUSES:
            try:
                return self._claim_at_once(submission_id)
            except SQLAlchemyError as error:
                if not is_unavailable(error):
                    raise
            log.warning("The database does not answer; submission %s is claimed in %.1f s", submission_id, pause)
            time.sleep(pause)
        return self._claim_at_once(submission_id)

    def _claim_at_once(self, submission_id: str) -> runs.Claim | None:
        with self._database.write_core() as session:
            return runs.claim(session, submission_id, holder=self._holder, lease_seconds=self._settings.lease_seconds)

    def about(self) -> tuple[str, int]:
        """The sandbox's mode and the number of loaded assignments, for the operations page."""
        return self._jail.state, self._pool.loaded

    def close(self) -> None:
        """Close jail and connections."""
        self._idle_warmup.close()
        self._monitor.close()
        self._pool.close()
        self._jail.drop()
        self._publisher.close()
        self._queue.close()
        self._database.close()

    def _run(self, claim: runs.Claim) -> StoredEvent:
        event_sink = EventSink(claim, self._database, self._publisher)
        try:
            with self._monitor.over(claim, event_sink.store):
                loaded = self._pool.of(claim.assignment)
                self._publish_outline(claim.assignment, loaded)
                report = self._reports.make(claim, loaded, event_sink)
            require_verdict(claim, report)
            # The processes start while the report is stored and sent.
            self._reports.prepare_next(claim.assignment)
        except (GraderError, SQLAlchemyError):
            event_sink.store_sent()
            raise
        record = receipt(suite_version=loaded.version, sha256=claim.sha256, run=claim.run, jail=self._jail.mode)
        with self._database.write_core() as session:
            return runs.finish(
                session, claim, report, receipt=record, events=event_sink.take_unstored(), seq=event_sink.next_seq()
            )

    def _publish_outline(self, slug: str, loaded: LoadedAssignment) -> None:
        """Publish the public outline of the test cases, unless this version is published already."""
        if self._published.get(slug) == loaded.version:
            return
        cases = [outlines.CaseOutline(**case) for case in loaded.template.cases]
        with self._database.write() as session:
            outlines.publish(session, slug, loaded.version, cases)
        self._published[slug] = loaded.version

    def _report_problem(self, slug: str, problem: str) -> None:
        """Store why an assignment cannot be graded, for its instructors."""
        self._published.pop(slug, None)
        with self._database.write() as session:
            outlines.report_problem(session, slug, problem)

    def _end(self, claim: runs.Claim) -> None:
        """Record the end of a run that the run monitor interrupted."""
        reason = self._monitor.reason
        log.warning("Submission %s, run %d was ended: %s", claim.submission_id, claim.run, reason)
        if reason == "late":
            self._give_back(claim, "Grading took longer than is ever allowed.")
        elif reason == "cancelled":
            try:
                with self._database.write() as session:
                    done = runs.stop(session, claim.submission_id, claim.run)
            except runs.StaleClaim:
                return
            self._publisher.publish(done)

    def _give_back(self, claim: runs.Claim, cause: str) -> None:
        pause = 0.0 if claim.claims == 1 else RETRY_PAUSE
        try:
            with self._database.write() as session:
                outcome = runs.give_back(
                    session,
                    claim.submission_id,
                    claim.run,
                    cause=cause,
                    max_claims=self._settings.max_tries,
                    enqueue_in=pause or self._settings.requeue_seconds,
                )
        except runs.StaleClaim:
            return
        if isinstance(outcome, StoredEvent):
            self._publisher.publish(outcome)
        elif not pause:
            self._queue.enqueue(outcome)
