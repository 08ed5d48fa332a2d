"""The public parts of the assignments, cached until their files change."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from grader.assignments import files, public
from grader.model import Assignment
from web.server_paths import without_server_paths

log = logging.getLogger(__name__)


class Catalogue:
    """The assignments of a project folder. One that cannot be loaded is logged and says why in `problem`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cached = public.Cached(root, self._load)
        #: The newest version of each assignment that could be loaded.
        self._last_good: dict[str, Assignment] = {}
        self._missing: set[str] = set()

    def get(self, slug: str) -> Assignment | None:
        """The assignment of this name; None when none of its files is there."""
        return self._cached.get(slug)

    def _load(self, slug: str) -> Assignment:
        assignment = public.load_or_salvage(slug, self._root)
        if assignment.problem:
            log.error("Assignment %s cannot be loaded: %s", slug, assignment.problem)
            assignment = replace(assignment, problem=without_server_paths(assignment.problem, self._root))
            if slug in self._last_good:
                assignment = replace(self._last_good[slug], problem=assignment.problem)
        else:
            self._last_good[slug] = assignment
        return assignment

    def get_or_placeholder(self, slug: str) -> Assignment:
        """The assignment of this name; if it is missing, the last version or a placeholder, with a `problem`."""
        assignment = self.get(slug)
        if assignment is not None:
            self._missing.discard(slug)
            return assignment
        folder = f"{files.ASSIGNMENTS}/{slug}"
        problem = f"{folder}: this folder is missing: restore it, or remove the assignment from the course"
        if slug not in self._missing:
            self._missing.add(slug)
            log.error("Assignment %s cannot be loaded: %s", slug, problem)
        return replace(self._last_good.get(slug) or public.load_or_salvage(slug, self._root), problem=problem)

    def all(self) -> dict[str, Assignment]:
        """Every assignment by its slug, also those that cannot be loaded."""
        found = {slug: self.get(slug) for slug in files.slugs(self._root)}
        return {slug: assignment for slug, assignment in found.items() if assignment is not None}
