"""Regrades of an assignment: started, read, decided. Workers use `regrade_runs` and `regrade_application`.

A regrade grades every attempt again beside its result, so nothing changes for students until an instructor applies it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, insert, literal, or_, select, true, update
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.model import Lifecycle
from grader.store import outcomes
from grader.store.clock import database_time
from grader.store.comments import Author
from grader.store.database import add_unless_taken
from grader.store.models import (
    Outline,
    Regrade,
    RegradeResult,
    RegradeState,
    ResultState,
    Submission,
    table_of,
)

#: Characters of an explanation at most.
MAX_EXPLANATION = 2000
#: States of a regrade in which it holds the assignment.
OPEN = (RegradeState.RUNNING, RegradeState.READY, RegradeState.APPLYING)


class AlreadyOpen(GraderError):
    """A regrade of this assignment is open. Apply, discard or cancel it first."""


class NothingToRegrade(GraderError):
    """There is no graded attempt to grade again."""


class NotReady(GraderError):
    """The regrade is not ready for this."""


class MixedVersions(GraderError):
    """The assignment's files changed while the attempts were graded again. Discard this regrade and start a new one."""


class Which(StrEnum):
    """Whose new results are applied."""

    #: Everybody's.
    ALL = "all"
    #: Those with more points.
    GAINS = "gains"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a regrade has found so far."""

    total: int
    #: Graded again, those at which the grader failed included.
    done: int
    #: Attempts with more, fewer and the same points.
    gains: int
    losses: int
    same: int
    #: With the same points, but other verdicts of tests.
    other_tests: int
    #: At which the grader itself failed.
    failed: int
    #: With another result of the same file and versions.
    nondeterministic: int
    #: Chosen and not written yet; written, equal results left out; not written, because the attempt was graded anew.
    chosen: int
    applied: int
    outdated: int
    #: Number of versions of the test suite among the results.
    versions: int


def start(session: Session, course_id: int, assignment: str, *, author: Author, stale_only: bool = False) -> Regrade:
    """Start a regrade of the graded attempts, or of those that another version of the tests has graded.

    Raises `AlreadyOpen` and `NothingToRegrade`.
    """
    known = session.get(Outline, assignment)
    regrade = Regrade(
        course_id=course_id,
        assignment=assignment,
        suite_version=known.suite_version if known else "",
        started_by_id=author.person_id,
        started_by=author.name,
        created_at=database_time(),
    )
    add_unless_taken(session, regrade, AlreadyOpen)
    attempts = [*_graded(course_id, assignment), *([_is_stale(regrade.suite_version)] if stale_only else [])]
    constants = {"regrade_id": regrade.id, "state": ResultState.QUEUED.value, "run": 0, "claims": 0}
    constants |= {"nondeterministic": False}
    rows = select(Submission.id, Submission.lane, *(literal(value) for value in constants.values())).where(*attempts)
    rows = rows.order_by(Submission.created_at, Submission.id)
    columns = ["submission_id", "lane", *constants]
    session.execute(insert(table_of(RegradeResult)).from_select(columns, rows))
    mine = select(func.count()).where(RegradeResult.regrade_id == regrade.id)
    regrade.total = session.scalar(mine) or 0
    if not regrade.total:
        raise NothingToRegrade
    session.flush()
    session.refresh(regrade)
    return regrade


def _graded(course_id: int, assignment: str) -> list[ColumnElement[bool]]:
    return [
        Submission.course_id == course_id,
        Submission.assignment == assignment,
        Submission.attempt > 0,
        Submission.status == Lifecycle.GRADED,
        Submission.score.is_not(None),
    ]


def _is_stale(suite_version: str) -> ColumnElement[bool]:
    suite = Submission.receipt["suite"].as_string()
    return or_(suite.is_(None), suite != suite_version)


def get(session: Session, regrade_id: int) -> Regrade | None:
    """The regrade of this id."""
    return session.get(Regrade, regrade_id)


def of_course(session: Session, course_id: int, *, limit: int = 100) -> list[Regrade]:
    """The regrades of a course, newest first."""
    these = select(Regrade).where(Regrade.course_id == course_id)
    return list(session.scalars(these.order_by(Regrade.id.desc()).limit(limit)))


def stale_counts(session: Session, course_id: int) -> dict[str, int]:
    """The number of stale attempts by assignment, where there are any.

    They were graded by another version of the tests or their points than the workers have published.
    """
    versions = dict(session.execute(select(Outline.slug, Outline.suite_version)).all())
    return outcomes.stale_numbers(session, course_id, versions)


def is_equal() -> ColumnElement[bool]:
    """The condition that a new result is the same in every test."""
    return (RegradeResult.change == 0) & RegradeResult.tests.is_(None)


def counts(session: Session, regrade: Regrade) -> Counts:
    """What the regrade has found so far, in one statement."""
    result = RegradeResult
    finished = result.state.not_in((ResultState.QUEUED, ResultState.RUNNING))
    compared = result.change.is_not(None)
    row = session.execute(
        select(
            func.count().filter(finished),
            func.count().filter(result.change > 0),
            func.count().filter(result.change < 0),
            func.count().filter(compared & (result.change == 0)),
            func.count().filter((result.change == 0) & result.tests.is_not(None)),
            func.count().filter(result.state == ResultState.FAILED),
            func.count().filter(result.nondeterministic),
            func.count().filter(result.state == ResultState.CHOSEN),
            func.count().filter((result.state == ResultState.APPLIED) & ~is_equal()),
            func.count().filter(result.state == ResultState.OUTDATED),
            func.count(result.suite_version.distinct()),
        ).where(result.regrade_id == regrade.id)
    ).one()
    names = (
        *("done", "gains", "losses", "same", "other_tests", "failed", "nondeterministic"),
        *("chosen", "applied", "outdated", "versions"),
    )
    return Counts(total=regrade.total, **dict(zip(names, row, strict=True)))


def apply(
    session: Session, regrade_id: int, which: Which | Collection[str], *, explanation: str, author: Author
) -> Regrade:
    """Choose the results that shall count: all, those that gain, or those of the submissions with these ids.

    Workers write them one by one; see `regrade_application`. Raises `NotReady`, and `MixedVersions` if the results
    come from several versions of the tests.
    """
    regrade = _decide(session, regrade_id, RegradeState.APPLYING, (RegradeState.READY,), author)
    if counts(session, regrade).versions > 1:
        raise MixedVersions
    regrade.explanation = explanation.strip()
    mine = (RegradeResult.regrade_id == regrade_id, RegradeResult.state == ResultState.GRADED)
    _set_state(session, *mine, _is_wanted(which), state=ResultState.CHOSEN, enqueue_at=None)
    _set_state(session, *mine, state=ResultState.KEPT, report=None)
    return regrade


def _is_wanted(which: Which | Collection[str]) -> ColumnElement[bool]:
    """An equal result is written in any case: it changes no points, and the attempt is no longer stale."""
    if which is Which.ALL:
        return true()
    if which is Which.GAINS:
        return or_(RegradeResult.change > 0, is_equal())
    return or_(RegradeResult.submission_id.in_(which), is_equal())


def discard(session: Session, regrade_id: int, *, author: Author) -> Regrade:
    """Use no result. Raises `NotReady` unless all are there."""
    regrade = _decide(session, regrade_id, RegradeState.DISCARDED, (RegradeState.READY,), author)
    _end(session, regrade_id)
    return regrade


def cancel(session: Session, regrade_id: int, *, author: Author) -> Regrade:
    """Stop before all results are there. Raises `NotReady` if they are."""
    regrade = _decide(session, regrade_id, RegradeState.CANCELLED, (RegradeState.RUNNING,), author)
    _end(session, regrade_id)
    return regrade


def _decide(
    session: Session, regrade_id: int, state: RegradeState, wanted: Collection[RegradeState], author: Author
) -> Regrade:
    regrade = session.scalar(select(Regrade).where(Regrade.id == regrade_id).with_for_update())
    if regrade is None or regrade.state not in wanted:
        raise NotReady
    regrade.state = state
    regrade.decided_by_id, regrade.decided_by, regrade.decided_at = author.person_id, author.name, database_time()
    session.flush()
    session.refresh(regrade)
    return regrade


def _end(session: Session, regrade_id: int) -> None:
    """A worker that grades one of them loses its claim."""
    waiting = RegradeResult.state.in_((ResultState.QUEUED, ResultState.RUNNING, ResultState.GRADED))
    mine = (RegradeResult.regrade_id == regrade_id, waiting)
    _set_state(session, *mine, state=ResultState.KEPT, report=None, holder=None, lease_until=None)


def _set_state(session: Session, *which: ColumnElement[bool], **values: object) -> None:
    changed = update(RegradeResult).where(*which).values(**values)
    session.execute(changed, execution_options={"synchronize_session": False})
