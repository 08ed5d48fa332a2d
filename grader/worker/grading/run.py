"""One grading run, from the claim to the report."""

from __future__ import annotations

import logging

from grader.assignments import public
from grader.errors import AssignmentError, GraderError, UploadRejected
from grader.judge import Judge
from grader.model import Lane, QuestionAttempts, Report, Verdict
from grader.settings import Settings
from grader.store import outlines, runs
from grader.store.database import Database
from grader.store.events import StoredEvent
from grader.store.question_attempts import earlier_attempts
from grader.uploads import read_upload
from grader.worker.events.publisher import Publisher
from grader.worker.grading.event_sink import EventSink
from grader.worker.grading.idle_warmup import IdleWarmup
from grader.worker.grading.judges import Judges
from grader.worker.grading.receipts import receipt
from grader.worker.grading.run_monitor import RunEnded, RunMonitor
from grader.worker.processes.process_identity import own_identity
from grader.worker.queue import Queue

log = logging.getLogger(__name__)

#: Pause before the second retry, in seconds: what failed twice at once may need a moment.
RETRY_PAUSE = 5.0


class JudgeErrorVerdict(GraderError):
    """The grader itself failed while it ran a test."""


class Grader:
    """What a worker process keeps between submissions: connections, the jail, what the references answered."""

    def __init__(self, settings: Settings, lane: Lane, judges: Judges) -> None:
        """To be made in the process that grades, in its main thread."""
        self._settings = settings
        self._judges = judges
        self._database = Database(settings.database_url)
        self._publisher = Publisher(settings)
        self._queue = Queue(settings)
        self._holder = own_identity()
        self._monitor = RunMonitor(
            self._database,
            lease_seconds=settings.lease_seconds,
            longest=settings.interactive_seconds if lane is Lane.INTERACTIVE else settings.training_seconds,
        )
        self._idle_warmup = IdleWarmup(judges.precompute())
        #: Versions of the outlines that the web was told.
        self._published: dict[str, str] = {}

    def begin(self) -> None:
        """Open the jail, and tell the web what is known, before the first submission comes."""
        try:
            self._judges.jail.open()
            for slug in self._judges.known():
                self._publish_outline(slug, *self._judges.of(slug))
            for slug, problem in self._judges.problems.items():
                self._report_problem(slug, problem)
        except Exception:
            log.exception("Not all is ready; it is tried again with the first submission")
        self._idle_warmup.begin()

    def grade(self, submission_id: str) -> None:
        """Grade it, if it waits. Raises nothing: what fails here is retried, and in the end told to the student."""
        with self._idle_warmup.paused():
            self._grade(submission_id)

    def _grade(self, submission_id: str) -> None:
        with self._database.write_plainly() as session:
            claim = runs.claim(session, submission_id, holder=self._holder, lease_seconds=self._settings.lease_seconds)
        if claim is None:
            log.info("Submission %s does not wait; nothing to do", submission_id)
            return
        try:
            self._publisher.publish(self._run(claim))
        except runs.StaleClaim:
            log.warning("Submission %s, run %d: another worker has it now", submission_id, claim.run)
        except RunEnded:
            self._judges.jail.drop()
            self._end(claim)
        except Exception as error:
            log.exception("Submission %s, run %d failed", submission_id, claim.run)
            self._judges.jail.drop()
            if isinstance(error, AssignmentError):
                self._report_problem(claim.assignment, error.message)
            self._give_back(claim, _cause(error))

    def close(self) -> None:
        """Close jail and connections."""
        self._idle_warmup.close()
        self._monitor.close()
        self._judges.jail.drop()
        self._publisher.close()
        self._queue.close()
        self._database.close()

    def _run(self, claim: runs.Claim) -> StoredEvent:
        event_sink = EventSink(claim, self._database, self._publisher)
        with self._monitor.over(claim, event_sink.store):
            suite_version, judge = self._judges.of(claim.assignment)
            self._publish_outline(claim.assignment, suite_version, judge)
            report = self._report(claim, judge, event_sink)
        if report.verdict is Verdict.JUDGE_ERROR:
            broken = next((case for case in report.cases if case.verdict is Verdict.JUDGE_ERROR), None)
            log.error("Submission %s: %s", claim.submission_id, broken.log if broken else "no case")
            raise JudgeErrorVerdict(f"The grader itself failed at the test “{broken.title}”." if broken else None)
        jail = self._judges.jail.mode
        stands_on = receipt(suite_version=suite_version, sha256=claim.sha256, run=claim.run, jail=jail)
        with self._database.write_plainly() as session:
            return runs.finish(
                session, claim, report, receipt=stands_on, events=event_sink.take_unstored(), seq=event_sink.next_seq()
            )

    def _report(self, claim: runs.Claim, judge: Judge, event_sink: EventSink) -> Report:
        try:
            source = claim.source or read_upload(claim.filename, claim.content or b"").source
        except UploadRejected as rejected:
            return Report(
                assignment=claim.assignment,
                verdict=Verdict.LOAD_ERROR,
                score=0.0,
                max_score=public.load(claim.assignment, self._settings.root).max_score,
                duration_ms=0.0,
                cases=(),
                notes=(rejected.message,),
            )
        return judge.grade(
            claim.assignment,
            source,
            on_event=event_sink,
            visible_only=claim.practice,
            question_attempts=self._question_attempts(claim, judge),
        )

    def _question_attempts(self, claim: runs.Claim, judge: Judge) -> dict[str, QuestionAttempts] | None:
        """How the questions went before, if the assignment has any."""
        names = [keyed.name for keyed in judge.reference_runner(claim.assignment).suite.questions]
        if not names or claim.practice:
            return None
        with self._database.read() as session:
            return earlier_attempts(session, claim.submission_id, names)

    def _publish_outline(self, slug: str, suite_version: str, judge: Judge) -> None:
        """Tell the web which test cases there are, as far as everybody may know."""
        if self._published.get(slug) == suite_version:
            return
        tests = judge.reference_runner(slug).suite
        cases = [
            outlines.CaseOutline(
                name=case.name, title=case.title, row=case.row, visible=case.visible, max_score=tests.points[case.name]
            )
            for case in tests.entries
        ]
        with self._database.write() as session:
            outlines.publish(session, slug, suite_version, cases)
        self._published[slug] = suite_version

    def _report_problem(self, slug: str, problem: str) -> None:
        """Tell the instructors why an assignment cannot be graded."""
        self._published.pop(slug, None)
        with self._database.write() as session:
            outlines.report_problem(session, slug, problem)

    def _end(self, claim: runs.Claim) -> None:
        """A run was ended by the watch."""
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


def _cause(error: Exception) -> str:
    """A sentence for students; the log has the rest, and instructors are told what is wrong with an assignment."""
    if isinstance(error, AssignmentError):
        return "The assignment's files have a mistake, which its instructor can see."
    if isinstance(error, GraderError):
        return error.message if error.message.endswith((".", "!")) else f"{error.message}."
    return "Something went wrong in the grader itself."
