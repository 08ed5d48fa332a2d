"""Grading runs: claims with leases and fencing tokens.

A worker claims a queued submission by one conditional UPDATE, which increments `run`, the fencing token. Every later
write checks the token: if another worker has claimed the submission meanwhile, nothing is written and `StaleClaim` is
raised. So a message that is delivered twice, or a worker that resumes after its lease expired, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.model import Lifecycle, Report, Source, Verdict
from grader.model.counting import after_deduction
from grader.store import failures, grade_changes, outcomes, overrides, pauses
from grader.store.clock import database_time
from grader.store.database import Executor
from grader.store.events import StoredEvent, delete_earlier_results
from grader.store.models import Submission, table_of
from grader.store.result_payloads import result_payload
from grader.store.submissions import Priority
from grader.store.transitions import QueueEntry, done_event, explained, fail, insert_events, requeue, times


class StaleClaim(GraderError):
    """Another worker holds this submission now."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to grade a submission, and what is needed for it."""

    submission_id: str
    course_id: int
    #: The fencing token.
    run: int
    #: Number of claims since it was last queued, including this one.
    claims: int
    assignment: str
    practice: bool
    #: Name of the only question to grade; None: everything.
    question: str | None
    #: SHA-256 of the file, hexadecimal.
    sha256: str
    filename: str
    #: None for a row from before cells were kept: it is read from `content`.
    source: Source | None
    #: None for a row with `source`.
    content: bytes | None

    @property
    def name(self) -> str:
        """For log lines."""
        return f"submission {self.submission_id}"

    def renew(self, session: Session, *, lease_seconds: float) -> bool:
        """See `renew`."""
        return renew(session, self.submission_id, self.run, lease_seconds=lease_seconds)

    def is_cancelled(self, session: Session) -> bool:
        """See `is_cancelled`."""
        return is_cancelled(session, self.submission_id, self.run)


_TABLE = table_of(Submission)
_CLAIMED = ("course_id", "run", "claims", "assignment", "practice", "question", "sha256", "filename", "source")
#: Verdicts of tests and questions that were not graded because the file, or the answer, could not be read.
_NOT_READ = frozenset({Verdict.LOAD_ERROR, Verdict.SKIPPED})
_RESULT = ("graded_run", "score", "max_score", "verdict", "report", "receipt", "not_loaded", "override_score")
_CLAIM = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("this_id"), _TABLE.c.status == Lifecycle.QUEUED, ~pauses.is_paused())
    .values(
        status=Lifecycle.RUNNING,
        run=_TABLE.c.run + 1,
        claims=_TABLE.c.claims + 1,
        holder=bindparam("holder"),
        lease_until=database_time("lease_seconds"),
        started_at=database_time(),
    )
    .returning(*(_TABLE.c[name] for name in _CLAIMED))
)
_FINISH = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("this_id"),
        _TABLE.c.run == bindparam("this_run"),
        _TABLE.c.status == Lifecycle.RUNNING,
    )
    .values(
        status=Lifecycle.GRADED,
        lease_until=None,
        holder=None,
        failure=None,
        finished_at=database_time(),
        **{name: bindparam(name) for name in _RESULT},
    )
    .returning(_TABLE.c.late_percent)
)


def claim(session: Executor, submission_id: str, *, holder: str, lease_seconds: float) -> Claim | None:
    """Claim a queued submission. None if it is claimed by another worker, finished, or paused."""
    values = {"this_id": submission_id, "holder": holder, "lease_seconds": lease_seconds}
    row = session.execute(_CLAIM, values).one_or_none()
    if row is None:
        return None
    claimed: dict[str, Any] = {**dict(zip(_CLAIMED, row, strict=True)), "submission_id": submission_id, "content": None}
    if claimed["source"] is not None:
        claimed["source"] = Source.from_json(claimed["filename"], claimed["source"])
    else:
        claimed["content"] = session.execute(select(_TABLE.c.content).where(_TABLE.c.id == submission_id)).scalar_one()
    return Claim(**claimed)


