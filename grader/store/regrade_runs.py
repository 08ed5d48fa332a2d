"""Work of regrades: what is enqueued, claimed, finished and recovered.

As for submissions (`runs`), a worker claims a result by one conditional UPDATE that increments `run`, the fencing
token, and every later write checks it. So each result is written once, whatever is delivered twice or interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, undefer

from grader.model import Lane, Report, Source
from grader.model.counting import after_deduction
from grader.store import overrides, pauses
from grader.store.clock import database_time
from grader.store.models import Regrade, RegradeResult, RegradeState, ResultState, Submission
from grader.store.regrade_comparison import is_nondeterministic, points_change, test_changes
from grader.store.runs import Claim, StaleClaim, is_unreadable

#: Results of all regrades together that are in the queue at a time. Others wait in the database, so that a regrade
#: that is cancelled leaves few messages behind.
WINDOW = 64
#: Why a result is given up that no worker could finish.
_ENDED = "The worker that graded this attempt ended unexpectedly."
_WAITING = (ResultState.QUEUED, ResultState.CHOSEN)


@dataclass(frozen=True, kw_only=True)
class RegradeEntry:
    """A result to enqueue."""

    result_id: int
    lane: Lane


@dataclass(frozen=True, kw_only=True)
class RegradeClaim:
    """The right to grade an attempt of a regrade again."""

    result_id: int
    regrade_id: int
    #: The fencing token.
    run: int
    #: What is to be graded, with the numbers of its last run.
    work: Claim

    @property
    def name(self) -> str:
        """For log lines."""
        return f"regrade {self.regrade_id}, submission {self.work.submission_id}"

    def renew(self, session: Session, *, lease_seconds: float) -> bool:
        """Renew the lease. Raises `StaleClaim` if the claim is lost, as by a cancelled regrade."""
        held = update(RegradeResult).where(*_held(self.result_id, self.run))
        renewed = held.values(lease_until=database_time(lease_seconds)).returning(RegradeResult.id)
        if session.execute(renewed, execution_options={"synchronize_session": False}).first() is None:
            raise StaleClaim
        return True

    def is_cancelled(self, session: Session) -> bool:
        """Whether the regrade was cancelled or the claim lost."""
        return session.scalar(select(RegradeResult.id).where(*_held(self.result_id, self.run))) is None


def dispatch(
    session: Session, *, resend_seconds: float, lost: bool = False, at_once: bool = False
) -> list[RegradeEntry]:
    """The results to enqueue now, so that at most WINDOW are in the queue.

    With `lost`, the queue has no message of a regrade: what was enqueued `resend_seconds` ago (`at_once`: whenever)
    is enqueued again. What is paused is not enqueued; a result that was chosen is written in any case.
    """
    waiting, chosen = RegradeResult.state.in_(_WAITING), RegradeResult.state == ResultState.CHOSEN
    is_sent = RegradeResult.enqueue_at.is_not(None)
    if lost:
        due = is_sent if at_once else is_sent & (RegradeResult.enqueue_at <= database_time())
        forgotten = update(RegradeResult).where(waiting, due).values(enqueue_at=None)
        session.execute(forgotten, execution_options={"synchronize_session": False})
    room = WINDOW - (session.scalar(select(func.count()).where(waiting, is_sent)) or 0)
    if room <= 0:
        return []
    next_ones = (
        select(RegradeResult.id)
        .where(waiting, RegradeResult.enqueue_at.is_(None), chosen | ~pauses.is_result_paused())
        .order_by(RegradeResult.regrade_id, RegradeResult.id)
        .limit(room)
        .with_for_update(skip_locked=True)
        .cte("next_ones")
    )
    # PostgreSQL may run a subquery once for each row, and each time it skips other locked rows; a CTE is run once.
    rows = session.execute(
        update(RegradeResult)
        .where(RegradeResult.id.in_(select(next_ones.c.id)))
        .values(enqueue_at=database_time(resend_seconds))
        .returning(RegradeResult.id, RegradeResult.lane),
        execution_options={"synchronize_session": False},
    ).all()
    return [RegradeEntry(result_id=row.id, lane=row.lane) for row in sorted(rows)]


def claim(session: Session, result_id: int, *, holder: str, lease_seconds: float) -> RegradeClaim | None:
    """Claim a waiting result. None if it does not wait to be graded, or is paused."""
    row = session.execute(
        update(RegradeResult)
        .where(
            RegradeResult.id == result_id,
            RegradeResult.state == ResultState.QUEUED,
            ~pauses.is_result_paused(),
        )
        .values(
            state=ResultState.RUNNING,
            run=RegradeResult.run + 1,
            claims=RegradeResult.claims + 1,
            holder=holder,
            lease_until=database_time(lease_seconds),
        )
        .returning(RegradeResult.regrade_id, RegradeResult.run, RegradeResult.claims, RegradeResult.submission_id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if row is None:
        return None
    work = _work(session, row.submission_id, row.claims)
    return RegradeClaim(result_id=result_id, regrade_id=row.regrade_id, run=row.run, work=work)


def _work(session: Session, submission_id: str, claims: int) -> Claim:
    with_source = (undefer(Submission.source), undefer(Submission.content))
    row = session.scalars(select(Submission).where(Submission.id == submission_id).options(*with_source)).one()
    source = None if row.source is None else Source.from_json(row.filename, row.source)
    return Claim(
        submission_id=row.id,
        course_id=row.course_id,
        run=row.run,
        claims=claims,
        assignment=row.assignment,
        practice=row.practice,
        question=row.question,
        sha256=row.sha256,
        filename=row.filename,
        source=source,
        content=row.content if source is None else None,
    )


def finish(session: Session, claim: RegradeClaim, report: Report, *, receipt: Mapping[str, Any]) -> None:
    """Store the new result beside the one that counts, and what differs. Raises `StaleClaim`."""
    row = _held_row(session, claim)
    this = select(Submission).where(Submission.id == row.submission_id).options(undefer(Submission.report))
    submission = session.scalars(this).one()
    new = report.to_json()
    row.state, row.holder, row.lease_until = ResultState.GRADED, None, None
    row.report, row.receipt, row.suite_version = new, dict(receipt), str(receipt["suite"])
    row.not_loaded, row.finished_at = is_unreadable(report), database_time()
    row.new_verdict = report.verdict
    compare(session, row, submission)


def compare(session: Session, row: RegradeResult, submission: Submission) -> None:
    """Set the columns that compare the new result with the submission's present one."""
    new, old = row.report or {}, submission.report or {"cases": []}
    points = overrides.recomputed(session, submission.id, new)
    full = round(float(new["score"]), 6) if points is None else points
    row.new_points = after_deduction(full, submission.late_percent)
    row.new_max = round(float(new["max_score"]), 6)
    row.old_run, row.old_verdict = submission.graded_run, submission.verdict
    row.old_points, row.old_max = submission.points, submission.max_score
    row.change = points_change(row.old_points or 0.0, row.old_max or 0.0, row.new_points, row.new_max)
    changes = [asdict(change) for change in test_changes(old, new)]
    row.tests = changes or None
    row.nondeterministic = is_nondeterministic(submission.receipt, row.receipt, bool(changes))


