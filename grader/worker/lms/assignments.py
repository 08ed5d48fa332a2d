"""What the sender knows of assignments: title, points, and which attempt counts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from grader.assignments import public
from grader.model import Counts
from grader.store import courses
from grader.store.schedules import counts_of


class KnownAssignments:
    """The public parts of the assignments, read again when their files change."""

    def __init__(self, root: Path) -> None:
        self._cached = public.Cached(root, lambda slug: public.load_or_salvage(slug, root))

    def describe(self, slug: str) -> tuple[str, float]:
        """Title and points; the slug and 1 for an assignment that is not there."""
        found = self._cached.get(slug)
        if found is None:
            return slug, 1.0
        return found.title, float(sum(row.points for row in found.rows)) or 1.0

    def counts(self, session: Session, course_id: int, slug: str) -> Counts | None:
        """Which attempt counts in the course; None for an assignment that is not known."""
        found, given = self._cached.get(slug), courses.course_assignment(session, course_id, slug, removed_too=True)
        return counts_of(found, given) if found is not None and given is not None else None
