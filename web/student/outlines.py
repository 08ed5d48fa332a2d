"""Which test cases an assignment has, as far as everybody may know: titles, rows, points, visible or hidden."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from grader.model import Lifecycle
from grader.store.models import Submission
from web.student.results import CaseOutline


def outlines(db: Session, slug: str) -> list[CaseOutline]:
    """The cases of the newest graded attempt of anybody; none before the first."""
    newest = (
        select(Submission)
        .where(Submission.assignment == slug, Submission.status == Lifecycle.GRADED, Submission.attempt > 0)
        .order_by(Submission.finished_at.desc())
        .limit(1)
        .options(undefer(Submission.report))
    )
    found = db.scalar(newest)
    if found is None or found.report is None:
        return []
    return [
        CaseOutline(**{name: case[name] for name in ("name", "title", "row", "visible", "max_score")})
        for case in found.report["cases"]
    ]
