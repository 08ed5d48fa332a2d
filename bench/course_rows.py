"""Rows of the database for a graded file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from bench.course_reports import GradedFile
from grader.model import Lane, Lifecycle, Verdict
from grader.store import outcomes
from grader.store.events import EventKind, first_seq


def submission_row(
    submission_id: str,
    *,
    course_id: int,
    person_id: int,
    student: str,
    file: GradedFile,
    at: datetime,
    attempt: int,
    graded: bool,
) -> dict[str, Any]:
    """A submission, as a worker leaves it; a queued one if it is not `graded`."""
    report = file.report
    row = {
        "id": submission_id,
        "course_id": course_id,
        "student": student,
        "person_id": person_id,
        "assignment": file.slug,
        "attempt": attempt,
        "practice": attempt == 0,
        "filename": file.filename,
        "content": file.content.encode(),
        "source": file.source,
        "sha256": file.sha256,
        "lane": Lane.INTERACTIVE,
        "priority": 0,
        "claims": 1,
        "cancelled": False,
        **dict.fromkeys(("created_at", "queued_at", "enqueue_at"), at),
        "status": Lifecycle.QUEUED,
        **dict.fromkeys(("started_at", "finished_at", "graded_run", "score", "max_score", "verdict", "report")),
        **dict.fromkeys(("receipt", "not_loaded")),
        "run": 0,
    }
    if graded:
        row |= {
            "status": Lifecycle.GRADED,
            "started_at": at + timedelta(milliseconds=20),
            "finished_at": at + timedelta(milliseconds=60),
            "run": 1,
            "graded_run": 1,
            "score": report["score"],
            "max_score": report["max_score"],
            "verdict": Verdict(report["verdict"]),
            "report": report,
            "receipt": _receipt(file.suite),
            "not_loaded": report["verdict"] == Verdict.LOAD_ERROR,
        }
    return row


@cache
def _receipt(suite: str) -> dict[str, Any]:
    return {"suite": suite, "run": 1, "jail": "namespaces"}


def event_rows(submission_id: str, file: GradedFile) -> Iterator[dict[str, Any]]:
    """The events of the cases."""
    for number, case in enumerate(file.report["cases"], start=1):
        yield {
            "submission_id": submission_id,
            "run": 1,
            "seq": first_seq(1) + number,
            "kind": EventKind.CASE.value,
            "payload": case,
            "case_name": case["name"],
            "verdict": case["verdict"],
            "diagnosis": (case["diagnosis"] or {}).get("name"),
        }


def outcome_row(submission_id: str, file: GradedFile) -> dict[str, Any]:
    """The outcome for statistics."""
    return {"submission_id": submission_id, "run": 1, "suite": file.suite, "content": _content(file)}


_CONTENTS: dict[int, dict[str, Any]] = {}


def _content(file: GradedFile) -> dict[str, Any]:
    return _CONTENTS.setdefault(id(file), outcomes.content_of(file.report["cases"]))
