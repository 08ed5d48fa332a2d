"""The verdicts of many submissions' test cases, without their payloads."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.model import Verdict
from grader.store.events import EventKind
from grader.store.models import Submission, SubmissionEvent


def verdicts(session: Session, submissions: Iterable[Submission]) -> dict[str, dict[str, Verdict]]:
    """For each graded submission, by id: the verdict of each test case of its graded run, by name, in order."""
    graded = [row.id for row in submissions if row.graded_run is not None]
    found: dict[str, dict[str, Verdict]] = {submission_id: {} for submission_id in graded}
    event = SubmissionEvent
    rows = session.execute(
        select(event.submission_id, event.case_name, event.verdict)
        .join(Submission, (Submission.id == event.submission_id) & (Submission.graded_run == event.run))
        .where(Submission.id.in_(graded), event.kind == EventKind.CASE.value)
        .order_by(event.submission_id, event.seq)
    )
    for submission_id, name, verdict in rows:
        if name is not None and verdict is not None:
            found[submission_id][name] = verdict
    return found


def named_mistakes(session: Session, submissions: Iterable[Submission]) -> dict[str, list[tuple[str, str]]]:
    """For each graded submission, by id: (test case, title of its known mistake) in order, where there is one."""
    graded = [row.id for row in submissions if row.graded_run is not None]
    found: dict[str, list[tuple[str, str]]] = {submission_id: [] for submission_id in graded}
    event = SubmissionEvent
    rows = session.execute(
        select(event.submission_id, event.case_name, event.payload["diagnosis", "title"].as_string())
        .join(Submission, (Submission.id == event.submission_id) & (Submission.graded_run == event.run))
        .where(Submission.id.in_(graded), event.kind == EventKind.CASE.value, event.diagnosis.is_not(None))
        .order_by(event.submission_id, event.seq)
    )
    for submission_id, name, title in rows:
        if name is not None and title is not None:
            found[submission_id].append((name, title))
    return found