def give_back(session: Session, claim: RegradeClaim, *, cause: str, max_claims: int) -> None:
    """Let the result be graded again after an error of the grader, or fail it after `max_claims`.

    `cause` is shown to instructors. Raises `StaleClaim`.
    """
    _release(_held_row(session, claim), cause, max_claims)


def recover(session: Session, *, max_claims: int, has_ended: Callable[[str], bool], count_claim: bool = True) -> int:
    """Take running results from workers whose lease expired or whose process `has_ended(holder)`; their number.

    With `count_claim=False` the claim is not counted, because the worker was stopped on purpose.
    """
    is_expired = RegradeResult.lease_until.is_(None) | (RegradeResult.lease_until < database_time())
    running = select(RegradeResult, is_expired).where(RegradeResult.state == ResultState.RUNNING)
    taken = 0
    for row, expired in session.execute(running.with_for_update(of=RegradeResult, skip_locked=True)):
        if expired or has_ended(row.holder or ""):
            row.claims -= 0 if count_claim else 1
            _release(row, _ENDED, max_claims)
            taken += 1
    return taken


def _release(row: RegradeResult, cause: str, max_claims: int) -> None:
    given_up = row.claims >= max_claims
    row.state = ResultState.FAILED if given_up else ResultState.QUEUED
    row.failure = f"{cause} The result that counts stays." if given_up else None
    row.holder = row.lease_until = row.enqueue_at = None


def settle(session: Session) -> None:
    """Make regrades ready whose results are all there, and applied whose chosen results are all written.

    To be called in a transaction of its own after a result was stored, so that of two workers that store the last
    results at the same time the later one sees both.
    """
    steps = (
        (RegradeState.RUNNING, (ResultState.QUEUED, ResultState.RUNNING), RegradeState.READY),
        (RegradeState.APPLYING, (ResultState.CHOSEN,), RegradeState.APPLIED),
    )
    for state, waiting, reached in steps:
        rest = select(RegradeResult.id).where(RegradeResult.regrade_id == Regrade.id, RegradeResult.state.in_(waiting))
        values: dict[str, Any] = {"state": reached}
        values |= {"ready_at": database_time()} if reached is RegradeState.READY else {}
        done = update(Regrade).where(Regrade.state == state, ~rest.exists()).values(**values)
        session.execute(done, execution_options={"synchronize_session": False})


def any_open(session: Session) -> bool:
    """Whether workers have anything to do for a regrade."""
    at_work = Regrade.state.in_((RegradeState.RUNNING, RegradeState.APPLYING))
    return session.scalar(select(Regrade.id).where(at_work).limit(1)) is not None


def _held(result_id: int, run: int) -> tuple[Any, ...]:
    return (RegradeResult.id == result_id, RegradeResult.run == run, RegradeResult.state == ResultState.RUNNING)


def _held_row(session: Session, claim: RegradeClaim) -> RegradeResult:
    row = session.scalar(select(RegradeResult).where(*_held(claim.result_id, claim.run)).with_for_update())
    if row is None:
        raise StaleClaim
    return row