def renew(session: Session, submission_id: str, run: int, *, lease_seconds: float) -> bool:
    """Renew the lease. False if the run was cancelled. Raises `StaleClaim`."""
    cancelled = session.execute(
        update(Submission)
        .where(*_held(submission_id, run))
        .values(lease_until=database_time(lease_seconds))
        .returning(Submission.cancelled)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if cancelled is None:
        raise StaleClaim
    return not cancelled


def is_cancelled(session: Session, submission_id: str, run: int) -> bool:
    """Whether the run was cancelled or the claim lost."""
    cancelled = session.scalar(select(Submission.cancelled).where(*_held(submission_id, run)))
    return cancelled is None or cancelled


def add_events(session: Session, submission_id: str, run: int, events: Sequence[StoredEvent]) -> None:
    """Store events. Raises `StaleClaim`."""
    held = select(Submission.id).where(*_held(submission_id, run)).with_for_update()
    if session.scalar(held) is None:
        raise StaleClaim
    insert_events(session, run, events)


def finish(
    session: Executor,
    claim: Claim,
    report: Report,
    *,
    receipt: Mapping[str, Any],
    events: Sequence[StoredEvent],
    seq: int,
) -> StoredEvent:
    """Store the report, the `events` and the last event, numbered `seq`. Raises `StaleClaim`."""
    json = report.to_json()
    # A first run has no overrides: they are made on results.
    score = overrides.recomputed(session, claim.submission_id, json) if claim.run > 1 else None
    values = {
        "this_id": claim.submission_id,
        "this_run": claim.run,
        "graded_run": claim.run,
        # Rounded like the report: a sum of shares equals full marks only then.
        "score": round(report.score, 6),
        "max_score": round(report.max_score, 6),
        "verdict": report.verdict,
        "report": json,
        "receipt": dict(receipt),
        "not_loaded": is_unreadable(report),
        "override_score": score,
    }
    late_percent = session.execute(_FINISH, values).scalar_one_or_none()
    if late_percent is None:
        raise StaleClaim
    if claim.run > 1:
        delete_earlier_results(session, claim.submission_id, claim.run)
    outcomes.save(session, claim.submission_id, claim.run, cases=json["cases"], receipt=receipt)
    payload = result_payload(
        Lifecycle.GRADED,
        verdict=report.verdict,
        score=_counted(report, score, late_percent),
        max_score=round(report.max_score, 6),
    )
    done = done_event(claim.submission_id, seq, payload)
    final = explained(session, claim.submission_id, claim.run, events, json["cases"])
    insert_events(session, claim.run, [*final, done])
    grade_changes.report(session, claim.course_id, claim.submission_id, "submission.graded", done.payload)
    return done


def _counted(report: Report, override: float | None, late_percent: float) -> float:
    """The score that counts; as `Submission.points`."""
    return after_deduction(round(report.score, 6) if override is None else override, late_percent)


def is_unreadable(report: Report) -> bool:
    """Whether nothing was graded, because the file did not load and no answer could be read."""
    return report.verdict is Verdict.LOAD_ERROR and all(case.verdict in _NOT_READ for case in report.cases)


def give_back(
    session: Session, submission_id: str, run: int, *, cause: str, max_claims: int, enqueue_in: float
) -> QueueEntry | StoredEvent:
    """Queue the submission again after an error of the grader, or fail it after `max_claims`.

    The sweeper enqueues it after `enqueue_in` seconds unless the caller does. Returns the entry to enqueue, or the last
    event to publish. `cause` is shown to people. Raises `StaleClaim`.
    """
    row = session.scalar(select(Submission).where(*_held(submission_id, run)).with_for_update())
    if row is None:
        raise StaleClaim
    if failures.is_given_up(session, row, max_claims):
        return fail(session, row, f"{cause} It was tried {times(row.claims)}. It costs no attempt.")
    return requeue(row, enqueue_in)


def cancel(session: Session, submission_id: str, *, by: str) -> StoredEvent | None:
    """Cancel a submission. A waiting one ends at once and returns its last event; a running one is asked to stop."""
    row = session.scalar(select(Submission).where(Submission.id == submission_id).with_for_update())
    if row is None:
        return None
    if row.status is Lifecycle.RUNNING:
        row.cancelled = True
    if row.status is not Lifecycle.QUEUED:
        return None
    return fail(session, row, f"Cancelled by {by}. It costs no attempt.", cancelled=True)


def stop(session: Session, submission_id: str, run: int) -> StoredEvent:
    """End a run that was cancelled. Raises `StaleClaim`."""
    row = session.scalar(select(Submission).where(*_held(submission_id, run)).with_for_update())
    if row is None:
        raise StaleClaim
    return fail(session, row, "Cancelled while it ran. It costs no attempt.", cancelled=True)


def regrade(session: Session, submission_id: str, *, requeue_seconds: float = 30.0) -> QueueEntry | None:
    """Queue a submission to be graded again; its result stays until the new one. None if it is unfinished."""
    row = session.scalar(select(Submission).where(Submission.id == submission_id).with_for_update())
    if row is None or row.status not in {Lifecycle.GRADED, Lifecycle.FAILED}:
        return None
    row.claims = 0
    row.priority = Priority.REGRADE
    row.failure = None
    return requeue(row, requeue_seconds)


def _held(submission_id: str, run: int) -> tuple[Any, ...]:
    return (Submission.id == submission_id, Submission.run == run, Submission.status == Lifecycle.RUNNING)
