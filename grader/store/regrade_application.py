"""Writes the chosen results of a regrade to their submissions, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from grader.model import Lifecycle
from grader.store import audit, grade_changes, notices, outcomes, overrides
from grader.store.clock import database_time
from grader.store.events import EventKind, StoredEvent, delete_earlier_results, first_seq
from grader.store.models import NoticeKind, Person, Regrade, RegradeResult, ResultState, Submission
from grader.store.regrade_runs import compare
from grader.store.result_payloads import stored_result
from grader.store.transitions import done_event, insert_events

#: Why a chosen result was not written.
GRADED_SINCE = "The attempt was graded again since the regrade. Its newer result counts."


@dataclass(frozen=True, kw_only=True)
class Application:
    """What became of a chosen result."""

    #: The last event, to publish; None if the result was not written.
    done: StoredEvent | None
    submission_id: str


def apply_result(session: Session, result_id: int) -> Application | None:
    """Write a chosen result to its submission, with overrides, audit entry, webhooks and notice.

    None if it is not chosen. A result whose submission has been graded since is not written. A second call changes
    nothing.
    """
    chosen = (RegradeResult.id == result_id, RegradeResult.state == ResultState.CHOSEN)
    with_report = select(RegradeResult).where(*chosen).options(undefer(RegradeResult.report))
    row = session.scalar(with_report.with_for_update())
    if row is None:
        return None
    this = select(Submission).where(Submission.id == row.submission_id).options(undefer(Submission.report))
    submission = session.scalars(this.with_for_update()).one()
    row.enqueue_at = None
    if submission.status is not Lifecycle.GRADED or submission.graded_run != row.old_run or row.report is None:
        row.state, row.failure, row.report = ResultState.OUTDATED, GRADED_SINCE, None
        return Application(done=None, submission_id=row.submission_id)
    # Points may have been set or taken back since.
    compare(session, row, submission)
    done = _write(session, row, submission)
    row.state, row.finished_at, row.report = ResultState.APPLIED, database_time(), None
    session.flush()
    _record(session, row, submission)
    if row.change or row.tests:
        grade_changes.report(session, submission.course_id, submission.id, "submission.graded", done.payload)
    if row.change:
        _tell(session, row)
    return Application(done=done, submission_id=submission.id)


def _write(session: Session, row: RegradeResult, submission: Submission) -> StoredEvent:
    """Replace the submission's result and the events of its last run."""
    report = row.report or {}
    submission.run += 1
    submission.graded_run = submission.run
    submission.score, submission.max_score = round(float(report["score"]), 6), row.new_max
    submission.verdict, submission.report = row.new_verdict, report
    submission.override_score = overrides.recomputed(session, submission.id, report)
    submission.receipt = {**(row.receipt or {}), "run": submission.run}
    submission.not_loaded, submission.failure, submission.cancelled = row.not_loaded, None, False
    submission.finished_at = database_time()
    session.flush()
    delete_earlier_results(session, submission.id, submission.run)
    outcomes.save(session, submission.id, submission.run, cases=report["cases"], receipt=submission.receipt)
    events = _events(submission, report)
    insert_events(session, submission.run, events)
    return events[-1]


def _events(submission: Submission, report: dict[str, Any]) -> list[StoredEvent]:
    first = first_seq(submission.run) + 1
    cases = [
        StoredEvent(submission_id=submission.id, seq=seq, kind=EventKind.CASE, payload=case)
        for seq, case in enumerate(report["cases"], start=first)
    ]
    return [*cases, done_event(submission.id, first + len(cases), stored_result(submission))]


def _tell(session: Session, row: RegradeResult) -> None:
    """Tell the student why the points have changed, and by how much."""
    regrade = session.get_one(Regrade, row.regrade_id)
    details = {"old": row.old_points, "old_max": row.old_max, "new": row.new_points, "new_max": row.new_max}
    tests = [test["title"] for test in row.tests or ()]
    told = {"kind": NoticeKind.REGRADE, "source_id": regrade.id, "text": regrade.explanation}
    notices.tell_student(session, row.submission_id, {**told, "details": {**details, "tests": tests}})


def _record(session: Session, row: RegradeResult, submission: Submission) -> None:
    regrade = session.get_one(Regrade, row.regrade_id)
    details = {"regrade": regrade.id, "old": row.old_points, "new": row.new_points, "suite": row.suite_version}
    person = session.get(Person, regrade.decided_by_id) if regrade.decided_by_id else None
    actor, course_id = person.email if person else regrade.decided_by, regrade.course_id
    audit.record(
        session,
        actor=actor,
        action="submission.regraded",
        subject=submission.id,
        course_id=course_id,
        details=details,
    )
