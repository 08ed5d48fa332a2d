"""Verdicts and known mistakes of graded submissions, kept for statistics; see `SubmissionOutcome`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from grader.store.database import Executor
from grader.store.models import Submission, SubmissionOutcome, table_of

_TABLE = table_of(SubmissionOutcome)
_INSERT = insert(_TABLE)


def save(
    session: Executor, submission_id: str, run: int, *, cases: Sequence[Mapping[str, Any]], receipt: Mapping[str, Any]
) -> None:
    """Store the outcome of a graded run, in place of that of an earlier one. `cases` are those of the report."""
    if run > 1:
        session.execute(delete(_TABLE).where(_TABLE.c.submission_id == submission_id))
    suite = str(receipt.get("suite", ""))[:64]
    values = {"submission_id": submission_id, "run": run, "suite": suite, "content": content_of(cases)}
    session.execute(_INSERT, values)


def content_of(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The content of an outcome, from the cases of a report (`CaseResult.to_json`)."""
    found = [case["diagnosis"] or {} for case in cases]
    return {
        "cases": [
            [case["name"], case["verdict"], mistake.get("name")] for case, mistake in zip(cases, found, strict=True)
        ],
        "mistakes": {mistake["name"]: mistake["title"] for mistake in found if mistake},
        "rows": rows_of(cases),
    }


def rows_of(cases: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """The points of each rubric row, and those that it could earn."""
    rows: dict[str, list[float]] = {}
    for case in cases:
        row = rows.setdefault(case["row"], [0.0, 0.0])
        row[0], row[1] = round(row[0] + case["score"], 6), round(row[1] + case["max_score"], 6)
    return rows


def stale_numbers(session: Session, course_id: int, versions: Mapping[str, str]) -> dict[str, int]:
    """By assignment: the number of attempts that another version of the tests graded, where there are any.

    `versions` holds the current version of each assignment, as far as it is known.
    """
    rows = session.execute(
        select(Submission.assignment, _TABLE.c.suite, func.count())
        .join(_TABLE, (_TABLE.c.submission_id == Submission.id) & (_TABLE.c.run == Submission.graded_run))
        .where(Submission.course_id == course_id, Submission.attempt > 0)
        .group_by(Submission.assignment, _TABLE.c.suite)
    )
    numbers: dict[str, int] = {}
    for slug, suite, number in rows:
        if versions.get(slug) and suite != versions[slug]:
            numbers[slug] = numbers.get(slug, 0) + number
    return numbers


def suites(session: Session, submission_ids: Iterable[str]) -> dict[str, str]:
    """The versions of the tests that graded these submissions, by id."""
    rows = select(_TABLE.c.submission_id, _TABLE.c.suite).where(_TABLE.c.submission_id.in_(list(submission_ids)))
    return dict(session.execute(rows).all())
