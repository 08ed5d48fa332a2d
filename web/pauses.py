"""Pauses of grading, for the pages and the REST API: by administrators, and by instructors in their course.

Submissions to what is paused are accepted and wait. Each act writes the audit log.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from grader.model import Lane
from grader.store import audit, pauses
from grader.store.assignment_settings import PAUSED, RESUMED
from grader.store.models import Course, Pause
from grader.store.transitions import QueueEntry
from web.access import actor
from web.course_admin import find_row
from web.problems import Problem
from web.services import reading, services, writing

ENDED = "This pause has ended."


def pause(*, lane: str = "", assignment: str = "", reason: str = "") -> Pause:
    """Pause a lane, or an assignment in all courses.

    Raises Problem 422 for an unknown lane or assignment or a long reason, 409 if it is paused already.
    """
    if bool(lane) == bool(assignment):
        raise Problem(422, "Name either a lane or an assignment.")
    if lane and lane not in set(Lane):
        raise Problem(422, f"There is no lane {lane!r}.")
    if assignment and services().catalogue.get(assignment) is None:
        raise Problem(422, f"There is no assignment {assignment!r}.")
    return _pause({"lane": Lane(lane)} if lane else {"assignment": assignment}, reason)


def pause_in(course: Course, slug: str, *, reason: str = "") -> Pause:
    """Pause an assignment in this course alone.

    Raises NotFound if the course does not have it, Problem 422 for a long reason, 409 if it is paused there already.
    """
    with reading() as db:
        find_row(db, course, slug)
    return _pause({"assignment": slug, "course_id": course.id}, reason)


def resume(pause_id: int) -> None:
    """End a pause; what has waited is graded in its order. Raises NotFound."""
    with writing() as db:
        found = db.get(Pause, pause_id)
        if found is None:
            raise NotFound(ENDED)
        entries = _resume(db, found)
    enqueue(entries)


def resume_in(course: Course, slug: str) -> None:
    """End the pause of an assignment in this course; one of an administrator stays. Raises NotFound."""
    with writing() as db:
        found = pauses.own(db, course.id, slug)
        if found is None:
            raise NotFound(ENDED)
        entries = _resume(db, found)
    enqueue(entries)


def enqueue(entries: Collection[QueueEntry]) -> None:
    """Enqueue as many as Redis takes."""
    for entry in entries:
        if not services().queue.enqueue(entry):
            # Redis is unavailable: the sweeper enqueues the rest.
            return


def _pause(what: dict[str, Any], reason: str) -> Pause:
    reason = " ".join(reason.split())
    if len(reason) > pauses.MAX_REASON:
        raise Problem(422, f"A reason has at most {pauses.MAX_REASON} characters.")
    try:
        with writing() as db:
            made = pauses.pause(db, **what, reason=reason, author=actor())
            _record(db, made, PAUSED, paused=[False, True], reason=reason or None)
    except pauses.AlreadyPaused as error:
        raise Problem(409, error.message) from error
    return made


def _resume(db: Session, found: Pause) -> list[QueueEntry]:
    _record(db, found, RESUMED, paused=[True, False])
    return pauses.resume(db, found, resend_seconds=services().settings.requeue_seconds)


def _record(db: Session, found: Pause, action: str, **details: object) -> None:
    where = "lane " if found.lane is not None else "assignment " if found.course_id is None else ""
    subject = f"{where}{found.lane.value if found.lane is not None else found.assignment}"
    audit.record(db, actor=actor(), action=action, subject=subject, course_id=found.course_id, details=details)
