"""Titles, rows and points of an assignment's tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from grader.model import Assignment
from grader.store import events, outlines
from grader.store.events import EventKind
from grader.store.outlines import CaseOutline
from grader.store.results import Attempt


def outline(db: Session, assignment: Assignment, attempts: Sequence[Attempt]) -> list[CaseOutline]:
    """The tests in order: as the workers have published them, else as the newest graded attempt has them.

    Where tests of different rows have the same title, the title of the row stands before it.
    """
    cases = _cases(db, assignment.slug, attempts)
    titles = Counter(case.title for case in cases)
    rows = {row.name: row.title for row in assignment.rows}
    return [
        replace(case, title=f"{rows[case.row]}: {case.title}") if titles[case.title] > 1 and case.row in rows else case
        for case in cases
    ]


def _cases(db: Session, slug: str, attempts: Sequence[Attempt]) -> list[CaseOutline]:
    published = outlines.outline(db, slug)
    graded = [attempt for attempt in attempts if attempt.score is not None and not attempt.is_running]
    if published or not graded:
        return published
    newest = max(graded, key=lambda attempt: attempt.created_at)
    names = ("name", "title", "row", "visible", "max_score")
    return [
        CaseOutline(**{name: event.payload[name] for name in names})
        for event in events.events_after(db, newest.id, 0)
        if event.kind is EventKind.CASE
    ]
