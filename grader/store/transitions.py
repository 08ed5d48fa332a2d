"""State transitions that several operations on runs share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from grader.model import Lane, Lifecycle
from grader.store import grade_changes
from grader.store.clock import database_time
from grader.store.database import Executor
from grader.store.events import EventKind, StoredEvent, first_seq
from grader.store.models import Submission, SubmissionEvent, table_of
from grader.store.result_payloads import result_payload


@dataclass(frozen=True, kw_only=True)
class QueueEntry:
    """A submission to enqueue."""

    submission_id: str
    lane: Lane
    priority: int


def done_event(submission_id: str, seq: int, payload: dict[str, Any]) -> StoredEvent:
    """The last event of a run; `payload` is that of `result_payloads`."""
    return StoredEvent(submission_id=submission_id, seq=seq, kind=EventKind.DONE, payload=payload)


def queue_entry(row: Submission) -> QueueEntry:
    return QueueEntry(submission_id=row.id, lane=row.lane, priority=row.priority)


def requeue(row: Submission, enqueue_in: float) -> QueueEntry:
    row.status = Lifecycle.QUEUED
    row.queued_at = database_time()
    row.enqueue_at = database_time(enqueue_in)
    row.lease_until = row.holder = None
    row.cancelled = False
    return queue_entry(row)


def times(number: int) -> str:
    """ "once" or "3 times"."""
    return "once" if number == 1 else f"{number} times"


def fail(session: Session, row: Submission, failure: str, *, cancelled: bool = False) -> StoredEvent:
    """Fail a submission, by the grader's fault or because it was `cancelled`. A failed regrade keeps the result."""
    row.run += 1
    row.finished_at = database_time()
    row.lease_until = row.holder = None
    row.cancelled = cancelled
    row.failure = failure
    row.status = Lifecycle.FAILED if row.graded_run is None else Lifecycle.GRADED
    done = done_event(row.id, first_seq(row.run) + 1, result_payload(row.status, failure=failure))
    session.flush()
    insert_events(session, row.run, [done])
    grade_changes.report(session, row.course_id, row.id, "submission.failed", done.payload)
    return done


_INSERT = insert(table_of(SubmissionEvent))


def insert_events(session: Executor, run: int, events: Sequence[StoredEvent]) -> None:
    rows = [
        {
            "submission_id": event.submission_id,
            "run": run,
            "seq": event.seq,
            "kind": event.kind.value,
            "payload": event.payload,
            "case_name": event.payload["name"] if event.kind is EventKind.CASE else None,
            "verdict": event.payload["verdict"] if event.kind is EventKind.CASE else None,
            "diagnosis": (event.payload["diagnosis"] or {}).get("name") if event.kind is EventKind.CASE else None,
        }
        for event in events
    ]
    if rows:
        session.execute(_INSERT, rows)


_EXPLAIN = (
    update(table_of(SubmissionEvent))
    .where(
        table_of(SubmissionEvent).c.submission_id == bindparam("this_id"),
        table_of(SubmissionEvent).c.run == bindparam("this_run"),
        table_of(SubmissionEvent).c.case_name == bindparam("this_case"),
    )
    .values(payload=bindparam("payload"), diagnosis=bindparam("diagnosis"))
)


def explained(
    session: Executor, submission_id: str, run: int, events: Sequence[StoredEvent], cases: Sequence[dict[str, Any]]
) -> list[StoredEvent]:
    """`events` with the results as in the report's `cases`; events that are stored already are updated.

    Mistakes are diagnosed after all cases have run, and after their results were published. This adds the diagnoses to
    the stored events, for later readers and for the statistics of mistakes.
    """
    final = {case["name"]: case for case in cases}
    pending = {event.payload["name"] for event in events if event.kind is EventKind.CASE}
    late = [
        {
            "this_id": submission_id,
            "this_run": run,
            "this_case": name,
            "payload": case,
            "diagnosis": (case["diagnosis"] or {}).get("name"),
        }
        for name, case in final.items()
        if name not in pending and (case["diagnosis"] or case["hint"])
    ]
    if late:
        session.execute(_EXPLAIN, late)
    return [
        replace(event, payload=final.get(event.payload["name"], event.payload))
        if event.kind is EventKind.CASE
        else event
        for event in events
    ]
