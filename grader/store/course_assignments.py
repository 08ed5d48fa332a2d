"""Which assignments a course has: add, order, hide, close, remove. Each change goes into the audit log.

Pages and workers read these rows at each request, so a change is live at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.errors import GraderError
from grader.store import audit, courses
from grader.store.models import CourseAssignment, Submission, now


class AlreadyAdded(GraderError):
    """The course has this assignment."""


class WrongOrder(GraderError):
    """An order names each assignment of the course once."""


def everything(session: Session, course_id: int) -> list[CourseAssignment]:
    """The assignments of a course in its order, hidden and removed ones too."""
    these = select(CourseAssignment).where(CourseAssignment.course_id == course_id)
    return list(session.scalars(these.order_by(CourseAssignment.position, CourseAssignment.id)))


def submission_counts(session: Session, course_id: int) -> dict[str, int]:
    """Slug -> number of attempts, without practice runs."""
    rows = select(Submission.assignment, func.count()).where(Submission.course_id == course_id, Submission.attempt > 0)
    return {str(row[0]): int(row[1]) for row in session.execute(rows.group_by(Submission.assignment))}


def add(session: Session, course_id: int, slug: str, *, visible: bool, actor: str) -> CourseAssignment:
    """Add an assignment at the end, or put a removed one back with its settings and submissions.

    Raises `AlreadyAdded`.
    """
    last = session.scalar(
        select(func.max(CourseAssignment.position)).where(
            CourseAssignment.course_id == course_id, CourseAssignment.removed_at.is_(None)
        )
    )
    position = 0 if last is None else last + 1
    found = courses.course_assignment(session, course_id, slug, removed_too=True)
    if found is None:
        found = CourseAssignment(course_id=course_id, slug=slug, position=position, visible=visible)
        session.add(found)
        session.flush()
        _record(session, found, "assignment.added", actor, {"visible": [None, visible]})
        return found
    if found.removed_at is None:
        raise AlreadyAdded
    details: dict[str, list[Any]] = {
        "removed_at": [found.removed_at.isoformat(), None],
        "position": [found.position, position],
    }
    found.removed_at, found.position = None, position
    if found.visible != visible:
        details["visible"] = [found.visible, visible]
        found.visible = visible
    session.flush()
    _record(session, found, "assignment.restored", actor, details)
    return found


def remove(session: Session, row: CourseAssignment, *, actor: str) -> None:
    """Take an assignment out of the course. Submissions, drafts and settings stay for a return."""
    if row.removed_at is None:
        row.removed_at = now()
        _record(session, row, "assignment.removed", actor, {"removed_at": [None, row.removed_at.isoformat()]})


def set_visible(session: Session, row: CourseAssignment, *, visible: bool, actor: str) -> None:
    """Show an assignment to students, or hide it."""
    if row.visible != visible:
        _record(session, row, "assignment.changed", actor, {"visible": [row.visible, visible]})
        row.visible = visible


def set_closed(session: Session, row: CourseAssignment, *, closed: bool, actor: str) -> None:
    """Close an assignment, whatever its deadline, or open it again."""
    if (row.closed_at is not None) == closed:
        return
    before, row.closed_at = row.closed_at, now() if closed else None
    values = [moment.isoformat() if moment else None for moment in (before, row.closed_at)]
    _record(session, row, "assignment.changed", actor, {"closed_at": values})


def reorder(session: Session, course_id: int, slugs: Sequence[str], *, actor: str) -> None:
    """Put the assignments of a course in this order. Raises `WrongOrder`."""
    rows = {row.slug: row for row in courses.course_assignments(session, course_id, hidden_too=True)}
    if sorted(slugs) != sorted(rows):
        raise WrongOrder
    before = list(rows)
    for position, slug in enumerate(slugs):
        rows[slug].position = position
    if before != list(slugs):
        details = {"order": [before, list(slugs)]}
        audit.record(session, actor=actor, action="assignments.reordered", course_id=course_id, details=details)


def move(session: Session, row: CourseAssignment, by: int, *, actor: str) -> None:
    """Move an assignment up (`by` = -1) or down (1); at the end of the list nothing happens."""
    slugs = [each.slug for each in courses.course_assignments(session, row.course_id, hidden_too=True)]
    if row.slug not in slugs:
        return
    here = slugs.index(row.slug)
    there = here + by
    if 0 <= there < len(slugs):
        slugs[here], slugs[there] = slugs[there], slugs[here]
        reorder(session, row.course_id, slugs, actor=actor)


def _record(session: Session, row: CourseAssignment, action: str, actor: str, details: dict[str, list[Any]]) -> None:
    audit.record(session, actor=actor, action=action, subject=row.slug, course_id=row.course_id, details=details)
