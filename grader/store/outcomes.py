"""Verdicts and known mistakes of graded submissions, kept for statistics; see `SubmissionOutcome`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, insert, or_, select, tuple_
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


def complete(session: Session, *, limit: int = 200) -> int:
    """Store the outcomes that graded runs lack, as those of workers of an earlier version do; how many these were."""
    is_current = (_TABLE.c.submission_id == Submission.id) & (_TABLE.c.run == Submission.graded_run)
    rows = session.execute(
        select(Submission.id, Submission.graded_run, Submission.receipt, Submission.report)
        .outerjoin(_TABLE, is_current)
        .where(Submission.graded_run.is_not(None), Submission.report.is_not(None), _TABLE.c.submission_id.is_(None))
        .limit(limit)
        .with_for_update(of=Submission)
    ).all()
    for submission_id, run, receipt, report in rows:
        session.execute(delete(_TABLE).where(_TABLE.c.submission_id == submission_id))
        save(session, submission_id, run or 1, cases=(report or {})["cases"], receipt=receipt or {})
    return len(rows)


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

    `versions` holds the current version of each assignment of the service, as far as it is known.
    """
    if session.scalar(select(_TABLE.c.submission_id).where(_is_other(versions.values())).limit(1)) is None:
        return {}
    others = select(_TABLE.c.submission_id, _TABLE.c.run).where(_is_other(versions.values()))
    rows = session.execute(
        select(Submission.assignment, func.count())
        .where(Submission.course_id == course_id, Submission.attempt > 0)
        .where(tuple_(Submission.id, Submission.graded_run).in_(others))
        .group_by(Submission.assignment)
    )
    return {slug: number for slug, number in rows if versions.get(slug)}


def _is_other(suites: Iterable[str]) -> ColumnElement[bool]:
    """The condition that an outcome is of none of these versions: ranges between them, which an index finds."""
    known = sorted({suite for suite in suites if suite})
    if not known:
        return false()
    between = [(_TABLE.c.suite > low) & (_TABLE.c.suite < high) for low, high in pairwise(known)]
    return or_(_TABLE.c.suite < known[0], *between, _TABLE.c.suite > known[-1])


def newest_stale(
    session: Session, course_id: int, assignment: str, suite_version: str, *, limit: int
) -> list[Submission]:
    """The newest attempts that another version of the tests graded; none if the current version is unknown ("")."""
    if not suite_version:
        return []
    rows = (
        select(Submission)
        .join(_TABLE, (_TABLE.c.submission_id == Submission.id) & (_TABLE.c.run == Submission.graded_run))
        .where(Submission.course_id == course_id, Submission.assignment == assignment, Submission.attempt > 0)
        .where(_TABLE.c.suite != suite_version)
    )
    return list(session.scalars(rows.order_by(Submission.created_at.desc(), Submission.id).limit(limit)))


def suites(session: Session, submission_ids: Iterable[str]) -> dict[str, str]:
    """The versions of the tests that graded these submissions, by id."""
    rows = select(_TABLE.c.submission_id, _TABLE.c.suite).where(_TABLE.c.submission_id.in_(list(submission_ids)))
    return dict(session.execute(rows).all())
