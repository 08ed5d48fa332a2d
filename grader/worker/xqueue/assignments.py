"""The public parts of the assignments, and what a student sees of a result in them."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.assignments import files, public
from grader.errors import AssignmentError
from grader.model import Assignment, HiddenFeedback, Report
from grader.store import schedules
from grader.store.clock import database_time
from grader.store.models import Submission

log = logging.getLogger(__name__)


class Assignments:
    """The assignments of a project folder, read again when their files change."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cached = public.Cached(root, self._load)

    def slugs(self) -> tuple[str, ...]:
        """The names of all assignments."""
        return files.slugs(self._root)

    def get(self, slug: str) -> Assignment | None:
        """The assignment, one of `slugs`; None if it cannot be loaded."""
        return self._cached.get(slug)

    def _load(self, slug: str) -> Assignment | None:
        try:
            return public.load(slug, self._root)
        except AssignmentError as error:
            log.error("Assignment %s cannot be loaded: %s", slug, error.message)
            return None

    def shown(self, session: Session, row: Submission) -> tuple[Report, Report]:
        """The report of a graded submission, and what its student may see of it by the rules of the course."""
        report = Report.from_json(row.report or {})
        assignment = self.get(row.assignment) if row.assignment in self.slugs() else None
        if assignment is None:
            return report, report.for_student(HiddenFeedback.VERDICT, 0)
        found = schedules.course_schedules(session, row.course_id, [row.assignment], lambda _: assignment, row.student)
        given = found.given.get(row.assignment)
        if given is None:
            return report, report.for_student(assignment.hidden_feedback, assignment.hint_level(row.attempt))
        moment = session.execute(select(database_time())).scalar_one()
        past_due = found.of(row.assignment, row.student).is_past_due(moment)
        policy = found.policy(row.assignment, row.student)
        allowed = schedules.hidden_feedback(assignment, policy, released=given.released, past_due=past_due)
        level = assignment.hint_level(row.attempt) if policy.hints else 0
        return report, report.for_student(allowed, level)
