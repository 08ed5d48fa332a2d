"""Regrades of an assignment, for the pages and the REST API."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.store import audit, regrade_runs, regrades
from grader.store.models import Course, Regrade, RegradeState
from grader.store.regrade_runs import RegradeEntry
from grader.store.regrades import Which
from web.access import actor
from web.course_assignments import find_assignment
from web.problems import Problem
from web.remarks import author
from web.services import reading, services, writing

NO_REGRADE = "There is no such regrade in this course."
NOT_READY = {
    RegradeState.RUNNING: "Attempts are still being graded again.",
    RegradeState.READY: "All results are there. Apply or discard them.",
    RegradeState.APPLYING: "The results are being applied.",
    RegradeState.APPLIED: "The results are applied.",
    RegradeState.DISCARDED: "The results were discarded.",
    RegradeState.CANCELLED: "This regrade was cancelled.",
}


def start(course: Course, slug: str, *, stale_only: bool = False) -> Regrade:
    """Start a regrade of an assignment. Raises NotFound, and Problem 409 if one is open or there are no attempts."""
    with reading() as db:
        find_assignment(db, course.id, slug)
    with _refusals(), writing() as db:
        regrade = regrades.start(db, course.id, slug, author=author(), stale_only=stale_only)
        _record(db, regrade, "regrade.started", attempts=regrade.total, stale_only=stale_only)
        entries = _dispatch(db)
    _enqueue(entries)
    return regrade


def find_regrade(db: Session, course: Course, regrade_id: int) -> Regrade:
    """A regrade of the course. Raises NotFound."""
    regrade = regrades.get(db, regrade_id)
    if regrade is None or regrade.course_id != course.id:
        raise NotFound(NO_REGRADE)
    return regrade


def apply(course: Course, regrade_id: int, which: Which | Collection[str], *, explanation: str) -> Regrade:
    """Let the chosen results count. Raises NotFound; Problem 409 unless they are ready, 422 for a long explanation."""
    if len(explanation.strip()) > regrades.MAX_EXPLANATION:
        raise Problem(422, f"The explanation has at most {regrades.MAX_EXPLANATION} characters.")
    with _refusals(course, regrade_id), writing() as db:
        find_regrade(db, course, regrade_id)
        regrade = regrades.apply(db, regrade_id, which, explanation=explanation, author=author())
        chosen = which.value if isinstance(which, Which) else sorted(which)
        _record(db, regrade, "regrade.applied", which=chosen, explanation=explanation.strip())
        regrade_runs.settle(db)
        entries = _dispatch(db)
    _enqueue(entries)
    return regrade


def discard(course: Course, regrade_id: int) -> Regrade:
    """Use no result. Raises NotFound, and Problem 409 unless all are there."""
    with _refusals(course, regrade_id), writing() as db:
        find_regrade(db, course, regrade_id)
        regrade = regrades.discard(db, regrade_id, author=author())
        _record(db, regrade, "regrade.discarded")
    return regrade


def cancel(course: Course, regrade_id: int) -> Regrade:
    """Stop before all results are there. Raises NotFound, and Problem 409 if they are."""
    with _refusals(course, regrade_id), writing() as db:
        find_regrade(db, course, regrade_id)
        regrade = regrades.cancel(db, regrade_id, author=author())
        _record(db, regrade, "regrade.cancelled")
    return regrade


@contextmanager
def _refusals(course: Course | None = None, regrade_id: int = 0) -> Iterator[None]:
    try:
        yield
    except (regrades.AlreadyOpen, regrades.NothingToRegrade, regrades.MixedVersions) as error:
        raise Problem(409, error.message) from error
    except regrades.NotReady as error:
        if course is None:
            raise
        with reading() as db:
            raise Problem(409, NOT_READY[find_regrade(db, course, regrade_id).state]) from error


def _record(db: Session, regrade: Regrade, action: str, **details: object) -> None:
    about = {"regrade": regrade.id, **details}
    audit.record(
        db, actor=actor(), action=action, subject=regrade.assignment, course_id=regrade.course_id, details=about
    )


def _dispatch(db: Session) -> list[RegradeEntry]:
    return regrade_runs.dispatch(db, resend_seconds=services().settings.requeue_seconds)


def _enqueue(entries: Sequence[RegradeEntry]) -> None:
    for entry in entries:
        if not services().queue.enqueue_regrade(entry):
            # Redis is unavailable: the sweeper enqueues the rest.
            return
