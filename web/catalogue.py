"""The public parts of the assignments, read once and again when their files change."""

from __future__ import annotations

from pathlib import Path

from grader.assignments import files, public
from grader.errors import AssignmentError
from grader.model import Assignment


class Catalogue:
    """The assignments of a project folder. An assignment that cannot be read is as good as absent."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: dict[str, tuple[tuple[int, ...], Assignment]] = {}

    def get(self, slug: str) -> Assignment | None:
        """The assignment of this name, or None."""
        stamp = files.public_state(self._root, slug) if slug.isidentifier() else ()
        kept = self._kept.get(slug)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        try:
            assignment = public.load(slug, self._root)
        except AssignmentError:
            return None
        self._kept[slug] = (stamp, assignment)
        return assignment

    def all(self) -> dict[str, Assignment]:
        """Every readable assignment by its slug."""
        found = {slug: self.get(slug) for slug in files.slugs(self._root)}
        return {slug: assignment for slug, assignment in found.items() if assignment is not None}
