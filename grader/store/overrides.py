"""Points that people set in place of the graded ones.

The report keeps the graded points. `Submission.override_score` holds the score with all overrides, so that one
expression, `Submission.points`, gives what counts. A regrade computes it anew from its own report.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from grader.errors import GraderError
from grader.model.points import rescaled
from grader.store import grade_changes, notices
from grader.store.clock import database_time
from grader.store.comments import Author
from grader.store.database import Executor
from grader.store.models import NoticeKind, ScoreOverride, Submission, table_of
from grader.store.result_payloads import stored_result

#: Characters of a reason at most.
MAX_REASON = 2000

_TABLE = table_of(ScoreOverride)
_SUBMISSION = table_of(Submission)


class NotGraded(GraderError):
    """Points can be set once the submission is graded."""


class InvalidOverride(GraderError):
    """The row does not exist, or the points are out of its range."""


def of(session: Session, submission_id: str) -> list[ScoreOverride]:
    """The overrides of a submission that hold: that of the whole first, then by time."""
    these = select(ScoreOverride).where(
        ScoreOverride.submission_id == submission_id, ScoreOverride.revoked_at.is_(None)
    )
    return sorted(session.scalars(these.order_by(ScoreOverride.id)), key=lambda override: override.row is not None)


def history(session: Session, submission_id: str) -> list[ScoreOverride]:
    """All overrides of a submission, those that were taken back too, the newest first."""
    these = select(ScoreOverride).where(ScoreOverride.submission_id == submission_id)
    return list(session.scalars(these.order_by(ScoreOverride.id.desc())))


def set_points(
    session: Session, submission_id: str, *, row: str | None, score: float, reason: str, author: Author
) -> ScoreOverride:
    """Set the points of a row, or of the whole (None). An earlier override of the same is replaced.

    The student, webhooks and learning management systems are told of the new score.

    Raises `NotGraded` and `InvalidOverride`.
    """
    submission = _locked(session, submission_id)
    if submission is None or submission.report is None or submission.graded_run is None:
        raise NotGraded
    most = graded_points(submission.report, row)[1]
    if not math.isfinite(score) or not 0 <= score <= most:
        raise InvalidOverride(f"The points must be between 0 and {most:g}.")
    _revoke(session, submission_id, row)
    override = ScoreOverride(
        submission_id=submission_id,
        row=row,
        score=round(score, 6),
        max_score=most,
        reason=reason.strip(),
        author_id=author.person_id,
        author=author.name,
        created_at=database_time(),
    )
    session.add(override)
    session.flush()
    session.refresh(override)
    _apply(session, submission)
    told = {"kind": NoticeKind.OVERRIDE, "source_id": override.id, "text": override.reason, "details": {"row": row}}
    notices.tell_student(session, submission_id, {**told, **author.to_notice()})
    return override


def take_back(session: Session, submission_id: str, *, row: str | None) -> bool:
    """Take back the override of a row, or of the whole (None); the student is told. False if there is none."""
    submission = _locked(session, submission_id)
    holding = [override.id for override in of(session, submission_id) if override.row == row]
    if submission is None or not _revoke(session, submission_id, row):
        return False
    _apply(session, submission)
    for override_id in holding:
        notices.withdraw(session, NoticeKind.OVERRIDE, override_id)
    told = {"kind": NoticeKind.OVERRIDE, "details": {"row": row, "taken_back": True}}
    notices.tell_student(session, submission_id, told)
    return True


def graded_points(report: dict[str, Any], row: str | None) -> tuple[float, float]:
    """The points that the tests gave, and those they could give, for a row or the whole. Raises `InvalidOverride`."""
    if row is None:
        return report["score"], report["max_score"]
    cases = [case for case in report["cases"] if case["row"] == row]
    if not cases:
        raise InvalidOverride(f"The report has no row {row!r}.")
    return _sum(case["score"] for case in cases), _sum(case["max_score"] for case in cases)


def graded_points_or_none(report: dict[str, Any], row: str | None) -> float | None:
    """The points that the tests gave for a row or the whole; None for a row that is not in the report."""
    try:
        return graded_points(report, row)[0]
    except InvalidOverride:
        return None


def recomputed(session: Executor, submission_id: str, report: dict[str, Any]) -> float | None:
    """The score of `report` with the overrides that hold; None if there are none."""
    holds = (_TABLE.c.submission_id == submission_id, _TABLE.c.revoked_at.is_(None))
    columns = (_TABLE.c.row, _TABLE.c.score, _TABLE.c.max_score)
    return _total(report, session.execute(select(*columns).where(*holds)).all())


def by_row(session: Session, course_id: int) -> dict[str, dict[str, tuple[float, float]]]:
    """By submission of a course: (points, points possible) of each row whose points people have set."""
    rows = session.execute(
        select(ScoreOverride.submission_id, ScoreOverride.row, ScoreOverride.score, ScoreOverride.max_score)
        .join(Submission, Submission.id == ScoreOverride.submission_id)
        .where(Submission.course_id == course_id, ScoreOverride.row.is_not(None), ScoreOverride.revoked_at.is_(None))
    )
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for submission_id, row, score, most in rows:
        found.setdefault(submission_id, {})[str(row)] = (score, most)
    return found


def _total(report: dict[str, Any], rows: Sequence[Any]) -> float | None:
    """A whole override outweighs those of rows. Points are rescaled if a row is worth another number by now."""
    if not rows:
        return None
    by_row = {row: (score, most) for row, score, most in rows}
    if None in by_row:
        return rescaled(*by_row[None], float(report["max_score"]))
    total = float(report["score"])
    for row, (score, most) in by_row.items():
        # A row that a later version of the assignment has dropped counts for nothing.
        if graded_points_or_none(report, row) is not None:
            graded, possible = graded_points(report, row)
            total += rescaled(score, most, possible) - graded
    return round(min(max(total, 0.0), float(report["max_score"])), 6)


def _sum(values: Any) -> float:
    return round(math.fsum(values), 6)


def _locked(session: Session, submission_id: str) -> Submission | None:
    this = select(Submission).where(Submission.id == submission_id).options(undefer(Submission.report))
    return session.scalar(this.with_for_update())


def _revoke(session: Session, submission_id: str, row: str | None) -> bool:
    holds = (
        ScoreOverride.submission_id == submission_id,
        ScoreOverride.row.is_(None) if row is None else ScoreOverride.row == row,
        ScoreOverride.revoked_at.is_(None),
    )
    revoked = update(ScoreOverride).where(*holds).values(revoked_at=database_time()).returning(ScoreOverride.id)
    return bool(session.execute(revoked, execution_options={"synchronize_session": False}).all())


def _apply(session: Session, submission: Submission) -> None:
    report = submission.report or {}
    score = recomputed(session, submission.id, report)
    session.execute(update(_SUBMISSION).where(_SUBMISSION.c.id == submission.id).values(override_score=score))
    submission.override_score = score
    payload = stored_result(submission)
    grade_changes.report(session, submission.course_id, submission.id, "submission.graded", payload)
