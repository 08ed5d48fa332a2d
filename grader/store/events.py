"""The stored events of grading runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from grader.model import Lifecycle
from grader.store.database import Executor
from grader.store.models import Submission, SubmissionEvent, table_of

#: Range of sequence numbers of a run; see `first_seq`.
EVENTS_PER_RUN = 100_000


class EventKind(StrEnum):
    """The kind of an event."""

    #: A `CaseResult` (`to_json`) with hidden values: redact it before a student sees it.
    CASE = "case"
    #: Progress of a long case: {"case", "iteration", "of", "seconds", "data"}.
    PROGRESS = "progress"
    #: The last event: {"status", "verdict", "score", "max_score", "failure"}.
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An event, as it is stored and sent to watchers."""

    submission_id: str
    #: Grows by 1 within a run and by more from run to run; the `id:` of a server-sent event.
    seq: int
    kind: EventKind
    payload: Mapping[str, Any]

    @property
    def run(self) -> int:
        """The run that it belongs to."""
        return self.seq // EVENTS_PER_RUN


def first_seq(run: int) -> int:
    """The number before the first event of a run.

    An interrupted run may have published events that were never stored. Each run has its own range, so that a
    published number is never used again, and a watcher that resumes after it misses no event.
    """
    return run * EVENTS_PER_RUN


def events_after(session: Session, submission_id: str, seq: int) -> list[StoredEvent]:
    """The stored events after `seq` of the graded run, or else of the newest; none while the submission waits."""
    return read_events(session, submission_id, seq)[0]


def read_events(session: Session, submission_id: str, seq: int) -> tuple[list[StoredEvent], bool]:
    """`events_after`, and whether more events will come: the submission exists and is not finished."""
    connection = session.connection()
    # Read the status first: a finished submission has all its events stored.
    found = connection.execute(_STANDING, {"this_id": submission_id}).one_or_none()
    if found is None:
        return [], False
    if found.status is Lifecycle.QUEUED:
        return [], True
    run = found.graded_run if found.status is Lifecycle.GRADED and found.graded_run else found.run
    rows = connection.execute(_AFTER, {"this_id": submission_id, "after": max(seq, first_seq(run))})
    return [_stored(submission_id, *row) for row in rows], found.status is Lifecycle.RUNNING


def sent_before(session: Session, submission_id: str, seq: int) -> list[StoredEvent]:
    """The stored events of the run of `seq`, up to `seq`; none if that run is finished.

    A watcher that resumes after `seq` has these. What a newer run repeats of them need not be sent again.
    """
    values = {"this_id": submission_id, "after": first_seq(seq // EVENTS_PER_RUN)}
    rows = session.connection().execute(_AFTER, values)
    sent = [_stored(submission_id, *row) for row in rows if row.seq <= seq]
    return [] if any(event.kind is EventKind.DONE for event in sent) else sent


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
    """The id of the newest event row of all submissions; see `rows_after`."""
    return session.scalar(select(func.coalesce(func.max(SubmissionEvent.id), 0))) or 0


def rows_after(session: Session, row: int, *, limit: int = 5000) -> tuple[int, list[StoredEvent]]:
    """The events of all submissions after the row `row`, and the last row. Used while Redis is unavailable."""
    table = SubmissionEvent
    columns = select(table.id, table.submission_id, table.seq, table.kind, table.payload)
    rows = session.execute(columns.where(table.id > row).order_by(table.id).limit(limit)).all()
    return (rows[-1].id if rows else row), [_stored(*found[1:]) for found in rows]


def results_after(session: Session, course_id: int, row: int, *, limit: int = 500) -> list[tuple[int, str]]:
    """(event row, submission's id) of the results in a course after the row `row`, oldest first."""
    found = (
        select(SubmissionEvent.id, SubmissionEvent.submission_id)
        .join(Submission, Submission.id == SubmissionEvent.submission_id)
        .where(
            SubmissionEvent.id > row, SubmissionEvent.kind == EventKind.DONE.value, Submission.course_id == course_id
        )
        .order_by(SubmissionEvent.id)
        .limit(limit)
    )
    return [(number, submission_id) for number, submission_id in session.execute(found)]


def _stored(submission_id: str, seq: int, kind: str, payload: dict[str, Any]) -> StoredEvent:
    return StoredEvent(submission_id=submission_id, seq=seq, kind=EventKind(kind), payload=payload)


def delete_earlier_results(session: Executor, submission_id: str, run: int) -> None:
    """Delete the events up to the last result before `run`.

    Those of interrupted runs since then stay: watchers have them.
    """
    events = table_of(SubmissionEvent)
    older = (events.c.submission_id == submission_id, events.c.run < run)
    ended = select(func.max(events.c.seq)).where(*older, events.c.kind == EventKind.DONE.value)
    last = session.execute(ended).scalar_one()
    if last is not None:
        session.execute(delete(events).where(*older, events.c.seq <= last))
