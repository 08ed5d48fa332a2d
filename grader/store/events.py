"""What became known during a run, as stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store.models import Submission, SubmissionEvent, table_of

#: Room for the events of one run; see `first_seq`.
EVENTS_PER_RUN = 100_000


class EventKind(StrEnum):
    """What an event tells."""

    #: A `CaseResult` (`to_json`), hidden values included: redact before showing it to a student.
    CASE = "case"
    #: A long case tells how far it is: {"case", "iteration", "of", "seconds", "data"}.
    PROGRESS = "progress"
    #: Nothing follows: {"status", "verdict", "score", "max_score", "failure"}.
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An event, as stored and as sent to who watches."""

    submission_id: str
    #: Grows by 1 within a run and by more from run to run; the `id:` of a server-sent event.
    seq: int
    kind: EventKind
    payload: Mapping[str, Any]

    @property
    def run(self) -> int:
        """The run in which it happened."""
        return self.seq // EVENTS_PER_RUN


def first_seq(run: int) -> int:
    """The number before the first event of a run.

    A run that dies may have sent events that were never stored. Since each run counts from its own base, a number that
    was ever sent is never used again, and who resumes after it misses nothing.
    """
    return run * EVENTS_PER_RUN


def events_after(session: Session, submission_id: str, seq: int) -> list[StoredEvent]:
    """The stored events after `seq` of the run that counts: the graded one, else the newest; none while it waits."""
    return look(session, submission_id, seq)[0]


def look(session: Session, submission_id: str, seq: int) -> tuple[list[StoredEvent], bool]:
    """`events_after`, and whether more events will come: the submission exists and is not finished."""
    connection = session.connection()
    # In this order: what is finished when it is asked has all its events stored.
    found = connection.execute(_STANDING, {"this_id": submission_id}).one_or_none()
    if found is None:
        return [], False
    if found.status is Lifecycle.QUEUED:
        return [], True
    run = found.graded_run if found.status is Lifecycle.GRADED and found.graded_run else found.run
    rows = connection.execute(_AFTER, {"this_id": submission_id, "after": max(seq, first_seq(run))})
    return [_stored(submission_id, *row) for row in rows], found.status is Lifecycle.RUNNING


_SUBMISSION = table_of(Submission)
_EVENT = table_of(SubmissionEvent)
_STANDING = select(_SUBMISSION.c.graded_run, _SUBMISSION.c.run, _SUBMISSION.c.status).where(
    _SUBMISSION.c.id == bindparam("this_id")
)
_AFTER = (
    select(_EVENT.c.seq, _EVENT.c.kind, _EVENT.c.payload)
    .where(_EVENT.c.submission_id == bindparam("this_id"), _EVENT.c.seq > bindparam("after"))
    .order_by(_EVENT.c.seq)
)


def newest_row(session: Session) -> int:
    """The number of the newest event row of all; see `rows_after`."""
    return session.scalar(select(func.coalesce(func.max(SubmissionEvent.id), 0))) or 0


def rows_after(session: Session, row: int, *, limit: int = 5000) -> tuple[int, list[StoredEvent]]:
    """All submissions' events stored after the row `row`, and the row to go on from. For when the live feed is away."""
    table = SubmissionEvent
    columns = select(table.id, table.submission_id, table.seq, table.kind, table.payload)
    rows = session.execute(columns.where(table.id > row).order_by(table.id).limit(limit)).all()
    return (rows[-1].id if rows else row), [_stored(*found[1:]) for found in rows]


def _stored(submission_id: str, seq: int, kind: str, payload: dict[str, Any]) -> StoredEvent:
    return StoredEvent(submission_id=submission_id, seq=seq, kind=EventKind(kind), payload=payload)
