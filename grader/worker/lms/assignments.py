"""What the sender knows of assignments: title, points, and which attempt counts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from grader.assignments import files, public
from grader.model import Assignment, Counts
from grader.store import courses
from grader.store.schedules import counts_of


class KnownAssignments:
    """The public parts of the assignments, read again when their files change."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cache: dict[str, tuple[tuple[int, ...], Assignment]] = {}

    def describe(self, slug: str) -> tuple[str, float]:
        """Title and points; the slug and 1 for an assignment that is not there."""
        found = self._get(slug)
        if found is None:
            return slug, 1.0
        return found.title, float(sum(row.points for row in found.rows)) or 1.0

    def counts(self, session: Session, course_id: int, slug: str) -> Counts | None:
        """Which attempt counts in the course; None for an assignment that is not known."""
        found, given = self._get(slug), courses.course_assignment(session, course_id, slug, removed_too=True)
        return counts_of(found, given) if found is not None and given is not None else None

    def _get(self, slug: str) -> Assignment | None:
        state = files.public_state(self._root, slug) if slug.isidentifier() else ()
        if not any(state):
            return None
        cached = self._cache.get(slug)
        if cached is None or cached[0] != state:
            cached = self._cache[slug] = (state, public.load_or_salvage(slug, self._root))
        return cached[1]
